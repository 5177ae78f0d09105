// Reads gzipped tars as they stream in, to their end, so that truncated ones are found.
// Not lazily: `import('node:stream')` in a bundle has only a default export, since that module is a function.
import { pipeline, Readable } from 'node:stream';
import {
  ARCHIVE_LIMITS,
  type ArchiveLimits,
  type ArchiveMember,
  ArchiveRefusal,
  type ArchiveVisit,
  asArchiveRefusal,
  checkedPath,
  checkInflated,
  checkLink,
  counter,
  reading,
  SMALL_ARCHIVE,
  specialFile,
  Visits,
} from './archive-rules.ts';

/**
 * Reads a gzipped tar to its end (so that a truncated one is found) or until the visit says `stop`.
 * @throws ArchiveRefusal for anything that is not a sound archive within the limits.
 */
export async function readTarGz(
  source: AsyncIterable<Uint8Array>,
  visit: ArchiveVisit,
  limits: Partial<ArchiveLimits> = {},
): Promise<void> {
  const { extract: makeExtract } = await import('tar-stream');
  const bounds = { ...ARCHIVE_LIMITS, ...limits };
  const extract = makeExtract();
  const feed = new TarFeed(source, bounds);
  const feeding = feed.into(extract);
  // It may fail while a visit is busy elsewhere; who waits for it below hears of it then.
  feeding.catch(() => undefined);
  const count = counter(bounds);
  const visits = new Visits(visit);
  let broken: Error | undefined;
  extract.on('error', (error) => {
    broken ??= error;
  });
  try {
    for await (const entry of extract) {
      count();
      const { name, type, linkname, size = 0 } = entry.header;
      const path = checkedPath(name);
      const kind = tarKind(type);
      if (kind === 'other') throw specialFile(path);
      if (kind === 'link') checkLink(path, linkname ?? '', type === 'link');
      const member = {
        path,
        kind,
        size,
        ...reading(async () => entry as unknown as AsyncIterable<Uint8Array>, path, size, bounds),
      };
      if ((await visits.run(member)) === 'stop') return;
      entry.resume();
    }
    await feeding;
  } catch (error) {
    if (feed.sourceError !== undefined) throw feed.sourceError;
    // A visit that was reading when the archive broke only heard that its stream was destroyed.
    const isOfVisit = visits.error !== undefined && !(broken && visits.error instanceof ArchiveRefusal);
    throw isOfVisit ? visits.error : asArchiveRefusal(broken ?? error);
  } finally {
    extract.destroy();
    feed.stop();
    await feeding.catch(() => undefined);
  }
}

type TarExtract = ReturnType<typeof import('tar-stream')['extract']>;

/** Inflates the source into tar-stream by hand: Node's `pipeline` and streamx disagree about who reports an error. */
class TarFeed {
  sourceError: unknown;
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #limits: ArchiveLimits;
  #gunzip: (Readable & { destroy(error?: Error): unknown }) | undefined;

  constructor(source: AsyncIterable<Uint8Array>, limits: ArchiveLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  async into(extract: TarExtract): Promise<void> {
    try {
      await this.#pump(extract);
    } catch (error) {
      extract.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  stop(): void {
    this.#gunzip?.destroy();
  }

  async #pump(extract: TarExtract): Promise<void> {
    const { createGunzip, gunzipSync } = await import('node:zlib');
    const sizes = { compressed: 0, inflated: 0 };
    const source = this.#counted(sizes);
    const held = await heldWhole(source);
    const small = held.isWhole && held.bytes.length > 0 ? inflatedAtOnce(held.bytes, gunzipSync) : undefined;
    if (small) {
      checkInflated(small.length, sizes.compressed, this.#limits);
      if (small.length === 0) throw new ArchiveRefusal('the archive is empty');
      if (!extract.write(small)) await drained(extract);
      extract.end(undefined);
      return;
    }
    const gunzip = createGunzip({ chunkSize: 64 * 1024 });
    this.#gunzip = gunzip;
    pipeline(Readable.from(resumed(held.bytes, source), { objectMode: false }), gunzip, () => undefined);
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      sizes.inflated += chunk.length;
      checkInflated(sizes.inflated, sizes.compressed, this.#limits);
      if (!extract.write(chunk)) await drained(extract);
      if (extract.destroyed) return;
    }
    if (sizes.inflated === 0) throw new ArchiveRefusal('the archive is empty');
    extract.end(undefined);
  }

  async *#counted(sizes: { compressed: number }): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#source) {
        sizes.compressed += chunk.length;
        yield chunk;
      }
    } catch (error) {
      this.sourceError = error;
      throw error;
    }
  }
}

/** What a small archive may hold to be inflated at once; by stream that costs ten times the inflating. */
const SMALL_INFLATED = 2 * 1024 * 1024;

/** Reads until the source ends or is no longer small. */
async function heldWhole(source: AsyncGenerator<Uint8Array>): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size <= SMALL_ARCHIVE) {
    const { done, value } = await source.next();
    if (done) return { bytes: Buffer.concat(chunks), isWhole: true };
    chunks.push(value);
    size += value.length;
  }
  return { bytes: Buffer.concat(chunks), isWhole: false };
}

/** Undefined when it would be more than a little; what is damaged is refused as it is by stream. */
function inflatedAtOnce(bytes: Buffer, gunzip: typeof import('node:zlib')['gunzipSync']): Buffer | undefined {
  try {
    return gunzip(bytes, { maxOutputLength: SMALL_INFLATED });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

async function* resumed(bytes: Buffer, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
  yield* rest;
}

function drained(extract: TarExtract): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      extract.removeListener('drain', done);
      extract.removeListener('close', done);
      resolve();
    };
    extract.on('drain', done);
    extract.on('close', done);
  });
}

function tarKind(type: string | null | undefined): ArchiveMember['kind'] {
  switch (type) {
    case 'file':
    case 'contiguous-file':
    case null:
    case undefined:
      return 'file';
    case 'directory':
      return 'directory';
    case 'link':
    case 'symlink':
      return 'link';
    default:
      return 'other';
  }
}
