// A file that one process at a time holds, and what becomes of one whose holder is gone.
import { RegistryError } from '../errors/registry-error.ts';
import type { Host, MachineIdentity, ProcessIdentity } from '../ports/host.ts';
import { announceWait, waitFor } from './waits.ts';

/** The work under a lock takes milliseconds; whoever held it this long is dead. */
const DEAD_AFTER_MS = 30_000;
/** A lock without content: its maker died between making and filling it. */
const EMPTY_DEAD_AFTER_MS = 5_000;
const PATIENCE_MS = 60_000;
const ANNOUNCED_AFTER_MS = 5_000;
/** How often a folder that goes at this moment is made again. */
const MOST_TRIES = 50;

export type LockingHost = Pick<Host, 'files' | 'processes' | 'clock' | 'log' | 'interrupted'>;

export interface FileLock {
  readonly path: string;
  /** A second one for whoever takes a dead one away: two at once could take the living one. */
  readonly takeover: string;
  /** What holds it, for people: `login`. */
  readonly holder: string;
}

/** Resolves to what the lock holds while it is ours. Throws CA-FILE-003 when it cannot be had for a minute. */
export async function acquireLock(lock: FileLock, host: LockingHost): Promise<string> {
  const { path } = lock;
  const nonce = contentFor(host);
  const start = host.clock.monotonic();
  while (!(await create(path, nonce, host))) {
    const waited = host.clock.monotonic() - start;
    await takeOver(lock, waited, host);
    await waitOn(lock, waited, host);
  }
  return nonce;
}

/** Once more in a moment. Throws CA-FILE-003 once patience ends. */
export async function waitOn({ path, holder }: FileLock, waited: number, host: LockingHost): Promise<void> {
  if (waited > PATIENCE_MS)
    throw new RegistryError('CA-FILE-003', `${path} is held by another ${holder} that does not end`, {
      remedy: `End it and run the command again; where no ${holder} runs any more, remove ${path}.`,
    });
  // A holder is taken for dead before our patience ends.
  const left = Math.max(DEAD_AFTER_MS - waited, Math.min(PATIENCE_MS - waited, ANNOUNCED_AFTER_MS + 1));
  if (waited > ANNOUNCED_AFTER_MS)
    announceWait(host, left, path, `at most, while ${path} is held by another ${holder}`);
  await waitFor(host, 20 + host.clock.random() * 60, `${path} was free`);
}

/** The folder may go between its being made and the lock: whoever was there last takes it along. */
async function create(path: string, content: string, { files }: LockingHost): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await files.create(path, content);
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      if (cause?.code !== 'ENOENT' || tries === MOST_TRIES) throw error;
    }
  }
}

/** The first line is what versions before 0.2 write and read: when it was taken. */
function contentFor({ clock, processes }: LockingHost): string {
  return `${clock.now()} ${clock.random()}\n${JSON.stringify({ machine: processes.machine(), process: processes.self() })}`;
}

async function takeOver({ path, takeover }: FileLock, waited: number, host: LockingHost): Promise<void> {
  if (!(await isDead(path, waited, host))) return;
  const nonce = contentFor(host);
  if (!(await create(takeover, nonce, host))) {
    await removeIfDead(takeover, waited, host);
    return;
  }
  try {
    await removeIfDead(path, waited, host);
  } finally {
    if ((await host.files.readText(takeover)) === nonce) await host.files.remove(takeover);
  }
}

export async function removeIfDead(path: string, waited: number, host: LockingHost): Promise<void> {
  if (await isDead(path, waited, host)) await host.files.remove(path);
}

/** Whether a lock is there that nobody holds any more. */
export async function isDead(path: string, waited: number, { files, clock, processes }: LockingHost): Promise<boolean> {
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
