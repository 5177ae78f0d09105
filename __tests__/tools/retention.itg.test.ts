// Retention in the eyes of the real npm: what it installs is there before and after, whatever tags and hidden versions
// the package has.
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import semver from 'semver';
import { retire } from '../../src/core/operations/retire/retire.ts';
import { formatList, publishedFormats } from '../../src/formats/index.ts';
import { temporaryFolders } from '../support/folders.ts';
import { byLane } from '../support/lane.ts';
import { random } from '../support/packages/config-samples.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { findTool, runTool } from '../support/programs/tools.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';

jest.setTimeout(byLane(180_000, 3_600_000));

const found = findTool('npm-11', 'npm');
const run = 'missing' in found ? describe.skip : describe;
const folder = temporaryFolders();
const app = { format: 'npm', namespace: 'acme', name: 'app' } as const;
const ALL = ['1.0.0', '1.1.0-rc.1', '1.1.0', '1.2.0', '2.0.0-beta.1', '2.0.0', '2.1.0-rc.1'];

let at: World | undefined;
afterEach(async () => {
  const errors = at?.errors;
  await at?.close();
  expect(errors ?? []).toEqual([]);
});

/** The version that npm puts into an empty project. */
async function installed(world: World, name: string, wanted: string): Promise<string> {
  if ('missing' in found) throw new Error(found.missing);
  const endpoint = await world.endpoint('npm', 'staging');
  const home = join(await realpath(world.folder), `home-${name}`);
  const project = join(home, 'project');
  await mkdir(project, { recursive: true });
  const auth = `//${new URL(endpoint).host}${new URL(endpoint).pathname}:_authToken=${(await world.token()).reveal()}`;
  await writeFile(join(home, '.npmrc'), `registry=${endpoint}\n${auth}\n`, { mode: 0o600 });
  await writeFile(join(project, 'package.json'), '{"name":"project","version":"1.0.0","private":true}');
  const ran = await runTool(found.program, ['install', wanted, '--no-audit', '--no-fund'], {
    cwd: project,
    home,
    ...(found.path === undefined ? {} : { env: { PATH: found.path } }),
  });
  expect([ran.text, ran.status]).toEqual([expect.anything(), 0]);
  const manifest = await readFile(join(project, 'node_modules/@acme/app/package.json'), 'utf8');
  return JSON.parse(manifest).version;
}

/** What npm is told: versions that it may choose from, and the tags. By its own wire, read without our reader. */
async function packument(world: World): Promise<{ versions: string[]; tags: Record<string, string> }> {
  const endpoint = await world.endpoint('npm', 'staging');
  const headers = { authorization: `Bearer ${(await world.token()).reveal()}` };
  const answer = await fetch(`${endpoint}@acme%2fapp`, { headers });
  if (answer.status === 404) return { versions: [], tags: {} };
  const body = (await answer.json()) as { versions?: object; 'dist-tags'?: Record<string, string> };
  return { versions: Object.keys(body.versions ?? {}), tags: body['dist-tags'] ?? {} };
}

const set = async (world: World, tag: string, version: string) =>
  publishedFormats.npm.publishing?.tags?.set(app, tag, version, await world.target('npm', 'staging'));

run('retention by rules', () => {
  test('`npm install` finds `latest` and the other tags as before', async () => {
    const world = await openWorld(folder());
    at = world;
    for (const version of ALL)
      await world.publish([
        await writeNpmPackage(join(world.folder, `app-${version}.tgz`), { name: '@acme/app', version }),
      ]);
    await set(world, 'latest', '1.1.0');
    await set(world, 'lts', '1.0.0');
    const ports = { host: world.host, formats: formatList, destination: world.write('staging') };
    const request = { target: 'Archived', concurrency: 4, dryRun: false, journalPath: 'journal.jsonl' } as const;
    await retire({ ...request, coordinates: ['npm:@acme/app@2.0.0'] }, ports);
    expect(await installed(world, 'before', '@acme/app')).toBe('1.1.0');
    const report = await retire({ ...request, retention: 'keep-newest: 1' }, ports);
    expect(report.outcomes.map(({ kind, ref }) => [kind, ref.version])).toEqual([['changed', '1.1.0-rc.1']]);
    expect(await installed(world, 'after', '@acme/app')).toBe('1.1.0');
    expect(await installed(world, 'lts', '@acme/app@lts')).toBe('1.0.0');
    expect(await installed(world, 'range', '@acme/app@^1.1')).toBe('1.1.0');
  });

  test('random packages: what npm is told stays installable (property)', async () => {
    const rounds = byLane(6, 150);
    let retired = 0;
    for (let seed = 1; seed <= rounds; seed++) {
      const next = random(seed);
      const pick = <T>(...values: readonly T[]) => values[Math.floor(next() * values.length)] as T;
      const world = await openWorld(folder());
      try {
        const versions = ALL.filter((_, index) => index === seed % ALL.length || next() < 0.7);
        for (const version of versions)
          await world.publish([
            await writeNpmPackage(join(world.folder, `app-${version}.tgz`), { name: '@acme/app', version }),
          ]);
        for (const tag of ['latest', 'next', 'lts']) if (next() < 0.6) await set(world, tag, pick(...versions));
        const ports = { host: world.host, formats: formatList, destination: world.write('staging') };
        const request = { concurrency: 4, dryRun: false, journalPath: 'journal.jsonl' } as const;
        for (const version of versions.filter(() => next() < 0.25))
          await retire(
            { ...request, target: pick('Unlisted', 'Archived'), coordinates: [`npm:@acme/app@${version}`] },
            ports,
          );
        const count = pick(1, 2, 3);
        const before = await packument(world);
        const target = pick('Unlisted', 'Archived', 'Deleted');
        const report = await retire({ ...request, target, retention: `keep-newest: ${count}` }, ports);
        const after = await packument(world);
        const what = `seed ${seed}`;
        expect([what, report.outcomes.filter(({ kind }) => kind !== 'changed')]).toEqual([what, []]);
        const gone = before.versions.filter((version) => !after.versions.includes(version));
        retired += gone.length;
        expect([what, after.tags]).toEqual([what, before.tags]);
        for (const version of Object.values(before.tags))
          expect([what, gone]).not.toEqual([what, expect.arrayContaining([version])]);
        expect([what, after.versions.length >= Math.min(count, before.versions.length)]).toEqual([what, true]);
        const releases = (list: readonly string[]) => list.filter((version) => semver.prerelease(version) === null);
        const newest = semver.rsort(releases(before.versions)).slice(0, count);
        expect([what, after.versions]).toEqual([what, expect.arrayContaining(newest)]);
      } finally {
        await world.close();
      }
    }
    expect(retired).toBeGreaterThan(0);
  });
});
