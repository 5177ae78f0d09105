import { invalid } from '../registry/service-exception.ts';
import { parseResourceArn } from './arn.ts';
import { ARN, body, query, TAG_KEYS, TAGS } from './fields.ts';
import { type AnyOperation, operation, type Resource, tagContext } from './operation.ts';

const ofResource = { resourceArn: query('resourceArn', ARN) } as const;

function taggedResource(input: { readonly resourceArn: string }): Resource {
  const found = parseResourceArn(input.resourceArn);
  if (found === undefined)
    throw invalid(`${input.resourceArn} is not the ARN of a domain, a repository or a package group`);
  return {
    arn: input.resourceArn,
    domain: { domain: found.domain, domainOwner: found.owner },
    repository: found.repository,
  };
}

export const TAG_OPERATIONS: readonly AnyOperation[] = [
  operation({
    name: 'TagResource',
    method: 'POST',
    path: '/v1/tag',
    input: { ...ofResource, tags: body('tags', TAGS) },
    resource: taggedResource,
    context: (input) => tagContext(input.tags),
    run(input, call) {
      call.registry.tags.tag(input.resourceArn, input.tags);
      return undefined;
    },
  }),
  operation({
    name: 'UntagResource',
    method: 'POST',
    path: '/v1/untag',
    input: { ...ofResource, tagKeys: body('tagKeys', TAG_KEYS) },
    resource: taggedResource,
    context: (input) => ({ 'aws:tagkeys': input.tagKeys }),
    run(input, call) {
      call.registry.tags.untag(input.resourceArn, input.tagKeys);
      return undefined;
    },
  }),
  operation({
    name: 'ListTagsForResource',
    method: 'POST',
    path: '/v1/tags',
    input: ofResource,
    resource: taggedResource,
    run: (input, call) => ({ tags: call.registry.tags.list(input.resourceArn) }),
  }),
];
