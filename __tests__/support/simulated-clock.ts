// Time as a queue: sleeping puts a timer into it, `run` takes the next one whenever nothing else is left to do.
import type { Clock } from '../../src/core/ports/host.ts';

export interface SimulatedClock extends Clock {
  /** Lets `work` finish, moving time from timer to timer. */
  run<T>(work: Promise<T>): Promise<T>;
}

export function simulatedClock(seed = 1): SimulatedClock {
  let now = 0;
  let state = seed;
  let order = 0;
  const timers = new Map<number, { at: number; fire: () => void }>();
  const idle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => Date.UTC(2026, 0, 1) + now,
    monotonic: () => now,
    random: () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    },
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const id = order++;
        timers.set(id, { at: now + Math.max(0, milliseconds), fire: resolve });
        signal?.addEventListener('abort', () => {
          timers.delete(id);
          reject(signal.reason);
        });
      }),
    async run(work) {
      let isOver = false;
      const ended = work.finally(() => {
        isOver = true;
      });
      ended.catch(() => {});
      for (;;) {
        await idle();
        if (isOver) return ended;
        const next = [...timers].sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
        if (!next) throw new Error('everybody waits for nothing');
        timers.delete(next[0]);
        now = Math.max(now, next[1].at);
        next[1].fire();
      }
    },
  };
}
