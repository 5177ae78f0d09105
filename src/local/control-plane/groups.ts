import { type GroupReference, type GroupView, RESTRICTION_MODES, RESTRICTION_TYPES } from '../registry/registry.ts';
import {
  type AnyOperation,
  domainAt,
  domainResource,
  groupResource,
  operation,
  packageOf,
  seconds,
  tagContext,
} from './operation.ts';
import { packageSummary } from './packages.ts';
import {
  atDomain,
  atGroup,
  body,
  CONTACT_INFO,
  DESCRIPTION,
  flag,
  GROUP_PATTERN,
  GROUP_PREFIX,
  list,
  map,
  maybeBody,
  maybeQuery,
  ofPackage,
  oneOf,
  paged,
  query,
  REPOSITORY,
  structure,
  TAGS,
} from './schema.ts';

function reference(found: GroupReference | undefined): GroupReference | undefined {
  return found === undefined ? undefined : { arn: found.arn, pattern: found.pattern };
}

function description(view: GroupView): Readonly<Record<string, unknown>> {
  const restrictions = Object.entries(view.restrictions).map(([type, one]) => [
    type,
    { ...one, inheritedFrom: reference(one.inheritedFrom) },
  ]);
  return {
    arn: view.arn,
    pattern: view.pattern,
    domainName: view.domain,
    domainOwner: view.domainOwner,
    createdTime: seconds(view.createdAt),
    contactInfo: view.contactInfo,
    description: view.description,
    originConfiguration: { restrictions: Object.fromEntries(restrictions) },
    parent: reference(view.parent),
  };
}

const RESTRICTION_TYPE = oneOf(RESTRICTION_TYPES);
const details = {
  contactInfo: maybeBody('contactInfo', CONTACT_INFO),
  description: maybeBody('description', DESCRIPTION),
};
const ALLOWED = list(structure({ repositoryName: REPOSITORY, originRestrictionType: RESTRICTION_TYPE }));

function allowed(
  entries:
    | readonly { readonly repositoryName: string; readonly originRestrictionType: (typeof RESTRICTION_TYPES)[number] }[]
    | undefined,
) {
  return entries?.map((one) => ({ type: one.originRestrictionType, repository: one.repositoryName }));
}

