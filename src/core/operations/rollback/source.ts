// What there is to undo: from the journal, else from the plan or the manifest. The journal tells what a run changed from
// what it found, and what later runs count on.
import { type JournalWrite, releaseSet, type VersionBefore } from '../../documents/journal.ts';
import type { HeadlessRun, JournalRun } from '../../documents/journal-runs.ts';
import type { ReleaseManifest, RepositoryRecord } from '../../documents/manifest.ts';
import type { PromotionPlan } from '../../documents/plan.ts';
import { readJournalFile } from '../../documents/read-journal.ts';
import { NEWER_REMEDY } from '../../documents/schema-version.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { parseCoordinate, parseVersionCoordinate, purl } from '../../model/coordinates.ts';
import { ownMember } from '../../model/own-member.ts';
import type { Status } from '../../model/package.ts';
import { MARK_PREFIX } from '../../model/tag-mark.ts';
import type { Clock, Files } from '../../ports/host.ts';
import { hideCommand } from '../dist-tags/commands.ts';
import { valueOfTag } from '../dist-tags/marks.ts';
import { explainedFinds, latestStored, requireEnded, requireLatest, untoldBy } from './latest.ts';
import type { RecordedRuns, RunRecords } from './records.ts';
import {
  cutOffMakersOf,
  endedWell,
  isBroughtAgain,
  isOver,
  isRepeated,
  isRestored,
  isSameSet,
  isUndone,
  LONGEST_RUN_MS,
  listedAgain,
  madeBy,
  makersOf,
  movedTags,
  purlsOf,
  releaseOf,
  rollbacksWith,
  takenOverBy,
} from './release-runs.ts';
import type { RollbackRequest } from './request.ts';
import type { Undo, UndoneTag, UndoneVersion, UnmovedTag, Uses } from './undo.ts';

const nobody = async (): Promise<Uses> => ({ uses: new Map(), isUnsure: false, warnings: [] });

