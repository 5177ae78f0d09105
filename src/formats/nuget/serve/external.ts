// Reads public V3 sources (nuget.org): the service index says where registrations and packages are; registrations give
// versions, dependencies and whether a version is listed. nuget.org keeps registrations gzipped in storage.
import type { PackageReference } from '../../../core/model/package.ts';
import {
  type ExternalFetch,
  type ExternalPackage,
  type ExternalReader,
  type ExternalVersion,
  type Json,
  ServedRefusal,
} from '../../../core/ports/format-server.ts';
import { listedDependencies } from '../artifact/dependencies.ts';
import type { DependencyGroup } from '../artifact/nuspec.ts';
import { assetName, normaliseName } from '../names/coordinates.ts';
import { normaliseVersion, parseVersion } from '../names/version.ts';
import type { StoredNugetVersion } from './documents.ts';

export const external: ExternalReader = { describe };

/** Registrations with SemVer 2 versions first; the plain ones leave those out. */
const REGISTRATIONS = ['3.6.0', 'Versioned', '3.4.0', '3.0.0-rc', '3.0.0-beta']
  .map((type) => `RegistrationsBaseUrl/${type}`)
  .concat('RegistrationsBaseUrl');
const DOCUMENT_LIMIT = 64 * 1024 * 1024;
/** The largest packages of nuget.org have about forty pages of 64 versions. */
const MAX_PAGES = 500;

async function describe(ref: PackageReference, fetch: ExternalFetch): Promise<ExternalPackage | undefined> {
  const index = await readServiceIndex(fetch);
  const registrations = resource(index.value, REGISTRATIONS);
  const packages = resource(index.value, ['PackageBaseAddress/3.0.0']);
  if (!registrations || !packages)
    throw new ServedRefusal('unavailable', 'the service index lacks registrations or packages');
  const id = encodeURIComponent(normaliseName(ref.name));
  const root = await readJson(`${registrations}${id}/index.json`, fetch);
  if (!root) return undefined;
  const versions: ExternalVersion[] = [];
  for (const page of list(root.value, 'items').slice(0, MAX_PAGES)) {
    const items = 'items' in page ? list(page, 'items') : await readPage(page, fetch);
    versions.push(...items.flatMap((item) => versionOf(item, ref.name, packages) ?? []));
  }
  const displayName = versions
    .map(({ metadata }) => (metadata as StoredNugetVersion).id)
    .findLast((each) => each !== undefined);
  return { versions, ...(displayName === undefined ? {} : { displayName }) };
}

/** The base address may be that of the protocol (`…/v3/`) or of the host above it. */
async function readServiceIndex(fetch: ExternalFetch): Promise<{ value: JsonObject }> {
  const index = (await readJson('index.json', fetch)) ?? (await readJson('v3/index.json', fetch));
  if (!index) throw new ServedRefusal('unavailable', 'the source has no service index (index.json, v3/index.json)');
  return index;
}

type JsonObject = { readonly [key: string]: unknown };

async function readPage(page: JsonObject, fetch: ExternalFetch): Promise<JsonObject[]> {
  const address = text(page, '@id');
  const document = address === undefined ? undefined : await readJson(address, fetch);
  if (!document) throw new ServedRefusal('unavailable', 'a page of the registration is missing');
  return list(document.value, 'items');
}

function versionOf(item: JsonObject, name: string, packages: string): ExternalVersion | undefined {
  const entry = object(item.catalogEntry);
  const version = entry && text(entry, 'version');
  if (!entry || version === undefined || !parseVersion(version)) return undefined;
  const normalised = normaliseVersion(version);
  const [id, lower] = [encodeURIComponent(normaliseName(name)), encodeURIComponent(normalised.toLowerCase())];
  const published = Date.parse(text(entry, 'published') ?? '');
  const dependencyGroups = list(entry, 'dependencyGroups').map(groupOf);
  return {
    version: normalised,
    metadata: keptOf(entry, dependencyGroups) as unknown as Json,
    // Unlisted versions carry the year 1900.
    ...(published > 0 ? { publishedAt: published } : {}),
    assets: [{ name: assetName(name, normalised), url: `${packages}${id}/${lower}/${id}.${lower}.nupkg`, digests: {} }],
    description: { dependencies: listedDependencies(dependencyGroups) },
  };
}

const KEPT_FIELDS = [
  'id',
  'title',
  'authors',
  'description',
  'summary',
  'projectUrl',
  'iconUrl',
  'licenseUrl',
  'licenseExpression',
  'minClientVersion',
] as const;

function keptOf(entry: JsonObject, dependencyGroups: readonly DependencyGroup[]): StoredNugetVersion {
  const fields = KEPT_FIELDS.flatMap((field) => {
    const value = text(entry, field);
    return value === undefined || value === '' ? [] : [[field, value] as const];
  });
  const tags = Array.isArray(entry.tags)
    ? entry.tags.filter((tag) => typeof tag === 'string').join(' ')
    : text(entry, 'tags');
  return {
    ...Object.fromEntries(fields),
    ...(tags ? { tags } : {}),
    ...(entry.listed === false ? { listed: false } : {}),
    dependencyGroups,
  };
}

function groupOf(group: JsonObject): DependencyGroup {
  const targetFramework = text(group, 'targetFramework');
  return {
    ...(targetFramework ? { targetFramework } : {}),
    dependencies: list(group, 'dependencies').flatMap((dependency) => {
      const id = text(dependency, 'id');
      return id === undefined ? [] : [{ id, range: text(dependency, 'range') ?? '' }];
    }),
  };
}

/** The address of the first type that the index has, with trailing slash. */
function resource(index: JsonObject, types: readonly string[]): string | undefined {
  const resources = list(index, 'resources');
  for (const type of types) {
    const found = resources.find((each) => [each['@type']].flat().includes(type));
    const address = found && text(found, '@id');
    if (address !== undefined && URL.canParse(address)) return address.endsWith('/') ? address : `${address}/`;
  }
  return undefined;
}

async function readJson(address: string, fetch: ExternalFetch): Promise<{ value: JsonObject } | undefined> {
  const answer = await fetch(address, { accept: 'application/json' });
  if (!answer) return undefined;
  const bytes = await inflate(await collect(answer.body));
  try {
    const value = object(JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '')));
    if (value) return { value };
  } catch {
    // Said below.
  }
  throw new ServedRefusal('unavailable', 'the source did not answer with a JSON object');
}

/** Gzipped documents come with or without a header that says so, and the transport may have unpacked them. */
async function inflate(bytes: Buffer): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const { gunzip } = await import('node:zlib');
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: DOCUMENT_LIMIT }, (error, plain) =>
      error
        ? reject(new ServedRefusal('unavailable', 'the source sent a gzip document that cannot be unpacked'))
        : resolve(plain),
    );
  });
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > DOCUMENT_LIMIT)
      throw new ServedRefusal('unavailable', `the source answered more than ${DOCUMENT_LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const object = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;

function list(from: JsonObject, key: string): JsonObject[] {
  const value = from[key];
  return Array.isArray(value) ? value.flatMap((each): JsonObject[] => (object(each) ? [each as JsonObject] : [])) : [];
}

const text = (from: JsonObject, key: string): string | undefined => {
  const value = from[key];
  return typeof value === 'string' ? value : undefined;
};
