// The whole release: published and promoted as one set; killed before and after its remote writes and run again, it
// ends as an undisturbed run does, with the journal and without it, and before that nobody gets a part of it.
//
// Kill points are sampled with a fixed seed; the slow lane takes every one of a set of middle size, and 60 of the whole.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ReleaseManifest } from '../../../src/core/documents/manifest.ts';
import { readJournal } from '../../../src/core/documents/read-journal.ts';
import { parseVersionCoordinate } from '../../../src/core/model/coordinates.ts';
import type { PackageReference } from '../../../src/core/model/package.ts';
import type { Clock } from '../../../src/core/ports/host.ts';
import { temporaryFolder } from '../../support/folders.ts';
import { byLane, isSlowLane, sampled } from '../../support/lane.ts';
import {
  buildRelease,
  MIDDLE,
  type ReleaseSet,
  type ReleaseSize,
  rootsOf,
  WHOLE,
} from '../../support/packages/release-set.ts';
import { mortal } from '../../support/programs/kill.ts';
import { ACCOUNT, DOMAIN } from '../../support/servers/local-registry.ts';
import { openWorld, requireManifest, sideOf, type World } from '../../support/worlds/release-world.ts';

jest.setTimeout(byLane(240_000, 6 * 3600_000));

const OLD = '1.0.0';
const NEW = '1.1.0';
const journalPath = 'journal.jsonl';
const base = temporaryFolder();

/** A server whose repositories `old` and `staging` hold the two releases. */
interface Stage {
  readonly at: World;
  /** Of the process under test: its waits for the pace take a twentieth of their time. */
  readonly host: World['host'];
  readonly size: ReleaseSize;
  readonly release: ReleaseSet;
  readonly oldManifest: ReleaseManifest;
  readonly newManifest: ReleaseManifest;
  /** A new repository with the old release in it, in place of the last one. */
  fresh(): Promise<string>;
}

async function openStage(name: string, size: ReleaseSize): Promise<Stage> {
  const setup = { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories: ['old', 'staging'] }] };
  const at = await openWorld(join(base, name), { setup });
  const old = await buildRelease(at.folder, OLD, size);
  const release = await buildRelease(at.folder, NEW, size);
  const { manifest } = await at.publish(old.packages, { to: 'old', named: old.named });
  const oldManifest = requireManifest(manifest);
  let isUsed = false;
  const fresh = async () => {
    const { repositories } = at.local.registry;
    const repository = 'production';
    const place = { domain: DOMAIN, domainOwner: ACCOUNT, repository };
    if (isUsed) repositories.delete(place);
    repositories.create(place, { administratorAccount: ACCOUNT });
    isUsed = true;
    for (const { purl, revision } of oldManifest.versions) {
      const { version, ...ref } = parseVersionCoordinate(purl);
      await at.client.copyPackageVersions({
        ...at.at('old'),
        sourceRepository: 'old',
        destinationRepository: repository,
        package: ref,
        revisions: { [version]: revision },
      });
    }
    at.exchanges.splice(0);
    return repository;
  };
  const published = await at.publish(release.packages, { to: 'staging', named: release.named });
  return {
    at,
    host: { ...at.host, clock: hurried(at.host.clock) },
    size,
    release,
    oldManifest,
    newManifest: requireManifest(published.manifest),
    fresh,
  };
}

const HURRY = 20;

function hurried(clock: Clock): Clock {
  return {
    ...clock,
    monotonic: () => clock.monotonic() * HURRY,
    sleep: (milliseconds, signal) => clock.sleep(milliseconds / HURRY, signal),
  };
}

const npmPart = (name: string): PackageReference => ({ format: 'npm', namespace: 'acme', name });

/** Who names no version gets the old release of what stands on all the rest, or all of the new one is there. */
async function expectNoPart({ at, size, newManifest }: Stage, repository: string): Promise<'old' | 'new'> {
  const roots = rootsOf(size);
  const { latest } = await at.tags(repository, npmPart(roots.npm));
  const wheels = (await at.read(repository).visible?.(at.at(repository), { format: 'pypi', name: roots.pypi })) ?? [];
  const isThere = async (format: string) => {
    for (const { purl } of newManifest.versions) {
      const ref = parseVersionCoordinate(purl);
      if (ref.format !== format) continue;
      const found = await at.client.describePackageVersion(at.at(repository), ref);
      if (found?.status !== 'Published') return false;
    }
    return true;
  };
  if (latest !== OLD) expect({ latest, whole: await isThere('npm') }).toEqual({ latest: NEW, whole: true });
  if (wheels.includes(NEW)) expect(await isThere('pypi')).toBe(true);
  return latest === OLD ? 'old' : 'new';
}

const MOMENTS = ['before', 'after'] as const;
const JOURNALS = ['kept', 'deleted'] as const;

interface Kill {
  readonly k: number;
  readonly moment: (typeof MOMENTS)[number];
  readonly journal: (typeof JOURNALS)[number];
}

function forgetJournal(at: World, journal: Kill['journal'] = 'deleted'): void {
  if (journal === 'deleted') rmSync(join(at.folder, journalPath), { force: true });
}

