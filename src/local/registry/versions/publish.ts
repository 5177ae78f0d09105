// Publishing a version of any format: what may go in, and what counts as the same or as a conflict.
import type { PackageReference } from '../../../core/model/package.ts';
import type { IncomingPublication, PublishReceipt, ServedAsset } from '../../../core/ports/format-server.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import { repositoryOf } from '../context.ts';
import { requireAssetName, requirePackage, requireVersion } from '../names.ts';
import { domainKey, packageRowKey, repositoryKey } from '../records/keys.ts';
import { blockedPublish, publishBlock } from '../records/origin-controls.ts';
import type { VersionRecord } from '../records/records.ts';
import { revisionOf } from '../records/revision.ts';
import { ensurePackage, type Shared, type Target, writeTags, writeVersion } from '../records/writes.ts';
import { conflict, invalid, quotaExceeded } from '../service-exception.ts';
import type { Description, Descriptions } from '../upstream/external-metadata.ts';
import { placesFor } from '../upstream/upstreams.ts';
import { hasPackageWideNames, nameTakenIn, nameTakenUpstream, type TakenName } from '../view/asset-names.ts';
import { candidatesFor, isDownloadable, lendersOf } from '../view/resolve.ts';

/**
 * Puts assets that were received before into a version. Identical bytes are `unchanged`; other bytes under the same
 * name, a version reachable upstream, and Archived or Disposed versions are conflicts; origin controls refuse.
 */
export async function publishVersion(
  shared: Shared,
  descriptions: Descriptions,
  at: OwnedRepositoryAddress,
  request: IncomingPublication,
): Promise<PublishReceipt> {
  const { context } = shared;
  repositoryOf(context, at);
  const target = { at, ref: requirePackage(request, context.rules) };
  const given = requireVersion(target.ref, request.version, context.rules);
  /** A version keeps the spelling that it was published in first. */
  const spelling = () => context.records.version(repositoryKey(at), packageRowKey(target.ref), given)?.version ?? given;
  for (const asset of request.assets) requireAssetName(target.ref, asset.name, context.rules);
  const there = context.switches['blocked-identical-publish'] === 'unchanged' && held(shared, target, given, request);
  if (there) return { outcome: 'unchanged', revision: there.revision };
  refuseBlocked(shared, target);
  const asked = new Map<string, Description | undefined>();
  for (;;) {
    // Others may have written while a public source was asked, so everything is looked at again before it is written.
    const step = context.records.transaction((): PublishReceipt | { readonly ask: string } => {
      repositoryOf(context, at);
      refuseBlocked(shared, target);
      const version = spelling();
      const isNew = !context.records.version(repositoryKey(at), packageRowKey(target.ref), version);
      const publication = { ...request, version };
      const isChecked = context.switches['publish-public-check'] === 'on';
      const ask =
        (isNew && isChecked ? refuseReachable(shared, target, version, asked) : undefined) ??
        refuseTakenNames(shared, target, publication, isChecked ? asked : undefined);
      return ask === undefined ? write(shared, target, publication) : { ask };
    });
    if (!('ask' in step)) return step;
    asked.set(step.ask, await descriptions.describeIfUp(step.ask, target.ref));
  }
}

/** The version when it has every asset of the request already, with the same bytes. */
function held(
  { context }: Shared,
  { at, ref }: Target,
  version: string,
  { assets, assetPolicy }: IncomingPublication,
): VersionRecord | undefined {
  const record = context.records.version(repositoryKey(at), packageRowKey(ref), version);
  const isThere = ({ name, blob }: IncomingPublication['assets'][number]) =>
    record?.assets.some((asset) => asset.name === name && asset.digests['SHA-256'] === blob.digests['SHA-256']);
  const isWhole = assetPolicy !== 'replace' || record?.assets.length === assets.length;
  const isHidden = record?.status === 'Archived' || record?.status === 'Disposed';
  return isWhole && record && !isHidden && assets.every(isThere) ? record : undefined;
}

function refuseBlocked(shared: Shared, { at, ref }: Target): void {
  const reason = publishBlock(shared, at, ref);
  if (reason) throw blockedPublish(shared.context, `${named(ref)} cannot be published: ${reason}`);
}

/**
 * A version that another repository or the public source has already would be two different things by one name. Gives the
 * public source that has to be asked first, by its external connection; `asked` is what those said that were.
 */
