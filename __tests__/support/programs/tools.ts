// Finds the real package managers that scripts/install-tools.mjs puts into a folder, and runs them away from home.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

const ROOT = join(import.meta.dirname ?? '.', '..', '..', '..');

export const TOOLS_FOLDER = resolve(process.env.CODEARTIFACT_CI_TOOLS ?? join(ROOT, '.tools'));

/** Why the tests that need something are skipped. */
export interface Missing {
  readonly missing: string;
}

/** A program to run, or why the tests that need it are skipped. */
export type FoundTool =
  | {
      readonly program: string;
      readonly version: string;
      /** PATH to run it with, where that is not ours: it needs a newer Node.js than this one. */
      readonly path?: string;
    }
  | Missing;

type Range = readonly [from: string, below: string];

/**
 * The versions that the tests speak to, where an id names none: anything may be on PATH. Each bound is there because the
 * tests fail beyond it.
 */
const KNOWN: Readonly<Record<string, readonly Range[]>> = {
  // AWS_ENDPOINT_URL_CODEARTIFACT; an older one would ask the real service.
  aws: [
    ['1.29', '2'],
    ['2.13', '3'],
  ],
  boto3: [['1.28', '2']],
  // Credentials for the index of a registry.
  cargo: [['1.74', '2']],
  // An http address has to be allowed by each build since 7.
  gradle: [['4.4', '7']],
  maven: [['3.6.3', '5']],
  // The `project` table of pyproject.toml.
  poetry: [['2', '3']],
  // `uv publish --index`.
  uv: [['0.5', '1']],
};

export interface Looking {
  /** The oldest Node.js it starts on. */
  readonly node?: string | undefined;
  /** Where it is looked for before PATH. */
  readonly places?: readonly (string | undefined)[];
}

/** What a newcomer's machine has, whatever stands on this one. */
const isOnlyNode = () => process.env.CODEARTIFACT_CI_ONLY_NODE === '1';

/** Where rustup has a program: its stand-in on PATH does not work away from home. */
export function ofRustup(bin: string): string | undefined {
  const { status, stdout } = spawnSync('rustup', ['which', bin], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * `id` is that of scripts/install-tools.mjs (`npm-10`, `bun`), else a word for it. Falls back to `bin` on PATH when its
 * version is one that the id names (`npm-10`: any 10), or that is known.
 */
export function findTool(id: string, bin: string, { node, places = [] }: Looking = {}): FoundTool {
  if (isOnlyNode()) return { missing: `${id} is not looked for in this run` };
  const path = pathWithNode(node);
  if (path === undefined) {
    return {
      missing: `Node.js is too old for ${id}: ${process.versions.node}, wanted ${node}, and node-24 is not installed`,
    };
  }
  const problems: string[] = [];
  for (const program of candidates(id, bin, places)) {
    const started = start(program, path);
    if ('problem' in started) {
      problems.push(started.problem);
      continue;
    }
    const misfit = misfitOf(id, started.version);
    if (misfit === undefined) return { program, version: started.version, path };
    problems.push(`${program} is ${misfit}`);
  }
  return { missing: problems.length > 0 ? `${id}: ${problems.join('; ')}` : notFound(id, bin) };
}

/** A program that came with another one, in the same folder: the interpreter of a pip. */
export function findBeside(tool: FoundTool, bin: string): FoundTool {
  if ('missing' in tool) return tool;
  const program = join(dirname(tool.program), bin);
  if (!existsSync(program)) return { missing: `there is no ${bin} beside ${tool.program}` };
  const started = start(program, tool.path ?? process.env.PATH ?? '');
  return 'problem' in started ? { missing: started.problem } : { ...tool, program, version: started.version };
}

/** A file of a tool that is no program by itself, such as an archive for Java. */
export function findFile(id: string, ...path: readonly string[]): { readonly file: string } | Missing {
  if (isOnlyNode()) return { missing: `${id} is not looked for in this run` };
  const file = join(TOOLS_FOLDER, id, ...path);
  return existsSync(file) ? { file } : { missing: `${file} does not exist${howToInstall(id)}` };
}

/** nuget.exe, which mono runs. */
export const findNugetExe = () => findFile('nuget-exe', 'node_modules', 'nuget-exe', 'nuget-5.8.0.exe');

/** A module that a Python needs beside itself. */
export function findModule(python: FoundTool, name: string): { readonly version: string } | Missing {
  if ('missing' in python) return python;
  const ran = inFreshHome((env) =>
    spawnSync(python.program, ['-c', `import ${name}; print(getattr(${name}, "__version__", "0.0"))`], {
      encoding: 'utf8',
      env: { ...env, PATH: python.path ?? process.env.PATH ?? '' },
    }),
  );
  if (ran.status !== 0) return { missing: `${python.program} has no module ${name}` };
  const version = ran.stdout.trim();
  const misfit = misfitOf(name, version);
  return misfit === undefined ? { version } : { missing: `the module ${name} of ${python.program} is ${misfit}` };
}

type Need = object | string | undefined;

const reasonOf = (need: Need) =>
  typeof need === 'string' ? need : need !== undefined && 'missing' in need ? String(need.missing) : undefined;

/** Why a test cannot run here: the first of its needs that is missing, or that is a reason by itself. */
export function whyNot(...needs: readonly Need[]): string | undefined {
  return needs.map(reasonOf).find((reason) => reason !== undefined);
}

/** Why none of these is here, where one would be enough. */
export function whyNone(...needs: readonly Need[]): string | undefined {
  const reasons = needs.map(reasonOf);
  if (reasons.includes(undefined)) return undefined;
  // How to install each of them is more than a title can hold.
  const short = reasons.map((reason) => reason?.replace(/ \(node scripts[^)]*\)/, ''));
  return `one of these is needed: ${short.join(' | ')}`;
}

export const programOf = (tool: FoundTool) => ('program' in tool ? tool.program : '');

/** In the folder of the tools, then where the test says, then on PATH; each program once. */
function candidates(id: string, bin: string, places: readonly (string | undefined)[]): readonly string[] {
  const seen = new Set<string>();
  return [
    join(TOOLS_FOLDER, id, 'node_modules', '.bin', bin),
    join(TOOLS_FOLDER, id, 'bin', bin),
    ...places,
    ...onPath(bin),
  ].filter((program): program is string => {
    if (program === undefined || !existsSync(program)) return false;
    const real = realpathSync(program);
    return !seen.has(real) && seen.add(real) !== undefined;
  });
}

function onPath(bin: string): string[] {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, bin));
}

