// What a store held before its latest changes.
import { describe, expect, test } from '@jest/globals';
import { ChangeRecorder } from '../../../src/local/store/changes.ts';
import { openMemoryStore } from '../../../src/local/store/memory-store.ts';
import type { MetadataStore } from '../../../src/local/store/metadata-store.ts';

const recording = () => {
  const store = new ChangeRecorder(openMemoryStore());
  store.record(true);
  return store;
};
const contents = (store: MetadataStore) => Object.fromEntries(store.list('').map(({ key, value }) => [key, value]));
/** Of the store as it is and before each change, where everything is read. */
const history = (store: ChangeRecorder) => Array.from(store.earlier(0), contents);

test('each state, the newest first; a transaction is one change', () => {
  const store = recording();
  store.put('a', '1');
  store.transaction(() => {
    store.put('a', '2');
    store.put('b', '1');
    store.transaction(() => store.put('a', '3'));
  });
  store.delete('a');
  store.delete('nothing');
  store.put('b', '1');
  store.deletePrefix('');
  expect(history(store)).toEqual([{}, { b: '1' }, { a: '3', b: '1' }, { a: '1' }, {}]);
});

test('what failed changed nothing, and what failed inside another leaves what that did', () => {
  const store = recording();
  store.put('a', '1');
  const fail = (): never => {
    throw new Error('refused');
  };
  expect(() =>
    store.transaction(() => {
      store.put('a', '2');
      fail();
    }),
  ).toThrow('refused');
  store.transaction(() => {
    store.put('b', '1');
    expect(() =>
      store.transaction(() => {
        store.put('a', '9');
        fail();
      }),
    ).toThrow('refused');
  });
  expect(history(store)).toEqual([{ a: '1', b: '1' }, { a: '1' }, {}]);
});

test('states that would be read the same are left out', () => {
  const store = recording();
  store.put('seen', '1');
  for (const key of ['x/1', 'x/2', 'y']) store.put(key, 'v');
  store.put('seen', '2');
  const values: unknown[] = [];
  for (const state of store.earlier(0)) values.push(state.get('seen'));
  expect(values).toEqual(['2', '1', undefined]);
  const lists: unknown[] = [];
  for (const state of store.earlier(0)) lists.push(state.list('x/').length);
  expect(lists).toEqual([2, 1, 0]);
});

test('changes after the question are none of its past, and what is written into a state stays in it', () => {
  const store = recording();
  store.put('a', '1');
  const earlier = store.earlier(0);
  store.put('a', '2');
  const values: unknown[] = [];
  for (const state of earlier) {
    values.push(state.get('a'));
    state.put('a', 'mine');
    state.put('c', 'mine');
  }
  expect(values).toEqual(['2', undefined]);
  expect(contents(store)).toEqual({ a: '2' });
});

test('nothing is kept unless it is asked for, nor longer', () => {
  const store = new ChangeRecorder(openMemoryStore());
  store.put('a', '1');
  expect(history(store)).toEqual([{ a: '1' }]);
  store.record(true);
  store.put('a', '2');
  store.record(true);
  expect(history(store)).toEqual([{ a: '2' }, { a: '1' }]);
  store.record(false);
  expect(history(store)).toEqual([{ a: '2' }]);
});

test('what was before a mark is not told', () => {
  const store = recording();
  store.put('a', '1');
  const mark = store.record(true);
  store.put('a', '2');
  expect(Array.from(store.earlier(mark), contents)).toEqual([{ a: '2' }, { a: '1' }]);
  expect(Array.from(store.earlier(store.record(true)), contents)).toEqual([{ a: '2' }]);
});

test('of many changes the latest two hundred are kept', () => {
  const store = recording();
  for (let index = 0; index < 250; index++) store.put('a', `${index}`);
  const states = Array.from(store.earlier(0), (state) => state.get('a'));
  expect([states.length, states[0], states.at(-1)]).toEqual([201, '249', '49']);
});

describe('a list of an earlier state', () => {
  test('has what was there in its order, between its bounds', () => {
    const store = recording();
    for (const key of ['p/a', 'p/c', 'p/e', 'q']) store.put(key, key);
    store.transaction(() => {
      store.delete('p/a');
      store.put('p/b', 'new');
      store.put('p/c', 'changed');
      store.put('p/\u{1f600}', 'new');
    });
    const pages: unknown[] = [];
    for (const state of store.earlier(0)) {
      pages.push([
        state.list('p/').map(({ key }) => key),
        state.list('p/', { after: 'p/a', limit: 1 }),
        state.list('p/', { limit: 2 }).map(({ key }) => key),
      ]);
      if (pages.length === 2) break;
    }
    expect(pages).toEqual([
      [['p/b', 'p/c', 'p/e', 'p/\u{1f600}'], [{ key: 'p/b', value: 'new' }], ['p/b', 'p/c']],
      [['p/a', 'p/c', 'p/e'], [{ key: 'p/c', value: 'p/c' }], ['p/a', 'p/c']],
    ]);
  });
});
