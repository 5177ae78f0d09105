// Spellings of one version. NuGet compares labels without case, and the service stores the case that was published:
// whoever names `2.0.0-RC.1` means the version that is stored as `2.0.0-rc.1`.
import { type PackageReference, type VersionReference, versionKey } from '../../model/package.ts';
import type { CodeArtifactReader, RepositoryAddress, VersionDescription } from '../../ports/code-artifact.ts';
import type { PackageFormat } from '../../ports/package-format.ts';

/** A key for maps, equal for all spellings of a version. */
export function identityKey(ref: VersionReference, formats: readonly PackageFormat[]): string {
  return versionKey({ ...ref, version: identityOf(ref, ref.version, formats) });
}

/** Whether two texts name one version of the package. */
export function isSameVersion(
  ref: PackageReference,
  one: string,
  other: string,
  formats: readonly PackageFormat[],
): boolean {
  return one === other || identityOf(ref, one, formats) === identityOf(ref, other, formats);
}

/** Whether a repository may hold the version in another spelling. */
export function hasOtherSpellings({ format, version }: VersionReference, formats: readonly PackageFormat[]): boolean {
  const rules = formats.find(({ name }) => name === format)?.coordinates;
  return rules?.versionKey !== undefined && /[a-z]/i.test(version);
}

function identityOf({ format }: PackageReference, version: string, formats: readonly PackageFormat[]): string {
  return formats.find(({ name }) => name === format)?.coordinates.versionKey?.(version) ?? version;
}

interface SpellingSide {
  readonly reader: Pick<CodeArtifactReader, 'describePackageVersion' | 'listPackageVersions'>;
  readonly address: RepositoryAddress;
}

/**
 * The version in the spelling in which the repository holds it; as it is where it holds none of them. Asks nothing where
 * there is one spelling only. A service that answers to every spelling says which one it has.
 */
export async function asStored(
  ref: VersionReference,
  side: SpellingSide,
  formats: readonly PackageFormat[],
): Promise<VersionReference> {
  if (!hasOtherSpellings(ref, formats)) return ref;
  const described = await describeStored(ref, side, formats);
  return described ? { ...ref, version: described.version } : ref;
}

/** What the repository says of the version, whatever its spelling there; undefined where it holds none. */
export async function describeStored(
  ref: VersionReference,
  { reader, address }: SpellingSide,
  formats: readonly PackageFormat[],
): Promise<VersionDescription | undefined> {
  const described = await reader.describePackageVersion(address, ref);
  if (described || !hasOtherSpellings(ref, formats)) return described;
  for await (const { version } of reader.listPackageVersions(address, ref))
    if (isSameVersion(ref, version, ref.version, formats))
      return reader.describePackageVersion(address, { ...ref, version });
  return undefined;
}
