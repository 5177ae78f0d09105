// The registry's rows as values, with what was read kept at hand. Everything here is synchronous; a failed transaction
// forgets all that was kept, so that no reader sees what was rolled back.
import type { Origin, OriginRestrictions, Status } from '../../../core/model/package.ts';
import type { Json, ServedAsset, VersionDetails } from '../../../core/ports/format-server.ts';
import type { MetadataStore } from '../../store/metadata-store.ts';
import { keys } from './keys.ts';
import { WeightedCache } from './weighted-lru.ts';

export interface DomainRecord {
  /** Random; undefined in records of before 0.2. A name may be given anew, and what was issued for the old one not. */
  readonly id?: string | undefined;
  readonly createdAt: number;
  readonly encryptionKey: string;
}

export interface StoredRepository {
  readonly createdAt: number;
  readonly administratorAccount: string;
  readonly description?: string | undefined;
  readonly upstreams: readonly string[];
  readonly externalConnections: readonly string[];
}

export interface PackageRecord {
  readonly displayName: string;
  readonly restrictions: OriginRestrictions;
  readonly tags: Readonly<Record<string, string>>;
  readonly attributes: Json;
  /** Number for the next version, so that versions have an order that no clock can disturb. */
  readonly nextSequence: number;
}

export interface VersionRecord {
  readonly version: string;
  readonly sequence: number;
  readonly status: Status;
  readonly revision: string;
  readonly origin: Origin;
  /** When it entered this repository or last changed. */
  readonly publishedAt: number;
  /** First publication, in the domain or by the public source; undefined where that does not say. */
  readonly firstPublishedAt?: number | undefined;
  readonly metadata: Json;
  readonly assets: readonly ServedAsset[];
}

/** JSON characters of versions kept parsed. */
const KEPT_VERSIONS = 32 * 1024 * 1024;
const KEPT_PACKAGES = 20_000;

type KeyedVersion = readonly [key: string, record: VersionRecord];

interface KeptVersions {
  /** By version key, in sequence order. */
  readonly byKey: Map<string, VersionRecord>;
  /** Rows whose version is there in another spelling that was published first: see `spellings`. */
  readonly doubles: readonly KeyedVersion[];
  size: number;
}

/**
 * Tells versions of a format apart, by the switches in force: equal for all spellings of one. Undefined where each
 * spelling is a version of its own.
 */
export type VersionKeys = (format: string) => ((version: string) => string) | undefined;

export class Records {
  readonly store: MetadataStore;
  readonly #versionKeys: VersionKeys;
  readonly #domains = new Map<string, DomainRecord>();
  readonly #repositories = new Map<string, StoredRepository>();
  readonly #packages = new WeightedCache<PackageRecord | null>(KEPT_PACKAGES);
  readonly #versions = new WeightedCache<KeptVersions>(KEPT_VERSIONS);
  readonly #packageStamps = new Map<string, number>();
  readonly #domainStamps = new Map<string, number>();
  readonly #groupStamps = new Map<string, number>();
  /** By what names of domains or repositories begin with. */
  readonly #counts = new Map<string, number>();
  /** How often all that was kept was forgotten. */
  #forgotten = 0;
  #resets = 0;
  /** Changes to what is kept, so that a failed transaction knows whether it made any. */
  #writes = 0;

  constructor(store: MetadataStore, versionKeys: VersionKeys) {
    this.store = store;
    this.#versionKeys = versionKeys;
  }

