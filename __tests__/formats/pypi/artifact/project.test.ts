// Which tool packs a project, and what is said when none can. The tools here are scripts that behave like the real ones
// in one respect each; the real ones are in __tests__/tools/python-family.itg.test.ts.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pack, recognises } from '../../../../src/formats/pypi/artifact/project.ts';
import { pypi } from '../../../../src/formats/pypi/format.ts';
import { type RecordingHost, recordingHost } from '../../../support/host.ts';

let folder: string;
const { PATH } = process.env;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pypi-project-'));
});
afterAll(async () => {
  process.env.PATH = PATH;
  await rm(folder, { recursive: true, force: true });
});

const LACKS_BUILD = `case "$*" in *'("build"'*) echo "ImportError: No module named build" >&2; exit 1;; esac`;
const makes = (file: string) => `for last; do :; done; mkdir -p "$OUT"; echo x > "$OUT/${file}"`;

/** A machine whose PATH has only these scripts (and what a shell needs). */
async function machine(scripts: Readonly<Record<string, string>>): Promise<RecordingHost> {
  const bin = await mkdtemp(join(folder, 'bin-'));
  for (const [name, text] of Object.entries(scripts)) {
    // The output folder is the argument after --outdir, --out-dir or --wheel-dir, or after the kind that a hook builds.
    const find =
      'OUT=; P=; for A; do case "$P" in --outdir|--out-dir|--wheel-dir|sdist|wheel) OUT=$A;; esac; P=$A; done';
    await writeFile(join(bin, name), `#!/bin/sh\nPATH=/usr/bin:/bin\n${find}\n${text}\n`);
    await chmod(join(bin, name), 0o755);
  }
  // Programs are looked up on the PATH of this process, as the runner's own library does.
  process.env.PATH = bin;
  return recordingHost({ folder, env: { PATH: bin } });
}

async function project(pyproject = '[build-system]\nbuild-backend = "setuptools.build_meta"\n'): Promise<string> {
  const directory = await mkdtemp(join(folder, 'project-'));
  await writeFile(join(directory, 'pyproject.toml'), pyproject);
  return directory;
}

async function packed(host: RecordingHost, directory: string): Promise<string[]> {
  const into = join(await mkdtemp(join(folder, 'into-')), 'built');
  await mkdir(into);
  const built = await pack(directory, into, host, { ignoreScripts: false, passEnv: [] });
  return built.map((path) => path.slice(into.length + 1));
}

test('a project is known by its build files', () => {
  expect(recognises(['src', 'pyproject.toml'])).toBe(true);
  expect(recognises(['setup.py'])).toBe(true);
  expect(recognises(['requirements.txt', 'main.py'])).toBe(false);
});

test('the standard front end comes first', async () => {
  const host = await machine({ python3: makes('demo-1.0.tar.gz'), uv: 'exit 9' });
  expect(await packed(host, await project())).toEqual(['1/demo-1.0.tar.gz']);
});

test('without it, uv', async () => {
  const host = await machine({ python3: LACKS_BUILD, uv: makes('demo-1.0-py3-none-any.whl') });
  expect(await packed(host, await project())).toEqual(['2/demo-1.0-py3-none-any.whl']);
});

test('without an index, what the interpreter has; what a failed try left behind is not taken', async () => {
  const python3 = `case "$*" in *'("build"'*) mkdir -p "$OUT"; echo x > "$OUT/half-1.0.tar.gz"
    echo "ERROR: No matching distribution found for setuptools" >&2; exit 1;; esac\n${makes('demo-1.0.tar.gz')}`;
  expect(await packed(await machine({ python3 }), await project())).toEqual(['3/demo-1.0.tar.gz']);
});

test('a tool that fails ends the search with its own words, without credentials', async () => {
  const python3 = 'echo "error: bad code in https://aws:secret@host/simple/" >&2; exit 1';
  const packing = packed(await machine({ python3, uv: makes('demo-1.0.tar.gz') }), await project());
  await expect(packing).rejects.toMatchObject({
    code: 'CA-FILE-004',
    message: expect.stringMatching(/python3 -m build failed.*bad code in https:\/\/\*\*\*@host/),
  });
});

test.each([
  ['[tool.ruff]\nline-length = 100\n', []],
  ['[tool.ruff]\n[project]\nname = "x"\n', ['1/demo-1.0.tar.gz']],
  ['["project"]\nname = "x"\n', ['1/demo-1.0.tar.gz']],
  ['project = { name = "x" }\n', ['1/demo-1.0.tar.gz']],
  ['[tool.poetry]\nname = "x"\n', ['1/demo-1.0.tar.gz']],
])('settings of tools alone make no package: %j', async (pyproject, built) => {
  const host = await machine({ python3: makes('demo-1.0.tar.gz') });
  expect(await packed(host, await project(pyproject))).toEqual(built);
});

