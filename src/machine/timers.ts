// The one place that sets timers of Node.js. What Node would turn into a delay of 1 ms (NaN, infinity, more than 24.8
// days) is refused here: such a value is an error in arithmetic, and a loop around it would never rest.

/** Longest delay that a timer of Node.js takes. */
export const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Milliseconds for a timer: a negative delay is none. Throws RangeError for what is not finite or overflows. */
export function requireDelay(milliseconds: number): number {
  if (!Number.isFinite(milliseconds) || milliseconds > LONGEST_DELAY_MS)
    throw new RangeError(`${milliseconds} ms is not a delay that a timer can take`);
  return Math.max(0, milliseconds);
}

export interface TimerOptions {
  /** Whether the process waits for the timer; false: it may end before. Default true. */
  readonly isAwaited?: boolean;
}

/** Calls `action` once after the delay. Returns what cancels it. */
export function startTimer(milliseconds: number, action: () => void, { isAwaited = true }: TimerOptions = {}) {
  const timer = setTimeout(action, requireDelay(milliseconds));
  if (!isAwaited) timer.unref();
  return () => clearTimeout(timer);
}

/** Resolves after the delay; rejects with the signal's reason as soon as it aborts. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const cancel = startTimer(milliseconds, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    const stop = () => {
      cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}
