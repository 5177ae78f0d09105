// The last look of a promotion, after its record is stored. A rollback on another machine hides, and then looks whose
// records there are; this run stores its record, and then looks what is hidden. So one of the two sees the other.
import { type PlanItem, versionOf } from '../../documents/plan.ts';
import { parseCoordinate } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { packageKey, versionKey } from '../../model/package.ts';
import type { RepositoryReader } from '../repository/repository-access.ts';
import { withSnapshots } from '../repository/snapshots.ts';
import { EndProof, type EndProofPorts } from './end-proof.ts';
import type { PromotionReport } from './run.ts';
import { proveWanted } from './tag-proof.ts';

/**
 * The outcomes, with those versions turned red that by now cannot be installed, hold other bytes, or have not the tags
 * that the plan moved. Reads only: nothing is taken back any more. What a cancel ended before it was read is as it was.
 */
export async function proveAgain(
  { plan, outcomes, tags, revisions }: Pick<PromotionReport, 'plan' | 'outcomes' | 'tags' | 'revisions'>,
  given: EndProofPorts & { readonly side: Pick<RepositoryReader, 'reader' | 'address' | 'tags'> },
): Promise<readonly Outcome[]> {
  const ports = { ...given, side: withSnapshots(given.side, given.formats) };
  const known = new Map(outcomes.map((outcome) => [versionKey(outcome.ref), outcome]));
  const ended = new Map<string, Outcome>();
  const packages = new Map<string, PlanItem[]>();
  for (const item of plan.items) {
    const outcome = known.get(versionKey(versionOf(item)));
    if (outcome) ended.set(item.purl, outcome);
    const key = packageKey(versionOf(item));
    const items = packages.get(key);
    if (items) items.push(item);
    else packages.set(key, [item]);
  }
  const proof = new EndProof(plan, ports, { outcomes: ended, revisions: new Map(revisions) });
  const applied = new Map(tags.map((tagPlan) => [packageKey(parseCoordinate(tagPlan.package)), tagPlan]));
  await proof.prove(
    [...packages].map(([key, items]) => {
      const { version: _, ...ref } = versionOf(items[0] as PlanItem);
      const tagPlan = applied.get(key);
      // Of a package that is red already, the tags are told of.
      const isProven = tagPlan !== undefined && proof.isWell(items);
      const versions = items.map((item) => versionOf(item).version);
      return { ref, items, tags: isProven ? { prove: () => proveWanted(tagPlan, versions, ports) } : undefined };
    }),
  );
  const isCancelled = given.host.interrupted.aborted;
  return plan.items.flatMap((item) => {
    const end = ended.get(item.purl);
    return (isCancelled && end && isUnread(end) ? known.get(versionKey(versionOf(item))) : end) ?? [];
  });
}

const isUnread = (outcome: Outcome): boolean =>
  outcome.kind === 'failed' && (outcome.code === 'CA-RUN-002' || outcome.code === 'CA-NET-006');
