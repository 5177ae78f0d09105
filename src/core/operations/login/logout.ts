// Undoes what `configure` did. What nobody else touched is byte-identical to before; others' later edits stay; no
// token is left. Logins are undone newest first. Nothing here throws: logging out must never fail a job.

import { jobIdentity } from '../../model/job.ts';
import type { Host } from '../../ports/host.ts';
import { withHomeLock } from './home-lock.ts';
import { type LoginRecord, readRecords, removeRecord } from './login-record.ts';
import { type UndoneFile, undoRecord } from './revert-login.ts';

export interface CleanUpRequest {
  /** Which logins: their ids as `configure` returned them. Default: all of this job. */
  readonly sessions?: readonly string[] | undefined;
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

type CleanUpHost = Pick<Host, 'home' | 'files' | 'clock' | 'env' | 'log' | 'interrupted'>;

/** Takes logins back. Never rejects; what could not be done is in `warnings`. */
export async function cleanUp(request: CleanUpRequest, host: CleanUpHost): Promise<CleanUpReport> {
  try {
    const { records, broken } = await readRecords(host);
    // A home without our lines is not written to, not even for a lock.
    if (records.length === 0) return { sessions: [], files: [], variables: [], warnings: broken };
    const { job } = jobIdentity(host.env);
    const wanted = request.sessions;
    return await withHomeLock(host, () => undo((record) => wanted?.includes(record.id) ?? record.job === job, host));
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

/** Logins that nobody will take back any more: their job was killed, or they lapsed long ago. Call under the lock. */
export async function repairLeftovers(host: CleanUpHost): Promise<CleanUpReport> {
  const identity = jobIdentity(host.env);
  const now = host.clock.now();
  return undo((record) => isStale(record, identity, now), host);
}

/** A lapsed token may still be in use by a job that is about to log in again, so a day is waited. */
const GRACE_MS = 24 * 3600 * 1000;

function isStale(record: LoginRecord, current: { job: string; runner?: string | undefined }, now: number): boolean {
  if (record.job === current.job) return record.job === 'terminal' && record.expiresAt < now;
  if (record.runner !== undefined && record.runner === current.runner) return true;
  return record.expiresAt + GRACE_MS < now;
}

/** Undoes the records that `isWanted`, newest first. Call under the lock. */
export async function undo(isWanted: (record: LoginRecord) => boolean, host: CleanUpHost): Promise<CleanUpReport> {
  const { records, broken } = await readRecords(host);
  const warnings = [...broken];
  const outcomes = new Map<string, UndoneFile>();
  const sessions: string[] = [];
  const taken: LoginRecord[] = [];
  let others = records;
  for (const record of records.filter(isWanted).reverse()) {
    try {
      const undone = await undoRecord(
        record,
        others.filter((other) => other.id !== record.id),
        host,
      );
      others = [...undone.others];
      warnings.push(...undone.warnings);
      for (const file of undone.files) outcomes.set(file.path, file);
      if (undone.files.some((file) => file.outcome === 'failed')) continue;
      await removeRecord(record.id, host);
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
