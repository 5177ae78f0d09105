// What a promotion refuses, adds and says, on the real registry.
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { documentText } from '../../../../src/core/documents/canonical.ts';
import { readPlan } from '../../../../src/core/documents/read.ts';
import type { VersionReference } from '../../../../src/core/model/package.ts';
import { planPromotion } from '../../../../src/core/operations/promote/plan.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { sampled } from '../../../support/lane.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { ACCOUNT, DOMAIN } from '../../../support/servers/local-registry.ts';
import { buildSet, clientOf, requireManifest, SETUP, type World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const opened = async (options?: Parameters<typeof openWorld>[1]) => {
  return openWorld(folder(), options);
};

async function npm(
  at: World,
  name: string,
  version: string,
  more: { to?: string; manifest?: Record<string, unknown>; text?: string; tag?: string } = {},
) {
  const { to, manifest = {}, text = '', tag } = more;
  const path = await writeNpmPackage(join(at.folder, `${name.replace('/', '-')}-${version}-${text}.tgz`), {
    name,
    version,
    manifest,
    files: { 'text.txt': text },
  });
  return at.publish([path], { ...(to === undefined ? {} : { to }), npmTag: tag });
}

const utils = (version: string): VersionReference => ({ format: 'npm', namespace: 'acme', name: 'utils', version });

describe('a plan', () => {
  test('says conflict for other bytes in the destination, and nothing of the set is copied', async () => {
    const at = await opened();
    await npm(at, '@acme/utils', '1.0.0');
    await npm(at, '@acme/other', '1.0.0');
    await npm(at, '@acme/utils', '1.0.0', { to: 'prod', text: 'other' });
    const plan = await at.plan({ coordinates: ['npm:@acme/utils@1.0.0', 'npm:@acme/other@1.0.0'] });
    expect(plan.items.map(({ purl, action, code }) => [purl, action, code]).sort()).toEqual([
      ['pkg:npm/%40acme/other@1.0.0', 'copy', undefined],
      ['pkg:npm/%40acme/utils@1.0.0', 'conflict', 'CA-CONFLICT-001'],
    ]);
    at.writesSince();
    const report = await at.apply(plan);
    expect(report.outcomes.map(({ kind }) => kind).sort()).toEqual(['blocked', 'conflict']);
    expect(at.writesSince()).toEqual([]);
    const overwriting = await at.apply(await at.plan({ coordinates: ['npm:@acme/utils@1.0.0'], allowOverwrite: true }));
    expect(overwriting.outcomes.map(({ kind }) => kind)).toEqual(['promoted']);
  });

  test('names a version the source lacks, and finds it upstream only when told to', async () => {
    const at = await opened({
      setup: {
        domains: [
          {
            name: DOMAIN,
            owner: ACCOUNT,
            repositories: [{ name: 'base' }, { name: 'staging', upstreams: ['base'] }, { name: 'prod' }],
          },
        ],
      },
    });
    await npm(at, '@acme/utils', '1.0.0', { to: 'base' });
    const coordinates = ['npm:@acme/utils@1.0.0'];
    expect((await at.plan({ coordinates })).items).toMatchObject([
      { action: 'blocked', code: 'CA-FIND-002', revision: '' },
    ]);
    const plan = await at.plan({ coordinates, includeFromUpstream: true });
    expect(plan.items).toMatchObject([{ action: 'copy', heldBy: 'base' }]);
    expect((await at.apply(plan)).outcomes.map(({ kind }) => kind)).toEqual(['promoted']);
  });

  test.each([['2.0.0'], ['1.1.0'], ['1.1.0 2.0.0']])(
    'foretells the dist-tags that a copy of %s brings',
    async (named) => {
      const repositories = [
        { name: 'base' },
        { name: 'team' },
        { name: 'staging', upstreams: ['base', 'team'] },
        { name: 'prod' },
      ];
      const at = await opened({ setup: { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories }] } });
      await npm(at, '@acme/utils', '1.1.0', { to: 'base' });
      // Each of the two is `latest` where it is held, and the source shows that of the first.
      await npm(at, '@acme/utils', '2.0.0', { to: 'team' });
      await npm(at, '@acme/utils', '1.0.0', { to: 'prod', tag: 'stable' });
      const versions = named.split(' ');
      const coordinates = versions.map((version) => `npm:@acme/utils@${version}`);
      const { tags } = await at.plan({ coordinates, includeFromUpstream: true });
      await at.local.registry.versions.copy({
        ...{ domain: DOMAIN, domainOwner: ACCOUNT, sourceRepository: 'staging', destinationRepository: 'prod' },
        ...{ package: { format: 'npm', namespace: 'acme', name: 'utils' }, versions, includeFromUpstream: true },
      });
      expect(await at.tags('prod', { format: 'npm', namespace: 'acme', name: 'utils' })).toEqual(tags[0]?.afterCopy);
    },
  );

  test('warns when the destination has the source as an upstream', async () => {
    const at = await opened({
      setup: {
        domains: [
          {
            name: DOMAIN,
            owner: ACCOUNT,
            repositories: [{ name: 'staging' }, { name: 'prod', upstreams: ['staging'] }],
          },
        ],
      },
    });
    await npm(at, '@acme/utils', '1.0.0');
    const { warnings } = await at.plan({ coordinates: ['npm:@acme/utils@1.0.0'] });
    expect(warnings).toContainEqual(expect.stringContaining('without being promoted'));
  });

  test('holds manifest versions to their digests', async () => {
    const at = await opened();
    const manifest = requireManifest((await npm(at, '@acme/utils', '1.0.0')).manifest);
    await at.client.deletePackageVersions(at.at('staging'), utils('1.0.0'), ['1.0.0']);
    await npm(at, '@acme/utils', '1.0.0', { text: 'rebuilt' });
    expect((await at.plan({ manifest })).items).toMatchObject([
      { action: 'conflict', code: 'CA-CONFLICT-002', reason: expect.stringContaining('package.tgz has other bytes') },
    ]);
  });

  test('names missing internal dependencies, adds them when told to, leaves those of others', async () => {
    const at = await opened();
    await npm(at, '@acme/base', '1.0.0');
    await npm(at, '@acme/base', '1.4.0');
    await npm(at, '@acme/base', '2.0.0');
    await npm(at, '@acme/middle', '1.0.0', {
      manifest: { dependencies: { '@acme/base': '^1.0.0', 'left-pad': '1.0.0' } },
    });
    await npm(at, '@acme/utils', '1.0.0', {
      manifest: { peerDependencies: { '@acme/middle': '1.x' }, devDependencies: { '@acme/base': '2.x' } },
    });
    const coordinates = ['npm:@acme/utils@1.0.0'];
    const alone = await at.plan({ coordinates });
    expect(alone.warnings).toEqual([expect.stringContaining('npm:@acme/utils@1.0.0 needs npm:@acme/middle 1.x')]);
    const plan = await at.plan({ coordinates, includeDependencies: true });
    expect(plan.items.map(({ purl, neededBy }) => [purl, neededBy])).toEqual([
      ['pkg:npm/%40acme/base@1.4.0', 'pkg:npm/%40acme/middle@1.0.0'],
      ['pkg:npm/%40acme/middle@1.0.0', 'pkg:npm/%40acme/utils@1.0.0'],
      ['pkg:npm/%40acme/utils@1.0.0', undefined],
    ]);
    expect(plan.warnings).toEqual([]);
    expect((await at.apply(plan)).outcomes.map(({ kind }) => kind)).toEqual(['promoted', 'promoted', 'promoted']);
    expect((await at.plan({ coordinates })).warnings).toEqual([]);
  });

  test('refuses one place as source and destination, bad tags, nothing to do', async () => {
    const at = await opened();
    await npm(at, '@acme/utils', '1.0.0');
    const coordinates = ['npm:@acme/utils@1.0.0'];
    await expect(at.plan({ coordinates }, 'staging', 'staging')).rejects.toMatchObject({ code: 'CA-INPUT-001' });
    await expect(at.plan({ coordinates, distTags: ['keep', 'copy', '=x'] })).rejects.toMatchObject({
      code: 'CA-INPUT-001',
    });
    await expect(at.plan({ coordinates, distTags: ['latest=9.9.9'] })).rejects.toMatchObject({ code: 'CA-INPUT-001' });
    await expect(at.plan({})).rejects.toMatchObject({ code: 'CA-INPUT-001' });
    await expect(at.plan({ coordinates }, 'staging', 'nowhere')).rejects.toMatchObject({ code: 'CA-FIND-001' });
  });

  test('writes nothing whatever it is asked, and cannot hold a writer', async () => {
    const at = await opened();
    const manifest = requireManifest((await at.publish([await buildSet(at.folder, '1.0.0')])).manifest);
    at.writesSince();
    for (const flags of Array.from({ length: 8 }, (_, bits) => bits)) {
      for (const distTags of [['keep'], ['copy'], ['latest=1.0.0']]) {
        await at.plan({
          manifest,
          distTags,
          includeDependencies: (flags & 1) > 0,
          includeFromUpstream: (flags & 2) > 0,
          allowOverwrite: (flags & 4) > 0,
        });
      }
    }
    expect(at.writesSince()).toEqual([]);
    const writer = clientOf(at);
    const source = { ...at.read('staging'), reader: writer };
    const ask = () =>
      planPromotion(
        {
          manifest,
          includeDependencies: false,
          includeFromUpstream: false,
          allowOverwrite: false,
          distTags: [],
          concurrency: 1,
        },
        // @ts-expect-error a client that can write does not fit where only reading is allowed
        { host: at.host, formats: [], source, destination: source },
      );
    expect(ask).toBeDefined();
    // @ts-expect-error the reading side has no way to write
    expect(() => at.read('prod').reader.copyPackageVersions({})).toThrow();
  });
});

