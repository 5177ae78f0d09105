import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { constants, promises as fs } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Secret } from '../core/model/secret.ts';
import type { ProgramRunner } from '../core/ports/host.ts';
import { interruption } from '../core/waits.ts';
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
/** Between asking a program to end and ending it. */
const KILL_AFTER_MS = 5_000;

/** The process of one run: the library neither hands it out nor ends it, but Node.js tells of every process it starts. */
interface Run {
  child: ChildProcess | undefined;
  isEnded: boolean;
  /** Nothing is written to its standard input, which then is empty: an open one lets programs wait that ask something. */
  readonly hasInput: boolean;
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
    child.once('spawn', () => {
      // A program that does not read its input may be gone before it is written.
      child.stdin?.on('error', () => {});
      if (!run.hasInput) child.stdin?.end();
      if (run.isEnded) child.kill('SIGTERM');
    });
  });
}

/** Asks the program to end, then ends it. Returns what calls the second part off. */
function end(run: Run): () => void {
  run.isEnded = true;
  run.child?.kill('SIGTERM');
  return startTimer(KILL_AFTER_MS, () => run.child?.kill('SIGKILL'), { isAwaited: false });
}

/**
 * Runs programs through @actions/exec, which finds `.cmd` files and quotes for Windows as the runner itself does. Their
 * standard input is empty. Rejects with the interruption when the run is interrupted meanwhile.
 */
export function createProgramRunner(
  env: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
  interrupted: AbortSignal = new AbortController().signal,
): ProgramRunner {
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
    const run: Run = { child: undefined, isEnded: false, hasInput: options.input !== undefined };
    const limit = options.timeoutMs ?? LONGEST_RUN_MS;
    let isOverdue = false;
    let cancelKill = () => {};
    const stop = () => {
      cancelKill = end(run);
    };
    const cancelLimit = startTimer(limit, () => {
      isOverdue = true;
      stop();
    });
    interrupted.addEventListener('abort', stop, { once: true });
    try {
      const { exitCode, stdout, stderr } = await runs.run(run, () =>
        getExecOutput(file, [...args], {
          cwd: options.cwd ?? workingDirectory,
          env: merged,
          silent: true,
          ignoreReturnCode: true,
          ...(options.input === undefined ? {} : { input: Buffer.from(options.input) }),
        }),
      );
      if (interrupted.aborted && run.isEnded) throw interruption(interrupted, `before ${program} ended`);
      if (isOverdue)
        return { status: 124, stdout, stderr: `${stderr}${program} did not end within ${limit / 1000} s\n` };
      return { status: exitCode, stdout, stderr };
    } catch (error) {
      if (interrupted.aborted && run.isEnded) throw interruption(interrupted, `before ${program} ended`, error);
      const message = error instanceof Error ? error.message : String(error);
      if (/Unable to locate executable file/.test(message))
        return { status: 127, stdout: '', stderr: `${program} was not found` };
      return { status: 126, stdout: '', stderr: message };
    } finally {
      cancelLimit();
      cancelKill();
      interrupted.removeEventListener('abort', stop);
    }
  };
}
