// Reads a nupkg: the nuspec at its root, and what the registry shows of it.
import { type ArchiveLimits, ArchiveRefusal, readZip, type ZipSource } from '../../shared/archive/archive.ts';
import { find, findAll, parseXml, textAt, type XmlElement, XmlRefusal } from '../../shared/text/xml.ts';
import { coordinates } from '../names/coordinates.ts';

export interface NuspecDependency {
  readonly id: string;
  /** As written; empty when any version will do. */
  readonly range: string;
}

export interface DependencyGroup {
  /** As written in the nuspec (`net6.0`, `.NETStandard2.0`); absent for packages of any framework. */
  readonly targetFramework?: string;
  readonly dependencies: readonly NuspecDependency[];
}

export interface Nuspec {
  readonly id: string;
  readonly version: string;
  readonly title?: string;
  readonly authors?: string;
  readonly description?: string;
  readonly summary?: string;
  readonly tags?: string;
  readonly projectUrl?: string;
  readonly iconUrl?: string;
  readonly licenseUrl?: string;
  readonly licenseExpression?: string;
  readonly repositoryUrl?: string;
  readonly minClientVersion?: string;
  readonly requireLicenseAcceptance: boolean;
  readonly packageTypes: readonly string[];
  readonly dependencyGroups: readonly DependencyGroup[];
}

const NUSPEC_LIMIT = 2 * 1024 * 1024;
const TEXT_LIMIT = 20_000;
const MAX_DEPENDENCIES = 5000;

/**
 * Finds and reads the nuspec.
 * @throws ArchiveRefusal when the archive is unsound, has no nuspec or several, or one without a usable id and version.
 */
export async function readNupkg(
  source: ZipSource,
  limits: Partial<ArchiveLimits> = {},
): Promise<{ nuspec: Nuspec; document: Buffer }> {
  const documents: Buffer[] = [];
  await readZip(
    source,
    async ({ path, kind, read }) => {
      if (kind === 'file' && /^[^/]+\.nuspec$/i.test(path)) documents.push(await read(NUSPEC_LIMIT));
      if (documents.length > 1) throw new ArchiveRefusal('the package has more than one .nuspec at its root');
      return undefined;
    },
    limits,
  );
  const [document] = documents;
  if (!document) throw new ArchiveRefusal('there is no .nuspec at the root of the archive');
  return { nuspec: parseNuspec(document), document };
}

/** @throws ArchiveRefusal */
export function parseNuspec(document: Uint8Array): Nuspec {
  const metadata = find(requirePackage(document), 'metadata');
  const text = (...path: string[]) => textAt(metadata, ...path)?.slice(0, TEXT_LIMIT);
  const id = text('id') ?? '';
  const version = text('version') ?? '';
  const problems = coordinates.problems({ name: id, version });
  if (problems.length > 0) throw new ArchiveRefusal(`the nuspec names no package: ${problems.join('; ')}`);
  const license = find(metadata, 'license');
  return {
    id,
    version,
    ...optional({
      title: text('title'),
      authors: text('authors'),
      description: text('description'),
      summary: text('summary'),
      tags: text('tags'),
      projectUrl: text('projectUrl'),
      iconUrl: text('iconUrl'),
      licenseUrl: text('licenseUrl'),
      licenseExpression: license?.attributes.type === 'expression' ? license.text : undefined,
      repositoryUrl: find(metadata, 'repository')?.attributes.url,
      minClientVersion: metadata?.attributes.minClientVersion,
    }),
    requireLicenseAcceptance: text('requireLicenseAcceptance') === 'true',
    packageTypes: findAll(metadata, 'packageTypes', 'packageType').flatMap(({ attributes }) => attributes.name ?? []),
    dependencyGroups: dependencyGroups(find(metadata, 'dependencies')),
  };
}

function requirePackage(document: Uint8Array): XmlElement {
  try {
    const root = parseXml(document, NUSPEC_LIMIT);
    if (root.name === 'package') return root;
    throw new ArchiveRefusal(`the nuspec holds <${root.name}>, not <package>`);
  } catch (error) {
    if (error instanceof XmlRefusal) throw new ArchiveRefusal(`the nuspec cannot be read: ${error.message}`);
    throw error;
  }
}

/** Groups by framework; the flat list of old packages is one group for every framework. */
function dependencyGroups(dependencies: XmlElement | undefined): DependencyGroup[] {
  const groups = findAll(dependencies, 'group').map((group) => ({
    ...optional({ targetFramework: group.attributes.targetFramework || undefined }),
    dependencies: dependenciesOf(group),
  }));
  const flat = dependenciesOf(dependencies);
  return flat.length > 0 ? [...groups, { dependencies: flat }] : groups;
}

function dependenciesOf(from: XmlElement | undefined): NuspecDependency[] {
  return findAll(from, 'dependency')
    .slice(0, MAX_DEPENDENCIES)
    .flatMap(({ attributes: { id, version = '' } }) =>
      id && coordinates.problems({ name: id }).length === 0 ? [{ id, range: version.slice(0, 256) }] : [],
    );
}

/** Only the fields that have a value, as the types ask. */
function optional<T extends Record<string, string | undefined>>(fields: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}
