// Direct publishing, by every format’s own way (packages-overview, package-origin-controls, maven-curl,
// publishing-using-generic-packages).
import { controlsOfPublished, mayPublish, recordFor } from './controls.ts';
import { firstHit, hitAt, isReadable, places } from './search.ts';
import { formatOf, type PackageRecord, type Repository, revisionOf, type Version, type World } from './state.ts';

export interface Publication {
  readonly package: string;
  readonly version: string;
  /** Name of the file in the API. */
  readonly file: string;
  readonly build: string;
  readonly tag?: string | undefined;
  /** Generic: more files follow. */
  readonly unfinished?: boolean | undefined;
}

export type Published = 'ok' | 'blocked' | 'conflict' | 'invalid';

/** One file of one version. */
export function publish(world: World, repository: Repository, publication: Publication): Published {
  const { package: pkg, version } = publication;
  const isOpen = mayPublish(world, repository, pkg);
  if (!isOpen && !isUnchanged(world, repository, publication)) return 'blocked';
  const held = repository.packages.get(pkg)?.versions.get(version);
  if (held) return addFile(world, repository, held, publication);
  if (isReachable(world, repository, pkg, version)) return 'conflict';
  const record = recordFor(repository, pkg, () => controlsOfPublished(world, pkg));
  record.versions.set(version, firstVersion(world, repository, publication));
  if (publication.tag !== undefined) record.tags.set(publication.tag, version);
  return 'ok';
}

/** Open: O15. */
function isUnchanged(
  world: World,
  repository: Repository,
  { package: pkg, version, file, build }: Publication,
): boolean {
  const held = repository.packages.get(pkg)?.versions.get(version);
  // An Archived version takes nothing in any case, and the control is named first.
  const present = held?.status === 'Archived' ? undefined : held?.files[file];
  return world.options.blockedIdenticalPublish === 'unchanged' && present !== undefined && unstamped(present) === build;
}

/**
 * "Publishing a version that is reachable upstream" is a conflict (package-origin-controls). With upstream=BLOCK the way
 * is closed, so nothing is found. Whether a hidden one is reachable is open: O2.
 */
function isReachable(world: World, repository: Repository, pkg: string, version: string): boolean {
  if (!world.options.publishCheck) return false;
  const hit = firstHit(world, repository, pkg, version);
  return hit !== undefined && (isReadable(hit.status) || world.options.hiddenUpstreamBlocksPublish);
}

function firstVersion(world: World, repository: Repository, publication: Publication): Version {
  const { package: pkg, version, file, build, unfinished } = publication;
  const files = { [file]: stamped(world, pkg, build) };
  // A Maven version is Unfinished until a list names it, a generic one while its publisher says so (packages-overview).
  const isUnfinished = formatOf(pkg) === 'maven' || unfinished === true;
  return {
    status: isUnfinished ? 'Unfinished' : 'Published',
    origin: { type: 'INTERNAL', from: repository.name },
    files,
    revision: revisionOf(pkg, version, files),
    time: world.clock,
    mismatched: new Set(),
  };
}

/** Tolerated fault B2: the moment of an upload makes a difference. */
const stamped = (world: World, pkg: string, build: string) =>
  world.tolerated.has('B2') && formatOf(pkg) === 'pypi' ? `${build}@${world.clock}` : build;

/** The build alone. */
export const unstamped = (build: string) => build.replace(/@\d+$/, '');

/** To a version that is here already. */
function addFile(world: World, repository: Repository, held: Version, publication: Publication): Published {
  const { package: pkg, version, file, build, unfinished } = publication;
  if (held.status === 'Archived' || held.status === 'Disposed') return 'conflict';
  const isOpen = mayTakeFiles(world, repository, held, pkg, version);
  const present = held.files[file];
  // "Identical bytes → success, nothing changes; different bytes → 409" (packages-overview).
  if (present !== undefined && unstamped(present) !== build) return 'conflict';
  if (present === undefined) {
    if (!isOpen) return 'conflict';
    setFiles(world, held, pkg, version, { ...held.files, [file]: stamped(world, pkg, build) });
  }
  if (formatOf(pkg) === 'generic' && held.status === 'Unfinished' && unfinished !== true) finishVersion(world, held);
  return 'ok';
}

