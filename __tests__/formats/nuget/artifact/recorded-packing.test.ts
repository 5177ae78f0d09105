// Project folders against what dotnet was recorded to make of them, and against dotnet itself where it is installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { gatherPublications } from '../../../../src/core/operations/publish/gather.ts';
import type { ProgramRunner } from '../../../../src/core/ports/host.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { type RecordingHost, recordingHost } from '../../../support/host.ts';
import { type PackingRow, packingRows, recordedDotnet } from '../../../support/programs/recorded-dotnet.ts';

const newFolder = temporaryFolders();
let host: RecordingHost | undefined;
afterEach(() => host?.close());

const isThere = spawnSync('dotnet', ['--version']).status === 0;

async function folderOf(files: PackingRow['files']): Promise<string> {
  const top = join(await realpath(newFolder()), 'w');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(top, path)), { recursive: true });
    await writeFile(join(top, path), text);
  }
  return top;
}

interface Given {
  readonly packages?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: (run: ProgramRunner, top: string) => ProgramRunner;
}

async function packing(files: PackingRow['files'], { packages = ['.'], args, env = {}, run }: Given) {
  const top = await folderOf(files);
  host = recordingHost({ folder: top, env: { HOME: dirname(top), TMPDIR: dirname(top), ...env } });
  const runner = run?.(host.run, top) ?? host.run;
  const gathered = await gatherPublications(
    { packages, workingDirectory: top, packing: { ignoreScripts: false, passEnv: [], args } },
    formatList.filter(({ name }) => name === 'nuget'),
    { ...host, temporaryDirectory: dirname(top), run: runner },
  );
  const bytes = await Promise.all(gathered.publications.map(({ artifacts }) => readFile(artifacts[0]?.path ?? '')));
  await gathered.cleanUp();
  return {
    versions: gathered.publications.map(({ displayName, version }) => `${displayName} ${version}`).sort(),
    left: gathered.files
      .filter(({ outcome }) => outcome === 'left')
      .map(({ path, reason = '' }) => `${basename(path)}: ${reason}`),
    bytes,
  };
}

const rowOf = (name: string) => packingRows.find((row) => row.name === name) as PackingRow;
const packed = (row: PackingRow, given: Given = {}) =>
  packing(row.files, {
    env: row.env,
    ...given,
    ...(isThere ? {} : { run: (run, top) => recordedDotnet(top, row, run) }),
  });

const NO_PACKAGE = /made no package of it|makes no package of it/;

/** Of each recorded folder: what goes out, what is told; or the error, with the advice. */
const EXPECTED: Readonly<
  Record<
    string,
    { versions?: readonly string[]; left?: readonly RegExp[]; packages?: readonly string[]; error?: object }
  >
> = {
  library: { versions: ['Acme.Lib 1.0.0'] },
  'library again with SOURCE_DATE_EPOCH': { versions: ['Acme.Lib 1.0.0'] },
  'packs on build, clean tree': { versions: ['Acme.Lib 1.0.0'] },
  'packs on build, switched off': { versions: ['Acme.Lib 1.0.0'] },
  'lone nuspec': { versions: ['Acme.Plain 1.0.0'] },
  'lone nuspec, no file named': { versions: ['Acme.Plain 1.0.0'], packages: ['Acme.Plain.nuspec'] },
  'two projects in one folder': {
    error: { code: 'CA-FILE-004', remedy: 'Name the one to pack in `packages`: the folder has A.csproj, B.csproj.' },
  },
  'not packable': {
    error: { code: 'CA-FILE-002', message: expect.stringMatching(/No\.csproj: `IsPackable` is false/) },
  },
  'compile error': {
    error: {
      code: 'CA-FILE-004',
      message: expect.stringMatching(/exit status 1; \S*C\.cs\(1,68\): error CS0029/),
      remedy: expect.stringMatching(/does not compile/),
    },
  },
  'solution of seven, the first does not compile': {
    error: {
      code: 'CA-FILE-004',
      message: expect.stringMatching(/exit status 1; \S*P0\/C\.cs\(1,68\): error CS0029/),
      remedy: expect.stringMatching(/does not compile/),
    },
  },
  'solution with a library, its dependant and tests': {
    versions: ['Acme.A 1.0.0', 'Acme.B 2.0.0'],
    left: [/^T\.csproj: `IsPackable` is false/],
  },
  'two projects, one id and version': {
    error: {
      code: 'CA-FILE-001',
      message: expect.stringMatching(/A\/A\.csproj and \S*B\/B\.csproj make packages of one id and version/),
    },
  },
  symbols: { versions: ['Acme.Lib 1.0.0'], left: [/^Acme\.Lib\.1\.0\.0\.snupkg: a symbol package/] },
  'old symbols': { versions: ['Acme.Lib 1.0.0'], left: [/^Acme\.Lib\.1\.0\.0\.symbols\.nupkg: a symbol package/] },
  'version with metadata and prefix': { versions: ['Acme.Lib 2.3.4-rc.1'] },
  tool: { versions: ['Acme.Tool 1.0.0'] },
  'package from Directory.Build.props': { versions: ['Acme.Lib 7.1.0'], packages: ['src/Lib'] },
  'nothing to pack': { error: { code: 'CA-FILE-002' } },
  'global.json asks for a missing SDK': {
    error: { code: 'CA-FILE-004', remedy: expect.stringMatching(/SDK that global\.json asks for/) },
  },
};

