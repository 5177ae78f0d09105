// The only place that starts a process by itself. Everything else runs through @actions/exec (`execution.ts`), which
// always puts pipes between, starts its processes in our own session, and takes no other name for a program. So it
// cannot do this:
//
//   terminal   `local -- COMMAND`: the command draws progress, asks and is interrupted as if it had been typed there
//   session    `buildspec run`: what a command leaves in the background lives until the build ends, and has to be found
//              then, when its parent is gone. Its process group tells. A shell could make one by job control, but dash
//              only with a terminal, and then it keeps the terminal: `git` asking for a password would stop the group
//              for ever instead of failing.
import { ChildProcess, spawn } from 'node:child_process';

export interface ProcessRequest {
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: where this process is. */
  readonly cwd?: string | undefined;
  /** Name the program sees as its own. */
  readonly calledAs?: string | undefined;
  /** The arguments are quoted already. Only Windows looks at it. */
  readonly windowsVerbatimArguments?: boolean | undefined;
  /** `terminal`: shares the streams of this process. `session`: empty input, two pipes, and a process group of its own. */
  readonly kind: 'terminal' | 'session';
}

/** Starts a process. It emits `error` when that cannot be done, whatever the reason. */
export function startProcess(request: ProcessRequest): ChildProcess {
  try {
    return spawned(request);
  } catch (error) {
    // Node emits only what it expects, such as ENOENT; an argument or a variable of more than 128 KiB (E2BIG) is thrown.
    const child = Object.assign(new ChildProcess(), { stdin: null, stdout: null, stderr: null });
    process.nextTick(() => child.emit('error', error));
    return child;
  }
}

function spawned({ program, args, cwd, env, calledAs, windowsVerbatimArguments, kind }: ProcessRequest): ChildProcess {
  return spawn(program, [...args], {
    env,
    stdio: kind === 'terminal' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    // Windows opens a window for such a process instead.
    detached: kind === 'session' && process.platform !== 'win32',
    ...(cwd === undefined ? {} : { cwd }),
    ...(calledAs === undefined ? {} : { argv0: calledAs }),
    ...(windowsVerbatimArguments === undefined ? {} : { windowsVerbatimArguments }),
  });
}
