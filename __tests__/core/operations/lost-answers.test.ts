// The answer to a write of a dist-tag is lost, or a read comes late: the run knows what it did, and says nothing that is
// not so.
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import type { Journal } from '../../../src/core/documents/journal.ts';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import type { Outcome } from '../../../src/core/model/outcome.ts';
import { stagingMark } from '../../../src/core/operations/dist-tags/marks.ts';
import { planPromotion } from '../../../src/core/operations/promote/plan.ts';
import { type UploadWish, uploadVersion } from '../../../src/core/operations/publish/upload-version.ts';
import { type RepositoryReader, writeTarget } from '../../../src/core/operations/repository/repository-access.ts';
import { rollback } from '../../../src/core/operations/rollback/rollback.ts';
import type { RollbackRequest } from '../../../src/core/operations/rollback/undo/request.ts';
import type { CodeArtifactReader } from '../../../src/core/ports/code-artifact.ts';
import { formatList } from '../../../src/formats/index.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { writeNpmPackage } from '../../support/packages/npm-package.ts';
import { ACCOUNT, DOMAIN } from '../../support/servers/local-registry.ts';
import { sideOf, type World } from '../../support/worlds/release-world.ts';
import { openTwoDomains, THERE } from '../../support/worlds/two-domains.ts';
import { worldsOfTests } from '../../support/worlds/worlds-of-tests.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();
const journalPath = 'journal.jsonl';
const ui = { format: 'npm', namespace: 'acme', name: 'ui' } as const;

const kinds = (outcomes: readonly Outcome[]) => outcomes.map(({ kind }) => kind);
const publish = async (at: World, version: string, name = 'ui', more: Record<string, unknown> = {}) =>
  at.publish(
    [await writeNpmPackage(join(at.folder, `${name}-${version}.tgz`), { name: `@acme/${name}`, version, ...more })],
    { journalPath },
  );
const status = async (at: World, version: string, repository = 'prod') =>
  (await at.client.describePackageVersion(at.at(repository), { ...ui, version }))?.status;

const undo = (at: World, runId: string, direction: RollbackRequest['direction'] = 'rollback', repository = 'prod') =>
  rollback(
    { direction, runId, journalPath, target: 'Unlisted', concurrency: 4, dryRun: false },
    { host: at.host, formats: formatList, destination: sideOf(at, at.at(repository)) },
  );

/** The answer to the next write of a tag is lost. */
const lose = (at: World, skip = 0) =>
  at.local.faults.add([{ kind: 'lose-response', operation: 'npm:PUT', path: '*/dist-tags/latest', count: 1, skip }]);
const lost = (at: World) => at.local.faults.list().map(({ applied }) => applied);

/** prod and staging have 1.0.0 as latest. */
async function opened(): Promise<World> {
  const at = await openWorld(folder());
  await publish(at, '1.0.0');
  await at.apply(await at.plan({ coordinates: ['npm:@acme/ui@1.0.0'], distTags: ['copy'] }));
  return at;
}

describe('a tag whose write had its effect, and whose answer was lost,', () => {
  test('is of the promotion that moved it: a rollback takes it back', async () => {
    const at = await opened();
    await publish(at, '1.1.0');
    await at.apply(await at.plan({ coordinates: ['npm:@acme/ui@1.1.0'], distTags: ['keep'] }));
    lose(at);
    const plan = await at.plan({ coordinates: ['npm:@acme/ui@1.1.0'], distTags: ['latest=1.1.0'] });
    const report = await at.apply(plan, { journalPath });
    expect([lost(at), kinds(report.outcomes)]).toEqual([[1], ['unchanged']]);
    expect(await at.tags('prod', ui)).toEqual({ latest: '1.1.0' });
    await undo(at, report.runId);
    expect(await at.tags('prod', ui)).toEqual({ latest: '1.0.0' });
  });

  test('is of the publication that moved it', async () => {
    const at = await opened();
    lose(at);
    const report = await publish(at, '1.1.0');
    expect([lost(at), kinds(report.outcomes)]).toEqual([[1], ['published']]);
    expect(kinds((await undo(at, report.runId, 'rollback', 'staging')).outcomes)).toEqual(['changed']);
    expect(await at.tags('staging', ui)).toEqual({ latest: '1.0.0' });
    expect(await status(at, '1.1.0', 'staging')).toBe('Unlisted');
  });

  test('by a rollback: whether it or somebody else moved it cannot be told, so a restore leaves it and says so', async () => {
    const at = await opened();
    await publish(at, '1.1.0');
    const { runId } = await at.apply(await at.plan({ coordinates: ['npm:@acme/ui@1.1.0'], distTags: ['copy'] }), {
      journalPath,
    });
    lose(at);
    expect(kinds((await undo(at, runId)).outcomes)).toEqual(['changed']);
    expect([lost(at), await at.tags('prod', ui)]).toEqual([[1], { latest: '1.0.0' }]);
    const { outcomes, warnings } = await undo(at, runId, 'restore');
    expect([kinds(outcomes), warnings]).toEqual([['changed'], [expect.stringMatching(/cannot be told.*promote/)]]);
    expect(await at.tags('prod', ui)).toEqual({ latest: '1.0.0' });
  });
});

