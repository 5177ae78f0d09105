// node:http on one side, WireRequest and WireResponse on the other; nothing here knows what is asked.
//
// No `upgrade` listener is attached: Cargo sends `Upgrade: h2c` over plain http, and Node ignores it only as long as
// nobody listens. `Expect: 100-continue` (every Maven PUT) is answered by Node itself. A body that nobody read is
// drained after the answer, because a client that is still sending would otherwise see a reset instead of the 401.
import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { startTimer } from '../../machine/timers.ts';
import { IncomingBody } from './incoming-body.ts';
import { isFileBody, type RequestHandler, type WireRequest, type WireResponse } from './messages.ts';
import { type PreparedResponse, prepareResponse } from './response.ts';

export interface ListenOptions {
  /** 0 picks a free port. */
  readonly port: number;
  readonly host: string;
  /** Called for errors that are ours, never for what a client did wrong. */
  readonly onError: (error: unknown) => void;
}

export interface HttpHost {
  readonly port: number;
  /** Stops listening, lets running requests end for up to `graceMs`, then cuts the rest. */
  close(graceMs?: number): Promise<void>;
}

// Small files are read at once and without the thread pool, whose three turns cost several times the reading itself.
const AT_ONCE = 64 * 1024;

/** Starts listening. Rejects when the address cannot be bound. */
export async function listen(handler: RequestHandler, options: ListenOptions): Promise<HttpHost> {
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 66_000, requestTimeout: 0 });
  // Uploads may take long, so there is no limit on a whole request, only on silence.
  server.timeout = 120_000;
  server.maxHeadersCount = 200;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    serve(handler, request, response).catch(options.onError);
  });
  server.on('clientError', (_error: Error, socket: Socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', options.onError);
  return { port: (server.address() as AddressInfo).port, close: (graceMs = 2_000) => stop(server, graceMs) };
}

async function stop(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cancelCut = startTimer(graceMs, () => server.closeAllConnections());
  await closed;
  cancelCut();
}

async function serve(handler: RequestHandler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new Departure(response);
  // A client that goes away makes the stream error; whoever reads the body sees it, and nobody else needs to.
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  if (request.socket.destroyed) return;
  const body = new IncomingBody(request);
  let answer: WireResponse;
  try {
    answer = await handler(wireRequest(request, body, gone));
  } catch (error) {
    if (gone.hasHappened) return;
    answer = { status: 500, headers: { 'content-type': 'text/plain' }, body: 'internal error\n' };
    await send(request, body, response, answer);
    throw error;
  }
  if (gone.hasHappened) return;
  await send(request, body, response, answer);
}

/** Whether the client has left. The signal is made only for those who ask: it costs more than a small answer. */
class Departure {
  #controller: AbortController | undefined;
  hasHappened = false;

  constructor(response: ServerResponse) {
    response.once('close', () => {
      if (response.writableFinished) return;
      this.hasHappened = true;
      this.#controller?.abort();
    });
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.hasHappened) this.#controller.abort();
    return this.#controller.signal;
  }
}

/** Node.js takes the first of several Host headers; joined like others they are one that nobody can read two ways. */
function headersOf({ headers, rawHeaders }: IncomingMessage): WireRequest['headers'] {
  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
  const whole = headers as WireRequest['headers'];
  return hosts.length > 1 ? { ...whole, host: hosts.join(', ') } : whole;
}

function wireRequest(request: IncomingMessage, body: IncomingBody, gone: Departure): WireRequest {
  return {
    method: request.method ?? 'GET',
    target: originForm(request.url ?? '/'),
    headers: headersOf(request),
    body,
    localAddress: request.socket.localAddress,
    remoteAddress: request.socket.remoteAddress,
    get signal() {
      return gone.signal;
    },
  };
}

/** Clients behind a forward proxy send the whole address (`GET http://host/path`). */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const absolute = /^https?:\/\/[^/?#]*(?<rest>.*)$/i.exec(target)?.groups?.rest;
  if (absolute === undefined) return '/';
  return absolute.startsWith('/') ? absolute : `/${absolute}`;
}

async function send(
  request: IncomingMessage,
  body: IncomingBody,
  response: ServerResponse,
  answer: WireResponse,
): Promise<void> {
  if (answer.cut === 'before-answer') {
    request.socket.destroy();
    return;
  }
  const plan = prepareResponse(
    request.method ?? 'GET',
    request.headers,
    answer,
    isLoopback(request.socket.remoteAddress),
  );
  if (!body.isBearable && !request.complete) response.setHeader('connection', 'close');
  body.drain();
  const stopAfter = answer.cut?.afterBytes ?? Number.POSITIVE_INFINITY;
  if (isFileBody(plan.body))
    await sendFile(response, { ...plan, file: plan.body.file, size: plan.body.size }, stopAfter);
  else sendBytes(response, plan, plan.body, stopAfter);
}

function sendBytes(
  response: ServerResponse,
  plan: PreparedResponse,
  body: string | Uint8Array | undefined,
  stopAfter: number,
): void {
  response.writeHead(plan.status, plan.reason, plan.headers);
  if (stopAfter === Number.POSITIVE_INFINITY) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  response.write(Buffer.from(body ?? '').subarray(0, stopAfter), () => response.destroy());
}

/** Opens the file before the status line is written, so that a missing one is still a clean error. */
async function sendFile(
  response: ServerResponse,
  plan: PreparedResponse & { readonly file: string; readonly size: number },
  stopAfter: number,
): Promise<void> {
  const start = plan.range?.start ?? 0;
  const end = Math.min(plan.range?.end ?? plan.size, start + stopAfter);
  if (end - start <= AT_ONCE) {
    const bytes = readPart(plan.file, start, end);
    if (bytes === undefined) response.writeHead(500, { 'content-length': 0 }).end();
    else sendBytes(response, plan, bytes, stopAfter);
    return;
  }
  let file: FileHandle;
  try {
    file = await open(plan.file, 'r');
  } catch {
    response.writeHead(500, { 'content-length': 0 }).end();
    return;
  }
  try {
    response.writeHead(plan.status, plan.reason, plan.headers);
    const stream = file.createReadStream({ start, end: end - 1, highWaterMark: 256 * 1024, autoClose: false });
    await pipeline(stream, response, { end: false });
    // A file shorter than the store says would leave the client waiting for the promised rest.
    const isWhole = stopAfter === Number.POSITIVE_INFINITY && stream.bytesRead === end - start;
    if (isWhole) response.end();
    else response.destroy();
  } catch {
    // The client has gone.
    response.destroy();
  } finally {
    await file.close();
  }
}

/** Undefined when the file is not there, or shorter than the store says. */
function readPart(path: string, start: number, end: number): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const bytes = Buffer.allocUnsafe(end - start);
    return readSync(file, bytes, 0, bytes.length, start) === bytes.length ? bytes : undefined;
  } finally {
    closeSync(file);
  }
}

function isLoopback(address: string | undefined): boolean {
  return address === undefined || address.startsWith('127.') || address === '::1' || address.startsWith('::ffff:127.');
}
