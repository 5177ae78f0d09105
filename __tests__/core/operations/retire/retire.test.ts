import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import {
  decide,
  type RetentionFacts,
  type RetentionRules,
  readRetention,
} from '../../../../src/core/operations/retire/retention.ts';
import { type RetireRequest, retire } from '../../../../src/core/operations/retire/retire.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { openWorld, type World } from '../../../support/worlds/release-world.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
let world: World | undefined;
afterEach(async () => {
  const errors = world?.errors;
  await world?.close();
  world = undefined;
  expect(errors ?? []).toEqual([]);
});

const utils = { format: 'npm', namespace: 'acme', name: 'utils' } as const;
const journalPath = 'journal.jsonl';

async function filled(versions: readonly string[]): Promise<World> {
  world = await openWorld(folder());
  for (const version of versions) {
    const path = await writeNpmPackage(join(world.folder, `utils-${version}.tgz`), { name: '@acme/utils', version });
    await world.publish([path], { npmTag: version === '1.0.0' ? 'lts' : 'latest' });
  }
  return world;
}

const run = (at: World, more: Partial<RetireRequest>, host = at.host) =>
  retire(
    { target: 'Unlisted', concurrency: 4, dryRun: false, journalPath, ...more },
    { host, formats: formatList, destination: at.write('staging') },
  );

async function statuses(at: World): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { version, status } of at.client.listPackageVersions(at.at('staging'), utils))
    found[version] = status;
  return found;
}

describe('named versions', () => {
  test('get the status that was named; a dry run writes nothing', async () => {
    const at = await filled(['1.0.0', '1.1.0']);
    at.writesSince();
    const dry = await run(at, { coordinates: ['npm:@acme/utils@1.0.0'], target: 'Deleted', dryRun: true });
    expect(dry.plan).toMatchObject([{ from: 'Published', to: 'Deleted', reason: 'named' }]);
    expect(dry.freed).toBeGreaterThan(100);
    expect(at.writesSince()).toEqual([]);
    await run(at, { coordinates: ['npm:@acme/utils@1.0.0'], target: 'Archived' });
    expect(await statuses(at)).toEqual({ '1.0.0': 'Archived', '1.1.0': 'Published' });
    await run(at, { coordinates: ['npm:@acme/utils'], target: 'Published' });
    expect(await statuses(at)).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
    await run(at, { coordinates: ['npm:@acme/utils@1.0.0'], target: 'Deleted' });
    expect(await statuses(at)).toEqual({ '1.1.0': 'Published' });
    await expect(run(at, { coordinates: ['npm:@acme/nobody@1.0.0'] })).rejects.toMatchObject({ code: 'CA-FIND-002' });
    await expect(run(at, {})).rejects.toMatchObject({ code: 'CA-INPUT-001' });
  });
});

