// What `rollback` and `retire` say of Unlisted versions, held against the real clients: a build that locked the version,
// one that names it, one that takes whatever is newest.
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { retire } from '../../src/core/operations/retire/retire.ts';
import { formatList } from '../../src/formats/index.ts';
import { temporaryFolders } from '../support/folders.ts';
import { pomText, writeLayout } from '../support/packages/maven-package.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { buildNupkg } from '../support/packages/nuget-package.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { runMaven } from '../support/programs/maven-tool.ts';
import { type FoundTool, findTool, programOf, runTool } from '../support/programs/tools.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';

jest.setTimeout(240_000);

const folder = temporaryFolders();
let at: World | undefined;
afterEach(async () => {
  const errors = at?.errors;
  await at?.close();
  at = undefined;
  expect(errors ?? []).toEqual([]);
});

async function newWorld(): Promise<{ world: World; home: string; token: string }> {
  const world = await openWorld(folder());
  at = world;
  return { world, home: await realpath(world.folder), token: (await world.token()).reveal() };
}

async function unlist(world: World, coordinate: string): Promise<void> {
  const report = await retire(
    { target: 'Unlisted', concurrency: 1, dryRun: false, journalPath: 'journal.jsonl', coordinates: [coordinate] },
    { host: world.host, formats: formatList, destination: world.write('staging') },
  );
  expect(report.outcomes.map(({ kind }) => kind)).toEqual(['changed']);
}

const said = (format: string) => formatList.find(({ name }) => name === format)?.unlisted;
const where = (tool: FoundTool) => ('missing' in tool ? test.skip : test);

const npm = findTool('npm-11', 'npm');
where(npm)('npm: lock files keep working, the exact version is not found', async () => {
  const { world, home, token } = await newWorld();
  for (const version of ['1.0.0', '1.5.0'])
    await world.publish([await writeNpmPackage(join(home, `a-${version}.tgz`), { name: '@acme/a', version })]);
  const endpoint = await world.endpoint('npm', 'staging');
  const { host, pathname } = new URL(endpoint);
  await writeFile(join(home, '.npmrc'), `registry=${endpoint}\n//${host}${pathname}:_authToken=${token}\n`, {
    mode: 0o600,
  });
  const run = async (name: string, ...args: string[]) => {
    const project = join(home, name);
    await mkdir(project, { recursive: true });
    if (!existsSync(join(project, 'package.json'))) await writeFile(join(project, 'package.json'), '{"private":true}');
    const cache = join(home, `cache-${args[0]}-${name}`);
    const env = { npm_config_cache: cache, ...('path' in npm && npm.path !== undefined ? { PATH: npm.path } : {}) };
    const ran = await runTool(programOf(npm), [...args, '--no-audit', '--no-fund'], { cwd: project, home, env });
    const installed = join(project, 'node_modules/@acme/a/package.json');
    return ran.status === 0 ? JSON.parse(await readFile(installed, 'utf8')).version : ran.text.match(/E[A-Z]{4,}/)?.[0];
  };
  expect(await run('locked', 'install', '@acme/a@1.5.0')).toBe('1.5.0');
  await unlist(world, 'npm:@acme/a@1.5.0');
  expect([await run('locked', 'ci'), await run('exact', 'install', '@acme/a@1.5.0')]).toEqual(['1.5.0', 'ETARGET']);
  expect(await run('newest', 'install', '@acme/a@^1.0.0')).toBe('1.0.0');
  expect(said('npm')).toMatch(/^lock files .* keep working; .* neither unasked nor by its exact version$/);
});

const pip = findTool('pip-26', 'pip');
where(pip)('pip: addresses of files keep working, the exact version is not found', async () => {
  const { world, home, token } = await newWorld();
  for (const version of ['1.0', '1.5']) {
    const { fileName, data } = await buildWheel({ name: 'acme-a', version });
    await writeFile(join(home, fileName), data);
    await world.publish([join(home, fileName)]);
  }
  const endpoint = new URL(await world.endpoint('pypi', 'staging'));
  endpoint.username = 'aws';
  endpoint.password = token;
  const page = await (
    await fetch(`${await world.endpoint('pypi', 'staging')}simple/acme-a/`, {
      headers: { authorization: `Bearer ${token}` },
    })
  ).text();
  const link = /href="([^"]*1\.5[^"]*)"/.exec(page)?.[1] ?? '';
  await unlist(world, 'pypi:acme-a@1.5');
  const install = async (wanted: string) => {
    const report = join(home, 'report.json');
    const args = ['install', '--dry-run', '--ignore-installed', '--no-cache-dir', '--report', report, wanted];
    const env = { PIP_INDEX_URL: `${endpoint}simple/`, PIP_DISABLE_PIP_VERSION_CHECK: '1' };
    const ran = await runTool(programOf(pip), args, { cwd: home, home, env });
    return ran.status === 0
      ? JSON.parse(await readFile(report, 'utf8')).install[0].metadata.version
      : ran.text.match(/No matching distribution/)?.[0];
  };
  expect(await install('acme-a')).toBe('1.0');
  expect(await install('acme-a==1.5')).toBe('No matching distribution');
  expect(await install(`acme-a @ ${new URL(link, `${endpoint}simple/acme-a/`)}`)).toBe('1.5');
  expect(said('pypi')).toMatch(
    /addresses of its files .* keep working; pip .* neither unasked nor by its exact version$/,
  );
});

