// What the control plane shows of an npm version, out of the manifest the registry keeps.
import type { VersionDetails } from '../../../core/ports/format-server.ts';
import { parseFullName } from '../names/coordinates.ts';

type Fields = Readonly<Record<string, unknown>>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Beyond this the service does not process the details of a version (DescribePackageVersion). */
const TEXT_LENGTH = 400 * 1024;

/** What npm puts there for a package without one. */
const NO_README = 'ERROR: No README data found!';

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, TEXT_LENGTH) : undefined;

export function describeManifest(manifest: Fields): VersionDetails {
  const details: Mutable<VersionDetails> = {};
  const summary = text(manifest.description);
  const homePage = text(manifest.homepage);
  const source = text(manifest.repository) ?? text(fieldsOf(manifest.repository)?.url);
  const readme = manifest.readme === NO_README ? undefined : text(manifest.readme);
  const licenses = licensesOf(manifest);
  const dependencies = dependenciesOf(manifest);
  if (summary !== undefined) details.summary = summary;
  if (homePage !== undefined) details.homePage = homePage;
  if (source !== undefined) details.sourceCodeRepository = source;
  if (readme !== undefined) details.readme = readme;
  if (licenses.length > 0) details.licenses = licenses;
  if (dependencies.length > 0) details.dependencies = dependencies;
  return details;
}

type License = NonNullable<VersionDetails['licenses']>[number];

/** `"MIT"`, `{"type": "MIT", "url": …}` and, in old packages, a list of the latter under `licenses`. */
function licensesOf(manifest: Fields): License[] {
  const stated = manifest.license ?? manifest.licenses;
  const list: readonly unknown[] = Array.isArray(stated) ? stated : [stated];
  return list.flatMap((entry): License[] => {
    const fields = fieldsOf(entry);
    const name = text(entry) ?? text(fields?.type) ?? text(fields?.name);
    const url = text(fields?.url);
    if (name === undefined && url === undefined) return [];
    return [{ ...(name === undefined ? {} : { name }), ...(url === undefined ? {} : { url }) }];
  });
}

const GROUPS = [
  ['dependencies', 'regular'],
  ['devDependencies', 'dev'],
  ['peerDependencies', 'peer'],
  ['optionalDependencies', 'optional'],
] as const;

type DependencyEntry = NonNullable<VersionDetails['dependencies']>[number];

/** As the package states them; ListPackageVersionDependencies resolves nothing. */
function dependenciesOf(manifest: Fields): DependencyEntry[] {
  return GROUPS.flatMap(([field, type]) =>
    Object.entries(fieldsOf(manifest[field]) ?? {}).flatMap(([name, requirement]): DependencyEntry[] => {
      const reference = parseFullName(name);
      if (reference === undefined || typeof requirement !== 'string') return [];
      const namespace = reference.namespace === undefined ? {} : { namespace: reference.namespace };
      return [{ ...namespace, name: reference.name, type, requirement }];
    }),
  );
}
