// After the tests: no secret in what the run printed and in what it left, and a home that is as it was.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOME_STATE, RUN_FOLDER } from './global-setup.mjs';
import { differences, stateOfHome } from './home-files.mjs';
import { createListener, findingsBelow } from './secret-scan.mjs';

/** Findings of folders that were removed when their test was over, a JSON object a line. */
export const FINDINGS = 'findings.jsonl';
/** What a run leaves in the checkout. */
const LEFT_IN_CHECKOUT = ['coverage'];

/** Hears all that this process prints: what reporters say, and what workers and their programs print. */
export function listenToStreams() {
  const listeners = Object.fromEntries(['stdout', 'stderr'].map((name) => [name, createListener()]));
  for (const [name, listener] of Object.entries(listeners)) {
    const stream = process[name];
    const write = stream.write.bind(stream);
    stream.write = (piece, ...rest) => {
      listener.hear(piece);
      return write(piece, ...rest);
    };
  }
  return listeners;
}

/** Sentences about what does not hold; empty where all does. The folder of the run is removed. */
export function proveRun(listeners) {
  const problems = [];
  for (const [name, { heard }] of Object.entries(listeners))
    for (const kind of heard) problems.push(`the run printed ${kind} on ${name}`);
  const folder = process.env[RUN_FOLDER];
  if (folder !== undefined && existsSync(join(folder, HOME_STATE))) {
    const { home, state } = JSON.parse(readFileSync(join(folder, HOME_STATE), 'utf8'));
    for (const path of differences(state, stateOfHome(home))) problems.push(`the run touched ${join(home, path)}`);
    const noted = existsSync(join(folder, FINDINGS)) ? readFileSync(join(folder, FINDINGS), 'utf8').split('\n') : [];
    const found = [
      ...noted.filter(Boolean).map((line) => JSON.parse(line)),
      ...findingsBelow(folder),
      ...LEFT_IN_CHECKOUT.flatMap((name) => findingsBelow(fileURLToPath(new URL(`../../${name}`, import.meta.url)))),
    ];
    for (const { path, kind, test } of found) problems.push(`${path} holds ${kind}${test ? ` (${test})` : ''}`);
    rmSync(folder, { recursive: true, force: true });
  }
  return [...new Set(problems)];
}
