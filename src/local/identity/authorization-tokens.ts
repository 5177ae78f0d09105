// Authorization tokens of domains. A token names its maker; what it may do is decided anew at each use.
import { invalid } from '../registry/service-exception.ts';
import type { Principal } from './principal.ts';
import type { Seal } from './signed-token.ts';

export interface TokenClaims {
  readonly domain: string;
  readonly domainOwner: string;
  /** Tells the domain from those that had its name before. */
  readonly domainId?: string | undefined;
  readonly principal: Principal;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const LONGEST_SECONDS = 43_200;
const SHORTEST_SECONDS = 900;

/**
 * When a token asked for now ends. 0 means together with the caller's temporary credentials; for long-term keys, which
 * have no end and for which the documentation is silent, the longest life. Other lives are independent of the session.
 * Throws ValidationException for 1 to 899 and above 43200, which the model allows or not and the service refuses.
 */
export function tokenExpiry(durationSeconds: number | undefined, caller: Principal, now: number): number {
  const seconds = durationSeconds ?? LONGEST_SECONDS;
  if (seconds === 0) return caller.expiresAt ?? now + LONGEST_SECONDS * 1000;
  if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS) {
    throw invalid(`durationSeconds must be 0 or between ${SHORTEST_SECONDS} and ${LONGEST_SECONDS}, not ${seconds}`);
  }
  return now + seconds * 1000;
}

// Real tokens have around a thousand characters; clients that cut or wrap long values should fail here too.
const NONCE_BYTES = 400;

export function issueToken(seal: Seal, claims: TokenClaims): string {
  return seal.close('authorization', claims, NONCE_BYTES);
}

/**
 * The token in an Authorization header: `Bearer TOKEN`, Basic with any user name (`aws`, or `token` from a netrc), or
 * the bare token, which is what Cargo sends. Undefined when there is none.
 */
export function presentedToken(authorization: string | undefined): string | undefined {
  const value = authorization?.trim();
  if (value === undefined || value === '') return undefined;
  const found = /^(?<scheme>bearer|basic)\s+(?<rest>\S.*)$/i.exec(value)?.groups;
  if (found?.rest === undefined) return value;
  if (found.scheme?.toLowerCase() === 'bearer') return found.rest;
  const bytes = Buffer.from(found.rest, 'base64');
  // The decoder passes over what it does not know: only what it would write itself is taken.
  if (bytes.toString('base64') !== found.rest) return undefined;
  const decoded = bytes.toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : decoded.slice(colon + 1);
}

/**
 * The claims of a valid token of this domain; words for the 401 otherwise. `domainId` null: there is no such domain,
 * which is for others to say.
 */
export function checkToken(
  seal: Seal,
  token: string | undefined,
  at: { readonly domain: string; readonly domainOwner: string; readonly domainId: string | undefined | null },
  now: number,
): TokenClaims | string {
  if (token === undefined) return 'authentication required';
  const claims = seal.open('authorization', token) as TokenClaims | undefined;
  if (claims === undefined) return 'the authorization token is not valid';
  if (claims.expiresAt <= now) return 'the authorization token has expired';
  if (claims.domain !== at.domain || claims.domainOwner !== at.domainOwner) {
    return 'the authorization token belongs to another domain';
  }
  if (at.domainId !== null && claims.domainId !== at.domainId)
    return 'the authorization token belongs to a domain of this name that was deleted';
  return claims;
}
