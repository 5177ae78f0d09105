// Reads packages of a public npm registry. Documents of 50 MB and hundreds of versions are common there, so they are
// read version by version and each is cut down to what installers and the control plane use.
import type { Digests, PackageReference } from '../../../core/model/package.ts';
import {
  type ExternalAsset,
  type ExternalPackage,
  type ExternalReader,
  type ExternalVersion,
  type Json,
  ServedRefusal,
} from '../../../core/ports/format-server.ts';
import { JsonReader, JsonRefusal } from '../../shared/text/json-reader.ts';
import { describeManifest, fieldsOf } from '../artifact/details.ts';
import { escapedName, fullName, isTag, isVersion, TARBALL } from '../names/coordinates.ts';

const LIMITS = {
  /** One manifest with its readme; larger ones are left out, as no installer could work with them. */
  manifestBytes: 4 * 1024 * 1024,
  /** `time` and `dist-tags` of a package with ten thousands of versions. */
  indexBytes: 16 * 1024 * 1024,
  versions: 50_000,
  /** Sum over all versions of what is kept, as JSON text. */
  keptBytes: 192 * 1024 * 1024,
  /** One field of a manifest; packages have put whole bundles into fields of their own. */
  fieldBytes: 64 * 1024,
} as const;

export const external: ExternalReader = {
  async describe(ref, get) {
    const response = await get(escapedName(ref), { accept: 'application/json' });
    if (response === undefined) return undefined;
    try {
      return await readPackument(ref, new JsonReader(response.body));
    } catch (error) {
      if (error instanceof JsonRefusal) {
        throw new ServedRefusal(
          'unavailable',
          `the public registry's document of ${fullName(ref)} is not usable: ${error.message}`,
        );
      }
      throw error;
    }
  },
};

async function readPackument(ref: PackageReference, reader: JsonReader): Promise<ExternalPackage> {
  const manifests: { version: string; manifest: Readonly<Record<string, unknown>> }[] = [];
  let times: Readonly<Record<string, unknown>> = {};
  let stated: Readonly<Record<string, unknown>> = {};
  for await (const key of reader.members()) {
    if (key === 'versions' && (await reader.isObject())) manifests.push(...(await readVersions(ref, reader)));
    else if (key === 'time') times = fieldsOf(await reader.value(LIMITS.indexBytes)) ?? {};
    else if (key === 'dist-tags') stated = fieldsOf(await reader.value(LIMITS.indexBytes)) ?? {};
    else await reader.skip();
  }
  await reader.end();
  const known = new Set(manifests.map(({ version }) => version));
  const tags = Object.entries(stated).filter(
    (entry): entry is [string, string] => isTag(entry[0]) && typeof entry[1] === 'string' && known.has(entry[1]),
  );
  return {
    versions: manifests.map(({ version, manifest }) => describeVersion(version, manifest, times[version])),
    tags: Object.fromEntries(tags),
  };
}

async function readVersions(ref: PackageReference, reader: JsonReader) {
  const found: { version: string; manifest: Readonly<Record<string, unknown>> }[] = [];
  let keptBytes = 0;
  for await (const version of reader.members()) {
    if (found.length >= LIMITS.versions)
      throw new JsonRefusal('too-large', `it has more than ${LIMITS.versions} versions`);
    const manifest = fieldsOf(await reader.value(LIMITS.manifestBytes));
    if (
      manifest === undefined ||
      !isVersion(version) ||
      manifest.version !== version ||
      manifest.name !== fullName(ref)
    )
      continue;
    if (tarballUrl(manifest) === undefined) continue;
    const { kept, size } = slim(manifest);
    keptBytes += size;
    if (keptBytes > LIMITS.keptBytes)
      throw new JsonRefusal('too-large', `its versions need more than ${LIMITS.keptBytes} bytes`);
    found.push({ version, manifest: kept });
  }
  return found;
}

/** Fields nobody installs by; some of them are most of a document. */
const DROPPED = new Set([
  'readme',
  'readmeFilename',
  '_id',
  '_rev',
  '_resolved',
  '_from',
  '_attachments',
  '_npmOperationalInternal',
  '_npmUser',
  '_nodeVersion',
  '_npmVersion',
  'users',
]);

function slim(manifest: Readonly<Record<string, unknown>>): { kept: Readonly<Record<string, unknown>>; size: number } {
  let size = 0;
  const entries = Object.entries(manifest).filter(([field, value]) => {
    if (DROPPED.has(field)) return false;
    const { length } = JSON.stringify(value);
    if (length > LIMITS.fieldBytes && !ESSENTIAL.has(field)) return false;
    size += length + field.length;
    return true;
  });
  return { kept: Object.fromEntries(entries), size };
}

/** Kept whatever their size: without them an installation would be another one. */
const ESSENTIAL = new Set([
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bundleDependencies',
  'bin',
  'dist',
  'scripts',
]);

function describeVersion(version: string, manifest: Readonly<Record<string, unknown>>, time: unknown): ExternalVersion {
  const { tarball: _, attestations: _link, ...dist } = fieldsOf(manifest.dist) ?? {};
  const publishedAt = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return {
    version,
    metadata: { ...manifest, dist } as Json,
    ...(Number.isFinite(publishedAt) ? { publishedAt } : {}),
    assets: [describeTarball(manifest)],
    description: describeManifest(manifest),
  };
}

function describeTarball(manifest: Readonly<Record<string, unknown>>): ExternalAsset {
  const { integrity, shasum } = fieldsOf(manifest.dist) ?? {};
  const digests: { -readonly [K in keyof Digests]?: string } = {};
  if (typeof shasum === 'string' && /^[0-9a-f]{40}$/i.test(shasum)) digests['SHA-1'] = shasum.toLowerCase();
  const sha512 =
    typeof integrity === 'string' ? /(?:^|\s)sha512-([A-Za-z0-9+/]{86}==)/.exec(integrity)?.[1] : undefined;
  if (sha512 !== undefined) digests['SHA-512'] = Buffer.from(sha512, 'base64').toString('hex');
  return {
    name: TARBALL,
    digests,
    url: tarballUrl(manifest) ?? '',
    ...(typeof integrity === 'string' && integrity !== '' ? { integrity } : {}),
  };
}

/**
 * Web addresses, or addresses relative to the source (a mirrored folder): a document must not be able to name a file
 * of this machine.
 */
function tarballUrl(manifest: Readonly<Record<string, unknown>>): string | undefined {
  const url = fieldsOf(manifest.dist)?.tarball;
  if (typeof url !== 'string' || url === '' || url.length > 4096) return undefined;
  const isRelative = !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(url) && !/^[\\/]{2}/.test(url);
  return (isRelative || /^https?:\/\//i.test(url)) && URL.canParse(url, 'https://localhost/') ? url : undefined;
}
