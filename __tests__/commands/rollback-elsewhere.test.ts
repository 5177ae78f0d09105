// Rollbacks and restores, one after another, each on a machine that knows nothing but the records: by a run, by any run of its
// release, by its manifest or its plan.
import { join } from 'node:path';
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
import type { Ended } from './run-command.ts';

const folder = temporaryFolders();
let on: RollbackWorld;
beforeEach(async () => {
  on = await openRollbackWorld(folder());
});
afterEach(async () => {
  await on.close();
  expect(on.at.errors).toEqual([]);
});

const isStatus = ({ url }: HttpRequest) => url.includes('/versions/update_status');
const isTag = ({ url, method }: HttpRequest) => method === 'PUT' && url.includes('/dist-tags/');
/** Dies right after the n-th write that is meant. */
const dyingAfter = (count: number, isMeant: (request: HttpRequest) => boolean): Network => {
  let seen = 0;
  return (send) => async (request) => {
    if (seen >= count) throw new Error('the machine is gone');
    const answer = await send(request);
    if (isMeant(request)) seen++;
    if (seen >= count) throw new Error('the machine is gone');
    return answer;
  };
};
const gone = (dying: Promise<Ended>) => dying.catch(() => undefined);

test('a tag that a rolled back release had set, and the last run that has the version found, is nobody’s besides', async () => {
  const first = idOf(await on.promote(await on.stage('x@1.1.0', 'y@1.1.0')));
  await on.stage('c@1.2.0');
  const inputs = { 'dist-tags': '@acme/x:latest=1.1.0' } as const;
  const second = idOf(await on.promote(['npm:@acme/x@1.1.0', 'npm:@acme/c@1.2.0'], { inputs }));
  await on.promote(await on.stage('x@1.3.0'), { inputs: { 'dist-tags': 'keep' } });
  expect([(await on.rollback(first)).exit, await on.tagOf('x')]).toEqual([5, '1.1.0']);
  const back = await on.rollback(second);
  expect([back.exit, back.exit === 0 ? '' : said(back)]).toEqual([0, '']);
  expect([await on.statusOf('x@1.1.0'), await on.tagOf('x')]).toEqual(['Unlisted', '1.3.0']);
});

/** x and y in three releases; the ids of the last two. */
async function three(): Promise<[string, string]> {
  await on.promote(await on.stage('x@1.0.0', 'y@1.0.0'));
  const a = idOf(await on.promote(await on.stage('x@1.1.0', 'y@1.1.0')));
  const b = idOf(await on.promote(await on.stage('x@1.2.0', 'y@1.2.0')));
  return [a, b];
}

describe('a restore that was killed', () => {
  test.each([
    ['after its first listing', 1, isStatus],
    ['after its first tag', 1, isTag],
  ])('%s is finished elsewhere', async (_, count, isMeant) => {
    const [, b] = await three();
    expect((await on.rollback(b)).exit).toBe(0);
    await gone(on.restore(b, { network: dyingAfter(count, isMeant) }));
    const again = await on.restore(b);
    expect([again.exit, await on.statusOf('x@1.2.0'), await on.statusOf('y@1.2.0')]).toEqual([
      0,
      'Published',
      'Published',
    ]);
    expect([await on.tagOf('x'), await on.tagOf('y')]).toEqual(['1.2.0', '1.2.0']);
  });

  test('leaves what it had surely listed, and somebody hid again', async () => {
    const [, b] = await three();
    expect((await on.rollback(b)).exit).toBe(0);
    await gone(on.restore(b, { network: dyingAfter(1, isTag) }));
    const name = (await on.tagOf('x')) === '1.2.0' ? 'y' : 'x';
    await on.setStatus(`${name}@1.2.0`, 'Unlisted');
    const again = await on.restore(b);
    expect([again.exit, await on.statusOf(`${name}@1.2.0`)]).toEqual([5, 'Unlisted']);
    expect(said(again)).toContain(`retire npm:@acme/${name}@1.2.0 --target-status Published`);
  });

  test('its release is live for whoever comes after it', async () => {
    const [a, b] = await three();
    expect((await on.rollback(b)).exit).toBe(0);
    await gone(on.restore(b, { network: dyingAfter(2, isTag) }));
    const again = await on.rollback(undefined, { inputs: { manifest: await on.manifestOf('x@1.2.0', 'y@1.2.0') } });
    expect([again.exit, await on.statusOf('x@1.2.0'), await on.tagOf('x')]).toEqual([0, 'Unlisted', '1.1.0']);
    expect((await on.rollback(a)).exit).toBe(0);
  });
});

