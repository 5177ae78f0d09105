// Work of many steps without a wait in it. Signals, timers and sockets are served between two of its stretches: a run
// that cannot be interrupted, or whose connections time out meanwhile, is as bad as one that hangs.
import type { Clock } from '../ports/host.ts';

type StretchClock = Pick<Clock, 'monotonic' | 'sleep'>;

/** Milliseconds of work after which others get their turn. */
const STRETCH_MS = 25;
/** Steps of a stretch, at least: a call that lies between two of them takes time and is no work. */
const FEWEST_STEPS = 8;

/** A function to call after each step: it gives others their turn when a stretch is over, else nothing to wait for. */
export function stretches(clock: StretchClock): () => Promise<void> | undefined {
  let begun = clock.monotonic();
  let steps = 0;
  // One for all that work side by side: timers of their own would go off one after another, without a turn in between.
  let resting: Promise<void> | undefined;
  return () => {
    if (resting) return resting;
    if (++steps < FEWEST_STEPS || clock.monotonic() - begun < STRETCH_MS) return undefined;
    resting = clock.sleep(0).then(() => {
      begun = clock.monotonic();
      steps = 0;
      resting = undefined;
    });
    return resting;
  };
}

/** Does all steps of `work` in stretches, and gives its result. A step is what lies between two `yield`. */
export async function inStretches<T>(work: Generator<void, T, void>, clock: StretchClock): Promise<T> {
  const rest = stretches(clock);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await rest();
  }
}
