// One repository as formats see it, for one request: the data plane's side of the registry. Exceptions of the service
// become ServedRefusals on the way out.
import type { Format, PackageReference, Status } from '../../core/model/package.ts';
import type {
  IncomingPublication,
  Json,
  PublishReceipt,
  ServedAsset,
  ServedPackage,
  ServedPage,
  ServedRepository,
  StoredBlob,
} from '../../core/ports/format-server.ts';
import type { OwnedRepositoryAddress } from './addresses.ts';
import { isConceivable, packageProblem, requirePackage, requireVersion } from './names.ts';
import { domainKey, keys, packageOfKey, packageRowKey, repositoryKey } from './records/keys.ts';
import { blockedPublish, publishBlock } from './records/origin-controls.ts';
import type { PackageRecord } from './records/records.ts';
import { canonical, revisionOf } from './records/revision.ts';
import { ensurePackage, type Shared, type Target, writeTags, writeVersion } from './records/writes.ts';
import type { ServeOptions } from './registry.ts';
import { asRefusal, conflict, notFound } from './service-exception.ts';
import { nextTurn } from './turns.ts';
import type { Descriptions } from './upstream/external-metadata.ts';
import type { Ingestions } from './upstream/ingest.ts';
import { chainOf } from './upstream/upstreams.ts';
import { setStatus } from './versions/change-status.ts';
import { openAsset } from './versions/open-asset.ts';
import { named, publishVersion } from './versions/publish.ts';
import { describedBySources, heldPackage, mergedView, type View } from './view/merged-package.ts';
import { tagOwner } from './view/merged-tags.ts';
import type { PageCache, Stamps } from './view/page-cache.ts';

/** What all requests share. */
export interface DataPlane {
  readonly shared: Shared;
  readonly descriptions: Descriptions;
  readonly ingestions: Ingestions;
  readonly pages: PageCache;
}

export class RegistryRepository implements ServedRepository {
  readonly domain: string;
  readonly domainOwner: string;
  readonly name: string;
  readonly endpoint: string;
  readonly authorize: ServeOptions['authorize'];
  readonly switches: ServedRepository['switches'];
  readonly #at: OwnedRepositoryAddress;
  readonly #plane: DataPlane;
  /** Those that go with the switches of this request. */
  readonly #pages: PageCache;

  constructor(plane: DataPlane, at: OwnedRepositoryAddress, { endpoint, authorize }: ServeOptions) {
    this.domain = at.domain;
    this.domainOwner = at.domainOwner;
    this.name = at.repository;
    this.endpoint = endpoint;
    this.authorize = authorize;
    this.switches = plane.shared.context.switches;
    this.#at = at;
    this.#plane = plane;
    this.#pages = plane.pages;
  }

  now(): number {
    return this.#plane.shared.context.now();
  }

