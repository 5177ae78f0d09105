// What public sources say of packages: asked for once, believed for the format's time, kept on disk, and used beyond
// its time when the source cannot be reached.
import { createHash } from 'node:crypto';
import { text as textOf } from 'node:stream/consumers';
import type { PackageReference } from '../../../core/model/package.ts';
import type {
  ExternalFetch,
  ExternalPackage,
  ExternalReader,
  ExternalVersion,
} from '../../../core/ports/format-server.ts';
import { ServedRefusal } from '../../../core/ports/format-server.ts';
import type { HttpTransport } from '../../../core/ports/http.ts';
import type { Context } from '../context.ts';
import { isVersionName } from '../names.ts';
import { keys, packageRowKey } from '../records/keys.ts';
import { WeightedCache } from '../records/weighted-lru.ts';
import { externalFetch, SourceDown } from './external-fetch.ts';
import type { Source } from './external-source.ts';

export interface Sources {
  readonly byName: ReadonlyMap<string, Source>;
  readonly http: HttpTransport;
  readonly isOffline: boolean;
}

/** A description at hand. `known` undefined: the source does not know the package. */
export interface Description {
  readonly known: ExternalPackage | undefined;
  readonly versions: DescribedVersions;
  readonly validUntil: number;
  readonly askedAt: number;
}

/** The versions of a description; each is found in any of its spellings. */
export interface DescribedVersions {
  get(version: string): ExternalVersion | undefined;
  has(version: string): boolean;
  /** By version key. */
  entries(): Iterable<readonly [key: string, version: ExternalVersion]>;
}

interface Row {
  readonly askedAt: number;
  /** Blob with the JSON of an ExternalPackage; absent when the source did not know the package. */
  readonly blob?: string;
}

/** JSON characters of descriptions kept parsed. */
const KEPT = 48 * 1024 * 1024;

export class Descriptions {
  readonly #context: Context;
  readonly #sources: Sources;
  readonly #kept = new WeightedCache<Description>(KEPT);
  readonly #asking = new Map<string, Promise<Description | undefined>>();
  /** When a source that failed may be asked again. */
  readonly #retryAt = new Map<string, number>();

  constructor(context: Context, sources: Sources) {
    this.#context = context;
    this.#sources = sources;
  }

  /** Whether no public source is to be asked at all. */
  get isOffline(): boolean {
    return this.#sources.isOffline;
  }

