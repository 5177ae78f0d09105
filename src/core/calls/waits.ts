// Waiting that ends: every pause of the core is taken here, can be interrupted, and is announced when it is long.
import { RegistryError } from '../errors/registry-error.ts';
import type { Host } from '../ports/host.ts';

/** What waiting needs of the host. */
export type WaitingHost = Pick<Host, 'clock' | 'log' | 'interrupted'>;

/** Waits longer than this are announced. */
const ANNOUNCED_AFTER_MS = 5_000;

/** Time of day in UTC, as build logs show it: `14:03:07Z`. `at` in milliseconds since the epoch. */
export function timeOfDay(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)}Z`;
}

// The announced end by log and subject. Callers that wait side by side for the same thing are one line.
const announced = new WeakMap<object, Map<string, number>>();

/**
 * Says in one line what is waited for, how long and until when, if it is more than 5 s. `subject` tells waits apart:
 * while one of a subject goes on, another that ends at most 5 s later is not announced again.
 */
export function announceWait(
  host: Pick<Host, 'clock' | 'log'>,
  milliseconds: number,
  subject: string,
  what = subject,
): void {
  if (!(milliseconds > ANNOUNCED_AFTER_MS)) return;
  // Not by the wall clock, which may be set back.
  const now = host.clock.monotonic();
  const known = announced.get(host.log) ?? new Map<string, number>();
  announced.set(host.log, known);
  const until = now + milliseconds;
  const earlier = known.get(subject) ?? 0;
  if (earlier > now && until - earlier <= ANNOUNCED_AFTER_MS) return;
  known.set(subject, until);
  const end = timeOfDay(host.clock.now() + milliseconds);
  host.log.info(`waiting ${Math.round(milliseconds / 1000)} s, until ${end}: ${what}`);
}

/**
 * Waits, announced as by `announceWait`. Rejects as soon as the run is interrupted (see `interruption`).
 * @param milliseconds finite; at most 2^31 - 1
 */
export async function waitFor(host: WaitingHost, milliseconds: number, subject: string, what = subject): Promise<void> {
  announceWait(host, milliseconds, subject, what);
  await unlessInterrupted(host, subject, (signal) => host.clock.sleep(milliseconds, signal));
}

/** Awaits `wait`, and gives the interruption as its error when that is what ended it. */
export async function unlessInterrupted<T>(
  { interrupted }: Pick<Host, 'interrupted'>,
  what: string,
  wait: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await wait(interrupted);
  } catch (error) {
    if (!interrupted.aborted) throw error;
    throw interruption(interrupted, `before ${what}`, error);
  }
}

/**
 * The error of work that was not begun or not awaited because the run was interrupted: CA-RUN-002 after a signal,
 * CA-NET-006 when `timeout` was over. `when` completes the sentence (`before it was copied`).
 */
export function interruption(interrupted: AbortSignal, when: string, cause?: unknown): RegistryError {
  const { reason } = interrupted;
  const isTimeout = reason instanceof RegistryError && reason.code === 'CA-NET-006';
  const options = cause === undefined ? {} : { cause };
  if (isTimeout) return new RegistryError('CA-NET-006', `\`timeout\` ended the run ${when}`, options);
  return new RegistryError('CA-RUN-002', `interrupted ${when}`, options);
}

/**
 * `work`, unless it takes longer than `milliseconds` or the run is interrupted: then it is no longer awaited, and the
 * promise rejects with CA-NET-003 or the interruption. For work of libraries that cannot be aborted.
 */
export async function endWithin<T>(
  host: WaitingHost,
  milliseconds: number,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const stop = () => over.abort(host.interrupted.reason);
  host.interrupted.addEventListener('abort', stop, { once: true });
  if (host.interrupted.aborted) stop();
  const limit = host.clock.sleep(milliseconds, over.signal).then(
    () => {
      throw new RegistryError('CA-NET-003', `${what} did not end within ${Math.round(milliseconds / 1000)} s`);
    },
    (error: unknown) => {
      throw host.interrupted.aborted ? interruption(host.interrupted, `before ${what} ended`) : error;
    },
  );
  const notice = host.clock.sleep(ANNOUNCED_AFTER_MS, over.signal).then(
    () => announceWait(host, milliseconds - ANNOUNCED_AFTER_MS, what, `at most, for ${what}`),
    () => {},
  );
  try {
    return await Promise.race([work(), limit]);
  } finally {
    host.interrupted.removeEventListener('abort', stop);
    limit.catch(() => {});
    notice.catch(() => {});
    over.abort();
  }
}
