// npm dist-tags over a chain of repositories.
import type { PackageReference } from '../../../core/model/package.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import { packageRowKey } from '../records/keys.ts';
import type { Shared } from '../records/writes.ts';
import type { Description } from '../upstream/external-metadata.ts';
import { placesFor, type SearchLocation } from '../upstream/upstreams.ts';

export interface TagSources {
  readonly places: readonly SearchLocation[];
  readonly described: ReadonlyMap<string, Description>;
  /** Whether lists show the version, `direct` where it is only found by who names it; undefined where it is not there. */
  sight(version: string): 'listed' | 'direct' | undefined;
}

/**
 * Union over the chain; where two places set one tag, the upstream's value wins (user guide, npm-tags), and among
 * upstreams the one named first. So the places are gone through with what lies behind each before itself, along the
 * same edges as versions: a restriction that closes an upstream closes it for its tags (package-origin-controls). A value
 * whose version is Unlisted gives way to any whose version lists show, or the tag would lead installers nowhere.
 */
export function mergedTags(
  { context }: Shared,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
  { places, described, sight }: TagSources,
): Record<string, string> {
  const { records, switches } = context;
  const name = packageRowKey(ref);
  const listed: Record<string, string> = Object.create(null);
  const direct: Record<string, string> = Object.create(null);
  const add = (more: Readonly<Record<string, string>> | undefined, isHidden: (version: string) => boolean): void => {
    for (const [tag, version] of Object.entries(more ?? {})) {
      const seen = isHidden(version) ? undefined : sight(version);
      const tags = seen === 'listed' ? listed : direct;
      if (seen !== undefined && !(tag in tags)) tags[tag] = version;
    }
  };
  const isHiddenAt = (place: SearchLocation) => (version: string) =>
    place.repository !== at.repository &&
    switches['tag-of-version-hidden-upstream'] === 'dropped' &&
    (records.version(place.key, name, version)?.status ?? 'Published') !== 'Published';
  const left = new Map(places.filter((place) => !place.connection).map((place) => [place.repository, place]));
  const visit = (place: SearchLocation): void => {
    left.delete(place.repository);
    for (const upstream of place.follows) {
      const next = left.get(upstream);
      if (next) visit(next);
    }
    const source = places.find((other) => other.connection && other.repository === place.repository);
    if (source?.connection) add(described.get(source.connection)?.known?.tags, () => false);
    add(records.package(place.key, name)?.tags, isHiddenAt(place));
  };
  const start = left.get(at.repository);
  if (start) visit(start);
  return { ...direct, ...listed };
}

/** Which repository or public source of the chain points a tag at the version by which it is shown, for people. */
export function tagOwner(
  { context, groups }: Shared,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
  { tag, version }: { tag: string; version: string | undefined },
  described: ReadonlyMap<string, Description>,
): string {
  const name = packageRowKey(ref);
  const owner = placesFor(context, groups, at, ref).find((place) => {
    const tags = place.connection
      ? described.get(place.connection)?.known?.tags
      : context.records.package(place.key, name)?.tags;
    return tags?.[tag] === version;
  });
  if (owner?.connection) return `${owner.connection}, the external connection of ${owner.repository}`;
  return owner === undefined ? 'an upstream' : `the upstream repository ${owner.repository}: remove it there`;
}
