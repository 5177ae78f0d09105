import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { RegistryError } from '../../../../src/core/errors/registry-error.ts';
import { codeOf } from '../../../../src/core/model/outcome.ts';
import type { RepositoryWriter } from '../../../../src/core/operations/repository/repository-access.ts';
import { readRetention } from '../../../../src/core/operations/retire/retention.ts';
import { type RetireRequest, retire } from '../../../../src/core/operations/retire/retire.ts';
import { formatList, publishedFormats } from '../../../../src/formats/index.ts';
import { withShortWaits } from '../../../support/fast-clock.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { openWorld, sideOf, type World } from '../../../support/worlds/release-world.ts';

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
const DAY = 86_400_000;

async function filled(versions: readonly string[]): Promise<World> {
  world = await openWorld(folder());
  for (const version of versions) {
    const path = await writeNpmPackage(join(world.folder, `utils-${version}.tgz`), { name: '@acme/utils', version });
    await world.publish([path], { npmTag: version === '1.0.0' ? 'lts' : 'latest' });
  }
  return world;
}

const run = (at: World, more: Partial<RetireRequest>, host = withShortWaits(at.host)) =>
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
    // This machine alone may be wrong.
    const later = withShortWaits({ ...at.host, clock: { ...at.host.clock, now: () => Date.now() + 8 * DAY } });
    const early = await run(at, { retention, target: 'Deleted' }, later as never);
    expect(early.plan.filter(({ to }) => to !== undefined)).toEqual([]);
    at.local.clock.advance(8 * DAY);
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
    ['keep-tagged: maybe', '`true` or left out'],
    ['keep-tagged: false\nkeep-newest: 1', 'always kept'],
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
});

const planned = (report: { plan: readonly { ref: { version: string }; to?: string | undefined; reason: string }[] }) =>
  Object.fromEntries(report.plan.map(({ ref, to, reason }) => [ref.version, to ?? reason]));

const tagsOf = (at: World) => at.tags('staging', utils);
async function setTag(at: World, tag: string, version: string): Promise<void> {
  await publishedFormats.npm.publishing?.tags?.set(utils, tag, version, await at.target('npm', 'staging'));
}

/** The side of the run with something in front of a call. */
function interposed(at: World, change: Partial<RepositoryWriter>, writer: Partial<RepositoryWriter['writer']> = {}) {
  const side = at.write('staging');
  return { ...side, ...change, writer: { ...side.writer, ...writer } };
}
const runAt = (at: World, destination: RepositoryWriter, more: Partial<RetireRequest>) =>
  retire(
    { target: 'Unlisted', concurrency: 4, dryRun: false, journalPath, ...more },
    { host: withShortWaits(at.host), formats: formatList, destination },
  );

describe('tags', () => {
  test('what `latest` points at stays, whatever the rules say', async () => {
    const at = await filled(['1.0.0', '1.1.0', '2.0.0-beta.1']);
    await setTag(at, 'latest', '1.0.0');
    await setTag(at, 'lts', '1.0.0');
    const report = await run(at, { retention: 'keep-newest: 1', target: 'Archived' });
    expect(planned(report)).toEqual({
      '1.0.0': 'tagged lts, latest',
      '1.1.0': 'one of the newest 1',
      '2.0.0-beta.1': 'a prerelease newer than 1.1.0',
    });
    expect(report.outcomes).toEqual([]);
  });

  test('a mark of ours stands for no tag', async () => {
    const at = await filled(['1.0.0', '1.1.0', '1.2.0']);
    await setTag(at, 'latest', '1.1.0');
    await setTag(at, 'codeartifact-ci-keep-latest', '1.0.0');
    const report = await run(at, { retention: 'keep-newest: 1' });
    expect(planned(report)).toMatchObject({ '1.1.0': 'tagged latest' });
    expect(await statuses(at)).toMatchObject({ '1.1.0': 'Published', '1.2.0': 'Published' });
  });

  test('that cannot be read: the package stays whole, others do not wait for it', async () => {
    const at = await filled(['1.0.0', '1.1.0', '1.2.0']);
    for (const version of ['1.0.0', '1.1.0'])
      await at.publish([await writeNpmPackage(join(at.folder, `b-${version}.tgz`), { name: '@acme/b', version })]);
    for (const [code, exit] of [
      ['CA-AUTH-003', undefined],
      ['CA-NET-002', 'CA-NET-002'],
    ] as const) {
      const side = at.write('staging');
      const report = await runAt(
        at,
        interposed(at, {
          tags: async (place, ref) => {
            if (ref.name === 'utils') throw new RegistryError(code, 'no tags today');
            return side.tags?.(place, ref);
          },
        }),
        { retention: 'keep-newest: 1' },
      );
      expect(await statuses(at)).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published', '1.2.0': 'Published' });
      expect(report.warnings.join()).toContain('no tags today');
      expect(report.plan.find(({ ref }) => ref.name === 'b' && ref.version === '1.0.0')?.to ?? 'Unlisted').toBe(
        'Unlisted',
      );
      expect(codeOf(report.outcomes)).toBe(exit);
    }
    const b = { ...utils, name: 'b' };
    expect((await at.client.describePackageVersion(at.at('staging'), { ...b, version: '1.0.0' }))?.status).toBe(
      'Unlisted',
    );
  });

  test('named versions go though a tag points at them, and it is said', async () => {
    const at = await filled(['1.0.0', '1.1.0']);
    const report = await run(at, { coordinates: ['npm:@acme/utils@1.1.0'] });
    expect(report.outcomes).toMatchObject([{ kind: 'changed', to: 'Unlisted' }]);
    expect(report.warnings).toEqual([
      'the dist-tag `latest` points at npm:@acme/utils@1.1.0, which is Unlisted; `codeartifact-ci retire npm:@acme/utils@1.1.0 --target-status Published --domain my-org --domain-owner 111122223333 --repository staging` lists it again',
    ]);
  });
});

