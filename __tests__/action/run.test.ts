// One run of the action in this process: inputs in, command files out.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { spellings } from '../../src/core/model/secret.ts';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';
import { openJob, type Step, unmasked } from './step.ts';

const built = temporaryFolder();
const folder = temporaryFolders();
const account = '111122223333';
const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI-K7MDENG-an-example' };
const place = { domain: 'my-org', 'domain-owner': account, repository: 'dev', 'aws-region': 'us-east-1' };
let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry(built);
});
afterAll(() => at.close());
beforeEach(() => void at.exchanges.splice(0));
afterEach(() => {
  at.local.faults.clear();
  expect(at.errors).toEqual([]);
});

const job = (env: Readonly<Record<string, string | undefined>> = {}, at_ = folder()) =>
  openJob(at_, { AWS_ENDPOINT_URL: at.url, ...keys, ...env });
const npmrc = (home: string) => readFileSync(join(home, '.npmrc'), 'utf8');
const tokenOf = (home: string) => /_authToken=(\S+)/.exec(npmrc(home))?.[1] ?? '';
const errorsOf = ({ log }: Step) => [...log.matchAll(/^::error::(CA-[A-Z]+-\d+)/gm)].map(([, code]) => code);

describe('a login', () => {
  test('writes outputs, state and summary, and says success', async () => {
    const here = job();
    const step = await here.main({ ...place, tools: 'npm' });
    expect({ status: step.status, errors: errorsOf(step) }).toEqual({ status: 0, errors: [] });
    expect(npmrc(here.home)).toContain(`registry=${at.url}/npm/d/my-org-${account}/dev/`);
    expect(step.outputs).toEqual({
      'registry-url': `${at.url}/npm/d/my-org-${account}/dev/`,
      'repository-endpoints': expect.stringContaining('"npm"'),
      'token-expiration': expect.stringMatching(/^\d{4}-.*Z$/),
      'configured-tools': '["npm"]',
      'config-files': JSON.stringify({ npm: [join(here.home, '.npmrc')] }),
    });
    expect(JSON.parse(step.state.codeartifact ?? '')).toEqual({
      sessions: [expect.stringMatching(/^\d{6}-/)],
      folders: [join(here.home, '.codeartifact-ci')],
      tokenExpiresAt: Date.parse(step.outputs['token-expiration'] ?? ''),
      cleanup: true,
    });
    expect(step.summary).toContain('### Signed in to my-org/dev');
    expect(step.env).toEqual({});
  });

  test('is what a step without a command does; inputs also come by CODEARTIFACT_ variables', async () => {
    const here = job({ CODEARTIFACT_DOMAIN: 'my-org', CODEARTIFACT_DOMAIN_OWNER: account, AWS_REGION: 'us-east-1' });
    const env = { CODEARTIFACT_REPOSITORY: 'nowhere', CODEARTIFACT_TOOLS: 'npm' };
    const step = await here.main({ repository: 'dev', domain: '' }, { env });
    expect(step.outputs['configured-tools']).toBe('["npm"]');
    expect(npmrc(here.home)).toContain('/dev/');
  });

  test('tells the runner every spelling of the token before anything else can hold it, and shows none', async () => {
    const here = job();
    const step = await here.main({ ...place, tools: 'npm,pip', 'token-env-var': 'MY_TOKEN', 'output-token': 'true' });
    const token = tokenOf(here.home);
    for (const spelling of spellings(token)) {
      expect(step.log).toContain(`::add-mask::${spelling}\n`);
      expect(unmasked(step.log)).not.toContain(spelling);
      expect(step.summary + JSON.stringify(step.state)).not.toContain(spelling);
    }
    // Nothing but commands of the runner stands before the mask of what is secret.
    const before = step.log.slice(0, step.log.indexOf(`::add-mask::${token}\n`));
    expect(before).not.toContain(token);
    expect(unmasked(step.log)).not.toContain(keys.AWS_SECRET_ACCESS_KEY);
    // Asked for, so given: to the runner's files only.
    expect({ output: step.outputs.token, variable: step.env.MY_TOKEN }).toEqual({ output: token, variable: token });
  });

  test('without GITHUB_ENV a variable is a warning, and outputs go the old way', async () => {
    const here = job();
    const step = await here.main(
      { ...place, tools: 'npm', 'token-env-var': 'MY_TOKEN' },
      { env: { GITHUB_ENV: '', GITHUB_OUTPUT: '', GITHUB_STATE: '', GITHUB_STEP_SUMMARY: '' } },
    );
    expect(step.status).toBe(0);
    expect(step.log).toContain('::warning::this runner has no GITHUB_ENV file: MY_TOKEN is not set for later steps');
    expect(step.log).toContain('::set-output name=configured-tools::["npm"]');
    expect(step.log).toMatch(/^::save-state name=codeartifact::\{"sessions":/m);
  });

  test('whose state cannot be kept for the post step is taken back at once', async () => {
    const here = job();
    writeFileSync(join(here.home, '.npmrc'), '; mine\n');
    const step = await here.main({ ...place, tools: 'npm' }, { env: { GITHUB_STATE: '/dev/full' } });
    expect({ status: step.status, errors: errorsOf(step) }).toEqual({ status: 1, errors: ['CA-FILE-003'] });
    expect(npmrc(here.home)).toBe('; mine\n');
    expect(readdirSync(here.home)).toEqual(['.npmrc']);
    expect(step.log).toContain(`${join(here.home, '.npmrc')}: restored`);
    expect(step.outputs).toEqual({});
  });

  test('`summary: false` writes none', async () => {
    expect((await job().main({ ...place, tools: 'npm', summary: 'false' })).summary).toBe('');
  });

  test('an input of another command is a warning that names it; a default is nobody’s mistake', async () => {
    const step = await job().main({ ...place, tools: 'npm', packages: 'dist', 'if-exists': 'verify' });
    expect(step.status).toBe(0);
    expect([...step.log.matchAll(/^::warning::(.*)$/gm)].map(([, text]) => text)).toEqual([
      '`packages` is ignored by `login`',
    ]);
  });

  test('`cache` without a service is a warning and no hit', async () => {
    const here = job();
    writeFileSync(join(here.workspace, 'package-lock.json'), '{}');
    const step = await here.main({ ...place, tools: 'npm', cache: 'auto' });
    expect(step).toMatchObject({ status: 0, outputs: { 'cache-hit': 'false' } });
    expect(step.log).toContain('::warning::there is no cache service here');
    expect(JSON.parse(step.state.codeartifact ?? '').cache).toBeUndefined();
  });
});

describe('other commands', () => {
  test('publish in `working-directory`: outputs, summary, no state', async () => {
    const here = job();
    await writeNpmPackage(join(here.workspace, 'sub', 'dist', 'a.tgz'), { name: '@acme/utils', version: '1.0.0' });
    const inputs = { ...place, command: 'publish', packages: 'dist', 'working-directory': join(here.workspace, 'sub') };
    const step = await here.main(inputs);
    expect(errorsOf(step)).toEqual([]);
    expect(JSON.parse(step.outputs.published ?? '')).toEqual(['pkg:npm/%40acme/utils@1.0.0']);
    expect(step.outputs.manifest).toBe('codeartifact-release.json');
    expect(readdirSync(join(here.workspace, 'sub'))).toContain('codeartifact-release.json');
    expect(step.summary).toContain('### Published to my-org/dev: 1 published');
    expect(step.state).toEqual({});
  });

  test('a conflict fails the step with 1, and its outputs are still written', async () => {
    const here = job();
    const file = join(here.workspace, 'dist', 'a.tgz');
    await writeNpmPackage(file, { name: '@acme/clash', version: '1.0.0' });
    const inputs = { ...place, command: 'publish', packages: 'dist' };
    await here.main(inputs);
    await writeNpmPackage(file, { name: '@acme/clash', version: '1.0.0', files: { 'other.js': 'changed' } });
    const step = await here.main(inputs);
    expect(step.status).toBe(1);
    expect(JSON.parse(step.outputs.failed ?? '')).toEqual(['pkg:npm/%40acme/clash@1.0.0']);
    expect(step.log).toContain('other.js');
    expect(step.summary).toContain('CA-CONFLICT-001');
  });

  test('logout blanks the variables of an earlier step', async () => {
    const here = job();
    await here.main({ ...place, tools: 'npm', 'token-env-var': 'MY_TOKEN' });
    const step = await here.main({ command: 'logout' });
    expect({ status: step.status, env: step.env }).toEqual({ status: 0, env: { MY_TOKEN: '' } });
    expect(readdirSync(here.home)).toEqual([]);
  });
});

describe('a step that fails', () => {
  test.each([
    ['nothing is given', {}, 'CA-INPUT-001', 'CODEARTIFACT_DOMAIN'],
    ['an invalid value', { ...place, domain: 'My_Org' }, 'CA-INPUT-001', 'lower-case'],
    ['a command that is none', { ...place, command: 'deploy' }, 'CA-INPUT-001', 'login, logout, publish'],
    ['a command of the command line', { ...place, command: 'token' }, 'CA-INPUT-001', 'expects one of'],
    ['no such repository', { ...place, repository: 'nowhere', tools: 'npm' }, 'CA-FIND-001', 'nowhere'],
    ['an account that is not wanted', { ...place, 'allowed-account-ids': '999999999999' }, 'CA-AUTH-006', account],
  ])('%s: one annotation, a summary, status 1, nothing written', async (_, inputs, code, words) => {
    const here = job();
    const step = await here.main(inputs);
    expect({ status: step.status, errors: errorsOf(step) }).toEqual({ status: 1, errors: [code] });
    expect(step.log).toContain(words);
    expect(step.log).toContain('What to do: ');
    expect(step.summary).toContain(`> [!CAUTION]\n> **${code}**`);
    expect({ outputs: step.outputs, env: step.env, state: step.state }).toEqual({ outputs: {}, env: {}, state: {} });
    expect(readdirSync(here.home)).toEqual([]);
  });

  test('a missing input is found before anything is asked', async () => {
    await job().main({ domain: 'my-org' });
    expect(at.exchanges).toEqual([]);
  });

  test('a command that is none cannot forge a command of the runner', async () => {
    const step = await job().main({ ...place, command: 'x\n::set-env name=A::b' });
    expect(step.status).toBe(1);
    expect(step.log).not.toMatch(/^::set-env/m);
  });

  test('throttled for good, with one try', async () => {
    at.local.faults.add([{ kind: 'throttle', operation: 'GetAuthorizationToken' }]);
    const step = await job().main({ ...place, tools: 'npm', 'retry-max-attempts': '1' });
    expect({ status: step.status, errors: errorsOf(step) }).toEqual({ status: 1, errors: ['CA-NET-001'] });
  });

  test('`timeout` ends it', async () => {
    at.local.faults.add([{ kind: 'latency', ms: 20_000, operation: 'GetAuthorizationToken' }]);
    const begun = Date.now();
    const step = await job().main({ ...place, tools: 'npm', timeout: '1' });
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect({ status: step.status, errors: errorsOf(step) }).toEqual({ status: 1, errors: ['CA-NET-006'] });
  });

  test('a cancelled one has the status that shells know, and leaves nothing', async () => {
    at.local.faults.add([{ kind: 'latency', ms: 20_000, operation: 'GetAuthorizationToken' }]);
    const here = job();
    const step = await here.main(
      { ...place, tools: 'npm' },
      {
        watch: (interruption) => {
          const isAsked = () => at.exchanges.length > 0 || at.local.faults.list().some(({ applied }) => applied > 0);
          const look = setInterval(() => {
            if (!isAsked()) return;
            clearInterval(look);
            interruption.interrupt(new RegistryError('CA-RUN-002', 'interrupted by SIGINT'));
          }, 20);
        },
      },
    );
    expect({ status: step.status, errors: errorsOf(step) }).toEqual({ status: 130, errors: ['CA-RUN-002'] });
    expect(readdirSync(here.home)).toEqual([]);
    expect(step.state).toEqual({});
  });
});
