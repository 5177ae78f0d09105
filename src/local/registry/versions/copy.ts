// CopyPackageVersions: metadata is written, bytes stay where they are. All or nothing within the call (user guide,
// copy-package).
import type { PackageReference, Status } from '../../../core/model/package.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import { repositoryOf } from '../context.ts';
import { isNameOf, requirePackage } from '../names.ts';
import { packageRowKey, repositoryKey } from '../records/keys.ts';
import { publishBlock } from '../records/origin-controls.ts';
import type { VersionRecord } from '../records/records.ts';
import { revisionOf } from '../records/revision.ts';
import { ensurePackage, removeVersion, type Shared, type Target, writeTags, writeVersion } from '../records/writes.ts';
import type { CopyRequest, VersionChanges } from '../registry.ts';
import { invalid } from '../service-exception.ts';
import type { Description, Descriptions } from '../upstream/external-metadata.ts';
import type { Ingestions } from '../upstream/ingest.ts';
import { addedAssets } from '../upstream/retain.ts';
import { nameTakenIn } from '../view/asset-names.ts';
import { describedBySources, tagsShown } from '../view/merged-package.ts';
import { keepRefreshed } from '../view/refresh.ts';
import { candidatesFor, type Holder, isDownloadable, lendersOf } from '../view/resolve.ts';
import { byVersion, type Failure, oncePerVersion, pinnedRevisions, requireVersions } from './change-status.ts';
import { unknownPackage } from './packages.ts';

/** A version to copy and the repository that has it. */
interface Held {
  /** In the spelling of the call, in which the caller looks for the answer. */
  readonly asked: string;
  readonly holder: string;
  readonly record: VersionRecord;
  /** Of the record by itself, before assets that it lacked were fetched or added; what callers know. */
  readonly heldRevision: string;
}

interface Copying {
  /** The revision that the call demands of a version. */
  pinned(version: string): string | undefined;
  readonly ref: PackageReference;
  readonly source: OwnedRepositoryAddress;
  readonly destination: OwnedRepositoryAddress;
  readonly request: CopyRequest;
}

export async function copy(
  shared: Shared,
  descriptions: Descriptions,
  ingestions: Ingestions,
  request: CopyRequest,
): Promise<VersionChanges> {
  const { context } = shared;
  const { domain, domainOwner } = request;
  const source = { domain, domainOwner, repository: request.sourceRepository };
  const destination = { domain, domainOwner, repository: request.destinationRepository };
  repositoryOf(context, source);
  repositoryOf(context, destination);
  const ref = requirePackage(request.package, context.rules);
  const pinned = pinnedRevisions(shared, { at: source, ref }, request.versionRevisions);
  const copying = { ref, source, destination, request, pinned };
  if ((request.versions === undefined) === (request.versionRevisions === undefined)) {
    throw invalid('exactly one of versions and versionRevisions must be given');
  }
  const given = request.versions ?? Object.keys(request.versionRevisions ?? {});
  const wanted = requireVersions(shared, { at: source, ref }, given);
  if (context.rules[ref.format].late === 'assets-and-metadata')
    keepRefreshed(shared, source, ref, await describedBySources(shared, descriptions, source, ref));
  const brought = request.includeFromUpstream ? await bringIn(shared, descriptions, ingestions, copying, wanted) : [];
  const described = context.rules[ref.format].hasTags
    ? await describedBySources(shared, descriptions, source, ref)
    : new Map<string, Description>();
  return context.records.transaction(() => {
    const changes = write(shared, copying, wanted, { described, brought });
    if (Object.keys(changes.failed).length > 0 && context.switches['refused-copy-ingestion'] === 'undone')
      for (const one of [...brought].reverse()) takeOut(shared, one);
    return changes;
  });
}

interface Brought {
  readonly target: Target;
  readonly version: string;
  /** As it was held before; undefined where it was not. */
  readonly before: VersionRecord | undefined;
  /** Nothing was held of the package. */
  readonly isNew: boolean;
}

/**
 * What only a public source has is ingested first, where its external connection is: whole versions, and the assets that
 * the deciding repository lacks of one. Without them a copy would have what somebody happened to download before, so it
 * fails where the source of such a one is down.
 */
