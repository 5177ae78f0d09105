// Finds the real package managers that scripts/install-tools.mjs puts into a folder, and runs them away from home.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

export const TOOLS_FOLDER = resolve(
  process.env.CODEARTIFACT_CI_TOOLS ?? join(import.meta.dirname ?? '.', '..', '..', '..', '.tools'),
);

/** A program to run, or why the tests that need it are skipped. */
export type FoundTool =
  | {
      readonly program: string;
      readonly version: string;
      /** PATH to run it with, where that is not ours: it needs a newer Node.js than this one. */
      readonly path?: string;
    }
  | { readonly missing: string };

/**
 * `id` is that of scripts/install-tools.mjs (`npm-10`, `bun`). Falls back to `bin` on PATH when its major version is the
 * one the id names, or the id names none.
 */
export function findTool(id: string, bin: string, needsNode?: string): FoundTool {
  // What a newcomer's machine has, whatever stands on this one.
  if (process.env.CODEARTIFACT_CI_ONLY_NODE === '1') return { missing: `${id} is not looked for in this run` };
  const path = pathWithNode(needsNode);
  if (path === undefined) {
    return {
      missing: `${id} needs Node.js ${needsNode}, this is ${process.versions.node} and node-24 is not installed`,
    };
  }
  const places = [
    join(TOOLS_FOLDER, id, 'node_modules', '.bin', bin),
    join(TOOLS_FOLDER, id, 'bin', bin),
    ...onPath(bin),
  ];
  const major = /-(\d+)$/.exec(id)?.[1];
  for (const [index, program] of places.entries()) {
    if (!existsSync(program)) continue;
    const { stdout, status } = spawnSync(program, ['--version'], {
      encoding: 'utf8',
      env: { PATH: path, HOME: '/nonexistent', CI: 'true' },
    });
    const version = /\d+\.\d+[\w.+-]*/.exec(stdout ?? '')?.[0];
    if (status !== 0 || version === undefined) continue;
    if (index < 2 || major === undefined || version.startsWith(`${major}.`)) {
      return { program, version, path };
    }
  }
  return { missing: `${id} is not installed (node scripts/install-tools.mjs ${id})` };
}

/** Our PATH, or the one with the newest Node.js of the tools before it; undefined when neither is new enough. */
function pathWithNode(wanted: string | undefined): string | undefined {
  const ours = process.env.PATH ?? '';
  if (wanted === undefined || isAtLeast(process.versions.node, wanted)) return ours;
  const newest = join(TOOLS_FOLDER, 'node-24', 'node_modules', '.bin');
  return existsSync(join(newest, 'node')) ? `${newest}${delimiter}${ours}` : undefined;
}

function onPath(bin: string): string[] {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, bin));
}

function isAtLeast(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split('.').map(Number));
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
