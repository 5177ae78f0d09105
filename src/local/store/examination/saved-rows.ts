// All rows that the pages of a database still have, page by page. SQLite stops at the first page that is not in order;
// but a row carries its own sum, so it can be believed wherever it is found, and the state says what all come to.
import type { DatabaseState, Tally } from '../metadata-file.ts';
import { NO_ROWS, rowSum, withRow } from '../metadata-file.ts';
import type { StoredEntry } from '../metadata-store.ts';
import { type Cell, type Column, cellCount, cellsOf, headerOf, KINDS, lastChild, payloadAt } from './page-cells.ts';
import { freePages, PageImage } from './page-image.ts';
import { newestState } from './page-states.ts';

export interface SavedRows {
  readonly entries: readonly StoredEntry[];
  readonly state: DatabaseState | undefined;
  /** These are all rows of the last commit, and nothing else. */
  readonly isComplete: boolean;
  /** Keys of rows that are there and are not what was written. */
  readonly damaged: readonly string[];
  /** Keys of rows that were found where nothing leads to: they may be older than the last commit. */
  readonly stray: readonly string[];
  /** Between these keys were rows on pages that cannot be read, or were read in part. */
  readonly gaps: readonly KeyRange[];
}

/** Paths of the database and of its log; there need not be a file at either, and one can be left out. */
export function savedRows(database: string | undefined, log: string | undefined): SavedRows {
  const first = rowsOf(database, log, true);
  if (first.isComplete || !first.hasDoubtfulFrames) return first;
  // A frame that is not what was written may even be of another page.
  const second = rowsOf(database, log, false);
  return second.isComplete || second.entries.length > first.entries.length ? second : first;
}

function rowsOf(database: string | undefined, log: string | undefined, takesDoubtful: boolean) {
  const image = new PageImage(database, log, takesDoubtful);
  try {
    return { ...fromAnyRoot(image), hasDoubtfulFrames: image.doubtfulFrames > 0 };
  } finally {
    image.close();
  }
}

/** The number of the page where the rows begin is no more to be believed than the rest: one bit makes it a part of them. */
function fromAnyRoot(image: PageImage): SavedRows {
  const stated = rootOf(image);
  const first = new RowSearch(image, stated).search();
  if (first.isComplete) return first;
  const usual = stated === USUAL_ROOT ? first : new RowSearch(image, USUAL_ROOT).search();
  if (usual.isComplete) return usual;
  // From nowhere: all pages that are not free. What they have together is believed where it comes to what it should.
  const all = new RowSearch(image, undefined).search();
  if (all.isComplete) return all;
  return usual.entries.length > first.entries.length ? usual : first;
}

/** Keys between which rows must be that were on a page which cannot be read; undefined for no bound. */
export interface KeyRange {
  readonly after: string | undefined;
  readonly before: string | undefined;
}

/** A row as it lies on a page. */
export interface Row {
  readonly key: string;
  readonly value: string;
  /** Undefined in the first layout. */
  readonly sum: number | undefined;
}

/** Levels of a tree; one with more has a circle in it. */
const DEEPEST = 40;

class RowSearch {
  readonly #image: PageImage;
  readonly #rows = new Map<string, Row>();
  readonly #damaged = new Set<string>();
  readonly #visited = new Set<number>();
  readonly #gaps: KeyRange[] = [];
  /** Pages that were reached and are not in order, with what belongs on them. */
  readonly #suspect: { readonly number: number; readonly range: KeyRange }[] = [];

  readonly #root: number | undefined;
  #hasFreeList = true;

  constructor(image: PageImage, root: number | undefined) {
    this.#image = image;
    this.#root = root;
  }