describe('tags that a promotion found and did not want', () => {
  test.each([['keep'], ['@acme/d:latest=1.1.0']])('are nobody’s but the run’s that set them (%s)', async (lines) => {
    await on.promote(await on.stage('x@1.0.0', 'c@1.0.0', 'd@1.0.0'));
    await on.promote(await on.stage('x@1.1.0'), { inputs: { 'dist-tags': 'keep' } });
    await on.stage('c@1.1.0', 'd@1.1.0');
    const c = idOf(await on.promote(['npm:@acme/x@1.1.0', 'npm:@acme/c@1.1.0']));
    const d = await on.promote(['npm:@acme/x@1.1.0', 'npm:@acme/d@1.1.0'], { inputs: { 'dist-tags': lines } });
    expect([d.exit, await on.tagOf('x')]).toEqual([0, '1.1.0']);
    const back = await on.rollback(c);
    expect([back.exit, await on.tagOf('x'), await on.statusOf('x@1.1.0')]).toEqual([0, '1.0.0', 'Published']);
  });
});

describe('two rollbacks, the later release first', () => {
  test('the later one is restored first: it has its tags again', async () => {
    const [a, b] = await three();
    for (const run of [b, a]) expect((await on.rollback(run)).exit).toBe(0);
    expect(await on.tagOf('x')).toBe('1.0.0');
    expect([(await on.restore(b)).exit, await on.tagOf('x'), await on.tagOf('y')]).toEqual([0, '1.2.0', '1.2.0']);
    const then = await on.restore(a);
    expect([then.exit, await on.tagOf('x'), await on.statusOf('x@1.1.0')]).toEqual([0, '1.2.0', 'Published']);
    expect(said(then)).not.toMatch(/somebody/);
  });

  test('the earlier one first', async () => {
    const [a, b] = await three();
    for (const run of [b, a]) expect((await on.rollback(run)).exit).toBe(0);
    for (const run of [a, b]) expect((await on.restore(run)).exit).toBe(0);
    expect(await on.tagOf('x')).toBe('1.2.0');
  });

  test('a person moved a tag since: not green, with the command that decides', async () => {
    const [, b] = await three();
    expect((await on.rollback(b)).exit).toBe(0);
    await on.setTag('x', 'latest', '1.0.0');
    const back = await on.restore(b);
    expect([back.exit, await on.tagOf('x')]).toEqual([5, '1.0.0']);
    const [line = ''] = printedIn(back);
    expect([(await on.asPrinted(line)).exit, await on.tagOf('x')]).toEqual([0, '1.2.0']);
  });

  test('another one took a tag along since, and set it back: nobody wanted it there', async () => {
    const [, b] = await three();
    expect((await on.rollback(b)).exit).toBe(0);
    await on.promote(await on.stage('x@1.3.0'), { inputs: { 'dist-tags': 'keep' } });
    expect([await on.tagOf('x'), (await on.restore(b)).exit, await on.tagOf('x')]).toEqual(['1.1.0', 0, '1.2.0']);
  });

  test('another release moved it on since: it stays there, and that is no mistake', async () => {
    const [, b] = await three();
    expect((await on.rollback(b)).exit).toBe(0);
    await on.promote(await on.stage('x@1.3.0', 'y@1.3.0'));
    const back = await on.restore(b);
    expect([back.exit, await on.tagOf('x'), await on.statusOf('x@1.2.0')]).toEqual([0, '1.3.0', 'Published']);
    expect(printedIn(back)).toEqual([]);
  });
});

