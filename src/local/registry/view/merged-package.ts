// A package as a package manager sees it: what the repository holds, then its upstreams, then public sources.
import type { PackageReference } from '../../../core/model/package.ts';
import type {
  DescribedAsset,
  ExternalVersion,
  Json,
  ServedPackage,
  ServedVersion,
} from '../../../core/ports/format-server.ts';
import { ServedRefusal } from '../../../core/ports/format-server.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import type { Context } from '../context.ts';
import { domainKey, packageRowKey } from '../records/keys.ts';
import type { VersionRecord } from '../records/records.ts';
import type { Shared } from '../records/writes.ts';
import type { Description, Descriptions } from '../upstream/external-metadata.ts';
import { placesFor, type SearchLocation } from '../upstream/upstreams.ts';
import { hasPackageWideNames, withDistinctNames } from './asset-names.ts';
import { mergedTags } from './merged-tags.ts';
import { keepRefreshed } from './refresh.ts';
import { type Candidate, isDownloadable, lendersOf, resolve } from './resolve.ts';

/** A merged package with what its being up to date hangs on. */
export interface View {
  readonly found: ServedPackage | undefined;
  readonly domainStamp: number;
  readonly packageStamp: number;
  readonly builtAt: number;
  /** When a public source has to be asked again; infinite when none was. */
  readonly validUntil: number;
}

/** How often a view is begun again because a public source was described anew meanwhile. */
const ATTEMPTS = 5;

export async function mergedView(
  shared: Shared,
  descriptions: Descriptions,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
): Promise<View> {
  const { records, now } = shared.context;
  const [domain, name] = [domainKey(at), packageRowKey(ref)];
  for (let attempt = 1; ; attempt++) {
    const { described, asked, failure } = await askSources(shared, descriptions, at, ref);
    keepRefreshed(shared, at, ref, described);
    // From here to the end nothing else runs, so the stamps vouch for exactly what is merged.
    const places = placesFor(shared.context, shared.groups, at, ref);
    const isCurrent =
      places.every(({ connection }) => connection === undefined || asked.has(connection)) &&
      [...described].every(([connection, description]) => descriptions.isCurrent(connection, ref, description));
    if (!isCurrent && attempt < ATTEMPTS) continue;
    const stamps = { domainStamp: records.domainStamp(domain), packageStamp: records.packageStamp(domain, name) };
    const found = merge(shared, at, ref, places, described);
    if (!found && failure) return refused(shared, failure, stamps);
    const until = [...described.values()].map((description) => description.validUntil);
    const validUntil = failure || !isCurrent ? now() : Math.min(Number.POSITIVE_INFINITY, ...until);
    return { found, ...stamps, builtAt: now(), validUntil };
  }
}

interface Answers {
  /** By external connection. */
  readonly described: ReadonlyMap<string, Description>;
  readonly asked: ReadonlySet<string>;
  readonly failure: unknown;
}

async function askSources(
  shared: Shared,
  descriptions: Descriptions,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
): Promise<Answers> {
  const described = new Map<string, Description>();
  const asked = new Set<string>();
  let failure: unknown;
  for (const { connection } of placesFor(shared.context, shared.groups, at, ref)) {
    if (connection === undefined || asked.has(connection)) continue;
    asked.add(connection);
    try {
      const description = await descriptions.describe(connection, ref);
      if (description) described.set(connection, description);
    } catch (error) {
      failure = error;
    }
  }
  return { described, asked, failure };
}

/** What the public sources of the chain say of a package; what cannot be asked now is left out. */
export async function describedBySources(
  shared: Shared,
  descriptions: Descriptions,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
): Promise<ReadonlyMap<string, Description>> {
  return (await askSources(shared, descriptions, at, ref)).described;
}

/** The tags that a repository shows for a package, over its upstreams and public sources. */
export function tagsShown(
  shared: Shared,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
  described: ReadonlyMap<string, Description>,
): Readonly<Record<string, string>> {
  return merge(shared, at, ref, placesFor(shared.context, shared.groups, at, ref), described)?.tags ?? {};
}

/** What the repositories of the chain hold, without asking any public source: for search. */
export function heldPackage(
  shared: Shared,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
): ServedPackage | undefined {
  return merge(shared, at, ref, placesFor(shared.context, shared.groups, at, ref), new Map());
}

/** Nothing is retained and the only ones who could know do not answer. */
function refused({ context }: Shared, failure: unknown, stamps: { domainStamp: number; packageStamp: number }): View {
  const isDown = failure instanceof ServedRefusal && failure.kind === 'unavailable';
  if (!isDown || context.switches['external-unreachable'] === 'unavailable') throw failure;
  return { found: undefined, ...stamps, builtAt: context.now(), validUntil: context.now() };
}

