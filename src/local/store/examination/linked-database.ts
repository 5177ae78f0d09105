// The database under another name, for as long as it is looked at: what SQLite makes beside the file that it opens, and
// what it removes there, is not of the folder.
import { copyFileSync, linkSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { isFileAt, isHindered, passingFolder } from '../folder-entries.ts';
import { cannotOpen, DATABASE, kindOfFailure, loadSqlite } from '../metadata-file.ts';

/** Links, so that it costs neither time nor room; a copy where the file system has no links. Throws CA-LOCAL-004. */
export function withLinks<T>(folder: string, path: string, look: (copy: string) => T): T {
  const beside = folderForLinks(folder);
  try {
    const copy = join(beside, DATABASE);
    // A lock is of the file and not of its name, so it is seen through the link, and what SQLite makes beside the file
    // when it asks for one is not made in the folder.
    refuseWhileInUse(linkOrCopy(path, copy) ? copy : path, path);
    for (const end of ['-wal', '-shm']) rmSync(copy + end, { force: true });
    if (isFileAt(`${path}-wal`)) linkOrCopy(`${path}-wal`, `${copy}-wal`);
    return look(copy);
  } catch (error) {
    throw cannotOpen(path, error);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** Inside of the folder; elsewhere, for copies, where it takes no new name (full, or read-only). */
function folderForLinks(folder: string): string {
  try {
    return passingFolder(folder, 'examined');
  } catch {
    return mkdtempSync(join(tmpdir(), 'codeartifact-ci-examined-'));
  }
}

/** Whether it is a link. */
function linkOrCopy(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch {
    copyFileSync(from, to);
    return false;
  }
}

/** A server that is at work holds a lock, also one of a version that knows no other. */
function refuseWhileInUse(path: string, shown: string): void {
  const { DatabaseSync: Database } = loadSqlite();
  let database: DatabaseSync | undefined;
  try {
    database = new Database(path, { readOnly: true });
    database.prepare('PRAGMA schema_version').get();
  } catch (error) {
    if (kindOfFailure(error) === 'busy' || isHindered(error)) throw cannotOpen(shown, error);
    // Whatever else there is to say, the examination says.
  } finally {
    database?.close();
  }
}

/** Without a shared index on the disk, which a full one has no room for. */
export function openQuietly(copy: string): DatabaseSync {
  const { DatabaseSync: Database } = loadSqlite();
  let database: DatabaseSync | undefined;
  try {
    const address = pathToFileURL(copy);
    address.searchParams.set('mode', 'ro');
    address.searchParams.set('vfs', process.platform === 'win32' ? 'win32-none' : 'unix-none');
    database = new Database(address, { readOnly: true });
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    return database;
  } catch {
    // Before Node.js 22.15 there are no addresses.
    database?.close();
    return new Database(copy, { readOnly: true });
  }
}