function refuseReachable(
  shared: Shared,
  { at, ref }: Target,
  version: string,
  asked: ReadonlyMap<string, Description | undefined>,
): string | undefined {
  const hiddenBlocks = shared.context.switches['hidden-upstream-version'] === 'conflict';
  for (const { place, record } of candidatesFor(shared, { at, ref, version })) {
    if (place.repository === at.repository && !place.connection) continue;
    // What a download would answer 404 to is not reachable, and hides what lies behind it.
    if (record && !isDownloadable(record) && !hiddenBlocks) return undefined;
    if (place.connection && !asked.has(place.connection)) return place.connection;
    if (place.connection && !asked.get(place.connection)?.versions.has(version)) continue;
    const where = place.connection ?? `the upstream repository ${place.repository}`;
    throw conflict(`${named(ref)} ${version} is already reachable through ${where}`, versionResource(version));
  }
  return undefined;
}

/**
 * Where the names of assets belong to the package (pypi), one that another version has with other content is refused: in
 * the repository, and, unless `asked` is undefined, in its upstreams and public sources. Gives the public source that has
 * to be asked first, as `refuseReachable` does.
 */
function refuseTakenNames(
  shared: Shared,
  { at, ref }: Target,
  request: IncomingPublication,
  asked: ReadonlyMap<string, Description | undefined> | undefined,
): string | undefined {
  const { context, groups } = shared;
  if (!hasPackageWideNames(context, ref)) return undefined;
  const wanted = { ref, version: request.version, assets: request.assets.map(asServedAsset) };
  const refuse = ({ asset, version }: TakenName, where: string): never => {
    const message = `${named(ref)} ${version} exists already${where}: the asset ${asset} has other content`;
    throw conflict(message, { resourceType: 'asset', resourceId: asset });
  };
  const here = nameTakenIn(context, repositoryKey(at), wanted);
  if (here) refuse(here, '');
  if (asked === undefined) return undefined;
  const { records } = context;
  const name = packageRowKey(ref);
  const seen = new Set([
    ...records.versions(repositoryKey(at), name).keys(),
    records.versionKey(name, request.version),
  ]);
  for (const place of placesFor(context, groups, at, ref)) {
    const { connection } = place;
    if (connection !== undefined && !asked.has(connection)) return connection;
    const described = connection === undefined ? undefined : asked.get(connection);
    const there = nameTakenUpstream(context, place, wanted, seen, described);
    if (there) refuse(there, ` in ${connection ?? `the upstream repository ${place.repository}`}`);
  }
  return undefined;
}

function write(shared: Shared, target: Target, request: IncomingPublication): PublishReceipt {
  const { context } = shared;
  const { at, ref } = target;
  const { version } = request;
  const before = context.records.version(repositoryKey(at), packageRowKey(ref), version);
  if (before?.status === 'Archived' || before?.status === 'Disposed') {
    throw conflict(`${named(ref)} ${version} exists already and is ${before.status}`, versionResource(version));
  }
  const assets = request.assetPolicy === 'replace' ? unchangedOr(request) : mergedAssets(request, before);
  refuseMixing(shared, target, before, assets);
  const limit = context.switches['assets-per-version'];
  if (assets.length > limit) throw quotaExceeded(`a version has at most ${limit} assets`, versionResource(version));
  requireStored(shared, target, request, before);
  const metadata = request.metadata === undefined ? (before?.metadata ?? null) : request.metadata;
  const revision = revisionOf(context, ref, { version, metadata, assets });
  const status = statusAfter(request, before);
  const hasSameAssets = before !== undefined && sameAssets(before.assets, assets);
  if (
    hasSameAssets &&
    status === before.status &&
    (request.assetPolicy !== 'replace' || revision === before.revision)
  ) {
    return { outcome: 'unchanged', revision: before.revision };
  }
  ensurePackage(shared, target, { by: 'publish' }, request.displayName);
  writeVersion(
    shared,
    target,
    {
      version,
      status,
      // Identical bytes change nothing, even when their status does.
      revision: hasSameAssets && request.assetPolicy !== 'replace' ? before.revision : revision,
      // What is replaced as a whole is no longer what an upstream or a public source gave.
      origin:
        before && request.assetPolicy !== 'replace' ? before.origin : { type: 'INTERNAL', repository: at.repository },
      publishedAt: context.now(),
      firstPublishedAt: before?.firstPublishedAt ?? context.now(),
      metadata: hasSameAssets && request.assetPolicy !== 'replace' ? before.metadata : metadata,
      assets,
    },
    request.description,
  );
  writeTags(shared, target, Object.fromEntries((request.tags ?? []).map((tag) => [tag, version])));
  return { outcome: 'published', revision };
}

