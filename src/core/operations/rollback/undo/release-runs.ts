// Runs of a journal as parts of one release: a run that was cut off, and the same command again, are undone together.

import { type JournalWrite, UNCLEAR } from '../../../documents/journal.ts';
import type { JournalRun } from '../../../documents/journal-runs.ts';
import type { RepositoryRecord } from '../../../documents/manifest.ts';
import { MARK_PREFIX } from '../../../model/tag-mark.ts';
import { runsInOrder, writtenAt } from './run-order.ts';

/** Writes that bring versions, or make them visible. */
export const MAKING: ReadonlySet<string> = new Set(['copy', 'upload', 'overwrite', 'finish']);

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

// ---- releases ---------------------------------------------------------------------------------------------------

/** Runs of one set between two rollbacks of it. */
interface Era {
  readonly runs: JournalRun[];
  /** Whether it was rolled back, be it that versions were left to others, and that rollback not restored. */
  isOver: boolean;
  /** Whether that rollback left nothing of it to be undone. */
  isClean: boolean;
}

/** One release: the runs of one set, as long as no other release of the same packages comes between two that ended well. */
interface Release {
  readonly eras: Era[];
  /** Releases of the same packages that came after its last run. */
  readonly followers: Set<Release>;
}

type Standing = ReadonlyMap<string, { readonly release: Release; readonly era: Era }>;

const standings = new WeakMap<readonly JournalRun[], Standing>();

/** Which release and era each promotion and publication belongs to; `runs` in the order of their begin. */
function standingOf(runs: readonly JournalRun[]): Standing {
  const known = standings.get(runs);
  if (known) return known;
  const found = new Map<string, { readonly release: Release; readonly era: Era }>();
  const latest = new Map<string, Release[]>();
  const releases = new Set<Release>();
  const byPackage = new Map<string, Set<Release>>();
  /** What rollbacks have closed, and when they had written, by their ids. */
  const closed = new Map<string, { readonly eras: ReadonlySet<Era>; readonly at: number }>();
  const abouts = new Map<string, string>();
  for (const run of runsInOrder(runs)) {
    if (isTaking(run)) {
      const key = run.set === undefined ? undefined : JSON.stringify([run.verb, run.set, placeKey(run)]);
      const same =
        key === undefined ? withoutSet(run, runs, found) : (latest.get(key)?.at(-1) ?? decidedOf(run, releases));
      // One that was cut off is a part of the run that goes on with it, whatever came in between.
      const before = same?.eras.at(-1)?.runs.at(-1);
      const isOpen = same && (!isFollowed(same) || (before !== undefined && !endedWell(before)));
      const release = same && isOpen ? same : newRelease();
      releases.add(release);
      if (key !== undefined && release !== same) latest.set(key, [...(latest.get(key) ?? []), release]);
      const last = release.eras.at(-1);
      const era = last && !last.isOver ? last : newEra(release);
      era.runs.push(run);
      found.set(run.runId, { release, era });
      const packages = packagesOf(run);
      const hasChanged = hasMade(run) || movedTags(run);
      for (const name of packages) {
        const key = `${placeKey(run)}\n${name}`;
        const about = byPackage.get(key) ?? new Set();
        byPackage.set(key, about.add(release));
        if (hasChanged) for (const other of about) if (other !== release) other.followers.add(release);
      }
    } else if (run.verb === 'rollback' && run.of !== undefined) {
      abouts.set(run.runId, run.of);
      const at = found.get(run.of);
      // One without an end may have hidden nothing.
      if (!at || run.isPartial === true || run.result === undefined || isBad(run.result)) continue;
      // By a plan or a manifest it is of every run that made that set.
      const releases = run.isOfSet ? keysOfSet(run).flatMap((key) => latest.get(key) ?? []) : [];
      const eras = run.isOfRunAlone
        ? [eraAlone(run.of, at, found)]
        : [at.release, ...releases].flatMap((each) => each.eras.filter((era) => era === at.era || !era.isOver));
      for (const era of eras) Object.assign(era, { isOver: true, isClean: isClean(run.result) });
      closed.set(run.runId, { eras: new Set(eras), at: writtenAt(run) });
    } else if (run.verb === 'restore' && run.of !== undefined && hasGivenBack(run)) {
      // It takes back all rollbacks of the release that the one it names is about, and that had written by then.
      const own = new Set([found.get(abouts.get(run.of) ?? run.of)?.era, ...(closed.get(run.of)?.eras ?? [])]);
      for (const { eras, at } of closed.values())
        if (at <= writtenAt(run) && [...eras].some((era) => own.has(era)))
          for (const era of eras) Object.assign(era, { isOver: false, isClean: false });
    }
  }
  standings.set(runs, found);
  return found;
}

