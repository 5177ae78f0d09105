import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pack } from 'tar-stream';
import { gather, type NpmMetadata } from '../../../../src/formats/npm/artifact/artifact.ts';
import { createFiles } from '../../../../src/machine/files.ts';
import { type NpmPackageRequest, writeNpmPackage } from '../../../support/packages/npm-package.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'npm-artifact-'));
});
afterAll(() => rm(folder, { recursive: true }));

const warnings: string[] = [];
const log = {
  debug: () => undefined,
  info: () => undefined,
  warning: (message: string) => void warnings.push(message),
  error: () => undefined,
  group: <T>(_: string, work: () => Promise<T>) => work(),
  progress: () => undefined,
};
const look = (...paths: string[]) => gather(paths, { files: createFiles(folder, folder), log });
const build = (file: string, request: NpmPackageRequest) => writeNpmPackage(join(folder, file), request);

async function raw(file: string, entries: readonly (readonly [string, string])[]): Promise<string> {
  const archive = pack();
  for (const [name, text] of entries) archive.entry({ name }, text);
  archive.finalize();
  await writeFile(join(folder, file), gzipSync(await buffer(archive)));
  return join(folder, file);
}

async function onlyPublication(path: string) {
  const report = await look(path);
  expect(report.verdicts).toEqual([expect.objectContaining({ path, verdict: 'taken' })]);
  const [publication] = report.publications;
  if (publication === undefined) throw new Error('nothing was gathered');
  return { publication, manifest: (publication.metadata as NpmMetadata).manifest };
}

