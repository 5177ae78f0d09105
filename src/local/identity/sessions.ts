// Temporary credentials. Everything about a session is sealed into its session token, so none is stored.
import { randomBytes } from 'node:crypto';
import type { Principal } from './principal.ts';
import { parseRoleArn } from './principal.ts';
import type { Seal } from './signed-token.ts';

export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly principal: Principal;
}

export interface SessionRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly sessionPolicies: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTags?: readonly string[] | undefined;
  readonly sourceIdentity?: string | undefined;
  readonly now: number;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Identifiers as IAM makes them: a prefix that tells the kind, then 16 letters and digits. */
export function makeIdentifier(prefix: string): string {
  return prefix + [...randomBytes(16)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

export function issueSession(seal: Seal, request: SessionRequest): IssuedCredentials {
  const role = parseRoleArn(request.roleArn);
  if (role === undefined) throw new RangeError(`${request.roleArn} is not a role ARN`);
  const accessKeyId = makeIdentifier('ASIA');
  const expiresAt = request.now + request.durationSeconds * 1000;
  // The role's own identifier stays the same from call to call, as aws:userid must.
  const roleId = `AROA${seal
    .derive(request.roleArn)
    .replace(/[^A-Za-z0-9]/g, 'X')
    .toUpperCase()
    .slice(0, 17)}`;
  const principal: Principal = {
    account: role.account,
    arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${request.sessionName}`,
    userId: `${roleId}:${request.sessionName}`,
    roleArn: request.roleArn,
    sessionPolicies: request.sessionPolicies,
    tags: request.tags,
    transitiveTags: request.transitiveTags,
    sourceIdentity: request.sourceIdentity,
    expiresAt,
    issuedAt: request.now,
  };
  const sessionToken = seal.close('session', { accessKeyId, principal }, 192);
  return { accessKeyId, secretAccessKey: seal.derive(accessKeyId), sessionToken, expiresAt, principal };
}

/** Who a session token stands for, or undefined when it is not one of ours or belongs to another key. */
export function openSession(seal: Seal, sessionToken: string, accessKeyId: string): Principal | undefined {
  const claims = seal.open('session', sessionToken) as { accessKeyId: string; principal: Principal } | undefined;
  return claims?.accessKeyId === accessKeyId ? claims.principal : undefined;
}
