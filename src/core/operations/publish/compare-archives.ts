// Two files of one name with different bytes: which members differ, and whether it is more than times and order.
import type { ArchiveDifference } from '../../model/outcome.ts';
import type { VersionReference } from '../../model/package.ts';
import type { AssetDescription, CodeArtifactReader, RepositoryAddress } from '../../ports/code-artifact.ts';
import type { Host } from '../../ports/host.ts';
import type { Artifact, Publishing } from '../../ports/package-format.ts';

/** Larger assets are not downloaded only to say more about a conflict. */
const LARGEST = 256 * 1024 * 1024;
const MOST_SHOWN = 20;

export interface ComparePorts {
  readonly host: Pick<Host, 'files'>;
  readonly reader: Pick<CodeArtifactReader, 'getPackageVersionAsset'>;
  readonly address: RepositoryAddress;
}

/** Downloads the registry's asset into a temporary file and compares members by digest. Never rejects for what it reads. */
export async function compareArchives(
  ref: VersionReference,
  pair: { readonly artifact: Artifact; readonly asset: AssetDescription },
  publishing: Publishing,
  ports: ComparePorts,
): Promise<ArchiveDifference> {
  const { artifact, asset } = pair;
  const plain = {
    asset: asset.name,
    localSha256: artifact.digests['SHA-256'],
    registrySha256: asset.digests['SHA-256'] ?? '',
    members: [],
    truncated: false,
    onlyMetadata: false,
  };
  if (!publishing.members || Math.max(asset.size, artifact.size) > LARGEST) return plain;
  const folder = await ports.host.files.makeTemporaryDirectory('compare');
  try {
    const path = `${folder}/asset`;
    const found = await ports.reader.getPackageVersionAsset(ports.address, ref, asset.name);
    if (!found) return plain;
    await ports.host.files.writeStream(path, atMost(found.body, LARGEST));
    const [there, here] = [
      await publishing.members(path, ports.host.files),
      await publishing.members(artifact.path, ports.host.files),
    ];
    return there && here ? { ...plain, ...differences(here, there) } : plain;
  } catch {
    // An explanation that cannot be had must not hide the conflict it was for.
    return plain;
  } finally {
    await ports.host.files.remove(folder, { recursive: true });
  }
}

/** Members in words, sorted; at most twenty. */
export function differences(
  here: ReadonlyMap<string, string>,
  there: ReadonlyMap<string, string>,
): Pick<ArchiveDifference, 'members' | 'truncated' | 'onlyMetadata'> {
  const words: string[] = [];
  for (const [path, digest] of here) {
    const other = there.get(path);
    if (other === undefined) words.push(`${path} only in the built file`);
    else if (other !== digest) words.push(`${path} differs`);
  }
  for (const path of there.keys()) if (!here.has(path)) words.push(`${path} only in the registry`);
  return {
    members: words.sort().slice(0, MOST_SHOWN),
    truncated: words.length > MOST_SHOWN,
    onlyMetadata: words.length === 0,
  };
}

async function* atMost(body: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new RangeError('the asset is larger than it was listed');
    yield chunk;
  }
}
