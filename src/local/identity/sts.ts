// GetCallerIdentity, AssumeRole and AssumeRoleWithWebIdentity over the query protocol (API version 2011-06-15).
// The first two are signed, the last is not: its token is the proof.
import { decodeJwt } from 'jose';
import type { Access } from './access.ts';
import { AuthFailure, type AuthMode } from './caller.ts';
import type { ConditionContext } from './conditions.ts';
import type { OidcIssuer } from './oidc/issuer.ts';
import type { Claims } from './oidc/job-claims.ts';
import { judge, MalformedPolicy, parsePolicy } from './policy.ts';
import { type Principal, parseRoleArn } from './principal.ts';
import type { ClientFacts } from './request-context.ts';
import type { Directory, Role } from './roles.ts';
import { type IssuedCredentials, issueSession } from './sessions.ts';
import type { Seal } from './signed-token.ts';
import { StsError } from './sts-answer.ts';
import {
  inheritTags,
  readSessionTags,
  roleTagContext,
  type SessionTags,
  sessionPolicies,
  sessionTagContext,
} from './sts-parameters.ts';
import { claimContext, GITHUB_PROVIDER, trustsToken } from './trust.ts';

export interface StsOptions {
  readonly mode: AuthMode;
  readonly directory: Directory;
  readonly seal: Seal;
  readonly access: Access;
  readonly oidc: OidcIssuer;
  readonly now: () => number;
  /** What IAM's identity provider lists as its audiences. */
  readonly audiences: readonly string[];
}

export interface StsRequest extends ClientFacts {
  readonly parameters: URLSearchParams;
  /** Identifies the signer; throws AuthFailure. Not called for unsigned actions. */
  readonly caller: () => Principal;
}

export const STS_ACTIONS = ['GetCallerIdentity', 'AssumeRole', 'AssumeRoleWithWebIdentity'] as const;
export type StsAction = (typeof STS_ACTIONS)[number];

/** The members of the action's result, ready to be written as XML. Throws StsError. */
export async function runSts(action: string, request: StsRequest, options: StsOptions): Promise<unknown> {
  if (action === 'AssumeRoleWithWebIdentity') return assumeWithToken(request, options);
  if (action !== 'GetCallerIdentity' && action !== 'AssumeRole') {
    throw new StsError('InvalidAction', 400, `Could not find operation ${action || '(none)'} for version 2011-06-15`);
  }
  const caller = identify(request);
  if (action === 'GetCallerIdentity') return { Arn: caller.arn, UserId: caller.userId, Account: caller.account };
  return assume(caller, request, options);
}

const CODES = {
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  ExpiredTokenException: 'ExpiredToken',
} as const;

function identify(request: StsRequest): Principal {
  try {
    return request.caller();
  } catch (error) {
    if (error instanceof AuthFailure) throw new StsError(CODES[error.code], 403, error.message);
    throw error;
  }
}

function assume(caller: Principal, request: StsRequest, options: StsOptions): unknown {
  const common = readCommon(request.parameters, options);
  // Longer sessions from a session are an error, not a clamp: role chaining ends after an hour.
  if (caller.roleArn !== undefined && common.durationSeconds > 3600) {
    throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  }
  const { role } = common;
  const carried = inheritTags(caller, readSessionTags(request.parameters));
  const externalId = request.parameters.get('ExternalId') ?? undefined;
  if (externalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) throw invalid('ExternalId is malformed');
  const sourceIdentity = sourceIdentityOf(caller, request.parameters);
  const asked: ConditionContext = {
    ...sessionTagContext(carried),
    ...roleTagContext(role?.tags),
    'sts:externalid': externalId,
    'sts:rolesessionname': common.sessionName,
    'sts:sourceidentity': sourceIdentity,
  };
  // What a session is to carry is an action of its own: whoever may assume a role may not thereby write the tags that
  // the role's policies go by. What a session passes on is carried into the next one by the same leave.
  const actions = ['sts:AssumeRole'];
  if (Object.keys(carried.tags).length > 0) actions.push('sts:TagSession');
  if (sourceIdentity !== undefined) actions.push('sts:SetSourceIdentity');
  for (const action of actions) requireTrust(action, caller, { common, asked, request, options });
  return assumed(issue(common, { carried, sourceIdentity }, request.parameters, options));
}

