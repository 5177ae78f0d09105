// What the database of a data folder looks like, for those who open it and those who examine it.
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import zlib from 'node:zlib';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { isOutOfRoom } from './room.ts';

/** The name of the database inside of a data folder. */
export const DATABASE = 'metadata.sqlite';

/** Raised when the meaning of keys or values changes; an older file is moved to it, a newer one is refused. */
export const LAYOUT = 3;
/** Without what the rows come to together. */
export const LAYOUT_WITHOUT_TOTALS = 2;
/** Without the sums of rows and without the count of commits. */
export const LAYOUT_WITHOUT_SUMS = 1;

/** The tables of this layout. Their names and their columns are what the page reader goes by as well. */
export const TABLES = {
  entry: 'CREATE TABLE entry (key TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER) WITHOUT ROWID',
  state:
    'CREATE TABLE state (store TEXT NOT NULL, commits INTEGER NOT NULL, layout INTEGER NOT NULL, rows INTEGER NOT NULL, total INTEGER NOT NULL, seal TEXT NOT NULL, sum INTEGER NOT NULL)',
} as const;

/** Word for word, for SQLite takes what stands in the file for the table: one bit makes another name of a column. */
const LAYOUTS: ReadonlyMap<number, Readonly<Record<string, string>>> = new Map([
  [
    LAYOUT_WITHOUT_SUMS,
    { entry: 'CREATE TABLE entry (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID' } as Record<string, string>,
  ],
  [
    LAYOUT_WITHOUT_TOTALS,
    { entry: TABLES.entry, state: 'CREATE TABLE state (store TEXT NOT NULL, commits INTEGER NOT NULL)' },
  ],
  [LAYOUT, TABLES],
]);

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

/** What all rows come to: how many there are, and their sums, mixed so that two changes do not make up for each other. */
export interface Tally {
  readonly rows: number;
  readonly total: number;
}

export const NO_ROWS: Tally = { rows: 0, total: 0 };
// Six bytes with a sign, as SQLite writes them; more than that are bytes that not everything reads.
const TOTALS = 2 ** 47;

/** A tally with one row more. */
export function withRow({ rows, total }: Tally, sum: number): Tally {
  return { rows: rows + 1, total: (total + mixed(sum)) % TOTALS };
}

/** A tally with one row less. */
export function withoutRow({ rows, total }: Tally, sum: number): Tally {
  return { rows: rows - 1, total: (total - mixed(sum) + TOTALS) % TOTALS };
}