describe('a write whose answer was lost is not known to be ours', () => {
  test.each([
    ['a status', { operation: 'UpdatePackageVersionsStatus' }],
    ['a tag', { operation: 'npm:PUT', path: '*/dist-tags/latest' }],
  ] as const)('%s: a restore leaves it, with the command', async (_, fault) => {
    const [, b] = await three();
    on.at.local.faults.add([{ kind: 'lose-response', count: 1, ...fault }]);
    expect((await on.rollback(b)).exit).toBe(0);
    expect(on.at.local.faults.list().map(({ applied }) => applied)).toEqual([1]);
    const again = await on.restore(b);
    expect([again.exit, said(again)]).toEqual([5, expect.stringMatching(/cannot be told/)]);
    const lines = printedIn(again);
    for (const line of [...lines].sort((one) => (one.startsWith('retire') ? -1 : 1))) await on.asPrinted(line);
    const then = await on.restore(b);
    expect([then.exit, await on.statusOf('x@1.2.0'), await on.statusOf('y@1.2.0')]).toEqual([
      0,
      'Published',
      'Published',
    ]);
    expect([await on.tagOf('x'), await on.tagOf('y')]).toEqual(['1.2.0', '1.2.0']);
  });
});

describe('a record that was archived', () => {
  async function unrelated(): Promise<string> {
    return idOf(await on.promote(await on.stage('c@1.0.0')));
  }

  test.each(['Archived', 'Disposed'] as const)('of an older run (%s): nobody need know of it', async (status) => {
    const other = await unrelated();
    const [, b] = await three();
    await on.setRecord(other, status);
    expect((await on.rollback(b)).exit).toBe(0);
    expect((await on.restore(b)).exit).toBe(0);
    const manifest = await on.manifestOf('x@1.2.0', 'y@1.2.0');
    expect((await on.rollback(undefined, { inputs: { manifest } })).exit).toBe(0);
  });

  test('of a later run of which its begin tells that it is about other packages', async () => {
    const [, b] = await three();
    await on.setRecord(await unrelated(), 'Archived');
    expect((await on.rollback(b)).exit).toBe(0);
    expect((await on.restore(b)).exit).toBe(0);
    expect(said(await on.restore(b))).not.toMatch(/Archived/);
  });

  test('of a later run of which nothing tells: what is missing is said, with the command that ends it', async () => {
    const [, b] = await three();
    const other = await unrelated();
    for (const each of [other, `${other}-begun`]) await on.setRecord(each, 'Archived');
    const back = await on.rollback(b);
    expect([back.exit, said(back)]).toEqual([
      1,
      expect.stringContaining(`retire generic:codeartifact-ci/promotions@${other}`),
    ]);
  });
});

describe('a restore by the id of the other one of two', () => {
  test('the promotion’s, the rollback’s, that of another run of the release', async () => {
    const [, b] = await three();
    const again = idOf(await on.promote(['npm:@acme/x@1.2.0', 'npm:@acme/y@1.2.0']));
    const back = idOf(await on.rollback(b));
    for (const id of [b, again, back]) {
      expect([id, (await on.restore(id)).exit, await on.tagOf('x')]).toEqual([id, 0, '1.2.0']);
      expect((await on.rollback(again)).exit).toBe(0);
    }
  });

  test('what is neither is told which to name', async () => {
    const [, b] = await three();
    const none = await on.restore(b);
    expect([none.exit, none.message]).toEqual([2, expect.stringMatching(/was not rolled back/)]);
    const back = idOf(await on.rollback(b));
    const wrong = await on.rollback(back);
    expect([wrong.exit, said(wrong)]).toEqual([2, expect.stringContaining(`rollback ${back} --restore`)]);
    expect(said(wrong)).toContain(`rollback ${b}`);
  });
});

describe('commands that are printed harm no green run', () => {
  test('a tag that another run has', async () => {
    await on.promote(await on.stage('x@1.0.0', 'c@1.0.0'));
    const a = idOf(await on.promote(await on.stage('x@1.1.0')));
    await on.stage('c@1.1.0');
    const c = await on.promote(['npm:@acme/x@1.1.0', 'npm:@acme/c@1.1.0']);
    expect(c.exit).toBe(0);
    const back = await on.rollback(a);
    expect(back.exit).toBe(5);
    for (const line of printedIn(back)) await on.asPrinted(line);
    expect([await on.statusOf('x@1.1.0'), await on.tagOf('x')]).toEqual(['Published', '1.1.0']);
  });

  test('a tag that another run found where this one set it', async () => {
    await on.promote(await on.stage('x@1.0.0', 'c@1.0.0', 'd@1.0.0'));
    await on.promote(await on.stage('x@1.1.0'), { inputs: { 'dist-tags': 'keep' } });
    await on.stage('c@1.1.0', 'd@1.1.0');
    const c = idOf(await on.promote(['npm:@acme/x@1.1.0', 'npm:@acme/c@1.1.0']));
    expect((await on.promote(['npm:@acme/x@1.1.0', 'npm:@acme/d@1.1.0'])).exit).toBe(0);
    const back = await on.rollback(c);
    expect([back.exit, await on.tagOf('x')]).toEqual([5, '1.1.0']);
    for (const line of printedIn(back)) await on.asPrinted(line);
    expect(await on.tagOf('x')).toBe('1.1.0');
  });
});

