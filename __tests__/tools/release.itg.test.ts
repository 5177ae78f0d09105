// What people's own clients get while a release is on its way: npm and pip, not told any version, at moments when the
// publishing process was killed; and the tags that npm shows after promotions.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { TagPlan } from '../../src/core/documents/plan.ts';
import { seenTags } from '../../src/core/operations/promote/plan-tags.ts';
import { temporaryFolders } from '../support/folders.ts';
import { byLane } from '../support/lane.ts';
import { buildRelease, type ReleaseSize, rootsOf } from '../support/packages/release-set.ts';
import { mortal } from '../support/programs/kill.ts';
import { findTool, programOf, runTool, whyNot } from '../support/programs/tools.ts';
import { openWorld, requireManifest, sideOf, type World } from '../support/worlds/release-world.ts';
import { deaf, TAG_SETUP, tagRound } from '../support/worlds/tag-rounds.ts';

jest.setTimeout(byLane(600_000, 3600_000));

const npm = findTool('npm-11', 'npm');
const pip = findTool('pip-26', 'pip');
const testUnless = (reason: string | undefined, title: string, work: () => Promise<void>) =>
  reason === undefined ? test(title, work) : test.skip(`${title} (skipped: ${reason})`, work);

const folder = temporaryFolders();
let world: World | undefined;
afterEach(async () => {
  const errors = world?.errors;
  await world?.close();
  world = undefined;
  expect(errors ?? []).toEqual([]);
});

const OLD = '1.0.0';
const NEW = '1.1.0';
const SIZE: ReleaseSize = { npm: 3, wheels: 3, modules: 1, nuget: 1 };
const roots = rootsOf(SIZE);

async function npmHome(at: World, repository: string): Promise<string> {
  const home = folder();
  const endpoint = await at.endpoint('npm', repository);
  const token = (await at.token()).reveal();
  const lines = [`registry=${endpoint}`, `${endpoint.replace(/^http:/, '')}:_authToken=${token}`, 'audit=false'];
  await writeFile(join(home, '.npmrc'), `${lines.join('\n')}\n`, { mode: 0o600 });
  return home;
}

const QUIET = { NPM_CONFIG_UPDATE_NOTIFIER: 'false', NPM_CONFIG_FUND: 'false', NPM_CONFIG_FETCH_RETRIES: '0' };

/** `npm install @acme/ROOT` into nothing, from an empty cache: name to version. */
async function npmInstalls(at: World, repository: string): Promise<Record<string, string>> {
  const home = await npmHome(at, repository);
  const project = join(home, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'project', version: '1.0.0' }));
  const ran = await runTool(programOf(npm), ['install', `@acme/${roots.npm}`], { cwd: project, home, env: QUIET });
  if (ran.status !== 0) throw new Error(ran.text);
  const { packages } = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  return Object.fromEntries(
    Object.entries(packages).flatMap(([path, { version }]) => (path === '' ? [] : [[path, version]])),
  );
}

