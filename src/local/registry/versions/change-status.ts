// Status updates, disposal and deletion: guarded per version, all or nothing within the call.
import type { Status } from '../../../core/model/package.ts';
import { isNameOf, requireVersion } from '../names.ts';
import { packageRowKey, repositoryKey } from '../records/keys.ts';
import type { VersionRecord } from '../records/records.ts';
import { removeVersion, type Shared, type Target, writeVersion } from '../records/writes.ts';
import type { FailureCode, StatusGuards, VersionChanges } from '../registry.ts';
import { conflict, invalid, notFound } from '../service-exception.ts';

/** Where UpdatePackageVersionsStatus may lead from each status (user guide, packages-overview). */
const TRANSITIONS: Readonly<Record<Status, readonly Status[]>> = {
  Published: ['Unlisted', 'Archived'],
  Unfinished: ['Published', 'Unlisted'],
  Unlisted: ['Published', 'Archived'],
  Archived: ['Published', 'Unlisted'],
  Disposed: [],
  Deleted: [],
};

const TARGETS: readonly Status[] = ['Published', 'Unlisted', 'Archived'];

export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
}

export function changeStatus(shared: Shared, target: Target, status: Status, guards: StatusGuards): VersionChanges {
  if (!TARGETS.includes(status)) throw invalid(`the target status is one of ${TARGETS.join(', ')}`);
  requireSameVersions(shared, target, guards);
  return changeAll(shared, target, guards, {
    allowed: (record) => {
      if (record.status === status) return shared.context.switches['same-status'] === 'success';
      return TRANSITIONS[record.status].includes(status);
    },
    change: (record) => {
      // Whichever call finishes a version publishes it: as far as time goes this is no change of its status.
      const time = record.status === 'Unfinished' ? { publishedAt: shared.context.now() } : changedAt(shared);
      if (record.status !== status) writeVersion(shared, target, { ...record, status, ...time });
      return status;
    },
    isAtomic: true,
  });
}

export function dispose(shared: Shared, target: Target, guards: StatusGuards): VersionChanges {
  requireSameVersions(shared, target, guards);
  return changeAll(shared, target, guards, {
    allowed: (record) => record.status !== 'Disposed',
    change: (record) => {
      // The revision stays (it still names what was there), the bytes go.
      writeVersion(shared, target, { ...record, status: 'Disposed', assets: [], ...changedAt(shared) });
      return 'Disposed';
    },
    isAtomic: true,
  });
}

/** Whether `publishedTime`, by which lists are sorted and retention counts, tells of a change of status as well. */
function changedAt({ context }: Shared): { publishedAt?: number } {
  return context.switches['status-change-time'] === 'updated' ? { publishedAt: context.now() } : {};
}

export function deleteVersions(
  shared: Shared,
  target: Target,
  guards: Omit<StatusGuards, 'versionRevisions'>,
): VersionChanges {
  return changeAll(shared, target, guards, {
    allowed: () => true,
    change: (record) => {
      removeVersion(shared, target, record);
      return 'Deleted';
    },
    isAtomic: shared.context.switches['delete-atomicity'] === 'all-or-nothing',
  });
}

/** One version, for formats whose tools change a status; refusals as exceptions. */
export function setStatus(shared: Shared, target: Target, version: string, status: Status): void {
  const { failed } = changeStatus(shared, target, status, { versions: [version] });
  const [failure] = Object.values(failed);
  if (!failure) return;
  throw failure.code === 'NOT_FOUND'
    ? notFound('package-version', version, failure.message)
    : conflict(failure.message);
}

interface Change {
  allowed(record: VersionRecord): boolean;
  /** Writes, and says the status to report. */
  change(record: VersionRecord): Status;
  readonly isAtomic: boolean;
}

interface Found {
  /** In the spelling of the call, in which the caller looks for the answer. */
  readonly asked: string;
  readonly record: VersionRecord;
}

