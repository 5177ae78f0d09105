// A release that was promoted more than once, each time by a job that has no journal of the others: the job was run again,
// or the release was rolled back, listed again, and promoted once more.
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { retireCommand } from '../../src/commands/retire.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
import { jsonOf, resultOf, runCommand } from './run-command.ts';

const folder = temporaryFolders();
let at: World;
let home: string;
beforeEach(async () => {
  home = folder();
  at = await openWorld(home);
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const place = { domain: 'my-org', 'domain-owner': '111122223333', 'destination-repository': 'prod' } as const;
const npm = (name: string) => ({ format: 'npm', namespace: 'acme', name }) as const;
const generic = (name: string) => ({ format: 'generic', namespace: 'acme', name }) as const;

/** As a new machine has it: no journal. */
async function job(...[command, name, given]: Parameters<typeof runCommand>) {
  await rm(join(home, '.codeartifact-ci'), { recursive: true, force: true });
  return runCommand(command, name, given);
}
const promoteWith = (distTags: string, ...coordinates: string[]) =>
  job(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    inputs: { ...place, 'source-repository': 'staging', versions: coordinates.join('\n'), 'dist-tags': distTags },
  });
const promote = (...coordinates: string[]) => promoteWith('copy', ...coordinates);
const rollback = (extra: Readonly<Record<string, string>>, operands: readonly string[] = []) =>
  job(rollbackCommand, 'rollback', { url: at.url, folder: home, inputs: place, extra, operands });
const listAgain = (...coordinates: string[]) =>
  job(retireCommand, 'retire', {
    url: at.url,
    folder: home,
    inputs: {
      ...{ domain: 'my-org', 'domain-owner': '111122223333', repository: 'prod' },
      ...{ versions: coordinates.join('\n'), 'target-status': 'Published' },
    },
  });

async function stage(kind: 'npm' | 'generic', name: string, version: string): Promise<string> {
  if (kind === 'npm') {
    const path = join(home, `${name}-${version}.tgz`);
    await at.publish([await writeNpmPackage(path, { name: `@acme/${name}`, version })], { to: 'staging' });
    return `npm:@acme/${name}@${version}`;
  }
  const bytes = Buffer.from(`of ${name} ${version}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const open = async function* () {
    yield bytes;
  };
  const asset = { name: 'file.txt', size: bytes.length, sha256, open };
  await at.client.publishPackageVersion(at.at('staging'), { ...generic(name), version }, asset, false);
  return `generic:acme/${name}@${version}`;
}
async function statuses(kind: 'npm' | 'generic', name: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const ref = kind === 'npm' ? npm(name) : generic(name);
  for await (const { version, status } of at.client.listPackageVersions(at.at('prod'), ref)) found[version] = status;
  return found;
}

describe.each(['npm', 'generic'] as const)('a release of %s', (kind) => {
  test.each([
    ['`--latest`', true],
    ['the id that the first run printed', false],
  ])('whose job was run again is rolled back by %s', async (_, isLatest) => {
    const [first, second] = [await stage(kind, 'utils', '1.0.0'), await stage(kind, 'utils', '1.1.0')];
    expect((await promote(first)).exit).toBe(0);
    const ended = await promote(second);
    const again = [await promote(second), await promote(second)];
    expect(again.map(({ exit }) => exit)).toEqual([0, 0]);
    const runId = String(jsonOf(ended).runId);
    const back = await (isLatest ? rollback({ latest: 'true' }) : rollback({}, [runId]));
    expect([back.exit, await statuses(kind, 'utils')]).toEqual([0, { '1.0.0': 'Published', '1.1.0': 'Unlisted' }]);
    const over = await rollback({ latest: 'true' });
    expect([over.exit, await statuses(kind, 'utils')]).toEqual([0, { '1.0.0': 'Unlisted', '1.1.0': 'Unlisted' }]);
  });

  test('that was rolled back, listed again and promoted again is rolled back again, and not the one before', async () => {
    const [first, second] = [await stage(kind, 'utils', '1.0.0'), await stage(kind, 'utils', '1.1.0')];
    for (const each of [first, second]) expect((await promote(each)).exit).toBe(0);
    for (let round = 0; round < 2; round++) {
      const back = await rollback({ latest: 'true' });
      expect([back.exit, await statuses(kind, 'utils')]).toEqual([0, { '1.0.0': 'Published', '1.1.0': 'Unlisted' }]);
      expect((await listAgain(second)).exit).toBe(0);
      expect((await promote(second)).exit).toBe(0);
    }
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect(await statuses(kind, 'utils')).toEqual({ '1.0.0': 'Published', '1.1.0': 'Unlisted' });
    expect((await rollback({ latest: 'true', restore: 'true' })).exit).toBe(0);
    expect(await statuses(kind, 'utils')).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
  });

  test('of which a part was listed again and a part copied again is rolled back whole', async () => {
    const both = [await stage(kind, 'one', '1.0.0'), await stage(kind, 'two', '1.0.0')];
    expect((await promote(...both)).exit).toBe(0);
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    const ref = kind === 'npm' ? npm('two') : generic('two');
    await at.client.deletePackageVersions(at.at('prod'), ref, ['1.0.0']);
    expect((await listAgain(both[0] as string)).exit).toBe(0);
    expect((await promote(...both)).exit).toBe(0);
    const back = await rollback({ latest: 'true' });
    expect([back.exit, await statuses(kind, 'one'), await statuses(kind, 'two')]).toEqual([
      0,
      { '1.0.0': 'Unlisted' },
      { '1.0.0': 'Unlisted' },
    ]);
  });

  test('leaves what another release had brought and somebody listed again, with the command that hides it', async () => {
    const [one, two] = [await stage(kind, 'one', '1.0.0'), await stage(kind, 'two', '1.0.0')];
    expect((await promote(one)).exit).toBe(0);
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect((await listAgain(one)).exit).toBe(0);
    expect((await promote(one, two)).exit).toBe(0);
    const back = await rollback({ latest: 'true' });
    expect([back.exit, await statuses(kind, 'one'), await statuses(kind, 'two')]).toEqual([
      5,
      { '1.0.0': 'Published' },
      { '1.0.0': 'Unlisted' },
    ]);
    expect(resultOf(back).lines.join('\n')).toMatch(
      /listed it again when the run \S+ had been rolled back; `codeartifact-ci retire \S+one@1\.0\.0 --target-status Unlisted /,
    );
  });

  test('another release that found a version of it keeps that', async () => {
    const [one, two] = [await stage(kind, 'one', '1.0.0'), await stage(kind, 'two', '1.0.0')];
    expect((await promote(one)).exit).toBe(0);
    expect((await promote(one, two)).exit).toBe(0);
    expect((await promote(one)).exit).toBe(0);
    const runId = String(jsonOf(await promote(one)).runId);
    const named = await rollback({}, [runId]);
    expect([named.exit, await statuses(kind, 'one')]).toEqual([5, { '1.0.0': 'Published' }]);
    expect(resultOf(named).lines.join('\n')).toMatch(/`rollback \S+` takes back what that one brought/);
  });
});

