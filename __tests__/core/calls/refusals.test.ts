// What refusals cost that no token bucket causes, or that are dear, on simulated time: against a client that knows the
// limit, and the pauses that nobody could have avoided.
import { describe, expect, test } from '@jest/globals';
import { createPacer } from '../../../src/core/calls/pacer.ts';
import { random } from '../../support/packages/config-samples.ts';
import { type Drive, drive, idealMilliseconds, type LimitedService } from '../../support/servers/limited-service.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const CALLS = 1_000;
const SEEDS = [1, 2];
/** A pause of our own after a refusal that came alone, jitter included. */
const OWN_PAUSE_MS = 120;

interface Cost extends Pick<Drive, 'bursts' | 'lost' | 'mostTries'> {
  readonly milliseconds: number;
  /** What the ideal client needs, and the pauses after refusals that no pace avoids. */
  readonly unavoidable: number;
}

/** Of all seeds together. */
async function costOf(service: Omit<LimitedService, 'latencyMs'>, share: number): Promise<Cost> {
  const cost = { bursts: 0, lost: 0, mostTries: 0, milliseconds: 0, unavoidable: 0 };
  for (const seed of SEEDS) {
    const next = random(seed);
    let refusals = 0;
    const alsoRefuses = () => {
      const isRefused = next() < share;
      if (isRefused) refusals++;
      return isRefused;
    };
    const limited = { ...service, latencyMs: 40, alsoRefuses };
    const options = { calls: CALLS, concurrency: 16, seed };
    const end = await drive(limited, options);
    cost.bursts += end.bursts;
    cost.lost += end.lost;
    cost.mostTries = Math.max(cost.mostTries, end.mostTries);
    cost.milliseconds += end.milliseconds;
    cost.unavoidable += idealMilliseconds(limited, options) + refusals * (service.retryAfterMs ?? OWN_PAUSE_MS);
  }
  return cost;
}

/** What finding out about a limit may cost. */
const LEARNING_MS = 120_000;

describe('calls that are refused at random, whatever their pace', () => {
  test.each(
    [5, 50, 500].flatMap((perSecond) =>
      [1, perSecond].flatMap((burst) => [
        { perSecond, burst, retryAfterMs: undefined, share: 0.1 },
        { perSecond, burst, retryAfterMs: 1_000, share: 0.1 },
        { perSecond, burst, retryAfterMs: 1_000, share: 0.02 },
        { perSecond, burst, retryAfterMs: 5_000, share: 0.1 },
      ]),
    ),
  )(
    '$share of all at $perSecond/s, burst $burst, Retry-After $retryAfterMs: the rate does not fall and fall',
    async ({ share, ...service }) => {
      const { milliseconds, unavoidable, lost } = await costOf(service, share);
      expect(lost).toBe(0);
      expect(milliseconds).toBeLessThanOrEqual(2.5 * unavoidable + SEEDS.length * LEARNING_MS);
    },
  );

  test.each([2, 3, 5])('each %ith call, one after another: it is found out that lowering is of no use', async (nth) => {
    const service = { perSecond: 500, burst: 500, latencyMs: 10, alsoRefuses: (index: number) => index % nth === 0 };
    const end = await drive(service, { calls: CALLS, concurrency: 1 });
    const ideal = CALLS * 10 + end.refused * (OWN_PAUSE_MS + 2 * 10);
    expect(end.milliseconds / ideal).toBeLessThanOrEqual(3);
  });
});

describe('refusals that bring a long pause', () => {
  test.each([
    { perSecond: 5, burst: 1, retryAfterMs: 5_000, most: 25 },
    { perSecond: 5, burst: 5, retryAfterMs: 5_000, most: 25 },
    { perSecond: 10, burst: 1, retryAfterMs: 5_000, most: 25 },
    { perSecond: 5, burst: 1, retryAfterMs: 30_000, most: 25 },
  ])(
    'at $perSecond/s, burst $burst, $retryAfterMs ms each: the limit is touched seldom',
    async ({ most, ...service }) => {
      const none = await costOf(service, 0);
      expect(none.bursts / SEEDS.length).toBeLessThanOrEqual(8);
      const { bursts, milliseconds, unavoidable, lost } = await costOf(service, 0.005);
      expect(lost).toBe(0);
      // Five of a thousand are refused whatever anybody does.
      expect(bursts / SEEDS.length).toBeLessThanOrEqual(most);
      expect(milliseconds / unavoidable).toBeLessThanOrEqual(1.5);
    },
  );
});

describe('calls that were refused', () => {
  test.each([5_000, 30_000])(
    'a bucket of ten, Retry-After %i: none is refused again and again',
    async (retryAfterMs) => {
      const { lost, mostTries } = await costOf({ perSecond: 10, burst: 10, retryAfterMs }, 0.02);
      expect(lost).toBe(0);
      expect(mostTries).toBeLessThanOrEqual(5);
    },
  );

  test('the one that was sent most often goes first, among equals the one that came first', async () => {
    const clock = simulatedClock();
    const pacer = createPacer(clock, { maxInFlight: 1 });
    const order: string[] = [];
    const call = async (name: string, tries: number) => {
      const permit = await pacer.enter(undefined, tries);
      order.push(name);
      await clock.sleep(10);
      permit.accepted();
    };
    const calls = ['first', 'new', 'once', 'thrice', 'once too', 'thrice too', 'new too'];
    const tries = [0, 0, 1, 3, 1, 3, 0];
    await clock.run(Promise.all(calls.map((name, index) => call(name, tries[index] as number))));
    expect(order).toEqual(['first', 'thrice', 'thrice too', 'once', 'once too', 'new', 'new too']);
  });
});
