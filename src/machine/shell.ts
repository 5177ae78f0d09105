// Runs one shell script and streams what it prints. Kept apart from the program runner, which collects output and waits.
import { startProcess } from './start-process.ts';
import { startTimer } from './timers.ts';

export interface ShellRequest {
  /** Program to start, such as `dash` or `bash`. */
  readonly program: string;
  /** Name the program sees as its own; `sh` puts bash into POSIX mode. */
  readonly calledAs?: string | undefined;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Receives standard output and standard error in the order they arrive. */
  readonly output: (chunk: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface ShellResult {
  /** Exit status: 127 when the program is missing, 143 when aborted, 137 when killed. */
  readonly status: number;
  /** Ends what the script left running in the background; until then it lives, as it does in a build container. */
  endLeftovers(): void;
}

export type ShellRunner = (request: ShellRequest) => Promise<ShellResult>;

const killAfterMs = 2000;
/** How long output may trail behind the exit when a background process keeps the pipes open. */
const trailingMs = 200;

export const runShell: ShellRunner = async (request) => {
  if (request.signal?.aborted) return { status: 143, endLeftovers: () => {} };
  const { program, args, calledAs, cwd, env } = request;
  // Its own process group, so that whatever the script started goes with it when the build is stopped.
  const child = startProcess({ program, args, calledAs, cwd, env, kind: 'session' });
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const ended = streams.map((stream) => {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => request.output(chunk));
    return new Promise<void>((resolve) => stream.once('close', resolve));
  });
  let cancelKill = () => {};
  const abort = () => {
    killGroup(child, 'SIGTERM');
    cancelKill = startTimer(killAfterMs, () => killGroup(child, 'SIGKILL'));
  };
  request.signal?.addEventListener('abort', abort, { once: true });
  const status = await new Promise<number>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      request.output(
        `${request.program}: ${error.code === 'ENOENT' ? 'not found, or its folder is missing' : error.message}\n`,
      );
      resolve(127);
    });
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)));
  });
  request.signal?.removeEventListener('abort', abort);
  cancelKill();
  if (request.signal?.aborted) killGroup(child, 'SIGKILL');
  await settled(Promise.all(ended));
  return {
    status: request.signal?.aborted ? 143 : status,
    endLeftovers: () => {
      killGroup(child, 'SIGKILL');
      for (const stream of streams) stream.destroy();
    },
  };
};

function killGroup(child: ReturnType<typeof startProcess>, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone.
  }
}

async function settled(work: Promise<unknown>): Promise<void> {
  let cancel = () => {};
  const limit = new Promise<void>((resolve) => {
    cancel = startTimer(trailingMs, resolve);
  });
  await Promise.race([work, limit]);
  cancel();
}
