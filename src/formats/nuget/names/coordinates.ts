// Names of NuGet packages: ids without regard to case, versions normalised as NuGet does. Pure.
import type { PackageReference } from '../../../core/model/package.ts';
import { PATTERNS } from '../../../core/model/repository.ts';
import type { CoordinateRules } from '../../../core/ports/package-format.ts';
import { compareVersions, foldedVersion, isPrerelease, normaliseVersion, parseVersion } from './version.ts';
import { meetsRange, parseRange, readRequirement, takenOf } from './version-range.ts';

export function nugetReference(id: string): PackageReference {
  return { format: 'nuget', name: normaliseName(id) };
}

/**
 * Letter by letter, as .NET does: `toLowerCase` of a whole text makes two letters of `İ`, and another sigma at the end of
 * a word, and would not find what a client asks for.
 */
export function normaliseName(id: string): string {
  if (ASCII.test(id)) return id.toLowerCase();
  return Array.from(id, (letter) => {
    const lower = letter.toLowerCase();
    return lower.length === letter.length ? lower : letter;
  }).join('');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
const ASCII = /^[\x00-\x7f]*$/;

/** The one asset of a version (user guide, nuget-name-normalization). */
export function assetName(id: string, version: string): string {
  return `${normaliseName(id)}.${normaliseVersion(version)}.nupkg`;
}

/** Whether a version meets a requirement, prereleases included; undefined where NuGet does not read one of them. */
export function satisfies(version: string, requirement: string): boolean | undefined {
  const range = requirement.trim() === '' ? readRequirement('') : parseRange(requirement);
  const parsed = parseVersion(version);
  return range && parsed && meetsRange(parsed, range);
}

/** What `dotnet restore` takes: the lowest that fits, of a floating requirement the newest. */
export function restoreChoice(versions: readonly string[], requirement: string): string | undefined {
  return takenOf(versions, readRequirement(requirement), parseVersion);
}

/** Word characters of .NET, which takes letters of the first plane alone. */
const ID = /^[\p{L}\p{Mn}\p{Nd}\p{Pc}]+(?:[.-][\p{L}\p{Mn}\p{Nd}\p{Pc}]+)*$/u;
const BEYOND_FIRST_PLANE = /[\u{10000}-\u{10ffff}]/u;
const ID_LENGTH = 100;

export const isId = (name: string): boolean =>
  name.length <= ID_LENGTH && ID.test(name) && !BEYOND_FIRST_PLANE.test(name);

export const coordinates: CoordinateRules = {
  normaliseName,
  normaliseVersion,
  versionKey: foldedVersion,
  compareVersions,
  spoilsLists: (version) =>
    parseVersion(version)
      ? undefined
      : 'NuGet cannot read this version, and no restore of the package works where it is',
  isPrerelease: (version) => (parseVersion(version) ? isPrerelease(version) : undefined),
  satisfies,
  choose: restoreChoice,
  problems({ namespace, name, version }) {
    return [
      ...(namespace ? ['NuGet packages have no namespace'] : []),
      ...(isId(name) ? [] : [`a NuGet id has at most ${ID_LENGTH} letters, digits and _, joined by single . or -`]),
      ...(version === undefined ? [] : versionProblems(version)),
    ];
  },
};

function versionProblems(version: string): string[] {
  if (!parseVersion(version))
    return [
      'the version is not one NuGet reads: up to four numbers (at most 2147483647), then labels such as beta.1, whose numbers have no leading zeros',
    ];
  return PATTERNS.packagePart.test(normaliseVersion(version)) ? [] : ['the version is too long for the service'];
}
