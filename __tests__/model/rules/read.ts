// A package manager fetches a file: what it gets, and what the reading leaves behind (repo-upstream-behavior,
// external-connection-requesting-packages).
import { controlsOfRetained, recordFor } from './controls.ts';
import { setFiles, unstamped } from './publish.ts';
import { filesSeen, firstHit, type Hit, isReadable } from './search.ts';
import {
  type Files,
  formatOf,
  type PackageRecord,
  type Repository,
  revisionOf,
  sameOrigin,
  type World,
} from './state.ts';

/** The build that is sent, or undefined for 404. */
export function read(world: World, asked: Repository, pkg: string, version: string, file: string): string | undefined {
  const first = firstHit(world, asked, pkg, version);
  // Open: a file of an Unfinished generic version can be downloaded; with Maven "downloads are refused" (maven-checksums).
  const isOpen = first?.status === 'Unfinished' && formatOf(pkg) === 'generic';
  if (!first || !(isReadable(first.status) || isOpen)) return undefined;
  const hit = filesSeen(world, asked, pkg, version).get(file);
  if (!hit) return undefined;
  keep(world, asked, pkg, version, first, hit, file);
  return unstamped(hit.files[file] as string);
}

/**
 * The repository that was asked keeps a reference, and so does the one with the external connection; those in between keep
 * nothing (repo-upstream-behavior). A late file is added to what is kept already (maven-upstream-external-connections-request).
 */
function keep(world: World, asked: Repository, pkg: string, version: string, first: Hit, hit: Hit, file: string): void {
  if (hit.place.connection !== undefined)
    store(world, hit.place.repository, pkg, version, imported(world, hit, file), file);
  store(world, asked, pkg, version, retained(world, asked, pkg, version, first, file), file, hit);
}

/** What is kept is what was met first; with the tolerated fault U2 an Unfinished version that it was passed over for. */
function retained(world: World, asked: Repository, pkg: string, version: string, first: Hit, file: string): Hit {
  const unfinished = world.tolerated.has('U2') ? firstHit(world, asked, pkg, version, 'everywhere') : undefined;
  if (unfinished?.status === 'Unfinished') return unfinished;
  return first.place.connection === undefined ? first : imported(world, first, file);
}

/** Of a public version only the file that was asked for comes, or all of them (switch `asset-import`). */
function imported(world: World, hit: Hit, file: string): Hit {
  const build = hit.files[file];
  if (world.options.assetImport === 'all') return hit;
  return { ...hit, files: build === undefined ? {} : { [file]: build } };
}

function store(
  world: World,
  repository: Repository,
  pkg: string,
  version: string,
  hit: Hit,
  file: string,
  late = hit,
): void {
  if (hit.place.repository === repository && hit.place.connection === undefined && late === hit) return;
  const record = recordFor(repository, pkg, () => controlsOfRetained(world, pkg, hit.origin, hit.record));
  const held = record.versions.get(version);
  if (!held) retain(world, record, pkg, version, hit);
  const kept = record.versions.get(version);
  // Open: a version that was hidden meanwhile takes no late files.
  if (kept?.status === 'Archived' || kept?.status === 'Disposed') return;
  const isMixed = kept?.status === 'Unfinished' && world.tolerated.has('U6');
  if (!kept || kept.files[file] !== undefined || !(sameOrigin(kept.origin, late.origin) || isMixed)) return;
  const { time } = kept;
  const added = isMixed ? late.files : { [file]: late.files[file] as string };
  setFiles(world, kept, pkg, version, { ...added, ...kept.files });
  // Open: a late file does not make a version newer than the others.
  kept.time = time;
}

/** Origin, status and revision stay what they were where it comes from. */
export function retain(world: World, record: PackageRecord, pkg: string, version: string, hit: Hit): void {
  const files: Files = { ...hit.files };
  record.versions.set(version, {
    status: hit.status,
    origin: hit.origin,
    files,
    revision: revisionOf(pkg, version, files),
    time: world.clock,
    mismatched: new Set(),
  });
}
