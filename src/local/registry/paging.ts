// Lists in pages. A token names its list and the place of the last item given out, so that nothing is lost or doubled when
// the list grows or shrinks between two calls, and a token cannot be used on another list.
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

/** Where an item stands in its list: compared member by member, numbers by size, texts by code unit. */
export type SortKey = readonly (string | number)[];

function readToken(request: PageRequest, { list }: ListName): SortKey | undefined {
  if (request.nextToken === undefined) return undefined;
  try {
    const [name, ...after] = JSON.parse(Buffer.from(request.nextToken, 'base64url').toString()) as unknown[];
    if (name === list && after.length > 0 && after.every(isKeyMember)) return after;
  } catch {
    // Falls through: not one of ours.
  }
  throw invalid('nextToken is not a token of this list');
}

const isKeyMember = (member: unknown): member is string | number => ['string', 'number'].includes(typeof member);

function makeToken(after: SortKey, { list }: ListName): string {
  return Buffer.from(JSON.stringify([list, ...after])).toString('base64url');
}

/** Whether an item with the key `one` stands behind `other`. */
function isBehind(one: SortKey, other: SortKey): boolean {
  const index = one.findIndex((member, at) => member !== other[at]);
  const [left, right] = [one[index], other[index]];
  return left !== undefined && right !== undefined && left > right;
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
  let after = start === undefined ? undefined : `${prefix}${start[0]}`;
  const items: T[] = [];
  const batch = size + 1;
  for (;;) {
    const rows = store.list(prefix, { after, limit: batch });
    for (const { key, value } of rows) {
      const item = options.accept(key.slice(prefix.length), value);
      if (item !== undefined) {
        if (items.length === size)
          return { items, nextToken: makeToken([(after as string).slice(prefix.length)], options) };
        items.push(item);
      }
      after = key;
    }
    if (rows.length < batch) return { items, nextToken: undefined };
  }
}

/**
 * One page of a list that is at hand. `keyOf` is distinct for each item, and the list is in the ascending order of these
 * keys: what was given out last may have left the list by the next call, and the page begins where it stood.
 */
export function pageOfItems<T>(
  all: readonly T[],
  request: PageRequest,
  options: ListName & { keyOf(item: T): SortKey },
): Page<T> {
  const size = sizeOf(request, options);
  const after = readToken(request, options);
  const found = after === undefined ? 0 : all.findIndex((item) => isBehind(options.keyOf(item), after));
  const begin = found < 0 ? all.length : found;
  const items = all.slice(begin, begin + size);
  const last = items.at(-1);
  const isLast = last === undefined || begin + size >= all.length;
  return { items, nextToken: isLast ? undefined : makeToken(options.keyOf(last), options) };
}
