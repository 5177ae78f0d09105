// Requirements of NuGet packages: which versions meet one, and which of them a restore takes. Pure.
//
// | requirement   | met by                                     | taken                                  |
// |---------------|--------------------------------------------|----------------------------------------|
// | `1.0`         | 1.0.0 and everything newer                 | the lowest                             |
// | `[1.0]`       | exactly 1.0.0                              |                                        |
// | `(1.0,2.0]`   | newer than 1.0.0 up to 2.0.0               | the lowest                             |
// | `1.*`         | 1.0.0 and everything newer                 | the newest 1.x, else the lowest above  |
// | `1.0.0-beta.*`| 1.0.0-beta.0 and everything newer          | the newest 1.0.0-beta.x or 1.0.0       |
//
// Prereleases are taken only where a bound is one, or where the star may stand for one.
// https://learn.microsoft.com/nuget/concepts/package-versioning#version-ranges
import { compareNumbers, compareParsed, type NugetVersion, parseVersion, trimmed } from './version.ts';

export interface VersionRange {
  readonly lower: NugetVersion | undefined;
  readonly isLowerIncluded: boolean;
  readonly upper: NugetVersion | undefined;
  readonly isUpperIncluded: boolean;
  readonly float: FloatingPart | undefined;
}

/** Where a requirement has a star. */
interface FloatingPart {
  /** The lowest that the star can stand for. */
  readonly from: NugetVersion;
  /** How many of the four numbers stand fast; none for `*`. */
  readonly fixed: number;
  /** What the label of a prerelease begins with; undefined where the star stands for releases alone. */
  readonly labelPrefix: string | undefined;
  /** `*-*`: whatever is newest. */
  readonly isAnything?: true;
}

