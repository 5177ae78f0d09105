// A MetadataStore in one SQLite file, through the SQLite built into Node: nothing to install, nothing to compile.
import { randomBytes } from 'node:crypto';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { CommitWriter } from './commit-record.ts';
import { closeToOthers, kindAt, openFile, TO_CHANGE, TO_MAKE } from './folder-entries.ts';
import {
  cannotOpen,
  DATABASE,
  type DatabaseState,
  databaseState,
  kindOfFailure,
  LAYOUT,
  loadSqlite,
  NO_ROWS,
  newerLayout,
  rowSum,
  statedLayout,
  stateRow,
  TABLES,
  type Tally,
  tablesOf,
  withoutRow,
  withRow,
} from './metadata-file.ts';
import { afterPrefix, type ListOptions, type MetadataStore, requireKey, type StoredEntry } from './metadata-store.ts';

export interface SqliteOptions {
  /** Damage was accepted: the record of commits says so until it is repaired. */
  readonly isDoubtful?: boolean;
  /** What was found to be whole, where something was looked at: SQLite must open that and no other state. */
  readonly examined?: DatabaseState | undefined;
  /** Called when there is no room for a commit; what it gives takes the place of SQLite's error. */
  readonly onFull?: (() => Error | undefined) | undefined;
  /** Called before each commit; what it throws is thrown, and nothing of the commit is stored. */
  readonly beforeCommit?: (() => void) | undefined;
}

/** A store that also keeps what the key of the tokens is known by. */
export interface SqliteMetadata extends MetadataStore {
  readonly seal: string;
  writeSeal(seal: string): void;
}

/**
 * Opens `metadata.sqlite` in the folder, which must exist. Throws CA-LOCAL-002 where Node has no SQLite (before
 * 22.13), CA-LOCAL-004 when another process has the folder, and CA-LOCAL-001 when the file is not ours. What is damaged in it, nobody
 * sees here: see examine-database.ts.
 */
export async function openSqliteStore(directory: string, options: SqliteOptions = {}): Promise<SqliteMetadata> {
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
    requireExamined(database, options.examined);
    // Nothing is written that is there already: a full disk must not keep a server from starting.
    if (statedLayout(database) > LAYOUT) throw newerLayout(path, statedLayout(database));
    if (statedLayout(database) !== LAYOUT) moveToLayout(database);
    const state = databaseState(database) ?? newState(database);
    const record = new CommitWriter(directory, { ...state, isDoubtful: options.isDoubtful ?? false });
    return new SqliteStore(database, state, record, options);
  } catch (error) {
    database?.close();
    throw cannotOpen(path, error);
  }
}

/** SQLite changes what it opens by what lies beside it; then nobody has looked at what it comes to. */
function requireExamined(database: DatabaseSync, examined: DatabaseState | undefined): void {
  if (examined === undefined) return;
  const opened = databaseState(database);
  if (opened?.store === examined.store && opened.commits === examined.commits) return;
  throw new RegistryError('CA-LOCAL-003', `${DATABASE} is another one when it is opened than it was when it was read`);
}

/** SQLite makes its files as open as the process makes any, and the log as open as the database. */
function keepToOwner(path: string): void {
  closeSync(openFile(path, kindAt(path) === 'missing' ? TO_MAKE : TO_CHANGE));
  for (const end of ['-wal', '-shm', '-journal']) {
    // SQLite opens them by name, and waits for whatever is there.
    if (kindAt(path + end) !== 'missing') closeSync(openFile(path + end, TO_CHANGE));
  }
  for (const end of ['', '-wal', '-shm', '-journal']) closeToOthers(path + end);
}

/** A state with a name of its own, for the rows that are there. */
function newState(database: DatabaseSync, before?: DatabaseState): DatabaseState {
  let tally = NO_ROWS;
  for (const { sum } of database.prepare('SELECT sum FROM entry').iterate()) tally = withRow(tally, Number(sum));
  const { store = randomBytes(16).toString('hex'), commits = 0 } = before ?? {};
  const state = { store, commits, tally, seal: '' };
  database.exec('DELETE FROM state');
  database
    .prepare(
      'INSERT INTO state (store, commits, layout, rows, total, seal, sum) VALUES (:store, :commits, :layout, :rows, :total, :seal, :sum)',
    )
    .run(stateRow(state));
  return state;
}

/** Makes the tables, or adds to those of an earlier version what they lack. */
function moveToLayout(database: DatabaseSync): void {
  database.function('row_sum', { deterministic: true }, (key, value) => rowSum(String(key), String(value)));
  database.exec('BEGIN IMMEDIATE');
  const hasTable = (name: string) =>
    database.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(name) !== undefined;
  // The number alone may be wrong: one bit makes it that of a new file, and such damage can be accepted.
  if (tablesOf(database).layout !== LAYOUT) {
    const before = hasTable('state') ? databaseState(database) : undefined;
    if (!hasTable('entry')) database.exec(TABLES.entry);
    else if (!hasTable('state')) {
      database.exec('ALTER TABLE entry ADD COLUMN sum INTEGER');
      database.exec('UPDATE entry SET sum = row_sum(key, value)');
    }
    database.exec('DROP TABLE IF EXISTS state');
    database.exec(TABLES.state);
    newState(database, before);
  }
  database.exec(`PRAGMA user_version = ${LAYOUT}`);
  database.exec('COMMIT');
}

