// A promotion whose set cannot be completed: left for the next run, or taken back to what clients saw before.
import { describe, expect, jest, test } from '@jest/globals';
import { rollback } from '../../../../src/core/operations/rollback/rollback.ts';
import type { CodeArtifactWriter } from '../../../../src/core/ports/code-artifact.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { buildSet, requireManifest, sideOf, type World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

/** What clients see: visible versions and tags. */
const seen = (state: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(state).map(([name, found]) => {
      const { visible, tags } = found as { visible: unknown; tags: unknown };
      return [name, { visible, tags }];
    }),
  );

/** Production has 1.0.0; 1.1.0 is planned, and its last npm package will not go. */
async function prepared(distTags: string) {
  const at = await openWorld(folder());
  const old = requireManifest((await at.publish([await buildSet(at.folder, '1.0.0')])).manifest);
  await at.apply(await at.plan({ manifest: old }));
  const before = await at.state('prod');
  const manifest = requireManifest((await at.publish([await buildSet(at.folder, '1.1.0')])).manifest);
  return { at, before, manifest, plan: await at.plan({ manifest, distTags: [distTags] }) };
}

type Copy = CodeArtifactWriter['copyPackageVersions'];

/** Refused for good, or cut off before it had an effect. */
function failing(at: World, name: string, how: 'refused' | 'lost'): ReturnType<typeof sideOf> {
  const real = at.write('prod').writer;
  const copyPackageVersions: Copy = async (request) => {
    if (request.package.name !== name) return real.copyPackageVersions(request);
    if (how !== 'refused') throw new Error('the connection went away');
    const failure = { code: 'NOT_ALLOWED' as const, message: 'no' };
    return { successful: {}, failed: Object.fromEntries(Object.keys(request.revisions).map((one) => [one, failure])) };
  };
  return sideOf(at, at.at('prod'), { writer: { ...real, copyPackageVersions } });
}

describe.each(['refused', 'lost'] as const)('a copy that is %s', (how) => {
  test.each([
    ['keep', 'journal.jsonl'],
    ['copy', 'journal.jsonl'],
    ['keep', undefined],
  ] as const)(
    'rolled back (dist-tags %s, journal %s): clients see what they saw before',
    async (distTags, journalPath) => {
      const { at, before, manifest, plan } = await prepared(distTags);
      const report = await at.apply(plan, { side: failing(at, 'part-2', how), onFailure: 'roll-back', journalPath });
      const bad = report.outcomes.filter(({ kind }) => kind !== 'changed');
      expect(bad.map(({ kind }) => kind)).toContain(how === 'refused' ? 'blocked' : 'failed');
      expect(bad.every(({ kind }) => kind === 'blocked' || kind === 'failed')).toBe(true);
      expect(report.warnings).not.toContainEqual(expect.stringContaining('could not be undone'));
      expect(seen(await at.state('prod'))).toEqual(seen(before));
      // Unlisted versions are nobody's accident: the next plan says so instead of listing them again on its own.
      const next = await at.plan({ manifest });
      expect(next.items.filter(({ action }) => action !== 'copy').map(({ action }) => action)).toEqual(
        next.items.flatMap(({ before: there }) => (there === null ? [] : ['blocked'])),
      );
    },
  );

  test('left: the next run of the same plan completes it', async () => {
    const { at, plan } = await prepared('copy');
    const report = await at.apply(plan, { side: failing(at, 'part-2', how), journalPath: 'journal.jsonl' });
    expect(report.outcomes.some(({ kind }) => kind === 'blocked' || kind === 'failed')).toBe(true);
    const again = await at.apply(plan, { journalPath: 'journal.jsonl' });
    expect(again.outcomes.filter(({ kind }) => kind !== 'promoted' && kind !== 'unchanged')).toEqual([]);
    const target = await at.state('staging', { revisions: false });
    expect(seen(await at.state('prod'))).toEqual(seen(target));
  });
});

test('when the registry cannot be reached any more it says so and keeps what is known', async () => {
  const { at, plan } = await prepared('copy');
  const real = failing(at, 'part-2', 'refused');
  const down: CodeArtifactWriter['updatePackageVersionsStatus'] = async () => {
    throw new Error('down');
  };
  const side = { ...real, writer: { ...real.writer, updatePackageVersionsStatus: down } };
  const report = await at.apply(plan, { side, onFailure: 'roll-back', journalPath: 'journal.jsonl' });
  const kinds = new Set(report.outcomes.map(({ kind }) => kind));
  expect(kinds.has('blocked')).toBe(true);
  expect(report.outcomes.some(({ kind }) => kind === 'failed') || report.warnings.length > 0).toBe(true);
});

test('a copy without an answer is judged by what the registry has', async () => {
  const { at, plan, before } = await prepared('keep');
  const real = at.write('prod').writer;
  const copyPackageVersions: Copy = async (request) => {
    await real.copyPackageVersions(request);
    throw new Error('the connection went away');
  };
  const side = sideOf(at, at.at('prod'), { writer: { ...real, copyPackageVersions } });
  const report = await at.apply(plan, { side, journalPath: 'journal.jsonl' });
  expect(new Set(report.outcomes.map(({ kind }) => kind))).toEqual(new Set(['promoted']));
  for (const { package: name, wanted } of plan.tags) {
    const [, scope, part] = /^pkg:npm\/%40([^/]+)\/(.+)$/.exec(name) ?? [];
    expect(await at.tags('prod', { format: 'npm', namespace: scope, name: part ?? '' })).toEqual(wanted);
  }
  await rollback(
    { direction: 'rollback', journalPath: 'journal.jsonl', target: 'Unlisted', concurrency: 4, dryRun: false },
    { host: at.host, formats: formatList, destination: at.write('prod') },
  );
  expect(seen(await at.state('prod'))).toEqual(seen(before));
});
