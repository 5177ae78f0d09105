// One call of an AWS service, for messages, pace and permissions; and what is read out of its answer.
import { RegistryError } from '../core/errors/registry-error.ts';

export interface AwsCall {
  /** Operation of the service model, `sts:` before those of STS; goes into messages and tells which IAM action is missing. */
  readonly operation: string;
  /** What the call is about: `my-org/staging`, `my-org/staging npm:@acme/utils`. */
  readonly subject: string;
  /** The answer is a stream that the caller reads. */
  readonly isStream?: boolean;
  /** Called after a try that may have had its effect although no answer told so. */
  readonly onUnclear?: () => void;
  /** Awaited right before each try; what it rejects with ends the call, and that try is not sent. */
  readonly beforeTry?: (() => Promise<void>) | undefined;
}

/** The error of an answer that has something else where the API promises `what`. */
export function notPromised(call: AwsCall, what: string): RegistryError {
  return new RegistryError('CA-NET-004', `${call.operation} for ${call.subject} was answered with ${what}`);
}

// The SDK does not look at types: where a text is promised there may be anything that JSON can say.

/** What an answer must hold for there to be a result; the service model promises very little. */
export function must<T>(value: T | undefined | null, call: AwsCall): T {
  if (value !== undefined && value !== null) return value;
  throw new RegistryError(
    'CA-NET-004',
    `${call.operation} for ${call.subject} was answered without what was asked for`,
  );
}

/** A text that must be there. */
export function promisedText<T extends string>(value: T | undefined | null, call: AwsCall): T {
  const found: unknown = must(value, call);
  if (typeof found !== 'string' || found === '') throw notPromised(call, 'something else where a text belongs');
  return found as T;
}

/** A text, or nothing. */
export function maybeText<T extends string>(value: T | undefined | null, call: AwsCall): T | undefined {
  const found: unknown = value ?? undefined;
  if (found === undefined || typeof found === 'string') return found as T | undefined;
  throw notPromised(call, 'something else where a text belongs');
}

/** A list of records; none where it is missing, and no answer where it is something else. */
export function listed<T extends object>(list: readonly T[] | undefined, call: AwsCall): readonly T[] {
  const found: unknown = list ?? [];
  if (Array.isArray(found) && found.every(isRecord)) return found as readonly unknown[] as readonly T[];
  throw notPromised(call, 'a list that is none');
}

/** A record by names; empty where it is missing. */
export function record<T extends object>(value: T | undefined | null, call: AwsCall): T {
  const found: unknown = value ?? {};
  if (isRecord(found) && !Array.isArray(found)) return found as T;
  throw notPromised(call, 'something else where a record belongs');
}

/** Milliseconds since the epoch of a date as clocks show it (1970 to 9999), or nothing. */
export function maybeInstant(value: Date | undefined | null, call: AwsCall): number | undefined {
  const found: unknown = value ?? undefined;
  if (found === undefined) return undefined;
  const instant = found instanceof Date ? found.getTime() : Number.NaN;
  if (instant > 0 && instant < LAST_INSTANT) return instant;
  throw notPromised(call, 'a date that is none');
}

/**
 * Where the token of the next page is asked for with `sent`; undefined at the end of the list. A list that goes in a
 * circle or does not end is no answer.
 */
export function nextPage(
  { nextToken }: { readonly nextToken?: unknown },
  { sent, pages, call }: { readonly sent: string | undefined; readonly pages: number; readonly call: AwsCall },
): string | undefined {
  if (typeof nextToken !== 'string' || nextToken === '') return undefined;
  if (nextToken === sent || pages >= MOST_PAGES) throw notPromised(call, 'a list that does not end');
  return nextToken;
}

const LAST_INSTANT = Date.UTC(10_000, 0);
/** Of up to 1,000 entries each: more than any repository holds. */
const MOST_PAGES = 100_000;

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;
