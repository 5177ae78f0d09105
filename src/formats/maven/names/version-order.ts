// The order of Maven versions (org.apache.maven.artifact.versioning.ComparableVersion, Maven 3.8): which one is the
// newest when maven-metadata.xml is written from what the repository holds.
// Specification: https://maven.apache.org/pom.html#version-order-specification

type Item = bigint | string | Item[];

const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
// Maps: a qualifier may be called `constructor` or `__proto__`.
const ALIASES: ReadonlyMap<string, string> = new Map(Object.entries({ ga: '', final: '', release: '', cr: 'rc' }));
const BEFORE_DIGIT: ReadonlyMap<string, string> = new Map(Object.entries({ a: 'alpha', b: 'beta', m: 'milestone' }));
const RELEASE_RANK = QUALIFIERS.indexOf('');

/** Negative when `a` is older than `b`, zero when Maven holds them equal (`1.0` and `1`). */
export function compareVersions(a: string, b: string): number {
  return compareLists(parse(a), parse(b));
}

/** Oldest first; equal ones keep their order. */
export function sortVersions(versions: Iterable<string>): string[] {
  return [...versions]
    .map((version) => ({ version, items: parse(version) }))
    .sort((a, b) => compareLists(a.items, b.items))
    .map(({ version }) => version);
}

/**
 * Qualifiers that stand for a version before its release. Maven knows those before `rc` and `snapshot`; the others it
 * orders after the release, but nobody who publishes `1.0-pre1` or `2.9.0.pr2` means one.
 */
const PRERELEASES = new Set([
  ...QUALIFIERS.slice(0, RELEASE_RANK),
  ...['pre', 'prerelease', 'preview', 'pr', 'dev', 'ea', 'eap', 'nightly', 'canary'],
]);

/** A build of a snapshot: `1.0-20260102.030405-7`. */
const SNAPSHOT_BUILD = /-\d{8}\.\d{6}-\d{1,9}$/;

/** Snapshots, their builds, and versions with a qualifier such as `alpha`, `M2`, `rc`; every text has an answer. */
export function isPrerelease(version: string): boolean {
  const text = version.toLowerCase().slice(0, 255);
  if (SNAPSHOT_BUILD.test(text)) return true;
  const words = text.match(/[a-z]+\d?/g) ?? [];
  return words.some((word) => {
    const digitFollows = /\d$/.test(word);
    return PRERELEASES.has(qualifier(digitFollows ? word.slice(0, -1) : word, digitFollows));
  });
}

/**
 * A hyphen, and each change between digits and letters, begins a list of its own; nothing-items at the end of each
 * list are dropped (`1.0.0` is `1`, `1-ga` is `1`).
 */
function parse(version: string): Item[] {
  const root: Item[] = [];
  const lists = [root];
  let list = root;
  const deeper = () => {
    const inner: Item[] = [];
    list.push(inner);
    lists.push(inner);
    list = inner;
  };
  const tokens =
    version
      .toLowerCase()
      .slice(0, 255)
      .match(/\d+|[^\d.-]+|[.-]/g) ?? [];
  tokens.forEach((token, index) => {
    if (token === '.' || token === '-') {
      const previous = tokens[index - 1];
      if (previous === undefined || previous === '.' || previous === '-') list.push(0n);
      if (token === '-') deeper();
      return;
    }
    const next = tokens[index + 1];
    const previous = tokens[index - 1];
    const digits = /^\d/.test(token);
    const joined = previous !== undefined && previous !== '.' && previous !== '-';
    if (joined) deeper();
    const digitFollows = next !== undefined && /^\d/.test(next);
    // Maven 3.8.7 and later read `.x1` and a last `.x` as `-x`.
    if (!digits && (digitFollows || next === undefined) && list.length > 0) deeper();
    list.push(digits ? BigInt(token) : qualifier(token, digitFollows));
  });
  for (const each of lists.reverse()) trim(each);
  return root;
}

function qualifier(token: string, digitFollows: boolean): string {
  const name = digitFollows ? (BEFORE_DIGIT.get(token) ?? token) : token;
  return ALIASES.get(name) ?? name;
}

function trim(list: Item[]): void {
  for (let index = list.length - 1; index >= 0; index--) {
    const item = list[index] as Item;
    if (isNothing(item)) list.splice(index, 1);
    else if (!Array.isArray(item)) break;
  }
}

function isNothing(item: Item): boolean {
  return Array.isArray(item) ? item.length === 0 : item === 0n || item === '';
}

function compareLists(a: Item[], b: Item[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const order = compareItems(a[index], b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareItems(a: Item | undefined, b: Item | undefined): number {
  if (a === undefined) return b === undefined ? 0 : -compareItems(b, undefined);
  if (typeof a === 'bigint') {
    if (b === undefined) return Number(a > 0n);
    return typeof b === 'bigint' ? Number(a > b) - Number(a < b) : 1;
  }
  if (typeof a === 'string') return compareQualifier(a, b);
  if (b === undefined) return compareToNothing(a);
  if (typeof b === 'bigint') return -1;
  return typeof b === 'string' ? 1 : compareLists(a, b);
}

function compareQualifier(a: string, b: Item | undefined): number {
  if (b === undefined) return rank(a) - RELEASE_RANK;
  if (typeof b !== 'string') return -1;
  const order = rank(a) - rank(b);
  return order !== 0 || rank(a) < QUALIFIERS.length ? order : a < b ? -1 : Number(a > b);
}

function rank(name: string): number {
  const known = QUALIFIERS.indexOf(name);
  return known === -1 ? QUALIFIERS.length : known;
}

function compareToNothing(list: Item[]): number {
  for (const item of list) {
    const order = compareItems(item, undefined);
    if (order !== 0) return order;
  }
  return 0;
}