describe('what is installable', () => {
  test('hidden versions do not count, and the last one stays', async () => {
    const at = await filled(['1.0.0', '1.1.0', '1.2.0', '1.3.0']);
    await setTag(at, 'latest', '1.1.0');
    await run(at, { coordinates: ['npm:@acme/utils@1.2.0', 'npm:@acme/utils@1.3.0'] });
    await run(at, { retention: 'keep-newest: 2' });
    expect(await statuses(at)).toEqual({
      '1.0.0': 'Published',
      '1.1.0': 'Published',
      '1.2.0': 'Unlisted',
      '1.3.0': 'Unlisted',
    });
  });

  test('the last visible version of a package stays; generic versions have an age and no order', async () => {
    const at = await filled(['1.0.0']);
    const generic = { format: 'generic', namespace: 'acme', name: 'firmware' } as const;
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
      await writeFile(join(at.folder, `f-${version}.bin`), version);
      await at.publish([`f-${version}.bin`], { coordinate: `generic:acme/firmware@${version}` });
    }
    const found = async () => {
      const all: Record<string, string> = {};
      for await (const { version, status } of at.client.listPackageVersions(at.at('staging'), generic))
        all[version] = status;
      return all;
    };
    expect(await found()).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published', '1.2.0': 'Published' });
    for (const retention of ['keep-tagged: true', 'keep-newest: 1', 'keep-newest: 1\nkeep-tagged: true']) {
      const report = await run(at, { retention, coordinates: ['generic:acme/firmware'] });
      expect(report.outcomes).toEqual([]);
      expect(report.plan[0]?.reason).toMatch(/does not apply to generic packages/);
    }
    at.local.clock.advance(30 * DAY);
    await run(at, { retention: 'keep-younger-than: 1d', coordinates: ['generic:acme/firmware'], target: 'Archived' });
    expect(await found()).toEqual({ '1.0.0': 'Archived', '1.1.0': 'Archived', '1.2.0': 'Published' });
  });

  test('rules list nothing; a named version is Published again from either hidden status', async () => {
    const at = await filled(['1.0.0', '1.1.0', '1.2.0']);
    await expect(run(at, { retention: 'keep-newest: 1', target: 'Published' })).rejects.toMatchObject({
      code: 'CA-INPUT-001',
    });
    await run(at, { coordinates: ['npm:@acme/utils@1.0.0'] });
    await run(at, { coordinates: ['npm:@acme/utils@1.1.0'], target: 'Archived' });
    const report = await run(at, {
      coordinates: ['npm:@acme/utils@1.0.0', 'npm:@acme/utils@1.1.0'],
      target: 'Published',
    });
    expect(report.outcomes).toMatchObject([
      { kind: 'changed', from: 'Unlisted', to: 'Published' },
      { kind: 'changed', from: 'Archived', to: 'Published' },
    ]);
    expect(report.warnings).toEqual([]);
    await run(at, { coordinates: ['npm:@acme/utils@1.0.0'], target: 'Disposed' });
    const gone = await run(at, { coordinates: ['npm:@acme/utils@1.0.0'], target: 'Published' });
    expect(gone.outcomes).toMatchObject([{ kind: 'blocked', code: 'CA-CONFLICT-003' }]);
  });

  test('named versions narrow what the rules may take', async () => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    const report = await run(at, { retention: 'keep-newest: 1', coordinates: ['npm:@acme/utils@1.1.0'] });
    expect(planned(report)).toEqual({ '1.0.1': 'not named', '1.1.0': 'Unlisted', '1.2.0': 'one of the newest 1' });
  });
});

