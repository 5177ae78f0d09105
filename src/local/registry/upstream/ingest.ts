// Bringing an asset in from a public source: fetched once however many ask, verified against every digest the source
// announced, and only then part of the version in the repository that has the external connection.
import type { Digests, PackageReference } from '../../../core/model/package.ts';
import type {
  ExternalAsset,
  ExternalFetch,
  ExternalReader,
  ExternalVersion,
  ServedAsset,
  StoredBlob,
  VersionDetails,
} from '../../../core/ports/format-server.ts';
import { ServedRefusal } from '../../../core/ports/format-server.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import { packageRowKey, repositoryKey } from '../records/keys.ts';
import { revisionOf } from '../records/revision.ts';
import { ensurePackage, type Shared, writeVersion } from '../records/writes.ts';
import type { Descriptions } from './external-metadata.ts';
import { addedAssets, refreshedAssets } from './retain.ts';

/** What is to be brought in, and to where. */
export interface Ingestion {
  readonly at: OwnedRepositoryAddress;
  readonly connection: string;
  readonly ref: PackageReference;
  readonly version: string;
  readonly asset: string;
}

interface Reading {
  readonly reader: ExternalReader;
  readonly fetch: ExternalFetch;
}

export class Ingestions {
  readonly #shared: Shared;
  readonly #descriptions: Descriptions;
  readonly #running = new Map<string, Promise<ServedAsset | undefined>>();
  /** Until when an asset that a source does not have is not asked for again. */
  readonly #missing = new Map<string, number>();
  readonly #background = new Set<Promise<unknown>>();

  constructor(shared: Shared, descriptions: Descriptions) {
    this.#shared = shared;
    this.#descriptions = descriptions;
  }

  /** The asset as now held; undefined when the source has none. Rejects with ServedRefusal (unavailable). */
  async ingest(wanted: Ingestion): Promise<ServedAsset | undefined> {
    const key = JSON.stringify([
      repositoryKey(wanted.at),
      wanted.connection,
      packageRowKey(wanted.ref),
      wanted.version,
      wanted.asset,
    ]);
    const running = this.#running.get(key);
    if (running) return running;
    const work = this.#bring(wanted, key).finally(() => this.#running.delete(key));
    this.#running.set(key, work);
    return work;
  }

  /**
   * Every asset the source lists of a version; where it lists none, those that it has of the usual ones. Not those that
   * are held already, or `known` to be held elsewhere.
   */
  async ingestAll(wanted: Omit<Ingestion, 'asset'>, known: ReadonlySet<string> = new Set()): Promise<void> {
    const { at, connection, ref, version } = wanted;
    const record = this.#shared.context.records.version(repositoryKey(at), packageRowKey(ref), version);
    const held = new Set([...known, ...(record?.assets ?? []).map(({ name }) => name)]);
    const description = await this.#descriptions.describe(connection, ref);
    const listed = description?.versions.get(version)?.assets ?? [];
    const { reader } = this.#descriptions.readerOf(connection, ref) ?? {};
    const names = listed.length > 0 ? listed.map(({ name }) => name) : (reader?.candidates?.(ref, version) ?? []);
    for (const asset of names) if (!held.has(asset)) await this.ingest({ ...wanted, asset });
  }

