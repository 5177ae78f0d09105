// The pages of a database as its two files have them, without SQLite, which gives up on the whole for one of them. Format:
// https://www.sqlite.org/fileformat2.html; what is constant in our files is not believed to be something else.
import { closeSync, fstatSync, readSync } from 'node:fs';
import { isFileAt, openFile, TO_READ } from '../folder-entries.ts';

const LOG_HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;

/** SQLite's own default, which nobody changes for our files. */
const USUAL_PAGE_SIZE = 4096;

/** Where the newest bytes of a page are. */
interface Placed {
  readonly file: number;
  readonly at: number;
}

export class PageImage {
  readonly pageSize: number;
  /** Pages have numbers from 1 to this one. */
  readonly count: number;
  /** Of frames that are committed and are not what was written: a page may be another one's. */
  readonly doubtfulFrames: number;
  readonly #files: number[];
  readonly #database: number | undefined;
  readonly #logged: ReadonlyMap<number, Placed>;

  /** Paths at which there need not be a file. `takesDoubtful`: with frames that are not what was written. */
  constructor(database: string, log: string, takesDoubtful: boolean) {
    const open = (path: string) => (isFileAt(path) ? openFile(path, TO_READ) : undefined);
    this.#database = open(database);
    const logFile = open(log);
    this.#files = [this.#database, logFile].filter((file) => file !== undefined);
    this.pageSize = pageSizeOf(this.#database, logFile);
    const { placed, doubtful } = framesOf(logFile, this.pageSize, takesDoubtful);
    this.doubtfulFrames = doubtful.length;
    const taken = takesDoubtful ? [...placed, ...doubtful] : placed;
    this.#logged = new Map(
      taken.sort((a, b) => a.at - b.at).map(({ page, at }) => [page, { file: logFile as number, at }]),
    );
    const size = this.#database === undefined ? 0 : fstatSync(this.#database).size;
    let count = Math.ceil(size / this.pageSize);
    for (const page of this.#logged.keys()) count = Math.max(count, page);
    this.count = count;
  }

  /** The bytes of a page; what is missing of the last one is zero. Undefined where there is none. */
  page(number: number): Buffer | undefined {
    const placed = this.#logged.get(number) ?? this.#inDatabase(number);
    if (placed === undefined || number < 1 || number > this.count) return undefined;
    return bytesAt(placed.file, placed.at, this.pageSize);
  }

  close(): void {
    for (const file of this.#files) closeSync(file);
  }

  #inDatabase(number: number): Placed | undefined {
    return this.#database === undefined ? undefined : { file: this.#database, at: (number - 1) * this.pageSize };
  }
}

function bytesAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let read = 0; read < length; ) {
    const more = readSync(file, bytes, read, length - read, at + read);
    if (more === 0) break;
    read += more;
  }
  return bytes;
}

/** What the log says covers what the database says: there a checksum holds it. */
function pageSizeOf(database: number | undefined, log: number | undefined): number {
  const stated = [
    log === undefined ? 0 : bytesAt(log, 8, 4).readUInt32BE(),
    database === undefined ? 0 : bytesAt(database, 16, 2).readUInt16BE(),
  ];
  return stated.includes(USUAL_PAGE_SIZE) ? USUAL_PAGE_SIZE : (stated.find(isPageSize) ?? USUAL_PAGE_SIZE);
}

function isPageSize(size: number): boolean {
  return size >= 512 && size <= 65_536 && (size & (size - 1)) === 0;
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
function framesOf(log: number | undefined, pageSize: number, takesDoubtful: boolean): Frames {
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
