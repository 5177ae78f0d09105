// Calls against services that refuse for every reason, on simulated time: each run ends, within a stated bound of what a
// client needs that knows the limit, and of the pauses that nobody could have avoided. A failure has its seed in it.
import { describe, expect, test } from '@jest/globals';
import { byLane } from '../../support/lane.ts';
import { drive, idealMilliseconds, type LimitedService } from '../../support/servers/limited-service.ts';

const SEEDS = byLane(1_500, 20_000);
/** What is waited of one Retry-After, at most. */
const LONGEST_RETRY_AFTER_MS = 60_000;
/** What finding out about a limit may cost: time, and pauses that were asked for. */
const LEARNING_MS = 120_000;
const LEARNING_PAUSES = 10;
/** How many times as long as a client that knows the limit, and is refused as often as nobody can avoid. */
const MOST_RATIO = 5;
/** A pause of our own after a refusal that came alone, jitter included. */
const OWN_PAUSE_MS = 120;
const ATTEMPTS = 12;

const LABELS = ['CopyPackageVersions', 'PublishPackageVersion', 'ListPackageVersionAssets', 'npm:GET', 'dist-tag npm'];
const REFUSALS = ['none', 'first', 'random', 'outage', 'every'] as const;

interface Run {
  readonly seed: number;
  readonly refusals: (typeof REFUSALS)[number];
  readonly service: LimitedService;
  readonly options: Parameters<typeof drive>[1];
  /** Time in which nobody could have got anything through. */
  readonly outageMs: number;
  /** Refusals so far that no pace would have avoided. */
  readonly unavoidable: () => number;
}

function generator(seed: number): () => number {
  let state = (seed * 2654435761) % 2147483647 || 1;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  for (let skipped = 0; skipped < 5; skipped++) next();
  return next;
}

function runOf(seed: number): Run {
  const random = generator(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const perSecond = pick([0.5, 1, 2, 5, 10, 20, 50, 100, 500]);
  const burst = pick([1, 2, 3, Math.ceil(perSecond), 10, 100]);
  const initial = Math.min(burst, random() < 0.4 ? pick([0, 0.5, 1]) : burst);
  const retryAfterMs = pick([undefined, undefined, 0, 200, 1_000, 1_000, 5_000, 30_000, 90_000, 1e12]);
  const refusals = pick(REFUSALS);
  let outageMs = 0;
  let alsoRefuses: LimitedService['alsoRefuses'];
  if (refusals === 'first') {
    const count = pick([1, 2, 3, 8]);
    alsoRefuses = (index) => index < count;
  } else if (refusals === 'random') {
    const share = pick([0.01, 0.05, 0.1, 0.2]);
    alsoRefuses = () => random() < share;
  } else if (refusals === 'outage') {
    const from = random() * 5_000;
    const until = from + pick([500, 5_000, 20_000, 60_000]);
    outageMs = until;
    alsoRefuses = (_, at) => at >= from && at < until;
  } else if (refusals === 'every') {
    const nth = pick([2, 3, 5, 20]);
    alsoRefuses = (index) => index % nth === 0;
  }
  let unavoidable = 0;
  const counted = (index: number, at: number) => {
    const isRefused = alsoRefuses?.(index, at) ?? false;
    if (isRefused && refusals !== 'outage') unavoidable++;
    return isRefused;
  };
  return {
    seed,
    refusals,
    outageMs,
    unavoidable: () => unavoidable,
    service: {
      perSecond,
      burst,
      initial,
      latencyMs: pick([1, 10, 40, 200, 1_000]),
      retryAfterMs,
      alsoRefuses: counted,
    },
    options: {
      calls: pick([1, 3, 10, 50, 200]),
      concurrency: pick([1, 2, 8, 64]),
      label: pick(LABELS),
      seed,
      attempts: ATTEMPTS,
    },
  };
}

const askedOf = ({ retryAfterMs }: LimitedService) => Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);

/** However it was refused: a client that is refused more often than it must, or slows down for nothing, is beyond it. */
function boundOf({ service, options, outageMs, unavoidable }: Run): number {
  const asked = askedOf(service);
  const ideal = idealMilliseconds(service, options) + outageMs;
  // The call that was refused takes its time, and so does the one that is sent alone after the pause.
  const pauses = unavoidable() * (Math.max(asked, OWN_PAUSE_MS) + 2 * service.latencyMs);
  return MOST_RATIO * (ideal + pauses) + LEARNING_MS + LEARNING_PAUSES * asked;
}

