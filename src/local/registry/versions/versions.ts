// Versions as API calls read them: this repository only, upstreams are never asked (user guide,
// upstream-repo-api-behavior). The changing calls are in publishVersion.ts, copy.ts and change-status.ts.
import type { PackageReference } from '../../../core/model/package.ts';
import type { ServedAsset } from '../../../core/ports/format-server.ts';
import type { OwnedRepositoryAddress, Page } from '../addresses.ts';
import { isNameOf, requireAssetName, requirePackage, requireVersion } from '../names.ts';
import { pageOfItems, pageOfRows } from '../paging.ts';
import { keys, packageRowKey, repositoryKey } from '../records/keys.ts';
import type { PackageRecord, VersionRecord } from '../records/records.ts';
import type { Shared, Target } from '../records/writes.ts';
import type { AssetUpload, VersionFilter, Versions, VersionView } from '../registry.ts';
import { conflict, invalid, notFound } from '../service-exception.ts';
import type { Descriptions } from '../upstream/external-metadata.ts';
import type { Ingestions } from '../upstream/ingest.ts';
import { isDownloadable } from '../view/resolve.ts';
import { changeStatus, deleteVersions, dispose } from './change-status.ts';
import { copy } from './copy.ts';
import { requireKnown } from './packages.ts';
import { named, publishVersion, versionResource } from './publish.ts';

const PAGE = 50;

export function versions(shared: Shared, descriptions: Descriptions, ingestions: Ingestions): Versions {
  const { context } = shared;
  const { records, rules } = context;

  return {
    list(at, ref, filter = {}, page = {}) {
      const { target, record } = requireKnown(shared, at, ref);
      const [repository, name] = [repositoryKey(at), packageRowKey(target.ref)];
      const list = { list: `versions ${repository} ${name} ${JSON.stringify(filter)}`, size: PAGE };
      const isWanted = (version: VersionRecord) =>
        matches(version, filter) && isListed(shared, version) && decides(shared, target, version);
      const wanted = filter.newestFirst
        ? viewed(
            pageOfItems(newestFirst(records.versions(repository, name).values()).filter(isWanted), page, {
              ...list,
              keyOf: ageKey,
            }),
          )
        : pageOfRows(records.store, keys.version(repository, name, ''), page, {
            ...list,
            accept: (_, row) => {
              const version = JSON.parse(row) as VersionRecord;
              return isWanted(version) ? view(version) : undefined;
            },
          });
      return { ...wanted, defaultDisplayVersion: defaultVersion(record, records.versions(repository, name)) };
    },

    describe(at, ref, version) {
      const { target, record, owner } = requireHeld(shared, at, ref, version);
      const details = records.details(repositoryKey(at), packageRowKey(target.ref), record.version);
      return {
        ...target.ref,
        ...view(record),
        displayName: owner.displayName,
        publishedAt: record.publishedAt,
        details,
      };
    },

    assets(at, ref, version, page = {}) {
      const { target, record } = requireHeld(shared, at, ref, version);
      const sorted = [...record.assets].sort((a, b) => (a.name < b.name ? -1 : 1));
      const list = `assets ${repositoryKey(at)} ${packageRowKey(target.ref)} ${record.version}`;
      return {
        ...pageOfItems(sorted, page, { list, size: 100, keyOf: (asset) => [asset.name] }),
        revision: record.revision,
      };
    },

    dependencies(at, ref, version, page = {}) {
      const { target, record } = requireHeld(shared, at, ref, version);
      if (!rules[target.ref.format].hasDependencies) throw unsupported(target.ref, 'ListPackageVersionDependencies');
      const { dependencies = [] } = records.details(repositoryKey(at), packageRowKey(target.ref), record.version);
      const numbered = dependencies.map((dependency, index) => ({ dependency, index }));
      const list = `dependencies ${repositoryKey(at)} ${packageRowKey(target.ref)} ${record.version}`;
      const { items, nextToken } = pageOfItems(numbered, page, {
        list,
        size: 1000,
        keyOf: ({ index }) => [index],
      });
      return { items: items.map(({ dependency }) => dependency), nextToken, revision: record.revision };
    },

    readme(at, ref, version) {
      const { target, record } = requireHeld(shared, at, ref, version);
      if (!rules[target.ref.format].hasReadme) throw unsupported(target.ref, 'GetPackageVersionReadme');
      const { readme } = records.details(repositoryKey(at), packageRowKey(target.ref), record.version);
      if (readme === undefined)
        throw notFound('package-version', record.version, `No readme found for ${named(target.ref)} ${record.version}`);
      return { revision: record.revision, readme };
    },

    asset(at, ref, version, asset, revision) {
      const { record } = requireHeld(shared, at, ref, version);
      if (revision !== undefined && revision !== record.revision) {
        const message = `the current revision is ${record.revision}, not ${revision}`;
        const isConflict = context.switches['asset-revision-mismatch'] === 'conflict';
        throw isConflict
          ? conflict(message, versionResource(record.version))
          : notFound('package-version', record.version, message);
      }
      // Archived assets are as good as gone until the version is restored (user guide, packages-overview).
      const found = record.status === 'Archived' ? undefined : record.assets.find((one) => one.name === asset);
      if (!found) throw notFound('asset', asset, `Asset not found. AssetName: ${asset}, Version: ${record.version}`);
      return { revision: record.revision, asset: found };
    },

    publishAsset: (at, ref, upload) => publishAsset(shared, descriptions, { at, ref }, upload),
    publish: (at, request) => publishVersion(shared, descriptions, at, request),
    copy: (request) => copy(shared, descriptions, ingestions, request),
    updateStatus: (at, ref, target, guards) =>
      changeStatus(shared, requireKnown(shared, at, ref).target, target, guards),
    dispose: (at, ref, guards) => dispose(shared, requireKnown(shared, at, ref).target, guards),
    delete: (at, ref, guards) => deleteVersions(shared, requireKnown(shared, at, ref).target, guards),
  };
}

