// Reads the dist-tags a promotion has to know: of the source, of the destination, and of what hides the destination's.
//
// The source's tags and its versions are two reads, and right after a release the tags may be late: a plan made of them
// would take `latest` off the very version that was released. Tags have no revision to hold them to. But publishing
// gives every version a tag, so versions newer than all that is tagged are a reason to look again.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { LATE_MS } from '../../calls/looks.ts';
import { stretches } from '../../calls/stretches.ts';
import { type WaitingHost, waitFor } from '../../calls/waits.ts';
import { type PlanItem, versionOf } from '../../documents/plan.ts';
import { type PackageReference, packageKey } from '../../model/package.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { marksOf, valueOfTag, withoutMarks } from '../dist-tags/marks.ts';
import { standingOf } from '../dist-tags/standing.ts';
import { isBackwards } from '../dist-tags/write.ts';
import type { PackageRecords } from '../repository/package-records.ts';
import { type RepositoryReader, serviceNow } from '../repository/repository-access.ts';
import { isAlone, type UpstreamChain } from '../repository/upstream-chain.ts';
import type { VersionLookup } from '../repository/version-lookup.ts';
import {
  isOutlived,
  planTags,
  requireNamedTags,
  type TagDecision,
  type TagPolicy,
  type TagSituation,
  tagsBefore,
} from './plan-tags.ts';

type SeenTags = Omit<TagSituation, 'items' | 'source' | 'places' | 'standing' | 'now' | 'endpoint'> & {
  /** Somebody knows the package in the destination. */
  readonly isKnown: boolean;
  /** Undefined where nobody knows the package. */
  readonly source: Tags | undefined;
};

/** Tags of packages, asked for once each. */
export interface PromotionTagReader {
  /** Begins to read, so that the answers are there when the items are planned. */
  prefetch(refs: readonly PackageReference[]): void;
  /** Undefined where the format has no tags or nobody can read them. */
  of(ref: PackageReference): Promise<SeenTags | undefined>;
  /** Tags of the source as they are now; undefined where nobody knows the package. */
  ofSource(ref: PackageReference): Promise<Tags | undefined>;
}

type Tags = Readonly<Record<string, string>>;

interface TagReadPorts {
  readonly formats: readonly PackageFormat[];
  readonly source: RepositoryReader;
  readonly destination: RepositoryReader;
}

/** Packages looked at at once. How many calls that makes is up to the pace of each kind of call; see `retrying`. */
const PACKAGES_AT_ONCE = 256;

/** `chain`: of the destination. */
export function createTagReader(
  { formats, source, destination }: TagReadPorts,
  records: PackageRecords,
  chain: Promise<UpstreamChain>,
): PromotionTagReader {
  const asked = new Map<string, Promise<SeenTags | undefined>>();
  const read = async (ref: PackageReference): Promise<SeenTags | undefined> => {
    const { tags: sourceTags } = source;
    const { tags: destinationTags } = destination;
    const hasTags = formats.find(({ name }) => name === ref.format)?.publishing?.tags !== undefined;
    if (!hasTags || !sourceTags || !destinationTags) return undefined;
    const isBare = async () => isAlone(await chain) && (await records.lacks(ref));
    const upstreamTags = async () =>
      Promise.all(
        (await chain).direct.map(async (repository) => ({
          repository,
          tags: (await destinationTags({ ...destination.address, repository }, ref)) ?? {},
        })),
      );
    const [own, theirs, upstreams] = await Promise.all([
      sourceTags(source.address, ref),
      isBare().then((bare) => (bare ? undefined : destinationTags(destination.address, ref))),
      upstreamTags(),
    ]);
    return { ref, source: own, destination: theirs ?? {}, isKnown: theirs !== undefined, upstreams };
  };
  const of = ({ format, namespace, name }: PackageReference) => {
    const ref = { format, namespace, name } as PackageReference;
    const key = packageKey(ref);
    const reading = asked.get(key) ?? read(ref);
    asked.set(key, reading);
    return reading;
  };
  return {
    prefetch: (refs) => {
      const packages = new Map(refs.map((ref) => [packageKey(ref), ref]));
      // Failures are told when the answer is wanted.
      void mapConcurrent(PACKAGES_AT_ONCE, [...packages.values()], (ref) => of(ref).catch(() => {}));
    },
    of,
    ofSource: async (ref) => source.tags?.(source.address, ref),
  };
}

