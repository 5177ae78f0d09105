import type { PackageReference } from '../../../core/model/package.ts';
import type { DomainAddress } from '../addresses.ts';
import { type Context, domainOf } from '../context.ts';
import { requireDescription, requirePackage } from '../names.ts';
import { pageOfItems } from '../paging.ts';
import { domainKey, keys, packageOfKey, packageRowKey } from '../records/keys.ts';
import {
  type AssociatedPackageView,
  type GroupReference,
  type GroupView,
  type PackageGroups,
  RESTRICTION_TYPES,
  type RestrictionType,
  type RestrictionView,
} from '../registry.ts';
import { conflict, invalid, unknownGroup } from '../service-exception.ts';
import {
  arrange,
  effective,
  type Group,
  type GroupIndex,
  type GroupRecord,
  noRepositories,
  ROOT,
} from './group-index.ts';
import { changedLists, checkedModes } from './group-origin-change.ts';
import { readPattern } from './group-pattern.ts';
import { putTags } from './resource-tags.ts';

const PAGE = 100;

export function packageGroups(context: Context, index: GroupIndex): PackageGroups {
  const { records } = context;

  const reference = (at: DomainAddress, group: Group): GroupReference => ({
    arn: context.arns.group(at, group.pattern.text),
    pattern: group.pattern.text,
  });

  const restriction = (at: DomainAddress, group: Group, type: RestrictionType): RestrictionView => {
    const { mode, from } = effective(group, type);
    return {
      mode: group.record.modes[type],
      effectiveMode: mode,
      inheritedFrom: from === group ? undefined : reference(at, from),
      repositoriesCount: mode === 'ALLOW_SPECIFIC_REPOSITORIES' ? from.record.allowed[type].length : undefined,
    };
  };

  const view = (at: DomainAddress, group: Group): GroupView => ({
    ...reference(at, group),
    domain: at.domain,
    domainOwner: at.domainOwner,
    createdAt: group.record.createdAt,
    contactInfo: group.record.contactInfo,
    description: group.record.description,
    restrictions: {
      PUBLISH: restriction(at, group, 'PUBLISH'),
      EXTERNAL_UPSTREAM: restriction(at, group, 'EXTERNAL_UPSTREAM'),
      INTERNAL_UPSTREAM: restriction(at, group, 'INTERNAL_UPSTREAM'),
    },
    parent: group.parent && reference(at, group.parent),
  });

  const require = (at: DomainAddress, pattern: string): Group => {
    domainOf(context, at);
    const group = index.groups(at).get(pattern);
    if (!group) throw unknownGroup(pattern);
    return group;
  };

  const put = (at: DomainAddress, pattern: string, record: GroupRecord): GroupView => {
    records.store.put(keys.group(domainKey(at), pattern), JSON.stringify(record));
    records.touchDomain(domainKey(at));
    return view(at, require(at, pattern));
  };

  const sorted = (at: DomainAddress): Group[] => {
    domainOf(context, at);
    return [...index.groups(at).values()].sort((a, b) => (a.pattern.text < b.pattern.text ? -1 : 1));
  };

  return {
    create(at, pattern, options = {}) {
      domainOf(context, at);
      readPattern(pattern, index.patternRules);
      requireDescription(options.description);
      requireDescription(options.contactInfo, 'contact info');
      if (index.groups(at).has(pattern))
        throw conflict(`Package group already exists. Pattern: ${pattern}`, { resourceId: pattern });
      const { contactInfo, description } = options;
      // The mode of a new group is not documented; INHERIT changes nothing until someone sets it.
      const modes = { PUBLISH: 'INHERIT', EXTERNAL_UPSTREAM: 'INHERIT', INTERNAL_UPSTREAM: 'INHERIT' } as const;
      return records.transaction(() => {
        putTags(context, context.arns.group(at, pattern), options.tags ?? []);
        return put(at, pattern, { createdAt: context.now(), contactInfo, description, modes, allowed: noRepositories });
      });
    },

    describe: (at, pattern) => view(at, require(at, pattern)),

    update(at, pattern, change) {
      const { record } = require(at, pattern);
      requireDescription(change.description);
      requireDescription(change.contactInfo, 'contact info');
      const { contactInfo = record.contactInfo, description = record.description } = change;
      return put(at, pattern, { ...record, contactInfo, description });
    },

    delete(at, pattern) {
      const last = view(at, require(at, pattern));
      if (pattern === ROOT) throw invalid('the root package group cannot be deleted', 'OTHER');
      records.transaction(() => {
        records.store.delete(keys.group(domainKey(at), pattern));
        records.store.delete(keys.tags(last.arn));
      });
      records.touchDomain(domainKey(at));
      return last;
    },

    list(at, { prefix = '' } = {}, page = {}) {
      const groups = sorted(at).filter((group) => group.pattern.text.startsWith(prefix));
      const listed = pageOfItems(groups, page, {
        list: `groups ${domainKey(at)} ${prefix}`,
        size: PAGE,
        keyOf: (group) => [group.pattern.text],
      });
      return { ...listed, items: listed.items.map((group) => view(at, group)) };
    },

    listSubGroups(at, pattern, page = {}) {
      const parent = require(at, pattern);
      const groups = sorted(at).filter((group) => group.parent === parent);
      const listed = pageOfItems(groups, page, {
        list: `sub-groups ${domainKey(at)} ${pattern}`,
        size: PAGE,
        keyOf: (group) => [group.pattern.text],
      });
      return { ...listed, items: listed.items.map((group) => view(at, group)) };
    },

    listAssociatedPackages(at, pattern, preview = false, page = {}) {
      const groups = preview ? withPreview(context, index, at, pattern) : [...index.groups(at).values()];
      if (!preview) require(at, pattern);
      const { ordered } = arrange(groups);
      const found: AssociatedPackageView[] = [];
      for (const ref of packagesOfDomain(context, at)) {
        const associated = index.associate(ordered, ref);
        if (associated?.group.pattern.text === pattern) found.push({ ...ref, association: associated.association });
      }
      return pageOfItems(found, page, {
        list: `associated ${domainKey(at)} ${pattern}`,
        size: PAGE,
        keyOf: (found) => [packageRowKey(found)],
      });
    },

    associatedGroup(at, ref) {
      domainOf(context, at);
      const { group, association } = index.groupOf(at, requirePackage(ref, context.rules));
      return { group: view(at, group), association };
    },

    listAllowedRepositories(at, pattern, type, page = {}) {
      if (!RESTRICTION_TYPES.includes(type)) throw invalid('originRestrictionType is not a restriction type');
      const names = [...require(at, pattern).record.allowed[type]].sort();
      return pageOfItems(names, page, {
        list: `allowed ${domainKey(at)} ${pattern} ${type}`,
        size: PAGE,
        keyOf: (name) => [name],
      });
    },

    updateOriginConfiguration(at, pattern, change) {
      const { record } = require(at, pattern);
      const modes = { ...record.modes, ...checkedModes(pattern, change) };
      const { allowed, updates } = changedLists(context, at, record, change);
      return { group: put(at, pattern, { ...record, modes, allowed }), updates };
    },
  };
}

/** The domain's groups as they would be with one more. */
function withPreview(
  context: Context,
  index: GroupIndex,
  at: DomainAddress,
  text: string,
): readonly Omit<Group, 'parent'>[] {
  domainOf(context, at);
  const pattern = readPattern(text, index.patternRules);
  const groups = index.groups(at);
  const modes = { PUBLISH: 'INHERIT', EXTERNAL_UPSTREAM: 'INHERIT', INTERNAL_UPSTREAM: 'INHERIT' } as const;
  const record: GroupRecord = { createdAt: context.now(), modes, allowed: noRepositories };
  return groups.has(text) ? [...groups.values()] : [...groups.values(), { pattern, record }];
}

/** Packages of every repository of a domain, each once, in order. */
function packagesOfDomain(context: Context, at: DomainAddress): PackageReference[] {
  const prefix = keys.package(domainKey(at), '');
  const names = new Set<string>();
  for (const { key } of context.records.store.list(prefix)) names.add(key.slice(key.indexOf('/', prefix.length) + 1));
  return [...names].sort().map(packageOfKey);
}
