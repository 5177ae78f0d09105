// What a run writes, kept beside its journal: the record of a promotion must not depend on a file of this machine.
import { RegistryError } from '../errors/registry-error.ts';
import type { Clock } from '../ports/host.ts';
import type { Journal, JournalWrite, WriteResult } from './journal.ts';
import type { KeptWrite } from './promotion-record.ts';

export interface RecordingJournal extends Journal {
  /** In the order in which they were begun; made anew each time they are gone through. */
  readonly writes: Iterable<KeptWrite>;
  readonly notes: readonly JournalWrite[];
}

/** The same journal; what passes through it is kept as well, with the result that the journal notes. */
export function recordingJournal(journal: Journal, clock: Pick<Clock, 'now'>): RecordingJournal {
  // As text outside of the heap: as objects, the writes of 50,000 versions are half of what the collector goes through.
  const kept: (KeptWrite | Buffer)[] = [];
  const notes: JournalWrite[] = [];
  return {
    runId: journal.runId,
    get problem() {
      return journal.problem;
    },
    writes: {
      *[Symbol.iterator]() {
        for (const one of kept) yield Buffer.isBuffer(one) ? (JSON.parse(one.toString()) as KeptWrite) : one;
      },
    },
    notes,
    around: (write, work, resultOf) =>
      journal.around(
        write,
        async () => {
          // Only now: a write that the journal could not note was not begun.
          const begun = { ...write, at: clock.now() };
          const index = kept.push(begun) - 1;
          const end = (result: string | WriteResult) => {
            const ended = { ...begun, doneAt: clock.now(), ...(typeof result === 'string' ? { result } : result) };
            kept[index] = ownBytes(JSON.stringify(ended));
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

/** In memory of their own: a slice of what many share keeps all of it. */
function ownBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}
