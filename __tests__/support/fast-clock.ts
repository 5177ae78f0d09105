// Real time, seen through a lens: a second of it is many on this clock, so that real exchanges meet real pauses.
import type { Clock, Host } from '../../src/core/ports/host.ts';
import { sleep } from '../../src/machine/timers.ts';

/** A clock that runs `factor` times as fast as the machine's. */
export function fastClock(factor: number): Clock {
  const begun = Date.now();
  const start = performance.now();
  const monotonic = () => (performance.now() - start) * factor;
  return {
    // Whole milliseconds, as the machine tells them: records hold them.
    now: () => Math.round(begun + monotonic()),
    monotonic,
    random: () => Math.random(),
    sleep: (milliseconds, signal) => sleep(milliseconds / factor, signal),
  };
}

const shortened = new WeakMap<Clock, Clock>();

/**
 * The host with waits of a twentieth: enough where the server of a test is not made to answer late. Hosts of one clock
 * have one clock again, since the pace of calls belongs to the clock.
 */
export function withShortWaits<H extends Host>(host: H): H {
  const { clock } = host;
  const short: Clock = shortened.get(clock) ?? {
    ...clock,
    sleep: (milliseconds, signal) => clock.sleep(milliseconds / 20, signal),
  };
  shortened.set(clock, short);
  return { ...host, clock: short };
}
