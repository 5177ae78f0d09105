// Packs a project directory with Python's own build tools, whichever of them this machine has. What is built lands in a
// folder of ours, and the project is left as it was.

import { posix, win32 } from 'node:path';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Host, ProgramResult } from '../../../core/ports/host.ts';
import type { PackOptions } from '../../../core/ports/package-format.ts';
import { shownBriefly } from '../../../core/text/shown-text.ts';
import { outputLines, toolFailure } from '../../shared/failed-tool.ts';
import { isOfPackage, isSetupCfgOfPackage, isWorkspaceOfUv, type Pyproject, readPyproject } from './pyproject.ts';

/** A project says so with one of these; requirements.txt alone is an application that nobody packs. */
export function recognises(entries: readonly string[]): boolean {
  return entries.includes('pyproject.toml') || entries.includes('setup.py');
}

interface Way {
  readonly title: string;
  readonly program: string;
  /** Arguments, one run after the other. */
  commands(into: string): readonly (readonly string[])[];
  /**
   * Tells a tool that cannot work here (missing, or no index to take build requirements from) from one that failed: the
   * first lets the next way be tried, the second ends the search, for its message is the one to read.
   */
  cannot(result: ProgramResult): boolean;
  /** Settings of the build that the tool takes from a file of ours. */
  readonly settings?: (work: string) => string;
  /** It makes no source archive. */
  readonly isWheelAlone?: true;
}

const NO_INDEX =
  /No matching distribution found|Could not find a version|NewConnectionError|ConnectTimeout|Failed to (?:resolve requirements|fetch)|error sending request|not found in the cache/i;

const lacks = (name: string) => (result: ProgramResult) =>
  result.status === 127 || new RegExp(`No module named '?${name}\\b`).test(result.stderr);

const cannotIsolate = (isMissing: (result: ProgramResult) => boolean) => (result: ProgramResult) =>
  isMissing(result) || NO_INDEX.test(`${result.stderr}\n${result.stdout}`);

/** What the script below ends with where the interpreter has not what the project is built with. */
const LACKING = 86;

/**
 * Reads TOML and versions with what pip brings, which is on nearly every machine: the table `build-system` of this folder
 * (`table`), and whether everything that is required is installed in a version that will do (`need`, then requirements).
 * A process of its own, since a setuptools that finds pip loaded refuses to work.
 */
const BY_PIP = `
import sys
sys.path.pop(0)
import json, os
def lacking(why):
    print(why, file=sys.stderr)
    sys.exit(${LACKING})
try:
    from importlib.metadata import version
    from pip._vendor.packaging.requirements import Requirement
    try: import tomllib
    except ImportError: from pip._vendor import tomli as tomllib
except ImportError as error:
    lacking(str(error))
what, *requirements = sys.argv[1:]
if what == "table":
    table = {}
    if os.path.exists("pyproject.toml"):
        with open("pyproject.toml", "rb") as file: table = tomllib.load(file).get("build-system", {})
    print(json.dumps(table))
for text in requirements:
    one = Requirement(text)
    if one.marker is not None and not one.marker.evaluate({"extra": ""}): continue
    try: found = version(one.name)
    except Exception: lacking("it needs " + text + ", which is not installed")
    if not one.specifier.contains(found, prereleases=True): lacking("it needs " + text + ", and has " + found)
`;

/**
 * Builds with what this interpreter has, by the hooks of PEP 517, each in a process of its own as the standard says. The
 * wheel is made from the source archive, as the standard front end does it.
 */
const BY_HOOKS = `
import sys
sys.path.pop(0)
import glob, importlib, json, os, subprocess, tarfile, tempfile
kind, out, by_pip = sys.argv[1:]
def ask(*words):
    asked = subprocess.run([sys.executable, "-c", by_pip, *words], stdout=subprocess.PIPE, universal_newlines=True)
    if asked.returncode: sys.exit(asked.returncode)
    return asked.stdout
if kind == "wheel":
    place = tempfile.TemporaryDirectory()
    with tarfile.open(glob.glob(os.path.join(out, "*.tar.gz"))[0]) as archive:
        archive.extractall(place.name, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    os.chdir(os.path.join(place.name, os.listdir(place.name)[0]))
table = json.loads(ask("table"))
ask("need", *table.get("requires", ["setuptools"]))
sys.path[:0] = [os.path.abspath(path) for path in table.get("backend-path", [])]
name, _, attribute = table.get("build-backend", "setuptools.build_meta:__legacy__").partition(":")
try: backend = importlib.import_module(name)
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(${LACKING})
for part in attribute.split(".") if attribute else []: backend = getattr(backend, part)
sys.argv = ["setup.py"]
ask("need", *getattr(backend, "get_requires_for_build_" + kind, lambda: [])())
getattr(backend, "build_" + kind)(out)
`;