/** A CRC changes in the same bits wherever the same bits of a text change; this does not. */
function mixed(sum: number): number {
  let bits = sum;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** What a database says of itself, in one row that is written with each commit. */
export interface DatabaseState {
  readonly store: string;
  readonly commits: number;
  /** Undefined in an earlier layout. */
  readonly tally: Tally | undefined;
  /** What the key in seal.key is known by; empty where that was not written down. See seal-key.ts. */
  readonly seal: string;
}

type StateRow = Readonly<Record<string, unknown>>;

/** The row for a state. */
export function stateRow({ store, commits, seal, tally = NO_ROWS }: DatabaseState) {
  const row = { store, commits, layout: LAYOUT, rows: tally.rows, total: tally.total, seal };
  return { ...row, sum: sumOfState(row) };
}

function sumOfState({ store, commits, layout, rows, total, seal }: StateRow): number {
  return rowSum('state', [store, commits, layout, rows, total, seal].join(' '));
}

/** The state in a row of the table of any layout; undefined when it is not what was written. */
export function stateOfRow(row: StateRow): DatabaseState | undefined {
  const { store, commits, rows, total, seal, sum } = row;
  if (typeof store !== 'string' || typeof commits !== 'number' || !/^[0-9a-f]{32}$/.test(store)) return undefined;
  if (sum === undefined) return { store, commits, tally: undefined, seal: '' };
  if (sum !== sumOfState(row)) return undefined;
  return { store, commits, tally: { rows: Number(rows), total: Number(total) }, seal: String(seal) };
}

/** Which database this is and how often it was committed; undefined in a layout without, or when it is damaged. */
export function databaseState(database: DatabaseSync): DatabaseState | undefined {
  const row = database.prepare('SELECT * FROM state').get();
  return row && stateOfRow(row);
}

/** The number that the file itself gives for its layout; 0 of an empty file. */
export function statedLayout(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}

/** The tables that a file has. */
export interface FoundTables {
  /** The layout that they are of, 0 without any; undefined where they are those of none that is known here. */
  readonly layout: number | undefined;
  /** The layout that a table of them says, as that of every layout from the third on does; no sum covers it. */
  readonly said: number | undefined;
  /** Names of those that are not, word for word, what any known layout has. */
  readonly unknown: readonly string[];
}

/** No sum covers the number of the layout in the file, and one bit makes another: the tables tell, by their own words. */
export function tablesOf(database: DatabaseSync): FoundTables {
  const found = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master').all();
  const isIn = (tables: Readonly<Record<string, string>>) => (row: (typeof found)[number]) =>
    row.type === 'table' && row.tbl_name === row.name && row.sql === tables[String(row.name)];
  const layouts = [...LAYOUTS];
  const [layout] =
    layouts.find(([, tables]) => found.length === Object.keys(tables).length && found.every(isIn(tables))) ?? [];
  const unknown = found.filter((row) => !layouts.some(([, tables]) => isIn(tables)(row)));
  return {
    layout: found.length === 0 ? 0 : layout,
    said: layoutInState(database),
    unknown: unknown.map(({ name }) => String(name)),
  };
}

function layoutInState(database: DatabaseSync): number | undefined {
  if (
    !database
      .prepare('PRAGMA table_info(state)')
      .all()
      .some(({ name }) => name === 'layout')
  )
    return undefined;
  const said = database.prepare('SELECT layout FROM state').get()?.layout;
  return typeof said === 'number' ? said : undefined;
}

/** CA-LOCAL-001 for a layout that this version does not read. */
export function newerLayout(path: string, found: number): RegistryError {
  return new RegistryError(
    'CA-LOCAL-001',
    `cannot open ${path}, written by a newer version of codeartifact-ci: its layout is ${found}, this version reads ${LAYOUT}`,
    { remedy: 'Update codeartifact-ci, or choose another `--data` folder.' },
  );
}

/**
 * `hindered` is what says nothing of the bytes: no memory, no permission, a disk that does not answer. Any other code may
 * be what the bytes are: one bit in a header or in the text of a table makes SQLite speak of other versions and columns.
 */
const CODES = { busy: [5, 6], full: [13, 778], hindered: [3, 7, 8, 10, 14, 22, 23] } as const;

/** What an error of SQLite means: somebody else has the file, there is no room, nothing of the bytes; else undefined. */
export function kindOfFailure(error: unknown): keyof typeof CODES | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  // A read that ended early says how long the file is.
  if (typeof code !== 'number' || code === 522) return undefined;
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
  return refused(`cannot open ${path}`, error, dirname(path));
}

/** Why a data folder cannot be used, and what to do about it. */
export function cannotUseFolder(folder: string, error: unknown): RegistryError {
  return error instanceof RegistryError ? error : refused(`cannot use the folder ${folder}`, error, folder);
}

function refused(what: string, error: unknown, folder: string): RegistryError {
  const reason = error instanceof Error ? error.message : String(error);
  const remedy = REMEDIES[refusalOf(error, folder)];
  return new RegistryError('CA-LOCAL-001', `${what}: ${reason}`, { remedy, cause: error });
}

const REMEDIES = {
  full: 'Free room on the disk, or raise the quota, and run the same command again. Nothing that was in the folder has been removed.',
  readOnly:
    'Mount the file system for writing, or copy the folder to where it can be written, and name that. Nothing that was in the folder has been removed.',
  denied:
    'Make the folder and its files readable and writable for the user who runs this command, or run it as their owner.',
  other: 'Put right what the message names, or use another folder.',
} as const;

/** In which way the operating system or SQLite refuses. */
function refusalOf(error: unknown, folder: string): keyof typeof REMEDIES {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (isOutOfRoom(error) || kindOfFailure(error) === 'full') return 'full';
  if (code === 'EROFS') return 'readOnly';
  if (code === 'EACCES' || code === 'EPERM') return 'denied';
  if (typeof errcode !== 'number' || !DENIED.includes(errcode & 0xff)) return 'other';
  return isMountedForReading(folder) ? 'readOnly' : 'denied';
}

/** No permission, only to be read, cannot open, no authorisation: SQLite does not hand on the word of the system. */
const DENIED: readonly number[] = [3, 8, 14, 23];

function isMountedForReading(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EROFS';
  }
}
