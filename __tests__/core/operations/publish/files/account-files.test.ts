// Every file below a folder is accounted for: by whom, as what, and what stops the run because it would be missing.
import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { gatherPublications } from '../../../../../src/core/operations/publish/gather.ts';
import { readVersionLines } from '../../../../../src/core/operations/publish/named-files.ts';
import { formatList } from '../../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../../support/folders.ts';
import { type RecordingHost, recordingHost } from '../../../../support/host.ts';
import { buildJar, pomText } from '../../../../support/packages/maven-package.ts';
import { writeNpmPackage } from '../../../../support/packages/npm-package.ts';
import { buildNupkg } from '../../../../support/packages/nuget-package.ts';
import { buildWheel } from '../../../../support/packages/python-package.ts';

const folder = temporaryFolders();
let host: RecordingHost;
afterEach(() => host.close());

const put = async (path: string, data: string | Uint8Array = `content of ${path}`) => {
  const at = join(host.workingDirectory, path);
  await mkdir(dirname(at), { recursive: true });
  await writeFile(at, data);
  return data;
};
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
const lib = { groupId: 'com.acme', artifactId: 'lib', version: '1.0' };

/** Relative path to `outcome coordinate: reason`. */
async function accounts(packages: readonly string[], versions: readonly string[] = []) {
  const unpublished = formatList.filter(({ publishing }) => publishing === undefined);
  const request = { packages, workingDirectory: host.workingDirectory, unpublished, ...readVersionLines(versions) };
  const gathered = await gatherPublications(request, formatList, host);
  await gathered.cleanUp();
  return Object.fromEntries(
    gathered.files.map(({ path, outcome, coordinate = '', reason = '' }) => [
      relative(host.workingDirectory, path),
      `${outcome} ${coordinate}: ${reason}`,
    ]),
  );
}

describe('the files of a folder', () => {
  test('each with the reason of the format that knows its kind', async () => {
    host = recordingHost({ folder: folder() });
    const wheel = await buildWheel({ name: 'app', version: '1.0' });
    await put(`dist/${wheel.fileName}`, wheel.data);
    await put(`dist/${wheel.fileName}.sha256`, sha256(wheel.data));
    await put(`dist/${wheel.fileName}.sha256.sha256`, sha256(sha256(wheel.data)));
    await put('dist/app-1.0.cdx.json', '{}');
    const nupkg = await buildNupkg({ id: 'Acme.Lib', version: '2.0.0' });
    await put('dist/Acme.Lib.2.0.0.nupkg', nupkg);
    for (const name of ['Acme.Lib.2.0.0.snupkg', 'Acme.Lib.2.0.0.symbols.nupkg', 'lone-1.0.jar', 'old-1.0-py2.7.egg'])
      await put(`dist/${name}`);
    for (const name of ['old-1.0.tar.bz2', 'lone-1.0.jar.asc', 'notes', 'sub/package.json']) await put(`dist/${name}`);
    await symlink('notes', join(host.workingDirectory, 'dist', 'link'));
    const found = await accounts(['dist']);
    const [python, dotnet] = ['pkg:pypi/app@1.0', 'pkg:nuget/acme.lib@2.0.0'];
    expect(found).toEqual({
      [`dist/${wheel.fileName}`]: `taken ${python}: `,
      [`dist/${wheel.fileName}.sha256`]: expect.stringContaining(`verified ${python}: checksum verified`),
      [`dist/${wheel.fileName}.sha256.sha256`]: expect.stringContaining(`verified ${python}: checksum verified`),
      'dist/app-1.0.cdx.json': expect.stringMatching(/^left .*an attachment, which no pypi version can hold/),
      'dist/Acme.Lib.2.0.0.nupkg': `taken ${dotnet}: `,
      'dist/Acme.Lib.2.0.0.snupkg': expect.stringContaining('a symbol package'),
      'dist/Acme.Lib.2.0.0.symbols.nupkg': expect.stringContaining('a symbol package'),
      'dist/lone-1.0.jar': expect.stringContaining('no POM beside it'),
      'dist/lone-1.0.jar.asc': expect.stringContaining('a signature of lone-1.0.jar, which is left'),
      'dist/old-1.0-py2.7.egg': expect.stringContaining('an egg'),
      'dist/old-1.0.tar.bz2': expect.stringContaining('only .tar.gz and .zip'),
      'dist/notes': expect.stringContaining('no package, and nothing that belongs beside one'),
      'dist/sub/package.json': expect.stringContaining('a project of npm'),
      'dist/link': expect.stringContaining('symbolic link'),
    });
  });

  test('without dot files, packages of others, and what `!` excludes', async () => {
    host = recordingHost({ folder: folder() });
    const wheel = await buildWheel({ name: 'app', version: '1.0' });
    await put(`dist/${wheel.fileName}`, wheel.data);
    for (const name of [`._${wheel.fileName}`, '.gitignore', '.git/x-1.0.tgz', 'node_modules/p/p.tgz', 'v/pyvenv.cfg'])
      await put(`dist/${name}`);
    await put('dist/v/lib/x-1.0.tgz');
    await put('dist/app-1.0.zip');
    const taken = { [`dist/${wheel.fileName}`]: 'taken pkg:pypi/app@1.0: ' };
    expect(await accounts(['dist', '!**/*.zip'])).toEqual(taken);
    expect(await accounts(['dist/*.whl'])).toEqual(taken);
    expect(await accounts(['.', '!**/*.zip'])).toEqual(taken);
    await expect(accounts([`dist/._${wheel.fileName}`])).rejects.toMatchObject({ code: 'CA-FILE-001' });
    // A generic version is what people say it is.
    const generic = await accounts([], ['generic:acme/all@1.0.0=dist,!**/x-1.0.tgz']);
    expect(Object.keys(generic).sort()).toEqual([
      'dist/app-1.0-py3-none-any.whl',
      'dist/app-1.0.zip',
      'dist/node_modules/p/p.tgz',
      'dist/v/pyvenv.cfg',
    ]);
  });

  test('a version folder of a repository layout is one Maven package, whatever else its files look like', async () => {
    host = recordingHost({ folder: folder() });
    const at = 'm/com/acme/lib/1.0';
    await put(`${at}/lib-1.0.pom`, pomText(lib));
    await put(`${at}/lib-1.0.jar`, await buildJar(lib));
    await writeNpmPackage(join(host.workingDirectory, at, 'lib-1.0-web.tgz'), { name: 'web', version: '1.0.0' });
    await put(`${at}/lib-1.0-docs.zip.md`);
    const found = await accounts(['m']);
    expect(Object.values(found)).toEqual(Array(4).fill('taken pkg:maven/com.acme/lib@1.0: '));
  });
});

