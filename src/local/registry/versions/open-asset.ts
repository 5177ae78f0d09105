// An asset for download: the first holder in search order decides, and what was found further away is retained.
import type { ServedAsset } from '../../../core/ports/format-server.ts';
import { ServedRefusal } from '../../../core/ports/format-server.ts';
import { domainKey, packageRowKey } from '../records/keys.ts';
import type { VersionRecord } from '../records/records.ts';
import type { Shared, Target } from '../records/writes.ts';
import type { Ingestions } from '../upstream/ingest.ts';
import { retain } from '../upstream/retain.ts';
import { placesFor, type SearchLocation } from '../upstream/upstreams.ts';
import { sameOrigin } from '../view/merged-package.ts';

/** Undefined when there is no such asset or a status forbids the download. */
export async function openAsset(
  shared: Shared,
  ingestions: Ingestions,
  target: Target,
  wanted: { version: string; asset: string },
): Promise<ServedAsset | undefined> {
  const { records, rules } = shared.context;
  const { at, ref } = target;
  const name = packageRowKey(ref);
  const places = searchOrder(shared, target, wanted.version);
  /** A version that was found without the asset: only one of the same origin may lend it. */
  let nearest: VersionRecord | undefined;
  for (const place of places) {
    if (place.connection) {
      if (nearest && nearest.origin.externalConnection !== place.connection) continue;
      const found = await fromSource(shared, ingestions, target, place, wanted);
      if (found) return found;
      continue;
    }
    const record = records.version(place.key, name, wanted.version);
    if (!record || (record.status === 'Unfinished' && place.repository !== at.repository)) continue;
    if (nearest && !(sameOrigin(nearest, record) && rules[ref.format].late !== 'nothing')) continue;
    if (record.status !== 'Published' && record.status !== 'Unlisted') return undefined;
    const found = record.assets.find((asset) => asset.name === wanted.asset);
    if (found) {
      if (place.repository !== at.repository) retain(shared, target, place.key, wanted.version);
      return found;
    }
    nearest ??= record;
  }
  return undefined;
}

/** Where an upstream's copy hides the repository's own (Maven snapshots), the repository itself comes last. */
function searchOrder(shared: Shared, { at, ref }: Target, version: string): readonly SearchLocation[] {
  const places = placesFor(shared.context, shared.groups, at, ref);
  const isHidden = shared.context.servers[ref.format]?.upstreamHides?.(version) === true;
  return isHidden ? [...places.slice(1), ...places.slice(0, 1)] : places;
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
