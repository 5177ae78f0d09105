// Packs a project directory with Python's own build tools, whichever of them this machine has.

import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Host, ProgramResult } from '../../../core/ports/host.ts';
import type { PackOptions } from '../../../core/ports/package-format.ts';
import { shownBriefly } from '../../../core/text/shown-text.ts';

/** A project says so with one of these; requirements.txt alone is an application that nobody packs. */
export function recognises(entries: readonly string[]): boolean {
  return entries.includes('pyproject.toml') || entries.includes('setup.py');
}

interface Way {
  readonly title: string;
  readonly program: string;
  args(into: string): readonly string[];
  /**
   * Tells a tool that cannot work here (missing, or no index to take build requirements from) from one that failed: the
   * first lets the next way be tried, the second ends the search, for its message is the one to read.
   */
  cannot(result: ProgramResult): boolean;
}

const NO_INDEX =
  /No matching distribution found|Could not find a version|NewConnectionError|ConnectTimeout|Failed to (?:resolve requirements|fetch)|error sending request|not found in the cache/i;

const lacks = (name: string) => (result: ProgramResult) =>
  result.status === 127 || new RegExp(`No module named '?${name}\\b`).test(result.stderr);

const cannotIsolate = (isMissing: (result: ProgramResult) => boolean) => (result: ProgramResult) =>
  isMissing(result) || NO_INDEX.test(`${result.stderr}\n${result.stdout}`);

const SETUPTOOLS_ALONE =
  'import sys, setuptools.build_meta as b; b.build_sdist(sys.argv[1]); b.build_wheel(sys.argv[1])';

/**
 * The standard front end first, then uv: both build in an isolated environment and take what that needs from an index.
 * Without an index a setuptools project can still be built by the interpreter's own setuptools (which needs `wheel`
 * below 70.1) or by pip, which makes no source archive.
 */
function ways(python: string, isSetuptools: boolean): Way[] {
  const build = {
    title: `${python} -m build`,
    program: python,
    args: (into: string) => ['-m', 'build', '--outdir', into, '.'],
    cannot: cannotIsolate(lacks('build')),
  };
  const uv = {
    title: 'uv build',
    program: 'uv',
    args: (into: string) => ['build', '--out-dir', into, '.'],
    cannot: cannotIsolate(({ status }) => status === 127),
  };
  const alone = {
    title: `${python} with its setuptools`,
    program: python,
    args: (into: string) => ['-c', SETUPTOOLS_ALONE, into],
    cannot: (result: ProgramResult) =>
      lacks('setuptools')(result) || /invalid command 'bdist_wheel'/.test(result.stderr),
  };
  const pip = {
    title: `${python} -m pip wheel`,
    program: python,
    args: (into: string) => [
      ...['-m', 'pip', 'wheel', '--no-deps', '--wheel-dir', into],
      ...(isSetuptools ? ['--no-build-isolation', '.'] : ['.']),
    ],
    cannot: lacks('pip'),
  };
  return isSetuptools ? [build, uv, alone, pip] : [build, uv, pip];
}

/**
 * Resolves to the wheels and source archives made, below `into`.
 * @throws RegistryError CA-FILE-004 when no tool is there or one fails.
 */
export async function pack(directory: string, into: string, host: Host, { passEnv }: PackOptions): Promise<string[]> {
  const isSetuptools = await builtBySetuptools(directory, host);
  const tried: string[] = [];
  for (const python of pythons(host)) {
    for (const way of ways(python, isSetuptools)) {
      // A folder for each try: what an abandoned one left behind must not be published.
      const folder = `${into}/${tried.length + 1}`;
      await host.files.makeDirectory(folder);
      const result = await host.run(way.program, way.args(folder), { cwd: directory, pass: passEnv });
      if (result.status === 0) return requireBuilt(way, folder, host);
      if (!way.cannot(result)) throw failure(`${way.title} failed in ${directory}: ${lastWords(result)}`);
      tried.push(`${way.title} (${result.status === 127 ? 'not found' : lastWords(result).slice(0, 120)})`);
    }
  }
  throw failure(`no tool here can build the Python project ${directory}; tried ${tried.join(', ')}`);
}

const failure = (message: string) => new RegistryError('CA-FILE-004', message);

function pythons(host: Host): string[] {
  return host.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
}

/** Without a build-system table setuptools is the default (PEP 517). */
async function builtBySetuptools(directory: string, host: Host): Promise<boolean> {
  const text = await host.files.readText(`${directory}/pyproject.toml`);
  const backend = /^[ \t]*build-backend[ \t]*=[ \t]*["']([^"']+)["']/m.exec(text ?? '')?.[1];
  return backend === undefined
    ? !/^[ \t]*\[build-system\]/m.test(text ?? '') || /setuptools/.test(text ?? '')
    : /^setuptools\b/.test(backend);
}

async function requireBuilt(way: Way, into: string, host: Host): Promise<string[]> {
  const built = (await host.files.glob(['*.whl', '*.tar.gz', '*.zip'], into)).sort();
  if (built.length === 0) throw failure(`${way.title} succeeded but left no wheel or source archive`);
  return built;
}

/** The end of what the tool printed, without user info of index addresses. */
function lastWords({ stderr, stdout }: ProgramResult): string {
  const told = stderr.trim() === '' ? stdout : stderr;
  const lines = told.split('\n').map((line) => line.trim());
  const last = lines
    .filter((line) => line !== '')
    .slice(-5)
    .join(' | ');
  return shownBriefly(last, 1000);
}
