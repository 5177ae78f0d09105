import { describe, expect, test } from '@jest/globals';
import {
  dependencyOrder,
  mapAhead,
  mapConcurrent,
  runInDependencyOrder,
  sharingNext,
} from '../../../src/core/calls/concurrency.ts';

const pause = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('mapConcurrent', () => {
  test('keeps the bound and the order of results', async () => {
    let running = 0;
    let most = 0;
    const results = await mapConcurrent(3, [5, 1, 4, 2, 3], async (rounds, index) => {
      most = Math.max(most, ++running);
      for (let round = 0; round < rounds; round++) await pause();
      running--;
      return index;
    });
    expect(results).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(3);
    expect(await mapConcurrent(3, [], async () => 1)).toEqual([]);
  });

  test('rejects with the first error after begun work ended, and begins nothing more', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = mapConcurrent(2, [0, 1, 2, 3], async (item) => {
      begun.push(item);
      await pause();
      if (item === 0) throw new Error('first');
      await pause();
      ended.push(item);
    });
    await expect(work).rejects.toThrow('first');
    expect(begun).toEqual([0, 1]);
    expect(ended).toEqual([1]);
  });
});

describe('mapAhead', () => {
  async function* numbers() {
    for (const number of [5, 1, 4, 2, 3]) {
      await pause();
      yield number;
    }
  }

  test('keeps the bound and the order of the items', async () => {
    let running = 0;
    let most = 0;
    const results: number[] = [];
    for await (const result of mapAhead(3, numbers(), async (rounds) => {
      most = Math.max(most, ++running);
      for (let round = 0; round < rounds * 5; round++) await pause();
      running--;
      return rounds;
    }))
      results.push(result);
    expect(results).toEqual([5, 1, 4, 2, 3]);
    expect(most).toBe(3);
  });

  test('throws a failure in its place, and what nobody comes to is no unhandled rejection', async () => {
    const results: number[] = [];
    const read = async () => {
      for await (const result of mapAhead(3, numbers(), async (number) => {
        if (number === 1 || number === 4) throw new Error(`no ${number}`);
        return number;
      }))
        results.push(result);
    };
    await expect(read()).rejects.toThrow('no 1');
    expect(results).toEqual([5]);
  });
});

describe('dependencyOrder', () => {
  test('puts what is needed first, whatever the graph (property)', () => {
    let state = 3;
    const random = (count: number) => {
      state = (state * 48271) % 2147483647;
      return state % count;
    };
    for (let round = 0; round < 200; round++) {
      const count = 1 + random(20);
      // Edges to lower numbers only, then renamed at random, so that there are no cycles.
      const names = Array.from({ length: count }, (_, index) => index).sort(() => random(3) - 1);
      const edges = new Map<number, number[]>(
        names.map((name, index) => [name, names.slice(0, index).filter(() => random(4) === 0)]),
      );
      const order = dependencyOrder(count, (index) => edges.get(index) ?? []);
      expect([...order].sort((a, b) => a - b)).toEqual([...names].sort((a, b) => a - b));
      for (const [name, needed] of edges)
        for (const other of needed) expect(order.indexOf(other)).toBeLessThan(order.indexOf(name));
    }
  });

  test('survives cycles and long chains', () => {
    expect(dependencyOrder(3, (index) => [(index + 1) % 3])).toHaveLength(3);
    const chain = dependencyOrder(50_000, (index) => (index === 0 ? [] : [index - 1]));
    expect(chain[0]).toBe(0);
  });
});

describe('runInDependencyOrder', () => {
  test('waits for what is needed, tells when it ended badly, does not wait in cycles', async () => {
    const log: string[] = [];
    const needs: Record<number, number[]> = { 0: [1], 1: [2], 2: [], 3: [4], 4: [3] };
    await runInDependencyOrder(
      4,
      [0, 1, 2, 3, 4],
      (index) => needs[index] ?? [],
      async (item, isWell) => {
        log.push(`begin ${item} ${isWell}`);
        await pause();
        return item !== 1;
      },
    );
    expect(log.filter((line) => /[012] /.test(line))).toEqual(['begin 2 true', 'begin 1 true', 'begin 0 false']);
    expect(log).toHaveLength(5);
  });
});

describe('sharingNext', () => {
  test('who asks while it is under way shares the next one, also after a failure', async () => {
    const ends: { resolve: (value: number) => void; reject: (error: Error) => void }[] = [];
    const ask = sharingNext(() => new Promise<number>((resolve, reject) => ends.push({ resolve, reject })));
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const first = ask();
    await turn();
    const [second, third] = [ask(), ask()];
    await turn();
    expect(ends.length).toBe(1);
    ends[0]?.reject(new Error('no answer'));
    await expect(first).rejects.toThrow('no answer');
    await turn();
    expect(ends.length).toBe(2);
    const fourth = ask();
    ends[1]?.resolve(2);
    expect(await Promise.all([second, third])).toEqual([2, 2]);
    await turn();
    ends[2]?.resolve(3);
    expect([await fourth, ends.length]).toEqual([3, 3]);
  });
});