describe('between plan and write', () => {
  const retention = 'keep-newest: 1';

  test('a tag that moved onto a version: it is left', async () => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    let looks = 0;
    const side = at.write('staging');
    const report = await runAt(
      at,
      interposed(at, {
        tags: async (place, ref) => {
          if (++looks === 2) await setTag(at, 'stable', '1.0.1');
          return side.tags?.(place, ref);
        },
      }),
      { retention },
    );
    expect(report.outcomes).toMatchObject([
      { kind: 'skipped', ref: { version: '1.0.1' }, reason: 'kept, since by now: tagged stable' },
      { kind: 'changed', ref: { version: '1.1.0' } },
    ]);
    expect(codeOf(report.outcomes)).toBeUndefined();
    expect(await statuses(at)).toMatchObject({ '1.0.1': 'Published', '1.1.0': 'Unlisted' });
  });

  test('a version that became one of the newest: it is left', async () => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    await setTag(at, 'latest', '1.0.1');
    let looks = 0;
    const side = at.write('staging');
    const report = await runAt(
      at,
      interposed(at, {
        tags: async (place, ref) => {
          if (++looks === 2) await run(at, { coordinates: ['npm:@acme/utils@1.2.0'], journalPath: undefined });
          return side.tags?.(place, ref);
        },
      }),
      { retention },
    );
    expect(report.outcomes).toMatchObject([{ kind: 'skipped', reason: 'kept, since by now: one of the newest 1' }]);
    expect(await statuses(at)).toEqual({ '1.0.1': 'Published', '1.1.0': 'Published', '1.2.0': 'Unlisted' });
  });

  test('a tag that moved in the one window left: the version is listed again, and the run is red', async () => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    const { writer } = at.write('staging');
    let writes = 0;
    const report = await runAt(
      at,
      interposed(
        at,
        {},
        {
          updatePackageVersionsStatus: async (...given) => {
            if (++writes === 1) await setTag(at, 'stable', '1.0.1');
            return writer.updatePackageVersionsStatus(...given);
          },
        },
      ),
      { retention },
    );
    expect(report.outcomes).toMatchObject([
      { kind: 'conflict', code: 'CA-CONFLICT-002', ref: { version: '1.0.1' } },
      { kind: 'changed', ref: { version: '1.1.0' } },
    ]);
    expect(await statuses(at)).toMatchObject({ '1.0.1': 'Published', '1.1.0': 'Unlisted' });
    expect(await tagsOf(at)).toMatchObject({ stable: '1.0.1' });
  });

  test('of a large package the tags are read before each call', async () => {
    const at = await filled(['1.0.1']);
    const versions = Array.from({ length: 230 }, (_, index) => `0.${index}.0`);
    const side = at.write('staging');
    const hidden = new Set<string>();
    let stable = '9.9.9';
    const calls: string[] = [];
    const summaries = [...versions, '1.0.1'].map((version) => ({
      version,
      revision: 'r',
      origin: { type: 'INTERNAL', repository: 'staging' } as const,
    }));
    const report = await runAt(
      at,
      interposed(
        at,
        {
          tags: async () => {
            calls.push('tags');
            return { stable };
          },
          reader: {
            ...side.reader,
            async *listPackageVersions() {
              calls.push('list');
              for (const one of summaries) yield { ...one, status: hidden.has(one.version) ? 'Unlisted' : 'Published' };
            },
            listPackageVersionAssets: async () => ({ revision: 'r', assets: [] }),
          },
        },
        {
          updatePackageVersionsStatus: async (_at, _ref, { versions: given, target }) => {
            calls.push(`${given.length}`);
            for (const version of given) target === 'Published' ? hidden.delete(version) : hidden.add(version);
            stable = '0.150.0';
            return { successful: {}, failed: {} };
          },
        },
      ),
      { retention, coordinates: ['npm:@acme/utils'] },
    );
    const look = ['tags', 'list'];
    expect(calls).toEqual([...look, ...look, '100', 'tags', '99', 'tags', '30', ...look, ...look, 'list', 'tags']);
    expect(report.outcomes.filter(({ kind }) => kind !== 'changed')).toMatchObject([
      { kind: 'skipped', ref: { version: '0.150.0' }, reason: 'kept, since by now: tagged stable' },
    ]);
    expect(hidden.size).toBe(229);
  });

  test('a tag that a late answer did not show right after the write is seen later, and its version listed again', async () => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    const side = at.write('staging');
    let looks = 0;
    const report = await runAt(
      at,
      interposed(at, {
        // The answers of before: of the plan, before the write and right after it.
        tags: async (place, ref) => {
          const found = await side.tags?.(place, ref);
          if (++looks === 1) await setTag(at, 'stable', '1.0.1');
          return looks > 3
            ? found
            : Object.fromEntries(Object.entries(found ?? {}).filter(([tag]) => tag !== 'stable'));
        },
      }),
      { retention },
    );
    expect(report.outcomes).toMatchObject([
      {
        kind: 'conflict',
        reason: expect.stringMatching(/it became one to keep: tagged stable; it is Published again$/),
      },
      { kind: 'changed', ref: { version: '1.1.0' } },
    ]);
    expect(await statuses(at)).toMatchObject({ '1.0.1': 'Published', '1.1.0': 'Unlisted' });
  });

  test('what is not so at the end is no success: a status, a tag', async () => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    const side = at.write('staging');
    let looks = 0;
    const report = await runAt(
      at,
      interposed(at, {
        // Plan, before the write, after it, when answers can be late no more, end.
        tags: async (place, ref) => {
          if (++looks === 5) {
            await setTag(at, 'stable', '1.0.1');
            await run(at, {
              coordinates: ['npm:@acme/utils@1.1.0'],
              target: 'Published',
              journalPath: undefined,
            });
          }
          return side.tags?.(place, ref);
        },
        reader: {
          ...side.reader,
          listPackageVersions: (...given) => {
            lists++;
            return side.reader.listPackageVersions(...given);
          },
        },
      }),
      { retention },
    );
    expect(report.outcomes).toMatchObject([
      { kind: 'failed', code: 'CA-CONFLICT-002', reason: expect.stringContaining('`stable` points at') },
      { kind: 'changed' },
    ]);
    // The end describes one or two versions, and lists no package for them.
    expect(lists).toBe(4);
    const { writer } = side;
    const lying = await runAt(
      at,
      interposed(
        at,
        {},
        {
          updatePackageVersionsStatus: async () => ({ successful: {}, failed: {} }),
          disposePackageVersions: writer.disposePackageVersions,
        },
      ),
      { coordinates: ['npm:@acme/utils@1.2.0'] },
    );
    expect(lying.outcomes).toMatchObject([
      {
        kind: 'failed',
        code: 'CA-CONFLICT-002',
        reason: 'it was set to Unlisted, and is Published at the end of the run',
      },
    ]);
  });
  let lists = 0;
});

