// Time as a queue: sleeping puts a timer into it, `run` takes the next one whenever nothing else is left to do.
import type { Clock } from '../../src/core/ports/host.ts';

export interface SimulatedClock extends Clock {
  /** Lets `work` finish, moving time from timer to timer; rejects when it waits for what no timer brings. */
  run<T>(work: Promise<T>): Promise<T>;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  fire: (() => void) | undefined;
}

const isEarlier = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.order < b.order);

/** The earliest timer first; those that were given up stay until they come to the top. */
class TimerHeap {
  readonly #timers: Timer[] = [];

  push(timer: Timer): void {
    const timers = this.#timers;
    let at = timers.push(timer) - 1;
    for (let above = (at - 1) >> 1; at > 0 && isEarlier(timer, timers[above] as Timer); above = (at - 1) >> 1) {
      timers[at] = timers[above] as Timer;
      timers[above] = timer;
      at = above;
    }
  }

  pop(): Timer | undefined {
    const timers = this.#timers;
    const first = timers[0];
    const last = timers.pop();
    if (!first || !last || timers.length === 0) return first;
    timers[0] = last;
    for (let at = 0; ; ) {
      let least = 2 * at + 1;
      if (least >= timers.length) return first;
      if (least + 1 < timers.length && isEarlier(timers[least + 1] as Timer, timers[least] as Timer)) least++;
      if (!isEarlier(timers[least] as Timer, last)) return first;
      timers[at] = timers[least] as Timer;
      timers[least] = last;
      at = least;
    }
  }
}

export function simulatedClock(seed = 1): SimulatedClock {
  let now = 0;
  let state = seed % 2147483647 || 1;
  let order = 0;
  const timers = new TimerHeap();
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
        if (signal?.aborted) return reject(signal.reason);
        // What the real clock refuses must not pass here.
        if (!(milliseconds <= 2_147_483_647)) return reject(new RangeError(`${milliseconds} ms is no delay`));
        const timer: Timer = { at: now + Math.max(0, milliseconds), order: order++, fire: resolve };
        timers.push(timer);
        signal?.addEventListener(
          'abort',
          () => {
            timer.fire = undefined;
            reject(signal.reason);
          },
          { once: true },
        );
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
        let next = timers.pop();
        while (next && !next.fire) next = timers.pop();
        if (!next) throw new Error('everything waits for what no timer brings');
        now = Math.max(now, next.at);
        next.fire?.();
      }
    },
  };
}
