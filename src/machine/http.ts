// node:http(s) with keep-alive as an HttpTransport. Global fetch is not used: it keeps whole uploads in memory and
// costs three times the CPU of this (both measured on Node 20 and 24).

import type http from 'node:http';
import { Readable, promises as streams } from 'node:stream';
import { RegistryError } from '../core/errors/registry-error.ts';
import { type HttpRequest, type HttpResponse, type HttpTransport, tooLong } from '../core/ports/http.ts';
import { shownAddress } from '../core/text/shown-text.ts';
import { certificateError } from './connections/certificate-errors.ts';
import { proxySilent, proxyWantsCredentials } from './connections/proxy.ts';
import { createWays, type Way, type WayOptions } from './connections/ways.ts';
import { type ExchangeLimits, Exchanges, LIMITS, WatchedExchange } from './exchanges.ts';

export interface TransportOptions extends Omit<WayOptions, 'tunnelLimitMs'> {
  readonly limits?: Partial<ExchangeLimits> | undefined;
  /** Gets a line about exchanges that take long. */
  readonly say?: ((line: string) => void) | undefined;
}

export interface Transport {
  readonly send: HttpTransport;
  /** The proxy by which `send` reaches an address; undefined where it asks directly. */
  proxyTo(address: string): string | undefined;
  /** Ends what only looks; writes that were sent go on for `graceMs`, which is said. */
  endReads(reason: RegistryError, graceMs: number): void;
  /** Ends every exchange, and refuses those that would begin. */
  endAll(reason: RegistryError): void;
  /** Closes idle connections, so that the process can end. */
  close(): void;
}

function joined(given: http.IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

/** The error of a body that ended before its end; what we ended it with ourselves stands. */
function brokenOff(cause: unknown, what: string): unknown {
  if (cause instanceof RegistryError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  return new RegistryError('CA-NET-003', `the answer to ${what} broke off (${code ?? message})`, { cause });
}

async function* streamed(incoming: http.IncomingMessage, what: () => string): AsyncGenerator<Uint8Array> {
  try {
    yield* incoming;
  } catch (cause) {
    throw brokenOff(cause, what());
  }
}

/** By events: an iterator over the stream costs as much again as the rest of a small answer. */
function readWhole(incoming: http.IncomingMessage, limit: number, what: () => string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else incoming.destroy(tooLong(what(), limit));
    });
    incoming.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    incoming.once('error', (cause) => reject(brokenOff(cause, what())));
    // Comes after a whole answer as well, and an error nobody hears of costs as much as the answer.
    incoming.once('close', () => {
      if (!incoming.readableEnded) reject(brokenOff(new Error('the connection was closed'), what()));
    });
  });
}

export function createTransport(options: TransportOptions): Transport {
  const limits = { ...LIMITS, ...options.limits };
  const exchanges = new Exchanges(limits, options.say ?? (() => {}));
  const ways = createWays({ ...options, tunnelLimitMs: limits.idleMs });

  return {
    send: async (request) => {
      const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
      if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
        throw new RegistryError('CA-INPUT-001', `${shownAddress(request.url)} is not an http or https address`);
      }
      const way = await ways.to(url, request.proxy);
      if (exchanges.cutOff) throw exchanges.cutOff;
      return exchange(url, request, { way, exchanges, userAgent: options.userAgent, idleMs: limits.idleMs });
    },
    proxyTo: (address) => ways.usualProxy(new URL(address))?.href,
    endReads: (reason, graceMs) => exchanges.endReads(reason, graceMs),
    endAll: (reason) => exchanges.endAll(reason),
    close() {
      // What was begun ahead and is awaited by nobody must not outlive the run.
      exchanges.endAll(new RegistryError('CA-RUN-002', 'the run has ended'));
      exchanges.close();
      ways.close();
    },
  };
}

/** What is at most this long is sent in one piece: a pipeline costs more than the request it is for. */
const SMALL_BODY = 256 * 1024;

