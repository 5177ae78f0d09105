// The assets of one version on disk, held to their digests. Files are numbered: names come from a registry, and may be
// longer than a file system takes or lead out of the folder.
import { LATE_MS, settled } from '../../calls/looks.ts';
import type { WaitingHost } from '../../calls/waits.ts';
import type { AssetRecord } from '../../documents/manifest.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { shortForm } from '../../model/coordinates.ts';
import type { VersionReference } from '../../model/package.ts';
import type { Files } from '../../ports/host.ts';
import type { StoredAsset } from '../../ports/package-format.ts';
import { type Held, VerifiedBody } from './verify-download.ts';

/**
 * Downloads one asset after the other into `folder`. Rejects with CA-CONFLICT-002 when the source has something else by
 * now, CA-NET-003 when it cannot be read, CA-FILE-003 when there is no room for it.
 */
export async function downloadAssets(
  ref: VersionReference,
  assets: readonly AssetRecord[],
  folder: string,
  held: Held,
  { files, ...host }: WaitingHost & { readonly files: Pick<Files, 'writeStream'> },
): Promise<StoredAsset[]> {
  const stored: StoredAsset[] = [];
  for (const [index, asset] of assets.entries()) {
    const path = `${folder}/${index}`;
    await downloadAsset(ref, asset, path, held, { files, ...host });
    stored.push({ name: asset.name, size: asset.size, path });
  }
  return stored;
}

async function downloadAsset(
  ref: VersionReference,
  asset: AssetRecord,
  path: string,
  held: Held,
  { files, ...host }: WaitingHost & { readonly files: Pick<Files, 'writeStream'> },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    // What was published a moment ago is listed, and may not be served yet.
    const found = await settled(
      { host, waits: LATE_MS, subject: 'the source serves what it lists' },
      () => held.reader.getPackageVersionAsset(held.address, ref, asset.name, held.revision),
      (answer) => answer !== undefined,
    );
    if (!found) throw new RegistryError('CA-CONFLICT-002', `${shortForm(ref)}: the source no longer has ${asset.name}`);
    const incoming = new VerifiedBody(found.body, asset);
    try {
      await files.writeStream(path, incoming.read());
    } catch (error) {
      if (incoming.problem === undefined) throw withoutRoom(error, ref, asset);
      // A body that broke off is fetched again; a disk that is full is not.
      if (!incoming.mayBeFetchedAgain(attempt, held.attempts)) throw incoming.problem;
      continue;
    }
    if (incoming.isWhole()) return;
    throw new RegistryError('CA-CONFLICT-002', `${shortForm(ref)}: ${asset.name} has other bytes than the plan says`);
  }
}

function withoutRoom(error: unknown, ref: VersionReference, { name, size }: AssetRecord): unknown {
  if (!(error instanceof RegistryError) || error.code !== 'CA-FILE-003') return error;
  return new RegistryError('CA-FILE-003', `${shortForm(ref)}: ${name} (${size} bytes): ${error.message}`, {
    cause: error,
    remedy:
      'Give the temporary folder room for all versions that are promoted between domains at once, or promote fewer of them.',
  });
}
