import { RegistryError } from '../errors/registry-error.ts';

/** One HTTP exchange as the core sees it. Bodies are streams in both directions; nothing is held in memory. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Small bodies as text or bytes; large ones as a function that opens the stream anew, so that a retry can start
   * over. Set `content-length` in the headers for a stream of known size, else it is sent chunked.
   */
  readonly body?: string | Uint8Array | (() => AsyncIterable<Uint8Array>) | undefined;
  /** Milliseconds without any byte in either direction before the exchange is given up; default 60,000. */
  readonly idleTimeoutMs?: number;
  /**
   * Whether the exchange only looks, so that it ends as soon as the run is interrupted; a write that was sent is
   * awaited for another 30 s. Default: GET and HEAD look.
   */
  readonly isRead?: boolean;
  /** Names the exchange where it is spoken of: `CopyPackageVersions for my-org/prod`; else method and address do. */
  readonly what?: string | undefined;
  readonly signal?: AbortSignal;
  /** The proxy to ask by, in the place of the usual one and of every exemption from it; `false`: without any. */
  readonly proxy?: string | false;
}

export interface HttpResponse {
  readonly status: number;
  /** Reason phrase as sent; several package servers put the only human message there. */
  readonly reason: string;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Read it to the end or call `discard`, so that the connection can be used again. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The whole body where the transport has a cheaper way than `body`; called and rejects as `readBody`. */
  read?(limit: number): Promise<Buffer>;
  discard(): Promise<void>;
}

/**
 * Sends one request, without following redirects and without retrying. Any HTTP status is an answer. Rejects, as does
 * the body, with a RegistryError: CA-NET-003 when no answer came or the exchange took longer than its deadline, and
 * CA-RUN-002 or CA-NET-006 when the run was interrupted.
 */
export type HttpTransport = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * What an answer asks for in `Retry-After`, in milliseconds: seconds, or a date, which is held against the answer's own
 * `Date` so that it does not matter whose clock is wrong. Undefined when absent or not understood.
 */
export function retryAfter({ headers }: Pick<HttpResponse, 'headers'>): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d{1,15}(\.\d{1,9})?$/.test(value)) return Number(value) * 1000;
  // Date.parse reads much more as a date than RFC 9110 allows here: -1 is a day in 2001 to it.
  if (!/^[A-Z][a-z]+,? .*\d/.test(value)) return undefined;
  const wait = Date.parse(value) - Date.parse(headers.date ?? '');
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** The error of an answer that is longer than anybody can want it. */
export function tooLong(what: string, limit: number): RegistryError {
  return new RegistryError('CA-NET-004', `the answer to ${what} is larger than ${limit} bytes`);
}

/**
 * Reads a body that should be small. `what` names the request where the transport does not. Rejects with CA-NET-004
 * beyond `limit` bytes, and as the body does when it breaks off; whoever tries the call again does so for both alike.
 */
export async function readBody(
  response: Pick<HttpResponse, 'body' | 'read'>,
  limit = 1024 * 1024,
  what = 'a request',
): Promise<Buffer> {
  if (response.read) return response.read(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > limit) throw tooLong(what, limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads a body as JSON, as `readBody` does; rejects with CA-NET-004, which quotes nothing, when it is none. */
export async function readJson(
  response: Pick<HttpResponse, 'body' | 'read'>,
  limit: number,
  what: string,
): Promise<unknown> {
  const text = (await readBody(response, limit, what)).toString('utf8');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new RegistryError('CA-NET-004', `the answer to ${what} is not JSON`);
  }
}
