// What packages are called. Everything else stands on this file; it knows nothing of files, networks or clients.

/** Every package format of the service model (2018-09-22). Not every command handles every format. */
export const FORMATS = ['npm', 'pypi', 'maven', 'nuget', 'generic', 'cargo', 'ruby', 'swift'] as const;
export type Format = (typeof FORMATS)[number];

/**
 * How coordinates of each format are written. `purlType` follows the package URL types; `sigil` stands before the
 * namespace and `separator` after it, in the way the format's own users write them (`@acme/utils`, `com.acme:utils`).
 */
export const COORDINATE_STYLES: Readonly<Record<Format, CoordinateStyle>> = {
  npm: { purlType: 'npm', sigil: '@', separator: '/' },
  pypi: { purlType: 'pypi', sigil: '', separator: '/' },
  maven: { purlType: 'maven', sigil: '', separator: ':' },
  nuget: { purlType: 'nuget', sigil: '', separator: '/' },
  generic: { purlType: 'generic', sigil: '', separator: '/' },
  cargo: { purlType: 'cargo', sigil: '', separator: '/' },
  ruby: { purlType: 'gem', sigil: '', separator: '/' },
  swift: { purlType: 'swift', sigil: '', separator: '/' },
};

export interface CoordinateStyle {
  readonly purlType: string;
  readonly sigil: '' | '@';
  readonly separator: '/' | ':';
}

/** PackageVersionStatus of the service model. `Deleted` appears only in answers to a delete call. */
export const STATUSES = ['Published', 'Unfinished', 'Unlisted', 'Archived', 'Disposed', 'Deleted'] as const;
export type Status = (typeof STATUSES)[number];

/** How a version entered its domain (PackageVersionOriginType). */
export type OriginType = 'INTERNAL' | 'EXTERNAL' | 'UNKNOWN';

export interface Origin {
  readonly type: OriginType;
  /** Repository of first publication, or the external connection it was ingested through; never both. */
  readonly repository?: string;
  readonly externalConnection?: string;
}

/**
 * A package. `namespace` is the npm or Swift scope without `@`, the Maven group id or the generic namespace;
 * pypi, nuget, ruby and cargo have none.
 */
export interface PackageReference {
  readonly format: Format;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** A package version. */
export interface VersionReference extends PackageReference {
  readonly version: string;
}

/** Package-level switches of origin control, as the service spells them. */
export interface OriginRestrictions {
  readonly publish: 'ALLOW' | 'BLOCK';
  readonly upstream: 'ALLOW' | 'BLOCK';
}

/** Lower-case hex digests, keyed as the service lists them. */
export interface Digests {
  readonly MD5: string;
  readonly 'SHA-1': string;
  readonly 'SHA-256': string;
  readonly 'SHA-512': string;
}

export function isFormat(value: string): value is Format {
  return (FORMATS as readonly string[]).includes(value);
}

/** A key for maps: equal for the same package, never for two. No part of a reference can hold a line end. */
export function packageKey(ref: PackageReference): string {
  return `${ref.format}\n${ref.namespace ?? ''}\n${ref.name}`;
}

export function versionKey(ref: VersionReference): string {
  return `${packageKey(ref)}\n${ref.version}`;
}

export function samePackage(a: PackageReference, b: PackageReference): boolean {
  return a.format === b.format && (a.namespace ?? '') === (b.namespace ?? '') && a.name === b.name;
}

/** The package in which promotions store their records unless another one is named; no rule means it unless it says so. */
export const RECORDS: PackageReference = { format: 'generic', namespace: 'codeartifact-ci', name: 'promotions' };

/** As an input names it. */
export const RECORDS_PACKAGE = `${RECORDS.namespace}/${RECORDS.name}`;
