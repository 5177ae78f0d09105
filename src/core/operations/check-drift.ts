// Whether the registry is still what the plan was made of. What this plan itself would change is no drift, so that an
// interrupted run can be continued, with or without its journal.
import type { PlanItem, PromotionPlan, TagPlan } from '../documents/plan.ts';
import { parseCoordinate, parseVersionCoordinate } from '../model/coordinates.ts';
import type { PackageFormat } from '../ports/package-format.ts';
import { eachWithin } from '../scheduling.ts';
import { differencesOf } from './assets.ts';
import { ignoredAssets, VersionLookup } from './promotion-items.ts';
import { withoutOwnTags } from './promotion-tags.ts';
import type { ReadSide } from './sides.ts';
import { proveByDownload, type VerifyBy } from './verified-body.ts';

export interface Drift {
  /** In words; empty when the plan can be carried out. */
  readonly problems: readonly string[];
  /** Purls whose copy an earlier run of this plan finished. */
  readonly finished: ReadonlySet<string>;
}

export interface DriftPorts {
  readonly formats: readonly PackageFormat[];
  readonly source: ReadSide;
  readonly destination: ReadSide;
  /** `download`: also read what is to be copied, and what counts as there already. */
  readonly verifyBy?: VerifyBy | undefined;
}

export async function checkDrift(plan: PromotionPlan, sides: DriftPorts, concurrency: number): Promise<Drift> {
  const ignored = ignoredAssets(plan.mode, sides.formats);
  const source = new VersionLookup(sides.source, { ignored });
  const destination = new VersionLookup(sides.destination, { ignored });
  const refs = plan.items.map((item) => parseVersionCoordinate(item.purl));
  for (const lookup of [source, destination]) lookup.expect(refs);
  await Promise.all([source, destination].map((lookup) => lookup.listExpected(concurrency)));
  const finished = new Set<string>();
  const found = await eachWithin(concurrency, plan.items, async (item) => {
    const held =
      item.heldBy === undefined ? source : new VersionLookup(sides.source, { repository: item.heldBy, ignored });
    const problems = [...(await sourceDrift(item, held)), ...(await destinationDrift(item, destination, finished))];
    if (sides.verifyBy === 'download' && problems.length === 0)
      problems.push(...(await servedDrift(item, isThere(item, finished) ? destination : held, plan)));
    return problems.map((problem) => `${item.purl}: ${problem}`);
  });
  const tags = await eachWithin(concurrency, plan.tags, (tagPlan) => tagDrift(tagPlan, sides.destination));
  return { problems: [...found.flat(), ...tags.flat()], finished };
}

const isThere = (item: PlanItem, finished: ReadonlySet<string>) =>
  item.action === 'unchanged' || finished.has(item.purl);

/** Whether the bytes served are those that are listed. Between domains what is read from the source is proven anyway. */
async function servedDrift(item: PlanItem, { side, address }: VersionLookup, plan: PromotionPlan): Promise<string[]> {
  const isSource = address.repository !== plan.destination.repository || address.domain !== plan.destination.domain;
  if (isSource && plan.mode === 'republish') return [];
  const problems = await proveByDownload(parseVersionCoordinate(item.purl), item.assets, {
    reader: side.reader,
    address,
  });
  return problems.map((problem) => `${address.repository}: ${problem}`);
}

async function sourceDrift(item: PlanItem, lookup: VersionLookup): Promise<string[]> {
  const found = await lookup.find(parseVersionCoordinate(item.purl));
  if (!found) return ['the source no longer has it'];
  if (found.revision !== item.revision)
    return [`the source has revision ${found.revision}, the plan pins ${item.revision}`];
  return found.status === item.status ? [] : [`the source has it as ${found.status}, the plan says ${item.status}`];
}

async function destinationDrift(item: PlanItem, lookup: VersionLookup, finished: Set<string>): Promise<string[]> {
  const ref = parseVersionCoordinate(item.purl);
  const found = await lookup.find(ref);
  if (!found) return item.before === null ? [] : ['the destination no longer has it'];
  if (found.revision === item.before?.revision && found.status === item.before.status) return [];
  const differences = differencesOf(item.assets, await lookup.assets(ref));
  if (differences.length === 0 && found.status === 'Published') {
    finished.add(item.purl);
    return [];
  }
  if (differences.length === 0) return [`the destination has it as ${found.status}`];
  return [`the destination has other bytes than the plan says: ${differences.join(', ')}`];
}

async function tagDrift(tagPlan: TagPlan, side: ReadSide): Promise<string[]> {
  if (!side.tags) return [];
  const raw = (await side.tags(side.address, parseCoordinate(tagPlan.package))) ?? {};
  const now = withoutOwnTags(raw);
  const problems: string[] = [];
  for (const tag of new Set([...Object.keys(now), ...Object.keys(tagPlan.before)])) {
    const value = now[tag];
    const isAsPlanned =
      value === tagPlan.before[tag] || value === tagPlan.afterCopy[tag] || value === tagPlan.wanted[tag];
    if (!isAsPlanned) {
      const words = (version: string | undefined) => version ?? 'nothing';
      problems.push(
        `${tagPlan.package}: the dist-tag ${tag} points at ${words(value)}, the plan says ${words(tagPlan.before[tag])}`,
      );
    }
  }
  return problems;
}
