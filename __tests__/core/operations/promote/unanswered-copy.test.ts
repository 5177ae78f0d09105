// A copy whose answer is lost, or whose refusal is none: no single late look decides that it did not happen, so that the
// tags that it took along go back, or the marks by which the next run sets them back stay.
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { RegistryError } from '../../../../src/core/errors/registry-error.ts';
import { marksOf, withoutMarks } from '../../../../src/core/operations/dist-tags/marks.ts';
import type { RepositoryWriter } from '../../../../src/core/operations/repository/repository-access.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import type { World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

jest.setTimeout(240_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();
const ui = { format: 'npm', namespace: 'acme', name: 'ui' } as const;
const journalPath = 'journal.jsonl';

/** prod has 1.0.0 as latest; staging has 1.1.0 as latest. */
async function opened(): Promise<World> {
  const at = await openWorld(folder());
  for (const version of ['1.0.0', '1.1.0']) {
    const path = join(at.folder, `${version}.tgz`);
    await at.publish([await writeNpmPackage(path, { name: '@acme/ui', version })]);
    if (version === '1.0.0') await at.apply(await keep(at, version));
  }
  return at;
}

const keep = (at: World, version = '1.1.0') =>
  at.plan({ coordinates: [`npm:@acme/ui@${version}`], distTags: ['keep'] });

/** What is left: tags, and whether a mark stands. */
async function left(at: World) {
  const tags = await at.tags('prod', ui);
  return { tags: withoutMarks(tags), marks: marksOf(tags).length };
}

/** The copy is not answered; it has its effect right before the look `effectAt`; so many looks answer as before it. */
function losing(at: World, { effectAt = 0, lateLooks = 0, more = {} as Partial<World['host']> } = {}) {
  const side = at.write('prod');
  let copy: (() => Promise<unknown>) | undefined;
  let looks = 0;
  const broken: RepositoryWriter = {
    ...side,
    writer: {
      ...side.writer,
      copyPackageVersions: async ({ beforeTry, ...request }) => {
        await beforeTry?.();
        copy = () => side.writer.copyPackageVersions(request);
        if (effectAt === 0) await copy();
        throw new RegistryError('CA-NET-003', 'the answer was lost');
      },
    },
    reader: {
      ...side.reader,
      describePackageVersion: async (place, ref) => {
        if (copy === undefined || ref.version !== '1.1.0') return side.reader.describePackageVersion(place, ref);
        if (++looks === effectAt) await copy();
        return looks <= lateLooks ? undefined : side.reader.describePackageVersion(place, ref);
      },
    },
  };
  return { side: broken, host: { ...at.host, ...more } };
}

describe('a copy that is not answered', () => {
  test.each([
    ['and that one look does not show', { lateLooks: 1 }],
    ['and that looks do not show for a while', { lateLooks: 4 }],
    ['and that has its effect a while later', { effectAt: 5 }],
  ])('%s: the tag that it took along goes back, and no mark is left', async (_words, late) => {
    const at = await opened();
    const report = await at.apply(await keep(at), { ...losing(at, late), journalPath });
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(['promoted']);
    expect(await left(at)).toEqual({ tags: { latest: '1.0.0' }, marks: 0 });
  });

  test('and that is looked at late after an interrupt: the same', async () => {
    const at = await opened();
    const stop = new AbortController();
    const { side, host } = losing(at, { lateLooks: 2, more: { interrupted: stop.signal } });
    const copy = side.writer.copyPackageVersions;
    const interrupting = {
      ...side,
      writer: {
        ...side.writer,
        copyPackageVersions: async (request: Parameters<typeof copy>[0]) => {
          stop.abort();
          return copy(request);
        },
      },
    };
    await at.apply(await keep(at), { side: interrupting, host, journalPath });
    expect(await left(at)).toEqual({ tags: { latest: '1.0.0' }, marks: 0 });
  });

  test('and cannot be looked at: its mark stays, the run says how to go on, and the same command sets the tag back', async () => {
    const at = await opened();
    const { side, host } = losing(at);
    let isBlind = false;
    const { copyPackageVersions } = side.writer;
    const blind: RepositoryWriter = {
      ...side,
      writer: {
        ...side.writer,
        copyPackageVersions: async (request) => {
          isBlind = true;
          return copyPackageVersions(request);
        },
      },
      reader: {
        ...side.reader,
        describePackageVersion: async (...given) => {
          if (isBlind) throw new RegistryError('CA-NET-003', 'nothing can be read');
          return side.reader.describePackageVersion(...given);
        },
      },
    };
    const report = await at.apply(await keep(at), { side: blind, host, journalPath });
    expect(report.outcomes).toEqual([
      expect.objectContaining({ kind: 'failed', reason: expect.stringContaining('run the same command again') }),
    ]);
    expect(await left(at)).toEqual({ tags: { latest: '1.1.0' }, marks: 1 });
    const again = await at.apply(await keep(at), { journalPath });
    expect(again.outcomes.map(({ kind }) => kind)).toEqual(['unchanged']);
    expect(await left(at)).toEqual({ tags: { latest: '1.0.0' }, marks: 0 });
  });

  test('and did not happen: it is said when no answer can be late any more, and no mark is left', async () => {
    const at = await opened();
    const { side, host } = losing(at);
    const nothing: RepositoryWriter = {
      ...side,
      writer: {
        ...side.writer,
        copyPackageVersions: async ({ beforeTry }) => {
          await beforeTry?.();
          throw new RegistryError('CA-NET-002', 'not available');
        },
      },
    };
    const report = await at.apply(await keep(at), { side: nothing, host, journalPath });
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(['failed']);
    expect(await left(at)).toEqual({ tags: { latest: '1.0.0' }, marks: 0 });
  });
});

test('a copy that was refused is looked at once', async () => {
  const at = await opened();
  const { side, host } = losing(at);
  let looks = -1;
  const refused: RepositoryWriter = {
    ...side,
    writer: {
      ...side.writer,
      copyPackageVersions: async ({ beforeTry }) => {
        await beforeTry?.();
        looks = 0;
        throw new RegistryError('CA-AUTH-003', 'not allowed');
      },
    },
    reader: {
      ...side.reader,
      describePackageVersion: async (...given) => {
        if (looks >= 0) looks++;
        return side.reader.describePackageVersion(...given);
      },
    },
  };
  await at.apply(await keep(at), { side: refused, host, journalPath });
  expect(looks).toBe(1);
  expect(await left(at)).toEqual({ tags: { latest: '1.0.0' }, marks: 0 });
});