const mvn = findTool('maven-3', 'mvn');
where(mvn)('Maven: the exact version keeps working, ranges leave it out', async () => {
  const { world, home, token } = await newWorld();
  const groupId = 'com.acme';
  const layout = join(home, 'layout');
  for (const version of ['1.0', '1.5']) await writeLayout(layout, { groupId, artifactId: 'a', version });
  await world.publish([layout]);
  await unlist(world, 'maven:com.acme:a@1.5');
  const endpoint = await world.endpoint('maven', 'staging');
  const run = { program: programOf(mvn), home: join(home, 'mvn'), endpoint, token };
  const takes = async (name: string, version: string) => {
    const extension = `<extension><groupId>${groupId}</groupId><artifactId>a</artifactId><version>${version}</version></extension>`;
    const project = join(home, name);
    await mkdir(project, { recursive: true });
    const extra = `<build><extensions>${extension}</extensions></build>`;
    const pom = { groupId: 'com.acme.app', artifactId: 'app', version: '1', packaging: 'pom', extra };
    await writeFile(join(project, 'pom.xml'), pomText(pom));
    const ran = await runMaven(run, project, ['-q', 'validate'], join(home, `m2-${name}`));
    expect([ran.text, ran.status]).toEqual([expect.anything(), 0]);
    return ['1.0', '1.5'].filter((each) => existsSync(join(home, `m2-${name}`, 'com/acme/a', each, `a-${each}.jar`)));
  };
  expect([await takes('exact', '1.5'), await takes('range', '[1.0,2.0)')]).toEqual([['1.5'], ['1.0']]);
  expect(said('maven')).toMatch(/exact version keep working; ranges .* leave it out$/);
});

const dotnet = findTool('dotnet', 'dotnet');
describe('missing' in dotnet ? `dotnet: skipped, ${dotnet.missing}` : `dotnet ${dotnet.version}`, () => {
  where(dotnet)('exact and locked versions restore, a floating one takes it', async () => {
    const { world, home, token } = await newWorld();
    for (const version of ['1.0.0', '1.5.0']) {
      await writeFile(join(home, `a.${version}.nupkg`), await buildNupkg({ id: 'Acme.A', version }));
      await world.publish([join(home, `a.${version}.nupkg`)]);
    }
    const source = `${await world.endpoint('nuget', 'staging')}v3/index.json`;
    await writeFile(
      join(home, 'nuget.config'),
      `<configuration><packageSources><clear/><add key="a" value="${source}" allowInsecureConnections="true"/></packageSources><packageSourceCredentials><a><add key="Username" value="aws"/><add key="ClearTextPassword" value="${token}"/></a></packageSourceCredentials></configuration>`,
      { mode: 0o600 },
    );
    const restore = async (name: string, version: string, ...args: string[]) => {
      const project = join(home, name);
      await mkdir(project, { recursive: true });
      const text = `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences><RestorePackagesWithLockFile>true</RestorePackagesWithLockFile></PropertyGroup><ItemGroup><PackageReference Include="Acme.A" Version="${version}"/></ItemGroup></Project>`;
      await writeFile(join(project, 'app.csproj'), text);
      const env = { NUGET_PACKAGES: join(home, `store-${name}-${args.length}`), DOTNET_NOLOGO: '1' };
      const ran = await runTool(programOf(dotnet), ['restore', '--no-http-cache', ...args], {
        cwd: project,
        home,
        env,
      });
      const lock = join(project, 'packages.lock.json');
      const found = /"resolved": "([^"]+)"/.exec(existsSync(lock) ? await readFile(lock, 'utf8') : '')?.[1];
      return ran.status === 0 ? found : ran.text.match(/NU\d{4}/)?.[0];
    };
    expect(await restore('locked', '[1.5.0]')).toBe('1.5.0');
    await unlist(world, 'nuget:Acme.A@1.5.0');
    expect(await restore('locked', '[1.5.0]', '--locked-mode')).toBe('1.5.0');
    expect([await restore('plain', '1.5.0'), await restore('floating', '1.*')]).toEqual(['1.5.0', '1.5.0']);
  });
});
