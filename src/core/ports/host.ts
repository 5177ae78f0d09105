import type { Secret } from '../model/secret.ts';
import type { HttpTransport } from './http.ts';

/** The machine as a value: environment, folders, log, clock, network, programs. Nothing else reaches outside. */
export interface Host {
  readonly surface: 'github' | 'codebuild' | 'terminal' | 'plain';
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home folder as the *tools* will see it (in a container job it differs from the runner's). */
  readonly home: string;
  /**
   * The user's folder by the password database, where Java programs look whatever HOME says. Undefined when the user has
   * no entry there.
   */
  readonly accountHome: string | undefined;
  readonly temporaryDirectory: string;
  readonly workingDirectory: string;
  readonly processes: Processes;
  readonly log: Log;
  readonly clock: Clock;
  readonly files: Files;
  readonly http: HttpTransport;
  /** The proxy by which `http` reaches an address, with its password; undefined where it asks directly. */
  proxyTo?(address: string): Promise<string | undefined>;
  readonly run: ProgramRunner;
  /** Registers a text that must never be printed. Called in the statement in which a secret is born. */
  mask(text: string): void;
  /** Takes what was registered out of a text, parts of it included. For a text that is shortened, or kept in a file. */
  redact(text: string): string;
  /**
   * Aborted by the first SIGINT, SIGTERM or SIGHUP and when `timeout` is over: nothing new is begun, reads and waits
   * end. The reason is the error that the run ends with; see `interruption` in core/calls/waits.ts.
   */
  readonly interrupted: AbortSignal;
  /** Aborted 30 s after `interrupted`: what was sent, or must be put right after it, is no longer awaited. */
  readonly cutOff: AbortSignal;
}

/** One process; `started` tells it from a later one that got its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In the system's own unit; undefined where it cannot be told. */
  readonly started?: string | undefined;
}

/** The process that a job stands and falls with. */
export interface JobHolder extends ProcessIdentity {
  readonly name?: string | undefined;
  /** Known by its name as one that a CI system starts for a job, or for all of them; never a passing program. */
  readonly isWorker: boolean;
}

/** Which machine this is, as far as it can be told; containers are machines of their own. */
export interface MachineIdentity {
  /** Host name. */
  readonly name: string;
  readonly id?: string | undefined;
  /** Another one after each start of the machine. */
  readonly boot?: string | undefined;
  /** Process numbers of another space say nothing. */
  readonly processSpace?: string | undefined;
}

/** Whose process this is, and whether others of this machine still run. */
export interface Processes {
  /** Number of the user; undefined where users have none (Windows). */
  readonly user: number | undefined;
  machine(): MachineIdentity;
  self(): ProcessIdentity;
  /** Undefined where none can be told that surely lives as long as the job. */
  holder(): JobHolder | undefined;
  /** In doubt it does. */
  isRunning(process: ProcessIdentity): boolean;
}

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
  /** Collapsible on GitHub, a heading elsewhere. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** Progress of long work; redrawn on a terminal, sparse plain lines elsewhere. */
  progress(label: string, done: number, total: number): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from an arbitrary start that never jumps. */
  monotonic(): number;
  /** Rejects with the signal's reason when it aborts, with RangeError for a delay that is not finite or overflows. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1), for jitter and identifiers that need no secrecy. */
  random(): number;
}

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
  /** Permission bits; 0o666 or 0o444 on Windows. */
  readonly mode: number;
  /** Number of the user it belongs to; undefined on Windows. */
  readonly owner?: number | undefined;
  /** How many names a file has (hard links). */
  readonly names?: number | undefined;
}

/** Names in a folder, sorted; a link to a file is one. What is neither is left out. */
export interface FolderListing {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** By name, where links to folders lead in the end. */
  readonly links: ReadonlyMap<string, string>;
}

/** By path, folders as walks found them. Whoever shares one among walks sees the files as they were at the first. */
export type FolderListings = Map<string, FolderListing>;

export interface WalkChoice {
  /** `real`: where the folder is, of one that a link leads to and of what lies below it. */
  enters(folder: string, real?: string): boolean;
  /** By the name alone. */
  takes(name: string): boolean;
  /** Folders that need not be read again; what is read is added. */
  readonly listings?: FolderListings | undefined;
}

export interface Walk {
  readonly files: string[];
  /** Folders that were entered, as they are called in `files`, and what is in each. */
  readonly listed: ReadonlyMap<string, FolderListing>;
  /** Folders that a link led to, by what they are called in `files`: where they are. */
  readonly linked: ReadonlyMap<string, string>;
}

