// A database and a write-ahead log of other times, with commits missing between them. The log over the database is a tree
// of no time at all: an inner page of the one leads past rows of the other, and a page that was emptied in between covers
// rows that stand on no other page. So the rows are taken from wherever they are, the newest place first.
import type { StoredEntry } from '../metadata-store.ts';
import { cellsOf, KINDS } from './page-cells.ts';
import { freePages, PageImage } from './page-image.ts';
import { newerState } from './page-states.ts';
import { rowIn, type SavedRows } from './saved-rows.ts';

/** Rows of both together, and of each of them; `together` is what the log over the database has. */
export function rowsOfBoth(database: string, log: string, together: SavedRows, alone: SavedRows): SavedRows {
  const rows = new Map<string, string>();
  for (const entries of [rowsInLog(database, log), together.entries, alone.entries])
    for (const { key, value } of entries) if (!rows.has(key)) rows.set(key, value);
  const led = new Set(together.entries.map(({ key }) => key));
  for (const key of together.stray) led.delete(key);
  return {
    entries: [...rows].map(([key, value]) => ({ key, value })),
    state: newerState(together.state, alone.state),
    isComplete: false,
    damaged: together.damaged.filter((key) => !rows.has(key)),
    stray: [...rows.keys()].filter((key) => !led.has(key)),
    gaps: together.gaps,
  };
}

/** Those on pages that the log has, whether anything leads to them or not. */
function rowsInLog(database: string, log: string): StoredEntry[] {
  const image = new PageImage(database, log, false);
  const own = new PageImage(undefined, log, false);
  try {
    // Whatever was freed in the log hangs on pages of the log; what the database takes for free may be in use again.
    const { free } = freePages(own, () => false);
    return [...own.logged].flatMap((number) => {
      const page = own.page(number);
      const kind = page?.[0];
      if (page === undefined || number === 1 || free.has(number)) return [];
      if (kind !== KINDS.indexLeaf && kind !== KINDS.indexInside) return [];
      // A long row may go on on pages that were written before.
      return cellsOf(image, number, page, kind).flatMap(({ columns }) => rowIn(columns) ?? []);
    });
  } finally {
    image.close();
    own.close();
  }
}
