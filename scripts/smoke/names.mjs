// @ts-check
// Every name that a smoke run makes or may remove. What is not made of these names is none of its business.

/**
 * @typedef {object} Place Where a run works, as the user named it.
 * @property {string} domain
 * @property {string | undefined} domainOwner Account that owns the domain; undefined: the account signed in.
 * @property {string} prefix
 * @property {string} region
 * @property {boolean} createDomain Whether the domain itself is made, and removed at the end.
 */

/**
 * @typedef {object} SmokePackage A package of the run.
 * @property {'npm' | 'pypi' | 'maven' | 'nuget' | 'generic'} format
 * @property {string | undefined} namespace
 * @property {string} name
 */

/** Key of the resource tag that this program alone sets: what does not carry it was made by somebody else. */
export const TAG_KEY = 'codeartifact-ci-smoke';
/** The tag's value is the id of the run: its time, so that people can tell how old it is, and chance. */
export const RUN_ID = /^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{12}$/;
/** The first release, and the one that is rolled back and retired. */
export const VERSIONS = Object.freeze(['1.0.0', '1.1.0']);
/** What twine uploads by itself, where it is installed. */
export const TWINE_VERSION = '1.2.0';
/**
 * Ids of promotions name the versions of the package that holds their records, and what a rollback is about to write
 * stands under its own id (core/operations/rollback/undo/records.ts).
 */
const RECORD_VERSION = /^[0-9]{8}t[0-9]{9}z-[0-9a-z]{6}(?:-begun)?$/;

/**
 * What may be a prefix: a word that npm scopes, Maven groups, Python and NuGet names and domains all take as it is, and
 * that no pattern of a policy reads as more than itself. Pure names: no `.`, `_`, `*`, and no two hyphens in a row, which
 * Python takes for one.
 */
const PREFIX = /^(?=.{3,24}$)[a-z](?:-?[a-z0-9])+$/;
/** As the service's model has it. */
const DOMAIN = /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/;
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-[0-9]$/;
const ACCOUNT = /^[0-9]{12}$/;

/**
 * What is wrong with a place, in sentences; empty where nothing is.
 * @param {Place} place
 * @returns {string[]}
 */
export function problemsOf({ domain, domainOwner, prefix, region, createDomain }) {
  const problems = [];
  if (!PREFIX.test(prefix))
    problems.push(`--prefix ${prefix}: 3 to 24 characters: a to z, 0 to 9 and single hyphens inside, a letter first`);
  if (!DOMAIN.test(domain)) problems.push(`--domain ${domain} cannot be the name of a domain`);
  if (!REGION.test(region)) problems.push(`--region ${region} cannot be the name of a Region`);
  if (domainOwner !== undefined && !ACCOUNT.test(domainOwner))
    problems.push(`--domain-owner ${domainOwner} is no account: 12 digits`);
  if (createDomain && domainOwner !== undefined)
    problems.push('--create-domain makes a domain of the account signed in: leave out --domain-owner');
  if (createDomain && !hasPrefix(domain, prefix))
    problems.push(
      `--create-domain makes no domain without the prefix in its name: ${prefix} or ${prefix}-…, not ${domain}`,
    );
  return problems;
}

/**
 * Whether a domain is one that `--create-domain` may make and remove.
 * @param {string} domain
 * @param {string} prefix
 */
export function hasPrefix(domain, prefix) {
  return domain === prefix || domain.startsWith(`${prefix}-`);
}

/**
 * The two repositories, first the one that is published to.
 * @param {string} prefix
 * @returns {Readonly<Record<'staging' | 'production', string>>}
 */
export function repositoriesOf(prefix) {
  return Object.freeze({ staging: `${prefix}-staging`, production: `${prefix}-production` });
}

/**
 * The packages that are published.
 * @param {string} prefix
 * @returns {readonly SmokePackage[]}
 */
export function packagesOf(prefix) {
  const name = `${prefix}-smoke`;
  return [
    { format: 'npm', namespace: prefix, name: 'smoke' },
    { format: 'pypi', namespace: undefined, name },
    { format: 'maven', namespace: name, name },
    { format: 'nuget', namespace: undefined, name },
    { format: 'generic', namespace: name, name },
  ];
}

/**
 * The generic package that holds the records of promotions.
 * @param {string} prefix
 * @returns {SmokePackage & { namespace: string }}
 */
export function recordPackageOf(prefix) {
  return { format: 'generic', namespace: `${prefix}-smoke`, name: `${prefix}-promotions` };
}

/**
 * A version as the command line takes it.
 * @param {SmokePackage} of
 * @param {string} version
 */
export function coordinateOf({ format, namespace, name }, version) {
  const full = { npm: `@${namespace}/${name}`, maven: `${namespace}:${name}`, generic: `${namespace}/${name}` };
  return `${format}:${full[/** @type {keyof typeof full} */ (format)] ?? name}@${version}`;
}

/**
 * Whether a run puts a package of this name into a repository. Any other one was put there by somebody else.
 * @param {string} prefix
 * @param {string} repository
 * @param {FoundPackage} found
 */
export function isOwnPackage(prefix, repository, found) {
  return ownVersions(prefix, repository, found) !== undefined;
}

/**
 * The same for one version of it.
 * @param {string} prefix
 * @param {string} repository
 * @param {FoundPackage} found
 * @param {string} version
 */
export function isOwnVersion(prefix, repository, found, version) {
  return ownVersions(prefix, repository, found)?.(version) ?? false;
}

/**
 * Which versions of a package a run puts into a repository; undefined: none.
 * @param {string} prefix
 * @param {string} repository
 * @param {FoundPackage} found
 * @returns {((version: string) => boolean) | undefined}
 */
function ownVersions(prefix, repository, found) {
  const { staging, production } = repositoriesOf(prefix);
  if (repository !== staging && repository !== production) return undefined;
  if (repository === production && isSame(recordPackageOf(prefix), found))
    return (version) => RECORD_VERSION.test(version);
  if (!packagesOf(prefix).some((one) => isSame(one, found))) return undefined;
  const isUploaded = repository === staging && found.format === 'pypi';
  return (version) => VERSIONS.includes(version) || (isUploaded && version === TWINE_VERSION);
}

/**
 * @typedef {object} FoundPackage A package as the service lists it.
 * @property {string | undefined} [format]
 * @property {string | undefined} [namespace]
 * @property {string | undefined} [package]
 *
 * @param {SmokePackage} own
 * @param {FoundPackage} found
 */
function isSame(own, found) {
  return own.format === found.format && own.namespace === found.namespace && own.name === found.package;
}
