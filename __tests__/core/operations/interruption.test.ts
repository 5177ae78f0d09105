// Killed before and after every remote write, then run again: the end is the one of an undisturbed run, with the
// journal and without it, and nobody sees half a release in between. The fast lane samples writes and ways.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { readJournal } from '../../../src/core/documents/read-journal.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { byLane, isSlowLane, sampled } from '../../support/lane.ts';
import { mortal } from '../../support/programs/kill.ts';
import { buildSet, openWorld, requireManifest, sideOf, type World } from '../../support/worlds/release-world.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(byLane(240_000, 3600_000));

const folder = temporaryFolders();
let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const OLD = '1.0.0';
const NEW = '1.1.0';
/** Writes at which the fast lane kills, of each way. */
const SAMPLE = 2;
const SMALL = { npm: 2 };
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const parts = [0, 1].map((index) => ({ format: 'npm', namespace: 'acme', name: `part-${index}` }) as const);

async function prepared(): Promise<{ world: World; dist: string }> {
  const opened = await openWorld(folder());
  world = opened;
  await opened.publish([await buildSet(opened.folder, OLD, SMALL)]);
  return { world: opened, dist: await buildSet(opened.folder, NEW, SMALL) };
}

async function publishKilled(k: number, moment: 'before' | 'after', keepsJournal: boolean) {
  const { world: at, dist } = await prepared();
  const dying = mortal(at.host, k, moment);
  const side = sideOf(at, at.at('staging'), { host: dying.host });
  await at
    .publish([dist], { host: dying.host, side, journalPath: 'journal.jsonl', concurrency: 2 })
    .catch(() => undefined);
  if (!dying.isDead()) return undefined;
  await expectNoHalfRelease(at);
  if (!keepsJournal) rmSync(join(at.folder, 'journal.jsonl'), { force: true });
  const again = await at.publish([dist], { journalPath: 'journal.jsonl' });
  expect(again.outcomes.filter(({ kind }) => kind !== 'published' && kind !== 'unchanged')).toEqual([]);
  expect(again.manifest?.versions).toHaveLength(again.outcomes.length);
  readJournal((await at.host.files.readText('journal.jsonl')) ?? '', 'journal').runs;
  const state = await at.state('staging', { revisions: false });
  expect(at.errors).toEqual([]);
  await at.close();
  world = undefined;
  return state;
}

/** `npm install NAME` takes `latest`: it may move only when every npm package of the set is there. */
async function expectNoHalfRelease(at: World): Promise<void> {
  const tags = await Promise.all(parts.map((ref) => at.tags('staging', ref)));
  const moved = tags.filter(({ latest }) => latest !== OLD);
  for (const { latest } of moved) expect(latest).toBe(NEW);
  if (moved.length === 0) return;
  for (const ref of parts) {
    const found = await at.client.describePackageVersion(at.at('staging'), { ...ref, version: NEW });
    expect(found?.status).toBe('Published');
  }
  // Dependencies first: a dependant may be moved only after what it needs.
  if (tags[1]?.latest === NEW) expect(tags[0]?.latest).toBe(NEW);
}

const PUBLISH_WAYS = [
  ['before', true],
  ['before', false],
  ['after', true],
  ['after', false],
] as const;

describe('publish', () => {
  test.each(sampled(PUBLISH_WAYS, 2, 1))('killed %s each write, journal kept: %s', async (moment, keepsJournal) => {
    const { world: undisturbed, dist } = await prepared();
    const counting = mortal(undisturbed.host, Number.POSITIVE_INFINITY, moment);
    const side = sideOf(undisturbed, undisturbed.at('staging'), { host: counting.host });
    await undisturbed.publish([dist], { host: counting.host, side, journalPath: 'journal.jsonl', concurrency: 2 });
    const expected = await undisturbed.state('staging', { revisions: false });
    await undisturbed.close();
    expect(counting.count()).toBeGreaterThanOrEqual(15);
    const points = sampled(upTo(counting.count()), SAMPLE, 3);
    let kills = 0;
    for (const k of points) {
      const state = await publishKilled(k, moment, keepsJournal);
      if (state === undefined) continue;
      kills++;
      expect({ k, state }).toEqual({ k, state: expected });
    }
    // Writes side by side may be fewer in another run by one that a look made needless.
    expect(kills).toBeGreaterThanOrEqual(points.length - 1);
  });
});

async function promoteKilled(k: number, moment: 'before' | 'after', resume: 'journal' | 'plan' | 'nothing') {
  const { world: at, dist } = await prepared();
  const old = requireManifest((await at.publish([join(at.folder, `dist-${OLD}`)])).manifest);
  await at.apply(await at.plan({ manifest: old }));
  const manifest = requireManifest((await at.publish([dist])).manifest);
  const plan = await at.plan({ manifest });
  const dying = mortal(at.host, k, moment);
  const side = sideOf(at, at.at('prod'), { host: dying.host });
  await at.apply(plan, { host: dying.host, side, journalPath: 'journal.jsonl', concurrency: 2 }).catch(() => undefined);
  const isDead = dying.isDead();
  if (isDead && resume !== 'journal') rmSync(join(at.folder, 'journal.jsonl'), { force: true });
  if (isDead) {
    const again = await at.apply(resume === 'nothing' ? await at.plan({ manifest }) : plan, {
      journalPath: 'journal.jsonl',
    });
    expect(again.outcomes.filter(({ kind }) => kind !== 'promoted' && kind !== 'unchanged')).toEqual([]);
  }
  const state = await at.state('prod', { revisions: false });
  expect(at.errors).toEqual([]);
  await at.close();
  world = undefined;
  return { isDead, state, writes: dying.count() };
}

const PROMOTE_WAYS = [
  ['before', 'journal'],
  ['before', 'plan'],
  ['before', 'nothing'],
  ['after', 'plan'],
  ['after', 'nothing'],
  ['after', 'journal'],
] as const;
/** Each way to continue once, and both moments. */
const SAMPLED_WAYS = PROMOTE_WAYS.filter((_, index) => isSlowLane || [0, 2, 3].includes(index));

describe('promote, keeping tags that the copy drags along', () => {
  test.each(SAMPLED_WAYS)('killed %s each write, continued with %s', async (moment, resume) => {
    const { state: expected, writes } = await promoteKilled(Number.POSITIVE_INFINITY, moment, resume);
    expect(writes).toBeGreaterThanOrEqual(10);
    const points = sampled(upTo(writes), SAMPLE, 5);
    let kills = 0;
    for (const k of points) {
      const { isDead, state } = await promoteKilled(k, moment, resume);
      if (isDead) kills++;
      expect({ k, state }).toEqual({ k, state: expected });
    }
    expect(kills).toBeGreaterThanOrEqual(points.length - 1);
  });
});
