// Keeping what was pulled: the repository that was asked keeps a reference to the version it got from an upstream
// (user guide, repo-upstream-behavior). No bytes move, they are stored once a domain.
import type { DescribedAsset, ServedAsset } from '../../../core/ports/format-server.ts';
import { packageRowKey, repositoryKey } from '../records/keys.ts';
import { sameOrigin } from '../records/origin.ts';
import type { VersionRecord } from '../records/records.ts';
import { canonical, revisionOf } from '../records/revision.ts';
import { ensurePackage, type Shared, type Target, writeVersion } from '../records/writes.ts';

/**
 * Writes the version that `holder` has into the target. One of the same origin that is there gets the asset that was asked
 * for and no other: it "will be imported and added to the existing package version record" (user guide,
 * maven-upstream-external-connections-request).
 */
export function retain(
  shared: Shared,
  { at, ref }: Target,
  holder: string,
  { version, asset }: { version: string; asset: string },
): VersionRecord | undefined {
  const { records, rules, servers, now } = shared.context;
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
    // One that is hidden here is not changed by those who read past it.
    if (before?.status === 'Archived' || before?.status === 'Disposed') return before;
    const isRefreshed = isExternal && rules[ref.format].late === 'assets-and-metadata';
    const current = before && isRefreshed ? refreshedAssets(before.assets, source.assets) : before?.assets;
    // A Maven snapshot is what its newest build is: earlier ones have versions of their own.
    const isReplaced = servers[ref.format]?.upstreamHides?.(version) === true;
    const asked = source.assets.filter(({ name: each }) => each === asset);
    const assets = current && !isReplaced ? addedAssets({ assets: current }, asked) : source.assets;
    if (before && hasAll(before.assets, assets) && (isReplaced || current === before.assets)) return before;
    const base = before ?? { ...source, publishedAt: now() };
    const record = { ...base, assets, revision: revisionOf(shared.context, ref, { ...base, assets }) };
    return writeVersion(shared, { at, ref }, record, records.details(holder, name, source.version));
  });
}

const hasAll = (held: readonly ServedAsset[], wanted: readonly ServedAsset[]): boolean =>
  held.length === wanted.length && wanted.every(({ name }) => held.some((asset) => asset.name === name));

/**
 * Assets with what their owners say of them by now, as `from` has it: a yank, which is no change of the bytes. The very
 * list that was given where nothing differs.
 */
export function refreshedAssets<A extends DescribedAsset>(
  assets: readonly A[],
  from: readonly DescribedAsset[],
): readonly A[] {
  const told = new Map(from.map(({ name, attributes }) => [name, attributes]));
  let isChanged = false;
  const refreshed = assets.map((asset) => {
    const attributes = told.get(asset.name);
    if (attributes === undefined || canonical(attributes) === canonical(asset.attributes ?? null)) return asset;
    isChanged = true;
    return { ...asset, attributes };
  });
  return isChanged ? refreshed : assets;
}

export function addedAssets(
  before: Pick<VersionRecord, 'assets'>,
  more: readonly ServedAsset[],
): readonly ServedAsset[] {
  const names = new Set(before.assets.map((asset) => asset.name));
  return [...before.assets, ...more.filter((asset) => !names.has(asset.name))];
}
