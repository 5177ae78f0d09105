import { parseTaggedArn } from '../registry/arns.ts';
import { invalid } from '../registry/service-exception.ts';
import { type AnyOperation, type Call, operation, type Resource, tagContext } from './operation.ts';
import { ARN, body, query, TAG_KEYS, TAGS } from './schema.ts';

const ofResource = { resourceArn: query('resourceArn', ARN) } as const;

function taggedResource(input: { readonly resourceArn: string }, call: Call): Resource {
  const found = parseTaggedArn(input.resourceArn, call.registry.region);
  if (found === undefined) {
    throw invalid(`${input.resourceArn} is not the ARN of a domain, a repository or a package group of this Region`);
  }
  return {
    arn: found.arn,
    domain: { domain: found.at.domain, domainOwner: found.at.domainOwner },
    repository: found.kind === 'repository' ? found.at.repository : undefined,
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
