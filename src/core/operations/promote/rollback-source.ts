// What there is to take back: from the journal, else from the plan.
import type { JournalWrite } from '../../documents/journal.ts';
import type { RepositoryRecord } from '../../documents/manifest.ts';
import type { PromotionPlan } from '../../documents/plan.ts';
import { type JournalRun, readJournal } from '../../documents/read-journal.ts';
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
}

/** Our own marks are not tags that anybody wants back. */
const OWN_TAG = /^codeartifact-ci-/;

export async function findUndo(request: RollbackRequest, files: Pick<Files, 'readText'>): Promise<Undo> {
  const { journalPath, plan, direction } = request;
  const text = journalPath === undefined ? undefined : await files.readText(journalPath);
  const runs = text === undefined ? [] : readJournal(text, journalPath ?? 'the journal');
  const run = chosenRun(runs, request);
  if (run) return direction === 'rollback' ? undoOfPromotion(run) : undoOfRollback(run);
  if (plan && direction === 'rollback') return undoOfPlan(plan);
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
    if (run && !undoable.includes(run.verb))
      throw new RegistryError('CA-INPUT-005', `the run ${runId} is a ${run.verb} and has nothing for ${direction}`);
    return run;
  }
  // A run that found everything in place wrote nothing; people mean the one before it that did.
  const candidates = runs.filter(({ verb }) => verb === undoable[0]);
  return candidates.filter(({ writes }) => writes.length > 0).at(-1) ?? candidates.at(-1);
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
  return { runId: run.runId, place: placeOf(run), versions: versions.reverse(), tags, warnings };
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
  return { runId: undefined, place: plan.destination, versions: versions.reverse(), tags: tagsOf(writes), warnings };
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
