// Python projects as `publish` packs them, against what the standard front end makes of them, on machines that have it, uv
// or neither; and the project is left as it was. Build backends come from PyPI.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { pack } from '../../src/formats/pypi/artifact/project.ts';
import { EXTERNAL_CONNECTIONS } from '../../src/local/registry/upstream/external-connections.ts';
import { temporaryFolder } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { isSlowLane } from '../support/lane.ts';
import { findBeside, findModule, findTool, programOf, runTool, whyNot } from '../support/programs/tools.ts';

const LONG = 300_000;
const folder = temporaryFolder();
const python = findBeside(findTool('pip-26', 'pip'), 'python');
const uv = findTool('uv', 'uv');
/** Through the configuration of this machine, as the build tools go. */
const index = process.env.PIP_INDEX_URL ?? EXTERNAL_CONNECTIONS['public:pypi'] ?? '';
const unreachable = await fetch(new URL('flit-core/', index.replace(/\/*$/, '/')))
  .then(({ ok }) => (ok ? undefined : 'the package index refuses'))
  .catch(() => 'no package index can be reached');
const reason = whyNot(python, uv, findModule(python, 'build'), unreachable);

/** What leads to the index, and nothing that shapes what is built. */
const INDEX = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^(?:PIP|UV|SSL|REQUESTS)_/.test(name)),
);
const ENVIRONMENT = { ...INDEX, SOURCE_DATE_EPOCH: '1767225600', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

type Tree = Readonly<Record<string, string>>;
const TABLE = (name: string) => `[project]\nname = "${name}"\nversion = "1.2.0"\ndescription = "x"\n`;
const SYSTEM = (requires: string, backend: string) =>
  `[build-system]\nrequires = ["${requires}"]\nbuild-backend = "${backend}"\n`;
const MODULE = { 'acme_x/__init__.py': '"""x"""\n__version__ = "1.2.0"\n', 'README.md': 'x\n' };

const PROJECTS: Readonly<Record<string, Tree>> = {
  'setuptools, named': {
    'pyproject.toml': TABLE('acme-x') + SYSTEM('setuptools>=61', 'setuptools.build_meta'),
    ...MODULE,
  },
  'setuptools, in src': {
    'pyproject.toml': TABLE('acme-x') + SYSTEM('setuptools>=61', 'setuptools.build_meta'),
    'src/acme_x/__init__.py': '',
  },
  'setuptools, by setup.py alone': {
    'setup.py': "from setuptools import setup\nsetup(name='acme-x', version='1.2.0', packages=['acme_x'])\n",
    ...MODULE,
  },
  hatchling: { 'pyproject.toml': TABLE('acme-x') + SYSTEM('hatchling', 'hatchling.build'), ...MODULE },
  flit: { 'pyproject.toml': TABLE('acme-x') + SYSTEM('flit_core>=3.9', 'flit_core.buildapi'), ...MODULE },
  Poetry: { 'pyproject.toml': TABLE('acme-x') + SYSTEM('poetry-core>=2', 'poetry.core.masonry.api'), ...MODULE },
  PDM: { 'pyproject.toml': TABLE('acme-x') + SYSTEM('pdm-backend', 'pdm.backend'), ...MODULE },
  'a backend in its own folder': {
    'pyproject.toml': `${TABLE('acme-x')}[build-system]\nrequires = ["flit_core"]\nbuild-backend = "own"\nbackend-path = ["tools"]\n[tool.flit.sdist]\ninclude = ["tools/*"]\n`,
    'tools/own.py': 'from flit_core.buildapi import *\n',
    ...MODULE,
  },
};

function write(place: string, tree: Tree): string {
  for (const [name, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text);
  }
  return place;
}

/** Every file of a folder with its digest. */
function contents(place: string): Record<string, string> {
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = files.map((entry) => join(entry.parentPath, entry.name));
  const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
  return Object.fromEntries(found.map((path) => [relative(place, path), digest(path)]).sort());
}

/** Names and bytes of the members of archives: times in some of them are those of the build. */
function members(files: readonly string[]): Record<string, unknown> {
  const script = `
import hashlib, json, sys, tarfile, zipfile
found = {}
for path in sys.argv[1:]:
    if path.endswith(".whl"):
        with zipfile.ZipFile(path) as one: inside = {name: hashlib.sha256(one.read(name)).hexdigest() for name in one.namelist() if not name.endswith("/")}
    else:
        with tarfile.open(path) as one: inside = {each.name: hashlib.sha256(one.extractfile(each).read()).hexdigest() for each in one if each.isfile()}
    found[path.replace("\\\\", "/").split("/")[-1]] = inside
print(json.dumps(found))`;
  return JSON.parse(execFileSync(programOf(python), ['-c', script, ...files], { encoding: 'utf8' }));
}

const BACKENDS = ['setuptools', 'wheel', 'hatchling', 'flit_core', 'poetry-core', 'pdm-backend'];
/** What the interpreter of a machine has, and programs beside it. */
const MACHINES = {
  build: { packages: ['build'], programs: [] },
  uv: { packages: [], programs: [programOf(uv)] },
  backends: { packages: BACKENDS, programs: [] },
  pip: { packages: [], programs: [] },
  old: { packages: ['setuptools==65.5.0', 'wheel'], programs: [] },
} as const;
const made = new Map<string, string>();

/** The folder of its programs. */
function machine(name: keyof typeof MACHINES): string {
  const known = made.get(name);
  if (known) return known;
  const place = join(folder, `machine-${name}`);
  const { packages, programs } = MACHINES[name];
  execFileSync('python3', ['-m', 'venv', place]);
  const run = (...args: string[]) => {
    execFileSync(join(place, 'bin', 'python3'), ['-m', 'pip', ...args], {
      env: { ...process.env, ...INDEX },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  };
  if (packages.length > 0) run('install', '--quiet', '--upgrade', ...packages);
  if (!packages.some((one) => one.startsWith('setuptools'))) run('uninstall', '--quiet', '--yes', 'setuptools');
  for (const program of programs) symlinkSync(program, join(place, 'bin', program.split('/').at(-1) ?? ''));
  made.set(name, join(place, 'bin'));
  return join(place, 'bin');
}

async function ours(bin: string, project: string, env: Readonly<Record<string, string>> = {}) {
  const outer = process.env.PATH;
  // Nothing of this machine's own tools: only what a shell has anyway.
  process.env.PATH = [bin, '/usr/bin', '/bin'].join(delimiter);
  const host = recordingHost({ folder, env: { PATH: process.env.PATH, ...ENVIRONMENT, ...env } });
  try {
    const into = join(folder, `into-${process.hrtime.bigint()}`);
    mkdirSync(into);
    return { built: await pack(project, into, host, { ignoreScripts: false, passEnv: [] }), lines: [...host.lines] };
  } finally {
    process.env.PATH = outer;
    host.close();
  }
}

(reason === undefined ? describe : describe.skip)(`Python projects${reason ? `: skipped, ${reason}` : ''}`, () => {
  const fast = ['setuptools, named', 'setuptools, by setup.py alone', 'hatchling'];
  test.each(Object.entries(PROJECTS).filter(([name]) => isSlowLane || fast.includes(name)))(
    '%s: what `python -m build` makes, whichever tools there are, and the project as it was',
    async (name, tree) => {
      const slug = name.replaceAll(/\W+/g, '-');
      const theirs = write(join(folder, slug, 'theirs'), tree);
      const out = join(folder, slug, 'out');
      const built = await runTool(programOf(python), ['-m', 'build', '--outdir', out, theirs], {
        cwd: theirs,
        home: join(folder, 'home'),
        env: ENVIRONMENT,
        timeoutMs: LONG,
      });
      if (built.status !== 0) throw new Error(built.text);
      const wanted = members(readdirSync(out).map((file) => join(out, file)));
      expect(Object.keys(wanted)).toHaveLength(2);

      const project = write(join(folder, slug, 'ours'), tree);
      const before = contents(project);
      for (const title of ['build', 'uv', 'backends'] as const) {
        // What is there has to do, where it is to be used.
        const { built: files } = await ours(machine(title), project, title === 'backends' ? { PIP_NO_INDEX: '1' } : {});
        expect([title, members(files)]).toEqual([title, wanted]);
        expect([title, contents(project)]).toEqual([title, before]);
      }
    },
    LONG,
  );

  test(
    'with pip alone the wheel is made, and it is said what would make a source archive',
    async () => {
      const project = write(join(folder, 'pip-alone'), PROJECTS['setuptools, named'] as Tree);
      const before = contents(project);
      const { built, lines } = await ours(machine('pip'), project);
      expect(built.map((path) => path.split('/').at(-1))).toEqual(['acme_x-1.2.0-py3-none-any.whl']);
      expect(lines.join('\n')).toMatch(/warning: .*makes no source archive.*python3 -m pip install build/);
      expect(contents(project)).toEqual(before);
      // And again, since what the first left would be in the way of the second.
      expect((await ours(machine('pip'), project)).built).toHaveLength(1);
    },
    LONG,
  );

  test(
    'what the interpreter has is not taken where the project asks for something newer',
    async () => {
      const tree = { ...MODULE, 'pyproject.toml': TABLE('acme-x') + SYSTEM('setuptools>=75', 'setuptools.build_meta') };
      const project = write(join(folder, 'newer'), tree);
      const { built, lines } = await ours(machine('old'), project);
      // By pip, with a setuptools that it brought.
      expect(built).toHaveLength(1);
      expect(lines.join('\n')).toContain('makes no source archive');
      const generator = execFileSync(
        'python3',
        [
          '-c',
          'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.read([n for n in z.namelist() if n.endswith("/WHEEL")][0]).decode())',
          built[0] ?? '',
        ],
        { encoding: 'utf8' },
      );
      expect(generator).toMatch(/Generator: setuptools \((?:7[5-9]|[89]\d|\d{3})\./);
    },
    LONG,
  );

  test(
    'files of the project with the names of leftovers and of tools stay, and are not run',
    async () => {
      const tree = {
        ...(PROJECTS['setuptools, named'] as Tree),
        'build/notes.txt': 'mine',
        'old.egg-info/PKG-INFO': 'x',
        'acme_x.egg-info/PKG-INFO': 'of an earlier build',
        'build/lib/ghost.py': 'gone from the project',
        // Run as the tool of that name it would end the build.
        'build.py': 'raise SystemExit(3)\n',
      };
      const project = write(join(folder, 'named-alike'), tree);
      const before = contents(project);
      for (const name of ['build', 'backends', 'pip'] as const) {
        const { built } = await ours(machine(name), project, name === 'backends' ? { PIP_NO_INDEX: '1' } : {});
        expect([name, built.length]).toEqual([name, name === 'pip' ? 1 : 2]);
        expect(JSON.stringify(members(built))).not.toContain('ghost');
        expect([name, contents(project)]).toEqual([name, before]);
      }
      const deep = write(join(folder, 'deep'), {
        'setup.py':
          "from setuptools import setup\nsetup(name='acme-x', version='1', package_dir={'': 'python'}, packages=['acme_x'])\n",
        'python/acme_x/__init__.py': '',
      });
      const was = contents(deep);
      await ours(machine('backends'), deep, { PIP_NO_INDEX: '1' });
      expect(contents(deep)).toEqual(was);
      expect(readFileSync(join(project, 'build', 'notes.txt'), 'utf8')).toBe('mine');
    },
    LONG,
  );

  test(
    'a build that fails shows what its tool said, whole, and leaves nothing',
    async () => {
      const code = 'import sys\nfor line in range(40): print("told", line)\nsys.exit("the reason")\n';
      const project = write(join(folder, 'fails'), { 'setup.py': code });
      const failing = ours(machine('backends'), project, { PIP_NO_INDEX: '1' });
      await expect(failing).rejects.toMatchObject({
        code: 'CA-FILE-004',
        message: expect.stringContaining('the reason'),
      });
      expect(readdirSync(project)).toEqual(['setup.py']);
    },
    LONG,
  );

  test(
    'no tool at all names what to install',
    async () => {
      const project = write(join(folder, 'no-tool'), PROJECTS.hatchling as Tree);
      const failing = ours(machine('pip'), project, { PIP_NO_INDEX: '1' });
      await expect(failing).rejects.toMatchObject({
        message: expect.stringMatching(/it needs hatchling, which is not installed/),
        remedy: expect.stringContaining('python3 -m pip install build'),
      });
    },
    LONG,
  );

  test(
    'a workspace of uv: all its packages, by uv',
    async () => {
      const member = (name: string) => TABLE(name) + SYSTEM('hatchling', 'hatchling.build');
      const tree = {
        'pyproject.toml': '[project]\nname = "root"\nversion = "0"\n[tool.uv.workspace]\nmembers = ["packages/*"]\n',
        'packages/a/pyproject.toml': member('ws-a'),
        'packages/a/ws_a/__init__.py': '',
        'packages/b/pyproject.toml': `${member('ws-b').replace('description', 'dependencies = ["ws-a"]\ndescription')}[tool.uv.sources]\nws-a = { workspace = true }\n`,
        'packages/b/ws_b/__init__.py': '',
      };
      const project = write(join(folder, 'workspace'), tree);
      const before = contents(project);
      const { built } = await ours(machine('uv'), project);
      // Which Pythons a wheel is for depends on what the project says, and hatchling's default changes.
      expect(built.map((path) => path.split('/').at(-1)?.replace('py2.py3', 'py3'))).toEqual([
        'ws_a-1.2.0-py3-none-any.whl',
        'ws_a-1.2.0.tar.gz',
        'ws_b-1.2.0-py3-none-any.whl',
        'ws_b-1.2.0.tar.gz',
      ]);
      expect(contents(project)).toEqual(before);
      expect(statSync(project).isDirectory()).toBe(true);
      const without = ours(machine('build'), project);
      await expect(without).rejects.toMatchObject({
        message: expect.stringContaining('a workspace of uv, which alone'),
      });
    },
    LONG,
  );
});
