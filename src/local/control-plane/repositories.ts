import type { RepositoryView } from '../registry/registry.ts';
import {
  type AnyOperation,
  account,
  type Call,
  domainAt,
  domainResource,
  operation,
  repositoryAt,
  repositoryResource,
  seconds,
  tagContext,
} from './operation.ts';
import {
  ACCOUNT,
  atDomain,
  atRepository,
  DESCRIPTION,
  EXTERNAL_CONNECTION,
  FORMAT,
  maybeBody,
  maybeQuery,
  oneOf,
  paged,
  query,
  TAGS,
  text,
  UPSTREAMS,
} from './schema.ts';

function summary(view: RepositoryView): Readonly<Record<string, unknown>> {
  return {
    name: view.repository,
    administratorAccount: view.administratorAccount,
    domainName: view.domain,
    domainOwner: view.domainOwner,
    arn: view.arn,
    description: view.description,
    createdTime: seconds(view.createdAt),
  };
}

/** What answers of the service say; the model has `Available`, and nothing else was seen. */
const CONNECTION_STATUS = 'AVAILABLE';

function description(view: RepositoryView): Readonly<Record<string, unknown>> {
  return {
    ...summary(view),
    upstreams: view.upstreams.map((repositoryName) => ({ repositoryName })),
    externalConnections: view.externalConnections.map(({ name, format }) => ({
      externalConnectionName: name,
      packageFormat: format,
      status: CONNECTION_STATUS,
    })),
  };
}

interface UpstreamInput {
  readonly domain: string;
  readonly domainOwner?: string | undefined;
  readonly upstreams?: readonly { readonly repositoryName: string }[] | undefined;
}

/** Becoming somebody's upstream is a permission of its own, asked for on each upstream repository. */
function upstreamNames(input: UpstreamInput, call: Call): readonly string[] | undefined {
  const names = input.upstreams?.map((one) => one.repositoryName);
  for (const repository of names ?? []) {
    call.require('AssociateWithDownstreamRepository', repositoryResource({ ...input, repository }, call));
  }
  return names;
}

// A prefix of a repository name need not have the two characters a whole name has.
const PREFIX = text(1, 100, /^[A-Za-z0-9][A-Za-z0-9._-]*$/);

export const REPOSITORY_OPERATIONS: readonly AnyOperation[] = [
  operation({
    name: 'CreateRepository',
    method: 'POST',
    path: '/v1/repository',
    input: {
      ...atRepository,
      description: maybeBody('description', DESCRIPTION),
      upstreams: maybeBody('upstreams', UPSTREAMS),
      tags: maybeBody('tags', TAGS),
    },
    resource: repositoryResource,
    context: (input) => tagContext(input.tags),
    run(input, call) {
      const upstreams = upstreamNames(input, call);
      if (input.tags !== undefined && input.tags.length > 0) {
        call.require('TagResource', repositoryResource(input, call), tagContext(input.tags));
      }
      const view = call.registry.repositories.create(repositoryAt(input, call), {
        administratorAccount: call.caller.account,
        ...(input.description === undefined ? {} : { description: input.description }),
        ...(upstreams === undefined ? {} : { upstreams }),
        ...(input.tags === undefined ? {} : { tags: input.tags }),
      });
      return { repository: description(view) };
    },
  }),
  operation({
    name: 'DescribeRepository',
    method: 'GET',
    path: '/v1/repository',
    input: atRepository,
    resource: repositoryResource,
    run: (input, call) => ({ repository: description(call.registry.repositories.describe(repositoryAt(input, call))) }),
  }),
  operation({
    name: 'UpdateRepository',
    method: 'PUT',
    path: '/v1/repository',
    input: {
      ...atRepository,
      description: maybeBody('description', DESCRIPTION),
      upstreams: maybeBody('upstreams', UPSTREAMS),
    },
    resource: repositoryResource,
    run(input, call) {
      const change = { description: input.description, upstreams: upstreamNames(input, call) };
      return { repository: description(call.registry.repositories.update(repositoryAt(input, call), change)) };
    },
  }),
  operation({
    name: 'DeleteRepository',
    method: 'DELETE',
    path: '/v1/repository',
    input: atRepository,
    resource: repositoryResource,
    run(input, call) {
      const deleted = call.registry.repositories.delete(repositoryAt(input, call));
      return { repository: deleted === undefined ? undefined : description(deleted) };
    },
  }),
  operation({
    name: 'ListRepositories',
    method: 'POST',
    path: '/v1/repositories',
    input: { repositoryPrefix: maybeQuery('repository-prefix', PREFIX), ...paged },
    resource: account,
    run(input, call) {
      const filter = { prefix: input.repositoryPrefix, administratorAccount: call.caller.account };
      const page = call.registry.repositories.list(filter, input);
      return { repositories: page.items.map(summary), nextToken: page.nextToken };
    },
  }),
  operation({
    name: 'ListRepositoriesInDomain',
    method: 'POST',
    path: '/v1/domain/repositories',
    input: {
      ...atDomain,
      administratorAccount: maybeQuery('administrator-account', ACCOUNT),
      repositoryPrefix: maybeQuery('repository-prefix', PREFIX),
      ...paged,
    },
    resource: domainResource,
    run(input, call) {
      const filter = { prefix: input.repositoryPrefix, administratorAccount: input.administratorAccount };
      const page = call.registry.repositories.listInDomain(domainAt(input, call), filter, input);
      return { repositories: page.items.map(summary), nextToken: page.nextToken };
    },
  }),
  operation({
    name: 'GetRepositoryEndpoint',
    method: 'GET',
    path: '/v1/repository/endpoint',
    input: {
      ...atRepository,
      format: query('format', FORMAT),
      endpointType: maybeQuery('endpointType', oneOf(['dualstack', 'ipv4'])),
    },
    resource: repositoryResource,
    run(input, call) {
      const at = repositoryAt(input, call);
      call.registry.repositories.describe(at);
      return { repositoryEndpoint: call.endpoint(at, input.format, input.endpointType === 'dualstack') };
    },
  }),
  operation({
    name: 'AssociateExternalConnection',
    method: 'POST',
    path: '/v1/repository/external-connection',
    input: { ...atRepository, externalConnection: query('external-connection', EXTERNAL_CONNECTION) },
    resource: repositoryResource,
    run(input, call) {
      const view = call.registry.repositories.associateExternalConnection(
        repositoryAt(input, call),
        input.externalConnection,
      );
      return { repository: description(view) };
    },
  }),
  operation({
    name: 'DisassociateExternalConnection',
    method: 'DELETE',
    path: '/v1/repository/external-connection',
    input: { ...atRepository, externalConnection: query('external-connection', EXTERNAL_CONNECTION) },
    resource: repositoryResource,
    run(input, call) {
      const view = call.registry.repositories.disassociateExternalConnection(
        repositoryAt(input, call),
        input.externalConnection,
      );
      return { repository: description(view) };
    },
  }),
];
