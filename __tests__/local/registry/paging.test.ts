// Tokens of lists: whatever the names are, a token can be sent back, and is of its list alone.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FORMATS } from '../../../src/core/model/package.ts';
import { PACKAGE_PART, PAGE_TOKEN } from '../../../src/local/control-plane/schema.ts';
import { pageOfItems } from '../../../src/local/registry/paging.ts';
import { at, type Bench, bench, DOMAIN, exceptionOf, generic } from './bench.ts';

let b: Bench;
beforeEach(async () => {
  b = await bench();
  b.repository('app');
});
afterEach(() => b.close());

function problemsOf(read: typeof PAGE_TOKEN, text: string): string[] {
  const problems: string[] = [];
  read(text, 'member', problems);
  return problems;
}

/** As a client goes on: with each token as it came, where the model lets it be sent. */
function allOf<T>(
  list: (page: { maxResults: number; nextToken?: string }) => { items: readonly T[]; nextToken?: string | undefined },
): T[] {
  const found: T[] = [];
  let nextToken: string | undefined;
  do {
    const page = list({ maxResults: 1, ...(nextToken === undefined ? {} : { nextToken }) });
    found.push(...page.items);
    nextToken = page.nextToken;
    if (nextToken !== undefined) expect(problemsOf(PAGE_TOKEN, nextToken)).toEqual([]);
  } while (nextToken !== undefined);
  return found;
}

// Of 1, 2, 3 and 4 bytes in UTF-8, and one that JSON writes as two characters; the last one differs.
const LETTERS = ['a', 'ß', '語', '😀', '"'];
const longest = (letter: string, last: string) => `${letter.repeat(254)}${last}`;

test.each(LETTERS)('the longest names of %s are names, and the lists of them have pages', async (letter) => {
  expect(problemsOf(PACKAGE_PART, longest(letter, 'a'))).toEqual([]);
  expect(problemsOf(PACKAGE_PART, `${longest(letter, 'a')}a`)).not.toEqual([]);
  const refs = ['a', 'b', 'c'].map((last) => generic(longest(letter, 'a'), longest(letter, last)));
  for (const ref of refs) await b.publish('app', ref, '1', { files: { one: '1' } });
  const [first] = refs as [(typeof refs)[0]];
  const versions = ['a', 'b', 'c'].map((last) => longest(letter, last));
  for (const version of versions) await b.publish('app', first, version, { files: { one: version } });
  const { packages, groups, versions: calls } = b.registry;
  expect(allOf((page) => packages.list(at('app'), {}, page)).map(({ name }) => name)).toEqual(
    refs.map(({ name }) => name),
  );
  expect(allOf((page) => groups.listAssociatedPackages(DOMAIN, '/*', false, page))).toHaveLength(3);
  for (const newestFirst of [false, true])
    expect(
      allOf((page) => calls.list(at('app'), first, { newestFirst }, page))
        .map(({ version }) => version)
        .sort(),
    ).toEqual(['1', ...versions].sort());
});

test('patterns of package groups of the longest length have pages as well', () => {
  const patterns = ['a', 'b'].map((last) => `/generic/${'😀'.repeat(255)}/${'😀'.repeat(253)}${last}$`);
  for (const pattern of patterns) b.registry.groups.create(DOMAIN, pattern);
  const listed = allOf((page) => b.registry.groups.list(DOMAIN, {}, page)).map(({ pattern }) => pattern);
  expect(listed).toEqual(['/*', ...patterns]);
});

test('a token of another list, or of nobody, is refused', async () => {
  const options = { list: 'a', size: 1, keyOf: (item: string) => [item] };
  const { nextToken } = pageOfItems(['x', 'y'], {}, options);
  expect(pageOfItems(['x', 'y'], { nextToken }, options).items).toEqual(['y']);
  const tokens = [
    nextToken?.slice(0, 16),
    `${nextToken?.slice(0, 16)}Ag`,
    `${nextToken?.slice(0, 16)}Af____8`,
    '',
    FORMATS[0],
  ];
  for (const other of tokens) {
    if (other === undefined) throw new Error('there is no token');
    expect(await exceptionOf(() => pageOfItems(['x', 'y'], { nextToken: other }, options))).toBe('ValidationException');
  }
  expect(await exceptionOf(() => pageOfItems(['x', 'y'], { nextToken }, { ...options, list: 'b' }))).toBe(
    'ValidationException',
  );
});

test('numbers come back as numbers', () => {
  const keyOf = (item: number): readonly (string | number)[] => [-item, `v${item}`, item];
  const items = [10, 9, 2, 1];
  expect(allOf((page) => pageOfItems(items, page, { list: 'numbers', size: 1, keyOf }))).toEqual(items);
});
