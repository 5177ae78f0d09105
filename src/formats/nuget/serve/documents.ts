// The JSON documents of protocol V3, written from what the repository holds.
// https://learn.microsoft.com/nuget/api/overview. `BASE` below is the repository endpoint.
import type { Json, ServedPackage, ServedVersion } from '../../../core/ports/format-server.ts';
import type { Nuspec } from '../artifact/nuspec.ts';
import { normaliseName } from '../names/coordinates.ts';
import { compareVersions, isPrerelease, normaliseVersion } from '../names/version.ts';
import { parseRange } from '../names/version-range.ts';

export const PATHS = {
  index: 'v3/index.json',
  flatContainer: 'v3/flatcontainer/',
  registrations: 'v3/registration4/',
  query: 'v3/query',
  autocomplete: 'v3/autocomplete',
  publish: 'v2/package',
} as const;

/**
 * What the clients tried look for: nuget.exe 5.8 takes registrations only as `/3.0.0-beta` or `/3.4.0`, and pushes only
 * when `PackagePublish/2.0.0` is there. No symbol server: `SymbolPackagePublish` is absent on purpose.
 */
export function serviceIndex(base: string): Json {
  const entries = (path: string, name: string, versions: readonly string[]) =>
    versions.map((version) => ({ '@id': base + path, '@type': `${name}${version}` }));
  return {
    version: '3.0.0',
    resources: [
      ...entries(PATHS.flatContainer, 'PackageBaseAddress', ['/3.0.0']),
      ...entries(PATHS.registrations, 'RegistrationsBaseUrl', [
        '',
        '/3.0.0-beta',
        '/3.0.0-rc',
        '/3.4.0',
        '/3.6.0',
        '/Versioned',
      ]),
      ...entries(PATHS.query, 'SearchQueryService', ['', '/3.0.0-beta', '/3.0.0-rc', '/3.5.0']),
      ...entries(PATHS.autocomplete, 'SearchAutocompleteService', ['', '/3.0.0-beta', '/3.0.0-rc', '/3.5.0']),
      ...entries(PATHS.publish, 'PackagePublish', ['/2.0.0']),
    ],
  };
}

/** What is kept with a version: its nuspec; `listed: false` for versions that the public source hides. */
export type StoredNugetVersion = Partial<Nuspec> & { readonly listed?: boolean };

export function keptOf({ metadata }: ServedVersion): StoredNugetVersion {
  const isObject = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  return isObject ? (metadata as unknown as StoredNugetVersion) : {};
}

export function isListed(version: ServedVersion): boolean {
  return version.status === 'Published' && keptOf(version).listed !== false;
}

export function isServed({ status }: ServedVersion): boolean {
  return status === 'Published' || status === 'Unlisted';
}

/** Oldest first. */
export function inOrder(versions: readonly ServedVersion[]): ServedVersion[] {
  return [...versions].sort((a, b) => compareVersions(a.version, b.version));
}

/** `flatcontainer/ID/index.json`; undefined when nothing is to be listed. */
export function versionList(found: ServedPackage, withUnlisted: boolean): Json | undefined {
  const versions = inOrder(found.versions.filter((version) => (withUnlisted ? isServed(version) : isListed(version))));
  return versions.length === 0
    ? undefined
    : { versions: versions.map(({ version }) => normaliseVersion(version).toLowerCase()) };
}

const PAGE_SIZE = 64;
/** Up to this many versions the pages stand inside the index, as on nuget.org. */
const INLINE_LIMIT = 128;

function pagesOf(found: ServedPackage): ServedVersion[][] {
  const versions = inOrder(found.versions.filter(isServed));
  const pages: ServedVersion[][] = [];
  for (let at = 0; at < versions.length; at += PAGE_SIZE) pages.push(versions.slice(at, at + PAGE_SIZE));
  return pages;
}

/** `registration4/ID/index.json`; undefined when the package has no version to show. */
export function registrationIndex(found: ServedPackage, base: string): Json | undefined {
  const pages = pagesOf(found);
  if (pages.length === 0) return undefined;
  const isInline = pages.length * PAGE_SIZE <= INLINE_LIMIT;
  const address = registrationAddress(found.name, base);
  return {
    '@id': `${address}index.json`,
    '@type': ['catalog:CatalogRoot', 'PackageRegistration', 'catalog:Permalink'],
    count: pages.length,
    items: pages.map((page) => pageOf(found, page, base, isInline)),
  };
}

/** `registration4/ID/page/LOWER/UPPER.json`. */
export function registrationPage(found: ServedPackage, lower: string, upper: string, base: string): Json | undefined {
  const page = pagesOf(found).find((each) => isBound(each[0], lower) && isBound(each.at(-1), upper));
  return page && pageOf(found, page, base, true);
}

const isBound = (version: ServedVersion | undefined, bound: string) =>
  version !== undefined && lowerCase(version) === bound.toLowerCase();

const lowerCase = ({ version }: ServedVersion) => normaliseVersion(version).toLowerCase();

