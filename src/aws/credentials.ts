// Credentials that are kept, renewed, or end for good. Where they come from is in `chain`.

import { RegistryError } from '../core/errors/registry-error.ts';
import { namedProfile } from '../core/ports/aws-profile.ts';
import type { Host } from '../core/ports/host.ts';
import type { Credentials } from './credential-values.ts';

/**
 * Resolves to credentials that are good for at least the next call; asks its origin again when they run out, or when
 * the service called `refused` expired (a machine that slept, a clock that is slow, a session that was revoked).
 */
export type CredentialSource = (refused?: Credentials) => Promise<Credentials>;

/** Before their end credentials are renewed, as by the SDKs; those that live for less than twice as long, at half time. */
const RENEWED_BEFORE_MS = 5 * 60_000;
/** Where renewing failed and what is held is still good, it is tried again after so long, or at its end. */
const TRIED_AGAIN_MS = 30_000;

/**
 * Keeps what `ask` gives until it is renewed; calls that come together share one answer. A renewal that fails is no
 * matter while what is held is good, and is not remembered.
 */
export function renewed(host: Pick<Host, 'clock' | 'interrupted'>, ask: () => Promise<Credentials>): CredentialSource {
  let held: { readonly credentials: Credentials; readonly renewAt: number } | undefined;
  let asking: Promise<Credentials> | undefined;
  const keep = (credentials: Credentials) => {
    const now = host.clock.now();
    const life = credentials.expiresAt === undefined ? Number.POSITIVE_INFINITY : credentials.expiresAt - now;
    held = { credentials, renewAt: now + Math.max(life - RENEWED_BEFORE_MS, life / 2) };
    return credentials;
  };
  return async (refused) => {
    const now = host.clock.now();
    const isRefused = refused !== undefined && held?.credentials === refused;
    if (held && !isRefused && now < held.renewAt) return held.credentials;
    asking ??= ask()
      .then(keep)
      .finally(() => {
        asking = undefined;
      });
    try {
      return await asking;
    } catch (error) {
      const endsAt = held?.credentials.expiresAt ?? Number.POSITIVE_INFINITY;
      const failedAt = host.clock.now();
      if (!held || isRefused || failedAt >= endsAt || host.interrupted.aborted) throw error;
      held = { ...held, renewAt: Math.min(failedAt + TRIED_AGAIN_MS, endsAt) };
      return held.credentials;
    }
  };
}

/** A session that ends, and nothing to be had in its place. */
export interface FixedSession {
  /** Where it comes from, in words. */
  readonly from: string;
  /** Milliseconds since the epoch; undefined where nobody says. */
  readonly endsAt: number | undefined;
}

/** Set beside the keys by tools that export a session: the AWS CLI and aws-vault, and older versions of the latter. */
const EXPIRATIONS = ['AWS_CREDENTIAL_EXPIRATION', 'AWS_SESSION_EXPIRATION'] as const;

const isOfVariables = ({ env }: Pick<Host, 'env'>) => Boolean(env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY);

/** The session of the variables; undefined where they hold none, or keys that do not end. */
export function sessionOfVariables(host: Pick<Host, 'env'>): FixedSession | undefined {
  const { env } = host;
  if (!isOfVariables(host) || !env.AWS_SESSION_TOKEN) return undefined;
  const texts = EXPIRATIONS.map((name) => env[name]?.trim() ?? '');
  const text = texts.find((each) => /^\d{4}-\d\d-\d\dT/.test(each));
  const endsAt = text === undefined ? Number.NaN : Date.parse(text);
  return {
    from: 'the variables AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN',
    endsAt: Number.isNaN(endsAt) ? undefined : endsAt,
  };
}

/** The session that `credentials` are, as far as nothing gives others when it ends. */
export async function fixedSession(
  host: Pick<Host, 'env'>,
  credentials: CredentialSource,
): Promise<FixedSession | undefined> {
  if (isOfVariables(host)) return sessionOfVariables(host);
  const { isWrittenDown, expiresAt } = await credentials();
  if (!isWrittenDown) return undefined;
  return { from: `aws_session_token of the profile ${namedProfile(host.env)?.name ?? 'default'}`, endsAt: expiresAt };
}

/** Throws CA-AUTH-008 where the variables hold a session that is over: nothing signed with it would be answered. */
export function requireLiveVariables(host: Pick<Host, 'env' | 'clock'>): void {
  const session = sessionOfVariables(host);
  if (session?.endsAt === undefined || session.endsAt > host.clock.now()) return;
  throw new RegistryError(
    'CA-AUTH-008',
    `the AWS session of ${session.from} ended at ${new Date(session.endsAt).toISOString()}`,
    { remedy: 'Sign in to AWS again before this step, and set the variables anew or unset them.' },
  );
}
