// Looks at the database of a data folder without changing a byte of the folder: SQLite takes what it can read of a
// damaged write-ahead log for all there is, and removes the rest when it is closed.
import { accessSync, closeSync, constants, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import { MAY_LAG, readCommitRecord } from '../commit-record.ts';
import { cannotRead, entryAt, isFileAt, kindAt, openFile, TO_READ } from '../folder-entries.ts';
import { DATABASE_FILES } from '../kept-files.ts';
import {
  DATABASE,
  type DatabaseState,
  databaseState,
  type FoundTables,
  kindOfFailure,
  LAYOUT,
  LAYOUT_WITHOUT_SUMS,
  NO_ROWS,
  newerLayout,
  rowSum,
  statedLayout,
  tablesOf,
  withRow,
} from '../metadata-file.ts';
import type { StoredEntry } from '../metadata-store.ts';
import { type FittingParts, fittingParts, isCutOff } from './fitting-parts.ts';
import { openQuietly, withLinks } from './linked-database.ts';
import { rowsOfBoth } from './rows-of-both.ts';
import { type KeyRange, type SavedRows, savedRows } from './saved-rows.ts';

export interface DatabaseFindings {
  /** In words; none when the database is whole. */
  readonly problems: readonly string[];
  /** There is no database, and nothing that would miss it. */
  readonly isNew: boolean;
  /** Its last server closed it. */
  readonly isClosed: boolean;
  /** SQLite can go on with it as it is: whatever has been lost, what is there are rows. */
  readonly isSound: boolean;
  /** All rows of the last commit were given, and no others. */
  readonly isComplete: boolean;
  /** The record tells how many commits there must be; else the last ones may be gone without a trace. */
  readonly isCountKnown: boolean;
  /** Damage was accepted at an earlier start, and that is all there is to say. */
  readonly isAccepted: boolean;
  /** What it says of itself; undefined where that cannot be read. */
  readonly state: DatabaseState | undefined;
  /** Keys of rows that are there and are not what was written. */
  readonly damagedRows: readonly string[];
  /** Where rows are gone that nobody can read: what their keys are between. */
  readonly gaps: readonly KeyRange[];
}

export interface Looking {
  /** Whether there are bytes that a database must have spoken of. */
  readonly hasBlobs: boolean;
  /** Called for every row that can be read and is what was written, in no order, and once for each. */
  readonly onEntry: (entry: StoredEntry) => void;
  /** Where rows are gone: forget those that were given, and have them from the pages themselves, which have more. */
  readonly onPages?: (() => void) | undefined;
}

/** Throws CA-LOCAL-004 when the folder is in use, CA-LOCAL-001 when it is not to be read, and CA-LOCAL-002. */
export function examineDatabase(folder: string, looking: Looking): DatabaseFindings {
  for (const name of DATABASE_FILES) requireReadable(join(folder, name));
  const beside = { folder, path: join(folder, DATABASE), record: readCommitRecord(folder), looking };
  const found = throughSqlite(beside);
  const problems = [...found.problems, ...journalProblems(beside, found)];
  if (problems.length === 0 || looking.onPages === undefined || (found.isSound && !found.isBehind)) {
    const isAccepted = isDoubtful(beside.record) && problems.every((problem) => problem === ACCEPTED);
    // SQLite would go on with the files that were left out.
    const isSound = found.isSound && found.parts?.problem === undefined;
    return { ...found, problems, isSound, isAccepted };
  }
  return throughPages(beside, { ...found, problems }, looking.onPages);
}

interface Beside {
  readonly folder: string;
  readonly path: string;
  readonly record: RecordFound;
  readonly looking: Looking;
}

type RecordFound = ReturnType<typeof readCommitRecord>;

interface Found extends Omit<DatabaseFindings, 'isAccepted'> {
  /** Commits are missing. */
  readonly isBehind: boolean;
  /** The files that this was found in; undefined for all that are there. */
  readonly parts: FittingParts | undefined;
}

/** Asks and opens nothing: whoever closes a file gives up the locks that the same process has on it. */
function requireReadable(path: string): void {
  if (!isFileAt(path)) return;
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw cannotRead(path, error);
  }
}

