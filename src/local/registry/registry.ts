// The registry as the control plane and the data plane see it: interfaces only. `openRegistry` (open.ts) makes one.
// Times are milliseconds since the epoch. Every method throws ServiceException with the service model's names.
import type { Format, Origin, OriginRestrictions, PackageReference, Status } from '../../core/model/package.ts';
import type {
  DescribedAsset,
  IncomingPublication,
  PublishReceipt,
  ServedAsset,
  ServedRepository,
  StoredBlob,
  VersionDetails,
} from '../../core/ports/format-server.ts';
import type { DomainAddress, OwnedRepositoryAddress, Page, PageRequest, Tag } from './addresses.ts';
import type { PackageGroups, Policies, ResourceTags } from './governance.ts';
import type { SwitchValues } from './switches.ts';

export * from './governance.ts';

// ---- domains and repositories ---------------------------------------------------------------------------------

export interface DomainView extends DomainAddress {
  readonly arn: string;
  readonly createdAt: number;
  /** Always an ARN. */
  readonly encryptionKey: string;
  readonly repositoryCount: number;
  /** Bytes of all assets, each counted once however many repositories hold it. */
  readonly assetSizeBytes: number;
  readonly s3BucketArn: string;
}

export interface Domains {
  create(at: DomainAddress, options?: { encryptionKey?: string; tags?: readonly Tag[] }): DomainView;
  describe(at: DomainAddress): DomainView;
  /** What tells a domain from earlier ones of its name; undefined for domains made before there was any, null for none. */
  idOf(at: DomainAddress): string | undefined | null;
  /** Domains owned by the account, in name order. */
  list(owner: string, page?: PageRequest): Page<DomainView>;
  /** Refuses (conflict) while repositories exist; a domain that does not exist gives undefined. */
  delete(at: DomainAddress): DomainView | undefined;
}

export interface RepositoryView extends OwnedRepositoryAddress {
  readonly administratorAccount: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly upstreams: readonly string[];
  readonly externalConnections: readonly { readonly name: string; readonly format: Format }[];
  readonly createdAt: number;
}

export interface RepositoryFilter {
  readonly prefix?: string | undefined;
  readonly administratorAccount?: string | undefined;
}

export interface Repositories {
  create(
    at: OwnedRepositoryAddress,
    options: {
      administratorAccount: string;
      description?: string;
      upstreams?: readonly string[];
      tags?: readonly Tag[];
    },
  ): RepositoryView;
  describe(at: OwnedRepositoryAddress): RepositoryView;
  /** `upstreams` replaces the whole list, and is refused beside an external connection, even when it is empty; what is
   * undefined stays. */
  update(
    at: OwnedRepositoryAddress,
    change: { description?: string | undefined; upstreams?: readonly string[] | undefined },
  ): RepositoryView;
  /**
   * Upstreams of many repositories of a domain, where they differ: as `update` of each, but cycles are looked for once, in
   * what comes of all of them. `within` runs what is done for one repository, refusal included.
   */
  connect(
    at: DomainAddress,
    upstreams: ReadonlyMap<string, readonly string[]>,
    within: (repository: string, work: () => void) => void,
  ): void;
  /** A repository that does not exist, of a domain that does, gives undefined. */
  delete(at: OwnedRepositoryAddress): RepositoryView | undefined;
  /** Of one domain, in name order. */
  listInDomain(at: DomainAddress, filter?: RepositoryFilter, page?: PageRequest): Page<RepositoryView>;
  /** Of every domain. */
  list(filter?: RepositoryFilter, page?: PageRequest): Page<RepositoryView>;
  associateExternalConnection(at: OwnedRepositoryAddress, name: string): RepositoryView;
  disassociateExternalConnection(at: OwnedRepositoryAddress, name: string): RepositoryView;
}

// ---- packages and versions ------------------------------------------------------------------------------------

export interface PackageView extends PackageReference {
  readonly restrictions: OriginRestrictions;
}

