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

/** A run takes no longer, unless somebody gave it more `timeout` than it has by itself. */
export const LONGEST_RUN_MS = 2 * 3_600_000;

/** The latest run that continued this one, which did not end well: what it did is a part of that release. */
export function takenOverBy(run: JournalRun, runs: readonly JournalRun[]): JournalRun | undefined {
  if (endedWell(run)) return undefined;
  return runs.findLast(
    (later) =>
      later.runId > run.runId &&
      later.verb === run.verb &&
      isSameSet(later, run) &&
      continuedBy(later, runs).some(({ runId }) => runId === run.runId),
  );
}

/**
 * Whether the run, or the one that continued it, was rolled back, be it that its versions were left to others, and that
 * rollback not restored.
 */
export function isOver(run: JournalRun, runs: readonly JournalRun[]): boolean {
  if (wasRolledBack(run, runs)) return true;
  const later = takenOverBy(run, runs);
  return later !== undefined && wasRolledBack(later, runs);
}

function wasRolledBack(run: JournalRun, runs: readonly JournalRun[]): boolean {
  const rollbacks = new Set(
    runs.flatMap(({ verb, of, runId, isPartial, result = '' }) =>
      verb === 'rollback' && of === run.runId && isPartial !== true && !isBad(result) ? [runId] : [],
    ),
  );
  const last = runs.findLast(
    ({ verb, of, runId }) => rollbacks.has(runId) || (verb === 'restore' && of !== undefined && rollbacks.has(of)),
  );
  return last?.verb === 'rollback';
}

/** Whether a rollback of the run, or of the one that continued it, left nothing of it to be undone. */
export function isUndone(run: JournalRun, runs: readonly JournalRun[]): boolean {
  if (wasUndone(run, runs)) return true;
  const later = takenOverBy(run, runs);
  return later !== undefined && wasUndone(later, runs);
}

function wasUndone(run: JournalRun, runs: readonly JournalRun[]): boolean {
  return (
    wasRolledBack(run, runs) &&
    runs.some(({ verb, of, result = '' }) => verb === 'rollback' && of === run.runId && isClean(result))
  );
}

/** Whether a restore took the rollback back, or a later one of the same release. */
export function isRestored(rollback: JournalRun, runs: readonly JournalRun[]): boolean {
  return runs.slice(runs.indexOf(rollback) + 1).some((run) => {
    if (run.verb !== 'restore' || !endedWell(run)) return false;
    const other = runs.find(({ runId }) => runId === run.of);
    return other === rollback || (other?.of !== undefined && other.of === rollback.of);
  });
}

const isBad = (result: string) => /"(conflict|blocked|failed)":/.test(result);

const isClean = (result: string) => result !== '' && !/"(skipped|conflict|blocked|failed)":/.test(result);

/**
 * Earlier runs that `run` continued: they are about the same set of versions and did not end well. A run that ended well
 * is another one, whatever it is about. Oldest first.
 */
export function continuedBy(run: JournalRun, runs: readonly JournalRun[]): readonly JournalRun[] {
  const own = purlsOf(run);
  const continued: JournalRun[] = [];
  for (let index = runs.indexOf(run) - 1; index >= 0; index--) {
    const earlier = runs[index] as JournalRun;
    if (!isSamePlace(earlier, run)) continue;
    if (earlier.verb === 'rollback' || earlier.verb === 'restore') {
      // What came before it is another story.
      if (continued.some(({ runId }) => runId === earlier.of) || touches(earlier, own)) break;
    } else if (earlier.verb === run.verb && isSameSet(earlier, run) && !endedWell(earlier)) continued.unshift(earlier);
  }
  return continued;
}

/** Version 0.1 did not note the set; there, versions in common have to do. */
export function isSameSet(a: JournalRun, b: JournalRun): boolean {
  if (a.set !== undefined || b.set !== undefined) return a.set === b.set;
  const purls = purlsOf(b);
  return [...purlsOf(a)].some((purl) => purls.has(purl));
}

/**
 * Whether `other` is the same command once more, by whatever job: of the same set, and it brought nothing. Version 0.1 did
 * not note the set, and versions in common tell nothing about other jobs.
 */
