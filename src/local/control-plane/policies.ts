import { MalformedPolicy, parsePolicy } from '../identity/policy.ts';
import type { PolicyView } from '../registry/registry.ts';
import { invalid } from '../registry/service-exception.ts';
import {
  type AnyOperation,
  domainAt,
  domainResource,
  operation,
  repositoryAt,
  repositoryResource,
} from './operation.ts';
import {
  ACCOUNT,
  atDomain,
  atRepository,
  body,
  DOMAIN,
  maybeBody,
  maybeQuery,
  POLICY_DOCUMENT,
  POLICY_REVISION,
} from './schema.ts';

function answer(view: PolicyView): { policy: PolicyView } {
  const { resourceArn, revision, document } = view;
  return { policy: { resourceArn, revision, document } };
}

function checked(document: string): string {
  try {
    parsePolicy(document, 'resource');
  } catch (error) {
    if (error instanceof MalformedPolicy) throw invalid(`The policy document is not valid: ${error.message}`);
    throw error;
  }
  return document;
}

const change = {
  policyRevision: maybeBody('policyRevision', POLICY_REVISION),
  policyDocument: body('policyDocument', POLICY_DOCUMENT),
};
const removal = { policyRevision: maybeQuery('policy-revision', POLICY_REVISION) };

export const POLICY_OPERATIONS: readonly AnyOperation[] = [
  operation({
    name: 'PutDomainPermissionsPolicy',
    method: 'PUT',
    path: '/v1/domain/permissions/policy',
    // The one operation of a domain that has no query string; its repository twin uses the query as all others do.
    input: { domain: body('domain', DOMAIN), domainOwner: maybeBody('domainOwner', ACCOUNT), ...change },
    ignoresPolicyOf: 'domain',
    resource: domainResource,
    run: (input, call) =>
      answer(call.registry.policies.put(domainAt(input, call), checked(input.policyDocument), input.policyRevision)),
  }),
  operation({
    name: 'GetDomainPermissionsPolicy',
    method: 'GET',
    path: '/v1/domain/permissions/policy',
    input: atDomain,
    resource: domainResource,
    run: (input, call) => answer(call.registry.policies.get(domainAt(input, call))),
  }),
  operation({
    name: 'DeleteDomainPermissionsPolicy',
    method: 'DELETE',
    path: '/v1/domain/permissions/policy',
    input: { ...atDomain, ...removal },
    resource: domainResource,
    run: (input, call) => answer(call.registry.policies.delete(domainAt(input, call), input.policyRevision)),
  }),
  operation({
    name: 'PutRepositoryPermissionsPolicy',
    method: 'PUT',
    path: '/v1/repository/permissions/policy',
    input: { ...atRepository, ...change },
    ignoresPolicyOf: 'repository',
    resource: repositoryResource,
    run: (input, call) =>
      answer(
        call.registry.policies.put(repositoryAt(input, call), checked(input.policyDocument), input.policyRevision),
      ),
  }),
  operation({
    name: 'GetRepositoryPermissionsPolicy',
    method: 'GET',
    path: '/v1/repository/permissions/policy',
    input: atRepository,
    resource: repositoryResource,
    run: (input, call) => answer(call.registry.policies.get(repositoryAt(input, call))),
  }),
  operation({
    name: 'DeleteRepositoryPermissionsPolicy',
    method: 'DELETE',
    // Plural, unlike put and get.
    path: '/v1/repository/permissions/policies',
    input: { ...atRepository, ...removal },
    resource: repositoryResource,
    run: (input, call) => answer(call.registry.policies.delete(repositoryAt(input, call), input.policyRevision)),
  }),
];