/** The file system. Paths are absolute or relative to the working directory. Missing files give undefined. */
export interface Files {
  read(path: string): Promise<Buffer | undefined>;
  readText(path: string): Promise<string | undefined>;
  /** Streams a part of a file (`end` exclusive). */
  open(path: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
  /**
   * Replaces a file as a whole: written beside it, synced, renamed, so that a crash leaves old or new and never half.
   * Follows a symbolic link and replaces its target. Keeps the old mode unless `mode` is given; new files get
   * `mode` or 0o644. Parent folders are made (0o700 when `mode` is owner-only). What is no file (a device, a pipe, a
   * socket, `/dev/stdout`) is written into and stays what it is, as with `writeStream`; a folder is refused.
   */
  write(path: string, data: string | Uint8Array, options?: { mode?: number }): Promise<void>;
  /**
   * To be asked before anything is done whose result goes to `path`: rejects with CA-FILE-003 for a folder, and where
   * nothing can be made. Resolves to what is there or will be: a file, or something that is written into (`stream`).
   */
  requireOutput(path: string): Promise<'file' | 'stream'>;
  /**
   * Writes into a file that cannot be replaced (a mount point, a folder that refuses new files), and syncs. Old bytes are
   * covered before the rest is cut off, so that a crash leaves a beginning of the new and the rest of the old.
   */
  overwrite(path: string, data: Uint8Array): Promise<void>;
  /** Whether this user may write the file, or make it where there is none. Tries nothing, so it may be wrong. */
  isWritable(path: string): Promise<boolean>;
  /** Makes a file that must not exist yet, owner-only; false when it does. For locks. */
  create(path: string, data: string): Promise<boolean>;
  /**
   * Appends lines to a file that other processes may append to as well, and syncs; makes it with `mode` (default
   * 0o600). What stands before them without a line end becomes a line of its own.
   */
  append(path: string, data: string, options?: { mode?: number }): Promise<void>;
  /** Streams into a file, as a whole like `write`. Resolves to the bytes written. */
  writeStream(path: string, data: AsyncIterable<Uint8Array>, options?: { mode?: number }): Promise<number>;
  stat(path: string): Promise<FileStat | undefined>;
  /** Target of a symbolic link and all links above it; undefined when it does not exist. */
  realPath(path: string): Promise<string | undefined>;
  /** Where writing to the path ends: links are followed, one to nowhere to the file it wants. */
  destination(path: string): Promise<string>;
  list(directory: string): Promise<string[]>;
  remove(path: string, options?: { recursive?: boolean }): Promise<void>;
  /** Removes a folder with nothing in it; false when there is something in it, or no folder. */
  removeEmptyFolder(path: string): Promise<boolean>;
  makeDirectory(path: string, options?: { mode?: number }): Promise<void>;
  /** A new folder for the owner alone. A process that ends at once removes it, unless it `isKept`. */
  makeTemporaryDirectory(prefix: string, options?: { isKept?: boolean }): Promise<string>;
  setMode(path: string, mode: number): Promise<void>;
  /**
   * Absolute paths of the files that match, sorted; `!` patterns exclude. Links are not followed out of `cwd`. Without
   * `dot` only a pattern that writes the dot matches a name that begins with one, as in a shell; default true.
   */
  glob(patterns: readonly string[], cwd: string, options?: { dot?: boolean }): Promise<string[]>;
  /**
   * Files below a folder, those nearest to it first, relative with `/`. A folder is read where `enters` (relative with
   * `/`, asked level by level) says so, and a file is named where `takes` does. Links are followed, also out of
   * `directory`, after all that lies there by itself, and to no folder twice; a folder that cannot be read is empty.
   */
  walk(directory: string, choice: WalkChoice): Promise<Walk>;
}

export interface ProgramOptions {
  readonly cwd?: string;
  /** Added to the environment; secrets only here, never in `args`. */
  readonly env?: Readonly<Record<string, string | Secret>>;
  /**
   * Names of variables to let through that programs do not see otherwise: credentials, and how the runner talks with its
   * step.
   */
  readonly pass?: readonly string[];
  /** After so many milliseconds the program is ended and the status is 124; default six hours. */
  readonly timeoutMs?: number;
  /** What people are told that is waited for; default the program and its first argument. */
  readonly what?: string;
}

export interface ProgramResult {
  /** Exit status; 127 when the program was not found, 124 when its time was over. */
  readonly status: number;
  /** The end of each stream, 16 MiB at most. */
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program found on PATH; its arguments pass no shell, its standard input is empty. Resolves for any exit status;
 * rejects with the interruption when the run is interrupted meanwhile.
 */
export type ProgramRunner = (
  program: string,
  args: readonly string[],
  options?: ProgramOptions,
) => Promise<ProgramResult>;
