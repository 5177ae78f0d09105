// What the server half of a format gives (FormatServer) and gets (ServedRepository). The local server fulfils the
// second; nothing here knows of sockets, SQLite or the control plane.
import type { Digests, Format, Origin, PackageReference, Status } from '../model/package.ts';

/** JSON that a format keeps with a version or a package and nobody else reads. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** dist-tags that a package may have in one repository, whatever the server's switch says: each request reads them all. */
export const MOST_DIST_TAGS = 10_000;

export interface ServedRequest {
  readonly method: string;
  /** Relative to the repository endpoint, without leading slash, still percent-encoded, without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. `authorization` is removed: the caller is authenticated before a format sees the request. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface ServedResponse {
  readonly status: number;
  /** Reason phrase; twine, Maven and NuGet print only this. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Stored bytes are streamed by the host, with HEAD, Range and content-length for free. */
  readonly body?: string | Uint8Array | StoredBlob;
}

/** Bytes the store holds, named by digest. */
export interface StoredBlob {
  readonly size: number;
  readonly digests: Digests;
}

export interface ServedAsset extends StoredBlob {
  readonly name: string;
  /** What the format keeps with the asset (pypi: upload fields). Part of the content, as the revision has it. */
  readonly attributes?: Json;
  /** When it was uploaded, as ISO 8601, where the format shows that (pypi). Not part of the content. */
  readonly uploadedAt?: string;
}

export interface ServedVersion {
  readonly version: string;
  readonly status: Status;
  readonly revision: string;
  readonly origin: Origin;
  /** Milliseconds since the epoch; the public source's own publication time for external versions. */
  readonly publishedAt: number;
  readonly metadata: Json;
  /**
   * Assets known so far, in order of arrival. For versions that are only described by a public source, size and
   * digests hold what the source says and may be incomplete.
   */
  readonly assets: readonly DescribedAsset[];
  /** Repository of the domain that holds it, or undefined while only the public source does. */
  readonly heldBy: string | undefined;
}

export interface DescribedAsset {
  readonly name: string;
  readonly size?: number | undefined;
  readonly digests: Partial<Digests>;
  readonly attributes?: Json | undefined;
  readonly uploadedAt?: string | undefined;
}

/** A package as a package manager sees it: this repository, then its upstreams depth first, then public sources. */
export interface ServedPackage extends PackageReference {
  readonly displayName: string;
  /** Every version whose status lets package managers know of it (Published and Unlisted; the format hides the latter
   * in lists), first holder wins, order of publication. Also Unfinished ones held by this very repository. */
  readonly versions: readonly ServedVersion[];
  /** Unfinished versions of this very repository that a finished one of an upstream hides. */
  readonly unfinished?: readonly ServedVersion[];
  /** npm dist-tags: union over the chain, the upstream's value wins (user guide, npm-tags). */
  readonly tags: Readonly<Record<string, string>>;
  /** Format-owned package-level JSON of this repository. */
  readonly attributes: Json;
}

/** Thrown by a ServedRepository and turned by each format into the error its tools understand. */
export class ServedRefusal extends Error {
  readonly kind:
    | 'invalid'
    | 'unauthorized'
    | 'forbidden'
    | 'not-found'
    | 'conflict'
    | 'quota'
    | 'too-large'
    | 'unavailable';

  constructor(kind: ServedRefusal['kind'], message: string) {
    super(message);
    this.name = 'ServedRefusal';
    this.kind = kind;
  }

  /** The HTTP status for this kind; 409 for conflicts, 402 for quotas as the control plane does. */
  get status(): number {
    return {
      invalid: 400,
      unauthorized: 401,
      quota: 402,
      forbidden: 403,
      'not-found': 404,
      conflict: 409,
      'too-large': 413,
      unavailable: 503,
    }[this.kind];
  }
}

