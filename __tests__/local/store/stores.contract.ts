// What every MetadataStore must do; run against each of them by metadata-store.test.ts.
import { describe, expect, test } from '@jest/globals';
import type { MetadataStore } from '../../../src/local/store/metadata-store.ts';

export function describeStore(name: string, open: () => Promise<MetadataStore>, steps: number): void {
  const withStore = async (work: (store: MetadataStore) => void): Promise<void> => {
    const store = await open();
    try {
      work(store);
    } finally {
      store.close();
    }
  };
  const keys = (store: MetadataStore, prefix: string, options?: { after?: string; limit?: number }) =>
    store.list(prefix, options).map((entry) => entry.key);

  describe(name, () => {
    test('gives back what was put, last write winning, and nothing else', () =>
      withStore((store) => {
        expect(store.get('a')).toBeUndefined();
        store.put('a', '1');
        store.put('a', '2');
        store.put('b', '');
        expect(store.get('a')).toBe('2');
        expect(store.get('b')).toBe('');
        expect(store.delete('a')).toBe(true);
        expect(store.delete('a')).toBe(false);
        expect(store.get('a')).toBeUndefined();
      }));

    test('lists a prefix in order, after a key, up to a limit', () =>
      withStore((store) => {
        for (const key of ['p/b', 'p/a', 'p', 'p/c', 'q/a', 'o/z', 'p0']) store.put(key, `v:${key}`);
        expect(store.list('p/')).toEqual(['p/a', 'p/b', 'p/c'].map((key) => ({ key, value: `v:${key}` })));
        expect(keys(store, 'p/', { after: 'p/a' })).toEqual(['p/b', 'p/c']);
        expect(keys(store, 'p/', { after: 'p/aa' })).toEqual(['p/b', 'p/c']);
        expect(keys(store, 'p/', { after: 'o' })).toEqual(['p/a', 'p/b', 'p/c']);
        expect(keys(store, 'p/', { after: 'q' })).toEqual([]);
        expect(keys(store, 'p/', { limit: 2 })).toEqual(['p/a', 'p/b']);
        expect(keys(store, 'p/', { after: 'p/a', limit: 1 })).toEqual(['p/b']);
        expect(keys(store, 'p/', { limit: 0 })).toEqual([]);
        expect(keys(store, '')).toEqual(['o/z', 'p', 'p/a', 'p/b', 'p/c', 'p0', 'q/a']);
      }));

    test('orders by code point, prefix bounds included', () =>
      withStore((store) => {
        const given = [
          'x\u{10ffff}',
          'x\ue000',
          'x\u{1f600}',
          'xé',
          'x\ud7ff',
          'xz',
          'x\uffff',
          'x%',
          "x'; DROP TABLE entry",
        ];
        for (const key of given) store.put(key, key);
        const expected = [...given].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(keys(store, 'x')).toEqual(expected);
        for (const key of given) expect(keys(store, key)).toEqual([key]);
        expect(keys(store, '\u{10ffff}')).toEqual([]);
        expect(keys(store, 'x', { after: 'x\uffff' })).toEqual(['x\u{1f600}', 'x\u{10ffff}']);
        expect(store.deletePrefix('x\u{10ffff}')).toBe(1);
      }));

    test('refuses keys that not every store could give back', () =>
      withStore((store) => {
        for (const key of ['', 'a\0b', 'a\ud800', '\udc00a']) expect(() => store.put(key, 'v')).toThrow(RangeError);
        expect(keys(store, '')).toEqual([]);
      }));

    test('keeps any text as a value', () =>
      withStore((store) => {
        for (const value of ['é\u{1f600}', '"\'\n', 'x'.repeat(1_000_000)]) {
          store.put('k', value);
          expect(store.get('k')).toBe(value);
        }
      }));

    test('deletes a prefix and counts it', () =>
      withStore((store) => {
        for (const key of ['a/1', 'a/2', 'a', 'b/1']) store.put(key, '');
        expect(store.deletePrefix('a/')).toBe(2);
        expect(keys(store, '')).toEqual(['a', 'b/1']);
        expect(store.deletePrefix('a/')).toBe(0);
      }));

    test('a transaction is all or nothing', () =>
      withStore((store) => {
        store.put('kept', '1');
        store.put('gone', '1');
        const failure = new Error('on purpose');
        expect(() =>
          store.transaction(() => {
            store.put('kept', '2');
            store.put('new', '1');
            store.delete('gone');
            store.deletePrefix('kept');
            expect(store.get('new')).toBe('1');
            throw failure;
          }),
        ).toThrow(failure);
        expect(store.list('')).toEqual([
          { key: 'gone', value: '1' },
          { key: 'kept', value: '1' },
        ]);
        expect(
          store.transaction(() => {
            store.put('new', '3');
            return 7;
          }),
        ).toBe(7);
        expect(store.get('new')).toBe('3');
      }));

    test('a transaction within one undoes only its own writes', () =>
      withStore((store) => {
        store.transaction(() => {
          store.put('outer', '1');
          expect(() =>
            store.transaction(() => {
              store.put('outer', '2');
              store.put('inner', '1');
              throw new Error('inner');
            }),
          ).toThrow('inner');
          store.transaction(() => store.put('second', '1'));
        });
        expect(keys(store, '')).toEqual(['outer', 'second']);
        expect(store.get('outer')).toBe('1');
        expect(() =>
          store.transaction(() => {
            store.transaction(() => store.put('lost', '1'));
            throw new Error('outer');
          }),
        ).toThrow('outer');
        expect(store.get('lost')).toBeUndefined();
      }));

    test('agrees with a plain model over many random steps', () =>
      withStore((store) => {
        const model = new Map<string, string>();
        const random = seeded(20_240_117);
        const alphabet = ['a', 'b', '/', 'é', '\u{1f600}', '\ue000', '0'];
        const key = () => Array.from({ length: 1 + random(5) }, () => alphabet[random(alphabet.length)]).join('');
        const sorted = () => [...model.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        store.transaction(() => {
          for (let step = 0; step < steps; step++) {
            const at = key();
            if (random(3) > 0) {
              store.put(at, String(step));
              model.set(at, String(step));
            } else expect(store.delete(at)).toBe(model.delete(at));
            if (step % 50 > 0) continue;
            const prefix = random(4) === 0 ? '' : key().slice(0, 1);
            const after = key();
            const limit = 1 + random(20);
            const startsWith = sorted().filter((k) => [...k].slice(0, [...prefix].length).join('') === prefix);
            const expected = startsWith
              .filter((k) => Buffer.compare(Buffer.from(k), Buffer.from(after)) > 0)
              .slice(0, limit);
            const wellFormed = !/\p{Surrogate}/u.test(prefix);
            if (wellFormed) expect(keys(store, prefix, { after, limit })).toEqual(expected);
          }
        });
        expect(keys(store, '')).toEqual(sorted());
        for (const [at, value] of model) expect(store.get(at)).toBe(value);
      }));
  });
}

function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
