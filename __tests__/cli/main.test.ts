// The entry script of the command line as a process of its own, from the sources.
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mainHelp } from '../../src/cli/help.ts';
import { VERSION } from '../../src/core/model/version.ts';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';
import { startEntry } from './from-source.ts';

// Every module is translated as it is loaded, on a machine that may be busy.
jest.setTimeout(60_000);

const built = temporaryFolder();
const folder = temporaryFolders();
let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry(built);
});
afterAll(() => at.close());
afterEach(() => {
  at.local.faults.clear();
  expect(at.errors).toEqual([]);
});

const start = (...args: readonly string[]) => startInto(undefined, ...args);

function startInto(stdout: number | undefined, ...args: readonly string[]) {
  const cwd = folder();
  return startEntry('cli/main.ts', args, {
    cwd,
    ...(stdout === undefined ? {} : { stdout }),
    env: {
      HOME: cwd,
      AWS_ENDPOINT_URL: at.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI-K7MDENG-an-example',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
}
const domain = ['--domain', 'my-org', '--domain-owner', '111122223333'];

describe('the command line', () => {
  test.each([
    [[], 2, `${mainHelp()}\n`],
    [['--help'], 0, `${mainHelp()}\n`],
    [['help'], 0, `${mainHelp()}\n`],
    [['--version'], 0, `${VERSION}\n`],
    [['completion', 'fish'], 0, expect.stringContaining('complete -c codeartifact-ci')],
    [['login', '--help'], 0, expect.stringMatching(/^codeartifact-ci login: /)],
  ])('%j', async (args, status, stdout) => {
    expect(await start(...args).ended).toEqual({ status, signal: null, stdout, stderr: '' });
  });

  test.each([
    [['promot'], 2, 'CA-INPUT-004: unknown command `promot`; did you mean `promote`?'],
    [['zzz'], 2, 'CA-INPUT-004: unknown command `zzz`\n'],
    [['completion', 'powershell'], 2, 'bash, zsh and fish'],
    [['login', '--domian', 'x'], 2, 'did you mean --domain?'],
    [['token', '--domain', 'nowhere', '--domain-owner', '111122223333'], 4, 'CA-FIND-001'],
  ])('%j is refused', async (args, status, words) => {
    const ended = await start(...args).ended;
    expect(ended).toEqual({ status, signal: null, stdout: '', stderr: expect.stringContaining(words) });
  });

  test('a command, to its end', async () => {
    const ended = await start('token', ...domain).ended;
    expect(ended).toEqual({ status: 0, signal: null, stdout: expect.stringMatching(/^\S{20,}\n$/), stderr: '' });
  });

  test('a flag of its own, of which other commands have an input, is no mistake', async () => {
    const ended = await start('token', ...domain, '--format', 'json').ended;
    expect(ended).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('authorizationToken') });
  });

  test('a reader that has gone does not change how it ends', async () => {
    const { child, ended } = start('token', ...domain);
    child.stdout?.destroy();
    expect((await ended).status).toBe(0);
  });

  const isLinux = process.platform === 'linux';
  (isLinux ? test : test.skip).each([
    [['--version'], 1],
    [['token', ...domain, '--format', 'json'], 1],
    [['token', ...domain, '--json'], 1],
    [['promot'], 2],
  ])('%j into a file that takes nothing is not green', async (args, status) => {
    const full = openSync('/dev/full', 'w');
    const ended = await startInto(full, ...args).ended;
    closeSync(full);
    expect(ended).toMatchObject({
      status,
      stderr: expect.stringMatching(status === 1 ? /could not be written: .*ENOSPC/ : /unknown command/),
    });
  });

  async function untilAsked(): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!at.local.faults.list().some(({ applied }) => applied > 0)) {
      if (Date.now() > deadline) throw new Error('nothing was asked for');
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it with 130, long before the answer', async (signal) => {
    at.local.faults.add([{ kind: 'latency', ms: 30_000, operation: 'GetAuthorizationToken' }]);
    const { child, ended } = start('token', ...domain);
    await untilAsked();
    const begun = Date.now();
    child.kill(signal);
    expect(await ended).toMatchObject({ status: 130, signal: null, stdout: '' });
    expect(Date.now() - begun).toBeLessThan(15_000);
  });

  test('a write that was sent is awaited after one signal, and not after two', async () => {
    at.local.faults.add([{ kind: 'latency', ms: 30_000, method: 'PUT' }]);
    const tarball = await writeNpmPackage(join(folder(), 'a.tgz'), { name: '@acme/utils', version: '1.0.0' });
    const { child, ended } = start('publish', ...domain, '--repository', 'dev', tarball);
    await untilAsked();
    const begun = Date.now();
    child.kill('SIGINT');
    await new Promise((done) => setTimeout(done, 1_500));
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 130, signal: null });
    expect(Date.now() - begun).toBeLessThan(15_000);
  });
});