test('a release that was tagged by a run of its own is taken back whole', async () => {
  expect((await promote(await stage('npm', 'utils', '1.0.0'))).exit).toBe(0);
  const coordinate = await stage('npm', 'utils', '1.1.0');
  expect((await promoteWith('keep', coordinate)).exit).toBe(0);
  expect((await promoteWith('latest=1.1.0', coordinate)).exit).toBe(0);
  const ends: unknown[] = [];
  for (let round = 0; round < 2; round++) {
    const { exit } = await rollback({ latest: 'true' });
    const { latest } = await at.tags('prod', npm('utils'));
    ends.push([exit, latest, await statuses('npm', 'utils')]);
  }
  expect(ends).toEqual([
    [0, '1.0.0', { '1.0.0': 'Published', '1.1.0': 'Unlisted' }],
    [0, undefined, { '1.0.0': 'Unlisted', '1.1.0': 'Unlisted' }],
  ]);
});

test('a release whose tag was pointed back to it after another one is not the same: its versions stay', async () => {
  const versions = ['1.0.0', '1.1.0', '1.2.0'];
  for (const version of versions) expect((await promote(await stage('npm', 'utils', version))).exit).toBe(0);
  expect((await promoteWith('latest=1.1.0', 'npm:@acme/utils@1.1.0')).exit).toBe(0);
  const back = await rollback({ latest: 'true' });
  expect([back.exit, await statuses('npm', 'utils'), await at.tags('prod', npm('utils'))]).toEqual([
    0,
    { '1.0.0': 'Published', '1.1.0': 'Published', '1.2.0': 'Published' },
    { latest: '1.2.0' },
  ]);
});

