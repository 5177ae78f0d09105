// An entry script as a process of its own, from the TypeScript sources.
import { type ChildProcess, spawn } from 'node:child_process';
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';

const hooks = new URL('typescript-hooks.mjs', import.meta.url).href;
/** Node 18.18 has no `module.register` yet. */
const loading =
  'register' in module
    ? ['--import', `data:text/javascript,import { register } from 'node:module'; register('${hooks}');`]
    : ['--no-warnings', '--loader', hooks];

export interface EntryEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Entry {
  readonly child: ChildProcess;
  readonly ended: Promise<EntryEnd>;
}

/** `path` below src. `args` as a user gives them. */
export function startEntry(
  path: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    /** A descriptor that takes the output in place of `EntryEnd.stdout`. */
    readonly stdout?: number;
  },
): Entry {
  const file = fileURLToPath(new URL(`../../src/${path}`, import.meta.url));
  const child = spawn(process.execPath, [...loading, file, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, ...options.env } as NodeJS.ProcessEnv,
    stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<EntryEnd>((done, fail) => {
    child.on('error', fail);
    child.on('close', (status, signal) => done({ status, signal, stdout, stderr }));
  });
  return { child, ended };
}