describe('any limit, any refusals, any Retry-After', () => {
  test(
    `${SEEDS} runs end within their bound, and no call is sent more often than allowed`,
    async () => {
      const problems: unknown[] = [];
      let incomplete = 0;
      for (let seed = 1; seed <= SEEDS; seed++) {
        const run = runOf(seed);
        const end = await drive(run.service, run.options);
        if (run.refusals === 'none' && end.lost > 0) incomplete++;
        const isWrong =
          end.milliseconds > boundOf(run) ||
          end.mostTries > ATTEMPTS ||
          (end.lost > 0 && end.mostTries < ATTEMPTS) ||
          !(end.longestSleep <= LONGEST_RETRY_AFTER_MS + 1) ||
          // A line each for a pause, for a cause, and for its count at 10, 100, 1,000.
          end.lines.length > 2 * end.bursts + 5;
        if (isWrong) problems.push({ ...run, ...end, unavoidable: run.unavoidable(), bound: boundOf(run) });
      }
      expect(problems.slice(0, 3)).toEqual([]);
      // A bucket alone, however shallow, costs next to nobody all the tries.
      expect(incomplete / SEEDS).toBeLessThanOrEqual(0.001);
    },
    byLane(120_000, 1_800_000),
  );

  test('in every state the next call has a finite due time: nobody sleeps for nothing, nobody for ever', async () => {
    for (const [calls, concurrency] of [
      [1, 1],
      [4, 1],
      [4, 4],
      [100, 1],
      [100, 64],
    ] as const)
      for (const label of LABELS)
        for (const retryAfterMs of [undefined, 0, 30_000, Number.NaN, Number.POSITIVE_INFINITY, -5])
          for (const count of [1, 2, 3, 5]) {
            const service = { perSecond: 1000, burst: 1000, latencyMs: 10, retryAfterMs };
            const end = await drive(
              { ...service, alsoRefuses: (index) => index < count },
              { calls, concurrency, label, attempts: ATTEMPTS },
            );
            expect(end).toMatchObject({ lost: 0 });
            expect(end.longestSleep).toBeLessThanOrEqual(60_000);
            const asked = retryAfterMs === undefined || !(retryAfterMs > 0) ? 0 : Math.min(retryAfterMs, 60_000);
            expect(end.milliseconds).toBeLessThanOrEqual(end.bursts * asked + 20_000);
          }
  });
});

describe('one refusal at the wrong moment', () => {
  const service = { perSecond: 100, burst: 100, latencyMs: 40 };
  const first = (count: number) => (index: number) => index < count;

  test.each([1, 2])('%i at the very beginning, calls one after another: a second, not for ever', async (count) => {
    const end = await drive({ ...service, alsoRefuses: first(count) }, { calls: 20, concurrency: 1 });
    expect(end).toMatchObject({ lost: 0, refused: count });
    expect(end.milliseconds).toBeLessThanOrEqual(3_000);
  });

  test('with Retry-After: 30 costs its 30 s, once', async () => {
    const end = await drive(
      { ...service, retryAfterMs: 30_000, alsoRefuses: first(1) },
      { calls: 100, concurrency: 1 },
    );
    expect(end.milliseconds).toBeLessThanOrEqual(30_000 + 100 * 40 + 2_000);
    expect(end.lines).toEqual([expect.stringMatching(/^waiting 30 s, until \d\d:\d\d:\d\dZ: CopyPackageVersions /)]);
  });

  test('with Retry-After: 3600 is waited for a minute', async () => {
    const end = await drive(
      { ...service, retryAfterMs: 3_600_000, alsoRefuses: first(1) },
      { calls: 5, concurrency: 5 },
    );
    expect(end.longestSleep).toBeLessThanOrEqual(60_000);
    expect(end.milliseconds).toBeLessThanOrEqual(65_000);
  });

  test('of sixty-four calls that are refused together counts once', async () => {
    const one = await drive({ ...service, alsoRefuses: first(1) }, { calls: 64, concurrency: 1 });
    const all = await drive(
      { ...service, alsoRefuses: first(64) },
      { calls: 64, concurrency: 64, label: 'ListPackageVersionAssets' },
    );
    expect(all).toMatchObject({ refused: 64, bursts: 1, lost: 0 });
    expect(all.milliseconds).toBeLessThanOrEqual(one.milliseconds);
  });

  test('a minute in which everything is refused costs little more than the minute', async () => {
    const end = await drive(
      { ...service, alsoRefuses: (_, at) => at > 500 && at < 60_500 },
      { calls: 300, concurrency: 8 },
    );
    expect(end.lost).toBe(0);
    expect(end.milliseconds).toBeLessThanOrEqual(80_000);
  });
});