interface Sources {
  readonly files: Pick<Files, 'open' | 'readText' | 'realPath' | 'stat'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Rejects with CA-INPUT-005 when nothing tells what to undo, or what tells it cannot be gone by. */
export async function findUndo(
  request: RollbackRequest,
  { files, clock }: Sources,
  records?: Pick<RunRecords, 'of' | 'since' | 'storedAt' | 'begunAt' | 'unbroken' | 'versionOf'>,
): Promise<Undo> {
  const { journalPath, plan, manifest, place } = request;
  const isRollback = request.direction === 'rollback';
  const { runs: journaled, headless, warnings: damages } = await readJournalFile(journalPath, files);
  const warnings = [...damages];
  const unread: string[] = [];
  let isUnlisted = false;
  const take = (recorded: RecordedRuns | undefined) => {
    warnings.push(...(recorded?.warnings ?? []));
    unread.push(...(recorded?.unread ?? []));
    isUnlisted ||= recorded?.isUnlisted === true;
    const others = recorded?.runs ?? [];
    // Of a run that is under way its own journal tells all; what it was about to write is more than it wrote.
    return merged(journaled, request.isUnderWay ? others.filter(({ runId }) => runId !== request.runId) : others);
  };
  const isTold = journaled.some((run) => run.runId === request.runId && !isPartlyTold(run));
  let runs = request.runId === undefined || isTold ? journaled : take(await records?.of(request.runId));
  if (request.isLatest) runs = take(await records?.since(undefined));
  // Of a restore, what is meant may be the release, and only its rollback tells what to restore.
  else if (!isRollback && request.runId !== undefined) runs = merged(runs, take(await records?.since(request.runId)));
  let chosen = chosenRun(runs, request, warnings);
  if (request.runId === undefined && !request.isLatest && chosen && records) {
    // Where the end of a journal is lost, the record tells whether the run did more than the journal says.
    const at = runs.indexOf(chosen);
    for (const { runId } of runs.slice(at).filter(isPartlyTold).slice(-MOST_ASKED))
      runs = merged(runs, take(await records.of(runId)));
    chosen = chosenRun(runs, request, warnings);
  }
  const cutOff = chosen && cutOffBefore(chosen, { journaled, runs, request, now: clock.now() });
  if (cutOff) {
    chosen = cutOff.of;
    warnings.push(
      `the ${request.direction} ${cutOff.run.runId} of ${cutOff.of.runId} has no end here: this one finishes it, and takes nothing else`,
    );
  }
  if (request.isLatest && chosen && !cutOff) {
    const { open } = openRuns(runs, request);
    const first = chosen;
    const rivals = open.filter(
      (run) => run === first || ((hasDone(run) || isBroughtAgain(run, runs)) && !takenOverBy(run, runs)),
    );
    if (records) chosen = await latestStored(first, rivals, records);
    if (isRollback) requireEnded(chosen, clock.now());
    if (isRollback && wasTried(chosen, runs)) warnings.push(restIsOthers(chosen, open, runs));
    const explained = await explainedFinds(chosen, open, runs, records);
    requireLatest(chosen, open, { runs, unread, explained });
  }
  // What other machines did since is told by their records only; a restore goes by all since the release.
  if (chosen && records && !request.isLatest) {
    const from = (isRollback ? undefined : chosen.of) ?? chosen.runId;
    runs = merged(runs, take(await records.since(from)));
    const { runId } = chosen;
    chosen = runs.find((run) => run.runId === runId);
    // Who put there what it found, and who took that back, may have begun long before.
    const isOthersToTell = request.isOfRunAlone
      ? chosen && untoldBy(chosen, makersOf(runs)).length > 0
      : chosen && releaseOf(chosen, runs).some(hasFound);
    if (isRollback && isOthersToTell) {
      runs = merged(runs, take(await records.since(undefined)));
      chosen = runs.find((run) => run.runId === runId);
    }
  }
  const lost = lostHead(chosen, headless, request);
  const isOtherwiseTold = isRollback && (plan !== undefined || (manifest !== undefined && place !== undefined));
  if (lost && !isOtherwiseTold) throw lost;
  const run = lost ? undefined : chosen;
  const told = (undo: Undo, more: readonly string[] = []): Undo => ({
    ...undo,
    warnings: [...new Set([...warnings, ...undo.warnings, ...more])],
  });
  if (run) {
    requireUnderstood(run);
    const found = isRollback ? undoOfRelease(run, runs, request.isOfRunAlone) : undoOfRollback(run, runs);
    // Where this run left what it was about to do, so had one that was cut off before it.
    const isTraced = found.versions.some(isUntoldVersion) && (await records?.begunAt(run.runId)) !== undefined;
    const undo = isTraced ? { ...found, versions: found.versions.map(asTold) } : found;
    const isFinder = isRollback && !request.isOfRunAlone && releaseOf(run, runs).some(hasFound);
    const from = isFinder ? '' : ((isRollback ? undefined : run.of) ?? run.runId);
    const isLater = (id: string) => id > from && id !== run.runId;
    const usedSince = async (own: string): Promise<Uses> => {
      const since = await records?.unbroken.since(run.runId, own);
      const uses = laterUses(run, partsOf(run, runs, request.isOfRunAlone), merged(runs, since?.runs ?? []));
      const isUnsure = since?.isUnlisted === true || (since?.unread ?? []).some(isLater);
      return { uses, isUnsure, warnings: since?.warnings ?? [] };
    };
    const live = runs.filter((one) => isTaking(one) && !isOver(one, runs));
    const made = new Set([...madeBy(live), ...live.flatMap((one) => [...purlsOf(one)])]);
    const isMade = (text: string) => made.has(text);
    const storedAt = async () => records?.storedAt(run.runId);
    const isUntold =
      !request.isUnderWay && run.result === undefined && undo.versions.length === 0 && undo.tags.length === 0;
    const isHalf = isPartlyTold(run) && unread.includes(run.runId);
    const nothing = isUntold
      ? [`the run ${run.runId} has no end, and nothing tells what it wrote; whatever that was stays as it is`]
      : [];
    return {
      ...told(undo, [...damageOf(run), ...nothing]),
      ...{ usedSince, isMade, storedAt, broughtSince: broughtBeside(partsOf(run, runs, request.isOfRunAlone), live) },
      isIncomplete: run.isDamaged || isUntold || isHalf,
      isUnsure: isUnlisted || unread.some(isLater),
    };
  }
  const byDocument =
    isRollback && plan
      ? undoOfPlan(plan)
      : isRollback && manifest && place
        ? undoOfManifest(manifest, place)
        : undefined;
  if (byDocument) {
    const known = merged(journaled, take(await records?.since(undefined)));
    const isUnsure = isUnlisted || unread.length > 0;
    const purls = plan ? plan.items.map(({ purl: text }) => text) : byDocument.versions.map(({ purl: text }) => text);
    const uses = otherUses(purls, byDocument.place, known);
    const usedSince = async (own: string): Promise<Uses> => {
      const since = await records?.unbroken.since(undefined, own);
      return {
        uses: otherUses(purls, byDocument.place, merged(journaled, since?.runs ?? [])),
        isUnsure: since?.isUnlisted === true || (since?.unread.length ?? 0) > 0,
        warnings: since?.warnings ?? [],
      };
    };
    return told({ ...spared(byDocument, uses), usedSince, isUnsure });
  }
  const where = journalPath === undefined ? 'without a journal' : `in ${journalPath}`;
  const what = request.runId === undefined ? `no ${isRollback ? 'promotion' : 'rollback'}` : `no run ${request.runId}`;
  throw new RegistryError(
    'CA-INPUT-005',
    [`there is ${what} ${where}${records ? ', nor a record of it in the repository' : ''}`, ...warnings].join('; '),
    {
      remedy:
        'Name a run that the journal or the records of this repository have (`journal`, `destination-repository`), or give the plan or the manifest of the release.',
    },
  );
}

/** Of a release that was rolled back as far as it is its own: how to go on, which nobody must do by accident. */
function restIsOthers(chosen: JournalRun, open: readonly JournalRun[], runs: readonly JournalRun[]): string {
  const { runId } = chosen;
  const release = new Set(releaseOf(chosen, runs));
  const before = open.findLast(
    (run) => run.runId < runId && !release.has(run) && !isOver(run, runs) && hasDone(run),
  )?.runId;
  const next = before === undefined ? '' : `; \`rollback ${before}\` takes back the release before it`;
  return `the release of the run ${runId} was rolled back before, but for what it could not take back${next}`;
}

const wasTried = (chosen: JournalRun, runs: readonly JournalRun[]): boolean =>
  runs.some(
    ({ verb, of, result, isPartial }) =>
      verb === 'rollback' &&
      isPartial !== true &&
      result !== undefined &&
      releaseOf(chosen, runs).some(({ runId }) => runId === of),
  );

/** Runs of a journal that are asked for in the records, at most, where none is named. */
const MOST_ASKED = 16;

/** A run without an end was cut off, or the journal lost its tail. */
const isPartlyTold = ({ result, isDamaged }: JournalRun): boolean => result === undefined || isDamaged;

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
function merged(journal: readonly JournalRun[], recorded: readonly JournalRun[]): readonly JournalRun[] {
  const found = new Map(recorded.map((run) => [run.runId, run]));
  const journaled = journal.map((run) => {
    const other = found.get(run.runId);
    return other && other !== run && isPartlyTold(run) ? completed(run, other) : run;
  });
  const known = new Set(journaled.map(({ runId }) => runId));
  const others = recorded.filter(({ runId }) => !known.has(runId));
  if (others.length === 0) return journaled;
  return [...journaled, ...others].sort((a, b) => (a.runId < b.runId ? -1 : 1));
}

/** Versions that other runs count on stay. */
function spared(undo: Undo, uses: ReadonlyMap<string, string>): Undo {
  const versions = undo.versions.map((version): UndoneVersion => {
    const by = uses.get(version.purl);
    if (by === undefined || version.kind === 'stays') return version;
    return { ...version, kind: 'stays', stays: { outcome: 'skipped', reason: `the run ${by} counts on it` } };
  });
  return { ...undo, versions };
}

function chosenRun(
  runs: readonly JournalRun[],
  request: RollbackRequest,
  warnings: readonly string[],
): JournalRun | undefined {
  const { runId, direction } = request;
  const isRollback = direction === 'rollback';
  if (runId !== undefined) {
    const run = runs.find((found) => found.runId === runId);
    if (!run) return undefined;
    requireUnderstood(run);
    const undoable = isRollback ? ['promote', 'publish'] : ['rollback'];
    // Of a release that was rolled back, people may name the release or its rollback.
    const rolledBack = isRollback ? undefined : runs.findLast(({ verb, of }) => verb === 'rollback' && of === runId);
    if (undoable.includes(run.verb)) return run;
    if (rolledBack) return rolledBack;
    // Its rollback may be one of those that cannot be read.
    const why = [`the run ${runId} is a ${run.verb} and has nothing for ${direction}`, ...new Set(warnings)];
    throw new RegistryError('CA-INPUT-005', why.join('; '));
  }
  // What somebody gave instead of a run is meant, and not what the journal holds last.
  if (isRollback && (request.plan || request.manifest) && !request.isLatest) return runOfDocument(runs, request);
  const { open, candidates } = openRuns(runs, request);
  // A run that found everything in place wrote nothing; people mean the one before it that did.
  const last = open.findLast((run) => hasDone(run) || isBroughtAgain(run, runs)) ?? open.at(-1);
  // One that was cut off is a part of the run that continued it.
  const later = last && takenOverBy(last, runs);
  const chosen = later && open.includes(later) ? later : last;
  if (chosen || !request.isLatest || candidates.length === 0) return chosen ?? candidates.at(-1);
  const what = isRollback ? 'roll back: every promotion' : 'restore: every rollback';
  throw new RegistryError('CA-INPUT-005', `nothing is left to ${what} that is known here was taken back already`);
}

/**
 * The run of this journal that did the same and did not come to its end, with what it was about: the same command given
 * again means that one, and not the release before, although all may be done that it had to do.
 */
function cutOffBefore(
  chosen: JournalRun,
  {
    journaled,
    runs,
    request: { direction, runId, plan, manifest, place },
    now,
  }: {
    readonly journaled: readonly JournalRun[];
    readonly runs: readonly JournalRun[];
    readonly request: RollbackRequest;
    readonly now: number;
  },
): { readonly run: JournalRun; readonly of: JournalRun } | undefined {
  if (runId !== undefined || plan || manifest) return undefined;
  const last = journaled.findLast((run) => run.verb === direction && (place === undefined || isIn(run, place)));
  if (last === undefined || last.result !== undefined || last.runId < chosen.runId) return undefined;
  const of = runs.find((run) => run.runId === last.of);
  const isRecent = now - last.beganAt <= LONGEST_RUN_MS;
  return of && of !== chosen && isRecent ? { run: last, of } : undefined;
}

/** The run that is known to have carried out the plan, or the release of the manifest, and that is not undone. */
function runOfDocument(
  runs: readonly JournalRun[],
  { plan, manifest, place }: RollbackRequest,
): JournalRun | undefined {
  const where = plan?.destination ?? place;
  const purls = (plan?.items ?? manifest?.versions ?? []).map(({ purl: text }) => text);
  if (where === undefined || purls.length === 0) return undefined;
  const set = releaseSet(purls);
  const isOfIt = (run: JournalRun) =>
    plan ? run.verb === 'promote' && run.planHash === plan.hash : run.verb === 'promote' || run.verb === 'publish';
  const own = runs.filter((run) => isOfIt(run) && run.set === set && isIn(run, where) && !isUndone(run, runs));
  const last = own.findLast((run) => hasDone(run) || isBroughtAgain(run, runs)) ?? own.at(-1);
  const later = last && takenOverBy(last, runs);
  return later && own.includes(later) ? later : last;
}

/** Whether it found versions in place, which another run brought. */
const hasFound = ({ notes, writes }: JournalRun): boolean =>
  notes.some(({ action, purls = [] }) => action === 'rely' && purls.length > 0) ||
  writes.some(({ versions = {} }) => Object.values(versions).includes('present'));

const hasDone = (run: JournalRun): boolean => run.writes.length > 0 || run.isDamaged || run.newer.length > 0;

/** Runs that may be meant where none is named, and those of them that are not undone. */
function openRuns(runs: readonly JournalRun[], { direction, place }: RollbackRequest) {
  const isRollback = direction === 'rollback';
  const verb = isRollback ? 'promote' : 'rollback';
  const all = runs.filter((run) => run.verb === verb || run.verb === '');
  const here = all.filter((run) => place === undefined || isIn(run, place) || run.verb === '');
  // Where there are only runs of other repositories, the error says which.
  const candidates = here.length > 0 ? here : all;
  return { candidates, open: candidates.filter((run) => !(isRollback ? isUndone(run, runs) : isRestored(run, runs))) };
}

/** Lines whose begin is lost may be of the very run that is meant. */
function lostHead(
  run: JournalRun | undefined,
  headless: readonly HeadlessRun[],
  { runId, journalPath }: RollbackRequest,
): RegistryError | undefined {
  const lost = headless.find((one) =>
    runId === undefined ? one.lastAt >= (run?.beganAt ?? 0) : run === undefined && one.runId === runId,
  );
  if (!lost) return undefined;
  const what = runId === undefined ? 'and it may be the last one' : 'so nobody knows where it wrote';
  return new RegistryError(
    'CA-INPUT-005',
    `${journalPath} has lines of the run ${lost.runId}, but not its begin, ${what}`,
    { remedy: 'Name the run that is to be rolled back, or give its plan.' },
  );
}

function requireUnderstood({ runId, newer }: JournalRun): void {
  if (newer.length === 0) return;
  const shown = newer.slice(0, 3).join(', ');
  throw new RegistryError(
    'CA-INPUT-005',
    `the run ${runId} was written by a newer version of codeartifact-ci, and this one does not know what it did: ${shown}`,
    { remedy: NEWER_REMEDY },
  );
}

/** What a rollback of the run cannot know. */
function damageOf({ runId, damage, unknownSteps, isDamaged }: JournalRun): string[] {
  if (damage.length === 0 && !isDamaged) return [];
  const steps = unknownSteps.slice(0, 10).join(', ');
  const more = unknownSteps.length > 10 ? ' and more' : '';
  return [
    ...damage.slice(0, 5).map((words) => `the journal of the run ${runId}: ${words}`),
    ...(unknownSteps.length > 0
      ? [`nobody knows what the run ${runId} wrote in step ${steps}${more}; that stays as it is`]
      : []),
    ...(isDamaged && unknownSteps.length === 0
      ? [`the run ${runId} may have written, or moved tags, more than its journal tells; that stays as it is`]
      : []),
  ];
}

const isIn = (run: RepositoryRecord, place: RepositoryRecord) =>
  run.domain === place.domain &&
  run.domainOwner === place.domainOwner &&
  run.region === place.region &&
  run.repository === place.repository;

/** Versions of a package (purl) that other runs of these, which began after the release, put there. */
function broughtBeside(
  release: readonly JournalRun[],
  live: readonly JournalRun[],
): (name: string) => readonly string[] {
  const [first] = release;
  const others = live.filter((other) => first && other.runId > first.runId && !release.includes(other));
  const brought = [...madeBy(others)].map((text) => [text, parseVersionCoordinate(text)] as const);
  const byPackage = new Map<string, string[]>();
  for (const [, ref] of brought) {
    const name = purl({ ...ref, version: undefined });
    byPackage.set(name, [...(byPackage.get(name) ?? []), ref.version]);
  }
  return (name) => byPackage.get(name) ?? [];
}

/** A run that fails takes back its own, and not what users had by then, or another one at work brings. */
const partsOf = (run: JournalRun, runs: readonly JournalRun[], isAlone = false): readonly JournalRun[] =>
  isAlone ? [run] : releaseOf(run, runs);

/**
 * A run and those before it that it continued. A write without a result was cut off: it may have had its effect, so it
 * is looked at like the others.
 */
function undoOfRelease(run: JournalRun, runs: readonly JournalRun[], isAlone = false): Undo {
  const release = partsOf(run, runs, isAlone);
  const versions = new Map<string, UndoneVersion>();
  for (const part of release) takeVersions(part, runs, versions);
  const later = laterUses(run, release, runs);
  if (!isAlone) takeListedAgain(release, runs, versions, later);
  takeRelied(release, runs, versions, release.some(movedTags));
  for (const part of release) takeProven(part, versions);
  const hidden = hiddenBy(release, runs);
  const own = [...versions.values()].map((version): UndoneVersion => {
    const by = later.get(version.purl);
    if (by === undefined || version.kind === 'stays') return version;
    const stays = { outcome: 'skipped', reason: `the run ${by} counts on it by now` } as const;
    return { ...version, kind: 'stays', stays, hiddenBy: hidden.get(version.purl) };
  });
  return {
    runId: run.runId,
    runIds: new Set(release.map(({ runId }) => runId)),
    place: placeOf(run),
    versions: own.reverse(),
    tags: withLed(tagsOf(release, versions), run, runs, versions),
    isWithoutTags: false,
    usedSince: nobody,
    isIncomplete: false,
    warnings: [],
  };
}

/** Versions that rollbacks of the release hid, or were about to, and did not give back: purl -> the last of these. */
function hiddenBy(release: readonly JournalRun[], runs: readonly JournalRun[]): ReadonlyMap<string, string> {
  const ids = new Set(release.map(({ runId }) => runId));
  const hidden = new Map<string, string>();
  for (const { runId, verb, of = '', writes } of runs) {
    if (verb !== 'rollback' || !ids.has(of)) continue;
    for (const { action, purls = [], to, versions, result } of writes)
      for (const text of purls) {
        const told = versions?.[text] ?? result;
        if (action === 'status' && to === 'Unlisted') hidden.set(text, runId);
        else if (action === 'status' && told !== undefined && !/^(error|failed)/.test(told)) hidden.delete(text);
      }
  }
  return hidden;
}

function takeVersions(run: JournalRun, runs: readonly JournalRun[], versions: Map<string, UndoneVersion>): void {
  let makers: ReadonlyMap<string, string> | undefined;
  const whoHas = (text: string) => {
    makers ??= makersOf(runs);
    const maker = makers.get(text);
    return maker === undefined ? 'somebody else' : `the run ${maker}`;
  };
  for (const { action, purls = [], result, versions: became, seen, at: begunAt } of run.writes) {
    // Nobody knows when it came to it.
    const at = run.isBegun ? begunAt + LONGEST_RUN_MS : begunAt;
    if (action === 'finish') for (const text of purls) takeFinished(text, result, at, versions);
    if (action !== 'copy' && action !== 'upload' && action !== 'overwrite') continue;
    for (const text of purls) {
      const kind = resultFor(became?.[text], result);
      const known = versions.get(text);
      if (kind === 'none') continue;
      const base = { purl: text, ref: parseVersionCoordinate(text), left: 'Published' as const, at };
      const before = seen?.[text];
      if (kind === 'present' || (action === 'upload' && before && isPublic(before))) {
        // What an earlier part of the same release made stays its own.
        if (known) {
          if (kind === 'present') versions.set(text, foundBy(known, run));
          continue;
        }
        const reason =
          kind === 'present'
            ? `it was there when this run came to it: ${whoHas(text)} has it`
            : 'this run only added files to it, and the service cannot remove single files';
        versions.set(text, {
          ...base,
          kind: 'stays',
          isFound: kind === 'present',
          stays: { outcome: 'skipped', reason },
        });
      } else if (action === 'overwrite') {
        const reason = 'it replaced other bytes, and those are gone; publish the old version under a new number';
        versions.set(text, { ...base, kind: 'stays', stays: { outcome: 'blocked', reason } });
      } else versions.set(text, { ...base, kind });
    }
  }
}

/** Revisions as the run saw them at its end. */
function takeProven(run: JournalRun, versions: Map<string, UndoneVersion>): void {
  for (const { action, purls = [], revisions = {} } of run.notes) {
    if (action !== 'proven') continue;
    for (const purl of purls) {
      const known = versions.get(purl);
      const revision = known && ownMember(revisions, known.ref.version);
      if (known && revision !== undefined) versions.set(purl, { ...known, revision });
    }
  }
}

/** Files that were added to it can be installed. What was Unfinished nobody had, and the run made it public. */
const isPublic = ({ status, assets = [] }: VersionBefore): boolean => assets.length > 0 && status !== 'Unfinished';

/** What another part of the release had put there when `run` came to it was put there before that. */
const foundBy = (version: UndoneVersion, { beganAt }: JournalRun): UndoneVersion =>
  version.at === undefined ? version : { ...version, at: Math.min(version.at, beganAt) };

const isUntoldVersion = ({ untoldAt }: UndoneVersion): boolean => untoldAt !== undefined;

const asTold = (version: UndoneVersion): UndoneVersion => ({ ...version, untoldAt: undefined });

/**
 * What an earlier rollback of this very release had hidden, and this release found in place, is its own again; and so is
 * what the rollback of another one had left because this one counts on it.
 */
function takeListedAgain(
  release: readonly JournalRun[],
  runs: readonly JournalRun[],
  versions: Map<string, UndoneVersion>,
  /** What others count on, by purl. */
  used: ReadonlyMap<string, string>,
): void {
  const makers = makersOf(runs);
  for (const part of release) {
    const again = listedAgain(part, runs);
    const take = (text: string) => {
      if (versions.has(text)) return;
      const ref = parseVersionCoordinate(text);
      versions.set(text, { purl: text, ref, left: 'Published', kind: 'maybe', at: part.beganAt });
    };
    for (const [text, before] of again) if (isSameSet(before, part)) take(text);
    for (const { action, purls = [] } of part.notes) {
      if (action !== 'rely') continue;
      for (const text of purls) {
        const maker = runs.find(({ runId }) => runId === makers.get(text));
        if (maker && !release.includes(maker) && isOver(maker, runs) && !again.has(text) && !used.has(text)) take(text);
      }
    }
  }
}

/** Versions that the run found there: they stay, and where it moved no tags either, nothing of it can be rolled back. */
function takeRelied(
  release: readonly JournalRun[],
  runs: readonly JournalRun[],
  versions: Map<string, UndoneVersion>,
  hasTags: boolean,
): void {
  const hasOwn = hasTags || [...versions.values()].some(({ kind }) => kind !== 'stays');
  const finds = findsOf(runs.filter((run) => !release.includes(run)));
  for (const part of release) {
    const again = listedAgain(part, runs);
    for (const { action, purls = [] } of part.notes) {
      if (action !== 'rely') continue;
      for (const text of purls) {
        const known = versions.get(text);
        if (known) {
          if (known.kind === 'maybe') versions.set(text, foundBy(known, part));
          continue;
        }
        const before = again.get(text);
        if (before) {
          const why = `it was there before this run, since somebody listed it again when the run ${before.runId} had been rolled back`;
          const hide = hideCommand(parseVersionCoordinate(text), placeOf(part));
          versions.set(text, { ...stays(text, 'skipped', `${why}; \`${hide}\` hides it`), isFound: true });
          continue;
        }
        const { outcome = hasOwn ? 'unchanged' : 'skipped', who, maker, isUntold } = finds(text, part);
        const way = outcome === 'skipped' && maker ? `; \`rollback ${maker}\` takes back what that one brought` : '';
        const found = stays(text, outcome, `it was there before this run, ${who}${way}`);
        versions.set(text, { ...found, isFound: true, ...(isUntold ? { untoldAt: part.beganAt } : {}) });
      }
    }
  }
}

interface Find {
  /** Of what may be a part of this release, whatever else it brought. */
  readonly outcome?: 'skipped' | undefined;
  /** Where it came from, in words. */
  readonly who: string;
  /** The run that put it there. */
  readonly maker?: string | undefined;
  readonly isUntold?: true | undefined;
}

/** Where versions came from that a run found there, by all other runs that are known. */
function findsOf(others: readonly JournalRun[]): (text: string, part: JournalRun) => Find {
  const makers = makersOf(others);
  const cutOffs = cutOffMakersOf(others);
  const successors = new Map([...new Set(cutOffs.values())].map((run) => [run, takenOverBy(run, others)]));
  const users = others.filter(endedWell).map((run) => ({ run, purls: purlsOf(run) }));
  return (text, part) => {
    const maker = makers.get(text);
    if (maker !== undefined) return { who: `the run ${maker} put it there`, maker };
    const cutOff = cutOffs.get(text);
    const later = cutOff && successors.get(cutOff);
    if (cutOff && !later) {
      const { runId } = cutOff;
      const who = `and the run ${runId}, which was cut off, may have put it there; \`rollback ${runId}\` takes that back`;
      return { outcome: 'skipped', who };
    }
    const user = later ?? users.find(({ run, purls }) => run.runId < part.runId && purls.has(text))?.run;
    if (user) return { who: `the run ${user.runId} counts on it as well` };
    return { who: 'and no run is known that put it there', isUntold: true };
  };
}

/** A version that an earlier run uploaded, and that this one made visible. */
function takeFinished(
  text: string,
  result: string | undefined,
  at: number,
  versions: Map<string, UndoneVersion>,
): void {
  const kind = resultFor(undefined, result);
  if (versions.has(text) || (kind !== 'made' && kind !== 'maybe')) return;
  versions.set(text, { purl: text, ref: parseVersionCoordinate(text), kind, left: 'Published', at });
}

/** Whether a run put a version there, by what it noted of the version, else by the result of the whole write. */
function resultFor(became: string | undefined, result: string | undefined): 'made' | 'maybe' | 'present' | 'none' {
  if (became === 'copied' || became === 'uploaded') return 'made';
  if (became === 'present') return 'present';
  if (became !== undefined) return 'none';
  if (result === undefined || result.startsWith('error')) return 'maybe';
  return result.startsWith('failed') || result === 'refused' ? 'none' : 'made';
}

/** Versions that other runs put there or count on: purl -> the latest of these runs. */
function laterUses(
  run: JournalRun,
  release: readonly JournalRun[],
  runs: readonly JournalRun[],
): ReadonlyMap<string, string> {
  const uses = new Map<string, string>();
  // What is known of a run may have been completed since.
  const ids = new Set(release.map(({ runId }) => runId));
  const own = runs.findIndex(({ runId }) => runId === run.runId);
  for (const [index, other] of runs.entries()) {
    if (ids.has(other.runId) || !isUser(other, run, runs)) continue;
    // One that began earlier may have ended later, and have found there what this one had brought.
    if (index < own && !endedWell(other)) continue;
    // Who runs the job again means the release that it finds there.
    if (isRepeated(other, run)) continue;
    for (const purl of countedOn(other)) uses.set(purl, other.runId);
  }
  return uses;
}

/** What a run counts on: of one that failed only what it brought, since it promises nobody what it found. */
const countedOn = (run: JournalRun): ReadonlySet<string> =>
  run.result === undefined || endedWell(run) ? purlsOf(run) : madeBy([run]);

/** Versions that runs count on which are about another set than this one. */
function otherUses(
  purls: readonly string[],
  place: RepositoryRecord,
  runs: readonly JournalRun[],
): ReadonlyMap<string, string> {
  const set = releaseSet(purls);
  const uses = new Map<string, string>();
  for (const other of runs)
    if (isUser(other, place, runs) && other.set !== set) for (const purl of purlsOf(other)) uses.set(purl, other.runId);
  return uses;
}

const isUser = (run: JournalRun, place: RepositoryRecord, runs: readonly JournalRun[]): boolean =>
  isTaking(run) && isIn(run, place) && !isOver(run, runs);

/** Whether it is of the kind that brings versions, or counts on those that it found. */
const isTaking = ({ verb }: JournalRun): boolean => verb === 'promote' || verb === 'publish';

/** Of one rollback, or of all that were needed to roll one release back. */
function undoOfRollback(run: JournalRun, runs: readonly JournalRun[]): Undo {
  const ofOne = rollbacksWith(run, runs);
  const ids = new Set(ofOne.map(({ runId }) => runId));
  // One that did not come to its end is gone on with.
  const lastRestored = runs.findLastIndex(
    (each) => each.verb === 'restore' && each.of !== undefined && ids.has(each.of) && endedWell(each),
  );
  const parts = run.of === undefined ? [run] : ofOne.filter((each) => runs.indexOf(each) > lastRestored);
  const versions = new Map<string, UndoneVersion>();
  const first = new Map<string, Status>();
  const warnings: string[] = [];
  for (const { action, purls = [], from, to, result, versions: became } of parts.flatMap(({ writes }) => writes)) {
    if (action !== 'status' && action !== 'delete' && action !== 'dispose') continue;
    for (const purl of purls) {
      const told = became?.[purl] ?? result;
      if (told?.startsWith('error') || told?.startsWith('failed')) continue;
      if (action !== 'status') {
        warnings.push(`${purl} cannot come back`);
        versions.set(purl, stays(purl, 'blocked', `it was ${action === 'delete' ? 'deleted' : 'disposed'}`));
      } else {
        const ref = parseVersionCoordinate(purl);
        const target = first.get(purl) ?? from ?? 'Published';
        first.set(purl, target);
        // What was hidden and given back, since somebody else counts on it, is as it was found.
        if (to === target) versions.delete(purl);
        else versions.set(purl, { purl, ref, kind: 'restored', left: to ?? 'Unlisted', target });
      }
    }
  }
  const noted = [...versions.values()].reverse();
  const release = runs.find(({ runId }) => runId === run.of);
  const whole = release && undoOfRelease(release, runs);
  const tags = tagsOf(parts, new Map());
  const taken = setSince(tags, parts, runs);
  const unmoved = (whole?.tags ?? []).flatMap(({ package: name, tag, to, last }): UnmovedTag[] => {
    const isOfThis = (each: UndoneTag) => each.package === name && each.tag === tag;
    const by = taken.get(`${name}\n${tag}`);
    if (last == null || last === to || (by === undefined && tags.some(isOfThis))) return [];
    const why = by === undefined ? 'since no rollback is known that moved it' : `since the run ${by} set it to that`;
    return [{ package: name, tag, last, why }];
  });
  return {
    runId: run.runId,
    runIds: new Set(),
    place: placeOf(run),
    versions: [...noted, ...unnotedOf(release, versions, runs)],
    tags: tags.filter(({ package: name, tag }) => !taken.has(`${name}\n${tag}`)),
    unmoved,
    isWithoutTags: false,
    usedSince: nobody,
    isIncomplete: false,
    warnings,
  };
}

/** What the release brought and no rollback noted: it may be hidden all the same, by one that was cut off. */
function unnotedOf(
  release: JournalRun | undefined,
  noted: ReadonlyMap<string, UndoneVersion>,
  runs: readonly JournalRun[],
): readonly UndoneVersion[] {
  if (!release) return [];
  const brought = new Map<string, UndoneVersion>();
  for (const part of releaseOf(release, runs)) takeVersions(part, runs, brought);
  return [...brought.values()].flatMap((version): UndoneVersion[] =>
    noted.has(version.purl) || version.kind === 'stays'
      ? []
      : [{ ...version, kind: 'unnoted', isSure: version.kind === 'made' }],
  );
}

/** Tags that a later promotion or publication set to where the rollback had put them: package and tag -> the run. */
function setSince(
  tags: readonly UndoneTag[],
  parts: readonly JournalRun[],
  runs: readonly JournalRun[],
): ReadonlyMap<string, string> {
  const writesOf = (run: JournalRun, { package: name, tag }: UndoneTag) =>
    run.writes.filter((write) => write.action === 'tag' && write.package === name && write.tag === tag);
  const found = new Map<string, string>();
  for (const each of tags) {
    const last = runs.findLastIndex((run) => parts.includes(run) && writesOf(run, each).length > 0);
    for (const run of runs.slice(last + 1)) {
      if (run.verb !== 'promote' && run.verb !== 'publish') continue;
      if (writesOf(run, each).some(({ becomes = null, result }) => result === 'done' && each.left.includes(becomes)))
        found.set(`${each.package}\n${each.tag}`, run.runId);
    }
  }
  return found;
}

const stays = (purl: string, outcome: 'skipped' | 'blocked' | 'unchanged', reason: string): UndoneVersion => ({
  purl,
  ref: parseVersionCoordinate(purl),
  kind: 'stays',
  left: 'Published',
  stays: { outcome, reason },
});

function undoOfPlan(plan: PromotionPlan): Undo {
  const versions = plan.items
    .filter(({ action }) => action === 'copy')
    .map(({ purl, overwrites }): UndoneVersion => {
      if (overwrites !== true) return { purl, ref: parseVersionCoordinate(purl), kind: 'maybe', left: 'Published' };
      return stays(purl, 'blocked', 'it replaced other bytes, and those are gone');
    });
  const tags = plan.tags.flatMap(({ package: name, before, afterCopy, wanted }) =>
    [...new Set([before, afterCopy, wanted].flatMap((each) => Object.keys(each)))].flatMap((tag): UndoneTag[] => {
      const to = valueOfTag(before, tag) ?? null;
      const left = [valueOfTag(afterCopy, tag) ?? null, valueOfTag(wanted, tag) ?? null].filter(
        (value) => value !== to,
      );
      return left.length === 0 ? [] : [{ package: name, tag, left, to }];
    }),
  );
  const warnings = ['there is no journal of that run, so versions are rolled back by the plan alone'];
  return {
    runId: undefined,
    runIds: new Set(),
    place: plan.destination,
    versions: versions.reverse(),
    tags,
    isWithoutTags: false,
    usedSince: nobody,
    isIncomplete: false,
    warnings,
  };
}

function undoOfManifest(manifest: ReleaseManifest, place: RepositoryRecord): Undo {
  const versions = manifest.versions.map(
    ({ purl }): UndoneVersion => ({ purl, ref: parseVersionCoordinate(purl), kind: 'maybe', left: 'Published' }),
  );
  const warnings = ['there is no journal of that run, so versions are rolled back by the manifest alone'];
  return {
    runId: undefined,
    runIds: new Set(),
    place,
    versions: versions.reverse(),
    tags: [],
    isWithoutTags: true,
    usedSince: nobody,
    isIncomplete: false,
    warnings,
  };
}

/** First value before, and all values that the runs left, for each tag that they moved. */
function tagsOf(runs: readonly JournalRun[], versions: ReadonlyMap<string, UndoneVersion>): UndoneTag[] {
  const tags = new Map<
    string,
    {
      package: string;
      tag: string;
      to: string | null;
      left: (string | null)[];
      last: string | null;
      from: JournalRun;
    }
  >();
  const take = (
    run: JournalRun,
    { package: name = '', tag = '', was = null, becomes = null }: JournalWrite,
    isDone = true,
  ) => {
    const key = `${name}\n${tag}`;
    const known = tags.get(key) ?? { package: name, tag, to: was, left: [], last: was, from: run };
    // Between two runs of the release somebody may have moved it; and what was to be moved need not have been.
    if (known.from !== run && was !== null && !known.left.includes(was)) known.to = was;
    known.from = run;
    known.left.push(becomes);
    if (isDone) known.last = becomes;
    tags.set(key, known);
  };
  for (const run of runs) {
    // A note tells what a copy does to a tag, so it comes before what the run wrote afterwards.
    for (const { action, package: name, tag, was = null, becomes = null } of run.notes) {
      if (action !== 'tag' || name === undefined || tag === undefined || tag.startsWith(MARK_PREFIX)) continue;
      if (becomes === null || !isMade(name, becomes, versions)) continue;
      take(run, { action, package: name, tag, was, becomes });
    }
    for (const { action, package: name, tag, was = null, becomes = null, result } of run.writes) {
      if (
        action !== 'tag' ||
        name === undefined ||
        tag === undefined ||
        tag.startsWith(MARK_PREFIX) ||
        result === 'left'
      )
        continue;
      take(run, { action, package: name, tag, was, becomes }, result === undefined || !/^(error|failed)/.test(result));
    }
  }
  return [...tags.values()]
    .map(({ from: _, ...each }) => ({ ...each, left: [...new Set(each.left)].filter((value) => value !== each.to) }))
    .filter(({ left }) => left.length > 0);
}

/** And tags that another release, rolled back since, or its rollback has led to a version of this one, where nobody is known to have set them since. */
function withLed(
  tags: readonly UndoneTag[],
  run: JournalRun,
  runs: readonly JournalRun[],
  versions: ReadonlyMap<string, UndoneVersion>,
): readonly UndoneTag[] {
  const last = new Map<string, { readonly name: string; readonly tag: string; readonly led: string | undefined }>();
  const values = new Map<string, string | null>();
  /** Tag and version to which somebody had pointed it of whom no run tells. */
  const byHand = new Set<string>();
  for (const other of runs) {
    if (!isIn(other, run)) continue;
    const isGone = isOver(other, runs);
    // What a copy took along is a note.
    const notes = other.notes.map((note) => ({ ...note, isNote: true, result: 'done' }));
    const writes = other.writes.map((write) => ({ ...write, isNote: false }));
    for (const { action, package: name, tag, was = null, becomes = null, result, isNote } of [...notes, ...writes]) {
      if (action !== 'tag' || name === undefined || tag === undefined || tag.startsWith(MARK_PREFIX)) continue;
      const key = `${name}\n${tag}`;
      if (was !== null && values.get(key) !== was) byHand.add(`${key}\n${was}`);
      if (result === 'done') values.set(key, becomes);
      if (isNote && !isGone) continue;
      const isLed = (isGone || other.verb === 'rollback') && result === 'done' && becomes !== null;
      last.set(key, { name, tag, led: isLed ? becomes : undefined });
    }
  }
  const all = [...tags];
  for (const { name, tag, led } of last.values()) {
    if (led === undefined || byHand.has(`${name}\n${tag}\n${led}`) || !isMade(name, led, versions)) continue;
    const at = all.findIndex((each) => each.package === name && each.tag === tag);
    const known = all[at];
    if (known === undefined) all.push({ package: name, tag, left: [led], to: null, last: led });
    else if (!known.left.includes(led)) all[at] = { ...known, left: [...known.left, led] };
  }
  return all;
}

/** A copy that did not come about moved no tag either. */
function isMade(name: string, version: string, versions: ReadonlyMap<string, UndoneVersion>): boolean {
  const known = versions.get(purl({ ...parseCoordinate(name), version }));
  return known !== undefined && (known.kind === 'made' || known.kind === 'maybe');
}

function placeOf({ domain, domainOwner, region, repository }: JournalRun): RepositoryRecord {
  return { domain, domainOwner, region, repository };
}
