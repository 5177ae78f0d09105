// Programs through @actions/exec, which finds `.cmd` files and quotes for Windows as the runner itself does. All that
// runs passes here, but for what that library cannot do: see `start-process.ts`.
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { statSync } from 'node:fs';
import { constants } from 'node:os';

/** What is needed of a process of Node.js. */
interface Child {
  readonly pid?: number | undefined;
  readonly signalCode: NodeJS.Signals | null;
  readonly stdin: NodeJS.WritableStream | null;
  once(event: 'spawn', listener: () => void): unknown;
}

/** The process of one run: the library does not hand it out, but Node.js 20 and newer tell of every process they start. */
interface Run {
  child: Child | undefined;
  readonly started: () => void;
}

/** Carries a mark to all that a program starts, so that they are found when their parent has ended. */
export const MARK_VARIABLE = 'CODEARTIFACT_CI_PROCESS';

/** In the marks of all programs of this process. */
export const OWN_MARK = `${process.pid}-${Date.now()}.`;

let programs = 0;

/** Whether this process has started any program. */
export const hasStartedPrograms = () => programs > 0;

let librariesAtWork = 0;

/** Work of a library that starts programs of its own, whoever goes on waiting for it. */
export async function libraryWork<T>(work: () => Promise<T>): Promise<T> {
  programs++;
  librariesAtWork++;
  try {
    return await work();
  } finally {
    librariesAtWork--;
  }
}

/** Whether such work goes on: it may start the next program at any time. */
export const isLibraryAtWork = () => librariesAtWork > 0;

const runs = new AsyncLocalStorage<Run>();
let isListening = false;

function listen(): void {
  if (isListening) return;
  isListening = true;
  subscribe('child_process', (message) => {
    const run = runs.getStore();
    if (!run) return;
    const { process: child } = message as { process: Child };
    run.child = child;
    child.once('spawn', run.started);
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

/** At once: `node:fs/promises` would be ten modules more for every start. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether Node.js tells of the processes that it starts, so that the signal is known by which one ended. */
const IS_TOLD = Number.parseInt(process.versions.node, 10) >= 20;

/**
 * The library leaves the input of a program open, which lets programs wait for ever that ask something. Where nobody
 * tells by which signal a program ended (`isTold` false), the shell waits for it and says so by its own status.
 */
export function commandOf(
  program: string,
  args: readonly string[],
  isTold: boolean = IS_TOLD,
): { file: string; args: string[] } {
  // The library takes its first parameter for a command line.
  if (process.platform === 'win32') return { file: `"${program}"`, args: [...args] };
  const script = isTold ? 'exec "$0" "$@" </dev/null' : '"$0" "$@" </dev/null; exit $?';
  return { file: '/bin/sh', args: ['-c', script, program, ...args] };
}

/** As much of each stream of a program is kept. What comes before is forgotten: a build may print without end. */
export const KEPT_OUTPUT_BYTES = 16 * 1024 * 1024;

/** How long the streams of a program are read after its exit: a child that it left in the background may hold them. */
export const TRAILING_MS = 2_000;

/** The end of what a program prints on one stream, in at most twice `KEPT_OUTPUT_BYTES` of memory. */
class OutputTail {
  #bytes = Buffer.alloc(0);
  #size = 0;
  #isCut = false;
  #isClosed = false;

  /** A listener of the library. */
  readonly add = (data: Buffer): void => {
    // The library looks for lines in a text that it puts together anew with each piece: a long line takes it time by
    // the square of its length. Nobody asked it for lines, so that there is nothing to look through.
    data.toString = () => '';
    if (this.#isClosed) return;
    if (this.#size + data.length > this.#bytes.length) this.#makeRoom(data.length);
    this.#bytes.set(data, this.#size);
    this.#size += data.length;
  };

  /** What was kept, from the beginning of a character on; nothing is kept after this. */
  close(): string {
    this.#isClosed = true;
    let start = Math.max(0, this.#size - KEPT_OUTPUT_BYTES);
    const last = Math.min(this.#size, start + 3);
    // Bytes that go on with a character of UTF-8.
    if (this.#isCut || start > 0) while (start < last && ((this.#bytes[start] ?? 0) & 0xc0) === 0x80) start++;
    const text = this.#bytes.toString('utf8', start, this.#size);
    this.#bytes = Buffer.alloc(0);
    return text;
  }

  /** What is too old goes only when there is no room for more, so that each byte is moved a few times at most. */
  #makeRoom(wanted: number): void {
    const from = Math.max(0, this.#size - KEPT_OUTPUT_BYTES);
    const kept = this.#bytes.subarray(from, this.#size);
    this.#isCut ||= from > 0;
    const bytes = Buffer.allocUnsafe(Math.min(2 * KEPT_OUTPUT_BYTES, 2 * kept.length) + wanted);
    bytes.set(kept);
    this.#bytes = bytes;
    this.#size = kept.length;
  }
}

export interface ExecutionOptions {
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** Nothing is started once it is aborted: the result rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called when it runs; never on Node.js 18. */
  readonly started?: (() => void) | undefined;
}

export interface ExecutionResult {
  /** Exit status; 128 and the number of the signal for a program that was killed. */
  readonly status: number;
  /** The last `KEPT_OUTPUT_BYTES` of each stream. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface Execution {
  readonly result: Promise<ExecutionResult>;
  /** Undefined before it is started, and always on Node.js 18. */
  pid(): number | undefined;
  /** Stands in the environment of the program, and of what it starts. */
  readonly mark: string;
}

/** Runs a program with an empty input to its end. The result rejects when the program cannot be started. */
export function execute(
  program: string,
  args: readonly string[],
  { env, workingDirectory, signal, started = () => {} }: ExecutionOptions,
): Execution {
  listen();
  const run: Run = { child: undefined, started };
  const command = commandOf(program, args);
  programs++;
  const mark = `${OWN_MARK}${programs};`;
  // A run inside another one can be ended by both.
  const marks = `${env[MARK_VARIABLE] ?? ''}${mark}`;
  const result = runs.run(run, async () => {
    const { exec } = await import('@actions/exec');
    signal?.throwIfAborted();
    // The library starts the process where nobody hears of an error that is thrown there.
    if (!isFolder(workingDirectory)) throw new Error(`${workingDirectory} is not a folder`);
    const texts = [program, ...args, ...Object.keys(env), ...Object.values(env)];
    if (texts.some((text) => text.includes('\0'))) throw new Error('a text for the program holds a NUL character');
    const stdout = new OutputTail();
    const stderr = new OutputTail();
    const exitCode = await exec(command.file, command.args, {
      cwd: workingDirectory,
      env: { ...env, [MARK_VARIABLE]: marks },
      silent: true,
      ignoreReturnCode: true,
      delay: TRAILING_MS,
      listeners: { stdout: stdout.add, stderr: stderr.add },
    });
    // The library says null for a signal, whatever its types say.
    const status = (exitCode as number | null) ?? 128 + constants.signals[run.child?.signalCode ?? 'SIGKILL'];
    return { status, stdout: stdout.close(), stderr: stderr.close() };
  });
  return { result, pid: () => run.child?.pid, mark };
}
