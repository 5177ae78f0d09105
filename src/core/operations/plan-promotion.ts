// What a promotion would do, found out by reading only: the types leave no way to write.
import { documentHash } from '../documents/canonical.ts';
import type { ReleaseManifest, RepositoryRecord } from '../documents/manifest.ts';
import { PLAN_SCHEMA, type PlanItem, type PromotionPlan } from '../documents/plan.ts';
import { RegistryError } from '../errors/registry-error.ts';
import { normalised, parseVersionCoordinate, purl, shortForm } from '../model/coordinates.ts';
import { type PackageReference, packageKey, versionKey } from '../model/package.ts';
import { label } from '../model/repository.ts';
import type { Host } from '../ports/host.ts';
import type { PackageFormat } from '../ports/package-format.ts';
import { eachWithin } from '../scheduling.ts';
import { type ClosedPlan, DependencyPlanner } from './promotion-dependencies.ts';
import {
  derivedAssets,
  type ItemPorts,
  ignoredAssets,
  planItem,
  upstreamLookups,
  VersionLookup,
  type WantedVersion,
} from './promotion-items.ts';
import {
  planTags,
  readTagPolicy,
  requireNamedTags,
  type TagDecision,
  type TagPolicy,
  type TagSituation,
} from './promotion-tags.ts';
import { type ReadSide, recordOf } from './sides.ts';
import { type UpstreamChain, upstreamChain } from './upstream-chain.ts';

export interface PromotionRequest {
  /** Exactly the versions of a manifest with its revisions and digests, and/or coordinates in either spelling. */
  readonly manifest?: ReleaseManifest | undefined;
  readonly coordinates?: readonly string[] | undefined;
  readonly includeDependencies: boolean;
  readonly includeFromUpstream: boolean;
  readonly allowOverwrite: boolean;
  /** `keep`, `copy`, or lines `tag=version` and `@acme/utils:tag=version`. */
  readonly distTags: readonly string[];
  /** Package versions looked at at once. */
  readonly concurrency: number;
}

export interface PlanPorts {
  readonly host: Pick<Host, 'log' | 'clock' | 'interrupted'>;
  readonly formats: readonly PackageFormat[];
  readonly source: ReadSide;
  readonly destination: ReadSide;
}

/** Rejects with CA-INPUT-001/-002, CA-FIND-001; everything about single versions stands in the plan. */
export async function planPromotion(request: PromotionRequest, ports: PlanPorts): Promise<PromotionPlan> {
  const { source, destination } = ports;
  const policy = readTagPolicy(request.distTags);
  const [from, to] = await Promise.all([recordOf(source), recordOf(destination)]);
  requireOtherPlace(from, to);
  const mode =
    from.domain === to.domain && from.domainOwner === to.domainOwner && from.region === to.region
      ? 'copy'
      : 'republish';
  const [sourceChain, destinationChain] = await Promise.all([
    upstreamChain(source.reader, source.address),
    upstreamChain(destination.reader, destination.address),
  ]);
  const ignored = ignoredAssets(mode, ports.formats);
  const wanted = wantedVersions(request, ports.formats);
  const lookups: ItemPorts = {
    source: new VersionLookup(source, { ignored }),
    upstreams: request.includeFromUpstream ? upstreamLookups(source, sourceChain, ignored) : [],
    destination: new VersionLookup(destination, { ignored }),
    allowOverwrite: request.allowOverwrite,
    derived: derivedAssets(ports.formats),
  };
  const { items, warnings } = await planItems(
    wanted,
    request,
    ports,
    lookups,
    upstreamLookups(destination, destinationChain),
  );
  const tags = await planAllTags(items, policy, request.concurrency, ports, destinationChain.direct);
  const plan = {
    schema: PLAN_SCHEMA,
    createdAt: new Date(ports.host.clock.now()).toISOString(),
    source: from,
    destination: to,
    mode,
    includeFromUpstream: request.includeFromUpstream,
    allowOverwrite: request.allowOverwrite,
    items,
    tags: tags.map(({ plan }) => plan),
    losses: mode === 'copy' ? [] : LOSSES,
    warnings: [
      ...topologyWarnings(from, to, mode, destinationChain),
      ...manifestWarnings(wanted, items),
      ...warnings,
      ...tags.flatMap((tag) => tag.warnings),
    ],
  } as const;
  return { ...plan, hash: documentHash(plan) };
}

/** What download and publish again cannot carry over; asserted by a test, so that no new loss goes unnoticed. */
export const LOSSES: readonly string[] = [
  'the revision: the destination makes its own',
  'the time of publication: it becomes the time of the promotion',
  'the origin: the destination records a direct publication there',
  'origin controls of the package: the destination sets its defaults for a first publication',
  'what was changed after publishing without new bytes, such as deprecation messages',
];

