// The exchanges of a transport that are under way: each has a deadline, is spoken of when it is slow, and can be ended.
//
// One timer looks at all of them once a second, so that an exchange that is over sooner costs no timer of its own.
import type http from 'node:http';
import { RegistryError } from '../core/errors/registry-error.ts';
import { timeOfDay } from '../core/waits.ts';
import { systemClock } from './clock.ts';
import { startTimer } from './timers.ts';

/** Times in milliseconds. */
export interface ExchangeLimits {
  /** Without any byte in either direction. */
  readonly idleMs: number;
  /** For the whole exchange, its body included, and besides as long as its bytes take at `slowestBytesPerSecond`. */
  readonly deadlineMs: number;
  readonly slowestBytesPerSecond: number;
  /** After so long without its end an exchange is spoken of. */
  readonly slowMs: number;
  readonly checkEveryMs: number;
}

export const LIMITS: ExchangeLimits = {
  idleMs: 60_000,
  deadlineMs: 300_000,
  slowestBytesPerSecond: 16 * 1024,
  slowMs: 5_000,
  checkEveryMs: 1_000,
};

/** One exchange as it is watched. */
export interface Exchange {
  readonly what: () => string;
  readonly isRead: boolean;
  readonly startedAt: number;
  readonly outgoing: http.ClientRequest;
  incoming: http.IncomingMessage | undefined;
  /** Tells whoever awaits the answer; without effect once there is one. */
  readonly fail: (error: RegistryError) => void;
  /** Bytes that the connection had moved when the exchange was first looked at. */
  bytesBefore: number | undefined;
  isSlow: boolean;
}

export class Exchanges {
  readonly #limits: ExchangeLimits;
  readonly #say: (line: string) => void;
  readonly #underWay = new Set<Exchange>();
  #cancelCheck: (() => void) | undefined;
  #cutOff: RegistryError | undefined;

  constructor(limits: ExchangeLimits, say: (line: string) => void) {
    this.#limits = limits;
    this.#say = say;
  }

  /** The reason why no exchange may begin any more. */
  get cutOff(): RegistryError | undefined {
    return this.#cutOff;
  }

  add(exchange: Exchange): void {
    this.#underWay.add(exchange);
    this.#cancelCheck ??= this.#checkLater();
  }

  /** Ends the exchanges that only look. Those that begin later may go on: what must be put right needs them. */
  endReads(reason: RegistryError): void {
    for (const exchange of this.#alive()) if (exchange.isRead) end(exchange, reason);
  }

  /** Ends all of them, and those that would begin later. */
  endAll(reason: RegistryError): void {
    this.#cutOff = reason;
    for (const exchange of this.#alive()) end(exchange, reason);
  }

  close(): void {
    this.#cancelCheck?.();
    this.#cancelCheck = undefined;
  }

  #checkLater(): () => void {
    return startTimer(this.#limits.checkEveryMs, () => this.#check(), { isAwaited: false });
  }

  #check(): void {
    const now = systemClock.monotonic();
    const alive = this.#alive();
    const wasSlow = alive.some(({ isSlow }) => isSlow);
    for (const exchange of alive) this.#judge(exchange, now);
    const slow = this.#alive().filter((exchange) => now - exchange.startedAt > this.#limits.slowMs);
    for (const exchange of slow) exchange.isSlow = true;
    // Once for all that are slow at the same time: a service that hangs is one piece of news.
    if (slow[0] && !wasSlow) this.#say(this.#described(slow[0], slow.length - 1, now));
    this.#cancelCheck = this.#underWay.size > 0 ? this.#checkLater() : undefined;
  }

  #judge(exchange: Exchange, now: number): void {
    const { idleMs, deadlineMs } = this.#limits;
    const elapsed = now - exchange.startedAt;
    if (!exchange.outgoing.socket && elapsed > idleMs)
      end(exchange, givenUp(exchange, `no connection within ${seconds(idleMs)}`));
    else if (elapsed > this.#allowed(exchange))
      end(exchange, givenUp(exchange, `not over after ${seconds(elapsed)}, ${size(moved(exchange))} moved`));
    else if (elapsed > deadlineMs / 2) moved(exchange);
  }

  #allowed(exchange: Exchange): number {
    const { deadlineMs, slowestBytesPerSecond } = this.#limits;
    return deadlineMs + (moved(exchange) / slowestBytesPerSecond) * 1000;
  }

  #described(exchange: Exchange, others: number, now: number): string {
    const elapsed = now - exchange.startedAt;
    const latest = timeOfDay(Date.now() + this.#allowed(exchange) - elapsed);
    const more = others > 0 ? `, and ${others} more` : '';
    return `waiting for ${exchange.what()}${more}: ${seconds(elapsed)} and ${size(moved(exchange))} so far; given up at ${latest} unless more arrives`;
  }

  /** Those that are not over; forgets the others. */
  #alive(): Exchange[] {
    for (const exchange of this.#underWay) {
      const { incoming, outgoing } = exchange;
      const isOver = incoming ? incoming.destroyed || incoming.readableEnded : outgoing.destroyed;
      if (isOver) this.#underWay.delete(exchange);
    }
    return [...this.#underWay];
  }
}

function end(exchange: Exchange, reason: RegistryError): void {
  // A request that has no connection yet tells nobody that it was destroyed.
  exchange.fail(reason);
  if (exchange.incoming) exchange.incoming.destroy(reason);
  else exchange.outgoing.destroy(reason);
}

/** Bytes in both directions since the exchange was first looked at. */
function moved(exchange: Exchange): number {
  const { socket } = exchange.outgoing;
  if (!socket) return 0;
  const bytes = socket.bytesRead + socket.bytesWritten;
  exchange.bytesBefore ??= bytes;
  return Math.max(0, bytes - exchange.bytesBefore);
}

function givenUp({ what }: Exchange, why: string): RegistryError {
  return new RegistryError('CA-NET-003', `${what()} was given up (${why})`);
}

const seconds = (milliseconds: number) => `${Math.round(milliseconds / 1000)} s`;
const size = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