describe.each(['npm', 'generic'] as const)('the same release of %s, promoted once more', (kind) => {
  const both = async (version = '1.1.0') => [await stage(kind, 'one', version), await stage(kind, 'two', version)];
  const all = async () => ({ one: await statuses(kind, 'one'), two: await statuses(kind, 'two') });
  const gone = { one: { '1.1.0': 'Unlisted' }, two: { '1.1.0': 'Unlisted' } };
  const refOf = (name: string) => (kind === 'npm' ? npm(name) : generic(name));
  const idOf = (ended: Awaited<ReturnType<typeof promote>>) => String(jsonOf(ended).runId);

  test('after a part of it was rolled back by name and listed again', async () => {
    const set = await both();
    const first = idOf(await promote(...set));
    const part = await job(rollbackCommand, 'rollback', {
      ...{ url: at.url, folder: home, operands: [first] },
      inputs: { ...place, versions: set[0] as string },
    });
    expect(part.exit).toBe(0);
    expect((await listAgain(set[0] as string)).exit).toBe(0);
    expect((await promote(...set)).exit).toBe(0);
    const back = await rollback({ latest: 'true' });
    expect([back.exit, await all()]).toEqual([0, gone]);
  });

  test('after a version of it was deleted', async () => {
    const set = await both();
    expect((await promote(...set)).exit).toBe(0);
    await at.client.deletePackageVersions(at.at('prod'), refOf('two'), ['1.1.0']);
    expect((await promote(...set)).exit).toBe(0);
    const back = await rollback({ latest: 'true' });
    expect([back.exit, await all()]).toEqual([0, gone]);
  });

  test('is what has its versions: another release that found one of them leaves it, in green', async () => {
    const set = await both();
    const other = await stage(kind, 'other', '1.0.0');
    expect((await promote(...set)).exit).toBe(0);
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect((await listAgain(...set)).exit).toBe(0);
    expect((await promote(...set)).exit).toBe(0);
    expect((await promote(set[0] as string, other)).exit).toBe(0);
    const back = await rollback({ latest: 'true' });
    expect([back.exit, await statuses(kind, 'other'), (await all()).one]).toEqual([
      0,
      { '1.0.0': 'Unlisted' },
      { '1.1.0': 'Published' },
    ]);
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect(await all()).toEqual(gone);
  });

  test('is found by its plan alone, wherever that is', async () => {
    const set = await both();
    const plan = join(home, 'plan.json');
    const planned = await job(promoteCommand, 'promote', {
      ...{ url: at.url, folder: home },
      inputs: {
        ...{ ...place, 'source-repository': 'staging', versions: set.join('\n'), 'dist-tags': 'copy' },
        ...{ 'dry-run': 'true', 'plan-output': plan },
      },
    });
    expect(planned.exit).toBe(0);
    expect((await job(promoteCommand, 'promote', { url: at.url, folder: home, inputs: { plan } })).exit).toBe(0);
    const back = await job(rollbackCommand, 'rollback', { url: at.url, folder: home, inputs: { plan } });
    expect([back.exit, await all()]).toEqual([0, gone]);
  });

  test('with `on-failure: roll-back`, and it failed: what users had before stays', async () => {
    const set = await both();
    expect((await promote(...set)).exit).toBe(0);
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect((await listAgain(set[0] as string)).exit).toBe(0);
    const ref = refOf('two');
    await at.client.deletePackageVersions(at.at('prod'), ref, ['1.1.0']);
    const failed = await job(promoteCommand, 'promote', {
      ...{ url: at.url, folder: home },
      inputs: {
        ...{ ...place, 'source-repository': 'staging', versions: set.join('\n') },
        ...{ 'dist-tags': 'copy', 'on-failure': 'roll-back' },
      },
      network: (send) => async (request) => {
        if (!(request.url.includes('/versions/copy') && request.url.includes('package=two'))) return send(request);
        const body = (async function* () {
          yield Buffer.from('{"message":"no"}');
        })();
        const headers = { 'x-amzn-errortype': 'AccessDeniedException', 'content-type': 'application/json' };
        return { status: 403, reason: 'Forbidden', headers, body, discard: async () => {} };
      },
    });
    expect([failed.exit, (await all()).one]).toEqual([3, { '1.1.0': 'Published' }]);
  });

  test('completed after it was cut off, and promoted again after another release: that one alone is taken back', async () => {
    const set = await both();
    let copies = 0;
    const killed = await job(promoteCommand, 'promote', {
      ...{ url: at.url, folder: home },
      inputs: { ...place, 'source-repository': 'staging', versions: set.join('\n'), concurrency: '1' },
      network: (send) => async (request) => {
        if (request.url.includes('/versions/copy') && ++copies === 2) throw new Error('the machine is gone');
        return send(request);
      },
    }).catch(() => undefined);
    expect(killed?.exit).not.toBe(0);
    expect((await promote(...set)).exit).toBe(0);
    const between = [await stage(kind, 'one', '1.2.0'), await stage(kind, 'two', '1.2.0')];
    expect((await promote(...between)).exit).toBe(0);
    const again = await promoteWith(kind === 'npm' ? 'latest=1.1.0' : 'copy', ...set);
    expect(again.exit).toBe(0);
    const back = await rollback({}, [idOf(again)]);
    expect([back.exit, (await all()).one]).toEqual([
      kind === 'npm' ? 0 : 5,
      { '1.1.0': 'Published', '1.2.0': 'Published' },
    ]);
  });

  test('with `on-failure: roll-back`, and somebody else spoils it at the end: what users had before stays', async () => {
    const set = await both();
    expect((await promote(...set)).exit).toBe(0);
    let isStored = false;
    const spoilt = await job(promoteCommand, 'promote', {
      ...{ url: at.url, folder: home },
      inputs: {
        ...{ ...place, 'source-repository': 'staging', versions: set.join('\n') },
        ...{ 'dist-tags': 'copy', 'on-failure': 'roll-back' },
      },
      network: (send) => async (request) => {
        const answer = await send(request);
        if (isStored || request.method !== 'POST' || !request.url.includes('promotions')) return answer;
        isStored = true;
        await at.client.updatePackageVersionsStatus(at.at('prod'), refOf('two'), {
          ...{ versions: ['1.1.0'], target: 'Unlisted' },
        });
        return answer;
      },
    });
    expect(isStored).toBe(true);
    expect(spoilt.exit).not.toBe(0);
    expect((await all()).one).toEqual({ '1.1.0': 'Published' });
  });

  test('after another release, by a run that pointed its tag back: that counts on it, whatever was before', async () => {
    if (kind !== 'npm') return;
    const set = await both();
    const first = idOf(await promote(...set));
    expect((await promote(await stage(kind, 'one', '1.2.0'), await stage(kind, 'two', '1.2.0'))).exit).toBe(0);
    expect((await promoteWith('latest=1.1.0', ...set)).exit).toBe(0);
    expect((await rollback({}, [first])).exit).toBe(5);
    const { latest } = await at.tags('prod', npm('one'));
    expect([latest, (await all()).one]).toEqual(['1.1.0', { '1.1.0': 'Published', '1.2.0': 'Published' }]);
  });

  test('and one late answer about what another release has does not make it gone', async () => {
    const [one, other] = [await stage(kind, 'one', '1.1.0'), await stage(kind, 'two', '1.1.0')];
    const first = idOf(await promote(one));
    expect((await promote(one, other)).exit).toBe(0);
    let isLate = true;
    const back = await job(rollbackCommand, 'rollback', {
      ...{ url: at.url, folder: home, inputs: place, operands: [first] },
      network: (send) => async (request) => {
        if (!isLate || request.method !== 'GET' || !/\/v1\/package\/version\?.*package=one/.test(request.url))
          return send(request);
        isLate = false;
        const body = (async function* () {
          yield Buffer.from('{"message":"no such version"}');
        })();
        const headers = { 'x-amzn-errortype': 'ResourceNotFoundException', 'content-type': 'application/json' };
        return { status: 404, reason: 'Not Found', headers, body, discard: async () => {} };
      },
    });
    expect([isLate, back.exit, (await all()).one]).toEqual([false, 5, { '1.1.0': 'Published' }]);
  });

  test.each([
    ['two repositories', ['lib', 'app'], 0, false],
    ['two repositories, by the run that only found it', ['lib', 'app'], 1, false],
    ['two repositories, without naming a run', ['lib', 'app'], 0, true],
    ['two repositories after a person', ['', 'lib', 'app'], 0, false],
  ])('by the pipelines of %s: one release all the same', async (_, repositories, which, isLatest) => {
    const former = [await stage(kind, 'one', '1.0.0'), await stage(kind, 'two', '1.0.0')];
    expect((await promote(...former)).exit).toBe(0);
    const set = await both();
    const runs: string[] = [];
    for (const [index, name] of repositories.entries()) {
      const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: `acme/${name}` };
      const ended = await job(promoteCommand, 'promote', {
        ...{ url: at.url, folder: home, env: name === '' ? {} : { GITHUB_RUN_ID: `${index + 1}`, ...github } },
        inputs: { ...place, 'source-repository': 'staging', versions: set.join('\n'), 'dist-tags': 'copy' },
      });
      expect(ended.exit).toBe(0);
      runs.push(idOf(ended));
    }
    const back = isLatest ? await rollback({ latest: 'true' }) : await rollback({}, [String(runs[which])]);
    expect([back.exit, (await all()).one]).toEqual([0, { '1.0.0': 'Published', '1.1.0': 'Unlisted' }]);
  });

  test('by two jobs at once, each of which found what the other one had copied', async () => {
    const set = await both();
    let isFirst = true;
    const ended = await job(promoteCommand, 'promote', {
      ...{ url: at.url, folder: home },
      inputs: {
        ...{
          ...place,
          'source-repository': 'staging',
          versions: set.join('\n'),
          'dist-tags': 'copy',
          concurrency: '1',
        },
        journal: join(home, 'other.jsonl'),
      },
      network: (send) => async (request) => {
        const isSecond = request.url.includes('/versions/copy') && request.url.includes('package=two');
        if (isSecond && isFirst) {
          isFirst = false;
          expect((await promote(...set)).exit).toBe(0);
        }
        return send(request);
      },
    });
    expect([ended.exit, isFirst]).toEqual([0, false]);
    const back = await rollback({ latest: 'true' });
    expect([back.exit, await all()]).toEqual([0, gone]);
  });

  test('shares a version with a release that came in between: that stays, and the rest goes, again and again', async () => {
    const [shared, own, other] = [
      await stage(kind, 'shared', '1.0.0'),
      await stage(kind, 'one', '1.1.0'),
      await stage(kind, 'two', '1.1.0'),
    ];
    const first = idOf(await promote(shared, own));
    expect((await promote(shared, other)).exit).toBe(0);
    expect((await rollback({}, [first])).exit).toBe(5);
    expect((await listAgain(own)).exit).toBe(0);
    expect((await promote(shared, own)).exit).toBe(0);
    const back = await rollback({ latest: 'true' });
    expect([back.exit, await all(), await statuses(kind, 'shared')]).toEqual([
      0,
      { one: { '1.1.0': 'Unlisted' }, two: { '1.1.0': 'Published' } },
      { '1.0.0': 'Published' },
    ]);
    // What the first one had left to the other goes with that.
    const before = await rollback({ latest: 'true' });
    expect([before.exit, await all(), await statuses(kind, 'shared')]).toEqual([0, gone, { '1.0.0': 'Unlisted' }]);
  });

  test('after rollbacks and restores in any order', async () => {
    const set = await both();
    const first = idOf(await promote(...set));
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect((await listAgain(...set)).exit).toBe(0);
    const second = idOf(await promote(...set));
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    for (const run of [second, first]) expect((await rollback({ restore: 'true' }, [run])).exit).toBe(0);
    const back = await rollback({ latest: 'true' });
    expect([back.exit, await all()]).toEqual([0, gone]);
    const over = await rollback({ latest: 'true' });
    expect([over.exit, over.message]).toEqual([2, expect.stringContaining('nothing is left to roll back')]);
  });

  test('and what was hidden by the printed command is nobody’s any more: the release before is next', async () => {
    const before = await stage(kind, 'one', '1.0.0');
    expect((await promote(before)).exit).toBe(0);
    const [one, two] = await both();
    expect((await promote(one as string)).exit).toBe(0);
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect((await listAgain(one as string)).exit).toBe(0);
    expect((await promote(one as string, two as string)).exit).toBe(0);
    expect((await rollback({ latest: 'true' })).exit).toBe(5);
    const hidden = await job(retireCommand, 'retire', {
      ...{ url: at.url, folder: home },
      inputs: { domain: 'my-org', 'domain-owner': '111122223333', repository: 'prod', versions: one as string },
    });
    expect(hidden.exit).toBe(0);
    const again = await rollback({ latest: 'true' });
    expect(again.exit).toBe(0);
    expect(again.host.lines.join('\n')).toMatch(/`rollback \S+` takes back the release before it/);
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect(await all()).toEqual({ one: { '1.0.0': 'Unlisted', '1.1.0': 'Unlisted' }, two: { '1.1.0': 'Unlisted' } });
  });

  test('only listed again by hand, it keeps the release before from being taken for the latest', async () => {
    for (const version of ['1.0.0', '1.1.0']) expect((await promote(await stage(kind, 'one', version))).exit).toBe(0);
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect((await listAgain(kind === 'npm' ? 'npm:@acme/one@1.1.0' : 'generic:acme/one@1.1.0')).exit).toBe(0);
    const refused = await rollback({ latest: 'true' });
    expect([refused.exit, refused.code]).toEqual([2, 'CA-INPUT-005']);
    expect(await statuses(kind, 'one')).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
  });

  test('where the journal has both runs, and another machine has the rollback in between', async () => {
    const set = await both();
    const journal = join(home, 'kept.jsonl');
    const here = (command: Parameters<typeof runCommand>[0], name: 'promote' | 'rollback', operands: string[] = []) =>
      runCommand(command, name, {
        ...{ url: at.url, folder: home, operands },
        inputs: {
          ...{ ...place, journal },
          ...(name === 'promote'
            ? { 'source-repository': 'staging', versions: set.join('\n'), 'dist-tags': 'copy' }
            : {}),
        },
      });
    expect((await here(promoteCommand, 'promote')).exit).toBe(0);
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect((await listAgain(...set)).exit).toBe(0);
    const second = await here(promoteCommand, 'promote');
    const back = await here(rollbackCommand, 'rollback', [idOf(second)]);
    expect([back.exit, await all()]).toEqual([0, gone]);
  });

  test('where the record of the rollback in between cannot be read: nothing of it is called somebody else’s in green', async () => {
    const set = await both();
    expect((await promote(...set)).exit).toBe(0);
    const between = idOf(await rollback({ latest: 'true' }));
    expect((await listAgain(...set)).exit).toBe(0);
    const second = idOf(await promote(...set));
    const back = await job(rollbackCommand, 'rollback', {
      ...{ url: at.url, folder: home, inputs: place, operands: [second] },
      network: (send) => async (request) => {
        const isIt = request.method === 'GET' && request.url.includes(between) && /asset/.test(request.url);
        if (!isIt) return send(request);
        const body = (async function* () {})();
        return { status: 404, reason: 'Not Found', headers: {}, body, discard: async () => {} };
      },
    });
    expect(back.exit).not.toBe(0);
  });
});

test('a rollback does not wait for the record that it stores at its end', async () => {
  expect((await promote(await stage('generic', 'utils', '1.0.0'))).exit).toBe(0);
  const missing: string[] = [];
  const back = await job(rollbackCommand, 'rollback', {
    ...{ url: at.url, folder: home, inputs: place, extra: { latest: 'true' } },
    network: (send) => async (request) => {
      const answer = await send(request);
      if (answer.status === 404) missing.push(request.url);
      return answer;
    },
  });
  expect([back.exit, missing.filter((url) => url.includes(String(jsonOf(back).runId)))]).toEqual([0, []]);
});
