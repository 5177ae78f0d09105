// The run that is meant by a request, where none is named, or the release of it was taken back before.

import { releaseSet } from '../../../documents/journal.ts';
import type { HeadlessRun, JournalRun } from '../../../documents/journal-runs.ts';
import { NEWER_REMEDY } from '../../../documents/schema-version.ts';
import { RegistryError } from '../../../errors/registry-error.ts';
import { parseVersionCoordinate } from '../../../model/coordinates.ts';
import { publishAgainCommand } from '../../dist-tags/commands.ts';
import {
  isBroughtAgain,
  isClean,
  isGivenBack,
  isInPlaceOf,
  isOver,
  isRestored,
  isTaking,
  isUndone,
  LONGEST_RUN_MS,
  madeBy,
  releaseOf,
  rollbacksOf,
  takenOverBy,
} from './release-runs.ts';
import type { RollbackRequest } from './request.ts';

/** Of a release that was rolled back as far as it is its own: how to go on, which nobody must do by accident. */
export function restIsOthers(chosen: JournalRun, open: readonly JournalRun[], runs: readonly JournalRun[]): string {
  const { runId } = chosen;
  const release = new Set(releaseOf(chosen, runs));
  const before = open.findLast(
    (run) => run.runId < runId && !release.has(run) && !isOver(run, runs) && hasDone(run),
  )?.runId;
  const next = before === undefined ? '' : `; \`rollback ${before}\` takes back the release before it`;
  return `the release of the run ${runId} was rolled back before, but for what it could not take back${next}`;
}

/** Whether the release was rolled back last, and not given back since, and something of it was left then. */
export function wasTried(chosen: JournalRun, runs: readonly JournalRun[]): boolean {
  const last = rollbacksOf(chosen, runs).findLast(
    ({ isPartial, result }) => isPartial !== true && result !== undefined,
  );
  return last !== undefined && !isClean(last.result ?? '') && !isGivenBack(last, runs);
}

export function chosenRun(
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
    if (isRollback ? isTaking(run) : run.verb === 'rollback') return run;
    // Of a release that was rolled back, people may name each of its runs, its rollback, or a restore of that.
    const about = run.verb === 'restore' ? runs.find((each) => each.runId === run.of) : run;
    const rolledBack = about?.verb === 'rollback' ? about : about && rollbacksOf(about, runs).at(-1);
    if (!isRollback && rolledBack) return rolledBack;
    // Its rollback may be one of those that cannot be read.
    const why = [meantInstead(run, rolledBack), ...new Set(warnings)];
    throw new RegistryError('CA-INPUT-005', why.join('; '));
  }
  // What somebody gave instead of a run is meant, and not what the journal holds last.
  if (documentSet(request) !== undefined) return runOfDocument(runs, request);
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

/** Why a run cannot be what is asked for, with the ids that can. */
function meantInstead(run: JournalRun, rolledBack: JournalRun | undefined): string {
  const { runId, verb } = run;
  if (hasTakenBack(run)) return tookBack(run);
  if (verb === 'promote' || verb === 'publish') return `the release of the run ${runId} was not rolled back`;
  const is = `the run ${runId} is a ${verb}`;
  if (!rolledBack) return `${is}, and nothing tells what of it there is to undo`;
  const release = rolledBack.of === undefined ? '' : `, \`rollback ${rolledBack.of}\` takes the release back`;
  return `${is}: \`rollback ${rolledBack.runId} --restore\` gives back what was hidden${release}`;
}

/** Whether a promotion took back by itself what it had brought; then it has no rollback of its own in the records. */
const hasTakenBack = ({ verb, result = '' }: JournalRun): boolean =>
  verb === 'promote' && result.includes('"changed":');

/** Versions named in a message. */
const SHOWN = 3;

