// The order of runs of which each tells the time of its own machine. A run that is about another one is after it, and one
// that had read what another did is after that, whatever the clocks say.
import type { JournalRun } from '../../../documents/journal-runs.ts';

/** When a write had had its effect, as far as that is known. */
export const doneAt = ({
  at,
  doneAt: done = at,
}: {
  readonly at: number;
  readonly doneAt?: number | undefined;
}): number => done;

/** When a run wrote last; of one that wrote nothing, when it began. */
export const writtenAt = ({ writes, beganAt }: JournalRun): number =>
  writes.reduce((last, write) => Math.max(last, doneAt(write)), beganAt);

const orders = new WeakMap<readonly JournalRun[], readonly JournalRun[]>();

/**
 * The same runs; rollbacks and restores that a clock tells too early have the times, and the place, that they have after
 * what they are about. `runs`: in the order of their ids.
 */
export function runsInOrder(runs: readonly JournalRun[]): readonly JournalRun[] {
  const known = orders.get(runs);
  if (known) return known;
  const byId = new Map(runs.map((run, index) => [run.runId, { run, index }]));
  const placed = new Map<string, JournalRun>();
  const place = (run: JournalRun): JournalRun => {
    const done = placed.get(run.runId);
    if (done) return done;
    // Should runs be about each other, which none can be, the clocks have to do.
    placed.set(run.runId, run);
    if (run.verb !== 'rollback' && run.verb !== 'restore') return run;
    const about = run.of === undefined ? undefined : byId.get(run.of);
    const since = Math.max(run.after ?? 0, about ? writtenAt(place(about.run)) : 0);
    const isBefore = about !== undefined && (byId.get(run.runId)?.index ?? 0) < about.index;
    const moved = since <= run.beganAt && !isBefore ? run : later(run, Math.max(0, since + 1 - run.beganAt));
    placed.set(run.runId, moved);
    return moved;
  };
  const moved = runs.map(place);
  const order = moved.filter((run, index) => run === runs[index]);
  for (const run of moved.filter((each, index) => each !== runs[index]).sort((a, b) => a.beganAt - b.beganAt))
    order.splice(order.findLastIndex(({ beganAt }) => beganAt <= run.beganAt) + 1, 0, run);
  orders.set(runs, order);
  orders.set(order, order);
  return order;
}

const later = (run: JournalRun, by: number): JournalRun => ({
  ...run,
  beganAt: run.beganAt + by,
  ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt + by }),
  writes: run.writes.map((write) => ({
    ...write,
    at: write.at + by,
    ...(write.doneAt === undefined ? {} : { doneAt: write.doneAt + by }),
  })),
});

/** When the last rollback or restore that is known had written, and that run; what begins now is after that. */
export function lastKnown(runs: readonly JournalRun[], about?: JournalRun): number {
  const all = runsInOrder(runs).filter(
    ({ verb, runId }) => verb === 'rollback' || verb === 'restore' || runId === about?.runId,
  );
  return all.reduce((last, run) => Math.max(last, writtenAt(run)), 0);
}
