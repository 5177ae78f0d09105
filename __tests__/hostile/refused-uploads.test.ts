// Uploads that are refused while they still arrive: the answer comes, the rest is taken, and the connection goes on.
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import * as ca from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestServer, testServer } from '../support/servers/local-server.ts';

let server: TestServer;
let token: string;
const at = 'd/my-org-123456789012/dev';
beforeAll(async () => {
  server = await testServer({ setup: { domains: [{ name: 'my-org', repositories: ['dev'] }] } });
  const issued = await server.codeartifact().send(new ca.GetAuthorizationTokenCommand({ domain: 'my-org' }));
  token = issued.authorizationToken ?? '';
});
afterAll(() => server.close());

const MIB = 1024 * 1024;
/** Far below the 65 s after which an idle connection is closed, far above what the largest of these uploads takes. */
const SOON_MS = 20_000;

interface Upload {
  readonly path: string;
  readonly headers?: readonly string[];
  /** Pieces of the body; all together as long as is announced. */
  readonly body: Iterable<Uint8Array>;
  readonly isChunked?: boolean;
}

function* zeros(mebibytes: number, first: string | Uint8Array = ''): Generator<Uint8Array> {
  if (first.length > 0) yield Buffer.from(first);
  for (let sent = 0; sent < mebibytes; sent++) yield Buffer.alloc(MIB, 'x');
}

/** Statuses of the upload and of a request behind it on the same connection; rejects when either takes too long. */
async function statusesOf({ path, headers = [], body, isChunked }: Upload): Promise<number[]> {
  const pieces = [...body];
  const socket = connect(server.port, '127.0.0.1');
  const statuses: number[] = [];
  let text = '';
  const ended = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      statuses.splice(0, statuses.length, ...[...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map((found) => Number(found[1])));
      if (statuses.length === 2) resolve();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`closed after ${statuses.join(', ')}`)));
    setTimeout(() => reject(new Error(`no answer; so far ${statuses.join(', ')}`)), SOON_MS).unref();
  });
  ended.catch(() => undefined);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const framing = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
  const common = [`Host: 127.0.0.1:${server.port}`, `Authorization: Bearer ${token}`];
  await write(socket, [`PUT ${path} HTTP/1.1`, ...common, framing, ...headers, '', ''].join('\r\n'));
  for (const piece of pieces) {
    if (isChunked) await write(socket, `${piece.length.toString(16)}\r\n`);
    await write(socket, piece);
    if (isChunked) await write(socket, '\r\n');
  }
  if (isChunked) await write(socket, '0\r\n\r\n');
  await write(socket, `GET /npm/${at}/nothing HTTP/1.1\r\n${common.join('\r\n')}\r\n\r\n`);
  try {
    await ended;
    return statuses;
  } finally {
    socket.destroy();
  }
}

const write = (socket: Socket, bytes: string | Uint8Array) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server stopped reading')), SOON_MS);
    socket.write(bytes, (error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    });
  });

const npm = `/npm/${at}/thing`;
const gzip = ['Content-Encoding: gzip'];
const uploads: [string, Upload, number][] = [
  ['npm: a readme beyond the limit', { path: npm, body: zeros(40, '{"name":"thing","readme":"') }, 413],
  ['npm: no JSON', { path: npm, body: zeros(40, 'this is no JSON') }, 400],
  ['npm: no JSON, in chunks', { path: npm, body: zeros(40, 'this is no JSON'), isChunked: true }, 400],
  [
    'npm: a tarball that is no base64',
    { path: npm, body: zeros(40, '{"_attachments":{"thing-1.0.0.tgz":{"data":"!!!!') },
    400,
  ],
  ['npm: gzip that is none', { path: npm, headers: gzip, body: zeros(40) }, 400],
  ['npm: gzip that is none, in chunks', { path: npm, headers: gzip, body: zeros(40), isChunked: true }, 400],
  [
    'npm: gzip that unpacks to no JSON',
    { path: npm, headers: gzip, body: zeros(40, gzipSync(Buffer.alloc(MIB, 'x'))) },
    400,
  ],
  ['npm: gzip with a wrong checksum', { path: npm, headers: gzip, body: zeros(40, damaged()) }, 400],
  ['an encoding nobody knows', { path: npm, headers: ['Content-Encoding: br'], body: zeros(40) }, 400],
  [
    'Maven: gzip that is none',
    { path: `/maven/${at}/com/acme/thing/1.0/thing-1.0.jar`, headers: gzip, body: zeros(40) },
    400,
  ],
  ['Maven: no place for a file', { path: `/maven/${at}/thing.jar`, body: zeros(40) }, 400],
  [
    'NuGet: no form',
    {
      path: `/nuget/${at}/v2/package/`,
      headers: ['Content-Type: multipart/form-data; boundary=b'],
      body: zeros(40, 'no form'),
    },
    400,
  ],
  ['a domain that is not there', { path: '/npm/d/nobody-123456789012/dev/thing', body: zeros(40) }, 401],
];

function damaged(): Buffer {
  const packed = gzipSync(Buffer.from('{"name":"thing"}'));
  packed.writeUInt32LE(packed.readUInt32LE(packed.length - 8) ^ 1, packed.length - 8);
  return packed;
}

test.each(uploads)(
  '%s',
  async (_, upload, status) => {
    expect(await statusesOf(upload)).toEqual([status, 404]);
  },
  3 * SOON_MS,
);

test(
  'a gzip body that stops in the middle is refused once it has ended',
  async () => {
    const body = [gzipSync(Buffer.from('{"name":"thing"}')).subarray(0, 20)];
    expect(await statusesOf({ path: npm, headers: gzip, body })).toEqual([400, 404]);
  },
  3 * SOON_MS,
);
