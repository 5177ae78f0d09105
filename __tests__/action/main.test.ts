// The entry scripts of the action as processes of their own, from the sources: exit statuses and signals.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startEntry } from '../cli/from-source.ts';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { readKeyValues } from '../support/programs/runner.ts';
import { openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';

// Every module is translated as it is loaded, on a machine that may be busy.
jest.setTimeout(60_000);

const built = temporaryFolder();
const folder = temporaryFolders();
const inputs = {
  INPUT_DOMAIN: 'my-org',
  'INPUT_DOMAIN-OWNER': '111122223333',
  INPUT_REPOSITORY: 'dev',
  INPUT_TOOLS: 'npm',
  'INPUT_AWS-REGION': 'us-east-1',
};
let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry(built);
});
afterAll(() => at.close());
afterEach(() => {
  at.local.faults.clear();
  expect(at.errors).toEqual([]);
});

function start(home: string, entry: 'main' | 'post', env: Readonly<Record<string, string>>) {
  mkdirSync(join(home, 'home'), { recursive: true });
  writeFileSync(join(home, 'state'), '');
  return startEntry(`action/${entry}.ts`, [], {
    cwd: home,
    env: {
      HOME: join(home, 'home'),
      RUNNER_TEMP: home,
      GITHUB_ACTIONS: 'true',
      GITHUB_STATE: join(home, 'state'),
      GITHUB_RUN_ID: '4711',
      GITHUB_JOB: 'release',
      RUNNER_NAME: 'runner-1',
      AWS_ENDPOINT_URL: at.url,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI-K7MDENG-an-example',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
  });
}
/** Without what the translator of the sources leaves there. */
const filesOf = (home: string) => readdirSync(join(home, 'home')).filter((name) => name !== '.cache');

describe('main and post', () => {
  test('main signs in and ends with 0; post puts back and ends with 0', async () => {
    const home = folder();
    const main = await start(home, 'main', inputs).ended;
    expect({ status: main.status, stderr: main.stderr }).toEqual({ status: 0, stderr: '' });
    expect(filesOf(home)).toContain('.npmrc');
    const { codeartifact = '' } = readKeyValues(readFileSync(join(home, 'state'), 'utf8'));
    const post = await start(home, 'post', { STATE_codeartifact: codeartifact }).ended;
    expect({ status: post.status, stderr: post.stderr }).toEqual({ status: 0, stderr: '' });
    expect(filesOf(home)).toEqual([]);
  });

  test('a mistake ends main with 1', async () => {
    const home = folder();
    const main = await start(home, 'main', { ...inputs, INPUT_COMMAND: 'deploy' }).ended;
    expect(main.status).toBe(1);
    expect(main.stdout).toContain('::error::CA-INPUT-001');
  });

  test('post without a state ends with 0', async () => {
    const { status, stdout } = await start(folder(), 'post', {}).ended;
    expect({ status, stdout: stdout.replace(/^::add-mask::.*\n/gm, '') }).toEqual({ status: 0, stdout: '' });
  });

  /** Main at the moment at which it waits for this operation. */
  async function waiting(home: string, fault: { operation?: string; method?: string }, more = {}) {
    at.local.faults.add([{ kind: 'latency', ms: 30_000, ...fault }]);
    const running = start(home, 'main', { ...inputs, ...more });
    const deadline = Date.now() + 30_000;
    while (!at.local.faults.list().some(({ applied }) => applied > 0)) {
      if (Date.now() > deadline) throw new Error('nothing was asked for');
      await new Promise((done) => setTimeout(done, 20));
    }
    return running;
  }

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends main with 130, long before the answer', async (signal) => {
    const home = folder();
    const { child, ended } = await waiting(home, { operation: 'GetAuthorizationToken' });
    const begun = Date.now();
    child.kill(signal);
    const end = await ended;
    expect({ status: end.status, signal: end.signal }).toEqual({ status: 130, signal: null });
    expect(end.stdout).toContain('::error::CA-RUN-002');
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect(filesOf(home)).toEqual([]);
  });

  test('a write that was sent is awaited after one signal, and not after two', async () => {
    const home = folder();
    await writeNpmPackage(join(home, 'a.tgz'), { name: '@acme/utils', version: '1.0.0' });
    const publish = { INPUT_COMMAND: 'publish', INPUT_PACKAGES: 'a.tgz' };
    const { child, ended } = await waiting(home, { method: 'PUT' }, publish);
    const begun = Date.now();
    child.kill('SIGINT');
    await new Promise((done) => setTimeout(done, 1_500));
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ status: 130, signal: null });
    expect(Date.now() - begun).toBeLessThan(15_000);
  });
});
