import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GatherReport } from '../../../../src/core/ports/package-format.ts';
import { gather, type PypiPublicationMetadata } from '../../../../src/formats/pypi/artifact/artifact.ts';
import { Blake2Stream } from '../../../../src/formats/pypi/artifact/blake2.ts';
import { createFiles } from '../../../../src/machine/files.ts';
import {
  type BuiltFile,
  buildSdist,
  buildWheel,
  metadataText,
  sha256,
  tarGz,
  zip,
} from '../../../support/packages/python-package.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pypi-artifact-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const silent = {
  debug() {},
  info() {},
  warning() {},
  error() {},
  progress() {},
  group: <T>(_: string, work: () => Promise<T>) => work(),
};

async function gathered(...built: readonly BuiltFile[]): Promise<GatherReport> {
  const paths: string[] = [];
  for (const { fileName, data } of built) {
    const path = join(await mkdtemp(join(folder, 'f-')), fileName);
    await writeFile(path, data);
    paths.push(path);
  }
  return gather(paths, { files: createFiles(folder, folder), log: silent });
}

const demo = { name: 'Demo.Pkg', version: '1.0.0' };

test('wheels and source archives of one version make one publication, wheels first', async () => {
  const [sdist, wheel] = [
    await buildSdist(demo),
    await buildWheel({ ...demo, requires: ['Tiny_Dep (>=0.1)', 'x; extra == "t"'] }),
  ];
  const { publications, verdicts } = await gathered(sdist, wheel);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['taken', 'taken']);
  expect(publications).toHaveLength(1);
  const [publication] = publications;
  expect(publication).toMatchObject({ format: 'pypi', name: 'demo-pkg', displayName: 'Demo.Pkg', version: '1.0.0' });
  expect(publication?.artifacts.map(({ assetName }) => assetName)).toEqual([wheel.fileName, sdist.fileName]);
  expect(publication?.dependencies).toEqual([{ name: 'tiny-dep', requirement: '>=0.1', type: 'Requires-Dist' }]);
  expect(publication?.artifacts[0]).toMatchObject({
    size: wheel.data.length,
    digests: { 'SHA-256': sha256(wheel.data) },
  });
  const files = (publication?.metadata as PypiPublicationMetadata | undefined)?.files ?? {};
  expect(files[wheel.fileName]).toMatchObject({ filetype: 'bdist_wheel', pyversion: 'py3', metadataVersion: '2.1' });
  expect(files[sdist.fileName]).toMatchObject({ filetype: 'sdist', pyversion: 'source' });
});

test('BLAKE2b with 256 bits is that of the specification, not a shortened longer one', async () => {
  const blake2 = new Blake2Stream();
  for await (const _ of blake2.through(Readable.from([Buffer.from('a'), Buffer.from('bc')])));
  expect(blake2.result()).toBe('bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319');
});

test.each(['1.0', '1.1', '1.2', '2.0', '2.1', '2.2', '2.3', '2.4', '2.5'])(
  'metadata version %s is taken',
  async (metadataVersion) => {
    const { publications } = await gathered(
      await buildWheel({ ...demo, metadataVersion }),
      await buildSdist({ ...demo, metadataVersion }),
      await buildSdist({ ...demo, metadataVersion }, '.zip'),
    );
    expect(publications[0]?.artifacts).toHaveLength(3);
  },
);

test('different versions and packages are different publications', async () => {
  const { publications } = await gathered(
    await buildWheel(demo),
    await buildWheel({ ...demo, version: '1.0.1' }),
    await buildWheel({ name: 'other', version: '1.0.0' }),
  );
  expect(publications.map(({ name, version }) => `${name} ${version}`)).toEqual([
    'demo-pkg 1.0.0',
    'demo-pkg 1.0.1',
    'other 1.0.0',
  ]);
});

test('files that spell one version differently go out under its normal form', async () => {
  const old: BuiltFile = {
    fileName: 'demo_pkg-1.0-rc1.tar.gz',
    data: await tarGz([['demo_pkg-1.0-rc1/PKG-INFO', Buffer.from(metadataText({ ...demo, version: '1.0-rc1' }))]]),
  };
  const { publications } = await gathered(await buildWheel({ ...demo, version: '1.0rc1' }), old);
  expect(publications).toHaveLength(1);
  expect(publications[0]?.version).toBe('1.0rc1');
  expect((await gathered(old)).publications[0]?.version).toBe('1.0-rc1');
});

