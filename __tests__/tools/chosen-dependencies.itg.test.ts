// What the real npm, pip and Maven install for a requirement, against what a promotion with `include-dependencies` takes
// from the same repository: generated packages, seeded.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { parseCoordinate } from '../../src/core/model/coordinates.ts';
import { temporaryFolders } from '../support/folders.ts';
import { byLane } from '../support/lane.ts';
import { random } from '../support/packages/config-samples.ts';
import { pomText, writeLayout } from '../support/packages/maven-package.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { runMaven } from '../support/programs/maven-tool.ts';
import { type FoundTool, findTool, programOf, runTool } from '../support/programs/tools.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';

jest.setTimeout(byLane(240_000, 3_600_000));

const folder = temporaryFolders();
let at: World | undefined;
afterEach(async () => {
  const errors = at?.errors;
  await at?.close();
  at = undefined;
  expect(errors ?? []).toEqual([]);
});

async function newWorld(): Promise<World> {
  at = await openWorld(folder());
  return at;
}

interface Case {
  /** Of the package that is needed, in the order in which they are published. */
  readonly available: readonly string[];
  /** What the packages between say of it; each is needed by the promoted one. */
  readonly requirements: readonly string[];
}

function cases(seed: number, count: number, pool: readonly string[], requirements: readonly string[]): Case[] {
  const next = random(seed);
  const pick = <T>(values: readonly T[]) => values[Math.floor(next() * values.length)] as T;
  return Array.from({ length: count }, (_, index) => {
    const available = new Set(Array.from({ length: 1 + Math.floor(next() * 6) }, () => pick(pool)));
    const dependants = next() < 0.3 ? 2 : 1;
    return {
      available: [...available],
      // Each requirement has its turn.
      requirements: [requirements[index % requirements.length] as string, pick(requirements)].slice(0, dependants),
    };
  });
}

const names = (index: number) => ({ root: `root${index}`, needed: `needed${index}` });

/** Of each case, the versions of what is needed that the promotion of all roots takes along. */
async function planned(
  world: World,
  all: readonly Case[],
  rootOf: (index: number) => string,
): Promise<readonly (readonly string[])[]> {
  const coordinates = all.map((_, index) => rootOf(index));
  const plan = await world.plan({ coordinates, includeDependencies: true });
  const refs = plan.items.map(({ purl }) => parseCoordinate(purl));
  return all.map((_, index) =>
    refs.flatMap(({ name, version = '' }) => (name === names(index).needed ? [version] : [])).sort(),
  );
}

const indicesOf = (versions: readonly (readonly string[])[], isWanted: (count: number) => boolean) =>
  versions.flatMap((each, index) => (isWanted(each.length) ? [index] : []));

function program(tool: FoundTool): string {
  if ('missing' in tool) throw new Error(tool.missing);
  return programOf(tool);
}