describe('a file that is called after a version and that nobody takes', () => {
  test.each([
    ['pypi', 'dist/app-1.0.tar.bz2'],
    ['pypi', 'dist/app-1.0-py2.7.egg'],
    ['pypi', 'dist/app-1.0.rpm'],
    ['npm', 'dist/acme-web-1.0.0.zip'],
    ['npm', 'dist/web-1.0.0-linux.tar.xz'],
    ['npm', 'dist/acme-web-1.0.0-gone.tgz.asc'],
    ['nuget', 'dist/Acme.Lib.2.0.0.zip'],
    ['nuget', 'dist/Acme.Lib.2.0.0-linux.tar.xz'],
    ['nuget', 'dist/Acme.Lib.2.0.0.msi.asc'],
  ])('of %s stops the run: %s', async (_, name) => {
    host = recordingHost({ folder: folder() });
    const wheel = await buildWheel({ name: 'app', version: '1.0' });
    await put(`dist/${wheel.fileName}`, wheel.data);
    await writeNpmPackage(join(host.workingDirectory, 'dist', 'acme-web-1.0.0.tgz'), {
      name: '@acme/web',
      version: '1.0.0',
    });
    await put('dist/Acme.Lib.2.0.0.nupkg', await buildNupkg({ id: 'Acme.Lib', version: '2.0.0' }));
    await put(name);
    await expect(accounts(['dist'])).rejects.toMatchObject({
      code: 'CA-FILE-001',
      message: expect.stringContaining(name),
    });
    expect(Object.keys(await accounts(['dist', `!${name}`]))).toHaveLength(3);
  });

  test('but for symbol packages of NuGet, with or without the package, and other versions', async () => {
    host = recordingHost({ folder: folder() });
    await put('dist/Acme.Lib.2.0.0.nupkg', await buildNupkg({ id: 'Acme.Lib', version: '2.0.0' }));
    await put('dist/Acme.Lib.2.0.0.1.zip');
    for (const name of ['Acme.Lib.2.0.0', 'Acme.Gone.1.0.0'])
      for (const ending of ['.snupkg', '.symbols.nupkg', '.snupkg.sha512']) await put(`dist/${name}${ending}`);
    await put('dist/Acme.Lib.2.0.0.nuspec');
    const found = await accounts(['dist/*']);
    expect(Object.values(found).filter((told) => !told.startsWith('left'))).toHaveLength(1);
    expect(Object.keys(found)).toHaveLength(9);
    expect(found['dist/Acme.Gone.1.0.0.snupkg']).toContain('CodeArtifact has no symbol server');
  });

  test('is none of a version whose number only begins like it', async () => {
    host = recordingHost({ folder: folder() });
    const wheel = await buildWheel({ name: 'app', version: '1.0' });
    await put(`dist/${wheel.fileName}`, wheel.data);
    await put('dist/app-1.0.1.rpm');
    expect(await accounts(['dist'])).toMatchObject({ 'dist/app-1.0.1.rpm': expect.stringContaining('left') });
  });
});