/**
 * A version that came from a public source stays the source's, as long as the source is followed. Whether one that was
 * retained from an upstream takes assets of its own is not documented.
 */
function refuseMixing(
  shared: Shared,
  { at, ref }: Target,
  before: VersionRecord | undefined,
  assets: readonly ServedAsset[],
): void {
  if (!before || sameAssets(before.assets, assets)) return;
  if (before.origin.type !== 'EXTERNAL') {
    if (shared.context.switches['assets-of-retained-version'] === 'accept') return;
    const { version } = before;
    const others = candidatesFor(shared, { at, ref, version }).filter(
      ({ place }) => place.repository !== at.repository,
    );
    const upstream = lendersOf(shared.context, { ref }, before, others).find(({ record }) => record);
    if (!upstream) return;
    const message = `${named(ref)} ${version} came from the upstream repository ${upstream.place.repository}`;
    throw conflict(message, versionResource(version));
  }
  const owner = shared.context.records.package(repositoryKey(at), packageRowKey(ref));
  if (owner?.restrictions.upstream === 'BLOCK') return;
  const source = before.origin.externalConnection ?? 'a public source';
  throw conflict(`${named(ref)} ${before.version} came from ${source}`, versionResource(before.version));
}

/** A status that was reached stays: only Unfinished gives way to Published. */
function statusAfter(request: IncomingPublication, before: VersionRecord | undefined): VersionRecord['status'] {
  const wanted = request.status ?? 'Published';
  if (!before) return wanted;
  return before.status === 'Unfinished' && wanted === 'Published' ? 'Published' : before.status;
}

function unchangedOr(request: IncomingPublication): readonly ServedAsset[] {
  const assets = request.assets.map(asServedAsset);
  if (new Set(assets.map((asset) => asset.name)).size < assets.length) throw invalid('an asset is named twice');
  return assets;
}

/** What the version holds afterwards; throws where a name has other bytes or the version takes no more. */
function mergedAssets(request: IncomingPublication, before: VersionRecord | undefined): readonly ServedAsset[] {
  const assets = new Map((before?.assets ?? []).map((asset) => [asset.name, asset]));
  for (const asset of request.assets.map(asServedAsset)) {
    const there = assets.get(asset.name);
    if (there?.digests['SHA-256'] === asset.digests['SHA-256']) continue;
    const what = `${named(request)} ${request.version}`;
    if (there) {
      const message = `${what} exists already: the asset ${asset.name} has other content`;
      throw conflict(message, { resourceType: 'asset', resourceId: asset.name });
    }
    if (before && request.assetPolicy === 'closed' && before.status !== 'Unfinished') {
      throw conflict(`${what} exists already and takes no further assets`, versionResource(request.version));
    }
    assets.set(asset.name, asset);
  }
  return [...assets.values()];
}

function asServedAsset(asset: IncomingPublication['assets'][number]): ServedAsset {
  const { name, attributes, uploadedAt } = asset;
  const { size, digests } = asset.blob;
  return {
    ...{ name, size, digests },
    ...(attributes === undefined ? {} : { attributes }),
    ...(uploadedAt === undefined ? {} : { uploadedAt }),
  };
}

function sameAssets(a: readonly ServedAsset[], b: readonly ServedAsset[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (asset, index) => asset.name === b[index]?.name && asset.digests['SHA-256'] === b[index]?.digests['SHA-256'],
    )
  );
}

/** Bytes on offer must be in the store: a blob of another registry, or one swept away, would be a promise unkept. */
function requireStored(
  shared: Shared,
  { at }: Target,
  request: IncomingPublication,
  before: VersionRecord | undefined,
): void {
  const held = new Set(before?.assets.map((asset) => asset.digests['SHA-256']));
  for (const { name, blob } of request.assets) {
    if (held.has(blob.digests['SHA-256']) || shared.context.blobs.has(blob)) continue;
    throw invalid(`the bytes of ${name} are not in the store of ${domainKey(at)}`, 'OTHER');
  }
}

export function named(ref: PackageReference): string {
  return `${ref.format}:${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}`;
}

export function versionResource(version: string): { resourceType: 'package-version'; resourceId: string } {
  return { resourceType: 'package-version', resourceId: version };
}
