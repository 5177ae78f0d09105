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

export interface ReleaseManifest extends RepositoryRecord {
  readonly schema: typeof MANIFEST_SCHEMA;
  readonly versions: readonly ManifestVersion[];
}
