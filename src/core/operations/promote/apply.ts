// Carries out a plan: refuses when the registry drifted, copies pinned revisions in batches, verifies digests,
// re-asserts dist-tags, journals before and after each write.
import { announcingJournal } from '../../documents/announcing-journal.ts';
import { canonicalJson } from '../../documents/canonical.ts';
import { journalProblem, openJournal, releaseSet } from '../../documents/journal.ts';
import type { RepositoryRecord } from '../../documents/manifest.ts';
import { type PromotionPlan, versionOf } from '../../documents/plan.ts';
import { recordingJournal } from '../../documents/recording-journal.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { shortForm } from '../../model/coordinates.ts';
import { countOutcomes, isGreen, type Outcome } from '../../model/outcome.ts';
import { label } from '../../model/repository.ts';
import { carryLists } from '../repository/lists-beside.ts';
import { recordOf } from '../repository/repository-access.ts';
import { withSnapshotWrites } from '../repository/snapshot-writes.ts';
import { withSnapshots } from '../repository/snapshots.ts';
import { checkDrift } from './check-drift.ts';
import { copyPromotion } from './copy.ts';
import { requireApprovedOf, requireOwnHashOf } from './large-documents.ts';
import { isApplicable } from './plan.ts';
import { begunPromotion } from './promotion-record.ts';
import { republishPromotion } from './republish.ts';
import { rollBackOnFailure } from './roll-back-on-failure.ts';
import type { ApplyPorts, ApplyRequest, PromotionReport } from './run.ts';

/** A plan that took longer to make was made of things read too long ago to go by. */
const JUST_MADE_MS = 30_000;

/**
 * Rejects with CA-CONFLICT-002 when source, destination or tags are neither as planned nor as this plan leaves them,
 * CA-INPUT-005 when the plan's hash is wrong. Nothing was written in either case.
 */
export async function applyPromotion(request: ApplyRequest, given: ApplyPorts): Promise<PromotionReport> {
  const { plan, approvedHash } = request;
  const { host, formats } = given;
  const source = withSnapshots(given.source, formats);
  const destination = withSnapshots(withSnapshotWrites(given.destination, { host, formats }), formats);
  const ports = { ...given, source, destination };
  await requireOwnHashOf(plan, ports.host);
  await requireApprovedOf(approvedHash, plan, ports.host);
  const beganAt = ports.host.clock.now();
  await requirePlaces(plan, ports);
  if (!isApplicable(plan)) {
    const nothing = { tags: [], revisions: new Map(), writes: [], notes: [], warnings: plan.warnings };
    return { plan, outcomes: heldBack(plan), ...nothing, runId: '', beganAt, isAnnounced: false };
  }
  const isJustMade = request.plannedAt !== undefined && ports.host.clock.monotonic() - request.plannedAt < JUST_MADE_MS;
  const surveyedAt = isJustMade && request.plannedAt !== undefined ? request.plannedAt : ports.host.clock.monotonic();
  const { problems, finished } = await checkDrift(plan, { ...ports, verifyBy: request.verifyBy }, isJustMade);
  if (problems.length > 0) {
    const shown = problems.slice(0, 5).join('; ');
    const more = problems.length > 5 ? `; and ${problems.length - 5} more` : '';
    throw new RegistryError('CA-CONFLICT-002', `the registry is not what the plan says: ${shown}${more}`);
  }
  const set = releaseSet(plan.items.map(({ purl }) => purl));
  const sourceRepository = plan.mode === 'copy' ? { sourceRepository: plan.source.repository } : {};
  const begin = { verb: 'promote' as const, planHash: plan.hash, set, ...plan.destination, ...sourceRepository };
  const opened = await openJournal(ports.host, request.journalPath, begin);
  let isAnnounced = false;
  const announce = async () => {
    const begun = () => begunPromotion({ runId: opened.runId, beganAt, plan, finished }, ports.host);
    isAnnounced = (await ports.announce?.(begun())) === true;
  };
  const journal = recordingJournal(announcingJournal(opened, announce), ports.host.clock);
  const { concurrency, verifyBy, largestAsset } = request;
  const run = { plan, finished, journal, concurrency, surveyedAt, verifyBy, largestAsset, warnings: [] };
  const done = plan.mode === 'copy' ? await copyPromotion(run, ports) : await republishPromotion(run, ports);
  const isTakenBack = !isGreen(done.outcomes) && request.onFailure === 'roll-back';
  const end = isTakenBack ? await rollBackOnFailure(request, done, journal, given) : done;
  // Nothing is written that cannot be recorded, nor after a cancel.
  const isOver = plan.mode !== 'copy' || isTakenBack || journal.problem || ports.host.interrupted.aborted;
  const unlisted = isOver ? [] : await listsOf(end.outcomes, ports);
  await journal.end(JSON.stringify(countOutcomes(end.outcomes)));
  const { warnings: untold, error } = journalProblem(journal);
  return {
    plan,
    outcomes: end.outcomes,
    tags: end.tags,
    revisions: end.revisions,
    warnings: [...plan.warnings, ...end.warnings, ...unlisted, ...untold],
    runId: journal.runId,
    error,
    beganAt,
    isAnnounced,
    writes: journal.writes,
    notes: journal.notes,
  };
}

function listsOf(outcomes: readonly Outcome[], { source, destination, formats }: ApplyPorts): Promise<string[]> {
  const there = outcomes.flatMap(({ kind, ref }) => (kind === 'promoted' || kind === 'unchanged' ? [ref] : []));
  return carryLists(there, source.address, destination, formats);
}

/** A plan is for two places; carried out between others it would be another plan. */
async function requirePlaces(plan: PromotionPlan, { source, destination }: ApplyPorts): Promise<void> {
  const [from, to] = await Promise.all([recordOf(source), recordOf(destination)]);
  if (canonicalJson(from) === canonicalJson(plan.source) && canonicalJson(to) === canonicalJson(plan.destination))
    return;
  const words = (a: RepositoryRecord, b: RepositoryRecord) => `${label(a)} to ${label(b)} (${a.region}, ${b.region})`;
  throw new RegistryError(
    'CA-INPUT-001',
    `the plan promotes from ${words(plan.source, plan.destination)}, this run from ${words(from, to)}`,
  );
}

/** Nothing is copied until every item can be. */
function heldBack(plan: PromotionPlan): Outcome[] {
  const because = plan.items.filter(({ action }) => action === 'conflict' || action === 'blocked');
  const names = because
    .slice(0, 3)
    .map((item) => shortForm(versionOf(item)))
    .join(', ');
  return plan.items.map((item): Outcome => {
    const ref = versionOf(item);
    const { action, reason = '', code = 'CA-RUN-001', revision } = item;
    if (action === 'conflict') return { kind: 'conflict', ref, code, reason };
    if (action === 'blocked') return { kind: 'blocked', ref, code, reason };
    if (action === 'unchanged') return { kind: 'unchanged', ref, revision, reason };
    return {
      kind: 'blocked',
      ref,
      code: 'CA-RUN-001',
      reason: `not begun, because ${names} of the same set cannot be promoted`,
    };
  });
}
