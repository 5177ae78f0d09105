import { describe, expect, test } from '@jest/globals';
import { backoff, retriesSoFar, retrying } from '../../../src/core/calls/retry.ts';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

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
  const lines: string[] = [];
  const say = (text: string) => void lines.push(text);
  return { clock, log: { ...log, debug: say, info: say }, interrupted, lines };
}

const throttled = () => new RegistryError('CA-NET-001', 'slow down');

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

  test('waits a minute where the service asks for an hour, and says so each time', async () => {
    const host = world();
    let tries = 0;
    const done = retrying(host, { attempts: 12, label: 'Do' }, async () => {
      if (tries++ < 3) throw unavailable(3_600_000);
      return host.clock.monotonic();
    });
    expect(await host.clock.run(done)).toBe(180_000);
    expect(host.lines.filter((line) => line.startsWith('waiting'))).toEqual(
      ['00:01:00Z', '00:02:00Z', '00:03:00Z'].map(
        (until) => `waiting 60 s, until ${until}: another try, because a bad day`,
      ),
    );
  });

  test.each([
    ['throttled', throttled],
    ['unavailable', unavailable],
  ])('no call is sent more often than allowed, whatever its neighbours come to: %s', async (_, error) => {
    const host = world();
    const tries = new Map<number, number>();
    const call = (index: number) =>
      retrying(host, { attempts: 3, label: 'Do' }, async () => {
        tries.set(index, (tries.get(index) ?? 0) + 1);
        await host.clock.sleep(10);
        // Every second call gets through at once, so the service is never silent.
        if (index % 2 === 0) throw error();
      });
    const ends = await host.clock.run(Promise.allSettled(Array.from({ length: 40 }, (_, index) => call(index))));
    expect([...tries.values()].sort()).toEqual([...Array(20).fill(1), ...Array(20).fill(3)]);
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(20);
  });

  test('a call inside another one is not tried as often as both allow, but as often as its own does', async () => {
    const host = world();
    let inner = 0;
    let outer = 0;
    const work = retrying(host, { attempts: 4, label: 'Upload' }, async () => {
      outer++;
      return retrying(host, { attempts: 4, label: 'Look' }, async () => {
        inner++;
        throw unavailable();
      });
    });
    await expect(host.clock.run(work)).rejects.toMatchObject({ code: 'CA-NET-002' });
    expect({ inner, outer }).toEqual({ inner: 4, outer: 1 });
  });

  test('the queue is announced each time it is long, with its end', async () => {
    const host = world();
    let at = Number.NEGATIVE_INFINITY;
    const slow = () =>
      retrying(host, { attempts: 12, label: 'CopyPackageVersions' }, async () => {
        await host.clock.sleep(5);
        const now = host.clock.monotonic();
        if (now - at < 240) throw throttled();
        at = now;
      });
    for (let phase = 0; phase < 2; phase++)
      await host.clock.run(Promise.allSettled(Array.from({ length: 80 }, () => slow())));
    const queues = host.lines.filter((line) => line.includes('take turns'));
    expect(queues.length).toBeGreaterThanOrEqual(2);
    expect(queues[0]).toMatch(/^waiting \d+ s, until \d\d:\d\d:\d\dZ: \d+ calls of CopyPackageVersions take turns/);
  });

  test('a late refusal of the same burst that asks for more is announced', async () => {
    const host = world();
    const call = (ms: number, retryAfterMs: number | undefined, isFirst: () => boolean) =>
      retrying(host, { attempts: 12, label: 'ListPackages' }, async () => {
        const refused = isFirst();
        await host.clock.sleep(ms);
        if (refused) throw new RegistryError('CA-NET-001', 'slow down', { retryAfterMs });
      });
    const once = () => {
      let left = 1;
      return () => left-- > 0;
    };
    await host.clock.run(Promise.all([call(150, undefined, once()), call(500, 25_000, once())]));
    expect(host.lines.filter((line) => line.startsWith('waiting'))).toEqual([
      'waiting 25 s, until 00:00:25Z: ListPackages is throttled',
    ]);
  });

  test('says a cause once, then counts', async () => {
    const host = world();
    const call = () =>
      retrying(host, { attempts: 12, label: 'Do' }, async () => {
        await host.clock.sleep(10);
        throw unavailable();
      });
    await host.clock.run(Promise.allSettled(Array.from({ length: 100 }, call)));
    expect(host.lines.filter((line) => !line.startsWith('waiting'))).toEqual([
      'Do: a bad day; trying again (1 of 12)',
      'Do: tried again 10 times (CA-NET-002)',
      'Do: a bad day; trying again (3 of 12)',
      'Do: tried again 100 times (CA-NET-002)',
      'Do: tried again 1000 times (CA-NET-002)',
    ]);
    expect(retriesSoFar(host.clock)).toEqual(['Do: 1100 (CA-NET-002)']);
    // Pauses side by side are one line as long as the one that was announced goes on.
    expect(host.lines.filter((line) => line.startsWith('waiting')).length).toBeLessThanOrEqual(20);
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
