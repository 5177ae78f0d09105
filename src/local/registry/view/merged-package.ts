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
import { domainKey, packageRowKey } from '../records/keys.ts';
import type { PackageRecord, VersionRecord } from '../records/records.ts';
import type { Shared } from '../records/writes.ts';
import type { Description, Descriptions } from '../upstream/external-metadata.ts';
import { placesFor, type SearchLocation } from '../upstream/upstreams.ts';
import { mergedTags } from './merged-tags.ts';

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
  const { records, servers, rules } = shared.context;
  const name = packageRowKey(ref);
  const { upstreamHides } = servers[ref.format] ?? {};
  const gathered = new Map<string, ServedVersion | undefined>();
  const late = rules[ref.format].late;
  const owners: PackageRecord[] = [];
  for (const place of places) {
    if (place.connection) {
      for (const version of described.get(place.connection)?.versions.values() ?? [])
        addDescribed(gathered, version, place.connection, late);
      continue;
    }
    const owner = records.package(place.key, name);
    if (!owner) continue;
    owners.push(owner);
    for (const record of records.versions(place.key, name).values()) {
      if (record.status === 'Unfinished' && place.repository !== at.repository) continue;
      const held = gathered.get(record.version);
      const isHiding = upstreamHides?.(record.version) === true && isVisible(record);
      if (!gathered.has(record.version) || isHiding)
        gathered.set(record.version, isVisible(record) ? served(record, place.repository) : undefined);
      else if (held && late !== 'nothing' && sameOrigin(held, record))
        gathered.set(record.version, withLateAssets(held, record.assets));
    }
  }
  const versions = [...gathered.values()].filter((version) => version !== undefined);
  const known = [...described.values()].map((description) => description.known);
  // A public source may have something to say that is no version: the plugins of a Maven group.
  if (versions.length === 0 && !known.some((one) => one?.attributes)) return undefined;
  // Stable, so what was published in the same millisecond keeps the order of publication.
  versions.sort((a, b) => a.publishedAt - b.publishedAt);
  const external = known.find((one) => one !== undefined);
  return {
    ...ref,
    displayName: owners[0]?.displayName ?? external?.displayName ?? rules[ref.format].display?.(ref) ?? ref.name,
    versions,
    tags: mergedTags(shared, at, ref, { places, described, isThere: (version) => gathered.get(version) !== undefined }),
    attributes: firstAttributes(
      owners.map((owner) => owner.attributes),
      known.map((one) => one?.attributes ?? null),
    ),
  };
}

/** Package managers may know of it. Archived and Disposed ones hide what lies upstream under the same number. */
function isVisible({ status }: VersionRecord): boolean {
  return status === 'Published' || status === 'Unlisted' || status === 'Unfinished';
}

function served(record: VersionRecord, repository: string): ServedVersion {
  const { version, status, revision, origin, metadata, assets } = record;
  // Not when it came into this repository; 0, as for its siblings that are only described, where nobody said.
  const publishedAt = record.firstPublishedAt ?? 0;
  return { version, status, revision, origin, metadata, assets, publishedAt, heldBy: repository };
}

type Late = 'nothing' | 'assets' | 'assets-and-metadata';

function addDescribed(
  gathered: Map<string, ServedVersion | undefined>,
  version: ExternalVersion,
  connection: string,
  late: Late,
): void {
  const held = gathered.get(version.version);
  if (held) {
    // Assets of an ingested version that nobody has asked for yet; later ones and yanks where the format has them.
    if (held.origin.externalConnection !== connection) return;
    const fresh = withLateAssets(held, version.assets, late === 'assets-and-metadata');
    // Taken out first, so that versions without times of their own keep the order in which the source lists them.
    gathered.delete(version.version);
    gathered.set(version.version, late === 'assets-and-metadata' ? { ...fresh, metadata: version.metadata } : fresh);
    return;
  }
  if (gathered.has(version.version)) return;
  gathered.set(version.version, {
    version: version.version,
    status: 'Published',
    revision: '',
    origin: { type: 'EXTERNAL', externalConnection: connection },
    publishedAt: version.publishedAt ?? 0,
    metadata: version.metadata,
    assets: version.assets,
    heldBy: undefined,
  });
}

function withLateAssets(held: ServedVersion, further: readonly DescribedAsset[], refreshes = false): ServedVersion {
  const byName = new Map(further.map((asset) => [asset.name, asset]));
  const known = new Set(held.assets.map((asset) => asset.name));
  const current = refreshes
    ? held.assets.map((asset) => ({ ...asset, attributes: byName.get(asset.name)?.attributes ?? asset.attributes }))
    : held.assets;
  const added = further.filter((asset) => !known.has(asset.name));
  return added.length === 0 && !refreshes ? held : { ...held, assets: [...current, ...added] };
}

export function sameOrigin(a: Pick<VersionRecord, 'origin'>, b: Pick<VersionRecord, 'origin'>): boolean {
  const [x, y] = [a.origin, b.origin];
  return x.type === y.type && x.repository === y.repository && x.externalConnection === y.externalConnection;
}

function firstAttributes(kept: readonly Json[], described: readonly Json[]): Json {
  return kept.find((attributes) => attributes !== null) ?? described.find((attributes) => attributes !== null) ?? null;
}
