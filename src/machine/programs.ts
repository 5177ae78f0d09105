import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { constants, promises as fs } from 'node:fs';
import { delimiter, join } from 'node:path';
import { interruption, timeOfDay } from '../core/calls/waits.ts';
import { Secret } from '../core/model/secret.ts';
import type { ProgramRunner } from '../core/ports/host.ts';
import { endProcesses } from './processes.ts';
import { startTimer } from './timers.ts';

/**
 * The library looks along the PATH of this process; ours may be another one. Absolute path of the first executable file
 * of that name; the name itself when it holds a separator or on Windows, where the library knows the endings.
 */
async function locate(program: string, path: string | undefined): Promise<string | undefined> {
  if (process.platform === 'win32' || program.includes('/')) return program;
  for (const folder of (path ?? '').split(delimiter)) {
    if (folder === '') continue;
    const file = join(folder, program);
    const isProgram = await Promise.all([fs.access(file, constants.X_OK), fs.stat(file)]).then(
      ([, stat]) => stat.isFile(),
      () => false,
    );
    if (isProgram) return file;
  }
  return undefined;
}

/** As long as a job on a hosted runner may take. */
const LONGEST_RUN_MS = 6 * 60 * 60_000;
const ANNOUNCED_AFTER_MS = 5_000;

/** The process of one run: the library does not hand it out, but Node.js 20 and newer tell of every process they start. */
interface Run {
  child: ChildProcess | undefined;
}

const runs = new AsyncLocalStorage<Run>();
let isListening = false;

function listen(): void {
  if (isListening) return;
  isListening = true;
  subscribe('child_process', (message) => {
    const run = runs.getStore();
    if (!run) return;
    const { process: child } = message as { process: ChildProcess };
    run.child = child;
    // Elsewhere a shell gives the program an empty input; see `commandOf`.
    if (process.platform === 'win32') {
      child.once('spawn', () => {
        // The program may be gone before its input is closed.
        child.stdin?.on('error', () => {});
        child.stdin?.end();
      });
    }
  });
}

/** The library leaves the input of a program open, which lets programs wait for ever that ask something. */
function commandOf(file: string, args: readonly string[]): { file: string; args: string[] } {
  if (process.platform === 'win32') return { file, args: [...args] };
  return { file: '/bin/sh', args: ['-c', 'exec "$0" "$@" </dev/null', file, ...args] };
}

export interface ProgramRunnerOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly interrupted?: AbortSignal;
  /** Gets a line about programs that run long. */
  readonly say?: (line: string) => void;
}

/**
 * Runs programs through @actions/exec, which finds `.cmd` files and quotes for Windows as the runner itself does. Their
 * standard input is empty. Rejects with the interruption when the run is interrupted meanwhile; the program ends then,
 * with everything that it started.
 */
export function createProgramRunner({
  env,
  workingDirectory,
  interrupted = new AbortController().signal,
  say = () => {},
}: ProgramRunnerOptions): ProgramRunner {
  return async (program, args, options = {}) => {
    const { getExecOutput } = await import('@actions/exec');
    const merged: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...env, ...options.env })) {
      if (value !== undefined) merged[name] = value instanceof Secret ? value.reveal() : value;
    }
    const file = await locate(program, merged.PATH);
    if (file === undefined) return { status: 127, stdout: '', stderr: `${program} was not found` };
    if (interrupted.aborted) throw interruption(interrupted, `before ${program} was started`);
    listen();
    const run: Run = { child: undefined };
    const limit = options.timeoutMs ?? LONGEST_RUN_MS;
    let isOverdue = false;
    let cancelKill = () => {};
    const stop = () => {
      cancelKill = endProcesses(run.child?.pid);
    };
    const latest = Date.now() + limit;
    const cancelSay = startTimer(ANNOUNCED_AFTER_MS, () =>
      say(`waiting for ${program} ${args[0] ?? ''}: 5 s so far; ended at ${timeOfDay(latest)} if it runs that long`),
    );
    const cancelLimit = startTimer(limit, () => {
      isOverdue = true;
      stop();
    });
    interrupted.addEventListener('abort', stop, { once: true });
    try {
      const command = commandOf(file, args);
      const { exitCode, stdout, stderr } = await runs.run(run, () =>
        getExecOutput(command.file, command.args, {
          cwd: options.cwd ?? workingDirectory,
          env: merged,
          silent: true,
          ignoreReturnCode: true,
        }),
      );
      if (interrupted.aborted) throw interruption(interrupted, `before ${program} ended`);
      if (isOverdue)
        return { status: 124, stdout, stderr: `${stderr}${program} did not end within ${limit / 1000} s\n` };
      return { status: exitCode, stdout, stderr };
    } catch (error) {
      if (interrupted.aborted) throw interruption(interrupted, `before ${program} ended`, error);
      const message = error instanceof Error ? error.message : String(error);
      if (/Unable to locate executable file/.test(message))
        return { status: 127, stdout: '', stderr: `${program} was not found` };
      return { status: 126, stdout: '', stderr: message };
    } finally {
      cancelSay();
      cancelLimit();
      cancelKill();
      interrupted.removeEventListener('abort', stop);
    }
  };
}
