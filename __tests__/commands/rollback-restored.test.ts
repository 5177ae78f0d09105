// Releases that were rolled back and restored, among others that were not: what is told of them, and where tags end.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolders } from '../support/folders.ts';
import { idOf, openRollbackWorld, type RollbackWorld, said } from '../support/worlds/rollback-world.ts';

const folder = temporaryFolders();
let on: RollbackWorld;
beforeEach(async () => {
  on = await openRollbackWorld(folder());
});
afterEach(async () => {
  await on.close();
  expect(on.at.errors).toEqual([]);
});

const released = async (...names: string[]) => idOf(await on.promote(await on.stage(...names)));

describe('a release that was restored', () => {
  test('was not rolled back before, for whoever rolls it back again', async () => {
    await released('x@1.0.0');
    const b = await released('x@1.1.0');
    expect((await on.latest()).exit).toBe(0);
    expect((await on.restore(b)).exit).toBe(0);
    const again = await on.latest();
    expect([again.exit, await on.statusOf('x@1.1.0')]).toEqual([0, 'Unlisted']);
    expect(said(again)).not.toMatch(/rolled back before/);
  });

  test('has the tag when a higher one that came in between is rolled back', async () => {
    await released('x@1.0.0');
    const b = await released('x@1.1.0');
    expect((await on.rollback(b)).exit).toBe(0);
    const c = await released('x@1.2.0');
    expect([(await on.restore(b)).exit, await on.tagOf('x')]).toEqual([0, '1.2.0']);
    expect([(await on.latest()).exit, await on.tagOf('x')]).toEqual([0, '1.1.0']);
    expect([(await on.rollback(c)).exit, await on.tagOf('x')]).toEqual([0, '1.1.0']);
    expect([(await on.restore(c)).exit, await on.tagOf('x')]).toEqual([0, '1.2.0']);
  });

  test('not where somebody named a lower one since', async () => {
    await released('x@1.0.0');
    const b = await released('x@1.1.0', 'y@1.1.0');
    const inputs = { 'dist-tags': 'latest=1.0.0' };
    await on.promote(['npm:@acme/x@1.0.0'], { inputs });
    const c = await released('x@1.2.0');
    for (const run of [b, c]) await on.rollback(run);
    expect(await on.tagOf('x')).toBe('1.0.0');
    await on.restore(b);
    expect(await on.tagOf('x')).toBe('1.0.0');
  });
});

describe('two releases rolled back one after the other, each after or before it came', () => {
  const orders = [
    ['b', 'c'],
    ['c', 'b'],
  ] as const;
  test.each(orders.flatMap((back) => orders.map((again) => [back.join(', '), again.join(', '), back, again] as const)))(
    'rolled back %s, restored %s',
    async (_, __, back, again) => {
      await released('x@1.0.0', 'y@1.0.0');
      const runs = { b: await released('x@1.1.0', 'y@1.1.0'), c: await released('x@1.2.0') };
      for (const each of back) expect((await on.rollback(runs[each])).exit).toBe(0);
      expect([await on.tagOf('x'), await on.tagOf('y')]).toEqual(['1.0.0', '1.0.0']);
      const [first, last] = again;
      const one = await on.restore(runs[first]);
      expect([one.exit, await on.tagOf('x')]).toEqual([0, first === 'b' ? '1.1.0' : '1.2.0']);
      expect(said(one)).not.toMatch(/no rollback is known/);
      expect([(await on.restore(runs[last])).exit, await on.tagOf('x'), await on.tagOf('y')]).toEqual([
        ...[0, '1.2.0', '1.1.0'],
      ]);
    },
  );

  test('the later one came when the earlier was rolled back', async () => {
    await released('x@1.0.0');
    const b = await released('x@1.1.0');
    expect((await on.rollback(b)).exit).toBe(0);
    const c = await released('x@1.2.0');
    expect((await on.rollback(c)).exit).toBe(0);
    expect([(await on.restore(b)).exit, await on.tagOf('x')]).toEqual([0, '1.1.0']);
    expect([(await on.restore(c)).exit, await on.tagOf('x')]).toEqual([0, '1.2.0']);
  });
});
