import { issueToken, tokenExpiry } from '../identity/authorization-tokens.ts';
import type { DomainView } from '../registry/registry.ts';
import { type AnyOperation, account, domainAt, domainResource, operation, seconds, tagContext } from './operation.ts';
import {
  ARN,
  atDomain,
  DOMAIN,
  integer,
  MAX_RESULTS,
  maybeBody,
  maybeQuery,
  PAGE_TOKEN,
  query,
  TAGS,
} from './schema.ts';

function summary(view: DomainView): Readonly<Record<string, unknown>> {
  return {
    name: view.domain,
    owner: view.domainOwner,
    arn: view.arn,
    status: 'Active',
    createdTime: seconds(view.createdAt),
    encryptionKey: view.encryptionKey,
  };
}

function description(view: DomainView): Readonly<Record<string, unknown>> {
  const { repositoryCount, assetSizeBytes, s3BucketArn } = view;
  return { ...summary(view), repositoryCount, assetSizeBytes, s3BucketArn };
}

export const DOMAIN_OPERATIONS: readonly AnyOperation[] = [
  operation({
    name: 'CreateDomain',
    method: 'POST',
    path: '/v1/domain',
    input: {
      domain: query('domain', DOMAIN),
      encryptionKey: maybeBody('encryptionKey', ARN),
      tags: maybeBody('tags', TAGS),
    },
    resource: domainResource,
    context: (input) => tagContext(input.tags),
    run(input, call) {
      if (input.tags !== undefined && input.tags.length > 0)
        call.require('TagResource', domainResource(input, call), tagContext(input.tags));
      const { encryptionKey, tags } = input;
      const options = {
        ...(encryptionKey === undefined ? {} : { encryptionKey }),
        ...(tags === undefined ? {} : { tags }),
      };
      return { domain: description(call.registry.domains.create(domainAt(input, call), options)) };
    },
  }),
  operation({
    name: 'DescribeDomain',
    method: 'GET',
    path: '/v1/domain',
    input: atDomain,
    resource: domainResource,
    run: (input, call) => ({ domain: description(call.registry.domains.describe(domainAt(input, call))) }),
  }),
  operation({
    name: 'ListDomains',
    method: 'POST',
    path: '/v1/domains',
    // The one list that takes its page in the body.
    input: { maxResults: maybeBody('maxResults', MAX_RESULTS), nextToken: maybeBody('nextToken', PAGE_TOKEN) },
    resource: account,
    run(input, call) {
      const page = call.registry.domains.list(call.caller.account, input);
      return { domains: page.items.map(summary), nextToken: page.nextToken };
    },
  }),
  operation({
    name: 'DeleteDomain',
    method: 'DELETE',
    path: '/v1/domain',
    input: atDomain,
    resource: domainResource,
    run(input, call) {
      const deleted = call.registry.domains.delete(domainAt(input, call));
      return { domain: deleted === undefined ? undefined : { ...description(deleted), status: 'Deleted' } };
    },
  }),
  operation({
    name: 'GetAuthorizationToken',
    method: 'POST',
    path: '/v1/authorization-token',
    input: { ...atDomain, durationSeconds: maybeQuery('duration', integer(0, 43_200)) },
    resource: domainResource,
    run(input, call) {
      const at = domainAt(input, call);
      call.requireIdentity('sts:GetServiceBearerToken', {
        'sts:awsservicename': 'codeartifact.amazonaws.com',
        'sts:durationseconds': String(input.durationSeconds ?? 43_200),
      });
      call.registry.domains.describe(at);
      const domainId = call.registry.domains.idOf(at) ?? undefined;
      const expiresAt = tokenExpiry(input.durationSeconds, call.caller, call.registry.now());
      const authorizationToken = issueToken(call.seal, { ...at, domainId, principal: call.caller, expiresAt });
      return { authorizationToken, expiration: seconds(expiresAt) };
    },
  }),
];
