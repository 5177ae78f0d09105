// Tags of domains, repositories and package groups (user guide, package-group-tags), kept by ARN.

import type { Tag } from '../addresses.ts';
import { parseTaggedArn } from '../arns.ts';
import { type Context, domainOf, repositoryOf } from '../context.ts';
import { requireTagKeys, requireTags } from '../names.ts';
import { keys } from '../records/keys.ts';
import type { ResourceTags } from '../registry.ts';
import { invalid, quotaExceeded, unknownGroup } from '../service-exception.ts';
import type { GroupIndex } from './group-index.ts';

export function resourceTags(context: Context, index: GroupIndex): ResourceTags {
  /** Gives the one ARN that tags are kept under. */
  const require = (given: string): string => {
    const resource = parseTaggedArn(given, context.region);
    if (!resource) throw invalid('resourceArn is not the ARN of a domain, repository or package group of this Region');
    if (resource.kind === 'repository') repositoryOf(context, resource.at);
    else domainOf(context, resource.at);
    if (resource.kind !== 'group' || index.groups(resource.at).get(resource.pattern)) return resource.arn;
    throw unknownGroup(resource.pattern);
  };
  return {
    tag: (given, tags) => putTags(context, require(given), tags),
    untag(given, tagKeys) {
      const arn = require(given);
      requireTagKeys(tagKeys);
      const left = readTags(context, arn).filter((tag) => !tagKeys.includes(tag.key));
      context.records.store.put(keys.tags(arn), JSON.stringify(left));
    },
    list: (given) => readTags(context, require(given)),
  };
}

/** Adds or overwrites tags of a resource that exists or is being made. */
export function putTags(context: Context, arn: string, tags: readonly Tag[]): void {
  requireTags(tags);
  if (tags.length === 0) return;
  const merged = new Map([...readTags(context, arn), ...tags].map((tag) => [tag.key, tag.value]));
  const limit = context.switches['tags-per-resource'];
  if (merged.size > limit) throw quotaExceeded(`a resource has at most ${limit} tags`);
  context.records.store.put(keys.tags(arn), JSON.stringify([...merged].map(([key, value]) => ({ key, value }))));
}

function readTags(context: Context, arn: string): readonly Tag[] {
  return JSON.parse(context.records.store.get(keys.tags(arn)) ?? '[]') as Tag[];
}