test.each([
  ['[flake8]\nmax-line-length = 100\n', []],
  ['[tool:pytest]\naddopts = -q\n[bumpversion]\n', []],
  ['[flake8]\n[metadata]\nname = x\n', ['1/demo-1.0.tar.gz']],
  ['[options]\npackages = find:\n', ['1/demo-1.0.tar.gz']],
  ['no section = 1\n', ['1/demo-1.0.tar.gz']],
])('a setup.cfg beside settings of tools counts by what it says: %j', async (setupCfg, built) => {
  const host = await machine({ python3: makes('demo-1.0.tar.gz') });
  const directory = await project('[tool.ruff]\nline-length = 100\n');
  await writeFile(join(directory, 'setup.cfg'), setupCfg);
  expect(await packed(host, directory)).toEqual(built);
});

test('no tool at all', async () => {
  const packing = packed(await machine({}), await project('[build-system]\nbuild-backend = "hatchling.build"\n'));
  await expect(packing).rejects.toMatchObject({
    code: 'CA-FILE-004',
    message: expect.stringContaining('uv build (not found)'),
  });
});

test('a tool that says it succeeded and built nothing', async () => {
  await expect(packed(await machine({ python3: 'exit 0' }), await project())).rejects.toMatchObject({
    code: 'CA-FILE-004',
  });
});

test.each([
  '[tool.uv.workspace]\nmembers = ["p/*"]\n',
  '[tool.uv]\nworkspace = { members = ["p/*"] }\n',
  '[tool.uv]\nworkspace.members = ["p/*"]\n',
  '[tool]\nuv.workspace.members = ["p/*"]\n',
  '[tool.uv."workspace"]\nmembers = ["p/*"]\n',
  'tool = { uv = { workspace = { members = ["p/*"] } } }\n',
])('a workspace of uv is built whole, however it is written: %j', async (workspace) => {
  const uv = `case "$*" in *--all-packages*) ;; *) exit 9;; esac\n${makes('demo-1.0.tar.gz')}`;
  const host = await machine({ python3: makes('root-alone-1.0.tar.gz'), uv });
  const built = await packed(host, await project(`${workspace}[project]\nname = "x"\n`));
  expect(built).toEqual(['1/demo-1.0.tar.gz']);
});

test('what only looks like a workspace, or like a project, is none', async () => {
  const host = await machine({ python3: makes('demo-1.0.tar.gz') });
  const text = '[project]\nname = "x"\ndescription = """\n[tool.uv.workspace]\n"""\n';
  expect(await packed(host, await project(text))).toEqual(['1/demo-1.0.tar.gz']);
  expect(await packed(host, await project('[tool.x]\ntext = """\n[project]\n"""\n'))).toEqual([]);
  expect(await packed(host, await project('[tool]\npoetry.name = "x"\n'))).toEqual(['1/demo-1.0.tar.gz']);
});

test('a pyproject.toml that is no TOML is an error that says so', async () => {
  const host = await machine({ python3: makes('demo-1.0.tar.gz') });
  await expect(packed(host, await project('[project\nname = "x"\n'))).rejects.toMatchObject({
    code: 'CA-FILE-004',
    message: expect.stringMatching(/pyproject\.toml cannot be read as TOML: /),
  });
});

test.each([
  ['pyproject.toml', '[project]\nname = "Acme_Utils"\n', 'acme-utils'],
  ['pyproject.toml', '[tool]\npoetry = { name = "acme.core" }\n', 'acme-core'],
  ['pyproject.toml', '[project]\nname = "x"\nclassifiers = ["Private :: Do Not Upload"]\n', undefined],
  ['pyproject.toml', '[tool.ruff]\nline-length = 100\n', undefined],
  ['pyproject.toml', 'no = = TOML', undefined],
  ['setup.cfg', '[metadata]\nname = Acme.Old\n', 'acme-old'],
  ['setup.cfg', '[bdist_wheel]\nuniversal = 1\n', undefined],
])('the name of a project below another one: %s %j', async (file, text, name) => {
  const host = await machine({});
  const directory = await mkdtemp(join(folder, 'below-'));
  await writeFile(join(directory, file), text);
  const mark = join(directory, file === 'setup.cfg' ? 'setup.py' : file);
  expect(await pypi.publishing?.project?.nameIn?.(mark, host.files)).toBe(name);
});