async function bringIn(
  shared: Shared,
  descriptions: Descriptions,
  ingestions: Ingestions,
  { ref, source }: Copying,
  wanted: readonly string[],
): Promise<readonly Brought[]> {
  const { records, rules } = shared.context;
  const brought: Brought[] = [];
  for (const version of wanted) {
    const found = candidatesFor(shared, { at: source, ref, version });
    const first = found.findIndex(({ record }) => record !== undefined);
    const deciding = found[first]?.record;
    const nearer = deciding ? found.slice(0, first + 1) : found;
    const lenders =
      deciding && isDownloadable(deciding) ? lendersOf(shared.context, { ref }, deciding, found.slice(first + 1)) : [];
    /** Held on the way to here. */
    const known = new Set<string>();
    for (const candidate of [...nearer, ...lenders]) {
      const { place, record } = candidate;
      for (const { name } of record?.assets ?? []) known.add(name);
      if (record) continue;
      const isLate = lenders.includes(candidate);
      if (isLate && (rules[ref.format].late === 'nothing' || descriptions.isOffline)) continue;
      const connection = place.connection as string;
      const isThere = isLate
        ? (await descriptions.describe(connection, ref))?.versions.has(version)
        : await descriptions.hasVersion(connection, ref, version);
      if (!isThere) continue;
      const beside = records.version(place.key, packageRowKey(ref), version);
      // One that is hidden there, or was published there, takes no assets: those go where they are copied from.
      const isOther = beside && !(isDownloadable(beside) && beside.origin.externalConnection === connection);
      const at = isOther ? source : { ...source, repository: place.repository };
      const before = records.version(repositoryKey(at), packageRowKey(ref), version);
      const isNew = records.package(repositoryKey(at), packageRowKey(ref)) === undefined;
      await ingestions.ingestAll({ at, connection, ref, version }, known);
      brought.push({ target: { at, ref }, version, before, isNew });
      break;
    }
  }
  return brought;
}

function takeOut(shared: Shared, { target, version, before, isNew }: Brought): void {
  const { records } = shared.context;
  const [repository, name] = [repositoryKey(target.at), packageRowKey(target.ref)];
  const record = records.version(repository, name, version);
  if (!record) return;
  if (before) writeVersion(shared, target, before, records.details(repository, name, record.version));
  else removeVersion(shared, target, record);
  if (isNew && records.versions(repository, name).size === 0) records.deletePackage(repository, name);
}

function write(
  shared: Shared,
  copying: Copying,
  wanted: readonly string[],
  { described, brought }: { described: ReadonlyMap<string, Description>; brought: readonly Brought[] },
): VersionChanges {
  const { records, switches } = shared.context;
  const { ref, source, destination, request } = copying;
  const failed = byVersion<Failure>();
  const toCopy: Held[] = [];
  const identical: Held[] = [];
  const isKnown = records.package(repositoryKey(source), packageRowKey(ref)) !== undefined;
  if (!isKnown && !request.includeFromUpstream) throw unknownPackage(source, ref);
  for (const version of wanted) {
    const held = find(shared, copying, version, brought);
    const there = records.version(repositoryKey(destination), packageRowKey(ref), version);
    const failure = held ? copyFailure(shared, copying, held, there) : notFoundFailure(version);
    if (failure) failed[version] = failure;
    else if (held) (isIdentical(held.record, there) ? identical : toCopy).push(held);
  }
  if (Object.keys(failed).length > 0) {
    for (const version of wanted) failed[version] ??= { code: 'SKIPPED', message: `Version ${version} was skipped` };
    return { successful: {}, failed };
  }
  const tagged = switches['identical-copy-tags'] === 'copied' ? [...toCopy, ...identical] : toCopy;
  // Before anything is written: the destination may be the source, or one of its upstreams.
  const tags = tagsOf(shared, copying, tagged, described);
  const successful = byVersion<{ revision: string; status: Status }>();
  const writeOnce = oncePerVersion((held: Held) => writeCopy(shared, copying, held));
  for (const held of toCopy) {
    const { revision, status } = writeOnce(held);
    successful[held.asked] = { revision, status };
  }
  // Tags follow the versions they point at and overwrite (user guide, npm-tags).
  writeTags(shared, { at: destination, ref }, tags);
  return { successful, failed };
}

function notFoundFailure(version: string): Failure {
  return { code: 'NOT_FOUND', message: `Could not find version ${version}` };
}

/** In the source repository, or in its upstreams where these are included: then with every asset that the source shows. */
function find(
  shared: Shared,
  { ref, source, request }: Copying,
  version: string,
  brought: readonly Brought[],
): Held | undefined {
  const { records, rules } = shared.context;
  if (!request.includeFromUpstream) {
    const record = records.version(repositoryKey(source), packageRowKey(ref), version);
    if (!record || !isNameOf(ref, version, record.version, rules)) return undefined;
    return { asked: version, holder: repositoryKey(source), record, heldRevision: record.revision };
  }
  const candidates = candidatesFor(shared, { at: source, ref, version });
  const first = candidates.find((one): one is Holder => one.record !== undefined);
  if (first === undefined || !isNameOf(ref, version, first.record.version, rules)) return undefined;
  const { place, record } = first;
  const filled = brought.find((one) => one.version === version && repositoryKey(one.target.at) === place.key);
  const heldRevision = (filled?.before ?? record).revision;
  const held = { asked: version, holder: place.key, record, heldRevision };
  if (!isDownloadable(record)) return held;
  const behind = candidates.slice(candidates.indexOf(first) + 1);
  const assets = lendersOf(shared.context, { ref }, record, behind).reduce(
    (known, lender) => addedAssets({ assets: known }, lender.record?.assets ?? []),
    record.assets,
  );
  if (assets.length === record.assets.length) return held;
  const revision = revisionOf(shared.context, ref, {
    version: record.version,
    metadata: record.metadata,
    assets,
  });
  return { ...held, record: { ...record, assets, revision } };
}