describe('where a version came from', () => {
  const withUpstream = {
    domains: [
      {
        name: 'my-org',
        owner: '111122223333',
        repositories: [{ name: 'store' }, { name: 'staging', upstreams: ['store'] }],
      },
    ],
  };

  test('what was retained from an upstream stays, unless asked for; a copy that the journal tells of goes', async () => {
    world = await openWorld(folder(), { setup: withUpstream });
    const at = world;
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
      const path = await writeNpmPackage(join(at.folder, `utils-${version}.tgz`), { name: '@acme/utils', version });
      await at.publish([path], { to: 'store' });
    }
    const revision = async (version: string) =>
      (await at.client.describePackageVersion(at.at('store'), { ...utils, version }))?.revision ?? '';
    await at.client.copyPackageVersions({
      domain: 'my-org',
      domainOwner: '111122223333',
      sourceRepository: 'store',
      destinationRepository: 'staging',
      package: utils,
      revisions: {
        '1.0.0': await revision('1.0.0'),
        '1.1.0': await revision('1.1.0'),
        '1.2.0': await revision('1.2.0'),
      },
    });
    const rules = { retention: 'keep-newest: 1', journalPath: undefined };
    const kept = await run(at, rules);
    expect(planned(kept)['1.0.0']).toContain('may be retained from an upstream');
    expect(kept.outcomes).toEqual([]);
    const asked = await run(at, { ...rules, includeFromUpstream: true, dryRun: true });
    expect(planned(asked)).toMatchObject({ '1.0.0': 'Unlisted', '1.1.0': 'Unlisted', '1.2.0': 'one of the newest 1' });
    const line = (more: object) => JSON.stringify({ run: 'r1', at: '2026-01-01T00:00:00.000Z', ...more });
    const record = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'staging' };
    const copy = {
      step: 1,
      action: 'copy',
      purls: ['1.0.0', '1.1.0'].map((version) => `pkg:npm/%40acme/utils@${version}`),
    };
    await writeFile(
      join(at.folder, journalPath),
      `${[
        line({ schema: 'codeartifact-ci/journal@1', kind: 'begin', verb: 'promote', ...record }),
        line({ kind: 'before', ...copy }),
        line({ kind: 'after', step: 1, action: 'copy', result: 'copied' }),
      ].join('\n')}\n`,
    );
    const told = await run(at, { retention: 'keep-newest: 1' });
    expect(told.outcomes).toMatchObject([{ kind: 'changed', ref: { version: '1.0.0' } }]);
  });

  test.each([
    [{ type: 'EXTERNAL', externalConnection: 'public:npmjs' }, 'public:npmjs'],
    [{ type: 'EXTERNAL' }, 'a public source'],
    [{ type: 'UNKNOWN' }, 'not known'],
    [undefined, 'not known'],
    [{ type: 'INTERNAL', repository: 'staging' }, undefined],
    [{ type: 'INTERNAL', repository: 'dev' }, undefined],
  ] as const)('origin %j', async (origin, words) => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    const side = at.write('staging');
    const destination = interposed(at, {
      reader: {
        ...side.reader,
        async *listPackageVersions(...given) {
          for await (const { origin: _, ...summary } of side.reader.listPackageVersions(...given))
            yield { ...summary, ...(origin ? { origin } : {}) };
        },
      },
    });
    const rules = { retention: 'keep-newest: 1', dryRun: true, journalPath: undefined } as const;
    const reason = planned(await runAt(at, destination, rules))['1.0.1'];
    if (words === undefined) expect(reason).toBe('Unlisted');
    else expect(reason).toContain(words);
    expect(planned(await runAt(at, destination, { ...rules, includeFromUpstream: true }))['1.0.1']).toBe('Unlisted');
  });

  test('what npm pulled through an upstream stays', async () => {
    world = await openWorld(folder(), { setup: withUpstream });
    const at = world;
    for (const version of ['1.0.0', '1.1.0', '1.2.0'])
      await at.publish([await writeNpmPackage(join(at.folder, `u-${version}.tgz`), { name: '@acme/utils', version })], {
        to: 'store',
      });
    const headers = { authorization: `Bearer ${(await at.token()).reveal()}` };
    const endpoint = await at.endpoint('npm', 'staging');
    const packument = (await (await fetch(`${endpoint}@acme%2futils`, { headers })).json()) as {
      versions: Record<string, { dist: { tarball: string } }>;
    };
    for (const { dist } of Object.values(packument.versions))
      expect((await fetch(dist.tarball, { headers })).status).toBe(200);
    expect(await statuses(at)).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published', '1.2.0': 'Published' });
    const report = await run(at, { retention: 'keep-newest: 1', target: 'Archived' });
    expect(report.outcomes).toEqual([]);
    await run(at, { retention: 'keep-newest: 1', target: 'Archived', includeFromUpstream: true });
    expect(await statuses(at)).toEqual({ '1.0.0': 'Archived', '1.1.0': 'Archived', '1.2.0': 'Published' });
  });

  test('in a repository without upstreams a promoted version counts as published there', async () => {
    const at = await filled(['1.0.0', '1.1.0', '1.2.0']);
    await at.apply(
      await at.plan({ coordinates: ['1.0.0', '1.1.0', '1.2.0'].map((version) => `npm:@acme/utils@${version}`) }),
    );
    const report = await retire(
      { target: 'Unlisted', concurrency: 4, dryRun: true, retention: 'keep-newest: 1' },
      { host: withShortWaits(at.host), formats: formatList, destination: at.write('prod') },
    );
    expect(Object.values(planned(report))).toContain('Unlisted');
  });
});

