// What a promotion would do, found out by reading only: the types leave no way to write.

import { mapConcurrent, settleAll } from '../../calls/concurrency.ts';
import { lookAgain } from '../../calls/looks.ts';
import { inStretches, stretches } from '../../calls/stretches.ts';
import type { ReleaseManifest, RepositoryRecord } from '../../documents/manifest.ts';
import { PLAN_SCHEMA, type PlanItem, type PromotionPlan } from '../../documents/plan.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { normalised, parseVersionCoordinate, purl, shortForm } from '../../model/coordinates.ts';
import { type PackageReference, packageKey, type VersionReference, versionKey } from '../../model/package.ts';
import { label } from '../../model/repository.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { requireTagName } from '../dist-tags/write.ts';
import { PackageRecords } from '../repository/package-records.ts';
import { type RepositoryReader, recordOf } from '../repository/repository-access.ts';
import { heldBuild, snapshotRules, withSnapshots } from '../repository/snapshots.ts';
import { asStored, hasOtherSpellings, identityKey } from '../repository/stored-spelling.ts';
import { type UpstreamChain, upstreamChain } from '../repository/upstream-chain.ts';
import { derivedAssets, ignoredAssets, upstreamLookups, VersionLookup } from '../repository/version-lookup.ts';
import { planHashOf } from './large-documents.ts';
import { type ClosedPlan, DependencyPlanner, type DependencyPorts } from './plan-dependencies.ts';
import { type ItemPorts, planItem, type WantedVersion } from './plan-items.ts';
import { readTagPolicy } from './plan-tags.ts';
import { createTagReader, planAllTags } from './read-tags.ts';

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
  readonly source: RepositoryReader;
  readonly destination: RepositoryReader;
}

/** Rejects with CA-INPUT-001/-002, CA-FIND-001; everything about single versions stands in the plan. */
export async function planPromotion(request: PromotionRequest, given: PlanPorts): Promise<PromotionPlan> {
  const { formats } = given;
  const source = withSnapshots(given.source, formats);
  const destination = withSnapshots(given.destination, formats);
  const ports = { ...given, source, destination };
  const policy = readTagPolicy(request.distTags);
  const tagged = ports.formats.find(({ publishing }) => publishing?.tags)?.publishing?.tags;
  for (const { tag } of policy.named) requireTagName(tag, 'dist-tags', tagged);
  const [from, to] = await Promise.all([recordOf(source), recordOf(destination)]);
  // Within one repository, tags can be moved and nothing else.
  if (policy.named.length === 0) requireOtherPlace(from, to);
  const mode =
    from.domain === to.domain && from.domainOwner === to.domainOwner && from.region === to.region
      ? 'copy'
      : 'republish';
  const named = await inStretches(wantedVersions(request, ports.formats), ports.host.clock);
  const spelled = await asSpelled(named, request.concurrency, source, formats);
  const wanted = await withBuilds(spelled, request.concurrency, source, formats);
  const { host } = ports;
  const packages = onePerPackage(wanted.map(({ ref }) => ref));
  const chain = upstreamChain(destination.reader, destination.address);
  const above = upstreamChain(source.reader, source.address);
  // Whatever else fails first, these two must not be left without anybody who hears of them.
  for (const asked of [chain, above]) asked.catch(() => {});
  const options = { host, ignored: ignoredAssets(mode, ports.formats), formats };
  const records = new PackageRecords(destination, packages);
  const lookups: ItemPorts = {
    source: new VersionLookup(source, options),
    upstreams: request.includeFromUpstream ? upstreamLookups(source, await above, options) : [],
    destination: new VersionLookup(destination, { ...options, records }),
    allowOverwrite: request.allowOverwrite,
    place: to,
    formats,
    derived: derivedAssets(ports.formats),
    republishedBy: mode === 'republish' ? ports.formats : undefined,
  };
  // Everything is only read, so all of it is asked for at the same time; what fails first in this order is told.
  const tagReader = createTagReader(ports, records, chain);
  tagReader.prefetch(packages);
  const destinationUpstreams = chain.then((found) => upstreamLookups(destination, found, { host }));
  destinationUpstreams.catch(() => {});
  const [, destinationChain, { items, warnings }] = await settleAll([
    above,
    chain,
    planItems(wanted, request, ports, {
      ...lookups,
      destinationUpstreams,
      // Who may not read the tags hears of it where they are planned.
      latest: (ref) =>
        tagReader.of(ref).then(
          (tags) => tags?.source?.latest,
          () => undefined,
        ),
    }),
  ]);
  const tags = await planAllTags(items, policy, tagReader, {
    host,
    places: { source: from, destination: to, mode },
    destination: lookups.destination,
    chain,
  });
  const plan = {
    schema: PLAN_SCHEMA,
    createdAt: new Date(ports.host.clock.now()).toISOString(),
    source: from,
    destination: to,
    mode,
    includeDependencies: request.includeDependencies,
    distTags: [...request.distTags].sort(),
    includeFromUpstream: request.includeFromUpstream,
    allowOverwrite: request.allowOverwrite,
    items,
    tags: tags.map(({ plan }) => plan),
    losses: mode === 'copy' ? [] : LOSSES,
    warnings: [
      ...topologyWarnings(from, to, mode, destinationChain),
      ...manifestWarnings(wanted, items),
      ...leftOut(request.manifest, wanted),
      ...warnings,
      ...tags.flatMap((tag) => tag.warnings),
    ],
  } as const;
  return { ...plan, hash: await planHashOf(plan, host) };
}

