import { expect, test } from '@jest/globals';
import { readUntilFresh } from '../../../src/core/calls/fresh.ts';
import { handSetClock } from '../../support/host.ts';

/** What is read, one thing after another, by a clock that goes on by what each takes. */
async function read(
  times: Readonly<Record<string, readonly number[]>>,
  { limit = 64, before = {} }: { limit?: number; before?: Readonly<Record<string, number>> } = {},
): Promise<string> {
  const clock = handSetClock();
  clock.advance(10_000);
  const order: string[] = [];
  const counts = new Map<string, number>();
  let turn = Promise.resolve();
  await readUntilFresh(limit, Object.keys(times), {
    host: { clock },
    readAt: (name) => before[name],
    read: (name) => {
      turn = turn.then(() => {
        const count = counts.get(name) ?? 0;
        counts.set(name, count + 1);
        order.push(name);
        clock.advance(times[name]?.[Math.min(count, times[name].length - 1)] ?? 0);
      });
      return turn;
    },
  });
  return order.join(' ');
}

test('what was read less than half a second ago is not read again', async () => {
  expect(await read({ a: [10], b: [10] }, { before: { a: 9600 } })).toBe('b');
  expect(await read({ a: [10], b: [10] }, { before: { a: 9400, b: 9499 } })).toBe('a b');
});

test('what became older while a slow answer was awaited is read again, the slow one is not', async () => {
  expect(await read({ a: [10], b: [8000], c: [10] })).toBe('a b c a');
  expect(await read({ a: [10], b: [8000, 10] }, { before: { a: 9990 } })).toBe('b a');
});

test('an end comes although one answer after another is slow', async () => {
  expect(await read({ a: [2000], b: [2000] })).toBe('a b a b');
});

test('many are read again only where that makes the oldest at least half as old', async () => {
  const many = (slow: number) =>
    Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`p${index}`, [index === 9 ? slow : 600]]));
  expect((await read(many(600), { limit: 1 })).split(' ')).toHaveLength(10);
  expect((await read(many(60_000), { limit: 1 })).split(' ').length).toBeGreaterThan(15);
});