describe('the clock', () => {
  const rules = { retention: 'keep-younger-than: 1h', dryRun: true } as const;
  const hostAt = (at: World, now: () => number) => withShortWaits({ ...at.host, clock: { ...at.host.clock, now } });
  const changes = (report: { plan: readonly { to?: string | undefined }[] }) =>
    report.plan.filter(({ to }) => to).length;

  test.each([-400 * DAY, 0, 400 * DAY])('of the service counts, with this machine %d ms off', async (off) => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    const host = hostAt(at, () => Date.now() + off);
    expect(changes(await run(at, rules, host))).toBe(0);
    at.local.clock.advance(DAY);
    expect(changes(await run(at, rules, host))).toBe(2);
  });

  test('of this machine counts where the service tells none, less what it may be ahead', async () => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    const side = at.write('staging');
    const destination = { ...side, reader: { ...side.reader, serviceTime: () => undefined } };
    const changesIn = async (minutes: number) =>
      changes(
        await retire(
          { target: 'Unlisted', concurrency: 4, ...rules },
          { host: hostAt(at, () => Date.now() + minutes * 60_000), formats: formatList, destination },
        ),
      );
    expect([await changesIn(30), await changesIn(70), await changesIn(80)]).toEqual([0, 0, 2]);
  });
});

