// CopyPackageVersions (copy-package, npm-tags, upstream-repo-api-behavior).
import { controlsOfCopied, controlsOfRetained, mayPublish, recordFor } from './controls.ts';
import { setFiles } from './publish.ts';
import { retain } from './read.ts';
import { filesSeen, firstHit, type Hit, hitAt, isReadable, type Place } from './search.ts';
import {
  type Files,
  formatOf,
  type PackageRecord,
  type Repository,
  revisionOf,
  sameOrigin,
  type Version,
  type World,
} from './state.ts';
import { listedTags } from './view.ts';

export interface CopyRequest {
  readonly package: string;
  /** Version to the revision that is expected, where one is. */
  readonly versions: ReadonlyMap<string, string | undefined>;
  readonly overwrite: boolean;
  readonly fromUpstream: boolean;
}

/** Version to what became of it; identical ones are in neither map (copy-package). */
export interface Changed {
  readonly done: Map<string, { status: string; revision: string }>;
  readonly failed: Map<string, string>;
}

/** All or nothing: where one version fails, the others are skipped (copy-package). */
export function copy(world: World, from: Repository, to: Repository, request: CopyRequest): Changed {
  const found = new Map(
    [...request.versions.keys()].map((version) => [
      version,
      source(world, from, request.package, version, request.fromUpstream),
    ]),
  );
  // What a public source gives is kept where the connection is (external-connection-requesting-packages).
  const undo = ingestFound(world, from, request, found);
  const failed = new Map<string, string>();
  const wanted: [string, Hit][] = [];
  for (const [version, hit] of found) {
    const verdict = judge(world, to, request, version, hit);
    if (verdict === 'copy') wanted.push([version, hit as Hit]);
    else if (verdict !== 'identical') failed.set(version, verdict);
  }
  if (failed.size > 0) {
    // Open: O11.
    if (!world.options.failedCopyIngests) undo();
    for (const version of request.versions.keys()) if (!failed.has(version)) failed.set(version, 'SKIPPED');
    return { done: new Map(), failed };
  }
  const tags = tagsToCarry(world, from, request, found);
  const done: Changed['done'] = new Map();
  for (const [version, hit] of wanted) {
    const copied = write(world, to, request.package, version, hit);
    done.set(version, { status: copied.status, revision: copied.revision });
  }
  const isRead = from === to && world.tolerated.has('T3');
  carryTags(world, to, request, isRead ? tagsToCarry(world, from, request, found) : tags, new Set(done.keys()));
  return { done, failed };
}

/** Without `includeFromUpstream` only what the source itself holds (upstream-repo-api-behavior). */
export function source(world: World, from: Repository, pkg: string, version: string, fromUpstream: boolean) {
  if (!fromUpstream) return hitAt(world, { repository: from }, pkg, version);
  const unfinished = world.tolerated.has('U1') ? 'everywhere' : undefined;
  const isLate = (place: Place) => world.tolerated.has('U3') && place.connection !== undefined;
  const hit = firstHit(world, from, pkg, version, unfinished, isLate);
  const isPublicMaven = hit?.place.connection !== undefined && formatOf(pkg) === 'maven';
  if (!hit || (isPublicMaven && world.tolerated.has('M1'))) return undefined;
  // Open: what a public source has is kept by the source of the copy while an Unfinished one has its number where the
  // connection is; where the source of the copy has an Unfinished one, too, that is all there is to copy.
  const beside = hit.place.connection && hitAt(world, { repository: hit.place.repository }, pkg, version);
  const own = hitAt(world, { repository: from }, pkg, version);
  if (beside && beside.status === 'Unfinished' && own?.status === 'Unfinished') return own;
  return world.tolerated.has('U7') ? hit : { ...hit, files: allFiles(world, from, pkg, version, hit) };
}

/** Everything that a download through the source would find, not only what was downloaded already. */
function allFiles(world: World, from: Repository, pkg: string, version: string, hit: Hit): Files {
  if (!isReadable(hit.status)) return hit.files;
  const seen = [...filesSeen(world, from, pkg, version)];
  return Object.fromEntries(seen.map(([name, { files }]) => [name, files[name] as string]));
}

function judge(world: World, to: Repository, request: CopyRequest, version: string, hit: Hit | undefined): string {
  if (!hit) return 'NOT_FOUND';
  const expected = request.versions.get(version);
  if (expected !== undefined && expected !== hit.revision) return 'MISMATCHED_REVISION';
  const held = to.packages.get(request.package)?.versions.get(version);
  const isDisposed = hit.status === 'Disposed';
  if (!held) return isDisposed ? world.options.copyOfDisposed : unlessBlocked(world, to, request);
  // "Identical assets and metadata": success, nothing is written. What is disposed of has no assets (open: O14).
  const revision = isDisposed ? hit.revision : revisionOf(request.package, version, hit.files);
  if (held.revision === revision && isDisposed === (held.status === 'Disposed')) return 'identical';
  if (!request.overwrite) return 'ALREADY_EXISTS';
  // What is there to be overwritten was disposed of: open, O18.
  if (isDisposed) return 'NOT_ALLOWED';
  const isAllowed = held.status !== 'Disposed' || world.options.overwriteDisposed === 'success';
  return isAllowed ? unlessBlocked(world, to, request) : 'NOT_ALLOWED';
}

