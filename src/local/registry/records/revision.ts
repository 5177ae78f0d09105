// Revisions: names of one exact state of a version. The service's algorithm is not documented; real ones are 32 bytes
// in base64, and so are these: SHA-256 over the sorted digests of the assets and the metadata.
import { createHash } from 'node:crypto';
import type { PackageReference } from '../../../core/model/package.ts';
import type { Json } from '../../../core/ports/format-server.ts';
import { packageRowKey } from './keys.ts';
import type { VersionRecord } from './records.ts';

/** Independent of repository, domain, time, status and the order in which assets came. */
export function revisionOf(ref: PackageReference, of: Pick<VersionRecord, 'version' | 'metadata' | 'assets'>): string {
  const hash = createHash('sha256');
  hash.update(`${packageRowKey(ref)}\n${of.version}\n`);
  const assets = of.assets.map(
    (asset) => `${asset.digests['SHA-256']} ${canonical(asset.name)} ${canonical(asset.attributes ?? null)}\n`,
  );
  for (const line of assets.sort()) hash.update(line);
  return hash.update(canonical(of.metadata)).digest('base64');
}

/** JSON with object members in one order. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = value as { readonly [key: string]: Json };
  const parts = Object.keys(members)
    .sort()
    .filter((key) => members[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${canonical(members[key] as Json)}`);
  return `{${parts.join(',')}}`;
}
