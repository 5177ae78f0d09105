// What the smoke program starts: with the variables it names and no others, and with an end that comes with its own.
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { environmentOf, run } from '../../scripts/smoke/programs.mjs';
import { makeWorkFolder, removeWorkFolder, workFoldersOf } from '../../scripts/smoke/work-folder.mjs';
import { temporaryFolders } from '../support/folders.ts';
import { ROOT } from '../support/programs/runner.ts';

const folder = temporaryFolders();
const IN_CHILD = join(ROOT, 'scripts', 'smoke', 'in-child.mjs');
const never = new AbortController().signal;

function program(text: string): string {
  const path = join(folder(), 'program.mjs');
  writeFileSync(path, text);
  return path;
}

describe('a command that was started', () => {
  const start = (path: string) => fork(path, { execArgv: ['--import', IN_CHILD], silent: true });
  const endOf = (child: ReturnType<typeof fork>) =>
    new Promise<unknown>((done) => child.once('exit', (status, signal) => done(status ?? signal)));

  test('ends by itself when it is done, also one with threads', async () => {
    const text = `import { Worker } from 'node:worker_threads';
new Worker('require("node:fs").readdirSync(".")', { eval: true });`;
    expect(await endOf(start(program(text)))).toBe(0);
  });

  test('ends with the process that started it, whatever it is doing', async () => {
    const child = start(program("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up');"));
    await new Promise((done) => child.stdout?.once('data', done));
    child.disconnect();
    expect(await endOf(child)).toBe('SIGKILL');
  });
});

describe('a program', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  test('sees no configuration of this machine and no credentials but those it is handed', () => {
    Object.assign(process.env, {
      ...{ npm_config_userconfig: '/x/.npmrc', NPM_CONFIG_REGISTRY: 'x', PIP_CONFIG_FILE: 'x', CARGO_HOME: '/x' },
      ...{
        AWS_SECRET_ACCESS_KEY: 'x',
        AWS_PROFILE: 'x',
        CODEARTIFACT_DOMAIN: 'x',
        GITHUB_TOKEN: 'x',
        NODE_OPTIONS: 'x',
      },
      AWS_ENDPOINT_URL_STS: 'https://sts.example',
    });
    const home = folder();
    const seen = environmentOf(home, { AWS_ACCESS_KEY_ID: 'a', AWS_SESSION_TOKEN: undefined });
    const own = ['HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'TMPDIR', 'TEMP', 'TMP'];
    for (const name of own) expect([name, seen[name]]).toEqual([name, home]);
    const others = Object.keys(seen).filter((name) => !own.includes(name));
    const known =
      /^(?:PATH|PATHEXT|SYSTEMROOT|COMSPEC|WINDIR|LANG|LC_ALL|JAVA_HOME|DOTNET_ROOT|PYENV_\w+|RUSTUP_HOME|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|(?:https?|no)_proxy|CI|AWS_ACCESS_KEY_ID)$/i;
    expect(others.filter((name) => !known.test(name))).toEqual([]);
    // The command line alone is told where AWS is.
    expect(seen).not.toHaveProperty('AWS_ENDPOINT_URL_STS');
    expect(environmentOf(home, {}, true)).toHaveProperty('AWS_ENDPOINT_URL_STS');
  });

  test('is ended with all that it started, by an interruption and by its deadline', async () => {
    const text = `import { spawn } from 'node:child_process';
spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
setInterval(() => {}, 1000);`;
    const options = { cwd: folder(), env: environmentOf(folder()) };
    const interruption = new AbortController();
    const interrupted = run(process.execPath, [program(text)], { ...options, signal: interruption.signal });
    setTimeout(() => interruption.abort(), 300);
    // Its pipes are those of its child, too: they end when both have.
    expect((await interrupted).exit).toBe(143);
    const late = await run(process.execPath, [program(text)], { ...options, signal: never, longestMs: 300 });
    expect(late.exit).toBe(143);
    await expect(run(process.execPath, ['-v'], { ...options, signal: interruption.signal })).rejects.toThrow();
  });

  test('that is not there is an error', async () => {
    const options = { cwd: folder(), env: environmentOf(folder()), signal: never };
    await expect(run(join(folder(), 'no-such-program'), [], options)).rejects.toThrow('ENOENT');
  });
});

test('work folders are found by the very prefix: none of another one, no link, and who is alive is said', () => {
  const made = makeWorkFolder('smoke-of-tests');
  const dead = mkdtempSync(join(tmpdir(), 'codeartifact-ci-smoke-smoke-of-tests-'));
  writeFileSync(join(dead, 'process'), '999999999');
  const [young, old] = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'codeartifact-ci-smoke-smoke-of-tests-')));
  utimesSync(old ?? '', new Date(0), new Date(0));
  const others = ['codeartifact-ci-smoke-smoke-of-tests-x-abcdef', 'codeartifact-ci-smoke-smoke-of-tests2-abcdef'].map(
    (name) => join(tmpdir(), name),
  );
  for (const path of others) mkdirSync(path, { recursive: true });
  const link = join(tmpdir(), 'codeartifact-ci-smoke-smoke-of-tests-aLinkX');
  symlinkSync(made, link);
  const found = Object.fromEntries(
    workFoldersOf('smoke-of-tests').map(({ folder: path, isAlive }) => [basename(path), isAlive]),
  );
  const expected = {
    [basename(made)]: true,
    [basename(dead)]: false,
    [basename(young ?? '')]: true,
    [basename(old ?? '')]: false,
  };
  for (const path of [made, dead, young ?? '', old ?? '', link, ...others]) removeWorkFolder(path);
  expect(found).toEqual(expected);
  expect(readdirSync(tmpdir()).filter((name) => name.includes('smoke-of-tests'))).toEqual([]);
});