/**
 * A module of this interpreter as a program. `-m` would look for it in the project first, where a \`build.py\` is usual:
 * that one would be run.
 */
const asModule = (name: string) => [
  '-c',
  `import runpy, sys; sys.path.pop(0); runpy.run_module("${name}", run_name="__main__", alter_sys=True)`,
];

/**
 * The standard front end first, then uv: both build in an isolated environment and take what that needs from an index.
 * Without the two the interpreter's own packages may do, or pip, which makes no source archive.
 */
function ways(python: string, isWorkspace: boolean, given: readonly string[]): Way[] {
  const build = {
    title: `${python} -m build`,
    program: python,
    commands: (into: string) => [[...asModule('build'), '--outdir', into, ...given, '.']],
    cannot: cannotIsolate(lacks('build')),
  };
  const uv = {
    title: 'uv build',
    program: 'uv',
    commands: (into: string) => [
      ['build', ...(isWorkspace ? ['--all-packages'] : []), '--out-dir', into, ...given, '.'],
    ],
    cannot: cannotIsolate(({ status }) => status === 127),
  };
  const byHooks = {
    title: `${python} with what it has`,
    program: python,
    commands: (into: string) => ['sdist', 'wheel'].map((kind) => ['-c', BY_HOOKS, kind, into, BY_PIP]),
    cannot: ({ status }: ProgramResult) => status === 127 || status === LACKING,
  };
  const pip = {
    title: `${python} -m pip wheel`,
    program: python,
    commands: (into: string) => [[...asModule('pip'), 'wheel', '--no-deps', '--wheel-dir', into, ...given, '.']],
    cannot: cannotIsolate(lacks('pip')),
    // Of a `build` folder that is there already the wheel would get what the project has no longer.
    settings: (work: string) => `[build]\nbuild_base = ${work}\n[egg_info]\negg_base = ${work}\n`,
    isWheelAlone: true as const,
  };
  if (isWorkspace) return [uv];
  // The hooks take no words of a command line.
  return given.length > 0 ? [build, uv, pip] : [build, uv, byHooks, pip];
}

const PREREQUISITE =
  'Install `build` (python3 -m pip install build) or uv in a step before, or give wheels and source archives instead of a project directory.';

/**
 * Resolves to the wheels and source archives made, below `into`. The root of a workspace of uv stands for its packages.
 * @throws RegistryError CA-FILE-004 when no tool is there or one fails.
 */
export async function pack(
  directory: string,
  into: string,
  host: Host,
  { passEnv, args = [] }: PackOptions,
): Promise<string[]> {
  const pyproject = await readPyproject(directory, host.files);
  const isWorkspace = isWorkspaceOfUv(pyproject);
  if (!isWorkspace && (await isForToolsAlone(directory, pyproject, host))) {
    host.log.info(`${directory}: its pyproject.toml is of tools alone and makes no package`);
    return [];
  }
  const tried: string[] = [];
  const clean = await leftoversBefore(directory, host);
  try {
    // uv finds its Python itself.
    for (const python of isWorkspace ? ['python3'] : pythons(host)) {
      for (const way of ways(python, isWorkspace, args)) {
        // A folder for each try: what an abandoned one left behind must not be published.
        const folder = `${into}/${tried.length + 1}`;
        await host.files.makeDirectory(folder);
        const env = { ...NO_BYTECODE, ...(await settingsFor(way, folder, host)) };
        const result = await runAll(way, folder, (args) =>
          host.run(way.program, args, { cwd: directory, pass: passEnv, env, what: way.title }),
        );
        if (result.status === 0) return await requireBuilt(way, folder, host);
        if (!way.cannot(result))
          throw await toolFailure({ title: way.title, directory, result, remedy: remedyFor(result) }, host.log);
        const why = result.status === 127 ? 'not found' : (outputLines(result).at(-1) ?? 'it said nothing');
        tried.push(`${way.title} (${shownBriefly(why.trim(), 160)})`);
      }
    }
  } finally {
    await clean();
  }
  throw new RegistryError(
    'CA-FILE-004',
    isWorkspace
      ? `${directory} is a workspace of uv, which alone can build all its packages: ${tried.join(', ')}`
      : `no tool here can build the Python project ${directory}; tried ${tried.join(', ')}`,
    { remedy: isWorkspace ? 'Install uv in a step before, or name the folders of the packages.' : PREREQUISITE },
  );
}

/** setuptools reads another file of settings where a variable names one. */
async function settingsFor({ settings }: Way, folder: string, host: Host): Promise<Record<string, string>> {
  if (settings === undefined) return {};
  const path = host.platform === 'win32' ? win32 : posix;
  const work = path.join(folder, 'work');
  const file = path.join(folder, 'settings.cfg');
  await host.files.makeDirectory(work);
  await host.files.write(file, settings(work));
  return { DIST_EXTRA_CONFIG: file };
}

