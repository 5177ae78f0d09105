// Looks at the database of a data folder without changing a byte of the folder: SQLite takes what it can read of a
// damaged write-ahead log for all there is, and removes the rest when it is closed.
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { COMMIT_RECORD, readCommitRecord } from './commit-record.ts';
import { entryAt, isFileAt, kindAt } from './folder-entries.ts';
import { DATABASE_FILES, EXAMINED } from './kept-files.ts';
import {
  cannotOpen,
  DATABASE,
  type DatabaseState,
  databaseState,
  kindOfFailure,
  LAYOUT,
  LAYOUT_WITHOUT_SUMS,
  layoutOf,
  loadSqlite,
  rowSum,
} from './metadata-file.ts';
import type { StoredEntry } from './metadata-store.ts';

export interface DatabaseFindings {
  /** In words; none when the database is whole. */
  readonly problems: readonly string[];
  /** There is no database, and nothing that would miss it. */
  readonly isNew: boolean;
  /** Its last server closed it. */
  readonly isClosed: boolean;
  /** There are tables with rows in them, whatever has become of the rows. */
  readonly isReadable: boolean;
  /** Damage was accepted at an earlier start. */
  readonly isAccepted: boolean;
}

export interface Looking {
  /** Whether there are bytes that a database must have spoken of. */
  readonly hasBlobs: boolean;
  /** Called for every row that can be read and is what was written, in no order, and once for each. */
  readonly onEntry: (entry: StoredEntry) => void;
}

/** Throws CA-LOCAL-004 when the folder is in use, CA-LOCAL-001 when it is not to be read, and CA-LOCAL-002. */
export function examineDatabase(folder: string, looking: Looking): DatabaseFindings {
  const sqlite = loadSqlite();
  const path = join(folder, DATABASE);
  const record = readCommitRecord(folder);
  // The database is not what its log and its record say without them, so none of it is opened.
  const odd = DATABASE_FILES.find((name) => !['file', 'missing'].includes(kindAt(join(folder, name))));
  if (odd !== undefined && odd !== COMMIT_RECORD)
    return nothing([`${DATABASE} cannot be read: ${odd} is not a file`], record);
  if (sizeOf(path) === 0) {
    const others = [
      ...(record === 'missing' ? [] : ['the record of its commits']),
      ...(sizeOf(`${path}-wal`) > 0 ? ['its write-ahead log'] : []),
      ...(looking.hasBlobs ? ['files of packages'] : []),
    ];
    if (others.length === 0) return nothing([], record, true);
    const what = kindAt(path) === 'file' ? 'empty' : 'missing';
    return nothing([`${DATABASE} is ${what}, and there are ${others.join(' and ')}`], record);
  }
  return withLinks(folder, path, (copy) => {
    let database: DatabaseSync | undefined;
    try {
      database = openQuietly(sqlite, copy);
      return examine(database, { path, record, looking });
    } catch (error) {
      if (kindOfFailure(error) !== 'damaged') throw error;
      return nothing([`${DATABASE} cannot be read: ${(error as Error).message}`], record);
    } finally {
      database?.close();
    }
  });
}

type RecordFound = ReturnType<typeof readCommitRecord>;

function nothing(problems: readonly string[], record: RecordFound, isNew = false): DatabaseFindings {
  return { problems, isNew, isClosed: false, isReadable: false, isAccepted: isAccepted(record) };
}

function isAccepted(record: RecordFound): boolean {
  return typeof record === 'object' && record.isDoubtful;
}

