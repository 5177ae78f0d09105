// How fast we call a service whose limit we do not know. One pacer for each kind of call.
//
// The service is taken for a token bucket of unknown rate and depth (429 beyond it, with or without Retry-After):
// - Search: start at a modest rate, go up by a quarter with each success, but never beyond twice what the service has
//   delivered in the last second, so that few calls are in flight when the first refusal comes.
// - A refusal opens a new epoch: everybody waits (Retry-After, else a doubling pause), refusals of calls that were sent
//   before the epoch began say nothing new.
// - Between two refusals the bucket went from empty to empty, so successes divided by time is the limit itself: go on
//   slightly below it, and creep up ever faster the longer nothing is refused, to notice a raised limit.
import type { Clock } from './ports/host.ts';

export interface Pacer {
  /** Resolves when a call may be sent; the answer must be reported to the permit. Rejects when `signal` aborts. */
  enter(signal?: AbortSignal): Promise<Permit>;
}

export interface Permit {
  accepted(): void;
  /** Refused for going too fast. */
  throttled(retryAfterMs?: number): void;
  /** Failed or was refused for another reason; says nothing about the pace. */
  other(): void;
}

export interface PacerOptions {
  /** Calls a second to begin with. */
  readonly initialRate?: number;
  /** Calls in flight, at most. */
  readonly maxInFlight?: number;
}

const SECOND = 1000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
/** A service that asks for more than this is not paced but down; the retry policy then decides. */
const LONGEST_RETRY_AFTER = 120_000;
const SLOWEST = 0.2;

interface Waiting {
  readonly admit: () => void;
}

export function createPacer(clock: Clock, options: PacerOptions = {}): Pacer {
  const maxInFlight = options.maxInFlight ?? 16;
  const waiting: Waiting[] = [];
  const recent: number[] = [];
  let rate = options.initialRate ?? 10;
  let limitKnown = false;
  let inFlight = 0;
  let nextAt = 0;
  let pausedUntil = 0;
  let pause = FIRST_PAUSE;
  let epochStart = Number.NEGATIVE_INFINITY;
  let epochSuccesses = 0;
  let timer: AbortController | undefined;

  const deliveredLastSecond = (now: number) => {
    while (recent.length > 0 && (recent[0] as number) < now - SECOND) recent.shift();
    return recent.length;
  };

  const succeed = (now: number) => {
    recent.push(now);
    epochSuccesses++;
    pause = FIRST_PAUSE;
    if (limitKnown) rate *= 1 + Math.min(0.0015 * epochSuccesses, 0.05);
    else rate = Math.max(rate, Math.min(rate * 1.25, (options.initialRate ?? 10) + 2 * deliveredLastSecond(now)));
  };

  const slowDown = (now: number, retryAfterMs: number | undefined) => {
    const elapsed = (now - epochStart) / SECOND;
    if (Number.isFinite(elapsed) && epochSuccesses >= 3) {
      rate = 0.97 * (epochSuccesses / elapsed);
    } else if (Number.isFinite(elapsed)) {
      // Too few to measure, yet a bound: fewer than one more than these came through.
      rate = Math.min(rate * 0.7, (epochSuccesses + 1) / Math.max(elapsed, 0.001));
    } else {
      rate = Math.min(rate, Math.max(deliveredLastSecond(now) / 2, 1));
    }
    rate = Math.max(rate, SLOWEST);
    limitKnown = true;
    epochStart = now;
    epochSuccesses = 0;
    const asked = retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, LONGEST_RETRY_AFTER);
    // Jitter only without Retry-After: many builds may be refused in the same moment.
    pausedUntil = now + (asked ?? pause * (1 + 0.2 * clock.random()));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };

  const permitOf = (sentAt: number): Permit => {
    let open = true;
    const close = (report: (now: number) => void) => {
      if (!open) return;
      open = false;
      inFlight--;
      report(clock.monotonic());
      pump();
    };
    return {
      accepted: () => close(succeed),
      throttled: (retryAfterMs) =>
        close((now) => {
          if (sentAt >= epochStart) slowDown(now, retryAfterMs);
          else if (retryAfterMs !== undefined)
            pausedUntil = Math.max(pausedUntil, now + Math.min(retryAfterMs, LONGEST_RETRY_AFTER));
        }),
      other: () => close(() => {}),
    };
  };

  const wakeAt = (at: number, now: number) => {
    timer = new AbortController();
    const { signal } = timer;
    clock.sleep(at - now, signal).then(
      () => {
        timer = undefined;
        pump();
      },
      () => undefined,
    );
  };

  const pump = () => {
    timer?.abort();
    timer = undefined;
    while (waiting.length > 0 && inFlight < maxInFlight) {
      const now = clock.monotonic();
      const at = Math.max(nextAt, pausedUntil);
      if (at > now) return wakeAt(at, now);
      inFlight++;
      nextAt = Math.max(nextAt, now - SECOND / rate) + SECOND / rate;
      waiting.shift()?.admit();
    }
  };

  return {
    enter(signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const leave = () => {
          const at = waiting.indexOf(entry);
          if (at >= 0) waiting.splice(at, 1);
          reject(signal?.reason);
        };
        const entry: Waiting = {
          admit: () => {
            signal?.removeEventListener('abort', leave);
            resolve(permitOf(clock.monotonic()));
          },
        };
        signal?.addEventListener('abort', leave, { once: true });
        waiting.push(entry);
        pump();
      });
    },
  };
}
