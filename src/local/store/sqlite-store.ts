// A MetadataStore in one SQLite file, through the SQLite built into Node: nothing to install, nothing to compile.
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { afterPrefix, type ListOptions, type MetadataStore, requireKey, type StoredEntry } from './metadata-store.ts';

/** Raised when the meaning of keys or values changes; an older file is refused rather than misread. */
const LAYOUT = 1;

/**
 * Opens `metadata.sqlite` in the folder, which must exist. Throws CA-LOCAL-002 where Node has no SQLite (before
 * 22.13) and CA-LOCAL-001 when another process has the folder or the file is not ours.
 */
export async function openSqliteStore(directory: string): Promise<MetadataStore> {
  const { DatabaseSync: Database } = loadSqlite();
  const path = join(directory, 'metadata.sqlite');
  let database: DatabaseSync | undefined;
  try {
    database = new Database(path);
    // Exclusive: a second server on the same folder is refused at once instead of reading stale caches.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    const found = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (found !== 0 && found !== LAYOUT) throw otherLayout(path, found);
    database.exec('BEGIN IMMEDIATE');
    database.exec('CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
    database.exec(`PRAGMA user_version = ${LAYOUT}`);
    database.exec('COMMIT');
    return new SqliteStore(database);
  } catch (error) {
    database?.close();
    if (error instanceof RegistryError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const locked = /locked|busy/i.test(reason);
    const cause = locked ? 'another server uses it' : reason;
    throw new RegistryError('CA-LOCAL-001', `cannot open ${path}: ${cause}`, { cause: error });
  }
}

function otherLayout(path: string, found: number): RegistryError {
  const writer = `written by ${found > LAYOUT ? 'a newer' : 'an older'} version of codeartifact-ci`;
  return new RegistryError(
    'CA-LOCAL-001',
    `cannot open ${path}, ${writer}: its layout is ${found}, this version reads ${LAYOUT}`,
    {
      remedy: `${found > LAYOUT ? 'Update codeartifact-ci' : 'Use that version'}, or choose another \`--data\` folder.`,
    },
  );
}

/** Asked of the process, not imported: a bundler must neither look for the module nor load it before it is needed. */
function loadSqlite(): typeof import('node:sqlite') {
  const sqlite = process.getBuiltinModule?.('node:sqlite') as typeof import('node:sqlite') | undefined;
  if (sqlite) return sqlite;
  throw new RegistryError('CA-LOCAL-002', `Node.js ${process.versions.node} has no built-in SQLite`);
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
  #depth = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#get = database.prepare('SELECT value FROM entry WHERE key = ?');
    this.#put = database.prepare(
      'INSERT INTO entry (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
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
    this.#put.run(key, value);
  }

  delete(key: string): boolean {
    return Number(this.#delete.run(key).changes) > 0;
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
    const result = end === undefined ? this.#deleteToEnd.run(prefix) : this.#deleteRange.run(prefix, end);
    return Number(result.changes);
  }

  transaction<T>(work: () => T): T {
    const name = `step${this.#depth}`;
    this.#database.exec(this.#depth === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${name}`);
    this.#depth++;
    try {
      const result = work();
      this.#depth--;
      this.#database.exec(this.#depth === 0 ? 'COMMIT' : `RELEASE ${name}`);
      return result;
    } catch (error) {
      if (this.#database.isTransaction) {
        this.#depth = Number(name.slice(4));
        this.#database.exec(this.#depth === 0 ? 'ROLLBACK' : `ROLLBACK TO ${name}; RELEASE ${name}`);
      } else this.#depth = 0;
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }
}
