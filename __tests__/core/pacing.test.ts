// The pacer against services whose limit it does not know: a token bucket, with and without Retry-After.
import { describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { retrying } from '../../src/core/retry.ts';
import { simulatedClock } from '../support/simulated-clock.ts';

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
}

async function drive(service: Service, calls: number, concurrency: number, initialRate?: number): Promise<Result> {
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
  const log = { debug() {}, info() {}, warning() {}, error() {}, group: <T>(_: string, work: () => Promise<T>) => work(), progress() {} };
  const host = { clock, log, interrupted: new AbortController().signal };
  const policy = { attempts: 12, label: 'CopyPackageVersions', ...(initialRate === undefined ? {} : { initialRate }) };
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
  const bound = Math.max(((calls - service.burst) / service.perSecond) * 1000, service.latencyMs * Math.ceil(calls / concurrency));
  return { calls: sent, throttled, lost, ratio: clock.monotonic() / bound };
}

const cases = [1, 5, 10, 100].flatMap((perSecond) =>
  [2, 40, 200].flatMap((latencyMs) =>
    [undefined, 1000].map((retryAfterMs) => ({ perSecond, latencyMs, retryAfterMs, calls: perSecond === 100 ? 500 : 50 })),
  ),
);

describe('a limit that is not known', () => {
  test.each(cases)('$perSecond/s, $latencyMs ms, Retry-After $retryAfterMs: $calls calls', async ({ calls, retryAfterMs, ...service }) => {
    const result = await drive({ ...service, retryAfterMs, burst: service.perSecond }, calls, 8);
    process.stdout.write(`${JSON.stringify({ ...service, retryAfterMs, ...result, share: result.throttled / result.calls })}\n`);
    expect(result.lost).toBe(0);
    expect(result.throttled / result.calls).toBeLessThanOrEqual(0.1);
    expect(result.ratio).toBeLessThanOrEqual(1.25);
  });
});
