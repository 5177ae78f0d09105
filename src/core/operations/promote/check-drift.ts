// Whether the registry is still what the plan was made of. What this plan itself would change is no drift, so that an
// interrupted run can be continued, with or without its journal.
//
// A plan that was approved may be days old, so everything is read again. Of a plan that this process made a moment ago
// most need not be: the copy itself is pinned, so the service refuses a source that changed (MISMATCHED_REVISION), and
// without leave to overwrite also a destination that changed (ALREADY_EXISTS), and the answer to the copy tells a status
// that changed. Reading it all again would only move the moment from which changes are not seen before anything is
// copied, by as long as planning took; the copies themselves go out over a longer time anyway.
// Nothing protects what is overwritten and tags that are moved: those are read again in any case, tags once more right
// before the copy of each package.

import { mapConcurrent, settleAll } from '../../calls/concurrency.ts';
import { lookAgain } from '../../calls/looks.ts';
import type { WaitingHost } from '../../calls/waits.ts';
import { type PlanItem, type PromotionPlan, type TagPlan, versionOf } from '../../documents/plan.ts';
import { parseCoordinate } from '../../model/coordinates.ts';
import type { PackageFormat, Republishing } from '../../ports/package-format.ts';
import { counts, marksOf, valueOfTag } from '../dist-tags/marks.ts';
import { differencesOf } from '../repository/assets.ts';
import { PackageRecords } from '../repository/package-records.ts';
import { type RepositoryReader, serviceNow } from '../repository/repository-access.ts';
import { type VerifyBy, verifyByDownload } from '../repository/verify-download.ts';
import { ignoredAssets, VersionLookup } from '../repository/version-lookup.ts';
import { isPartOf, republishingOf } from './plan-items.ts';
import { keptTags, ownedTags } from './plan-tags.ts';

export interface Drift {
  /** In words; empty when the plan can be carried out. */
  readonly problems: readonly string[];
  /** Purls whose copy an earlier run of this plan finished. */
  readonly finished: ReadonlySet<string>;
}

export interface DriftPorts {
  readonly formats: readonly PackageFormat[];
  readonly source: RepositoryReader;
  readonly destination: RepositoryReader;
  /** `download`: also read what is to be copied, and what counts as there already. */
  readonly verifyBy?: VerifyBy | undefined;
  readonly host: WaitingHost;
}

/** `isJustMade`: this process made the plan a moment ago. */
export async function checkDrift(plan: PromotionPlan, sides: DriftPorts, isJustMade: boolean): Promise<Drift> {
  const isWhole = !isJustMade || plan.mode === 'republish' || sides.verifyBy === 'download';
  const items = isWhole ? plan.items : plan.items.filter(({ overwrites }) => overwrites === true);
  const options = { host: sides.host, ignored: ignoredAssets(plan.mode, sides.formats) };
  const refs = items.map(versionOf);
  const source = new VersionLookup(sides.source, options);
  const records = new PackageRecords(sides.destination, refs);
  const destination = new VersionLookup(sides.destination, { ...options, records });
  for (const lookup of [source, destination]) lookup.expect(refs);
  const finished = new Set<string>();
  const republishing = async (item: PlanItem) =>
    plan.mode === 'republish' && item.action === 'copy' ? republishingOf(versionOf(item), sides.formats) : undefined;
  const checkItem = async (item: PlanItem) => {
    const held =
      item.heldBy === undefined ? source : new VersionLookup(sides.source, { ...options, repository: item.heldBy });
    const problems = await settleAll([
      sourceDrift(item, held),
      destinationDrift(item, destination, finished, await republishing(item)),
    ]).then((both) => both.flat());
    if (sides.verifyBy === 'download' && problems.length === 0)
      problems.push(...(await servedDrift(item, isThere(item, finished) ? destination : held, plan)));
    return problems.map((problem) => `${item.purl}: ${problem}`);
  };
  const tagPlans = isWhole ? plan.tags : plan.tags.filter(({ before }) => Object.keys(before).length > 0);
  const now = () => serviceNow(sides.host, sides.destination.reader);
  const checkTags = (tagPlan: TagPlan) => tagDrift(tagPlan, sides.destination, now());
  const [ofItems, ofTags] = await settleAll([
    mapConcurrent(READS_AT_ONCE, items, checkItem),
    mapConcurrent(READS_AT_ONCE, tagPlans, checkTags),
  ]);
  // Right after a release, what differs from the plan may be a late answer.
  const open = () => ({ items: differing(ofItems), tags: differing(ofTags) });
  await lookAgain(
    { host: sides.host, subject: 'the registry is as the plan says' },
    () => open().items.length + open().tags.length,
    async () => {
      const again = open();
      for (const index of again.items)
        for (const lookup of [source, destination]) lookup.forget(versionOf(items[index] as PlanItem));
      await settleAll([
        mapConcurrent(READS_AT_ONCE, again.items, async (index) => {
          ofItems[index] = await checkItem(items[index] as PlanItem);
        }),
        mapConcurrent(READS_AT_ONCE, again.tags, async (index) => {
          ofTags[index] = await checkTags(tagPlans[index] as TagPlan);
        }),
      ]);
    },
  );
  return { problems: [...ofItems.flat(), ...ofTags.flat()], finished };
}

