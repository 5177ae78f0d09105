// What is true at the end of a run, of many things that cannot all be read at one moment.

import { mapConcurrent } from './concurrency.ts';
import type { WaitingHost } from './waits.ts';

/** What was read so long ago, in milliseconds, is read again before a run says that it is so. */
const FRESH_MS = 500;

/** Times that one thing is read at most, so that an end comes also where every answer is slow. */
const MOST_ROUNDS = 3;

/**
 * Reads what was not read less than half a second ago; and once more what became older than that while slow answers were
 * awaited, so that one package that is throttled leaves the others no longer unread than its own answer takes. More
 * things than can be read in that time are read again only where that makes what is oldest at least half as old.
 *
 * `limit`: readings side by side. `readAt`: when a thing was read before, by the monotonic clock; undefined: it was not.
 * `read` rejects with nothing that may be passed over: the first rejection ends the reading.
 */
export async function readUntilFresh<T>(
  limit: number,
  things: readonly T[],
  {
    host: { clock },
    readAt,
    read,
    told,
  }: {
    readonly host: Pick<WaitingHost, 'clock'>;
    readonly readAt: (thing: T) => number | undefined;
    readonly read: (thing: T) => Promise<void>;
    /** Called after each reading of the first round. */
    readonly told?: ((done: number, total: number) => void) | undefined;
  },
): Promise<void> {
  const times = things.map((thing) => readAt(thing) ?? Number.NEGATIVE_INFINITY);
  const durations: number[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const now = clock.monotonic();
    const old = things.flatMap((thing, index) => (now - (times[index] as number) > FRESH_MS ? [{ thing, index }] : []));
    if (old.length === 0) return;
    if (round > 0 && old.length > limit) {
      const oldest = old.reduce((least, { index }) => Math.min(least, times[index] as number), now);
      if (2 * middleOf(durations) * Math.ceil(old.length / limit) > now - oldest) return;
    }
    let done = 0;
    await mapConcurrent(limit, old, async ({ thing, index }) => {
      const began = clock.monotonic();
      await read(thing);
      // The answer is of some moment since it was asked for; what it took is its own doing.
      times[index] = clock.monotonic();
      durations.push(clock.monotonic() - began);
      if (round === 0) told?.(++done, old.length);
    });
  }
}

const middleOf = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