function changeAll(
  shared: Shared,
  target: Target,
  guards: StatusGuards,
  { allowed, change, isAtomic }: Change,
): VersionChanges {
  const { records, rules, switches } = shared.context;
  const { expectedStatus } = guards;
  const revisionOf = pinnedRevisions(shared, target, guards.versionRevisions);
  const failed = byVersion<Failure>();
  const found: Found[] = [];
  for (const version of requireVersions(shared, target, guards.versions)) {
    const record = records.version(repositoryKey(target.at), packageRowKey(target.ref), version);
    if (!record || !isNameOf(target.ref, version, record.version, rules)) {
      failed[version] = missing(version);
      continue;
    }
    const expected = { status: expectedStatus, revision: revisionOf(version) };
    const failure = guardFailure(record, expected, allowed, switches['guard-reported-first']);
    if (failure) failed[version] = failure;
    else found.push({ asked: version, record });
  }
  if (isAtomic && Object.keys(failed).length > 0) {
    for (const { asked } of found) failed[asked] = { code: 'SKIPPED', message: `version ${asked} is skipped` };
    return { successful: {}, failed };
  }
  const successful = byVersion<{ revision: string; status: Status }>();
  records.transaction(() => {
    const changeOnce = oncePerVersion(({ record }: Found) => change(record));
    for (const one of found) successful[one.asked] = { revision: one.record.revision, status: changeOnce(one) };
  });
  return { successful, failed };
}

/** What is done to a version that a call names in two spellings: once, and each spelling has the same answer. */
export function oncePerVersion<A extends { readonly record: VersionRecord }, T>(work: (held: A) => T): (held: A) => T {
  const done = new Map<string, T>();
  return (held) => {
    const { version } = held.record;
    if (!done.has(version)) done.set(version, work(held));
    return done.get(version) as T;
  };
}

function missing(version: string): Failure {
  return { code: 'NOT_FOUND', message: `Could not find version ${version}` };
}

function guardFailure(
  record: VersionRecord,
  expected: { readonly status: Status | undefined; readonly revision: string | undefined },
  allowed: Change['allowed'],
  first: 'status' | 'revision',
): Failure | undefined {
  const mismatches: Failure[] = [];
  if (expected.status !== undefined && record.status !== expected.status)
    mismatches.push({
      code: 'MISMATCHED_STATUS',
      message: `current status: ${record.status}, expected status: ${expected.status}`,
    });
  if (expected.revision !== undefined && record.revision !== expected.revision)
    mismatches.push({
      code: 'MISMATCHED_REVISION',
      message: `current revision: ${record.revision}, expected revision: ${expected.revision}`,
    });
  if (mismatches.length > 0) return first === 'status' ? mismatches[0] : mismatches.at(-1);
  if (allowed(record)) return undefined;
  return { code: 'NOT_ALLOWED', message: `the status ${record.status} of version ${record.version} does not allow it` };
}

/** A record that can hold any version as a key, `__proto__` among them. */
export function byVersion<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/**
 * The versions of one call: 1 to 100, normalised as the service does. Each text once; two spellings of one version stay
 * two, since one of them may be what the repository holds and the other not, and both are answered.
 */
export function requireVersions(shared: Shared, { ref }: Target, versions: readonly string[]): readonly string[] {
  const limit = shared.context.switches['versions-per-call'];
  if (versions.length === 0 || versions.length > limit) throw invalid(`a call takes 1 to ${limit} versions`);
  return [...new Set(versions.map((given) => requireVersion(ref, given, shared.context.rules)))];
}

/**
 * The revision that a call demands of a version, in whatever spelling the two are given: a guard is never lost. Two
 * revisions for one version are refused.
 */
export function pinnedRevisions(
  shared: Shared,
  { ref }: Target,
  versionRevisions: Readonly<Record<string, string>> | undefined,
): (version: string) => string | undefined {
  const pinned = new Map<string, string>();
  for (const [given, revision] of Object.entries(versionRevisions ?? {})) {
    const version = requireVersion(ref, given, shared.context.rules);
    const key = keyOf(shared, ref, version);
    if ((pinned.get(key) ?? revision) !== revision)
      throw invalid(`versionRevisions gives two revisions for version ${version}`);
    pinned.set(key, revision);
  }
  return (version) => pinned.get(keyOf(shared, ref, version));
}

function keyOf({ context }: Shared, ref: Target['ref'], version: string): string {
  return context.records.versionKey(packageRowKey(ref), version);
}

/** Here, unlike in copies, both lists are given and must name the same versions. */
function requireSameVersions(shared: Shared, { ref }: Target, { versions, versionRevisions }: StatusGuards): void {
  if (versionRevisions === undefined) return;
  const { rules } = shared.context;
  const keysOf = (all: readonly string[]) =>
    new Set(all.map((version) => keyOf(shared, ref, requireVersion(ref, version, rules))));
  const [pinned, named] = [keysOf(Object.keys(versionRevisions)), keysOf(versions)];
  const isSame = pinned.size === named.size && [...pinned].every((version) => named.has(version));
  if (!isSame) throw invalid('versions and versionRevisions must name the same versions');
}
