// What the socket side (listen.ts) and the deciding side (handler.ts) say to each other. No sockets here, so the
// whole server can be called as a function.

export interface WireRequest {
  readonly method: string;
  /** Path and query as sent, still percent-encoded, always beginning with a slash. */
  readonly target: string;
  /** Host and port of a target that came as a whole address; undefined for a path. */
  readonly authority?: string | undefined;
  /** Lower-case names; repeated headers joined as node:http joins them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** May be read once, or left; the socket side drains the rest. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Address the connection came in on and from where; undefined when there is no socket. */
  readonly localAddress?: string | undefined;
  readonly remoteAddress?: string | undefined;
  /** Aborted when the client has gone: work in hand may stop. */
  readonly signal?: AbortSignal | undefined;
}

/** Bytes in a file of the store, so that the socket side can stream them and serve ranges. */
export interface FileBody {
  readonly file: string;
  readonly size: number;
  /** Of the whole file: other bytes do not go out as if they were these. */
  readonly sha256?: string | undefined;
}

export type WireBody = string | Uint8Array | FileBody;

export interface WireResponse {
  readonly status: number;
  readonly reason?: string | undefined;
  /** A list makes one header line for each element: clients need two separate WWW-Authenticate lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly body?: WireBody | undefined;
  /** A fault: close the connection without an answer, or after this many bytes of the body. */
  readonly cut?: { readonly afterBytes: number } | 'before-answer' | undefined;
}

/** Never rejects for a reason a client can cause; a rejection becomes a bare 500. */
export type RequestHandler = (request: WireRequest) => Promise<WireResponse>;

export function isFileBody(body: WireBody | undefined): body is FileBody {
  return typeof body === 'object' && 'file' in body;
}

/** Bytes of a body without reading it. */
export function bodySize(body: WireBody | undefined): number {
  if (body === undefined) return 0;
  if (typeof body === 'string') return Buffer.byteLength(body);
  return isFileBody(body) ? body.size : body.length;
}

/** A JSON answer. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** A short text for people, also as the reason phrase where that helps. */
export function plain(status: number, message: string): WireResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${message}\n` };
}

export class BodyTooLarge extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`the request body is larger than ${limit} bytes`);
    this.name = 'BodyTooLarge';
    this.limit = limit;
  }
}

/** Passes a stream on and throws BodyTooLarge as soon as it exceeds `limit` bytes. */
export async function* limited(body: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLarge(limit);
    yield chunk;
  }
}

/** Reads a small body; throws BodyTooLarge beyond `limit` bytes. */
export async function collect(body: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of limited(body, limit)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
