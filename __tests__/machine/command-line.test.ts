import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/folders.ts';

const bin = temporaryFolder();
const seen = join(bin, 'seen');

// The finder and @actions/exec look at the platform when they are loaded: they are loaded as on Windows, with PATHEXT
// written as this machine separates PATH and tells cases apart. A script that writes down what it was given stands for
// the command interpreter.
const kept = {
  platform: Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor,
  env: { ...process.env },
};
let resolveCommandLine: typeof import('../../src/machine/command-line.ts').resolveCommandLine;
let actionsExec: typeof import('@actions/exec').exec;

beforeAll(async () => {
  for (const name of ['npm.cmd', 'mvn.BAT', 'node.exe', 'interpreter', 'with space.cmd']) {
    writeFileSync(join(bin, name), `#!/bin/sh\nfor a in "$@"; do printf '%s\\n' "$a"; done > '${seen}'\n`);
    chmodSync(join(bin, name), 0o755);
  }
  Object.defineProperty(process, 'platform', { value: 'win32' });
  Object.assign(process.env, { PATH: bin, PATHEXT: '.exe:.BAT:.cmd', COMSPEC: join(bin, 'interpreter') });
  ({ resolveCommandLine } = await import('../../src/machine/command-line.ts'));
  ({ exec: actionsExec } = await import('@actions/exec'));
});
afterAll(() => {
  Object.defineProperty(process, 'platform', kept.platform);
  Object.assign(process.env, { PATH: kept.env.PATH, PATHEXT: kept.env.PATHEXT, COMSPEC: kept.env.COMSPEC });
  for (const name of ['PATHEXT', 'COMSPEC']) if (kept.env[name] === undefined) delete process.env[name];
});

const windows = (env: Record<string, string> = {}) => ({ platform: 'win32', env, workingDirectory: bin });

describe('on Windows', () => {
  test('a .cmd file goes through the command interpreter', async () => {
    expect(await resolveCommandLine('npm', ['install', '@acme/utils'], windows())).toEqual({
      program: 'cmd.exe',
      args: [`/D /S /C "${join(bin, 'npm.cmd')} install @acme/utils"`],
      windowsVerbatimArguments: true,
    });
    const named = await resolveCommandLine('mvn', ['-q'], windows({ COMSPEC: 'C:\\Windows\\system32\\cmd.exe' }));
    expect(named).toMatchObject({ program: 'C:\\Windows\\system32\\cmd.exe' });
    expect(named?.args).toEqual([`/D /S /C "${join(bin, 'mvn.BAT')} -q"`]);
  });

  test('an .exe file is started as it is', async () => {
    expect(await resolveCommandLine('node', ['-e', '"a b"'], windows())).toEqual({
      program: join(bin, 'node.exe'),
      args: ['-e', '"a b"'],
      windowsVerbatimArguments: false,
    });
  });

  test('a relative path is taken from the working directory', async () => {
    expect((await resolveCommandLine('./npm.cmd', [], windows()))?.args).toEqual([
      `/D /S /C "${join(bin, 'npm.cmd')}"`,
    ]);
  });

  test('what is not there is not found', async () => {
    expect(await resolveCommandLine('pnpm', [], windows())).toBeUndefined();
    expect(await resolveCommandLine('', [], windows())).toBeUndefined();
  });

  test.each([
    ['npm', ['run', 'build', '--', '--name=a b', '']],
    ['npm', ['a&b', '(c)', 'd^e', "f'g", 'h|i>j<k', '100%', '!x!']],
    ['npm', ['say "hi"', 'C:\\some dir\\', 'a\\"b', 'a\\\\"', '\\\\host\\share']],
    ['with space', ['x=y', ';', '~']],
  ])('%s %j is quoted as the runner toolkit quotes it', async (program, args) => {
    await actionsExec(`"${program}"`, args, { silent: true });
    const theirs = readFileSync(seen, 'utf8');
    const ours = await resolveCommandLine(program, args, windows());
    expect(`${ours?.args.join('\n')}\n`).toBe(theirs);
  });
});

test('POSIX systems get program and arguments untouched', async () => {
  const args = ['a b', '"', ''];
  expect(await resolveCommandLine('no-such-program', args, { ...windows(), platform: 'linux' })).toEqual({
    program: 'no-such-program',
    args,
    windowsVerbatimArguments: false,
  });
});
