// One login or logout at a time in a state folder: runners that share it would otherwise lose each other's lines.
import { join } from 'node:path';
import { acquireLock, type FileLock, type LockingHost, removeIfDead, waitOn } from '../../../calls/file-lock.ts';
import { tidyRecords } from './login-record.ts';
import { isOwnFolder, type StateHost, stateFolder } from './state-place.ts';

export type LockHost = StateHost & LockingHost;

/** In the folder, and a second one for whoever takes a dead one away: two at once could take the living one. */
export const LOCK_FILES = { lock: 'lock', takeover: 'lock.takeover' } as const;

/** Of versions before 0.2, beside the folder. */
const earlierLock = (home: string) => join(home, '.codeartifact-ci.lock');

const lockAt = (folder: string): FileLock => ({
  path: join(folder, LOCK_FILES.lock),
  takeover: join(folder, LOCK_FILES.takeover),
  holder: 'login',
});

/** Holds the locks of all these folders at once. Throws CA-FILE-003 when one cannot be had for a minute. */
export async function withStateLocks<T>(
  folders: readonly string[],
  host: LockHost,
  work: () => Promise<T>,
): Promise<T> {
  // In one order for everybody, so that two do not wait for each other.
  const [folder, ...rest] = [...new Set(folders)].sort();
  if (folder === undefined) return work();
  return withStateLock(folder, host, () => withStateLocks(rest, host, work));
}

async function withStateLock<T>(folder: string, host: LockHost, work: () => Promise<T>): Promise<T> {
  const nonce = await acquireLock(lockAt(folder), host);
  try {
    if (folder === stateFolder(host.home)) await passEarlierLock(host);
    // Whoever made it finds our lock alive, so nothing is lost with it; of a killed process it would stay for ever.
    await host.files.remove(join(folder, LOCK_FILES.takeover));
    return await work();
  } finally {
    await release(folder, nonce, host);
  }
}

async function release(folder: string, nonce: string, host: LockHost): Promise<void> {
  const { files } = host;
  const path = join(folder, LOCK_FILES.lock);
  if ((await files.readText(path)) !== nonce) return;
  await tidyRecords(folder, files);
  await files.remove(path);
  if (isOwnFolder(folder, host)) await files.removeEmptyFolder(folder);
}

/** A login of an earlier version that runs beside this one is waited for. */
async function passEarlierLock(host: LockHost): Promise<void> {
  const path = earlierLock(host.home);
  const start = host.clock.monotonic();
  while ((await host.files.stat(path)) !== undefined) {
    const waited = host.clock.monotonic() - start;
    await removeIfDead(path, waited, host);
    if ((await host.files.stat(path)) !== undefined)
      await waitOn({ path, takeover: path, holder: 'login' }, waited, host);
  }
}