function tookBack(run: JournalRun): string {
  const made = [...madeBy([run])];
  const commands = made
    .slice(0, SHOWN)
    .map((text) => `\`${publishAgainCommand(parseVersionCoordinate(text), run)}\``)
    .join(', ');
  const more = made.length > SHOWN ? ` and ${made.length - SHOWN} more the same way` : '';
  return `the run ${run.runId} failed and took back by itself what it had brought, and only the journal of that run tells what there is to restore; elsewhere ${commands}${more}: that lists it again, and the same promotion again sets its tags`;
}

/** Of a rollback by a plan or a manifest: the set of versions that it is about; no run has that of an empty one. */
export function documentSet(request: RollbackRequest): string | undefined {
  const { direction, runId, isLatest, plan, manifest } = request;
  if (direction !== 'rollback' || runId !== undefined || isLatest) return undefined;
  const versions = plan?.items ?? manifest?.versions;
  return versions && (versions.length === 0 ? '' : releaseSet(versions.map(({ purl: text }) => text)));
}

/**
 * The run of this journal that did the same and did not come to its end, with what it was about: the same command given
 * again means that one, and not the release before, although all may be done that it had to do.
 */
export function cutOffBefore(
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
  const last = journaled.findLast((run) => run.verb === direction && (place === undefined || isInPlaceOf(run, place)));
  if (last === undefined || last.result !== undefined || last.runId < chosen.runId) return undefined;
  const of = runs.find((run) => run.runId === last.of);
  const isRecent = now - last.beganAt <= LONGEST_RUN_MS;
  return of && of !== chosen && isRecent ? { run: last, of } : undefined;
}

/** The run that is known to have carried out the plan, or the release of the manifest, and that is not undone. */
function runOfDocument(runs: readonly JournalRun[], request: RollbackRequest): JournalRun | undefined {
  const { plan, place } = request;
  const where = plan?.destination ?? place;
  const set = documentSet(request);
  if (where === undefined) return undefined;
  const own = runs.filter((run) => isTaking(run) && run.set === set && isInPlaceOf(run, where) && !isUndone(run, runs));
  const last = own.findLast((run) => hasDone(run) || isBroughtAgain(run, runs)) ?? own.at(-1);
  const later = last && takenOverBy(last, runs);
  return later && own.includes(later) ? later : last;
}

/** Whether it found versions in place, which another run brought. */
export const hasFound = ({ notes, writes }: JournalRun): boolean =>
  notes.some(({ action, purls = [] }) => action === 'rely' && purls.length > 0) ||
  writes.some(({ versions = {} }) => Object.values(versions).includes('present'));

export const hasDone = (run: JournalRun): boolean => run.writes.length > 0 || run.isDamaged || run.newer.length > 0;

/** Runs that may be meant where none is named, and those of them that are not undone. */
export function openRuns(runs: readonly JournalRun[], { direction, place }: RollbackRequest) {
  const isRollback = direction === 'rollback';
  const verb = isRollback ? 'promote' : 'rollback';
  const all = runs.filter((run) => run.verb === verb || run.verb === '');
  const here = all.filter((run) => place === undefined || isInPlaceOf(run, place) || run.verb === '');
  // Where there are only runs of other repositories, the error says which.
  const candidates = here.length > 0 ? here : all;
  return { candidates, open: candidates.filter((run) => !(isRollback ? isUndone(run, runs) : isRestored(run, runs))) };
}

/** Lines whose begin is lost may be of the very run that is meant. */
export function lostHead(
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

export function requireUnderstood({ runId, newer }: JournalRun): void {
  if (newer.length === 0) return;
  const shown = newer.slice(0, 3).join(', ');
  throw new RegistryError(
    'CA-INPUT-005',
    `the run ${runId} was written by a newer version of codeartifact-ci, and this one does not know what it did: ${shown}`,
    { remedy: NEWER_REMEDY },
  );
}

/** What a rollback of the run cannot know. */
export function damageOf({ runId, damage, unknownSteps, isDamaged }: JournalRun): string[] {
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