/** New names: Python and Maven at any time, generic while Unfinished, npm and NuGet never (packages-overview). */
function mayTakeFiles(world: World, repository: Repository, held: Version, pkg: string, number: string): boolean {
  const format = formatOf(pkg);
  if (format === 'generic') return held.status === 'Unfinished';
  if (format !== 'pypi' && format !== 'maven') return false;
  // Open: what came from a public source takes none while the package is open to upstreams, be there any or not.
  if (held.origin.type === 'EXTERNAL')
    return !world.options.publishCheck || repository.packages.get(pkg)?.upstream === 'BLOCK';
  const isOwn = held.origin.from === repository.name;
  return isOwn || world.options.lateFileOnRetained === 'allow' || !isUpstream(world, repository, pkg, number);
}

/** Reachable in another repository at this moment: what is hidden on the way ends it, as for every reader. */
function isUpstream(world: World, repository: Repository, pkg: string, version: string): boolean {
  if (!world.options.publishCheck) return false;
  const found = places(world, repository, pkg)
    .filter((place) => place.repository !== repository)
    .map((place) => hitAt(world, place, pkg, version)?.status)
    .find((status) => status !== undefined && status !== 'Unfinished');
  return found !== undefined && isReadable(found);
}

/** Other files make another revision (codeartifact-concepts). */
export function setFiles(world: World, version: Version, pkg: string, number: string, files: Version['files']): void {
  version.files = files;
  version.revision = revisionOf(pkg, number, files);
  version.time = world.clock;
}

function finishVersion(world: World, version: Version): void {
  version.status = 'Published';
  version.time = world.clock;
}

export const MAVEN_LIST = 'maven-metadata.xml';

/**
 * The list of an artifact makes the Unfinished versions Published that it names (maven-curl); it becomes a file of what
 * it finished, as in the guide’s sample (maven-checksums). Where it finishes nothing, nothing changes. "A list without
 * any uploaded file" is not found (fact sheet of the format); what is Archived or Disposed counts for none.
 */
export function finish(
  world: World,
  repository: Repository,
  pkg: string,
  versions: readonly string[],
): Published | 'missing' {
  const record = repository.packages.get(pkg);
  const isAnythingThere = [...(record?.versions.values() ?? [])].some(
    ({ status }) => status === 'Unfinished' || isReadable(status),
  );
  if (!record || !isAnythingThere) return 'missing';
  const waiting = versions.filter((version) => record.versions.get(version)?.status === 'Unfinished');
  // "The list is refused until all checksums are right" (maven-checksums); named before what a control blocks: open.
  if (waiting.some((version) => (record.versions.get(version)?.mismatched.size ?? 0) > 0)) return 'invalid';
  const isRepeated = waiting.length === 0 && world.options.repeatedListWhileBlocked === 'success';
  if (!isRepeated && !mayPublish(world, repository, pkg)) {
    if (world.tolerated.has('S2') && world.options.blockedPublishStatus === 409)
      for (const version of waiting) finishVersion(world, record.versions.get(version) as Version);
    return 'blocked';
  }
  for (const version of waiting) finishWithList(world, record, pkg, version, versions);
  return 'ok';
}

/**
 * A checksum is compared with the file that was uploaded to this repository, and never kept: without the file it is not
 * found, and one that does not fit is refused (maven-checksums). Whatever readers are shown from elsewhere, it is of the
 * version that is being deployed here.
 */
export function checksum(
  world: World,
  repository: Repository,
  { package: pkg, version, file, build }: Publication,
): Published | 'missing' {
  const held = repository.packages.get(pkg)?.versions.get(version);
  const present = held?.files[file];
  if (!held || present === undefined || held.status === 'Archived' || held.status === 'Disposed') return 'missing';
  if (held.status === 'Unfinished' && world.tolerated.has('C1') && firstHit(world, repository, pkg, version))
    return 'missing';
  const isRight = unstamped(present) === build;
  if (isRight) held.mismatched.delete(file);
  else held.mismatched.add(file);
  return isRight ? 'ok' : 'invalid';
}

function finishWithList(
  world: World,
  record: PackageRecord,
  pkg: string,
  number: string,
  named: readonly string[],
): void {
  const version = record.versions.get(number) as Version;
  setFiles(world, version, pkg, number, { ...version.files, [MAVEN_LIST]: `list ${named.join(' ')}` });
  finishVersion(world, version);
}
