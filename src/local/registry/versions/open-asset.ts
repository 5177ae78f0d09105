// An asset for download: the first holder in search order decides, and what was found further away is retained.
import type { ServedAsset } from '../../../core/ports/format-server.ts';
import { ServedRefusal } from '../../../core/ports/format-server.ts';
import { domainKey } from '../records/keys.ts';
import type { VersionRecord } from '../records/records.ts';
import type { Shared, Target } from '../records/writes.ts';
import type { Ingestions } from '../upstream/ingest.ts';
import { retain } from '../upstream/retain.ts';
import type { SearchLocation } from '../upstream/upstreams.ts';
import { candidatesFor, isDownloadable, lendsAssets } from '../view/resolve.ts';

/** Undefined when there is no such asset or a status forbids the download. */
export async function openAsset(
  shared: Shared,
  ingestions: Ingestions,
  target: Target,
  wanted: { version: string; asset: string },
): Promise<ServedAsset | undefined> {
  const { context } = shared;
  const { at, ref } = target;
  /** The version that was found without the asset: only one of the same origin may lend it. */
  let deciding: VersionRecord | undefined;
  for (const candidate of candidatesFor(shared, { at, ref, version: wanted.version })) {
    if (deciding && !lendsAssets(context, { ref }, deciding, candidate)) continue;
    const { place, record } = candidate;
    if (!record) {
      const found = await fromSource(shared, ingestions, target, place, wanted);
      if (found) return found;
      continue;
    }
    if (!isDownloadable(record)) {
      if (deciding) continue;
      return undefined;
    }
    const found = record.assets.find((asset) => asset.name === wanted.asset);
    if (found) {
      if (place.repository !== at.repository) retain(shared, target, place.key, wanted.version);
      return found;
    }
    deciding ??= record;
  }
  return undefined;
}

async function fromSource(
  shared: Shared,
  ingestions: Ingestions,
  target: Target,
  place: SearchLocation,
  { version, asset }: { version: string; asset: string },
): Promise<ServedAsset | undefined> {
  const { at, ref } = target;
  try {
    const holder = { ...at, repository: place.repository };
    const found = await ingestions.ingest({ at: holder, connection: place.connection as string, ref, version, asset });
    if (found && place.repository !== at.repository)
      retain(shared, target, `${domainKey(at)}/${place.repository}`, version);
    return found;
  } catch (error) {
    const isDown = error instanceof ServedRefusal && error.kind === 'unavailable';
    if (isDown && shared.context.switches['external-unreachable'] === 'not-found') return undefined;
    throw error;
  }
}
