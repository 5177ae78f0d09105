// How fast we call a service whose limit we do not know. One pacer for each kind of call.
//
// The service is taken for a token bucket of unknown rate and depth (429 beyond it, with or without Retry-After):
// - Search: as answers come in, ever more calls are in flight: a part of what has come through so far, because each of
//   those in flight is refused when the limit is met. A refusal before anything came through (other jobs have emptied
//   the bucket) says nothing of the limit: one call at a time is sent until one comes through, then the search goes on.
// - A refusal opens a new epoch: every caller waits (Retry-After up to a bound, else a growing pause). Refusals of calls
//   that were sent before the epoch began are the same burst: they count once and may lengthen its pause to that bound.
// - A refusal finds the bucket empty. So what came through from one refusal to the next, by time, is the limit itself,
//   unless the bucket ran over in between, and then any stretch of calls that came through faster says more: it took
//   at most one bucket more than the limit gave. How deep the bucket is at most, the search has shown.
// - Go on slightly below that, and creep up ever faster the longer nothing is refused, to notice a raised limit.
//
// The rate is finite and positive in every state, and one refusal divides it by at most four: whatever a service
// answers, the next call is due at most 5 s (1 / SLOWEST) after the pause.
import type { Clock } from '../ports/host.ts';
import { WaitingLine } from './waiting-line.ts';

export interface Pacer {
  /**
   * Resolves when a call may be sent; the answer must be reported to the permit. Rejects when `signal` aborts.
   * `isFirst`: before those that wait already. A call that was refused comes back so: it has fewer tries left.
   */
  enter(signal?: AbortSignal, isFirst?: boolean): Promise<Permit>;
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
  /** Told of each pause as it begins, in milliseconds. */
  readonly onPause?: (milliseconds: number) => void;
  /** Told when the last in the queue waits more than 5 s for its turn: once a queue, and again when the rate halves. */
  readonly onQueue?: (queue: Queue) => void;
}

export interface Queue {
  readonly calls: number;
  /** Calls a second. */
  readonly rate: number;
}

/** Of what a service asks for in one `Retry-After`, at most this much is waited. */
export const LONGEST_RETRY_AFTER_MS = 60_000;

/** Milliseconds to wait of those that were asked for; 0 where nothing, or nothing sensible, was asked for. */
export function boundedRetryAfter(retryAfterMs: number | undefined): number {
  return retryAfterMs === undefined || !(retryAfterMs > 0) ? 0 : Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
}

const SECOND = 1000;
const LONG_QUEUE_SECONDS = 5;
const FIRST_PAUSE = 100;
/** Time from the first call after the first pause to the second, at most, however long the service asked to wait. */
const LONGEST_FIRST_GAP = SECOND;
const PAUSE_GROWTH = 2.5;
const LONGEST_PAUSE = 10_000;
/** Calls a second, at least and before anything is known. Both are finite, so that every wait is. */
const SLOWEST = 0.2;
const UNLIMITED = 1e6;
/** A refusal may come of one bad moment, and of callers who had little to send: it divides the rate by four at most. */
const MOST_LOWERED = 0.25;
/** Refusals in a row, without any call that came through, after which a short Retry-After is no longer believed. */
const DISBELIEVED_AFTER = 3;
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
/** At a slow rate successes are few: after so long without a refusal the time counts too, by so much a second. */
const CREEP_IN_TIME_AFTER = 30;
const CREEP_IN_TIME = 0.002;
const MOST_CREEP_IN_TIME = 0.2;
/** A bucket that holds no more than this loses what is not used at once, so pauses cannot be made up for. */
const SHALLOW = 2;
/** How fast to go up with each success before the limit is measured, in a shallow bucket and in others. */
const GROWTH_SHALLOW = 1.1;
const GROWTH = 1.05;
/** How far below what was shown to go on when refused twice in a row. */
const STEP_BACK = 0.95;
/** A service that lets nothing through for so long is slower than the slowest limit we believe in, or was down. */
const OUTAGE = SECOND / SLOWEST;
/** How fast to go up with each success after an outage: what was refused meanwhile says nothing. */
const GROWTH_GUESSED = 2;
/** Milliseconds by which a timer may wake us late without the pace suffering. */
const TIMER_LAG = 5;

interface Waiting {
  readonly signal: AbortSignal | undefined;
  readonly admit: () => void;
  readonly refuse: (error: unknown) => void;
}

