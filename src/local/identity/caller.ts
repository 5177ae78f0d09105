// Who signed a request to the control plane, to STS or to the admin endpoints.

import { anonymousCaller, type Principal } from './principal.ts';
import type { Directory } from './roles.ts';
import { openSession } from './sessions.ts';
import { readSignature, type SignedRequest, signatureProblem } from './signature.ts';
import type { Seal } from './signed-token.ts';

/** `lenient` takes any signature; `strict` only those made with keys this server knows. */
export type AuthMode = 'lenient' | 'strict';

/** The authentication errors every AWS API shares. They are not part of the service model. */
export type AuthFailureCode =
  | 'MissingAuthenticationTokenException'
  | 'UnrecognizedClientException'
  | 'InvalidSignatureException'
  | 'ExpiredTokenException';

export class AuthFailure extends Error {
  readonly code: AuthFailureCode;

  constructor(code: AuthFailureCode, message: string) {
    super(message);
    this.name = 'AuthFailure';
    this.code = code;
  }
}

export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface CallerOptions {
  readonly mode: AuthMode;
  readonly account: string;
  /** Where the server stands: signatures for other regions are not for it. */
  readonly region: string;
  /** Keys given at start; they may do everything in the server's own account. */
  readonly root: RootCredentials | undefined;
  readonly directory: Directory;
  readonly seal: Seal;
  /** The movable clock: sessions end by it. */
  readonly now: () => number;
  /** The machine's clock: clients sign with theirs, which nobody moved, or with ours, which answers tell (`Date`). */
  readonly machineTime: () => number;
}

/** Identifies the caller or throws AuthFailure. */
export function identifyCaller(request: SignedRequest, options: CallerOptions): Principal {
  const claims = readSignature(request);
  if (claims === undefined)
    throw new AuthFailure('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const known = findKey(claims.accessKeyId, claims.sessionToken, options);
  if (known === undefined) {
    if (options.mode === 'strict') {
      throw new AuthFailure('UnrecognizedClientException', 'The security token included in the request is invalid.');
    }
    return anonymousCaller(accountOfKey(claims.accessKeyId) ?? options.account);
  }
  if (known.principal.expiresAt !== undefined && known.principal.expiresAt <= options.now()) {
    throw new AuthFailure('ExpiredTokenException', 'The security token included in the request is expired');
  }
  if (options.mode === 'strict') {
    const problemAt = (time: number) =>
      signatureProblem(request, claims, known.secretAccessKey, { now: time, region: options.region });
    const problem = problemAt(options.machineTime());
    if (problem !== undefined && problemAt(options.now()) !== undefined)
      throw new AuthFailure('InvalidSignatureException', problem);
  }
  return known.principal;
}

/** A dummy key of 12 digits names the account to act as, so that two accounts can be rehearsed without roles. */
function accountOfKey(accessKeyId: string): string | undefined {
  return /^\d{12}$/.test(accessKeyId) ? accessKeyId : undefined;
}

function findKey(
  accessKeyId: string,
  sessionToken: string | undefined,
  options: CallerOptions,
): { principal: Principal; secretAccessKey: string } | undefined {
  if (sessionToken !== undefined) {
    const principal = openSession(options.seal, sessionToken, accessKeyId);
    return principal === undefined ? undefined : { principal, secretAccessKey: options.seal.derive(accessKeyId) };
  }
  if (options.root !== undefined && accessKeyId === options.root.accessKeyId) {
    const arn = `arn:aws:iam::${options.account}:user/administrator`;
    const principal = { account: options.account, arn, userId: 'AIDALOCALADMINISTRATOR', isAdministrator: true };
    return { principal, secretAccessKey: options.root.secretAccessKey };
  }
  const user = options.directory.userByKey(accessKeyId);
  if (user === undefined) return undefined;
  const userId = `AIDA${options.seal
    .derive(user.arn)
    .replace(/[^A-Za-z0-9]/g, 'X')
    .toUpperCase()
    .slice(0, 17)}`;
  const principal = { account: user.account, arn: user.arn, userId, tags: user.tags };
  return { principal, secretAccessKey: user.secretAccessKey };
}
