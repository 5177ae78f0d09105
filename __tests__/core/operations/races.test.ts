// Two jobs at one repository, one of them at a chosen moment of the other's run: whatever ends green is so at the end,
// and nothing that the other did is undone. The registry is read by package managers' wire, not by what runs report.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import type { Outcome } from '../../../src/core/model/outcome.ts';
import type { PackageReference, VersionReference } from '../../../src/core/model/package.ts';
import { proveAgain } from '../../../src/core/operations/promote/prove-again.ts';
import { rollback } from '../../../src/core/operations/rollback/rollback.ts';
import type { RollbackRequest } from '../../../src/core/operations/rollback/undo/request.ts';
import type { CodeArtifactWriter } from '../../../src/core/ports/code-artifact.ts';
import type { HttpTransport } from '../../../src/core/ports/http.ts';
import { formatList } from '../../../src/formats/index.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { writeNpmPackage } from '../../support/packages/npm-package.ts';
import { buildWheel } from '../../support/packages/python-package.ts';
import { sideOf as interposed, type World } from '../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../support/worlds/worlds-of-tests.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const ui = { format: 'npm', namespace: 'acme', name: 'ui' } as const;

async function opened(): Promise<World> {
  return openWorld(folder());
}

const tarball = (at: World, version: string, name = 'ui') =>
  writeNpmPackage(join(at.folder, `${name}-${version}.tgz`), { name: `@acme/${name}`, version });

async function publish(at: World, version: string, more: { to?: string; name?: string; npmTag?: string } = {}) {
  const { to = 'staging', name = 'ui', npmTag } = more;
  return at.publish([await tarball(at, version, name)], { to, ...(npmTag ? { npmTag } : {}) });
}

const tags = async (at: World, repository = 'prod', ref: PackageReference = ui) => at.tags(repository, ref);

/** As another job does it: no reading before, no looking back. */
async function point(at: World, tag: string, version: string | null, repository = 'prod'): Promise<void> {
  const wire = formatList.find(({ name }) => name === 'npm')?.publishing?.tags;
  const target = await at.target('npm', repository);
  if (version === null) await wire?.remove(ui, tag, target);
  else await wire?.set(ui, tag, version, target);
}

const status = async (at: World, ref: VersionReference, repository = 'prod') =>
  (await at.client.describePackageVersion(at.at(repository), ref))?.status;

const v = (version: string): VersionReference => ({ ...ui, version });

const setStatus = (at: World, version: string, target: 'Unlisted' | 'Archived' | 'Published') =>
  at.client.updatePackageVersionsStatus(at.at('prod'), ui, { versions: [version], target });

const kinds = (outcomes: readonly Outcome[]) => outcomes.map(({ kind }) => kind);

type Copy = CodeArtifactWriter['copyPackageVersions'];

/** A side of which each copy is `around`ed. */
function copying(at: World, around: (send: () => ReturnType<Copy>, request: Parameters<Copy>[0]) => ReturnType<Copy>) {
  const real = at.write('prod').writer;
  const copyPackageVersions: Copy = (request) => around(() => real.copyPackageVersions(request), request);
  return interposed(at, at.at('prod'), { writer: { ...real, copyPackageVersions } });
}

const undo = (at: World, more: Partial<RollbackRequest> = {}, http?: HttpTransport) =>
  rollback(
    { direction: 'rollback', journalPath: 'a.jsonl', target: 'Unlisted', concurrency: 4, dryRun: false, ...more },
    {
      host: at.host,
      formats: formatList,
      destination: interposed(at, at.at('prod'), http ? { http } : {}),
    },
  );

/** prod has 1.0.0 as latest, staging has 1.1.0 besides. */
async function second(at: World): Promise<void> {
  await publish(at, '1.0.0');
  await at.apply(await at.plan({ coordinates: ['npm:@acme/ui@1.0.0'], distTags: ['copy'] }));
  await publish(at, '1.1.0');
  expect(await tags(at)).toEqual({ latest: '1.0.0' });
}

/** Hides versions right after the tag was written. */
function hiding(
  at: World,
  versions: readonly string[],
  target: 'Unlisted' | 'Archived',
  tag = 'latest',
): HttpTransport {
  let isHidden = false;
  return async (request) => {
    const answer = await at.host.http(request);
    if (!isHidden && request.method === 'PUT' && request.url.endsWith(`/dist-tags/${tag}`)) {
      isHidden = true;
      for (const version of versions) await setStatus(at, version, target);
    }
    return answer;
  };
}

