// Lines at the end of a file that other processes append to at the same time, and that a process may leave with half a
// line when it dies or the disk is full.
//
// There is no lock. Each batch is one call that appends (O_APPEND), which local file systems of all platforms keep
// whole; a lock would have to be waited for, and one that a killed process left behind would have to be recognised on
// machines that share nothing but the file system. Where the call does not keep it whole (network file systems, a short
// write, half a line that another process left at that very moment), reading the place again shows it, and the batch is
// written once more on a line of its own. Readers know that a line may stand there twice, or in half.
import {
  closeSync,
  constants,
  fstatSync,
  fsync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** The calls that reach the disk. A parameter, because a disk that is full at a chosen byte cannot be had otherwise. */
export interface DiskCalls {
  /** Gives the bytes written, which may be fewer than there are. */
  write(handle: number, bytes: Uint8Array): number;
  sync(handle: number): Promise<void>;
}

const DISK: DiskCalls = { write: (handle, bytes) => writeSync(handle, bytes), sync: promisify(fsync) };

const LINE_END = 10;
const MOST_TRIES = 5;

/**
 * Appends lines (the last one has its line end, too) and syncs them, and the folder when the file is new. When it
 * resolves, each of them stands in the file as a line of its own. It is made with `mode`, and so are its folders.
 */
export async function appendToFile(path: string, lines: string, mode: number, disk: DiskCalls = DISK): Promise<void> {
  const { handle, madeIn } = openEnd(path, mode);
  try {
    const found = fstatSync(handle);
    // Opened for both, a pipe without a reader does not block; written to, it would.
    if (found.isFIFO() || found.isSocket()) throw withCode('ESPIPE', 'is a pipe');
    const bytes = Buffer.from(lines);
    if (found.isFile()) writeLines(handle, bytes, disk);
    else writeAll(handle, bytes, disk);
    await disk.sync(handle);
  } finally {
    closeSync(handle);
  }
  for (const folder of madeIn) await syncFolder(folder, disk);
}

/** `madeIn`: the folders that got a new entry, which a power loss takes away unless they are synced as well. */
function openEnd(path: string, mode: number): { readonly handle: number; readonly madeIn: readonly string[] } {
  const flags = constants.O_RDWR | constants.O_APPEND;
  try {
    return { handle: openSync(path, flags), madeIn: [] };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const folder = dirname(path);
  const first = mkdirSync(folder, { recursive: true, ...((mode & 0o077) === 0 ? { mode: 0o700 } : {}) });
  const handle = openSync(path, flags | constants.O_CREAT, mode);
  const madeIn = [dirname(realpathSync(path))];
  if (first !== undefined)
    for (let at = folder; at.length >= first.length && dirname(at) !== at; at = dirname(at)) madeIn.push(dirname(at));
  return { handle, madeIn };
}

function writeLines(handle: number, lines: Buffer, disk: DiskCalls): void {
  for (let tries = 1; ; tries++) {
    const before = fstatSync(handle).size;
    const batch = isLineEnd(handle, before) ? lines : Buffer.concat([Buffer.of(LINE_END), lines]);
    // A first short write is answered by the whole batch again: its rest would stand behind what others wrote meanwhile.
    if (tries === 1) disk.write(handle, batch);
    else writeAll(handle, batch, disk);
    if (isThere(handle, before, lines)) return;
    if (tries === MOST_TRIES) throw withCode('EIO', 'what was written is not there');
  }
}

function writeAll(handle: number, bytes: Buffer, disk: DiskCalls): void {
  for (let written = 0; written < bytes.length; ) {
    const count = disk.write(handle, bytes.subarray(written));
    if (count === 0) throw withCode('EIO', 'nothing is written');
    written += count;
  }
}

/** Whether a line can begin at `end`. */
function isLineEnd(handle: number, end: number): boolean {
  return end === 0 || readPart(handle, end - 1, end)[0] === LINE_END;
}

/** Whether the lines stand, in one piece and from the beginning of a line, behind what the file held before. */
function isThere(handle: number, before: number, lines: Buffer): boolean {
  const end = fstatSync(handle).size;
  // Somebody may have cut the file meanwhile.
  const from = Math.max(Math.min(before, end - lines.length) - 1, 0);
  const found = readPart(handle, from, end);
  for (let at = found.indexOf(lines); at >= 0; at = found.indexOf(lines, at + 1))
    if (at === 0 ? from === 0 : found[at - 1] === LINE_END) return true;
  return false;
}

/** Shorter when the file ends before. */
function readPart(handle: number, from: number, end: number): Buffer {
  const part = Buffer.allocUnsafe(Math.max(end - from, 0));
  let filled = 0;
  while (filled < part.length) {
    const count = readSync(handle, part, filled, part.length - filled, from + filled);
    if (count === 0) break;
    filled += count;
  }
  return part.subarray(0, filled);
}

/** Codes of file systems that cannot sync a folder, and of folders that cannot be opened for reading. */
const UNSYNCABLE = ['EACCES', 'EPERM', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

async function syncFolder(folder: string, disk: DiskCalls): Promise<void> {
  let handle: number | undefined;
  try {
    handle = openSync(folder, 'r');
    await disk.sync(handle);
  } catch (error) {
    if (!UNSYNCABLE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

const withCode = (code: string, message: string): NodeJS.ErrnoException => Object.assign(new Error(message), { code });
