// Runs the slow lane of the tests (jest.slow.config.mjs) as `npm test` runs the fast one; arguments go to Jest. A script,
// because no shell syntax sets a variable on Windows and elsewhere alike.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const [, ...jest] = scripts.test.split(' ');

const { status, error } = spawnSync(
  process.execPath,
  [...jest, '--config', 'jest.slow.config.mjs', ...process.argv.slice(2)],
  {
    cwd: fileURLToPath(root),
    stdio: 'inherit',
    env: {
      ...process.env,
      CODEARTIFACT_CI_LANE: 'slow',
      // Runs that were killed thousands of times in one process leave their waits behind.
      NODE_OPTIONS: `--max-old-space-size=8192 ${process.env.NODE_OPTIONS ?? ''}`.trim(),
    },
  },
);
if (error) throw error;
// Ended by a signal there is no status, and that is no success.
process.exitCode = status ?? 1;
