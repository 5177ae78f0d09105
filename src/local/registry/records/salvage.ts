// What the rows of a registry say of each other: which bytes they need, where they disagree, and what can be rebuilt
// from those that are left.
import { openMemoryStore } from '../../store/memory-store.ts';
import type { StoredEntry } from '../../store/metadata-store.ts';
import { arnsOf } from '../arns.ts';
import { refer } from './blob-references.ts';
import { keys, packageOfKey } from './keys.ts';
import { newPackage } from './origin-controls.ts';
import type { DomainRecord, PackageRecord, StoredRepository, VersionRecord } from './records.ts';
import { revisionOfRest } from './revision.ts';

interface Place {
  /** `owner/domain/repository` */
  readonly repository: string;
  /** `format/namespace/name` */
  readonly name: string;
}

interface HeldVersion extends Place {
  readonly key: string;
  readonly record: VersionRecord;
}

/** Bytes that a version has by one of its names. */
export interface NeededBytes {
  readonly sha256: string;
  /** Repository, package, version and asset, for people. */
  readonly holder: string;
}

/** What the rows say, and where they do not agree. */
export interface RowFindings {
  readonly problems: readonly string[];
  readonly needed: readonly NeededBytes[];
  readonly versions: number;
}

/** Looks through all rows. */
export function examineRows(entries: readonly StoredEntry[]): RowFindings {
  const { held, unreadable } = versionsOf(entries);
  const rows = new Map(entries.map(({ key, value }) => [key, value]));
  const derived = derivedRows(held);
  const problems = [...unreadable.map((key) => `the row ${key} is no version`), ...missingParents(rows, held)];
  for (const [key, value] of derived) {
    if (rows.get(key) !== value) problems.push(`the row ${key} does not agree with the versions that are there`);
  }
  for (const { key } of entries) {
    if (key.startsWith('blob/') && !derived.has(key))
      problems.push(`the row ${key} speaks of a version that is not there`);
  }
  const needed = held.flatMap((version) =>
    version.record.assets.map((asset) => ({
      sha256: asset.digests['SHA-256'],
      holder: `${nameOf(version)}, ${asset.name}`,
    })),
  );
  return { problems, needed, versions: held.length };
}

/** The rows of a registry that agree with each other, and in words what had to go and what was made anew. */
export interface Salvage {
  readonly entries: readonly StoredEntry[];
  readonly lost: readonly string[];
  readonly rebuilt: readonly string[];
}

/** Keeps every row that still makes sense, with the bytes that are there. */
export function salvage(entries: readonly StoredEntry[], hasBytes: (sha256: string) => boolean, now: number): Salvage {
  const lost: string[] = [];
  const rebuilt: string[] = [];
  const { held, unreadable } = versionsOf(entries);
  const isDerived = (key: string) => /^(?:blob|size)\//.test(key);
  const rows = new Map(entries.filter(({ key }) => !isDerived(key)).map(({ key, value }) => [key, value]));
  for (const key of unreadable) {
    lost.push(key);
    rows.delete(key);
  }
  const left = held.flatMap((version) => {
    const kept = withBytes(version, hasBytes, lost);
    if (kept === undefined) removeVersion(rows, version);
    else if (kept !== version) rows.set(kept.key, JSON.stringify(kept.record));
    return kept === undefined ? [] : [kept];
  });
  lost.push(...forgetLost(rows, entries, new Set([...held.map(({ key }) => key), ...unreadable])));
  makeParents(rows, { versions: left, rebuilt, now });
  const all = [...rows, ...derivedRows(left)];
  return { entries: all.map(([key, value]) => ({ key, value })), lost, rebuilt };
}

function versionsOf(entries: readonly StoredEntry[]): { held: HeldVersion[]; unreadable: string[] } {
  const held: HeldVersion[] = [];
  const unreadable: string[] = [];
  for (const { key, value } of entries) {
    if (!key.startsWith('version/')) continue;
    const [, owner, domain, repository, format, namespace, name] = key.split('/');
    try {
      const record = JSON.parse(value) as VersionRecord;
      // Reading them is the test.
      for (const asset of record.assets) if (asset.digests['SHA-256'].length !== 64) throw new RangeError('no digest');
      held.push({
        key,
        record,
        repository: `${owner}/${domain}/${repository}`,
        name: `${format}/${namespace}/${name}`,
      });
    } catch {
      unreadable.push(key);
    }
  }
  return { held, unreadable };
}

function nameOf({ repository, name, record }: HeldVersion): string {
  return shownVersion(repository, name, record.version);
}

function shownVersion(repository: string, name: string, version: string): string {
  return `${repository} ${name.replace('/', ':').replace(':/', ':')} ${version}`;
}

/** The version with those of its assets whose bytes are there; undefined when it had some and has none. */
function withBytes(
  version: HeldVersion,
  hasBytes: (sha256: string) => boolean,
  lost: string[],
): HeldVersion | undefined {
  const { record } = version;
  const assets = record.assets.filter((asset) => hasBytes(asset.digests['SHA-256']));
  if (assets.length === record.assets.length) return version;
  if (assets.length === 0) {
    lost.push(nameOf(version));
    return undefined;
  }
  for (const asset of record.assets) if (!assets.includes(asset)) lost.push(`${nameOf(version)}, ${asset.name}`);
  return { ...version, record: { ...record, assets, revision: revisionOfRest(record, assets) } };
}

function removeVersion(rows: Map<string, string>, { key, repository, name, record }: HeldVersion): void {
  rows.delete(key);
  forgetVersion(rows, repository, name, record.version);
}