/** Asks a program for its version: what a test will run has to start first. */
function start(program: string, path: string): { readonly version: string } | { readonly problem: string } {
  const ran = inFreshHome((env) =>
    spawnSync(program, ['--version'], { encoding: 'utf8', env: { ...env, PATH: path }, timeout: 60_000 }),
  );
  const version = /\d+\.\d+[\w.+-]*/.exec(ran.stdout ?? '')?.[0];
  if (ran.status === 0 && version !== undefined) return { version };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
  const said = `${ran.stdout ?? ''}\n${ran.stderr ?? ''}`.replace(/\x1b\[[\d;]*m/g, '');
  const line = said.split('\n').find((each) => each.trim() !== '');
  const status = ran.error ? (ran.error as NodeJS.ErrnoException).code : `status ${ran.status ?? ran.signal}`;
  return {
    problem:
      ran.status === 0
        ? `${program} tells no version`
        : `${program} did not start (${status}${line === undefined ? '' : `: ${line.trim().slice(0, 160)}`})`,
  };
}

/**
 * A home that exists and has nothing in it: some programs do not start without one (dotnet), and others would make the
 * one they are told.
 */
function inFreshHome<T>(work: (env: Record<string, string>) => T): T {
  const home = mkdtempSync(join(tmpdir(), 'tool-home-'));
  try {
    return work({ HOME: home, USERPROFILE: home, CI: 'true', DOTNET_NOLOGO: '1', DOTNET_CLI_TELEMETRY_OPTOUT: '1' });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function misfitOf(id: string, version: string): string | undefined {
  const major = Number(/-(\d+)$/.exec(id)?.[1] ?? Number.NaN);
  const ranges = Number.isNaN(major) ? KNOWN[id] : [[`${major}`, `${major + 1}`] as const];
  if (ranges === undefined || ranges.some(([from, below]) => isAtLeast(version, from) && !isAtLeast(version, below)))
    return undefined;
  const age = ranges.some(([from]) => !isAtLeast(version, from)) ? 'old' : 'new';
  const wanted = ranges.map(([from, below]) => `${from} or later, before ${below}`).join(', or ');
  return `too ${age} for this test: ${version}, wanted ${wanted}`;
}

const notFound = (id: string, bin: string) =>
  `${id === bin ? '' : `${id}: `}${bin} is not found on PATH${howToInstall(id)}`;

function howToInstall(id: string): string {
  const script = join(ROOT, 'scripts', 'install-tools.mjs');
  // Not everything that is tested can be installed by it.
  return readFileSync(script, 'utf8').includes(`id: '${id}'`) ? ` (node scripts/install-tools.mjs ${id})` : '';
}

/** Our PATH, or the one with the newest Node.js of the tools before it; undefined when neither is new enough. */
function pathWithNode(wanted: string | undefined): string | undefined {
  const ours = process.env.PATH ?? '';
  if (wanted === undefined || isAtLeast(process.versions.node, wanted)) return ours;
  const newest = join(TOOLS_FOLDER, 'node-24', 'node_modules', '.bin');
  return existsSync(join(newest, 'node')) ? `${newest}${delimiter}${ours}` : undefined;
}

function isAtLeast(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export interface Ran {
  readonly status: number;
  /** Standard output and standard error, one after the other. */
  readonly text: string;
  readonly stdout: string;
}

/**
 * Runs a program with a home of its own and nothing of this machine's configuration but PATH. Rejects never; a program
 * that hangs is ended after two minutes, or after `timeoutMs`.
 */
export function runTool(
  program: string,
  args: readonly string[],
  at: { cwd: string; home: string; env?: Readonly<Record<string, string>>; timeoutMs?: number },
): Promise<Ran> {
  mkdirSync(at.home, { recursive: true });
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: at.home,
    USERPROFILE: at.home,
    TMPDIR: at.home,
    CI: 'true',
    LANG: 'C.UTF-8',
    ...at.env,
  };
  return new Promise((done) => {
    execFile(
      program,
      [...args],
      { cwd: at.cwd, env, timeout: at.timeoutMs ?? 120_000, maxBuffer: 16 * 1024 * 1024, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        done({ status, stdout, text: `${stdout}${stderr}` });
      },
    );
  });
}

/** Puts a folder first on PATH while `work` goes on: programs are looked up there, and find each other there. */
export async function withPath<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = process.env.PATH;
  process.env.PATH = `${folder}${delimiter}${before ?? ''}`;
  try {
    return await work();
  } finally {
    process.env.PATH = before;
  }
}
