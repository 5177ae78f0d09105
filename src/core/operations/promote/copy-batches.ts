// CopyPackageVersions for a plan: per package, at most 100 versions a call, pinned by `versionRevisions` only.
import type { Journal } from '../../documents/journal.ts';
import { type PlanItem, type PromotionPlan, versionOf } from '../../documents/plan.ts';
import type { Outcome } from '../../model/outcome.ts';
import { type PackageReference, packageKey, type Status, type VersionReference } from '../../model/package.ts';
import type { CodeArtifactWriter, VersionFailureCode } from '../../ports/code-artifact.ts';

/** The service's limit of versions in one call. */
const MOST_VERSIONS = 100;

export interface Batch {
  readonly ref: PackageReference;
  readonly items: readonly PlanItem[];
  readonly overwrites: boolean;
}

/** Batches in the order of the plan; versions that overwrite travel apart, so that the flag covers nothing else. */
export function batchesOf(items: readonly PlanItem[]): Batch[] {
  const groups = new Map<string, { ref: PackageReference; items: PlanItem[]; overwrites: boolean }>();
  for (const item of items) {
    const { version: _, ...ref } = versionOf(item);
    const overwrites = item.overwrites === true;
    const key = `${packageKey(ref)}\n${overwrites}`;
    const group = groups.get(key) ?? { ref, items: [], overwrites };
    group.items.push(item);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ ref, items: all, overwrites }) => {
    const batches: Batch[] = [];
    for (let start = 0; start < all.length; start += MOST_VERSIONS)
      batches.push({ ref, items: all.slice(start, start + MOST_VERSIONS), overwrites });
    return batches;
  });
}

/** One call. Versions the answer does not name were identical already, which is a success (user guide, copy-package). */
export async function copyBatch(
  batch: Batch,
  plan: PromotionPlan,
  writer: CodeArtifactWriter,
  journal: Journal,
): Promise<Map<string, Outcome | undefined>> {
  const versions = batch.items.map((item) => ({ item, ref: versionOf(item) }));
  const revisions = Object.fromEntries(versions.map(({ item, ref }) => [ref.version, item.revision]));
  const write = {
    action: batch.overwrites ? ('overwrite' as const) : ('copy' as const),
    purls: batch.items.map(({ purl }) => purl),
    revisions,
  };
  const results = await journal.around(
    write,
    () =>
      writer.copyPackageVersions({
        domain: plan.source.domain,
        domainOwner: plan.source.domainOwner,
        sourceRepository: plan.source.repository,
        destinationRepository: plan.destination.repository,
        package: batch.ref,
        revisions,
        allowOverwrite: batch.overwrites,
        includeFromUpstream: batch.items.some(({ heldBy }) => heldBy !== undefined),
      }),
    ({ failed }) =>
      Object.keys(failed).length === 0
        ? 'copied'
        : `failed ${Object.values(failed)
            .map(({ code }) => code)
            .join(' ')}`,
  );
  return new Map(
    versions.map(({ item, ref }) => {
      const failure = results.failed[ref.version];
      if (failure) return [item.purl, failureOutcome(ref, failure)];
      return [item.purl, withdrawnOutcome(ref, results.successful[ref.version]?.status)];
    }),
  );
}

/** A status that changed changes no revision, so nothing pins it; the copy has the status of that moment and says so. */
function withdrawnOutcome(ref: VersionReference, status: Status | undefined): Outcome | undefined {
  if (status === undefined || status === 'Published') return undefined;
  const reason = `it became ${status} in the source while it was promoted, and so it arrived`;
  return { kind: 'failed', ref, code: 'CA-CONFLICT-003', reason };
}

const failureOutcome = (
  ref: VersionReference,
  { code, message }: { code: VersionFailureCode; message: string },
): Outcome => {
  const reason = `the service answered ${code}${message === '' ? '' : `: ${message}`}`;
  switch (code) {
    case 'ALREADY_EXISTS':
      return { kind: 'conflict', ref, code: 'CA-CONFLICT-001', reason };
    case 'MISMATCHED_REVISION':
    case 'MISMATCHED_STATUS':
    case 'NOT_FOUND':
      return { kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason: `changed since the plan; ${reason}` };
    case 'NOT_ALLOWED':
      return { kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason };
    case 'SKIPPED':
      return {
        kind: 'blocked',
        ref,
        code: 'CA-RUN-001',
        reason: `held back because of another version of the same package; ${reason}`,
      };
  }
};
