// Whole runs of a small project with the set-up of this one: a secret in print or in a file, and a touched home, make
// a green run fail, and the line that says so holds no secret.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../support/folders.ts';
import { ROOT } from '../support/programs/runner.ts';

jest.setTimeout(120_000);
const folder = temporaryFolders();
const PLANTED = "['planted-secret', 'of-this-search'].join('-')";

interface Ended {
  readonly status: number | null;
  readonly log: string;
  readonly left: readonly string[];
}

/** `body` is what the second of two tests does; two files, so that there are workers. */
function run(body: string): Promise<Ended> {
  const place = folder();
  const [home, temporary] = [join(place, 'home'), join(place, 'tmp')];
  for (const path of [home, temporary]) mkdirSync(path);
  writeFileSync(join(home, '.npmrc'), 'fund=false\n');
  const scripts = join(ROOT, 'scripts');
  const head = "const fs = require('node:fs'); const os = require('node:os'); const { join } = require('node:path');";
  writeFileSync(join(place, 'a.test.cjs'), "test('a', () => {});");
  writeFileSync(join(place, 'b.test.cjs'), `${head} test('b', () => { ${body} });`);
  const config = {
    rootDir: place,
    testMatch: ['<rootDir>/*.test.cjs'],
    transform: {},
    maxWorkers: 2,
    cacheDirectory: join(place, 'cache'),
    globalSetup: join(scripts, 'run-proof/global-setup.mjs'),
    reporters: ['default', join(scripts, 'closing-line.mjs')],
  };
  writeFileSync(join(place, 'jest.config.json'), JSON.stringify(config));
  const args = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'node_modules/jest/bin/jest.js'),
  ];
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...args, '--config', join(place, 'jest.config.json')],
      {
        cwd: place,
        env: {
          PATH: process.env.PATH,
          HOME: home,
          USERPROFILE: home,
          TMPDIR: temporary,
          TEMP: temporary,
          TMP: temporary,
        },
      },
      (_error, stdout, stderr) =>
        resolve({
          status: child.exitCode,
          log: stdout + stderr,
          left: readdirSync(temporary).filter((name) => name.startsWith('ca-run-')),
        }),
    );
  });
}

test('a run that leaves nothing is green', async () => {
  const { status, log, left } = await run("fs.writeFileSync(join(os.tmpdir(), 'x'), 'y');");
  expect({ status, log }).toMatchObject({ status: 0, log: expect.stringContaining('2 passed, 0 failed, 0 skipped') });
  expect(left).toEqual([]);
});

test.each([
  ['printed', `process.stdout.write(${PLANTED});`, /the run printed a planted secret on std(?:out|err)/],
  [
    'printed by a program',
    `require('node:child_process').execFileSync(process.execPath, ['-e', "console.log(" + JSON.stringify(${PLANTED}) + ")"], { stdio: 'inherit' });`,
    /the run printed a planted secret on std(?:out|err)/,
  ],
  [
    'left in a file',
    `fs.mkdirSync(join(os.tmpdir(), 'd')); fs.writeFileSync(join(os.tmpdir(), 'd', 'f'), ${PLANTED}, { mode: 0o644 });`,
    /ca-run-\w+.d.f holds a planted secret/,
  ],
])('a secret that is %s makes it fail', async (how, body, words) => {
  const { status, log, left } = await run(body);
  expect(status).toBe(1);
  expect(log).toMatch(words);
  expect(log).toContain('2 passed, 1 failed, 0 skipped');
  if (how === 'left in a file') expect(log).not.toContain(['planted-secret', 'of-this-search'].join('-'));
  expect(left).toEqual([]);
});

test('a home that is touched makes it fail', async () => {
  const { status, log } = await run("fs.appendFileSync(join(os.homedir(), '.npmrc'), 'x=y');");
  expect(status).toBe(1);
  expect(log).toMatch(/the run touched .*\.npmrc/);
});
