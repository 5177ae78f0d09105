// Runs one scenario of `scale-scenarios.mjs` in a process of its own.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../measure.mjs';

const script = fileURLToPath(new URL('./scale-scenarios.mjs', import.meta.url));

/** Resolves to `{ cpu, memory, stretch, result }`; rejects when the scenario did not do what it is for. */
export async function measured(node, name, size, ...more) {
  const { stdout } = await promisify(execFile)(node, [script, name, String(size), ...more], {
    env: cleanEnvironment(),
    timeout: 600_000,
  });
  const seen = JSON.parse(stdout);
  if (seen.result !== size) throw new Error(`${name}: ${seen.result} of ${size} versions`);
  return seen;
}
