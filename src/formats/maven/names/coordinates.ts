// Names of Maven packages and the standard repository layout, read and written. Pure. Both halves of the format use it.
import { CHECKSUM_ENDINGS, type ChecksumEnding } from '../../../core/model/companion.ts';
import type { PackageReference } from '../../../core/model/package.ts';
import type { CoordinateRules } from '../../../core/ports/package-format.ts';
import { compareVersions, isPrerelease, sortVersions } from './version-order.ts';
import { mavenChoice, satisfies } from './version-range.ts';

/** Extensions of checksum files; the service computes these itself and never stores them as assets. */
export const CHECKSUMS = CHECKSUM_ENDINGS;
export type ChecksumExtension = ChecksumEnding;

export const METADATA_FILE = 'maven-metadata.xml';

export interface MavenReference extends PackageReference {
  readonly format: 'maven';
  /** The group id. */
  readonly namespace: string;
}

/** What a path below the repository endpoint names. */
export type MavenPath =
  | {
      /** A file of a version. For unique snapshots `version` is the build version and `directory` the `-SNAPSHOT` one. */
      readonly kind: 'asset';
      readonly ref: MavenReference;
      readonly version: string;
      readonly directory: string;
      readonly asset: string;
      readonly checksum: ChecksumExtension | undefined;
    }
  | {
      /** `g/a/maven-metadata.xml`; the same path names the plugins of the group `g.a`. */
      readonly kind: 'artifact-metadata';
      readonly ref: MavenReference;
      readonly checksum: ChecksumExtension | undefined;
    }
  | {
      /** `g/a/1.0-SNAPSHOT/maven-metadata.xml`. */
      readonly kind: 'snapshot-metadata';
      readonly ref: MavenReference;
      readonly version: string;
      readonly checksum: ChecksumExtension | undefined;
    };

export function mavenReference(groupId: string, artifactId: string): MavenReference {
  return { format: 'maven', namespace: groupId, name: artifactId };
}

/**
 * Reads a path of the standard layout, still percent-encoded; undefined when it names nothing.
 *
 * | path                                        | names                                       |
 * |---------------------------------------------|---------------------------------------------|
 * | com/acme/lib/1.0/lib-1.0.jar                | asset lib-1.0.jar of com.acme:lib 1.0       |
 * | com/acme/lib/1.0/lib-1.0.jar.sha1           | its SHA-1                                   |
 * | com/acme/lib/maven-metadata.xml             | the versions of com.acme:lib                |
 * | com/acme/maven-metadata.xml                 | the same of com:acme, or plugins of com.acme |
 * | com/acme/lib/1-SNAPSHOT/maven-metadata.xml  | the builds of 1-SNAPSHOT                    |
 * | com/acme/lib/1-SNAPSHOT/lib-1-20260102.030405-7.jar | asset of version 1-20260102.030405-7 |
 */
export function parsePath(path: string): MavenPath | undefined {
  const segments = decodeSegments(path);
  const last = segments?.pop();
  if (!segments || last === undefined) return undefined;
  const { name: file, checksum } = splitChecksum(last);
  if (file === METADATA_FILE) return parseMetadataPath(segments, checksum);
  const directory = segments.pop();
  const ref = referenceOf(segments);
  if (!ref || directory === undefined) return undefined;
  return { kind: 'asset', ref, version: versionOfFile(ref.name, directory, file), directory, asset: file, checksum };
}

function parseMetadataPath(segments: string[], checksum: ChecksumExtension | undefined): MavenPath | undefined {
  const last = segments.at(-1);
  if (last !== undefined && isSnapshot(last) && segments.length > 2) {
    const ref = referenceOf(segments.slice(0, -1));
    return ref && { kind: 'snapshot-metadata', ref, version: last, checksum };
  }
  // `com/maven-metadata.xml` is the group-level file of a one-word group; its package name is empty.
  const ref = segments.length === 1 && last !== undefined ? mavenReference('', last) : referenceOf(segments);
  return ref && { kind: 'artifact-metadata', ref, checksum };
}

function referenceOf(segments: readonly string[]): MavenReference | undefined {
  const artifactId = segments.at(-1);
  const group = segments.slice(0, -1);
  if (artifactId === undefined || group.length === 0) return undefined;
  // A dot inside a group segment would give one package two addresses.
  return group.some((segment) => segment.includes('.')) ? undefined : mavenReference(group.join('.'), artifactId);
}

