// The exchanges of a transport that are under way: each is given up when nothing moves or its deadline is over, is
// spoken of when it is slow, and can be ended.
//
// One timer looks at all of them once a second, so that an exchange that is over sooner costs no timer of its own.
import type http from 'node:http';
import { timeOfDay } from '../core/calls/waits.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { systemClock } from './clock.ts';
import { startTimer } from './timers.ts';

/** Times in milliseconds. */
export interface ExchangeLimits {
  /** Without any byte in either direction, connecting included. */
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
export class WatchedExchange {
  readonly what: () => string;
  readonly isRead: boolean;
  readonly idleMs: number;
  readonly startedAt = systemClock.monotonic();
  readonly outgoing: http.ClientRequest;
  /** Tells whoever awaits the answer; without effect once there is one. */
  readonly fail: (error: RegistryError) => void;
  incoming: http.IncomingMessage | undefined;
  isSlow = false;
  #writtenBefore: number | undefined;
  #readBefore: number | undefined;
  #seen = 0;
  #movedAt = this.startedAt;

  constructor(options: Pick<WatchedExchange, 'what' | 'isRead' | 'idleMs' | 'outgoing' | 'fail'>) {
    this.what = options.what;
    this.isRead = options.isRead;
    this.idleMs = options.idleMs;
    this.outgoing = options.outgoing;
    this.fail = options.fail;
  }

  get isOver(): boolean {
    const { incoming, outgoing } = this;
    return incoming ? incoming.destroyed || incoming.readableEnded : outgoing.destroyed;
  }