/** Set once: a session that has one hands it on, and it cannot be changed. Throws StsError. */
function sourceIdentityOf(caller: Principal, parameters: URLSearchParams): string | undefined {
  const asked = parameters.get('SourceIdentity') ?? undefined;
  if (asked !== undefined && !/^[\w+=,.@-]{2,64}$/.test(asked)) throw invalid('SourceIdentity is malformed');
  if (asked !== undefined && caller.sourceIdentity !== undefined && asked !== caller.sourceIdentity)
    throw new StsError('AccessDenied', 403, 'the calling session has a source identity, which cannot be changed');
  return caller.sourceIdentity ?? asked;
}

interface Assumption {
  readonly common: CommonParameters;
  /** Keys of this call besides the global ones. */
  readonly asked: ConditionContext;
  readonly request: StsRequest;
  readonly options: StsOptions;
}

/** Throws StsError unless the role trusts the caller with the action, and his own policies leave it to him. */
function requireTrust(action: string, caller: Principal, { common, asked, request, options }: Assumption): void {
  const { role, roleArn } = common;
  const denied = new StsError(
    'AccessDenied',
    403,
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${roleArn}`,
  );
  if (role === undefined && options.mode === 'strict') throw denied;
  const account = parseRoleArn(roleArn)?.account ?? '';
  const { sourceAddress, userAgent } = request;
  const context = {
    ...options.access.context(caller, { sourceAddress, userAgent, resourceAccount: account }),
    ...asked,
  };
  const undeclared = options.mode === 'lenient' ? 'account' : 'none';
  const granted =
    role?.trustPolicy === undefined
      ? undeclared
      : judge(role.trustPolicy, { action, resource: role.arn, context }, caller);
  if (granted === 'none' || granted === 'deny') throw denied;
  const refusal = options.access.refusal(caller, {
    action,
    resource: roleArn,
    granted,
    homeAccounts: [account],
    context: () => asked,
    sourceAddress,
    userAgent,
  });
  if (refusal !== undefined) throw new StsError('AccessDenied', 403, refusal);
}

/** What a token can say of the session, which GitHub's do not: refused, not ignored. */
const SESSION_CLAIMS = ['https://aws.amazon.com/tags', 'https://aws.amazon.com/source_identity'];

async function assumeWithToken(request: StsRequest, options: StsOptions): Promise<unknown> {
  const common = readCommon(request.parameters, options);
  const token = request.parameters.get('WebIdentityToken') ?? '';
  if (token.length < 4 || token.length > 20_000) throw invalid('WebIdentityToken must have 4 to 20000 characters');
  const { role } = common;
  const claims = await readClaims(token, role, options);
  for (const claim of SESSION_CLAIMS)
    if (claims[claim] !== undefined)
      throw new StsError('InvalidIdentityToken', 400, `this server knows no tokens with the claim ${claim}`);
  const audience = claims.azp ?? claims.aud;
  const audiences = Array.isArray(audience) ? audience.map(String) : [String(audience)];
  if (role !== undefined || options.mode === 'strict') {
    if (!audiences.some((one) => options.audiences.includes(one))) {
      throw new StsError('InvalidIdentityToken', 400, 'Incorrect token audience');
    }
    const account = parseRoleArn(common.roleArn)?.account ?? '';
    const isTrusted =
      role?.trustPolicy === undefined
        ? role !== undefined && options.mode === 'lenient'
        : trustsToken(role.trustPolicy, role.arn, account, {
            ...claimContext(claims),
            ...options.access.context(undefined, {
              sourceAddress: request.sourceAddress,
              userAgent: request.userAgent,
              resourceAccount: account,
            }),
            'sts:rolesessionname': common.sessionName,
            ...roleTagContext(role?.tags),
          });
    if (!isTrusted) throw new StsError('AccessDenied', 403, 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  }
  const credentials = issue(common, { carried: { tags: {}, transitive: [] } }, request.parameters, options);
  return {
    ...assumed(credentials),
    SubjectFromWebIdentityToken: String(claims.sub ?? ''),
    Audience: audiences[0],
    Provider: `arn:aws:iam::${credentials.principal.account}:oidc-provider/${GITHUB_PROVIDER}`,
  };
}

/** Lenient mode also takes tokens of other issuers, unverified, for roles that nobody declared. */
async function readClaims(token: string, role: Role | undefined, options: StsOptions): Promise<Claims> {
  const verified = await options.oidc.verify(token);
  if (verified === 'expired')
    throw new StsError('ExpiredTokenException', 400, 'Token expired: the web identity token is no longer valid');
  if (typeof verified === 'object') return verified;
  const rejected = new StsError(
    'InvalidIdentityToken',
    400,
    'The ID Token provided is not a valid JWT of a known provider',
  );
  if (verified === 'broken' || options.mode === 'strict' || role !== undefined) throw rejected;
  const claims: Claims = decodeJwt(token);
  if (typeof claims.exp === 'number' && claims.exp * 1000 <= options.now()) {
    throw new StsError('ExpiredTokenException', 400, 'Token expired: the web identity token is no longer valid');
  }
  return claims;
}

interface CommonParameters {
  readonly roleArn: string;
  readonly role: Role | undefined;
  readonly sessionName: string;
  readonly durationSeconds: number;
}

function readCommon(parameters: URLSearchParams, options: StsOptions): CommonParameters {
  const roleArn = parameters.get('RoleArn') ?? '';
  if (roleArn.length < 20 || roleArn.length > 2048 || parseRoleArn(roleArn) === undefined) {
    throw invalid(`${roleArn || 'RoleArn'} is invalid`);
  }
  const sessionName = parameters.get('RoleSessionName') ?? '';
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw invalid('RoleSessionName must have 2 to 64 characters out of letters, digits and +=,.@_-');
  }
  const given = parameters.get('DurationSeconds') ?? '3600';
  const durationSeconds = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (!Number.isInteger(durationSeconds) || durationSeconds < 900 || durationSeconds > 43_200) {
    throw invalid('DurationSeconds must be between 900 and 43200');
  }
  const role = options.directory.role(roleArn);
  if (role !== undefined && durationSeconds > role.maxSessionDuration) {
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return { roleArn, role, sessionName, durationSeconds };
}

/** What goes into a session besides its name and policies. */
interface Carried {
  readonly carried: SessionTags;
  readonly sourceIdentity?: string | undefined;
}

function issue(
  common: CommonParameters,
  { carried, sourceIdentity }: Carried,
  parameters: URLSearchParams,
  options: StsOptions,
): IssuedCredentials {
  const policies = sessionPolicies(parameters);
  for (const text of policies) {
    try {
      parsePolicy(text, 'identity');
    } catch (error) {
      if (error instanceof MalformedPolicy) throw new StsError('MalformedPolicyDocument', 400, error.message);
      throw error;
    }
  }
  const { roleArn, role, sessionName, durationSeconds } = common;
  return issueSession(options.seal, {
    roleArn,
    sessionName,
    durationSeconds,
    sessionPolicies: policies,
    tags: { ...role?.tags, ...carried.tags },
    transitiveTags: carried.transitive,
    sourceIdentity,
    now: options.now(),
  });
}

function assumed(credentials: IssuedCredentials): Record<string, unknown> {
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(credentials.expiresAt).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    },
    AssumedRoleUser: { AssumedRoleId: credentials.principal.userId, Arn: credentials.principal.arn },
    PackedPolicySize: credentials.principal.sessionPolicies?.length === 0 ? undefined : 1,
  };
}

function invalid(message: string): StsError {
  return new StsError('ValidationError', 400, message);
}
