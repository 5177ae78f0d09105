// What policies can ask about any request, whichever action it is: the one place where the global condition keys are
// filled in, so that a trust policy knows what an identity policy knows.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
import type { ConditionContext } from './conditions.ts';
import type { Principal } from './principal.ts';

/** Where a request comes from. */
export interface ClientFacts {
  readonly sourceAddress?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** What the server itself knows. */
export interface ServerFacts {
  readonly region: string;
  readonly now: () => number;
  /** What `aws:PrincipalOrgID` says, for the accounts of a rehearsal. */
  readonly organizationId: () => string | undefined;
}

/** Who asks, and whose the resource is. */
export interface RequestFacts extends ClientFacts {
  readonly resourceAccount?: string | undefined;
}

/** The facts of a request as it came over the wire. */
export function clientFacts(wire: {
  readonly remoteAddress?: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
}): ClientFacts {
  return { sourceAddress: wire.remoteAddress, userAgent: wire.headers['user-agent'] };
}

/** The global keys, lower case. `caller` is undefined where a token of another issuer is the proof: it is no principal. */
export function globalContext(
  caller: Principal | undefined,
  request: RequestFacts,
  server: ServerFacts,
): ConditionContext {
  const now = server.now();
  return {
    ...(caller === undefined ? {} : principalContext(caller, server)),
    'aws:sourceip': request.sourceAddress?.replace(/^::ffff:/, ''),
    'aws:useragent': request.userAgent,
    'aws:currenttime': new Date(now).toISOString(),
    'aws:epochtime': String(Math.floor(now / 1000)),
    'aws:securetransport': 'false',
    'aws:requestedregion': server.region,
    'aws:viaawsservice': 'false',
    'aws:resourceaccount': request.resourceAccount,
    // The accounts of a rehearsal are all of the one organization.
    'aws:resourceorgid': request.resourceAccount === undefined ? undefined : server.organizationId(),
  };
}

function principalContext(caller: Principal, server: ServerFacts): ConditionContext {
  const isUser = caller.roleArn === undefined && caller.arn.includes(':user/');
  const tags = Object.entries(caller.tags ?? {}).map(([key, value]) => [
    `aws:principaltag/${key.toLowerCase()}`,
    value,
  ]);
  return {
    'aws:principalarn': caller.roleArn ?? caller.arn,
    'aws:principalaccount': caller.account,
    'aws:principaltype': caller.roleArn === undefined ? 'User' : 'AssumedRole',
    'aws:principalorgid': server.organizationId(),
    'aws:principalisawsservice': 'false',
    // Sessions have the key, long-term keys have not; here nobody has a device.
    'aws:multifactorauthpresent': caller.expiresAt === undefined ? undefined : 'false',
    'aws:userid': caller.userId,
    'aws:sourceidentity': caller.sourceIdentity,
    'aws:username': isUser ? caller.arn.split('/').at(-1) : undefined,
    'aws:tokenissuetime': caller.issuedAt === undefined ? undefined : new Date(caller.issuedAt).toISOString(),
    ...Object.fromEntries(tags),
  };
}
