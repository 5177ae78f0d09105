// How the formats differ in the eyes of a registry: data, so that the registry itself names no format.
import type { Format, PackageReference } from '../model/package.ts';

export interface FormatRules {
  readonly namespace: 'required' | 'optional' | 'none';
  /** Spelling the service turns names of API calls into by itself (nuget, swift); absent where it takes them as is. */
  normalise?(reference: PackageReference): PackageReference;
  normaliseVersion?(version: string): string;
  /** Spelling that names must have in package group patterns, where calls may have another (pypi); absent: `normalise`. */
  patternName?(name: string): string;
  /**
   * One text for all spellings that are the same version, by which versions are told apart; absent where each spelling
   * is a version of its own. Lists show the spelling that was published first. `switches` are the server's, by name.
   */
  versionKey?(version: string, switches: Readonly<Record<string, string | number>>): string;
  /**
   * What has only one asset of a name: a version, or the whole package, where clients choose among the files of all
   * versions by their names (pypi).
   */
  readonly assetNamesOf: 'version' | 'package';
  /** How package managers write the name (`@scope/name`), for `displayName` when a publish gives none. */
  display?(reference: PackageReference): string;
  /** Whether packages are looked for in upstreams and public sources at all (not for generic). */
  readonly followsUpstreams: boolean;
  /**
   * What may still arrive at a retained version from where it came: nothing, further assets (maven), or further
   * assets and fresh metadata (pypi: late files and yanks).
   */
  readonly late: 'nothing' | 'assets' | 'assets-and-metadata';
  /**
   * Members of a version's metadata and of its assets' attributes that owners change after the publish (npm:
   * `deprecated`; pypi: `yanked`). They make another revision; all else follows from the bytes or is the client's word.
   */
  readonly changedByOwners: readonly string[];
  /** Milliseconds for which a public source's description of a package is believed. */
  readonly descriptionTtlMs: number;
  /** Names of the external connections of this format. */
  readonly externalConnections: readonly string[];
  /** Published by PublishPackageVersion, one asset a call; others answer ValidationException. */
  readonly publishedByApi: boolean;
  /** Whether GetPackageVersionReadme and ListPackageVersionDependencies exist for it. */
  readonly hasReadme: boolean;
  /** Whether packages have names for versions that follow a copy (npm dist-tags). */
  readonly hasTags: boolean;
  readonly hasDependencies: boolean;
  /** Problem of an asset name that the format's own rule refuses, in words. */
  assetNameProblem?(name: string): string | undefined;
  /** Other spellings of the format in package group patterns (`/python//requests`, user guide). */
  readonly patternAliases?: readonly string[];
}

export type FormatRulesTable = Readonly<Record<Format, FormatRules>>;
