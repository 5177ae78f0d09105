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
// - Go on slightly below that, and creep up ever faster the longer nothing is refused, to notice a raised limit. The
//   dearer the last refusal was, the longer nothing is crept: the pause that was asked for, times PRICE.
// - A bucket that is asked for less than it gives refuses nothing for long. Refused again soon and again, at rates that
//   each refusal had lowered, calls are refused at random, for reasons that have nothing to do with how fast they are
//   sent. Then lowering is of no use, and the rate is a multiple of what came through, pauses included. That settles by
//   itself: pauses take at most as much again as they must, and a limit is overrun by no more than that multiple.
//   From time to time it is looked whether that still holds, by lowering the rate once more.
//
// The rate is finite and positive in every state, and one refusal divides it by at most four: whatever a service
// answers, the next call is due at most 5 s (1 / SLOWEST) after the pause.
import type { Clock } from '../ports/host.ts';
import { WaitingLine } from './waiting-line.ts';

export interface Pacer {
  /**
   * Resolves when a call may be sent; the answer must be reported to the permit. Rejects when `signal` aborts.
   * `tries`: how often the call was sent before. Of those that wait, the one with the most goes first: it has the fewest
   * left. Among equals the one that came first.
   */
  enter(signal?: AbortSignal, tries?: number): Promise<Permit>;
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
/** So many times as long as the pause that was asked for, the limit is not touched again: so pauses cost a twentieth. */
const PRICE = 20;
/** The rate was not raised to speak of, and what came through shows that the limit is no lower than it. */
const RAISED = 1.01;
const SHOWN = 0.995;
/**
 * At a rate somewhat below the limit, creeping takes more calls than these to be refused (simulated: 25). So they are
 * enough to trust in what they show, and whoever is refused after fewer is refused by chance, or by a wrong guess.
 */
const ENOUGH = 20;
/** Refusals in a row, after too few calls each, that are taken for random ones. */
const SOON_REFUSED = 3;
const SOON_REFUSED_LOOKING = 10;
/** To how many random refusals the rate is then kept; doubled each time that lowering is of no use again. */
const FEWEST_RANDOM = 9;
/** How many times as fast as calls came through, pauses included, they are sent when refusals are random. */
const OVERRUN = 3;
/** Random refusals to measure by, at least. */
const RANDOM_MEASURED = 3;
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
  readonly tries: number;
  readonly signal: AbortSignal | undefined;
  readonly admit: () => void;
  readonly refuse: (error: unknown) => void;
}