function pageOf(found: ServedPackage, page: readonly ServedVersion[], base: string, withItems: boolean): Json {
  const lower = page[0] ? lowerCase(page[0]) : '';
  const last = page.at(-1);
  const upper = last ? lowerCase(last) : '';
  const address = registrationAddress(found.name, base);
  return {
    '@id': `${address}page/${encodeURIComponent(lower)}/${encodeURIComponent(upper)}.json`,
    '@type': 'catalog:CatalogPage',
    count: page.length,
    lower,
    upper,
    parent: `${address}index.json`,
    ...(withItems ? { items: page.map((version) => leafOf(found, version, base)) } : {}),
  };
}

/** `registration4/ID/VERSION.json`. */
export function registrationLeaf(found: ServedPackage, version: ServedVersion, base: string): Json {
  const { catalogEntry, ...leaf } = leafOf(found, version, base) as { [key: string]: Json };
  return {
    ...leaf,
    catalogEntry: catalogEntry ?? null,
    listed: isListed(version),
    published: new Date(version.publishedAt).toISOString(),
  };
}

function leafOf(found: ServedPackage, version: ServedVersion, base: string): Json {
  const address = registrationAddress(found.name, base);
  const leaf = `${address}${encodeURIComponent(lowerCase(version))}.json`;
  const packageContent = packageAddress(found.name, version, base);
  return {
    '@id': leaf,
    '@type': 'Package',
    catalogEntry: catalogEntry(found, version, { base, leaf, packageContent }),
    packageContent,
    registration: `${address}index.json`,
  };
}

function catalogEntry(
  found: ServedPackage,
  version: ServedVersion,
  at: { base: string; leaf: string; packageContent: string },
): Json {
  const kept = keptOf(version);
  return {
    '@id': `${at.leaf}#entry`,
    '@type': 'PackageDetails',
    id: kept.id ?? found.displayName,
    version: normaliseVersion(version.version),
    authors: kept.authors ?? '',
    description: kept.description ?? '',
    summary: kept.summary ?? '',
    title: kept.title ?? '',
    tags: (kept.tags ?? '').split(/[\s,]+/).filter((tag) => tag !== ''),
    iconUrl: kept.iconUrl ?? '',
    licenseUrl: kept.licenseUrl ?? '',
    licenseExpression: kept.licenseExpression ?? '',
    projectUrl: kept.projectUrl ?? '',
    minClientVersion: kept.minClientVersion ?? '',
    requireLicenseAcceptance: kept.requireLicenseAcceptance ?? false,
    listed: isListed(version),
    published: new Date(version.publishedAt).toISOString(),
    packageContent: at.packageContent,
    // Without groups `nuget install` skips dependencies in silence.
    dependencyGroups: (kept.dependencyGroups ?? []).map(({ targetFramework, dependencies }) => ({
      '@type': 'PackageDependencyGroup',
      ...(targetFramework === undefined ? {} : { targetFramework }),
      dependencies: dependencies.map(({ id, range }) => ({
        '@type': 'PackageDependency',
        id,
        range: normaliseRange(range),
        registration: `${registrationAddress(normaliseName(id), at.base)}index.json`,
      })),
    })),
  };
}

/** Registrations write a bare version as the range it means, and what nobody can read as what readers of nuspecs make of it. */
function normaliseRange(range: string): string {
  const text = range.trim();
  if (!parseRange(text)) return '(, )';
  return /^[[(]/.test(text) ? text : `[${text}, )`;
}

const registrationAddress = (name: string, base: string) => `${base}${PATHS.registrations}${encodeURIComponent(name)}/`;

function packageAddress(name: string, version: ServedVersion, base: string): string {
  const lower = encodeURIComponent(lowerCase(version));
  const id = encodeURIComponent(name);
  return `${base}${PATHS.flatContainer}${id}/${lower}/${id}.${lower}.nupkg`;
}

/** One hit of `query`; undefined when no version may be shown. */
export function searchHit(found: ServedPackage, base: string, withPrerelease: boolean) {
  const versions = shownVersions(found, withPrerelease);
  const newest = versions.at(-1);
  if (!newest) return undefined;
  const kept = keptOf(newest);
  const address = registrationAddress(found.name, base);
  return {
    '@id': `${address}index.json`,
    '@type': 'Package',
    registration: `${address}index.json`,
    id: kept.id ?? found.displayName,
    version: normaliseVersion(newest.version),
    description: kept.description ?? '',
    summary: kept.summary ?? '',
    title: kept.title ?? kept.id ?? found.displayName,
    iconUrl: kept.iconUrl ?? '',
    licenseUrl: kept.licenseUrl ?? '',
    projectUrl: kept.projectUrl ?? '',
    tags: (kept.tags ?? '').split(/[\s,]+/).filter((tag) => tag !== ''),
    authors: kept.authors === undefined ? [] : [kept.authors],
    totalDownloads: 0,
    verified: false,
    packageTypes: (kept.packageTypes?.length ? kept.packageTypes : ['Dependency']).map((name) => ({ name })),
    versions: versions.map((each) => ({
      version: normaliseVersion(each.version),
      downloads: 0,
      '@id': `${address}${encodeURIComponent(lowerCase(each))}.json`,
    })),
  };
}

/** Listed versions, oldest first. */
export function shownVersions(found: ServedPackage, withPrerelease: boolean): ServedVersion[] {
  return inOrder(
    found.versions.filter((version) => isListed(version) && (withPrerelease || !isPrerelease(version.version))),
  );
}
