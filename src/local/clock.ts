/** A clock that can be moved, so that a rehearsal sees tokens expire without waiting for them. */
export interface MovableClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds by which this clock differs from the machine's. */
  offset(): number;
  /** Moves on by this many milliseconds; negative goes back. */
  advance(milliseconds: number): void;
  /** Continues from this instant (milliseconds since the epoch). */
  set(instant: number): void;
  /** Back to the machine's time. */
  reset(): void;
}

// Beyond this, Date can no longer be printed, and answers would throw instead of showing a far future.
const LATEST = 8_640_000_000_000_000;

export function createClock(base: () => number = Date.now): MovableClock {
  let offset = 0;
  const move = (next: number): void => {
    if (!Number.isFinite(next) || Math.abs(base() + next) > LATEST) throw new RangeError('the time is out of range');
    offset = next;
  };
  return {
    now: () => base() + offset,
    offset: () => offset,
    advance: (milliseconds) => move(offset + milliseconds),
    set: (instant) => move(instant - base()),
    reset: () => move(0),
  };
}
