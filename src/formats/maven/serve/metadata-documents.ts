// The server's reading and writing of maven-metadata.xml. What clients send is read for what it announces; what they
// get is written from the versions and assets the repository holds, so it is right after copies, unlisting and deletion.
import { type ServedPackage, ServedRefusal, type ServedVersion } from '../../../core/ports/format-server.ts';
import { escapeXml } from '../../../core/text/xml-escape.ts';
import { find, findAll, parseXml, textAt, type XmlElement, XmlRefusal } from '../../shared/text/xml.ts';
import { buildVersion, isSnapshot, parseBuild, parseSuffix, type SnapshotBuild } from '../names/coordinates.ts';
import { sortVersions } from '../names/version-order.ts';

export const LIST_LIMIT = 16 * 1024 * 1024;

export interface PluginEntry {
  readonly prefix: string;
  readonly name: string;
  readonly artifactId: string;
}

/** What an uploaded maven-metadata.xml says, as far as anything follows from it. */
export interface Announcement {
  readonly groupId: string | undefined;
  readonly artifactId: string | undefined;
  readonly versions: readonly string[];
  readonly build: SnapshotBuild | undefined;
  readonly snapshotVersions: readonly { classifier: string | undefined; extension: string; value: string }[];
  readonly plugins: readonly PluginEntry[];
}

/** @throws ServedRefusal (invalid) when it is no metadata document. */
export function readAnnouncement(document: Uint8Array): Announcement {
  const metadata = requireMetadata(document);
  const versioning = find(metadata, 'versioning');
  return {
    groupId: textAt(metadata, 'groupId'),
    artifactId: textAt(metadata, 'artifactId'),
    versions: findAll(versioning, 'versions', 'version').map(({ text }) => text),
    build: parseBuild(
      `${textAt(versioning, 'snapshot', 'timestamp')}-${textAt(versioning, 'snapshot', 'buildNumber')}`,
    ),
    snapshotVersions: findAll(versioning, 'snapshotVersions', 'snapshotVersion').map((each) => ({
      classifier: textAt(each, 'classifier'),
      extension: textAt(each, 'extension') ?? '',
      value: textAt(each, 'value') ?? '',
    })),
    plugins: readPlugins(metadata),
  };
}

function requireMetadata(document: Uint8Array): XmlElement {
  try {
    const root = parseXml(document, LIST_LIMIT);
    if (root.name === 'metadata') return root;
    throw new ServedRefusal('invalid', `maven-metadata.xml holds <${root.name}>, not <metadata>`);
  } catch (error) {
    if (error instanceof XmlRefusal) throw new ServedRefusal('invalid', `maven-metadata.xml: ${error.message}`);
    throw error;
  }
}

export function readPlugins(metadata: XmlElement): PluginEntry[] {
  return findAll(metadata, 'plugins', 'plugin').flatMap((plugin) => {
    const prefix = textAt(plugin, 'prefix');
    const artifactId = textAt(plugin, 'artifactId');
    if (prefix === undefined || artifactId === undefined) return [];
    return [{ prefix, artifactId, name: textAt(plugin, 'name') ?? artifactId }];
  });
}

const isPublished = ({ status }: ServedVersion) => status === 'Published';

/** `g/a/maven-metadata.xml`; empty when nothing is Published. `latest` and `release` are the newest by version order. */
export function printVersions(found: ServedPackage): string {
  const published = found.versions.filter(isPublished);
  if (published.length === 0) return '';
  const versions = sortVersions(new Set(published.map(({ version }) => version)));
  const release = versions.filter((version) => !isSnapshot(version)).at(-1);
  const newest = Math.max(...published.map(({ publishedAt }) => publishedAt));
  return print([
    `<groupId>${escapeXml(found.namespace ?? '')}</groupId>`,
    `<artifactId>${escapeXml(found.name)}</artifactId>`,
    '<versioning>',
    `  <latest>${escapeXml(versions.at(-1) ?? '')}</latest>`,
    ...(release === undefined ? [] : [`  <release>${escapeXml(release)}</release>`]),
    '  <versions>',
    ...versions.map((version) => `    <version>${escapeXml(version)}</version>`),
    '  </versions>',
    `  <lastUpdated>${timestamp(newest)}</lastUpdated>`,
    '</versioning>',
  ]);
}