/**
 * Whether a restore gave anything back, or found it given back: of one that left all as it was, the release is rolled back
 * as before. What it was about to write when it was cut off it may have written.
 */
const hasGivenBack = (run: JournalRun): boolean =>
  run.writes.some(({ result }) => effectOf(result) !== 'none') ||
  (endedWell(run) && (!run.result?.includes('"skipped":') || run.result.includes('"unchanged":')));

/** Words of writes that changed nothing. */
const WITHOUT_EFFECT = /^(error|failed|unchanged|left)/;

/** Errors after which nobody knows that; a failed change of a status was looked at again. */
const WITHOUT_ANSWER = /^error CA-(NET-00[236]|RUN-)/;

/** Whether a write, by its word, had its effect; unclear where it was cut off, or no answer told that it was this write. */
export function effectOf(told: string | undefined): 'done' | 'none' | 'unclear' {
  if (told === undefined || told === UNCLEAR || WITHOUT_ANSWER.test(told)) return 'unclear';
  return WITHOUT_EFFECT.test(told) ? 'none' : 'done';
}

/** Whether a write of a tag, by its word, left the tag there, whoever was first. */
export const hasSet = (told: string | undefined): boolean => told === 'done' || told === UNCLEAR;

const setBacks = new WeakMap<JournalRun, ReadonlySet<string>>();

/** Whether a run only set a tag back to where it was before its own copy took it along: nobody asked for it there. */
export function isSetBack(run: JournalRun, { package: name, tag, was, becomes }: JournalWrite): boolean {
  let own = setBacks.get(run);
  if (!own) {
    own = new Set(run.notes.flatMap((note) => (note.action === 'tag' ? [JSON.stringify(movesBack(note))] : [])));
    setBacks.set(run, own);
  }
  return own.has(JSON.stringify([name, tag, was ?? null, becomes ?? null]));
}

const movesBack = ({ package: name, tag, was, becomes }: JournalWrite) => [name, tag, becomes ?? null, was ?? null];

/** The run whose release a restore gave back, where that is known. */
export function restoredBy({ of }: JournalRun, runs: readonly JournalRun[]): JournalRun | undefined {
  const about = runs.find(({ runId }) => runId === of);
  return about?.verb === 'rollback' ? runs.find(({ runId }) => runId === about.of) : about;
}

const newRelease = (): Release => ({ eras: [], followers: new Set() });

function newEra(release: Release): Era {
  const era: Era = { runs: [], isOver: false, isClean: false };
  release.eras.push(era);
  return era;
}

/** An era of this run only: it took back by itself what it had brought, and what others of the release brought stays. */
function eraAlone(
  runId: string,
  { release, era }: { readonly release: Release; readonly era: Era },
  found: Map<string, { readonly release: Release; readonly era: Era }>,
): Era {
  if (era.runs.length < 2) return era;
  const at = era.runs.findIndex((run) => run.runId === runId);
  const alone: Era = { runs: era.runs.splice(at, 1), isOver: false, isClean: false };
  // The latest stays the last, since the next run goes on with that.
  release.eras.splice(release.eras.indexOf(era), 0, alone);
  found.set(runId, { release, era: alone });
  return alone;
}

