import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { detectTools } from '../../../../src/core/operations/login/detect-tools.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';

const folder = temporaryFolders();

/** `there`: programs on PATH. */
async function detected(files: Readonly<Record<string, string>>, there: readonly string[] = []) {
  const at = folder();
  const programs = folder();
  for (const name of there) await writeFile(join(programs, name), '');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(at, path)), { recursive: true });
    await writeFile(join(at, path), text);
  }
  const found = await detectTools(formatList, recordingHost({ folder: at, env: { PATH: programs } }));
  return Object.fromEntries(found.map(({ tool, reason }) => [tool.name, reason]));
}

test.each<[string, Record<string, string>, Record<string, string>]>([
  ['nothing', {}, {}],
  [
    'lock files',
    { 'package-lock.json': '', 'yarn.lock': '', 'poetry.lock': '' },
    { npm: 'package-lock.json', yarn: 'yarn.lock', poetry: 'poetry.lock' },
  ],
  ['package.json alone is npm', { 'package.json': '{}' }, { npm: 'package.json' }],
  [
    'package.json beside another lock is not',
    { 'package.json': '{}', 'pnpm-lock.yaml': '' },
    { pnpm: 'pnpm-lock.yaml' },
  ],
  [
    'packageManager decides',
    { 'package.json': '{"packageManager": "pnpm@10.0.0"}' },
    { pnpm: 'package.json names it' },
  ],
  ['pyproject.toml by its tables', { 'pyproject.toml': '[project]\n[tool.uv]\n' }, { uv: 'pyproject.toml names it' }],
  ['pyproject.toml alone is pip', { 'pyproject.toml': '[project]\n' }, { pip: 'pyproject.toml' }],
  ['requirements', { 'requirements-dev.txt': '' }, { pip: 'requirements-dev.txt' }],
  [
    'JVM builds',
    { 'pom.xml': '', 'build.gradle.kts': '', 'project/build.properties': '' },
    { maven: 'pom.xml', gradle: 'build.gradle.kts', sbt: 'project/build.properties' },
  ],
  ['.NET', { 'src/App/App.csproj': '', 'App.sln': '' }, { dotnet: 'App.sln' }],
  [
    'the rest',
    { 'Cargo.toml': '', 'Gemfile.lock': '', 'Package.swift': '' },
    { cargo: 'Cargo.toml', gem: 'Gemfile.lock', swift: 'Package.swift' },
  ],
  [
    'projects below, but not what was installed or built',
    {
      'services/api/package-lock.json': '',
      'a/b/c/pom.xml': '',
      'a/b/c/d/Cargo.toml': '',
      'node_modules/x/yarn.lock': '',
      'svc/node_modules/x/Cargo.toml': '',
      'target/pom.xml': '',
    },
    { npm: 'services/api/package-lock.json', maven: 'a/b/c/pom.xml' },
  ],
])('%s', async (_, files, expected) => {
  expect(await detected(files)).toEqual(expected);
});

const APP = '#:package Acme.Utils@1.0.0\nConsole.WriteLine();\n';
test.each<[string, Record<string, string>, readonly string[], Record<string, string>]>([
  ['a manifest of tools', { '.config/dotnet-tools.json': '{}' }, [], { dotnet: '.config/dotnet-tools.json' }],
  ['one at the top', { 'dotnet-tools.json': '{}' }, [], { dotnet: 'dotnet-tools.json' }],
  ['a build without a project', { 'build.proj': '' }, [], { dotnet: 'build.proj' }],
  ['a filter of a solution', { 'App.slnf': '{}' }, [], { dotnet: 'App.slnf' }],
  ['a solution in XML', { 'App.slnx': '' }, [], { dotnet: 'App.slnx' }],
  ['an app of one file', { 'app.cs': APP }, [], { dotnet: 'app.cs names it' }],
  ['a script with packages', { 'a.fsx': '#r "nuget: Acme.Utils"\n' }, [], { dotnet: 'a.fsx names it' }],
  ['code and scripts of others', { 'a.cs': 'class A {}', 'a.fsx': 'printfn ""' }, [], {}],
  ['a nuget.config alone is dotnet’s', { 'nuget.config': '' }, [], { dotnet: 'nuget.config' }],
  ['and stays so where both are', { 'nuget.config': '' }, ['dotnet', 'nuget'], { dotnet: 'nuget.config' }],
  [
    'nuget.exe where dotnet is not',
    { 'nuget.config': '', 'a/b/c/d/lib/lib.csproj': '' },
    ['nuget'],
    { nuget: 'nuget.config, and dotnet is not here' },
  ],
  [
    'dotnet where nuget.exe is not',
    { 'packages.config': '' },
    ['dotnet'],
    { dotnet: 'packages.config, and nuget is not here' },
  ],
  ['nuget.exe where neither is', { 'packages.config': '' }, [], { nuget: 'packages.config' }],
  [
    'both by files of both',
    { 'packages.config': '', 'App.csproj': '' },
    ['dotnet', 'nuget.exe'],
    { nuget: 'packages.config', dotnet: 'App.csproj' },
  ],
  ['one of both where one is', { 'packages.config': '', 'App.csproj': '' }, ['dotnet'], { dotnet: 'App.csproj' }],
])('NuGet: %s', async (_, files, there, wanted) => {
  expect(await detected(files, there)).toEqual(wanted);
});
