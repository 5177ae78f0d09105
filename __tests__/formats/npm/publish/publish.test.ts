import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/model/secret.ts';
import type { Publication, PublishTarget } from '../../../../src/core/ports/package-format.ts';
import { gather } from '../../../../src/formats/npm/artifact/artifact.ts';
import { REQUEST_LIMIT, upload } from '../../../../src/formats/npm/publish/publish.ts';
import { preferredTag, tags, visibleVersions } from '../../../../src/formats/npm/publish/tags.ts';
import { createFiles } from '../../../../src/machine/files.ts';
import { createTransport, type Transport } from '../../../../src/machine/http.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';

const TOKEN = 'tok-en+secret/value=';
type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let folder: string;
let server: Server;
let transport: Transport;
let answer: Answer;
let requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'npm-publish-'));
  transport = createTransport({ env: {}, userAgent: 'test' });
  server = createServer(async (request, response) => {
    const body = await readText(request).catch(() => 'cut off');
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    answer(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  requests = [];
});
afterAll(async () => {
  transport.close();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

function target(changes: Partial<PublishTarget> = {}): PublishTarget {
  const { port } = server.address() as AddressInfo;
  return {
    address: { domain: 'my-org', repository: 'npm-store' },
    endpoint: `http://127.0.0.1:${port}/npm/d/my-org-111122223333/npm-store/`,
    token: new Secret(TOKEN),
    http: transport.send,
    files: createFiles(folder, folder),
    writer: {} as PublishTarget['writer'],
    ...changes,
  };
}

const log = {
  debug() {},
  info() {},
  warning() {},
  error() {},
  group: <T>(_: string, work: () => Promise<T>) => work(),
  progress() {},
};

async function sample(size = 1000, manifest: Record<string, unknown> = {}, version = '1.2.3'): Promise<Publication> {
  const path = await writeNpmPackage(join(folder, `s-${size}.tgz`), { name: '@acme/utils', version, size, manifest });
  const { publications } = await gather([path], { files: createFiles(folder, folder), log });
  return publications[0] as Publication;
}

const status =
  (code: number, body = '{"error":"no","message":"no"}', headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(body);
  };

describe('upload', () => {
  test.each([0, 1, 2, 3, 70_000])(
    'sends the document npm sends, with the tarball of %d more bytes inside',
    async (size) => {
      answer = status(200, '{}');
      const publication = await sample(size, {
        description: 'marker "data":"","length":1}}}',
        dependencies: { a: '1' },
      });
      expect(await upload(publication, publication.artifacts, target())).toEqual({ kind: 'accepted' });
      const [request] = requests;
      expect(request).toMatchObject({ method: 'PUT', url: '/npm/d/my-org-111122223333/npm-store/@acme%2futils' });
      expect(request?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' });
      expect(Number(request?.headers['content-length'])).toBe(Buffer.byteLength(request?.body ?? ''));
      const document = JSON.parse(request?.body ?? '');
      const bytes = await readFile(publication.artifacts[0]?.path ?? '');
      expect(document).toMatchObject({
        _id: '@acme/utils',
        name: '@acme/utils',
        'dist-tags': { latest: '1.2.3' },
        versions: { '1.2.3': { name: '@acme/utils', version: '1.2.3', dependencies: { a: '1' } } },
        _attachments: { '@acme/utils-1.2.3.tgz': { content_type: 'application/octet-stream', length: bytes.length } },
      });
      expect(Buffer.from(document._attachments['@acme/utils-1.2.3.tgz'].data, 'base64').equals(bytes)).toBe(true);
      const [artifact] = publication.artifacts;
      expect(document.versions['1.2.3'].dist).toEqual({
        integrity: `sha512-${Buffer.from(artifact?.digests['SHA-512'] ?? '', 'hex').toString('base64')}`,
        shasum: artifact?.digests['SHA-1'],
        tarball: `${target().endpoint}@acme/utils/-/utils-1.2.3.tgz`,
      });
    },
  );

  test('works without the trailing slash of the endpoint', async () => {
    answer = status(201, '');
    const publication = await sample();
    await upload(publication, publication.artifacts, target({ endpoint: target().endpoint.slice(0, -1) }));
    expect(requests[0]?.url).toBe('/npm/d/my-org-111122223333/npm-store/@acme%2futils');
  });

  test.each<[string, Record<string, unknown>, string | undefined, string]>([
    ['1.0.0', {}, undefined, 'latest'],
    ['1.0.0-rc.1', {}, undefined, 'rc'],
    ['1.0.0-rc.1', { publishConfig: { tag: 'canary' } }, undefined, 'canary'],
    ['1.0.0', { publishConfig: { tag: 'canary' } }, 'stable', 'stable'],
  ])('tags %s with %j and npm-tag %s as %s', async (version, manifest, npmTag, tag) => {
    answer = status(200, '{}');
    const publication = await sample(10, manifest, version);
    await upload(publication, publication.artifacts, target({ npmTag }));
    expect(JSON.parse(requests[0]?.body ?? '')['dist-tags']).toEqual({ [tag]: version });
    expect(npmTag ?? preferredTag(publication)).toBe(tag);
  });

  test('refuses a tag that npm would read as a range, before sending anything', async () => {
    const publication = await sample();
    await expect(upload(publication, publication.artifacts, target({ npmTag: '1.x' }))).rejects.toMatchObject({
      code: 'CA-INPUT-001',
    });
    expect(requests).toEqual([]);
  });

  test.each<[number, Answer, object]>([
    [
      409,
      status(409, '{"error":"exists already"}'),
      { kind: 'exists', detail: expect.stringContaining('exists already') },
    ],
    [401, status(401), { kind: 'unauthorized', detail: expect.any(String) }],
    [403, status(403), { kind: 'refused', status: 403, detail: expect.any(String) }],
    [
      400,
      status(400, `{"error":"echo ${TOKEN}\\n::error::x"}`),
      { kind: 'refused', status: 400, detail: expect.not.stringContaining(TOKEN) },
    ],
    [429, status(429, '', { 'retry-after': '3' }), { kind: 'throttled', retryAfterMs: 3000 }],
    [429, status(429, ''), { kind: 'throttled', retryAfterMs: undefined }],
    [503, status(503), { kind: 'unavailable', status: 503, detail: expect.any(String) }],
    [
      302,
      status(302, '', { location: 'http://127.0.0.1/' }),
      { kind: 'refused', status: 302, detail: expect.any(String) },
    ],
    [0, (request) => request.socket.destroy(), { kind: 'uncertain', detail: expect.not.stringContaining(TOKEN) }],
  ])('judges %d', async (_, given, result) => {
    answer = given;
    const publication = await sample();
    expect(await upload(publication, publication.artifacts, target())).toEqual(result);
    expect(requests).toHaveLength(1);
  });

  test('a file that changed since it was gathered is never published', async () => {
    answer = status(200, '{}');
    const publication = await sample(200_000);
    await appendFile(publication.artifacts[0]?.path ?? '', 'x');
    await expect(upload(publication, publication.artifacts, target())).rejects.toMatchObject({ code: 'CA-FILE-001' });
    for (const { body } of requests) expect(() => JSON.parse(body)).toThrow();
  });

  test('reads the file only as fast as it is sent', async () => {
    const publication = await sample(3_000_000);
    const files = createFiles(folder, folder);
    let read = 0;
    async function* counted(path: string) {
      for await (const chunk of files.open(path)) {
        read += chunk.length;
        yield chunk;
      }
    }
    let sent = 0;
    let furthest = 0;
    const http: PublishTarget['http'] = async ({ body }) => {
      if (typeof body !== 'function') throw new Error('the body is not a stream');
      for await (const chunk of body()) {
        furthest = Math.max(furthest, read - (sent * 3) / 4);
        sent += chunk.length;
      }
      return {
        status: 200,
        reason: 'OK',
        headers: {},
        body: (async function* () {})(),
        discard: async () => undefined,
      };
    };
    await upload(publication, publication.artifacts, target({ http, files: { ...files, open: counted } }));
    expect(read).toBeGreaterThan(3_000_000);
    expect(furthest).toBeLessThan(256 * 1024);
  });

  test('says beforehand that a request is too large for the service', async () => {
    const publication = await sample();
    const [artifact] = publication.artifacts;
    const huge = { ...(artifact as NonNullable<typeof artifact>), size: (REQUEST_LIMIT / 4) * 3 };
    expect(await upload(publication, [huge], target({ http: () => Promise.reject(new Error('asked')) }))).toMatchObject(
      { kind: 'refused', status: 413 },
    );
  });
});

describe('dist-tags', () => {
  const ref = { format: 'npm', namespace: 'acme', name: 'utils' } as const;
  const base = '/npm/d/my-org-111122223333/npm-store/-/package/@acme%2futils/dist-tags';

  test('are read, set and removed', async () => {
    answer = status(200, '{"latest":"1.0.0","1.x":"1.0.0","odd":1}');
    expect(await tags.read(ref, target())).toEqual({ latest: '1.0.0' });
    await tags.set(ref, 'next', '2.0.0', target());
    await tags.remove(ref, 'next', target());
    expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', base, ''],
      ['PUT', `${base}/next`, '"2.0.0"'],
      ['DELETE', `${base}/next`, ''],
    ]);
  });

  test('an unknown package has none, and a tag that is gone is removed', async () => {
    answer = status(404);
    expect(await tags.read(ref, target())).toBeUndefined();
    await tags.remove(ref, 'next', target());
    await expect(tags.set(ref, 'next', '1.0.0', target())).rejects.toMatchObject({ code: 'CA-FIND-002' });
  });

  test.each([
    [401, 'CA-AUTH-005'],
    [403, 'CA-AUTH-003'],
    [429, 'CA-NET-001'],
    [500, 'CA-NET-002'],
    [418, 'CA-NET-004'],
  ])('%d becomes %s', async (code, expected) => {
    answer = status(code, `{"message":"said ${TOKEN}"}`);
    const failure = await tags.read(ref, target()).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: expected,
      message: expect.stringMatching(/could not read the dist-tags of @acme\/utils in my-org\/npm-store.*said \*\*\*/),
    });
  });

  test.each(['not json', '[]', '"x"', `{"a":"${'x'.repeat(5_000_000)}"}`])(
    'an answer that is no list of tags is an error',
    async (body) => {
      answer = status(200, body);
      await expect(tags.read(ref, target())).rejects.toMatchObject({ code: 'CA-NET-004' });
    },
  );

  test('versions are read out of a document of any size', async () => {
    answer = status(
      200,
      `{"readme":"${'x'.repeat(2_000_000)}","versions":{"1.0.0":{"a":[1,2]},"2.0.0-rc.1":{}},"z":null}`,
    );
    expect(await visibleVersions(ref, target())).toEqual(['1.0.0', '2.0.0-rc.1']);
    answer = status(404);
    expect(await visibleVersions(ref, target())).toBeUndefined();
    answer = status(200, '{"versions":{"1.0.0"');
    await expect(visibleVersions(ref, target())).rejects.toMatchObject({ code: 'CA-NET-004' });
  });
});
