// Reads members out of built packages (.tgz by stream, zip kinds by random access) without trusting them: whatever an
// archive says about itself, memory stays bounded, no path points outside, and anything odd is an ArchiveRefusal.
// Not lazily: `import('node:stream')` in a bundle has only a default export, since that module is a function.
import { pipeline, Readable } from 'node:stream';
import type { Files } from '../../core/ports/host.ts';

/** Why an archive is not read further, in words for its author. Everything else thrown here is an IO error. */
export class ArchiveRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArchiveRefusal';
  }
}

export interface ArchiveLimits {
  /** Members of any kind. */
  readonly entries: number;
  /** Bytes of one member that `read` holds in memory. */
  readonly memberBytes: number;
  /** Inflated bytes of the whole archive. */
  readonly totalBytes: number;
  /** Inflated to compressed bytes, looked at once `ratioFloorBytes` are inflated; deflate itself can reach 1032. */
  readonly ratio: number;
  readonly ratioFloorBytes: number;
}

/** Room for every package seen in the wild, and an end for those made to do harm. */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 250_000,
  memberBytes: 8 * 1024 * 1024,
  totalBytes: 16 * 1024 ** 3,
  ratio: 250,
  ratioFloorBytes: 256 * 1024 * 1024,
};

export interface ArchiveMember {
  /** With `/` between segments, without leading `./` and without trailing slash; never absolute, never with `..`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Inflated bytes as announced; reading more than that is a refusal. */
  readonly size: number;
  /** The whole member; refused beyond `limit` (default: the `memberBytes` of the limits). Only inside the visit. */
  read(limit?: number): Promise<Buffer>;
  /** The member as a stream, for digesting; only inside the visit, and at most once. */
  stream(): AsyncIterable<Uint8Array>;
}

/** Called for each member in archive order; `stop` ends the reading, and with it the checks of what follows. */
export type ArchiveVisit = (member: ArchiveMember) => Promise<'stop' | undefined> | 'stop' | undefined;

/** What a zip is read from: a path of this machine (`FormatServer`s have one) or a file of the host. */
export type ZipSource = string | { readonly files: Pick<Files, 'open'>; readonly path: string; readonly size: number };

const LINK_TARGET_BYTES = 4096;

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
  const count = counter(bounds);
  const visits = new Visits(visit);
  try {
    for await (const entry of extract) {
      count();
      const { name, type, linkname, size = 0 } = entry.header;
      const path = checkedPath(name);
      const kind = tarKind(type);
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
    throw feed.sourceError ?? visits.error ?? asRefusal(error);
  } finally {
    extract.destroy();
    feed.stop();
    await feeding.catch(() => undefined);
  }
}

/**
 * Walks the directory of a zip (wheel, nupkg, jar); members are inflated only when the visit reads them.
 * @throws ArchiveRefusal for anything that is not a sound archive within the limits.
 */
export async function readZip(
  source: ZipSource,
  visit: ArchiveVisit,
  limits: Partial<ArchiveLimits> = {},
): Promise<void> {
  const bounds = { ...ARCHIVE_LIMITS, ...limits };
  const zip = await openZip(source).catch((error: unknown) => {
    throw asRefusal(error);
  });
  const count = counter(bounds);
  const visits = new Visits(visit);
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      count();
      const path = checkedPath(entry.fileName);
      total += entry.uncompressedSize;
      checkInflated(total, zip.fileSize, bounds);
      const kind = zipKind(entry);
      const open = () => {
        if (entry.isEncrypted()) throw new ArchiveRefusal(`${shown(path)} is encrypted`);
        return zip.openReadStreamPromise(entry);
      };
      const member = {
        path,
        kind,
        size: entry.uncompressedSize,
        ...reading(open, path, entry.uncompressedSize, bounds),
      };
      if (kind === 'link') checkLink(path, (await member.read(LINK_TARGET_BYTES)).toString('utf8'), false);
      if ((await visits.run(member)) === 'stop') return;
    }
  } catch (error) {
    throw visits.error ?? asRefusal(error);
  } finally {
    zip.close();
  }
}

/** Runs a reading and gives its refusal as a sentence, for a verdict; other errors stay errors. */
export async function refusalOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ArchiveRefusal) return error.message;
    throw error;
  }
}

