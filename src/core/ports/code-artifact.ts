// The control plane as the core needs it. Two types, so that a planner built with the reader cannot write.

import type {
  Digests,
  Format,
  Origin,
  OriginRestrictions,
  PackageReference,
  Status,
  VersionReference,
} from '../model/package.ts';
import type { Secret } from '../model/secret.ts';

/** A repository of one domain in one region, as every call names it. */
export interface RepositoryAddress {
  readonly domain: string;
  readonly domainOwner?: string | undefined;
  readonly repository: string;
}

export interface AssetDescription {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly digests: Partial<Digests>;
}

/** What one version holds, and the revision that was so when it was listed. */
export interface AssetListing {
  readonly revision: string;
  readonly assets: readonly AssetDescription[];
}

export interface VersionSummary {
  readonly version: string;
  readonly revision: string;
  readonly status: Status;
  readonly origin?: Origin | undefined;
}

export interface VersionDescription extends VersionReference {
  readonly displayName?: string | undefined;
  readonly revision: string;
  readonly status: Status;
  readonly origin?: Origin | undefined;
  /** Milliseconds since the epoch; when the version entered this repository, not its age. */
  readonly publishedAt?: number | undefined;
}

export interface PackageDescription extends PackageReference {
  readonly restrictions?: OriginRestrictions | undefined;
}

export interface RepositoryDescription {
  readonly name: string;
  readonly domain: string;
  readonly domainOwner: string;
  readonly administratorAccount: string;
  readonly arn: string;
  readonly upstreams: readonly string[];
  readonly externalConnections: readonly string[];
}

export interface DependencyDescription {
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly type?: string | undefined;
  readonly requirement?: string | undefined;
}

