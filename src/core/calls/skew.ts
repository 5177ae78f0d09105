// Clocks that differ.

/**
 * A signed call is refused when the clock that it was signed by is off by more than this, so a machine whose calls are
 * answered is not further ahead (user guide of Signature Version 4: five minutes, fifteen for some services).
 */
export const MOST_SKEW_MS = 15 * 60_000;
