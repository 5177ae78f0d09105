import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { requireExpectedVersion } from '../../../../src/core/operations/publish/expected-version.ts';
import { gatherPublications } from '../../../../src/core/operations/publish/gather.ts';
import { readVersionLines } from '../../../../src/core/operations/publish/named-files.ts';
import type { Publication } from '../../../../src/core/ports/package-format.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { type RecordingHost, recordingHost } from '../../../support/host.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { buildNupkg } from '../../../support/packages/nuget-package.ts';
import { buildWheel } from '../../../support/packages/python-package.ts';
import { buildSet } from '../../../support/worlds/release-world.ts';

const folder = temporaryFolders();
let host: RecordingHost;
afterEach(() => host.close());

async function gather(packages: readonly string[], versions?: string | readonly string[], formats = formatList) {
  const lines = typeof versions === 'string' ? [versions] : (versions ?? []);
  const request = { packages, workingDirectory: host.workingDirectory, ...readVersionLines(lines) };
  const gathered = await gatherPublications(request, formats, host);
  await gathered.cleanUp();
  return gathered.publications
    .map(({ format, namespace, name, version }) => `${format} ${namespace ?? ''} ${name} ${version}`)
    .sort();
}

describe('gathering', () => {
  test('files, globs, exclusions and folders; each file for one format', async () => {
    host = recordingHost({ folder: folder() });
    await buildSet(host.workingDirectory, '1.0.0', { npm: 2 });
    const all = await gather(['dist-1.0.0']);
    expect(all).toEqual([
      'maven com.acme base 1.0.0',
      'maven com.acme lib 1.0.0',
      'npm acme part-0 1.0.0',
      'npm acme part-1 1.0.0',
      'nuget  acme.lib 1.0.0',
      'pypi  acme-app 1.0.0',
      'pypi  acme-core 1.0.0',
    ]);
    expect(await gather(['dist-1.0.0/**/*.tgz', '!**/part-1.tgz'])).toEqual(['npm acme part-0 1.0.0']);
    expect(await gather(['./dist-1.0.0/npm/part-0.tgz', 'dist-1.0.0/nuget/*'])).toEqual([
      'npm acme part-0 1.0.0',
      'nuget  acme.lib 1.0.0',
    ]);
    expect(
      await gather(
        ['dist-1.0.0'],
        undefined,
        formatList.filter(({ name }) => name === 'pypi'),
      ),
    ).toEqual(['pypi  acme-app 1.0.0', 'pypi  acme-core 1.0.0']);
  });

  test('a project directory is packed with its own tool, and the folder for it goes away', async () => {
    host = recordingHost({ folder: folder() });
    for (const name of ['one', 'two']) {
      await mkdir(join(host.workingDirectory, 'packages', name), { recursive: true });
      await writeFile(
        join(host.workingDirectory, 'packages', name, 'package.json'),
        JSON.stringify({ name, version: '1.0.0' }),
      );
    }
    expect(await gather(['packages/one'])).toEqual(['npm  one 1.0.0']);
    expect(await gather(['packages/*'])).toEqual(['npm  one 1.0.0', 'npm  two 1.0.0']);
    expect((await host.files.list('.')).filter((name) => name.startsWith('pack-'))).toEqual([]);
  }, 60_000);

  test('named files of a format that does not name itself', async () => {
    host = recordingHost({ folder: folder() });
    await writeFile(join(host.workingDirectory, 'a.bin'), 'a');
    expect(await gather(['a.bin'], 'generic:acme/firmware@1.0.0')).toEqual(['generic acme firmware 1.0.0']);
    await expect(gather(['a.bin'], 'npm:utils@1.0.0')).rejects.toMatchObject({ code: 'CA-INPUT-003' });
    await expect(gather(['a.bin'], 'generic:firmware@1.0.0')).rejects.toMatchObject({ code: 'CA-INPUT-002' });
    await expect(gather(['a.bin'], 'generic:acme/firmware')).rejects.toMatchObject({ code: 'CA-INPUT-002' });
  });

  test('named files beside packages that name themselves, which do not see them', async () => {
    host = recordingHost({ folder: folder() });
    const at = host.workingDirectory;
    await writeNpmPackage(join(at, 'dist', 'utils.tgz'), { name: 'utils', version: '1.0.0' });
    // Looks like a package, and is the generic one's all the same.
    await writeNpmPackage(join(at, 'dist', 'firmware', 'image.tgz'), { name: 'image', version: '1.0.0' });
    for (const name of ['a.bin', 'b.bin', 'notes.txt']) await writeFile(join(at, 'dist', 'firmware', name), name);
    const line = 'generic:acme/firmware@1.0.0=dist/firmware/*, !**/notes.txt';
    expect(await gather(['dist'], [line])).toEqual(['generic acme firmware 1.0.0', 'npm  utils 1.0.0']);
    const purl = 'pkg:generic/acme/docs@1.0.0=dist/firmware/notes.txt';
    expect(await gather([], [line, purl])).toEqual(['generic acme docs 1.0.0', 'generic acme firmware 1.0.0']);
    const rest = await gatherPublications(
      { packages: ['dist'], workingDirectory: at, ...readVersionLines([line, 'generic:acme/rest@1.0.0']) },
      formatList,
      host,
    );
    expect(rest.publications.map(({ name, artifacts }) => [name, artifacts.map(({ assetName }) => assetName)])).toEqual(
      [
        ['firmware', ['a.bin', 'b.bin', 'image.tgz']],
        ['rest', ['notes.txt', 'utils.tgz']],
      ],
    );
  });

  test('lines that name nothing, or the same twice', async () => {
    host = recordingHost({ folder: folder() });
    await writeFile(join(host.workingDirectory, 'a.bin'), 'a');
    const firmware = 'generic:acme/firmware@1.0.0';
    for (const lines of [[`${firmware}=`], ['=a.bin'], [firmware, 'generic:acme/other@1.0.0']])
      await expect(gather(['a.bin'], lines)).rejects.toMatchObject({ code: 'CA-INPUT-001' });
    await expect(gather([], [`${firmware}=b.bin`])).rejects.toMatchObject({
      code: 'CA-FILE-002',
      message: expect.stringContaining(firmware),
    });
    await expect(gather([], [`${firmware}=a.bin`, `${firmware}=*.bin`])).rejects.toMatchObject({ code: 'CA-FILE-001' });
    await expect(gather([], ['npm:utils@1.0.0=a.bin'])).rejects.toMatchObject({ code: 'CA-INPUT-003' });
  });

  test('nothing, broken files and a version built twice are errors that name the files', async () => {
    host = recordingHost({ folder: folder() });
    await expect(gather(['dist/*.tgz'])).rejects.toMatchObject({
      code: 'CA-FILE-002',
      message: expect.stringContaining('no file matches'),
    });
    await writeFile(join(host.workingDirectory, 'notes.txt'), 'x');
    await expect(gather(['notes.txt'])).rejects.toMatchObject({
      code: 'CA-FILE-002',
      message: expect.stringContaining('notes.txt'),
    });
    const path = await writeNpmPackage(join(host.workingDirectory, 'a.tgz'), {
      name: 'a',
      version: '1.0.0',
      size: 5000,
    });
    const whole = (await host.files.read(path)) as Buffer;
    await writeFile(path, whole.subarray(0, 2000));
    await expect(gather(['a.tgz'])).rejects.toMatchObject({
      code: 'CA-FILE-001',
      message: expect.stringContaining('a.tgz'),
    });
    await writeFile(path, whole);
    await writeNpmPackage(join(host.workingDirectory, 'b.tgz'), { name: 'a', version: '1.0.0' });
    await expect(gather(['*.tgz'])).rejects.toMatchObject({ code: 'CA-FILE-001' });
  });
});

