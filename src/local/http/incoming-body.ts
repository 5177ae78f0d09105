// The body of a request as it arrives, to be read by iterating, left half-way, or not read at all. The iterator of
// Node.js is not used: one that is left with an error ends the connection, and one that is only forgotten stops it.
import type { IncomingMessage } from 'node:http';
import { startTimer } from '../../machine/timers.ts';

/** After an early answer at most so much of a body is swallowed, and for so long; more of it costs the connection. */
const DRAIN_LIMIT = 256 * 1024 * 1024;
const DRAIN_MS = 60_000;

/** Reads are asked for one after another. */
export class IncomingBody implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #request: IncomingMessage;
  #isListening = false;
  #isLeft = false;
  #awaited: (() => void) | undefined;
  readonly #wake = (): void => {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    awaited?.();
  };

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this;
  }

  /** Rejects when the client went away before the end. */
  async next(): Promise<IteratorResult<Uint8Array>> {
    const request = this.#request;
    this.#listen();
    while (!this.#isLeft) {
      const chunk = request.destroyed ? null : (request.read() as Uint8Array | null);
      if (chunk !== null) return { value: chunk, done: false };
      if (request.readableEnded) break;
      if (request.destroyed) throw request.errored ?? new Error('the client has gone');
      await new Promise<void>((resolve) => {
        this.#awaited = resolve;
      });
    }
    return { value: undefined, done: true };
  }

  /** What is not read is left to `drain`. */
  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#leave();
    return { value: undefined, done: true };
  }

  /** Bytes that were announced; undefined where the end will tell. Zero: there is no body. */
  get announced(): number | undefined {
    const { 'content-length': length, 'transfer-encoding': coding } = this.#request.headers;
    return coding === undefined ? Number(length ?? 0) : undefined;
  }

  /** Whether `drain` will come to an end of the body before its limit, as far as was announced. */
  get isBearable(): boolean {
    return (this.announced ?? 0) <= DRAIN_LIMIT;
  }

  /**
   * Ends all reading and swallows the rest. To be called with the answer and not after it: a client that sends all
   * before it reads would else never come to the answer.
   */
  drain(forMs = DRAIN_MS): void {
    const request = this.#request;
    this.#leave();
    if (request.readableEnded || request.destroyed || this.announced === 0) return;
    const giveUp = (): void => void request.destroy();
    const cancel = startTimer(forMs, giveUp, { isAwaited: false });
    request.once('end', cancel);
    request.once('close', cancel);
    let drained = 0;
    request.on('data', (chunk: Uint8Array) => {
      drained += chunk.length;
      if (drained > DRAIN_LIMIT) giveUp();
    });
    request.resume();
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    for (const event of EVENTS) this.#request.on(event, this.#wake);
  }

  #leave(): void {
    this.#isLeft = true;
    // With a listener for `readable` the stream would wait for reads that never come.
    for (const event of EVENTS) this.#request.off(event, this.#wake);
    this.#wake();
  }
}

const EVENTS = ['readable', 'end', 'error', 'close'] as const;