/** Links, so that it costs neither time nor room; a copy where the file system has no links. */
function withLinks<T>(folder: string, path: string, look: (copy: string) => T): T {
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
  const beside = join(folder, `${EXAMINED}${process.pid}`);
  try {
    rmSync(beside, { recursive: true, force: true });
    mkdirSync(beside, { mode: 0o700 });
    return beside;
  } catch {
    return mkdtempSync(join(tmpdir(), `codeartifact-ci-${EXAMINED}`));
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

/** A server that is at work holds a lock, which what comes after does not ask for. */
function refuseWhileInUse(path: string, shown: string): void {
  const { DatabaseSync: Database } = loadSqlite();
  let database: DatabaseSync | undefined;
  try {
    database = new Database(path, { readOnly: true });
    database.prepare('PRAGMA schema_version').get();
  } catch (error) {
    if (kindOfFailure(error) === 'busy') throw cannotOpen(shown, error);
    // Whatever else there is to say, the examination says.
  } finally {
    database?.close();
  }
}

/** Without a shared index on the disk, which a full one has no room for. */
function openQuietly({ DatabaseSync: Database }: typeof import('node:sqlite'), copy: string): DatabaseSync {
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

interface Beside {
  readonly path: string;
  readonly record: RecordFound;
  readonly looking: Looking;
}

function examine(database: DatabaseSync, { path, record, looking }: Beside): DatabaseFindings {
  const written = layoutOf(database, path);
  const tables = new Set(
    database
      .prepare('SELECT name FROM sqlite_master')
      .all()
      .map(({ name }) => name),
  );
  if (!tables.has('entry') || (written === LAYOUT && !tables.has('state'))) {
    // A server that was killed while it made the database has left nothing else.
    if (written === 0 && record === 'missing' && !looking.hasBlobs) return nothing([], record, true);
    const before =
      typeof record === 'object' ? `; it had been committed ${record.commits} times (is ${DATABASE}-wal missing?)` : '';
    return nothing([`${DATABASE} has lost its tables${before}`], record);
  }
  const problems = integrityOf(database);
  // The tables tell which layout it is; no checksum covers the number.
  const layout = tables.has('state') ? LAYOUT : LAYOUT_WITHOUT_SUMS;
  if (layout !== written)
    problems.push(`${DATABASE} has the tables of layout ${layout} and says that it is ${written}`);
  const state = layout === LAYOUT ? databaseState(database) : undefined;
  if (layout === LAYOUT) problems.push(...comparedWith(record, state));
  const read = readEntries(database, layout, looking.onEntry);
  problems.push(...read.problems);
  if (layout === LAYOUT_WITHOUT_SUMS && read.count === 0 && looking.hasBlobs) {
    problems.push(`${DATABASE} has no rows, and there are files of packages`);
  }
  const isClosed = typeof record === 'object' && record.isClosed && record.commits === state?.commits;
  return { problems, isNew: false, isClosed, isReadable: true, isAccepted: isAccepted(record) };
}

function integrityOf(database: DatabaseSync): string[] {
  const rows = database.prepare('PRAGMA integrity_check(5)').all();
  const texts = rows.map((row) => String(row.integrity_check)).filter((text) => text !== 'ok');
  return texts.map((text) => `${DATABASE} is damaged: ${text.replace(/\s+/g, ' ').trim()}`);
}

function comparedWith(record: RecordFound, state: DatabaseState | undefined): string[] {
  if (state === undefined) return [`${DATABASE} has lost the count of its commits`];
  if (record === 'damaged') return ['the record of commits cannot be read'];
  if (record === 'missing') {
    // Without a commit there is nothing that could be lost: a server was killed before it wrote its first record.
    return state.commits === 0 ? [] : ['the record of commits is missing: nobody knows whether the database is whole'];
  }
  if (record.store !== state.store) return ['the record of commits belongs to another database'];
  const problems = record.isDoubtful ? ['damage was accepted before, and has not been repaired since'] : [];
  const missing = record.commits - state.commits;
  if (missing > 0) {
    problems.push(
      `the last ${missing} of ${record.commits} commits are gone: the write-ahead log (${DATABASE}-wal) is missing or damaged, or the database is an older one`,
    );
  }
  if (missing < 0 && record.isClosed) problems.push('the record of commits is an older one than the database');
  return problems;
}

/** From both ends, because reading stops at a damaged page. */
function readEntries(database: DatabaseSync, layout: number, onEntry: Looking['onEntry']) {
  const problems: string[] = [];
  /** Needed only once reading has stopped; the keys of a whole database are not gathered. */
  let seen: string | undefined;
  let count = 0;
  const sum = layout === LAYOUT ? 'sum' : 'NULL AS sum';
  for (const order of ['ASC', 'DESC']) {
    try {
      for (const row of database.prepare(`SELECT key, value, ${sum} FROM entry ORDER BY key ${order}`).iterate()) {
        const [key, value] = [String(row.key), String(row.value)];
        if (order === 'DESC' && key === seen) return { problems, count };
        if (order === 'ASC') seen = key;
        count++;
        if (layout !== LAYOUT || row.sum === rowSum(key, value)) onEntry({ key, value });
        else problems.push(`the row ${key} of ${DATABASE} is not what was written`);
      }
      break;
    } catch (error) {
      if (order === 'ASC') problems.push(`${DATABASE} cannot be read to its end: ${messageOf(error)}`);
    }
  }
  return { problems, count };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function sizeOf(path: string): number {
  return entryAt(path)?.size ?? 0;
}
