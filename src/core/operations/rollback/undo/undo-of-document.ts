// What there is to undo by a plan or a manifest alone, where no run is known that carried it out.
import type { JournalRun } from '../../../documents/journal-runs.ts';
import type { ReleaseManifest, RepositoryRecord } from '../../../documents/manifest.ts';
import type { PromotionPlan } from '../../../documents/plan.ts';
import { parseVersionCoordinate } from '../../../model/coordinates.ts';
import { valueOfTag } from '../../dist-tags/marks.ts';
import { type Claimed, claimedOfSet, claimsOf } from './claims.ts';
import { isInPlaceOf, isOver, isTaking } from './release-runs.ts';
import type { RollbackRequest } from './request.ts';
import type { Undo, UndoneTag, UndoneVersion } from './undo.ts';
import { broughtBy, NO_USES, nobody, stays, withUses } from './undo-of-release.ts';

/** Undefined where the request has neither. Runs of that very set of versions are taken for the release itself. */
export function undoOfDocument(
  { plan, manifest, place }: RollbackRequest,
  runs: readonly JournalRun[],
): { readonly undo: Undo; readonly claimed: Claimed } | undefined {
  const found = plan ? undoOfPlan(plan) : manifest && place ? undoOfManifest(manifest, place) : undefined;
  if (!found) return undefined;
  const claimed = claimedOfSet(
    plan ? plan.items.map(({ purl }) => purl) : found.versions.map(({ purl }) => purl),
    found.place,
  );
  const claims = claimsOf(claimed, runs);
  const versions = withUses(found.versions, claims.uses);
  const at = plan ? Date.parse(plan.createdAt) : 0;
  const isLater = (run: JournalRun) => run.beganAt > at && isInPlaceOf(run, found.place) && claimed.isOther(run);
  const later = runs.filter((run) => isTaking(run) && isLater(run) && !isOver(run, runs));
  const before = runs.findLast((run) => isTaking(run) && isInPlaceOf(run, found.place) && !claimed.isOther(run));
  const warnings = before
    ? [
        `the run ${before.runId} of it is rolled back already, so what is there all the same is rolled back by ${plan ? 'the plan' : 'the manifest'} alone`,
      ]
    : found.warnings;
  return { undo: { ...found, versions, claims, warnings, broughtSince: broughtBy(later) }, claimed };
}

function undoOfPlan(plan: PromotionPlan): Undo {
  const versions = plan.items
    .filter(({ action }) => action === 'copy')
    .map(({ purl, overwrites, replaces: former }): UndoneVersion => {
      if (overwrites !== true)
        return { purl, ref: parseVersionCoordinate(purl), kind: 'maybe', former, left: 'Published' };
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
    sourceRepository: plan.mode === 'copy' ? plan.source.repository : undefined,
    versions: versions.reverse(),
    tags,
    isWithoutTags: false,
    claims: NO_USES,
    claimedSince: nobody,
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
    claims: NO_USES,
    claimedSince: nobody,
    isIncomplete: false,
    warnings,
  };
}