function requireOtherPlace(from: RepositoryRecord, to: RepositoryRecord): void {
  const key = ({ domain, domainOwner, region, repository }: RepositoryRecord) =>
    [domain, domainOwner, region, repository].join(' ');
  if (key(from) === key(to)) throw new RegistryError('CA-INPUT-001', `source and destination are both ${label(from)}`);
}

/** Versions of the manifest and named ones, each once, in the spelling the service stores. */
function wantedVersions(request: PromotionRequest, formats: readonly PackageFormat[]): WantedVersion[] {
  const wanted = new Map<string, WantedVersion>();
  const add = (text: string, pinned?: WantedVersion['pinned']) => {
    const ref = normalised(parseVersionCoordinate(text), formats);
    const key = versionKey(ref);
    if (!wanted.get(key)?.pinned) wanted.set(key, { ref, pinned });
  };
  for (const { purl: text, revision, assets } of request.manifest?.versions ?? []) add(text, { revision, assets });
  for (const text of request.coordinates ?? []) add(text);
  if (wanted.size === 0) throw new RegistryError('CA-INPUT-001', 'nothing to promote: give `manifest` or `versions`');
  return [...wanted.values()];
}

async function planItems(
  wanted: readonly WantedVersion[],
  request: PromotionRequest,
  { formats, host }: PlanPorts,
  lookups: ItemPorts,
  destinationUpstreams: readonly VersionLookup[],
): Promise<ClosedPlan> {
  for (const lookup of [lookups.source, ...lookups.upstreams, lookups.destination])
    lookup.expect(wanted.map(({ ref }) => ref));
  const concurrency = Math.max(request.concurrency, FEWEST_READS);
  await Promise.all([lookups.source, lookups.destination].map((lookup) => lookup.listExpected(concurrency)));
  let done = 0;
  const plan = (versions: readonly WantedVersion[]) =>
    eachWithin(concurrency, versions, async (version) => {
      const item = await planItem(version, lookups);
      host.log.progress('planned', ++done, wanted.length);
      return item;
    });
  const items = await plan(wanted);
  const dependencies = new DependencyPlanner({ formats, concurrency, ...lookups, destinationUpstreams });
  return dependencies.close(wanted, items, request.includeDependencies, plan);
}

/** Reads are cheap for the service (800 a second for an account) and slow for us only by their latency. */
const FEWEST_READS = 32;

async function planAllTags(
  items: readonly PlanItem[],
  policy: TagPolicy,
  concurrency: number,
  { formats, source, destination }: PlanPorts,
  upstreams: readonly string[],
): Promise<TagDecision[]> {
  const packages = new Map<string, { ref: PackageReference; items: PlanItem[] }>();
  for (const item of items) {
    const { version: _, ...ref } = parseVersionCoordinate(item.purl);
    if (!formats.find(({ name }) => name === ref.format)?.publishing?.tags) continue;
    const known = packages.get(packageKey(ref)) ?? { ref, items: [] };
    known.items.push(item);
    packages.set(packageKey(ref), known);
  }
  const { tags: sourceTags } = source;
  const { tags: destinationTags } = destination;
  if (!sourceTags || !destinationTags) return [];
  const situations = await eachWithin(
    Math.max(concurrency, FEWEST_READS),
    [...packages.values()],
    async (found): Promise<TagSituation> => {
      const [own, theirs, ...above] = await Promise.all([
        sourceTags(source.address, found.ref),
        destinationTags(destination.address, found.ref),
        ...upstreams.map((repository) => destinationTags({ ...destination.address, repository }, found.ref)),
      ]);
      return {
        ...found,
        source: own ?? {},
        destination: theirs ?? {},
        upstreams: upstreams.map((repository, index) => ({ repository, tags: above[index] ?? {} })),
      };
    },
  );
  requireNamedTags(policy, situations);
  return situations.map((situation) => planTags(situation, policy));
}

function topologyWarnings(
  from: RepositoryRecord,
  to: RepositoryRecord,
  mode: PromotionPlan['mode'],
  chain: UpstreamChain,
): string[] {
  if (mode !== 'copy' || !chain.repositories.slice(1).includes(from.repository)) return [];
  return [
    `${to.repository} has ${from.repository} as an upstream: whatever is published there can be installed without being promoted`,
  ];
}

/** The bytes are what the manifest says, yet something else of the version changed since. */
function manifestWarnings(wanted: readonly WantedVersion[], items: readonly PlanItem[]): string[] {
  const byPurl = new Map(items.map((item) => [item.purl, item]));
  return wanted.flatMap(({ ref, pinned }) => {
    const item = byPurl.get(purl(ref));
    if (!pinned || !item || item.revision === '' || item.revision === pinned.revision || item.action === 'conflict')
      return [];
    return [`${shortForm(ref)}: its metadata changed since the manifest was written; the assets did not`];
  });
}

/** Whether every item can go; `applyPromotion` copies nothing otherwise. */
export function isApplicable(plan: PromotionPlan): boolean {
  return plan.items.every(({ action }) => action === 'copy' || action === 'unchanged');
}
