// The last look of a promotion, after its record is stored. A rollback on another machine hides, and then looks whose
// records there are; this run stores its record, and then looks what is hidden. So one of the two sees the other.
import { mapConcurrent } from '../../calls/concurrency.ts';
import type { WaitingHost } from '../../calls/waits.ts';
import { type PlanItem, type PromotionPlan, versionOf } from '../../documents/plan.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import type { Outcome } from '../../model/outcome.ts';
import { packageKey, versionKey } from '../../model/package.ts';
import type { RepositoryReader } from '../repository/repository-access.ts';
import { settledStates, type VersionState } from '../repository/version-states.ts';
import { hiddenReason } from './proof-outcomes.ts';

/** Packages read at once; the pacer keeps the calls within the service's limits. */
const READS_AT_ONCE = 64;

/** The outcomes, with those versions turned red that cannot be installed by now. */
export async function proveAgain(
  plan: PromotionPlan,
  outcomes: readonly Outcome[],
  { host, side }: { readonly host: WaitingHost; readonly side: Pick<RepositoryReader, 'reader' | 'address'> },
): Promise<readonly Outcome[]> {
  const wanted = new Set(
    outcomes.flatMap(({ kind, ref }) => (kind === 'promoted' || kind === 'unchanged' ? [versionKey(ref)] : [])),
  );
  const packages = new Map<string, PlanItem[]>();
  for (const item of plan.items) {
    if (!wanted.has(versionKey(versionOf(item)))) continue;
    const key = packageKey(versionOf(item));
    const items = packages.get(key);
    if (items) items.push(item);
    else packages.set(key, [item]);
  }
  const bad = new Map<string, Outcome>();
  await mapConcurrent(READS_AT_ONCE, [...packages.values()], async (items) => {
    try {
      const [first] = items;
      if (!first) return;
      const { version: _, ...of } = versionOf(first);
      const versions = items.map((item) => versionOf(item).version);
      const isPublished = (_version: string, state: VersionState | undefined) => state?.status === 'Published';
      const states = await settledStates(of, versions, isPublished, { host, side });
      for (const item of items) {
        const ref = versionOf(item);
        const status = states.get(ref.version)?.status ?? 'Deleted';
        if (status === 'Published') continue;
        const reason = hiddenReason(ref, status, plan.destination);
        bad.set(versionKey(ref), { kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason });
      }
    } catch (error) {
      const { code, message, requestId } = asRegistryError(error);
      const reason = `it could not be read again at the end: ${message}`;
      for (const item of items)
        bad.set(versionKey(versionOf(item)), { kind: 'failed', ref: versionOf(item), code, reason, requestId });
    }
  });
  return outcomes.map((outcome) => bad.get(versionKey(outcome.ref)) ?? outcome);
}
