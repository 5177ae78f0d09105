// CopyPackageVersions: metadata is written, bytes stay where they are. All or nothing within the call (user guide,
// copy-package).
import type { PackageReference, Status } from '../../../core/model/package.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import { repositoryOf } from '../context.ts';
import { requirePackage } from '../names.ts';
import { packageRowKey, repositoryKey } from '../records/keys.ts';
import { publishBlock } from '../records/origin-controls.ts';
import type { VersionRecord } from '../records/records.ts';
import { ensurePackage, type Shared, writeTags, writeVersion } from '../records/writes.ts';
import type { CopyRequest, VersionChanges } from '../registry.ts';
import { invalid } from '../service-exception.ts';
import type { Descriptions } from '../upstream/external-metadata.ts';
import type { Ingestions } from '../upstream/ingest.ts';
import { placesFor } from '../upstream/upstreams.ts';
import { byVersion, type Failure, requireVersions } from './change-status.ts';
import { unknownPackage } from './packages.ts';

/** A version to copy and the repository that has it. */
interface Held {
  readonly holder: string;
  readonly record: VersionRecord;
}

interface Copying {
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
  const copying = { ref: requirePackage(request.package, context.rules), source, destination, request };
  if ((request.versions === undefined) === (request.versionRevisions === undefined)) {
    throw invalid('exactly one of versions and versionRevisions must be given');
  }
  const given = request.versions ?? Object.keys(request.versionRevisions ?? {});
  const wanted = requireVersions(shared, { at: source, ref: copying.ref }, given);
  if (request.includeFromUpstream) await bringIn(shared, descriptions, ingestions, copying, wanted);
  return context.records.transaction(() => write(shared, copying, wanted));
}

/** Versions only a public source has are ingested first, where its external connection is. */
async function bringIn(
  shared: Shared,
  descriptions: Descriptions,
  ingestions: Ingestions,
  { ref, source }: Copying,
  wanted: readonly string[],
): Promise<void> {
  const { records } = shared.context;
  for (const place of placesFor(shared.context, shared.groups, source, ref)) {
    if (!place.connection) continue;
    for (const version of wanted) {
      const isHeld = placesFor(shared.context, shared.groups, source, ref).some(
        (other) => !other.connection && records.version(other.key, packageRowKey(ref), version),
      );
      if (isHeld || !(await descriptions.hasVersion(place.connection, ref, version))) continue;
      await ingestions.ingestAll({
        at: { ...source, repository: place.repository },
        connection: place.connection,
        ref,
        version,
      });
    }
  }
}

function write(shared: Shared, copying: Copying, wanted: readonly string[]): VersionChanges {
  const { records } = shared.context;
  const { ref, source, destination, request } = copying;
  const failed = byVersion<Failure>();
  const toCopy: Held[] = [];
  const isKnown = records.package(repositoryKey(source), packageRowKey(ref)) !== undefined;
  if (!isKnown && !request.includeFromUpstream) throw unknownPackage(source, ref);
  for (const version of wanted) {
    const held = find(shared, copying, version);
    const there = records.version(repositoryKey(destination), packageRowKey(ref), version);
    const failure = held ? copyFailure(shared, copying, held, there) : notFoundFailure(version);
    if (failure) failed[version] = failure;
    else if (held && !isIdentical(held.record, there)) toCopy.push(held);
  }
  if (Object.keys(failed).length > 0) {
    for (const version of wanted) failed[version] ??= { code: 'SKIPPED', message: `Version ${version} was skipped` };
    return { successful: {}, failed };
  }
  const successful = byVersion<{ revision: string; status: Status }>();
  for (const held of toCopy) {
    const { version, revision, status } = writeCopy(shared, copying, held);
    successful[version] = { revision, status };
  }
  return { successful, failed };
}

function notFoundFailure(version: string): Failure {
  return { code: 'NOT_FOUND', message: `Could not find version ${version}` };
}

/** In the source repository, or in its upstreams where these are included. */
function find(shared: Shared, { ref, source, request }: Copying, version: string): Held | undefined {
  const { records } = shared.context;
  const places = placesFor(shared.context, shared.groups, source, ref).filter((place) => !place.connection);
  for (const place of request.includeFromUpstream ? places : places.slice(0, 1)) {
    const record = records.version(place.key, packageRowKey(ref), version);
    if (record) return { holder: place.key, record };
  }
  return undefined;
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
  { record }: Held,
  there: VersionRecord | undefined,
): Failure | undefined {
  const { ref, destination, request } = copying;
  const { version } = record;
  const pinned = request.versionRevisions && new Map(Object.entries(request.versionRevisions)).get(version);
  if (pinned !== undefined && pinned !== record.revision) {
    return {
      code: 'MISMATCHED_REVISION',
      message: `current revision: ${record.revision}, expected revision: ${pinned}`,
    };
  }
  if (isIdentical(record, there)) return undefined;
  if (there && !request.allowOverwrite) return { code: 'ALREADY_EXISTS', message: `Version ${version} already exists` };
  if (record.status === 'Disposed')
    return { code: 'NOT_ALLOWED', message: `Version ${version} is Disposed: it has no assets to copy` };
  if (there?.status === 'Disposed')
    return {
      code: 'NOT_ALLOWED',
      message: `Version ${version} is Disposed at the destination and can only be deleted`,
    };
  const block =
    shared.context.switches['copy-origin-controls'] === 'publish' ? publishBlock(shared, destination, ref) : undefined;
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
  const copied = writeVersion(
    shared,
    target,
    { ...record, status, publishedAt: now() },
    records.details(holder, name, record.version),
  );
  // Tags follow the versions they point at and overwrite (user guide, npm-tags).
  const tags = Object.entries(owner?.tags ?? {}).filter(([, version]) => version === record.version);
  writeTags(shared, target, Object.fromEntries(tags));
  return copied;
}