export interface IncomingPublication extends PackageReference {
  readonly displayName?: string;
  readonly version: string;
  readonly assets: readonly {
    readonly name: string;
    readonly blob: StoredBlob;
    readonly attributes?: Json;
    readonly uploadedAt?: string;
  }[];
  /** Metadata of the version; undefined keeps what is there (adding an asset to a version). */
  readonly metadata?: Json | undefined;
  /** Status of a version made by this call; default Published. */
  readonly status?: 'Published' | 'Unfinished';
  /** npm dist-tags to point at this version in the same step. */
  readonly tags?: readonly string[];
  /**
   * `closed`: a version that exists takes no further assets (npm, nuget). `open`: it does (pypi, maven).
   * `replace`: the version holds exactly these assets afterwards (maven: `1.0-SNAPSHOT` after each build).
   */
  readonly assetPolicy: 'closed' | 'open' | 'replace';
  /** What the service lists as dependencies and package metadata in DescribePackageVersion. */
  readonly description?: VersionDetails;
}

/** What the control plane shows of a version, taken from the format's own metadata by its server half. */
export interface VersionDetails {
  readonly summary?: string;
  readonly homePage?: string;
  readonly sourceCodeRepository?: string;
  readonly licenses?: readonly { readonly name?: string; readonly url?: string }[];
  readonly readme?: string;
  readonly dependencies?: readonly {
    readonly namespace?: string;
    readonly name: string;
    readonly type?: string;
    readonly requirement?: string;
  }[];
}

/** `unchanged`: identical bytes were there already. Other bytes and blocked publishes throw a ServedRefusal. */
export type PublishReceipt = { readonly outcome: 'published' | 'unchanged'; readonly revision: string };