/** The result of the first command that does not end well, else of the last. */
async function runAll(
  way: Way,
  into: string,
  run: (args: readonly string[]) => Promise<ProgramResult>,
): Promise<ProgramResult> {
  let result: ProgramResult = { status: 0, stdout: '', stderr: '' };
  for (const args of way.commands(into)) {
    result = await run(args);
    if (result.status !== 0) break;
  }
  return result;
}

/** A module that is missing is one that the build itself wants: the tool's words name it. */
const remedyFor = ({ stderr }: ProgramResult) =>
  /No module named/.test(stderr)
    ? 'Name the missing module in `requires` of [build-system] in pyproject.toml, which the build tool then installs.'
    : 'The output of the build, above in the log, says what is wrong in the project.';

function pythons(host: Host): string[] {
  return host.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
}

/** Modules of the project that the build loads would be compiled beside their sources. */
const NO_BYTECODE = { PYTHONDONTWRITEBYTECODE: '1' };

/** Whether what is here says nothing of a package. */
async function isForToolsAlone(directory: string, pyproject: Pyproject | undefined, host: Host): Promise<boolean> {
  const entries = await host.files.list(directory);
  if (entries.includes('setup.py') || isOfPackage(pyproject)) return false;
  return !(await isSetupCfgOfPackage(directory, host.files));
}

const LEFTOVERS = ['build', '.eggs', '.pdm-build'];
/** Levels below the project in which setuptools may keep its lists: beside the packages, wherever these are. */
const LISTS_DEPTH = 16;
const FOREIGN = new Set(['node_modules', '.git', '.venv', 'venv', '.tox', '__pycache__', 'build']);
/** Of a list that was there before so many bytes are kept, to be put back: they are names of files and metadata. */
const LARGEST_LIST = 4 * 1024 * 1024;

/**
 * setuptools works in the project's own folder: lists (`*.egg-info`) and half-built files (`build`) stay there, and the
 * next build takes them for part of the project; PDM does the same in a folder of its own. Resolves to what removes those
 * that were not there before, and puts back the lists that were.
 */
async function leftoversBefore(directory: string, host: Host): Promise<() => Promise<void>> {
  const path = host.platform === 'win32' ? win32 : posix;
  const { files } = host;
  const namesIn = async (folder: string) =>
    (await files.stat(folder))?.kind === 'directory' ? files.list(folder) : [];
  const isList = (name: string) => name.endsWith('.egg-info');
  const lists = async () => {
    const { files: found } = await files.walk(directory, {
      takes: () => true,
      // What a link leads to is somebody else's.
      enters: (folder, real) => {
        const names = folder.split('/');
        return (
          real === undefined &&
          names.length <= LISTS_DEPTH &&
          !names.some((name) => FOREIGN.has(name)) &&
          !names.slice(0, -1).some(isList)
        );
      },
    });
    return found.filter((file) => file.split('/').some(isList));
  };
  const made = async () => {
    const top = (await namesIn(directory)).filter((name) => LEFTOVERS.includes(name));
    const inBuild = (await namesIn(path.join(directory, 'build'))).map((name) => path.join('build', name));
    const folders = (await lists()).map((file) => {
      const parts = file.split('/');
      return path.join(...parts.slice(0, parts.findIndex(isList) + 1));
    });
    return new Set([...top, ...inBuild, ...folders]);
  };
  const before = await made();
  const listed = new Set(await lists());
  const kept = new Map<string, Buffer>();
  for (const file of listed) {
    const stat = await files.stat(path.join(directory, file));
    const bytes =
      stat?.kind === 'file' && stat.size <= LARGEST_LIST ? await files.read(path.join(directory, file)) : undefined;
    if (bytes) kept.set(file, bytes);
  }
  return async () => {
    for (const each of await made())
      if (!before.has(each)) await files.remove(path.join(directory, each), { recursive: true });
    for (const [file, bytes] of kept)
      if (!(await files.read(path.join(directory, file)))?.equals(bytes))
        await files.write(path.join(directory, file), bytes);
    for (const file of await lists()) if (!listed.has(file)) await files.remove(path.join(directory, file));
  };
}

async function requireBuilt(way: Way, into: string, host: Host): Promise<string[]> {
  const built = (await host.files.glob(['*.whl', '*.tar.gz', '*.zip'], into)).sort();
  if (built.length === 0)
    throw new RegistryError('CA-FILE-004', `${way.title} succeeded but left no wheel or source archive`);
  if (way.isWheelAlone)
    host.log.warning(
      `${way.title} makes no source archive, so only the wheel is published; install \`build\` (python3 -m pip install build) or uv for both`,
    );
  return built;
}
