// A MetadataStore in one SQLite file, through the SQLite built into Node: nothing to install, nothing to compile.
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { CommitWriter } from './commit-record.ts';
import { kindAt, openFile, TO_CHANGE, TO_MAKE } from './folder-entries.ts';
import {
  cannotOpen,
  DATABASE,
  type DatabaseState,
  databaseState,
  kindOfFailure,
  LAYOUT,
  layoutOf,
  loadSqlite,
  rowSum,
} from './metadata-file.ts';
import { afterPrefix, type ListOptions, type MetadataStore, requireKey, type StoredEntry } from './metadata-store.ts';

export interface SqliteOptions {
  /** Damage was accepted: the record of commits says so until it is repaired. */
  readonly isDoubtful?: boolean;
  /** Called when there is no room for a commit; what it throws takes the place of SQLite's error. */
  readonly onFull?: () => Error;
}

/**
 * Opens `metadata.sqlite` in the folder, which must exist. Throws CA-LOCAL-002 where Node has no SQLite (before
 * 22.13), CA-LOCAL-004 when another process has the folder, and CA-LOCAL-001 when the file is not ours. What is damaged in it, nobody
 * sees here: see examine-database.ts.
 */
export async function openSqliteStore(directory: string, options: SqliteOptions = {}): Promise<MetadataStore> {
  const { DatabaseSync: Database } = loadSqlite();
  const path = join(directory, DATABASE);
  let database: DatabaseSync | undefined;
  try {
    keepToOwner(path);
    database = new Database(path);
    // Exclusive: a second server on the same folder is refused at once instead of reading stale caches.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    // Nothing is written that is there already: a full disk must not keep a server from starting.
    if (layoutOf(database, path) !== LAYOUT) moveToLayout(database);
    const state = databaseState(database) ?? newState(database);
    const record = new CommitWriter(directory, { ...state, isDoubtful: options.isDoubtful ?? false });
    return new SqliteStore(database, state.commits, record, options.onFull);
  } catch (error) {
    database?.close();
    throw cannotOpen(path, error);
  }
}

/** SQLite makes its files as open as the process makes any, and the log as open as the database. */
function keepToOwner(path: string): void {
  closeSync(openFile(path, kindAt(path) === 'missing' ? TO_MAKE : TO_CHANGE));
  for (const end of ['-wal', '-shm', '-journal']) {
    // SQLite opens them by name, and waits for whatever is there.
    if (kindAt(path + end) !== 'missing') closeSync(openFile(path + end, TO_CHANGE));
  }
  for (const end of ['', '-wal', '-shm']) if (kindAt(path + end) === 'file') chmodSync(path + end, 0o600);
}

function newState(database: DatabaseSync): DatabaseState {
  const state = { store: randomBytes(16).toString('hex'), commits: 0 };
  database.prepare('INSERT INTO state (store, commits) VALUES (?, ?)').run(state.store, state.commits);
  return state;
}

/** Makes the tables, or adds to those of an earlier version what they lack. */
function moveToLayout(database: DatabaseSync): void {
  database.function('row_sum', { deterministic: true }, (key, value) => rowSum(String(key), String(value)));
  database.exec('BEGIN IMMEDIATE');
  const hasTable = (name: string) =>
    database.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(name) !== undefined;
  // The number alone may be wrong: one bit makes it that of a new file, and such damage can be accepted.
  if (!hasTable('state')) {
    const has = hasTable('entry');
    database.exec(
      has
        ? 'ALTER TABLE entry ADD COLUMN sum INTEGER'
        : 'CREATE TABLE entry (key TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER) WITHOUT ROWID',
    );
    if (has) database.exec('UPDATE entry SET sum = row_sum(key, value)');
    database.exec('CREATE TABLE state (store TEXT NOT NULL, commits INTEGER NOT NULL)');
    newState(database);
  }
  database.exec(`PRAGMA user_version = ${LAYOUT}`);
  database.exec('COMMIT');
}

class SqliteStore implements MetadataStore {
  readonly #database: DatabaseSync;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #list: StatementSync;
  readonly #listToEnd: StatementSync;
  readonly #deleteRange: StatementSync;
  readonly #deleteToEnd: StatementSync;
  readonly #count: StatementSync;
  readonly #record: CommitWriter;
  readonly #onFull: (() => Error) | undefined;
  #commits: number;
  #depth = 0;
  /** Whether the running transaction has changed anything. */
  #hasWritten = false;