describe('an interrupted run', () => {
  test('is gone on with by the same command, and a hidden version of unknown date gets one', async () => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    const rules = { retention: 'keep-newest: 1\ngrace-period: 7d', target: 'Deleted' } as const;
    await run(at, rules);
    // As if it had been killed between the write and the line after it.
    const path = join(at.folder, journalPath);
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => !/"kind":"(after|end)"/.test(line));
    await writeFile(path, lines.join('\n'));
    expect(await statuses(at)).toEqual({ '1.0.1': 'Unlisted', '1.1.0': 'Unlisted', '1.2.0': 'Published' });
    const again = await run(at, rules);
    expect(again.outcomes).toEqual([]);
    expect(planned(again)['1.0.1']).toContain('counts from the first run that sees it');
    expect(planned(await run(at, rules))['1.0.1']).toContain('in its grace period');
    at.local.clock.advance(8 * DAY);
    const later = withShortWaits({ ...at.host, clock: { ...at.host.clock, now: () => Date.now() + 8 * DAY } });
    await run(at, rules, later as never);
    expect(await statuses(at)).toEqual({ '1.2.0': 'Published' });
  });

  test('after its write still looks whether a tag moved, and lists again', async () => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    const ending = new AbortController();
    const host = recordingHost({ folder: at.folder, interrupted: ending.signal });
    const lasting = at.write('staging');
    const side = sideOf(at, at.at('staging'), { host });
    const destination: RepositoryWriter = {
      ...side,
      finishing: lasting,
      writer: {
        ...side.writer,
        updatePackageVersionsStatus: async (...given) => {
          await setTag(at, 'stable', '1.0.1');
          const answer = await lasting.writer.updatePackageVersionsStatus(...given);
          ending.abort();
          return answer;
        },
      },
    };
    try {
      const report = await retire(
        { target: 'Unlisted', concurrency: 1, dryRun: false, journalPath, retention: 'keep-newest: 1' },
        { host, formats: formatList, destination },
      );
      expect(report.outcomes).toMatchObject([
        { kind: 'conflict', code: 'CA-CONFLICT-002', ref: { version: '1.0.1' } },
        { kind: 'changed', ref: { version: '1.1.0' } },
      ]);
      expect(await statuses(at)).toMatchObject({ '1.0.1': 'Published', '1.1.0': 'Unlisted' });
    } finally {
      host.close();
    }
  });

  test('before its write it changes nothing', async () => {
    const at = await filled(['1.0.1', '1.1.0', '1.2.0']);
    const ending = new AbortController();
    const side = at.write('staging');
    let looks = 0;
    const report = await retire(
      { target: 'Unlisted', concurrency: 1, dryRun: false, journalPath, retention: 'keep-newest: 1' },
      {
        host: { ...at.host, interrupted: ending.signal },
        formats: formatList,
        destination: {
          ...side,
          tags: async (place, ref) => {
            if (++looks === 1) ending.abort();
            return side.tags?.(place, ref);
          },
        },
      },
    );
    expect(report.outcomes).toMatchObject([
      { kind: 'failed', code: 'CA-RUN-002' },
      { kind: 'failed', code: 'CA-RUN-002' },
    ]);
    expect(new Set(Object.values(await statuses(at)))).toEqual(new Set(['Published']));
  });
});
