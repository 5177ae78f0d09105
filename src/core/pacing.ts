// How fast we call a service whose limit we do not know. One pacer for each kind of call.
//
// The service is taken for a token bucket of unknown rate and depth (429 beyond it, with or without Retry-After):
// - Search: as answers come in, ever more calls are in flight: a part of what has come through so far, because each of
//   those in flight is refused when the limit is met.
// - A refusal opens a new epoch: everybody waits (Retry-After, else a growing pause), refusals of calls that were sent
//   before the epoch began say nothing new.
// - A refusal finds the bucket empty. So what came through from one refusal to the next, by time, is the limit itself,
//   unless the bucket ran over in between, and then any stretch of calls that came through faster says more: it took
//   at most one bucket more than the limit gave. How deep the bucket is at most, the search has shown.
// - Go on slightly below that, and creep up ever faster the longer nothing is refused, to notice a raised limit.
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
  /** Calls in flight, at most. */
  readonly maxInFlight?: number;
  /** Calls in flight to begin the search with; 2 unless said. */
  readonly firstInFlight?: number;
}

const SECOND = 1000;
const FIRST_PAUSE = 100;
const PAUSE_GROWTH = 2.5;
const LONGEST_PAUSE = 10_000;
/** A service that asks for more than this is not paced but down; the retry policy then decides. */
const LONGEST_RETRY_AFTER = 120_000;
const SLOWEST = 0.2;
/** While searching, calls in flight: to those that came through, and to all there are, as far as they wait here. */
const SEARCH_SHARE = 0.5;
const REFUSED_SHARE = 0.08;
/** Successes between two refusals that are enough to measure by. */
const FEWEST_MEASURED = 4;
/** Stretches shorter than this measure timers more than the service. */
const SHORTEST_STRETCH = 50;
/** Calls remembered to measure by. */
const REMEMBERED = 256;
/** How far below the measured limit to go on, and how fast to creep up from there with each success. */
const MARGIN = 0.98;
/**
 * Between two refusals at least as many calls were allowed as came through, and less than one more. With half of it ten
 * calls a second are refused once too often, without any of it fifty of them take 3 % longer (simulated).
 */
const REMAINDER = 0.35;
const CREEP = 0.0002;
/** A bucket that holds no more than this loses what is not used at once, so pauses cannot be made up for. */
const SHALLOW = 2;
/** How fast to go up with each success before the limit is measured, in a shallow bucket and in others. */
const GROWTH_SHALLOW = 1.1;
const GROWTH = 1.05;
/** How far below what was shown to go on when refused twice in a row. */
const STEP_BACK = 0.95;
/** Milliseconds by which a timer may wake us late without the pace suffering. */
const TIMER_LAG = 5;

interface Waiting {
  readonly admit: () => void;
}