// ---- tar --------------------------------------------------------------------------------------------------------

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
    const { createGunzip } = await import('node:zlib');
    const sizes = { compressed: 0, inflated: 0 };
    const gunzip = createGunzip({ chunkSize: 64 * 1024 });
    this.#gunzip = gunzip;
    pipeline(Readable.from(this.#counted(sizes), { objectMode: false }), gunzip, () => undefined);
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

// ---- zip --------------------------------------------------------------------------------------------------------

async function openZip(source: ZipSource) {
  const { default: yauzl } = await import('yauzl');
  // Names are checked by us, with one wording for tar and zip; yauzl's own check comes on top.
  const options = { autoClose: false, lazyEntries: true, validateEntrySizes: true };
  if (typeof source === 'string') return yauzl.openPromise(source, options);
  class HostFileReader extends yauzl.RandomAccessReader {
    override _readStreamForRange(start: number, end: number) {
      const { files, path } = source as Exclude<ZipSource, string>;
      return Readable.from(files.open(path, { start, end }), { objectMode: false });
    }
  }
  return yauzl.fromRandomAccessReaderPromise(new HostFileReader(), source.size, options);
}

/** The upper half of the attributes holds Unix mode bits when the archive was made on Unix; 0 elsewhere. */
function zipKind(entry: { fileName: string; externalFileAttributes: number }): ArchiveMember['kind'] {
  if (entry.fileName.endsWith('/')) return 'directory';
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  return type === 0o120000 ? 'link' : type === 0 || type === 0o100000 ? 'file' : 'other';
}

// ---- what both share --------------------------------------------------------------------------------------------

/** Keeps the visitor's own errors apart from those of the archive. */
class Visits {
  error: unknown;
  readonly #visit: ArchiveVisit;

  constructor(visit: ArchiveVisit) {
    this.#visit = visit;
  }

  async run(member: ArchiveMember): Promise<'stop' | undefined> {
    try {
      return await this.#visit(member);
    } catch (error) {
      this.error = error;
      throw error;
    }
  }
}

function reading(
  open: () => Promise<AsyncIterable<Uint8Array>>,
  path: string,
  size: number,
  limits: ArchiveLimits,
): Pick<ArchiveMember, 'read' | 'stream'> {
  async function* stream(): AsyncGenerator<Uint8Array> {
    try {
      yield* await open();
    } catch (error) {
      throw asRefusal(error);
    }
  }
  return {
    stream,
    async read(limit = limits.memberBytes) {
      const tooLarge = () => new ArchiveRefusal(`${shown(path)} is larger than ${limit} bytes`);
      if (size > limit) throw tooLarge();
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of stream()) {
        length += chunk.length;
        if (length > limit) throw tooLarge();
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
  };
}

function counter(limits: ArchiveLimits): () => void {
  let entries = 0;
  return () => {
    entries += 1;
    if (entries > limits.entries) throw new ArchiveRefusal(`the archive has more than ${limits.entries} entries`);
  };
}

function checkInflated(inflated: number, compressed: number, limits: ArchiveLimits): void {
  if (inflated > limits.totalBytes) {
    throw new ArchiveRefusal(`the archive unpacks to more than ${limits.totalBytes} bytes`);
  }
  if (inflated > limits.ratioFloorBytes && inflated > compressed * limits.ratio) {
    throw new ArchiveRefusal(`the archive unpacks to more than ${limits.ratio} times its size`);
  }
}

/**
 * The path as we use it, or a refusal.
 *
 * | written            | result        |
 * | ------------------ | ------------- |
 * | `./package/a.js`   | `package/a.js` |
 * | `dir/`             | `dir`         |
 * | `/etc/passwd`, `\x`, `C:\x` | refused: absolute |
 * | `a/../b`, `a\..\b` | refused: leaves its folder |
 */
export function checkedPath(name: string): string {
  if (name === '' || name.includes('\0')) throw new ArchiveRefusal('a member has no usable name');
  if (/^([\\/]|[A-Za-z]:[\\/])/.test(name)) throw new ArchiveRefusal(`${shown(name)} is an absolute path`);
  const segments = name.split(/[\\/]/);
  if (segments.includes('..')) throw new ArchiveRefusal(`${shown(name)} leads out of the archive`);
  return name
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}

/** Symbolic links resolve from their own folder, hard links (tar) from the root of the archive. */
function checkLink(path: string, target: string, isHard: boolean): void {
  const leading = () => new ArchiveRefusal(`${shown(path)} links out of the archive (${shown(target)})`);
  if (target === '' || /^([\\/]|[A-Za-z]:[\\/])/.test(target)) throw leading();
  let depth = isHard ? 0 : path.split('/').length - 1;
  for (const segment of target.split(/[\\/]/)) {
    if (segment === '..') depth -= 1;
    else if (segment !== '' && segment !== '.') depth += 1;
    if (depth < 0) throw leading();
  }
}

/** A name out of an archive, fit for one line of a log. */
function shown(name: string): string {
  const short = name.length > 120 ? `${name.slice(0, 117)}...` : name;
  return JSON.stringify(short);
}

const SYSTEM_ERRORS = /^E[A-Z]+$/;

function asRefusal(error: unknown): unknown {
  if (error instanceof ArchiveRefusal || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && SYSTEM_ERRORS.test(code)) return error;
  if (code === 'Z_BUF_ERROR' || /unexpected end/i.test(error.message))
    return new ArchiveRefusal('the archive is truncated');
  return new ArchiveRefusal(`the archive cannot be read: ${error.message}`);
}
