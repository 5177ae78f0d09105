// Whether a caller may do something: identity policies, session policies and resource policies together, by the rules
// of the user guide's page on repository policies (explicit deny first; own account: one allow anywhere is enough;
// other accounts: an allow on both sides).
import type { AuthMode } from './caller.ts';
import type { ConditionContext } from './conditions.ts';
import { judge, type PolicyDocument, type PolicyKind, readStored, strongest, type Verdict } from './policy.ts';
import type { Principal } from './principal.ts';
import { type ClientFacts, globalContext, type RequestFacts, type ServerFacts } from './request-context.ts';
import type { Directory } from './roles.ts';

export interface AccessQuestion extends ClientFacts {
  /** With prefix: `codeartifact:ReadFromRepository`, `sts:GetServiceBearerToken`. */
  readonly action: string;
  /** An ARN, or `*` for what has no resource. */
  readonly resource: string;
  /** Documents of the domain and the repository in question. */
  readonly resourcePolicies?: readonly string[];
  /** What a policy of the resource that was judged already says of the caller: the trust policy of a role. */
  readonly granted?: Verdict | undefined;
  /** The domain owner and the repository administrator; undefined for what belongs to the caller's own account. */
  readonly homeAccounts?: readonly string[];
  /** Keys of this action besides the global ones, lower case. Asked for only when a policy is to be read. */
  readonly context?: () => ConditionContext;
}

export interface Access {
  /** Undefined when allowed, else the service's sentence. */
  refusal(caller: Principal, question: AccessQuestion): string | undefined;
  /** The keys that every policy can test, for those that are judged elsewhere; without a caller what is known of all. */
  context(caller: Principal | undefined, request: RequestFacts): ConditionContext;
}

export interface AccessOptions extends ServerFacts {
  readonly mode: AuthMode;
  readonly directory: Directory;
}

export function createAccess(options: AccessOptions): Access {
  const documents = new Map<string, PolicyDocument>();
  const read = (text: string, kind: PolicyKind): PolicyDocument => {
    // What one kind may say is malformed in another.
    const key = `${kind} ${text}`;
    let document = documents.get(key);
    if (document === undefined) {
      if (documents.size > 1000) documents.clear();
      document = readStored(text, kind);
      documents.set(key, document);
    }
    return document;
  };
  return {
    refusal: (caller, question) => refusal(caller, question, options, read),
    context: (caller, request) => globalContext(caller, request, options),
  };
}

function refusal(
  caller: Principal,
  question: AccessQuestion,
  options: AccessOptions,
  read: (text: string, kind: PolicyKind) => PolicyDocument,
): string | undefined {
  const identityPolicies = policiesOf(caller, options);
  const sessionPolicies = caller.sessionPolicies ?? [];
  const resourcePolicies = question.resourcePolicies ?? [];
  const isHome = question.homeAccounts === undefined || question.homeAccounts.includes(caller.account);
  // Most requests of a lenient server: no policy anywhere, so no context is made either.
  if (identityPolicies === 'everything' && isHome && sessionPolicies.length + resourcePolicies.length === 0)
    return undefined;
  const facts = { ...question, resourceAccount: question.homeAccounts?.[0] };
  const context = { ...globalContext(caller, facts, options), ...question.context?.() };
  const request = { action: question.action, resource: question.resource, context };
  const identity =
    identityPolicies === 'everything' ? 'allow' : strongest(identityPolicies.map((one) => judge(one, request)));
  const session = strongest(sessionPolicies.map((text) => judge(read(text, 'identity'), request)));
  const granted = question.granted ?? 'none';
  const resource = strongest([
    granted,
    ...resourcePolicies.map((text) => judge(read(text, 'resource'), request, caller)),
  ]);
  const isNamed = resource === 'allow' || resource === 'session';
  // Session policies limit what comes to a session through its role, and not what it is given at home by its own name.
  const isSessionAllowed = sessionPolicies.length === 0 || session === 'allow' || (isHome && resource === 'session');
  const isResourceAllowed = isNamed || (!isHome && resource === 'account');
  const isAllowed = isHome ? identity === 'allow' || isResourceAllowed : identity === 'allow' && isResourceAllowed;
  const because = reason({ identity, session, resource, isSessionAllowed, isAllowed }, question.action);
  if (because === undefined) return undefined;
  return `User: ${caller.arn} is not authorized to perform: ${question.action} on resource: ${question.resource} ${because}`;
}

function reason(
  found: {
    readonly identity: Verdict;
    readonly session: Verdict;
    readonly resource: Verdict;
    readonly isSessionAllowed: boolean;
    readonly isAllowed: boolean;
  },
  action: string,
): string | undefined {
  if (found.resource === 'deny') return 'with an explicit deny in a resource-based policy';
  if (found.identity === 'deny') return 'with an explicit deny in an identity-based policy';
  if (found.session === 'deny') return 'with an explicit deny in a session policy';
  if (!found.isSessionAllowed) return `because no session policy allows the ${action} action`;
  if (found.isAllowed) return undefined;
  const kind = found.identity === 'allow' ? 'resource-based' : 'identity-based';
  return `because no ${kind} policy allows the ${action} action`;
}

/** Lenient mode lets everybody do everything unless a declared role or user has policies of its own. */
function policiesOf(caller: Principal, options: AccessOptions): readonly PolicyDocument[] | 'everything' {
  if (caller.isAdministrator === true) return 'everything';
  const { directory } = options;
  const declared = caller.roleArn === undefined ? directory.userByArn(caller.arn) : directory.role(caller.roleArn);
  return declared?.policies ?? (options.mode === 'lenient' ? 'everything' : []);
}
