// The one retry policy: the codes of the catalogue decide whether, this file decides when and how often.
import { setMaxListeners } from 'node:events';
import { RegistryError } from '../errors/registry-error.ts';
import type { Clock } from '../ports/host.ts';
import { boundedRetryAfter, createPacer, type Pacer, type Queue } from './pacer.ts';
import { announceWait, unlessInterrupted, type WaitingHost, waitFor } from './waits.ts';

export interface RetryPolicy {
  /** Tries in all, refused ones included. */
  readonly attempts: number;
  /** Kind of call (`CopyPackageVersions`); calls of one kind share a pace, since the service limits them by kind. */
  readonly label: string;
}

const FIRST_DELAY = 100;
const LONGEST_DELAY = 10_000;

interface Lane {
  readonly pacer: Pacer;
  /** Where the lane's pauses are announced: the host of the latest call. */
  host: WaitingHost;
  /** How often a call was tried again, by cause. */
  readonly causes: Map<string, Cause>;
}

/** Errors of calls that were tried as often as is allowed: work around them must not begin the count anew. */
const exhausted = new WeakSet<RegistryError>();

interface Cause {
  count: number;
  isShown: boolean;
}

// The pace belongs to the process and its clock, not to one client: two clients of one service share its limit.
const lanes = new WeakMap<Clock, Map<string, Lane>>();

function laneOf(host: WaitingHost, policy: RetryPolicy): Lane {
  const { label } = policy;
  const known = lanes.get(host.clock) ?? new Map<string, Lane>();
  lanes.set(host.clock, known);
  const found = known.get(label);
  if (found) {
    found.host = host;
    return found;
  }
  const lane = newLane(host, policy);
  known.set(label, lane);
  return lane;
}

// Apart from the above, which every call runs: what it keeps for its functions would be made anew for each call.
function newLane(host: WaitingHost, { label }: RetryPolicy): Lane {
  const onPause = (milliseconds: number) => announceWait(lane.host, milliseconds, `${label} is throttled`);
  const onQueue = ({ calls, rate }: Queue) =>
    announceWait(
      lane.host,
      (calls / rate) * 1000,
      `${calls} calls of ${label} take turns, ${rate.toPrecision(2)} a second`,
    );
  const pacer = createPacer(host.clock, { ...inFlightOf(label), onPause, onQueue });
  const lane: Lane = { pacer, host, causes: new Map() };
  return lane;
}

/** Whether calls of this label only look. */
export const isRead = (label: string) => /^(List|Get|Describe)|:GET$/.test(label);

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
 * out. `work` must be safe to repeat. Rejects with the last error, or the interruption (CA-RUN-002, CA-NET-006).
 *
 * It ends: `work` has a deadline of its own, is tried at most `attempts` times, and between two tries lie at most 60 s
 * and the turn of the calls before it, at most 5 s each.
 */
export async function retrying<T>(host: WaitingHost, policy: RetryPolicy, work: () => Promise<T>): Promise<T> {
  allowListeners(host.interrupted);
  const lane = laneOf(host, policy);
  for (let tries = 1; ; tries++) {
    const next = tries === 1 ? 'sent' : 'tried again';
    const permit = await unlessInterrupted(host, `${policy.label} was ${next}`, (signal) =>
      lane.pacer.enter(signal, tries - 1),
    );
    try {
      const result = await work();
      permit.accepted();
      return result;
    } catch (error) {
      const throttled = error instanceof RegistryError && error.code === 'CA-NET-001';
      if (throttled) permit.throttled(error.retryAfterMs);
      else permit.other();
      if (!(error instanceof RegistryError) || !error.isRetryable || exhausted.has(error)) throw error;
      if (tries >= policy.attempts) {
        exhausted.add(error);
        throw error;
      }
      noteCause(lane, policy, error, tries);
      if (throttled) continue;
      const pause = Math.max(boundedRetryAfter(error.retryAfterMs), backoff(tries, host.clock.random()));
      await waitFor(host, pause, `${policy.label} was tried again`, `another try, because ${error.message}`);
    }
  }
}

const allowed = new WeakSet<AbortSignal>();

/** Every waiting call listens; Node warns of a leak beyond ten. */
function allowListeners(signal: AbortSignal): void {
  if (allowed.has(signal)) return;
  setMaxListeners(0, signal);
  allowed.add(signal);
}

/** Tries of one call from which on people are shown why they wait: one lost packet is not worth a line. */
const SHOWN_FROM = 3;

/** A cause is said once; then it is counted, and the count said at 10, 100, 1,000 … */
function noteCause(lane: Lane, { label, attempts }: RetryPolicy, error: RegistryError, tries: number): void {
  const cause = lane.causes.get(error.code) ?? { count: 0, isShown: false };
  lane.causes.set(error.code, cause);
  cause.count++;
  const { log } = lane.host;
  const subject = error.message.startsWith(label) ? '' : `${label}: `;
  const line = `${subject}${error.message}; trying again (${tries} of ${attempts})`;
  if (!cause.isShown && tries >= SHOWN_FROM) {
    cause.isShown = true;
    log.info(line);
  } else if (cause.count === 1) log.debug(line);
  else if (/^10+$/.test(String(cause.count))) log.info(`${label}: tried again ${cause.count} times (${error.code})`);
}

/** What was tried again in this process, one entry for each kind of call and cause: `CopyPackageVersions: 37 (CA-NET-001)`. */
export function retriesSoFar(clock: Clock): string[] {
  return [...(lanes.get(clock) ?? [])].flatMap(([label, { causes }]) =>
    [...causes].map(([code, { count }]) => `${label}: ${count} (${code})`),
  );
}