/** `pip install ROOT`, the same way. */
async function pipInstalls(at: World, repository: string): Promise<Record<string, string>> {
  const home = folder();
  const endpoint = await at.endpoint('pypi', repository);
  const index = `${endpoint.replace('://', `://aws:${(await at.token()).reveal()}@`)}simple/`;
  const report = join(home, 'report.json');
  const env = { PIP_CONFIG_FILE: '/dev/null', PIP_NO_CACHE_DIR: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  const args = ['install', '--target', join(home, 'target'), '--report', report, '--index-url', index, roots.pypi];
  const ran = await runTool(programOf(pip), args, { cwd: home, home, env });
  if (ran.status !== 0) throw new Error(ran.text);
  const { install } = JSON.parse(await readFile(report, 'utf8')) as {
    install: { metadata: { name: string; version: string } }[];
  };
  return Object.fromEntries(install.map(({ metadata: { name, version } }) => [name, version]));
}

/** All of one release, with everything the root needs. */
function releaseOf(installed: Record<string, string>, count: number): string {
  expect(Object.keys(installed)).toHaveLength(count);
  const versions = [...new Set(Object.values(installed))];
  expect(versions).toHaveLength(1);
  return versions[0] as string;
}

/** A new root comes with everything new; under an old one, each part is of either release. */
function rootOf(installed: Record<string, string>): string {
  expect(Object.keys(installed)).toHaveLength(SIZE.npm);
  const root = installed[`node_modules/@acme/${roots.npm}`] ?? '';
  const parts = new Set(Object.values(installed));
  expect([...parts].filter((version) => version !== OLD && version !== NEW)).toEqual([]);
  if (root !== OLD) expect(parts).toEqual(new Set([NEW]));
  return root;
}

async function hasMoved(at: World): Promise<boolean> {
  const { latest } = await at.tags('staging', { format: 'npm', namespace: 'acme', name: 'part-0' });
  return latest === NEW;
}

describe('a publish that was killed', () => {
  // Writes of this set: 10 hidden uploads, 4 visible ones, 3 that finish, 6 of tags.
  testUnless(
    whyNot(npm, pip),
    'leaves npm install and pip install with a whole release, the old one until the end',
    async () => {
      const seen: Record<'npm' | 'pypi', string[]> = { npm: [], pypi: [] };
      for (const k of [2, 8, 12, 15, 17, 21]) {
        const at = await openWorld(folder());
        world = at;
        const old = await buildRelease(at.folder, OLD, SIZE);
        await at.publish(old.packages, { named: old.named });
        const release = await buildRelease(at.folder, NEW, SIZE);
        const dying = mortal(at.host, k, k % 2 === 0 ? 'before' : 'after');
        const host = { ...at.host, ...dying.host };
        const side = sideOf(at, at.at('staging'), { host });
        await at.publish(release.packages, { named: release.named, host, side, concurrency: 2 }).catch(() => undefined);
        expect(dying.isDead()).toBe(true);
        const parts = await npmInstalls(at, 'staging');
        // Once tags move, parts go first: a range of the old root may then be met by a new part.
        if (await hasMoved(at)) seen.npm.push(rootOf(parts));
        else seen.npm.push(releaseOf(parts, SIZE.npm));
        seen.pypi.push(releaseOf(await pipInstalls(at, 'staging'), SIZE.wheels));
        const again = await at.publish(release.packages, { named: release.named });
        expect(again.outcomes.filter(({ kind }) => kind !== 'published' && kind !== 'unchanged')).toEqual([]);
        if (k === 21) {
          expect(releaseOf(await npmInstalls(at, 'staging'), SIZE.npm)).toBe(NEW);
          expect(releaseOf(await pipInstalls(at, 'staging'), SIZE.wheels)).toBe(NEW);
        }
        await at.close();
        world = undefined;
      }
      // Never back to the old one, and the old one for as long as the root itself was not public.
      for (const versions of [seen.npm, seen.pypi]) {
        expect(versions).toEqual([...versions].sort());
        expect(versions.slice(0, 2)).toEqual([OLD, OLD]);
      }
      expect(seen.npm.slice(0, 5)).toEqual([OLD, OLD, OLD, OLD, OLD]);
    },
  );
});

describe('a promotion that was killed', () => {
  testUnless(whyNot(npm, pip), 'leaves npm install and pip install with a root of one whole release', async () => {
    for (const k of [2, 5, 9]) {
      const at = await openWorld(folder());
      world = at;
      const old = await buildRelease(at.folder, OLD, SIZE);
      const before = requireManifest((await at.publish(old.packages, { named: old.named })).manifest);
      await at.apply(await at.plan({ manifest: before }));
      const release = await buildRelease(at.folder, NEW, SIZE);
      const manifest = requireManifest((await at.publish(release.packages, { named: release.named })).manifest);
      const plan = await at.plan({ manifest, distTags: ['copy'] });
      const dying = mortal(at.host, k, 'after');
      const host = { ...at.host, ...dying.host };
      const side = sideOf(at, at.at('prod'), { host });
      await at.apply(plan, { host, side, concurrency: 1 }).catch(() => undefined);
      expect(dying.isDead()).toBe(true);
      const wheels = await pipInstalls(at, 'prod');
      expect([OLD, NEW]).toContain(releaseOf(wheels, SIZE.wheels));
      expect([OLD, NEW]).toContain(rootOf(await npmInstalls(at, 'prod')));
      await at.apply(plan);
      expect(releaseOf(await npmInstalls(at, 'prod'), SIZE.npm)).toBe(NEW);
      await at.close();
      world = undefined;
    }
  });
});

describe('npm view after a promotion', () => {
  // The fifth is the first one that the negative control notices.
  const ROUNDS = byLane(5, 60);

  /** Of a package without `latest` npm view shows nothing at all. */
  const isShown = (tagPlan: TagPlan) => seenTags(tagPlan).latest !== undefined;

  async function viewed(home: string, name: string): Promise<Record<string, string>> {
    const args = ['view', `@acme/${name}`, 'dist-tags', '--json', '--prefer-online'];
    const ran = await runTool(programOf(npm), args, { cwd: home, home, env: QUIET });
    if (ran.status !== 0) throw new Error(ran.text);
    return ran.stdout.trim() === '' ? {} : JSON.parse(ran.stdout);
  }

  testUnless(whyNot(npm), 'shows the tags of the plan, those that an upstream hides among them', async () => {
    world = await openWorld(folder(), { setup: TAG_SETUP });
    const home = await npmHome(world, 'prod');
    let hidden = 0;
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const { plan, ref } = await tagRound(world, seed);
      const [tagPlan] = plan.tags;
      if (!tagPlan) throw new Error('no tag plan');
      if (!isShown(tagPlan)) continue;
      hidden += Object.keys(tagPlan.hiddenByUpstream).length;
      expect({ seed, tags: await viewed(home, ref.name) }).toEqual({ seed, tags: seenTags(tagPlan) });
    }
    expect(hidden).toBeGreaterThan(0);
  });

  testUnless(whyNot(npm), 'negative control: with the repair off it does not', async () => {
    world = await openWorld(folder(), { setup: TAG_SETUP });
    const home = await npmHome(world, 'prod');
    let wrong = 0;
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const { plan, ref } = await tagRound(world, seed, deaf(world));
      const [tagPlan] = plan.tags;
      const sorted = (tags: Record<string, string>) => JSON.stringify(Object.entries(tags).sort());
      if (tagPlan && isShown(tagPlan) && sorted(await viewed(home, ref.name)) !== sorted(seenTags(tagPlan))) wrong++;
    }
    expect(wrong).toBeGreaterThan(0);
  });
});
