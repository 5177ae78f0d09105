// Which versions hold which bytes. Bytes are stored once per domain however many versions refer to them, and can be
// removed when none does.
import type { MetadataStore } from '../../store/metadata-store.ts';
import { keys } from './keys.ts';
import type { VersionRecord } from './records.ts';

/** Brings the references of one version in line with its assets. Call within the transaction that writes the version. */
export function refer(
  store: MetadataStore,
  holder: { readonly repository: string; readonly name: string; readonly version: string },
  before: VersionRecord['assets'],
  after: VersionRecord['assets'],
): void {
  const [owner = '', domain = '', repository = ''] = holder.repository.split('/');
  const home = `${owner}/${domain}`;
  const place = `${repository}/${holder.name}/${holder.version}`;
  const old = new Map(before.map((asset) => [asset.digests['SHA-256'], asset.size]));
  const now = new Map(after.map((asset) => [asset.digests['SHA-256'], asset.size]));
  let change = 0;
  for (const [sha256, size] of now) {
    if (old.has(sha256)) continue;
    if (!isHeld(store, home, sha256)) change += size;
    store.put(keys.blob(home, sha256, place), String(size));
  }
  for (const [sha256, size] of old) {
    if (now.has(sha256)) continue;
    store.delete(keys.blob(home, sha256, place));
    if (!isHeld(store, home, sha256)) change -= size;
  }
  if (change !== 0) store.put(keys.size(home), String(sizeOfDomain(store, home) + change));
}

export function isHeld(store: MetadataStore, domain: string, sha256: string): boolean {
  return store.list(keys.blob(domain, sha256, ''), { limit: 1 }).length > 0;
}

/** The digest of the bytes that the row of a reference speaks of; undefined for other rows. */
export function referredDigest(key: string): string | undefined {
  return key.startsWith('blob/') ? key.split('/')[3] : undefined;
}

/** Bytes of all assets of a domain, each counted once. */
export function sizeOfDomain(store: MetadataStore, domain: string): number {
  return Number(store.get(keys.size(domain)) ?? 0);
}
