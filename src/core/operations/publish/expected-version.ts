// Publish on tag: the version in the built files must be the one that was announced.
import { RegistryError } from '../../errors/registry-error.ts';
import { packageName, shortForm } from '../../model/coordinates.ts';
import type { PackageReference } from '../../model/package.ts';
import type { CoordinateRules, PackageFormat, Publication } from '../../ports/package-format.ts';

/** A version, and the package it is said of when the git tag named one. */
export interface ExpectedVersion {
  readonly version: string;
  readonly package?: string | undefined;
  /** For messages: `expected-version`, `git tag v1.2.3`. */
  readonly source: string;
}

/**
 * Rejects with CA-CONFLICT-005 and names every publication of another version. With a package in the tag
 * (`utils-v1.2.3`) only that package is held to it, and it must be among the built ones.
 */
export function requireExpectedVersion(
  expected: ExpectedVersion,
  publications: readonly Publication[],
  formats: readonly PackageFormat[],
): void {
  const name = expected.package;
  const held = name === undefined ? publications : publications.filter((publication) => isNamed(publication, name));
  if (name !== undefined && held.length === 0) {
    const built = publications.map(shortForm).join(', ');
    throw new RegistryError(
      'CA-CONFLICT-005',
      `${expected.source} is for \`${name}\`, and the built files are ${built}`,
    );
  }
  const others = held.filter((publication) => {
    const rules = formats.find(({ name }) => name === publication.format)?.coordinates;
    return !sameVersion(publication.version, expected.version, rules);
  });
  if (others.length === 0) return;
  throw new RegistryError(
    'CA-CONFLICT-005',
    `${expected.source} says ${expected.version}, and the built files say ${others.map(shortForm).join(', ')}`,
  );
}

/** Equal as the format compares versions: `1.0.0-rc.1` of a tag and `1.0.0rc1` of a wheel are one version. */
function sameVersion(built: string, expected: string, rules: CoordinateRules | undefined): boolean {
  if (built === expected) return true;
  if (!rules) return false;
  if (rules.normaliseVersion(built) === rules.normaliseVersion(expected)) return true;
  try {
    return rules.compareVersions?.(built, expected) === 0;
  } catch {
    return false;
  }
}

// A tag names a package as people do: in full, without its scope or group, or by its folder.
function isNamed(ref: PackageReference & { readonly displayName?: string }, name: string): boolean {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return [packageName(ref), ref.name, ref.displayName].some((known) => known === name || known === last);
}