export interface PackageFilter {
  readonly format?: Format | undefined;
  /** Matched as a prefix; refused without `format` or `prefix`. */
  readonly namespace?: string | undefined;
  readonly prefix?: string | undefined;
  readonly publish?: 'ALLOW' | 'BLOCK' | undefined;
  readonly upstream?: 'ALLOW' | 'BLOCK' | undefined;
}

export interface Packages {
  list(at: OwnedRepositoryAddress, filter?: PackageFilter, page?: PageRequest): Page<PackageView>;
  describe(at: OwnedRepositoryAddress, ref: PackageReference): PackageView;
  /** Removes versions and record; the view is the last state. */
  delete(at: OwnedRepositoryAddress, ref: PackageReference): PackageView;
  /** Makes an empty package record where there is none. */
  putOriginConfiguration(
    at: OwnedRepositoryAddress,
    ref: PackageReference,
    restrictions: OriginRestrictions,
  ): PackageView;
}

export interface VersionView {
  readonly version: string;
  readonly revision: string;
  readonly status: Status;
  readonly origin: Origin;
}

export interface VersionList extends Page<VersionView> {
  /** The `latest` tag's version where the package has one, else the newest Published one. */
  readonly defaultDisplayVersion: string | undefined;
}

export interface VersionDescriptionView extends VersionView, PackageReference {
  readonly displayName: string;
  /** When the version entered this repository or was last updated. */
  readonly publishedAt: number;
  readonly details: VersionDetails;
}

export interface VersionFilter {
  readonly status?: Status | undefined;
  readonly originType?: Origin['type'] | undefined;
  /** PUBLISHED_TIME, newest first; else version order by name. */
  readonly newestFirst?: boolean | undefined;
}

/**
 * Per version that was asked for, in each of its spellings that the service tells apart: one of the maps names it, but
 * that a copy which found identical bytes is in neither.
 */
export interface VersionChanges {
  readonly successful: Readonly<Record<string, { readonly revision: string; readonly status: Status }>>;
  readonly failed: Readonly<Record<string, { readonly code: FailureCode; readonly message: string }>>;
}

export type FailureCode =
  | 'ALREADY_EXISTS'
  | 'MISMATCHED_REVISION'
  | 'MISMATCHED_STATUS'
  | 'NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'SKIPPED';

export interface CopyRequest extends DomainAddress {
  readonly sourceRepository: string;
  readonly destinationRepository: string;
  readonly package: PackageReference;
  /** Exactly one of these two. */
  readonly versions?: readonly string[] | undefined;
  readonly versionRevisions?: Readonly<Record<string, string>> | undefined;
  readonly allowOverwrite?: boolean | undefined;
  readonly includeFromUpstream?: boolean | undefined;
}

export interface StatusGuards {
  readonly versions: readonly string[];
  readonly versionRevisions?: Readonly<Record<string, string>> | undefined;
  readonly expectedStatus?: Status | undefined;
}

export interface AssetUpload {
  readonly version: string;
  readonly asset: string;
  /** Lower-case hex SHA-256 the caller announced; other bytes are refused. */
  readonly sha256: string;
  readonly body: AsyncIterable<Uint8Array>;
  readonly unfinished?: boolean | undefined;
}

export interface Versions {
  list(at: OwnedRepositoryAddress, ref: PackageReference, filter?: VersionFilter, page?: PageRequest): VersionList;
  describe(at: OwnedRepositoryAddress, ref: PackageReference, version: string): VersionDescriptionView;
  assets(
    at: OwnedRepositoryAddress,
    ref: PackageReference,
    version: string,
    page?: PageRequest,
  ): Page<DescribedAsset> & { revision: string };
  dependencies(
    at: OwnedRepositoryAddress,
    ref: PackageReference,
    version: string,
    page?: PageRequest,
  ): Page<NonNullable<VersionDetails['dependencies']>[number]> & { revision: string };
  readme(at: OwnedRepositoryAddress, ref: PackageReference, version: string): { revision: string; readme: string };
  /** An asset this repository holds; upstreams are not asked. */
  asset(
    at: OwnedRepositoryAddress,
    ref: PackageReference,
    version: string,
    asset: string,
    revision?: string,
  ): { revision: string; asset: ServedAsset };
  /** PublishPackageVersion: one asset of a format that is published through the API. */
  publishAsset(
    at: OwnedRepositoryAddress,
    ref: PackageReference,
    upload: AssetUpload,
  ): Promise<{ revision: string; status: Status; asset: ServedAsset }>;
  /** Any format: the rules of publishing over blobs that were received before. */
  publish(at: OwnedRepositoryAddress, request: IncomingPublication): Promise<PublishReceipt>;
  copy(request: CopyRequest): Promise<VersionChanges>;
  updateStatus(at: OwnedRepositoryAddress, ref: PackageReference, target: Status, guards: StatusGuards): VersionChanges;
  dispose(at: OwnedRepositoryAddress, ref: PackageReference, guards: StatusGuards): VersionChanges;
  delete(
    at: OwnedRepositoryAddress,
    ref: PackageReference,
    guards: Omit<StatusGuards, 'versionRevisions'>,
  ): VersionChanges;
}

