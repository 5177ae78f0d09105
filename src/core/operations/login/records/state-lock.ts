// One login or logout at a time in a state folder: runners that share it would otherwise lose each other's lines.
import { dirname, join } from 'node:path';
import { announceWait, waitFor } from '../../../calls/waits.ts';
import { RegistryError } from '../../../errors/registry-error.ts';
import type { Host, MachineIdentity, ProcessIdentity } from '../../../ports/host.ts';
import { tidyRecords } from './login-record.ts';
import { isOwnFolder, type StateHost, stateFolder } from './state-place.ts';

/** The work under the lock takes milliseconds; whoever held it this long is dead. */
const DEAD_AFTER_MS = 30_000;
/** A lock without content: its maker died between making and filling it. */
const EMPTY_DEAD_AFTER_MS = 5_000;
const PATIENCE_MS = 60_000;
const ANNOUNCED_AFTER_MS = 5_000;
/** How often a folder that goes at this moment is made again. */
const MOST_TRIES = 50;

export type LockHost = StateHost & Pick<Host, 'clock' | 'log' | 'interrupted'>;

/** In the folder, and a second one for whoever takes a dead one away: two at once could take the living one. */
export const LOCK_FILES = { lock: 'lock', takeover: 'lock.takeover' } as const;

/** Of versions before 0.2, beside the folder. */
const earlierLock = (home: string) => join(home, '.codeartifact-ci.lock');

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
  const path = join(folder, LOCK_FILES.lock);
  const nonce = await acquire(path, host);
  try {
    if (folder === stateFolder(host.home)) await passEarlierLock(host);
    // Whoever made it finds our lock alive, so nothing is lost with it; of a killed process it would stay for ever.
    await host.files.remove(join(folder, LOCK_FILES.takeover));
    return await work();
  } finally {
    await release(folder, nonce, host);
  }
}

async function acquire(path: string, host: LockHost): Promise<string> {
  const nonce = contentFor(host);
  const start = host.clock.monotonic();
  while (!(await create(path, nonce, host))) {
    const waited = host.clock.monotonic() - start;
    await takeOver(path, waited, host);
    await waitOn(path, waited, host);
  }
  return nonce;
}

async function waitOn(path: string, waited: number, host: LockHost): Promise<void> {
  if (waited > PATIENCE_MS)
    throw new RegistryError('CA-FILE-003', `${path} is held by another login that does not end`);
  // A holder is taken for dead before our patience ends.
  const left = Math.max(DEAD_AFTER_MS - waited, Math.min(PATIENCE_MS - waited, ANNOUNCED_AFTER_MS + 1));
  if (waited > ANNOUNCED_AFTER_MS) announceWait(host, left, path, `at most, while ${path} is held by another login`);
  await waitFor(host, 20 + host.clock.random() * 60, `${path} was free`);
}

/** The folder may go between its being made and the lock: whoever was there last takes it along. */
async function create(path: string, content: string, { files }: LockHost): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await files.create(path, content);
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      if (cause?.code !== 'ENOENT' || tries === MOST_TRIES) throw error;
    }
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

/** The first line is what versions before 0.2 write and read: when it was taken. */
function contentFor({ clock, processes }: LockHost): string {
  return `${clock.now()} ${clock.random()}\n${JSON.stringify({ machine: processes.machine(), process: processes.self() })}`;
}

async function takeOver(path: string, waited: number, host: LockHost): Promise<void> {
  if (!(await isDead(path, waited, host))) return;
  const second = join(dirname(path), LOCK_FILES.takeover);
  const nonce = contentFor(host);
  if (!(await create(second, nonce, host))) {
    await removeIfDead(second, waited, host);
    return;
  }
  try {
    await removeIfDead(path, waited, host);
  } finally {
    if ((await host.files.readText(second)) === nonce) await host.files.remove(second);
  }
}

async function removeIfDead(path: string, waited: number, host: LockHost): Promise<void> {
  if (await isDead(path, waited, host)) await host.files.remove(path);
}

/** Whether a lock is there that nobody holds any more. */
export async function isDead(path: string, waited: number, { files, clock, processes }: LockHost): Promise<boolean> {
  const found = await files.stat(path);
  if (found !== undefined && found.kind !== 'file')
    throw new RegistryError('CA-FILE-003', `${path} is there and is no file, so it cannot be used as a lock`);
  const held = await files.readText(path);
  if (held === undefined) return false;
  if (held === '') return waited > EMPTY_DEAD_AFTER_MS;
  // A clock that was set back makes the lock seem to come from the future: dead as well.
  if (!(Math.abs(clock.now() - Number.parseInt(held, 10)) <= DEAD_AFTER_MS)) return true;
  const holder = holderOf(held);
  const here = processes.machine();
  const isHere =
    holder?.machine !== undefined &&
    (['name', 'id', 'boot', 'processSpace'] as const).every((part) => holder.machine?.[part] === here[part]);
  return isHere && holder?.process !== undefined && !processes.isRunning(holder.process);
}

function holderOf(held: string): { machine?: MachineIdentity; process?: ProcessIdentity } | undefined {
  try {
    const value = JSON.parse(held.slice(held.indexOf('\n') + 1));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A login of an earlier version that runs beside this one is waited for. */
async function passEarlierLock(host: LockHost): Promise<void> {
  const path = earlierLock(host.home);
  const start = host.clock.monotonic();
  while ((await host.files.stat(path)) !== undefined) {
    const waited = host.clock.monotonic() - start;
    await removeIfDead(path, waited, host);
    if ((await host.files.stat(path)) !== undefined) await waitOn(path, waited, host);
  }
}