  /** First what the tree leads to; only where that is not all, what it should have led to. */
  search(): SavedRows {
    const state = newestState(this.#image);
    const all = { after: undefined, before: undefined };
    if (this.#root === undefined) this.#gaps.push(all);
    else this.#walk(this.#root, all, 0);
    const led = new Set(this.#rows.keys());
    if (!this.#isComplete(state)) this.#readLostPages();
    const onPages = new Set(this.#rows.keys());
    if (!this.#isComplete(state)) for (const one of this.#suspect) this.#readLoosely(one);
    const isComplete = this.#isComplete(state);
    const stray = [...this.#rows.keys()].filter((key) => !led.has(key) && (!this.#hasFreeList || !onPages.has(key)));
    return {
      entries: this.#entries(),
      state,
      isComplete,
      damaged: [...this.#damaged].filter((key) => !this.#rows.has(key)),
      stray: isComplete ? [] : stray,
      gaps: this.#gaps,
    };
  }

  #entries(): StoredEntry[] {
    // A database of the first layout has no row with a sum.
    const all = [...this.#rows.values()];
    const hasSums = all.some(({ sum }) => sum !== undefined);
    return all.filter(({ sum }) => hasSums === (sum !== undefined)).map(({ key, value }) => ({ key, value }));
  }

  #isComplete(state: DatabaseState | undefined): boolean {
    if (state?.tally === undefined) return false;
    let tally: Tally = NO_ROWS;
    for (const { sum } of this.#rows.values()) if (sum !== undefined) tally = withRow(tally, sum);
    return tally.rows === state.tally.rows && tally.total === state.tally.total;
  }

  #walk(number: number, range: KeyRange, depth: number): void {
    const page = this.#image.page(number);
    if (page === undefined || this.#visited.has(number) || depth > DEEPEST) {
      this.#gaps.push(range);
      return;
    }
    this.#visited.add(number);
    const kind = page[headerOf(number)] as number;
    if (kind === KINDS.indexLeaf) this.#leaf(number, page, range);
    else if (kind === KINDS.indexInside) this.#inside(number, page, range, depth);
    else this.#suspectPage(number, range);
  }

  #suspectPage(number: number, range: KeyRange): void {
    this.#gaps.push(range);
    this.#suspect.push({ number, range });
  }

  #leaf(number: number, page: Buffer, range: KeyRange): void {
    const cells = cellsOf(this.#image, number, page, KINDS.indexLeaf);
    const right = cells.filter((cell) => this.#take(cell, range));
    if (right.length < cellCount(number, page) || !isCovered(page, right)) this.#suspectPage(number, range);
  }

  #inside(number: number, page: Buffer, range: KeyRange, depth: number): void {
    const cells = cellsOf(this.#image, number, page, KINDS.indexInside);
    let after = range.after;
    let right = 0;
    let child: number | undefined;
    // A child has what is between two rows; where the second of them is damaged, what is between more of them.
    const children: { readonly number: number; readonly range: KeyRange }[] = [];
    let waiting: number[] = [];
    const end = (before: string | undefined) => {
      for (const one of waiting) children.push({ number: one, range: { after, before } });
      waiting = [];
      after = before;
    };
    for (const cell of cells) {
      child = cell.child;
      if (child !== undefined) waiting.push(child);
      const row = this.#take(cell, range);
      if (row === undefined) continue;
      right++;
      end(row.key);
    }
    waiting.push(lastChild(number, page));
    end(range.before);
    if (right < cellCount(number, page)) this.#suspectPage(number, range);
    for (const one of children) this.#walk(one.number, one.range, depth + 1);
  }

  /** Notes the row of a cell, and gives it when it is what was written. */
  #take(cell: Pick<Cell, 'columns' | 'overflow'>, range: KeyRange): Row | undefined {
    for (const page of cell.overflow) this.#visited.add(page);
    const row = rowIn(cell.columns);
    if (row === undefined) {
      const key = cell.columns?.[0];
      if (typeof key === 'string' && isWithin(key, range)) this.#damaged.add(key);
      return undefined;
    }
    if (!isWithin(row.key, range)) return undefined;
    if (!this.#rows.has(row.key)) this.#rows.set(row.key, row);
    return row;
  }

  /** Pages that nothing leads to because what led there is damaged. What is free has rows of another time. */
  #readLostPages(): void {
    const { free, isWhole } = freePages(this.#image, (number) => this.#visited.has(number));
    this.#hasFreeList = isWhole;
    for (let number = 2; number <= this.#image.count; number++) {
      if (this.#visited.has(number) || free.has(number)) continue;
      const page = this.#image.page(number);
      const kind = page?.[0];
      if (page === undefined || (kind !== KINDS.indexLeaf && kind !== KINDS.indexInside)) continue;
      for (const cell of cellsOf(this.#image, number, page, kind)) this.#takeLost(cell.columns);
    }
  }

  /** Any place of a page may be the beginning of a row: the sum tells. */
  #readLoosely({ number, range }: { readonly number: number; readonly range: KeyRange }): void {
    const page = this.#image.page(number);
    if (page === undefined) return;
    for (let at = 8; at + 8 < page.length; at++) {
      const found = payloadAt(this.#image, page, at);
      const row = found.columns === undefined ? undefined : rowIn(found.columns);
      if (row !== undefined && isWithin(row.key, range) && !this.#rows.has(row.key)) this.#rows.set(row.key, row);
    }
  }

  #takeLost(columns: Cell['columns']): void {
    const row = rowIn(columns);
    if (row === undefined || this.#rows.has(row.key)) return;
    if (this.#gaps.some((gap) => isWithin(row.key, gap))) this.#rows.set(row.key, row);
  }
}

/** The row of ours that a record is, if it is what was written. */
export function rowIn(columns: readonly Column[] | undefined): Row | undefined {
  const [key, value, sum] = columns ?? [];
  if (typeof key !== 'string' || typeof value !== 'string' || key === '') return undefined;
  if (columns?.length === 2) return isPlausible(key, value) ? { key, value, sum: undefined } : undefined;
  return columns?.length === 3 && typeof sum === 'number' && sum === rowSum(key, value)
    ? { key, value, sum }
    : undefined;
}

/** Rows of the first layout have no sum, so all that can be asked is whether they look like rows. */
function isPlausible(key: string, value: string): boolean {
  if (!/^[a-z]+\//.test(key) || key.includes('\ufffd')) return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

/** By the bytes of keys, as SQLite orders them. */
function isWithin(key: string, { after, before }: KeyRange): boolean {
  const bytes = Buffer.from(key);
  return (
    (after === undefined || bytes.compare(Buffer.from(after)) > 0) &&
    (before === undefined || bytes.compare(Buffer.from(before)) < 0)
  );
}

/** Whether the cells are all that a leaf has: else it has rows that its list does not lead to. */
function isCovered(page: Buffer, cells: readonly Cell[]): boolean {
  const content = page.readUInt16BE(5) || page.length;
  let used = page.readUInt8(7);
  for (const { start, end } of cells) used += Math.max(4, end - start);
  let block = page.readUInt16BE(1);
  for (let blocks = 0; block !== 0 && block + 4 <= page.length && blocks < page.length; blocks++) {
    used += page.readUInt16BE(block + 2);
    block = page.readUInt16BE(block);
  }
  return content + used === page.length;
}

/** The page where the tree of the rows begins in a new file. */
const USUAL_ROOT = 2;

/** The page where the tree of the rows begins, as the first page has it. */
function rootOf(image: PageImage): number {
  const first = image.page(1);
  if (first === undefined || first[100] !== KINDS.tableLeaf) return USUAL_ROOT;
  for (const { columns } of cellsOf(image, 1, first, KINDS.tableLeaf)) {
    const [type, name, , root] = columns ?? [];
    if (type === 'table' && name === 'entry' && typeof root === 'number') return root;
  }
  return USUAL_ROOT;
}
