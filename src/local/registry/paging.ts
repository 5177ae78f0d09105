// Lists in pages. A token names its list and the place of the last item given out, so that nothing is lost or doubled when
// the list grows or shrinks between two calls, and a token cannot be used on another list.
import { createHash } from 'node:crypto';
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
  const bytes = Buffer.from(request.nextToken, 'base64url');
  const [mark, place] = [bytes.subarray(0, MARK_BYTES), bytes.subarray(MARK_BYTES)];
  // Base64 has more than one spelling, and a part of a token would be another place in the list.
  const isWhole = bytes.toString('base64url') === request.nextToken && markOf(list, place).equals(mark);
  const members = isWhole ? unpacked(place) : '';
  const after = members
    .split(SEPARATOR)
    .map((member) => (member[0] === 'n' ? Number(member.slice(1)) : member.slice(1)));
  if (members.length > 0 && after.every((member) => !Number.isNaN(member))) return after;
  throw invalid('nextToken is not a token of this list');
}

/** In no name of anything. */
const SEPARATOR = '\u0000';

/** A mark of the list and the place, and the place, both so short that the longest names fit into the 2000 characters of a token. */
function makeToken(after: SortKey, { list }: ListName): string {
  const members = after.map((member) => `${typeof member === 'number' ? 'n' : 's'}${member}`);
  const place = packed(members.join(SEPARATOR));
  return Buffer.concat([markOf(list, place), place]).toString('base64url');
}

const MARK_BYTES = 12;

const markOf = (list: string, place: Uint8Array): Buffer =>
  createHash('sha256').update(list).update(SEPARATOR).update(place).digest().subarray(0, MARK_BYTES);

/** As UTF-8, or where that is longer with 21 bits for each character: a name of 255 has up to 1020 bytes in UTF-8. */
function packed(text: string): Buffer {
  const characters = [...text];
  const utf8 = Buffer.from(text);
  const bits = characters.map((one) => (one.codePointAt(0) as number).toString(2).padStart(21, '0')).join('');
  if (utf8.length <= Math.ceil(bits.length / 8)) return Buffer.concat([Buffer.of(0), utf8]);
  const bytes = bits.match(/.{1,8}/g) ?? [];
  return Buffer.from([1, ...bytes.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2))]);
}

/** Empty for what `packed` has not made. */
function unpacked([form, ...bytes]: Uint8Array): string {
  if (form === 0) return Buffer.from(bytes).toString();
  if (form !== 1) return '';
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const points = (bits.match(/.{21}/g) ?? []).map((each) => Number.parseInt(each, 2));
  return points.some((point) => point > 0x10_ffff) ? '' : String.fromCodePoint(...points);
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
