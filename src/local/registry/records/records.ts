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

interface KeptVersions {
  /** In sequence order. */
  readonly byName: Map<string, VersionRecord>;
  size: number;
}

export class Records {
  readonly store: MetadataStore;
  readonly #domains = new Map<string, DomainRecord>();
  readonly #repositories = new Map<string, StoredRepository>();
  readonly #packages = new WeightedCache<PackageRecord | null>(KEPT_PACKAGES);
  readonly #versions = new WeightedCache<KeptVersions>(KEPT_VERSIONS);
  readonly #packageStamps = new Map<string, number>();
  readonly #domainStamps = new Map<string, number>();
  #resets = 0;
  /** Changes to what is kept, so that a failed transaction knows whether it made any. */
  #writes = 0;

  constructor(store: MetadataStore) {
    this.store = store;
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
  }

  // ---- stamps: numbers that change whenever something a page could be built from does ---------------------------

  packageStamp(domain: string, name: string): number {
    return (this.#packageStamps.get(`${domain}/${name}`) ?? 0) + (this.#packageStamps.get(name) ?? 0);
  }

  /** Repositories, their upstreams and connections, and package groups of a domain. */
  domainStamp(domain: string): number {
    return (this.#domainStamps.get(domain) ?? 0) + this.#resets;
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

  putDomain(domain: string, record: DomainRecord): void {
    this.store.put(keys.domain(domain), JSON.stringify(record));
    this.#domains.set(domain, record);
    this.touchDomain(domain);
  }

  deleteDomain(domain: string): void {
    this.store.delete(keys.domain(domain));
    this.#domains.delete(domain);
    this.touchDomain(domain);
  }

  repository(repository: string): StoredRepository | undefined {
    return this.#kept(this.#repositories, repository, keys.repository(repository));
  }

  putRepository(repository: string, record: StoredRepository): void {
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

  /** Every version of a package in one repository, in sequence order. Not to be changed by the caller. */
  versions(repository: string, name: string): ReadonlyMap<string, VersionRecord> {
    return this.#keptVersions(repository, name).byName;
  }

  version(repository: string, name: string, version: string): VersionRecord | undefined {
    const kept = this.#versions.get(keys.version(repository, name, ''));
    if (kept) return kept.byName.get(version);
    const row = this.store.get(keys.version(repository, name, version));
    return row === undefined ? undefined : (JSON.parse(row) as VersionRecord);
  }

  putVersion(repository: string, name: string, record: VersionRecord): void {
    const row = JSON.stringify(record);
    this.store.put(keys.version(repository, name, record.version), row);
    const list = keys.version(repository, name, '');
    const kept = this.#versions.get(list);
    if (kept) {
      kept.byName.set(record.version, record);
      kept.size += row.length;
      this.#versions.set(list, kept, kept.size);
    }
    this.touchPackage(repository, name);
  }

  deleteVersion(repository: string, name: string, version: string): void {
    this.store.delete(keys.version(repository, name, version));
    this.store.delete(keys.details(repository, name, version));
    this.#versions.get(keys.version(repository, name, ''))?.byName.delete(version);
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
    const kept = { byName: new Map(records.map((record) => [record.version, record])), size };
    this.#versions.set(list, kept, size + 1);
    return kept;
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