/** PublishPackageVersion. The body is read before anything is judged, as a client cannot hear an answer earlier. */
async function publishAsset(
  shared: Shared,
  descriptions: Descriptions,
  { at, ref }: Target,
  upload: AssetUpload,
): Promise<{ revision: string; status: VersionRecord['status']; asset: ServedAsset }> {
  const { records, rules, blobs, switches } = shared.context;
  const asked = requirePackage(ref, rules);
  const version = requireVersion(asked, upload.version, rules);
  requireAssetName(asked, upload.asset, rules);
  if (!rules[asked.format].publishedByApi)
    throw invalid(`packages of format ${asked.format} are not published with PublishPackageVersion`, 'OTHER');
  if (!/^[0-9a-f]{64}$/.test(upload.sha256)) throw invalid('assetSHA256 is not a lower-case SHA-256 digest');
  const blob = await blobs.receive(upload.body, switches['asset-bytes']);
  if (blob.digests['SHA-256'] !== upload.sha256)
    throw invalid('the SHA-256 digest of the content is not the one announced', 'OTHER');
  await publishVersion(shared, descriptions, at, {
    ...asked,
    version,
    assets: [{ name: upload.asset, blob }],
    status: upload.unfinished ? 'Unfinished' : 'Published',
    assetPolicy: 'closed',
  });
  const record = records.version(repositoryKey(at), packageRowKey(asked), version);
  const asset = record?.assets.find((one) => one.name === upload.asset);
  if (!record || !asset)
    throw conflict(`${named(asked)} ${version} was deleted while it was published`, versionResource(version));
  return { revision: record.revision, status: record.status, asset };
}

export function requireHeld(
  shared: Shared,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
  version: string,
): { target: Target; owner: PackageRecord; record: VersionRecord } {
  const { target, record: owner } = requireKnown(shared, at, ref);
  const { records, rules } = shared.context;
  const asked = requireVersion(target.ref, version, rules);
  const record = records.version(repositoryKey(at), packageRowKey(target.ref), asked);
  if (record && isNameOf(ref, asked, record.version, rules)) return { target, owner, record };
  throw notFound(
    'package-version',
    asked,
    `Package version not found in repository. RepoId: ${at.repository}, Package = ${named(target.ref)}, Version: ${asked}`,
  );
}

function view({ version, revision, status, origin }: VersionRecord): VersionView {
  return { version, revision, status, origin };
}

function matches(record: VersionRecord, { status, originType }: VersionFilter): boolean {
  return (status ?? record.status) === record.status && (originType ?? record.origin.type) === record.origin.type;
}

/** Ingestion is asynchronous in the service: an ingested version appears in lists a while after it was served. */
function isListed({ context }: Shared, record: VersionRecord): boolean {
  const delay = context.switches['ingestion-delay-ms'];
  return delay === 0 || record.origin.type !== 'EXTERNAL' || context.now() >= record.publishedAt + delay;
}

/** Not a row of another spelling, which an earlier release may have left beside it. */
function decides({ context }: Shared, { at, ref }: Target, { version }: VersionRecord): boolean {
  if (context.rules[ref.format].versionKey === undefined) return true;
  return context.records.version(repositoryKey(at), packageRowKey(ref), version)?.version === version;
}

const viewed = ({ items, nextToken }: Page<VersionRecord>): Page<VersionView> => ({
  items: items.map(view),
  nextToken,
});

/** Ascending in the order of `newestFirst`. */
const ageKey = ({ publishedAt, sequence }: VersionRecord) => [-publishedAt, -sequence];

function newestFirst(records: Iterable<VersionRecord>): VersionRecord[] {
  return [...records].sort((a, b) => b.publishedAt - a.publishedAt || b.sequence - a.sequence);
}

/**
 * `defaultDisplayVersion`: of npm the version that `latest` references, else the most recently published one (API
 * reference, ListPackageVersions). A tag that leads to nothing that can be had counts as not set.
 */
function defaultVersion(owner: PackageRecord, all: ReadonlyMap<string, VersionRecord>): string | undefined {
  const tagged = all.get(owner.tags.latest ?? '');
  if (tagged && isDownloadable(tagged)) return tagged.version;
  return newestFirst(all.values()).find((record) => record.status === 'Published')?.version;
}

function unsupported(ref: PackageReference, operation: string): ReturnType<typeof invalid> {
  return invalid(`${operation} is not supported for packages of format ${ref.format}`, 'OTHER');
}
