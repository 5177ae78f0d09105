// The record of a promotion as a package of its own beside the release. Packages that carry any files are the place for
// it; copies and retention then work on it as well.
//
// It is written without being looked at first: the version is named after a run that nobody else has, so that nothing
// but the permission to publish is needed, and nothing but two writes has to pass after an interruption.
import {
  BEGUN_SUFFIX,
  PROMOTION_RECORD_SCHEMA,
  type PromotionRecord,
  RECORD_FILE,
  RECORD_PLAN_FILE,
  type RecordedOutcome,
} from '../../documents/promotion-record.ts';
import { purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { PackageReference } from '../../model/package.ts';
import { runOrigin } from '../../model/run-origin.ts';
import type { Host } from '../../ports/host.ts';
import type { RepositoryWriter } from '../repository/repository-access.ts';
import { assetOf } from './large-documents.ts';
import type { PromotionReport } from './run.ts';

/** The package that an input `namespace/name` names. */
export function recordsPackage(text: string): PackageReference {
  const [namespace = '', name = ''] = text.replace(/^generic:/, '').split('/');
  return { format: 'generic', namespace, name };
}

/** Texts of documents are bounded; a reason that lists a thousand assets says enough with its beginning. */
const clipped = (text: string) => (text.length > 4000 ? `${text.slice(0, 3990)} …` : text);

/** What there is to say of a run, its journal aside. */
export function recordOfPromotion(
  report: PromotionReport,
  host: Pick<Host, 'clock' | 'env'>,
  approvedHash: string | undefined,
): PromotionRecord {
  const { plan, outcomes, tags, writes, notes, warnings } = report;
  const items = new Map(plan.items.map((item) => [item.purl, item]));
  const seen = new Map(tags.map((each) => [each.package, each.seen]));
  const outcomeOf = (outcome: Outcome): RecordedOutcome => {
    const ref = purl(outcome.ref);
    const { kind, reason } = outcome;
    const item = items.get(ref);
    return {
      kind,
      ref,
      ...('revision' in outcome && outcome.revision !== '' ? { revision: outcome.revision } : {}),
      ...('code' in outcome ? { code: outcome.code } : {}),
      ...(reason ? { reason: clipped(reason) } : {}),
      ...(item ? { planned: item.action, before: item.before } : {}),
    };
  };
  return {
    schema: PROMOTION_RECORD_SCHEMA,
    run: report.runId,
    beganAt: new Date(report.beganAt).toISOString(),
    storedAt: new Date(host.clock.now()).toISOString(),
    startedBy: runOrigin(host.env),
    source: plan.source,
    destination: plan.destination,
    mode: plan.mode,
    planHash: plan.hash,
    ...(approvedHash === undefined ? {} : { approval: { planHash: approvedHash } }),
    outcomes: outcomes.map(outcomeOf),
    tags: plan.tags.map(({ package: name, before, afterCopy, wanted, hiddenByUpstream }) => ({
      package: name,
      ...{ before, afterCopy, wanted, hiddenByUpstream },
      ...(seen.has(name) ? { seen: seen.get(name) } : {}),
    })),
    writes: [...writes],
    notes,
    warnings: warnings.filter((warning) => warning !== '').map(clipped),
  };
}

/**
 * Stores the record in the destination, with the plan where there is one; resolves to its purl. Rejects with what the
 * service refused it with.
 */
export async function storePromotionRecord(
  record: PromotionRecord,
  plan: PromotionReport['plan'] | undefined,
  place: { readonly records: PackageReference; readonly destination: RepositoryWriter },
  host: Pick<Host, 'clock'>,
): Promise<string> {
  const { writer, address } = place.destination;
  const ref = { ...place.records, version: record.run };
  const files = [
    { name: RECORD_FILE, document: record },
    ...(plan === undefined ? [] : [{ name: RECORD_PLAN_FILE, document: plan }]),
  ];
  for (const [index, { name, document }] of files.entries()) {
    const asset = await assetOf(name, document, host);
    // The last one closes the version.
    await writer.publishPackageVersion(address, ref, asset, index < files.length - 1);
  }
  return purl(ref);
}

/** Stores what a rollback is about to write; see `BEGUN_SUFFIX`. Rejects with what the service refused it with. */
export async function storeBegunRecord(
  record: PromotionRecord,
  { records, destination }: { readonly records: PackageReference; readonly destination: RepositoryWriter },
  host: Pick<Host, 'clock'>,
): Promise<void> {
  const { writer, address } = destination;
  const ref = { ...records, version: `${record.run}${BEGUN_SUFFIX}` };
  await writer.publishPackageVersion(address, ref, await assetOf(RECORD_FILE, record, host), false);
}
