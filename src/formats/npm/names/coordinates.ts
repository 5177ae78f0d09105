// Names of npm packages: parse, normalise, print. The service compares them case-sensitively and keeps the scope
// apart, without its `@`, as the namespace.
import semverClean from 'semver/functions/clean.js';
import semverCompareBuild from 'semver/functions/compare-build.js';
import semverParse from 'semver/functions/parse.js';
import semverSatisfies from 'semver/functions/satisfies.js';
import semverMaxSatisfying from 'semver/ranges/max-satisfying.js';
import semverValidRange from 'semver/ranges/valid.js';
import type { PackageReference } from '../../../core/model/package.ts';
import type { CoordinateRules } from '../../../core/ports/package-format.ts';

/** The one asset of every npm version, as the service lists it. */
export const TARBALL = 'package.tgz';

/** `@scope/name` or `name`, as package.json and package managers write it. */
export function fullName(reference: Pick<PackageReference, 'namespace' | 'name'>): string {
  return reference.namespace ? `@${reference.namespace}/${reference.name}` : reference.name;
}

/** The name as one path segment; npm, Yarn and Bun escape the slash in lower case, the `@` stays. */
export function escapedName(reference: Pick<PackageReference, 'namespace' | 'name'>): string {
  const name = encodeURIComponent(reference.name);
  return reference.namespace ? `@${encodeURIComponent(reference.namespace)}%2f${name}` : name;
}

/** Takes `@scope/name` apart; undefined when it is neither that nor a plain name. Says nothing of its characters. */
export function parseFullName(text: string): (PackageReference & { format: 'npm' }) | undefined {
  const match = /^(?:@([^/@]+)\/)?([^/@][^/]*)$/.exec(text);
  if (match === null) return undefined;
  const [, namespace, name = ''] = match;
  return { format: 'npm', name, ...(namespace === undefined ? {} : { namespace }) };
}

/** `name-version.tgz`, without the scope: Yarn Berry keeps a lock file free of addresses only for this form. */
export function tarballName(reference: Pick<PackageReference, 'name'>, version: string): string {
  return `${reference.name}-${version}.tgz`;
}

/** Reserved as paths of the registry or by Node itself. */
const RESERVED = new Set(['node_modules', 'favicon.ico', '-']);

function partProblems(part: string, what: string): string[] {
  const problems: string[] = [];
  if (part === '') problems.push(`the ${what} is empty`);
  if (part.length > 214) problems.push(`the ${what} is longer than 214 characters`);
  if (/^[._]/.test(part)) problems.push(`the ${what} begins with \`.\` or \`_\``);
  if (!/^[A-Za-z0-9\-._~!'()*]*$/.test(part)) problems.push(`the ${what} has characters that npm does not allow in it`);
  if (RESERVED.has(part.toLowerCase())) problems.push(`\`${part}\` is reserved`);
  return problems;
}

/**
 * A version as npm publishes it: `npm publish` runs the same cleaning over package.json.
 *
 * | written        | result    |
 * | -------------- | --------- |
 * | `v1.2.3`       | `1.2.3`   |
 * | ` =1.2.3 `     | `1.2.3`   |
 * | `1.2.3+build`  | `1.2.3`   |
 * | `1.2`          | `1.2` (and a problem) |
 */
function normaliseVersion(version: string): string {
  return version.length > 256 ? version : (semverClean(version, { loose: true }) ?? version);
}

export const coordinates: CoordinateRules & Required<Pick<CoordinateRules, 'compareVersions' | 'satisfies'>> = {
  normaliseName: (name) => name,
  normaliseVersion,
  problems({ namespace, name, version }) {
    return [
      ...(namespace === undefined ? [] : partProblems(namespace, 'scope')),
      ...partProblems(name, 'name'),
      ...(version === undefined || isVersion(version) ? [] : ['the version is not a semantic version']),
    ];
  },
  compareVersions(a, b) {
    const [left, right] = [semverParse(a, { loose: true }), semverParse(b, { loose: true })];
    if (left && right) return semverCompareBuild(left, right);
    return left ? 1 : right ? -1 : a < b ? -1 : a > b ? 1 : 0;
  },
  isPrerelease(version) {
    const parsed = semverParse(version, { loose: true });
    return parsed === null ? undefined : parsed.prerelease.length > 0;
  },
  satisfies(version, requirement) {
    const range = semverValidRange(requirement, { loose: true });
    // Tags (`latest`), addresses and `workspace:` say nothing about versions.
    if (range === null) return undefined;
    return semverSatisfies(version, range, { loose: true });
  },
  // `latest` goes before newer ones that fit, and for any version at all it may be a prerelease (npm-pick-manifest).
  choose(versions, requirement, latest) {
    const range = semverValidRange(requirement, { loose: true });
    if (range === null) return requirement === 'latest' && versions.includes(latest ?? '') ? latest : undefined;
    const isLatestMet =
      latest !== undefined &&
      (range === '*' || semverSatisfies(latest, range, { loose: true })) &&
      versions.includes(latest);
    return isLatestMet ? latest : (semverMaxSatisfying([...versions], range, { loose: true }) ?? undefined);
  },
};

/** Whether the service may hold it as it stands: a semantic version in npm's own, cleaned spelling. */
export function isVersion(version: string): boolean {
  return version.length <= 256 && semverParse(version) !== null && !/^[v=\s]|\s$/.test(version);
}

/**
 * Why this is no dist-tag, to follow "it"; undefined where it is one. One that reads as a version range (`1.x`, `x`)
 * would mean the range in `npm install name@tag`.
 */
export function tagProblem(tag: string): string | undefined {
  // No word of letters is a range but `x` and `vx`; the grammar of ranges costs more than the rest of an upload.
  if (/^[a-z]{3,214}$/.test(tag)) return undefined;
  if (tag === '__proto__') return 'is a name that every object of JavaScript has';
  if (!/^[^\s/@%#?\\]{1,214}$/.test(tag)) return 'has not 1 to 214 characters other than spaces and / @ % # ? \\';
  return semverValidRange(tag) === null ? undefined : 'reads as a version range';
}

/** Whether `npm dist-tag add` may set it. */
export const isTag = (tag: string): boolean => tagProblem(tag) === undefined;

/**
 * Whether people may name it here: every object seems to have a member called `constructor` or `toString`, in the package
 * managers that read the tags as well.
 */
export const isUsableTag = (tag: string): boolean => isWritableTag(tag) && !(tag in Object.prototype);

/**
 * A tag that can be written, whoever named it: one that a copy brought must be led away again. `..` is no name in an
 * address.
 */
export const isWritableTag = (tag: string): boolean => isTag(tag) && tag !== '__proto__' && !/^\.\.?$/.test(tag);

/** Where npm puts a version nobody gave a tag: `latest`, and for a prerelease its first label (`2.0.0-rc.1` → `rc`). */
export function defaultTag(version: string): string {
  const prerelease = semverParse(version, { loose: true })?.prerelease ?? [];
  if (prerelease.length === 0) return 'latest';
  const label = String(prerelease[0]);
  // A number alone would be a range, and a prerelease must not take `latest` because its label says so.
  return isTag(label) && label !== 'latest' ? label : 'next';
}