const npm = findTool('npm-11', 'npm');
('missing' in npm ? describe.skip : describe)('npm', () => {
  const POOL = '0.9.0 1.0.0-rc.1 1.0.0 1.2.0 1.10.0 2.0.0-beta.1 2.0.0 2.1.0-rc.1 3.0.0-alpha.0'.split(' ');
  const REQUIREMENTS = [
    '^1.0.0',
    '~1.2',
    '1.x',
    '>=1',
    '*',
    '',
    '1.0.0 - 2.0.0',
    '^2.0.0-beta.0',
    'latest',
    '<2',
  ].concat(['>=1.0.0-rc.0 <2', '^1.0.0-rc.1 || ^3.0.0-alpha', '2.0.0', '=1.2.0', '>1.2.0']);

  /** What each case gets; undefined where npm finds nothing for one of them. */
  async function taken(world: World, indices: readonly number[]): Promise<string[][] | undefined> {
    const endpoint = await world.endpoint('npm', 'staging');
    const home = join(await realpath(world.folder), `home-${indices.join('-').slice(0, 40)}`);
    const project = join(home, 'project');
    await mkdir(project, { recursive: true });
    const auth = `//${new URL(endpoint).host}${new URL(endpoint).pathname}:_authToken=${(await world.token()).reveal()}`;
    await writeFile(join(home, '.npmrc'), `registry=${endpoint}\n${auth}\n`, { mode: 0o600 });
    const dependencies = Object.fromEntries(indices.map((index) => [`@acme/${names(index).root}`, '1.0.0']));
    const manifest = { name: 'project', version: '1.0.0', private: true, dependencies };
    await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
    const ran = await runTool(program(npm), ['install', '--package-lock-only', '--no-audit', '--no-fund'], {
      cwd: project,
      home,
      ...('path' in npm && npm.path !== undefined ? { env: { PATH: npm.path } } : {}),
    });
    if (ran.status !== 0) {
      expect(ran.text).toMatch(/ETARGET|ENOVERSIONS/);
      return undefined;
    }
    const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string }>;
    };
    return indices.map((index) => {
      const found = Object.entries(lock.packages).filter(([path]) => path.endsWith(`/@acme/${names(index).needed}`));
      return [...new Set(found.map(([, { version }]) => version))].sort();
    });
  }

  test('takes what the plan takes', async () => {
    const world = await newWorld();
    const all = cases(19, byLane(30, 400), POOL, REQUIREMENTS);
    const pack = (name: string, version: string, dependencies = {}) =>
      writeNpmPackage(join(world.folder, `${name}-${version}.tgz`), {
        name: `@acme/${name}`,
        version,
        manifest: { dependencies },
      });
    // One version after the other: `latest` goes to what was published last.
    for (let place = 0; place < 6; place++) {
      const files = all.flatMap(({ available }, index) => {
        const version = available[place];
        return version === undefined ? [] : [pack(names(index).needed, version)];
      });
      if (files.length > 0) await world.publish(await Promise.all(files));
    }
    const files: Promise<string>[] = [];
    for (const [index, { requirements }] of all.entries()) {
      const { root, needed } = names(index);
      const between = requirements.map((_, place) => `between${index}-${place}`);
      for (const [place, name] of between.entries())
        files.push(pack(name, '1.0.0', { [`@acme/${needed}`]: requirements[place] }));
      files.push(pack(root, '1.0.0', Object.fromEntries(between.map((name) => [`@acme/${name}`, '1.0.0']))));
    }
    await world.publish(await Promise.all(files));
    const ours = await planned(world, all, (index) => `npm:@acme/${names(index).root}@1.0.0`);
    const isGood = (index: number) => all[index]?.requirements.length === 1 && ours[index]?.length === 1;
    const single = all.flatMap((_, index) => (isGood(index) ? [index] : []));
    const theirs = await taken(world, single);
    for (const [place, index] of single.entries())
      expect({ each: all[index], ours: ours[index] }).toEqual({ each: all[index], ours: theirs?.[place] });
    // Two dependants may share what was taken for the first; either alone is given what the plan has.
    const shared = all.flatMap(({ requirements }, index) =>
      requirements.length > 1 && (ours[index]?.length ?? 0) > 0 ? [index] : [],
    );
    for (const index of shared.slice(0, byLane(3, 100))) {
      const [versions] = (await taken(world, [index])) ?? [[]];
      expect({ each: all[index], ours: ours[index] }).toEqual({
        each: all[index],
        ours: expect.arrayContaining(versions ?? []),
      });
    }
    for (const index of indicesOf(ours, (count) => count === 0).slice(0, byLane(2, 50)))
      expect({ each: all[index], theirs: await taken(world, [index]) }).toEqual({
        each: all[index],
        theirs: undefined,
      });
  });
});