// ---- the whole ----------------------------------------------------------------------------------------------------

export interface ServeOptions {
  /** As this client spells it, with trailing slash. */
  readonly endpoint: string;
  /** Throws ServedRefusal (forbidden) when the caller may not; see ServedRepository.authorize. */
  authorize(action: 'read' | 'publish' | 'metadata', ref?: PackageReference): void;
}

export interface Registry {
  readonly region: string;
  /** Those in force; replaced as a whole by `changeSwitches`. */
  readonly switches: SwitchValues;
  /** What whoever opened it should know: accepted damage, a full disk. */
  readonly notices: readonly string[];
  /** Throws ServedRefusal (unavailable) where the data folder was removed, moved or replaced. */
  requireInPlace(): void;
  /** What tokens and sessions are signed with, so that they outlive a restart; undefined in memory. */
  readonly sealKey: Uint8Array | undefined;
  /** Puts another in its place: all that was signed before ends. Undefined in memory. */
  renewSealKey(): Promise<Uint8Array | undefined>;
  readonly domains: Domains;
  readonly repositories: Repositories;
  readonly packages: Packages;
  readonly versions: Versions;
  readonly groups: PackageGroups;
  readonly policies: Policies;
  readonly tags: ResourceTags;
  now(): number;
  /**
   * Puts values in force over those that are, for every request that comes from now on. Throws RangeError with all
   * problems, and changes nothing then.
   */
  changeSwitches(chosen: Readonly<Record<string, string | number>>): void;
  /** All that `work`, which must not be asynchronous, changes in the registry, or nothing where it throws. */
  transaction<T>(work: () => T): T;
  /** A repository as formats see it, for one request. Throws ServiceException when it does not exist. */
  serve(at: OwnedRepositoryAddress, options: ServeOptions): ServedRepository;
  /** Where the bytes of an asset are, to stream them out. */
  blobPath(blob: { readonly digests: { readonly 'SHA-256': string } }): string;
  readBlob(blob: StoredBlob): AsyncIterable<Uint8Array>;
  /**
   * Keeps from now on what changes replace, so that `earlier` can tell; or forgets it, and keeps no more. Gives a mark
   * of this moment.
   */
  recordChanges(isOn: boolean): number;
  /**
   * The registry as it is, then as it was before each change from a mark up to this call, the newest first, without
   * those that touch nothing of what was read of the one given last. For reading: what is written into one is lost.
   */
  earlier(mark: number): Iterable<Registry>;
  /**
   * Takes away blobs that nothing refers to (disposed, deleted, refused uploads), except those received in the last
   * `graceMs`, which may be about to be published. From a data folder they go to its trash. Throws RangeError where the
   * folder is damaged.
   */
  collectGarbage(graceMs: number): Promise<{ removed: number; bytes: number }>;
  /** Removes for good what was collected. Throws RangeError where the folder is damaged. */
  emptyTrash(): Promise<{ removed: number; bytes: number }>;
  /** Forgets everything, assets too. */
  reset(): Promise<void>;
  /** Waits for work in the background, then closes the store; a temporary folder is removed. */
  close(): Promise<void>;
}
