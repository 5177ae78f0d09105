// The upload conversation, request by request, and what each answer comes to.
import { afterEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/model/secret.ts';
import type { Publication, PublishTarget } from '../../../../src/core/ports/package-format.ts';
import { gather } from '../../../../src/formats/maven/artifact/artifact.ts';
import { finish, upload, visibleVersions } from '../../../../src/formats/maven/publish/publish.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';
import { buildJar, digest, type MavenPackage, writeLayout } from '../../../support/packages/maven-package.ts';
import {
  type ScriptedAnswer,
  type ScriptedServer,
  type Seen,
  scriptedServer,
} from '../../../support/servers/scripted-server.ts';

const TOKEN = 'token-that-must-not-be-seen';
const newFolder = temporaryFolders();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const lib: MavenPackage = { groupId: 'com.acme', artifactId: 'lib', version: '1.1' };
const created = { status: 201 };
const base = '/maven/libs/com/acme/lib';

/** 404 for reads, 201 for writes, unless `answers` knows better. */
function registry(
  answers: (seen: Seen) => ScriptedAnswer | undefined | 'cut' = () => undefined,
): Promise<ScriptedServer> {
  return scriptedServer((seen) => {
    const said = answers(seen);
    if (said === 'cut') return undefined;
    return said ?? (seen.method === 'GET' ? { status: 404 } : created);
  });
}

async function prepared(of: MavenPackage, server: ScriptedServer, options?: Parameters<typeof writeLayout>[2]) {
  const folder = newFolder();
  const { files } = await writeLayout(folder, of, options);
  const host = recordingHost({ folder });
  closing.push(
    () => host.close(),
    () => server.close(),
  );
  const [publication] = (await gather(files, host)).publications;
  if (!publication) throw new Error('nothing was gathered');
  const target: PublishTarget = {
    address: { domain: 'my-org', repository: 'libs' },
    endpoint: `${server.origin}/maven/libs/`,
    token: new Secret(TOKEN),
    http: host.http,
    files: host.files,
    writer: undefined as never,
  };
  return { publication, target };
}

const uploadAll = ({ publication, target }: { publication: Publication; target: PublishTarget }) =>
  upload(publication, publication.artifacts, target);

describe('a release', () => {
  test('sends files, then the POM, then the list that makes it Published', async () => {
    const server = await registry();
    const ready = await prepared(lib, server, { classifiers: ['sources'] });
    expect(await uploadAll(ready)).toEqual({ kind: 'accepted' });
    const lines = server.lines();
    expect([...lines.slice(0, 4)].sort()).toEqual([
      `PUT ${base}/1.1/lib-1.1-sources.jar`,
      `PUT ${base}/1.1/lib-1.1-sources.jar.sha256`,
      `PUT ${base}/1.1/lib-1.1.jar`,
      `PUT ${base}/1.1/lib-1.1.jar.sha256`,
    ]);
    expect(lines.slice(4)).toEqual([
      `PUT ${base}/1.1/lib-1.1.pom`,
      `PUT ${base}/1.1/lib-1.1.pom.sha256`,
      `GET ${base}/maven-metadata.xml`,
      `PUT ${base}/maven-metadata.xml`,
    ]);
    const jar = server.seen.find(({ path }) => path.endsWith('lib-1.1.jar'));
    expect(jar?.body).toEqual(await buildJar(lib));
    expect(jar?.headers['content-length']).toBe(String(jar?.body.length));
    expect(jar?.headers.authorization).toBe(`Basic ${Buffer.from(`aws:${TOKEN}`).toString('base64')}`);
    const sum = server.seen.find(({ path }) => path.endsWith('lib-1.1.jar.sha256'));
    expect(sum?.body.toString()).toBe(digest('sha256', await buildJar(lib)));
  });

  test('adds its version to the served list without losing any, and drops what a stranger put there', async () => {
    const served =
      '<metadata><groupId>com.acme</groupId><artifactId>lib</artifactId><evil/><versioning><latest>2.0</latest><release>2.0</release>' +
      '<versions><version>1.0</version><version>2.0</version></versions></versioning></metadata>';
    const server = await registry(({ method }) =>
      method === 'GET' ? { status: 200, body: served, headers: { date: 'Fri, 02 Jan 2026 03:04:05 GMT' } } : undefined,
    );
    await uploadAll(await prepared(lib, server));
    const list = server.seen.at(-1)?.body.toString() ?? '';
    expect(list.match(/<version>.*?<\/version>/g)).toEqual([
      '<version>1.0</version>',
      '<version>2.0</version>',
      '<version>1.1</version>',
    ]);
    expect(list).toContain('<release>1.1</release>');
    expect(list).toContain('<lastUpdated>20260102030405</lastUpdated>');
    expect(list).not.toContain('evil');
  });

  test('left Unfinished sends no list; finish does, and a second finish the same', async () => {
    const server = await registry();
    const { publication, target } = await prepared(lib, server);
    await upload(publication, publication.artifacts, { ...target, unfinished: true });
    expect(server.lines().filter((line) => line.includes('maven-metadata'))).toEqual([]);
    server.seen.length = 0;
    expect(await finish(publication, target)).toEqual({ kind: 'accepted' });
    await finish(publication, target);
    expect(server.lines()).toEqual([
      `GET ${base}/maven-metadata.xml`,
      `PUT ${base}/maven-metadata.xml`,
      `GET ${base}/maven-metadata.xml`,
      `PUT ${base}/maven-metadata.xml`,
    ]);
  });

  test('nothing missing still writes the list: an interrupted publish ends here', async () => {
    const server = await registry();
    const { publication, target } = await prepared(lib, server);
    expect(await upload(publication, [], target)).toEqual({ kind: 'accepted' });
    expect(server.lines()).toEqual([`GET ${base}/maven-metadata.xml`, `PUT ${base}/maven-metadata.xml`]);
  });
});

test('a snapshot writes the list of its builds before the list of versions', async () => {
  const server = await registry();
  const ready = await prepared({ ...lib, version: '2-SNAPSHOT' }, server, {
    fileVersion: '2-20260102.030405-3',
    classifiers: ['tests'],
  });
  expect(await uploadAll(ready)).toEqual({ kind: 'accepted' });
  expect(server.lines().slice(-3)).toEqual([
    `PUT ${base}/2-SNAPSHOT/maven-metadata.xml`,
    `GET ${base}/maven-metadata.xml`,
    `PUT ${base}/maven-metadata.xml`,
  ]);
  const builds = server.seen.at(-3)?.body.toString() ?? '';
  expect(builds).toContain('<timestamp>20260102.030405</timestamp>');
  expect(builds).toContain('<buildNumber>3</buildNumber>');
  expect(builds).toMatch(
    /<classifier>tests<\/classifier>\s*<extension>jar<\/extension>\s*<value>2-20260102.030405-3<\/value>/,
  );
  expect(builds.match(/<snapshotVersion>/g)).toHaveLength(3);
  expect(server.seen.at(-1)?.body.toString()).not.toContain('<release>');
});

const listOf = (group: string, artifact: string) =>
  `<metadata><groupId>${group}</groupId><artifactId>${artifact}</artifactId><versioning><versions><version>9</version></versions></versioning></metadata>`;

test('a Maven plugin joins the list of its group', async () => {
  const plugins =
    '<metadata><plugins><plugin><name>Other</name><prefix>other</prefix><artifactId>other-maven-plugin</artifactId></plugin></plugins></metadata>';
  const server = await registry(({ method, path }) =>
    method === 'GET' && path === '/maven/libs/com/acme/maven-metadata.xml' ? { status: 200, body: plugins } : undefined,
  );
  await uploadAll(await prepared({ ...lib, artifactId: 'hello-maven-plugin', packaging: 'maven-plugin' }, server));
  expect(server.lines().at(-1)).toBe('PUT /maven/libs/com/acme/maven-metadata.xml');
  const list = server.seen.at(-1)?.body.toString() ?? '';
  expect(list.match(/<prefix>.*?<\/prefix>/g)).toEqual(['<prefix>other</prefix>', '<prefix>hello</prefix>']);
});

test.each([
  ['a page of something in between', { status: 200, body: '<html><body>sign in</body></html>' }, 'CA-NET-004'],
  ['another document', { status: 200, body: 'null' }, 'CA-NET-004'],
  ['a list that is cut off', { status: 200, body: '<metadata><plugins><plugin>' }, 'CA-NET-004'],
  ['no document', { status: 204 }, 'CA-NET-004'],
  ['nothing', { status: 200, body: '' }, 'CA-NET-004'],
  ['blanks', { status: 200, body: ' \n' }, 'CA-NET-004'],
  ['a list of nothing', { status: 200, body: '<metadata/>' }, 'CA-NET-004'],
  ['the list of something else', { status: 200, body: listOf('com.evil', 'acme') }, 'CA-NET-004'],
])('a group whose list is read as %s keeps it', async (_, answer, code) => {
  const group = '/maven/libs/com/acme/maven-metadata.xml';
  const server = await registry(({ method, path }) => (method === 'GET' && path === group ? answer : undefined));
  const ready = await prepared({ ...lib, artifactId: 'hello-maven-plugin', packaging: 'maven-plugin' }, server);
  await expect(uploadAll(ready)).rejects.toMatchObject({ code });
  expect(server.lines()).not.toContain(`PUT ${group}`);
});

test.each([
  ['nothing', ''],
  ['a list of nothing', '<metadata></metadata>'],
  ['the list of another artifact', listOf('com.acme', 'other')],
  ['the list of another group', listOf('com.evil', 'lib')],
])('an artifact whose list is read as %s keeps it, and is not said to have no versions', async (_, body) => {
  const list = '/maven/libs/com/acme/lib/maven-metadata.xml';
  const server = await registry(({ method, path }) =>
    method === 'GET' && path === list ? { status: 200, body } : undefined,
  );
  const ready = await prepared(lib, server);
  await expect(uploadAll(ready)).rejects.toMatchObject({ code: 'CA-NET-004' });
  expect(server.lines()).not.toContain(`PUT ${list}`);
  const ref = { format: 'maven', namespace: 'com.acme', name: 'lib' } as const;
  await expect(visibleVersions(ref, ready.target)).rejects.toMatchObject({ code: 'CA-NET-004' });
});

describe('answers', () => {
  test.each([
    ['409', { status: 409, reason: 'Conflict' }, { kind: 'exists', detail: '409 Conflict' }],
    ['403', { status: 403, reason: 'Forbidden' }, { kind: 'refused', status: 403, detail: '403 Forbidden' }],
    ['401', { status: 401, reason: 'Unauthorized' }, { kind: 'unauthorized', detail: '401 Unauthorized' }],
    ['429', { status: 429, headers: { 'retry-after': '7' } }, { kind: 'throttled', retryAfterMs: 7000 }],
    ['503', { status: 503, reason: 'Busy' }, { kind: 'unavailable', status: 503, detail: '503 Busy' }],
    ['no answer', 'cut' as const, { kind: 'uncertain' }],
  ])('%s to a file ends the upload before the lists', async (_what, answer, expected) => {
    const server = await registry(({ path }) => (path.endsWith('lib-1.1.jar') ? answer : undefined));
    expect(await uploadAll(await prepared(lib, server))).toMatchObject(expected);
    expect(server.lines().filter((line) => line.includes('maven-metadata'))).toEqual([]);
  });

  test('a checksum the service does not agree with is a refusal', async () => {
    const server = await registry(({ path }) =>
      path.endsWith('.jar.sha256') ? { status: 400, reason: 'Bad Request' } : undefined,
    );
    expect(await uploadAll(await prepared(lib, server))).toMatchObject({ kind: 'refused', status: 400 });
  });

  test('no answer to the list is uncertain: it may have been Published', async () => {
    const server = await registry(({ method, path }) =>
      method === 'PUT' && path.endsWith('maven-metadata.xml') ? 'cut' : undefined,
    );
    expect((await uploadAll(await prepared(lib, server))).kind).toBe('uncertain');
  });

  test('the token is in no detail, even when the server sends it back', async () => {
    const server = await registry(() => ({ status: 400, reason: `Bad ${TOKEN}`, body: `no ${TOKEN}` }));
    expect(JSON.stringify(await uploadAll(await prepared(lib, server)))).not.toContain(TOKEN);
  });

  test('a list redirected to other hosts is followed without the token', async () => {
    const storage = await scriptedServer(() => ({
      status: 200,
      body: '<metadata><versioning><versions><version>0.9</version></versions></versioning></metadata>',
    }));
    closing.push(() => storage.close());
    const server = await registry(({ method }) =>
      method === 'GET' ? { status: 302, headers: { location: `${storage.origin}/signed` } } : undefined,
    );
    expect(await uploadAll(await prepared(lib, server))).toEqual({ kind: 'accepted' });
    expect(storage.seen[0]?.headers.authorization).toBeUndefined();
    expect(server.seen.at(-1)?.body.toString()).toContain('<version>0.9</version>');
  });
});

describe('visibleVersions', () => {
  const ref = { format: 'maven', namespace: 'com.acme', name: 'lib' } as const;

  test('reads the served list, and nothing for 404', async () => {
    let status = 200;
    const server = await registry(() => ({
      status,
      body: '<metadata><versioning><versions><version>1.0</version><version>1.1</version></versions></versioning></metadata>',
    }));
    const { target } = await prepared(lib, server);
    expect(await visibleVersions(ref, target)).toEqual(['1.0', '1.1']);
    status = 404;
    expect(await visibleVersions(ref, target)).toBeUndefined();
    status = 403;
    await expect(visibleVersions(ref, target)).rejects.toMatchObject({ code: 'CA-AUTH-003' });
  });
});
