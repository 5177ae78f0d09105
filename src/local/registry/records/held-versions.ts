// The versions that rows hold, each with the place that its key shows.
import type { StoredEntry } from '../../store/metadata-store.ts';
import { keys } from './keys.ts';
import type { VersionRecord } from './records.ts';
import { placeOfRow } from './row-parents.ts';

export interface HeldVersion {
  readonly key: string;
  /** `owner/domain/repository` */
  readonly repository: string;
  /** `format/namespace/name` */
  readonly name: string;
  readonly record: VersionRecord;
}

/** Undefined for a row that is none of a version, or has none. */
export function heldVersion({ key, value }: StoredEntry): HeldVersion | undefined {
  if (!key.startsWith('version/')) return undefined;
  const { repository, name } = placeOfRow(key) ?? {};
  if (repository === undefined || name === undefined) return undefined;
  try {
    const record = JSON.parse(value) as VersionRecord;
    // Reading them is the test.
    for (const asset of record.assets) if (asset.digests['SHA-256'].length !== 64) throw new RangeError('no digest');
    return { key, repository, name, record };
  } catch {
    return undefined;
  }
}

/** Repository and package, for people. */
export function shownPackage(repository: string, name: string): string {
  return `${repository} ${name.replace('/', ':').replace(':/', ':')}`;
}

/** Repository, package and version, for people. */
export function shownVersion(repository: string, name: string, version: string): string {
  return `${shownPackage(repository, name)} ${version}`;
}

/** By keys of packages. */
export function versionsByPackage(versions: readonly HeldVersion[]): ReadonlyMap<string, readonly HeldVersion[]> {
  const found = new Map<string, HeldVersion[]>();
  for (const version of versions) {
    const key = keys.package(version.repository, version.name);
    const others = found.get(key);
    if (others === undefined) found.set(key, [version]);
    else others.push(version);
  }
  return found;
}
