// Real time, seen through a lens: a second of it is many on this clock, so that real exchanges meet real pauses.
import type { Clock } from '../../src/core/ports/host.ts';
import { sleep } from '../../src/machine/timers.ts';

/** A clock that runs `factor` times as fast as the machine's. */
export function fastClock(factor: number): Clock {
  const begun = Date.now();
  const start = performance.now();
  const monotonic = () => (performance.now() - start) * factor;
  return {
    now: () => begun + monotonic(),
    monotonic,
    random: () => Math.random(),
    sleep: (milliseconds, signal) => sleep(milliseconds / factor, signal),
  };
}
