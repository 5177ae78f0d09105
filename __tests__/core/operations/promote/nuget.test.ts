// Promotions of NuGet packages: one version in all its spellings, versions that NuGet cannot read, and dependencies as
// `dotnet restore` was recorded to choose them.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { parseVersionCoordinate } from '../../../../src/core/model/coordinates.ts';
import { type ItemPorts, planItem } from '../../../../src/core/operations/promote/plan-items.ts';
import { retire } from '../../../../src/core/operations/retire/retire.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { sampled } from '../../../support/lane.ts';
import { buildNupkg, type NugetPackage } from '../../../support/packages/nuget-package.ts';
import type { World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

type Built = NugetPackage & { readonly entries?: Readonly<Record<string, string>> };

async function publish(at: World, packages: readonly Built[], to = 'staging') {
  const paths = await Promise.all(
    packages.map(async ({ entries, ...of }, index) => {
      const path = join(at.folder, `${index}-${of.id}.${of.version}.nupkg`);
      await writeFile(path, await buildNupkg(of, entries));
      return path;
    }),
  );
  return at.publish(paths, { to });
}

const actions = ({ items }: Awaited<ReturnType<World['plan']>>) =>
  items.map(({ purl, action, code }) => [purl, action, code]);

interface RangeRow {
  readonly range: string;
  readonly available: readonly string[];
  /** A version, or the code of the error. */
  readonly dependency: string;
}

const rows = readFileSync(new URL('../../../formats/nuget/names/recorded/ranges.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as RangeRow);

test('dependencies are those that `dotnet restore` takes', async () => {
  const at = await openWorld(folder());
  const taken = sampled(rows, 50, 19);
  const packages = taken.flatMap(({ range, available }, index): NugetPackage[] => [
    { id: `Top${index}`, version: '1.0.0', dependencies: { net45: { [`Dep${index}`]: range } } },
    ...available.map((version) => ({ id: `Dep${index}`, version })),
  ]);
  await publish(at, packages);
  const coordinates = taken.map((_, index) => `nuget:Top${index}@1.0.0`);
  const plan = await at.plan({ coordinates, includeDependencies: true });
  const refs = plan.items.map(({ purl }) => parseVersionCoordinate(purl));
  const ours = taken.map((row, index) => ({
    row,
    taken: refs.filter(({ name }) => name === `dep${index}`).map(({ version }) => version),
  }));
  expect(ours).toEqual(taken.map((row) => ({ row, taken: row.dependency.startsWith('NU') ? [] : [row.dependency] })));
  // What the destination then has is enough, and the same.
  await at.apply(plan);
  const resolved = coordinates.filter((_, index) => !taken[index]?.dependency.startsWith('NU'));
  const again = await at.plan({ coordinates: resolved, includeDependencies: true });
  expect(again.items.filter(({ neededBy }) => neededBy !== undefined)).toEqual([]);
  expect(again.warnings).toEqual([]);
});

test('a prerelease in the destination fulfils no need of a release', async () => {
  const at = await openWorld(folder());
  const top = { id: 'Top', version: '1.0.0', dependencies: { net45: { Dep: '1.0.0' } } };
  await publish(at, [top, { id: 'Dep', version: '1.0.0' }, { id: 'Dep', version: '2.0.0-alpha' }]);
  await publish(at, [{ id: 'Dep', version: '2.0.0-alpha' }], 'prod');
  const plan = await at.plan({ coordinates: ['nuget:Top@1.0.0'], includeDependencies: true });
  expect(actions(plan).map(([purl]) => purl)).toEqual(['pkg:nuget/dep@1.0.0', 'pkg:nuget/top@1.0.0']);
});

test('each of several dependants gets what it would be given alone', async () => {
  const at = await openWorld(folder());
  const needing = (id: string, range: string) => ({ id, version: '1.0.0', dependencies: { net45: { Dep: range } } });
  const versions = ['0.9.0', '1.0.0', '1.5.0', '2.0.0-rc.1', '2.0.0'].map((version) => ({ id: 'Dep', version }));
  const both = { id: 'Top', version: '1.0.0', dependencies: { net45: { A: '1.0.0', B: '1.0.0' } } };
  await publish(at, [both, needing('A', '1.0.0'), needing('B', '[1.2.0,2.0.0)'), ...versions]);
  const plan = await at.plan({ coordinates: ['nuget:Top@1.0.0'], includeDependencies: true });
  const dependencies = actions(plan).map(([purl]) => String(purl));
  expect(dependencies.filter((purl) => purl.includes('/dep@')).sort()).toEqual([
    'pkg:nuget/dep@1.0.0',
    'pkg:nuget/dep@1.5.0',
  ]);
});

test('a version is one, whatever the case of its label', async () => {
  const at = await openWorld(folder());
  await publish(at, [{ id: 'Acme.Lib', version: '2.0.0-rc.1' }]);
  const again = await publish(at, [{ id: 'Acme.Lib', version: '2.0.0-RC.1' }]);
  expect(again.outcomes).toMatchObject([
    { kind: 'conflict', reason: expect.stringContaining('there as 2.0.0-rc.1, which is the same version') },
  ]);
  const coordinates = ['nuget:Acme.Lib@2.0.0-RC.1', 'pkg:nuget/acme.lib@2.0-Rc.1'];
  expect(actions(await at.plan({ coordinates }))).toEqual([['pkg:nuget/acme.lib@2.0.0-rc.1', 'copy', undefined]]);
  await publish(at, [{ id: 'Acme.Lib', version: '2.0.0-RC.1' }], 'prod');
  expect(actions(await at.plan({ coordinates }))).toEqual([
    ['pkg:nuget/acme.lib@2.0.0-rc.1', 'conflict', 'CA-CONFLICT-001'],
  ]);
  const report = await retire(
    { target: 'Unlisted', concurrency: 1, dryRun: false, journalPath: 'j.jsonl', coordinates: [coordinates[0] ?? ''] },
    { host: at.host, formats: formatList, destination: at.write('staging') },
  );
  expect(report.outcomes).toMatchObject([{ kind: 'changed', ref: { version: '2.0.0-rc.1' }, to: 'Unlisted' }]);
});

test('a tool that is made for each platform apart brings its packages', async () => {
  const at = await openWorld(folder());
  const runtimes = ['linux-x64', 'any'];
  const named = runtimes.map(
    (runtime) => `<RuntimeIdentifierPackage RuntimeIdentifier="${runtime}" Id="Acme.Tool.${runtime}" />`,
  );
  const settings = `<?xml version="1.0" encoding="utf-8"?><DotNetCliTool Version="2"><Commands><Command Name="acme" /></Commands><RuntimeIdentifierPackages>${named.join('')}</RuntimeIdentifierPackages></DotNetCliTool>`;
  const tool = { version: '1.0.39', packageTypes: ['DotnetTool'] };
  const entries = { 'tools/any/any/DotnetToolSettings.xml': settings };
  await publish(at, [
    { id: 'Acme.Tool', ...tool, entries },
    ...runtimes.map((runtime) => ({
      id: `Acme.Tool.${runtime}`,
      version: '1.0.39',
      packageTypes: ['DotnetToolRidPackage'],
    })),
    { id: 'Acme.Tool.win-x64', version: '1.0.39' },
    { id: 'Acme.Tool.linux-x64', version: '1.0.40' },
  ]);
  const coordinates = ['nuget:Acme.Tool@1.0.39'];
  const plan = await at.plan({ coordinates, includeDependencies: true });
  expect([...actions(plan)].sort()).toEqual([
    ['pkg:nuget/acme.tool.any@1.0.39', 'copy', undefined],
    ['pkg:nuget/acme.tool.linux-x64@1.0.39', 'copy', undefined],
    ['pkg:nuget/acme.tool@1.0.39', 'copy', undefined],
  ]);
  expect(plan.warnings).toEqual([]);
});

test('a version that would end every restore of the package is not copied', async () => {
  const seen = {
    revision: 'r',
    status: 'Published',
    assets: [{ name: 'a.nupkg', size: 1, sha256: 'a' }],
    isTorn: false,
  };
  const lookup = (held: unknown) => ({ address: { repository: 'staging' }, see: async () => held });
  const ports = { source: lookup(seen), upstreams: [], destination: lookup(undefined), formats: formatList };
  const item = (version: string) =>
    planItem({ ref: { format: 'nuget', name: 'acme.lib', version } }, {
      ...ports,
      allowOverwrite: false,
      derived: () => [],
    } as unknown as ItemPorts);
  expect((await item('1.0.0-ci.007')).item).toMatchObject({ action: 'blocked', code: 'CA-INPUT-002' });
  expect((await item('1.0.0-ci.7')).item).toMatchObject({ action: 'copy' });
});
