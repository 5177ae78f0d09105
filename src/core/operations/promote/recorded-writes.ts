// What a run writes, kept beside its journal: the record of a promotion must not depend on a file of this machine.
import type { Journal, JournalWrite } from '../../documents/journal.ts';
import type { RecordedWrite } from '../../documents/promotion-record.ts';
import { RegistryError } from '../../errors/registry-error.ts';

export interface RecordingJournal extends Journal {
  /** In the order in which they were begun. */
  readonly writes: readonly RecordedWrite[];
  readonly notes: readonly JournalWrite[];
}

/** The same journal; what passes through it is kept as well, with the result that the journal notes. */
export function recordingJournal(journal: Journal): RecordingJournal {
  const writes: { -readonly [name in keyof RecordedWrite]: RecordedWrite[name] }[] = [];
  const notes: JournalWrite[] = [];
  return {
    runId: journal.runId,
    get problem() {
      return journal.problem;
    },
    writes,
    notes,
    around: (write, work, resultOf) =>
      journal.around(
        write,
        async () => {
          // Only now: a write that the journal could not note was not begun.
          const kept: (typeof writes)[number] = { ...write };
          writes.push(kept);
          try {
            const value = await work();
            const told = resultOf?.(value) ?? 'done';
            Object.assign(kept, typeof told === 'string' ? { result: told } : told);
            return value;
          } catch (error) {
            kept.result = `error ${error instanceof RegistryError ? error.code : 'CA-RUN-003'}`;
            throw error;
          }
        },
        resultOf,
      ),
    note: (write) => {
      notes.push(write);
      return journal.note(write);
    },
    end: (result) => journal.end(result),
  };
}
