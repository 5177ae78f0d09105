// Reads that are not of the same moment: a version and its assets, a version and its tags.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { planPromotion } from '../../../../src/core/operations/promote/plan.ts';
import { formatList, publishedFormats } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import type { World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const opened = async () => {
  return openWorld(folder());
};

const tool = { format: 'generic', namespace: 'acme', name: 'tool', version: '1.0.0' } as const;

/** `tool` with a second asset that the list of its assets does not show for the next `count` times. */
async function growing(at: World, repository: string, count: number | undefined) {
  const put = (name: string, isUnfinished: boolean) => {
    const bytes = Buffer.from(`contents of ${name}`);
    const asset = { name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    const open = async function* () {
      yield bytes;
    };
    return at.client.publishPackageVersion(at.at(repository), tool, { ...asset, open }, isUnfinished);
  };
  await put('a.txt', true);
  at.local.faults.add([
    { kind: 'stale', operation: 'ListPackageVersionAssets', ...(count === undefined ? {} : { count }) },
  ]);
  // The fault answers as it did before, so it must have answered once.
  await at.client.listPackageVersionAssets(at.at(repository), tool);
  await put('b.txt', false);
}

/** Plans without waiting; tells for how long it would have waited. */
async function planned(at: World, coordinates: readonly string[]) {
  const waits: number[] = [];
  const clock = {
    ...at.host.clock,
    sleep: async (milliseconds: number) => {
      // A busy machine lets the calls of a moment share it, which is no wait for an answer.
      if (milliseconds > 0) waits.push(milliseconds);
    },
  };
  const plan = await planPromotion(
    {
      coordinates,
      includeDependencies: false,
      includeFromUpstream: false,
      allowOverwrite: false,
      distTags: ['keep'],
      concurrency: 4,
    },
    { host: { ...at.host, clock }, formats: formatList, source: at.read('staging'), destination: at.read('prod') },
  );
  return { plan, waits };
}

describe('a version and its assets', () => {
  test('that are not of one moment in the source are looked at again, both of them', async () => {
    const at = await opened();
    await growing(at, 'staging', 2);
    at.exchanges.splice(0);
    const { plan, waits } = await planned(at, ['generic:acme/tool@1.0.0']);
    expect(waits).toHaveLength(2);
    const asked = (path: string) => at.exchanges.filter(({ target }) => target.startsWith(`${path}?`)).length;
    expect([asked('/v1/package/version'), asked('/v1/package/version/assets')]).toEqual([4, 3]);
    expect(plan.items).toMatchObject([{ action: 'copy', assets: [{ name: 'a.txt' }, { name: 'b.txt' }] }]);
    const report = await at.apply(plan);
    expect(report.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual([['promoted', undefined]]);
    expect(await at.state('prod')).toEqual(await at.state('staging'));
  });

  test('that never are of one moment block the plan, with the reason', async () => {
    const at = await opened();
    await growing(at, 'staging', undefined);
    const { plan, waits } = await planned(at, ['generic:acme/tool@1.0.0']);
    expect(waits.length).toBeGreaterThanOrEqual(5);
    expect(plan.items).toMatchObject([{ action: 'blocked', code: 'CA-CONFLICT-002' }]);
    expect(plan.items[0]?.reason).toMatch(/^staging tells of one revision and lists the assets of another/);
    at.writesSince();
    const report = await at.apply(plan);
    expect(report.outcomes).toMatchObject([{ kind: 'blocked', code: 'CA-CONFLICT-002' }]);
    expect(at.writesSince()).toEqual([]);
  });

  test('in the destination are held to each other, too', async () => {
    const at = await opened();
    await growing(at, 'staging', 0);
    await growing(at, 'prod', undefined);
    const { plan } = await planned(at, ['generic:acme/tool@1.0.0']);
    expect(plan.items).toMatchObject([{ action: 'blocked', code: 'CA-CONFLICT-002' }]);
    expect(plan.items[0]?.reason).toMatch(/^prod tells of one revision/);
  });
});

describe('a version that was published a moment ago', () => {
  const put = async (at: World, repository: string, name = 'tool') => {
    const bytes = Buffer.from('contents of a.txt');
    const asset = { name: 'a.txt', size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    const open = async function* () {
      yield bytes;
    };
    return at.client.publishPackageVersion(at.at(repository), { ...tool, name }, { ...asset, open }, false);
  };
  const late = (at: World, operation: string, count: number | undefined) =>
    at.local.faults.add([{ kind: 'stale', operation, ...(count === undefined ? {} : { count }) }]);

  test('and is not shown yet is looked for again, alone and among many', async () => {
    const at = await opened();
    // A late answer is as the one before, so there must have been one.
    late(at, 'DescribePackageVersion', 3);
    expect(await at.client.describePackageVersion(at.at('staging'), tool)).toBeUndefined();
    await put(at, 'staging');
    const { plan, waits } = await planned(at, ['generic:acme/tool@1.0.0']);
    expect(waits.length).toBeGreaterThan(0);
    expect(plan.items).toMatchObject([{ action: 'copy', assets: [{ name: 'a.txt' }] }]);
  });

  test('and never is shown blocks the plan, after no more looks than there are waits for late answers', async () => {
    const at = await opened();
    const { plan, waits } = await planned(at, ['generic:acme/tool@1.0.0', 'generic:acme/other@1.0.0']);
    expect(waits).toEqual([50, 100, 250, 500, 1000, 2000]);
    expect(plan.items).toMatchObject([{ code: 'CA-FIND-002' }, { code: 'CA-FIND-002' }]);
  });

  test('of more than a hundred that are missing, all are looked at once more and no oftener', async () => {
    const at = await opened();
    at.exchanges.splice(0);
    const { plan, waits } = await planned(
      at,
      Array.from({ length: 101 }, (_, index) => `generic:acme/tool-${index}@1.0.0`),
    );
    expect(waits).toHaveLength(6);
    expect(plan.items.filter(({ code }) => code === 'CA-FIND-002')).toHaveLength(101);
    const asked = at.exchanges.filter(({ target }) => /^\/v1\/package\/version\?.*repository=staging/.test(target));
    expect(asked).toHaveLength(202);
  });

  test('and is shown Archived in the destination is looked at again when it was listed again', async () => {
    const at = await opened();
    for (const repository of ['staging', 'prod']) await put(at, repository);
    const set = (target: 'Archived' | 'Published', expected: 'Archived' | 'Published') =>
      at.client.updatePackageVersionsStatus(at.at('prod'), tool, { versions: ['1.0.0'], target, expected });
    await set('Archived', 'Published');
    late(at, 'DescribePackageVersion', 3);
    await at.client.describePackageVersion(at.at('prod'), tool);
    await set('Published', 'Archived');
    const { plan } = await planned(at, ['generic:acme/tool@1.0.0']);
    expect(plan.items).toMatchObject([{ action: 'unchanged' }]);
  });
});

describe('a version and its tags', () => {
  const utils = { format: 'npm', namespace: 'acme', name: 'utils' } as const;

  /** 1.0.0 is `latest`, 1.1.0 has no tag. */
  async function untagged() {
    const at = await opened();
    for (const [version, npmTag] of [
      ['1.0.0', 'latest'],
      ['1.1.0', 'next'],
    ] as const) {
      const path = join(at.folder, `utils-${version}.tgz`);
      await at.publish([await writeNpmPackage(path, { name: '@acme/utils', version })], { npmTag });
    }
    await publishedFormats.npm.publishing?.tags?.remove(utils, 'next', await at.target('npm', 'staging'));
    expect(await at.tags('staging', utils)).toEqual({ latest: '1.0.0' });
    return at;
  }

  test('that are late are looked at again when the version is newer than all that is tagged', async () => {
    const at = await untagged();
    at.local.faults.add([{ kind: 'stale', operation: 'npm:GET', path: '*/dist-tags', count: 2 }]);
    await at.tags('staging', utils);
    await publishedFormats.npm.publishing?.tags?.set(utils, 'latest', '1.1.0', await at.target('npm', 'staging'));
    const { plan, waits } = await planned(at, ['npm:@acme/utils@1.1.0']);
    expect(waits).toHaveLength(2);
    expect(plan.tags).toMatchObject([{ wanted: { latest: '1.1.0' } }]);
    await at.apply(plan);
    expect(await at.tags('prod', utils)).toEqual({ latest: '1.1.0' });
  });

  test('that stay as they are do not stop a promotion, and an older version is not waited for', async () => {
    const at = await untagged();
    const { plan, waits } = await planned(at, ['npm:@acme/utils@1.1.0']);
    expect(waits.length).toBeGreaterThan(0);
    expect(plan).toMatchObject({ items: [{ action: 'copy' }], tags: [{ wanted: {} }] });
    await publishedFormats.npm.publishing?.tags?.set(utils, 'latest', '1.1.0', await at.target('npm', 'staging'));
    const older = await planned(at, ['npm:@acme/utils@1.0.0']);
    expect(older.waits).toEqual([]);
  });
});
