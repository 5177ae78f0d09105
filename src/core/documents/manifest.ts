// The release manifest: what one publish run put, or found, in a repository. Promote reads it, and so promotes exactly
// the bytes that were tested.

export const MANIFEST_SCHEMA = 'codeartifact-ci/release-manifest@1';

export interface RepositoryRecord {
  readonly domain: string;
  readonly domainOwner: string;
  readonly region: string;
  readonly repository: string;
}

export interface AssetRecord {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface ManifestVersion {
  readonly purl: string;
  readonly revision: string;
  readonly assets: readonly AssetRecord[];
  readonly outcome: 'published' | 'unchanged';
}

/** A version that was built with other bytes than the repository has, and was left as it is there (`if-exists: skip`). */
export interface SkippedVersion {
  readonly purl: string;
  readonly reason: string;
}

/** What publish runs have in common that make one release together. */
export interface ReleaseOrigin {
  /** In CI: what all jobs and attempts of the run have in common. */
  readonly run?: string | undefined;
  /** Elsewhere: the commit that was built, of a work tree without changes. */
  readonly commit?: string | undefined;
}

export interface ReleaseManifest extends RepositoryRecord {
  readonly schema: typeof MANIFEST_SCHEMA;
  /** Missing where nobody can tell; such a manifest is joined by no other. */
  readonly origin?: ReleaseOrigin | undefined;
  readonly versions: readonly ManifestVersion[];
  /** No part of what is promoted: these are not the bytes that were built. Missing where there are none. */
  readonly skipped?: readonly SkippedVersion[] | undefined;
}
