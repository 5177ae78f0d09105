/** A clock that can be moved, so that a rehearsal sees tokens expire without waiting for them. */
export interface MovableClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds by which this clock differs from the machine's. */
  offset(): number;
  /** Moves on by this many milliseconds; negative goes back. */
  advance(milliseconds: number): void;
  /** Continues from this instant (milliseconds since the epoch). Throws RangeError, like `advance`, for what nobody can show. */
  set(instant: number): void;
  /** Back to the machine's time. */
  reset(): void;
}

// What answers and the page can show: years of four digits, and a year more for what is issued then or while time goes
// on. Times before 1970 are no seconds since the epoch.
const EARLIEST = 0;
const LATEST = Date.UTC(9999, 0);

export function createClock(base: () => number = Date.now): MovableClock {
  let offset = 0;
  const move = (next: number): void => {
    const instant = base() + next;
    // Written so that what is no number is refused as well.
    if (!(instant >= EARLIEST && instant <= LATEST))
      throw new RangeError('the time must be between 1970-01-01 and 9999-01-01');
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