  async findPackage(ref: PackageReference): Promise<ServedPackage | undefined> {
    const asked = this.#readable(ref);
    return asked && (await refusing(async () => (await this.#view(asked)).found));
  }

  async page(
    ref: PackageReference,
    kind: string,
    build: (found: ServedPackage) => string | Uint8Array,
  ): Promise<ServedPage | undefined> {
    const asked = this.#readable(ref);
    if (!asked) return undefined;
    const key = `${repositoryKey(this.#at)}/${packageRowKey(asked)}\n${this.endpoint}\n${kind}`;
    const kept = this.#pages.page(key, this.#stamps(asked));
    if (kept) return kept;
    return refusing(async () => {
      const view = await this.#view(asked);
      // Of many who waited for one description, the first builds the page for all.
      const built = this.#pages.page(key, this.#stamps(asked));
      if (built || !view.found) return built;
      return this.#pages.keepPage(key, view, build(view.found));
    });
  }

  async openAsset(ref: PackageReference, version: string, asset: string): Promise<ServedAsset | undefined> {
    const asked = this.#readable(ref);
    if (!asked || !isConceivable(version, asset)) return undefined;
    const { shared, ingestions } = this.#plane;
    const wanted = { version: requireVersion(asked, version, shared.context.rules), asset };
    return refusing(async () => openAsset(shared, ingestions, { at: this.#at, ref: asked }, wanted));
  }

  readBlob(blob: StoredBlob): AsyncIterable<Uint8Array> {
    return this.#plane.shared.context.blobs.read(blob);
  }

  blobPath(blob: StoredBlob): string {
    return this.#plane.shared.context.blobs.path(blob);
  }

  receive(stream: AsyncIterable<Uint8Array>, limit?: number): Promise<StoredBlob> {
    const { blobs, switches } = this.#plane.shared.context;
    return blobs.receive(stream, Math.min(limit ?? Number.POSITIVE_INFINITY, switches['asset-bytes']));
  }

  publish(request: IncomingPublication): Promise<PublishReceipt> {
    const { shared, descriptions } = this.#plane;
    return refusing(() => publishVersion(shared, descriptions, this.#at, request));
  }

  async annotate(ref: PackageReference, version: string, change: (metadata: Json) => Json): Promise<void> {
    // A request may change thousands of versions, each in a commit of its own: whoever else waits is served in between.
    await nextTurn();
    return this.#writing(ref, (target) => {
      const { records, rules } = this.#plane.shared.context;
      const name = requireVersion(target.ref, version, rules);
      const record = records.version(repositoryKey(this.#at), packageRowKey(target.ref), name);
      if (!record)
        throw notFound('package-version', name, `${named(target.ref)} ${name} is not held by this repository`);
      if (record.status === 'Disposed') throw conflict(`${named(target.ref)} ${name} is Disposed`);
      const metadata = change(record.metadata);
      if (canonical(metadata) === canonical(record.metadata)) return;
      const revision = revisionOf(this.#plane.shared.context, target.ref, { ...record, metadata });
      // When it was published stays, as with a change of status: retention goes by that time.
      writeVersion(this.#plane.shared, target, { ...record, metadata, revision });
    });
  }

  setStatus(ref: PackageReference, version: string, status: Status): Promise<void> {
    return this.#writing(ref, (target) => setStatus(this.#plane.shared, target, version, status));
  }

  async tag(ref: PackageReference, tags: Readonly<Record<string, string | null>>): Promise<void> {
    const { shared, descriptions } = this.#plane;
    const shown = (await this.findPackage(ref))?.tags ?? {};
    const described = await describedBySources(shared, descriptions, this.#at, ref);
    return this.#writing(ref, (target) => {
      const { records, switches } = shared.context;
      const record = records.package(repositoryKey(this.#at), packageRowKey(target.ref));
      const foreign = Object.keys(tags).filter((tag) => tags[tag] === null && !Object.hasOwn(record?.tags ?? {}, tag));
      const kept = foreign.find((tag) => Object.hasOwn(shown, tag));
      if (kept !== undefined && switches['upstream-tag-removal'] === 'refused') {
        const owner = tagOwner(shared, this.#at, target.ref, { tag: kept, version: shown[kept] }, described);
        throw conflict(`the dist-tag ${kept} of ${named(target.ref)} comes from ${owner}`);
      }
      if (!record) throw notFound('package', target.ref.name, `${named(target.ref)} is not held by this repository`);
      const gone = foreign.find((tag) => !Object.hasOwn(shown, tag));
      if (gone !== undefined) throw notFound('package', target.ref.name, `${named(target.ref)} has no tag ${gone}`);
      writeTags(shared, target, tags);
    });
  }

  setAttributes(ref: PackageReference, change: (attributes: Json) => Json): Promise<void> {
    return this.#writing(ref, (target) => {
      const { context } = this.#plane.shared;
      const isOpen = context.switches['blocked-identical-publish'] === 'unchanged';
      const block = isOpen ? undefined : publishBlock(this.#plane.shared, this.#at, target.ref);
      if (block !== undefined) throw blockedPublish(context, `${named(target.ref)} cannot be published: ${block}`);
      const record = ensurePackage(this.#plane.shared, target, { by: 'publish' });
      const attributes = change(record.attributes);
      this.#plane.shared.context.records.putPackage(repositoryKey(this.#at), packageRowKey(target.ref), {
        ...record,
        attributes,
      });
    });
  }

  async search(format: Format, text: string, limit: number): Promise<readonly ServedPackage[]> {
    const { context } = this.#plane.shared;
    const needle = text.toLowerCase();
    const names = new Set<string>();
    for (const place of chainOf(context, this.#at)) {
      const prefix = keys.package(place.key, `${format}/`);
      for (const { key, value } of context.records.store.list(prefix)) {
        const name = key.slice(keys.package(place.key, '').length);
        const { displayName } = JSON.parse(value) as { displayName: string };
        if (`${name.slice(format.length + 1)} ${displayName}`.toLowerCase().includes(needle)) names.add(name);
      }
    }
    const found: ServedPackage[] = [];
    for (const name of [...names].sort()) {
      if (found.length >= limit) break;
      const held = heldPackage(this.#plane.shared, this.#at, packageOfKey(name));
      if (held) found.push(held);
    }
    return found;
  }

  async packagesIn(
    format: Format,
    namespace: string,
    isWanted: (attributes: Json) => boolean,
  ): Promise<readonly ServedPackage[]> {
    const { shared } = this.#plane;
    const names = new Set<string>();
    for (const place of chainOf(shared.context, this.#at)) {
      const prefix = keys.package(place.key, '');
      for (const { key, value } of shared.context.records.store.list(`${prefix}${format}/${namespace}/`))
        if (isWanted((JSON.parse(value) as PackageRecord).attributes)) names.add(key.slice(prefix.length));
    }
    const held = [...names].sort().map((name) => heldPackage(shared, this.#at, packageOfKey(name)));
    return held.filter((found) => found !== undefined).filter(({ attributes }) => isWanted(attributes));
  }

  /** A package whose name nobody could hold is simply not there: package managers ask for anything. */
  #readable(ref: PackageReference): PackageReference | undefined {
    const { rules } = this.#plane.shared.context;
    return packageProblem(ref, rules) === undefined ? requirePackage(ref, rules) : undefined;
  }

  #stamps(ref: PackageReference): Stamps {
    const { records, now } = this.#plane.shared.context;
    const domain = domainKey(this.#at);
    return {
      domainStamp: records.domainStamp(domain),
      packageStamp: records.packageStamp(domain, packageRowKey(ref)),
      now: now(),
    };
  }

  async #view(ref: PackageReference): Promise<View> {
    const { shared, descriptions } = this.#plane;
    const key = `${repositoryKey(this.#at)}/${packageRowKey(ref)}`;
    const kept = this.#pages.view(key, this.#stamps(ref));
    if (kept) return kept;
    const view = await mergedView(shared, descriptions, this.#at, ref);
    this.#pages.keepView(key, view);
    return view;
  }

  #writing(ref: PackageReference, work: (target: Target) => void): Promise<void> {
    const { context } = this.#plane.shared;
    return refusing(async () =>
      context.records.transaction(() => work({ at: this.#at, ref: requirePackage(ref, context.rules) })),
    );
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asRefusal(error);
  }
}
