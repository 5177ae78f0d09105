// The writes every way into a repository shares: a version with its bytes referred to, a package record when it is the
// first. Call them within a transaction.
import type { PackageReference } from '../../../core/model/package.ts';
import type { VersionDetails } from '../../../core/ports/format-server.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import type { Context } from '../context.ts';
import type { GroupIndex } from '../groups/group-index.ts';
import { quotaExceeded } from '../service-exception.ts';
import { refer } from './blob-references.ts';
import { packageRowKey, repositoryKey } from './keys.ts';
import { type Arrival, firstRestrictions, newPackage } from './origin-controls.ts';
import type { PackageRecord, VersionRecord } from './records.ts';

export interface Shared {
  readonly context: Context;
  readonly groups: GroupIndex;
}

/** Where a version is being written. */
export interface Target {
  readonly at: OwnedRepositoryAddress;
  readonly ref: PackageReference;
}

/** The package record, made if this is the first that is heard of it. */
export function ensurePackage(
  shared: Shared,
  { at, ref }: Target,
  arrival: Arrival,
  displayName?: string,
): PackageRecord {
  const { records, rules } = shared.context;
  const found = records.package(repositoryKey(at), packageRowKey(ref));
  if (found) return found;
  const shown = displayName ?? rules[ref.format].display?.(ref);
  const record = newPackage(ref, firstRestrictions(shared, at, ref, arrival), shown);
  records.putPackage(repositoryKey(at), packageRowKey(ref), record);
  return record;
}

/**
 * Writes a version; one that is new takes the next place in the order of publication. It gets the spelling it is given:
 * what was there in another one goes.
 */
export function writeVersion(
  shared: Shared,
  { at, ref }: Target,
  version: Omit<VersionRecord, 'sequence'>,
  details?: VersionDetails,
): VersionRecord {
  const { records } = shared.context;
  const [repository, name] = [repositoryKey(at), packageRowKey(ref)];
  const there = records.version(repository, name, version.version);
  let sequence = there?.sequence;
  if (sequence === undefined) {
    const owner = records.package(repository, name);
    if (!owner) throw new RangeError('a version is written before its package');
    sequence = owner.nextSequence;
    records.putPackage(repository, name, { ...owner, nextSequence: sequence + 1 });
  }
  const record: VersionRecord = { ...version, sequence };
  const isRespelt = there !== undefined && there.version !== version.version;
  if (isRespelt) removeRows(shared, { at, ref }, there);
  const before = isRespelt ? undefined : there;
  refer(records.store, { repository, name, version: version.version }, before?.assets ?? [], version.assets);
  records.putVersion(repository, name, record);
  if (details) records.putDetails(repository, name, version.version, details);
  return record;
}

/** The rows of a version, in each spelling, and what they hold. */
function removeRows({ context: { records } }: Shared, { at, ref }: Target, record: VersionRecord): void {
  const [repository, name] = [repositoryKey(at), packageRowKey(ref)];
  for (const { version, assets } of records.spellings(repository, name, record.version)) {
    refer(records.store, { repository, name, version }, assets, []);
    records.deleteVersion(repository, name, version);
  }
}

/** Removes a version, its details, its hold on bytes, and the tags that point to it. */
export function removeVersion(shared: Shared, { at, ref }: Target, record: VersionRecord): void {
  const { records } = shared.context;
  const [repository, name] = [repositoryKey(at), packageRowKey(ref)];
  removeRows(shared, { at, ref }, record);
  const owner = records.package(repository, name);
  if (!owner) return;
  const tags = Object.entries(owner.tags).filter(([, version]) => version !== record.version);
  if (tags.length < Object.keys(owner.tags).length) {
    records.putPackage(repository, name, { ...owner, tags: Object.fromEntries(tags) });
  }
}

/** Tags by name; null removes. */
export function writeTags(shared: Shared, { at, ref }: Target, change: Readonly<Record<string, string | null>>): void {
  const { records, switches } = shared.context;
  const owner = records.package(repositoryKey(at), packageRowKey(ref));
  if (!owner || Object.keys(change).length === 0) return;
  // No prototype: a tag may be called `__proto__`.
  const tags: Record<string, string> = Object.assign(Object.create(null), owner.tags);
  for (const [tag, version] of Object.entries(change)) {
    if (version === null) delete tags[tag];
    else tags[tag] = version;
  }
  const limit = switches['dist-tags-per-package'];
  if (Object.keys(tags).length > Math.max(limit, Object.keys(owner.tags).length))
    throw quotaExceeded(`a package has at most ${limit} dist-tags`, { resourceId: ref.name, resourceType: 'package' });
  records.putPackage(repositoryKey(at), packageRowKey(ref), { ...owner, tags: { ...tags } });
}
