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
  /** Calls in flight to begin the search with; 2 unless said. */
  readonly firstInFlight?: number;
}

const SECOND = 1000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
/** A service that asks for more than this is not paced but down; the retry policy then decides. */
const LONGEST_RETRY_AFTER = 120_000;
const SLOWEST = 0.2;
/** Successes between two refusals that are enough to measure by. */
const FEWEST_MEASURED = 4;
/** How far below the measured limit to go on, and how fast to creep up from there with each success. */
const MARGIN = 0.98;
const CREEP = 0.0004;
/** Milliseconds by which a timer may wake us late without the pace suffering. */
const TIMER_LAG = 5;

interface Waiting {
  readonly admit: () => void;
}

export function createPacer(clock: Clock, options: PacerOptions = {}): Pacer {
  const { maxInFlight = 16, firstInFlight = 2 } = options;
  const waiting: Waiting[] = [];
  const recent: number[] = [];
  const initialRate = options.initialRate ?? 10;
  let rate = initialRate;
  /** Nothing was refused yet; only bounds are known; measured between two refusals. */
  let knowledge: 'none' | 'bounded' | 'measured' = 'none';
  /** Milliseconds of pausing that may be made up for: the service's bucket filled in the meantime. */
  let credit = 0;
  let creditShare = 0.9;
  let successes = 0;
  let inFlight = 0;
  /** When the last call was due; it may have gone out later. */
  let lastDue = Number.NEGATIVE_INFINITY;
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
    successes++;
    epochSuccesses++;
    pause = FIRST_PAUSE;
    if (knowledge === 'measured') {
      rate *= 1 + Math.min(CREEP * epochSuccesses, 0.05);
    } else if (knowledge === 'bounded') {
      // Making up for a pause says nothing about the limit.
      if (lastDue + SECOND / rate >= now) rate *= 1.03;
    } else rate = Math.max(rate, Math.min(rate * 1.5, initialRate + 4 * deliveredLastSecond(now)));
  };

  const slowDown = (now: number, retryAfterMs: number | undefined) => {
    const elapsed = (now - epochStart) / SECOND;
    if (knowledge === 'none') {
      // The bucket began full, so this is no measurement: half of what came through lately is the better guess.
      rate = Math.min(rate, Math.max(deliveredLastSecond(now) / 2, 1));
      knowledge = 'bounded';
    } else if (epochSuccesses >= FEWEST_MEASURED) {
      rate = MARGIN * (epochSuccesses / elapsed);
      knowledge = 'measured';
    } else {
      // Too few to measure, yet a bound: fewer than one more than these came through.
      rate = Math.min(rate * 0.8, (epochSuccesses + 1) / Math.max(elapsed, 0.001));
      knowledge = 'bounded';
    }
    rate = Math.max(rate, SLOWEST);
    // Refused before the pause was made up for: its bucket is not as deep as that.
    if (credit > 0 && epochSuccesses < (credit / SECOND) * rate) creditShare /= 2;
    epochStart = now;
    epochSuccesses = 0;
    const asked = retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, LONGEST_RETRY_AFTER);
    // Jitter only without Retry-After: many builds may be refused in the same moment.
    const wait = asked ?? pause * (1 + 0.2 * clock.random());
    pausedUntil = now + wait;
    lastDue = now;
    credit = wait * creditShare;
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };

  /** While searching, few calls are in flight: each of them is refused when the limit is met. */
  const mostInFlight = () =>
    knowledge === 'none' ? Math.min(maxInFlight, firstInFlight + Math.floor(successes / 6)) : maxInFlight;

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
    while (waiting.length > 0 && inFlight < mostInFlight()) {
      const now = clock.monotonic();
      const due = Math.max(lastDue + SECOND / rate, now - Math.max(credit, TIMER_LAG));
      const at = Math.max(due, pausedUntil);
      if (at > now) return wakeAt(at, now);
      inFlight++;
      lastDue = due;
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
