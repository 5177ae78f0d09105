// node:http on one side, WireRequest and WireResponse on the other; nothing here knows what is asked.
//
// No `upgrade` listener is attached: Cargo sends `Upgrade: h2c` over plain http, and Node ignores it only as long as
// nobody listens. `Expect: 100-continue` (every Maven PUT) is answered by Node itself. A body that nobody read is
// drained after the answer, because a client that is still sending would otherwise see a reset instead of the 401.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { isLoopback } from '../../core/model/loopback.ts';
import { startTimer } from '../../machine/timers.ts';
import { DamagedFile, ProvenParts, proven } from '../store/digested-file.ts';
import { TO_READ } from '../store/folder-entries.ts';
import { IncomingBody } from './incoming-body.ts';
import { type FileBody, isFileBody, type RequestHandler, type WireRequest, type WireResponse } from './messages.ts';
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
    serve(handler, request, response, options.onError).catch(options.onError);
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

async function serve(
  handler: RequestHandler,
  request: IncomingMessage,
  response: ServerResponse,
  onError: ListenOptions['onError'],
): Promise<void> {
  const gone = new Departure(response);
  // A client that goes away makes the stream error; whoever reads the body sees it, and nobody else needs to.
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  if (request.socket.destroyed) return;
  if (!isTarget(request.url ?? '/')) {
    response.writeHead(400, { connection: 'close', 'content-length': 0 }).end();
    return;
  }
  const body = new IncomingBody(request);
  let answer: WireResponse;
  try {
    answer = await handler(wireRequest(request, body, gone));
  } catch (error) {
    if (gone.hasHappened) return;
    answer = { status: 500, headers: { 'content-type': 'text/plain' }, body: 'internal error\n' };
    await send(request, body, response, answer, onError);
    throw error;
  }
  if (gone.hasHappened) return;
  await send(request, body, response, answer, onError);
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
    authority: authorityOf(request.url ?? '/'),
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
const WHOLE_ADDRESS = /^https?:\/\/(?<authority>[^/?#]*)(?<rest>.*)$/i;

/** A path, a whole address of the web, or all of a server (`OPTIONS *`); nothing else is asked of one. */
function isTarget(target: string): boolean {
  return target.startsWith('/') || target === '*' || WHOLE_ADDRESS.test(target);
}

function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const absolute = WHOLE_ADDRESS.exec(target)?.groups?.rest;
  if (absolute === undefined) return '/';
  return absolute.startsWith('/') ? absolute : `/${absolute}`;
}

function authorityOf(target: string): string | undefined {
  return target.startsWith('/') ? undefined : WHOLE_ADDRESS.exec(target)?.groups?.authority;
}

async function send(
  request: IncomingMessage,
  body: IncomingBody,
  response: ServerResponse,
  answer: WireResponse,
  onError: ListenOptions['onError'],
): Promise<void> {
  if (answer.cut === 'before-answer') {
    request.socket.destroy();
    return;
  }
  const plan = prepareResponse(
    request.method ?? 'GET',
    request.headers,
    answer,
    isFromHere(request.socket.remoteAddress),
  );
  if (!body.isBearable && !request.complete) response.setHeader('connection', 'close');
  body.drain();
  const stopAfter = answer.cut?.afterBytes ?? Number.POSITIVE_INFINITY;
  if (isFileBody(plan.body)) {
    await sendFile(response, plan, { body: plan.body, stopAfter, onError });
  } else sendBytes(response, plan, plan.body, stopAfter);
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

interface FileToSend {
  readonly body: FileBody;
  /** A fault: so many bytes of the answer go out, then the connection breaks off. */
  readonly stopAfter: number;
  readonly onError: ListenOptions['onError'];
}

/**
 * Opens the file before the status line is written, so that a missing one is still a clean error. So are bytes that
 * were found to be others before anything went out; later the connection breaks off before the last of them. Either way
 * it is told before the client sees it.
 */
async function sendFile(
  response: ServerResponse,
  plan: PreparedResponse,
  { body, stopAfter, onError }: FileToSend,
): Promise<void> {
  const refuse = (problem: DamagedFile): void => {
    onError(problem);
    response.writeHead(500, { 'content-length': 0 }).end();
  };
  const { start, end } = plan.range ?? { start: 0, end: body.size };
  if (body.size <= AT_ONCE) {
    const bytes = readAtOnce(body);
    if (bytes instanceof DamagedFile) return refuse(bytes);
    sendBytes(response, plan, bytes.subarray(start, end), stopAfter);
    return;
  }
  let file: FileHandle;
  try {
    file = await open(body.file, TO_READ);
  } catch (error) {
    return refuse(new DamagedFile(body.file, `cannot be read (${(error as { code?: string }).code})`));
  }
  try {
    const { size } = await file.stat();
    if (size !== body.size) return refuse(wrongSize(body));
    const isCut = stopAfter < end - start;
    const wanted = { start, end: isCut ? start + stopAfter : end };
    let pieces: AsyncIterable<Uint8Array>;
    try {
      pieces = await begun(file, body, wanted);
    } catch (error) {
      if (error instanceof DamagedFile) return refuse(error);
      throw error;
    }
    response.writeHead(plan.status, plan.reason, plan.headers);
    await pipeline(telling(pieces, onError), response, { end: false });
    if (isCut) response.destroy();
    else response.end();
  } catch {
    // The client has gone, or the bytes were wrong.
    response.destroy();
  } finally {
    await file.close();
  }
}

/** What a file has between two places, of which nothing goes out before it is proven that something may. */
async function begun(
  file: FileHandle,
  { file: path, size, sha256 }: FileBody,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<AsyncIterable<Uint8Array>> {
  const stream = () => file.createReadStream({ start, end: end - 1, highWaterMark: 256 * 1024, autoClose: false });
  if (sha256 === undefined) return stream();
  if (start === 0 && end === size) return proven(stream(), { file: path, sha256 });
  const part = provenParts.part(file, { file: path, sha256 }, { start, end });
  const first = await part.next();
  return first.done ? part : resumed(first.value, part);
}

async function* resumed(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/** Tells what is wrong with the bytes before anybody who reads them hears of it. */
async function* telling(
  pieces: AsyncIterable<Uint8Array>,
  onError: ListenOptions['onError'],
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    if (error instanceof DamagedFile) onError(error);
    throw error;
  }
}

/** The bytes of a small file, if they are what the store says. */
function readAtOnce(body: FileBody): Uint8Array | DamagedFile {
  let file: number;
  try {
    file = openSync(body.file, TO_READ);
  } catch (error) {
    return new DamagedFile(body.file, `cannot be read (${(error as { code?: string }).code})`);
  }
  try {
    // One byte more, to see whether there is one.
    const bytes = Buffer.allocUnsafe(body.size + 1);
    if (readSync(file, bytes, 0, bytes.length, 0) !== body.size) return wrongSize(body);
    const read = bytes.subarray(0, body.size);
    const isSame = body.sha256 === undefined || createHash('sha256').update(read).digest('hex') === body.sha256;
    return isSame ? read : new DamagedFile(body.file);
  } catch (error) {
    return new DamagedFile(body.file, `cannot be read (${(error as { code?: string }).code})`);
  } finally {
    closeSync(file);
  }
}

function wrongSize({ file, size }: FileBody): DamagedFile {
  return new DamagedFile(file, `is not of the ${size} bytes that were stored`);
}

const provenParts = new ProvenParts();

function isFromHere(address: string | undefined): boolean {
  return address === undefined || isLoopback(address.replace(/^::ffff:/, ''));
}