test('a late answer about what a restore listed again does not take its tag away', async () => {
  const at = await opened();
  await publish(at, '1.1.0');
  const { runId } = await at.apply(await at.plan({ coordinates: ['npm:@acme/ui@1.1.0'], distTags: ['copy'] }), {
    journalPath,
  });
  await undo(at, runId);
  // What is read here is answered once more, after the version was listed again and its tag set.
  at.local.faults.add([{ kind: 'stale', operation: 'DescribePackageVersion', count: 1 }]);
  expect(await status(at, '1.1.0')).toBe('Unlisted');
  const report = await undo(at, runId, 'restore');
  expect(lost(at)).toEqual([1]);
  expect([kinds(report.outcomes), report.warnings]).toEqual([['changed'], []]);
  expect(await at.tags('prod', ui)).toEqual({ latest: '1.1.0' });
});

describe('one late look after a write without an answer decides nothing', () => {
  /** The answer to the upload is lost, and so many looks at its files after that show nothing yet. */
  async function uploaded(attempts: number, lateLooks: number) {
    const at = await opened();
    at.local.faults.add([{ kind: 'lose-response', operation: 'npm:PUT', path: '*ui', count: 1 }]);
    const side = sideOf(at, at.at('staging'));
    let looks = 0;
    const late = {
      ...side,
      attempts,
      reader: {
        ...side.reader,
        listPackageVersionAssets: async (...given: Parameters<CodeArtifactReader['listPackageVersionAssets']>) =>
          lost(at)[0] === 1 && given[1].version === '1.1.0' && looks++ < lateLooks
            ? undefined
            : side.reader.listPackageVersionAssets(...given),
      },
    };
    const path = await writeNpmPackage(join(at.folder, 'late.tgz'), { name: '@acme/ui', version: '1.1.0' });
    const report = await at.publish([path], { side: late, journalPath });
    return { lost: lost(at), kinds: kinds(report.outcomes), tags: await at.tags('staging', ui) };
  }

  test('the last try of an upload', async () => {
    expect(await uploaded(1, 2)).toEqual({ lost: [1], kinds: ['published'], tags: { latest: '1.1.0' } });
  });

  test('an upload whose next try is refused, since it is there', async () => {
    const at = await opened();
    const side = sideOf(at, at.at('staging'));
    const listed = await side.reader.listPackageVersionAssets(side.address, { ...ui, version: '1.0.0' });
    const artifacts = (listed?.assets ?? []).map(({ name, size, digests }) => ({ assetName: name, size, digests }));
    const answers = [
      { kind: 'uncertain', detail: 'the answer was lost' },
      { kind: 'exists', detail: 'it is there' },
    ];
    let looks = 0;
    const late = async (...given: Parameters<CodeArtifactReader['listPackageVersionAssets']>) =>
      looks++ < 2 ? undefined : side.reader.listPackageVersionAssets(...given);
    const end = await uploadVersion(
      {
        publication: { ...ui, version: '1.0.0', artifacts },
        missing: artifacts,
        present: [],
        publishing: { upload: async () => answers.shift() },
        before: null,
      } as unknown as UploadWish,
      {
        host: at.host,
        side: { ...side, reader: { ...side.reader, listPackageVersionAssets: late } },
        target: writeTarget(side),
        journal: { around: (_write: unknown, work: () => Promise<unknown>) => work() } as unknown as Journal,
      },
    );
    expect([answers.length, end]).toEqual([0, { kind: 'there', isOurs: true }]);
  });

  test('a change of status whose next try is refused, since it is done', async () => {
    const at = await opened();
    await publish(at, '1.1.0');
    const { runId } = await at.apply(await at.plan({ coordinates: ['npm:@acme/ui@1.1.0'], distTags: ['copy'] }), {
      journalPath,
    });
    at.local.faults.add([{ kind: 'lose-response', operation: 'UpdatePackageVersionsStatus', count: 1 }]);
    const side = sideOf(at, at.at('prod'));
    let isLate = true;
    const destination = {
      ...side,
      reader: {
        ...side.reader,
        describePackageVersion: async (...given: Parameters<CodeArtifactReader['describePackageVersion']>) => {
          const found = await side.reader.describePackageVersion(...given);
          if (lost(at)[0] !== 1 || !isLate || found?.status !== 'Unlisted') return found;
          isLate = false;
          return { ...found, status: 'Published' as const };
        },
      },
    };
    const report = await rollback(
      { direction: 'rollback', runId, journalPath, target: 'Unlisted', concurrency: 4, dryRun: false },
      { host: at.host, formats: formatList, destination },
    );
    expect([lost(at), isLate, kinds(report.outcomes)]).toEqual([[1], false, ['changed']]);
    expect(await status(at, '1.1.0')).toBe('Unlisted');
  });
});

