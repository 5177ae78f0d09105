// The pages of a database as its two files have them, without SQLite, which gives up on the whole for one of them. Format:
// https://www.sqlite.org/fileformat2.html; what is constant in our files is not believed to be something else.
import { closeSync, fstatSync } from 'node:fs';
import { isFileAt, openFile, TO_READ } from '../folder-entries.ts';
import { bytesAt, framesOf } from './log-frames.ts';

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

  /**
   * Paths at which there need not be a file, and that can be left out. `takesDoubtful`: with frames that are not what was
   * written.
   */
  constructor(database: string | undefined, log: string | undefined, takesDoubtful: boolean) {
    const open = (path: string | undefined) =>
      path !== undefined && isFileAt(path) ? openFile(path, TO_READ) : undefined;
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

  /** Numbers of the pages that the log has, in no order. */
  get logged(): Iterable<number> {
    return this.#logged.keys();
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

/**
 * Numbers of pages that are not in use, but for those that are known to be, and whether these are as many as the first
 * page says.
 */
export function freePages(image: PageImage, isUsed: (number: number) => boolean) {
  const free = new Set<number>();
  const header = image.page(1);
  let trunk = header?.readUInt32BE(32) ?? 0;
  const count = header?.readUInt32BE(36) ?? 0;
  while (trunk !== 0 && !free.has(trunk)) {
    const page = image.page(trunk);
    if (page === undefined || isUsed(trunk)) break;
    free.add(trunk);
    const leaves = Math.min(page.readUInt32BE(4), (page.length - 8) >> 2);
    for (let at = 0; at < leaves; at++) free.add(page.readUInt32BE(8 + 4 * at));
    trunk = page.readUInt32BE();
  }
  return { free, isWhole: free.size === count };
}

/** What the log says covers what the database says: there a checksum holds it. */
export function pageSizeOf(database: number | undefined, log: number | undefined): number {
  const stated = [
    log === undefined ? 0 : bytesAt(log, 8, 4).readUInt32BE(),
    database === undefined ? 0 : bytesAt(database, 16, 2).readUInt16BE(),
  ];
  return stated.includes(USUAL_PAGE_SIZE) ? USUAL_PAGE_SIZE : (stated.find(isPageSize) ?? USUAL_PAGE_SIZE);
}

function isPageSize(size: number): boolean {
  return size >= 512 && size <= 65_536 && (size & (size - 1)) === 0;
}