/**
 * "All tags aliasing that version are copied" (user guide, npm-tags): exactly those by which the source shows it, merged
 * over its upstreams as everywhere. One that the record has and the source shows on another version would be another
 * thing at the destination than it is at the source; a version that is hidden is shown by none.
 */
function tagsOf(
  shared: Shared,
  { ref, source }: Copying,
  copied: readonly Held[],
  described: ReadonlyMap<string, Description>,
): Readonly<Record<string, string>> {
  const { records, switches } = shared.context;
  const name = packageRowKey(ref);
  const names = new Set(copied.map(({ record }) => record.version));
  const sets =
    switches['copied-tags'] === 'shown'
      ? [tagsShown(shared, source, ref, described)]
      : copied.map(({ holder, record }) => pointingAt(records.package(holder, name)?.tags ?? {}, record.version));
  // No prototype: a tag may be called `__proto__`.
  const tags: Record<string, string> = Object.create(null);
  for (const set of sets) for (const [tag, version] of Object.entries(set)) if (names.has(version)) tags[tag] = version;
  return tags;
}

function pointingAt(tags: Readonly<Record<string, string>>, wanted: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([, version]) => version === wanted));
}

/** Same assets and metadata: the revision stands for both. What was disposed has no assets left to be the same. */
function isIdentical(record: VersionRecord, there: VersionRecord | undefined): boolean {
  return (
    there !== undefined &&
    there.revision === record.revision &&
    (there.status === 'Disposed') === (record.status === 'Disposed')
  );
}

function copyFailure(
  shared: Shared,
  copying: Copying,
  { record, heldRevision }: Held,
  there: VersionRecord | undefined,
): Failure | undefined {
  const { switches } = shared.context;
  const { ref, destination, request } = copying;
  const { version } = record;
  const pinned = copying.pinned(version);
  if (pinned !== undefined && pinned !== heldRevision) {
    return {
      code: 'MISMATCHED_REVISION',
      message: `current revision: ${heldRevision}, expected revision: ${pinned}`,
    };
  }
  if (isIdentical(record, there)) return undefined;
  // Overwriting a version overwrites none of its siblings.
  const taken = nameTakenIn(shared.context, repositoryKey(destination), { ref, version, assets: record.assets });
  if (taken)
    return {
      code: 'ALREADY_EXISTS',
      message: `Asset ${taken.asset} already exists with other content in version ${taken.version}`,
    };
  if (there && !request.allowOverwrite) return { code: 'ALREADY_EXISTS', message: `Version ${version} already exists` };
  if (record.status === 'Disposed') {
    const code = switches['copy-of-disposed'] === 'not-allowed' ? 'NOT_ALLOWED' : 'NOT_FOUND';
    return { code, message: `Version ${version} is Disposed: it has no assets to copy` };
  }
  if (there?.status === 'Disposed' && switches['overwrite-of-disposed'] === 'not-allowed')
    return {
      code: 'NOT_ALLOWED',
      message: `Version ${version} is Disposed at the destination and can only be deleted`,
    };
  const block = switches['copy-origin-controls'] === 'publish' ? publishBlock(shared, destination, ref) : undefined;
  return block === undefined
    ? undefined
    : { code: 'NOT_ALLOWED', message: `Version ${version} cannot be copied: ${block}` };
}

function writeCopy(shared: Shared, { ref, destination }: Copying, { holder, record }: Held): VersionRecord {
  const { records, switches, now } = shared.context;
  const name = packageRowKey(ref);
  const target = { at: destination, ref };
  const owner = records.package(holder, name);
  ensurePackage(
    shared,
    target,
    { by: 'copy', source: owner?.restrictions ?? { publish: 'ALLOW', upstream: 'ALLOW' } },
    owner?.displayName,
  );
  const status = switches['copy-status'] === 'keep' ? record.status : 'Published';
  return writeVersion(
    shared,
    target,
    { ...record, status, publishedAt: now() },
    records.details(holder, name, record.version),
  );
}
