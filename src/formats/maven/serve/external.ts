// Reads public Maven repositories (Maven Central, Google, Gradle plugins, Commonsware, Clojars). They list versions but
// not files: assets are located by the layout, and their digests come from the checksum files beside them.
// Snapshots are not imported (user guide, maven-snapshots).
import type { Digests, PackageReference } from '../../../core/model/package.ts';
import { PATTERNS } from '../../../core/model/repository.ts';
import {
  type ExternalAsset,
  type ExternalFetch,
  type ExternalPackage,
  type ExternalReader,
  type Json,
  ServedRefusal,
  type VersionDetails,
} from '../../../core/ports/format-server.ts';
import { findAll, parseXml, XmlRefusal } from '../../shared/text/xml.ts';
import { POM_LIMIT, parsePom } from '../artifact/pom.ts';
import { pomDetails } from '../artifact/pom-details.ts';
import {
  CHECKSUMS,
  type ChecksumExtension,
  isSnapshot,
  METADATA_FILE,
  pathOf,
  snapshotOfBuild,
} from '../names/coordinates.ts';
import { LIST_LIMIT, readPlugins } from './metadata-documents.ts';

export const external: ExternalReader = { describe, locate, candidates, checksums, enrich };

async function describe(ref: PackageReference, fetch: ExternalFetch): Promise<ExternalPackage | undefined> {
  const answer = await fetch(pathOf(ref, METADATA_FILE));
  if (!answer) return undefined;
  const metadata = parseList(await collect(answer.body, LIST_LIMIT));
  const versions = findAll(metadata, 'versioning', 'versions', 'version')
    .map(({ text }) => text)
    .filter((version) => PATTERNS.packagePart.test(version) && !isSnapshot(version));
  const plugins = readPlugins(metadata);
  return {
    versions: [...new Set(versions)].map((version) => ({ version, metadata: null, assets: [] })),
    ...(plugins.length > 0 ? { attributes: { plugins } as unknown as Json } : {}),
  };
}

function parseList(bytes: Buffer) {
  try {
    return parseXml(bytes, LIST_LIMIT);
  } catch (error) {
    if (error instanceof XmlRefusal)
      throw new ServedRefusal('unavailable', `the source's list is not readable: ${error.message}`);
    throw error;
  }
}

function locate(ref: PackageReference, version: string, asset: string): ExternalAsset | undefined {
  if (isSnapshot(version) || snapshotOfBuild(version) !== undefined) return undefined;
  return { name: asset, url: pathOf(ref, version, asset), digests: {} };
}

/** What most versions of public repositories consist of, the POM first, which says what the version is. */
const USUAL = ['.pom', '.module', '.jar', '.aar', '.war', '-sources.jar', '-javadoc.jar'];

function candidates({ name }: PackageReference, version: string): readonly string[] {
  return USUAL.map((ending) => `${name}-${version}${ending}`);
}

const HEX_LENGTH: Readonly<Record<ChecksumExtension, number>> = { md5: 32, sha1: 40, sha256: 64, sha512: 128 };

/** SHA-1 is beside every file of Maven Central; the stronger ones are not. MD5 where a source has nothing else. */
async function checksums(asset: ExternalAsset, fetch: ExternalFetch): Promise<Partial<Digests>> {
  for (const kind of ['sha1', 'md5'] as const) {
    const answer = await fetch(`${asset.url}.${kind}`);
    if (!answer) continue;
    const text = (await collect(answer.body, 4096)).toString('latin1');
    // `digest`, `digest  file` and `SHA1(file)= digest` are all found in old repositories.
    const digest = new RegExp(`(?<![0-9a-f])[0-9a-f]{${HEX_LENGTH[kind]}}(?![0-9a-f])`, 'i').exec(text)?.[0];
    if (digest !== undefined) return { [CHECKSUMS[kind]]: digest.toLowerCase() };
  }
  return {};
}

async function enrich(
  asset: { name: string; size: number },
  open: () => AsyncIterable<Uint8Array>,
): Promise<VersionDetails | undefined> {
  if (!asset.name.endsWith('.pom') || asset.size > POM_LIMIT) return undefined;
  try {
    return pomDetails(parsePom(await collect(open(), POM_LIMIT)));
  } catch (error) {
    if (error instanceof XmlRefusal) return undefined;
    throw error;
  }
}

async function collect(body: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new ServedRefusal('unavailable', `the source answered more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