/** What download and publish again cannot carry over; asserted by a test, so that no new loss goes unnoticed. */
export const LOSSES: readonly string[] = [
  'the revision: the destination makes its own',
  'the time of publication: it becomes the time of the promotion',
  'the origin: the destination records a direct publication there',
  'origin controls of the package: the destination sets its defaults for a first publication',
  'what was changed after publishing without new bytes, such as deprecation messages',
  'dist-tags that the plan does not set in the destination',
  'what the npm document of a version says beyond the package.json in its tarball, such as the git commit that the publishing client noted',
];

/** One version of each package. */
function onePerPackage(refs: readonly VersionReference[]): PackageReference[] {
  const packages = new Map<string, VersionReference>();
  for (const ref of refs) {
    const key = packageKey(ref);
    if (!packages.has(key)) packages.set(key, ref);
  }
  return [...packages.values()];
}

function requireOtherPlace(from: RepositoryRecord, to: RepositoryRecord): void {
  const key = ({ domain, domainOwner, region, repository }: RepositoryRecord) =>
    [domain, domainOwner, region, repository].join(' ');
  if (key(from) === key(to)) throw new RegistryError('CA-INPUT-001', `source and destination are both ${label(from)}`);
}

/** Versions of the manifest and named ones, each once, in the spelling the service stores. */
function* wantedVersions(
  request: PromotionRequest,
  formats: readonly PackageFormat[],
): Generator<void, WantedVersion[], void> {
  const wanted = new Map<string, WantedVersion>();
  const packages = new Map<string, PackageReference>();
  let taken = 0;
  const add = (text: string, pinned?: WantedVersion['pinned']) => {
    taken++;
    const { version, ...found } = normalised(parseVersionCoordinate(text), formats);
    // All versions of a package share its name; else each would keep a text of its own.
    const own = packageKey(found);
    const { format, namespace, name } = packages.get(own) ?? found;
    if (!packages.has(own)) packages.set(own, found);
    const ref = { format, ...(namespace === undefined ? {} : { namespace }), name, version };
    const key = identityKey(ref, formats);
    if (!wanted.get(key)?.pinned) wanted.set(key, { ref, pinned });
  };
  for (const { purl: text, revision, assets } of request.manifest?.versions ?? []) {
    add(text, { revision, assets });
    if (taken % STEP === 0) yield;
  }
  for (const text of request.coordinates ?? []) {
    add(text);
    if (taken % STEP === 0) yield;
  }
  if (wanted.size === 0) throw new RegistryError('CA-INPUT-001', 'nothing to promote: give `manifest` or `versions`');
  return [...wanted.values()];
}

/** Named versions in the spelling in which the source holds them; a manifest has the one that was published. */
async function asSpelled(
  wanted: readonly WantedVersion[],
  concurrency: number,
  source: RepositoryReader,
  formats: readonly PackageFormat[],
): Promise<readonly WantedVersion[]> {
  const isOpen = ({ ref, pinned }: WantedVersion) => pinned === undefined && hasOtherSpellings(ref, formats);
  if (!wanted.some(isOpen)) return wanted;
  return mapConcurrent(concurrency, wanted, async (each) =>
    isOpen(each) ? { ...each, ref: await asStored(each.ref, source, formats) } : each,
  );
}

