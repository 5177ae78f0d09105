// The one retry policy: the codes of the catalogue decide whether, this file decides when and how often.
import { setMaxListeners } from 'node:events';
import { RegistryError } from './errors/registry-error.ts';
import { createPacer, type Pacer } from './pacing.ts';
import type { Clock, Host } from './ports/host.ts';

export interface RetryPolicy {
  /** Tries in all. A throttled try counts only while the service lets no call of this label through at all. */
  readonly attempts: number;
  /** Kind of call (`CopyPackageVersions`); calls of one kind share a pace, since the service limits them by kind. */
  readonly label: string;
}

const FIRST_DELAY = 100;
const LONGEST_DELAY = 10_000;

interface Lane {
  readonly pacer: Pacer;
  accepted: number;
}

// The pace belongs to the process and its clock, not to one client: two clients of one service share its limit.
const lanes = new WeakMap<Clock, Map<string, Lane>>();

function laneOf(clock: Clock, policy: RetryPolicy): Lane {
  const known = lanes.get(clock) ?? new Map<string, Lane>();
  lanes.set(clock, known);
  let lane = known.get(policy.label);
  if (!lane) {
    lane = {
      pacer: createPacer(clock, inFlightOf(policy.label)),
      accepted: 0,
    };
    known.set(policy.label, lane);
  }
  return lane;
}

const isRead = (label: string) => /^(List|Get|Describe|Read )/.test(label);

/**
 * Reads are slow by their latency only: 200 of a kind and 800 of all kinds a second are allowed (user guide,
 * service-limits), so that with a usual latency so many may be sent at once before anything is refused.
 */
const READS = { maxInFlight: 64, firstInFlight: 64 };
/** 100 writes of all kinds a second are allowed, but only 5 copies and 10 assets of generic packages. */
const WRITES = { maxInFlight: 32, firstInFlight: 4 };
const SCARCE = { maxInFlight: 32, firstInFlight: 2 };

function inFlightOf(label: string) {
  if (isRead(label)) return READS;
  return label === 'CopyPackageVersions' || label === 'PublishPackageVersion' ? SCARCE : WRITES;
}

/** Full jitter: anywhere between nothing and the doubling bound, so that many clients do not come back together. */
export function backoff(attempt: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt));
}

/**
 * Does `work` at the pace of its label until it succeeds, fails with a code that waiting does not help, or tries run
 * out. `work` must be safe to repeat. Rejects with the last error, or CA-RUN-002 when interrupted while waiting.
 */
export async function retrying<T>(
  host: Pick<Host, 'clock' | 'log' | 'interrupted'>,
  policy: RetryPolicy,
  work: () => Promise<T>,
): Promise<T> {
  // Every waiting call listens; Node warns of a leak beyond ten.
  setMaxListeners(0, host.interrupted);
  const lane = laneOf(host.clock, policy);
  let spent = 0;
  for (;;) {
    const acceptedBefore = lane.accepted;
    const permit = await unlessInterrupted(host, policy.label, (signal) => lane.pacer.enter(signal));
    try {
      const result = await work();
      lane.accepted++;
      permit.accepted();
      return result;
    } catch (error) {
      const throttled = error instanceof RegistryError && error.code === 'CA-NET-001';
      if (throttled) permit.throttled(error.retryAfterMs);
      else permit.other();
      if (!(error instanceof RegistryError) || !error.isRetryable) throw error;
      if (!throttled || lane.accepted === acceptedBefore) spent++;
      if (spent >= policy.attempts) throw error;
      // One lost packet is not worth a line; people waiting for a service that does not come back want to know why.
      const say = spent >= 3 ? host.log.info : host.log.debug;
      say(`${policy.label}: ${error.message}; trying again (${spent} of ${policy.attempts})`);
      if (!throttled) await unlessInterrupted(host, policy.label, (signal) => pause(host.clock, error, spent, signal));
    }
  }
}

async function pause(clock: Clock, error: RegistryError, spent: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(Math.max(error.retryAfterMs ?? 0, backoff(spent, clock.random())), signal);
}

async function unlessInterrupted<T>(
  host: Pick<Host, 'interrupted'>,
  label: string,
  wait: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await wait(host.interrupted);
  } catch (error) {
    if (!host.interrupted.aborted) throw error;
    throw new RegistryError('CA-RUN-002', `interrupted before ${label} was sent`, { cause: error });
  }
}
