// Before the tests: a temporary folder of this run, in which all that they leave can be found, and a picture of the home.
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateOfHome } from './home-files.mjs';

/** Names of the variables by which the parts of a run find its folder. */
export const RUN_FOLDER = 'CODEARTIFACT_CI_RUN_FOLDER';
/** Beside the tests' own folders, and none of them. */
export const HOME_STATE = 'home-before.json';

export default function globalSetup() {
  // Short: paths of sockets and of interpreters have a limit.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ca-run-')));
  writeFileSync(join(folder, HOME_STATE), JSON.stringify({ home: homedir(), state: stateOfHome(homedir()) }));
  process.env[RUN_FOLDER] = folder;
  // What is left of it is looked through; Windows asks for the other two.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
}
