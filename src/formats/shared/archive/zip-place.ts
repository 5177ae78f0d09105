// Where in a file the zip is. Programs that open zips look for the directory from the end of the file and count from
// there, so that a script in front (executable jars) and a few bytes behind do no harm: as Java, Python and unzip do.

/** Reads a part of the file; less where the file ends. */
export type ReadRange = (start: number, end: number) => Promise<Buffer>;

export interface ZipPlace {
  /** What offsets in the zip count from: 0 also where they count a script in front. */
  readonly start: number;
  readonly end: number;
}

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_SIZE = 20;
const ZIP64_END_SIGNATURE = 0x06064b50;
const ZIP64_END_SIZE = 56;
const ENTRY_SIGNATURE = 0x02014b50;
const LONGEST_COMMENT = 0xffff;

/**
 * The last end record that a directory stands before; undefined when there is none, and a reader of zips may say what it
 * misses. The size of the directory tells where it begins, and that what all offsets are short of: Java
 * (`ZipFile.Source.initCEN`) and Python (`zipfile`, which pip uses) find it so as well.
 */
export async function placeOfZip(size: number, read: ReadRange): Promise<ZipPlace | undefined> {
  const tailStart = Math.max(0, size - LONGEST_COMMENT - END_SIZE - LOCATOR_SIZE - ZIP64_END_SIZE);
  const tail = await read(tailStart, size);
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    const end = tailStart + at + END_SIZE + tail.readUInt16LE(at + 20);
    const start = end > size ? undefined : await startOf(tail, at, tailStart + at, read);
    if (start !== undefined) return { start, end };
  }
  return undefined;
}

async function startOf(tail: Buffer, at: number, endRecord: number, read: ReadRange): Promise<number | undefined> {
  const isLarge = at >= LOCATOR_SIZE + ZIP64_END_SIZE && tail.readUInt32LE(at - LOCATOR_SIZE) === LOCATOR_SIGNATURE;
  const zip64 = at - LOCATOR_SIZE - ZIP64_END_SIZE;
  if (isLarge && tail.readUInt32LE(zip64) === ZIP64_END_SIGNATURE) {
    const short = endRecord - LOCATOR_SIZE - ZIP64_END_SIZE - Number(tail.readBigUInt64LE(at - LOCATOR_SIZE + 8));
    return soundStart(short, Number(tail.readBigUInt64LE(zip64 + 48)), read);
  }
  // The record may have grown, and then stands further away than here: only offsets that count from 0 tell where.
  if (isLarge) return 0;
  const [directorySize, offset] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  if (directorySize === 0 && tail.readUInt16LE(at + 10) === 0) return Math.max(0, endRecord - offset);
  const counted = await soundStart(endRecord - directorySize - offset, offset, read);
  // Something may stand between the directory and its end.
  return counted ?? soundStart(0, offset, read);
}

async function soundStart(start: number, directory: number, read: ReadRange): Promise<number | undefined> {
  if (!Number.isSafeInteger(start + directory) || start < 0) return undefined;
  const first = await read(start + directory, start + directory + 4);
  return first.length === 4 && first.readUInt32LE(0) === ENTRY_SIGNATURE ? start : undefined;
}