  /** All writes of `work` or none; what was kept in mind follows. */
  transaction<T>(work: () => T): T {
    const writes = this.#writes;
    try {
      return this.store.transaction(work);
    } catch (error) {
      // A refusal before the first write, the usual one, has nothing to forget.
      if (writes !== this.#writes) this.forget();
      throw error;
    }
  }

  forget(): void {
    this.#domains.clear();
    this.#repositories.clear();
    this.#packages.clear();
    this.#versions.clear();
    this.#counts.clear();
    this.#forgotten++;
  }

  // ---- stamps: numbers that change whenever something a page could be built from does ---------------------------

  packageStamp(domain: string, name: string): number {
    return (this.#packageStamps.get(`${domain}/${name}`) ?? 0) + (this.#packageStamps.get(name) ?? 0);
  }

  /** Repositories, their upstreams and connections, and package groups of a domain. */
  domainStamp(domain: string): number {
    return (this.#domainStamps.get(domain) ?? 0) + this.#resets;
  }

  /**
   * Package groups of a domain, where they were changed by other hands than those of whoever keeps them, or a write of
   * theirs may have been taken back.
   */
  groupStamp(domain: string): number {
    return (this.#groupStamps.get(domain) ?? 0) + this.#resets + this.#forgotten;
  }

  touchGroups(domain: string): void {
    this.#groupStamps.set(domain, (this.#groupStamps.get(domain) ?? 0) + 1);
    this.touchDomain(domain);
  }

  touchPackage(repository: string, name: string): void {
    this.#writes++;
    const key = `${repository.slice(0, repository.lastIndexOf('/'))}/${name}`;
    this.#packageStamps.set(key, (this.#packageStamps.get(key) ?? 0) + 1);
  }

  /** What a public source says of a package has changed, for every domain. */
  touchEverywhere(name: string): void {
    this.#packageStamps.set(name, (this.#packageStamps.get(name) ?? 0) + 1);
  }

  /** Everything has changed. */
  touchAll(): void {
    this.#resets += 1_000_000;
  }

  touchDomain(domain: string): void {
    this.#writes++;
    this.#domainStamps.set(domain, (this.#domainStamps.get(domain) ?? 0) + 1);
  }

  // ---- rows ------------------------------------------------------------------------------------------------------

  domain(domain: string): DomainRecord | undefined {
    return this.#kept(this.#domains, domain, keys.domain(domain));
  }

  /** How many domains an account has. */
  domainCount(owner: string): number {
    return this.#count(keys.domain(`${owner}/`));
  }

  /** How many repositories a domain has. */
  repositoryCount(domain: string): number {
    return this.#count(keys.repository(`${domain}/`));
  }

  putDomain(domain: string, record: DomainRecord): void {
    if (this.domain(domain) === undefined) this.#countOneMore(keys.domain(domain));
    this.store.put(keys.domain(domain), JSON.stringify(record));
    this.#domains.set(domain, record);
    this.touchDomain(domain);
  }

  deleteDomain(domain: string): void {
    this.store.delete(keys.domain(domain));
    this.#domains.delete(domain);
    this.#counts.clear();
    this.touchGroups(domain);
  }

  repository(repository: string): StoredRepository | undefined {
    return this.#kept(this.#repositories, repository, keys.repository(repository));
  }

  putRepository(repository: string, record: StoredRepository): void {
    if (this.repository(repository) === undefined) this.#countOneMore(keys.repository(repository));
    this.store.put(keys.repository(repository), JSON.stringify(record));
    this.#repositories.set(repository, record);
    this.touchDomain(repository.slice(0, repository.lastIndexOf('/')));
  }

  deleteRepository(repository: string): void {
    this.store.delete(keys.repository(repository));
    this.store.deletePrefix(`package/${repository}/`);
    this.store.deletePrefix(`version/${repository}/`);
    this.store.deletePrefix(`details/${repository}/`);
    this.forget();
    this.touchDomain(repository.slice(0, repository.lastIndexOf('/')));
  }

  package(repository: string, name: string): PackageRecord | undefined {
    const key = keys.package(repository, name);
    let record = this.#packages.get(key);
    if (record === undefined) {
      const row = this.store.get(key);
      record = row === undefined ? null : (JSON.parse(row) as PackageRecord);
      this.#packages.set(key, record, 1);
    }
    return record ?? undefined;
  }

  putPackage(repository: string, name: string, record: PackageRecord): void {
    const key = keys.package(repository, name);
    this.store.put(key, JSON.stringify(record));
    this.#packages.set(key, record, 1);
    this.touchPackage(repository, name);
  }

  deletePackage(repository: string, name: string): void {
    const key = keys.package(repository, name);
    this.store.delete(key);
    this.#packages.delete(key);
    this.touchPackage(repository, name);
  }

  /** One text for all spellings of a version of the package: what versions are compared by, everywhere. */
  versionKey(name: string, version: string): string {
    return this.versionKeys(name)(version);
  }

  /** The same for many versions at once, and by the switches of now whenever it is used. */
  versionKeys(name: string): (version: string) => string {
    return this.#keyOf(name) ?? ((version) => version);
  }

  /** Every version of a package in one repository by version key, in sequence order. Not to be changed by the caller. */
  versions(repository: string, name: string): ReadonlyMap<string, VersionRecord> {
    return this.#keptVersions(repository, name).byKey;
  }

  /** The version in any of its spellings, as it was published first. */
  version(repository: string, name: string, version: string): VersionRecord | undefined {
    const key = this.versionKey(name, version);
    if (this.#keyOf(name)) return this.#keptVersions(repository, name).byKey.get(key);
    const kept = this.#versions.get(keys.version(repository, name, ''));
    if (kept) return kept.byKey.get(key);
    const row = this.store.get(keys.version(repository, name, version));
    return row === undefined ? undefined : (JSON.parse(row) as VersionRecord);
  }

  /**
   * All rows of one version, the deciding one first. More than one are only in folders of before 0.2, or of a server
   * whose switches told these spellings apart.
   */
  spellings(repository: string, name: string, version: string): readonly VersionRecord[] {
    const first = this.version(repository, name, version);
    if (first === undefined || !this.#keyOf(name)) return first === undefined ? [] : [first];
    const key = this.versionKey(name, version);
    const { doubles } = this.#keptVersions(repository, name);
    return [first, ...doubles.filter(([one]) => one === key).map(([, record]) => record)];
  }

  /** Every row of a package in one repository with its version key: deciding ones in sequence order, then the others. */
  *rows(repository: string, name: string): Generator<KeyedVersion> {
    const { byKey, doubles } = this.#keptVersions(repository, name);
    yield* byKey;
    yield* doubles;
  }

  /** Under the spelling that it has; another spelling of it must have been deleted before. */
  putVersion(repository: string, name: string, record: VersionRecord): void {
    const row = JSON.stringify(record);
    this.store.put(keys.version(repository, name, record.version), row);
    const list = keys.version(repository, name, '');
    const kept = this.#versions.get(list);
    if (kept) {
      kept.byKey.set(this.versionKey(name, record.version), record);
      kept.size += row.length;
      this.#versions.set(list, kept, kept.size);
    }
    this.touchPackage(repository, name);
  }

  /** The row of this very spelling. */
  deleteVersion(repository: string, name: string, version: string): void {
    this.store.delete(keys.version(repository, name, version));
    this.store.delete(keys.details(repository, name, version));
    const list = keys.version(repository, name, '');
    // A double of it may be the one that counts now.
    if (this.#versions.get(list)?.doubles.length) this.#versions.delete(list);
    else this.#versions.get(list)?.byKey.delete(this.versionKey(name, version));
    this.touchPackage(repository, name);
  }

  /** What only DescribePackageVersion and its kin show: kept apart, so that lists need not read it. */
  details(repository: string, name: string, version: string): VersionDetails {
    const row = this.store.get(keys.details(repository, name, version));
    return row === undefined ? {} : (JSON.parse(row) as VersionDetails);
  }

  putDetails(repository: string, name: string, version: string, details: VersionDetails): void {
    this.store.put(keys.details(repository, name, version), JSON.stringify(details));
  }

  #keptVersions(repository: string, name: string): KeptVersions {
    const list = keys.version(repository, name, '');
    const found = this.#versions.get(list);
    if (found) return found;
    let size = 0;
    const records = this.store.list(list).map(({ value }) => {
      size += value.length;
      return JSON.parse(value) as VersionRecord;
    });
    records.sort((a, b) => a.sequence - b.sequence);
    const keyOf = this.versionKeys(name);
    const byKey = new Map<string, VersionRecord>();
    const doubles: KeyedVersion[] = [];
    for (const record of records) {
      const key = keyOf(record.version);
      if (byKey.has(key)) doubles.push([key, record]);
      else byKey.set(key, record);
    }
    const kept = { byKey, doubles, size };
    this.#versions.set(list, kept, size + 1);
    return kept;
  }

  #count(prefix: string): number {
    const count = this.#counts.get(prefix) ?? this.store.list(prefix).length;
    this.#counts.set(prefix, count);
    return count;
  }

  /** Where nobody has counted yet, the row will be there when somebody does. */
  #countOneMore(key: string): void {
    const prefix = key.slice(0, key.lastIndexOf('/') + 1);
    const count = this.#counts.get(prefix);
    if (count !== undefined) this.#counts.set(prefix, count + 1);
  }

  #keyOf(name: string): ((version: string) => string) | undefined {
    return this.#versionKeys(name.slice(0, name.indexOf('/')));
  }

  #kept<T>(map: Map<string, T>, name: string, key: string): T | undefined {
    const found = map.get(name);
    if (found) return found;
    const row = this.store.get(key);
    if (row === undefined) return undefined;
    const record = JSON.parse(row) as T;
    map.set(name, record);
    return record;
  }
}
