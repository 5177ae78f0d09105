// One login or logout at a time in a home: runners that share it would otherwise lose each other's lines.
import { isAbsolute, join } from 'node:path';
import { announceWait, waitFor } from '../../calls/waits.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import type { Host } from '../../ports/host.ts';

/** The work under the lock takes milliseconds; whoever held it this long is dead. */
const DEAD_AFTER_MS = 30_000;
/** A lock without content: its maker died between making and filling it. */
const EMPTY_DEAD_AFTER_MS = 5_000;
const PATIENCE_MS = 60_000;
const ANNOUNCED_AFTER_MS = 5_000;

type Place = Pick<Host, 'home' | 'files' | 'clock' | 'log' | 'interrupted'>;

/** Beside the state folder, not in it, so that the folder can go while the lock is held. */
const lockPath = (home: string) => join(home, '.codeartifact-ci.lock');

/** Throws CA-FILE-003 when the home cannot be written or stays locked by a living process for a minute. */
export async function withHomeLock<T>(host: Place, work: () => Promise<T>): Promise<T> {
  // Tools would look for it wherever they run, and a token would lie in the checkout.
  if (!isAbsolute(host.home))
    throw new RegistryError('CA-FILE-003', `the home directory is \`${host.home}\`, which is no absolute path`, {
      remedy: 'Set HOME to an absolute path.',
    });
  const path = lockPath(host.home);
  const nonce = `${host.clock.now()} ${host.clock.random()}`;
  const start = host.clock.monotonic();
  while (!(await host.files.create(path, nonce))) {
    const waited = host.clock.monotonic() - start;
    await removeDeadLock(path, waited, host);
    if (waited > PATIENCE_MS) {
      throw new RegistryError('CA-FILE-003', `${path} is held by another login that does not end`);
    }
    // A holder is taken for dead before our patience ends.
    const left = Math.max(DEAD_AFTER_MS - waited, Math.min(PATIENCE_MS - waited, ANNOUNCED_AFTER_MS + 1));
    if (waited > ANNOUNCED_AFTER_MS) announceWait(host, left, path, `at most, while ${path} is held by another login`);
    await waitFor(host, 20 + host.clock.random() * 60, `${path} was free`);
  }
  try {
    return await work();
  } finally {
    if ((await host.files.readText(path)) === nonce) await host.files.remove(path);
  }
}

async function removeDeadLock(path: string, waited: number, host: Place): Promise<void> {
  const found = await host.files.stat(path);
  if (found !== undefined && found.kind !== 'file')
    throw new RegistryError('CA-FILE-003', `${path} is there and is no file, so it cannot be used as a lock`);
  const held = await host.files.readText(path);
  if (held === undefined) return;
  // A clock that was set back makes the lock seem to come from the future: dead as well.
  const age = Math.abs(host.clock.now() - Number.parseInt(held, 10));
  const isDead = held === '' ? waited > EMPTY_DEAD_AFTER_MS : !(age <= DEAD_AFTER_MS);
  if (isDead && (await host.files.readText(path)) === held) await host.files.remove(path);
}
