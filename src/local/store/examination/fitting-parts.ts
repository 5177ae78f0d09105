// Which of the files of a database belong together. SQLite lays any log over any database that it finds beside it, and so
// writes the rows of an earlier time over those of a later one. But each of the files says by itself how often the database
// had been committed when it was written, and that only goes up: from the database over the commits of the log to the record.
//
// A database that was killed at any moment passes. A log is begun anew only after all of it was moved into the database,
// so what the database says is never more than the last commit of a log that has any: as much after a whole move, less
// before it, and anything between where the move was cut off.
import { closeSync } from 'node:fs';
import type { CommitRecord } from '../commit-record.ts';
import { isFileAt, openFile, TO_READ } from '../folder-entries.ts';
import { DATABASE, type DatabaseState } from '../metadata-file.ts';
import { allFrames } from './log-frames.ts';
import { PageImage, pageSizeOf } from './page-image.ts';
import { newerState, newestState, stateOnPage } from './page-states.ts';

/** The files to go by. */
export interface FittingParts {
  /** Path of the database, unless it is of another time or place than its log and the record. */
  readonly database: string | undefined;
  /** Path of the log, unless it is of an earlier time than the database, or of another one. */
  readonly log: string | undefined;
  /** Why one of them is left out. */
  readonly problem: string | undefined;
  /** In words: between the last commit of the database and the first one of its log there were others. */
  readonly skipped: string | undefined;
  /** Each frame of the log, up to its last commit, is what was written. */
  readonly isLogWhole: boolean;
  /** How far what was committed had come at least, as any of the files shows. */
  readonly furthest: DatabaseState | undefined;
  /** Of that, what the database by itself shows. */
  readonly moved: DatabaseState | undefined;
}

/** Opens the database: nobody of this process may have it. */
export function fittingParts(path: string, record: CommitRecord | undefined): FittingParts {
  const log = `${path}-wal`;
  const moved = stateInDatabase(path);
  const { first, reached, last, any } = statesInLog(log);
  const skipped = skippedBetween(moved, first);
  const isLogWhole = reached !== undefined && reached.commits === last?.commits;
  const both = { database: path, log, problem: undefined, skipped, isLogWhole, furthest: moved, moved };
  if (moved === undefined) return { ...both, furthest: any };
  // A log of which SQLite takes nothing does no harm, and is asked what it has lost.
  if (reached === undefined || last === undefined) return { ...both, furthest: newestOf(moved, any) };
  if (last.store !== moved.store) {
    const problem = `${DATABASE}-wal belongs to another database than ${DATABASE}`;
    return record?.store === last.store
      ? { ...both, database: undefined, problem, furthest: last, moved: undefined }
      : { ...both, log: undefined, problem };
  }
  if (last.commits >= moved.commits) return { ...both, furthest: newestOf(last, any) };
  const problem = `${DATABASE}-wal is an older one than ${DATABASE}: it ends with commit ${last.commits}, and ${DATABASE} has ${moved.commits} (put the newer one back, or take it away)`;
  return { ...both, log: undefined, problem };
}

/** A log is begun anew with the commit after the last one that was moved, so nothing is ever missing between the two. */
function skippedBetween(moved: DatabaseState | undefined, first: DatabaseState | undefined): string | undefined {
  if (moved === undefined || first?.store !== moved.store || first.commits <= moved.commits + 1) return undefined;
  return `${DATABASE}-wal is a later one than ${DATABASE}: it begins with commit ${first.commits}, and ${DATABASE} ends with ${moved.commits}`;
}

/** Whether something that was committed is not in what SQLite makes of the files. */
export function isCutOff({ furthest, moved }: FittingParts, state: DatabaseState | undefined): boolean {
  if (state === undefined) return false;
  if (moved?.store === state.store && moved.commits > state.commits) return true;
  // The commit after the last one may be one that failed in its last step, and that nobody was told of.
  return furthest?.store === state.store && furthest.commits > state.commits + 1;
}

/** What is of another database proves nothing of this one. */
function newestOf(one: DatabaseState, other: DatabaseState | undefined): DatabaseState | undefined {
  return other?.store === one.store ? newerState(one, other) : one;
}

function stateInDatabase(path: string): DatabaseState | undefined {
  const image = new PageImage(path, undefined, false);
  try {
    return newestState(image);
  } finally {
    image.close();
  }
}

interface LogStates {
  /** After the first commit of those that go together with the last one. */
  readonly first: DatabaseState | undefined;
  /** After the last commit that SQLite takes. */
  readonly reached: DatabaseState | undefined;
  /** After the last commit with the same beginning, reached or not. */
  readonly last: DatabaseState | undefined;
  /** After the last commit of all that lies there, as long as its own frames are what was written. */
  readonly any: DatabaseState | undefined;
}

function statesInLog(path: string): LogStates {
  if (!isFileAt(path)) return { first: undefined, reached: undefined, last: undefined, any: undefined };
  const file = openFile(path, TO_READ);
  try {
    return statesInFrames(file, pageSizeOf(undefined, file));
  } finally {
    closeSync(file);
  }
}

function statesInFrames(file: number, pageSize: number): LogStates {
  const alone = { count: 1, pageSize, page: () => undefined };
  let [reached, any]: (DatabaseState | undefined)[] = [undefined, undefined];
  const bySalts = new Map<string, { readonly first: DatabaseState; readonly last: DatabaseState }>();
  let [reachedSalts, anySalts] = ['', ''];
  let pending: { readonly state: DatabaseState; readonly salts: string } | undefined;
  for (const { page, bytes, isCommit, salts, isRight, isReached } of allFrames(file, pageSize)) {
    if (!isRight) continue;
    const state = page > 1 ? stateOnPage(alone, page, bytes) : undefined;
    if (state !== undefined) pending = { state, salts };
    if (!isCommit) continue;
    if (pending?.salts === salts) {
      any = newerState(any, pending.state);
      if (any === pending.state) anySalts = salts;
      const { first, last } = bySalts.get(salts) ?? { first: pending.state, last: pending.state };
      bySalts.set(salts, { first, last: newerState(last, pending.state) ?? last });
      if (isReached) [reached, reachedSalts] = [pending.state, salts];
    }
    pending = undefined;
  }
  const { first } = bySalts.get(reachedSalts || anySalts) ?? {};
  return { first, reached, last: bySalts.get(reachedSalts)?.last, any };
}