/** A snapshot is the build that it is now: what is planned is that one, and no later one. */
async function withBuilds(
  wanted: readonly WantedVersion[],
  concurrency: number,
  source: RepositoryReader,
  formats: readonly PackageFormat[],
): Promise<readonly WantedVersion[]> {
  const isSnapshot = ({ ref }: WantedVersion) => snapshotRules(ref, formats)?.isSnapshot(ref.version) === true;
  if (!wanted.some(isSnapshot)) return wanted;
  const found = await mapConcurrent(concurrency, wanted, async (each) => {
    const held = isSnapshot(each) ? await heldBuild(each.ref, source, formats) : undefined;
    return held?.build === undefined ? each : { ...each, ref: { ...each.ref, version: held.build } };
  });
  const byVersion = new Map<string, WantedVersion>();
  for (const each of found) {
    const key = versionKey(each.ref);
    if (!byVersion.get(key)?.pinned) byVersion.set(key, each);
  }
  return [...byVersion.values()];
}

/** Versions that make a step; see `stretches`. */
const STEP = 100;

async function planItems(
  wanted: readonly WantedVersion[],
  request: PromotionRequest,
  { formats, host }: PlanPorts,
  lookups: ItemPorts & Pick<DependencyPorts, 'destinationUpstreams' | 'latest'>,
): Promise<ClosedPlan> {
  const rest = stretches(host.clock);
  const refs = wanted.map(({ ref }) => ref);
  for (const lookup of [lookups.source, ...lookups.upstreams, lookups.destination]) {
    for (let start = 0; start < refs.length; start += STEP) {
      lookup.expect(refs.slice(start, start + STEP));
      await rest();
    }
  }
  const concurrency = Math.max(request.concurrency, READS_AT_ONCE);
  const dependencies = new DependencyPlanner({ ...lookups, host, concurrency });
  dependencies.prefetch(wanted, request.includeDependencies);
  let done = 0;
  const plan = async (named: readonly WantedVersion[]) => {
    const versions = await withBuilds(named, request.concurrency, lookups.source.side, formats);
    const refused = new Set<number>();
    const items = await mapConcurrent(concurrency, versions, async (version, index) => {
      const { item, mayChange } = await planItem(version, lookups);
      if (mayChange) refused.add(index);
      host.log.progress('planned', ++done, wanted.length);
      return item;
    });
    await planAgain(refused, { versions, items }, { host, concurrency, lookups });
    return items;
  };
  return dependencies.close(wanted, await plan(wanted), request.includeDependencies, plan);
}

/**
 * A promotion often follows right after the publication, whose answers may be late: what cannot go is planned again in
 * its place, until it goes or the time of late answers is over.
 */
async function planAgain(
  refused: Set<number>,
  { versions, items }: { readonly versions: readonly WantedVersion[]; readonly items: PlanItem[] },
  { host, concurrency, lookups }: { host: PlanPorts['host']; concurrency: number; lookups: ItemPorts },
): Promise<void> {
  const look = async () => {
    const open = [...refused].map((index) => ({ index, version: versions[index] as WantedVersion }));
    for (const lookup of [lookups.source, ...lookups.upstreams, lookups.destination])
      for (const { version } of open) lookup.forget(version.ref);
    await mapConcurrent(concurrency, open, async ({ index, version }) => {
      const { item, mayChange } = await planItem(version, lookups);
      items[index] = item;
      if (!mayChange) refused.delete(index);
    });
  };
  await lookAgain({ host, subject: 'the service shows what was published' }, () => refused.size, look);
}

/** Versions looked at at once. How many calls that makes is up to the pace of each kind of call; see `retrying`. */
const READS_AT_ONCE = 256;

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
  if (!wanted.some(({ pinned }) => pinned !== undefined)) return [];
  const byPurl = new Map(items.map((item) => [item.purl, item]));
  return wanted.flatMap(({ ref, pinned }) => {
    const item = byPurl.get(purl(ref));
    if (!pinned || !item || item.revision === '' || item.revision === pinned.revision || item.action === 'conflict')
      return [];
    return [`${shortForm(ref)}: its metadata changed since the manifest was written; the assets did not`];
  });
}

/** What the publish of the release left as it was in the repository is no part of what was built and tested. */
function leftOut(manifest: ReleaseManifest | undefined, wanted: readonly WantedVersion[]): string[] {
  const asked = new Set(wanted.map(({ ref }) => purl(ref)));
  const left = (manifest?.skipped ?? []).map((one) => one.purl).filter((text) => !asked.has(text));
  if (left.length === 0) return [];
  const shown = left.slice(0, 5).join(', ');
  const more = left.length > 5 ? ` and ${left.length - 5} more` : '';
  return [
    `the publish of this release left what has other bytes, which is not promoted: ${shown}${more}; name it in \`versions\` where it is wanted`,
  ];
}

/** Whether every item can go; `applyPromotion` copies nothing otherwise. */
export function isApplicable(plan: PromotionPlan): boolean {
  return plan.items.every(({ action }) => action === 'copy' || action === 'unchanged');
}
