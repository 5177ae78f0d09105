import { constants, promises as fs } from 'node:fs';
import { delimiter, join } from 'node:path';
import { interruption, timeOfDay } from '../core/calls/waits.ts';
import { Secret } from '../core/model/secret.ts';
import type { ProgramRunner } from '../core/ports/host.ts';
import { execute } from './execution.ts';
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

export interface ProgramRunnerOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly interrupted?: AbortSignal;
  /** Gets a line about programs that run long. */
  readonly say?: (line: string) => void;
}

/**
 * Runs programs, whose standard input is empty. Rejects with the interruption when the run is interrupted meanwhile; the
 * program ends then, with everything that it started.
 */
export function createProgramRunner({
  env,
  workingDirectory,
  interrupted = new AbortController().signal,
  say = () => {},
}: ProgramRunnerOptions): ProgramRunner {
  return async (program, args, options = {}) => {
    const merged: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...env, ...options.env })) {
      if (value !== undefined) merged[name] = value instanceof Secret ? value.reveal() : value;
    }
    const file = await locate(program, merged.PATH);
    if (file === undefined) return { status: 127, stdout: '', stderr: `${program} was not found` };
    if (interrupted.aborted) throw interruption(interrupted, `before ${program} was started`);
    const limit = options.timeoutMs ?? LONGEST_RUN_MS;
    let isOverdue = false;
    let cancelKill = () => {};
    const stop = () => {
      cancelKill();
      cancelKill = endProcesses({ pid: pid(), mark });
    };
    const { result, pid, mark } = execute(file, args, {
      workingDirectory: options.cwd ?? workingDirectory,
      env: merged,
      signal: interrupted,
      // It was to be ended before it was there.
      started: () => {
        if (isOverdue || interrupted.aborted) stop();
      },
    });
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
      const { status, stdout, stderr } = await result;
      if (interrupted.aborted) throw interruption(interrupted, `before ${program} ended`);
      if (isOverdue)
        return { status: 124, stdout, stderr: `${stderr}${program} did not end within ${limit / 1000} s\n` };
      return { status, stdout, stderr };
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
