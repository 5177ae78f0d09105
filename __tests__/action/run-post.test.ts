// The post step in this process: looks only at what main recorded, puts back, warns instead of failing.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { startCacheService } from '../support/servers/cache-service.ts';
import { openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';
import { startProxy } from '../support/servers/test-proxy.ts';
import { pictureOf } from '../support/worlds/login-world.ts';
import { openJob, unmasked } from './step.ts';

const built = temporaryFolder();
const folder = temporaryFolders();
const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI-K7MDENG-an-example' };
const place = {
  domain: 'my-org',
  'domain-owner': '111122223333',
  repository: 'dev',
  'aws-region': 'us-east-1',
  tools: 'npm',
};
let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry(built, {
    setup: {
      domains: [{ name: 'my-org', owner: '111122223333', repositories: [{ name: 'dev' }, { name: 'second' }] }],
    },
  });
});
afterAll(() => at.close());
afterEach(() => expect(at.errors).toEqual([]));

const job = (env: Readonly<Record<string, string>> = {}) =>
  openJob(folder(), { AWS_ENDPOINT_URL: at.url, ...keys, ...env });
const warningsOf = (log: string) => [...log.matchAll(/^::warning::(.*)$/gm)].map(([, text]) => text);
const with_ = (state: Readonly<Record<string, string>>, more: object) => ({
  codeartifact: JSON.stringify({ ...JSON.parse(state.codeartifact ?? '{}'), ...more }),
});