describe('recorded folders', () => {
  test('each has its expectation', () => {
    expect(packingRows.map(({ name }) => name).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  test.each(packingRows.map((row) => [row.name, row] as const))(
    '%s',
    async (name, row) => {
      const { error, packages, versions = [], left = [] } = EXPECTED[name] ?? {};
      const result = packed(row, packages ? { packages } : {});
      if (error) {
        await expect(result).rejects.toMatchObject(error);
        return;
      }
      const made = await result;
      expect(made.versions).toEqual(versions);
      expect(made.left).toEqual(left.map((pattern) => expect.stringMatching(pattern)));
    },
    120_000,
  );
});

describe('packing again', () => {
  const twice = async (row: PackingRow, prepare: (top: string) => void) => {
    const given: Given = {
      run: (run, top) => {
        prepare(top);
        return isThere ? run : recordedDotnet(top, row, run);
      },
    };
    const first = await packing(row.files, { ...given, env: row.env });
    await new Promise((resolve) => setTimeout(resolve, isThere ? 3000 : 0));
    const second = await packing(row.files, { ...given, env: row.env });
    return first.bytes.every((bytes, index) => bytes.equals(second.bytes[index] ?? Buffer.alloc(0)));
  };
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, GIT_COMMITTER_DATE: '1700000000 +0000' },
    });

  test('outside of a checkout dotnet stamps the time of the build', async () => {
    expect(await twice(rowOf('library'), () => {})).toBe(false);
  }, 120_000);

  test('in a checkout the package has the time of the commit', async () => {
    const row = rowOf('library');
    const commit = (top: string) => {
      git(top, 'init', '--quiet');
      git(top, 'add', '.');
      git(top, 'commit', '--quiet', '--message', 'x');
    };
    expect(await twice(row, commit)).toBe(true);
  }, 120_000);
});

/** A dotnet that makes these packages, and says what it was asked. */
function standIn(made: readonly string[], asked: string[], text = '') {
  return (run: ProgramRunner): ProgramRunner =>
    async (program, args, options) => {
      if (program === 'git') return run(program, args, options);
      if (program !== 'dotnet') return { status: 127, stdout: '', stderr: '' };
      asked.push(args.slice(0, -2).join(' '));
      const { buildNupkg } = await import('../../../support/packages/nuget-package.ts');
      for (const name of made) {
        const [, id = '', version = ''] = /^(.*?)\.(\d+\.\d+\.\d+.*)\.nupkg$/i.exec(name) ?? [];
        await writeFile(join(args.at(-1) ?? '', name), await buildNupkg({ id, version }));
      }
      return { status: 0, stdout: text, stderr: '' };
    };
}

