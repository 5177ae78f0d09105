// A local server in a process of its own, for measurements.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { workFolder } from './support/work-folder.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Starts `local` with this setup (a document); resolves to its address, process id and a stop function. */
export async function startServer({ setup, args = [], node = process.execPath } = {}) {
  const work = workFolder('server');
  const folder = work.path;
  const ready = join(folder, 'ready');
  writeFileSync(
    join(folder, 'setup.json'),
    JSON.stringify(
      setup ?? { domains: [{ name: 'my-org', owner: '111122223333', repositories: ['staging', 'production'] }] },
    ),
  );
  const flags = [
    '--port',
    '0',
    '--account',
    '111122223333',
    '--offline',
    '--log',
    'none',
    '--setup',
    join(folder, 'setup.json'),
    '--ready-file',
    ready,
  ];
  const child = spawn(node, [join(root, 'dist', 'cli', 'index.js'), 'local', ...flags, ...args], { stdio: 'ignore' });
  for (let i = 0; i < 200 && !existsSync(ready); i++) await sleep(50);
  if (!existsSync(ready)) throw new Error('the local server did not start');
  await sleep(50);
  return {
    url: readFileSync(ready, 'utf8').trim(),
    pid: child.pid,
    stop: () =>
      new Promise((done) => {
        child.once('exit', () => {
          work.remove();
          done();
        });
        child.kill();
      }),
  };
}
