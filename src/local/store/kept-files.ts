// What happens to files of a data folder that are of no use as they are: they are put aside, never removed.
import { constants, copyFileSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COMMIT_RECORD } from './commit-record.ts';
import { isFileAt, kindAt, LOCK, type OddEntry } from './folder-entries.ts';
import { DATABASE } from './metadata-file.ts';

/** The database with all that belongs to it. */
export const DATABASE_FILES = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-journal`, COMMIT_RECORD] as const;

/** A new folder inside of the data folder, named after the time. */
export function folderForDamaged(folder: string, now: Date): string {
  const name = join(folder, `damaged-${now.toISOString().replace(/[:.]/g, '-')}`);
  let path = name;
  for (let n = 2; kindAt(path) !== 'missing'; n++) path = `${name}-${n}`;
  mkdirSync(path, { mode: 0o700 });
  return path;
}

/** Copies the files of the database as they are. Where there is no room for all of them, no part of a copy is left. */
export function keepDatabase(folder: string, into: string): void {
  const present = DATABASE_FILES.filter(
    (name) => isFileAt(join(folder, name)) && kindAt(join(into, name)) === 'missing',
  );
  try {
    for (const name of present) copyFileSync(join(folder, name), join(into, name), constants.COPYFILE_EXCL);
  } catch (error) {
    for (const name of present) rmSync(join(into, name), { force: true });
    if (readdirSync(into).length === 0) rmdirSync(into);
    throw error;
  }
}

/** Moves what is not what belongs in its place away, as it is: a link is moved and not what it leads to. */
export function moveOdd(folder: string, odd: readonly OddEntry[], into: string): void {
  for (const { name } of odd) {
    const path = join(folder, name);
    // A database of two names stays what it was in the other place, and goes on here as a file of its own.
    const isFile = isFileAt(path);
    moveFile(path, join(into, name));
    if (isFile && name !== LOCK) copyFileSync(join(into, name), path);
  }
}

/** Moves a file to another folder of the same file system, made if it is missing. */
export function moveFile(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  renameSync(from, to);
}
