// Yanks, and whatever else owners say of a version after its publish: written down where the version is held as soon as the
// public source says it, so that pages, copies and revisions have one state, and it outlives the way to the source. "CodeArtifact
// will return the data that is already stored in your repository" where that way is closed (user guide,
// python-upstream-external-connections-request).
import type { PackageReference } from '../../../core/model/package.ts';
import type { DescribedAsset } from '../../../core/ports/format-server.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import { packageRowKey } from '../records/keys.ts';
import type { VersionRecord } from '../records/records.ts';
import { canonical, revisionOf } from '../records/revision.ts';
import { type Shared, writeVersion } from '../records/writes.ts';
import type { Description } from '../upstream/external-metadata.ts';
import { refreshedAssets } from '../upstream/retain.ts';
import { placesFor, type SearchLocation } from '../upstream/upstreams.ts';
import { type Candidate, isDownloadable, lendersOf, resolve } from './resolve.ts';

/**
 * Brings the versions of a package up to date in a repository and in those that it looks into. `described` is what public
 * sources say, by external connection.
 */
export function keepRefreshed(
  shared: Shared,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
  described: ReadonlyMap<string, Description>,
): void {
  const { context, groups } = shared;
  if (context.rules[ref.format].late !== 'assets-and-metadata') return;
  const repositories = placesFor(context, groups, at, ref).filter(({ connection }) => connection === undefined);
  // The farthest first, since nearer ones may have it from those.
  for (const { repository } of repositories.reverse()) refreshIn(shared, { ...at, repository }, ref, described);
}

function refreshIn(
  shared: Shared,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
  described: ReadonlyMap<string, Description>,
): void {
  const { context, groups } = shared;
  const { records } = context;
  const places = placesFor(context, groups, at, ref);
  const [own] = places;
  if (own === undefined) return;
  const name = packageRowKey(ref);
  const changed: VersionRecord[] = [];
  for (const record of records.versions(own.key, name).values()) {
    // What was published here has no owner elsewhere, and what is hidden is not refreshed.
    if (record.origin.type !== 'EXTERNAL' || !isDownloadable(record)) continue;
    const told = latestWord(shared, { at, ref, places }, record, described);
    if (told === undefined) continue;
    const assets = refreshedAssets(record.assets, told.assets);
    if (assets === record.assets && canonical(told.metadata) === canonical(record.metadata)) continue;
    const { metadata } = told;
    const revision = revisionOf(context, ref, { ...record, metadata, assets });
    changed.push({ ...record, metadata, assets, revision });
  }
  if (changed.length === 0) return;
  records.transaction(() => {
    for (const record of changed)
      writeVersion(shared, { at, ref }, record, records.details(own.key, name, record.version));
  });
}

/**
 * Who knows of the version last: the public source behind the repository, else that of its upstreams in their order, or
 * what the first of these has stored. Undefined where the way to all of them is closed.
 */
function latestWord(
  { context }: Shared,
  { at, ref, places }: { at: OwnedRepositoryAddress; ref: PackageReference; places: readonly SearchLocation[] },
  record: VersionRecord,
  described: ReadonlyMap<string, Description>,
): (Pick<VersionRecord, 'metadata'> & { readonly assets: readonly DescribedAsset[] }) | undefined {
  const { records } = context;
  const { version } = record;
  const name = packageRowKey(ref);
  const candidates = places.flatMap((place): Candidate[] => {
    if (place.connection === undefined)
      return records.spellings(place.key, name, version).map((held) => ({ place, record: held }));
    const offered = described.get(place.connection)?.versions.get(version);
    return offered ? [{ place, described: offered }] : [];
  });
  const [deciding, ...others] = resolve(context, { at, ref, version }, candidates);
  if (deciding?.record !== record) return undefined;
  const lenders = lendersOf(context, { ref }, record, others);
  const left = new Set(places.map(({ repository }) => repository));
  const visit = (repository: string): Candidate | undefined => {
    left.delete(repository);
    const here = lenders.filter(({ place }) => place.repository === repository);
    const source = here.find((one) => one.record === undefined);
    if (source) return source;
    const { follows = [] } = places.find((place) => place.repository === repository && !place.connection) ?? {};
    for (const upstream of follows) {
      const found = left.has(upstream) ? visit(upstream) : undefined;
      if (found) return found;
    }
    return here[0];
  };
  const found = visit(at.repository);
  return found?.record ?? found?.described;
}