const goesBefore = (entry: Waiting, than: Waiting) => entry.tries >= than.tries;

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
  /** What was asked for of it. Longer than a second is longer than what any limit above one a second can need. */
  let asked = 0;
  let epochStart = Number.NEGATIVE_INFINITY;
  let epochSuccesses = 0;
  /** The rate at which the epoch began, and calls that were to make up for its pause. */
  let epochRate = UNLIMITED;
  let madeUp = 0;
  /** The limit as it was measured last, and how fast to go at most by the upper bound of that measurement. */
  let limit = UNLIMITED;
  let ceiling = UNLIMITED;
  /** It was measured by so many calls that it is worth keeping to. */
  let isTrusted = false;
  /** Until then no limit is touched that is known well. */
  let quietUntil = 0;
  /** In its last pause the bucket filled to the brim and ran over. */
  let ranOver = false;
  let lastSuccess = 0;
  /** Refusals in a row that came too soon, and how many of them are taken for random ones. */
  let soonRefused = 0;
  let patience = SOON_REFUSED;
  /** Refusals that are still taken for random ones, and how many will be the next time. */
  let randomLeft = 0;
  let randomNext = FEWEST_RANDOM;
  /** The rate before it was raised for them: not below. */
  let randomRate = 0;
  /** What came through in how many epochs, since when: of those that were refused soon, and of random refusals. */
  const pool = { since: 0, successes: 0, refusals: 0 };
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
    const seconds = (now - Math.max(pausedUntil, quietUntil)) / SECOND - CREEP_IN_TIME_AFTER;
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
    if (knowledge === 'measured') {
      const crept = rate * (1 + creep(now));
      setRate(now < quietUntil ? Math.max(rate, Math.min(crept, ceiling)) : crept);
    } else if (knowledge === 'bounded') {
      const growth = isGuessed ? GROWTH_GUESSED : isShallow() ? GROWTH_SHALLOW : GROWTH;
      // Making up for a pause says nothing about the limit.
      if (isGuessed || lastDue + SECOND / rate >= now) setRate(rate * growth);
      if (sentAt <= epochStart) return;
      const least = shown();
      // The first after a pause of our own was sent when the pause was over, not at this rate.
      const isFirst = isShallow() && epochSuccesses === 1 && asked <= SECOND && !isGuessed;
      setRate(isFirst && least > 0 ? least : Math.max(rate, least));
    }
  };

  const measureFrom = (at: number) => Object.assign(pool, { since: at, successes: 0, refusals: 0 });

  /** Calls that came through a second since then, pauses included. */
  const pooled = (now: number) => (pool.successes * SECOND) / Math.max(now - pool.since, 1);

  /** Lowering the rate was of no use, for the first time or again. */
  const noteSoonRefused = (now: number) => {
    if (ranOver && !isShallow()) depth = Math.max(depth, epochSuccesses);
    if (soonRefused === 0) measureFrom(epochStart);
    soonRefused++;
    pool.successes += epochSuccesses;
    // While the limit is still looked for, from above, some are to be expected.
    const isLooking = limit === UNLIMITED;
    if (soonRefused < (isLooking ? SOON_REFUSED_LOOKING : patience) || pool.successes < FEWEST_MEASURED) return;
    soonRefused = 0;
    if (ranOver && depth < epochSuccesses) {
      // It is deeper than it seemed: others had emptied it when the search began. Nothing is known of its depth then.
      depth = epochSuccesses;
      creditShare = 0;
      return;
    }
    randomRate = rate;
    randomLeft = randomNext;
    randomNext *= 2;
    // The next time one is enough.
    patience = 1;
    knowledge = 'measured';
    setRate(Math.max(rate, OVERRUN * pooled(now)));
    measureFrom(now);
  };

  const learnFromRandom = (now: number) => {
    randomLeft--;
    pool.refusals++;
    pool.successes += epochSuccesses;
    if (pool.refusals < RANDOM_MEASURED || pool.successes === 0) return;
    // At the end a bucket would show itself: at what came through, and at what it had given before, it refuses nothing.
    setRate(Math.max((randomLeft > 0 ? OVERRUN : MARGIN) * pooled(now), randomRate));
    measureFrom(now);
  };

  /** What a refusal says about the limit. */
  const learn = (now: number) => {
    if (randomLeft > 0) return learnFromRandom(now);
    const elapsed = Math.max(now - epochStart, 1) / SECOND;
    if (knowledge === 'none') {
      if (successes === 0) return;
      // The bucket began full, so this is no measurement; one second's worth is what buckets often hold.
      depth = Math.max(successes, 1);
      setRate(Math.max(1, (0.9 * successes) / (1 + (now - (sent[0] ?? now)) / SECOND)));
      knowledge = 'bounded';
      return;
    }
    const before = rate;
    const wasMeasured = knowledge === 'measured';
    const came = epochSuccesses;
    const paused = Math.max(0, Math.min(pausedUntil, now) - epochStart) / SECOND;
    const active = Math.max(now - Math.max(pausedUntil, epochStart), 1) / SECOND;
    ranOver = asked >= SECOND && paused * Math.min(epochRate, limit) > depth + 1;
    const least = shown();
    const isSpent = isSpentInBurst();
    if (isSpent) {
      // That shows how deep the bucket is, not how fast it fills.
      depth = Math.min(depth, came);
      sent = [];
    } else if (came >= (ranOver ? depth : 0) + FEWEST_MEASURED) {
      // What the bucket held when the pause was over is no part of what the limit gave since.
      const given = ranOver ? came - depth : came;
      if (limit === UNLIMITED) soonRefused = 0;
      limit = Math.max((came + REMAINDER) / elapsed, ranOver ? (given + REMAINDER) / active : 0, least);
      // No margin is left twice below a rate that came through from beginning to end.
      const isKept = rate < RAISED * epochRate && limit >= SHOWN * epochRate;
      setRate(Math.max(MARGIN * limit, isKept ? epochRate : 0));
      // It held one call at least when the pause was over.
      ceiling = MARGIN * (ranOver ? (given + 2) / active : (given + 1) / elapsed);
      isTrusted = given >= ENOUGH;
      knowledge = 'measured';
      isGuessed = false;
      // The limit may have changed: what was shown long ago says nothing.
      sent = sent.filter((at) => at >= epochStart);
    } else if (ranOver && came > 0) {
      // How much came through since is a bound from below, the refusal one from above. Once it may be chance.
      if (!wasMeasured) setRate(Math.max((came + REMAINDER) / elapsed, STEP_BACK * least, rate / 2));
      else if (soonRefused > 0) setRate(rate / 2);
      isGuessed = false;
    } else {
      // Too few to measure, yet a bound: fewer than one more than these came through.
      setRate(Math.max(Math.min(rate * 0.8, (came + 1) / elapsed), STEP_BACK * least));
      isGuessed = came === 0 && now - lastSuccess >= OUTAGE;
      knowledge = isShallow() && least > 0 && !isGuessed ? 'measured' : 'bounded';
    }
    setRate(Math.max(rate, before * MOST_LOWERED));
    // What says nothing of the limit says nothing of whether it is one.
    if (came === 0 || isSpent || (came >= FEWEST_MEASURED && !wasMeasured)) return;
    const isQuiet = now < quietUntil;
    if (came < ENOUGH || (isQuiet && rate < STEP_BACK * before)) noteSoonRefused(now);
    else if (!isQuiet) {
      soonRefused = 0;
      patience = SOON_REFUSED;
      randomNext = FEWEST_RANDOM;
    }
  };

  /** Refused while a pause was made up for that was long enough to fill the bucket, or seems to have been. */
  const isSpentInBurst = () => {
    if (asked < SECOND || madeUp < 1 || epochSuccesses === 0) return false;
    if (ranOver) return epochSuccesses < madeUp + FEWEST_MEASURED;
    return epochSuccesses >= FEWEST_MEASURED && epochSuccesses < Math.min(madeUp, ENOUGH);
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
    if (credit > 0 && epochSuccesses < madeUp + (ranOver ? FEWEST_MEASURED : 0)) creditShare /= 2;
    emptyEpochs++;
    inFlightCap = Math.max(1, Math.floor(Math.min(inFlightCap, inFlight + 1) / 2));
    epochStart = now;
    epochSuccesses = 0;
    const wait = pauseFor(retryAfterMs);
    pausedUntil = now + wait;
    asked = boundedRetryAfter(retryAfterMs);
    pause = Math.min(pause * PAUSE_GROWTH, LONGEST_PAUSE);
    onPause?.(wait);
    // Of a shallow bucket nothing is known until another call came through: it is sent when the pause is over.
    if (isShallow() && sent.length < 2) setRate(Math.max(rate, SECOND / Math.min(wait, LONGEST_FIRST_GAP)));
    lastDue = isShallow() ? pausedUntil - SECOND / rate : now;
    // No bucket holds more than its depth, however long the pause.
    credit = isShallow() ? 0 : creditShare * Math.min(wait, ((depth - 1) * SECOND) / rate);
    epochRate = rate;
    madeUp = (credit / SECOND) * rate;
    quietUntil = pausedUntil + (isTrusted ? PRICE * asked : 0);
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
    if (sentAt > epochStart) return slowDown(now, retryAfterMs);
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
    enter(signal, tries = 0) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const entry: Waiting = { tries, signal, admit: () => resolve(new Sent(clock.monotonic())), refuse: reject };
        const place = tries > 0 ? waiting.insert(entry, goesBefore) : waiting.append(entry);
        pump();
        // Many need not wait at all.
        if (place.isWaiting && signal) hear(signal);
      });
    },
  };
}