export function createPacer(clock: Clock, options: PacerOptions = {}): Pacer {
  const { maxInFlight = 16, firstInFlight = 2 } = options;
  const waiting: Waiting[] = [];
  /** When the calls that came through were sent, in order. */
  let sent: number[] = [];
  let rate = Number.POSITIVE_INFINITY;
  /** Nothing was refused yet; only bounds are known; measured between two refusals. */
  let knowledge: 'none' | 'bounded' | 'measured' = 'none';
  /** Calls the service's bucket holds, at most. */
  let depth = Number.POSITIVE_INFINITY;
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
  let timerAt = 0;

  /** The most that some stretch of calls shows the limit to be at least. */
  const shown = () => {
    const last = sent.at(-1) ?? 0;
    let most = 0;
    for (let from = sent.length - 1 - depth; from >= 0; from--) {
      const stretch = last - (sent[from] as number);
      if (stretch >= SHORTEST_STRETCH) most = Math.max(most, ((sent.length - from - depth) / stretch) * SECOND);
    }
    return most;
  };

  const isShallow = () => depth <= SHALLOW;

  const succeed = (now: number, sentAt: number) => {
    sent.push(sentAt);
    if (sent.length > REMEMBERED) sent.shift();
    successes++;
    epochSuccesses++;
    pause = FIRST_PAUSE;
    if (knowledge === 'measured') rate *= 1 + Math.min((isShallow() ? CREEP / 3 : CREEP) * epochSuccesses, 0.05);
    else if (knowledge === 'bounded') {
      // Making up for a pause says nothing about the limit.
      if (lastDue + SECOND / rate >= now) rate *= isShallow() ? GROWTH_SHALLOW : GROWTH;
      // The first after a pause was not sent at this rate but when the pause was over.
      const known = isShallow() && epochSuccesses === 1 ? 0 : rate;
      if (sentAt >= epochStart) rate = Math.max(known, shown());
    }
  };

  /** What a refusal says about the limit. */
  const learn = (now: number) => {
    const elapsed = Math.max(now - epochStart, 1) / SECOND;
    if (knowledge === 'none') {
      // The bucket began full, so this is no measurement; one second's worth is what buckets often hold.
      depth = Math.max(successes, 1);
      rate = Math.max(1, (0.9 * successes) / (1 + (now - (sent[0] ?? now)) / SECOND));
      knowledge = 'bounded';
    } else if (epochSuccesses >= FEWEST_MEASURED) {
      rate = MARGIN * Math.max((epochSuccesses + REMAINDER) / elapsed, shown());
      knowledge = 'measured';
      // The limit may have changed: what was shown long ago says nothing.
      sent = sent.filter((at) => at >= epochStart);
    } else {
      // Too few to measure, yet a bound: fewer than one more than these came through.
      const least = shown();
      rate = Math.max(Math.min(rate * 0.8, (epochSuccesses + 1) / elapsed), STEP_BACK * least);
      knowledge = isShallow() && least > 0 ? 'measured' : 'bounded';
    }
    rate = Math.max(rate, SLOWEST);
  };

  const slowDown = (now: number, retryAfterMs: number | undefined) => {
    learn(now);
    // Refused before the pause was made up for: its bucket is not as deep as that.
    if (credit > 0 && epochSuccesses < (credit / SECOND) * rate) creditShare /= 2;
    epochStart = now;
    epochSuccesses = 0;
    const asked = retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, LONGEST_RETRY_AFTER);
    // Jitter only without Retry-After: many builds may be refused in the same moment.
    const wait = asked ?? pause * (1 + 0.2 * clock.random());
    pausedUntil = now + wait;
    pause = Math.min(pause * PAUSE_GROWTH, LONGEST_PAUSE);
    // Of a shallow bucket nothing is known until another call came through: it is sent when the pause is over.
    if (isShallow() && sent.length < 2) rate = SECOND / wait;
    lastDue = isShallow() ? pausedUntil - SECOND / rate : now;
    credit = isShallow() ? 0 : wait * creditShare;
  };

  /** While searching, few calls are in flight: each of them is refused when the limit is met. */
  const mostInFlight = () => {
    if (knowledge !== 'none') return maxInFlight;
    const known = waiting.length + inFlight + successes;
    const few = Math.max(known * REFUSED_SHARE, 2 + successes / 10);
    const search = Math.floor(Math.min(successes * SEARCH_SHARE, few));
    // The answer to the very first call lets no other go before the second is answered: it may be refused.
    return Math.min(maxInFlight, Math.max(successes === 1 ? 1 : firstInFlight, search));
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
      accepted: () => close((now) => succeed(now, sentAt)),
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
    // Waking too early does no harm: it is found out then.
    if (timer && timerAt <= at) return;
    timer?.abort();
    timer = new AbortController();
    timerAt = at;
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
          // A pause that nobody waits for any more must not hold up the end of the process.
          if (waiting.length === 0) {
            timer?.abort();
            timer = undefined;
          }
          reject(signal?.reason);
        };
        let isWaiting = true;
        let isListening = false;
        const entry: Waiting = {
          admit: () => {
            isWaiting = false;
            if (isListening) signal?.removeEventListener('abort', leave);
            resolve(permitOf(clock.monotonic()));
          },
        };
        waiting.push(entry);
        pump();
        // Many need not wait at all, and to listen costs more than the rest of this.
        if (!isWaiting) return;
        isListening = true;
        signal?.addEventListener('abort', leave, { once: true });
      });
    },
  };
}
