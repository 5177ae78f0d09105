import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { gather } from '../../../../src/formats/nuget/artifact/artifact.ts';
import { readNupkg } from '../../../../src/formats/nuget/artifact/nuspec.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';
import { digest, zip } from '../../../support/packages/maven-package.ts';
import { buildNupkg, nuspecText } from '../../../support/packages/nuget-package.ts';

const newFolder = temporaryFolders();

async function gatherFiles(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = newFolder();
  const paths: string[] = [];
  for (const [name, data] of Object.entries(files)) {
    paths.push(join(folder, name));
    await writeFile(join(folder, name), data);
  }
  return gather(paths, recordingHost({ folder }));
}

const sample = {
  id: 'Acme.Lib',
  version: '1.02.0+build.7',
  dependencies: {
    'net6.0': { 'Acme.Core': '[1.0,2.0)' },
    '.NETStandard2.0': { 'Acme.Core': '[1.0,2.0)', 'Acme.Extra': '2.0' },
  },
};

test('names come from the nuspec, normalised, whatever the file is called', async () => {
  const bytes = await buildNupkg(sample);
  const { publications, verdicts } = await gatherFiles({ 'anything.nupkg': bytes });
  expect(verdicts).toMatchObject([{ verdict: 'taken' }]);
  expect(publications[0]).toMatchObject({
    format: 'nuget',
    name: 'acme.lib',
    displayName: 'Acme.Lib',
    version: '1.2.0',
  });
  expect(publications[0]?.dependencies).toEqual([
    { name: 'acme.core', requirement: '[1.0,2.0)', type: 'dependency' },
    { name: 'acme.extra', requirement: '2.0', type: 'dependency' },
  ]);
  expect(publications[0]?.artifacts).toMatchObject([
    {
      assetName: 'acme.lib.1.2.0.nupkg',
      size: bytes.length,
      digests: { 'SHA-512': digest('sha512', bytes), MD5: digest('md5', bytes) },
    },
  ]);
});

test('symbol packages are left, and a second file of the same version is refused', async () => {
  const { publications, verdicts } = await gatherFiles({
    'a.nupkg': await buildNupkg({ id: 'A', version: '1.0-RC' }),
    'b.nupkg': await buildNupkg({ id: 'a', version: '1.0.0-rc' }),
    'a.snupkg': await buildNupkg({ id: 'A', version: '1.0-RC', packageTypes: ['SymbolsPackage'] }),
    'a.symbols.nupkg': await buildNupkg({ id: 'A', version: '1.0-RC' }),
    'a.txt': 'x',
  });
  expect(publications).toHaveLength(1);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['taken', 'refused', 'left', 'left', 'left']);
});

describe('hostile and broken packages are refused, never thrown', () => {
  const bomb = Buffer.alloc(3 * 1024 * 1024, 'x').toString();
  test.each([
    ['no archive', async () => Buffer.from('no archive')],
    ['an empty file', async () => Buffer.alloc(0)],
    ['a truncated archive', async () => (await buildNupkg(sample)).subarray(0, 400)],
    ['no nuspec', () => zip({ 'lib/a.nuspec': nuspecText(sample) })],
    ['two nuspecs', () => buildNupkg(sample, { 'other.nuspec': nuspecText(sample) })],
    ['a nuspec with entities', () => zip({ 'a.nuspec': `<!DOCTYPE package [<!ENTITY a "b">]><package/>` })],
    ['a nuspec that is too large', () => zip({ 'a.nuspec': `<package>${bomb}</package>` })],
    ['an id that climbs', () => zip({ 'a.nuspec': nuspecText({ ...sample, id: '../../etc/passwd' }) })],
    ['a version with a path', () => zip({ 'a.nuspec': nuspecText({ ...sample, version: '1.0/../..' }) })],
    ['a version whose label NuGet does not read', () => buildNupkg({ ...sample, version: '1.0.0-ci.007' })],
    ['a version whose number NuGet does not read', () => buildNupkg({ ...sample, version: '99999999999.0.0' })],
    ['no version', () => zip({ 'a.nuspec': '<package><metadata><id>a</id></metadata></package>' })],
    ['another document', () => zip({ 'a.nuspec': '<project/>' })],
  ])('%s', async (_what, make) => {
    const { publications, verdicts } = await gatherFiles({ 'x.nupkg': await make() });
    expect(publications).toEqual([]);
    expect(verdicts).toMatchObject([{ verdict: 'refused', reason: expect.stringMatching(/./) }]);
  });

  test('a file that is gone', async () => {
    const folder = newFolder();
    const report = await gather([join(folder, 'none.nupkg')], recordingHost({ folder }));
    expect(report.verdicts).toMatchObject([{ verdict: 'refused' }]);
  });
});

test('readNupkg reads what the registry shows', async () => {
  const folder = newFolder();
  const path = join(folder, 'a.nupkg');
  const extra =
    '<title>T</title><tags>a b</tags><projectUrl>https://example.com/</projectUrl><license type="expression">MIT</license><repository type="git" url="https://example.com/r.git" />';
  await writeFile(
    path,
    await buildNupkg({ ...sample, dependencies: { '': { Old: '1.0' } }, extra, description: 'a &lt; b' }),
  );
  const { nuspec, document } = await readNupkg(path);
  expect(nuspec).toMatchObject({
    id: 'Acme.Lib',
    version: '1.02.0+build.7',
    title: 'T',
    tags: 'a b',
    description: 'a < b',
    licenseExpression: 'MIT',
    repositoryUrl: 'https://example.com/r.git',
    minClientVersion: '2.12',
    dependencyGroups: [{ dependencies: [{ id: 'Old', range: '1.0' }] }],
  });
  expect(document.toString()).toContain('<id>Acme.Lib</id>');
});