  /** Notices whether a byte moved since the last look. */
  look(now: number): void {
    const { socket } = this.outgoing;
    const seen = socket ? socket.bytesRead + socket.bytesWritten : 0;
    if (seen !== this.#seen) this.#movedAt = now;
    this.#seen = seen;
    if (!socket) return;
    this.#writtenBefore ??= socket.bytesWritten;
    if (this.incoming) this.#readBefore ??= socket.bytesRead;
  }

  /** Bytes of the bodies since they were first looked at. What comes before the answer (100, 102, headers) buys no time. */
  get moved(): number {
    const { socket } = this.outgoing;
    if (!socket) return 0;
    const written = socket.bytesWritten - (this.#writtenBefore ?? socket.bytesWritten);
    const read = socket.bytesRead - (this.#readBefore ?? socket.bytesRead);
    return Math.max(0, written) + Math.max(0, read);
  }

  /** When it is given up if nothing more moves, by the monotonic clock. */
  givenUpAt({ deadlineMs, slowestBytesPerSecond }: ExchangeLimits): number {
    const deadline = this.startedAt + deadlineMs + (this.moved / slowestBytesPerSecond) * 1000;
    return Math.min(deadline, this.#movedAt + this.idleMs);
  }

  end(reason: RegistryError): void {
    // A request that has no connection yet tells nobody that it was destroyed.
    this.fail(reason);
    if (this.incoming) this.incoming.destroy(reason);
    else this.outgoing.destroy(reason);
  }
}

export class Exchanges {
  readonly #limits: ExchangeLimits;
  readonly #say: (line: string) => void;
  readonly #underWay = new Set<WatchedExchange>();
  #cancelCheck: (() => void) | undefined;
  #checkEveryMs: number;
  #cutOff: RegistryError | undefined;
  #cutOffAt = Number.POSITIVE_INFINITY;

  constructor(limits: ExchangeLimits, say: (line: string) => void) {
    this.#limits = limits;
    this.#checkEveryMs = limits.checkEveryMs;
    this.#say = say;
  }

  /** The reason why no exchange may begin any more. */
  get cutOff(): RegistryError | undefined {
    return this.#cutOff;
  }

  add(exchange: WatchedExchange): void {
    this.#underWay.add(exchange);
    // A quarter of the shortest silence that is borne, so that it ends about when it is said to.
    const wanted = Math.min(this.#limits.checkEveryMs, exchange.idleMs / 4);
    if (this.#cancelCheck && wanted >= this.#checkEveryMs) return;
    this.#checkEveryMs = wanted;
    this.#cancelCheck?.();
    this.#cancelCheck = this.#checkLater();
  }

  /**
   * Ends the exchanges that only look. Those that begin later may go on: what must be put right needs them. Writes that
   * were sent are awaited for `graceMs` more, which is said.
   */
  endReads(reason: RegistryError, graceMs: number): void {
    this.#cutOffAt = systemClock.monotonic() + graceMs;
    for (const exchange of this.#alive()) if (exchange.isRead) exchange.end(reason);
    const [first, ...others] = this.#alive();
    if (!first) return;
    const until = timeOfDay(systemClock.now() + graceMs);
    this.#say(
      `waiting at most ${seconds(graceMs)}, until ${until}, for what was sent: ${named(first, others.length)}; another signal ends it at once`,
    );
  }

  /** Ends all of them, and those that would begin later. */
  endAll(reason: RegistryError): void {
    this.#cutOff = reason;
    for (const exchange of this.#alive()) exchange.end(reason);
  }

  close(): void {
    this.#cancelCheck?.();
    this.#cancelCheck = undefined;
  }

  #checkLater(): () => void {
    return startTimer(this.#checkEveryMs, () => this.#check(), { isAwaited: false });
  }

  #check(): void {
    const now = systemClock.monotonic();
    const alive = this.#alive();
    const wasSlow = alive.some(({ isSlow }) => isSlow);
    for (const exchange of alive) {
      exchange.look(now);
      if (now > exchange.givenUpAt(this.#limits)) exchange.end(this.#givenUp(exchange, now));
    }
    const { slowMs, checkEveryMs } = this.#limits;
    // With those that would be slow at the next check: what began together is spoken of together.
    const isAnySlow = this.#alive().some(({ startedAt }) => now - startedAt > slowMs);
    const slow = isAnySlow ? this.#alive().filter(({ startedAt }) => now - startedAt > slowMs - checkEveryMs) : [];
    for (const exchange of slow) exchange.isSlow = true;
    // Once for all that are slow at the same time: a service that hangs is one piece of news.
    if (slow[0] && !wasSlow) this.#say(this.#described(slow[0], slow.length - 1, now));
    if (this.#underWay.size === 0) this.#checkEveryMs = this.#limits.checkEveryMs;
    this.#cancelCheck = this.#underWay.size > 0 ? this.#checkLater() : undefined;
  }

  #givenUp(exchange: WatchedExchange, now: number): RegistryError {
    const elapsed = now - exchange.startedAt;
    const isIdle = elapsed < this.#limits.deadlineMs;
    const why = isIdle
      ? `nothing was sent or received for ${seconds(exchange.idleMs)}`
      : `it was not over after ${seconds(elapsed)}, ${size(exchange.moved)} moved`;
    return new RegistryError('CA-NET-003', `${exchange.what()} was given up: ${why}`);
  }

  #described(exchange: WatchedExchange, others: number, now: number): string {
    const latest = Math.min(exchange.givenUpAt(this.#limits), this.#cutOffAt);
    const until = timeOfDay(systemClock.now() + latest - now);
    return `waiting for ${named(exchange, others)}: ${seconds(now - exchange.startedAt)} and ${size(exchange.moved)} so far; given up at ${until} unless more arrives`;
  }

  /** Those that are not over; forgets the others. */
  #alive(): WatchedExchange[] {
    for (const exchange of this.#underWay) if (exchange.isOver) this.#underWay.delete(exchange);
    return [...this.#underWay];
  }
}

const named = (exchange: WatchedExchange, others: number) =>
  `${exchange.what()}${others > 0 ? `, and ${others} more` : ''}`;
const seconds = (milliseconds: number) =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${Math.round(milliseconds / 1000)} s`;
const size = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