/** Undefined for what NuGet does not read as a requirement. The empty text is none either; see `readRequirement`. */
export function parseRange(requirement: string): VersionRange | undefined {
  const text = requirement.length > 1024 ? '' : trimmed(requirement);
  if (text === '') return undefined;
  if (!/^[[(]/.test(text)) return rangeOf({ lower: text, upper: '', isLowerIncluded: true, isUpperIncluded: false });
  const [, open, inner = '', close] = /^([[(])(.*)([\])])$/s.exec(text) ?? [];
  const parts = inner.split(',');
  const [isLowerIncluded, isUpperIncluded] = [open === '[', close === ']'];
  // `(,)` is none, and neither is `(1.0)`: a version alone is in square brackets.
  if (open === undefined || parts.length > 2 || parts.every((part) => part === '')) return undefined;
  if (parts.length === 1 && !(isLowerIncluded && isUpperIncluded)) return undefined;
  const [lower = '', upper = lower] = parts;
  return rangeOf({ lower, upper, isLowerIncluded, isUpperIncluded });
}

/** Bounds as written. */
interface WrittenBounds {
  readonly lower: string;
  readonly upper: string;
  readonly isLowerIncluded: boolean;
  readonly isUpperIncluded: boolean;
}

function rangeOf({ lower, upper, ...included }: WrittenBounds): VersionRange | undefined {
  const floats = lower.includes('*');
  const float = floats ? parseFloatingPart(lower) : undefined;
  const from = floats ? float?.from : parseVersion(lower);
  const to = parseVersion(upper);
  if ((!from && trimmed(lower) !== '') || (!to && trimmed(upper) !== '')) return undefined;
  if (from && to) {
    const order = compareParsed(from, to);
    if (order > 0 || (order === 0 && included.isLowerIncluded !== included.isUpperIncluded)) return undefined;
  }
  return { lower: from, upper: to, float: float && isFloating(float) ? float : undefined, ...included };
}

/** A star that stands for no part of its own (`1*`) is read as a zero, and floats nothing. */
const isFloating = ({ fixed }: FloatingPart) => fixed >= 0;
const NOTHING = -1;

function parseFloatingPart(text: string): FloatingPart | undefined {
  const [first, last] = [text.indexOf('*'), text.lastIndexOf('*')];
  const hyphen = text.indexOf('-');
  if (text === '*') return floating('0', 0, undefined);
  if (text === '*-*') {
    const part = floating('0.0.0-0', 0, '');
    return part && { ...part, isAnything: true };
  }
  // Nothing but a label may follow a star, and its own star ends it.
  if (last !== text.length - 1 || text.includes('+')) return undefined;
  if (first !== last) return first === hyphen - 1 ? twoStars(text, hyphen) : undefined;
  const head = text.slice(0, -1);
  if (hyphen === -1) {
    const parts = head.split('.').length;
    return floating(`${head}0`, parts >= 2 && parts <= 4 ? parts - 1 : NOTHING, undefined);
  }
  return oneStarInLabel(head, hyphen);
}

/** `1.*-rc*`: releases and prereleases of that label. */
function twoStars(text: string, hyphen: number): FloatingPart | undefined {
  const stable = `${text.slice(0, hyphen - 1)}0`;
  const prefix = text.slice(hyphen + 1, -1);
  const parts = stable.split('.').length;
  const label = prefix === '' || prefix.endsWith('.') ? `${prefix}0` : prefix;
  return floating(`${stable}-${label}`, parts <= 4 ? parts - 1 : NOTHING, prefix);
}

/** `1.0.0-beta.*`. */
function oneStarInLabel(head: string, hyphen: number): FloatingPart | undefined {
  // With a second hyphen the whole label is the prefix, and it stays as it is.
  if (head.indexOf('-', hyphen + 1) !== -1) return floating(head, 4, head.slice(hyphen + 1));
  const prefix = head.slice(hyphen + 1);
  const lowest = prefix === '' || head.endsWith('.') ? `${head}0` : head;
  return floating(lowest, 4, prefix);
}

function floating(lowest: string, fixed: number, labelPrefix: string | undefined): FloatingPart | undefined {
  const from = parseVersion(lowest);
  return from && { from, fixed, labelPrefix: labelPrefix ?? (from.label === '' ? undefined : from.label) };
}

/** Whether a version is within the bounds, prereleases included. */
export function meetsRange(version: NugetVersion, range: VersionRange): boolean {
  const above = range.lower ? compareParsed(version, range.lower) : 1;
  const below = range.upper ? compareParsed(version, range.upper) : -1;
  return (above > 0 || (above === 0 && range.isLowerIncluded)) && (below < 0 || (below === 0 && range.isUpperIncluded));
}

/** The version that a restore takes of these; undefined where it takes none of them (NU1102, NU1103). */
export function takenOf<T>(
  versions: readonly T[],
  range: VersionRange,
  parsedOf: (version: T) => NugetVersion | undefined,
): T | undefined {
  const { float } = range;
  const takesPrereleases =
    Boolean(range.lower?.label) || Boolean(range.upper?.label) || float?.labelPrefix !== undefined;
  let best: { readonly version: T; readonly parsed: NugetVersion } | undefined;
  for (const version of versions) {
    const parsed = parsedOf(version);
    if (!parsed || (parsed.label !== '' && !takesPrereleases) || !meetsRange(parsed, range)) continue;
    if (!best || (float ? isBetterFloating(parsed, best.parsed, float) : compareParsed(parsed, best.parsed) < 0))
      best = { version, parsed };
  }
  return best?.version;
}

/** What the star stands for comes first, the newest of it; then what is above it, the lowest; then what is below. */
function isBetterFloating(version: NugetVersion, best: NugetVersion, float: FloatingPart): boolean {
  const order = compareParsed(version, best);
  const [floats, bestFloats] = [standsFor(float, version), standsFor(float, best)];
  if (floats || bestFloats) return floats && bestFloats ? order > 0 : floats;
  const [isBelow, bestIsBelow] = [version, best].map((each) => compareParsed(each, float.from) < 0);
  if (isBelow !== bestIsBelow) return bestIsBelow === true;
  return isBelow ? order > 0 : order < 0;
}

function standsFor({ from, fixed, labelPrefix, isAnything }: FloatingPart, version: NugetVersion): boolean {
  if (isAnything) return true;
  const isLabelled = version.label !== '';
  if (isLabelled && (labelPrefix === undefined || !startsWith(version.label, labelPrefix))) return false;
  if (fixed === 4) return compareNumbers(version, from) === 0;
  return from.numbers.slice(0, fixed).every((number, index) => number === version.numbers[index]);
}

const startsWith = (label: string, prefix: string) => label.toLowerCase().startsWith(prefix.toLowerCase());

const ANY: VersionRange = {
  lower: undefined,
  isLowerIncluded: true,
  upper: undefined,
  isUpperIncluded: false,
  float: undefined,
};

/**
 * As the reader of nuspecs takes it: any version where nothing is said, or nothing that can be read. The range without
 * bounds (`(, )`), which registries write for it, is the same.
 */
export function readRequirement(requirement: string): VersionRange {
  return parseRange(requirement) ?? ANY;
}
