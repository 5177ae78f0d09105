// The committed bundles as processes, the way a runner starts them, against the local server, with the OIDC exchange real.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spellings } from '../../src/core/model/secret.ts';
import { type LocalServer, startLocalServer } from '../../src/local/server.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { createRunner, type Runner } from '../support/programs/runner.ts';

const folder = temporaryFolders();
const account = '111122223333';
let server: LocalServer;

beforeAll(async () => {
  server = await startLocalServer({
    account,
    offline: true,
    setup: { domains: [{ name: 'my-org', owner: account, repositories: ['staging', 'production'] }] },
  });
});
afterAll(() => server.close());

const registry = {
  domain: 'my-org',
  repository: 'staging',
  'aws-region': 'us-east-1',
  'role-to-assume': `arn:aws:iam::${account}:role/release`,
};

function runner(place = folder(), env: Readonly<Record<string, string>> = {}): Runner {
  return createRunner(place, {
    AWS_ENDPOINT_URL_CODEARTIFACT: server.url,
    AWS_ENDPOINT_URL_STS: server.url,
    ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/_local/oidc/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token-of-the-runner',
    ...env,
  });
}

/** The token as it stands in the npm configuration. */
const tokenOf = (home: string) => /_authToken=(\S+)/.exec(readFileSync(join(home, '.npmrc'), 'utf8'))?.[1] ?? '';

