import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ProgramRunner } from '../../../../src/core/ports/host.ts';
import { gather } from '../../../../src/formats/npm/artifact/artifact.ts';
import { readPackageJson } from '../../../../src/formats/npm/artifact/manifest.ts';
import { pack, recognises } from '../../../../src/formats/npm/artifact/project.ts';
import { byDependencies } from '../../../../src/formats/npm/artifact/workspace.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';

const newFolder = temporaryFolders();

async function project(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = join(newFolder(), 'project');
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

const manifest = (name: string, more: object = {}) => ({ name, version: '1.0.0', ...more });

/** Records what would be run and leaves a file, as a package manager would. */
function recordingRunner(status = 0): { run: ProgramRunner; commands: string[][] } {
  const commands: string[][] = [];
  const run: ProgramRunner = async (program, args, options) => {
    if (args.includes('list'))
      return {
        status,
        stdout: JSON.stringify([{ path: options?.cwd }, { path: join(options?.cwd ?? '', 'c') }]),
        stderr: '',
      };
    if (args[0] === 'config') return { status: 0, stdout: 'false\n', stderr: '' };
    commands.push([program, ...args]);
    const into = args.find((arg) => arg.includes('/npm-')) ?? '';
    const folder = into.endsWith('.tgz') ? dirname(into) : into;
    const packages = args.filter((arg) => /^--(?:include-)?workspace/.test(arg)).length;
    for (let index = 0; status === 0 && into !== '' && index < Math.max(1, packages); index += 1)
      await writeFile(join(folder, `x${index}-1.0.0.tgz`), 'x');
    return { status, stdout: 'first line\n', stderr: 'the reason\n' };
  };
  return { run, commands };
}

const plain = { ignoreScripts: false, passEnv: [] };

describe('packing a project', () => {
  test('is for folders with a package.json', () => {
    expect(recognises(['src', 'package.json'])).toBe(true);
    expect(recognises(['pyproject.toml'])).toBe(false);
  });

  test('npm packs one package', async () => {
    const directory = await project({ 'package.json': manifest('@acme/one'), 'index.js': '' });
    const host = recordingHost({ folder: dirname(directory) });
    const built = await pack(directory, join(dirname(directory), 'out'), host, plain);
    const { publications } = await gather(built, host);
    expect(publications).toMatchObject([{ namespace: 'acme', name: 'one', version: '1.0.0' }]);
    host.close();
  });

  test('npm packs every package of a workspace, and two projects do not meet', async () => {
    const directory = await project({
      'package.json': { name: 'root', version: '0.0.0', private: true, workspaces: ['packages/*'] },
      'packages/a/package.json': manifest('@acme/a'),
      'packages/b/package.json': manifest('@acme/b', { dependencies: { '@acme/a': '^1.0.0' } }),
      'packages/c/package.json': manifest('@acme/c', { private: true }),
    });
    const host = recordingHost({ folder: dirname(directory) });
    const into = join(dirname(directory), 'out');
    const first = await pack(directory, into, host, plain);
    const second = await pack(directory, into, host, plain);
    expect(first.map((path) => basename(path))).toEqual(['acme-a-1.0.0.tgz', 'acme-b-1.0.0.tgz', 'acme-c-1.0.0.tgz']);
    expect(new Set([...first, ...second]).size).toBe(6);
    const { publications, verdicts } = await gather(first, host);
    expect(publications.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['taken', 'taken', 'left']);
    host.close();
  });

  test('members whose tarballs have one name are all there', async () => {
    const directory = await project({
      'package.json': { name: 'root', version: '0.0.0', private: true, workspaces: ['packages/*'] },
      'packages/a/package.json': manifest('@acme/n'),
      'packages/b/package.json': manifest('acme-n'),
    });
    const host = recordingHost({ folder: dirname(directory) });
    const built = await pack(directory, join(dirname(directory), 'out'), host, plain);
    const { publications } = await gather(built, host);
    expect(publications.map(({ namespace, name }) => [namespace, name])).toEqual([
      ['acme', 'n'],
      [undefined, 'acme-n'],
    ]);
    host.close();
  });

  test.each<[string, Record<string, unknown>]>([
    ['pnpm', { 'package.json': manifest('@acme/c'), 'c/package.json': manifest('acme-c'), 'pnpm-workspace.yaml': '' }],
    [
      'yarn',
      {
        'package.json': manifest('@acme/c', { workspaces: ['c'] }),
        'c/package.json': manifest('acme-c'),
        '.yarnrc.yml': '',
      },
    ],
    [
      'bun',
      {
        'package.json': manifest('@acme/c', { workspaces: ['c'] }),
        'c/package.json': manifest('acme-c'),
        'bun.lock': '',
      },
    ],
  ])('each in a folder of its own by %s as well', async (program, files) => {
    const directory = await project(files);
    const host = recordingHost({ folder: dirname(directory) });
    const { run: record } = recordingRunner();
    const run: ProgramRunner = async (name, args, options) =>
      name === 'yarn' && args.includes('list')
        ? { status: 0, stdout: '{"location":"."}\n{"location":"c"}\n', stderr: '' }
        : record(name, args, options);
    const built = await pack(directory, join(dirname(directory), 'out'), { ...host, run }, plain);
    expect([program, new Set(built).size]).toEqual([program, 2]);
    host.close();
  });

  test('a tool that packs fewer than the workspace has is an error', async () => {
    const directory = await project({
      'package.json': manifest('a', { workspaces: ['p'] }),
      'p/package.json': manifest('b'),
      '.yarnrc.yml': '',
    });
    const host = recordingHost({ folder: dirname(directory) });
    const { run: record } = recordingRunner();
    const run: ProgramRunner = async (name, args, options) =>
      args.includes('list')
        ? { status: 0, stdout: '{"location":"."}\n{"location":"p"}\n', stderr: '' }
        : record(name, args, options);
    const packing = pack(directory, join(dirname(directory), 'out'), { ...host, run }, plain);
    await expect(packing).rejects.toMatchObject({
      code: 'CA-FILE-004',
      message: expect.stringMatching(/made 1 tarballs of the 2 packages of .*: a, b$/),
    });
    host.close();
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      'pnpm by its lock file',
      { 'package.json': manifest('a'), 'pnpm-lock.yaml': '' },
      /^pnpm pack --pack-destination \S+$/,
    ],
    [
      'a pnpm workspace without its private root',
      {
        'package.json': manifest('a', { private: true }),
        'c/package.json': manifest('c', { private: 'true' }),
        'pnpm-workspace.yaml': '',
      },
      /^pnpm -r --filter !\. --filter !\.\/c pack --pack-destination/,
    ],
    [
      'Yarn by the packageManager field',
      { 'package.json': manifest('a', { packageManager: 'yarn@4.1.0' }), 'package-lock.json': '' },
      /^yarn pack --out \S+\/%s-%v\.tgz$/,
    ],
    [
      'a Yarn workspace',
      { 'package.json': manifest('a', { private: true, workspaces: ['p/*'] }), '.yarnrc.yml': '' },
      /^yarn workspaces foreach --all --no-private pack --out/,
    ],
    ['Bun by its lock file', { 'package.json': manifest('a'), 'bun.lock': '' }, /^bun pm pack --destination/],
    [
      'npm for Yarn 1',
      { 'package.json': manifest('a', { packageManager: 'yarn@1.22.22' }), 'yarn.lock': '' },
      /^npm pack --json/,
    ],
    [
      'npm with the root of a public workspace, and without what is no package',
      {
        'package.json': manifest('a', { workspaces: ['p/*', '../beside'] }),
        '../beside/package.json': manifest('beside'),
        'p/b/package.json': manifest('b'),
        'p/web/package.json': { name: 'web', private: true },
        'p/nameless/package.json': { version: '1.0.0' },
      },
      /^npm pack --json --pack-destination \S+ --workspace \.\.\/beside --workspace \.\/p\/b --include-workspace-root$/,
    ],
  ])('%s', async (_, files, command) => {
    const directory = await project(files);
    const host = recordingHost({ folder: dirname(directory) });
    const { run, commands } = recordingRunner();
    const built = await pack(directory, join(dirname(directory), 'out'), { ...host, run }, plain);
    expect(commands.map((words) => words.join(' '))).toEqual([expect.stringMatching(command)]);
    expect(built).toHaveLength(files['p/b/package.json'] ? 3 : 1);
    host.close();
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['npm', {}, /^npm pack .* --ignore-scripts$/],
    ['pnpm', { 'pnpm-lock.yaml': '' }, /^pnpm pack .* --config\.ignore-scripts=true$/],
    ['bun', { 'bun.lock': '' }, /^bun pm pack .* --ignore-scripts$/],
    ['yarn', { '.yarnrc.yml': '' }, /^yarn pack --out \S+$/],
  ])('%s without scripts of the package', async (_, files, command) => {
    const directory = await project({ 'package.json': manifest('a'), ...files });
    const host = recordingHost({ folder: dirname(directory) });
    const { run, commands } = recordingRunner();
    await pack(directory, join(dirname(directory), 'out'), { ...host, run }, { ...plain, ignoreScripts: true });
    expect(commands.map((words) => words.join(' '))).toEqual([expect.stringMatching(command)]);
    host.close();
  });

  test.each([
    ['a script', { scripts: { prepack: 'node build.js' } }, /`prepack`/],
    ['workspaces', { workspaces: ['p/*'] }, /scripts of its workspaces/],
  ])('Yarn, which runs scripts in any case, is refused where there is %s', async (_, more, words) => {
    const directory = await project({ 'package.json': manifest('a', more), '.yarnrc.yml': '' });
    const host = recordingHost({ folder: dirname(directory) });
    const { run, commands } = recordingRunner();
    const packing = pack(directory, 'out', { ...host, run }, { ...plain, ignoreScripts: true });
    await expect(packing).rejects.toMatchObject({ code: 'CA-FILE-004', message: expect.stringMatching(words) });
    expect(commands).toEqual([]);
    host.close();
  });

  test.each([
    [127, /pnpm was not found/],
    [1, /pnpm pack failed in .*exit status 1; first line \| the reason/],
  ])('status %d of the tool is an error that says so', async (status, words) => {
    const directory = await project({ 'package.json': manifest('a'), 'pnpm-lock.yaml': '' });
    const host = recordingHost({ folder: dirname(directory) });
    const failure = pack(
      directory,
      join(dirname(directory), 'out'),
      { ...host, run: recordingRunner(status).run },
      plain,
    );
    await expect(failure).rejects.toMatchObject({ code: 'CA-FILE-004', message: expect.stringMatching(words) });
    host.close();
  });

  test.each<[string, Record<string, unknown>, boolean, string[]]>([
    ['npm', {}, false, ['npm run prepublishOnly', 'npm pack']],
    ['npm, told to run no scripts', {}, true, ['npm pack']],
    ['pnpm', { 'pnpm-lock.yaml': '' }, false, ['pnpm run prepublishOnly', 'pnpm run prepublish', 'pnpm pack']],
    ['Yarn', { '.yarnrc.yml': '' }, false, ['yarn run prepublish', 'yarn pack']],
    ['Bun', { 'bun.lock': '' }, false, ['bun run prepublishOnly', 'bun pm pack']],
  ])('what is built when it is published is built: %s', async (_, files, ignoreScripts, expected) => {
    const scripts = { prepublish: 'x', prepublishOnly: 'x', postpublish: 'x', other: 'x' };
    const directory = await project({ 'package.json': manifest('a', { scripts }), ...files });
    const host = recordingHost({ folder: dirname(directory) });
    const { run, commands } = recordingRunner();
    await pack(directory, join(dirname(directory), 'out'), { ...host, run }, { ...plain, ignoreScripts });
    expect(commands.map((words) => words.join(' ').split(' --')[0])).toEqual(expected);
    host.close();
  });

  test.each([
    ['npm', {}],
    ['pnpm', { 'pnpm-lock.yaml': '' }],
    ['bun', { 'bun.lock': '' }],
  ])('a setting of the project that runs no scripts counts for those as well: %s', async (_, files) => {
    const directory = await project({
      'package.json': manifest('a', { scripts: { prepublishOnly: 'x' } }),
      '.npmrc': 'ignore-scripts=true\n',
      ...files,
    });
    const host = recordingHost({ folder: dirname(directory) });
    const { run: record, commands } = recordingRunner();
    // The setting is asked of the real npm, which reads the same file for both.
    const run: ProgramRunner = (program, args, options) =>
      args[0] === 'config' ? host.run('npm', args, options) : record(program, args, options);
    await pack(directory, join(dirname(directory), 'out'), { ...host, run }, plain);
    expect(commands.map((words) => words.find((word) => /^(pack|run)$/.test(word)))).toEqual(['pack']);
    host.close();
  });

  test('a script that fails before packing ends it, with its name and last words', async () => {
    const directory = await project({ 'package.json': manifest('a', { scripts: { prepublishOnly: 'x' } }) });
    const host = recordingHost({ folder: dirname(directory) });
    const { run, commands } = recordingRunner(3);
    const failure = pack(directory, join(dirname(directory), 'out'), { ...host, run }, plain);
    await expect(failure).rejects.toMatchObject({
      code: 'CA-FILE-004',
      message: expect.stringMatching(/^npm run prepublishOnly failed in .*exit status 3.*the reason/),
    });
    expect(commands).toHaveLength(1);
    host.close();
  });

  test('members that the tool tells in a way that is not known are an error', async () => {
    const directory = await project({ 'package.json': manifest('a'), 'pnpm-workspace.yaml': '' });
    const host = recordingHost({ folder: dirname(directory) });
    const run: ProgramRunner = async () => ({ status: 0, stdout: 'all is well', stderr: '' });
    const failure = pack(directory, join(dirname(directory), 'out'), { ...host, run }, plain);
    await expect(failure).rejects.toMatchObject({ message: expect.stringContaining('cannot be told from what') });
    host.close();
  });

  test('packages that need each other in a circle are each taken once', () => {
    const one = (name: string, needs: string[]) => ({
      directory: `/${name}`,
      entries: [],
      manifest: { name, devDependencies: Object.fromEntries(needs.map((need) => [need, '*'])) },
    });
    const sorted = byDependencies([one('a', ['b']), one('b', ['c', 'x']), one('c', ['a']), one('d', ['a'])]);
    expect(sorted.map(({ manifest: { name } }) => name)).toEqual(['c', 'b', 'a', 'd']);
  });

  test.each(['true', 1, {}, 'false'])('`private: %j` keeps a package from being published, as npm does', (value) => {
    const text = JSON.stringify(manifest('a', { private: value }));
    expect(readPackageJson(text, { names: new Set() })).toMatchObject({ isPrivate: true });
  });

  test.each(['', '{', '[]'])('a package.json of %j is an error', async (text) => {
    const directory = await project({ 'package.json': text });
    const host = recordingHost({ folder: dirname(directory) });
    await expect(pack(directory, 'out', host, plain)).rejects.toMatchObject({ code: 'CA-FILE-004' });
    host.close();
  });
});
