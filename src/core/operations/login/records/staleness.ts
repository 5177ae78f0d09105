// Which logins nobody will take back any more. A login outlives the process that wrote it, and lasts as long as its job:
// that is known by the process that the job stands and falls with (`JobHolder`), by the machine having been started
// anew, by the next job of the same runner, and by the end of the token. Where nothing is known it lives.
import { type JobIdentity, jobIdentity, TERMINAL_JOB } from '../../../model/job.ts';
import type { Host } from '../../../ports/host.ts';
import type { LoginRecord } from './login-record.ts';

type Judge = Pick<Host, 'env' | 'clock' | 'processes'>;

/** A lapsed token may still be in use by a job that is about to log in again, so a day is waited. */
const GRACE_MS = 24 * 3600 * 1000;

/** What `logout --stale` takes back: its process is gone on this machine, or its token has ended. */
export function isStale(record: LoginRecord, host: Judge): boolean {
  const isOver = isAbandoned(record, host) || isHolderGone(record, host) === true;
  return isOver || record.expiresAt < host.clock.now();
}

/**
 * What the next login puts right without being asked, so only on evidence that cannot be wrong: a live login of another
 * job must never go. A process that was merely found above a shell is not enough.
 */
export function isAbandoned(record: LoginRecord, host: Judge): boolean {
  const current = jobIdentity(host.env);
  const now = host.clock.now();
  if (record.job === current.job) return record.job === TERMINAL_JOB && record.expiresAt < now;
  if (isStartedAnew(record, host)) return true;
  if (record.holder?.isWorker) {
    const isGone = isHolderGone(record, host);
    if (isGone !== undefined) return isGone || record.expiresAt + GRACE_MS < now;
  }
  return isOfSameRunner(record, current, host) || record.expiresAt + GRACE_MS < now;
}

function isOfSameRunner(record: LoginRecord, current: JobIdentity, { processes }: Judge): boolean {
  // Records of earlier versions have a runner that is no more than its name.
  if (record.runner === undefined || record.machine === undefined) return false;
  return record.runner === current.runner && record.machine.name === processes.machine().name;
}

/** Host names are not unique, so the machine's id has to be the same as well; containers of one image share that. */
function isStartedAnew({ machine }: LoginRecord, { processes }: Judge): boolean {
  const here = processes.machine();
  if (machine?.boot === undefined || here.boot === undefined) return false;
  return machine.name === here.name && machine.id === here.id && machine.boot !== here.boot;
}

/** Undefined where it cannot be told from here: another machine, another container. */
function isHolderGone({ machine, holder }: LoginRecord, { processes }: Judge): boolean | undefined {
  if (machine === undefined || holder === undefined) return undefined;
  const here = processes.machine();
  if (machine.name !== here.name || machine.id !== here.id) return undefined;
  if (machine.boot !== here.boot) return machine.boot !== undefined && here.boot !== undefined ? true : undefined;
  if (machine.processSpace !== here.processSpace) return undefined;
  return !processes.isRunning(holder);
}
