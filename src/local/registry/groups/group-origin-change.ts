// UpdatePackageGroupOriginConfiguration: modes and lists of allowed repositories in one call.

import type { DomainAddress, OwnedRepositoryAddress } from '../addresses.ts';
import type { Context } from '../context.ts';
import { domainKey, keys } from '../records/keys.ts';
import {
  type AllowedRepository,
  type GroupOriginChange,
  RESTRICTION_MODES,
  RESTRICTION_TYPES,
  type RestrictionType,
} from '../registry.ts';
import { invalid, notFound } from '../service-exception.ts';
import { ROOT } from './group-index.ts';
import type { GroupRecord } from './group-tree.ts';

export function checkedModes(pattern: string, { restrictions = {} }: GroupOriginChange): Partial<GroupRecord['modes']> {
  for (const [type, mode] of Object.entries(restrictions)) {
    if (!(RESTRICTION_TYPES as readonly string[]).includes(type)) throw invalid(`'${type}' is not a restriction type`);
    if (!RESTRICTION_MODES.includes(mode)) throw invalid(`'${mode}' is not a restriction mode`);
    if (mode === 'INHERIT' && pattern === ROOT) throw invalid('the root package group has nothing to inherit from');
  }
  return restrictions;
}

/** Takes a repository that is deleted out of every list of allowed ones, so that a new one of its name has no rights. */
export function leaveGroups(context: Context, at: OwnedRepositoryAddress): void {
  const { records } = context;
  const prefix = keys.group(domainKey(at), '');
  let isChanged = false;
  for (const { key, value } of records.store.list(prefix)) {
    const record = JSON.parse(value) as GroupRecord;
    if (!RESTRICTION_TYPES.some((type) => record.allowed[type].includes(at.repository))) continue;
    const without = (type: RestrictionType) => record.allowed[type].filter((name) => name !== at.repository);
    const allowed = {
      PUBLISH: without('PUBLISH'),
      EXTERNAL_UPSTREAM: without('EXTERNAL_UPSTREAM'),
      INTERNAL_UPSTREAM: without('INTERNAL_UPSTREAM'),
    };
    records.store.put(key, JSON.stringify({ ...record, allowed }));
    isChanged = true;
  }
  if (isChanged) records.touchGroups(domainKey(at));
}

export type ListUpdates = Partial<Record<RestrictionType, { ADDED: readonly string[]; REMOVED: readonly string[] }>>;

/**
 * AWS's own sample has additions and removals in one call. What becomes of a repository that is in both is not
 * documented, and so a switch.
 */
export function changedLists(
  context: Context,
  at: DomainAddress,
  record: GroupRecord,
  { add = [], remove = [] }: GroupOriginChange,
): { allowed: GroupRecord['allowed']; updates: ListUpdates } {
  const updates: ListUpdates = {};
  const allowed: Record<RestrictionType, readonly string[]> = { ...record.allowed };
  const toAddAnywhere = new Set(add.map(({ repository }) => repository));
  for (const { type, repository } of [...add, ...remove]) {
    if (!RESTRICTION_TYPES.includes(type)) throw invalid(`'${type}' is not a restriction type`);
    const exists = context.records.repository(`${domainKey(at)}/${repository}`);
    if (!exists && toAddAnywhere.has(repository)) {
      throw notFound(
        'repository',
        repository,
        `Repository not found. RepositoryName: ${repository}, Domain: ${at.domain}`,
      );
    }
  }
  const names = (list: readonly AllowedRepository[], type: RestrictionType) =>
    new Set(list.filter((entry) => entry.type === type).map((entry) => entry.repository));
  const twice = context.switches['group-add-and-remove'];
  for (const type of RESTRICTION_TYPES) {
    const before = new Set(record.allowed[type]);
    const [toAdd, toRemove] = [names(add, type), names(remove, type)];
    const both = [...toAdd].find((name) => toRemove.has(name));
    if (both !== undefined && twice === 'refused') throw invalid(`${both} is to be added and to be removed`);
    const added = [...toAdd].filter((name) => !before.has(name));
    const all = new Set([...before, ...added]);
    const removed = new Set([...toRemove].filter((name) => all.has(name) && !(twice === 'added' && toAdd.has(name))));
    if (added.length + removed.size === 0) continue;
    allowed[type] = [...all].filter((name) => !removed.has(name));
    updates[type] = { ADDED: added, REMOVED: [...removed] };
  }
  return { allowed, updates };
}