describe('a rollback by a manifest or a plan is one of the runs that made that set', () => {
  const manifest = async () => ({ manifest: await on.manifestOf('x@1.2.0', 'y@1.2.0') });

  test('`--latest` goes on to the release before', async () => {
    await three();
    expect((await on.rollback(undefined, { inputs: await manifest() })).exit).toBe(0);
    expect([(await on.latest()).exit, await on.statusOf('x@1.1.0'), await on.tagOf('x')]).toEqual([
      0,
      'Unlisted',
      '1.0.0',
    ]);
  });

  test('nobody counts on it any more', async () => {
    const a = idOf(await on.promote(await on.stage('x@1.1.0')));
    await on.stage('c@1.1.0');
    await on.promote(['npm:@acme/x@1.1.0', 'npm:@acme/c@1.1.0']);
    const inputs = { manifest: await on.manifestOf('x@1.1.0', 'c@1.1.0') };
    await on.rollback(undefined, { inputs });
    expect([(await on.rollback(a)).exit, await on.statusOf('x@1.1.0')]).toEqual([0, 'Unlisted']);
  });

  test.each([
    ['the promotion', 0],
    ['the rollback', 1],
  ])('a restore gives it back by the id of %s', async (_, which) => {
    const [, b] = await three();
    const back = await on.rollback(undefined, { inputs: await manifest() });
    const again = await on.restore([b, idOf(back)][which] as string);
    expect([again.exit, await on.statusOf('x@1.2.0'), await on.tagOf('x')]).toEqual([0, 'Published', '1.2.0']);
    expect([(await on.latest()).exit, await on.tagOf('x')]).toEqual([0, '1.1.0']);
  });

  test('and by a plan', async () => {
    await three();
    const home = await on.newHome();
    const plan = join(home, 'codeartifact-plan.json');
    const set = await on.stage('x@1.3.0', 'y@1.3.0');
    expect((await on.promote(set, { home, inputs: { 'dry-run': 'true' } })).exit).toBe(0);
    expect((await on.promote(set)).exit).toBe(0);
    expect((await on.rollback(undefined, { inputs: { plan } })).exit).toBe(0);
    expect([(await on.latest()).exit, await on.statusOf('x@1.2.0'), await on.tagOf('x')]).toEqual([
      0,
      'Unlisted',
      '1.1.0',
    ]);
  });

  test('of all of them, whatever came between: each can be named to restore it', async () => {
    const [, b] = await three();
    const between = idOf(await on.promote(await on.stage('x@1.3.0')));
    const lines = { inputs: { 'dist-tags': 'latest=1.2.0' } };
    const last = idOf(await on.promote(['npm:@acme/x@1.2.0', 'npm:@acme/y@1.2.0'], lines));
    expect(await on.tagOf('x')).toBe('1.2.0');
    for (const id of [b, last]) {
      const back = await on.rollback(undefined, { inputs: await manifest() });
      expect([back.exit, await on.statusOf('x@1.2.0'), await on.tagOf('x')]).toEqual([0, 'Unlisted', '1.3.0']);
      expect([(await on.restore(id)).exit, await on.statusOf('x@1.2.0'), await on.tagOf('x')]).toEqual([
        ...[0, 'Published', '1.2.0'],
      ]);
    }
    expect((await on.rollback(between)).exit).toBe(0);
  });

  test('also of runs that are known only when it is over', async () => {
    await on.promote(await on.stage('x@1.0.0', 'y@1.0.0'));
    const home = await on.newHome();
    const inputs = { 'promotion-record': 'none' } as const;
    const b = idOf(await on.promote(await on.stage('x@1.2.0', 'y@1.2.0'), { home, inputs }));
    expect((await on.rollback(undefined, { inputs: await manifest() })).exit).toBe(0);
    const again = await on.restore(b, { home });
    expect([again.exit, await on.statusOf('x@1.2.0'), await on.tagOf('x')]).toEqual([0, 'Published', '1.2.0']);
  });
});
