// Names and versions of NuGet packages: ids without regard to case, versions normalised as NuGet does. Pure.
// https://learn.microsoft.com/nuget/concepts/package-versioning#normalized-version-numbers
import type { PackageReference } from '../../../core/model/package.ts';
import type { CoordinateRules } from '../../../core/ports/package-format.ts';

interface NugetVersion {
  /** Major, minor, patch, revision. */
  readonly numbers: readonly [bigint, bigint, bigint, bigint];
  /** Without the hyphen; empty for a release. */
  readonly label: string;
}

const VERSION =
  /^(\d{1,20})(?:\.(\d{1,20}))?(?:\.(\d{1,20}))?(?:\.(\d{1,20}))?(?:-([0-9A-Za-z.-]{1,128}))?(?:\+[0-9A-Za-z.-]{1,128})?$/;

export function parseVersion(text: string): NugetVersion | undefined {
  const match = VERSION.exec(text.trim());
  if (!match) return undefined;
  const number = (index: number) => BigInt(match[index] ?? '0');
  const label = match[5] ?? '';
  if (label.split('.').includes('') && label !== '') return undefined;
  return { numbers: [number(1), number(2), number(3), number(4)], label };
}

export function nugetReference(id: string): PackageReference {
  return { format: 'nuget', name: normaliseName(id) };
}

export function normaliseName(id: string): string {
  return id.toLowerCase();
}

/**
 * | written      | stored    |
 * |--------------|-----------|
 * | 1.0          | 1.0.0     |
 * | 01.02.03.0   | 1.2.3     |
 * | 1.2.3.4      | 1.2.3.4   |
 * | 1.0.0-RC.1+b | 1.0.0-RC.1 |
 *
 * The case of a label is kept, as NuGet keeps it; comparing ignores it.
 */
export function normaliseVersion(version: string): string {
  const parsed = parseVersion(version);
  if (!parsed) return version;
  const { numbers, label } = parsed;
  const shown = numbers[3] === 0n ? numbers.slice(0, 3) : numbers;
  return `${shown.join('.')}${label === '' ? '' : `-${label}`}`;
}

/** One text for all spellings of a version: normalised, and the label in lower case. */
export function foldedVersion(version: string): string {
  return normaliseVersion(version).toLowerCase();
}

export function sameVersion(a: string, b: string): boolean {
  return foldedVersion(a) === foldedVersion(b);
}

export function isPrerelease(version: string): boolean {
  return (parseVersion(version)?.label ?? '') !== '';
}

/** The one asset of a version (user guide, nuget-name-normalization). */
export function assetName(id: string, version: string): string {
  return `${normaliseName(id)}.${normaliseVersion(version)}.nupkg`;
}

/** Negative when `a` is older. Texts that are no versions come before all versions. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (!left || !right) return left ? 1 : right ? -1 : a < b ? -1 : Number(a > b);
  for (const [index, number] of left.numbers.entries()) {
    const other = right.numbers[index] as bigint;
    if (number !== other) return number < other ? -1 : 1;
  }
  return compareLabels(left.label.toLowerCase(), right.label.toLowerCase());
}

function compareLabels(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  const [left, right] = [a.split('.'), b.split('.')];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [x, y] = [left[index], right[index]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const order = compareIdentifiers(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string, b: string): number {
  const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  if (!isNumberA) return a < b ? -1 : Number(a > b);
  const [x, y] = [BigInt(a), BigInt(b)];
  return x < y ? -1 : Number(x > y);
}

/**
 * Whether a version meets a NuGet range; undefined for floating ones (`1.*`).
 *
 * | range       | meets                                  |
 * |-------------|----------------------------------------|
 * | `1.0`       | 1.0.0 and everything newer              |
 * | `[1.0]`     | exactly 1.0.0                           |
 * | `(1.0,2.0]` | newer than 1.0.0 up to 2.0.0            |
 */
export function satisfies(version: string, requirement: string): boolean | undefined {
  const text = requirement.replace(/\s/g, '');
  if (text === '' || text === '(,)') return true;
  if (parseVersion(text)) return compareVersions(version, text) >= 0;
  const [, open, lower = '', comma, upper = '', close] = /^([[(])([^,]*?)(?:(,)([^,]*))?([\])])$/.exec(text) ?? [];
  if (open === undefined || [lower, upper].some((bound) => bound !== '' && !parseVersion(bound))) return undefined;
  if (comma === undefined)
    return open === '[' && close === ']' && lower !== '' ? compareVersions(version, lower) === 0 : undefined;
  const above = lower === '' ? 1 : compareVersions(version, lower);
  const below = upper === '' ? -1 : compareVersions(version, upper);
  return (above > 0 || (above === 0 && open === '[')) && (below < 0 || (below === 0 && close === ']'));
}

const ID = /^[\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*$/u;
const ID_LENGTH = 100;

export const coordinates: CoordinateRules = {
  normaliseName,
  normaliseVersion,
  compareVersions,
  isPrerelease: (version) => (parseVersion(version) ? isPrerelease(version) : undefined),
  satisfies,
  problems({ namespace, name, version }) {
    return [
      ...(namespace ? ['NuGet packages have no namespace'] : []),
      ...(name.length <= ID_LENGTH && ID.test(name)
        ? []
        : [`a NuGet id has at most ${ID_LENGTH} letters, digits and _, joined by single . or -`]),
      ...(version === undefined || parseVersion(version)
        ? []
        : ['the version is not one NuGet reads (1.2.3, 1.2.3-beta.1)']),
    ];
  },
};