describe.each(['pip-23', 'pip-26'])('%s', (id) => {
  const pip = findTool(id, 'pip');
  const POOL = '0.9 1.0rc1 1.0 1.0.post1 1.1.dev1 1.2 1.10 2.0b1 2.0 2.1rc1 3.0a1'.split(' ');
  const REQUIREMENTS = ['>=1', '<2', '~=1.2', '==1.*', '>=1,<2', '>=2.0b1', '<=2.1rc1', '!=1.2', '==2.0b1', ''].concat([
    '>1.0',
    '>=1.0rc1,<2',
    '!=2.0,!=1.10',
    '==1.2',
    // pip 23 goes through the bounds one after the other in any order, and takes none of these two as a wish for prereleases.
    ...(id === 'pip-26' ? ['<2.0rc1', '>2.0b1'] : []),
  ]);

  /** What each case gets; undefined where pip finds nothing for one of them. */
  async function taken(world: World, indices: readonly number[]): Promise<string[][] | undefined> {
    const endpoint = new URL(await world.endpoint('pypi', 'staging'));
    endpoint.username = 'aws';
    endpoint.password = (await world.token()).reveal();
    const home = join(await realpath(world.folder), 'home');
    const report = join(home, 'report.json');
    const args = ['install', '--dry-run', '--ignore-installed', '--no-cache-dir', '--report', report];
    const ran = await runTool(program(pip), [...args, ...indices.map((index) => `${names(index).root}==1`)], {
      cwd: world.folder,
      home,
      env: { PIP_INDEX_URL: `${endpoint}simple/`, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    });
    if (ran.status !== 0) {
      expect(ran.text).toMatch(/No matching distribution|ResolutionImpossible/);
      return undefined;
    }
    const { install } = JSON.parse(await readFile(report, 'utf8')) as {
      install: { metadata: { name: string; version: string } }[];
    };
    return indices.map((index) =>
      install.flatMap(({ metadata }) => (metadata.name === names(index).needed ? [metadata.version] : [])),
    );
  }

  ('missing' in pip ? test.skip : test)('takes what the plan takes', async () => {
    const world = await newWorld();
    const all = cases(26, byLane(40, 300), POOL, REQUIREMENTS);
    const build = async (name: string, version: string, requires: readonly string[] = []) => {
      const { fileName, data } = await buildWheel({ name, version, requires });
      await writeFile(join(world.folder, fileName), data);
      return join(world.folder, fileName);
    };
    const files: Promise<string>[] = [];
    for (const [index, { available, requirements }] of all.entries()) {
      const { root, needed } = names(index);
      for (const version of available) files.push(build(needed, version));
      const between = requirements.map((_, place) => `between${index}-${place}`);
      for (const [place, name] of between.entries()) files.push(build(name, '1', [`${needed}${requirements[place]}`]));
      files.push(build(root, '1', between));
    }
    await world.publish(await Promise.all(files));
    const ours = await planned(world, all, (index) => `pypi:${names(index).root}@1`);
    // pip 23 takes no prerelease that was not asked for, even where nothing else is there.
    const isLastResort = (index: number) =>
      id === 'pip-23' && ours[index]?.some((version) => /[a-z]\d/.test(version.replace('.post', '')));
    // Where nothing suits both dependants, the plan has what either alone is given.
    const good = indicesOf(ours, (count) => count === 1).filter((index) => !isLastResort(index));
    const theirs = await taken(world, good);
    for (const [place, index] of good.entries())
      expect({ each: all[index], ours: ours[index] }).toEqual({ each: all[index], ours: theirs?.[place] });
    for (const index of indicesOf(ours, (count) => count !== 1).slice(0, byLane(3, 50)))
      expect({ each: all[index], theirs: await taken(world, [index]) }).toEqual({
        each: all[index],
        theirs: undefined,
      });
  });
});

describe.each(['maven-3', 'maven-4'])('%s', (id) => {
  const mvn = findTool(id, 'mvn');
  const POOL = '0.9 1.0-rc1 1.0 1.2 1.10 2.0-alpha-1 2.0-M1 2.0 2.1-rc-1 3.0-beta'.split(' ');
  const REQUIREMENTS = ['1.0', '[1.0,2.0)', '[1.0]', '(1.0,)', '(,2.0]', '[1.0,)', '2.0-M1', '(,1.0],[2.0,)'].concat([
    '[2.0-alpha-1,2.0)',
    '(,1.2)',
    '1.10',
    '[0.9,1.0]',
  ]);
  const groupId = 'com.acme';

  ('missing' in mvn ? test.skip : test)('takes what the plan takes', async () => {
    const world = await newWorld();
    const all = cases(38, byLane(24, 300), POOL, REQUIREMENTS).map(({ available, requirements }) => ({
      available,
      requirements: requirements.slice(0, 1),
    }));
    const root = join(world.folder, 'layout');
    for (const [index, { available, requirements }] of all.entries()) {
      const { root: artifactId, needed } = names(index);
      for (const version of available) await writeLayout(root, { groupId, artifactId: needed, version });
      const dependencies = requirements.map((version) => ({ groupId, artifactId: needed, version }));
      await writeLayout(root, { groupId, artifactId, version: '1', dependencies });
    }
    await world.publish([root]);
    const endpoint = await world.endpoint('maven', 'staging');
    const home = await realpath(world.folder);
    const run = { program: program(mvn), home: join(home, id), endpoint, token: (await world.token()).reveal() };
    // Extensions are fetched with all they need before any plugin is asked for, and those need the public repository.
    const mavenTakes = async (indices: readonly number[], local: string) => {
      const extensions = indices.map(
        (index) =>
          `<extension><groupId>${groupId}</groupId><artifactId>${names(index).root}</artifactId><version>1</version></extension>`,
      );
      const extra = `<build><extensions>${extensions.join('')}</extensions></build>`;
      const project = join(home, `project-${local}`);
      await mkdir(project, { recursive: true });
      const pom = { groupId: 'com.acme.app', artifactId: 'app', version: '1', packaging: 'pom', extra };
      await writeFile(join(project, 'pom.xml'), pomText(pom));
      return runMaven(run, project, ['-q', 'validate'], join(home, local));
    };
    const ours = await planned(world, all, (index) => `maven:${groupId}:${names(index).root}@1`);
    const good = indicesOf(ours, (count) => count > 0);
    const ran = await mavenTakes(good, 'm2');
    expect([ran.text, ran.status]).toEqual([expect.anything(), 0]);
    for (const index of good) {
      const held = join(home, 'm2', 'com', 'acme', names(index).needed);
      const theirs: string[] = [];
      for (const version of await readdir(held))
        if (existsSync(join(held, version, `${names(index).needed}-${version}.jar`))) theirs.push(version);
      expect({ each: all[index], ours: ours[index] }).toEqual({ each: all[index], ours: theirs });
    }
    const bad = indicesOf(ours, (count) => count === 0);
    expect(bad.length).toBeGreaterThan(0);
    for (const index of bad.slice(0, byLane(2, 20))) {
      const failed = await mavenTakes([index], `m2-${index}`);
      expect({ each: all[index], status: failed.status }).toEqual({ each: all[index], status: 1 });
    }
  });
});