const CUT_OFF = `${DATABASE}-wal is damaged: later commits are there, and what leads to them is not`;

/** What SQLite, which knows best, has to say. */
function throughSqlite(beside: Beside): Found {
  const { folder, path, record, looking } = beside;
  if (!isFileAt(path) || sizeOf(path) === 0) {
    // What is no file is told by others, and not opened.
    if (!['file', 'missing'].includes(kindAt(path))) return nothing([`${DATABASE} cannot be read: it is not a file`]);
    const others = [
      ...(record === 'missing' ? [] : ['the record of its commits']),
      ...(sizeOf(`${path}-wal`) > 0 ? ['its write-ahead log'] : []),
      ...(looking.hasBlobs ? ['files of packages'] : []),
    ];
    if (others.length === 0) return nothing([], true);
    const what = kindAt(path) === 'file' ? 'empty' : 'missing';
    return nothing([`${DATABASE} is ${what}, and there are ${others.join(' and ')}`]);
  }
  return withLinks(folder, path, (copy) => {
    let database: DatabaseSync | undefined;
    const parts = fittingParts(path, typeof record === 'object' ? record : undefined);
    const unfit = parts.problem === undefined ? [] : [parts.problem];
    if (parts.database === undefined) return { ...nothing(unfit), parts };
    try {
      if (parts.log === undefined) rmSync(`${copy}-wal`, { force: true });
      database = openQuietly(copy);
      const found = examine(database, beside);
      const cutOff = isCutOff(parts, found.state) ? [CUT_OFF] : [];
      const isBehind = found.isBehind || cutOff.length > 0;
      const skipped = parts.skipped === undefined || found.isSound ? [] : [parts.skipped];
      const problems = [...unfit, ...skipped, ...found.problems, ...cutOff];
      return { ...found, problems, isBehind, isComplete: found.isComplete && !isBehind, parts };
    } catch (error) {
      if (error instanceof RegistryError || kindOfFailure(error) !== undefined) throw error;
      const skipped = parts.skipped === undefined ? [] : [parts.skipped];
      return { ...nothing([...unfit, ...skipped, `${DATABASE} cannot be read: ${messageOf(error)}`]), parts };
    } finally {
      database?.close();
    }
  });
}

function nothing(problems: readonly string[], isNew = false): Found {
  const isSound = isNew;
  const rest = { state: undefined, damagedRows: [], gaps: [], parts: undefined };
  return { problems, isNew, isClosed: false, isSound, isComplete: isNew, isCountKnown: true, isBehind: true, ...rest };
}

const ACCEPTED = 'damage was accepted before, and has not been repaired since';

function isDoubtful(record: RecordFound): boolean {
  return typeof record === 'object' && record.isDoubtful;
}

/**
 * A server of ours writes a log and never a rollback journal, but for the moment in which it makes the database; SQLite
 * takes any that lies there for what has to be undone.
 */
function journalProblems({ path }: Beside, { isNew }: Found): string[] {
  const journal = `${path}-journal`;
  if (isNew || !isFileAt(journal) || sizeOf(journal) === 0) return [];
  const file = openFile(journal, TO_READ);
  try {
    const first = Buffer.alloc(1);
    readSync(file, first, 0, 1, 0);
    // SQLite overwrites the beginning of one that is done.
    return first[0] === 0 ? [] : [`${DATABASE}-journal is there, which would undo what was committed`];
  } finally {
    closeSync(file);
  }
}

