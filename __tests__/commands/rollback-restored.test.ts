// Releases that were rolled back and restored, among others that were not: what is told of them, and where tags end.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { HttpRequest } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import {
  idOf,
  type Network,
  openRollbackWorld,
  printedIn,
  type RollbackWorld,
  said,
} from '../support/worlds/rollback-world.ts';
import { jsonOf } from './run-command.ts';

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

describe('a tag that somebody set by hand to where the rollback had led it', () => {
  const byHand = async () => {
    await released('x@1.0.0');
    const b = await released('x@1.1.0');
    expect((await on.rollback(b)).exit).toBe(0);
    const c = await released('x@1.2.0');
    return { b, c };
  };
  const isLeft = async (run: string) => {
    const ended = await on.restore(run);
    expect([ended.exit, await on.tagOf('x'), await on.statusOf('x@1.1.0')]).toEqual([5, '1.0.0', 'Published']);
    expect(said(ended)).toContain('`latest` stays at 1.0.0, where somebody else moved it since');
  };

  test('when a promotion had moved it away from there: a restore leaves it', async () => {
    const { b } = await byHand();
    await on.setTag('x', 'latest', '1.0.0');
    await isLeft(b);
  });

  test('when another release was rolled back and restored in between: a restore leaves it', async () => {
    const { b, c } = await byHand();
    expect([(await on.rollback(c)).exit, (await on.restore(c)).exit, await on.tagOf('x')]).toEqual([0, 0, '1.2.0']);
    await on.setTag('x', 'latest', '1.0.0');
    await isLeft(b);
  });

  test('a rollback that leads it there again is the last that moved it', async () => {
    const { b, c } = await byHand();
    expect([(await on.rollback(c)).exit, await on.tagOf('x')]).toEqual([0, '1.0.0']);
    expect([(await on.restore(b)).exit, await on.tagOf('x')]).toEqual([0, '1.1.0']);
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

describe('a printed command that points a tag at a version of the release', () => {
  test.each([
    ['the run', false],
    ['`--latest`', true],
  ])('is a part of it: %s takes back the whole', async (_, isLatest) => {
    await released('x@0.9.0');
    await released('x@1.0.0', 'y@1.0.0');
    const b = await released('x@1.1.0', 'y@1.1.0');
    expect((await on.rollback(b)).exit).toBe(0);
    await on.setTag('x', 'latest', '0.9.0');
    const again = await on.restore(b);
    expect(again.exit).toBe(5);
    for (const line of printedIn(again)) expect((await on.asPrinted(line)).exit).toBe(0);
    expect(await on.tagOf('x')).toBe('1.1.0');
    const back = isLatest ? await on.latest() : await on.rollback(b);
    expect([back.exit, await on.statusOf('x@1.1.0'), await on.statusOf('y@1.1.0'), await on.tagOf('x')]).toEqual([
      ...[0, 'Unlisted', 'Unlisted', '0.9.0'],
    ]);
  });
});

test.each([
  ['the first run', 'b'],
  ['the command that was printed', 'd'],
  ['`--latest`', undefined],
] as const)('a part of a release that was brought back by hand: %s takes it back', async (_, by) => {
  await released('x@1.0.0', 'y@1.0.0');
  const b = await released('x@1.1.0', 'y@1.1.0');
  expect((await on.rollback(b)).exit).toBe(0);
  await on.setStatus('x@1.1.0', 'Published');
  const decided = { inputs: { 'source-repository': 'prod', 'dist-tags': 'latest=1.1.0' } };
  const d = idOf(await on.promote(['npm:@acme/x@1.1.0'], decided));
  expect(await on.tagOf('x')).toBe('1.1.0');
  const back = by === undefined ? await on.latest() : await on.rollback({ b, d }[by]);
  expect([back.exit, await on.statusOf('x@1.1.0'), await on.tagOf('x')]).toEqual([0, 'Unlisted', '1.0.0']);
});

test.each([
  ['where its journal is', true],
  ['elsewhere', false],
])('a tag at what was published there is no part of the publication, %s', async (_, isSame) => {
  const home = await on.newHome();
  const here = () => (isSame ? { home } : {});
  for (const version of ['1.0.0', '1.1.0']) await on.publish(`x@${version}`, { home });
  const inputs = { 'source-repository': 'prod', 'dist-tags': 'stable=1.1.0' };
  expect((await on.promote(['npm:@acme/x@1.1.0'], { inputs, ...here() })).exit).toBe(0);
  expect((await on.latest(here())).exit).toBe(0);
  expect([await on.statusOf('x@1.1.0'), await on.tagOf('x'), await on.tagOf('x', 'stable')]).toEqual([
    ...['Published', '1.1.0', undefined],
  ]);
});

test('a version that another run counts on is left with the command that takes that run back', async () => {
  await released('x@1.0.0');
  const b = await released('x@1.1.0');
  await on.stage('z@1.1.0');
  const d = idOf(await on.promote(['npm:@acme/x@1.1.0', 'npm:@acme/z@1.1.0']));
  const back = await on.rollback(b);
  expect([back.exit, said(back)]).toEqual([5, expect.stringContaining(`\`rollback ${d}\``)]);
});

test('a restore tells what the release counts on and another rollback hid', async () => {
  await released('x@1.0.0', 'y@1.0.0');
  const b = await released('x@1.1.0', 'y@1.1.0');
  await on.stage('z@1.1.0');
  const c = idOf(await on.promote(['npm:@acme/x@1.1.0', 'npm:@acme/z@1.1.0']));
  for (const run of [c, b]) expect((await on.rollback(run)).exit).toBe(0);
  const again = await on.restore(c);
  expect([await on.statusOf('z@1.1.0'), await on.statusOf('x@1.1.0')]).toEqual(['Published', 'Unlisted']);
  expect([again.exit, said(again)]).toEqual([5, expect.stringMatching(/x@1\.1\.0.*`rollback \S+ --restore`/s)]);
});

test('a hotfix of what is left after a rollback: the promotion says that nobody gets it, with the command', async () => {
  await released('x@1.0.0');
  const b = await released('x@1.1.0');
  expect((await on.rollback(b)).exit).toBe(0);
  await on.stage('x@1.0.1');
  const fix = await on.promote(['npm:@acme/x@1.0.1']);
  expect([fix.exit, await on.tagOf('x')]).toEqual([0, '1.0.0']);
  const [line = ''] = printedIn(fix);
  expect([(await on.asPrinted(line)).exit, await on.tagOf('x')]).toEqual([0, '1.0.1']);
});

describe('what a rollback cannot read or store is said', () => {
  const isOfRecords = ({ url }: HttpRequest) => url.includes('package=promotions');
  const refusing =
    (isIt: (request: HttpRequest) => boolean): Network =>
    (send) =>
    async (request) => {
      if (!isIt(request)) return send(request);
      const body = (async function* () {
        yield Buffer.from('{"message":"no"}');
      })();
      const headers = { 'x-amzn-errortype': 'AccessDeniedException', 'content-type': 'application/json' };
      return { status: 403, reason: '', headers, body, discard: async () => {} };
    };

  test('its own record: a warning, and none is named', async () => {
    const b = await released('x@1.0.0');
    const back = await on.rollback(b, {
      network: refusing(
        (request) => isOfRecords(request) && request.method === 'POST' && request.url.includes('publish'),
      ),
    });
    const { record, warnings } = jsonOf(back);
    expect([back.exit, record, warnings]).toEqual([0, undefined, [expect.stringMatching(/record.*was not stored/)]]);
  });

  test('the list of records, by a restore: the permission, and not that nothing was rolled back', async () => {
    const b = await released('x@1.0.0');
    expect((await on.rollback(b)).exit).toBe(0);
    const isList = (request: HttpRequest) => isOfRecords(request) && request.url.includes('/versions?');
    const again = await on.restore(b, { network: refusing(isList) });
    expect([again.exit, said(again)]).toEqual([3, expect.stringContaining('ListPackageVersions')]);
  });

  test('an archived record: `--latest` says why, with the whole command that lists it', async () => {
    await released('x@1.0.0');
    const b = await released('x@1.1.0');
    await on.setRecord(b, 'Archived');
    const none = await on.latest();
    expect([none.exit, none.message]).toEqual([2, expect.stringContaining('is Archived')]);
    const [line = ''] = printedIn(none);
    expect((await on.asPrinted(line)).exit).toBe(0);
    expect([(await on.latest()).exit, await on.tagOf('x')]).toEqual([0, '1.0.0']);
  });

  test('a manifest whose release is rolled back already', async () => {
    await released('x@1.0.0');
    await released('x@1.1.0');
    const inputs = { manifest: await on.manifestOf('x@1.1.0') };
    expect((await on.rollback(undefined, { inputs })).exit).toBe(0);
    const again = await on.rollback(undefined, { inputs });
    expect([again.exit, said(again)]).toEqual([0, expect.stringContaining('is rolled back already')]);
    expect(said(again)).not.toContain('there is no journal');
  });
});
