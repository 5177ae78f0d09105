// Reads that answer as they did before the latest change: what a run then says and does is the same as with fresh ones.
import { expect, jest, test } from '@jest/globals';
import type { AssetRecord } from '../../../src/core/documents/manifest.ts';
import type { Outcome } from '../../../src/core/model/outcome.ts';
import { retire } from '../../../src/core/operations/retire/retire.ts';
import { rollback } from '../../../src/core/operations/rollback/rollback.ts';
import { formatList } from '../../../src/formats/index.ts';
import type { FaultRule } from '../../../src/local/faults/faults.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { byLane } from '../../support/lane.ts';
import { buildSet, requireManifest, sideOf, type World } from '../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../support/worlds/worlds-of-tests.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(byLane(240_000, 3600_000));

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const journalPath = 'journal.jsonl';

/** Two releases published and promoted, the second rolled back and restored, the first retired; what each step said. */
async function wholeStory(at: World, late: (step: string) => readonly FaultRule[]) {
  const said: Record<string, unknown> = {};
  let hits = 0;
  const under = async <T extends { readonly outcomes: readonly Outcome[] }>(step: string, work: () => Promise<T>) => {
    at.local.faults.add(late(step));
    const report = await work();
    for (const { applied } of at.local.faults.list()) hits += applied;
    at.local.faults.clear();
    said[step] = report.outcomes.map(({ kind, reason }) => [kind, reason]);
    return report;
  };
  const destination = sideOf(at, at.at('prod'));
  const undo = (direction: 'rollback' | 'restore', runId: string) =>
    rollback(
      { direction, runId, journalPath, target: 'Unlisted', concurrency: 8, dryRun: false },
      { host: at.host, formats: formatList, destination },
    );
  for (const version of ['1.0.0', '1.1.0']) {
    const dist = await buildSet(at.folder, version, { npm: 3 });
    const { manifest } = await under(`publish ${version}`, () => at.publish([dist], { concurrency: 8, journalPath }));
    // Not its tags: what a plan goes by is never overwritten with something else, so a late first look ends red.
    at.local.faults.add(late(`plan ${version}`).filter(({ operation }) => operation !== 'npm:GET'));
    const plan = await at.plan({ manifest: requireManifest(manifest) });
    for (const { applied } of at.local.faults.list()) hits += applied;
    at.local.faults.clear();
    // maven-metadata.xml tells the time.
    const tested = (assets: readonly AssetRecord[]) => assets.filter(({ name }) => name !== 'maven-metadata.xml');
    said[`plan ${version}`] = plan.items.map(({ purl, action, reason, assets }) => [
      purl,
      action,
      reason,
      tested(assets),
    ]);
    const { runId } = await under(`promote ${version}`, () => at.apply(plan, { concurrency: 8, journalPath }));
    if (version === '1.0.0') continue;
    await under('rollback', () => undo('rollback', runId));
    await under('restore', () => undo('restore', runId));
  }
  await under('retire', () =>
    retire(
      { retention: 'keep-newest: 1', target: 'Unlisted', concurrency: 8, dryRun: false, journalPath },
      { host: at.host, formats: formatList, destination },
    ),
  );
  const state = async (repository: string) => at.state(repository, { revisions: false });
  return { said, hits, states: [await state('staging'), await state('prod')] };
}

const READS = [
  ['ListPackageVersions'],
  ['DescribePackageVersion'],
  ['ListPackageVersionAssets'],
  ['npm:GET'],
  ['ListPackageVersions', 'DescribePackageVersion', 'ListPackageVersionAssets', 'npm:GET'],
];

test.each(READS.flatMap((operations) => Array.from({ length: byLane(1, 12) }, (_, seed) => ({ operations, seed }))))(
  'late answers of $operations change nothing (seed $seed)',
  async ({ operations, seed }) => {
    const calm = await wholeStory(await openWorld(folder()), () => []);
    const late = await wholeStory(await openWorld(folder()), (step) =>
      operations.map((operation) => ({
        kind: 'stale',
        operation,
        probability: 0.5,
        count: 4,
        seed: seed * 100 + step.length,
      })),
    );
    // What one operation tells may, of some seeds, not have changed between two looks.
    if (operations.length > 1) expect(late.hits).toBeGreaterThan(0);
    expect(late.said).toEqual(calm.said);
    expect(late.states).toEqual(calm.states);
  },
);