  /** How the format reads a connection; undefined where it cannot be. */
  readerOf(
    connection: string,
    ref: PackageReference,
  ): { reader: ExternalReader; fetch: ExternalFetch; source: Source } | undefined {
    const reader = this.#context.servers[ref.format]?.external;
    const source = this.#sources.byName.get(connection);
    if (!reader || !source) return undefined;
    return { reader, source, fetch: this.#guarded(source) };
  }

  /**
   * The description in force. Undefined when the source cannot be asked and nothing is remembered: offline, or not
   * read by this format. Throws ServedRefusal (unavailable) when it could not be reached and nothing is remembered.
   */
  async describe(connection: string, ref: PackageReference): Promise<Description | undefined> {
    const reading = this.readerOf(connection, ref);
    if (!reading) return undefined;
    const key = this.#key(reading.source, ref);
    const kept = this.#kept.get(key);
    if (kept && this.#isFresh(kept)) return kept;
    let asking = this.#asking.get(key);
    if (!asking) {
      asking = this.#renew(key, ref, reading).finally(() => this.#asking.delete(key));
      this.#asking.set(key, asking);
    }
    return asking;
  }

  /** Whether this is still what would be answered, so that a page may be kept on the strength of it. */
  isCurrent(connection: string, ref: PackageReference, description: Description): boolean {
    const source = this.#sources.byName.get(connection);
    return source !== undefined && this.#kept.get(this.#key(source, ref)) === description;
  }

  /** For the publish check, which the service skips when the source is down. */
  async hasVersion(connection: string, ref: PackageReference, version: string): Promise<boolean> {
    return (await this.describeIfUp(connection, ref))?.versions.has(version) ?? false;
  }

  /** The description in force; undefined also where the source could not be reached and nothing is remembered. */
  async describeIfUp(connection: string, ref: PackageReference): Promise<Description | undefined> {
    try {
      return await this.describe(connection, ref);
    } catch (error) {
      if (error instanceof ServedRefusal && error.kind === 'unavailable') return undefined;
      throw error;
    }
  }

  /** Blobs that hold descriptions, which a collection must spare. */
  blobs(): Set<string> {
    const rows = this.#context.records.store.list(keys.described('', '').slice(0, -1));
    return new Set(rows.map(({ value }) => (JSON.parse(value) as Row).blob).filter((name) => name !== undefined));
  }

  forget(): void {
    this.#kept.clear();
    this.#retryAt.clear();
  }

  async #renew(
    key: string,
    ref: PackageReference,
    reading: { reader: ExternalReader; fetch: ExternalFetch },
  ): Promise<Description | undefined> {
    const remembered = this.#kept.get(key) ?? (await this.#load(key, ref));
    if (remembered && this.#isFresh(remembered)) return remembered;
    if (this.#sources.isOffline) return remembered;
    try {
      const known = await reading.reader.describe(ref, reading.fetch);
      return await this.#remember(key, ref, known);
    } catch (error) {
      const isDown = error instanceof ServedRefusal && error.kind === 'unavailable';
      if (!isDown || !remembered) throw error;
      const now = this.#context.now();
      const prolonged = { ...remembered, askedAt: now, validUntil: now + this.#context.switches['external-retry-ms'] };
      this.#kept.set(key, prolonged, 1 + (this.#kept.weightOf(key) ?? 0));
      return prolonged;
    }
  }

  async #load(key: string, ref: PackageReference): Promise<Description | undefined> {
    const row = this.#context.records.store.get(key);
    if (row === undefined) return undefined;
    const { askedAt, blob } = JSON.parse(row) as Row;
    if (blob === undefined) return this.#keep(key, ref, { askedAt, known: undefined, size: 1 });
    try {
      const text = await textOf(this.#context.blobs.read({ digests: { 'SHA-256': blob } }));
      return this.#keep(key, ref, { askedAt, known: JSON.parse(text) as ExternalPackage, size: text.length });
    } catch {
      // Without its bytes a row says nothing; the source is asked again.
      return undefined;
    }
  }

  async #remember(key: string, ref: PackageReference, known: ExternalPackage | undefined): Promise<Description> {
    const askedAt = this.#context.now();
    const { store } = this.#context.records;
    if (!known) {
      store.put(key, JSON.stringify({ askedAt } satisfies Row));
      return this.#keep(key, ref, { askedAt, known, size: 1 });
    }
    const text = JSON.stringify(known);
    const blob = await this.#context.blobs.receive(inPieces(text), Number.POSITIVE_INFINITY);
    store.put(key, JSON.stringify({ askedAt, blob: blob.digests['SHA-256'] } satisfies Row));
    return this.#keep(key, ref, { askedAt, known, size: text.length });
  }

  #keep(
    key: string,
    ref: PackageReference,
    read: { askedAt: number; known: ExternalPackage | undefined; size: number },
  ): Description {
    const { switches, rules } = this.#context;
    const time = read.known ? rules[ref.format].descriptionTtlMs : switches['external-missing-ms'];
    const description: Description = {
      known: read.known,
      versions: usable(read.known, this.#context.records.versionKeys(packageRowKey(ref))),
      askedAt: read.askedAt,
      validUntil: this.#sources.isOffline
        ? Number.POSITIVE_INFINITY
        : switches['external-cache'] === 'on'
          ? read.askedAt + time
          : read.askedAt,
    };
    this.#kept.set(key, description, read.size);
    // Pages built from the older description are out of date.
    this.#context.records.touchEverywhere(packageRowKey(ref));
    return description;
  }

  /** A clock that was set back makes a description from the future stale, not everlasting. */
  #isFresh({ askedAt, validUntil }: Description): boolean {
    if (this.#sources.isOffline) return true;
    const now = this.#context.now();
    return now >= askedAt && now < validUntil;
  }

  /** A source that has just failed is not asked again for a while: every client would wait for it. */
  #guarded(source: Source): ExternalFetch {
    const { switches } = this.#context;
    const ask = externalFetch(source, this.#sources.http, switches['external-idle-ms']);
    return async (path, options) => {
      const now = this.#context.now();
      const retryAt = this.#retryAt.get(source.name) ?? now;
      if (this.#sources.isOffline || (now < retryAt && retryAt - now <= switches['external-retry-ms'])) {
        throw new ServedRefusal(
          'unavailable',
          `the public source ${source.name} is not asked${this.#sources.isOffline ? ' offline' : ' again so soon'}`,
        );
      }
      try {
        return await ask(path, options);
      } catch (error) {
        if (error instanceof SourceDown)
          this.#retryAt.set(source.name, this.#context.now() + switches['external-retry-ms']);
        throw error;
      }
    };
  }

  #key(source: Source, ref: PackageReference): string {
    const base = createHash('sha256').update(source.base.href).digest('hex').slice(0, 16);
    return keys.described(`${source.name}/${base}`, packageRowKey(ref));
  }
}

/** Without those whose names no repository could hold; of several spellings of one version, the last. */
function usable(known: ExternalPackage | undefined, keyOf: (version: string) => string): DescribedVersions {
  const versions = (known?.versions ?? []).filter(({ version }) => isVersionName(version));
  const byKey = new Map(versions.map((version) => [keyOf(version.version), version]));
  return {
    get: (version) => byKey.get(keyOf(version)),
    has: (version) => byKey.has(keyOf(version)),
    entries: () => byKey.entries(),
  };
}

async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += 1 << 20) yield bytes.subarray(start, start + (1 << 20));
}
