// The pacer against services whose limit it does not know: a token bucket, with and without Retry-After.
import { describe, expect, test } from '@jest/globals';
import { retrying } from '../../../src/core/calls/retry.ts';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

interface Service {
  readonly perSecond: number;
  readonly burst: number;
  readonly latencyMs: number;
  readonly retryAfterMs?: number | undefined;
}

interface Result {
  readonly calls: number;
  readonly throttled: number;
  readonly lost: number;
  /** Time taken, to the least the limit allows for so many calls. */
  readonly ratio: number;
  readonly seconds: number;
}

async function drive(service: Service, calls: number, concurrency: number): Promise<Result> {
  const clock = simulatedClock(calls + service.perSecond);
  let tokens = service.burst;
  let refilledAt = 0;
  let sent = 0;
  let throttled = 0;
  const call = async () => {
    sent++;
    await clock.sleep(service.latencyMs / 2);
    const now = clock.monotonic();
    tokens = Math.min(service.burst, tokens + ((now - refilledAt) / 1000) * service.perSecond);
    refilledAt = now;
    const isAllowed = tokens >= 1;
    if (isAllowed) tokens -= 1;
    await clock.sleep(service.latencyMs / 2);
    if (isAllowed) return;
    throttled++;
    throw new RegistryError('CA-NET-001', 'slow down', { retryAfterMs: service.retryAfterMs });
  };
  const log = {
    debug() {},
    info() {},
    warning() {},
    error() {},
    group: <T>(_: string, work: () => Promise<T>) => work(),
    progress() {},
  };
  const host = { clock, log, interrupted: new AbortController().signal };
  const policy = { attempts: 12, label: 'CopyPackageVersions' };
  let lost = 0;
  let left = calls;
  const lane = async () => {
    while (left-- > 0) {
      try {
        await retrying(host, policy, call);
      } catch {
        lost++;
      }
    }
  };
  await clock.run(Promise.all(Array.from({ length: concurrency }, lane)));
  const bound = Math.max(
    ((calls - service.burst) / service.perSecond) * 1000,
    service.latencyMs * Math.ceil(calls / concurrency),
  );
  return { calls: sent, throttled, lost, ratio: clock.monotonic() / bound, seconds: clock.monotonic() / 1000 };
}

/** The goals speak of 5, 10 and 100 a second; at 1 a second a single refused call already costs a fiftieth. */
const mostRatio = ({ perSecond, retryAfterMs }: Pick<Service, 'perSecond' | 'retryAfterMs'>) => {
  if (perSecond === 1) return 1.35;
  // A pause of a whole second, asked for twice, is half of the four seconds that 500 calls need at this limit.
  return perSecond === 100 && retryAfterMs ? 1.4 : 1.25;
};

const cases = [1, 5, 10, 100].flatMap((perSecond) =>
  [2, 40, 200].flatMap((latencyMs) =>
    [undefined, 1000].map((retryAfterMs) => ({
      perSecond,
      latencyMs,
      retryAfterMs,
      count: perSecond === 100 ? 500 : 50,
    })),
  ),
);

describe('a limit that is not known', () => {
  test.each(cases)(
    '$perSecond/s, $latencyMs ms, Retry-After $retryAfterMs: $count calls',
    async ({ count, ...service }) => {
      const result = await drive({ ...service, burst: service.perSecond }, count, 8);
      expect(result.lost).toBe(0);
      expect(result.throttled / result.calls).toBeLessThanOrEqual(0.1);
      expect(result.ratio).toBeLessThanOrEqual(mostRatio(service));
    },
  );

  test.each([
    [5, 50, 1.3],
    [10, 50, 1.3],
    [20, 500, 1.4],
    [100, 500, 4],
  ])(
    'a bucket without depth at %d/s, %d calls: nothing is lost, the service is not hammered',
    async (perSecond, calls, most) => {
      // A timer that wakes a millisecond late costs a tenth of what a hundred a second leaves between two calls.
      const result = await drive({ perSecond, latencyMs: 40, burst: 1 }, calls, 32);
      expect(result.lost).toBe(0);
      expect(result.throttled / result.calls).toBeLessThanOrEqual(0.1);
      expect(result.ratio).toBeLessThanOrEqual(most);
    },
  );

  test.each([20, 30, 50])('a limit of %d/s that 50 calls only just meet', async (perSecond) => {
    const result = await drive({ perSecond, latencyMs: 40, burst: perSecond }, 50, 50);
    expect(result.lost).toBe(0);
    expect(result.throttled / result.calls).toBeLessThanOrEqual(0.1);
  });

  test('a limit that does not bind is found out by the pace of the answers, not of a clock', async () => {
    const result = await drive({ perSecond: 1000, latencyMs: 40, burst: 1000 }, 50, 50);
    expect(result).toMatchObject({ calls: 50, throttled: 0, lost: 0 });
    // Fifty calls at 40 ms each, one after the other, would take two seconds.
    expect(result.seconds).toBeLessThanOrEqual(0.65);
  });

  test('a service that lets nobody through is given up after the tries are spent', async () => {
    const result = await drive({ perSecond: 0, latencyMs: 40, burst: 0 }, 1, 1);
    expect(result).toMatchObject({ lost: 1, calls: 12, throttled: 12 });
  });
});