type Run = (repository: string, host: World['host']) => Promise<{ outcomes: readonly { kind: string }[] }>;

/** Kills one run, looks, runs again, and gives the end. */
async function killed(stage: Stage, kill: Kill, run: Run) {
  const { at, host } = stage;
  const repository = await stage.fresh();
  forgetJournal(at);
  const dying = mortal(host, kill.k, kill.moment);
  await run(repository, { ...host, ...dying.host }).catch(() => undefined);
  const isDead = dying.isDead();
  const seen = await expectNoPart(stage, repository);
  forgetJournal(at, kill.journal);
  const again = await run(repository, host);
  expect(again.outcomes.filter(({ kind }) => !['published', 'promoted', 'unchanged'].includes(kind))).toEqual([]);
  readJournal((await at.host.files.readText(journalPath)) ?? '', 'journal').runs;
  const state = await at.state(repository, { revisions: false });
  at.exchanges.splice(0);
  at.host.lines.splice(0);
  return { isDead, seen, state };
}

const publishing =
  ({ at, release }: Stage): Run =>
  (to, host) =>
    at.publish(release.packages, {
      to,
      named: release.named,
      host,
      side: sideOf(at, at.at(to), { host }),
      journalPath,
      concurrency: 2,
    });

const promoting =
  ({ at, newManifest }: Stage, distTags: string): Run =>
  async (to, host) => {
    const plan = await at.plan({ manifest: newManifest, distTags: [distTags] }, 'staging', to);
    return at.apply(plan, { host, side: sideOf(at, at.at(to), { host }), journalPath, concurrency: 2 });
  };

interface Sweep {
  readonly run: Run;
  /** Kills to sample of all points in all ways. */
  readonly count: number;
  readonly seed: number;
  readonly least: number;
}

/** Undisturbed, then killed at each chosen point in each way. */
async function sweep(stage: Stage, { run, count, seed, least }: Sweep): Promise<void> {
  const { at, host } = stage;
  const calm = await stage.fresh();
  forgetJournal(at);
  const counting = mortal(host, Number.POSITIVE_INFINITY, 'before');
  await run(calm, { ...host, ...counting.host });
  const expected = await at.state(calm, { revisions: false });
  const writes = counting.count();
  expect(writes).toBeGreaterThanOrEqual(least);
  const tally = { kills: 0, old: 0, new: 0 };
  const ways = MOMENTS.flatMap((moment) => JOURNALS.map((journal) => ({ moment, journal })));
  const kills = ways.flatMap((way) => Array.from({ length: writes }, (_, index) => ({ k: index + 1, ...way })));
  // Each of the whole set takes ten seconds; the set of middle size is killed everywhere.
  for (const kill of sampled(kills, count, seed, stage.size === WHOLE ? 60 : undefined)) {
    const { isDead, seen, state } = await killed(stage, kill, run);
    expect({ ...kill, state }).toEqual({ ...kill, state: expected });
    if (isDead) tally.kills++;
    tally[seen]++;
  }
  // Writes side by side may be fewer in another run by one that a look made needless; nearly all kills did happen.
  expect(tally.kills).toBeGreaterThan((tally.old + tally.new) * 0.95 - 1);
  if (isSlowLane) process.stderr.write(`${writes} writes, ${JSON.stringify(tally)}\n`);
}

const sizes = [
  ['a set of middle size', MIDDLE, 3, 30],
  ['the whole set', WHOLE, 1, 120],
] as const;

describe.each(sizes)('%s', (name, size, count, least) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(name.replaceAll(' ', '-'), size);
  });
  afterAll(async () => {
    expect(stage.at.errors).toEqual([]);
    await stage.at.close();
  });

  test('is published and promoted whole, again unchanged', async () => {
    const { at, release, newManifest } = stage;
    expect(newManifest.versions).toHaveLength(release.count);
    expect(new Set(newManifest.versions.map(({ purl }) => parseVersionCoordinate(purl).format)).size).toBe(5);
    const to = await stage.fresh();
    const report = await promoting(stage, 'copy')(to, at.host);
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(newManifest.versions.map(() => 'promoted'));
    for (const [name, found] of Object.entries(await at.state(to))) {
      const { versions, tags } = found as { versions: object; tags: Record<string, string> | null };
      expect({ name, versions: Object.keys(versions).sort() }).toEqual({ name, versions: [OLD, NEW] });
      expect(tags?.latest ?? NEW).toBe(NEW);
    }
    at.writesSince();
    for (const run of [publishing(stage), promoting(stage, 'copy')]) {
      const again = await run(to, at.host);
      expect(new Set(again.outcomes.map(({ kind }) => kind))).toEqual(new Set(['unchanged']));
    }
    expect(at.writesSince()).toEqual([]);
  });

  test('publish, killed and run again', () => sweep(stage, { run: publishing(stage), count, seed: 17, least }));

  // The whole set differs from the other by its size: in the fast lane it is promoted in one way.
  test.each(size === WHOLE ? byLane(['copy'], ['keep', 'copy']) : ['keep', 'copy'])(
    'promote with dist-tags %s, killed and run again',
    (distTags) => sweep(stage, { run: promoting(stage, distTags), count, seed: 29, least: size.npm + size.wheels }),
  );
});