describe('apply', () => {
  test('refuses when the source changed since the plan, for every format, destination untouched', async () => {
    const at = await opened();
    const manifest = requireManifest((await at.publish([await buildSet(at.folder, '1.0.0', { npm: 1 })])).manifest);
    for (const { purl } of manifest.versions) {
      const plan = await at.plan({ coordinates: [purl] });
      const item = plan.items[0];
      if (!item) throw new Error('no item');
      const [, format, ...rest] = /^pkg:([a-z]+)\/(?:([^@]+)\/)?([^@/]+)@(.+)$/.exec(purl) ?? [];
      const [namespace, name, version] = rest.map((part) =>
        part === undefined ? undefined : decodeURIComponent(part).replace(/^@/, ''),
      );
      const ref = { format, namespace, name } as VersionReference;
      await at.client.updatePackageVersionsStatus(at.at('staging'), ref, {
        versions: [version as string],
        target: 'Archived',
      });
      at.writesSince();
      await expect(at.apply(plan)).rejects.toMatchObject({ code: 'CA-CONFLICT-002' });
      expect(at.writesSince()).toEqual([]);
      expect(
        await at.client.describePackageVersion(at.at('prod'), { ...ref, version: version as string }),
      ).toBeUndefined();
    }
  });

  test('refuses a version replaced, a tag moved, a destination filled, a plan edited or approved under another hash', async () => {
    const at = await opened();
    await npm(at, '@acme/utils', '1.0.0');
    await npm(at, '@acme/utils', '1.1.0');
    await at.apply(await at.plan({ coordinates: ['npm:@acme/utils@1.0.0'], distTags: ['latest=1.0.0'] }));
    const plan = await at.plan({ coordinates: ['npm:@acme/utils@1.1.0'] });
    await expect(at.apply(plan, { approvedHash: 'f'.repeat(64) })).rejects.toMatchObject({ code: 'CA-CONFLICT-002' });
    expect(() => readPlan(documentText({ ...plan, allowOverwrite: true }), 'plan.json')).toThrow(
      /changed after it was made/,
    );
    expect(readPlan(documentText(plan), 'plan.json')).toEqual(plan);

    await npm(at, '@acme/utils', '1.1.0', { to: 'prod', text: 'somebody else', tag: 'theirs' });
    at.writesSince();
    await expect(at.apply(plan)).rejects.toThrow(/other bytes/);
    await at.client.deletePackageVersions(at.at('prod'), utils('1.1.0'), ['1.1.0']);

    await npm(at, '@acme/utils', '0.9.0', { to: 'prod', tag: 'latest' });
    at.writesSince();
    await expect(at.apply(plan)).rejects.toThrow(/the dist-tag latest points at 0.9.0/);
    expect(at.writesSince()).toEqual([]);
  });

  test('brings a tag that the source got after the plan was made, and says so', async () => {
    const at = await opened();
    await npm(at, '@acme/utils', '1.0.0');
    const plan = await at.plan({ coordinates: ['npm:@acme/utils@1.0.0'] });
    const { tags } = (await import('../../../../src/formats/index.ts')).publishedFormats.npm.publishing ?? {};
    await tags?.set(utils('1.0.0'), 'late', '1.0.0', await at.target('npm', 'staging'));
    const { warnings } = await at.apply(plan);
    expect(await at.tags('prod', utils('1.0.0'))).toEqual({ latest: '1.0.0', late: '1.0.0' });
    expect(warnings).toEqual([
      '@acme/utils: `late` was pointed at 1.0.0 in the source after the plan was made, and came along',
    ]);
  });

  test('puts a tag back even when the read after the copy is of before it', async () => {
    const at = await opened();
    await npm(at, '@acme/utils', '1.0.0');
    await at.apply(await at.plan({ coordinates: ['npm:@acme/utils@1.0.0'] }));
    await npm(at, '@acme/utils', '1.1.0');
    const plan = await at.plan({ coordinates: ['npm:@acme/utils@1.1.0'] });
    expect(plan.tags).toMatchObject([{ afterCopy: { latest: '1.1.0' }, wanted: { latest: '1.0.0' } }]);
    at.local.faults.add([{ kind: 'stale', operation: 'npm:GET' }]);
    await at.apply(plan);
    at.local.faults.clear();
    expect(await at.tags('prod', utils('1.1.0'))).toEqual({ latest: '1.0.0' });
  });

  const storms = [
    ['429 at five copies a second', [{ kind: 'throttle', operation: 'CopyPackageVersions', perSecond: 5 }]],
    ['latency', [{ kind: 'latency', ms: 20, jitterMs: 20 }]],
    [
      'lost answers of every third copy',
      [{ kind: 'lose-response', operation: 'CopyPackageVersions', probability: 0.34, seed: 7 }],
    ],
    ['resets before the effect', [{ kind: 'drop', probability: 0.1, seed: 3 }]],
    ['server errors', [{ kind: 'error', status: 503, probability: 0.1, seed: 5 }]],
    ['stale reads', [{ kind: 'stale', operation: 'ListPackageVersionAssets', probability: 0.3, seed: 9 }]],
  ] as const;
  test.each(sampled(storms, 3, 2))('ends well in spite of %s', async (_, faults) => {
    const at = await opened({ setup: SETUP });
    const manifest = requireManifest((await at.publish([await buildSet(at.folder, '1.0.0', { npm: 6 })])).manifest);
    at.local.faults.add(faults as never);
    const report = await at.apply(await at.plan({ manifest }), { concurrency: 8 });
    expect(report.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(
      report.outcomes.map(() => ['promoted', undefined]),
    );
    at.local.faults.clear();
    expect(await at.state('prod')).toEqual(await at.state('staging'));
  });
});
