// The last look of a promotion, after its record is stored. A rollback on another machine hides, and then looks whose
// records there are; this run stores its record, and then looks what is hidden. So one of the two sees the other.
import { type PlanItem, versionOf } from '../../documents/plan.ts';
import { parseCoordinate } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { packageKey, versionKey } from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import { type RepositoryWriter, unbroken } from '../repository/repository-access.ts';
import { withSnapshots } from '../repository/snapshots.ts';
import { EndProof, type EndProofPorts } from './end-proof.ts';
import type { PromotionReport } from './run.ts';
import { proveWanted } from './tag-proof.ts';

/**
 * The outcomes, with those versions turned red that by now cannot be installed, hold other bytes, or have not the tags
 * that the plan moved. Reads only: nothing is taken back any more. A cancel does not end it, since a record that is slow is
 * where `timeout` strikes; what is not read by the cut-off is red with what ended it.
 */
export async function proveAgain(
  { plan, outcomes, tags, revisions }: Pick<PromotionReport, 'plan' | 'outcomes' | 'tags' | 'revisions'>,
  given: Pick<EndProofPorts, 'formats'> & { readonly host: Host; readonly side: RepositoryWriter },
): Promise<readonly Outcome[]> {
  const steady = unbroken(given);
  const ports = { ...steady, side: withSnapshots(steady.side, given.formats) };
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
  return plan.items.flatMap((item) => ended.get(item.purl) ?? []);
}
