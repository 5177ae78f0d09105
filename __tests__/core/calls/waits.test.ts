import { describe, expect, test } from '@jest/globals';
import { announceWait, endWithin, waitFor } from '../../../src/core/calls/waits.ts';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

function world() {
  const clock = simulatedClock();
  const lines: string[] = [];
  const stop = new AbortController();
  const say = (text: string) => void lines.push(text);
  const log = {
    debug() {},
    info: say,
    warning: say,
    error: say,
    group: <T>(_: string, work: () => Promise<T>) => work(),
    progress() {},
  };
  return { clock, log, interrupted: stop.signal, lines, stop };
}

describe('waiting', () => {
  test('is announced from 5 s on, in one line: what, how long, until when', async () => {
    const host = world();
    await host.clock.run(waitFor(host, 5_000, 'a short one'));
    await host.clock.run(waitFor(host, 30_000, 'the lock', 'the lock is held by another login'));
    expect(host.lines).toEqual(['waiting 30 s, until 00:00:35Z: the lock is held by another login']);
  });

  test('of sixty-four callers for the same thing is one line', async () => {
    const host = world();
    const all = Array.from({ length: 64 }, (_, index) => waitFor(host, 8_000 + index, 'the destination lists it'));
    await host.clock.run(Promise.all(all));
    expect(host.lines).toHaveLength(1);
    announceWait(host, 20_000, 'the destination lists it');
    // It ends more than 5 s later than what was announced: that is news.
    announceWait(host, 30_000, 'the destination lists it');
    expect(host.lines).toHaveLength(3);
  });

  test('is announced although the wall clock was set back', async () => {
    const host = world();
    const hour = 3_600_000;
    const wrong = { ...host, clock: { ...host.clock, now: () => host.clock.now() - hour } };
    await host.clock.run(waitFor(host, 60_000, 'a service that is throttled'));
    await host.clock.run(waitFor(wrong, 60_000, 'a service that is throttled'));
    expect(host.lines).toHaveLength(2);
  });

  test.each([
    [new RegistryError('CA-RUN-002', 'interrupted by SIGTERM'), 'CA-RUN-002', 'interrupted before the lock was free'],
    [new RegistryError('CA-NET-006', 'over'), 'CA-NET-006', '`timeout` ended the run before the lock was free'],
  ])('ends with the run: %s', async (reason, code, message) => {
    const host = world();
    const waiting = waitFor(host, 60_000, 'the lock was free');
    host.stop.abort(reason);
    await expect(waiting).rejects.toMatchObject({ code, message });
    await expect(waitFor(host, 60_000, 'the lock was free')).rejects.toMatchObject({ code });
    expect(host.clock.monotonic()).toBe(0);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 25 * 86_400_000])(
    'of %d ms is refused instead of being none',
    async (milliseconds) => {
      const host = world();
      await expect(host.clock.run(waitFor(host, milliseconds, 'x'))).rejects.toThrow(RangeError);
    },
  );
});

describe('work that cannot be aborted', () => {
  test('is no longer awaited after its time', async () => {
    const host = world();
    const never = endWithin(host, 60_000, 'the search for AWS credentials', () => new Promise(() => {}));
    await expect(host.clock.run(never)).rejects.toMatchObject({
      code: 'CA-NET-003',
      message: 'the search for AWS credentials did not end within 60 s',
    });
  });

  test('nor once the run is interrupted', async () => {
    const host = world();
    const never = endWithin(host, 60_000, 'it', () => new Promise(() => {}));
    host.stop.abort(new RegistryError('CA-RUN-002', 'interrupted by SIGINT'));
    await expect(host.clock.run(never)).rejects.toMatchObject({ code: 'CA-RUN-002' });
  });

  test('gives its result, and its error, when it ends in time', async () => {
    const host = world();
    await expect(host.clock.run(endWithin(host, 60_000, 'it', async () => 7))).resolves.toBe(7);
    await expect(
      host.clock.run(endWithin(host, 60_000, 'it', async () => Promise.reject(new TypeError('bug')))),
    ).rejects.toThrow(TypeError);
    expect(host.clock.monotonic()).toBe(0);
  });
});