export interface AuthorizationToken {
  readonly token: Secret;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Result of a call over several versions of one package. A version may be in neither map (copy: identical). */
export interface VersionResults {
  readonly successful: Readonly<Record<string, { revision?: string | undefined; status?: Status | undefined }>>;
  readonly failed: Readonly<Record<string, { code: VersionFailureCode; message: string }>>;
  /** An earlier try of the call got no clear answer, so what the answer finds done may be the doing of that try. */
  readonly isUnclear?: boolean | undefined;
}

export type VersionFailureCode =
  | 'ALREADY_EXISTS'
  | 'MISMATCHED_REVISION'
  | 'MISMATCHED_STATUS'
  | 'NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'SKIPPED';

/** Read operations only. Missing things are undefined where the service answers ResourceNotFound. */
export interface CodeArtifactReader {
  /**
   * Milliseconds since the epoch by the service's clock, as its latest answer told; not above it. Undefined before the
   * first answer that tells. Asks nothing.
   */
  serviceTime?(): number | undefined;
  describeRepository(at: RepositoryAddress): Promise<RepositoryDescription | undefined>;
  listRepositoriesInDomain(at: Omit<RepositoryAddress, 'repository'>): Promise<readonly string[]>;
  getRepositoryEndpoint(at: RepositoryAddress, format: Format, endpointType?: 'ipv4' | 'dualstack'): Promise<string>;
  listPackages(
    at: RepositoryAddress,
    filter?: { format?: Format; namespace?: string; prefix?: string },
  ): AsyncIterable<PackageDescription>;
  describePackage(at: RepositoryAddress, ref: PackageReference): Promise<PackageDescription | undefined>;
  listPackageVersions(
    at: RepositoryAddress,
    ref: PackageReference,
    filter?: { status?: Status; newestFirst?: boolean },
  ): AsyncIterable<VersionSummary>;
  describePackageVersion(at: RepositoryAddress, ref: VersionReference): Promise<VersionDescription | undefined>;
  /** Undefined when the version does not exist. */
  listPackageVersionAssets(at: RepositoryAddress, ref: VersionReference): Promise<AssetListing | undefined>;
  listPackageVersionDependencies(
    at: RepositoryAddress,
    ref: VersionReference,
  ): Promise<readonly DependencyDescription[]>;
  /** Streams one asset; undefined when it does not exist. `revision` pins it. */
  getPackageVersionAsset(
    at: RepositoryAddress,
    ref: VersionReference,
    asset: string,
    revision?: string,
  ): Promise<{ size: number | undefined; body: AsyncIterable<Uint8Array> } | undefined>;
}

/** Write operations only. */
export interface CodeArtifactWriter {
  /** All or nothing within the call, at most 100 versions; `revisions` maps version to the pinned revision. */
  copyPackageVersions(request: {
    readonly domain: string;
    readonly domainOwner?: string | undefined;
    readonly sourceRepository: string;
    readonly destinationRepository: string;
    readonly package: PackageReference;
    readonly revisions: Readonly<Record<string, string>>;
    readonly allowOverwrite?: boolean;
    readonly includeFromUpstream?: boolean;
    /** Awaited right before each try; what it rejects with ends the call, and that try is not sent. */
    readonly beforeTry?: (() => Promise<void>) | undefined;
    /** Called after a try that may have had its effect although no answer told so. */
    readonly onUnclear?: (() => void) | undefined;
  }): Promise<VersionResults>;
  updatePackageVersionsStatus(
    at: RepositoryAddress,
    ref: PackageReference,
    change: {
      versions: readonly string[];
      target: Status;
      expected?: Status | undefined;
      revisions?: Readonly<Record<string, string>> | undefined;
    },
  ): Promise<VersionResults>;
  disposePackageVersions(
    at: RepositoryAddress,
    ref: PackageReference,
    versions: readonly string[],
    expected?: Status,
  ): Promise<VersionResults>;
  deletePackageVersions(
    at: RepositoryAddress,
    ref: PackageReference,
    versions: readonly string[],
    expected?: Status,
  ): Promise<VersionResults>;
  putPackageOriginConfiguration(
    at: RepositoryAddress,
    ref: PackageReference,
    restrictions: OriginRestrictions,
  ): Promise<void>;
  /** Generic packages only: one asset a call. */
  publishPackageVersion(
    at: RepositoryAddress,
    ref: VersionReference,
    asset: { name: string; size: number; sha256: string; open: () => AsyncIterable<Uint8Array> },
    unfinished: boolean,
  ): Promise<{ revision: string; status: Status }>;
}

/** Tokens are their own port: asking for one is neither reading packages nor writing them. */
export interface TokenIssuer {
  /** `durationSeconds` 0 (life of the role session) or 900 to 43200, always sent. */
  getAuthorizationToken(
    at: { domain: string; domainOwner?: string | undefined },
    durationSeconds: number,
  ): Promise<AuthorizationToken>;
  getCallerIdentity(): Promise<{ account: string; arn: string }>;
}

/** The package group whose rules a package stands under; works for packages nobody has published yet. */
export interface AssociatedGroup {
  readonly pattern: string;
  /** WEAK: the name only looks like the pattern, and the service then serves nothing through it. */
  readonly association: 'STRONG' | 'WEAK';
  /** What counts in the end, inherited modes resolved. */
  readonly modes: Readonly<Record<'PUBLISH' | 'EXTERNAL_UPSTREAM' | 'INTERNAL_UPSTREAM', GroupMode>>;
}

export type GroupMode = 'ALLOW' | 'ALLOW_SPECIFIC_REPOSITORIES' | 'BLOCK';

export interface PackageGroupReader {
  /** Undefined where the service has none to tell. Rejects with CA-AUTH-003 when the caller may not ask. */
  associatedGroup(
    at: Omit<RepositoryAddress, 'repository'>,
    ref: PackageReference,
  ): Promise<AssociatedGroup | undefined>;
}

/** Whether publishing would be denied, found out without publishing. */
export type PublishVerdict =
  | { readonly kind: 'denied'; readonly message: string; readonly remedy: string }
  /** The service objected to something else first, so no policy stands in the way as far as it lets see. */
  | { readonly kind: 'not-denied' }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface PermissionProbe {
  mayPublish(at: RepositoryAddress, ref: PackageReference): Promise<PublishVerdict>;
}