function examine(database: DatabaseSync, { path, record, looking }: Beside): Found {
  const stated = statedLayout(database);
  const { layout, said, unknown } = tablesOf(database);
  if (isNewer({ said, layout }, stated, () => databaseState(database)))
    throw newerLayout(path, Math.max(said ?? 0, stated));
  if (layout === undefined) return nothing(unknownTables(unknown));
  if (layout === 0) {
    // A server that was killed while it made the database has left nothing else.
    if (stated === 0 && record === 'missing' && !looking.hasBlobs) return nothing([], true);
    const before =
      typeof record === 'object' ? `; it had been committed ${record.commits} times (is ${DATABASE}-wal missing?)` : '';
    return nothing([`${DATABASE} has lost its tables${before}`]);
  }
  const unsound = integrityOf(database);
  if (layout !== stated) unsound.push(`${DATABASE} has the tables of layout ${layout} and says that it is ${stated}`);
  const hasState = layout > LAYOUT_WITHOUT_SUMS;
  const state = hasState ? databaseState(database) : undefined;
  const compared = hasState ? comparedWith(record, state) : { problems: [], isBehind: false, isCountKnown: true };
  if (hasState && state === undefined) unsound.push(`${DATABASE} has lost the count of its commits`);
  const read = readEntries(database, hasState, looking.onEntry);
  unsound.push(...read.damaged.map(damagedRow), ...read.problems);
  const tally = state?.tally;
  if (tally !== undefined && read.damaged.length === 0 && read.problems.length === 0)
    unsound.push(...comparedWithTally(read, tally));
  const problems = [...unsound, ...compared.problems];
  if (!hasState && read.tally.rows === 0 && looking.hasBlobs) {
    problems.push(`${DATABASE} has no rows, and there are files of packages`);
  }
  const isSound = unsound.length === 0;
  const isComplete = isSound && !compared.isBehind;
  const isClosed = typeof record === 'object' && record.isClosed && record.commits === state?.commits;
  const { isBehind, isCountKnown } = compared;
  const rest = { isBehind, isCountKnown, damagedRows: read.damaged, gaps: [], parts: undefined };
  return { problems, isNew: false, isClosed, isSound, isComplete, state, ...rest };
}

/** Whether a later version wrote it. One number alone, or one word of a table, may be a bit that has changed. */
function isNewer(
  { said, layout }: Pick<FoundTables, 'said' | 'layout'>,
  stated: number,
  state: () => DatabaseState | undefined,
): boolean {
  if (said === undefined) return stated > LAYOUT && !layout;
  if (said <= LAYOUT) return false;
  return stated > LAYOUT || layout === undefined || state()?.tally !== undefined;
}

/** SQLite reads rows by what it takes the tables for, so none that it gives of these would be worth anything. */
function unknownTables(names: readonly string[]): string[] {
  if (names.length === 0) return [`${DATABASE} has not the tables of any layout together`];
  return names.map((name) => `the description of ${name} in ${DATABASE} is not what was written`);
}

function integrityOf(database: DatabaseSync): string[] {
  const rows = database.prepare('PRAGMA integrity_check(5)').all();
  const texts = rows.map((row) => String(row.integrity_check)).filter((text) => text !== 'ok');
  return texts.map((text) => `${DATABASE} is damaged: ${text.replace(/\s+/g, ' ').trim()}`);
}

/** What the state has that the rows have not. */
function comparedWithTally({ tally }: ReturnType<typeof readEntries>, wanted: NonNullable<DatabaseState['tally']>) {
  if (tally.rows < wanted.rows)
    return [`${wanted.rows - tally.rows} of the ${wanted.rows} rows of ${DATABASE} are gone`];
  if (tally.rows === wanted.rows && tally.total === wanted.total) return [];
  return [
    `rows of ${DATABASE} are not those of its last commit: a part of it is of another time (is it an older one beside a newer ${DATABASE}-wal?)`,
  ];
}

