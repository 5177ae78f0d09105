import { describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { backoff, retrying } from '../../src/core/retry.ts';
import { simulatedClock } from '../support/simulated-clock.ts';

const log = {
  debug() {},
  info() {},
  warning() {},
  error() {},
  group: <T>(_: string, work: () => Promise<T>) => work(),
  progress() {},
};

function world(interrupted = new AbortController().signal) {
  const clock = simulatedClock();
  return { clock, log, interrupted };
}

const unavailable = (retryAfterMs?: number) => new RegistryError('CA-NET-002', 'a bad day', { retryAfterMs });

describe('retrying', () => {
  test('repeats what the catalogue calls retryable, then gives the last error', async () => {
    const host = world();
    let tries = 0;
    const work = retrying(host, { attempts: 5, label: 'Do' }, async () => {
      tries++;
      throw unavailable();
    });
    await expect(host.clock.run(work)).rejects.toMatchObject({ code: 'CA-NET-002' });
    expect(tries).toBe(5);
  });

  test.each(['CA-CONFLICT-004', 'CA-AUTH-003', 'CA-INPUT-006', 'CA-NET-005'] as const)(
    'does not repeat %s',
    async (code) => {
      const host = world();
      let tries = 0;
      const work = retrying(host, { attempts: 5, label: 'Do' }, async () => {
        tries++;
        throw new RegistryError(code, 'no');
      });
      await expect(host.clock.run(work)).rejects.toMatchObject({ code });
      expect(tries).toBe(1);
    },
  );

  test('waits at least as long as the service asks', async () => {
    const host = world();
    let tries = 0;
    const done = retrying(host, { attempts: 5, label: 'Do' }, async () => {
      if (tries++ === 0) throw unavailable(7000);
      return host.clock.monotonic();
    });
    expect(await host.clock.run(done)).toBeGreaterThanOrEqual(7000);
  });

  test('stops waiting when interrupted, with its own code', async () => {
    const stop = new AbortController();
    const host = world(stop.signal);
    const work = retrying(host, { attempts: 50, label: 'Do' }, async () => {
      stop.abort(new Error('SIGINT'));
      throw unavailable();
    });
    await expect(host.clock.run(work)).rejects.toMatchObject({ code: 'CA-RUN-002' });
    await expect(retrying(host, { attempts: 5, label: 'Do' }, async () => 1)).rejects.toMatchObject({
      code: 'CA-RUN-002',
    });
  });

  test('an unexpected error passes through', async () => {
    const host = world();
    await expect(
      host.clock.run(retrying(host, { attempts: 5, label: 'Do' }, async () => Promise.reject(new TypeError('bug')))),
    ).rejects.toThrow(TypeError);
  });

  test('the pause doubles up to its bound', () => {
    expect([0, 1, 5, 30].map((attempt) => backoff(attempt, 1))).toEqual([100, 200, 3200, 10_000]);
    expect(backoff(10, 0)).toBe(0);
  });
});
