// Undoes what `configure` did. What nobody else touched is byte-identical to before; others' later edits stay; no
// token is left. Logins are undone newest first. Nothing here throws: logging out must never fail a job.

import { join } from 'node:path';
import { isDead } from '../../calls/file-lock.ts';
import { isOfBuild, jobIdentity } from '../../model/job.ts';
import type { Host } from '../../ports/host.ts';
import type { ValueEditors } from '../../text/value-merge.ts';
import { type KeptRecord, readRecords, removeRecord, unfinishedRecords } from './records/login-record.ts';
import { isAbandoned, isStale } from './records/staleness.ts';
import { LOCK_FILES, type LockHost, withStateLocks } from './records/state-lock.ts';
import { stateFolders } from './records/state-place.ts';
import type { UndoneFile } from './revert-login.ts';

/**
 * `job`: those of this job. `step`: those of this job and this step of it. `stale`: those that nobody will take back.
 * `all`: those of every job.
 */
export type Whose = 'job' | 'step' | 'stale' | 'all';

export interface CleanUpRequest {
  /** Which logins: their ids as `configure` returned them. Default: as `whose` says. */
  readonly sessions?: readonly string[] | undefined;
  /** Default: `job`. */
  readonly whose?: Whose | undefined;
  /** State folders to look in besides those of this environment, which may have changed since. */
  readonly folders?: readonly string[] | undefined;
  /** How files are read by what they say, where others wrote over them. Without it, lines alone are compared. */
  readonly editors?: ValueEditors | undefined;
}

export interface CleanUpReport {
  readonly sessions: readonly string[];
  readonly files: readonly UndoneFile[];
  /** Variables that the logins handed to later steps; the surface blanks them where it can. */
  readonly variables: readonly string[];
  /** Earliest end of the tokens, milliseconds since the epoch: in the past means it lapsed during the job. */
  readonly expiresAt?: number | undefined;
  readonly warnings: readonly string[];
}

export type CleanUpHost = LockHost & Pick<Host, 'clock' | 'env'>;

/** A login that is there, for people. */
export interface FoundLogin {
  readonly id: string;
  readonly job: string;
  readonly expiresAt: number;
  readonly files: readonly { readonly path: string; readonly tools: readonly string[] }[];
}

/** Takes logins back. Never rejects; what could not be done is in `warnings`. */
export async function cleanUp(request: CleanUpRequest, host: CleanUpHost): Promise<CleanUpReport> {
  try {
    const folders = stateFolders(host, request.folders);
    const { records, broken, refused } = await readRecords(folders, host);
    const used = await foldersInUse(folders, records, host);
    const unread = [...broken, ...refused.map(({ message, remedy }) => `${message}. ${remedy}`)];
    // A home without our lines is not written to, not even for a lock.
    if (used.length === 0) return { sessions: [], files: [], variables: [], warnings: unread };
    const report = await withStateLocks(used, host, () => {
      const wanted = { isWanted: chosenBy(request, records, host), folders: used, editors: request.editors };
      return undo(wanted, host);
    });
    return { ...report, warnings: [...new Set([...unread, ...report.warnings])] };
  } catch (error) {
    return {
      sessions: [],
      files: [],
      variables: [],
      warnings: [
        `logging out was not possible: ${messageOf(error)}; the configuration still holds the token: run \`codeartifact-ci logout\``,
      ],
    };
  }
}

/** The logins that `cleanUp` would take back; nothing is changed. */
export async function findLogins(request: CleanUpRequest, host: CleanUpHost): Promise<FoundLogin[]> {
  const { records } = await readRecords(stateFolders(host, request.folders), host);
  return records.filter(chosenBy(request, records, host)).map(({ id, job, expiresAt, files }) => ({
    id,
    job,
    expiresAt,
    files: files.map(({ path, tools = [] }) => ({ path, tools })),
  }));
}

function chosenBy(
  { sessions, whose = 'job' }: CleanUpRequest,
  records: readonly KeptRecord[],
  host: CleanUpHost,
): (record: KeptRecord) => boolean {
  const identity = jobIdentity(host.env);
  const { job } = identity;
  if (sessions) return (record) => sessions.includes(record.id);
  switch (whose) {
    case 'all':
      return () => true;
    case 'stale':
      return (record) => isStale(record, host);
    case 'step':
      return (record) => record.job === job && record.step === stepOf(host);
    default:
      // A part of a build leaves the logins of the other parts, which may be at work, unless it has none of its own.
      return records.some((record) => record.job === job)
        ? (record) => record.job === job
        : (record) => isOfBuild(record.job, identity);
  }
}

/** The runner numbers the steps of a job that use one action; a post step has the name of its main step. */
export const stepOf = ({ env }: Pick<Host, 'env'>): string | undefined => env.GITHUB_ACTION || undefined;

/** Those that hold records, or what a killed process left of one. */
async function foldersInUse(folders: readonly string[], records: readonly KeptRecord[], host: CleanUpHost) {
  const found: string[] = [];
  for (const folder of folders) {
    const hasRecord = records.some((record) => record.folder === folder);
    if (hasRecord || (await hasLeftovers(folder, host))) found.push(folder);
  }
  return found;
}

async function hasLeftovers(folder: string, host: CleanUpHost): Promise<boolean> {
  try {
    return (
      (await unfinishedRecords(folder, host.files)).length > 0 || (await isDead(join(folder, LOCK_FILES.lock), 0, host))
    );
  } catch {
    // Of another user, or no folder at all.
    return false;
  }
}

/** Logins that nobody will take back any more: their job was killed, or they lapsed long ago. Call under the locks. */
export async function repairLeftovers(
  folders: readonly string[],
  editors: ValueEditors | undefined,
  host: CleanUpHost,
): Promise<CleanUpReport> {
  return undo({ isWanted: (record) => isAbandoned(record, host), folders, editors }, host);
}

interface Undoing {
  readonly isWanted: (record: KeptRecord) => boolean;
  readonly folders: readonly string[];
  readonly editors: ValueEditors | undefined;
}

/** Undoes the records that `isWanted`, newest first. Call under the locks of these folders. */
export async function undo(
  { isWanted, folders, editors }: Undoing,
  host: Pick<CleanUpHost, 'files' | 'processes' | 'home' | 'clock'>,
): Promise<CleanUpReport> {
  const { records, broken } = await readRecords(folders, host);
  const warnings = [...broken];
  const outcomes = new Map<string, UndoneFile>();
  const sessions: string[] = [];
  const taken: KeptRecord[] = [];
  let others = records;
  for (const record of records.filter(isWanted).reverse()) {
    try {
      // A login that finds nothing to take back does without.
      const { undoRecord } = await import('./revert-login.ts');
      const undone = await undoRecord(
        record,
        others.filter((other) => other.id !== record.id),
        editors,
        host,
      );
      others = [...undone.others];
      warnings.push(...undone.warnings);
      for (const file of undone.files) outcomes.set(file.path, file);
      if (undone.files.some((file) => file.outcome === 'failed')) continue;
      await removeRecord(record, host.files);
      sessions.push(record.id);
      taken.push(record);
    } catch (error) {
      warnings.push(`login ${record.id} was not taken back: ${messageOf(error)}`);
    }
  }
  const ends = taken.map((record) => record.expiresAt);
  return {
    sessions: sessions.reverse(),
    files: [...outcomes.values()],
    variables: [...new Set(taken.flatMap((record) => record.variables))],
    ...(ends.length > 0 ? { expiresAt: Math.min(...ends) } : {}),
    warnings,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
