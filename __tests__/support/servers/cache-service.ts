// GitHub's cache service, second protocol, as far as @actions/cache speaks to it: three Twirp calls and a blob store
// that takes a block blob in one piece or in blocks. On a loopback port.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CERTIFICATE, KEY } from './test-certificate.ts';

export interface CacheServiceOptions {
  /** Where the service is said to be, to those who come through a proxy; over TLS where it is https. */
  readonly at?: string;
  /** Where blobs are said to be, in the same way; default with the service. */
  readonly blobsAt?: string;
  /** Says of every key that it is there. */
  readonly claimsAll?: boolean;
  /** Milliseconds that a blob takes to come; then one comes for every key, which is no archive. */
  readonly blobsAfterMs?: number;
}

export interface CacheService {
  readonly port: number;
  /** Key -> what was uploaded, for entries that were finished. */
  readonly entries: ReadonlyMap<string, Buffer>;
  /** What an action needs to see of it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

interface Entry {
  readonly key: string;
  readonly version: string;
  readonly blocks: Map<string, Buffer>;
  content: Buffer;
  isFinished: boolean;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export async function startCacheService({
  at,
  blobsAt,
  claimsAll = false,
  blobsAfterMs,
}: CacheServiceOptions = {}): Promise<CacheService> {
  const entries: Entry[] = [];
  let url = '';
  let blobs = '';
  const find = (key: string, version: string) =>
    entries.find((one) => one.isFinished && one.version === version && one.key === key) ??
    entries.findLast((one) => one.isFinished && one.version === version && one.key.startsWith(key));

  const calls: Readonly<Record<string, (asked: Record<string, unknown>) => unknown>> = {
    CreateCacheEntry: ({ key, version }) => {
      if (entries.some((one) => one.key === key && one.version === version)) return { ok: false };
      entries.push({
        key: String(key),
        version: String(version),
        blocks: new Map(),
        content: Buffer.alloc(0),
        isFinished: false,
      });
      return { ok: true, signed_upload_url: `${blobs}/account/container/${entries.length - 1}?sig=for-upload` };
    },
    FinalizeCacheEntryUpload: ({ key, version }) => {
      const at = entries.findIndex((one) => one.key === key && one.version === version);
      const entry = entries[at];
      if (!entry) return { ok: false };
      entry.isFinished = true;
      return { ok: true, entry_id: String(at + 1) };
    },
    GetCacheEntryDownloadURL: ({ key, restore_keys, version }) => {
      if (claimsAll)
        return { ok: true, signed_download_url: `${blobs}/account/container/0?sig=for-download`, matched_key: key };
      const wanted = [String(key), ...((restore_keys as string[] | undefined) ?? [])];
      const entry = wanted.map((one) => find(one, String(version))).find((one) => one !== undefined);
      return entry
        ? {
            ok: true,
            signed_download_url: `${blobs}/account/container/${entries.indexOf(entry)}?sig=for-download`,
            matched_key: entry.key,
          }
        : { ok: false };
    },
  };

  const store = (entry: Entry, query: URLSearchParams, body: Buffer) => {
    if (query.get('comp') === 'block') entry.blocks.set(query.get('blockid') ?? '', body);
    else if (query.get('comp') === 'blocklist') {
      const ids = [...body.toString('utf8').matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]+)</g)].map(
        ([, id]) => id as string,
      );
      entry.content = Buffer.concat(ids.map((id) => entry.blocks.get(id) ?? Buffer.alloc(0)));
    } else entry.content = body;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const body = await bodyOf(request);
    const call = /^\/twirp\/github\.actions\.results\.api\.v1\.CacheService\/(\w+)$/.exec(pathname)?.[1];
    const answer = call && calls[call];
    if (answer) {
      if (request.headers.authorization !== 'Bearer token-of-the-runtime')
        return void response.writeHead(401).end('{"code":"unauthenticated","msg":"no such token"}');
      const text = JSON.stringify(answer(JSON.parse(body.toString('utf8'))));
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    }
    const entry = entries[Number(/^\/account\/container\/(\d+)$/.exec(pathname)?.[1] ?? Number.NaN)];
    if (blobsAfterMs !== undefined && request.method !== 'PUT') {
      await new Promise((done) => setTimeout(done, blobsAfterMs));
      return void response.writeHead(200, { 'content-length': 2048 }).end(Buffer.alloc(2048, 'x'));
    }
    if (!entry) return void response.writeHead(404).end();
    if (request.method === 'PUT') {
      store(entry, searchParams, body);
      return void response.writeHead(201, { etag: '"1"', 'x-ms-request-id': '1' }).end();
    }
    const { length } = entry.content;
    // Azure's client asks for parts of a blob.
    const range = request.headers['x-ms-range'] ?? request.headers.range;
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(String(range)) ?? [];
    if (first === undefined) return void response.writeHead(200, { 'content-length': length }).end(entry.content);
    const part = entry.content.subarray(Number(first), last ? Number(last) + 1 : length);
    const about = {
      etag: '"1"',
      'content-length': part.length,
      'content-range': `bytes ${first}-${Number(first) + part.length - 1}/${length}`,
    };
    response.writeHead(206, about).end(part);
  };

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch(() => response.writeHead(500).end());
  };
  const server = at?.startsWith('https:')
    ? createTlsServer({ cert: CERTIFICATE, key: KEY }, listener)
    : createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  url = at ?? `http://127.0.0.1:${port}`;
  blobs = blobsAt ?? url;
  return {
    port,
    get entries() {
      return new Map(entries.filter((one) => one.isFinished).map((one) => [one.key, one.content]));
    },
    env: {
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ACTIONS_RESULTS_URL: `${url}/`,
      ACTIONS_RUNTIME_TOKEN: 'token-of-the-runtime',
      RUNNER_ARCH: 'X64',
      RUNNER_OS: 'Linux',
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
