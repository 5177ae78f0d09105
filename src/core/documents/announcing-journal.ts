// A run that tells what it is about to do, where other machines can read it, before its first write.
import type { Journal } from './journal.ts';

/** The same journal; `announce` is called once, before the first write, and writes that come together wait for it. */
export function announcingJournal(journal: Journal, announce: () => Promise<unknown>): Journal {
  let announced: Promise<unknown> | undefined;
  return {
    runId: journal.runId,
    get problem() {
      return journal.problem;
    },
    around: async (write, work, resultOf) => {
      announced ??= announce();
      await announced;
      return journal.around(write, work, resultOf);
    },
    note: (write) => journal.note(write),
    end: (result) => journal.end(result),
  };
}
