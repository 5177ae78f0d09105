// The client's reading and merging of maven-metadata.xml: what the registry serves, plus the version just uploaded.
// The document is rebuilt from what is known, so nothing a stranger put into it is passed on.
import type { PackageReference } from '../../../core/model/package.ts';
import { escapeXml } from '../../../core/text/xml-escape.ts';
import { findAll, parseXml, textAt, type XmlElement, XmlRefusal } from '../../shared/text/xml.ts';
import { isSnapshot, parseSuffix, type SnapshotBuild } from '../names/coordinates.ts';

interface Coordinates {
  readonly namespace: string;
  readonly name: string;
}

/** Metadata of artifacts with ten thousand versions is about 1 MB. */
export const VERSION_LIST_LIMIT = 16 * 1024 * 1024;

/** `yyyyMMddHHmmss` in UTC, as `lastUpdated` is written. */
export function stamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** `g/a/maven-metadata.xml` with `version` in it; order of the served list is kept, as `mvn deploy` keeps it. */
export function withVersion(
  served: string | undefined,
  { namespace, name }: Coordinates,
  version: string,
  now: number,
): string {
  const versioning = versioningOf(served);
  const versions = findAll(versioning, 'versions', 'version').map(({ text }) => text);
  if (!versions.includes(version)) versions.push(version);
  const release = isSnapshot(version) ? textAt(versioning, 'release') : version;
  return document([
    `<groupId>${escapeXml(namespace)}</groupId>`,
    `<artifactId>${escapeXml(name)}</artifactId>`,
    '<versioning>',
    `  <latest>${escapeXml(version)}</latest>`,
    ...(release === undefined ? [] : [`  <release>${escapeXml(release)}</release>`]),
    '  <versions>',
    ...versions.map((each) => `    <version>${escapeXml(each)}</version>`),
    '  </versions>',
    `  <lastUpdated>${stamp(now)}</lastUpdated>`,
    '</versioning>',
  ]);
}

/**
 * Whether a text is the list of this artifact, or of the group of this name, and can be added to. One that holds nothing
 * is none, and neither is the list of something else: whatever stands in between may answer so, and there is no list
 * where the answer is 404.
 */
export function isMetadataOf({ namespace, name }: PackageReference, served: string): boolean {
  const found = root(served);
  if (found?.name !== 'metadata' || found.children.length === 0) return false;
  const [group, artifact] = [textAt(found, 'groupId'), textAt(found, 'artifactId')];
  return (group === undefined || group === namespace) && (artifact === undefined || artifact === name);
}

/** Versions a served list names. */
export function listedVersions(served: string): string[] {
  return findAll(versioningOf(served), 'versions', 'version').map(({ text }) => text);
}

/** `g/a/1.0-SNAPSHOT/maven-metadata.xml` naming the assets of one build; it replaces the list of the build before. */
export function snapshotList(
  { namespace, name, version }: Coordinates & { version: string },
  build: SnapshotBuild,
  assetNames: readonly string[],
): string {
  const value = `${version.replace(/SNAPSHOT$/, '')}${build.timestamp}-${build.buildNumber}`;
  const updated = build.timestamp.replace('.', '');
  return document([
    `<groupId>${escapeXml(namespace)}</groupId>`,
    `<artifactId>${escapeXml(name)}</artifactId>`,
    `<version>${escapeXml(version)}</version>`,
    '<versioning>',
    '  <snapshot>',
    `    <timestamp>${build.timestamp}</timestamp>`,
    `    <buildNumber>${build.buildNumber}</buildNumber>`,
    '  </snapshot>',
    `  <lastUpdated>${updated}</lastUpdated>`,
    '  <snapshotVersions>',
    ...assetNames.flatMap((asset) => snapshotVersion(asset.slice(`${name}-${value}`.length), value, updated)),
    '  </snapshotVersions>',
    '</versioning>',
  ]);
}

function snapshotVersion(suffix: string, value: string, updated: string): string[] {
  const parts = parseSuffix(suffix);
  if (!parts) return [];
  return [
    '    <snapshotVersion>',
    ...(parts.classifier === undefined ? [] : [`      <classifier>${escapeXml(parts.classifier)}</classifier>`]),
    `      <extension>${escapeXml(parts.extension)}</extension>`,
    `      <value>${escapeXml(value)}</value>`,
    `      <updated>${updated}</updated>`,
    '    </snapshotVersion>',
  ];
}

export interface ListedPlugin {
  readonly prefix: string;
  readonly name: string;
  readonly artifactId: string;
}

/** The plugins of group-level metadata; none where it cannot be read. */
export function listedPlugins(served: string | undefined): ListedPlugin[] {
  return findAll(served === undefined ? undefined : root(served), 'plugins', 'plugin')
    .map((each) => ({
      name: textAt(each, 'name') ?? '',
      prefix: textAt(each, 'prefix') ?? '',
      artifactId: textAt(each, 'artifactId') ?? '',
    }))
    .filter(({ prefix, artifactId }) => prefix !== '' && artifactId !== '');
}

/** Group-level metadata with one plugin more: how `mvn prefix:goal` finds it. */
export function withPlugin(served: string | undefined, plugin: ListedPlugin): string {
  const known = listedPlugins(served).filter(({ artifactId }) => artifactId !== plugin.artifactId);
  return document([
    '<plugins>',
    ...[...known, plugin].flatMap(({ name, prefix, artifactId }) => [
      '  <plugin>',
      `    <name>${escapeXml(name)}</name>`,
      `    <prefix>${escapeXml(prefix)}</prefix>`,
      `    <artifactId>${escapeXml(artifactId)}</artifactId>`,
      '  </plugin>',
    ]),
    '</plugins>',
  ]);
}

function document(lines: readonly string[]): string {
  const inner = lines.map((line) => `  ${line}\n`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<metadata>\n${inner}</metadata>\n`;
}

function versioningOf(served: string | undefined): XmlElement | undefined {
  return served === undefined ? undefined : root(served)?.children.find(({ name }) => name === 'versioning');
}

/** Unreadable metadata counts as none: the registry keeps its own list and adds ours to it. */
function root(served: string): XmlElement | undefined {
  try {
    return parseXml(served, VERSION_LIST_LIMIT);
  } catch (error) {
    if (error instanceof XmlRefusal) return undefined;
    throw error;
  }
}