const differing = (found: readonly (readonly string[])[]): number[] =>
  found.flatMap((problems, index) => (problems.length > 0 ? [index] : []));

/** Versions looked at at once. How many calls that makes is up to the pace of each kind of call; see `retrying`. */
const READS_AT_ONCE = 256;

const isThere = (item: PlanItem, finished: ReadonlySet<string>) =>
  item.action === 'unchanged' || finished.has(item.purl);

/** Whether the bytes served are those that are listed. Between domains what is read from the source is proven anyway. */
async function servedDrift(item: PlanItem, { side, address }: VersionLookup, plan: PromotionPlan): Promise<string[]> {
  const isSource = address.repository !== plan.destination.repository || address.domain !== plan.destination.domain;
  if (isSource && plan.mode === 'republish') return [];
  const problems = await verifyByDownload(versionOf(item), item.assets, {
    reader: side.reader,
    address,
    attempts: side.attempts,
  });
  return problems.map((problem) => `${address.repository}: ${problem}`);
}

async function sourceDrift(item: PlanItem, lookup: VersionLookup): Promise<string[]> {
  const found = await lookup.find(versionOf(item));
  if (!found) return ['the source no longer has it'];
  if (found.revision !== item.revision)
    return [`the source has revision ${found.revision}, the plan pins ${item.revision}`];
  return found.status === item.status ? [] : [`the source has it as ${found.status}, the plan says ${item.status}`];
}

/** `republishing`: the version is published again, so an earlier run of this plan may have left a part of it. */
async function destinationDrift(
  item: PlanItem,
  lookup: VersionLookup,
  finished: Set<string>,
  republishing: Republishing | undefined,
): Promise<string[]> {
  const ref = versionOf(item);
  const found = await lookup.find(ref);
  if (!found) return item.before === null ? [] : ['the destination no longer has it'];
  if (found.revision === item.before?.revision && found.status === item.before.status) return [];
  const seen = await lookup.see(ref, true);
  if (!seen) return ['the destination has it no longer'];
  if (seen.isTorn) return ['the destination tells of one revision and lists the assets of another'];
  const differences = differencesOf(item.assets, seen.assets);
  if (differences.length === 0 && seen.status === 'Published') {
    finished.add(item.purl);
    return [];
  }
  if (republishing && isPartOf(seen, item.assets, republishing)) return [];
  if (differences.length === 0) return [`the destination has it as ${seen.status}`];
  return [`the destination has other bytes than the plan says: ${differences.join(', ')}`];
}

/** Only tags that the plan or its copy moves: what becomes of the others is none of its business. */
async function tagDrift(tagPlan: TagPlan, side: RepositoryReader, at: number): Promise<string[]> {
  const moved = [...ownedTags(tagPlan), ...keptTags(tagPlan)];
  if (!side.tags || moved.length === 0) return [];
  const ref = parseCoordinate(tagPlan.package);
  const now = (await side.tags(side.address, ref)) ?? {};
  // What led nowhere gave way to anything; once it is listed again, it would be a move back.
  const left = new Set(
    moved.flatMap((tag) => (valueOfTag(tagPlan.before, tag) === valueOfTag(now, tag) ? [valueOfTag(now, tag)] : [])),
  );
  const again = await mapConcurrent(READS_AT_ONCE, Object.keys(tagPlan.hidden ?? {}), async (version) => {
    if (!left.has(version)) return [];
    const found = await side.reader.describePackageVersion(side.address, { ...ref, version });
    return found?.status === 'Published'
      ? [`${tagPlan.package}: ${version} can be installed, the plan says it is ${tagPlan.hidden?.[version]}`]
      : [];
  });
  const ofTags = moved.flatMap((tag) => {
    const { before, afterCopy, wanted } = tagPlan;
    const [was, value] = [valueOfTag(before, tag), valueOfTag(now, tag)];
    const isAsPlanned = [was, valueOfTag(afterCopy, tag), valueOfTag(wanted, tag)].includes(value);
    // A run that has not set the tag back yet says so by its mark, and the plan counts with it.
    const isMarked = marksOf(now).some(
      (mark) => mark.kind === 'keep' && counts(mark, at) && mark.tag === tag && mark.version === was,
    );
    if (isAsPlanned || isMarked) return [];
    const words = (version: string | undefined) => version ?? 'nothing';
    return [`${tagPlan.package}: the dist-tag ${tag} points at ${words(value)}, the plan says ${words(was)}`];
  });
  return [...ofTags, ...again.flat()];
}
