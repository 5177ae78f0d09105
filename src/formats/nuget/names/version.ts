// Versions as NuGet.Versioning reads, writes and orders them. Pure.
// https://learn.microsoft.com/nuget/concepts/package-versioning

export interface NugetVersion {
  /** Major, minor, patch, revision. */
  readonly numbers: readonly [number, number, number, number];
  /** Without the hyphen, in the case it was written in; empty for a release. */
  readonly label: string;
  /** What follows the plus; empty where there is none. No two versions differ by it. */
  readonly metadata: string;
}

/** White space of .NET, which neither `\s` nor `trim` of JavaScript is: theirs has U+FEFF and lacks U+0085. */
const SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const NUMBER = `${SPACE}*0*(\\d{1,10})${SPACE}*`;
const LABELS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const VERSION = new RegExp(
  `^${NUMBER}(?:\\.${NUMBER})?(?:\\.${NUMBER})?(?:\\.${NUMBER})?(?:-(${LABELS}))?(?:\\+(${LABELS}))?$`,
);
/** As nearly all are written; the same parts in the same places. */
const PLAIN = new RegExp(
  `^(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9}))?(?:-(${LABELS}))?(?:\\+(${LABELS}))?$`,
);
const ENDS = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g');
/** `00` and `007`; `0` is a number, and `0a` is none. */
const PADDED_NUMBER = /(?:^|\.)0\d+(?:\.|$)/;
/** Numbers are 32 bits wide. */
const LARGEST = 2_147_483_647;

export const trimmed = (text: string): string => text.replace(ENDS, '');

/** Undefined for what NuGet does not read; a version of that kind in a list makes every restore of the id fail. */
export function parseVersion(text: string): NugetVersion | undefined {
  // The service has no longer ones, and patterns over white space take their time.
  const match = text.length > 1024 ? null : (PLAIN.exec(text) ?? VERSION.exec(trimmed(text)));
  if (!match) return undefined;
  const number = (index: number) => Number(match[index] ?? '0');
  const numbers = [number(1), number(2), number(3), number(4)] as const;
  const [, , , , , label = '', metadata = ''] = match;
  return numbers.some((each) => each > LARGEST) || PADDED_NUMBER.test(label) ? undefined : { numbers, label, metadata };
}

/**
 * | written      | stored     |
 * |--------------|------------|
 * | 1.0          | 1.0.0      |
 * | 01.02.03.0   | 1.2.3      |
 * | 1.2.3.4      | 1.2.3.4    |
 * | 1.0.0-RC.1+b | 1.0.0-RC.1 |
 *
 * The case of a label is kept, as NuGet keeps it; comparing ignores it.
 */
export function normaliseVersion(version: string): string {
  const parsed = parseVersion(version);
  if (!parsed) return version;
  const { numbers, label } = parsed;
  const shown = numbers[3] === 0 ? numbers.slice(0, 3) : numbers;
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

/** Whether only clients that know SemVer 2 are shown it: a label of several parts, or build metadata. */
export function isSemVer2({ label, metadata }: NugetVersion): boolean {
  return label.includes('.') || metadata !== '';
}

/** Negative when `a` is older. Texts that are no versions come before all versions. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left && right) return compareParsed(left, right);
  return left ? 1 : right ? -1 : a < b ? -1 : Number(a > b);
}

/** Negative when `a` is older, 0 for spellings of one version. */
export function compareParsed(a: NugetVersion, b: NugetVersion): number {
  return compareNumbers(a, b) || compareLabels(a.label.toLowerCase(), b.label.toLowerCase());
}

/** The order of the four numbers alone. */
export function compareNumbers({ numbers: a }: NugetVersion, { numbers: b }: NugetVersion): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
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
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return x - y;
  if (x !== undefined || y !== undefined) return x === undefined ? 1 : -1;
  return a < b ? -1 : Number(a > b);
}

/** What .NET reads as a number of 32 bits: `-1` is one, and a longer row of digits is a word. */
function numberOf(identifier: string): number | undefined {
  if (!/^-?\d+$/.test(identifier)) return undefined;
  const number = Number(identifier);
  return number >= -LARGEST - 1 && number <= LARGEST ? number : undefined;
}