describe('login and post', () => {
  test('configures, says nothing secret, and puts everything back byte for byte', async () => {
    const job = runner();
    const before = '; mine\nregistry=https://registry.example/\r\nfund=false';
    writeFileSync(join(job.home, '.npmrc'), before, { mode: 0o644 });
    const main = await job.step({ ...registry, tools: 'npm, pip' });
    expect(main.log).not.toContain('::error');
    expect(main.status).toBe(0);
    const token = tokenOf(job.home);
    expect(token.length).toBeGreaterThan(20);
    expect(JSON.parse(main.outputs['configured-tools'] ?? '')).toEqual(['npm', 'pip']);
    expect(main.outputs['aws-account-id']).toBe(account);
    expect(main.outputs.token).toBeUndefined();
    expect(Date.parse(main.outputs['token-expiration'] ?? '')).toBeGreaterThan(Date.now());
    expect(main.summary).toContain('my-org/staging');
    expect(statSync(join(job.home, '.npmrc')).mode & 0o077).toBe(0);

    // The runner must be told of every spelling before anything else could print it.
    const masks = [...main.log.matchAll(/^::add-mask::(.*)$/gm)].map(([, text]) => text);
    for (const spelling of spellings(token)) expect(masks).toContain(spelling);
    const said =
      main.log.replace(/^::add-mask::.*$/gm, '') +
      Object.values(main.outputs).join() +
      main.summary +
      JSON.stringify(main.state);
    for (const spelling of spellings(token)) expect(said).not.toContain(spelling);

    const post = await job.post(main.state);
    expect(post.status).toBe(0);
    expect(readFileSync(join(job.home, '.npmrc'), 'utf8')).toBe(before);
    expect(statSync(join(job.home, '.npmrc')).mode & 0o777).toBe(0o644);
    expect(readdirSync(job.home)).toEqual(['.npmrc']);
  });

  test('two logins add up and are undone in reverse', async () => {
    const job = runner();
    const first = await job.step({ ...registry, tools: 'npm', scope: '@acme' });
    const second = await job.step({ ...registry, repository: 'production', tools: 'npm', scope: '@other' });
    const text = readFileSync(join(job.home, '.npmrc'), 'utf8');
    expect(text).toMatch(/@acme:registry=.*\/staging\//);
    expect(text).toMatch(/@other:registry=.*\/production\//);
    await job.post(second.state);
    expect(readFileSync(join(job.home, '.npmrc'), 'utf8')).not.toContain('@other');
    await job.post(first.state);
    expect(existsSync(join(job.home, '.npmrc'))).toBe(false);
  });

  test('post without state does nothing, and cleanup: false keeps everything', async () => {
    const job = runner();
    expect((await job.post({})).status).toBe(0);
    const main = await job.step({ ...registry, tools: 'npm', cleanup: 'false' });
    await job.post(main.state);
    expect(existsSync(join(job.home, '.npmrc'))).toBe(true);
  });

  test('several registries in one step, one token for the domain', async () => {
    const job = runner();
    const asked = server.requests.list().length;
    const registries = `- domain: my-org\n  repository: staging\n  scope: '@acme'\n  tools: [npm]\n- domain: my-org\n  repository: production\n  tools: [pip]\n`;
    const main = await job.step({
      registries,
      'aws-region': 'us-east-1',
      'role-to-assume': registry['role-to-assume'],
    });
    expect(main.log).not.toContain('::error');
    expect(Object.keys(JSON.parse(main.outputs['repository-endpoints'] ?? ''))).toHaveLength(2);
    const operations = server.requests
      .list()
      .slice(asked)
      .map(({ operation }) => operation);
    expect(operations.filter((name) => name === 'GetAuthorizationToken')).toHaveLength(1);
  });
});

describe('publish and promote', () => {
  test('the tested bytes reach production, with outputs and a summary', async () => {
    const job = runner();
    mkdirSync(join(job.workspace, 'dist'));
    await writeNpmPackage(join(job.workspace, 'dist', 'a.tgz'), { name: '@acme/utils', version: '1.0.0' });
    const published = await job.step({ ...registry, command: 'publish', packages: 'dist' });
    expect(published.log).not.toContain('::error');
    expect(JSON.parse(published.outputs.published ?? '')).toEqual(['pkg:npm/%40acme/utils@1.0.0']);
    const again = await job.step({ ...registry, command: 'publish', packages: 'dist/*.tgz' });
    expect(JSON.parse(again.outputs.unchanged ?? '')).toEqual(['pkg:npm/%40acme/utils@1.0.0']);

    const { repository: _, ...domain } = registry;
    const promoted = await job.step({
      ...domain,
      command: 'promote',
      manifest: published.outputs.manifest ?? '',
      'destination-repository': 'production',
      'promotion-record': 'generic:releases/utils',
    });
    expect(promoted.log).not.toContain('::error');
    expect(JSON.parse(promoted.outputs.promoted ?? '')).toEqual(['pkg:npm/%40acme/utils@1.0.0']);
    expect(promoted.summary).toContain('mermaid');
    expect(promoted.outputs['plan-hash']).toMatch(/^[0-9a-f]{64}$/);
    // The record stands beside the release, as a version named after the run.
    expect(promoted.outputs['promotion-record']).toMatch(/^pkg:generic\/releases\/utils@\d{8}t/);
  });

  test('a second release reaches its users with nothing set for it', async () => {
    const { repository: _, ...domain } = registry;
    for (const [version, words] of [
      ['1.0.0', 'gives nothing now, and 1.0.0 afterwards'],
      ['1.1.0', 'gives 1.0.0 now, and 1.1.0 afterwards'],
    ] as const) {
      const job = runner();
      await writeNpmPackage(join(job.workspace, 'a.tgz'), { name: '@acme/second', version });
      const published = await job.step({ ...registry, command: 'publish', packages: 'a.tgz' });
      const promotion = {
        ...domain,
        command: 'promote',
        manifest: published.outputs.manifest ?? '',
        'destination-repository': 'production',
      };
      const planned = await job.step({ ...promotion, 'dry-run': 'true' });
      expect(`${planned.log}${planned.summary}`).toContain(words);
      expect((await job.step(promotion)).status).toBe(0);
    }
  });

  test('a conflict fails the step and names the version', async () => {
    const job = runner();
    mkdirSync(join(job.workspace, 'dist'));
    await writeNpmPackage(join(job.workspace, 'dist', 'a.tgz'), { name: '@acme/clash', version: '1.0.0' });
    await job.step({ ...registry, command: 'publish', packages: 'dist' });
    await writeNpmPackage(join(job.workspace, 'dist', 'a.tgz'), {
      name: '@acme/clash',
      version: '1.0.0',
      files: { 'other.js': 'changed' },
    });
    const clash = await job.step({ ...registry, command: 'publish', packages: 'dist' });
    expect(clash.status).toBe(1);
    expect(JSON.parse(clash.outputs.failed ?? '')).toEqual(['pkg:npm/%40acme/clash@1.0.0']);
    expect(clash.log).toContain('other.js');
  });
});

describe('mistakes', () => {
  test.each([
    ['a missing input', {}, {}, 'CA-INPUT-001', 'CODEARTIFACT_DOMAIN'],
    ['an invalid domain', { ...registry, domain: 'My_Org' }, {}, 'CA-INPUT-001', 'lower-case'],
    ['an unknown command', { ...registry, command: 'deploy' }, {}, 'CA-INPUT-001', 'login, logout'],
    [
      'a repository that is not there',
      { ...registry, repository: 'nowhere', tools: 'npm' },
      {},
      'CA-FIND-001',
      'nowhere',
    ],
    ['no permission for OIDC', registry, { ACTIONS_ID_TOKEN_REQUEST_URL: '' }, 'CA-AUTH-002', 'id-token: write'],
    ['another account', { ...registry, 'allowed-account-ids': '999999999999' }, {}, 'CA-AUTH-006', account],
    [
      'a service that is not there',
      { ...registry, 'retry-max-attempts': '1' },
      { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1' },
      'CA-NET-003',
      'ECONNREFUSED',
    ],
  ])('%s', async (_, inputs, env, code, words) => {
    const job = runner();
    const result = await job.step(inputs, env);
    expect(result.status).toBe(1);
    expect(result.log).toContain(`::error::${code}`);
    expect(result.log).toContain(words);
    expect(readdirSync(job.home)).toEqual([]);
  });

  test('a missing input is found before anything heavy is loaded, post without a state too', async () => {
    const place = folder();
    const list = join(place, 'loaded');
    const hook = join(place, 'hook.cjs');
    writeFileSync(
      hook,
      `const { appendFileSync } = require('node:fs');
       const Module = require('node:module');
       const load = Module._load;
       Module._load = function (name, ...rest) {
         appendFileSync(${JSON.stringify(list)}, name.replace('node:', '') + '\\n');
         return load.call(this, name, ...rest);
       };
       process.on('exit', () => appendFileSync(${JSON.stringify(list)}, process.moduleLoadList.join('\\n') + '\\n'));`,
    );
    const job = runner(place, { NODE_OPTIONS: `--require ${hook}` });
    expect((await job.step({})).log).toContain('::error::CA-INPUT-001');
    expect((await job.post({})).status).toBe(0);
    const loaded = new Set(readFileSync(list, 'utf8').trim().split('\n'));
    const built = join('dist', 'main', 'index.js');
    expect([...loaded].filter((name) => name.endsWith(built))).toHaveLength(1);
    // No chunk, and of Node.js nothing that is not there already.
    expect([...loaded].filter((name) => /^\.\/\d+\.index\.js$/.test(name))).toEqual([]);
    const heavy = ['assert', 'child_process', 'crypto', 'http', 'https', 'net', 'stream', 'tls', 'url', 'v8', 'zlib'];
    expect(heavy.filter((name) => loaded.has(name))).toEqual([]);
    // To ask for `promises` of fs loads readers of lines as well, 3 ms.
    expect(loaded.has('NativeModule internal/fs/promises')).toBe(false);
  });

  test('a login of four tools loads no library for patterns, no web streams and no heap settings', async () => {
    const place = folder();
    const list = join(place, 'loaded');
    const hook = join(place, 'hook.cjs');
    writeFileSync(
      hook,
      `const { writeFileSync } = require('node:fs');
       const loaded = [];
       const Module = require('node:module');
       const load = Module._load;
       Module._load = function (name, ...rest) {
         loaded.push(name);
         return load.call(this, name, ...rest);
       };
       process.on('exit', () => writeFileSync(${JSON.stringify(list)}, [...loaded, ...process.moduleLoadList].join('\\n')));`,
    );
    const job = runner(place, { NODE_OPTIONS: `--require ${hook}` });
    expect((await job.step({ ...registry, tools: 'npm, pip, twine, maven' })).status).toBe(0);
    const loaded = readFileSync(list, 'utf8').split('\n');
    expect(loaded.filter((name) => /webstreams\/readablestream|heap_utils|^(node:)?v8$/.test(name))).toEqual([]);
    const chunks = loaded.filter((name) => /^\.\/\d+\.index\.js$/.test(name));
    expect(chunks.length).toBeGreaterThan(5);
    const texts = chunks.map((name) => readFileSync(join('dist', 'main', name), 'utf8'));
    for (const library of ['expandDirectories', 'POSIX_REGEX_SOURCE'])
      expect(texts.findIndex((text) => text.includes(library))).toBe(-1);
    // Each kilobyte more is parsed by every login.
    expect(texts.reduce((sum, text) => sum + text.length, 0)).toBeLessThan(600_000);
  });

  test('a pull request from a fork is told apart from a missing permission', async () => {
    const place = folder();
    const event = join(place, 'event.json');
    writeFileSync(
      event,
      JSON.stringify({
        pull_request: { head: { repo: { full_name: 'stranger/utils' } }, base: { repo: { full_name: 'acme/utils' } } },
      }),
    );
    const job = runner(place, {
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
      ACTIONS_ID_TOKEN_REQUEST_URL: '',
    });
    const result = await job.step(registry);
    expect(result.log).toContain('CA-AUTH-007');
  });

  test('a hostile package name reaches neither the log as a command nor a file outside', async () => {
    const job = runner();
    mkdirSync(join(job.workspace, 'dist'));
    await writeNpmPackage(join(job.workspace, 'dist', 'a.tgz'), {
      name: '../../evil\n::set-env name=X::1',
      version: '1.0.0',
    });
    const result = await job.step({ ...registry, command: 'publish', packages: 'dist' });
    expect(result.status).toBe(1);
    expect(result.log).toContain('CA-FILE-001');
    expect(result.log).not.toMatch(/^::set-env/m);
  });
});