/** The guide recommends copying as the way round publish restrictions (packages-overview; switch `copy-origin-controls`). */
function unlessBlocked(world: World, to: Repository, { package: pkg }: CopyRequest): 'copy' | 'NOT_ALLOWED' {
  return world.options.copyControls === 'publish' && !mayPublish(world, to, pkg) ? 'NOT_ALLOWED' : 'copy';
}

/** Ingested on behalf of a copy: in the repository that has the connection. Gives the way back. */
function ingestFound(
  world: World,
  from: Repository,
  { package: pkg, fromUpstream }: CopyRequest,
  found: ReadonlyMap<string, Hit | undefined>,
): () => void {
  const undone: (() => void)[] = [];
  for (const [version, hit] of found) {
    if (!hit || !fromUpstream) continue;
    const isWhole = hit.place.connection !== undefined;
    const late = isWhole || world.tolerated.has('U7') ? [] : missing(world, from, pkg, version, hit);
    const [place] = isWhole ? [hit.place] : late.map(([, { place: there }]) => there);
    if (place === undefined) continue;
    const beside = place.repository.packages.get(pkg)?.versions.get(version);
    const isOther = beside && !(isReadable(beside.status) && sameOrigin(beside.origin, hit.origin));
    const { packages } = isOther ? from : place.repository;
    const isNew = !packages.has(pkg);
    const record = recordFor(isOther ? from : place.repository, pkg, () =>
      controlsOfRetained(world, pkg, hit.origin, undefined),
    );
    const held = record.versions.get(version);
    const before = held && { ...held };
    const files = isWhole
      ? hit.files
      : Object.fromEntries(late.map(([name, { files }]) => [name, files[name] as string]));
    if (!held) retain(world, record, pkg, version, { ...hit, status: 'Published', files });
    else if (!isWhole) {
      setFiles(world, held, pkg, version, { ...files, ...held.files });
      held.time = (before as Version).time;
    }
    undone.unshift(() => {
      if (isNew) packages.delete(pkg);
      else if (before) record.versions.set(version, before);
      else record.versions.delete(version);
    });
  }
  return () => {
    for (const step of undone) step();
  };
}

/** What only the public source has of a version that is held. */
const missing = (world: World, from: Repository, pkg: string, version: string, hit: Hit): [string, Hit][] =>
  isReadable(hit.status)
    ? [...filesSeen(world, from, pkg, version)].filter(([, { place }]) => place.connection !== undefined)
    : [];

/** Status, origin and revision are those of the source (switch `copy-status`: keep). */
function write(world: World, to: Repository, pkg: string, version: string, hit: Hit): Version {
  const holder = hit.record ?? hit.place.repository.packages.get(pkg);
  const record: PackageRecord = recordFor(to, pkg, () =>
    controlsOfCopied(world, pkg, holder, { origin: hit.origin } as Version),
  );
  const status = world.options.copyStatus === 'published' ? 'Published' : hit.status;
  retain(world, record, pkg, version, { ...hit, status });
  const copied = record.versions.get(version) as Version;
  for (const name of hit.mismatched ?? []) copied.mismatched.add(name);
  return record.versions.get(version) as Version;
}

/**
 * "All tags aliasing that version are copied" (npm-tags): exactly those by which the source shows it, which are merged over
 * its upstreams: decided for O17. With the switch `copied-tags=own` those of the repository where the version is found.
 */
function tagsToCarry(
  world: World,
  from: Repository,
  { package: pkg }: CopyRequest,
  found: ReadonlyMap<string, Hit | undefined>,
): readonly (readonly [tag: string, version: string])[] {
  const own = [...found].flatMap(([version, hit]) => {
    const tags = hit?.place.repository.packages.get(pkg)?.tags ?? new Map<string, string>();
    return [...tags].filter(([, target]) => target === version);
  });
  if (world.options.copiedTags === 'own' || world.tolerated.has('O17')) return own;
  return [...(world.tolerated.has('T4') ? own : []), ...listedTags(world, from, pkg)];
}

function carryTags(
  world: World,
  to: Repository,
  request: CopyRequest,
  tags: readonly (readonly [tag: string, version: string])[],
  written: ReadonlySet<string>,
): void {
  const record = to.packages.get(request.package);
  for (const [tag, version] of tags) {
    // Open: O9.
    const isCarried = written.has(version) || (world.options.identicalCopyCarriesTags && request.versions.has(version));
    if (isCarried) record?.tags.set(tag, version);
  }
}
