// npm dist-tags over a chain of repositories.
import type { PackageReference } from '../../../core/model/package.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import { packageRowKey } from '../records/keys.ts';
import type { Shared } from '../records/writes.ts';
import type { Description } from '../upstream/external-metadata.ts';
import type { SearchLocation } from '../upstream/upstreams.ts';

export interface TagSources {
  readonly places: readonly SearchLocation[];
  readonly described: ReadonlyMap<string, Description>;
  isThere(version: string): boolean;
}

/**
 * Union over the chain; where two places set one tag, the upstream's value wins (user guide, npm-tags), and among
 * upstreams the one named first. So the places are gone through with what lies behind each before itself.
 */
export function mergedTags(
  shared: Shared,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
  { places, described, isThere }: TagSources,
): Record<string, string> {
  const { records } = shared.context;
  const name = packageRowKey(ref);
  const tags: Record<string, string> = Object.create(null);
  const add = (more: Readonly<Record<string, string>> | undefined): void => {
    for (const [tag, version] of Object.entries(more ?? {}))
      if (!(tag in tags) && isThere(version)) tags[tag] = version;
  };
  const open = new Map(places.filter((place) => !place.connection).map((place) => [place.repository, place]));
  const visit = (place: SearchLocation): void => {
    open.delete(place.repository);
    for (const upstream of records.repository(place.key)?.upstreams ?? []) {
      const next = open.get(upstream);
      if (next) visit(next);
    }
    const source = places.find((other) => other.connection && other.repository === place.repository);
    if (source?.connection) add(described.get(source.connection)?.known?.tags);
    add(records.package(place.key, name)?.tags);
  };
  const start = open.get(at.repository);
  if (start) visit(start);
  return { ...tags };
}
