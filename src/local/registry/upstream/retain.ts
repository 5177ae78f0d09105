// Keeping what was pulled: the repository that was asked keeps a reference to the version it got from an upstream
// (user guide, repo-upstream-behavior). No bytes move, they are stored once a domain.
import type { ServedAsset } from '../../../core/ports/format-server.ts';
import { packageRowKey, repositoryKey } from '../records/keys.ts';
import { sameOrigin } from '../records/origin.ts';
import type { VersionRecord } from '../records/records.ts';
import { revisionOf } from '../records/revision.ts';
import { ensurePackage, type Shared, type Target, writeVersion } from '../records/writes.ts';

/** Writes the version that `holder` has into the target, or adds to one of the same origin what it lacks. */
export function retain(
  shared: Shared,
  { at, ref }: Target,
  holder: string,
  version: string,
): VersionRecord | undefined {
  const { records, rules, now } = shared.context;
  const [here, name] = [repositoryKey(at), packageRowKey(ref)];
  return records.transaction(() => {
    const source = records.version(holder, name, version);
    const owner = records.package(holder, name);
    const before = records.version(here, name, version);
    if (!source || !owner || holder === here) return before;
    // An Unfinished version of the repository itself is another one by the same number, and stays as it was sent.
    if (before && !sameOrigin(before, source)) return before;
    const isExternal = source.origin.type === 'EXTERNAL';
    ensurePackage(shared, { at, ref }, { by: 'retention', isExternal, source: owner.restrictions }, owner.displayName);
    const assets = before ? addedAssets(before, source.assets) : source.assets;
    if (before && assets.length === before.assets.length) return before;
    const base = before ?? { ...source, publishedAt: now() };
    const record = { ...base, assets, revision: revisionOf(rules, ref, { ...base, assets }) };
    return writeVersion(shared, { at, ref }, record, records.details(holder, name, source.version));
  });
}

export function addedAssets(
  before: Pick<VersionRecord, 'assets'>,
  more: readonly ServedAsset[],
): readonly ServedAsset[] {
  const names = new Set(before.assets.map((asset) => asset.name));
  return [...before.assets, ...more.filter((asset) => !names.has(asset.name))];
}
