// The record of a promotion as a package of its own beside the release. Packages that carry any files are the place for
// it; copies and retention then work on it as well.
//
// It is written without being looked at first: the version is named after a run that nobody else has, so that nothing
// but the permission to publish is needed, and nothing but two writes has to pass after an interruption.

import type { JournalWrite } from '../../documents/journal.ts';
import type { PlanItem, PromotionPlan, TagPlan } from '../../documents/plan.ts';
import {
  BEGUN_SUFFIX,
  PROMOTION_RECORD_SCHEMA,
  type PromotionRecord,
  RECORD_FILE,
  RECORD_PLAN_FILE,
  type RecordedOutcome,
} from '../../documents/promotion-record.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { parseCoordinate, purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { PackageReference } from '../../model/package.ts';
import { runOrigin } from '../../model/run-origin.ts';
import type { Host } from '../../ports/host.ts';
import { type Tags, valueOfTag } from '../dist-tags/marks.ts';
import type { RepositoryWriter } from '../repository/repository-access.ts';
import { assetOf } from './large-documents.ts';
import { keptTags, namedTags, ownedTags, readTagPolicy } from './plan-tags.ts';
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
  const isKeeping = plan.distTags !== undefined && readTagPolicy(plan.distTags).mode === 'keep';
  const namedOf = namedTags(plan.distTags);
  const unaskedOf = (ref: PackageReference, before: Tags, wanted: Tags) => {
    const named = namedOf(ref);
    const isUnasked = (tag: string) => valueOfTag(before, tag) === valueOfTag(wanted, tag) && !named.has(tag);
    const unasked = isKeeping ? Object.keys(wanted).filter(isUnasked) : [];
    return unasked.length > 0 ? { unasked } : {};
  };
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
      ...unaskedOf(parseCoordinate(name), before, wanted),
    })),
    writes: [...writes],
    notes,
    warnings: warnings.filter((warning) => warning !== '').map(clipped),
    isBeforeLastLook: true,
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

/** What a promotion is about to write, as the record of a run that was cut off tells it. */
export function begunPromotion(
  { runId, beganAt, plan, finished }: Begun,
  host: Pick<Host, 'clock' | 'env'>,
): PromotionRecord {
  const at = host.clock.now();
  const open = plan.items.filter(({ action, purl: text }) => action === 'copy' && !finished.has(text));
  const isOpen = new Set(open);
  const outcomeOf = (item: PlanItem): RecordedOutcome =>
    isOpen.has(item)
      ? { kind: 'failed', ref: item.purl, code: 'CA-RUN-001', planned: item.action }
      : { kind: 'unchanged', ref: item.purl, planned: item.action };
  const relied = plan.items.filter((item) => !isOpen.has(item)).map(({ purl: text }) => text);
  const outright = plan.mode === 'copy' ? 'copy' : 'upload';
  const tagWrite = (own: TagPlan, tag: string, was: string | undefined, becomes: string | undefined): JournalWrite => ({
    ...{ action: 'tag', package: own.package, tag, was: was ?? null, becomes: becomes ?? null },
  });
  const tagWrites = plan.tags.flatMap((own) =>
    [...ownedTags(own), ...keptTags(own)].map((tag) =>
      tagWrite(own, tag, valueOfTag(own.afterCopy, tag), valueOfTag(own.wanted, tag)),
    ),
  );
  const moved = ({ before, afterCopy }: TagPlan) =>
    Object.keys(afterCopy).filter((tag) => valueOfTag(before, tag) !== valueOfTag(afterCopy, tag));
  return {
    schema: PROMOTION_RECORD_SCHEMA,
    run: runId,
    beganAt: new Date(beganAt).toISOString(),
    storedAt: new Date(at).toISOString(),
    startedBy: runOrigin(host.env),
    source: plan.source,
    destination: plan.destination,
    mode: plan.mode,
    planHash: plan.hash,
    outcomes: plan.items.map(outcomeOf),
    tags: [],
    writes: [
      ...begunWrites(
        outright,
        open.filter(({ overwrites }) => overwrites !== true),
      ),
      ...begunWrites(
        'overwrite',
        open.filter(({ overwrites }) => overwrites === true),
      ),
      ...tagWrites,
    ].map((write) => ({ ...write, at })),
    notes: [
      ...(relied.length > 0 ? [{ action: 'rely' as const, purls: relied }] : []),
      ...open.flatMap(({ purl: text, replaces }) =>
        replaces === undefined ? [] : [{ action: 'replace' as const, purls: [text], was: replaces }],
      ),
      ...plan.tags.flatMap((own) =>
        moved(own).map((tag) => tagWrite(own, tag, valueOfTag(own.before, tag), valueOfTag(own.afterCopy, tag))),
      ),
    ],
  };
}

interface Begun {
  readonly runId: string;
  /** Milliseconds since the epoch. */
  readonly beganAt: number;
  readonly plan: PromotionPlan;
  /** Purls an earlier run finished. */
  readonly finished: ReadonlySet<string>;
}

/** Versions together in one write of a record that tells of no results. */
const TOGETHER = 500;

function begunWrites(action: JournalWrite['action'], items: readonly PlanItem[]): JournalWrite[] {
  const writes: JournalWrite[] = [];
  for (let start = 0; start < items.length; start += TOGETHER) {
    const some = items.slice(start, start + TOGETHER);
    const seen = some.flatMap(({ purl: text, before }) =>
      before === null
        ? []
        : [[text, { status: before.status, revision: before.revision, assets: before.assets.map(({ name }) => name) }]],
    );
    const purls = some.map(({ purl: text }) => text);
    writes.push({ action, purls, ...(seen.length > 0 ? { seen: Object.fromEntries(seen) } : {}) });
  }
  return writes;
}

/**
 * Stores what a run is about to write (see `BEGUN_SUFFIX`); whether it is stored. Where it is not, the journal alone knows
 * of a run that is cut off, and `tell` gets that in words.
 */
export async function announceRun(
  record: PromotionRecord,
  { records, destination }: { readonly records: PackageReference; readonly destination: RepositoryWriter },
  host: Pick<Host, 'clock'>,
  tell: (line: string) => void,
): Promise<boolean> {
  const { writer, address } = destination;
  const ref = { ...records, version: `${record.run}${BEGUN_SUFFIX}` };
  try {
    await writer.publishPackageVersion(address, ref, await assetOf(RECORD_FILE, record, host), false);
    return true;
  } catch (error) {
    const { code, message } = asRegistryError(error);
    tell(`what the run is about to do was not stored in the repository (${code}: ${message})`);
    return false;
  }
}
