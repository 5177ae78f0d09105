// Packs a project directory with Python's own build tools, whichever of them this machine has.
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Host, ProgramResult } from '../../core/ports/host.ts';

/** A project says so with one of these; requirements.txt alone is an application that nobody packs. */
export function recognises(entries: readonly string[]): boolean {
  return entries.includes('pyproject.toml') || entries.includes('setup.py');
}

interface Way {
  readonly title: string;
  readonly program: string;
  readonly args: (into: string) => readonly string[];
  /** Tells a missing tool from a failing one; a failing one ends the search, for its message is the one to read. */
  readonly isMissing: (result: ProgramResult) => boolean;
}

const noModule = (name: string) => (result: ProgramResult) =>
  result.status === 127 || new RegExp(`No module named '?${name}\\b`).test(result.stderr);

const BUILD_WITH_SETUPTOOLS =
  'import sys, setuptools.build_meta as b; b.build_sdist(sys.argv[1]); b.build_wheel(sys.argv[1])';

/**
 * In this order: `build` (the standard front end), uv, Poetry, then what a bare interpreter can do. Only the last two run
 * without the network; pip needs `setuptools` and `wheel` in the interpreter for that, and makes no source archive.
 */
function ways(python: string): Way[] {
  return [
    {
      title: `${python} -m build`,
      program: python,
      args: (into) => ['-m', 'build', '--outdir', into, '.'],
      isMissing: noModule('build'),
    },
    {
      title: 'uv build',
      program: 'uv',
      args: (into) => ['build', '--out-dir', into, '.'],
      isMissing: ({ status }) => status === 127,
    },
    {
      title: `${python} with setuptools`,
      program: python,
      args: (into) => ['-c', BUILD_WITH_SETUPTOOLS, into],
      isMissing: noModule('setuptools'),
    },
    {
      title: `${python} -m pip wheel`,
      program: python,
      args: (into) => ['-m', 'pip', 'wheel', '--no-deps', '--no-build-isolation', '--wheel-dir', into, '.'],
      isMissing: noModule('pip'),
    },
  ];
}

/** Resolves to the wheels and source archives made. @throws RegistryError CA-FILE-004 when no tool is there or it fails. */
export async function pack(directory: string, into: string, host: Host): Promise<string[]> {
  const usesSetuptools = await builtBySetuptools(directory, host);
  const missing: string[] = [];
  for (const python of pythons(host)) {
    for (const way of ways(python)) {
      if (way.title.endsWith('setuptools') && !usesSetuptools) continue;
      const result = await host.run(way.program, way.args(into), { cwd: directory });
      if (result.status === 0) return requireBuilt(way, into, host);
      if (!way.isMissing(result)) throw failure(`${way.title} failed in ${directory}: ${lastWords(result)}`);
      missing.push(way.title);
    }
  }
  throw failure(`no tool to build the Python project ${directory} was found; tried ${missing.join(', ')}`);
}

const failure = (message: string) => new RegistryError('CA-FILE-004', message);

function pythons(host: Host): string[] {
  return host.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
}

/** Without a build-system table setuptools is the default (PEP 517). */
async function builtBySetuptools(directory: string, host: Host): Promise<boolean> {
  const text = await host.files.readText(`${directory}/pyproject.toml`);
  const backend = /^\s*build-backend\s*=\s*["']([^"']+)["']/m.exec(text ?? '')?.[1];
  return backend === undefined
    ? !/^\s*\[build-system\]/m.test(text ?? '') || /setuptools/.test(text ?? '')
    : /^setuptools\b/.test(backend);
}

async function requireBuilt(way: Way, into: string, host: Host): Promise<string[]> {
  const built = (await host.files.glob(['*.whl', '*.tar.gz', '*.zip'], into)).sort();
  if (built.length === 0) throw failure(`${way.title} succeeded but left no wheel or source archive`);
  return built;
}

/** The end of what the tool printed, without user info of index addresses. */
function lastWords(result: ProgramResult): string {
  const lines = `${result.stderr}\n${result.stdout}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const told = (
    result.stderr.trim() === '' ? lines : result.stderr.split('\n').filter((line) => line.trim() !== '')
  ).slice(-5);
  return told
    .join(' | ')
    .replace(/\/\/[^/@\s]+@/g, '//***@')
    .slice(0, 1000);
}
