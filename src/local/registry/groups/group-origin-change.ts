// UpdatePackageGroupOriginConfiguration: modes and lists of allowed repositories in one call.

import type { DomainAddress } from '../addresses.ts';
import type { Context } from '../context.ts';
import { domainKey } from '../records/keys.ts';
import {
  type AllowedRepository,
  type GroupOriginChange,
  RESTRICTION_MODES,
  RESTRICTION_TYPES,
  type RestrictionType,
} from '../registry.ts';
import { invalid, notFound } from '../service-exception.ts';
import { type GroupRecord, ROOT } from './group-index.ts';

export function checkedModes(pattern: string, { restrictions = {} }: GroupOriginChange): Partial<GroupRecord['modes']> {
  for (const [type, mode] of Object.entries(restrictions)) {
    if (!(RESTRICTION_TYPES as readonly string[]).includes(type)) throw invalid(`'${type}' is not a restriction type`);
    if (!RESTRICTION_MODES.includes(mode)) throw invalid(`'${mode}' is not a restriction mode`);
    if (mode === 'INHERIT' && pattern === ROOT) throw invalid('the root package group has nothing to inherit from');
  }
  return restrictions;
}

export type ListUpdates = Partial<Record<RestrictionType, { ADDED: readonly string[]; REMOVED: readonly string[] }>>;

/** Additions first, then removals; AWS's own sample has both in one call and the order is not documented. */
export function changedLists(
  context: Context,
  at: DomainAddress,
  record: GroupRecord,
  { add = [], remove = [] }: GroupOriginChange,
): { allowed: GroupRecord['allowed']; updates: ListUpdates } {
  const updates: ListUpdates = {};
  const allowed: Record<RestrictionType, readonly string[]> = { ...record.allowed };
  for (const { type, repository } of [...add, ...remove]) {
    if (!RESTRICTION_TYPES.includes(type)) throw invalid(`'${type}' is not a restriction type`);
    const exists = context.records.repository(`${domainKey(at)}/${repository}`);
    if (!exists && add.some((entry) => entry.repository === repository)) {
      throw notFound(
        'repository',
        repository,
        `Repository not found. RepositoryName: ${repository}, Domain: ${at.domain}`,
      );
    }
  }
  const names = (list: readonly AllowedRepository[], type: RestrictionType) => [
    ...new Set(list.filter((entry) => entry.type === type).map((entry) => entry.repository)),
  ];
  for (const type of RESTRICTION_TYPES) {
    const before = record.allowed[type];
    const added = names(add, type).filter((name) => !before.includes(name));
    const removed = names(remove, type).filter((name) => before.includes(name) || added.includes(name));
    if (added.length + removed.length === 0) continue;
    allowed[type] = [...before, ...added].filter((name) => !removed.includes(name));
    updates[type] = { ADDED: added, REMOVED: removed };
  }
  return { allowed, updates };
}