export const GROUP_OPERATIONS: readonly AnyOperation[] = [
  operation({
    name: 'CreatePackageGroup',
    method: 'POST',
    path: '/v1/package-group',
    input: {
      ...atDomain,
      packageGroup: body('packageGroup', GROUP_PATTERN),
      ...details,
      tags: maybeBody('tags', TAGS),
    },
    resource: groupResource,
    context: (input) => tagContext(input.tags),
    run(input, call) {
      const { contactInfo, description: about, tags } = input;
      if (tags !== undefined && tags.length > 0)
        call.require('TagResource', groupResource(input, call), tagContext(tags));
      const options = {
        ...(contactInfo === undefined ? {} : { contactInfo }),
        ...(about === undefined ? {} : { description: about }),
        ...(tags === undefined ? {} : { tags }),
      };
      return {
        packageGroup: description(call.registry.groups.create(domainAt(input, call), input.packageGroup, options)),
      };
    },
  }),
  operation({
    name: 'DescribePackageGroup',
    method: 'GET',
    path: '/v1/package-group',
    input: atGroup,
    resource: groupResource,
    run: (input, call) => ({
      packageGroup: description(call.registry.groups.describe(domainAt(input, call), input.packageGroup)),
    }),
  }),
  operation({
    name: 'UpdatePackageGroup',
    method: 'PUT',
    path: '/v1/package-group',
    input: { ...atDomain, packageGroup: body('packageGroup', GROUP_PATTERN), ...details },
    resource: groupResource,
    run(input, call) {
      const change = { contactInfo: input.contactInfo, description: input.description };
      return {
        packageGroup: description(call.registry.groups.update(domainAt(input, call), input.packageGroup, change)),
      };
    },
  }),
  operation({
    name: 'DeletePackageGroup',
    method: 'DELETE',
    path: '/v1/package-group',
    input: atGroup,
    resource: groupResource,
    run: (input, call) => ({
      packageGroup: description(call.registry.groups.delete(domainAt(input, call), input.packageGroup)),
    }),
  }),
  operation({
    name: 'ListPackageGroups',
    method: 'POST',
    path: '/v1/package-groups',
    input: { ...atDomain, ...paged, prefix: maybeQuery('prefix', GROUP_PREFIX) },
    resource: domainResource,
    run(input, call) {
      const page = call.registry.groups.list(domainAt(input, call), { prefix: input.prefix }, input);
      return { packageGroups: page.items.map(description), nextToken: page.nextToken };
    },
  }),
  operation({
    name: 'ListSubPackageGroups',
    method: 'POST',
    path: '/v1/package-groups/sub-groups',
    input: { ...atGroup, ...paged },
    resource: groupResource,
    run(input, call) {
      const page = call.registry.groups.listSubGroups(domainAt(input, call), input.packageGroup, input);
      return { packageGroups: page.items.map(description), nextToken: page.nextToken };
    },
  }),
  operation({
    name: 'ListAssociatedPackages',
    method: 'GET',
    path: '/v1/list-associated-packages',
    input: { ...atGroup, ...paged, preview: maybeQuery('preview', flag) },
    resource: groupResource,
    run(input, call) {
      const at = domainAt(input, call);
      const page = call.registry.groups.listAssociatedPackages(at, input.packageGroup, input.preview, input);
      const packages = page.items.map((one) => ({ ...packageSummary(one), associationType: one.association }));
      return { packages, nextToken: page.nextToken };
    },
  }),
  operation({
    name: 'GetAssociatedPackageGroup',
    method: 'GET',
    path: '/v1/get-associated-package-group',
    input: { ...atDomain, ...ofPackage },
    // The group is what is asked for, so the package's group decides; the model names no other resource.
    resource: (input, call) => {
      const at = domainAt(input, call);
      const { group } = call.registry.groups.associatedGroup(at, packageOf(input));
      return groupResource({ ...input, packageGroup: group.pattern }, call);
    },
    run(input, call) {
      const found = call.registry.groups.associatedGroup(domainAt(input, call), packageOf(input));
      return { packageGroup: description(found.group), associationType: found.association };
    },
  }),
  operation({
    name: 'ListAllowedRepositoriesForGroup',
    method: 'GET',
    path: '/v1/package-group-allowed-repositories',
    input: { ...atGroup, originRestrictionType: query('originRestrictionType', RESTRICTION_TYPE), ...paged },
    resource: groupResource,
    run(input, call) {
      const at = domainAt(input, call);
      const page = call.registry.groups.listAllowedRepositories(
        at,
        input.packageGroup,
        input.originRestrictionType,
        input,
      );
      return { allowedRepositories: page.items, nextToken: page.nextToken };
    },
  }),
  operation({
    name: 'UpdatePackageGroupOriginConfiguration',
    method: 'PUT',
    path: '/v1/package-group-origin-configuration',
    input: {
      ...atGroup,
      restrictions: maybeBody('restrictions', map(RESTRICTION_TYPE, oneOf(RESTRICTION_MODES))),
      addAllowedRepositories: maybeBody('addAllowedRepositories', ALLOWED),
      removeAllowedRepositories: maybeBody('removeAllowedRepositories', ALLOWED),
    },
    resource: groupResource,
    run(input, call) {
      const changed = call.registry.groups.updateOriginConfiguration(domainAt(input, call), input.packageGroup, {
        restrictions: input.restrictions,
        add: allowed(input.addAllowedRepositories),
        remove: allowed(input.removeAllowedRepositories),
      });
      return { packageGroup: description(changed.group), allowedRepositoryUpdates: changed.updates };
    },
  }),
];
