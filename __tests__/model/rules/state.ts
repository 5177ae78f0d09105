// What there is, as plain data: domains, repositories, packages in them, versions, files. Nothing here knows the server.
import type { Fault, ModelOptions } from './options.ts';

export type Format = 'npm' | 'pypi' | 'maven' | 'nuget' | 'generic';

/** package-versions of the user guide, "Package version status". */
export type Status = 'Published' | 'Unfinished' | 'Unlisted' | 'Archived' | 'Disposed';

export type Control = 'ALLOW' | 'BLOCK';

/** Where a version came into the domain (API PackageVersionOrigin): a repository, or an external connection. */
export interface Origin {
  readonly type: 'INTERNAL' | 'EXTERNAL';
  readonly from: string;
}

/** File name to build: equal builds are equal bytes. */
export type Files = Readonly<Record<string, string>>;

export interface Version {
  status: Status;
  readonly origin: Origin;
  files: Files;
  /** What the revision stands for: equal exactly where the revision must be (codeartifact-concepts). */
  revision: string;
  /** When it came here or was last changed, by the steps of the world. */
  time: number;
  /** Maven files whose checksum did not fit, and has not since (maven-checksums). */
  readonly mismatched: Set<string>;
}

/** The record of a package in one repository, which outlives its versions (delete-package). */
export interface PackageRecord {
  publish: Control;
  upstream: Control;
  readonly versions: Map<string, Version>;
  readonly tags: Map<string, string>;
}

export interface Repository {
  readonly name: string;
  upstreams: readonly string[];
  connection: string | undefined;
  readonly packages: Map<string, PackageRecord>;
}

export type Restriction = 'PUBLISH' | 'EXTERNAL_UPSTREAM' | 'INTERNAL_UPSTREAM';
export const RESTRICTIONS: readonly Restriction[] = ['PUBLISH', 'EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM'];
export type Mode = 'ALLOW' | 'ALLOW_SPECIFIC_REPOSITORIES' | 'BLOCK' | 'INHERIT';

export interface Group {
  readonly pattern: string;
  readonly modes: Record<Restriction, Mode>;
  readonly allowed: Record<Restriction, Set<string>>;
}

export interface Domain {
  readonly repositories: Map<string, Repository>;
  readonly groups: Map<string, Group>;
}

/** What a public source offers of a package. */
export interface PublicPackage {
  readonly versions: Map<string, Files>;
  readonly tags: Map<string, string>;
}

export interface World {
  readonly options: ModelOptions;
  readonly tolerated: ReadonlySet<Fault>;
  readonly domain: Domain;
  readonly publicPackages: Map<string, PublicPackage>;
  /** Counts the calls. */
  clock: number;
}

/** A domain as it is after CreateDomain: no repository, and the root group that allows everything (package-groups). */
export function newWorld(options: ModelOptions, tolerated: Iterable<Fault> = []): World {
  const root: Group = { pattern: '/*', modes: everywhere('ALLOW'), allowed: noRepositories() };
  return {
    options,
    tolerated: new Set(tolerated),
    domain: { repositories: new Map(), groups: new Map([[root.pattern, root]]) },
    publicPackages: new Map(),
    clock: 0,
  };
}

export const everywhere = (mode: Mode): Record<Restriction, Mode> => ({
  PUBLISH: mode,
  EXTERNAL_UPSTREAM: mode,
  INTERNAL_UPSTREAM: mode,
});

export const noRepositories = (): Record<Restriction, Set<string>> => ({
  PUBLISH: new Set(),
  EXTERNAL_UPSTREAM: new Set(),
  INTERNAL_UPSTREAM: new Set(),
});

/** A package as calls name it: `npm:@scope/name`, `pypi:name`, `maven:group:name`, `nuget:id`, `generic:space:name`. */
export interface PackageName {
  readonly format: Format;
  readonly namespace: string | undefined;
  readonly name: string;
}

export function packageName(text: string): PackageName {
  const [format, ...rest] = text.split(':') as [Format, ...string[]];
  const whole = rest.join(':');
  const scoped = /^@([^/]+)\/(.+)$/.exec(whole);
  if (format === 'npm' && scoped) return { format, namespace: scoped[1], name: scoped[2] as string };
  if (format === 'maven' || format === 'generic') return { format, namespace: rest[0], name: rest[1] as string };
  return { format, namespace: undefined, name: whole };
}

export const formatOf = (pkg: string): Format => pkg.slice(0, pkg.indexOf(':')) as Format;

/** Which connection serves a format here; generic has none (external-connection). */
export const CONNECTIONS: Readonly<Partial<Record<Format, string>>> = {
  npm: 'public:npmjs',
  pypi: 'public:pypi',
  maven: 'public:maven-central',
  nuget: 'public:nuget-org',
};

export const sameOrigin = (a: Origin, b: Origin) => a.type === b.type && a.from === b.from;

/**
 * "A package version revision is a string that identifies a specific set of assets and metadata" (codeartifact-concepts).
 * The metadata of everything published here follows from its files.
 */
export function revisionOf(pkg: string, version: string, files: Files): string {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([pkg, version, sorted]);
}