test.each(['npm', 'pypi', 'nuget', 'maven', 'generic'] as const)(
  'a file of %s is read no further once the run is interrupted',
  async (format) => {
    host = recordingHost({ folder: folder() });
    const [dist, size] = [join(host.workingDirectory, 'dist'), 2 * 1024 * 1024];
    await mkdir(dist);
    const put = (name: string, data: Uint8Array) => writeFile(join(dist, name), data);
    if (format === 'npm') await writeNpmPackage(join(dist, 'big.tgz'), { name: '@acme/big', version: '1.0.0', size });
    else if (format === 'pypi') {
      const { fileName, data } = await buildWheel({ name: 'big', version: '1.0.0', padding: size });
      await put(fileName, data);
    } else if (format === 'nuget')
      await put(
        'Big.1.0.0.nupkg',
        await buildNupkg({ id: 'Big', version: '1.0.0' }, { 'big.txt': randomBytes(size).toString('base64') }),
      );
    else await put('big-1.0.0.jar', randomBytes(size));
    if (format === 'maven')
      await put(
        'big-1.0.0.pom',
        Buffer.from(
          '<project><groupId>com.acme</groupId><artifactId>big</artifactId><version>1.0.0</version></project>',
        ),
      );
    const stop = new AbortController();
    let after = 0;
    const files: typeof host.files = {
      ...host.files,
      async *open(path, range) {
        for await (const chunk of host.files.open(path, range)) {
          if (stop.signal.aborted) after++;
          stop.abort(new Error('a signal'));
          yield chunk;
        }
      },
    };
    const request = {
      ...{ packages: ['dist/*'], workingDirectory: host.workingDirectory },
      coordinate: format === 'generic' ? 'generic:acme/big@1.0.0' : undefined,
    };
    await expect(
      gatherPublications(request, formatList, { ...host, files, interrupted: stop.signal }),
    ).rejects.toMatchObject({
      code: 'CA-RUN-002',
      message: expect.stringMatching(/^interrupted while .*big.* was read$/i),
    });
    expect(after).toBeLessThan(10);
  },
);

describe('the expected version', () => {
  const built = (format: Publication['format'], name: string, version: string, namespace?: string): Publication => ({
    format,
    name,
    namespace,
    version,
    artifacts: [],
    dependencies: [],
    metadata: {},
  });
  const set = [built('npm', 'utils', '1.2.3-rc.1', 'acme'), built('pypi', 'acme-utils', '1.2.3rc1')];
  const check =
    (version: string, name?: string, publications = set) =>
    () =>
      requireExpectedVersion({ version, package: name, source: 'git tag x' }, publications, formatList);

  test('is compared as each format compares versions', () => {
    expect(check('1.2.3-rc.1')).not.toThrow();
    expect(check('1.2.3')).toThrow(
      expect.objectContaining({
        code: 'CA-CONFLICT-005',
        message: expect.stringContaining('npm:@acme/utils@1.2.3-rc.1'),
      }),
    );
  });

  test('is for one package when the tag names one', () => {
    const two = [...set, built('npm', 'other', '9.0.0', 'acme')];
    expect(check('1.2.3-rc.1', undefined, two)).toThrow();
    for (const name of ['@acme/utils', 'utils', 'packages/utils']) expect(check('1.2.3-rc.1', name, two)).not.toThrow();
    expect(check('1.2.3-rc.1', 'nobody', two)).toThrow(
      expect.objectContaining({ code: 'CA-CONFLICT-005', message: expect.stringContaining('nobody') }),
    );
  });
});
