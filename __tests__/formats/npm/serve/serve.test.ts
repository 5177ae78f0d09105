// The server half where no client goes by itself: rules of the service, odd requests, hostile documents.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LocalServerOptions } from '../../../../src/local/server-options.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { ACCOUNT, DOMAIN, openTestRegistry, type TestRegistry } from '../../../support/servers/local-registry.ts';

const newFolder = temporaryFolders();
let registry: TestRegistry;
let folder: string;

const REPOSITORIES = [{ name: 'base' }, { name: 'dev', upstreams: ['base'] }];

async function open(options: LocalServerOptions = {}): Promise<void> {
  folder = newFolder();
  const setup = options.setup ?? { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories: REPOSITORIES }] };
  registry = await openTestRegistry(folder, { ...options, setup });
}
beforeEach(() => open());
afterEach(async () => {
  await registry.close();
  expect(registry.errors).toEqual([]);
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: documents of any shape
  readonly json: any;
}

async function ask(path: string, init: RequestInit & { repository?: string } = {}): Promise<Answer> {
  const { repository = 'dev', ...rest } = init;
  const endpoint = await registry.endpoint('npm', repository);
  const headers = {
    authorization: `Bearer ${(await registry.token()).reveal()}`,
    ...(rest.headers as Record<string, string>),
  };
  const response = await fetch(`${endpoint}${path}`, { ...rest, headers });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}

type Changes = {
  manifest?: object;
  document?: object;
  dist?: object;
  data?: string;
  length?: number;
  tags?: object;
  answer?: string;
};

async function publishDocument(name: string, version: string, changes: Changes = {}) {
  const path = await writeNpmPackage(join(folder, `${Math.random()}.tgz`), {
    name,
    version,
    files: { answer: changes.answer ?? '' },
  });
  const bytes = await readFile(path);
  const hash = (algorithm: string, form: 'hex' | 'base64') => createHash(algorithm).update(bytes).digest(form);
  const dist = {
    integrity: `sha512-${hash('sha512', 'base64')}`,
    shasum: hash('sha1', 'hex'),
    tarball: 'http://elsewhere.example/x.tgz',
    ...changes.dist,
  };
  return {
    _id: name,
    name,
    'dist-tags': changes.tags ?? { latest: version },
    versions: { [version]: { name, version, dist, ...changes.manifest } },
    _attachments: {
      [`${name}-${version}.tgz`]: {
        data: changes.data ?? bytes.toString('base64'),
        length: changes.length ?? bytes.length,
      },
    },
    ...changes.document,
  };
}

async function publish(
  name: string,
  version: string,
  changes: Changes & { repository?: string } = {},
): Promise<Answer> {
  const body = JSON.stringify(await publishDocument(name, version, changes));
  return ask(name.replace('/', '%2f'), {
    method: 'PUT',
    body,
    ...(changes.repository ? { repository: changes.repository } : {}),
  });
}

const setStatus = (name: string, version: string, target: 'Unlisted' | 'Archived' | 'Published', repository = 'dev') =>
  registry.client.updatePackageVersionsStatus(
    registry.at(repository),
    { format: 'npm', name },
    { versions: [version], target },
  );

const abbreviated = { headers: { accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*' } };

describe('publishing', () => {
  test('a version shows at once, in both forms, with its tarball', async () => {
    expect((await publish('a', '1.0.0')).json).toEqual({ ok: true, success: true });
    const full = await ask('a');
    expect(full.json['dist-tags']).toEqual({ latest: '1.0.0' });
    expect(full.headers.get('content-type')).toBe('application/json');
    await publish('a', '1.1.0', { manifest: { scripts: { install: 'x' } } });
    const short = await ask('a', abbreviated);
    expect(short.headers.get('content-type')).toBe('application/vnd.npm.install-v1+json');
    expect(Object.keys(short.json.versions)).toEqual(['1.0.0', '1.1.0']);
    expect(short.json.versions['1.1.0']).toMatchObject({ hasInstallScript: true });
    expect(short.json).not.toHaveProperty('time');
    const { tarball, integrity } = short.json.versions['1.1.0'].dist;
    const endpoint = await registry.endpoint('npm', 'dev');
    expect(tarball).toBe(`${endpoint}a/-/a-1.1.0.tgz`);
    const response = await fetch(tarball, {
      headers: { authorization: `Bearer ${(await registry.token()).reveal()}` },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(`sha512-${createHash('sha512').update(bytes).digest('base64')}`).toBe(integrity);
  });

  test('identical bytes again succeed, others conflict, and the version stays as it was', async () => {
    await publish('a', '1.0.0', { manifest: { description: 'first' } });
    expect((await publish('a', '1.0.0', { manifest: { description: 'second' } })).status).toBe(200);
    const conflict = await publish('a', '1.0.0', { answer: 'other' });
    expect(conflict.status).toBe(409);
    expect(conflict.json).toEqual({ error: expect.stringMatching(/exists already/), message: conflict.json.error });
    expect((await ask('a')).json.versions['1.0.0'].description).toBe('first');
  });

  test('a version that upstream has is not published again', async () => {
    await publish('a', '1.0.0', { repository: 'base' });
    await registry.client.putPackageOriginConfiguration(
      registry.at('dev'),
      { format: 'npm', name: 'a' },
      { publish: 'ALLOW', upstream: 'ALLOW' },
    );
    expect((await publish('a', '1.0.0', { answer: 'other' })).status).toBe(409);
    expect((await publish('a', '1.0.1')).status).toBe(200);
  });

  test.each<[string, Changes]>([
    ['a wrong shasum', { dist: { shasum: '0'.repeat(40) } }],
    ['a wrong integrity', { dist: { integrity: `sha512-${Buffer.alloc(64).toString('base64')}` } }],
    ['one wrong hash among right ones', { dist: { integrity: `sha1-${Buffer.alloc(20).toString('base64')}` } }],
    ['a wrong length', { length: 1 }],
    ['no base64', { data: 'a!b' }],
    ['another name inside', { manifest: { name: 'b' } }],
    ['another version inside', { manifest: { version: '1.0.1' } }],
    ['another name around', { document: { name: 'b' } }],
    ['no version', { document: { versions: {} } }],
    [
      'two versions',
      {
        document: { versions: { '1.0.0': { name: 'a', version: '1.0.0' }, '1.0.1': { name: 'a', version: '1.0.1' } } },
      },
    ],
    ['a version that is none', { document: { versions: { latest: { name: 'a', version: 'latest' } } } }],
    ['a version that leads out', { document: { versions: { '../../1.0.0': { name: 'a', version: '../../1.0.0' } } } }],
    ['two tarballs', { document: { _attachments: { 'a.tgz': { data: 'AAAA' }, 'b.tgz': { data: 'AAAA' } } } }],
    ['no tarball', { document: { _attachments: { 'a.sigstore': { data: '{}' } } } }],
    ['a tag that is a range', { tags: { '1.x': '1.0.0' } }],
  ])('%s is refused and nothing is published', async (_, changes) => {
    const answer = await publish('a', '1.0.0', changes);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe(answer.json.message);
    expect((await ask('a')).status).toBe(404);
  });

  test.each(['', '{', '[]', 'null', '{"versions":'])('the body %j is refused', async (body) => {
    expect((await ask('a', { method: 'PUT', body })).status).toBe(400);
  });

  test('a body that breaks off leaves nothing', async () => {
    const whole = JSON.stringify(await publishDocument('a', '1.0.0'));
    expect((await ask('a', { method: 'PUT', body: whole.slice(0, -1) })).status).toBe(400);
    expect((await ask('a', { method: 'PUT', body: `${whole}x` })).status).toBe(400);
    expect((await ask('a')).status).toBe(404);
  });

  test('hostile names and metadata are plain data', async () => {
    const manifest = JSON.parse(
      '{"__proto__":{"polluted":1},"dependencies":{"__proto__":"1"},"description":"<script>"}',
    );
    expect((await publish('constructor', '1.0.0', { manifest })).status).toBe(200);
    expect((await ask('constructor')).json.versions['1.0.0'].description).toBe('<script>');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect((await ask('toString')).status).toBe(404);
    expect((await ask('-/package/constructor/dist-tags')).json).toEqual({ latest: '1.0.0' });
    expect((await ask('-/package/constructor/dist-tags/toString', { method: 'DELETE' })).status).toBe(404);
  });

  test('what cannot be a tag is told why', async () => {
    await publish('a', '1.0.0');
    for (const [tag, why] of [
      ['__proto__', 'is a name that every object of JavaScript has'],
      ['1.x', 'reads as a version range'],
      ['a b', 'has not 1 to 214 characters other than spaces'],
    ] as const) {
      const path = `-/package/a/dist-tags/${encodeURIComponent(tag)}`;
      const refused = await ask(path, { method: 'PUT', body: '"1.0.0"' });
      expect({ status: refused.status, error: refused.json.error }).toEqual({
        status: 400,
        error: expect.stringContaining(`${JSON.stringify(tag)} cannot be a dist-tag: it ${why}`),
      });
      const body = JSON.parse(JSON.stringify({ tag: '1.0.1' }).replace('tag', tag));
      const published = await publish('a', '1.0.1', { tags: body });
      expect({ status: published.status, error: published.json.error }).toEqual({
        status: 400,
        error: expect.stringContaining(`cannot be a dist-tag: it ${why}`),
      });
    }
  });

  test('a legacy document without tags gets latest', async () => {
    await publish('a', '1.0.0', { tags: {} });
    expect((await ask('a')).json['dist-tags']).toEqual({ latest: '1.0.0' });
  });
});

describe('status', () => {
  test('an Unlisted version hides from lists and still downloads', async () => {
    await publish('a', '1.0.0');
    await publish('a', '1.0.1');
    await setStatus('a', '1.0.1', 'Unlisted');
    const { json } = await ask('a');
    expect(Object.keys(json.versions)).toEqual(['1.0.0']);
    expect(json['dist-tags']).toEqual({});
    expect((await ask('a/1.0.1')).status).toBe(404);
    expect((await ask('a/-/a-1.0.1.tgz')).status).toBe(200);
    await setStatus('a', '1.0.0', 'Unlisted');
    expect((await ask('a')).status).toBe(404);
  });

  test('a tag on an Unlisted version is listed to be removed, and leads no installer to it', async () => {
    await publish('a', '1.0.0', { tags: { old: '1.0.0' } });
    await publish('a', '2.0.0');
    const seen = async () => ({
      document: (await ask('a')).json['dist-tags'],
      short: (await ask('a', abbreviated)).json['dist-tags'],
      manifest: (await ask('a/latest')).status,
      list: (await ask('-/package/a/dist-tags')).json,
    });
    const old = { old: '1.0.0' };
    const hidden = { document: old, short: old, manifest: 404 };
    await setStatus('a', '2.0.0', 'Unlisted');
    expect(await seen()).toEqual({ ...hidden, list: { ...old, latest: '2.0.0' } });
    await setStatus('a', '2.0.0', 'Archived');
    expect(await seen()).toEqual({ ...hidden, list: old });
    await setStatus('a', '2.0.0', 'Unlisted');
    expect((await ask('-/package/a/dist-tags/latest', { method: 'DELETE' })).status).toBe(200);
    await setStatus('a', '2.0.0', 'Published');
    expect(await seen()).toEqual({ ...hidden, list: old });
  });

  test('an Archived version is gone for clients and cannot be published again', async () => {
    await publish('a', '1.0.0');
    await setStatus('a', '1.0.0', 'Archived');
    expect((await ask('a')).status).toBe(404);
    expect((await ask('a/-/a-1.0.0.tgz')).status).toBe(404);
    expect((await publish('a', '1.0.0')).status).toBe(409);
    await setStatus('a', '1.0.0', 'Published');
    expect((await ask('a')).status).toBe(200);
  });
});

describe('upstreams', () => {
  test('versions are merged, links lead to the repository that was asked, and a download is retained', async () => {
    await publish('a', '1.0.0', { repository: 'base' });
    const { json } = await ask('a');
    expect(json.versions['1.0.0'].dist.tarball).toBe(`${await registry.endpoint('npm', 'dev')}a/-/a-1.0.0.tgz`);
    const at = registry.at('dev');
    const ref = { format: 'npm', name: 'a', version: '1.0.0' } as const;
    expect(await registry.client.describePackageVersion(at, ref)).toBeUndefined();
    expect((await ask('a/-/a-1.0.0.tgz')).status).toBe(200);
    expect(await registry.client.describePackageVersion(at, ref)).toMatchObject({ status: 'Published' });
  });

  test('the upstream decides where a tag is on both sides', async () => {
    await publish('a', '1.0.1', { repository: 'base' });
    await registry.client.putPackageOriginConfiguration(
      registry.at('dev'),
      { format: 'npm', name: 'a' },
      { publish: 'ALLOW', upstream: 'ALLOW' },
    );
    await publish('a', '1.0.2');
    await publish('a', '2.0.0-rc.1', { tags: { rc: '2.0.0-rc.1' } });
    expect((await ask('a')).json['dist-tags']).toEqual({ latest: '1.0.1', rc: '2.0.0-rc.1' });
  });

  test('a tag of the upstream is removed there, and whoever asks here is told so', async () => {
    await publish('a', '1.0.0', { repository: 'base', tags: { next: '1.0.0' } });
    expect((await ask('a/-/a-1.0.0.tgz')).status).toBe(200);
    const remove = (repository: string) =>
      ask('-/package/a/dist-tags/next', { method: 'DELETE', ...(repository === 'dev' ? {} : { repository }) });
    const refused = await remove('dev');
    expect(refused.status).toBe(409);
    expect(refused.json.error).toBe(
      'the dist-tag next of npm:a comes from the upstream repository base: remove it there',
    );
    expect((await ask('-/package/a/dist-tags')).json).toEqual({ next: '1.0.0' });
    expect((await remove('base')).status).toBe(200);
    expect((await ask('-/package/a/dist-tags')).json).toEqual({});
  });

  test('a deprecation belongs to the repository that holds the version', async () => {
    await publish('a', '1.0.0', { repository: 'base' });
    const { json } = await ask('a');
    json.versions['1.0.0'].deprecated = 'old';
    const refused = await ask('a?write=true', { method: 'PUT', body: JSON.stringify(json) });
    expect(refused.status).toBe(404);
    expect(refused.json.error).toMatch(/held by base/);
    expect((await ask('a', { method: 'PUT', body: JSON.stringify(json), repository: 'base' })).status).toBe(200);
    expect((await ask('a')).json.versions['1.0.0'].deprecated).toBe('old');
  });
});

describe('deprecating', () => {
  test('sets, keeps and takes away; the tarball stays the same and the revision changes', async () => {
    await publish('a', '1.0.0');
    await publish('a', '1.0.1');
    const ref = { format: 'npm', name: 'a', version: '1.0.0' } as const;
    const before = await registry.client.describePackageVersion(registry.at('dev'), ref);
    const edit = async (text: unknown) => {
      const { json } = await ask('a?write=true');
      json.versions['1.0.0'].deprecated = text;
      return (await ask('a', { method: 'PUT', body: JSON.stringify(json) })).status;
    };
    const seen = async () => (await ask('a', abbreviated)).json.versions;
    expect(await edit('use b')).toBe(200);
    expect((await seen())['1.0.0'].deprecated).toBe('use b');
    expect((await seen())['1.0.1']).not.toHaveProperty('deprecated');
    expect((await registry.client.describePackageVersion(registry.at('dev'), ref))?.revision).not.toBe(
      before?.revision,
    );
    expect(await edit('')).toBe(200);
    expect((await seen())['1.0.0']).not.toHaveProperty('deprecated');
    expect((await publish('a', '1.0.0')).status).toBe(200);
  });

  test('an edit cannot make a version', async () => {
    const body = JSON.stringify({ name: 'a', versions: { '1.0.0': { name: 'a', version: '1.0.0' } } });
    expect((await ask('a', { method: 'PUT', body })).status).toBe(404);
    await publish('a', '1.0.0');
    const two = JSON.stringify({ name: 'a', versions: { '9.0.0': { deprecated: 'x' } } });
    expect((await ask('a', { method: 'PUT', body: two })).status).toBe(400);
    expect((await ask('a', { method: 'PUT', body: '{"name":"a","users":{"bob":true}}' })).status).toBe(404);
  });
});

describe('dist-tags', () => {
  const put = (tag: string, body: string) => ask(`-/package/a/dist-tags/${tag}`, { method: 'PUT', body });

  test('are set, moved and removed', async () => {
    await publish('a', '1.0.0');
    await publish('a', '1.0.1');
    expect((await put('stable', '"1.0.0"')).status).toBe(200);
    expect((await ask('-/package/a/dist-tags')).json).toEqual({ latest: '1.0.1', stable: '1.0.0' });
    await put('stable', '"1.0.1"');
    expect((await ask('a/stable')).json.version).toBe('1.0.1');
    expect((await ask('-/package/a/dist-tags/stable', { method: 'DELETE' })).status).toBe(200);
    expect((await ask('-/package/a/dist-tags/stable', { method: 'DELETE' })).status).toBe(404);
    expect((await ask('a')).json['dist-tags']).toEqual({ latest: '1.0.1' });
  });

  test.each<[string, string, number]>([
    ['stable', '"9.9.9"', 404],
    ['stable', '1', 400],
    ['stable', '', 400],
    ['stable', '{"a":1}', 400],
    ['stable', JSON.stringify('x'.repeat(10_000)), 413],
    ['1.x', '"1.0.0"', 400],
    ['__proto__', '"1.0.0"', 400],
  ])('%s to %j: %d', async (tag, body, status) => {
    await publish('a', '1.0.0');
    expect((await put(tag, body)).status).toBe(status);
    expect((await ask('-/package/a/dist-tags')).json).toEqual({ latest: '1.0.0' });
  });

  test('of an unknown package there are none', async () => {
    expect((await ask('-/package/none/dist-tags')).status).toBe(404);
    expect((await ask('-/package/none/dist-tags/beta', { method: 'PUT', body: '"1.0.0"' })).status).toBe(404);
  });
});

describe('requests', () => {
  test.each([
    ['GET', '-/whoami'],
    ['GET', '-/v1/search?text=a'],
    ['POST', '-/npm/v1/security/advisories/bulk'],
    ['POST', '-/npm/v1/security/audits/quick'],
    ['GET', '-/npm/v1/attestations/a@1.0.0'],
    ['GET', '-/npm/v1/user'],
    ['GET', '-/all'],
    ['PUT', '-/user/org.couchdb.user:a'],
    ['DELETE', '-/user/token/x'],
    ['GET', ''],
    ['GET', '%zz'],
    ['GET', '..%2f..%2fx'],
    ['GET', 'a//-/a-1.0.0.tgz'],
    ['POST', 'a'],
    ['DELETE', 'a'],
    ['PUT', 'a/-/a-1.0.0.tgz'],
  ])('%s %s is answered 404 in words that every client prints', async (method, path) => {
    const { status, json } = await ask(path, { method, ...(method === 'GET' ? {} : { body: '{}' }) });
    expect(status).toBe(404);
    expect(json).toEqual({ error: expect.any(String), message: json.error });
  });

  test('unpublish is refused so that npm does not report success', async () => {
    await publish('a', '1.0.0');
    for (const path of ['a/-rev/1-a', 'a/-/a-1.0.0.tgz/-rev/1-a'])
      expect((await ask(path, { method: 'DELETE' })).status).toBe(405);
    expect((await ask('a')).status).toBe(200);
  });

  test('ping', async () => {
    const { status, json } = await ask('-/ping?write=true');
    expect({ status, json }).toEqual({ status: 200, json: {} });
  });

  test('without a token there are two challenges and a message, and nothing is read', async () => {
    const answer = await ask('a', { headers: { authorization: '' } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="my-org/dev", Basic realm="my-org/dev"');
    expect(answer.json.error).toBe(answer.json.message);
  });

  test('unchanged pages and parts of tarballs are answered as such', async () => {
    await publish('a', '1.0.0');
    const { headers } = await ask('a');
    const etag = headers.get('etag') ?? '';
    expect((await ask('a', { headers: { 'if-none-match': etag } })).status).toBe(304);
    await publish('a', '1.0.1');
    expect((await ask('a', { headers: { 'if-none-match': etag } })).status).toBe(200);
    expect((await ask('a', { method: 'HEAD' })).text).toBe('');
    const part = await ask('a/-/a-1.0.0.tgz', { headers: { range: 'bytes=0-1' } });
    expect([part.status, part.text.length]).toEqual([206, 2]);
  });

  test('the two forms have tags of their own', async () => {
    await publish('a', '1.0.0');
    expect((await ask('a')).headers.get('etag')).not.toBe((await ask('a', abbreviated)).headers.get('etag'));
  });
});

describe('permissions', () => {
  const deny = (action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: `codeartifact:${action}`, Resource: '*' }],
  });
  const reopen = async (action: string) => {
    await registry.close();
    await open({
      setup: { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories: [{ name: 'dev', policy: deny(action) }] }] },
    });
  };

  test('reading needs ReadFromRepository, ping included', async () => {
    await reopen('ReadFromRepository');
    for (const path of ['a', 'a/-/a-1.0.0.tgz', '-/ping', '-/package/a/dist-tags'])
      expect((await ask(path)).status).toBe(403);
  });

  test('publishing needs PublishPackageVersion', async () => {
    await reopen('PublishPackageVersion');
    expect((await publish('a', '1.0.0')).status).toBe(403);
    expect((await ask('a')).status).toBe(404);
  });

  test('tags and deprecations need PutPackageMetadata', async () => {
    await reopen('PutPackageMetadata');
    expect((await publish('a', '1.0.0')).status).toBe(200);
    expect((await ask('-/package/a/dist-tags/x', { method: 'PUT', body: '"1.0.0"' })).status).toBe(403);
    expect((await ask('a', { method: 'PUT', body: '{"versions":{"1.0.0":{"deprecated":"x"}}}' })).status).toBe(403);
  });
});

test('more dist-tags than a package may have are refused whole, in time; fewer stay, and can be taken away', async () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, '1.0.0']));
  const begun = Date.now();
  expect((await publish('many', '1.0.0', { tags: many(60_000) })).status).toBe(402);
  expect(Date.now() - begun).toBeLessThan(20_000);
  expect((await publish('many', '1.0.0', { tags: many(400_000) })).status).toBe(413);
  expect((await ask('many')).status).toBe(404);
  expect((await publish('many', '1.0.0', { tags: many(10_000) })).status).toBe(200);
  const put = (tag: string) => ask(`-/package/many/dist-tags/${tag}`, { method: 'PUT', body: '"1.0.0"' });
  expect((await put('one-more')).text).toContain('at most 10000 dist-tags');
  expect((await put('t7')).status).toBe(200);
  expect((await ask('-/package/many/dist-tags/t8', { method: 'DELETE' })).status).toBe(200);
  expect((await put('one-more')).status).toBe(200);
}, 60_000);
