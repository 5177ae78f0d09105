// What a package manager is shown by a repository: versions, tags, files (packages-overview, npm-tags, using-maven,
// python-compatibility, nuget-compatibility).
import { mayIngest, mayPull } from './controls.ts';
import {
  connectionFor,
  filesSeen,
  firstHit,
  type Hit,
  isListed,
  isReadable,
  numbers,
  places,
  upstreamsOf,
} from './search.ts';
import type { Repository, World } from './state.ts';

/** Version to what is met first, of all that are Published there. */
export function listed(world: World, asked: Repository, pkg: string): ReadonlyMap<string, Hit> {
  const found = new Map<string, Hit>();
  for (const version of numbers(world, asked, pkg)) {
    const hit = firstHit(world, asked, pkg, version);
    if (hit?.status === 'Published') found.set(version, hit);
  }
  return found;
}

/** NuGet registrations name Unlisted versions, too, and say so (fact sheet of the format). */
export function registered(world: World, asked: Repository, pkg: string): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>();
  for (const version of numbers(world, asked, pkg)) {
    const hit = firstHit(world, asked, pkg, version);
    if (hit && isReadable(hit.status)) found.set(version, hit.status === 'Published');
  }
  return found;
}

/** The files of all listed versions, on one page. */
export function listedFiles(world: World, asked: Repository, pkg: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const isLateReadable = world.tolerated.has('U4') ? () => true : isReadable;
  for (const version of listed(world, asked, pkg).keys())
    for (const [name, { files }] of filesSeen(world, asked, pkg, version, isLateReadable))
      found[name] = files[name] as string;
  return found;
}

/**
 * Tags are merged over the upstreams, and the upstream’s value wins (npm-tags). Of several upstreams the one named first
 * wins, since that is their order of priority (open: O3). An origin control that blocks closes the way for tags as it does
 * for versions (package-origin-controls). What is hidden here is no target: the next value that can be installed counts,
 * wherever it stands (open: O4; fact sheet of the format).
 */
export function shownTags(world: World, asked: Repository, pkg: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [tag, values] of tagValues(world, asked, pkg)) {
    const isThere = (version: string) => isReadable(firstHit(world, asked, pkg, version)?.status ?? 'Disposed');
    const candidates = world.tolerated.has('B3') ? values.filter(isThere).slice(0, 1) : values;
    const value = candidates.find((version) => isListed(world, asked, pkg, version));
    if (value !== undefined) found.set(tag, value);
  }
  return found;
}

/**
 * What `npm dist-tag ls` is given: the tags of the packument, and those whose versions are Unlisted, which npm removes
 * only if they are in this list (decided; an Archived version has no tag in either list).
 */
export function listedTags(world: World, asked: Repository, pkg: string): ReadonlyMap<string, string> {
  const shown = world.tolerated.has('B3') ? new Map<string, string>() : shownTags(world, asked, pkg);
  const found = new Map<string, string>();
  for (const [tag, values] of tagValues(world, asked, pkg)) {
    const readable = values.find((version) => isReadable(firstHit(world, asked, pkg, version)?.status ?? 'Disposed'));
    const value = shown.get(tag) ?? readable;
    if (value !== undefined) found.set(tag, value);
  }
  return found;
}

/** Every value of each tag, the one that wins first. */
function tagValues(world: World, asked: Repository, pkg: string): ReadonlyMap<string, string[]> {
  const searched = new Set(places(world, asked, pkg).map(({ repository }) => repository.name));
  const found = new Map<string, string[]>();
  const add = (tags: ReadonlyMap<string, string> | undefined) => {
    for (const [tag, version] of tags ?? []) found.set(tag, [...(found.get(tag) ?? []), version]);
  };
  const visit = (repository: Repository) => {
    if (!searched.has(repository.name)) return;
    const isOpen = mayPull(world, repository, pkg) || world.tolerated.has('B1');
    if (isOpen) for (const upstream of upstreamsOf(world, repository)) visit(upstream);
    if (connectionFor(repository, pkg) !== undefined && mayIngest(world, repository, pkg))
      add(world.publicPackages.get(pkg)?.tags);
    const own = repository.packages.get(pkg)?.tags ?? new Map<string, string>();
    const isOwn = repository === asked && !world.tolerated.has('S1');
    add(isOwn ? own : tagsThatCount(world, repository, pkg, own));
  };
  visit(asked);
  return found;
}

/** Open: O4. */
function tagsThatCount(world: World, upstream: Repository, pkg: string, tags: ReadonlyMap<string, string>) {
  if (world.options.tagHiddenUpstream === 'kept') return tags;
  return new Map([...tags].filter(([, version]) => isListed(world, upstream, pkg, version)));
}

/**
 * The version that API lists name first: `latest` of npm, else the newest Published one (API ListPackageVersions). What
 * cannot be had is not named (decided).
 */
export function defaultDisplayVersion(repository: Repository, pkg: string): readonly string[] {
  const record = repository.packages.get(pkg);
  const latest = record?.tags.get('latest');
  if (latest !== undefined && isReadable(record?.versions.get(latest)?.status ?? 'Disposed')) return [latest];
  const published = [...(record?.versions ?? [])].filter(([, { status }]) => status === 'Published');
  const newest = Math.max(...published.map(([, { time }]) => time));
  return published.filter(([, { time }]) => time === newest).map(([version]) => version);
}