function merge(
  shared: Shared,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
  places: readonly SearchLocation[],
  described: ReadonlyMap<string, Description>,
): ServedPackage | undefined {
  const { context } = shared;
  const { records, rules } = context;
  const name = packageRowKey(ref);
  const owners = places.flatMap((place) => (place.connection ? [] : (records.package(place.key, name) ?? [])));
  const shownAt: { readonly version: ServedVersion; readonly distance: number }[] = [];
  const unfinished: ServedVersion[] = [];
  for (const [version, found] of candidates(shared, ref, places, described)) {
    const [deciding, ...others] = resolve(context, { at, ref, version }, found);
    if (deciding === undefined) continue;
    const shown = merged(context, ref, deciding, others);
    if (shown) shownAt.push({ version: shown, distance: places.indexOf(deciding.place) });
    const own = others.find(({ record }) => record?.status === 'Unfinished');
    if (own?.record) unfinished.push(served(own.record, own.place.repository));
  }
  const versions = hasPackageWideNames(context, ref)
    ? withDistinctNames(shownAt)
    : shownAt.map(({ version }) => version);
  const known = [...described.values()].map((description) => description.known);
  // A public source may have something to say that is no version: the plugins of a Maven group.
  if (versions.length === 0 && unfinished.length === 0 && !known.some((one) => one?.attributes)) return undefined;
  // Stable, so what was published in the same millisecond keeps the order of publication.
  versions.sort((a, b) => a.publishedAt - b.publishedAt);
  const external = known.find((one) => one !== undefined);
  const sights = new Map(
    versions.map((one) => [one.version, one.status === 'Unlisted' ? 'direct' : 'listed'] as const),
  );
  return {
    ...ref,
    displayName: owners[0]?.displayName ?? external?.displayName ?? rules[ref.format].display?.(ref) ?? ref.name,
    versions,
    ...(unfinished.length > 0 ? { unfinished } : {}),
    tags: mergedTags(shared, at, ref, { places, described, sight: (version) => sights.get(version) }),
    attributes: firstAttributes(
      owners.map((owner) => owner.attributes),
      known.map((one) => one?.attributes ?? null),
    ),
  };
}

/** Every version that any of the places has, by version key, with those that have it in search order. */
function candidates(
  { context }: Shared,
  ref: PackageReference,
  places: readonly SearchLocation[],
  described: ReadonlyMap<string, Description>,
): ReadonlyMap<string, Candidate[]> {
  const name = packageRowKey(ref);
  const found = new Map<string, Candidate[]>();
  const add = (key: string, candidate: Candidate): void => {
    const known = found.get(key);
    if (known) known.push(candidate);
    else found.set(key, [candidate]);
    // Behind the others, so that versions without times of their own keep the order in which the source lists them.
    if (known && candidate.record === undefined) {
      found.delete(key);
      found.set(key, known);
    }
  };
  for (const place of places) {
    if (place.connection) {
      for (const [key, version] of described.get(place.connection)?.versions.entries() ?? [])
        add(key, { place, described: version });
    } else {
      for (const [key, record] of context.records.rows(place.key, name)) add(key, { place, record });
    }
  }
  return found;
}

/** The version as package managers get it; undefined where the deciding one's status hides it. */
function merged(
  context: Context,
  ref: PackageReference,
  deciding: Candidate,
  others: readonly Candidate[],
): ServedVersion | undefined {
  if (deciding.record === undefined) return deciding.described && offered(deciding.described, deciding.place);
  if (!isDownloadable(deciding.record) && deciding.record.status !== 'Unfinished') return undefined;
  let shown = served(deciding.record, deciding.place.repository);
  for (const lender of lendersOf(context, { ref }, shown, others))
    shown = withLateAssets(shown, (lender.record ?? lender.described)?.assets ?? []);
  return shown;
}

function served(record: VersionRecord, repository: string): ServedVersion {
  const { version, status, revision, origin, metadata, assets } = record;
  // Not when it came into this repository; 0, as for its siblings that are only described, where nobody said.
  const publishedAt = record.firstPublishedAt ?? 0;
  return { version, status, revision, origin, metadata, assets, publishedAt, heldBy: repository };
}

/** A version that only a public source has so far. */
function offered(version: ExternalVersion, { connection }: SearchLocation): ServedVersion {
  return {
    version: version.version,
    status: 'Published',
    revision: '',
    origin: { type: 'EXTERNAL', externalConnection: connection as string },
    publishedAt: version.publishedAt ?? 0,
    metadata: version.metadata,
    assets: version.assets,
    heldBy: undefined,
  };
}

/** With assets that nobody has asked for yet, and with later ones. */
function withLateAssets(held: ServedVersion, further: readonly DescribedAsset[]): ServedVersion {
  const known = new Set(held.assets.map((asset) => asset.name));
  const added = further.filter((asset) => !known.has(asset.name));
  return added.length === 0 ? held : { ...held, assets: [...held.assets, ...added] };
}

function firstAttributes(kept: readonly Json[], described: readonly Json[]): Json {
  return kept.find((attributes) => attributes !== null) ?? described.find((attributes) => attributes !== null) ?? null;
}
