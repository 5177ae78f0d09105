// Runs of a journal and of records as one list: what either tells of a run.
import type { JournalRun } from '../../../documents/journal-runs.ts';
import { withAbouts } from './release-runs.ts';

/** A run without an end was cut off, or the journal lost its tail. */
export const isPartlyTold = ({ result, isDamaged }: JournalRun): boolean => result === undefined || isDamaged;

/** What a journal tells of a run in part, completed from its record. */
function completed(run: JournalRun, recorded: JournalRun): JournalRun {
  const isWhole = recorded.writes.some(({ result }) => result !== undefined);
  if (run.newer.length > 0) return run;
  // It notes each write before it is begun, which says more than what it was about to write.
  if (run.verb === 'promote' && !isWhole && run.writes.length > 0) return run;
  if (isWhole || run.writes.length === 0) return { ...recorded, job: run.job, set: run.set ?? recorded.set };
  // What it was about to write; the journal tells how far it came.
  const notes = [...recorded.notes, ...run.notes];
  const isBegun = run.result === undefined && recorded.isBegun ? { isBegun: true } : {};
  return {
    ...run,
    ...isBegun,
    writes: [...recorded.writes, ...run.writes],
    notes,
    result: run.result ?? recorded.result,
  };
}

/** In the order of their ids, which is that of their begin; of a run in both, what the journal tells, unless that is a part. */
export function merged(journal: readonly JournalRun[], recorded: readonly JournalRun[]): readonly JournalRun[] {
  const found = new Map(recorded.map((run) => [run.runId, run]));
  const journaled = journal.map((run) => {
    const other = found.get(run.runId);
    if (!other || other === run) return run;
    // Where tags were wanted that it found there, no journal tells.
    const { leads = other.leads } = run;
    const whole = isPartlyTold(run) ? completed(run, other) : run;
    return leads === whole.leads ? whole : { ...whole, leads };
  });
  const known = new Set(journaled.map(({ runId }) => runId));
  const others = recorded.filter(({ runId }) => !known.has(runId));
  if (others.length === 0) return withAbouts(journaled);
  return withAbouts([...journaled, ...others].sort((a, b) => (a.runId < b.runId ? -1 : 1)));
}