  constructor(database: DatabaseSync, commits: number, record: CommitWriter, onFull: (() => Error) | undefined) {
    this.#database = database;
    this.#commits = commits;
    this.#record = record;
    this.#onFull = onFull;
    this.#count = database.prepare('UPDATE state SET commits = ?');
    this.#get = database.prepare('SELECT value FROM entry WHERE key = ?');
    this.#put = database.prepare(
      'INSERT INTO entry (key, value, sum) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, sum = excluded.sum',
    );
    this.#delete = database.prepare('DELETE FROM entry WHERE key = ?');
    this.#list = database.prepare(
      'SELECT key, value FROM entry WHERE key >= ? AND key > ? AND key < ? ORDER BY key LIMIT ?',
    );
    this.#listToEnd = database.prepare('SELECT key, value FROM entry WHERE key >= ? AND key > ? ORDER BY key LIMIT ?');
    this.#deleteRange = database.prepare('DELETE FROM entry WHERE key >= ? AND key < ?');
    this.#deleteToEnd = database.prepare('DELETE FROM entry WHERE key >= ?');
  }

  get(key: string): string | undefined {
    return this.#get.get(key)?.value as string | undefined;
  }

  put(key: string, value: string): void {
    requireKey(key);
    this.#change(() => this.#put.run(key, value, rowSum(key, value)));
  }

  delete(key: string): boolean {
    return this.#change(() => this.#delete.run(key)) > 0;
  }

  list(prefix: string, { after = '', limit = -1 }: ListOptions = {}): StoredEntry[] {
    const end = afterPrefix(prefix);
    const count = Number.isFinite(limit) ? limit : -1;
    const rows =
      end === undefined ? this.#listToEnd.all(prefix, after, count) : this.#list.all(prefix, after, end, count);
    return rows as unknown as StoredEntry[];
  }

  deletePrefix(prefix: string): number {
    const end = afterPrefix(prefix);
    return this.#change(() => (end === undefined ? this.#deleteToEnd.run(prefix) : this.#deleteRange.run(prefix, end)));
  }

  transaction<T>(work: () => T): T {
    const depth = this.#depth;
    const name = `step${depth}`;
    this.#database.exec(depth === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${name}`);
    this.#depth++;
    try {
      const result = work();
      if (depth > 0) this.#database.exec(`RELEASE ${name}`);
      else this.#commit();
      this.#depth = depth;
      return result;
    } catch (error) {
      // Some errors end the whole transaction by themselves.
      this.#depth = this.#database.isTransaction ? depth : 0;
      if (this.#database.isTransaction) {
        this.#database.exec(depth === 0 ? 'ROLLBACK' : `ROLLBACK TO ${name}; RELEASE ${name}`);
      }
      if (depth === 0) this.#hasWritten = false;
      throw kindOfFailure(error) === 'full' ? this.#makeRoom(error) : error;
    }
  }

  close(): void {
    const isWhole = this.#isCheckpointed();
    this.#database.close();
    this.#record.close(isWhole);
  }

  /** Else the log stays and has what the database lacks. */
  #isCheckpointed(): boolean {
    try {
      return this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0;
    } catch {
      return false;
    }
  }

  #commit(): void {
    if (this.#hasWritten) this.#count.run(this.#commits + 1);
    this.#database.exec('COMMIT');
    if (!this.#hasWritten) return;
    this.#hasWritten = false;
    this.#record.committed(++this.#commits);
  }

  /** The log is begun anew, so that the next commit finds room where this one's predecessors lie. */
  #makeRoom(error: unknown): unknown {
    if (this.#database.isTransaction) return error;
    try {
      this.#database.exec('PRAGMA wal_checkpoint(RESTART)');
    } catch {
      // Nothing is gained; nothing is lost.
    }
    return this.#onFull?.() ?? error;
  }

  /** Runs a statement in a transaction, its own where there is none; how many rows it changed. */
  #change(run: () => { changes: number | bigint }): number {
    if (this.#depth === 0) return this.transaction(() => this.#change(run));
    const changes = Number(run().changes);
    if (changes > 0) this.#hasWritten = true;
    return changes;
  }
}