const plan = (at: World, version: string, distTags: string[] = []) =>
  at.plan({ coordinates: [`npm:@acme/ui@${version}`], distTags });

describe('a promotion while another job moves tags', () => {
  test('without anything said, the second release reaches its users', async () => {
    const at = await opened();
    await second(at);
    const report = await at.apply(await plan(at, '1.1.0'));
    expect(kinds(report.outcomes)).toEqual(['promoted']);
    expect(await tags(at)).toEqual({ latest: '1.1.0' });
  });

  test('an older release does not move the tag back, and says so', async () => {
    const at = await opened();
    await publish(at, '1.0.0');
    await publish(at, '2.0.0');
    await at.apply(await plan(at, '2.0.0'));
    await point(at, 'latest', '1.0.0', 'staging');
    const older = await plan(at, '1.0.0');
    expect(older.warnings).toEqual([expect.stringContaining('`latest` stays at 2.0.0')]);
    expect(kinds((await at.apply(older)).outcomes)).toEqual(['promoted']);
    expect(await tags(at)).toEqual({ latest: '2.0.0' });
  });

  test.each(['keep', 'copy'])(
    '%s: tags of others, moved, made and removed in the copy, stay theirs',
    async (policy) => {
      const at = await opened();
      await second(at);
      for (const tag of ['nightly', 'old']) await point(at, tag, '1.0.0');
      await publish(at, '3.0.0', { to: 'prod', npmTag: 'canary' });
      const side = copying(at, async (send) => {
        const answer = await send();
        await point(at, 'nightly', '3.0.0');
        await point(at, 'old', null);
        await point(at, 'stable', '1.0.0');
        return answer;
      });
      const report = await at.apply(await plan(at, '1.1.0', [policy]), { side });
      expect(kinds(report.outcomes)).toEqual(['promoted']);
      expect(await tags(at)).toEqual({
        latest: policy === 'keep' ? '1.0.0' : '1.1.0',
        nightly: '3.0.0',
        stable: '1.0.0',
        canary: '3.0.0',
      });
    },
  );

  test('the tag itself, before the copy: nothing is copied, and the command to decide is given', async () => {
    const at = await opened();
    await second(at);
    await publish(at, '2.0.0', { to: 'prod', npmTag: 'other' });
    const made = await plan(at, '1.1.0');
    const http: HttpTransport = async (request) => {
      // The first look of the run is over, the one right before the copy is not.
      if (request.url.endsWith('/dist-tags')) await moved;
      return at.host.http(request);
    };
    const moved = point(at, 'latest', '2.0.0');
    const side = interposed(at, at.at('prod'), { host: { ...at.host, http } });
    const report = await at.apply(made, { side, plannedAt: at.host.clock.monotonic() }).catch((error) => error);
    expect(String(report.message ?? report.outcomes[0].reason)).toMatch(/latest.* 2\.0\.0/);
    expect(await status(at, v('1.1.0'))).toBeUndefined();
    expect(await tags(at)).toMatchObject({ latest: '2.0.0' });
  });

  test('the tag itself, after the copy: left, red, with the command to decide', async () => {
    const at = await opened();
    await second(at);
    await publish(at, '2.0.0', { to: 'prod', npmTag: 'other' });
    const side = copying(at, async (send) => {
      const answer = await send();
      await point(at, 'latest', '2.0.0');
      return answer;
    });
    const report = await at.apply(await plan(at, '1.1.0'), { side });
    expect(report.outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-002' }]);
    const [outcome] = report.outcomes;
    expect(outcome && 'reason' in outcome && outcome.reason).toMatch(
      /moved by somebody else to 2\.0\.0.*promote npm:@acme\/ui@1\.1\.0 --dist-tags latest=1\.1\.0 /,
    );
    expect(await tags(at)).toMatchObject({ latest: '2.0.0' });
    // The command of the message decides.
    const decided = await at.plan({ coordinates: ['npm:@acme/ui@1.1.0'], distTags: ['latest=1.1.0'] });
    expect(kinds((await at.apply(decided)).outcomes)).toEqual(['unchanged']);
    expect(await tags(at)).toMatchObject({ latest: '1.1.0' });
  });

  test.each([403, 500])('a tag that cannot be written (%i) is a failure', async (answer) => {
    const at = await opened();
    await second(at);
    const http: HttpTransport = async (request) =>
      request.method === 'PUT' && request.url.includes('/dist-tags/')
        ? { status: answer, reason: '', headers: {}, body: (async function* () {})(), discard: async () => {} }
        : at.host.http(request);
    const side = { ...interposed(at, at.at('prod'), { http }), attempts: 2 };
    const report = await at.apply(await plan(at, '1.1.0', ['beta=1.1.0']), { side });
    expect(kinds(report.outcomes)).toEqual(['failed']);
  });

  test('a version that somebody took back in the copy is red', async () => {
    const at = await opened();
    await second(at);
    const side = copying(at, async (send) => {
      const answer = await send();
      await setStatus(at, '1.1.0', 'Unlisted');
      return answer;
    });
    const report = await at.apply(await plan(at, '1.1.0'), { side });
    expect(report.outcomes).toMatchObject([{ kind: 'conflict' }]);
    expect(JSON.stringify(report.outcomes)).toContain('retire npm:@acme/ui@1.1.0 --target-status Published');
  });

  describe.each(['Unlisted', 'Archived'] as const)('a version that becomes %s', (target) => {
    test.each([
      ['at once', 0],
      ['after its tag was read back', 1],
    ])('after its tag was set, %s, is red, and the tag is what it was', async (_when, readsBack) => {
      const at = await opened();
      await second(at);
      // There already, so that all that the run does is its tag.
      await at.apply(await plan(at, '1.1.0', ['keep']));
      let reads = Number.NEGATIVE_INFINITY;
      const http: HttpTransport = async (request) => {
        const isTag = request.url.includes('/dist-tags');
        const answer = await at.host.http(request);
        if (request.method === 'PUT' && request.url.endsWith('/dist-tags/latest')) reads = 0;
        else if (isTag && request.method === 'GET') reads++;
        if (isTag && reads === readsBack) {
          reads = Number.NEGATIVE_INFINITY;
          await setStatus(at, '1.1.0', target);
        }
        return answer;
      };
      const side = interposed(at, at.at('prod'), { http });
      const made = await at.plan({ coordinates: ['npm:@acme/ui@1.1.0'], distTags: ['latest=1.1.0'] });
      const report = await at.apply(made, { side });
      expect(report.outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-002' }]);
      expect(await status(at, v('1.1.0'))).toBe(target);
      expect(await tags(at)).toEqual({ latest: '1.0.0' });
    });

    test('in the copy that takes the tag along is red, and the tag is what it was', async () => {
      const at = await opened();
      await second(at);
      const side = copying(at, async (send) => {
        const answer = await send();
        await setStatus(at, '1.1.0', target);
        return answer;
      });
      expect(kinds((await at.apply(await plan(at, '1.1.0'), { side })).outcomes)).not.toContain('promoted');
      expect(await tags(at)).toEqual({ latest: '1.0.0' });
    });

    test('after a rollback gave it a tag: the tag goes on to the best that is left', async () => {
      const at = await opened();
      await publish(at, '0.9.0');
      await at.apply(await at.plan({ coordinates: ['npm:@acme/ui@0.9.0'], distTags: ['copy'] }));
      await second(at);
      const { runId } = await at.apply(await plan(at, '1.1.0'), { journalPath: 'a.jsonl' });
      expect(await tags(at)).toEqual({ latest: '1.1.0' });
      const { outcomes } = await undo(at, { runId }, hiding(at, ['1.0.0'], target));
      expect(kinds(outcomes)).toEqual(['changed']);
      expect(await tags(at)).toEqual({ latest: '0.9.0' });
    });

    test('after a restore gave it its tag back: the tag is what the rollback left', async () => {
      const at = await opened();
      await second(at);
      const { runId } = await at.apply(await plan(at, '1.1.0'), { journalPath: 'a.jsonl' });
      await undo(at, { runId });
      const { outcomes } = await undo(at, { runId, direction: 'restore' }, hiding(at, ['1.1.0'], target));
      expect(kinds(outcomes)).toEqual(['conflict']);
      expect(await tags(at)).toEqual({ latest: '1.0.0' });
    });

    test('and what the tag was before as well: the tag goes to the best that is left', async () => {
      const at = await opened();
      await publish(at, '0.9.0');
      await at.apply(await at.plan({ coordinates: ['npm:@acme/ui@0.9.0'], distTags: ['copy'] }));
      await second(at);
      await at.apply(await plan(at, '1.1.0', ['keep']));
      const side = interposed(at, at.at('prod'), { http: hiding(at, ['1.1.0', '1.0.0'], target) });
      const made = await plan(at, '1.1.0', ['latest=1.1.0']);
      expect(kinds((await at.apply(made, { side })).outcomes)).toEqual(['conflict']);
      expect(await tags(at)).toEqual({ latest: '0.9.0' });
    });

    test('while a run proves it keeps the tag that it had before that run', async () => {
      const at = await opened();
      await second(at);
      await at.apply(await plan(at, '1.1.0'));
      expect(await tags(at)).toEqual({ latest: '1.1.0' });
      const made = await plan(at, '1.1.0', ['latest=1.1.0', 'beta=1.1.0']);
      const side = interposed(at, at.at('prod'), { http: hiding(at, ['1.1.0'], target, 'beta') });
      expect(kinds((await at.apply(made, { side })).outcomes)).toEqual(['conflict']);
      await setStatus(at, '1.1.0', 'Published');
      // A new tag of what is archived is not shown, so that it cannot be removed, and comes back with the version.
      expect(await tags(at)).toEqual({ latest: '1.1.0', ...(target === 'Archived' ? { beta: '1.1.0' } : {}) });
    });
  });

  test('a version that is hidden before the record of the run is there is red in the last look', async () => {
    const at = await opened();
    await second(at);
    const made = await plan(at, '1.1.0');
    const report = await at.apply(made);
    const again = () => proveAgain(report, { host: at.host, formats: formatList, side: at.write('prod') });
    expect(await again()).toEqual(report.outcomes);
    await setStatus(at, '1.1.0', 'Unlisted');
    const [last] = await again();
    expect(last).toMatchObject({ kind: 'conflict', code: 'CA-CONFLICT-002' });
    expect(JSON.stringify(last)).toContain('retire npm:@acme/ui@1.1.0 --target-status Published');
  });

  test('the mark of a run that died is finished by the same command, and means nothing once somebody moved the tag', async () => {
    const at = await opened();
    await second(at);
    const dead = async () => {
      const abort = new AbortController();
      const host = { ...at.host, interrupted: abort.signal, cutOff: abort.signal };
      const side = copying(at, async (send) => {
        const answer = await send();
        abort.abort(new Error('killed'));
        return answer;
      });
      await at.apply(await plan(at, '1.1.0', ['keep']), { host, side: { ...side, wire: { ...side.wire, host } } });
    };
    await dead();
    const left = await tags(at);
    expect(left).toMatchObject({ latest: '1.1.0' });
    expect(Object.keys(left).filter((tag) => tag.startsWith('codeartifact-ci-'))).toHaveLength(1);
    // Somebody publishes a fix, and the next promotion keeps that.
    await publish(at, '1.1.1', { to: 'prod' });
    await publish(at, '1.2.0');
    await at.apply(await plan(at, '1.2.0', ['keep']));
    expect(await tags(at)).toMatchObject({ latest: '1.1.1' });
    // The same command again: the tag is somebody else's by now.
    await at.apply(await plan(at, '1.1.0', ['keep']));
    expect(await tags(at)).toEqual({ latest: '1.1.1' });
  });

  test.each([
    ['and can be installed', false],
    ['and is hidden', true],
  ])(
    'a plan that moves a tag elsewhere than its copy does, from what it was %s, is finished after a kill',
    async (_, isHidden) => {
      const at = await opened();
      await second(at);
      await publish(at, '0.9.0', { to: 'prod', npmTag: 'old' });
      if (isHidden) await setStatus(at, '1.0.0', 'Unlisted');
      const made = await plan(at, '1.1.0', ['latest=0.9.0']);
      const abort = new AbortController();
      const host = { ...at.host, interrupted: abort.signal, cutOff: abort.signal };
      const side = copying(at, async (send) => {
        const answer = await send();
        abort.abort(new Error('killed'));
        return answer;
      });
      await at.apply(made, { host, side: { ...side, wire: { ...side.wire, host } } });
      expect(await tags(at)).toMatchObject({ latest: '1.1.0' });
      expect(kinds((await at.apply(made)).outcomes)).toEqual(['unchanged']);
      expect(await tags(at)).toEqual({ latest: '0.9.0', old: '0.9.0' });
    },
  );

  test.each(['keep', 'copy', 'latest=1.2.0'])(
    'the mark of a tag that could not be set back does not stop the next release (%s), which finishes it',
    async (policy) => {
      const at = await opened();
      await second(at);
      const http: HttpTransport = async (request) =>
        request.method === 'PUT' && request.url.endsWith('/dist-tags/latest')
          ? { status: 403, reason: '', headers: {}, body: (async function* () {})(), discard: async () => {} }
          : at.host.http(request);
      const side = interposed(at, at.at('prod'), { http });
      const red = await at.apply(await plan(at, '1.1.0', ['keep']), { side });
      expect(kinds(red.outcomes)).toEqual(['failed']);
      expect(await tags(at)).toMatchObject({ latest: '1.1.0' });
      await publish(at, '1.2.0');
      const next = await at.apply(await plan(at, '1.2.0', [policy]));
      expect(kinds(next.outcomes)).toEqual(['promoted']);
      expect(await tags(at)).toEqual({ latest: policy === 'keep' ? '1.0.0' : '1.2.0' });
    },
  );
});

describe('publications side by side', () => {
  test('the older one ends last: the tag stays, and it is red with the command to decide', async () => {
    const at = await opened();
    await publish(at, '1.0.0');
    const set = [await tarball(at, '1.1.0'), await tarball(at, '1.1.0', 'dd')];
    let other: Promise<unknown> | undefined;
    const http: HttpTransport = async (request) => {
      if (request.method === 'PUT' && request.url.endsWith('/@acme%2fdd')) {
        other ??= publish(at, '2.0.0');
        await other;
      }
      return at.host.http(request);
    };
    const report = await at.publish(set, { side: interposed(at, at.at('staging'), { http }) });
    expect(await tags(at, 'staging')).toMatchObject({ latest: '2.0.0' });
    const red = report.outcomes.find(({ ref }) => ref.name === 'ui');
    expect(red).toMatchObject({ kind: 'conflict', code: 'CA-CONFLICT-002' });
    expect(JSON.stringify(red)).toContain('promote npm:@acme/ui@1.1.0 --dist-tags latest=1.1.0');
  });

  test('two first publications: the newer one keeps the tag, and the older one is red', async () => {
    const at = await opened();
    let other: Promise<unknown> | undefined;
    const http: HttpTransport = async (request) => {
      if (request.method === 'PUT' && request.url.endsWith('/@acme%2fui')) {
        other ??= publish(at, '2.0.0');
        await other;
      }
      return at.host.http(request);
    };
    const report = await at.publish([await tarball(at, '1.0.0')], {
      side: interposed(at, at.at('staging'), { http }),
    });
    expect(await tags(at, 'staging')).toEqual({ latest: '2.0.0' });
    expect(kinds(report.outcomes)).toEqual(['conflict']);
  });

  test('two versions of one package, cut off and run again: the higher one gets the tag', async () => {
    const at = await opened();
    await publish(at, '1.0.0');
    const set = [await tarball(at, '1.9.0'), await tarball(at, '1.10.0'), await tarball(at, '1.0.0', 'zz')];
    const http: HttpTransport = async (request) =>
      request.method === 'PUT' && request.url.includes('dist-tags')
        ? { status: 400, reason: '', headers: {}, body: (async function* () {})(), discard: async () => {} }
        : at.host.http(request);
    const cut = await at.publish(set, { side: interposed(at, at.at('staging'), { http }) });
    expect(kinds(cut.outcomes)).toContain('failed');
    const again = await at.publish(set);
    expect(kinds(again.outcomes).filter((kind) => kind !== 'unchanged' && kind !== 'published')).toEqual([]);
    expect(await tags(at, 'staging')).toEqual({ latest: '1.10.0' });
  });

  test('a version that is there and hidden is blocked, with the command that lists it again', async () => {
    const at = await opened();
    await publish(at, '1.0.0', { to: 'prod' });
    await setStatus(at, '1.0.0', 'Unlisted');
    const report = await publish(at, '1.0.0', { to: 'prod' });
    expect(report.outcomes).toMatchObject([{ kind: 'blocked' }]);
    expect(JSON.stringify(report.outcomes)).toContain('retire npm:@acme/ui@1.0.0 --target-status Published');
  });
});

describe('a rollback whose reads are late', () => {
  /** Late for one answer: as it was when the rule was set and the request first made. */
  const late = (at: World, operation: string) => at.local.faults.add([{ kind: 'stale', operation, count: 1 }]);

  test.each(['rollback', 'restore'] as const)('%s does not take an old status for the end', async (direction) => {
    const at = await opened();
    await second(at);
    const { runId } = await at.apply(await plan(at, '1.1.0'), { journalPath: 'a.jsonl' });
    if (direction === 'restore') await undo(at, { runId });
    // What is there now is how it shall be; it is read once so, and then it changes back.
    await setStatus(at, '1.1.0', direction === 'rollback' ? 'Unlisted' : 'Published');
    late(at, 'DescribePackageVersion');
    await undo(at, { runId, direction, dryRun: true });
    await setStatus(at, '1.1.0', direction === 'rollback' ? 'Published' : 'Unlisted');
    const { outcomes } = await undo(at, { runId, direction });
    expect(at.local.faults.list()).toMatchObject([{ applied: 1 }]);
    expect(kinds(outcomes)).toEqual(['changed']);
    expect(await status(at, v('1.1.0'))).toBe(direction === 'rollback' ? 'Unlisted' : 'Published');
    expect(await tags(at)).toEqual({ latest: direction === 'rollback' ? '1.0.0' : '1.1.0' });
  });

  test('rollback does not take old tags for those of somebody else', async () => {
    const at = await opened();
    await second(at);
    late(at, 'npm:GET');
    await at.tags('prod', ui);
    const { runId } = await at.apply(await plan(at, '1.1.0'), { journalPath: 'a.jsonl' });
    const { outcomes } = await undo(at, { runId });
    expect(kinds(outcomes)).toEqual(['changed']);
    expect(await tags(at)).toEqual({ latest: '1.0.0' });
  });
});

describe('a rollback beside other runs', () => {
  const journal = (name: string) => ({ journalPath: `${name}.jsonl` });

  test('what another run had copied before is skipped', async () => {
    const at = await opened();
    await second(at);
    const mine = await plan(at, '1.1.0');
    const side = copying(at, async (send) => {
      await at.apply(mine, journal('b'));
      return send();
    });
    await at.apply(mine, { ...journal('a'), side });
    const report = await undo(at);
    expect(report.outcomes).toMatchObject([{ kind: 'skipped', code: 'CA-CONFLICT-002' }]);
    expect(await status(at, v('1.1.0'))).toBe('Published');
    expect(await tags(at)).toEqual({ latest: '1.1.0' });
  });

  test('a copy that failed and that another run made later is not undone', async () => {
    const at = await opened();
    await second(at);
    const mine = await plan(at, '1.1.0');
    const side = copying(at, async () => {
      throw new Error('the connection went away');
    });
    await at.apply(mine, { ...journal('a'), side });
    await at.apply(await plan(at, '1.1.0'), journal('b'));
    await undo(at);
    expect(await status(at, v('1.1.0'))).toBe('Published');
    expect(await tags(at)).toEqual({ latest: '1.1.0' });
  });

  test('what somebody archived since stays archived, and is not published by a restore', async () => {
    const at = await opened();
    await second(at);
    await at.apply(await plan(at, '1.1.0'), journal('a'));
    await setStatus(at, '1.1.0', 'Archived');
    expect(kinds((await undo(at)).outcomes)).toEqual(['skipped']);
    expect(await status(at, v('1.1.0'))).toBe('Archived');
    await setStatus(at, '1.1.0', 'Published');
    expect(kinds((await undo(at)).outcomes)).toEqual(['changed']);
    await setStatus(at, '1.1.0', 'Archived');
    expect(kinds((await undo(at, { direction: 'restore' })).outcomes)).toEqual(['skipped']);
    expect(await status(at, v('1.1.0'))).toBe('Archived');
  });

  test('a tag whose former version is gone goes to the best that is left', async () => {
    const at = await opened();
    await publish(at, '0.9.0');
    await at.apply(await plan(at, '0.9.0'));
    await second(at);
    await at.apply(await plan(at, '1.1.0'), journal('a'));
    await at.client.deletePackageVersions(at.at('prod'), ui, ['1.0.0']);
    expect(kinds((await undo(at)).outcomes)).toEqual(['changed']);
    expect(await tags(at)).toEqual({ latest: '0.9.0' });
  });

  test('of one version of a run, tags of the others stay', async () => {
    const at = await opened();
    await second(at);
    await publish(at, '1.2.0');
    const both = await at.plan({ coordinates: ['npm:@acme/ui@1.1.0', 'npm:@acme/ui@1.2.0'], distTags: ['copy'] });
    await at.apply(both, journal('a'));
    await undo(at, { coordinates: ['npm:@acme/ui@1.1.0'] });
    expect(await tags(at)).toEqual({ latest: '1.2.0' });
    expect([await status(at, v('1.1.0')), await status(at, v('1.2.0'))]).toEqual(['Unlisted', 'Published']);
  });

  test('a version that somebody else tagged stays', async () => {
    const at = await opened();
    await second(at);
    await at.apply(await plan(at, '1.1.0'), journal('a'));
    await point(at, 'stable', '1.1.0');
    expect(kinds((await undo(at)).outcomes)).toEqual(['skipped']);
    expect(await tags(at)).toEqual({ latest: '1.1.0', stable: '1.1.0' });
    expect(await status(at, v('1.1.0'))).toBe('Published');
  });

  test('of a publication that only added a file, nothing is hidden', async () => {
    const at = await opened();
    const wheel = async (tag: string) => {
      const built = await buildWheel({ name: 'acme-q', version: '1.0.0', tag });
      await writeFile(join(at.folder, built.fileName), built.data);
      return join(at.folder, built.fileName);
    };
    await at.publish([await wheel('cp312-cp312-manylinux_2_17_x86_64')], { to: 'prod', ...journal('b') });
    const added = await at.publish([await wheel('cp312-cp312-macosx_11_0_arm64')], { to: 'prod', ...journal('a') });
    expect(kinds(added.outcomes)).toEqual(['published']);
    const report = await undo(at, { runId: added.runId });
    expect(kinds(report.outcomes)).toEqual(['skipped']);
    expect(await status(at, { format: 'pypi', name: 'acme-q', version: '1.0.0' })).toBe('Published');
  });

  test('cancelled in the copy: tags are finished, and the rollback takes back what the copy took along', async () => {
    const at = await opened();
    await second(at);
    const abort = new AbortController();
    const cutOff = new AbortController();
    const host = { ...at.host, interrupted: abort.signal, cutOff: cutOff.signal };
    const copied = copying(at, async (send) => {
      const answer = await send();
      abort.abort(new Error('cancelled'));
      return answer;
    });
    const late = interposed(at, at.at('prod'), { host: { ...host, interrupted: cutOff.signal } });
    const side = { ...copied, finishing: late };
    await at.apply(await plan(at, '1.1.0', ['keep']), { host, side, ...journal('a') });
    expect(await tags(at)).toEqual({ latest: '1.0.0' });
    await undo(at);
    expect(await tags(at)).toEqual({ latest: '1.0.0' });
    expect(await status(at, v('1.1.0'))).toBe('Unlisted');
  });

  test('one refused tag does not keep the rest, nor is a version hidden that a tag points at', async () => {
    const at = await opened();
    await second(at);
    await publish(at, '1.0.0', { name: 'dd' });
    const both = await at.plan({ coordinates: ['npm:@acme/ui@1.1.0', 'npm:@acme/dd@1.0.0'], distTags: ['copy'] });
    await at.apply(both, journal('a'));
    const http: HttpTransport = async (request) =>
      request.method === 'PUT' && request.url.includes('/dist-tags/latest')
        ? { status: 403, reason: '', headers: {}, body: (async function* () {})(), discard: async () => {} }
        : at.host.http(request);
    const report = await undo(at, {}, http);
    const byName = Object.fromEntries(report.outcomes.map(({ ref, kind }) => [ref.name, kind]));
    expect(byName).toEqual({ ui: 'failed', dd: 'changed' });
    expect(await status(at, v('1.1.0'))).toBe('Published');
    expect(await tags(at)).toEqual({ latest: '1.1.0' });
  });

  test('a run that was cut off and continued is undone as one', async () => {
    const at = await opened();
    await second(at);
    await publish(at, '1.0.0', { name: 'dd' });
    const coordinates = ['npm:@acme/ui@1.1.0', 'npm:@acme/dd@1.0.0'];
    const side = copying(at, async (send, request) => {
      if (request.package.name === 'dd') throw new Error('the connection went away');
      return send();
    });
    await at.apply(await at.plan({ coordinates, distTags: ['copy'] }), { side, concurrency: 1, ...journal('a') });
    const again = await at.apply(await at.plan({ coordinates, distTags: ['copy'] }), journal('a'));
    expect(new Set(kinds(again.outcomes))).toEqual(new Set(['unchanged', 'promoted']));
    const report = await undo(at);
    expect(kinds(report.outcomes)).toEqual(['changed', 'changed']);
    expect(await tags(at)).toEqual({ latest: '1.0.0' });
    expect(await status(at, v('1.1.0'))).toBe('Unlisted');
  });

  test('tags that it moved on versions that it only found go back', async () => {
    const at = await opened();
    await second(at);
    await at.apply(await plan(at, '1.1.0', ['keep']), journal('b'));
    expect(await tags(at)).toEqual({ latest: '1.0.0' });
    await at.apply(await plan(at, '1.1.0', ['latest=1.1.0']), journal('a'));
    expect(await tags(at)).toEqual({ latest: '1.1.0' });
    expect(kinds((await undo(at)).outcomes)).toEqual(['skipped']);
    expect(await tags(at)).toEqual({ latest: '1.0.0' });
    expect(await status(at, v('1.1.0'))).toBe('Published');
  });

  test('a run that began earlier and found there what this one had brought counts on it', async () => {
    const at = await opened();
    await second(at);
    await publish(at, '1.0.0', { name: 'dd' });
    const mine = await plan(at, '1.1.0');
    const both = await at.plan({ coordinates: ['npm:@acme/ui@1.1.0', 'npm:@acme/dd@1.0.0'], distTags: [] });
    let isFirst = true;
    // Both write into one journal, as two jobs of one machine do.
    const side = copying(at, async (send) => {
      if (isFirst) {
        isFirst = false;
        await at.apply(mine, journal('a'));
      }
      return send();
    });
    const early = await at.apply(both, { ...journal('a'), side });
    expect(kinds(early.outcomes).sort()).toEqual(['promoted', 'unchanged']);
    const { readJournal } = await import('../../../src/core/documents/read-journal.ts');
    const { runs } = readJournal((await at.host.files.readText('a.jsonl')) ?? '', 'a.jsonl');
    const late = runs.findLast(({ verb }) => verb === 'promote')?.runId;
    expect(late).not.toBe(early.runId);
    expect(kinds((await undo(at, { runId: late })).outcomes)).toEqual(['skipped']);
    expect(await status(at, v('1.1.0'))).toBe('Published');
    // Once the one that counts on it is rolled back, nobody has it any more.
    expect(kinds((await undo(at, { runId: early.runId })).outcomes).sort()).toEqual(['changed', 'skipped']);
    expect(kinds((await undo(at, { runId: late })).outcomes)).toEqual(['changed']);
  });

  test('a run of which only some versions were rolled back counts on the others', async () => {
    const at = await opened();
    await second(at);
    await publish(at, '1.0.0', { name: 'dd' });
    await at.apply(await plan(at, '1.1.0'), journal('a'));
    const both = await at.plan({ coordinates: ['npm:@acme/ui@1.1.0', 'npm:@acme/dd@1.0.0'], distTags: [] });
    const later = await at.apply(both, journal('a'));
    const { readJournal } = await import('../../../src/core/documents/read-journal.ts');
    const { runs } = readJournal((await at.host.files.readText('a.jsonl')) ?? '', 'a.jsonl');
    const first = runs.find(({ verb }) => verb === 'promote')?.runId;
    await undo(at, { runId: later.runId, coordinates: ['npm:@acme/dd@1.0.0'] });
    expect(kinds((await undo(at, { runId: first })).outcomes)).toEqual(['skipped']);
    expect(await status(at, v('1.1.0'))).toBe('Published');
  });

  test('the mark of a run goes with it', async () => {
    const at = await opened();
    await second(at);
    const http: HttpTransport = async (request) =>
      request.method === 'PUT' && request.url.endsWith('/dist-tags/latest')
        ? { status: 403, reason: '', headers: {}, body: (async function* () {})(), discard: async () => {} }
        : at.host.http(request);
    const side = interposed(at, at.at('prod'), { http });
    await at.apply(await plan(at, '1.1.0', ['keep']), { side, ...journal('a') });
    expect(Object.keys(await tags(at)).some((tag) => tag.startsWith('codeartifact-ci-'))).toBe(true);
    expect(kinds((await undo(at)).outcomes)).toEqual(['changed']);
    expect(await tags(at)).toEqual({ latest: '1.0.0' });
  });

  test('a tag of a version that another run took meanwhile goes back to it', async () => {
    const at = await opened();
    await second(at);
    await at.apply(await plan(at, '1.1.0'), journal('a'));
    let isOther = false;
    const http: HttpTransport = async (request) => {
      const answer = await at.host.http(request);
      // Somebody points a tag of his own at the version right after ours was moved away from it.
      if (!isOther && request.method === 'PUT' && request.url.endsWith('/dist-tags/latest')) {
        isOther = true;
        await point(at, 'stable', '1.1.0');
      }
      return answer;
    };
    expect(kinds((await undo(at, {}, http)).outcomes)).toEqual(['skipped']);
    expect(await status(at, v('1.1.0'))).toBe('Published');
    expect(await tags(at)).toEqual({ latest: '1.1.0', stable: '1.1.0' });
  });
});