/**
 * The release of which a run has versions, and in whose repository it only pointed tags at them, as the commands do that
 * messages print: that decides about the release, and is no other one.
 */
function decidedOf(run: JournalRun, releases: ReadonlySet<Release>): Release | undefined {
  if (run.sourceRepository !== run.repository || hasMade(run)) return undefined;
  const purls = [...purlsOf(run)];
  return [...releases].findLast(({ eras }) => {
    // What was published leaves no record, so of that only one machine would know.
    const parts = eras.flatMap((era) => era.runs).filter((part) => part.verb === 'promote' && isInPlaceOf(part, run));
    const own = new Set(parts.flatMap((part) => [...purlsOf(part)]));
    return purls.length > 0 && purls.every((text) => own.has(text));
  });
}

/** Of a follower that was rolled back but for versions that others count on, those are still in the place of this one's. */
const isFollowed = ({ followers }: Release): boolean =>
  [...followers].some(({ eras }) => eras.some(({ isOver: isGone, isClean: isAllGone }) => !(isGone && isAllGone)));

/** Version 0.1 did not note the set: the run that this one continued is about versions in common, and did not end well. */
function withoutSet(run: JournalRun, runs: readonly JournalRun[], found: Standing): Release | undefined {
  const before = runs.findLast(
    (other) =>
      other.runId < run.runId &&
      other.verb === run.verb &&
      other.set === undefined &&
      isInPlaceOf(other, run) &&
      !endedWell(other) &&
      isSameSet(other, run),
  );
  return before && found.get(before.runId)?.release;
}

/** Promotions and publications of the set that a rollback by a plan or a manifest is about, as `standingOf` knows them. */
const keysOfSet = (run: JournalRun) => TAKING.map((verb) => JSON.stringify([verb, run.set, placeKey(run)]));

const TAKING = ['promote', 'publish'];

/** Whether it is of the kind that brings versions, or counts on those that it found. */
export const isTaking = ({ verb }: Pick<JournalRun, 'verb'>): boolean => TAKING.includes(verb);

/** Whether both were about one set of versions in one repository. */
export const isOfSameSet = (run: JournalRun, other: JournalRun): boolean =>
  run.set !== undefined && run.set === other.set && isInPlaceOf(run, other);

/**
 * The same runs; a rollback by a plan or a manifest is about the last run before it that made that set, also where that is
 * known since then only.
 */
export function withAbouts(runs: readonly JournalRun[]): readonly JournalRun[] {
  if (!runs.some(({ isOfSet, of }) => isOfSet && of === undefined)) return runs;
  return runs.map((run, index) => {
    if (!run.isOfSet || run.of !== undefined) return run;
    const of = runs.findLast((other, at) => at < index && isTaking(other) && isOfSameSet(other, run))?.runId;
    return of === undefined ? run : { ...run, of };
  });
}

const placeKey = ({ domain, domainOwner, region, repository }: RepositoryRecord) =>
  [domain, domainOwner, region, repository].join('/');

/** Purls without version. */
export function packagesOf(run: JournalRun): ReadonlySet<string> {
  const named = run.writes.flatMap(({ package: name }) => name ?? []);
  return new Set([...[...purlsOf(run)].map((text) => text.slice(0, text.lastIndexOf('@'))), ...named]);
}

/** Whether it pointed a tag elsewhere, marks apart. */
export const movedTags = ({ writes }: JournalRun): boolean =>
  writes.some(
    ({ action, tag, result }) =>
      action === 'tag' && tag !== undefined && !tag.startsWith(MARK_PREFIX) && hasSet(result),
  );

/**
 * The runs that are one release with this one, itself included, oldest first: the same set, promoted once more by whatever
 * job, and those that were cut off. Without what was rolled back before or since, unless this run was.
 */
