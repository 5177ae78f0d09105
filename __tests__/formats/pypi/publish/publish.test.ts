// The upload form against what real tools send for the same files, and the meaning of each answer.
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/model/secret.ts';
import type { Publication, PublishTarget } from '../../../../src/core/ports/package-format.ts';
import { gather } from '../../../../src/formats/pypi/artifact/artifact.ts';
import { upload } from '../../../../src/formats/pypi/publish/publish.ts';
import { createFiles } from '../../../../src/machine/files.ts';
import { createTransport } from '../../../../src/machine/http.ts';
import { type Part, readParts } from '../../../support/packages/multipart.ts';
import { buildSdist, buildWheel, sha256 } from '../../../support/packages/python-package.ts';

const TOKEN = 'token-that-must-not-be-seen';
const log = {
  debug() {},
  info() {},
  warning() {},
  error() {},
  progress() {},
  group: <T>(_: string, work: () => Promise<T>) => work(),
};

let folder: string;
let server: Server;
let answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;
const seen: { request: IncomingMessage; body: Buffer }[] = [];
const transport = createTransport({ env: {}, proxy: undefined, noProxy: undefined, userAgent: 'tests' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pypi-publish-'));
  server = createServer(async (request, response) => {
    const body = await buffer(request).catch(() => Buffer.alloc(0));
    seen.push({ request, body });
    answer(request, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  transport.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

function target(slash = '/'): PublishTarget {
  return {
    address: { domain: 'my-org', repository: 'libs' },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/pypi/libs${slash}`,
    token: new Secret(TOKEN),
    http: (request) => transport.send(request),
    files: createFiles(folder, folder),
    writer: undefined as never,
  };
}

async function publication(): Promise<Publication> {
  const of = {
    name: 'Demo.Pkg',
    version: '1.0.0',
    requires: ['tiny-dep>=0.1', 'x; extra == "t"'],
    description: '# Demo\n\nünï\n',
  };
  const paths: string[] = [];
  for (const { fileName, data } of [await buildSdist(of), await buildWheel(of)]) {
    await writeFile(join(folder, fileName), data);
    paths.push(join(folder, fileName));
  }
  const [found] = (await gather(paths, { files: createFiles(folder, folder), log })).publications;
  if (!found) throw new Error('nothing was gathered');
  return found;
}

const field = (parts: readonly Part[], name: string) =>
  parts.filter((part) => part.name === name).map((part) => part.data.toString());

test('one POST for each file, wheels first, with credentials and all three digests', async () => {
  answer = (_request, _body, response) => response.end();
  seen.length = 0;
  const made = await publication();
  expect(await upload(made, [...made.artifacts].reverse(), target())).toEqual({ kind: 'accepted' });
  expect(seen.map(({ request }) => `${request.method} ${request.url}`)).toEqual([
    'POST /pypi/libs/',
    'POST /pypi/libs/',
  ]);
  const forms = seen.map(({ request, body }) => readParts(String(request.headers['content-type']), body));
  expect(forms.map((parts) => field(parts, 'filetype')[0])).toEqual(['bdist_wheel', 'sdist']);
  expect(seen[0]?.request.headers.authorization).toBe(`Basic ${Buffer.from(`aws:${TOKEN}`).toString('base64')}`);
  expect(seen[0]?.request.headers['content-length']).toBe(String(seen[0]?.body.length));
  const [parts = []] = forms;
  const content = parts.find(({ name }) => name === 'content');
  expect(content?.fileName).toBe('demo_pkg-1.0.0-py3-none-any.whl');
  expect(field(parts, 'sha256_digest')).toEqual([sha256(content?.data ?? Buffer.alloc(0))]);
  expect(field(parts, 'md5_digest')[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(field(parts, 'blake2_256_digest')[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(field(parts, 'requires_dist')).toEqual(['tiny-dep>=0.1', 'x; extra == "t"']);
  expect(field(parts, 'description')).toEqual(['# Demo\n\nünï\n']);
});

test('an endpoint without its slash is the same', async () => {
  answer = (_request, _body, response) => response.end();
  seen.length = 0;
  const made = await publication();
  await upload(made, made.artifacts, target(''));
  expect(seen[0]?.request.url).toBe('/pypi/libs/');
});

describe('what is answered', () => {
  test.each([
    [409, 'Version exists', { kind: 'exists', detail: '409 Version exists' }],
    [400, 'digest mismatch', { kind: 'refused', status: 400, detail: '400 digest mismatch' }],
    [403, 'Forbidden', { kind: 'refused', status: 403, detail: '403 Forbidden' }],
    [401, 'Unauthorized', { kind: 'unauthorized', detail: '401 Unauthorized' }],
    [429, 'Slow down', { kind: 'throttled', retryAfterMs: 3000 }],
    [503, 'Busy', { kind: 'unavailable', status: 503, detail: '503 Busy' }],
  ])('%i %s', async (status, reason, result) => {
    answer = (_request, _body, response) => {
      response.writeHead(status, reason, { 'retry-after': '3' });
      response.end();
    };
    const made = await publication();
    expect(await upload(made, made.artifacts, target())).toEqual(result);
  });

  test('stops at the first file that is not accepted', async () => {
    answer = (_request, _body, response) => response.writeHead(409, 'Conflict').end();
    seen.length = 0;
    const made = await publication();
    await upload(made, made.artifacts, target());
    expect(seen).toHaveLength(1);
  });

  test('an answer that repeats the token does not spread it', async () => {
    answer = (_request, _body, response) =>
      response.writeHead(400, 'Bad', { 'content-type': 'text/plain' }).end(`you sent ${TOKEN}`);
    const made = await publication();
    expect(JSON.stringify(await upload(made, made.artifacts, target()))).not.toContain(TOKEN);
  });

  test('a connection that ends without an answer is uncertain, not failed', async () => {
    answer = (request) => request.socket.destroy();
    const made = await publication();
    expect((await upload(made, made.artifacts, target())).kind).toBe('uncertain');
  });
});

test('a file that changed since it was read does not go out under the old digests', async () => {
  answer = (_request, _body, response) => response.end();
  const made = await publication();
  await writeFile(made.artifacts[0]?.path ?? '', 'short');
  await expect(upload(made, made.artifacts, target())).rejects.toMatchObject({ code: 'CA-FILE-001' });
});

describe('recorded uploads of real tools', () => {
  const exchanges = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..', 'exchanges');
  const recorded = readdirSync(exchanges).filter((file) => file.startsWith('publish.') && !file.includes('poetry'));

  test.each(recorded)('%s says the same of the same files', async (file) => {
    const { requests } = JSON.parse(readFileSync(join(exchanges, file), 'utf8')) as {
      requests: { headers: Record<string, string>; body: string[] }[];
    };
    answer = (_request, _body, response) => response.end();
    for (const { headers, body } of requests) {
      const theirs = readParts(headers['content-type'] ?? '', Buffer.from(body.join(''), 'base64'));
      const content = theirs.find(({ name }) => name === 'content');
      const path = join(folder, content?.fileName ?? '');
      await writeFile(path, content?.data ?? '');
      const [made] = (await gather([path], { files: createFiles(folder, folder), log })).publications;
      if (!made) throw new Error('nothing was gathered');
      seen.length = 0;
      await upload(made, made.artifacts, target());
      const ours = readParts(String(seen[0]?.request.headers['content-type']), seen[0]?.body ?? Buffer.alloc(0));
      expect(comparable(ours)).toEqual(comparable(theirs));
    }
  });

  /** Tools differ in what they leave out (md5, empty fields), in the end of the description, and in keyword separators. */
  function comparable(parts: readonly Part[]): Record<string, string[]> {
    const left = new Set(['md5_digest', 'pyversion']);
    const shown: Record<string, string[]> = {};
    for (const { name, data } of parts) {
      const text = name === 'content' ? sha256(data) : data.toString().trimEnd();
      const key = name === 'provides_extras' ? 'provides_extra' : name;
      if (text !== '' && !left.has(name))
        shown[key] = [...(shown[key] ?? []), name === 'keywords' ? text.replaceAll(', ', ',') : text];
    }
    return shown;
  }
});
