import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { detectTools } from '../../../../src/core/operations/login/detect-tools.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';

const folder = temporaryFolders();

async function detected(files: Readonly<Record<string, string>>) {
  const at = folder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(at, path)), { recursive: true });
    await writeFile(join(at, path), text);
  }
  const found = await detectTools(formatList, recordingHost({ folder: at }));
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