describe('dependencies that were published a moment ago are included', () => {
  const late = (at: World, reader: (real: CodeArtifactReader) => Partial<CodeArtifactReader>): RepositoryReader => {
    const side = at.read('staging');
    return { ...side, reader: { ...side.reader, ...reader(side.reader) } };
  };
  const opened = async () => {
    const at = await openWorld(folder());
    await publish(at, '1.0.0', 'base');
    await publish(at, '1.0.0', 'ui', { manifest: { dependencies: { '@acme/base': '^1.0.0' } } });
    return at;
  };
  const items = async (at: World, source: RepositoryReader) => {
    const request = { includeFromUpstream: false, allowOverwrite: false, distTags: ['copy'], concurrency: 4 };
    const coordinates = ['npm:@acme/ui@1.0.0'];
    const plan = await planPromotion(
      { ...request, coordinates, includeDependencies: true },
      { host: at.host, formats: formatList, source, destination: at.read('prod') },
    );
    return [plan.items.map(({ purl, action }) => `${action} ${purl}`), plan.warnings];
  };
  const whole = [['copy pkg:npm/%40acme/base@1.0.0', 'copy pkg:npm/%40acme/ui@1.0.0'], []];

  test('when the dependencies of the version are told late', async () => {
    const at = await opened();
    let asked = 0;
    const source = late(at, (real) => ({
      listPackageVersionDependencies: async (...given) => {
        if (++asked <= 2) throw new RegistryError('CA-FIND-002', 'it is not there');
        return real.listPackageVersionDependencies(...given);
      },
    }));
    expect(await items(at, source)).toEqual(whole);
  });

  test('when the dependency is listed late', async () => {
    const at = await opened();
    let asked = 0;
    const source = late(at, (real) => ({
      async *listPackageVersions(...given) {
        if (given[1].name === 'base' && ++asked <= 2) return;
        yield* real.listPackageVersions(...given);
      },
    }));
    expect(await items(at, source)).toEqual(whole);
    expect(asked).toBeGreaterThan(2);
  });
});

describe('between domains', () => {
  const opened = async () => {
    const at = await openTwoDomains(folder());
    return { at, close: () => at.close() };
  };

  test('an asset that is listed and served late is asked for again', async () => {
    const { at, close } = await opened();
    try {
      await publish(at, '1.0.0');
      const plan = await at.planAcross({ coordinates: ['npm:@acme/ui@1.0.0'], distTags: ['copy'] });
      const side = sideOf(at, { domain: DOMAIN, domainOwner: ACCOUNT, repository: 'staging' });
      let asked = 0;
      const source: RepositoryReader = {
        ...side,
        reader: {
          ...side.reader,
          getPackageVersionAsset: async (...given) =>
            ++asked <= 2 ? undefined : side.reader.getPackageVersionAsset(...given),
        },
      };
      expect(kinds((await at.applyAcross(plan, { source })).outcomes)).toEqual(['promoted']);
      expect(asked).toBe(3);
    } finally {
      await close();
    }
  });

  test('the mark of a run that was cut off goes when another run sets its tag, and is told so', async () => {
    const { at, close } = await opened();
    try {
      await publish(at, '1.0.0');
      const wire = formatList.find(({ name }) => name === 'npm')?.publishing?.tags;
      const there = sideOf(at, THERE);
      await at.applyAcross(await at.planAcross({ coordinates: ['npm:@acme/ui@1.0.0'], distTags: ['copy'] }));
      await publish(at, '1.1.0');
      await at.applyAcross(await at.planAcross({ coordinates: ['npm:@acme/ui@1.1.0'], distTags: ['keep'] }));
      const began = new Date(Date.now() - 3_600_000).toISOString().replace(/[-:.]/g, '').toLowerCase();
      const mark = stagingMark(`${began}-abcdef`, 'latest', '1.1.0', '1.0.0');
      const read = async () => there.tags?.(there.address, ui);
      await wire?.set(ui, mark, '1.1.0', await writeTarget(there)(ui));
      expect(await read()).toEqual({ latest: '1.0.0', [mark]: '1.1.0' });
      const plan = await at.planAcross({ coordinates: ['npm:@acme/ui@1.1.0'], distTags: ['latest=1.1.0'] });
      expect(plan.warnings).toEqual([
        expect.stringMatching(/may not have come to pointing `latest` at it; this run does$/),
      ]);
      expect(kinds((await at.applyAcross(plan)).outcomes)).toEqual(['unchanged']);
      expect(await read()).toEqual({ latest: '1.1.0' });
    } finally {
      await close();
    }
  });
});