describe('what is named', () => {
  const NAMED: readonly [string, string, string][] = [
    ['a project', 'A.csproj', 'pack A.csproj --configuration Release --nologo -p:GeneratePackageOnBuild=false'],
    ['a solution', 'all.slnx', 'pack all.slnx --configuration Release --nologo -p:GeneratePackageOnBuild=false'],
    ['a description', 'Acme.A.nuspec', 'pack Acme.A.nuspec --configuration Release'],
    ['a file of C#', 'app.cs', 'pack app.cs --configuration Release --nologo -p:GeneratePackageOnBuild=false'],
    ['by a pattern', '**/A.csproj', 'pack A.csproj --configuration Release --nologo -p:GeneratePackageOnBuild=false'],
  ];
  const files = {
    'A.csproj': '<Project/>',
    'B.csproj': '<Project/>',
    'all.slnx': '',
    'Acme.A.nuspec': '',
    'app.cs': '',
  };

  test.each(NAMED)('%s: %s', async (_, name, command) => {
    const asked: string[] = [];
    const { versions } = await packing(files, { packages: [name], run: standIn(['Acme.A.1.0.0.nupkg'], asked) });
    expect(asked).toEqual([command]);
    expect(versions).toEqual(['Acme.A 1.0.0']);
  });

  test('sources and descriptions that a pattern finds besides are packed by nobody', async () => {
    const asked: string[] = [];
    const result = packing(files, { packages: ['*.cs', '**/*'], run: standIn(['Acme.A.1.0.0.nupkg'], asked) });
    await expect(result).rejects.toMatchObject({ code: 'CA-FILE-002' });
    expect(asked).toEqual([]);
  });

  test('further arguments are handed on, and a configuration among them takes the place of ours', async () => {
    const asked: string[] = [];
    const run = standIn(['Acme.A.1.0.0.nupkg'], asked);
    await packing(files, { packages: ['A.csproj'], args: ['-c', 'Debug', '-p:Version=1.0.0'], run });
    expect(asked).toEqual(['pack A.csproj --nologo -p:GeneratePackageOnBuild=false -c Debug -p:Version=1.0.0']);
    host?.close();
    const elsewhere = packing(files, { packages: ['A.csproj'], args: ['--output', 'x'], run });
    await expect(elsewhere).rejects.toMatchObject({ code: 'CA-INPUT-001' });
  });

  test('a description of another package beside a project is named, one of the same is not', async () => {
    const nuspec = (id: string) => `<package><metadata><id>${id}</id><version>1.0.0</version></metadata></package>`;
    const beside = { 'A.csproj': '<Project/>', 'a.nuspec': nuspec('Acme.A'), 'b.nuspec': nuspec('Acme.B') };
    const { left } = await packing(beside, { run: standIn(['Acme.A.1.0.0.nupkg'], []) });
    expect(left).toEqual([expect.stringMatching(/^b\.nuspec: a description of Acme\.B beside a project/)]);
  });

  test('an ending in capitals is a package', async () => {
    const { versions } = await packing({ 'A.csproj': '<Project/>' }, { run: standIn(['Acme.A.1.0.0.NUPKG'], []) });
    expect(versions).toEqual(['Acme.A 1.0.0']);
  });

  test('one that makes nothing is named, whichever comes first, and the others go', async () => {
    const two = { 'no/No.csproj': '<Project/>', 'yes/Yes.csproj': '<Project/>' };
    for (const packages of [
      ['no', 'yes'],
      ['yes', 'no'],
    ]) {
      const run =
        (given: ProgramRunner): ProgramRunner =>
        (program, args, options) =>
          standIn(options?.cwd?.endsWith('yes') ? ['Acme.Yes.1.0.0.nupkg'] : [], [])(given)(program, args, options);
      const { versions, left } = await packing(two, { packages, run });
      expect(versions).toEqual(['Acme.Yes 1.0.0']);
      expect(left).toEqual([expect.stringMatching(NO_PACKAGE)]);
      host?.close();
    }
  });

  test('two folders that make the same version are an error that names both', async () => {
    const two = { 'a/A.csproj': '<Project/>', 'b/B.csproj': '<Project/>' };
    const result = packing(two, { packages: ['a', 'b'], run: standIn(['Acme.Same.1.0.0.nupkg'], []) });
    await expect(result).rejects.toMatchObject({
      code: 'CA-FILE-001',
      message: expect.stringMatching(/packed of \S+\/b: .*packed of \S+\/a is the same package version/),
    });
  });
});
