// Order of PEP 440 versions, and whether one meets a specifier set (`>=2,<3,!=2.5.*`).
import { type PythonVersion, parseVersion } from './version.ts';

/** Digits of any length: date stamps with counters exceed 2^53. */
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function compareReleases(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = compareNumbers(a[index] ?? '0', b[index] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

/** dev before a, b, rc before the release itself before its post-releases. */
function comparePhases(a: PythonVersion, b: PythonVersion): number {
  const phase = ({ pre, post, dev }: PythonVersion) =>
    pre ? { a: 1, b: 2, rc: 3 }[pre[0]] : post === undefined && dev !== undefined ? 0 : 4;
  return (
    phase(a) - phase(b) ||
    compareNumbers(a.pre?.[1] ?? '0', b.pre?.[1] ?? '0') ||
    compareOptional(a.post, b.post, -1) ||
    compareOptional(a.dev, b.dev, 1)
  );
}

/** `absent` is the sign of a missing part against a present one. */
function compareOptional(a: string | undefined, b: string | undefined, absent: -1 | 1): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? absent : -absent;
  return compareNumbers(a, b);
}

function compareLocals(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return compareOptional(a && '0', b && '0', -1);
  const [left, right] = [a.split('.'), b.split('.')];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareLocalParts(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers above words; a shorter local version below a longer one that begins with it. */
function compareLocalParts(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumberA && isNumberB) return compareNumbers(a, b);
  if (isNumberA !== isNumberB) return isNumberA ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePublic(a: PythonVersion, b: PythonVersion): number {
  return compareNumbers(a.epoch, b.epoch) || compareReleases(a.release, b.release) || comparePhases(a, b);
}

/** Versions that are not PEP 440 (old public ones) come before all others, as text. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (!left || !right) return left ? 1 : right ? -1 : a < b ? -1 : a > b ? 1 : 0;
  return comparePublic(left, right) || compareLocals(left.local, right.local);
}

/** Versions with a pre or dev part, which pip leaves out unless asked; undefined for what is not PEP 440. */
export function isPrerelease(version: string): boolean | undefined {
  const parsed = parseVersion(version);
  return parsed && isPre(parsed);
}

/**
 * Whether `version` meets a requirement such as `>=2,<3`; an empty one is met by any. Undefined when either cannot be
 * understood. Pre-releases count like any other version here: which of them to choose is the installer's business.
 */
export function satisfies(version: string, requirement: string): boolean | undefined {
  const parsed = parseVersion(version);
  if (!parsed) return undefined;
  const clauses = requirement
    .split(',')
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
  let isMet: boolean | undefined = true;
  for (const clause of clauses) {
    const meets = meetsClause(version, parsed, clause);
    if (meets === false) return false;
    isMet = meets === undefined ? undefined : isMet;
  }
  return isMet;
}

/**
 * What pip takes: the newest that fits; prereleases only where a bound of the requirement is one, or where nothing else
 * fits (PEP 440, handling of pre-releases).
 */
export function pipChoice(versions: readonly string[], requirement: string): string | undefined {
  const fitting = versions.filter((version) => satisfies(version, requirement) === true);
  const releases = namesPrerelease(requirement) ? [] : fitting.filter((version) => isPrerelease(version) === false);
  const candidates = releases.length > 0 ? releases : fitting;
  return candidates.reduce<string | undefined>(
    (best, each) => (best === undefined || compareVersions(best, each) < 0 ? each : best),
    undefined,
  );
}

/** Leaving one out (`!=2.0rc1`) asks for none. */
function namesPrerelease(requirement: string): boolean {
  return requirement.split(',').some((clause) => {
    const [, operator = '', operand = ''] = CLAUSE.exec(clause.trim()) ?? [];
    return operator !== '' && operator !== '!=' && isPrerelease(operand) === true;
  });
}

const CLAUSE = /^(===|==|!=|~=|<=|>=|<|>)\s*(\S+)$/;

function meetsClause(version: string, parsed: PythonVersion, clause: string): boolean | undefined {
  const match = CLAUSE.exec(clause);
  const [, operator = '', operand = ''] = match ?? [];
  if (operator === '===') return version.toLowerCase() === operand.toLowerCase();
  const isPrefix = operand.endsWith('.*') && (operator === '==' || operator === '!=');
  const bound = parseVersion(isPrefix ? operand.slice(0, -2) : operand);
  if (!match || !bound) return undefined;
  if (isPrefix) return hasPrefix(parsed, bound) === (operator === '==');
  switch (operator) {
    case '==':
      return isEqual(parsed, bound);
    case '!=':
      return !isEqual(parsed, bound);
    case '<=':
      return comparePublic(parsed, bound) <= 0;
    case '>=':
      return comparePublic(parsed, bound) >= 0;
    case '<':
      return isBelow(parsed, bound);
    case '>':
      return isAbove(parsed, bound);
    default:
      return isCompatible(parsed, bound);
  }
}

/** A bound without local part is met by every local variant of it. */
function isEqual(version: PythonVersion, bound: PythonVersion): boolean {
  return comparePublic(version, bound) === 0 && (bound.local === undefined || version.local === bound.local);
}

function hasPrefix(version: PythonVersion, prefix: PythonVersion): boolean {
  const head = prefix.release.map((_, index) => version.release[index] ?? '0');
  if (compareNumbers(version.epoch, prefix.epoch) !== 0 || compareReleases(head, prefix.release) !== 0) return false;
  return prefix.pre === undefined || comparePhases({ ...version, dev: undefined, post: undefined }, prefix) === 0;
}

const isPre = ({ pre, dev }: PythonVersion) => pre !== undefined || dev !== undefined;

/** `<3` leaves out `3rc1`, which is below 3 only in order. */
function isBelow(version: PythonVersion, bound: PythonVersion): boolean {
  if (comparePublic(version, bound) >= 0) return false;
  return isPre(bound) || !isPre(version) || !isSameRelease(version, bound);
}

/** `>1.7` leaves out `1.7.post1` and `1.7+local`. */
function isAbove(version: PythonVersion, bound: PythonVersion): boolean {
  if (comparePublic(version, bound) <= 0) return false;
  return bound.post !== undefined || version.post === undefined || !isSameRelease(version, bound);
}

function isSameRelease(a: PythonVersion, b: PythonVersion): boolean {
  return compareNumbers(a.epoch, b.epoch) === 0 && compareReleases(a.release, b.release) === 0;
}

/** `~=2.2.1` is `>=2.2.1, ==2.2.*`; a single number cannot be compatible with anything. */
function isCompatible(version: PythonVersion, bound: PythonVersion): boolean | undefined {
  if (bound.release.length < 2) return undefined;
  const series = { ...bound, release: bound.release.slice(0, -1), pre: undefined, post: undefined, dev: undefined };
  return comparePublic(version, bound) >= 0 && hasPrefix(version, series);
}