export interface TagPlanPorts {
  readonly host: WaitingHost;
  readonly places: TagSituation['places'];
  /** Versions of the destination, listed already where many of a package are promoted. */
  readonly destination: VersionLookup;
  /** Of the destination. */
  readonly chain: Promise<UpstreamChain>;
}

/** Rejects with CA-INPUT-001 when a tag is named that no package can have. */
export async function planAllTags(
  items: readonly PlanItem[],
  policy: TagPolicy,
  reader: PromotionTagReader,
  { host, places, destination, chain }: TagPlanPorts,
): Promise<TagDecision[]> {
  const rest = stretches(host.clock);
  const packages = new Map<string, { ref: PackageReference; items: PlanItem[] }>();
  for (const item of items) {
    const ref = versionOf(item);
    const key = packageKey(ref);
    const known = packages.get(key);
    if (known) known.items.push(item);
    else packages.set(key, { ref, items: [item] });
    await rest();
  }
  const situationOf = async (found: { ref: PackageReference; items: PlanItem[] }): Promise<TagSituation[]> => {
    const seen = await reader.of(found.ref);
    if (!seen) return [];
    const versions = found.items
      .filter(({ action }) => action === 'copy' || action === 'unchanged')
      .map((item) => versionOf(item).version);
    let tags = seen.source;
    // Not as long as for what we wrote: that would delay those who do without tags on purpose.
    for (const wait of LATE_MS) {
      if (!seemLate(tags, versions)) break;
      await waitFor(host, wait, 'the dist-tags of the source name its newest version');
      tags = await reader.ofSource(found.ref);
    }
    await rest();
    const now = serviceNow(host, destination.side.reader);
    const situation = { ...seen, places, source: tags ?? {}, items: found.items, now };
    const isListed = seen.isKnown && tagsBefore(seen.destination, now).latest === undefined;
    const standing = await standingOf(found.ref, doubtfulVersions(situation, versions), {
      host,
      side: destination.side,
      isAlone: isAlone(await chain),
      isListed,
      find: (version) => destination.find({ ...found.ref, version }),
    });
    if (!marksOf(seen.destination).some((mark) => isOutlived(mark, situation))) return [{ ...situation, standing }];
    const { side } = destination;
    // Without it the command names no registry.
    const endpoint = await side.reader.getRepositoryEndpoint(side.address, found.ref.format).catch(() => undefined);
    return [{ ...situation, standing, endpoint }];
  };
  const situations: TagSituation[] = [];
  for (const found of await mapConcurrent(PACKAGES_AT_ONCE, [...packages.values()], situationOf))
    situations.push(...found);
  requireNamedTags(policy, situations);
  const decisions: TagDecision[] = [];
  for (const situation of situations) {
    decisions.push(planTags(situation, policy));
    await rest();
  }
  return decisions;
}

/**
 * Versions on which something depends that tags of the destination stand on: `latest`, by which most people install, and
 * tags that the promotion might move. What the plan found Published is not asked for again.
 */
function doubtfulVersions(
  { source, destination, upstreams, items, now }: TagSituation,
  versions: readonly string[],
): string[] {
  const offered = new Set(versions);
  const published = new Set(
    items.flatMap((item) => (item.before?.status === 'Published' ? [versionOf(item).version] : [])),
  );
  const isOfUpstream = (tag: string) => upstreams.some(({ tags }) => Object.hasOwn(tags, tag));
  return Object.entries(tagsBefore(destination, now)).flatMap(([tag, version]) => {
    // What a run did not come to setting back, this one does.
    const isUnfinished = valueOfTag(destination, tag) !== version;
    const isAtStake = tag === 'latest' || isUnfinished || offered.has(valueOfTag(source, tag) ?? '');
    return isAtStake && !isOfUpstream(tag) && !published.has(version) ? [version] : [];
  });
}

/** The package is not known yet, or some version is newer than all that is tagged and none of them is tagged. */
function seemLate(tags: Tags | undefined, versions: readonly string[]): boolean {
  if (versions.length === 0) return false;
  if (tags === undefined) return true;
  const tagged = Object.values(withoutMarks(tags));
  if (tagged.length === 0) return false;
  const planned = new Set(versions);
  if (tagged.some((version) => planned.has(version))) return false;
  return versions.some((version) => tagged.every((older) => isBackwards(version, older)));
}
