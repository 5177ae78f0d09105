import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { readJournal } from '../../../../src/core/documents/read-journal.ts';
import { rollback } from '../../../../src/core/operations/rollback/rollback.ts';
import type { RollbackRequest } from '../../../../src/core/operations/rollback/undo/request.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { byLane, sampled } from '../../../support/lane.ts';
import { mortal } from '../../../support/programs/kill.ts';
import { buildSet, requireManifest, sideOf, type World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(byLane(120_000, 3600_000));

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const journalPath = 'journal.jsonl';
const part = { format: 'npm', namespace: 'acme', name: 'part-1' } as const;

async function promoted() {
  const at = await openWorld(folder());
  const old = requireManifest((await at.publish([await buildSet(at.folder, '1.0.0', { npm: 2 })])).manifest);
  await at.apply(await at.plan({ manifest: old }), { journalPath });
  const before = await at.state('prod');
  const manifest = requireManifest((await at.publish([await buildSet(at.folder, '2.0.0', { npm: 2 })])).manifest);
  const plan = await at.plan({ manifest, distTags: ['copy'] });
  const report = await at.apply(plan, { journalPath });
  expect(await at.tags('prod', part)).toEqual({ latest: '2.0.0' });
  return { at, before, after: await at.state('prod'), plan, report };
}

const undo = (at: World, more: Partial<RollbackRequest> = {}, host = at.host) =>
  rollback(
    { direction: 'rollback', journalPath, target: 'Unlisted', concurrency: 4, dryRun: false, ...more },
    { host, formats: formatList, destination: sideOf(at, at.at('prod'), { host }) },
  );

/** What clients see: visible versions and tags. */
const seen = (state: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(state).map(([name, found]) => [
      name,
      { visible: (found as { visible: unknown }).visible, tags: (found as { tags: unknown }).tags },
    ]),
  );

describe('rollback', () => {
  test('is the identity on what clients see, unlists by default, keeps the history; restore reverses it', async () => {
    const { at, before, after, report } = await promoted();
    const dry = await undo(at, { dryRun: true });
    expect(dry.outcomes).toHaveLength(report.outcomes.length);
    expect(seen(await at.state('prod'))).toEqual(seen(after));
    const taken = await undo(at);
    expect(taken.outcomes.map((outcome) => [outcome.kind, 'to' in outcome ? outcome.to : undefined])).toEqual(
      report.outcomes.map(() => ['changed', 'Unlisted']),
    );
    expect(taken.warnings).toEqual([]);
    expect(seen(await at.state('prod'))).toEqual(seen(before));
    const again = await undo(at, { runId: report.runId });
    expect(again.outcomes.map(({ kind }) => kind)).toEqual(report.outcomes.map(() => 'unchanged'));
    const back = await undo(at, { direction: 'restore', runId: taken.runId });
    expect(back.outcomes.map(({ kind }) => kind)).toEqual(report.outcomes.map(() => 'changed'));
    expect(seen(await at.state('prod'))).toEqual(seen(after));
    const runs = readJournal((await at.host.files.readText(journalPath)) ?? '', 'journal').runs;
    expect(runs.map(({ verb }) => verb)).toEqual(['promote', 'promote', 'rollback', 'rollback', 'restore']);
  });

  test('by the plan when the journal is lost, and only what was named', async () => {
    const { at, before, plan } = await promoted();
    const taken = await undo(at, { journalPath: undefined, plan, coordinates: ['npm:@acme/part-1@2.0.0'] });
    expect(taken.outcomes).toMatchObject([{ kind: 'changed', to: 'Unlisted', ref: part }]);
    expect(await at.tags('prod', part)).toEqual({ latest: '1.0.0' });
    await undo(at, { journalPath: undefined, plan });
    expect(seen(await at.state('prod'))).toEqual(seen(before));
    await expect(undo(at, { journalPath: undefined })).rejects.toMatchObject({ code: 'CA-INPUT-005' });
    await expect(undo(at, { runId: 'nobody' })).rejects.toMatchObject({ code: 'CA-INPUT-005' });
  });

  test('deletes only when told to, and says what cannot come back', async () => {
    const { at, report } = await promoted();
    const taken = await undo(at, { target: 'Deleted' });
    expect(taken.outcomes.map((outcome) => ('to' in outcome ? outcome.to : outcome.kind))).toEqual(
      report.outcomes.map(() => 'Deleted'),
    );
    const back = await undo(at, { direction: 'restore', runId: taken.runId });
    expect(back.outcomes.map(({ kind }) => kind)).toEqual(report.outcomes.map(() => 'blocked'));
  });

  test('leaves a tag that somebody moved since', async () => {
    const { at } = await promoted();
    const { tags } = formatList.find(({ name }) => name === part.format)?.publishing ?? {};
    await tags?.set(part, 'latest', '1.0.0', await at.target('npm', 'prod'));
    await tags?.set({ ...part, name: 'part-0' }, 'latest', '2.0.0', await at.target('npm', 'prod'));
    await buildSet(at.folder, '3.0.0', { npm: 2 });
    await at.publish([join(at.folder, 'dist-3.0.0', 'npm', 'part-1.tgz')], { to: 'prod', npmTag: 'latest' });
    const taken = await undo(at);
    expect(taken.warnings).toEqual([expect.stringContaining('`latest` points at 3.0.0')]);
    expect(await at.tags('prod', part)).toEqual({ latest: '3.0.0' });
    expect(await at.tags('prod', { ...part, name: 'part-0' })).toEqual({ latest: '1.0.0' });
  });

  test('without a run named, takes back the last promotion that changed something', async () => {
    const { at, report, before, plan } = await promoted();
    const coordinates = plan.items.map(({ purl }) => purl);
    const again = await at.apply(await at.plan({ coordinates, distTags: ['copy'] }), { journalPath });
    expect(new Set(again.outcomes.map(({ kind }) => kind))).toEqual(new Set(['unchanged']));
    const taken = await undo(at);
    expect(taken.outcomes).toHaveLength(report.outcomes.length);
    expect(seen(await at.state('prod'))).toEqual(seen(before));
  });

  test('killed at each write, it continues', async () => {
    const calm = await promoted();
    const counting = mortal(calm.at.host, Number.POSITIVE_INFINITY, 'before');
    await undo(calm.at, {}, counting.host as typeof calm.at.host);
    await calm.at.close();
    expect(counting.count()).toBeGreaterThanOrEqual(6);
    const points = Array.from({ length: counting.count() }, (_, index) => index + 1);
    const all = (['before', 'after'] as const).flatMap((moment) => points.map((k) => ({ k, moment })));
    const chosen = sampled(all, 3, 11);
    let kills = 0;
    for (const { k, moment } of chosen) {
      const { at, before } = await promoted();
      const dying = mortal(at.host, k, moment);
      await undo(at, {}, dying.host as typeof at.host).catch(() => undefined);
      if (dying.isDead()) kills++;
      const runs = readJournal((await at.host.files.readText(journalPath)) ?? '', 'journal').runs;
      const run = runs.filter(({ verb }) => verb === 'promote').at(-1);
      await undo(at, { runId: run?.runId });
      expect({ k, moment, state: seen(await at.state('prod')) }).toEqual({ k, moment, state: seen(before) });
      await at.close();
    }
    // Writes side by side may be fewer in another run by one that a look made needless.
    expect(kills).toBeGreaterThanOrEqual(chosen.length - 2);
  });

  test('cut off before its own end is noted, the same command finishes it and takes back nothing else', async () => {
    for (const isLatest of [false, true]) {
      const { at, report, before } = await promoted();
      await undo(at, { isLatest });
      const journal = (await at.host.files.readText(journalPath)) ?? '';
      const lines = journal.trimEnd().split('\n');
      expect(lines.at(-1)).toContain('"end"');
      await at.host.files.write(journalPath, Buffer.from(`${lines.slice(0, -1).join('\n')}\n`), {});
      const again = await undo(at, { isLatest });
      expect(again.outcomes.map(({ kind }) => kind)).toEqual(report.outcomes.map(() => 'unchanged'));
      expect(seen(await at.state('prod'))).toEqual(seen(before));
      // Now it has one, and the next is about the release before.
      const next = await undo(at, { isLatest });
      expect(next.outcomes.map(({ ref }) => 'version' in ref && ref.version)).toContain('1.0.0');
      await at.close();
    }
  });

  test('of what came first leaves `latest` on what others put there', async () => {
    const at = await openWorld(folder());
    const first = requireManifest((await at.publish([await buildSet(at.folder, '2.0.0', { npm: 1 })])).manifest);
    await at.apply(await at.plan({ manifest: first, distTags: ['copy', 'beta=2.0.0'] }), { journalPath });
    await buildSet(at.folder, '1.0.0', { npm: 1 });
    const ref = { ...part, name: 'part-0' };
    await at.publish([join(at.folder, 'dist-1.0.0', 'npm', 'part-0.tgz')], { to: 'prod', npmTag: 'old' });
    expect(await at.tags('prod', ref)).toEqual({ latest: '2.0.0', beta: '2.0.0', old: '1.0.0' });
    await undo(at);
    expect(await at.tags('prod', ref)).toEqual({ latest: '1.0.0', old: '1.0.0' });
  });
});
