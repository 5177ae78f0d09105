// Lists in pages. A token names its list and the last key given out, so that nothing is lost or doubled when the list
// grows between two calls, and a token cannot be used on another list.
import type { MetadataStore } from '../store/metadata-store.ts';
import type { Page, PageRequest } from './addresses.ts';
import { invalid } from './service-exception.ts';

export interface ListName {
  /** Operation and resource, for the token. */
  readonly list: string;
  /** Page size without `maxResults`. */
  readonly size: number;
}

function sizeOf(request: PageRequest, { size }: ListName): number {
  const { maxResults } = request;
  if (maxResults === undefined) return size;
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > 1000)
    throw invalid('maxResults is a number from 1 to 1000');
  return maxResults;
}

function readToken(request: PageRequest, { list }: ListName): string | undefined {
  if (request.nextToken === undefined) return undefined;
  try {
    const [name, after] = JSON.parse(Buffer.from(request.nextToken, 'base64url').toString()) as unknown[];
    if (name === list && typeof after === 'string') return after;
  } catch {
    // Falls through: not one of ours.
  }
  throw invalid('nextToken is not a token of this list');
}

function makeToken(after: string, { list }: ListName): string {
  return Buffer.from(JSON.stringify([list, after])).toString('base64url');
}

/** One page of the rows with a prefix; `accept` turns a row into an item or leaves it out. */
export function pageOfRows<T>(
  store: MetadataStore,
  prefix: string,
  request: PageRequest,
  options: ListName & { accept(rest: string, value: string): T | undefined },
): Page<T> {
  const size = sizeOf(request, options);
  const start = readToken(request, options);
  let after = start === undefined ? undefined : prefix + start;
  const items: T[] = [];
  const batch = size + 1;
  for (;;) {
    const rows = store.list(prefix, { after, limit: batch });
    for (const { key, value } of rows) {
      const item = options.accept(key.slice(prefix.length), value);
      if (item !== undefined) {
        if (items.length === size)
          return { items, nextToken: makeToken((after as string).slice(prefix.length), options) };
        items.push(item);
      }
      after = key;
    }
    if (rows.length < batch) return { items, nextToken: undefined };
  }
}

/** One page of a list that is at hand and in order; `keyOf` must be distinct for each item. */
export function pageOfItems<T>(
  all: readonly T[],
  request: PageRequest,
  options: ListName & { keyOf(item: T): string },
): Page<T> {
  const size = sizeOf(request, options);
  const after = readToken(request, options);
  const found = after === undefined ? -1 : all.findIndex((item) => options.keyOf(item) === after);
  if (after !== undefined && found < 0) throw invalid('nextToken is out of date: the list has changed');
  const items = all.slice(found + 1, found + 1 + size);
  const last = items.at(-1);
  const isLast = last === undefined || found + 1 + size >= all.length;
  return { items, nextToken: isLast ? undefined : makeToken(options.keyOf(last), options) };
}
