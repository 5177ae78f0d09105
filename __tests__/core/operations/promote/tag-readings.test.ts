// When the tags are read, and what follows from one reading: before each try of a copy, before a tag is set back, and at
// the end, where every tag that the plan names is compared with it.
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { planLines } from '../../../../src/commands/report/reports.ts';
import type { Outcome } from '../../../../src/core/model/outcome.ts';
import { keepMark, marksOf } from '../../../../src/core/operations/dist-tags/marks.ts';
import { proveAgain } from '../../../../src/core/operations/promote/prove-again.ts';
import type { RepositoryWriter } from '../../../../src/core/operations/repository/repository-access.ts';
import { rollback } from '../../../../src/core/operations/rollback/rollback.ts';
import type { CodeArtifactWriter } from '../../../../src/core/ports/code-artifact.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { DOMAIN } from '../../../support/servers/local-registry.ts';
import type { World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

jest.setTimeout(240_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const ui = { format: 'npm', namespace: 'acme', name: 'ui' } as const;

async function publish(at: World, version: string, to = 'staging', npmTag?: string, name = 'ui'): Promise<void> {
  const path = join(at.folder, `${name}-${version}.tgz`);
  await at.publish([await writeNpmPackage(path, { name: `@acme/${name}`, version })], {
    to,
    ...(npmTag ? { npmTag } : {}),
  });
}

const tags = (at: World) => at.tags('prod', ui);
/** With the marks. */
const allTags = async (at: World) => (await at.write('prod').tags?.(at.at('prod'), ui)) ?? {};

const takenBack = (at: World, runId: string) =>
  rollback(
    { direction: 'rollback', journalPath: 'j.jsonl', runId, target: 'Unlisted', concurrency: 4, dryRun: false },
    { host: at.host, formats: formatList, destination: at.write('prod') },
  );

/** As another job does it. */
async function point(at: World, tag: string, version: string, repository = 'prod'): Promise<void> {
  const wire = formatList.find(({ name }) => name === 'npm')?.publishing?.tags;
  await wire?.set(ui, tag, version, await at.target('npm', repository));
}

async function unpoint(at: World, tag: string, repository = 'prod'): Promise<void> {
  const wire = formatList.find(({ name }) => name === 'npm')?.publishing?.tags;
  await wire?.remove(ui, tag, await at.target('npm', repository));
}

const plan = (at: World, version: string, distTags = ['copy']) =>
  at.plan({ coordinates: [`npm:@acme/ui@${version}`], distTags });

const kinds = (outcomes: readonly Outcome[]) => outcomes.map(({ kind }) => kind);
const reasons = (outcomes: readonly Outcome[]) => outcomes.map(({ reason }) => reason ?? '');

type Copy = CodeArtifactWriter['copyPackageVersions'];

/** A side of which each copy is done by `copy`. */
function copying(at: World, copy: (real: Copy) => Copy): RepositoryWriter {
  const side = at.write('prod');
  return { ...side, writer: { ...side.writer, copyPackageVersions: copy(side.writer.copyPackageVersions) } };
}

/** Does `work` right before the tags are looked at for that try of a copy. */
const atTry =
  (turn: number, work: () => Promise<void>): ((real: Copy) => Copy) =>
  (real) => {
    let tries = 0;
    return (request) =>
      real({
        ...request,
        beforeTry: async () => {
          if (++tries === turn) await work();
          await request.beforeTry?.();
        },
      });
  };

const onceCopied =
  (work: () => Promise<void>): ((real: Copy) => Copy) =>
  (real) => {
    let copies = 0;
    return async (request) => {
      const answer = await real(request);
      if (++copies === 1) await work();
      return answer;
    };
  };

/** prod has 1.0.0 as latest and 3.0.0 as `hot`; staging has 2.0.0. */
async function threeReleases(at: World): Promise<void> {
  await publish(at, '1.0.0');
  await at.apply(await plan(at, '1.0.0'));
  await publish(at, '3.0.0', 'prod', 'hot');
  await publish(at, '2.0.0');
}

describe('a copy that is tried again', () => {
  test('does not overwrite what another job has set meanwhile', async () => {
    const at = await openWorld(folder());
    await threeReleases(at);
    const made = await plan(at, '2.0.0');
    at.local.faults.add([{ kind: 'throttle', operation: 'CopyPackageVersions', count: 3 }]);
    const side = copying(
      at,
      atTry(3, () => point(at, 'latest', '3.0.0')),
    );
    const report = await at.apply(made, { side });
    expect(kinds(report.outcomes)).toEqual(['conflict']);
    expect(reasons(report.outcomes)[0]).toMatch(/`latest` was moved by somebody else to 3\.0\.0 and was left/);
    expect(await tags(at)).toEqual({ latest: '3.0.0', hot: '3.0.0' });
    expect(await at.client.describePackageVersion(at.at('prod'), { ...ui, version: '2.0.0' })).toBeUndefined();
  });

  test('goes on where nobody moved anything, with one reading more for each repetition', async () => {
    const at = await openWorld(folder());
    await threeReleases(at);
    const made = await plan(at, '2.0.0');
    at.local.faults.add([{ kind: 'throttle', operation: 'CopyPackageVersions', count: 2 }]);
    let readings = 0;
    let tries = 0;
    const counted: number[] = [];
    const real = copying(
      at,
      (copy) => (request) =>
        copy({
          ...request,
          beforeTry: async () => {
            const until = readings;
            await request.beforeTry?.();
            if (++tries > 1) counted.push(readings - until);
          },
        }),
    );
    const side: RepositoryWriter = {
      ...real,
      tags: async (...given) => {
        readings++;
        return real.tags?.(...given);
      },
    };
    const report = await at.apply(made, { side });
    expect(kinds(report.outcomes)).toEqual(['promoted']);
    expect(counted).toEqual([1, 1]);
    expect(await tags(at)).toEqual({ latest: '2.0.0', hot: '3.0.0' });
  });

  test('after its answer was lost takes what it has brought for its own', async () => {
    const at = await openWorld(folder());
    await threeReleases(at);
    await point(at, 'latest', '3.0.0');
    const made = await plan(at, '2.0.0');
    at.local.faults.add([{ kind: 'lose-response', operation: 'CopyPackageVersions', count: 1 }]);
    const report = await at.apply(made);
    expect(kinds(report.outcomes)).toEqual(['promoted']);
    expect(await tags(at)).toEqual({ latest: '3.0.0', hot: '3.0.0' });
  });

  test('and one that waited for what is stored before it look again at first', async () => {
    const at = await openWorld(folder());
    await threeReleases(at);
    const made = await plan(at, '2.0.0');
    const side = copying(at, (real) => async (request) => {
      // Its turn comes late.
      await new Promise((done) => setTimeout(done, 300));
      await point(at, 'latest', '3.0.0');
      return real(request);
    });
    const report = await at.apply(made, { side });
    expect(kinds(report.outcomes)).toEqual(['conflict']);
    expect(await tags(at)).toEqual({ latest: '3.0.0', hot: '3.0.0' });
  });
});

test('a later batch of a package that carries a tag looks again', async () => {
  const at = await openWorld(folder());
  await publish(at, '0.9.0', 'prod');
  await publish(at, '3.0.0', 'prod', 'hot');
  const versions = Array.from({ length: 100 }, (_, index) => `1.0.${index}`);
  await at.publish(
    await Promise.all(
      versions.map((version) => writeNpmPackage(join(at.folder, `ui-${version}.tgz`), { name: '@acme/ui', version })),
    ),
    { npmTag: 'old' },
  );
  await publish(at, '2.0.0', 'staging', 'latest');
  await point(at, 'latest', '2.0.0', 'staging');
  const made = await at.plan({
    coordinates: [...versions, '2.0.0'].map((version) => `npm:@acme/ui@${version}`),
    distTags: ['copy'],
  });
  const side = copying(
    at,
    onceCopied(() => point(at, 'latest', '3.0.0')),
  );
  const report = await at.apply(made, { side });
  expect(report.outcomes.filter(({ kind }) => kind === 'conflict').map(({ ref }) => ref.version)).toEqual(['2.0.0']);
  expect((await tags(at)).latest).toBe('3.0.0');
});

describe('a tag that the plan leaves where it is', () => {
  test('is compared at the end, and once more in the last look', async () => {
    const at = await openWorld(folder());
    await publish(at, '1.0.0');
    await publish(at, '2.0.0');
    await at.apply(await at.plan({ coordinates: ['npm:@acme/ui@1.0.0', 'npm:@acme/ui@2.0.0'], distTags: ['copy'] }));
    await publish(at, '1.0.0', 'staging', undefined, 'b');
    const made = await at.plan({ coordinates: ['npm:@acme/ui@2.0.0', 'npm:@acme/b@1.0.0'], distTags: ['copy'] });
    const side = copying(
      at,
      onceCopied(async () => {
        await point(at, 'latest', '1.0.0');
        // Long enough for what was read before to be read again.
        await new Promise((done) => setTimeout(done, 700));
      }),
    );
    const report = await at.apply(made, { side });
    const ended = report.outcomes.find(({ ref }) => ref.name === 'ui');
    expect(ended).toMatchObject({ kind: 'conflict', code: 'CA-CONFLICT-002' });
    expect(ended?.reason).toMatch(
      /moved by somebody else to 1\.0\.0 and was left, where the plan leaves it at 2\.0\.0/,
    );
    expect(await tags(at)).toEqual({ latest: '1.0.0' });
    // As it was, and then moved after the end.
    await point(at, 'latest', '2.0.0');
    const green = await at.apply(await plan(at, '2.0.0'));
    expect(kinds(green.outcomes)).toEqual(['unchanged']);
    await point(at, 'latest', '1.0.0');
    const last = await proveAgain(green, { host: at.host, formats: formatList, side: at.write('prod') });
    expect(kinds(last)).toEqual(['conflict']);
  });

  test.each([1, 2, 3, 4, 5, 6])('one late answer (reading %i) does not move it back', async (turn) => {
    const at = await openWorld(folder());
    await publish(at, '1.9.0', 'prod');
    await publish(at, '2.0.0', 'prod');
    await publish(at, '1.0.1');
    const made = await plan(at, '1.0.1');
    expect(made.tags).toMatchObject([{ wanted: { latest: '2.0.0' } }]);
    const real = at.write('prod');
    let readings = 0;
    const side: RepositoryWriter = {
      ...real,
      tags: async (...given) => (++readings === turn ? { latest: '1.9.0' } : real.tags?.(...given)),
    };
    const report = await at.apply(made, { side });
    expect(kinds(report.outcomes)).toEqual(['promoted']);
    expect(await tags(at)).toEqual({ latest: '2.0.0' });
  });

  test('and that somebody has moved before the copy keeps it from being made', async () => {
    const at = await openWorld(folder());
    await publish(at, '1.9.0', 'prod');
    await publish(at, '2.0.0', 'prod');
    await publish(at, '1.0.1');
    const made = await plan(at, '1.0.1');
    await point(at, 'latest', '1.9.0');
    const report = await at.apply(made, { plannedAt: at.host.clock.monotonic() }).catch((error) => error);
    expect(report.message ?? reasons(report.outcomes)[0]).toMatch(/latest.* 1\.9\.0/);
    expect(await tags(at)).toEqual({ latest: '1.9.0' });
    expect(await at.client.describePackageVersion(at.at('prod'), { ...ui, version: '1.0.1' })).toBeUndefined();
  });
});

describe('a tag that another run decided about when the copy had taken it along', () => {
  test('is not set back, by a plain promotion of the same version', async () => {
    const at = await openWorld(folder());
    await publish(at, '1.0.0');
    await at.apply(await plan(at, '1.0.0'));
    await publish(at, '2.0.0');
    const keeping = await plan(at, '2.0.0', ['next=2.0.0']);
    let other: readonly Outcome[] = [];
    const side = copying(
      at,
      onceCopied(async () => {
        other = (await at.apply(await plan(at, '2.0.0'))).outcomes;
      }),
    );
    const report = await at.apply(keeping, { side });
    expect(kinds(other)).toEqual(['unchanged']);
    expect(await tags(at)).toEqual({ latest: '2.0.0', next: '2.0.0' });
    expect(kinds(report.outcomes)).toEqual(['conflict']);
    expect(reasons(report.outcomes)[0]).toContain('moved by somebody else to 2.0.0');
  });

  test('is not set back, by the command that decides', async () => {
    const at = await openWorld(folder());
    await publish(at, '2.0.0', 'prod');
    await publish(at, '1.0.1');
    const hotfix = await plan(at, '1.0.1');
    let other: readonly Outcome[] = [];
    const side = copying(
      at,
      onceCopied(async () => {
        other = (await at.apply(await plan(at, '1.0.1', ['latest=1.0.1']))).outcomes;
      }),
    );
    const report = await at.apply(hotfix, { side });
    expect(kinds(other)).toEqual(['unchanged']);
    expect(await tags(at)).toEqual({ latest: '1.0.1' });
    expect(kinds(report.outcomes)).toEqual(['conflict']);
  });

  test('is set back where only this run is at work, and no mark stays', async () => {
    const at = await openWorld(folder());
    await publish(at, '2.0.0', 'prod');
    await publish(at, '1.0.1');
    expect(kinds((await at.apply(await plan(at, '1.0.1'))).outcomes)).toEqual(['promoted']);
    expect(await tags(at)).toEqual({ latest: '2.0.0' });
  });
});

describe('a tag that moves in the source after the plan was made', () => {
  /** prod has 1.0.0 as latest; staging has 1.1.0 and, as latest, 1.2.0. */
  const twoAhead = async (at: World) => {
    await publish(at, '1.0.0');
    await at.apply(await plan(at, '1.0.0'));
    await publish(at, '1.1.0');
    await publish(at, '1.2.0');
  };

  test('comes along where the destination has none of that name, and stays for whom counts on it', async () => {
    const at = await openWorld(folder());
    await publish(at, '1.0.0');
    await at.apply(await plan(at, '1.0.0'));
    await publish(at, '1.1.0');
    const made = await plan(at, '1.1.0');
    await point(at, 'beta', '1.1.0', 'staging');
    let other: readonly Outcome[] = [];
    const side = copying(
      at,
      onceCopied(async () => {
        other = (await at.apply(await plan(at, '1.1.0'))).outcomes;
      }),
    );
    const report = await at.apply(made, { side });
    expect(kinds(other)).toEqual(['unchanged']);
    expect(kinds(report.outcomes)).toEqual(['promoted']);
    expect(await tags(at)).toEqual({ latest: '1.1.0', beta: '1.1.0' });
    expect(report.warnings).toContainEqual(expect.stringContaining('`beta` was pointed at 1.1.0 in the source'));
  });

  test('goes with the version when that is rolled back', async () => {
    const at = await openWorld(folder());
    await twoAhead(at);
    const made = await plan(at, '1.1.0');
    await point(at, 'beta', '1.1.0', 'staging');
    const report = await at.apply(made, { journalPath: 'j.jsonl' });
    expect(await tags(at)).toEqual({ latest: '1.0.0', beta: '1.1.0' });
    const undone = await takenBack(at, report.runId);
    expect(kinds(undone.outcomes)).toEqual(['changed']);
    expect(await tags(at)).toEqual({ latest: '1.0.0' });
  });

  test.each([
    ['while the copy waits for its turn', 1, undefined],
    ['between two tries of the copy', 2, { kind: 'throttle' }],
    ['after a try without a clear answer', 2, { kind: 'error', status: 503 }],
  ] as const)('%s: is set back like any that the copy takes along', async (_, turn, fault) => {
    const at = await openWorld(folder());
    await twoAhead(at);
    const made = await plan(at, '1.1.0', ['keep']);
    if (fault) at.local.faults.add([{ ...fault, operation: 'CopyPackageVersions', count: 1 }]);
    let marks: readonly string[] = [];
    const side = copying(at, (real) => async (request) => {
      let tries = 0;
      return real({
        ...request,
        beforeTry: async () => {
          if (++tries === turn) {
            await new Promise((done) => setTimeout(done, 300));
            await point(at, 'latest', '1.1.0', 'staging');
          }
          await request.beforeTry?.();
          if (tries === turn) marks = marksOf(await allTags(at)).map(({ tag, version }) => `${tag} ${version}`);
        },
      });
    });
    const report = await at.apply(made, { side });
    expect(kinds(report.outcomes)).toEqual(['promoted']);
    expect(await allTags(at)).toEqual({ latest: '1.0.0' });
    // So that it is set back where the run ends here.
    expect(marks).toEqual(['latest 1.0.0']);
  });

  test('and that only the destination has on the version is not looked for in the source again and again', async () => {
    const at = await openWorld(folder());
    const file = (name: string) => join(at.folder, `${name}.tgz`);
    const packed = (name: string, version: string, more: Readonly<Record<string, unknown>>) =>
      writeNpmPackage(file(name), { name: '@acme/ui', version, manifest: more });
    await at.publish([await packed('theirs', '1.1.0', { description: 'theirs' })], { to: 'prod' });
    await at.publish([await packed('ours', '1.1.0', {})]);
    await at.publish([await packed('next', '1.2.0', {})]);
    const made = await at.plan({ coordinates: ['npm:@acme/ui@1.1.0'], distTags: ['keep'], allowOverwrite: true });
    at.exchanges.splice(0);
    const report = await at.apply(made);
    expect([kinds(report.outcomes), await allTags(at)]).toEqual([['promoted'], { latest: '1.1.0' }]);
    const copied = at.exchanges.findIndex(({ target }) => target.startsWith('/v1/package/versions/copy'));
    const reads = at.exchanges.slice(0, copied).filter(({ target }) => /staging.*dist-tags/.test(target));
    expect(copied).toBeGreaterThan(0);
    expect(reads.length).toBeLessThanOrEqual(2);
  });

  test('while another reading waits for its turn: the source is read once more', async () => {
    const at = await openWorld(folder());
    await twoAhead(at);
    const made = await plan(at, '1.1.0', ['keep']);
    let isDue = false;
    const real = copying(
      at,
      atTry(1, async () => {
        await new Promise((done) => setTimeout(done, 300));
        isDue = true;
      }),
    );
    const side: RepositoryWriter = {
      ...real,
      tags: async (...given) => {
        if (isDue) {
          isDue = false;
          await new Promise((done) => setTimeout(done, 300));
          await point(at, 'latest', '1.1.0', 'staging');
        }
        return real.tags?.(...given);
      },
    };
    const report = await at.apply(made, { side });
    expect(isDue).toBe(false);
    expect(kinds(report.outcomes)).toEqual(['promoted']);
    expect(await allTags(at)).toEqual({ latest: '1.0.0' });
  });

  test('to another version: the destination is read after that was waited for', async () => {
    const at = await openWorld(folder());
    await publish(at, '1.0.0');
    await at.apply(await plan(at, '1.0.0'));
    await publish(at, '1.1.0');
    await point(at, 'next', '1.1.0', 'staging');
    const made = await plan(at, '1.1.0', ['keep']);
    const side = copying(
      at,
      atTry(1, async () => {
        await new Promise((done) => setTimeout(done, 300));
        await point(at, 'latest', '1.0.0', 'staging');
      }),
    );
    const report = await at.apply(made, { side });
    expect(kinds(report.outcomes)).toEqual(['promoted']);
    expect(await allTags(at)).toEqual({ latest: '1.0.0', next: '1.1.0' });
    const copy = at.exchanges.findLastIndex(({ target }) => target.startsWith('/v1/package/versions/copy'));
    const reading = at.exchanges.slice(0, copy).findLast(({ method }) => method === 'GET');
    expect(reading?.target).toContain('/prod/');
  });

  test.each([
    ['right before the copy', true],
    ['when the package is begun', false],
  ])('by a late answer only, %s: it is set back', async (_, isBegun) => {
    const at = await openWorld(folder());
    await publish(at, '2.0.0', 'prod');
    await publish(at, '0.9.0');
    await publish(at, '1.0.1');
    const made = await plan(at, '1.0.1');
    const side = copying(
      at,
      atTry(1, async () => {
        if (!isBegun) return;
        await new Promise((done) => setTimeout(done, 300));
        at.local.faults.add([{ kind: 'stale', operation: 'npm:GET', path: '*/staging/*', count: 1 }]);
      }),
    );
    if (!isBegun) at.local.faults.add([{ kind: 'stale', operation: 'npm:GET', path: '*/staging/*', count: 1 }]);
    const report = await at.apply(made, { side });
    expect(kinds(report.outcomes)).toEqual(['promoted']);
    expect(await allTags(at)).toEqual({ latest: '2.0.0' });
  });

  test('as `latest`, where nothing is and the plan says what people get instead: nothing is copied', async () => {
    const at = await openWorld(folder());
    await publish(at, '1.2.0', 'prod', 'hot');
    await publish(at, '1.1.0', 'staging', 'old');
    for (const repository of ['prod', 'staging']) await unpoint(at, 'latest', repository);
    const made = await plan(at, '1.1.0', ['keep']);
    expect(made.tags?.[0]?.newest).toEqual({ before: '1.2.0', after: '1.2.0' });
    await point(at, 'latest', '1.1.0', 'staging');
    const report = await at.apply(made);
    expect(kinds(report.outcomes)).toEqual(['conflict']);
    expect(reasons(report.outcomes)[0]).toContain('`latest` was moved to 1.1.0 in the source since the plan was made');
    expect(await allTags(at)).toEqual({ hot: '1.2.0' });
  });

  test('and is moved in the destination as well keeps the copy from being made', async () => {
    const at = await openWorld(folder());
    await twoAhead(at);
    await publish(at, '0.9.0', 'prod', 'old');
    const made = await plan(at, '1.1.0', ['keep']);
    const side = copying(
      at,
      atTry(1, async () => {
        await new Promise((done) => setTimeout(done, 300));
        await point(at, 'latest', '1.1.0', 'staging');
        await point(at, 'latest', '0.9.0');
      }),
    );
    const report = await at.apply(made, { side });
    expect(kinds(report.outcomes)).toEqual(['conflict']);
    expect(await allTags(at)).toEqual({ latest: '0.9.0', old: '0.9.0' });
  });
});

/** Who the local server takes a caller for, without looking at the signature. */
const ANYBODY =
  'AWS4-HMAC-SHA256 Credential=111122223333/20260101/us-east-1/codeartifact/aws4_request, SignedHeaders=host, Signature=0';

describe('a try of a copy', () => {
  test.each([
    ['and refused', { kind: 'throttle' }],
    ['without a clear answer', { kind: 'error', status: 503 }],
  ] as const)(
    '%s took nothing along, so that marks which others removed meanwhile are written again',
    async (_, fault) => {
      const at = await openWorld(folder());
      await publish(at, '1.0.0');
      await at.apply(await plan(at, '1.0.0'));
      await publish(at, '1.1.0');
      const made = await plan(at, '1.1.0', ['keep']);
      at.local.faults.add([{ ...fault, operation: 'CopyPackageVersions', count: 1 }]);
      // As a run does that decides about the tag.
      const side = copying(
        at,
        atTry(2, async () => {
          const marks = marksOf(await allTags(at)).map(({ name }) => name);
          expect(marks).toHaveLength(1);
          for (const mark of marks) await unpoint(at, mark);
        }),
      );
      const report = await at.apply(made, { side });
      expect(kinds(report.outcomes)).toEqual(['promoted']);
      expect(await allTags(at)).toEqual({ latest: '1.0.0' });
    },
  );

  test.each([
    [403, undefined],
    [402, 'ServiceQuotaExceededException'],
    [409, 'ConflictException'],
  ])(
    'answered with %i put nothing there: what somebody else put there just then is theirs, and so is its tag',
    async (status, code) => {
      const at = await openWorld(folder());
      await publish(at, '1.0.0');
      await at.apply(await plan(at, '1.0.0'));
      await publish(at, '1.1.0');
      const made = await plan(at, '1.1.0', ['keep']);
      const [item] = made.items;
      const side = copying(at, (real) => async (request) => {
        const { beforeTry } = request;
        return real({
          ...request,
          beforeTry: async () => {
            await beforeTry?.();
            const query = `domain=${DOMAIN}&source-repository=staging&destination-repository=prod&format=npm&namespace=acme&package=ui`;
            const copied = await fetch(`${at.url}/v1/package/versions/copy?${query}`, {
              method: 'POST',
              headers: { 'content-type': 'application/json', authorization: ANYBODY },
              body: JSON.stringify({ versions: ['1.1.0'] }),
            });
            expect(copied.status).toBe(200);
            const refusal = { kind: 'error' as const, status, ...(code ? { code } : {}) };
            at.local.faults.add([{ ...refusal, operation: 'CopyPackageVersions', count: 1 }]);
          },
        });
      });
      const report = await at.apply(made, { side, journalPath: 'j.jsonl' });
      expect(item?.action).toBe('copy');
      expect(await allTags(at)).toMatchObject({ latest: '1.1.0' });
      expect(kinds(report.outcomes)).toEqual(['conflict']);
      await takenBack(at, report.runId);
      expect((await at.client.describePackageVersion(at.at('prod'), { ...ui, version: '1.1.0' }))?.status).toBe(
        'Published',
      );
      expect(await allTags(at)).toEqual({ latest: '1.1.0' });
    },
  );
});

test('a tag that moves in the source from what one batch has copied to what the next one copies: that is not copied', async () => {
  const at = await openWorld(folder());
  await publish(at, '0.9.0', 'prod');
  const versions = Array.from({ length: 101 }, (_, index) => `1.0.${index}`);
  await at.publish(
    await Promise.all(
      versions.map((version) => writeNpmPackage(join(at.folder, `ui-${version}.tgz`), { name: '@acme/ui', version })),
    ),
    { npmTag: 'old' },
  );
  await point(at, 'latest', '1.0.3', 'staging');
  const made = await plan(at, '1.0.3', ['keep']);
  const all = await at.plan({ coordinates: versions.map((one) => `npm:@acme/ui@${one}`), distTags: ['keep'] });
  const last = all.items.at(-1)?.purl.split('@').at(-1) ?? '';
  const side = copying(
    at,
    onceCopied(async () => {
      await point(at, 'latest', last, 'staging');
      await new Promise((done) => setTimeout(done, 300));
    }),
  );
  const report = await at.apply(all, { side });
  expect(made.items).toHaveLength(1);
  expect(report.outcomes.filter(({ kind }) => kind !== 'promoted').map(({ ref }) => ref.version)).toContain(last);
  expect(reasons(report.outcomes.filter(({ kind }) => kind === 'conflict'))[0]).toContain(
    'in the source since the plan',
  );
  expect(await tags(at)).toMatchObject({ latest: '0.9.0' });
});

describe('a run that finished what another one had left, rolled back', () => {
  test.each([
    ['its copy takes the tag along and sets it back', 'keep', true],
    ['it moves the tag on', 'copy', true],
    ['its copy takes no tag along', 'keep', false],
  ])('%s: the tag goes where the other one was to set it', async (_, mode, isTakenAlong) => {
    const at = await openWorld(folder());
    await publish(at, '1.0.0');
    await at.apply(await plan(at, '1.0.0'));
    await publish(at, '1.1.0');
    await at.apply(await plan(at, '1.1.0', ['latest=1.1.0']));
    // As if a run had copied 1.1.0, and been killed before it set the tag back.
    const dead = `${new Date(at.host.clock.now() - 60_000).toISOString().replace(/[-:.]/g, '').toLowerCase()}-abcdef`;
    await point(at, keepMark(dead, 'latest', '1.1.0'), '1.0.0');
    await publish(at, '1.2.0');
    if (!isTakenAlong) await point(at, 'latest', '1.1.0', 'staging');
    const report = await at.apply(await plan(at, '1.2.0', [mode]), { journalPath: 'j.jsonl' });
    expect(kinds(report.outcomes)).toEqual(['promoted']);
    expect(await allTags(at)).toEqual({ latest: mode === 'copy' ? '1.2.0' : '1.0.0' });
    await takenBack(at, report.runId);
    expect(await allTags(at)).toEqual({ latest: '1.0.0' });
  });
});

test.each(['constructor', 'toString', 'hasOwnProperty'])(
  'a tag called like a member of every object (%s) is one like others',
  async (name) => {
    const at = await openWorld(folder());
    await publish(at, '1.0.0');
    await publish(at, '1.0.5');
    await point(at, name, '1.0.5', 'staging');
    await at.apply(await plan(at, '1.0.0'));
    await point(at, 'latest', '1.0.0');
    const made = await plan(at, '1.0.5');
    expect(made.tags).toMatchObject([{ wanted: { [name]: '1.0.5', latest: '1.0.5' } }]);
    expect(planLines(made).join('\n')).toMatch(new RegExp(`${name} +– +1\\.0\\.5 +1\\.0\\.5`));
    const report = await at.apply(made, { journalPath: 'j.jsonl' });
    expect(kinds(report.outcomes)).toEqual(['promoted']);
    expect(Object.entries(await tags(at)).sort()).toEqual(
      [
        [name, '1.0.5'],
        ['latest', '1.0.5'],
      ].sort(),
    );
    const undone = await takenBack(at, report.runId);
    expect(kinds(undone.outcomes)).toEqual(['changed']);
    expect(Object.entries(await tags(at))).toEqual([['latest', '1.0.0']]);
  },
);
