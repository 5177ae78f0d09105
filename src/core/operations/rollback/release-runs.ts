// Runs of a journal as parts of one release: a run that was cut off, and the same command again, are undone together.

import type { JournalRun } from '../../documents/journal-runs.ts';
import type { RepositoryRecord } from '../../documents/manifest.ts';

/** Writes that bring versions, or make them visible. */
const MAKING: ReadonlySet<string> = new Set(['copy', 'upload', 'overwrite', 'finish']);

/** Versions that a run put into the repository, or found there and counts on. */
export function purlsOf(run: JournalRun): ReadonlySet<string> {
  const purls = new Set<string>();
  for (const { action, purls: named = [], versions } of run.writes) {
    if (!MAKING.has(action)) continue;
    for (const purl of named) if (!/^(failed|absent|refused)/.test(versions?.[purl] ?? '')) purls.add(purl);
  }
  for (const { action, purls: named = [] } of run.notes)
    if (action === 'rely') for (const purl of named) purls.add(purl);
  return purls;
}

/** Whether the run was rolled back, and that rollback not restored. */
export function isOver(run: JournalRun, runs: readonly JournalRun[]): boolean {
  const rollbacks = new Set(
    runs.flatMap(({ verb, of, runId }) => (verb === 'rollback' && of === run.runId ? [runId] : [])),
  );
  const last = runs.findLast(
    ({ verb, of, runId }) => rollbacks.has(runId) || (verb === 'restore' && of !== undefined && rollbacks.has(of)),
  );
  return last?.verb === 'rollback';
}

/** Earlier runs that `run` continued: they did not end well, and are about versions of the same release. Oldest first. */
export function continuedBy(run: JournalRun, runs: readonly JournalRun[]): readonly JournalRun[] {
  const own = purlsOf(run);
  const isRepeat = run.writes.every(({ action }) => action === 'tag');
  const continued: JournalRun[] = [];
  for (let index = runs.indexOf(run) - 1; index >= 0; index--) {
    const earlier = runs[index] as JournalRun;
    if (!isSamePlace(earlier, run)) continue;
    const purls = purlsOf(earlier);
    if (earlier.verb === 'rollback' || earlier.verb === 'restore') {
      // What came before it is another story.
      if (continued.some(({ runId }) => runId === earlier.of) || touches(earlier, own)) break;
      continue;
    }
    if (earlier.verb !== run.verb || ![...purls].some((purl) => own.has(purl))) continue;
    if (endedWell(earlier)) {
      // The same set once more, all of it there: the run before is the one that did it.
      if (isRepeat && purls.size === own.size && [...purls].every((purl) => own.has(purl))) continued.unshift(earlier);
      if (!earlier.writes.every(({ action }) => action === 'tag')) break;
      continue;
    }
    continued.unshift(earlier);
  }
  return continued;
}

const touches = (run: JournalRun, purls: ReadonlySet<string>): boolean =>
  run.writes.some(({ purls: named = [] }) => named.some((purl) => purls.has(purl)));

/** A run without an end was cut off. */
function endedWell({ result }: JournalRun): boolean {
  return result !== undefined && !/"(conflict|blocked|failed)":/.test(result);
}

const isSamePlace = (a: RepositoryRecord, b: RepositoryRecord): boolean =>
  a.domain === b.domain && a.domainOwner === b.domainOwner && a.region === b.region && a.repository === b.repository;