export const isRepeated = (other: JournalRun, run: JournalRun): boolean =>
  !hasMade(other) &&
  isSameSet(other, run) &&
  ((other.verb === run.verb && run.set !== undefined) || (other.job !== undefined && other.job === run.job));

/**
 * Versions that a run found there and that the rollback of an earlier release had hidden: somebody listed them again
 * between the two. purl -> the release that was rolled back, or the rollback where that is not known.
 */
export function listedAgain(run: JournalRun, runs: readonly JournalRun[]): ReadonlyMap<string, JournalRun> {
  const relied = run.notes.flatMap(({ action, purls = [] }) => (action === 'rely' ? purls : []));
  if (relied.length === 0) return new Map();
  const hidden = new Map<string, JournalRun>();
  for (const earlier of runs) {
    if (earlier === run) break;
    if (!isSamePlace(earlier, run)) continue;
    for (const { action, purls = [], versions, result = '' } of earlier.writes)
      for (const text of purls) {
        const told = versions?.[text] ?? result;
        if (MAKING.has(action) || earlier.verb === 'restore') hidden.delete(text);
        else if (earlier.verb === 'rollback' && action === 'status' && !/^(error|failed)/.test(told))
          hidden.set(text, runs.find(({ runId }) => runId === earlier.of) ?? earlier);
      }
  }
  return new Map(relied.flatMap((text) => ((found) => (found ? [[text, found]] : []))(hidden.get(text))));
}

/** Of these, the ones of the same release: who promotes it once more after it was rolled back brings them again. */
export const isBroughtAgain = (run: JournalRun, runs: readonly JournalRun[]): boolean =>
  [...listedAgain(run, runs).values()].some((release) => isSameSet(release, run));

/** Whether the run put versions there or made them visible, and did not only find them and move tags. */
export const hasMade = ({ writes }: JournalRun): boolean => writes.some(({ action }) => MAKING.has(action));

/** Versions that runs say that they put there: purl -> the first of these runs. */
export function makersOf(runs: readonly JournalRun[]): ReadonlyMap<string, string> {
  const makers = new Map<string, string>();
  for (const { runId, writes } of runs)
    for (const { purls = [], versions } of writes)
      for (const purl of purls)
        if (!makers.has(purl) && /^(copied|uploaded)$/.test(versions?.[purl] ?? '')) makers.set(purl, runId);
  return makers;
}

/**
 * Versions that runs were about to put there when they were cut off, where nothing tells whether they did: purl -> the
 * last of these runs. Without those that were rolled back.
 */
export function cutOffMakersOf(runs: readonly JournalRun[]): ReadonlyMap<string, JournalRun> {
  const makers = new Map<string, JournalRun>();
  for (const run of runs) {
    if ((run.verb !== 'promote' && run.verb !== 'publish') || isOver(run, runs)) continue;
    for (const { action, purls = [], versions, result } of run.writes)
      if (MAKING.has(action) && result === undefined)
        for (const purl of purls) if (versions?.[purl] === undefined) makers.set(purl, run);
  }
  return makers;
}

/** Versions that these runs say that they put there, or were about to, by purl. */
export function madeBy(runs: readonly JournalRun[]): ReadonlySet<string> {
  const made = new Set<string>();
  for (const { action, purls = [], versions, result = '' } of runs.flatMap(({ writes }) => writes)) {
    if (!MAKING.has(action)) continue;
    for (const purl of purls) if (!/^(failed|absent|refused|present)/.test(versions?.[purl] ?? result)) made.add(purl);
  }
  return made;
}

const touches = (run: JournalRun, purls: ReadonlySet<string>): boolean =>
  run.writes.some(({ purls: named = [] }) => named.some((purl) => purls.has(purl)));

/** A run without an end was cut off. */
export function endedWell({ result }: JournalRun): boolean {
  return result !== undefined && !/"(conflict|blocked|failed)":/.test(result);
}

const isSamePlace = (a: RepositoryRecord, b: RepositoryRecord): boolean =>
  a.domain === b.domain && a.domainOwner === b.domainOwner && a.region === b.region && a.repository === b.repository;