/** `g/a/1.0-SNAPSHOT/maven-metadata.xml` naming the newest build among the assets; empty when there is none. */
export function printBuilds(found: ServedPackage, version: string): string {
  const held = found.versions.find((each) => each.version === version);
  const newest = held && (isPublished(held) || held.status === 'Unlisted') ? newestBuild(found, held) : undefined;
  if (!newest) return '';
  const { build, value, suffixes } = newest;
  const updated = build.timestamp.replace('.', '');
  return print([
    `<groupId>${escapeXml(found.namespace ?? '')}</groupId>`,
    `<artifactId>${escapeXml(found.name)}</artifactId>`,
    `<version>${escapeXml(version)}</version>`,
    '<versioning>',
    '  <snapshot>',
    `    <timestamp>${build.timestamp}</timestamp>`,
    `    <buildNumber>${build.buildNumber}</buildNumber>`,
    '  </snapshot>',
    `  <lastUpdated>${updated}</lastUpdated>`,
    '  <snapshotVersions>',
    ...suffixes.flatMap(({ classifier, extension }) => [
      '    <snapshotVersion>',
      ...(classifier === undefined ? [] : [`      <classifier>${escapeXml(classifier)}</classifier>`]),
      `      <extension>${escapeXml(extension)}</extension>`,
      `      <value>${escapeXml(value)}</value>`,
      `      <updated>${updated}</updated>`,
      '    </snapshotVersion>',
    ]),
    '  </snapshotVersions>',
    '</versioning>',
  ]);
}

/** The newest build of a snapshot by the timestamps in its asset names, with what follows them. */
export function newestBuild(found: ServedPackage, held: ServedVersion) {
  const prefix = `${found.name}-${held.version.replace(/SNAPSHOT$/, '')}`;
  const builds = held.assets.flatMap(({ name }) => {
    const build = name.startsWith(prefix) ? parseBuild(name.slice(prefix.length)) : undefined;
    return build ? [{ name, build }] : [];
  });
  const [newest] = builds.sort((a, b) => compareBuilds(b.build, a.build));
  if (!newest) return undefined;
  const value = buildVersion(held.version, newest.build);
  const stem = `${found.name}-${value}`;
  const suffixes = builds
    .filter(({ build }) => compareBuilds(build, newest.build) === 0)
    .flatMap(({ name }) => parseSuffix(name.slice(stem.length)) ?? []);
  return { build: newest.build, value, suffixes };
}

function compareBuilds(a: SnapshotBuild, b: SnapshotBuild): number {
  return a.timestamp === b.timestamp ? a.buildNumber - b.buildNumber : a.timestamp < b.timestamp ? -1 : 1;
}

/** Group-level metadata: how `mvn prefix:goal` finds plugins of a group. */
export function printPlugins(plugins: readonly PluginEntry[]): string {
  if (plugins.length === 0) return '';
  return print([
    '<plugins>',
    ...plugins.flatMap(({ name, prefix, artifactId }) => [
      '  <plugin>',
      `    <name>${escapeXml(name)}</name>`,
      `    <prefix>${escapeXml(prefix)}</prefix>`,
      `    <artifactId>${escapeXml(artifactId)}</artifactId>`,
      '  </plugin>',
    ]),
    '</plugins>',
  ]);
}

function print(lines: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<metadata>\n${lines.map((line) => `  ${line}\n`).join('')}</metadata>\n`;
}

/** `yyyyMMddHHmmss`, UTC. */
function timestamp(milliseconds: number): string {
  return new Date(Number.isFinite(milliseconds) ? milliseconds : 0).toISOString().replace(/\D/g, '').slice(0, 14);
}
