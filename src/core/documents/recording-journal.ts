// What a run writes, kept beside its journal: the record of a promotion must not depend on a file of this machine.
import { RegistryError } from '../errors/registry-error.ts';
import type { Clock } from '../ports/host.ts';
import type { Journal, JournalWrite, WriteResult } from './journal.ts';
import type { KeptWrite } from './promotion-record.ts';

export interface RecordingJournal extends Journal {
  /** In the order in which they were begun. */
  readonly writes: readonly KeptWrite[];
  readonly notes: readonly JournalWrite[];
}

/** The same journal; what passes through it is kept as well, with the result that the journal notes. */
export function recordingJournal(journal: Journal, clock: Pick<Clock, 'now'>): RecordingJournal {
  const writes: KeptWrite[] = [];
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
          const index = writes.push({ ...write, at: clock.now() }) - 1;
          const end = (result: string | WriteResult) => {
            const told = typeof result === 'string' ? { result } : result;
            writes[index] = { ...(writes[index] as KeptWrite), ...told };
          };
          try {
            const value = await work();
            end(resultOf?.(value) ?? 'done');
            return value;
          } catch (error) {
            end(`error ${error instanceof RegistryError ? error.code : 'CA-RUN-003'}`);
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