describe('gather', () => {
  test('gives coordinates, digests and dependencies of a tarball', async () => {
    const path = await build('a.tgz', {
      name: '@acme/utils',
      version: '1.2.3',
      files: { 'README.md': '# Utils' },
      manifest: {
        bin: './cli.js',
        dependencies: {
          '@acme/core': '^1.0.0',
          lodash: 'latest',
          alias: 'npm:@acme/real@~2.1.0',
          repo: 'acme/thing',
          git: 'git+ssh://git@example.org/x.git',
          both: '1',
        },
        optionalDependencies: { both: '1' },
        devDependencies: { jest: '30' },
        peerDependencies: { react: '>=18', vue: '3' },
        peerDependenciesMeta: { vue: { optional: true } },
      },
    });
    const { publication, manifest } = await onlyPublication(path);
    expect(publication).toMatchObject({ format: 'npm', namespace: 'acme', name: 'utils', version: '1.2.3' });
    const bytes = await readFile(path);
    const hex = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
    expect(publication.artifacts).toEqual([
      {
        path,
        assetName: 'package.tgz',
        size: bytes.length,
        digests: { MD5: hex('md5'), 'SHA-1': hex('sha1'), 'SHA-256': hex('sha256'), 'SHA-512': hex('sha512') },
      },
    ]);
    expect(publication.dependencies).toEqual([
      { namespace: 'acme', name: 'core', requirement: '^1.0.0', type: 'regular' },
      { namespace: undefined, name: 'lodash', requirement: '', type: 'regular' },
      { namespace: 'acme', name: 'real', requirement: '~2.1.0', type: 'regular' },
      { namespace: undefined, name: 'jest', requirement: '30', type: 'dev' },
      { namespace: undefined, name: 'react', requirement: '>=18', type: 'peer' },
      { namespace: undefined, name: 'vue', requirement: '3', type: 'optional' },
      { namespace: undefined, name: 'both', requirement: '1', type: 'optional' },
    ]);
    expect(manifest).toMatchObject({
      _id: '@acme/utils@1.2.3',
      bin: { utils: './cli.js' },
      readme: '# Utils',
      readmeFilename: 'README.md',
      _hasShrinkwrap: false,
    });
  });

  test('sends what installers rely on the publisher for', async () => {
    const path = await build('native.tgz', {
      name: 'native',
      version: 'v1.0.0+build',
      manifest: { bundledDependencies: ['inner'], scripts: { test: 'x' } },
      files: { 'binding.gyp': '{}', 'npm-shrinkwrap.json': '{}', 'deep/package.json': '{"name":"other"}' },
    });
    const { publication, manifest } = await onlyPublication(path);
    expect(publication.version).toBe('1.0.0');
    expect(manifest).toMatchObject({
      version: '1.0.0',
      gypfile: true,
      scripts: { test: 'x', install: 'node-gyp rebuild' },
      bundleDependencies: ['inner'],
      _hasShrinkwrap: true,
    });
    expect(manifest).not.toHaveProperty('bundledDependencies');
  });

  test('takes any first folder, and a tarball with a byte order mark', async () => {
    const path = await build('folder.tgz', { name: 'a', version: '1.0.0', folder: 'whatever-1' });
    expect((await onlyPublication(path)).publication.name).toBe('a');
    const marked = await raw('bom.tgz', [['package/package.json', '\uFEFF{"name":"b","version":"1.0.0"}']]);
    expect((await onlyPublication(marked)).publication.name).toBe('b');
  });

  test('gathers a workspace of many tarballs, each once', async () => {
    const paths = await Promise.all(
      ['one', 'two', 'three'].map((name) => build(`ws/${name}.tgz`, { name: `@acme/${name}`, version: '1.0.0' })),
    );
    const copy = await build('ws/copy.tgz', { name: '@acme/one', version: '1.0.0' });
    const other = await build('ws/other.tgz', { name: '@acme/two', version: '1.0.0', files: { x: 'x' } });
    const report = await look(...paths, copy, other);
    expect(report.publications.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
    expect(report.verdicts.slice(3)).toEqual([
      { path: copy, verdict: 'left', known: 'rule', reason: `the same bytes as ${paths[0]}` },
      { path: other, verdict: 'refused', reason: `another file for @acme/two@1.0.0 than ${paths[1]}` },
    ]);
  });

  test('tells requirements that only a workspace can meet, and warns of folders', async () => {
    const { publication } = await onlyPublication(
      await build('ws.tgz', {
        name: 'a',
        version: '1.0.0',
        manifest: {
          dependencies: { b: 'workspace:*', d: 'file:../d' },
          peerDependencies: { e: 'catalog:' },
          devDependencies: { c: 'workspace:*' },
        },
      }),
    );
    expect(publication.shortcomings).toEqual([
      { kind: 'workspace', found: expect.stringMatching(/^needs b \(workspace:\*\), e \(catalog:\), which/) },
    ]);
    expect(warnings.filter((text) => text.includes('d (file:../d)'))).toHaveLength(1);
  });

  test('leaves what belongs to others', async () => {
    const text = join(folder, 'note.txt');
    await writeFile(text, 'hello');
    const chart = await raw('chart.tgz', [['chart/Chart.yaml', 'name: x']]);
    const sdist = await raw('lab-1.0.tar.gz', [
      ['lab-1.0/package.json', '{"name":"lab","version":"1.0.0"}'],
      ['lab-1.0/PKG-INFO', 'Name: lab'],
    ]);
    const own = await build('private.tgz', { name: 'a', version: '1.0.0', manifest: { private: true } });
    const report = await look(text, chart, sdist, own, join(folder, 'missing.tgz'), folder);
    expect(report.publications).toEqual([]);
    expect(report.verdicts.map(({ verdict }) => verdict)).toEqual(['left', 'left', 'left', 'left', 'left', 'left']);
  });

  test.each<[string, readonly (readonly [string, string])[], RegExp]>([
    ['no JSON', [['package/package.json', '{']], /not valid JSON/],
    ['no object', [['package/package.json', '[]']], /not an object/],
    ['no name', [['package/package.json', '{"version":"1.0.0"}']], /no name/],
    ['a hostile name', [['package/package.json', '{"name":"../x","version":"1.0.0"}']], /name/],
    ['a hostile scope', [['package/package.json', '{"name":"@../x","version":"1.0.0"}']], /scope/],
    ['no semantic version', [['package/package.json', '{"name":"x","version":"1.0/../2"}']], /version/],
    [
      'two manifests',
      [
        ['package/package.json', '{"name":"x","version":"1.0.0"}'],
        ['other/package.json', '{"name":"y","version":"1.0.0"}'],
      ],
      /two different/,
    ],
    [
      'a manifest without end',
      [['package/package.json', `{"name":"x","version":"1.0.0","x":"${'x'.repeat(3_000_000)}"}`]],
      /larger than/,
    ],
    [
      'nesting without end',
      [['package/package.json', `{"name":"x","version":"1.0.0","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`]],
      /not valid JSON/,
    ],
    [
      'a member that leads out',
      [
        ['package/package.json', '{"name":"x","version":"1.0.0"}'],
        ['package/../../x', ''],
      ],
      /leads out/,
    ],
  ])('refuses %s', async (_, entries, words) => {
    const path = await raw('hostile.tgz', entries);
    expect((await look(path)).verdicts).toEqual([{ path, verdict: 'refused', reason: expect.stringMatching(words) }]);
  });

  test('refuses a tarball that was cut short after its package.json', async () => {
    const path = await build('cut.tgz', { name: 'a', version: '1.0.0', size: 300_000 });
    await truncate(path, 200_000);
    expect((await look(path)).verdicts).toEqual([{ path, verdict: 'refused', reason: 'the archive is truncated' }]);
  });

  test('refuses a file that only claims to be a tarball', async () => {
    const path = join(folder, 'fake.tgz');
    await writeFile(path, '<html>404</html>');
    expect((await look(path)).verdicts).toEqual([
      { path, verdict: 'refused', reason: expect.stringMatching(/gzipped tar/) },
    ]);
    await symlink(join(folder, 'nowhere'), join(folder, 'dangling.tgz'));
    expect((await look(join(folder, 'dangling.tgz'))).publications).toEqual([]);
  });
});
