// Answers that may be late. How soon a read of the service shows a write is not documented, so what is not as it should
// be is looked at again before it is believed.
import { type WaitingHost, waitFor } from './waits.ts';

/** Waits between looks, in milliseconds, before somebody else's change is believed: 4 s in all. */
export const LATE_MS: readonly number[] = [50, 100, 250, 500, 1000, 2000];

/** Waits for what this run wrote a moment ago, or for two answers of one moment: 16 s in all. */
export const OWN_WRITE_MS: readonly number[] = [...LATE_MS, 4000, 8000];

/** Looks until what is seen is as it should be or the waits are over, and gives what was seen last. */
export async function settled<T>(
  { host, waits, subject }: { readonly host: WaitingHost; readonly waits: readonly number[]; readonly subject: string },
  look: () => Promise<T>,
  isSo: (seen: T) => boolean,
): Promise<T> {
  let seen = await look();
  for (const wait of waits) {
    if (isSo(seen)) break;
    await waitFor(host, wait, subject);
    seen = await look();
  }
  return seen;
}

/** Very many things that are not as they should be are hardly all late: these are looked at once more, at the end. */
export const MOST_LOOKED_AT_OFTEN = 50;

/** Whether so many are to be looked at again after this wait of `LATE_MS`. */
export function isLookDue(open: number, round: number): boolean {
  return open <= MOST_LOOKED_AT_OFTEN || round === LATE_MS.length - 1;
}
