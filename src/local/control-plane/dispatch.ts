// One request to the control plane: who is it, is it well formed, may he, do it, answer.
import type { Format } from '../../core/model/package.ts';
import type { FormatRulesTable } from '../../core/ports/format-rules.ts';
import { collect, type WireRequest, type WireResponse } from '../http/messages.ts';
import type { ConditionContext } from '../identity/conditions.ts';
import type { Identity } from '../identity/identity.ts';
import type { Principal } from '../identity/principal.ts';
import { clientFacts } from '../identity/request-context.ts';
import type { Arns } from '../registry/arns.ts';
import type { Registry } from '../registry/registry.ts';
import { invalid, ServiceException } from '../registry/service-exception.ts';
import type { AnyOperation, Call, Resource } from './operation.ts';
import { hasContent, parseContent, readInput } from './parse-input.ts';
import { answerError, answerWith } from './response.ts';

export interface ControlPlaneOptions {
  readonly registry: Registry;
  readonly identity: Identity;
  readonly arns: Arns;
  readonly rules: FormatRulesTable;
}

export interface ControlPlaneRequest {
  readonly wire: WireRequest;
  readonly query: URLSearchParams;
  readonly operation: AnyOperation | undefined;
  readonly requestId: string;
  readonly endpoint: (
    at: { domain: string; domainOwner: string; repository: string },
    format: Format,
    isDualStack: boolean,
  ) => string;
  /** Told who calls as soon as it is known, for the request log. */
  readonly onCaller: (caller: Principal) => void;
}

// Policies of 7,168 characters and lists of 200 tags are the largest bodies the model allows.
const BODY_LIMIT = 1024 * 1024;

/** Errors that the service has names for become answers; others reject. */
export async function answerOperation(
  request: ControlPlaneRequest,
  options: ControlPlaneOptions,
): Promise<WireResponse> {
  try {
    return answerWith(await run(request, options), request.requestId);
  } catch (error) {
    const answer = answerError(error, request.requestId);
    if (answer === undefined) throw error;
    return answer;
  }
}

async function run(request: ControlPlaneRequest, options: ControlPlaneOptions) {
  const { wire, operation } = request;
  const takesContent = operation?.takesContent === true;
  const bytes = takesContent ? undefined : await collect(wire.body, BODY_LIMIT);
  const { method, target, headers } = wire;
  const signed = { service: 'codeartifact' as const, method, target, headers, body: bytes };
  const caller = options.identity.identifyCaller(signed);
  request.onCaller(caller);
  if (operation === undefined) throw invalid('There is no such operation', 'UNKNOWN_OPERATION');
  const content = bytes !== undefined && hasContent(operation.input) ? parseContent(bytes) : {};
  const input = readInput(operation.input, request.query, wire.headers, content);
  const call = makeCall(caller, operation, request, options);
  authorize(caller, `codeartifact:${operation.name}`, operation.resource(input, call), {
    request,
    options,
    context: operation.context?.(input) ?? {},
    ignoring: operation.ignoresPolicyOf,
  });
  return operation.run(input, call);
}

function makeCall(
  caller: Principal,
  operation: AnyOperation,
  request: ControlPlaneRequest,
  options: ControlPlaneOptions,
): Call {
  const { registry, arns, identity } = options;
  return {
    caller,
    registry,
    arns,
    normalise: (ref) => options.rules[ref.format].normalise?.(ref) ?? ref,
    seal: identity.seal,
    content: request.wire.body,
    endpoint: request.endpoint,
    require(action, resource, context = {}) {
      const ignoring = operation.ignoresPolicyOf;
      authorize(caller, `codeartifact:${action}`, resource, { request, options, context, ignoring });
    },
    requireIdentity(action, context) {
      const refusal = identity.access.refusal(caller, {
        action,
        resource: '*',
        context: () => context,
        ...clientFacts(request.wire),
      });
      if (refusal !== undefined) throw new ServiceException('AccessDeniedException', refusal);
    },
  };
}

interface Circumstances {
  readonly request: ControlPlaneRequest;
  readonly options: ControlPlaneOptions;
  readonly context: ConditionContext;
  readonly ignoring: 'domain' | 'repository' | undefined;
}

function authorize(caller: Principal, action: string, resource: Resource, circumstances: Circumstances): void {
  const { request, options, context, ignoring } = circumstances;
  const refusal = options.identity.access.refusal(caller, {
    action,
    resource: resource.arn,
    ...resourceSide(caller, resource, options.registry, ignoring),
    context: () => ({ ...tagsOf(resource, options.registry), ...context }),
    ...clientFacts(request.wire),
  });
  if (refusal !== undefined) throw new ServiceException('AccessDeniedException', refusal);
}

/** Policies and home accounts of a resource. What does not exist has none; the operation itself then says so. */
export function resourceSide(
  caller: Principal,
  resource: Resource,
  registry: Registry,
  ignoring?: 'domain' | 'repository',
): { resourcePolicies: readonly string[]; homeAccounts?: readonly string[] } {
  const { domain, repository } = resource;
  if (domain === undefined) return { resourcePolicies: [] };
  const at = repository === undefined ? undefined : { ...domain, repository };
  const policies: (string | undefined)[] = [];
  if (ignoring !== 'domain') policies.push(attempt(() => registry.policies.find(domain)?.document));
  if (at !== undefined && ignoring !== 'repository') {
    policies.push(attempt(() => registry.policies.find(at)?.document));
  }
  // The owner is at home anyway; only somebody else may be so as the repository's administrator.
  const isOwner = caller.account === domain.domainOwner;
  const administrator =
    at === undefined || isOwner ? undefined : attempt(() => registry.repositories.describe(at).administratorAccount);
  return {
    resourcePolicies: policies.filter(isGiven),
    homeAccounts: [domain.domainOwner, administrator].filter(isGiven),
  };
}

function isGiven<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function tagsOf(resource: Resource, registry: Registry): ConditionContext {
  const tags = attempt(() => registry.tags.list(resource.arn)) ?? [];
  return Object.fromEntries(tags.map((tag) => [`aws:resourcetag/${tag.key.toLowerCase()}`, tag.value]));
}

function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof ServiceException) return undefined;
    throw error;
  }
}
