import type { PackageReference } from '../../../core/model/package.ts';
import type { DomainAddress } from '../addresses.ts';
import { type Context, domainOf } from '../context.ts';
import { requireDescription, requirePackage } from '../names.ts';
import { pageOfItems } from '../paging.ts';
import { domainKey, keys, packageOfKey, packageRowKey } from '../records/keys.ts';
import {
  type AssociatedPackageView,
  type GroupDetails,
  type GroupReference,
  type GroupView,
  type PackageGroups,
  RESTRICTION_TYPES,
  type RestrictionType,
  type RestrictionView,
} from '../registry.ts';
import { conflict, invalid, unknownGroup } from '../service-exception.ts';
import { effective, type GroupIndex, INHERITED, noRepositories, ROOT } from './group-index.ts';
import { changedLists, checkedModes } from './group-origin-change.ts';
import { readPattern, requireNormalNames } from './group-pattern.ts';
import type { Group, GroupRecord } from './group-tree.ts';
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
    index.put(at, pattern, record);
    return view(at, require(at, pattern));
  };

  /** Checks what a new group or a change says of it. */
  const requireDetails = ({ contactInfo, description }: GroupDetails): void => {
    requireDescription(description);
    requireDescription(contactInfo, 'contact info');
  };

  /** A record as it is before anybody says anything of the group. Throws ValidationException for what is no pattern. */
  const newRecord = (pattern: string): GroupRecord => {
    readPattern(pattern, index.patternRules);
    requireNormalNames(pattern, index.patternRules);
    return { createdAt: context.now(), modes: INHERITED, allowed: noRepositories };
  };

  return {
    create(at, pattern, options = {}) {
      domainOf(context, at);
      const record = newRecord(pattern);
      requireDetails(options);
      if (index.groups(at).get(pattern))
        throw conflict(`Package group already exists. Pattern: ${pattern}`, { resourceId: pattern });
      const { contactInfo, description } = options;
      return records.transaction(() => {
        putTags(context, context.arns.group(at, pattern), options.tags ?? []);
        return put(at, pattern, { ...record, contactInfo, description });
      });
    },

    describe: (at, pattern) => view(at, require(at, pattern)),

    update(at, pattern, change) {
      const { record } = require(at, pattern);
      requireDetails(change);
      const { contactInfo = record.contactInfo, description = record.description } = change;
      return put(at, pattern, { ...record, contactInfo, description });
    },

    declare(at, pattern, { tags = [], ...change }) {
      domainOf(context, at);
      const before = index.groups(at).get(pattern)?.record;
      const record = before ?? newRecord(pattern);
      requireDetails(change);
      const { contactInfo = record.contactInfo, description = record.description } = change;
      const modes = { ...record.modes, ...checkedModes(pattern, change) };
      const { allowed } = changedLists(context, at, record, change);
      const next = { ...record, contactInfo, description, modes, allowed };
      records.transaction(() => {
        putTags(context, context.arns.group(at, pattern), tags);
        if (before === undefined || JSON.stringify(before) !== JSON.stringify(next)) index.put(at, pattern, next);
      });
    },

    delete(at, pattern) {
      const last = view(at, require(at, pattern));
      if (pattern === ROOT) throw invalid('the root package group cannot be deleted', 'OTHER');
      records.transaction(() => {
        index.delete(at, pattern);
        records.store.delete(keys.tags(last.arn));
      });
      return last;
    },

    list(at, { prefix = '' } = {}, page = {}) {
      domainOf(context, at);
      const all = index.groups(at).sorted();
      const groups = all.filter((group) => group.pattern.text.startsWith(prefix));
      const listed = pageOfItems(groups, page, {
        list: `groups ${domainKey(at)} ${prefix}`,
        size: PAGE,
        keyOf: (group) => [group.pattern.text],
      });
      return { ...listed, items: listed.items.map((group) => view(at, group)) };
    },

    listSubGroups(at, pattern, page = {}) {
      const parent = require(at, pattern);
      const all = index.groups(at).sorted();
      const groups = all.filter((group) => group.parent === parent);
      const listed = pageOfItems(groups, page, {
        list: `sub-groups ${domainKey(at)} ${pattern}`,
        size: PAGE,
        keyOf: (group) => [group.pattern.text],
      });
      return { ...listed, items: listed.items.map((group) => view(at, group)) };
    },

    listAssociatedPackages(at, pattern, preview = false, page = {}) {
      if (!preview) require(at, pattern);
      const groups = preview ? index.withPreview(at, pattern) : index.groups(at);
      const isLast = context.switches['weak-match-tie'] === 'last';
      const found: AssociatedPackageView[] = [];
      for (const ref of packagesOfDomain(context, at)) {
        const associated = groups.associate(ref, isLast);
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

/** Packages of every repository of a domain, each once, in order. */
function packagesOfDomain(context: Context, at: DomainAddress): PackageReference[] {
  const prefix = keys.package(domainKey(at), '');
  const names = new Set<string>();
  for (const { key } of context.records.store.list(prefix)) names.add(key.slice(key.indexOf('/', prefix.length) + 1));
  return [...names].sort().map(packageOfKey);
}