export interface ServedPage {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

/** A point that the public documentation leaves open, or on which evidence and documentation differ, with its choices. */
export interface Switch {
  /** Unique among all switches of the server; those of a format begin with its name. */
  readonly name: string;
  /** The first value is the default. */
  readonly values: readonly [string, ...string[]];
  readonly why: string;
  /**
   * Where the default comes from. `documented`: the user guide or the API reference says so. `seen`: answers of the
   * service, or AWS's own software that works with it, show it. `open`: it is this server's choice.
   */
  readonly source: 'documented' | 'seen' | 'open';
}

export interface ServedRepository {
  /** The value of each switch by name, those of the format among them. */
  readonly switches: Readonly<Record<string, string | number>>;
  readonly domain: string;
  readonly domainOwner: string;
  readonly name: string;
  /** Endpoint as this client spells it, with trailing slash; every link in an answer starts with it. */
  readonly endpoint: string;
  now(): number;
  /**
   * Refuses (forbidden) when the caller may not do this. `read` is ReadFromRepository on the repository, `publish`
   * PublishPackageVersion and `metadata` PutPackageMetadata on the package.
   */
  authorize(action: 'read' | 'publish' | 'metadata', ref?: PackageReference): void;
  /** The merged view; asks public sources (cached). Undefined when nobody in the chain knows the package. */
  findPackage(ref: PackageReference): Promise<ServedPackage | undefined>;
  /**
   * A page kept as ready bytes until anything it was built from changes. `kind` tells pages of one package apart
   * (`full`, `abbreviated`, `html`, `json`) and must include the endpoint's spelling only through this repository.
   */
  page(
    ref: PackageReference,
    kind: string,
    build: (found: ServedPackage) => string | Uint8Array,
  ): Promise<ServedPage | undefined>;
  /**
   * An asset for download: here, else in upstreams, else fetched from the public source (once, however many ask),
   * verified against the digests the source announced, and retained where the service retains it.
   * Undefined when there is none or its status forbids the download.
   */
  openAsset(ref: PackageReference, version: string, asset: string): Promise<ServedAsset | undefined>;
  /** A stored blob as a stream (to read a nuspec or METADATA out of it) or as a local path for random access. */
  readBlob(blob: StoredBlob): AsyncIterable<Uint8Array>;
  blobPath(blob: StoredBlob): string;
  /** Streams into the store while digesting; at most `limit` bytes (default: the service's 5 GB asset limit). */
  receive(stream: AsyncIterable<Uint8Array>, limit?: number): Promise<StoredBlob>;
  publish(request: IncomingPublication): Promise<PublishReceipt>;
  /** Changes metadata of a version this repository holds (npm deprecate, maven bookkeeping); new revision. */
  annotate(ref: PackageReference, version: string, change: (metadata: Json) => Json): Promise<void>;
  setStatus(ref: PackageReference, version: string, status: Status): Promise<void>;
  /**
   * Sets (version) or removes (null) npm dist-tags of this repository, those among them that are not shown because their
   * version is hidden. Refuses to remove one that only an upstream has (conflict, unless a switch says otherwise) and
   * one that nobody has (not-found).
   */
  tag(ref: PackageReference, tags: Readonly<Record<string, string | null>>): Promise<void>;
  setAttributes(ref: PackageReference, change: (attributes: Json) => Json): Promise<void>;
  /** Packages whose name contains or starts with `text`, for search; merged over the chain, no public sources. */
  search(format: Format, text: string, limit: number): Promise<readonly ServedPackage[]>;
  /** Packages of a namespace by what the format keeps with them, in name order; merged over the chain, no public sources. */
  packagesIn(
    format: Format,
    namespace: string,
    isWanted: (attributes: Json) => boolean,
  ): Promise<readonly ServedPackage[]>;
}

export interface FormatServer {
  readonly format: Format;
  /** Answers one request. ServedRefusal may escape: `refuse` turns it into this format's error shape. */
  handle(request: ServedRequest, repository: ServedRepository): Promise<ServedResponse>;
  /** An error in the words and shape this format's tools print (used for 401 and 403 before `handle` as well). */
  refuse(refusal: { status: number; message: string }): ServedResponse;
  /**
   * Versions for which an upstream's copy hides the one this repository holds (maven: `-SNAPSHOT`, user guide
   * maven-snapshots). Absent: the first holder in search order wins.
   */
  upstreamHides?(version: string): boolean;
  /** Points of this conversation that are chosen when the server is started. */
  readonly switches?: readonly Switch[];
  /** How to read the public sources of this format; absent where no external connection exists. */
  readonly external?: ExternalReader;
}

// ---- public sources ---------------------------------------------------------------------------------------------

/** One GET below the source's base address. Undefined on 404 and 410; throws ServedRefusal('unavailable') otherwise. */
export type ExternalFetch = (
  path: string,
  options?: { accept?: string; etag?: string },
) => Promise<
  | { status: number; headers: Readonly<Record<string, string>>; body: AsyncIterable<Uint8Array>; url: string }
  | undefined
>;

export interface ExternalPackage {
  readonly displayName?: string;
  readonly versions: readonly ExternalVersion[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Seen as `ServedPackage.attributes` where no repository of the chain keeps its own (maven: plugin prefixes). */
  readonly attributes?: Json;
}

export interface ExternalVersion {
  readonly version: string;
  readonly metadata: Json;
  readonly publishedAt?: number;
  readonly assets: readonly ExternalAsset[];
  readonly description?: VersionDetails;
}

export interface ExternalAsset extends DescribedAsset {
  /** Absolute, or relative to the source's base address. */
  readonly url: string;
  /** Subresource integrity (`sha512-…`) where the source gives that instead of hex. */
  readonly integrity?: string;
}

export interface ExternalReader {
  /** What the source knows of a package. Bounded in memory; hostile answers are refused. */
  describe(ref: PackageReference, fetch: ExternalFetch): Promise<ExternalPackage | undefined>;
  /** For sources that cannot list assets (Maven): where an asset of a version would be; undefined for what they never have. */
  locate?(ref: PackageReference, version: string, asset: string): ExternalAsset | undefined;
  /** For these sources: names of the assets that a version may have, to be tried where a whole version is brought in. */
  candidates?(ref: PackageReference, version: string): readonly string[];
  /** Digests the source keeps in files of their own beside an asset (Maven: `.sha1`), for verifying the download. */
  checksums?(asset: ExternalAsset, fetch: ExternalFetch): Promise<Partial<Digests>>;
  /**
   * Reads version metadata out of what was downloaded, when `describe` could not know it (Maven: the POM; pypi: the
   * wheel's METADATA). `path` is the stored file, for archives that are read from their end.
   */
  enrich?(asset: ServedAsset, open: () => AsyncIterable<Uint8Array>, path: string): Promise<VersionDetails | undefined>;
}