async function together(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

interface ExchangeParts {
  readonly way: Way;
  readonly exchanges: Exchanges;
  readonly userAgent: string;
  readonly idleMs: number;
}

function exchange(url: URL, request: HttpRequest, parts: ExchangeParts): Promise<HttpResponse> {
  const { way, userAgent } = parts;
  return new Promise((resolve, reject) => {
    const { body } = request;
    const headers: Record<string, string | number> = { 'user-agent': userAgent, ...request.headers };
    if (typeof body === 'string' || body instanceof Uint8Array) headers['content-length'] = Buffer.byteLength(body);
    const outgoing = begun(way, url, request, headers);
    let answered = false;
    const fail = (cause: unknown) => {
      if (answered) return;
      // The body itself refused to go on (a file that changed meanwhile): that is the error, not the silence after it.
      if (cause instanceof RegistryError) return reject(cause);
      const { proxy } = way;
      const untrusted = proxy
        ? certificateError(`the proxy ${proxy.host}`, cause, true)
        : certificateError(url.host, cause);
      if (untrusted) return reject(untrusted);
      const { code, message } = cause as NodeJS.ErrnoException;
      const reason = code ?? message ?? String(cause);
      const at = shownAddress(request.url);
      if (proxy) return reject(proxySilent(proxy, `${request.method} ${at}`, reason, cause));
      reject(new RegistryError('CA-NET-003', `${request.method} ${at} got no answer (${reason})`, { cause }));
    };
    const what = () => request.what ?? `${request.method} ${shownAddress(request.url)}`;
    const watched = new WatchedExchange({
      what,
      isRead: request.isRead ?? (request.method === 'GET' || request.method === 'HEAD'),
      idleMs: request.idleTimeoutMs ?? parts.idleMs,
      outgoing,
      fail,
    });
    parts.exchanges.add(watched);
    outgoing.on('error', fail);
    // An answer that is none (101): Node.js tells neither of a response nor of an error.
    outgoing.on('upgrade', (incoming, socket) => {
      socket.destroy();
      fail(new Error(`${incoming.statusCode} ${incoming.statusMessage}`));
    });
    outgoing.on('close', () => fail(new Error('the connection was closed')));
    outgoing.on('response', (incoming) => {
      if (incoming.statusCode === 407) {
        fail(proxyWantsCredentials(what()));
        return void outgoing.destroy();
      }
      answered = true;
      watched.incoming = incoming;
      resolve(asResponse(incoming, what));
    });
    if (typeof body !== 'function') outgoing.end(body);
    else if (Number(request.headers?.['content-length']) <= SMALL_BODY) {
      together(body()).then(
        (bytes) => outgoing.end(bytes),
        (cause) => {
          fail(cause);
          outgoing.destroy();
        },
      );
    }
    // An answer may come before the body is sent (401): the write error that follows is then no news.
    else streams.pipeline(Readable.from(body(), { objectMode: false }), outgoing).catch(fail);
  });
}

/** Begins a request. What cannot stand in one at all is found here, before anything is sent. */
function begun(
  way: Way,
  url: URL,
  { method, url: address, signal }: HttpRequest,
  headers: Readonly<Record<string, string | number>>,
): http.ClientRequest {
  try {
    return way.begin(url, { method, headers, ...(signal ? { signal } : {}) });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_')) throw cause;
    // Node.js names the header, and not its value.
    throw new RegistryError('CA-INPUT-001', `${method} ${shownAddress(address)} cannot be sent: ${message}`, { cause });
  }
}

function asResponse(incoming: http.IncomingMessage, what: () => string): HttpResponse {
  let headers: Record<string, string> | undefined;
  return {
    status: incoming.statusCode ?? 0,
    reason: incoming.statusMessage ?? '',
    get headers() {
      headers ??= joined(incoming.headers);
      return headers;
    },
    get body() {
      return streamed(incoming, what);
    },
    read: (limit) => readWhole(incoming, limit, what),
    discard: () => discard(incoming),
  };
}

/** What is worth reading to its end for the sake of the connection; a longer body costs it. */
const DISCARD_LIMIT = 256 * 1024;

function discard(incoming: http.IncomingMessage): Promise<void> {
  if (incoming.readableEnded || incoming.destroyed) return Promise.resolve();
  return new Promise((done) => {
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > DISCARD_LIMIT) incoming.destroy();
    });
    // Nothing of it is wanted, so it does not matter how it ended.
    incoming.once('error', () => done());
    incoming.once('end', done);
    incoming.once('close', done);
  });
}