export function releaseOf(run: JournalRun, runs: readonly JournalRun[]): readonly JournalRun[] {
  const at = standingOf(runs).get(run.runId);
  if (!at) return [run];
  return at.release.eras.filter((era) => era === at.era || !era.isOver).flatMap((era) => era.runs);
}

/** The last run of the release of one that did not end well, where another went on with it. */
export function takenOverBy(run: JournalRun, runs: readonly JournalRun[]): JournalRun | undefined {
  if (endedWell(run)) return undefined;
  const last = standingOf(runs).get(run.runId)?.era.runs.at(-1);
  return last?.runId === run.runId ? undefined : last;
}

/** Whether the release of the run was rolled back, be it that versions were left to others, and that not restored. */
export const isOver = (run: JournalRun, runs: readonly JournalRun[]): boolean =>
  standingOf(runs).get(run.runId)?.era.isOver === true;

/** Whether a rollback of the release left nothing of it to be undone. */
export function isUndone(run: JournalRun, runs: readonly JournalRun[]): boolean {
  const era = standingOf(runs).get(run.runId)?.era;
  return era?.isOver === true && era.isClean;
}

/** The rollbacks of one release as long as nothing else came between: this one, and those of runs of the same era. */
export const rollbacksWith = (rollback: JournalRun, runs: readonly JournalRun[]): readonly JournalRun[] =>
  runs.filter((run) => run === rollback || (run.verb === 'rollback' && isOfSameEra(run.of, rollback.of, runs)));

/** The rollbacks of the release of a run, in the order in which they wrote. */
export function rollbacksOf(run: JournalRun, runs: readonly JournalRun[]): readonly JournalRun[] {
  const { runId } = run;
  const isOfSet = (rollback: JournalRun) =>
    rollback.isOfSet === true && rollback.runId > runId && isOfSameSet(rollback, run);
  return runsInOrder(runs)
    .filter((each) => each.verb === 'rollback' && (isOfSameEra(each.of, runId, runs) || isOfSet(each)))
    .sort((a, b) => writtenAt(a) - writtenAt(b));
}

function isOfSameEra(a: string | undefined, b: string | undefined, runs: readonly JournalRun[]): boolean {
  if (a === undefined || b === undefined) return false;
  const standing = standingOf(runs);
  const era = standing.get(a)?.era;
  return a === b || (era !== undefined && era === standing.get(b)?.era);
}

/** Whether a restore took the whole of the rollback back, or of a later one of the same release, after it had written. */
export function isRestored(rollback: JournalRun, runs: readonly JournalRun[]): boolean {
  const ids = new Set(rollbacksWith(rollback, runs).map(({ runId }) => runId));
  return runs.some(
    (run) =>
      run.verb === 'restore' &&
      run.of !== undefined &&
      ids.has(run.of) &&
      run.isPartial !== true &&
      endedWell(run) &&
      !isUnsure(run) &&
      isAfter(run, rollback, runs),
  );
}

/** Whether a restore gave back something of the release of the rollback after that had written. */
export function isGivenBack(rollback: JournalRun, runs: readonly JournalRun[]): boolean {
  const ids = new Set(rollbacksWith(rollback, runs).map(({ runId }) => runId));
  return runs.some(
    (run) =>
      run.verb === 'restore' &&
      run.of !== undefined &&
      ids.has(run.of) &&
      hasGivenBack(run) &&
      isAfter(run, rollback, runs),
  );
}

/** Whether a run wrote after the other had; runs may begin long before they write. */
function isAfter({ runId }: JournalRun, other: JournalRun, runs: readonly JournalRun[]): boolean {
  const order = runsInOrder(runs);
  const [at, before] = [runId, other.runId].map((id) => order.findIndex((each) => each.runId === id)) as [
    number,
    number,
  ];
  const since = timeOf(order[at]) - timeOf(order[before]);
  return since > 0 || (since === 0 && at > before);
}