/** What the other rows say of a version that is not there. */
function forgetVersion(rows: Map<string, string>, repository: string, name: string, gone: string): void {
  rows.delete(keys.details(repository, name, gone));
  const packageKey = keys.package(repository, name);
  const owner = parsed<PackageRecord>(rows.get(packageKey));
  if (owner === undefined) return;
  const tags = Object.entries(owner.tags).filter(([, version]) => version !== gone);
  rows.set(packageKey, JSON.stringify({ ...owner, tags: Object.fromEntries(tags) }));
}

/** Names versions that other rows speak of and that are not there, and takes out what was theirs. */
function forgetLost(rows: Map<string, string>, entries: readonly StoredEntry[], held: ReadonlySet<string>): string[] {
  const gone = new Map<string, Omit<HeldVersion, 'record'> & { readonly version: string }>();
  for (const { key } of entries) {
    const [kind, owner, domain, ...rest] = key.split('/');
    if (kind !== 'blob' && kind !== 'details') continue;
    const [repository = '', format, namespace, name, ...version] = rest.slice(kind === 'blob' ? 1 : 0);
    const place = { repository: `${owner}/${domain}/${repository}`, name: `${format}/${namespace}/${name}` };
    const one = { ...place, version: version.join('/') };
    const ofVersion = keys.version(one.repository, one.name, one.version);
    if (one.version !== '' && !held.has(ofVersion)) gone.set(ofVersion, { ...one, key: ofVersion });
  }
  for (const { repository, name, version } of gone.values()) forgetVersion(rows, repository, name, version);
  return [...gone.values()].map(({ repository, name, version }) => shownVersion(repository, name, version));
}

/** References and sizes, which follow from the versions. */
function derivedRows(held: readonly HeldVersion[]): Map<string, string> {
  const store = openMemoryStore();
  for (const { repository, name, record } of held)
    refer(store, { repository, name, version: record.version }, [], record.assets);
  return new Map(store.list('').map(({ key, value }) => [key, value]));
}

function domainOf(repository: string): string {
  return repository.slice(0, repository.lastIndexOf('/'));
}

/** Packages, repositories and domains that rows are of: of versions, and of each other. */
function placesOf(rows: Iterable<string>, held: readonly Place[]) {
  const [packages, repositories, domains] = [new Map<string, Place>(), new Set<string>(), new Set<string>()];
  for (const { repository, name } of held) packages.set(keys.package(repository, name), { repository, name });
  for (const key of rows) {
    const [kind, owner, domain, repository] = key.split('/');
    if (kind === 'package') repositories.add(`${owner}/${domain}/${repository}`);
    if (kind === 'repository' || kind === 'group') domains.add(`${owner}/${domain}`);
  }
  for (const { repository } of packages.values()) repositories.add(repository);
  for (const repository of repositories) domains.add(domainOf(repository));
  return { packages, repositories, domains };
}

function missingParents(rows: ReadonlyMap<string, string>, held: readonly HeldVersion[]): string[] {
  const { packages, repositories, domains } = placesOf(rows.keys(), held);
  const wanted = [...[...domains].map(keys.domain), ...[...repositories].map(keys.repository), ...packages.keys()];
  return wanted.filter((key) => !rows.has(key)).map((key) => `the row ${key} is missing`);
}

/** Of the region that a server plays by default: the rows do not say which it was. */
const ARNS = arnsOf('us-east-1');

interface Making {
  readonly versions: readonly HeldVersion[];
  readonly rebuilt: string[];
  readonly now: number;
}

/** Packages, repositories and domains, with what a new one begins with where the row is gone. */
function makeParents(rows: Map<string, string>, making: Making): void {
  const make = (key: string, record: () => DomainRecord | StoredRepository | PackageRecord): void => {
    if (parsed(rows.get(key)) !== undefined) return;
    rows.set(key, JSON.stringify(record()));
    making.rebuilt.push(key);
  };
  const { packages, repositories, domains } = placesOf([...rows.keys()], making.versions);
  const ownerOf = (place: string) => place.split('/')[0] ?? '';
  for (const domain of domains)
    make(keys.domain(domain), () => ({
      createdAt: making.now,
      encryptionKey: ARNS.encryptionKey(ownerOf(domain), undefined),
    }));
  for (const repository of repositories)
    make(keys.repository(repository), () => ({
      createdAt: making.now,
      administratorAccount: ownerOf(repository),
      upstreams: [],
      externalConnections: [],
    }));
  for (const [key, place] of packages) make(key, () => newPackageOf(place, making.versions));
}

function newPackageOf({ repository, name }: Place, versions: readonly HeldVersion[]): PackageRecord {
  const others = versions.filter((one) => one.repository === repository && one.name === name);
  const latest = newest(others);
  // Closed to the outside until somebody says otherwise: nobody knows any more what it was.
  const restrictions = { publish: 'ALLOW', upstream: 'BLOCK' } as const;
  return {
    ...newPackage(packageOfKey(name), restrictions),
    nextSequence: 1 + Math.max(...others.map(({ record }) => record.sequence)),
    tags: latest === undefined || !name.startsWith('npm/') ? {} : { latest },
  };
}

function newest(versions: readonly HeldVersion[]): string | undefined {
  const shown = versions.filter(({ record }) => record.status === 'Published');
  return shown.sort((a, b) => b.record.sequence - a.record.sequence)[0]?.record.version;
}

function parsed<T>(value: string | undefined): T | undefined {
  try {
    return value === undefined ? undefined : (JSON.parse(value) as T);
  } catch {
    return undefined;
  }
}