class SqliteStore implements SqliteMetadata {
  readonly #database: DatabaseSync;
  readonly #get: StatementSync;
  readonly #sumOf: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #list: StatementSync;
  readonly #listToEnd: StatementSync;
  readonly #deleteRange: StatementSync;
  readonly #deleteToEnd: StatementSync;
  readonly #writeState: StatementSync;
  readonly #record: CommitWriter;
  readonly #options: Pick<SqliteOptions, 'onFull' | 'beforeCommit'>;
  #state: DatabaseState;
  /** With what the running transaction has changed. */
  #tally: Tally;
  #depth = 0;
  /** Whether the running transaction has changed anything. */
  #hasWritten = false;

  constructor(
    database: DatabaseSync,
    state: DatabaseState,
    record: CommitWriter,
    options: Pick<SqliteOptions, 'onFull' | 'beforeCommit'>,
  ) {
    this.#database = database;
    this.#state = state;
    this.#tally = state.tally ?? NO_ROWS;
    this.#record = record;
    this.#options = options;
    this.#writeState = database.prepare(
      'UPDATE state SET store = :store, commits = :commits, layout = :layout, rows = :rows, total = :total, seal = :seal, sum = :sum',
    );
    this.#sumOf = database.prepare('SELECT sum FROM entry WHERE key = ?');
    this.#get = database.prepare('SELECT value FROM entry WHERE key = ?');
    this.#put = database.prepare(
      'INSERT INTO entry (key, value, sum) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, sum = excluded.sum',
    );
    this.#delete = database.prepare('DELETE FROM entry WHERE key = ? RETURNING sum');
    this.#list = database.prepare(
      'SELECT key, value FROM entry WHERE key >= ? AND key > ? AND key < ? ORDER BY key LIMIT ?',
    );
    this.#listToEnd = database.prepare('SELECT key, value FROM entry WHERE key >= ? AND key > ? ORDER BY key LIMIT ?');
    this.#deleteRange = database.prepare('DELETE FROM entry WHERE key >= ? AND key < ? RETURNING sum');
    this.#deleteToEnd = database.prepare('DELETE FROM entry WHERE key >= ? RETURNING sum');
  }

  get(key: string): string | undefined {
    return this.#get.get(key)?.value as string | undefined;
  }

  get seal(): string {
    return this.#state.seal;
  }

  writeSeal(seal: string): void {
    const before = this.#state;
    try {
      this.transaction(() => {
        this.#state = { ...before, seal };
        this.#hasWritten = true;
      });
    } catch (error) {
      this.#state = before;
      throw error;
    }
  }

  put(key: string, value: string): void {
    requireKey(key);
    this.#change(() => {
      const before = this.#sumOf.all(key);
      const sum = rowSum(key, value);
      this.#put.run(key, value, sum);
      this.#without(before);
      this.#tally = withRow(this.#tally, sum);
      return 1;
    });
  }

  delete(key: string): boolean {
    return this.#change(() => this.#without(this.#delete.all(key))) > 0;
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
    return this.#change(() =>
      this.#without(end === undefined ? this.#deleteToEnd.all(prefix) : this.#deleteRange.all(prefix, end)),
    );
  }

  transaction<T>(work: () => T): T {
    const depth = this.#depth;
    const name = `step${depth}`;
    const tally = this.#tally;
    this.#database.exec(depth === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${name}`);
    this.#depth++;
    try {
      const result = work();
      if (depth > 0) this.#database.exec(`RELEASE ${name}`);
      else this.#commit();
      this.#depth = depth;
      return result;
    } catch (error) {
      this.#tally = tally;
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
    const state = { ...this.#state, commits: this.#state.commits + 1, tally: this.#tally };
    if (this.#hasWritten) {
      this.#options.beforeCommit?.();
      this.#writeState.run(stateRow(state));
    }
    this.#database.exec('COMMIT');
    if (!this.#hasWritten) return;
    this.#hasWritten = false;
    this.#state = state;
    this.#record.committed(state.commits);
  }

  /** The log is begun anew, so that the next commit finds room where this one's predecessors lie. */
  #makeRoom(error: unknown): unknown {
    if (this.#database.isTransaction) return error;
    try {
      this.#database.exec('PRAGMA wal_checkpoint(RESTART)');
    } catch {
      // Nothing is gained; nothing is lost.
    }
    return this.#options.onFull?.() ?? error;
  }

  /** Takes rows that are no longer there out of the tally; how many there were. */
  #without(rows: readonly Readonly<Record<string, unknown>>[]): number {
    for (const { sum } of rows) this.#tally = withoutRow(this.#tally, Number(sum));
    return rows.length;
  }

  /** Changes rows in a transaction, its own where there is none; how many they were. */
  #change(run: () => number): number {
    if (this.#depth === 0) return this.transaction(() => this.#change(run));
    const changes = run();
    if (changes > 0) this.#hasWritten = true;
    return changes;
  }
}
