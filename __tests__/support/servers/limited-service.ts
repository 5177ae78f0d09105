// A service that refuses calls, and callers that go through `retrying`, on simulated time: what the pacer is judged by.

import { retrying } from '../../../src/core/calls/retry.ts';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import type { Host } from '../../../src/core/ports/host.ts';
import { simulatedClock } from '../simulated-clock.ts';

/** A token bucket, and refusals that come beside it. Times in milliseconds. */
export interface LimitedService {
  /** Tokens a second; 0: none ever. */
  readonly perSecond: number;
  /** Tokens that the bucket holds, and holds at the beginning. */
  readonly burst: number;
  readonly latencyMs: number;
  readonly retryAfterMs?: number | undefined;
  /** Tokens at the beginning, where others have used the bucket before. */
  readonly initial?: number | undefined;
  /** Refuses what the bucket would let through. `index` counts the calls from 0, `at` is the time. */
  readonly alsoRefuses?: ((index: number, at: number) => boolean) | undefined;
}

export interface DriveOptions {
  readonly calls: number;
  readonly concurrency: number;
  readonly label?: string;
  readonly attempts?: number;
  readonly seed?: number;
}

export interface Drive {
  /** Calls sent, refused ones included. */
  readonly sent: number;
  readonly refused: number;
  /** Refusals of calls that were sent after the last refusal had been heard of: each is news. */
  readonly bursts: number;
  /** Calls that ended with an error. */
  readonly lost: number;
  readonly milliseconds: number;
  readonly lines: readonly string[];
  /** Most tries of one call. */
  readonly mostTries: number;
  /** Sleeps that were asked for, longest first. */
  readonly longestSleep: number;
}

export async function drive(service: LimitedService, options: DriveOptions): Promise<Drive> {
  const { calls, concurrency, label = 'CopyPackageVersions', attempts = 12 } = options;
  const clock = simulatedClock(options.seed ?? calls + Math.ceil(service.perSecond));
  let tokens = service.initial ?? service.burst;
  let refilledAt = 0;
  let sent = 0;
  let refused = 0;
  let bursts = 0;
  let heardAt = Number.NEGATIVE_INFINITY;
  let lost = 0;
  let mostTries = 0;
  let longestSleep = 0;
  const send = async () => {
    const sentAt = clock.monotonic();
    const index = sent++;
    await clock.sleep(service.latencyMs / 2);
    const now = clock.monotonic();
    tokens = Math.min(service.burst, tokens + ((now - refilledAt) / 1000) * service.perSecond);
    refilledAt = now;
    const isAllowed = tokens >= 1 - 1e-9 && !(service.alsoRefuses?.(index, now) ?? false);
    if (isAllowed) tokens -= 1;
    await clock.sleep(service.latencyMs / 2);
    if (isAllowed) return;
    refused++;
    if (sentAt >= heardAt) {
      bursts++;
      heardAt = clock.monotonic();
    }
    throw new RegistryError('CA-NET-001', 'slow down', { retryAfterMs: service.retryAfterMs });
  };
  const lines: string[] = [];
  const say = (text: string) => void lines.push(text);
  const host: Pick<Host, 'clock' | 'log' | 'interrupted'> = {
    clock: {
      ...clock,
      sleep: (milliseconds, signal) => {
        longestSleep = Math.max(longestSleep, milliseconds);
        return clock.sleep(milliseconds, signal);
      },
    },
    log: {
      debug() {},
      info: say,
      warning: say,
      error: say,
      group: <T>(_: string, work: () => Promise<T>) => work(),
      progress() {},
    },
    interrupted: new AbortController().signal,
  };
  let left = calls;
  const caller = async () => {
    while (left-- > 0) {
      let tries = 0;
      try {
        await retrying(host, { attempts, label }, () => {
          tries++;
          return send();
        });
      } catch {
        lost++;
      }
      mostTries = Math.max(mostTries, tries);
    }
  };
  await clock.run(Promise.all(Array.from({ length: concurrency }, caller)));
  return { sent, refused, bursts, lost, milliseconds: clock.monotonic(), lines, mostTries, longestSleep };
}

/** Least time in which the limit and the latency let so many calls through, for a client that knows both. */
export function idealMilliseconds(service: LimitedService, { calls, concurrency }: DriveOptions): number {
  const byLimit = ((calls - (service.initial ?? service.burst)) / service.perSecond) * 1000;
  return Math.max(0, byLimit, service.latencyMs * Math.ceil(calls / concurrency)) + service.latencyMs;
}
