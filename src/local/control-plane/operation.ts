// One operation of the service as data plus one function. The families (domains.ts, repositories.ts, …) list them.
import type { Format, PackageReference } from '../../core/model/package.ts';
import type { FileBody } from '../http/messages.ts';
import type { ConditionContext } from '../identity/conditions.ts';
import type { Principal } from '../identity/principal.ts';
import type { Seal } from '../identity/signed-token.ts';
import type { Arns } from '../registry/arns.ts';
import type { Registry } from '../registry/registry.ts';
import type { Fields, Values } from './schema.ts';

/** What a permission is asked for: the ARN, and where resource policies may speak about it. */
export interface Resource {
  readonly arn: string;
  /** Undefined for account-level operations, which have no resource policy. Must not name a repository as well. */
  readonly domain?: { readonly domain: string; readonly domainOwner: string } | undefined;
  /** Undefined for domain-level operations, for which only the domain's policy counts. */
  readonly repository?: string | undefined;
}

/** One call, with everything an operation may use. */
export interface Call {
  readonly caller: Principal;
  readonly registry: Registry;
  readonly arns: Arns;
  /** The spelling of a name in ARNs (nuget, swift); other names stay as they are. */
  normalise(ref: PackageReference): PackageReference;
  readonly seal: Seal;
  /** Raw body, for the one operation whose body is an asset. */
  readonly content: AsyncIterable<Uint8Array>;
  /** The endpoint of a repository as this caller can reach it, with trailing slash. */
  endpoint(
    at: { domain: string; domainOwner: string; repository: string },
    format: Format,
    isDualStack: boolean,
  ): string;
  /** Throws AccessDeniedException unless the caller may do this besides the operation itself. `action` without prefix. */
  require(action: string, resource: Resource, context?: ConditionContext): void;
  /** Throws AccessDeniedException unless an identity policy allows it; resource policies cannot. `action` with prefix. */
  requireIdentity(action: string, context: ConditionContext): void;
}

/** Bytes of the store as an answer. */
export class AssetAnswer {
  readonly body: FileBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: FileBody, headers: Readonly<Record<string, string>>) {
    this.body = body;
    this.headers = headers;
  }
}

/** `undefined` members are left out; an operation without output gives undefined and an empty body. */
export type Output = Readonly<Record<string, unknown>> | AssetAnswer | undefined;

export interface Operation<F extends Fields = Fields> {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly input: F;
  /** Its body is an asset and not JSON. */
  readonly takesContent?: boolean;
  /** Policies whose own change this is are left out of the decision, so that nobody locks himself out. */
  readonly ignoresPolicyOf?: 'domain' | 'repository';
  resource(input: Values<F>, call: Call): Resource;
  /** Condition keys besides the global ones. */
  context?(input: Values<F>): ConditionContext;
  run(input: Values<F>, call: Call): Output | Promise<Output>;
}

// biome-ignore lint/suspicious/noExplicitAny: operations of every input side by side
export type AnyOperation = Operation<any>;

/** Infers the input's type from its fields. */
export function operation<const F extends Fields>(definition: Operation<F>): AnyOperation {
  return definition;
}

/** The owner a request means: the caller's own account unless it names another. */
export function ownerOf(input: { readonly domainOwner?: string | undefined }, call: Call): string {
  return input.domainOwner ?? call.caller.account;
}

interface DomainInput {
  readonly domain: string;
  readonly domainOwner?: string | undefined;
}

export function domainAt(input: DomainInput, call: Call): { domain: string; domainOwner: string } {
  return { domain: input.domain, domainOwner: ownerOf(input, call) };
}

export function repositoryAt(input: DomainInput & { readonly repository: string }, call: Call) {
  return { ...domainAt(input, call), repository: input.repository };
}

export function packageOf(input: {
  readonly format: Format;
  readonly namespace?: string | undefined;
  readonly package: string;
}) {
  return { format: input.format, namespace: input.namespace, name: input.package };
}

export const account = (): Resource => ({ arn: '*' });

export function domainResource(input: DomainInput, call: Call): Resource {
  const at = domainAt(input, call);
  return { arn: call.arns.domain(at), domain: at };
}

export function repositoryResource(input: DomainInput & { readonly repository: string }, call: Call): Resource {
  const at = repositoryAt(input, call);
  return { arn: call.arns.repository(at), domain: domainAt(input, call), repository: input.repository };
}

export function packageResource(
  input: DomainInput & Parameters<typeof packageOf>[0] & { readonly repository: string },
  call: Call,
): Resource {
  const at = repositoryAt(input, call);
  const arn = call.arns.package(at, call.normalise(packageOf(input)));
  return { arn, domain: domainAt(input, call), repository: input.repository };
}

export function groupResource(input: DomainInput & { readonly packageGroup: string }, call: Call): Resource {
  const at = domainAt(input, call);
  return { arn: call.arns.group(at, input.packageGroup), domain: at };
}

/** Keys by which tag-based policies see the tags of a request. */
export function tagContext(
  tags: readonly { readonly key: string; readonly value: string }[] | undefined,
): ConditionContext {
  if (tags === undefined) return {};
  const each = tags.map((tag) => [`aws:requesttag/${tag.key.toLowerCase()}`, tag.value] as const);
  return { ...Object.fromEntries(each), 'aws:tagkeys': tags.map((tag) => tag.key) };
}

/** Milliseconds as the epoch seconds of the wire. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
