// One at a time uses a data folder: a server, or somebody who repairs it. The database has a lock of its own, which only
// holds as long as that very file is there and can be read; a repair puts another file in its place.
import { closeSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ServedRefusal } from '../../core/ports/format-server.ts';
import { entryAt, kindAt, LOCK, openFile, TO_MAKE } from './folder-entries.ts';
import { cannotOpen, kindOfFailure, loadSqlite } from './metadata-file.ts';

/** Held until it is released, or the process has ended, however it did. */
export interface FolderLock {
  /**
   * Throws ServedRefusal (unavailable) where the folder is not under its name any more: it was removed or moved, or
   * another one is there, of which somebody else may have the lock. What is written by name would go there.
   */
  requireInPlace(): void;
  release(): void;
}

/**
 * Takes the lock of a data folder. Throws CA-LOCAL-004 where another process has it. Undefined where there can be none: in
 * a folder that takes no new file, or with something else in the place of the lock, which is for others to tell.
 */
export function lockFolder(folder: string): FolderLock | undefined {
  const { DatabaseSync: Database } = loadSqlite();
  const path = join(folder, LOCK);
  let database: DatabaseSync | undefined;
  try {
    if (kindAt(path) === 'missing') make(path);
    // Of an empty file SQLite reads nothing, and as long as nothing is written into it there is nothing beside it.
    if (entryAt(path)?.isFile() !== true || entryAt(path)?.size !== 0) return undefined;
    database = new Database(path);
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const [held, own] = [database, identityOf(path)];
    return {
      requireInPlace() {
        if (identityOf(path) !== own) throw new ServedRefusal('unavailable', notInPlace(folder));
      },
      release: () => held.close(),
    };
  } catch (error) {
    database?.close();
    if (kindOfFailure(error) === 'busy') throw cannotOpen(join(dirname(path), LOCK), error);
    return undefined;
  }
}

/** Of the file, whatever it is called; undefined where there is none. */
function identityOf(path: string): string | undefined {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}

const notInPlace = (folder: string) =>
  `${folder} was removed, moved or replaced while the server used it, so nothing more is stored. End the server, put the folder back, and start it again.`;

function make(path: string): void {
  try {
    closeSync(openFile(path, TO_MAKE));
  } catch (error) {
    // Somebody else was first.
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  }
}
