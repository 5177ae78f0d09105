// An asset for download: the first holder in search order decides, and what was found further away is retained.
import type { ServedAsset } from '../../../core/ports/format-server.ts';
import { ServedRefusal } from '../../../core/ports/format-server.ts';
import { domainKey, packageRowKey } from '../records/keys.ts';
import type { VersionRecord } from '../records/records.ts';
import type { Shared, Target } from '../records/writes.ts';
import type { Ingestions } from '../upstream/ingest.ts';
import { retain } from '../upstream/retain.ts';
import type { SearchLocation } from '../upstream/upstreams.ts';
import { candidatesFor, isDownloadable, lendersOf } from '../view/resolve.ts';

/** Undefined when there is no such asset or a status forbids the download. */
export async function openAsset(
  shared: Shared,
  ingestions: Ingestions,
  target: Target,
  wanted: { version: string; asset: string },
): Promise<ServedAsset | undefined> {
  const { context } = shared;
  const { at, ref } = target;
  /** The version that was found without the asset. */
  let deciding: VersionRecord | undefined;
  let [candidate, ...others] = candidatesFor(shared, { at, ref, version: wanted.version });
  for (; candidate; [candidate, ...others] = others) {
    const { place, record } = candidate;
    if (!record) {
      const found = await fromSource(shared, ingestions, target, place, wanted);
      if (found) return found;
      continue;
    }
    if (!isDownloadable(record)) return undefined;
    const found = record.assets.find((asset) => asset.name === wanted.asset);
    if (found) {
      if (place.repository !== at.repository) retain(shared, target, place.key, wanted);
      return found;
    }
    if (deciding) continue;
    deciding = record;
    others = [...lendersOf(context, { ref }, record, others)];
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
    const wanted = { connection: place.connection as string, ref, version, asset };
    const found = await ingestions.ingest({ at: holder, ...wanted });
    if (!found || place.repository === at.repository) return found;
    const key = `${domainKey(at)}/${place.repository}`;
    const record = shared.context.records.version(key, packageRowKey(ref), version);
    // The repository with the connection may have an Unfinished version of that number, which is not what was sent.
    if (record && isDownloadable(record) && record.origin.externalConnection === wanted.connection)
      retain(shared, target, key, { version, asset });
    else await ingestions.ingest({ at, ...wanted });
    return found;
  } catch (error) {
    const isDown = error instanceof ServedRefusal && error.kind === 'unavailable';
    if (isDown && shared.context.switches['external-unreachable'] === 'not-found') return undefined;
    throw error;
  }
}