const timeOf = (run: JournalRun | undefined): number => (run ? writtenAt(run) : 0);

/** Whether runs could not be read that may have mattered to it. */
const isUnsure = ({ result = '' }: JournalRun): boolean => result.includes('"unsure":');

const isBad = (result: string) => /"(conflict|blocked|failed)":/.test(result);

/** Whether a run left nothing of what it was about, by the words of its end. */
export const isClean = (result: string) => result !== '' && !/"(skipped|conflict|blocked|failed|unsure)":/.test(result);

/** Version 0.1 did not note the set; there, versions in common have to do. */
export function isSameSet(a: JournalRun, b: JournalRun): boolean {
  if (a.set !== undefined || b.set !== undefined) return a.set === b.set;
  const purls = purlsOf(b);
  return [...purlsOf(a)].some((purl) => purls.has(purl));
}

/**
 * Whether `other` is the command of this run once more. Version 0.1 did not note the set, and versions in common tell
 * something of the same job only; of a run that noted it, what is no part of the release is another one.
 */
export const isRepeated = (other: JournalRun, run: JournalRun): boolean =>
  run.set === undefined && other.job !== undefined && other.job === run.job && !hasMade(other) && isSameSet(other, run);

/**
 * Versions that a run found there and that the rollback of an earlier release had hidden: somebody listed them again
 * between the two. purl -> the release that was rolled back, or the rollback where that is not known.
 */
export function listedAgain(run: JournalRun, runs: readonly JournalRun[]): ReadonlyMap<string, JournalRun> {
  const relied = run.notes.flatMap(({ action, purls = [] }) => (action === 'rely' ? purls : []));
  if (relied.length === 0) return new Map();
  const hidden = new Map<string, JournalRun>();
  for (const earlier of runsInOrder(runs)) {
    if (earlier === run) break;
    if (!isInPlaceOf(earlier, run)) continue;
    // Who found it there since has it.
    for (const { action, purls = [] } of earlier.notes)
      if (action === 'rely' && !isSameSet(earlier, run)) for (const text of purls) hidden.delete(text);
    for (const { action, purls = [], versions, result = '', to } of earlier.writes)
      for (const text of purls) {
        const told = versions?.[text] ?? result;
        if (MAKING.has(action) || (action === 'status' && to === 'Published')) hidden.delete(text);
        else if (earlier.verb === 'rollback' && action === 'status' && !/^(error|failed)/.test(told))
          hidden.set(text, runs.find(({ runId }) => runId === earlier.of) ?? earlier);
      }
  }
  return new Map(relied.flatMap((text) => ((found) => (found ? [[text, found]] : []))(hidden.get(text))));
}

/** Of these, the ones of the same release: who promotes it once more after it was rolled back brings them again. */
export const isBroughtAgain = (run: JournalRun, runs: readonly JournalRun[]): boolean =>
  [...listedAgain(run, runs).values()].some((release) => isOfSameRelease(release, run, runs));

/** Whether both are of one release, whatever came between: one set, or a run that only decided about versions of the other. */
export function isOfSameRelease(a: JournalRun, b: JournalRun, runs: readonly JournalRun[]): boolean {
  const standing = standingOf(runs);
  const release = standing.get(a.runId)?.release;
  return isSameSet(a, b) || (release !== undefined && release === standing.get(b.runId)?.release);
}

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
    if (!isTaking(run) || isOver(run, runs)) continue;
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

/** A run without an end was cut off. */
export function endedWell({ result }: JournalRun): boolean {
  return result !== undefined && !/"(conflict|blocked|failed)":/.test(result);
}

/** Whether both are about the same repository. */
export const isInPlaceOf = (a: RepositoryRecord, b: RepositoryRecord): boolean =>
  a.domain === b.domain && a.domainOwner === b.domainOwner && a.region === b.region && a.repository === b.repository;