function comparedWith(record: RecordFound, state: DatabaseState | undefined) {
  const found = (problems: string[], isCountKnown: boolean, isBehind = false) => ({ problems, isCountKnown, isBehind });
  if (record === 'damaged') return found(['the record of commits cannot be read'], false);
  if (record === 'missing') {
    // Without a commit there is nothing that could be lost: a server was killed before it wrote its first record.
    if (state?.commits === 0) return found([], true);
    return found(['the record of commits is missing: nobody knows whether the database is whole'], false);
  }
  const problems = record.isDoubtful ? [ACCEPTED] : [];
  if (state === undefined) return found(problems, true);
  if (record.store !== state.store)
    return found([...problems, 'the record of commits belongs to another database'], false);
  const missing = record.commits - state.commits;
  if (missing > 0) {
    problems.push(
      `the last ${missing} of ${record.commits} commits are gone: the write-ahead log (${DATABASE}-wal) is missing or damaged, or the database is an older one`,
    );
  }
  // A killed server had not yet written down its last commit; one that lost its power, not as many as are not synced.
  const mayLag = record.isClosed ? 0 : MAY_LAG;
  if (-missing > mayLag) problems.push('the record of commits is an older one than the database');
  return found(problems, missing >= -1, missing > 0);
}

/** Every row that is what was written, until SQLite gives up, which is one more problem. */
function readEntries(database: DatabaseSync, hasSums: boolean, onEntry: Looking['onEntry']) {
  const [problems, damaged]: [string[], string[]] = [[], []];
  let tally = NO_ROWS;
  const sum = hasSums ? 'sum' : 'NULL AS sum';
  try {
    for (const row of database.prepare(`SELECT key, value, ${sum} FROM entry`).iterate()) {
      const [key, value] = [String(row.key), String(row.value)];
      const own = rowSum(key, value);
      tally = withRow(tally, own);
      if (!hasSums || row.sum === own) onEntry({ key, value });
      else damaged.push(key);
    }
  } catch (error) {
    if (kindOfFailure(error) !== undefined) throw error;
    problems.push(`${DATABASE} cannot be read to its end: ${messageOf(error)}`);
  }
  return { problems, damaged, tally };
}

const damagedRow = (key: string) => `the row ${key} of ${DATABASE} is not what was written`;

/** What is left of a database that SQLite cannot go on with, or that lacks commits. */
function throughPages({ path, record, looking }: Beside, found: Found, onPages: () => void): DatabaseFindings {
  const saved = rowsOfParts(found.parts ?? { database: path, log: `${path}-wal` });
  // Rows as they were some commits ago, all of them, are more than nothing.
  const isEmpty = saved.entries.length === 0 && saved.state === undefined;
  const isAccepted = isDoubtful(record) && found.problems.every((problem) => problem === ACCEPTED);
  if (isEmpty) return { ...found, isSound: found.isSound && found.parts?.problem === undefined, isAccepted };
  onPages();
  for (const entry of saved.entries) looking.onEntry(entry);
  const state = saved.state ?? found.state;
  const problems = new Set([...found.problems, ...saved.damaged.map(damagedRow), ...lossOf(saved, state)]);
  const { isBehind, isCountKnown } = comparedWith(record, state);
  const lost = { damagedRows: saved.damaged, gaps: saved.isComplete ? [] : saved.gaps };
  const isComplete = saved.isComplete && !isBehind;
  return { ...found, problems: [...problems], isSound: false, isComplete, isCountKnown, isAccepted, state, ...lost };
}

type Parts = Pick<FittingParts, 'database' | 'log'> & Partial<FittingParts>;

/** What the files that belong together have; of each by itself as well, where they are right and of other times. */
function rowsOfParts({ database, log, skipped, isLogWhole }: Parts): SavedRows {
  const together = savedRows(database, log);
  if (together.isComplete || database === undefined || log === undefined || !isFileAt(log)) return together;
  const alone = savedRows(database, undefined);
  const isOfOtherTimes = skipped !== undefined || (isLogWhole && alone.isComplete);
  return isOfOtherTimes ? rowsOfBoth(database, log, together, alone) : together;
}

function lossOf({ entries, isComplete, stray }: SavedRows, state: DatabaseState | undefined): string[] {
  const tally = state?.tally;
  const older = stray.map((key) => `the row ${key} was found where nothing leads to, and may be an older one`);
  if (isComplete || tally === undefined || tally.rows <= entries.length) return older;
  return [...older, `${tally.rows - entries.length} of the ${tally.rows} rows of ${DATABASE} are gone`];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function sizeOf(path: string): number {
  return entryAt(path)?.size ?? 0;
}