describe('rules', () => {
  test('keep what is tagged, promoted and newest; unlist first, delete after the grace period', async () => {
    const at = await filled(['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0']);
    await at.apply(await at.plan({ coordinates: ['npm:@acme/utils@1.2.0'] }));
    const retention = 'keep-newest: 1\nkeep-tagged: true\nkeep-promoted-to: [prod]\ngrace-period: 7d\n';
    const first = await run(at, { retention, target: 'Deleted' });
    expect(Object.fromEntries(first.plan.map(({ ref, to, reason }) => [ref.version, to ?? reason]))).toEqual({
      '1.0.0': 'tagged lts',
      '1.1.0': 'Unlisted',
      '1.2.0': 'promoted to prod',
      '1.3.0': 'Unlisted',
      '1.4.0': 'tagged latest',
    });
    expect(first.freed).toBe(0);
    const second = await run(at, { retention, target: 'Deleted' });
    expect(second.plan.filter(({ to }) => to !== undefined)).toEqual([]);
    const later = { ...at.host, clock: { ...at.host.clock, now: () => Date.now() + 8 * 86_400_000 } };
    const third = await run(at, { retention, target: 'Deleted' }, later as never);
    expect(third.outcomes.map((outcome) => [outcome.ref.version, outcome.kind]).sort()).toEqual([
      ['1.1.0', 'changed'],
      ['1.3.0', 'changed'],
    ]);
    expect(third.freed).toBe(third.plan.reduce((sum, { size }) => sum + size, 0));
    expect(Object.keys(await statuses(at)).sort()).toEqual(['1.0.0', '1.2.0', '1.4.0']);
  });

  test('young versions stay', async () => {
    const at = await filled(['1.0.0', '1.1.0']);
    const report = await run(at, { retention: 'keep-younger-than: 1d' });
    expect(report.plan.map(({ reason }) => reason)).toEqual(['young', 'young']);
  });

  test.each([
    ['', 'a mapping of rules is needed'],
    ['keep-newest: -1', 'whole number'],
    ['keep-younger-than: soon', 'a duration'],
    ['keep-tagged: maybe', 'true or false'],
    ['grace-period: 3d', 'at least one `keep-` rule'],
    ['keep-everything: true', 'is not a rule'],
    ['keep-newest: [', 'is not YAML'],
    ['a: &x 1\nkeep-newest: *x', 'is not'],
  ])('%j is refused', async (text, problem) => {
    await expect(readRetention(text)).rejects.toMatchObject({
      code: 'CA-INPUT-001',
      message: expect.stringContaining(problem),
    });
  });

  test('nothing tagged, promoted, young, newest or inside the rollback window is ever in the plan (property)', () => {
    let state = 42;
    const random = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const pick = <T>(...values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
    const now = 1_800_000_000_000;
    const day = 86_400_000;
    let retired = 0;
    for (let round = 0; round < 5000; round++) {
      const rules: RetentionRules = {
        keepNewest: pick(undefined, 0, 2),
        keepYoungerThan: pick(undefined, 10 * day),
        keepTagged: pick(true, false),
        keepPromotedTo: pick([], ['prod']),
        rollbackWindow: pick(undefined, 20 * day),
        gracePeriod: pick(0, 5 * day),
      };
      const facts: RetentionFacts = {
        ref: { ...utils, version: '1.0.0' },
        status: pick('Published', 'Unlisted', 'Archived', 'Unfinished', 'Disposed'),
        revision: 'r',
        publishedAt: pick(undefined, now - 3 * day, now - 30 * day),
        rank: pick(0, 1, 5),
        tags: pick([], ['latest']),
        promotedTo: rules.keepPromotedTo.length > 0 ? pick([], ['prod']) : [],
        movedAt: pick(undefined, now - 3 * day, now - 30 * day),
        hiddenAt: pick(undefined, now - 2 * day, now - 9 * day),
      };
      const target = pick('Unlisted', 'Archived', 'Disposed', 'Deleted');
      const { to } = decide(facts, rules, target, now);
      if (to === undefined) continue;
      retired++;
      expect(rules.keepTagged && facts.tags.length > 0).toBe(false);
      expect(facts.promotedTo).toEqual([]);
      expect(facts.rank < (rules.keepNewest ?? 0)).toBe(false);
      expect(
        rules.keepYoungerThan !== undefined &&
          (facts.publishedAt === undefined || now - facts.publishedAt < rules.keepYoungerThan),
      ).toBe(false);
      expect(
        rules.rollbackWindow !== undefined && facts.movedAt !== undefined && now - facts.movedAt < rules.rollbackWindow,
      ).toBe(false);
      if (to === 'Deleted' || to === 'Disposed') {
        expect(facts.status).not.toBe('Published');
        if (rules.gracePeriod > 0) expect(now - (facts.hiddenAt ?? now)).toBeGreaterThanOrEqual(rules.gracePeriod);
      }
    }
    expect(retired).toBeGreaterThan(300);
  });
});