function decodeSegments(path: string): string[] | undefined {
  try {
    const segments = path.split('/').map(decodeURIComponent);
    return segments.every(isSafeSegment) ? segments : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a file of a version folder can have this name; a registry may list names that none can have. */
export function isFileName(name: string): boolean {
  return isSafeSegment(name) && name !== METADATA_FILE;
}

function isSafeSegment(segment: string): boolean {
  return /^[^\p{C}\p{Z}#/\\]{1,255}$/u.test(segment) && segment !== '.' && segment !== '..';
}

/** `lib-1.0.jar.sha1` into `lib-1.0.jar` and `sha1`. */
export function splitChecksum(file: string): { name: string; checksum: ChecksumExtension | undefined } {
  const [, name, extension] = /^(.+)\.(md5|sha1|sha256|sha512)$/.exec(file) ?? [];
  return name === undefined ? { name: file, checksum: undefined } : { name, checksum: extension as ChecksumExtension };
}

export function isSnapshot(version: string): boolean {
  return version.endsWith('-SNAPSHOT');
}

/** The place of a build within its snapshot: `1.0-SNAPSHOT` with `20260102.030405` and 7. */
export interface SnapshotBuild {
  readonly timestamp: string;
  readonly buildNumber: number;
}

const BUILD = /^(\d{8}\.\d{6})-(\d{1,9})(?=$|[.-])/;

/** Reads `timestamp-build` at the start of what follows `artifact-base-` in a unique snapshot's file name. */
export function parseBuild(text: string): SnapshotBuild | undefined {
  const [, timestamp, build] = BUILD.exec(text) ?? [];
  return timestamp === undefined || build === undefined ? undefined : { timestamp, buildNumber: Number(build) };
}

export function buildVersion(snapshot: string, build: SnapshotBuild): string {
  return `${snapshot.replace(/SNAPSHOT$/, '')}${build.timestamp}-${build.buildNumber}`;
}

/** The version a file belongs to: its directory, or for a unique snapshot file the build version. */
export function versionOfFile(artifactId: string, directory: string, file: string): string {
  if (!isSnapshot(directory)) return directory;
  const prefix = `${artifactId}-${directory.replace(/SNAPSHOT$/, '')}`;
  const build = file.startsWith(prefix) ? parseBuild(file.slice(prefix.length)) : undefined;
  return build ? buildVersion(directory, build) : directory;
}

/** `1.0-20260102.030405-7` into `1.0-SNAPSHOT`; undefined for other versions. */
export function snapshotOfBuild(version: string): string | undefined {
  const [, base] = /^(.*-)\d{8}\.\d{6}-\d{1,9}$/.exec(version) ?? [];
  return base === undefined ? undefined : `${base}SNAPSHOT`;
}

/** The one build of a snapshot that assets are named after, as a version; undefined where they are not of one alone. */
export function buildOfAssets(artifactId: string, snapshot: string, assetNames: readonly string[]): string | undefined {
  if (!isSnapshot(snapshot)) return undefined;
  const named = assetNames.filter((name) => name !== METADATA_FILE);
  const builds = new Set(named.map((name) => versionOfFile(artifactId, snapshot, name)));
  const [build] = builds;
  return builds.size === 1 && build !== snapshot ? build : undefined;
}

/** The place of a build within its snapshot, by its version; undefined for other versions. */
export function placeOfBuild(version: string): SnapshotBuild | undefined {
  const snapshot = snapshotOfBuild(version);
  return snapshot === undefined ? undefined : parseBuild(version.slice(snapshot.length - 'SNAPSHOT'.length));
}

/** Classifier and extension of an asset, by what follows `artifact-version`: `-sources.jar`, `.pom`, `-bin.tar.gz`. */
export function parseSuffix(suffix: string): { classifier: string | undefined; extension: string } | undefined {
  const [, classifier, extension] = /^(?:-([^.]+))?\.([^/]+)$/.exec(suffix) ?? [];
  return extension === undefined ? undefined : { classifier, extension };
}

/** Path of a package, version directory or file below the endpoint, percent-encoded. */
export function pathOf(ref: PackageReference, ...rest: readonly string[]): string {
  return [...(ref.namespace ?? '').split('.').filter((part) => part !== ''), ref.name, ...rest]
    .map(encodeURIComponent)
    .join('/');
}

const PART = /^[A-Za-z0-9_.-]{1,255}$/;
/** Letters as the service takes them; Maven itself refuses `\/:"<>|?*[](){},` and placeholders in versions. */
const VERSION = /^[A-Za-z0-9_.+~!@=-]{1,255}$/;

export const coordinates: CoordinateRules = {
  normaliseName: (name) => name,
  normaliseVersion: (version) => version,
  compareVersions,
  isPrerelease,
  // Who needs the snapshot gets its build.
  satisfies: (version, requirement) =>
    snapshotOfBuild(version) === requirement.trim() || satisfies(version, requirement),
  choose(versions, requirement) {
    const builds = versions.filter((version) => snapshotOfBuild(version) === requirement.trim());
    return mavenChoice(versions, requirement) ?? sortVersions(builds).at(-1);
  },
  problems({ namespace, name, version }) {
    return [
      ...(namespace === undefined ? ['a Maven package needs a group id'] : groupProblems(namespace)),
      ...partProblems('artifact id', name),
      ...(version === undefined ? [] : versionProblems(version)),
    ];
  },
};

function groupProblems(group: string): string[] {
  const problems = partProblems('group id', group);
  return group.split('.').includes('') ? [...problems, 'the group id has an empty part'] : problems;
}

function partProblems(what: string, text: string): string[] {
  if (text.includes('${')) return [`the ${what} holds a property that was not replaced`];
  return PART.test(text) && !/^\.+$/.test(text) ? [] : [`the ${what} has characters other than letters, digits, - _ .`];
}

function versionProblems(version: string): string[] {
  if (version.includes('${')) return ['the version holds a property that was not replaced'];
  return VERSION.test(version) && !/^\.+$/.test(version) ? [] : ['the version has characters Maven does not allow'];
}
