// Reads zips by random access: the directory first, members only when a visit wants them.
import { Readable } from 'node:stream';
import type { Entry } from 'yauzl';
import type { Files } from '../../../core/ports/host.ts';
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
  shown,
  specialFile,
  Visits,
} from './archive-rules.ts';
import { placeOfZip, type ReadRange } from './zip-place.ts';

/** What a zip is read from: a path of this machine (`FormatServer`s have one) or a file of the host. */
export type ZipSource = string | { readonly files: Pick<Files, 'open'>; readonly path: string; readonly size: number };

const LINK_TARGET_BYTES = 4096;
const METHODS = { bzip2: 12, lzma: 14 } as const;

export interface ZipOptions extends Partial<ArchiveLimits> {
  /**
   * Names that begin with a slash or a drive count as if they did not. Only for what nobody unpacks by its names: the
   * members of a jar are looked up in it by the class loader, which never asks for such a one.
   */
  readonly takesAbsoluteNames?: boolean;
}

/**
 * Walks the directory of a zip (wheel, nupkg, jar); members are inflated only when the visit reads them.
 * @throws ArchiveRefusal for anything that is not a sound archive within the limits.
 */
export async function readZip(
  source: ZipSource,
  visit: ArchiveVisit,
  { takesAbsoluteNames = false, ...limits }: ZipOptions = {},
): Promise<void> {
  const bounds = { ...ARCHIVE_LIMITS, ...limits };
  const { default: yauzl } = await import('yauzl');
  const nameOf = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry) =>
    yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
  const zip = await openZip(source).catch((error: unknown) => {
    throw asArchiveRefusal(error);
  });
  const count = counter(bounds);
  const visits = new Visits(visit);
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      count();
      const name = nameOf(entry);
      const path = checkedPath(takesAbsoluteNames ? relativeName(name) : name);
      total += entry.uncompressedSize;
      checkInflated(total, zip.fileSize, bounds);
      const kind = zipKind(name, entry);
      if (kind === 'other' && isSpecial(entry)) throw specialFile(path);
      const open = () => {
        if (entry.isEncrypted()) throw new ArchiveRefusal(`${shown(path)} is encrypted`);
        return openMember(zip, entry, path, bounds);
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
    throw visits.error ?? asArchiveRefusal(error);
  } finally {
    zip.close();
  }
}

type ZipFile = Awaited<ReturnType<typeof openZip>>;

/** As a stream where Node.js can inflate it; else whole, so that only what is small enough to be held. */
async function openMember(zip: ZipFile, entry: Entry, path: string, limits: ArchiveLimits) {
  const { compressionMethod, compressedSize, uncompressedSize } = entry;
  if (compressionMethod !== METHODS.bzip2 && compressionMethod !== METHODS.lzma)
    return zip.openReadStreamPromise(entry);
  if (Math.max(compressedSize, uncompressedSize) > limits.memberBytes)
    throw new ArchiveRefusal(`${shown(path)} is larger than ${limits.memberBytes} bytes`);
  // Some write nothing at all for it, not even a header.
  if (uncompressedSize === 0) return Readable.from([], { objectMode: false });
  const chunks: Uint8Array[] = [];
  const raw = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  for await (const chunk of raw) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const content =
    compressionMethod === METHODS.lzma
      ? (await import('./lzma.ts')).inflateLzma(bytes, uncompressedSize)
      : (await import('./bzip2.ts')).inflateBzip2(bytes, uncompressedSize);
  return Readable.from([content], { objectMode: false });
}

/** `/` alone is the folder that all of them are in. */
const relativeName = (name: string) => name.replace(/^([A-Za-z]:)?[\\/]+/, './');

async function openZip(source: ZipSource) {
  const { default: yauzl } = await import('yauzl');
  // Names are checked by us, with one wording for tar and zip.
  const options = { autoClose: false, lazyEntries: true, validateEntrySizes: true, decodeStrings: false };
  if (typeof source === 'string') return yauzl.openPromise(source, options);
  if (source.size <= SMALL_ARCHIVE) {
    const whole = await contentOf(source, 0, source.size);
    const { start, end } = await placeIn(source.size, async (from, to) => whole.subarray(from, to));
    return yauzl.fromBufferPromise(whole.subarray(start, end), options);
  }
  const place = await placeIn(source.size, (from, to) => contentOf(source, from, Math.min(to, source.size)));
  const window = new ReadWindow((from, to) =>
    contentOf(source, place.start + from, Math.min(place.start + to, place.end)),
  );
  class HostFileReader extends yauzl.RandomAccessReader {
    // Two small reads for each entry of the directory, which as streams cost a hundred times the reading.
    override read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      callback: (error: Error | null, read?: number) => void,
    ) {
      window.read(position, length).then(
        (bytes) => callback(null, bytes.copy(buffer, offset)),
        (error) => callback(error),
      );
    }
    override _readStreamForRange(start: number, end: number) {
      const { files, path } = source as Exclude<ZipSource, string>;
      const range = { start: place.start + start, end: place.start + end };
      return Readable.from(files.open(path, range), { objectMode: false });
    }
  }
  return yauzl.fromRandomAccessReaderPromise(new HostFileReader(), place.end - place.start, options);
}

const WINDOW_BYTES = 256 * 1024;

/** Holds the part of a file that was read last: the next read is mostly of what follows. */
class ReadWindow {
  readonly #read: ReadRange;
  #start = 0;
  #held: Buffer = Buffer.alloc(0);

  constructor(read: ReadRange) {
    this.#read = read;
  }

  async read(position: number, length: number): Promise<Buffer> {
    const at = position - this.#start;
    if (at >= 0 && at + length <= this.#held.length) return this.#held.subarray(at, at + length);
    this.#held = await this.#read(position, position + Math.max(length, WINDOW_BYTES));
    this.#start = position;
    return this.#held.subarray(0, length);
  }
}

/** The whole file where no zip is found in it: who reads it says why. */
const placeIn = async (size: number, read: ReadRange) => (await placeOfZip(size, read)) ?? { start: 0, end: size };

async function contentOf({ files, path }: Exclude<ZipSource, string>, start: number, end: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  if (end > start) for await (const chunk of files.open(path, { start, end })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Folders without a slash at their end are none of these: some tools write them so. */
function isSpecial({ externalFileAttributes }: { externalFileAttributes: number }): boolean {
  return [0o010000, 0o020000, 0o060000, 0o140000].includes((externalFileAttributes >>> 16) & 0o170000);
}

/** The upper half of the attributes holds Unix mode bits when the archive was made on Unix; 0 elsewhere. */
function zipKind(name: string, { externalFileAttributes }: Entry): ArchiveMember['kind'] {
  if (name.endsWith('/')) return 'directory';
  const type = (externalFileAttributes >>> 16) & 0o170000;
  return type === 0o120000 ? 'link' : type === 0 || type === 0o100000 ? 'file' : 'other';
}