describe('post', () => {
  test('puts every file back byte for byte with its mode, and asks nobody', async () => {
    const here = job();
    const before = '; mine\nregistry=https://registry.example/\r\nfund=false';
    writeFileSync(join(here.home, '.npmrc'), before, { mode: 0o644 });
    const main = await here.main(place);
    expect(readFileSync(join(here.home, '.npmrc'), 'utf8')).not.toBe(before);
    at.exchanges.splice(0);
    const post = await here.post(main.state);
    expect(readFileSync(join(here.home, '.npmrc'), 'utf8')).toBe(before);
    expect(statSync(join(here.home, '.npmrc')).mode & 0o777).toBe(0o644);
    expect(readdirSync(here.home)).toEqual(['.npmrc']);
    expect(at.exchanges).toEqual([]);
    expect(post.log).toContain(`${join(here.home, '.npmrc')}: restored`);
    expect(warningsOf(post.log)).toEqual([]);
  });

  test('only its own login, in reverse order', async () => {
    const here = job();
    const first = await here.main({ ...place, scope: '@acme' });
    const second = await here.main({ ...place, repository: 'second', scope: '@other' });
    await here.post(second.state);
    const text = readFileSync(join(here.home, '.npmrc'), 'utf8');
    expect(text).toContain('@acme:registry');
    expect(text).not.toContain('@other');
    await here.post(first.state);
    expect(readdirSync(here.home)).toEqual([]);
  });

  test('blanks the variables of the login', async () => {
    const here = job();
    const main = await here.main({ ...place, 'token-env-var': 'MY_TOKEN' });
    expect((await here.post(main.state)).env).toEqual({ MY_TOKEN: '' });
  });

  test('`cleanup: false` keeps everything and says so', async () => {
    const here = job();
    const main = await here.main({ ...place, cleanup: 'false' });
    const before = await pictureOf(here.home);
    const post = await here.post(main.state);
    expect(await pictureOf(here.home)).toEqual(before);
    expect(post.log).toContain('cleanup is false');
  });

  test.each([
    ['no state', {}],
    ['an empty state', { codeartifact: '' }],
    ['a state that is not ours', { codeartifact: '{"hello":"world"}' }],
    ['a state that is no JSON', { codeartifact: '{"sessions":' }],
  ])('%s: what this very step left is taken back, by its record', async (_, state) => {
    const here = job();
    const env = { GITHUB_ACTION: '__codeartifact-ci_codeartifact-ci' };
    await here.main(place, { env });
    const before = await pictureOf(here.home);
    // Steps that only share the job, that publish, or that are to leave it.
    const others = [
      { GITHUB_ACTION: '__run_2' },
      { ...env, INPUT_COMMAND: 'publish' },
      { ...env, INPUT_CLEANUP: 'false' },
    ];
    for (const other of [...others, { ...env, GITHUB_RUN_ID: '4712' }]) {
      const post = await here.post(state, { env: other });
      expect(await pictureOf(here.home)).toEqual(before);
      expect(unmasked(post.log).trim()).toBe('');
    }
    const post = await here.post(state, { env });
    expect(readdirSync(here.home)).toEqual([]);
    expect(post.log).toContain('the main step was ended before it could say what it had done');
    expect(post.log).toContain('.npmrc: removed');
  });

  test('the home is another one by now, and the workspace is gone', async () => {
    const here = job();
    const main = await here.main(place);
    rmSync(here.workspace, { recursive: true });
    const post = await here.post(main.state, { env: { HOME: folder() } });
    expect(warningsOf(post.log)).toEqual([]);
    expect(readdirSync(here.home)).toEqual([]);
  });

  test('a login of another job that shares the home is left', async () => {
    const here = job();
    const main = await here.main(place);
    const before = await pictureOf(here.home);
    const post = await here.post(with_(main.state, { sessions: ['000009-somebody'] }));
    expect(await pictureOf(here.home)).toEqual(before);
    expect(unmasked(post.log).trim()).toBe(
      `there is no record of login 000009-somebody in ${join(here.home, '.codeartifact-ci')}: it was taken back before`,
    );
  });

  test('a token that lapsed during the job is said, and taken back all the same', async () => {
    const here = job();
    const main = await here.main(place);
    const post = await here.post(with_(main.state, { tokenExpiresAt: Date.UTC(2026, 0, 1) }));
    expect(warningsOf(post.log)).toEqual([expect.stringContaining('lapsed during the job (2026-01-01T00:00:00.000Z)')]);
    expect(readdirSync(here.home)).toEqual([]);
  });

  test('a record that cannot be read is a warning that names it, and the others are taken back', async () => {
    const here = job();
    const first = await here.main({ ...place, scope: '@acme' });
    const second = await here.main({ ...place, scope: '@other' });
    const [session = ''] = JSON.parse(first.state.codeartifact ?? '').sessions as string[];
    const record = Object.keys(await pictureOf(here.home)).find((name) => name.includes(session)) ?? '';
    writeFileSync(join(here.home, record), 'not JSON');
    const post = await here.post(second.state);
    expect(post.status).toBe(0);
    expect(warningsOf(post.log)).toEqual([expect.stringContaining(record)]);
    expect(readFileSync(join(here.home, '.npmrc'), 'utf8')).not.toContain('@other');
  });

  test('saves the stores that were not restored, before it cleans up', async () => {
    const service = await startCacheService();
    try {
      const here = job(service.env);
      writeFileSync(join(here.workspace, 'package-lock.json'), '{}');
      const main = await here.main({ ...place, cache: 'npm' });
      expect(main.outputs['cache-hit']).toBe('false');
      mkdirSync(join(here.home, '.npm', '_cacache'), { recursive: true });
      writeFileSync(join(here.home, '.npm', '_cacache', 'content'), 'bytes of a package');
      const post = await here.post(main.state);
      expect([...service.entries.keys()]).toEqual([expect.stringMatching(/^codeartifact-ci-1-npm-/)]);
      expect(post.log).toContain('saved the package store of npm');
      expect(readdirSync(here.home)).toEqual(['.npm']);
    } finally {
      await service.close();
    }
  });

  test('saving asks the proxy of the inputs, which the post step sees as well', async () => {
    const proxy = await startProxy({ answer: 'HTTP/1.1 403 Forbidden\r\n\r\n' });
    const here = job({
      ACTIONS_RESULTS_URL: 'https://results.example/',
      ACTIONS_RUNTIME_TOKEN: 'token-of-the-runtime',
    });
    mkdirSync(join(here.home, '.npm'));
    const cache = [{ tool: 'npm', key: 'stores-1', paths: [join(here.home, '.npm')], isHit: false }];
    const main = await here.main(place);
    await here.post(with_(main.state, { cache }), { env: { 'INPUT_HTTP-PROXY': proxy.url } });
    await proxy.close();
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT results.example:443']));
  });
});