test('a checksum or signature of other bytes stops the run, whatever the format', async () => {
  host = recordingHost({ folder: folder() });
  await writeNpmPackage(join(host.workingDirectory, 'dist', 'web-1.0.0.tgz'), { name: 'web', version: '1.0.0' });
  await put('dist/web-1.0.0.tgz.sha512', createHash('sha512').update('x').digest('hex'));
  await expect(accounts(['dist'])).rejects.toMatchObject({
    code: 'CA-FILE-001',
    message: expect.stringMatching(/web-1\.0\.0\.tgz\.sha512: does not match/),
  });
});

test('of a generic version they are assets, if they are of the files beside them', async () => {
  host = recordingHost({ folder: folder() });
  const data = await put('fw/image.bin');
  await put('fw/image.bin.sha256', `${sha256(data)}  image.bin`);
  await put('fw/other.md5', 'of nothing');
  const line = 'generic:acme/fw@1.0.0=fw';
  expect(Object.values(await accounts([], [line]))).toEqual(Array(3).fill('taken pkg:generic/acme/fw@1.0.0: '));
  await put('fw/image.bin.sha256', sha256('x'));
  await expect(accounts([], [line])).rejects.toMatchObject({ code: 'CA-FILE-001' });
});

describe('a repository of several languages', () => {
  test('names each project that nobody packs', async () => {
    host = recordingHost({ folder: folder() });
    await put('package.json', JSON.stringify({ name: 'root', version: '1.0.0', workspaces: ['packages/*'] }));
    await put('packages/one/package.json', JSON.stringify({ name: 'one', version: '1.0.0' }));
    await put('docs/package.json', JSON.stringify({ name: 'docs', version: '1.0.0' }));
    await put('example/package.json', JSON.stringify({ name: 'example', version: '1.0.0', private: true }));
    await put('java/pom.xml', pomText(lib));
    await put('java/target/classes/META-INF/maven/com.acme/lib/pom.xml', pomText(lib));
    await put('python/pyproject.toml', '[project]\nname = "x"\n');
    await put('node_modules/x/package.json', '{}');
    for (const name of ['rust/Cargo.toml', 'rust/Cargo.lock', 'acme.gemspec']) await put(name);
    const found = await accounts(['.']);
    const left = Object.entries(found).filter(([, text]) => text.startsWith('left'));
    expect(left.sort()).toEqual([
      ['acme.gemspec', expect.stringContaining('a project of ruby, whose packages cannot be published yet')],
      ['docs/package.json', expect.stringContaining('docs, which the build of the project above does not pack')],
      ['java/pom.xml', expect.stringContaining('a project of maven below one of npm')],
      ['python/pyproject.toml', expect.stringContaining('a project of pypi below one of npm')],
      ['rust/Cargo.toml', expect.stringContaining('a project of cargo, whose packages cannot be published yet')],
    ]);
    expect(
      Object.values(found)
        .filter((text) => text.startsWith('taken'))
        .sort(),
    ).toEqual(['taken pkg:npm/one@1.0.0: ', 'taken pkg:npm/root@1.0.0: ']);
  }, 60_000);

  test('below a pyproject.toml of tools alone are named in the refusal, where nothing is published', async () => {
    host = recordingHost({ folder: folder() });
    await put('pyproject.toml', '[tool.ruff]\nline-length = 100\n');
    for (const name of ['one', 'two'])
      await put(`packages/${name}/pyproject.toml`, `[project]\nname = "acme_${name}"\nversion = "1.0"\n`);
    await expect(accounts(['.'])).rejects.toMatchObject({
      code: 'CA-FILE-002',
      message: expect.stringMatching(/acme-one, which the build.*give its folder.*acme-two, which the build/),
    });
  });
});