  /** Waits for what goes on behind answers already given. */
  async settled(): Promise<void> {
    while (this.#background.size > 0) await Promise.all(this.#background);
  }

  async #bring(wanted: Ingestion, key: string): Promise<ServedAsset | undefined> {
    const { context } = this.#shared;
    const { connection, ref, version } = wanted;
    const reading = this.#descriptions.readerOf(connection, ref);
    if (!reading || this.#descriptions.isOffline) return undefined;
    const description = await this.#descriptions.describe(connection, ref);
    const described = description?.versions.get(version);
    const asset =
      described?.assets.find((one) => one.name === wanted.asset) ?? reading.reader.locate?.(ref, version, wanted.asset);
    const until = this.#missing.get(key) ?? 0;
    const wait = context.switches['external-missing-ms'];
    if (!asset || (context.now() < until && until - context.now() <= wait)) return undefined;
    const blob = await download(this.#shared, reading, asset);
    if (!blob) {
      if (this.#missing.size > 10_000) this.#missing.clear();
      this.#missing.set(key, context.now() + wait);
      return undefined;
    }
    const held = heldAsset(asset, blob);
    const details =
      described?.description ??
      (await reading.reader.enrich?.(held, () => context.blobs.read(blob), context.blobs.path(blob)));
    this.#write(wanted, held, { described, details, displayName: description?.known?.displayName });
    if (context.switches['asset-import'] === 'all') this.#importRest(wanted);
    return held;
  }

  #write(
    wanted: Ingestion,
    held: ServedAsset,
    from: {
      described: ExternalVersion | undefined;
      details: VersionDetails | undefined;
      displayName: string | undefined;
    },
  ): void {
    const { records, rules, now } = this.#shared.context;
    const { at, ref, version, connection } = wanted;
    records.transaction(() => {
      // The repository may have been deleted, or the version archived, while bytes were on their way.
      if (!records.repository(repositoryKey(at))) return;
      const before = records.version(repositoryKey(at), packageRowKey(ref), version);
      if (before && before.status !== 'Published' && before.status !== 'Unlisted') return;
      // Or published here.
      if (before && before.origin.externalConnection !== connection) return;
      ensurePackage(this.#shared, { at, ref }, { by: 'ingestion' }, from.displayName);
      const metadata = before?.metadata ?? from.described?.metadata ?? null;
      const isRefreshed = rules[ref.format].late === 'assets-and-metadata';
      const current = refreshedAssets(before?.assets ?? [], isRefreshed ? (from.described?.assets ?? []) : []);
      const assets = addedAssets({ assets: current }, [held]);
      // In the source's spelling, whichever was asked for.
      const spelling = before?.version ?? from.described?.version ?? version;
      const record = {
        version: spelling,
        status: before?.status ?? ('Published' as const),
        revision: revisionOf(this.#shared.context, ref, { version: spelling, metadata, assets }),
        origin: before?.origin ?? { type: 'EXTERNAL' as const, externalConnection: connection },
        publishedAt: before?.publishedAt ?? now(),
        firstPublishedAt: before?.firstPublishedAt ?? from.described?.publishedAt,
        metadata,
        assets,
      };
      writeVersion(this.#shared, { at, ref }, record, from.details);
    });
  }

  #importRest({ asset: _, ...wanted }: Ingestion): void {
    const key = JSON.stringify([repositoryKey(wanted.at), packageRowKey(wanted.ref), wanted.version]);
    if (this.#running.has(key)) return;
    // What fails here is tried again when somebody asks for it.
    const work = this.ingestAll(wanted)
      .catch(() => undefined)
      .finally(() => {
        this.#background.delete(work);
        this.#running.delete(key);
      });
    this.#running.set(
      key,
      work.then(() => undefined),
    );
    this.#background.add(work);
  }
}

async function download(
  shared: Shared,
  { reader, fetch: get }: Reading,
  asset: ExternalAsset,
): Promise<StoredBlob | undefined> {
  const { blobs, switches } = shared.context;
  const answer = await get(asset.url);
  if (!answer) return undefined;
  const blob = await blobs.receive(answer.body, switches['asset-bytes']);
  const beside = await reader.checksums?.(asset, get);
  const problem = mismatch(asset, blob) ?? (beside && mismatch({ digests: beside }, blob));
  if (problem)
    throw new ServedRefusal(
      'unavailable',
      `the public source sent other bytes for ${asset.name} than it announced (${problem})`,
    );
  return blob;
}

/** What the source announced and the bytes do not keep; undefined when all agrees. */
function mismatch(
  announced: Pick<ExternalAsset, 'digests' | 'size' | 'integrity'>,
  blob: StoredBlob,
): string | undefined {
  if (announced.size !== undefined && announced.size !== blob.size) return 'size';
  for (const [algorithm, digest] of Object.entries(announced.digests)) {
    if (digest !== undefined && digest.toLowerCase() !== blob.digests[algorithm as keyof Digests]) return algorithm;
  }
  return announced.integrity === undefined || satisfies(announced.integrity, blob) ? undefined : 'integrity';
}

const STRONGEST_FIRST = [
  ['sha512', 'SHA-512'],
  ['sha256', 'SHA-256'],
  ['sha1', 'SHA-1'],
] as const;

/** Subresource integrity: several values may be given, and only those of the strongest algorithm count. */
function satisfies(integrity: string, blob: StoredBlob): boolean {
  const values = integrity
    .trim()
    .split(/\s+/)
    .map((value) => value.split('?')[0] ?? '');
  for (const [prefix, algorithm] of STRONGEST_FIRST) {
    const given = values.filter((value) => value.startsWith(`${prefix}-`));
    if (given.length === 0) continue;
    const expected = Buffer.from(blob.digests[algorithm], 'hex').toString('base64');
    return given.includes(`${prefix}-${expected}`);
  }
  // No algorithm that is known, as when none is given.
  return true;
}

function heldAsset({ name, attributes, uploadedAt }: ExternalAsset, { size, digests }: StoredBlob): ServedAsset {
  return {
    ...{ name, size, digests },
    ...(attributes === undefined ? {} : { attributes }),
    ...(uploadedAt === undefined ? {} : { uploadedAt }),
  };
}