export function createPacer(clock: Clock, options: PacerOptions = {}): Pacer {
  const { maxInFlight = 16, firstInFlight = 2, onPause, onQueue } = options;
  const waiting = new WaitingLine<Waiting>();
  /** Signals listened to, once each: to add a listener goes through all that the signal has. */
  const heard = new WeakSet<AbortSignal>();
  /** When the calls that came through were sent, in order. */
  let sent: number[] = [];
  let rate = UNLIMITED;
  /** Nothing was refused after a success yet; only bounds are known; measured between two refusals. */
  let knowledge: 'none' | 'bounded' | 'measured' = 'none';
  /** The rate follows from refusals alone. */
  let isGuessed = false;
  /** Calls the service's bucket holds, at most. */
  let depth = Number.POSITIVE_INFINITY;
  /** Milliseconds of pausing that may be made up for: the service's bucket filled in the meantime. */
  let credit = 0;
  let creditShare = 0.9;
  let successes = 0;
  let inFlight = 0;
  /** Calls in flight, at most: halved by each burst of refusals, one more with each success. */
  let inFlightCap = maxInFlight;
  /** When the last call was due; it may have gone out later. */
  let lastDue = Number.NEGATIVE_INFINITY;
  let pausedUntil = 0;
  let pause = FIRST_PAUSE;
  /** The pause was asked for and is longer than what any limit above one a second can need. */
  let isAsked = false;
  let epochStart = Number.NEGATIVE_INFINITY;
  let epochSuccesses = 0;
  let lastSuccess = 0;
  /** Epochs in a row in which nothing came through. */
  let emptyEpochs = 0;
  let timer: AbortController | undefined;
  let timerAt = 0;
  /** The rate at which a long queue was last told of. */
  let toldRate = Number.POSITIVE_INFINITY;

  /** The one place where the rate changes. */
  const setRate = (wanted: number) => {
    if (Number.isFinite(wanted)) rate = Math.min(Math.max(wanted, SLOWEST), UNLIMITED);
  };

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

  const creep = (now: number) => {
    const bySuccesses = Math.min((isShallow() ? CREEP / 3 : CREEP) * epochSuccesses, 0.05);
    const seconds = (now - pausedUntil) / SECOND - CREEP_IN_TIME_AFTER;
    return Math.max(bySuccesses, Math.min(CREEP_IN_TIME * seconds, MOST_CREEP_IN_TIME));
  };

  const succeed = (now: number, sentAt: number) => {
    sent.push(sentAt);
    if (sent.length > REMEMBERED) sent.shift();
    successes++;
    epochSuccesses++;
    emptyEpochs = 0;
    lastSuccess = now;
    inFlightCap = Math.min(inFlightCap + 1, maxInFlight);
    pause = FIRST_PAUSE;
    if (knowledge === 'measured') setRate(rate * (1 + creep(now)));
    else if (knowledge === 'bounded') {
      const growth = isGuessed ? GROWTH_GUESSED : isShallow() ? GROWTH_SHALLOW : GROWTH;
      // Making up for a pause says nothing about the limit.
      if (isGuessed || lastDue + SECOND / rate >= now) setRate(rate * growth);
      if (sentAt < epochStart) return;
      const least = shown();
      // The first after a pause of our own was sent when the pause was over, not at this rate.
      const isFirst = isShallow() && epochSuccesses === 1 && !isAsked && !isGuessed;
      setRate(isFirst && least > 0 ? least : Math.max(rate, least));
    }
  };

  /** What a refusal says about the limit. */
  const learn = (now: number) => {
    const before = rate;
    const elapsed = Math.max(now - epochStart, 1) / SECOND;
    if (knowledge === 'none') {
      if (successes === 0) return;
      // The bucket began full, so this is no measurement; one second's worth is what buckets often hold.
      depth = Math.max(successes, 1);
      setRate(Math.max(1, (0.9 * successes) / (1 + (now - (sent[0] ?? now)) / SECOND)));
      knowledge = 'bounded';
      return;
    }
    const paused = Math.max(0, Math.min(pausedUntil, now) - epochStart) / SECOND;
    if (isAsked && epochSuccesses > 0 && paused * rate > depth + 1) {
      // The bucket ran over in the pause: how much came through since is a bound from below, the refusal one from above.
      const active = (now - pausedUntil) / SECOND;
      // Refused while the pause was made up for: that shows how deep the bucket is, not how fast it fills.
      if (active * rate < epochSuccesses) depth = Math.min(depth, epochSuccesses);
      else setRate(Math.max((epochSuccesses + REMAINDER) / elapsed, STEP_BACK * shown(), rate / 2));
      isGuessed = false;
    } else if (epochSuccesses >= FEWEST_MEASURED) {
      setRate(MARGIN * Math.max((epochSuccesses + REMAINDER) / elapsed, shown()));
      knowledge = 'measured';
      isGuessed = false;
      // The limit may have changed: what was shown long ago says nothing.
      sent = sent.filter((at) => at >= epochStart);
    } else {
      // Too few to measure, yet a bound: fewer than one more than these came through.
      const least = shown();
      setRate(Math.max(Math.min(rate * 0.8, (epochSuccesses + 1) / elapsed), STEP_BACK * least));
      isGuessed = epochSuccesses === 0 && now - lastSuccess >= OUTAGE;
      knowledge = isShallow() && least > 0 && !isGuessed ? 'measured' : 'bounded';
    }
    setRate(Math.max(rate, before * MOST_LOWERED));
  };

  const pauseFor = (retryAfterMs: number | undefined) => {
    // Jitter only without Retry-After: many builds may be refused in the same moment.
    const own = pause * (1 + 0.2 * clock.random());
    const asked = boundedRetryAfter(retryAfterMs);
    return asked > 0 && emptyEpochs < DISBELIEVED_AFTER ? asked : Math.max(own, asked);
  };

  const slowDown = (now: number, retryAfterMs: number | undefined) => {
    learn(now);
    // Refused before the pause was made up for: its bucket is not as deep as that.
    if (credit > 0 && epochSuccesses < (credit / SECOND) * rate) creditShare /= 2;
    emptyEpochs++;
    inFlightCap = Math.max(1, Math.floor(Math.min(inFlightCap, inFlight + 1) / 2));
    epochStart = now;
    epochSuccesses = 0;
    const wait = pauseFor(retryAfterMs);
    pausedUntil = now + wait;
    isAsked = boundedRetryAfter(retryAfterMs) > SECOND;
    pause = Math.min(pause * PAUSE_GROWTH, LONGEST_PAUSE);
    onPause?.(wait);
    // Of a shallow bucket nothing is known until another call came through: it is sent when the pause is over.
    if (isShallow() && sent.length < 2) setRate(Math.max(rate, SECOND / Math.min(wait, LONGEST_FIRST_GAP)));
    lastDue = isShallow() ? pausedUntil - SECOND / rate : now;
    // No bucket holds more than its depth, however long the pause.
    credit = isShallow() ? 0 : Math.min(wait * creditShare, ((depth - 1) * SECOND) / rate);
  };

  /** While searching, few calls are in flight: each of them is refused when the limit is met. */
  const mostInFlight = () => {
    if (knowledge !== 'none') return emptyEpochs > 0 ? 1 : inFlightCap;
    const isRefused = epochStart !== Number.NEGATIVE_INFINITY;
    const known = waiting.length + inFlight + successes;
    const few = Math.max(known * REFUSED_SHARE, 2 + successes / 10);
    const search = Math.floor(Math.min(successes * SEARCH_SHARE, few));
    // The answer to the very first call lets no other go before the second is answered: it may be refused.
    return Math.min(maxInFlight, Math.max(successes === 1 || isRefused ? 1 : firstInFlight, search));
  };

  // One object a call: there are hundreds of thousands, and functions of their own for each are most of what calls leave.
  class Sent implements Permit {
    readonly #at: number;
    #isOpen = true;

    constructor(at: number) {
      this.#at = at;
    }

    accepted(): void {
      if (!this.#closes()) return;
      succeed(clock.monotonic(), this.#at);
      pump();
    }

    throttled(retryAfterMs?: number): void {
      if (!this.#closes()) return;
      refused(clock.monotonic(), this.#at, retryAfterMs);
      pump();
    }

    other(): void {
      if (this.#closes()) pump();
    }

    /** False when it was closed before. */
    #closes(): boolean {
      if (!this.#isOpen) return false;
      this.#isOpen = false;
      inFlight--;
      return true;
    }
  }

  const refused = (now: number, sentAt: number, retryAfterMs: number | undefined) => {
    if (sentAt >= epochStart) return slowDown(now, retryAfterMs);
    const latest = epochStart + LONGEST_RETRY_AFTER_MS;
    const until = Math.min(now + boundedRetryAfter(retryAfterMs), latest);
    if (until <= pausedUntil) return;
    pausedUntil = until;
    onPause?.(until - now);
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
      (error: unknown) => {
        // Given up, because an earlier one was wanted or nothing waits any more.
        if (signal.aborted) return;
        timer = undefined;
        for (let next = waiting.shift(); next; next = waiting.shift()) next.refuse(error);
      },
    );
  };

  const pump = () => {
    if (waiting.length === 0) toldRate = Number.POSITIVE_INFINITY;
    while (waiting.length > 0 && inFlight < mostInFlight()) {
      const now = clock.monotonic();
      const due = Math.max(lastDue + SECOND / rate, now - Math.max(credit, TIMER_LAG));
      const at = Math.max(due, pausedUntil);
      if (at > now) {
        if (waiting.length > LONG_QUEUE_SECONDS * rate && rate < toldRate / 2) {
          toldRate = rate;
          onQueue?.({ calls: waiting.length, rate });
        }
        return wakeAt(at, now);
      }
      inFlight++;
      lastDue = due;
      waiting.shift()?.admit();
    }
  };

  const hear = (signal: AbortSignal) => {
    if (heard.has(signal)) return;
    heard.add(signal);
    const leave = () => {
      for (const place of waiting.places()) {
        if (place.value.signal !== signal) continue;
        waiting.leave(place);
        place.value.refuse(signal.reason);
      }
      // A pause that nobody waits for any more must not hold up the end of the process.
      if (waiting.length > 0) return;
      timer?.abort();
      timer = undefined;
    };
    signal.addEventListener('abort', leave, { once: true });
  };

  return {
    enter(signal, isFirst = false) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const entry: Waiting = { signal, admit: () => resolve(new Sent(clock.monotonic())), refuse: reject };
        const place = isFirst ? waiting.prepend(entry) : waiting.append(entry);
        pump();
        // Many need not wait at all.
        if (place.isWaiting && signal) hear(signal);
      });
    },
  };
}
