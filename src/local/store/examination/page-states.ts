// The row in which a database says of itself how often it was committed, wherever a page has it.
import { type DatabaseState, stateOfRow } from '../metadata-file.ts';
import { type Column, cellsOf, KINDS, type Pages } from './page-cells.ts';

/** The newest one that is what was written: pages that are free may have an older one. */
export function newestState(pages: Pages): DatabaseState | undefined {
  let newest: DatabaseState | undefined;
  for (let number = 2; number <= pages.count; number++) {
    const page = pages.page(number);
    if (page !== undefined) newest = newerState(newest, stateOnPage(pages, number, page));
  }
  return newest;
}

/** The one that a page has, which is not the first. */
export function stateOnPage(pages: Pages, number: number, page: Buffer): DatabaseState | undefined {
  if (page[0] !== KINDS.tableLeaf) return undefined;
  let newest: DatabaseState | undefined;
  for (const { columns } of cellsOf(pages, number, page, KINDS.tableLeaf))
    newest = newerState(newest, columns && stateIn(columns));
  return newest;
}

/** What has a sum is believed before what has none. */
export function newerState(
  one: DatabaseState | undefined,
  other: DatabaseState | undefined,
): DatabaseState | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return (other.tally && !one.tally) || other.commits > one.commits ? other : one;
}

function stateIn(columns: readonly Column[]): DatabaseState | undefined {
  const [store, commits, layout, rows, total, seal, sum] = columns;
  if (columns.length === 2) return stateOfRow({ store, commits });
  return columns.length === 7 ? stateOfRow({ store, commits, layout, rows, total, seal, sum }) : undefined;
}
