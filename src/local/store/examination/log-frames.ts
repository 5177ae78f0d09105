// The frames of a write-ahead log, each of which has a sum. Format: https://www.sqlite.org/fileformat2.html#walformat
import { fstatSync, readSync } from 'node:fs';

const LOG_HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;

/** Zeros for what the file has not. */
export function bytesAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let read = 0; read < length; ) {
    const more = readSync(file, bytes, read, length - read, at + read);
    if (more === 0) break;
    read += more;
  }
  return bytes;
}

interface Frame {
  readonly page: number;
  readonly at: number;
}

interface Frames {
  readonly placed: Frame[];
  readonly doubtful: Frame[];
}

/**
 * The frames up to the last commit, those apart that are not what was written. The sum of a frame begins with the one that
 * is written in the frame before, so each can be told by itself.
 */
export function framesOf(log: number | undefined, pageSize: number, takesDoubtful: boolean): Frames {
  if (log === undefined) return { placed: [], doubtful: [] };
  // The lowest bit of the magic number tells the order of bytes that sums are made with.
  const isBig = bytesAt(log, 0, 4).readUInt32BE() === MAGIC + 1;
  const found = framesInOrder(log, pageSize, { isBig, takesDoubtful });
  return found.placed.length > 0 ? found : framesInOrder(log, pageSize, { isBig: !isBig, takesDoubtful });
}

function framesInOrder(
  log: number,
  pageSize: number,
  { isBig, takesDoubtful }: { readonly isBig: boolean; readonly takesDoubtful: boolean },
): Frames {
  const header = bytesAt(log, 0, LOG_HEADER);
  const frameSize = FRAME_HEADER + pageSize;
  const frames = Math.floor((fstatSync(log).size - LOG_HEADER) / frameSize);
  const placed: Frame[] = [];
  const doubtful: Frame[] = [];
  let committed = { placed: 0, doubtful: 0 };
  let before = sumIn(header, 24);
  const salts = saltsOf(header, log, frameSize, frames);
  for (let number = 0; number < frames; number++) {
    const at = LOG_HEADER + number * frameSize;
    const frame = bytesAt(log, at, frameSize);
    const stated = sumIn(frame, 16);
    if (salts.equals(frame.subarray(8, 16))) {
      const sum = summed(summed(before, frame.subarray(0, 8), isBig), frame.subarray(FRAME_HEADER), isBig);
      const isRight = sum[0] === stated[0] && sum[1] === stated[1];
      const page = frame.readUInt32BE();
      if (isRight) placed.push({ page, at: at + FRAME_HEADER });
      else if (page > 0 && page < 2 ** 24) doubtful.push({ page, at: at + FRAME_HEADER });
      // The size of the database stands in the last frame of a commit alone. Whether a doubtful one is one, the rows tell.
      if (frame.readUInt32BE(4) > 0 && (isRight || takesDoubtful))
        committed = { placed: placed.length, doubtful: doubtful.length };
    }
    before = stated;
  }
  return { placed: placed.slice(0, committed.placed), doubtful: doubtful.slice(0, committed.doubtful) };
}

/** A frame as it lies there. */
export interface LogFrame {
  readonly page: number;
  readonly bytes: Buffer;
  /** The last one of a commit. */
  readonly isCommit: boolean;
  /** What all frames have in common that were written after the same beginning. */
  readonly salts: string;
  /** By itself it is what was written. */
  readonly isRight: boolean;
  /** SQLite comes as far as this: it stops at the first one that is not right, or of an earlier beginning. */
  readonly isReached: boolean;
}

/** All frames in their order, those behind the end of what SQLite takes as well. */
export function* allFrames(log: number, pageSize: number): Generator<LogFrame> {
  const header = bytesAt(log, 0, LOG_HEADER);
  const magic = header.readUInt32BE();
  const start = summed([0, 0], header.subarray(0, 24), magic === MAGIC + 1);
  let isReached = (magic === MAGIC || magic === MAGIC + 1) && isSame(start, sumIn(header, 24));
  let before = sumIn(header, 24);
  const frameSize = FRAME_HEADER + pageSize;
  const frames = Math.floor((fstatSync(log).size - LOG_HEADER) / frameSize);
  for (let number = 0; number < frames; number++) {
    const frame = bytesAt(log, LOG_HEADER + number * frameSize, frameSize);
    const bytes = frame.subarray(FRAME_HEADER);
    const stated = sumIn(frame, 16);
    const comesTo = (isBig: boolean) =>
      isSame(summed(summed(before, frame.subarray(0, 8), isBig), bytes, isBig), stated);
    const isRight = comesTo(magic === MAGIC + 1) || comesTo(magic !== MAGIC + 1);
    isReached &&= isRight && header.subarray(16, 24).equals(frame.subarray(8, 16));
    const salts = frame.toString('hex', 8, 16);
    yield { page: frame.readUInt32BE(), bytes, isCommit: frame.readUInt32BE(4) > 0, salts, isRight, isReached };
    before = stated;
  }
}

const isSame = (one: Sum, other: Sum) => one[0] === other[0] && one[1] === other[1];

/** What the frames of this log have in common; older ones, behind them, have others. */
function saltsOf(header: Buffer, log: number, frameSize: number, frames: number): Buffer {
  const ofHeader = header.subarray(16, 24);
  const ofFrame = (number: number) => bytesAt(log, LOG_HEADER + number * frameSize + 8, 8);
  if (frames < 2 || ofFrame(0).equals(ofHeader)) return ofHeader;
  // Where the first two frames agree with each other, the header is what has changed.
  return ofFrame(0).equals(ofFrame(1)) ? ofFrame(0) : ofHeader;
}

type Sum = readonly [number, number];

const sumIn = (bytes: Buffer, at: number): Sum => [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];

function summed([first, second]: Sum, bytes: Buffer, isBig: boolean): Sum {
  let [a, b] = [first, second];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0;
    b = (b + (isBig ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}
