// Reads zips by random access: the directory first, members only when a visit wants them.
import { Readable } from 'node:stream';
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

/** What a zip is read from: a path of this machine (`FormatServer`s have one) or a file of the host. */
export type ZipSource = string | { readonly files: Pick<Files, 'open'>; readonly path: string; readonly size: number };

const LINK_TARGET_BYTES = 4096;

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
    throw asArchiveRefusal(error);
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
      if (kind === 'other' && isSpecial(entry)) throw specialFile(path);
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
    throw visits.error ?? asArchiveRefusal(error);
  } finally {
    zip.close();
  }
}

async function openZip(source: ZipSource) {
  const { default: yauzl } = await import('yauzl');
  // Names are checked by us, with one wording for tar and zip; yauzl's own check comes on top.
  const options = { autoClose: false, lazyEntries: true, validateEntrySizes: true };
  if (typeof source === 'string') return yauzl.openPromise(source, options);
  if (source.size <= SMALL_ARCHIVE) return yauzl.fromBufferPromise(await contentOf(source), options);
  class HostFileReader extends yauzl.RandomAccessReader {
    override _readStreamForRange(start: number, end: number) {
      const { files, path } = source as Exclude<ZipSource, string>;
      return Readable.from(files.open(path, { start, end }), { objectMode: false });
    }
  }
  return yauzl.fromRandomAccessReaderPromise(new HostFileReader(), source.size, options);
}

async function contentOf({ files, path, size }: Exclude<ZipSource, string>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.open(path, { start: 0, end: size })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Folders without a slash at their end are none of these: some tools write them so. */
function isSpecial({ externalFileAttributes }: { externalFileAttributes: number }): boolean {
  return [0o010000, 0o020000, 0o060000, 0o140000].includes((externalFileAttributes >>> 16) & 0o170000);
}

/** The upper half of the attributes holds Unix mode bits when the archive was made on Unix; 0 elsewhere. */
function zipKind(entry: { fileName: string; externalFileAttributes: number }): ArchiveMember['kind'] {
  if (entry.fileName.endsWith('/')) return 'directory';
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  return type === 0o120000 ? 'link' : type === 0 || type === 0o100000 ? 'file' : 'other';
}
