// Which places a request looks into, in which order, and what it finds there first.
import { mayIngest, mayPull } from './controls.ts';
import {
  CONNECTIONS,
  type Files,
  formatOf,
  type Origin,
  type PackageRecord,
  type Repository,
  revisionOf,
  type Status,
  sameOrigin,
  type World,
} from './state.ts';

/** A repository, or the public source behind the connection of one. */
export interface Place {
  readonly repository: Repository;
  readonly connection?: string;
}

/**
 * The repository itself, then depth first through the upstreams in their order, each with its own upstreams before the
 * next (repo-upstream-search-order); at most 25 of them (repo-upstream-behavior). An origin control that blocks ends the
 * way on from the repository that has it.
 */
export function places(world: World, asked: Repository, pkg: string): readonly Place[] {
  const found: Place[] = [];
  const seen = new Set<string>();
  const visit = (repository: Repository) => {
    if (seen.has(repository.name) || seen.size > world.options.searchedRepositories) return;
    seen.add(repository.name);
    found.push({ repository });
    if (formatOf(pkg) !== 'generic' && mayPull(world, repository, pkg))
      for (const upstream of upstreamsOf(world, repository)) visit(upstream);
    // Behind the upstreams, where a switch lets a repository have both; the service does not.
    const connection = connectionFor(repository, pkg);
    if (connection !== undefined && mayIngest(world, repository, pkg)) found.push({ repository, connection });
  };
  visit(asked);
  return found;
}

/** Generic packages never come from elsewhere (generic-packages-overview). */
export function connectionFor(repository: Repository, pkg: string): string | undefined {
  const connection = CONNECTIONS[formatOf(pkg)];
  return connection !== undefined && repository.connection === connection ? connection : undefined;
}

export const upstreamsOf = (world: World, { upstreams }: Repository): readonly Repository[] =>
  upstreams.flatMap((name) => world.domain.repositories.get(name) ?? []);

/** A version as it stands in one place. */
export interface Hit {
  readonly place: Place;
  readonly status: Status;
  readonly origin: Origin;
  readonly files: Files;
  readonly revision: string;
  readonly record: PackageRecord | undefined;
  /** Undefined of what a public source has. */
  readonly mismatched?: ReadonlySet<string>;
}

/**
 * "Stops at the first hit" (repo-upstream-search-order). A version that is hidden where it is met is met all the same. The
 * last two are for known faults: Unfinished versions that count, and places whose turn comes after all others.
 */
export function firstHit(
  world: World,
  asked: Repository,
  pkg: string,
  version: string,
  unfinishedHides = world.options.unfinishedHides,
  isLate: (place: Place) => boolean = () => false,
): Hit | undefined {
  const all = places(world, asked, pkg);
  for (const place of [...all.filter((each) => !isLate(each)), ...all.filter(isLate)]) {
    const hit = hitAt(world, place, pkg, version);
    if (!hit) continue;
    // Open: O5.
    const counts =
      unfinishedHides === 'in-the-repository-asked' ? place.repository === asked : unfinishedHides === 'everywhere';
    if (hit.status !== 'Unfinished' || counts) return hit;
  }
  // Where it hides nothing, it is the repository's own all the same.
  return unfinishedHides === 'nowhere' ? hitAt(world, { repository: asked }, pkg, version) : undefined;
}

/** What one place holds of a version. */
export function hitAt(world: World, place: Place, pkg: string, version: string): Hit | undefined {
  if (place.connection !== undefined) {
    const files = world.publicPackages.get(pkg)?.versions.get(version);
    if (!files) return undefined;
    const origin: Origin = { type: 'EXTERNAL', from: place.connection };
    return { place, status: 'Published', origin, files, revision: revisionOf(pkg, version, files), record: undefined };
  }
  const record = place.repository.packages.get(pkg);
  const found = record?.versions.get(version);
  if (!found) return undefined;
  const { status, origin, files, revision, mismatched } = found;
  return { place, status, origin, files, revision, record, mismatched };
}

/** Every number that any place on the way has, in no order. */
export function numbers(world: World, asked: Repository, pkg: string): readonly string[] {
  const all = new Set<string>();
  for (const { repository, connection } of places(world, asked, pkg)) {
    const source = connection === undefined ? repository.packages.get(pkg) : world.publicPackages.get(pkg);
    for (const version of source?.versions.keys() ?? []) all.add(version);
  }
  return [...all];
}

/** Shown to package managers: only Published ones (packages-overview). */
export const isListed = (world: World, asked: Repository, pkg: string, version: string) =>
  firstHit(world, asked, pkg, version)?.status === 'Published';

/** Downloaded by those who name it: also Unlisted ones (packages-overview). */
export const isReadable = (status: Status): boolean => status === 'Published' || status === 'Unlisted';

/**
 * The files of a version and where each is. Python and Maven files that appear later upstream belong to the version as
 * well while both sides are Published or Unlisted and have the same origin (python- and
 * maven-upstream-external-connections-request).
 */
export function filesSeen(
  world: World,
  asked: Repository,
  pkg: string,
  version: string,
  isLateReadable: (status: Status) => boolean = isReadable,
): ReadonlyMap<string, Hit> {
  const seen = new Map<string, Hit>();
  const first = firstHit(world, asked, pkg, version);
  if (!first) return seen;
  for (const name of Object.keys(first.files)) seen.set(name, first);
  if (!['pypi', 'maven'].includes(formatOf(pkg)) || !isReadable(first.status)) return seen;
  const all = places(world, asked, pkg);
  const from = all.findIndex((place) => isSamePlace(place, first.place));
  for (const place of all.slice(from + 1)) {
    const hit = hitAt(world, place, pkg, version);
    // "Present in an upstream repository with a status that is not Published or Unlisted": nothing passes it. What is
    // Unfinished is not there for others.
    if (hit?.status === 'Archived' || hit?.status === 'Disposed')
      if (!world.tolerated.has('U8') && !world.tolerated.has('U4')) break;
    if (!hit || !isLateReadable(hit.status) || !sameOrigin(hit.origin, first.origin)) continue;
    for (const name of Object.keys(hit.files)) if (!seen.has(name)) seen.set(name, hit);
  }
  return seen;
}

const isSamePlace = (a: Place, b: Place) => a.repository === b.repository && a.connection === b.connection;
