// What is the same for every format: credentials, permissions, spellings, HEAD.
import * as ca from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { servers } from '../../src/formats/servers.ts';
import { KEYS, type TestServer, testServer } from '../support/servers/local-server.ts';

let server: TestServer;
let client: ca.CodeartifactClient;
beforeAll(async () => {
  server = await testServer({
    setup: {
      domains: [
        { name: 'my-org', repositories: ['dev', 'prod'] },
        { name: 'other', repositories: ['dev'] },
      ],
    },
  });
  client = server.codeartifact();
});
afterAll(() => server.close());
beforeEach(() => server.clock.reset());

async function token(domain = 'my-org', durationSeconds = 3600, from = client): Promise<string> {
  const answer = await from.send(new ca.GetAuthorizationTokenCommand({ domain, durationSeconds }));
  return answer.authorizationToken as string;
}
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const get = (path: string, authorization?: string, init: RequestInit = {}) =>
  fetch(`${server.url}${path}`, {
    ...init,
    headers: { ...init.headers, ...(authorization === undefined ? {} : { authorization }) },
  });
const missing = '/npm/d/my-org-123456789012/dev/no-such-package';

describe.each(Object.keys(servers))('%s', (format) => {
  const root = `/${format}/d/my-org-123456789012/dev/`;
  test('an anonymous request gets two challenges, never 403', async () => {
    for (const method of ['GET', 'PUT', 'POST', 'HEAD', 'DELETE']) {
      const answer = await get(`${root}x`, undefined, { method });
      expect([method, answer.status]).toEqual([method, 401]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="my-org/dev", Basic realm="my-org/dev"');
    }
  });
  test('an expired token is told apart from a missing one', async () => {
    const old = await token('my-org', 900);
    server.clock.advance(901_000);
    const answer = await get(`${root}x`, `Bearer ${old}`);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('expired');
  });
  test('a repository that does not exist is a 404 for those who may ask', async () => {
    expect((await get(`/${format}/d/my-org-123456789012/nowhere/x`, `Bearer ${await token()}`)).status).toBe(404);
  });
});

describe('credentials', () => {
  test('Bearer, Basic with any user, and bare', async () => {
    const value = await token();
    for (const header of [`Bearer ${value}`, `bearer ${value}`, basic('aws', value), basic('token', value), value]) {
      expect((await get(missing, header)).status).toBe(404);
    }
  });
  test('of another domain, changed, of another kind, or nonsense', async () => {
    const value = await token();
    const session = server.identity.seal.close('session', {});
    for (const header of [
      `Bearer ${await token('other')}`,
      `Bearer ${value}x`,
      `Bearer ${value.slice(0, -2)}`,
      `Bearer ${session}`,
      'Basic !!',
      'Bearer',
      basic('aws', ''),
      'Digest x',
    ]) {
      expect([header.slice(0, 12), (await get(missing, header)).status]).toEqual([header.slice(0, 12), 401]);
    }
  });
  test('a token outlives the session that asked for it, unless it was asked to end with it', async () => {
    const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const sts: InstanceType<typeof STSClient> = server.sts();
    const { Credentials: found } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: 'arn:aws:iam::123456789012:role/ci',
        RoleSessionName: 'run',
        DurationSeconds: 900,
      }),
    );
    const inSession = server.codeartifact({
      ...KEYS,
      accessKeyId: found?.AccessKeyId ?? '',
      sessionToken: found?.SessionToken ?? '',
    });
    const [long, short] = [await token('my-org', 3600, inSession), await token('my-org', 0, inSession)];
    server.clock.advance(901_000);
    expect((await get(missing, `Bearer ${long}`)).status).toBe(404);
    expect((await get(missing, `Bearer ${short}`)).status).toBe(401);
  });
});

test('a redirect has the standard phrase of its status', async () => {
  const path = '/pypi/d/my-org-123456789012/dev/simple/Acme.Utils/';
  const answer = await get(path, `Bearer ${await token()}`, { redirect: 'manual' });
  expect([answer.status, answer.statusText]).toEqual([301, 'Moved Permanently']);
});

describe('permissions are asked at each use', () => {
  test('a deny that comes later counts at once', async () => {
    const bearer = `Bearer ${await token()}`;
    const prod = '/npm/d/my-org-123456789012/prod/no-such-package';
    expect((await get(prod, bearer)).status).toBe(404);
    const policyDocument = JSON.stringify({
      Statement: { Effect: 'Deny', Principal: '*', Action: 'codeartifact:ReadFromRepository', Resource: '*' },
    });
    await client.send(
      new ca.PutRepositoryPermissionsPolicyCommand({ domain: 'my-org', repository: 'prod', policyDocument }),
    );
    const denied = await get(prod, bearer);
    expect(denied.status).toBe(403);
    expect(await denied.text()).toContain('codeartifact:ReadFromRepository');
    expect((await get(missing, bearer)).status).toBe(404);
  });
});

describe('a package that goes in comes out', () => {
  const tarball = Buffer.from('not really a tarball, and nobody looks');
  const document = (version: string) => ({
    _id: '@acme/utils',
    name: '@acme/utils',
    'dist-tags': { latest: version },
    versions: { [version]: { name: '@acme/utils', version, dist: {} } },
    _attachments: {
      [`@acme/utils-${version}.tgz`]: {
        content_type: 'application/octet-stream',
        data: tarball.toString('base64'),
        length: tarball.length,
      },
    },
  });

  test('by npm’s own requests, in each spelling of the endpoint', async () => {
    const bearer = `Bearer ${await token()}`;
    const root = '/npm/d/my-org-123456789012/dev/';
    const put = await get(`${root}@acme%2futils`, bearer, {
      method: 'PUT',
      body: JSON.stringify(document('1.0.0')),
      headers: { 'content-type': 'application/json' },
    });
    expect(put.status).toBeLessThan(300);
    for (const endpoint of [root, '/npm/dev/']) {
      const packument = (await (await get(`${endpoint}@acme%2Futils`, bearer)).json()) as {
        versions: Record<string, { dist: { tarball: string } }>;
      };
      const url = packument.versions['1.0.0']?.dist.tarball ?? '';
      expect(url.startsWith(`${server.url}${endpoint}`)).toBe(true);
      const answer = await fetch(url, { headers: { authorization: bearer } });
      expect(Buffer.from(await answer.arrayBuffer()).equals(tarball)).toBe(true);
      expect(answer.headers.get('content-security-policy')).toContain('sandbox');
      const head = await fetch(url, { method: 'HEAD', headers: { authorization: bearer } });
      expect([head.status, head.headers.get('content-length')]).toEqual([200, String(tarball.length)]);
    }
    const listed = await client.send(
      new ca.ListPackageVersionsCommand({
        domain: 'my-org',
        repository: 'dev',
        format: 'npm',
        namespace: 'acme',
        package: 'utils',
      }),
    );
    expect(listed.versions?.map((one) => one.version)).toEqual(['1.0.0']);
  });

  test('a gzipped request is unpacked; broken gzip is the client’s fault', async () => {
    const { gzipSync } = await import('node:zlib');
    const bearer = `Bearer ${await token()}`;
    const path = '/npm/d/my-org-123456789012/dev/@acme%2futils';
    const send = (body: Buffer) =>
      get(path, bearer, {
        method: 'PUT',
        body,
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      });
    expect((await send(gzipSync(JSON.stringify(document('1.1.0'))))).status).toBeLessThan(300);
    expect((await send(Buffer.from('no gzip at all'))).status).toBe(400);
    expect((await send(gzipSync(JSON.stringify(document('1.2.0'))).subarray(0, 60))).status).toBe(400);
  });
});
