// What is on one page of a database: cells, and the records in them. Nothing on a page is believed: a number that leads
// out of it ends the reading of that cell and of nothing else.
import type { PageImage } from './page-image.ts';

/** Kinds of pages by their first byte; the rows of ours lie in indexes, as in all tables without row ids. */
export const KINDS = { indexInside: 2, indexLeaf: 10, tableLeaf: 13 } as const;

export type Column = string | number | null;

/** Where the pages are that a payload goes on on. */
export type Pages = Pick<PageImage, 'count' | 'pageSize' | 'page'>;

export interface Cell {
  /** Where its payload begins on the page, and where all that it has there ends. */
  readonly start: number;
  readonly end: number;
  /** The page with all that comes before it; of inner pages. */
  readonly child: number | undefined;
  /** Undefined where it is no record of numbers and texts. */
  readonly columns: readonly Column[] | undefined;
  /** Pages that have the rest of its payload. */
  readonly overflow: readonly number[];
}

/** Where the header of a page begins: the first one begins with the header of the file. */
export function headerOf(number: number): number {
  return number === 1 ? 100 : 0;
}

/** The cells that a page lists, of any kind of page; those that lead out of it are left out. */
export function cellsOf(image: Pages, number: number, page: Buffer, kind: number): Cell[] {
  const header = headerOf(number);
  const first = header + (kind === KINDS.indexInside ? 12 : 8);
  const count = Math.min(page.readUInt16BE(header + 3), (page.length - first) >> 1);
  return Array.from({ length: count }, (_, at) => page.readUInt16BE(first + 2 * at)).flatMap((at) => {
    const cell = cellAt(image, page, at, kind);
    return cell === undefined ? [] : [cell];
  });
}

/** How many cells a page says that it lists. */
export function cellCount(number: number, page: Buffer): number {
  return page.readUInt16BE(headerOf(number) + 3);
}

/** The page with all that comes behind the last cell of an inner page. */
export function lastChild(number: number, page: Buffer): number {
  return page.readUInt32BE(headerOf(number) + 8);
}

function cellAt(image: Pages, page: Buffer, at: number, kind: number): Cell | undefined {
  const isInside = kind === KINDS.indexInside;
  if (at < 8 || at + 8 > page.length) return undefined;
  const child = isInside ? page.readUInt32BE(at) : undefined;
  return { ...payloadAt(image, page, isInside ? at + 4 : at, kind === KINDS.tableLeaf), child };
}

/** A payload of which the length stands at a place of a page. */
export function payloadAt(image: Pages, page: Buffer, start: number, hasRowId = false): Omit<Cell, 'child'> {
  const broken = { start, end: start, columns: undefined, overflow: [] };
  const length = varint(page, start);
  const rowId = hasRowId && length ? varint(page, length.next) : length;
  if (length === undefined || rowId === undefined || length.value > image.count * image.pageSize) return broken;
  const local = localLength(length.value, page.length, hasRowId);
  const begin = rowId.next;
  if (begin + local > page.length) return broken;
  const isWhole = local === length.value;
  const end = begin + local + (isWhole ? 0 : 4);
  if (isWhole) return { start, end, columns: columnsOf(page.subarray(begin, end)), overflow: [] };
  if (end > page.length) return broken;
  const rest = overflowFrom(image, page.readUInt32BE(end - 4), length.value - local);
  const payload = Buffer.concat([page.subarray(begin, begin + local), ...rest.pieces]);
  return { start, end, columns: columnsOf(payload), overflow: rest.pages };
}

/** How much of a payload is on the page itself. */
function localLength(length: number, usable: number, isTable: boolean): number {
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (length <= most) return length;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  return fitting <= most ? fitting : least;
}

function overflowFrom(image: Pages, first: number, length: number): { pieces: Buffer[]; pages: number[] } {
  const [pieces, pages]: [Buffer[], number[]] = [[], []];
  let left = length;
  for (let next = first; left > 0; ) {
    const page = image.page(next);
    // A chain that has an end, whatever it says.
    if (page === undefined || pages.length > image.count) break;
    pages.push(next);
    pieces.push(page.subarray(4, 4 + left));
    left -= page.length - 4;
    next = page.readUInt32BE();
  }
  // Zeros for what is missing: the columns before it can still be read.
  if (left > 0) pieces.push(Buffer.alloc(left));
  return { pieces, pages };
}

/** The columns of a record; undefined for what has others than numbers and texts, or is none. */
function columnsOf(payload: Buffer): Column[] | undefined {
  const header = varint(payload, 0);
  if (header === undefined || header.value > payload.length || header.value > 64) return undefined;
  const columns: Column[] = [];
  let at = header.value;
  for (let next = header.next; next < header.value; ) {
    const type = varint(payload, next);
    if (type === undefined) return undefined;
    next = type.next;
    const column = columnAt(payload, at, type.value);
    if (column === undefined) return undefined;
    columns.push(column.value);
    at += column.length;
  }
  return at === payload.length ? columns : undefined;
}

const NUMBER_LENGTHS: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 6 };

function columnAt(payload: Buffer, at: number, type: number): { value: Column; length: number } | undefined {
  if (type === 0) return { value: null, length: 0 };
  if (type === 8 || type === 9) return { value: type - 8, length: 0 };
  const length = NUMBER_LENGTHS[type] ?? (type >= 13 && type % 2 === 1 ? (type - 13) / 2 : undefined);
  if (length === undefined || at + length > payload.length) return undefined;
  if (type >= 13) return { value: payload.toString('utf8', at, at + length), length };
  return { value: payload.readIntBE(at, length), length };
}

/** A number of variable length; undefined where it is none, or larger than any that has a use here. */
function varint(bytes: Buffer, start: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let at = start; at < start + 7 && at < bytes.length; at++) {
    const byte = bytes[at] as number;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + 1 };
  }
  return undefined;
}
