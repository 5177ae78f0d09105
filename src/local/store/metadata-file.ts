// What the database of a data folder looks like, for those who open it and those who examine it.

import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import zlib from 'node:zlib';
import { RegistryError } from '../../core/errors/registry-error.ts';

/** The name of the database inside of a data folder. */
export const DATABASE = 'metadata.sqlite';

/** Raised when the meaning of keys or values changes; an older file is moved to it, a newer one is refused. */
export const LAYOUT = 2;
/** Without the sums of rows and without the count of commits. */
export const LAYOUT_WITHOUT_SUMS = 1;

/** What a row is worth: SQLite has no checksums of its own, so a flipped bit in a value would pass for the value. */
export function rowSum(key: string, value: string): number {
  // By way of the module: before Node.js 20.15, where `local` works without a folder, there is no such name to import.
  return zlib.crc32(value, zlib.crc32(`${key}\0`));
}

/** Asked of the process, not imported: a bundler must neither look for the module nor load it before it is needed. */
export function loadSqlite(): typeof import('node:sqlite') {
  const sqlite = process.getBuiltinModule?.('node:sqlite') as typeof import('node:sqlite') | undefined;
  if (sqlite) return sqlite;
  throw new RegistryError('CA-LOCAL-002', `Node.js ${process.versions.node} has no built-in SQLite`);
}

/** Of an empty file 0. Throws CA-LOCAL-001 for a layout that this version does not read. */
export function layoutOf(database: DatabaseSync, path: string): number {
  const found = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (found === 0 || found === LAYOUT || found === LAYOUT_WITHOUT_SUMS) return found;
  throw new RegistryError(
    'CA-LOCAL-001',
    `cannot open ${path}, written by a newer version of codeartifact-ci: its layout is ${found}, this version reads ${LAYOUT}`,
    { remedy: 'Update codeartifact-ci, or choose another `--data` folder.' },
  );
}

export interface DatabaseState {
  readonly store: string;
  readonly commits: number;
}

/** Which database this is and how often it was committed; undefined in a layout without. */
export function databaseState(database: DatabaseSync): DatabaseState | undefined {
  const row = database.prepare('SELECT store, commits FROM state').get();
  return row === undefined ? undefined : { store: String(row.store), commits: Number(row.commits) };
}

const CODES = { busy: [5, 6], damaged: [11, 26], full: [13, 778] } as const;

/** What an error of SQLite means: somebody else has the file, its bytes are wrong, there is no room; else undefined. */
export function kindOfFailure(error: unknown): keyof typeof CODES | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  if (typeof code !== 'number') return undefined;
  for (const [kind, codes] of Object.entries(CODES)) {
    // Extended codes have the plain one in their lowest byte.
    if ((codes as readonly number[]).some((one) => one === code || one === (code & 0xff))) {
      return kind as keyof typeof CODES;
    }
  }
  return undefined;
}

/** Why the database cannot be used. */
export function cannotOpen(path: string, error: unknown): RegistryError {
  if (error instanceof RegistryError) return error;
  if (kindOfFailure(error) === 'busy') {
    const message = `cannot use the folder ${dirname(path)}: another server uses it`;
    return new RegistryError('CA-LOCAL-004', message, { cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new RegistryError('CA-LOCAL-001', `cannot open ${path}: ${reason}`, { cause: error });
}