describe('files that are not taken', () => {
  const wheelOf = async (members: readonly (readonly [string, Buffer])[], fileName = 'demo-1.0-py3-none-any.whl') => ({
    fileName,
    data: await zip(members),
  });
  const metadata = (text: string) => ['demo-1.0.dist-info/METADATA', Buffer.from(text)] as const;
  const good = metadataText({ name: 'demo', version: '1.0' });

  const cases: [string, () => Promise<BuiltFile>, 'left' | 'refused', RegExp][] = [
    ['a zip of something else', () => wheelOf([['a.txt', Buffer.from('x')]], 'app-1.0.zip'), 'left', /PKG-INFO/],
    ['a text file', async () => ({ fileName: 'notes.txt', data: Buffer.from('x') }), 'left', /not a Python package/],
    ['a wheel without metadata', () => wheelOf([['a.txt', Buffer.from('x')]]), 'refused', /METADATA/],
    [
      'a wheel of another name',
      () => wheelOf([metadata(good.replace('Name: demo', 'Name: evil'))]),
      'refused',
      /file name/,
    ],
    [
      'a wheel of another version',
      () => wheelOf([metadata(good.replace('Version: 1.0', 'Version: 2.0'))]),
      'refused',
      /file name/,
    ],
    [
      'a wheel with two metadata files',
      () => wheelOf([metadata(good), ['x-1.dist-info/METADATA', Buffer.from(good)]]),
      'refused',
      /more than one/,
    ],
    ['a wheel name that is none', () => wheelOf([metadata(good)], 'demo.whl'), 'refused', /PEP 427/],
    [
      'a version that is not PEP 440',
      () => wheelOf([metadata(good.replace('Version: 1.0', 'Version: 1.x'))], 'demo-1.x-py3-none-any.whl'),
      'refused',
      /PEP 440/,
    ],
    [
      'metadata of an unknown major version',
      () => wheelOf([metadata(good.replace('2.1', '3.0'))]),
      'refused',
      /Metadata-Version/,
    ],
    [
      'metadata beyond all bounds',
      () => wheelOf([metadata(`${good}${'x'.repeat(9 * 1024 * 1024)}`)]),
      'refused',
      /larger than/,
    ],
    [
      'bytes that are no archive',
      async () => ({ fileName: 'demo-1.0-py3-none-any.whl', data: Buffer.from('PK nonsense') }),
      'refused',
      /archive/,
    ],
    [
      'a truncated source archive',
      async () => {
        const whole = await buildSdist({ name: 'demo', version: '1.0', padding: 100_000 });
        return { ...whole, data: whole.data.subarray(0, whole.data.length - 2000) };
      },
      'refused',
      /truncated/,
    ],
    [
      'a source archive that points outside',
      async () => ({ fileName: 'demo-1.0.tar.gz', data: await tarGz([['../evil/PKG-INFO', Buffer.from(good)]]) }),
      'refused',
      /leads out/,
    ],
  ];

  test.each(cases)('%s', async (_title, build, verdict, words) => {
    const report = await gathered(await build());
    expect(report.publications).toEqual([]);
    expect(report.verdicts).toEqual([expect.objectContaining({ verdict, reason: expect.stringMatching(words) })]);
  });

  test('a missing file, and the same file twice', async () => {
    const wheel = await buildWheel(demo);
    const twice = await gathered(wheel, wheel);
    expect(twice.verdicts.map(({ verdict }) => verdict)).toEqual(['taken', 'left']);
    const clash = await gathered(wheel, await buildWheel({ ...demo, answer: 'other' }));
    expect(clash.verdicts.map(({ verdict }) => verdict)).toEqual(['taken', 'refused']);
    const gone = await gather([join(folder, wheel.fileName)], { files: createFiles(folder, folder), log: silent });
    expect(gone.verdicts[0]?.verdict).toBe('refused');
  });
});
