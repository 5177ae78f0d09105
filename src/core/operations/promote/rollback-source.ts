// What there is to take back: from the journal, else from the plan.
import type { JournalWrite } from '../../documents/journal.ts';
import type { HeadlessRun, JournalRun } from '../../documents/journal-runs.ts';
import type { RepositoryRecord } from '../../documents/manifest.ts';
import type { PromotionPlan } from '../../documents/plan.ts';
import { readJournalFile } from '../../documents/read-journal.ts';
import { NEWER_REMEDY } from '../../documents/schema-version.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { parseVersionCoordinate } from '../../model/coordinates.ts';
import type { Status, VersionReference } from '../../model/package.ts';
import type { Files } from '../../ports/host.ts';
import type { RollbackRequest } from './rollback-request.ts';

export interface UndoneVersion {
  readonly ref: VersionReference;
  /** Status to go back to; undefined: what the request says. */
  readonly target?: Status | undefined;
  /** Other bytes were there before, and are gone. */
  readonly overwritten: boolean;
}

export interface UndoneTag {
  /** Purl without version. */
  readonly package: string;
  readonly tag: string;
  /** What the run left, and what to go back to; null: no such tag. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface Undo {
  readonly runId: string | undefined;
  readonly place: RepositoryRecord;
  /** In the order in which they are to be taken back: dependants first. */
  readonly versions: readonly UndoneVersion[];
  readonly tags: readonly UndoneTag[];
  readonly warnings: readonly string[];
  /** Whether the run may have written more than is known, which then stays as it is. */
  readonly isIncomplete: boolean;
}

/** Our own marks are not tags that anybody wants back. */
const OWN_TAG = /^codeartifact-ci-/;

/** Rejects with CA-INPUT-005 when there is no such run, or the run is one that cannot be taken back by what is there. */
export async function findUndo(
  request: RollbackRequest,
  files: Pick<Files, 'open' | 'readText' | 'realPath' | 'stat'>,
): Promise<Undo> {
  const { journalPath, plan, direction } = request;
  const { runs, headless, warnings } = await readJournalFile(journalPath, files);
  const canGoByPlan = plan !== undefined && direction === 'rollback';
  const chosen = chosenRun(runs, request);
  const lost = lostHead(chosen, headless, request);
  if (lost && !canGoByPlan) throw lost;
  const run = lost ? undefined : chosen;
  if (run) {
    requireUnderstood(run);
    const undo = direction === 'rollback' ? undoOfPromotion(run) : undoOfRollback(run);
    return { ...undo, warnings: [...warnings, ...undo.warnings, ...damageOf(run)], isIncomplete: run.isDamaged };
  }
  if (canGoByPlan) {
    const undo = undoOfPlan(plan);
    return { ...undo, warnings: [...warnings, ...undo.warnings] };
  }
  const where = journalPath === undefined ? 'without a journal' : `in ${journalPath}`;
  const what =
    request.runId === undefined
      ? `no ${direction === 'rollback' ? 'promotion' : 'rollback'}`
      : `no run ${request.runId}`;
  throw new RegistryError(
    'CA-INPUT-005',
    `there is ${what} ${where}${direction === 'rollback' ? '; give the plan instead' : ''}`,
  );
}

function chosenRun(runs: readonly JournalRun[], { runId, direction }: RollbackRequest): JournalRun | undefined {
  const undoable = direction === 'rollback' ? ['promote', 'publish'] : ['rollback'];
  if (runId !== undefined) {
    const run = runs.find((found) => found.runId === runId);
    if (run) requireUnderstood(run);
    if (run && !undoable.includes(run.verb))
      throw new RegistryError('CA-INPUT-005', `the run ${runId} is a ${run.verb} and has nothing for ${direction}`);
    return run;
  }
  // A run that found everything in place wrote nothing; people mean the one before it that did.
  const candidates = runs.filter(({ verb }) => verb === undoable[0] || verb === '');
  return (
    candidates.filter((run) => run.writes.length > 0 || run.isDamaged || run.newer.length > 0).at(-1) ??
    candidates.at(-1)
  );
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
    { remedy: 'Name the run that is to be taken back, or give its plan.' },
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

/** A write without a result was cut off: it may have had its effect, so it is looked at like the others. */
function undoOfPromotion(run: JournalRun): Undo {
  const versions = new Map<string, UndoneVersion>();
  for (const { action, purls = [], result } of run.writes) {
    const isNew = action === 'copy' || action === 'upload';
    if ((!isNew && action !== 'overwrite') || result?.startsWith('failed') || result === 'refused') continue;
    for (const purl of purls) versions.set(purl, { ref: parseVersionCoordinate(purl), overwritten: !isNew });
  }
  // Notes say what a promotion means to do; its writes also put back what the copy dragged along, which is no move. A
  // publish run moves tags by its own writes only.
  const moved = run.verb === 'publish' ? run.writes.filter(({ action }) => action === 'tag') : run.notes;
  return {
    runId: run.runId,
    place: placeOf(run),
    versions: [...versions.values()].reverse(),
    tags: tagsOf(moved),
    warnings: [],
    isIncomplete: false,
  };
}

function undoOfRollback(run: JournalRun): Undo {
  const versions: UndoneVersion[] = [];
  const warnings: string[] = [];
  for (const { action, purls = [], from, result } of run.writes) {
    if (result?.startsWith('error')) continue;
    if (action === 'delete' || action === 'dispose') warnings.push(`${purls.join(', ')} cannot come back`);
    if (action === 'status' || action === 'delete')
      for (const purl of purls)
        versions.push({ ref: parseVersionCoordinate(purl), target: from ?? 'Published', overwritten: false });
  }
  const tags = tagsOf(run.writes.filter(({ action }) => action === 'tag'));
  return { runId: run.runId, place: placeOf(run), versions: versions.reverse(), tags, warnings, isIncomplete: false };
}

function undoOfPlan(plan: PromotionPlan): Undo {
  const versions = plan.items
    .filter(({ action }) => action === 'copy')
    .map(({ purl, overwrites }) => ({ ref: parseVersionCoordinate(purl), overwritten: overwrites === true }));
  const writes = plan.tags.flatMap((tagPlan) =>
    [...new Set([...Object.keys(tagPlan.before), ...Object.keys(tagPlan.wanted)])].map(
      (tag): JournalWrite => ({
        action: 'tag',
        package: tagPlan.package,
        tag,
        was: tagPlan.before[tag] ?? null,
        becomes: tagPlan.wanted[tag] ?? null,
      }),
    ),
  );
  const warnings = ['there is no journal of that run, so versions are taken back by the plan alone'];
  return {
    runId: undefined,
    place: plan.destination,
    versions: versions.reverse(),
    tags: tagsOf(writes),
    warnings,
    isIncomplete: false,
  };
}

/** First value before, last value after, for each tag that ended elsewhere than it began. */
function tagsOf(writes: readonly JournalWrite[]): UndoneTag[] {
  const tags = new Map<string, UndoneTag>();
  for (const { package: name, tag, was = null, becomes = null } of writes) {
    if (name === undefined || tag === undefined || OWN_TAG.test(tag)) continue;
    const known = tags.get(`${name}\n${tag}`);
    tags.set(`${name}\n${tag}`, { package: name, tag, to: known ? known.to : was, from: becomes });
  }
  return [...tags.values()].filter(({ from, to }) => from !== to);
}

function placeOf({ domain, domainOwner, region, repository }: JournalRun): RepositoryRecord {
  return { domain, domainOwner, region, repository };
}
