// The package groups of a domain, read once: parents, effective restrictions, and the group of a package.
import type { PackageReference } from '../../../core/model/package.ts';
import type { DomainAddress } from '../addresses.ts';
import { type Context, domainOf } from '../context.ts';
import { domainKey, keys } from '../records/keys.ts';
import { type AssociationType, RESTRICTION_TYPES, type RestrictionMode, type RestrictionType } from '../registry.ts';
import { bySpecificity, contains, type GroupPattern, match, type PatternRules, readPattern } from './group-pattern.ts';

export const ROOT = '/*';

export interface GroupRecord {
  readonly createdAt: number;
  readonly contactInfo?: string | undefined;
  readonly description?: string | undefined;
  readonly modes: Readonly<Record<RestrictionType, RestrictionMode>>;
  readonly allowed: Readonly<Record<RestrictionType, readonly string[]>>;
}

export interface Group {
  readonly pattern: GroupPattern;
  readonly record: GroupRecord;
  readonly parent: Group | undefined;
}

export interface Effective {
  readonly mode: RestrictionMode;
  /** The group whose setting counts. */
  readonly from: Group;
}

export function effective(group: Group, type: RestrictionType): Effective {
  let from = group;
  while (from.record.modes[type] === 'INHERIT' && from.parent) from = from.parent;
  return { mode: from.record.modes[type], from };
}

export class GroupIndex {
  readonly #context: Context;
  readonly #domains = new Map<
    string,
    { stamp: number; groups: ReadonlyMap<string, Group>; ordered: readonly Group[] }
  >();

  constructor(context: Context) {
    this.#context = context;
  }

  get patternRules(): PatternRules {
    const { rules, switches } = this.#context;
    return { rules, foldsLookAlikes: switches['weak-match-look-alikes'] === 'on' };
  }

  /** Every group of the domain by pattern, the root included. */
  groups(at: DomainAddress): ReadonlyMap<string, Group> {
    return this.#read(at).groups;
  }

  /** The one group a package belongs to. */
  groupOf(at: DomainAddress, ref: PackageReference): { group: Group; association: AssociationType } {
    const found = this.associate(this.#read(at).ordered, ref);
    if (found) return found;
    throw new RangeError(`the domain ${at.domain} has no root group`);
  }

  /** As groupOf, among groups given in order of specificity. */
  associate(
    ordered: readonly Group[],
    ref: PackageReference,
  ): { group: Group; association: AssociationType } | undefined {
    let weak: Group | undefined;
    const isLast = this.#context.switches['weak-match-tie'] === 'last';
    for (const group of ordered) {
      // Of equally specific groups the one that matches strongly wins: it was made to except that very spelling.
      if (weak && bySpecificity(weak.pattern, group.pattern) !== 0) break;
      const association = match(group.pattern, ref, this.patternRules);
      if (association === 'STRONG') return { group, association };
      if (association === 'WEAK') weak = isLast ? group : (weak ?? group);
    }
    return weak && { group: weak, association: 'WEAK' };
  }

  /** Whether groups let a repository do this with a package. */
  allows(at: DomainAddress, repository: string, ref: PackageReference, type: RestrictionType): boolean {
    const { group, association } = this.groupOf(at, ref);
    if (association === 'WEAK') return false;
    const { mode, from } = effective(group, type);
    return mode === 'ALLOW_SPECIFIC_REPOSITORIES' ? from.record.allowed[type].includes(repository) : mode === 'ALLOW';
  }

  /** Whether every restriction is effectively ALLOW: only then do new packages get origin controls of their own. */
  allowsEverything(at: DomainAddress, ref: PackageReference): boolean {
    const { group } = this.groupOf(at, ref);
    return RESTRICTION_TYPES.every((type) => effective(group, type).mode === 'ALLOW');
  }

  #read(at: DomainAddress): { groups: ReadonlyMap<string, Group>; ordered: readonly Group[] } {
    const { records } = this.#context;
    const domain = domainKey(at);
    const kept = this.#domains.get(domain);
    const stamp = records.domainStamp(domain);
    if (kept?.stamp === stamp) return kept;
    const { createdAt } = domainOf(this.#context, at);
    const prefix = keys.group(domain, '');
    const rows = records.store
      .list(prefix)
      .map(({ key, value }) => ({ text: key.slice(prefix.length), record: JSON.parse(value) as GroupRecord }));
    if (!rows.some(({ text }) => text === ROOT)) rows.push({ text: ROOT, record: rootRecord(createdAt) });
    const read = rows.map(({ text, record }) => ({ pattern: readPattern(text, this.patternRules), record }));
    const fresh = { stamp, ...arrange(read) };
    this.#domains.set(domain, fresh);
    return fresh;
  }
}

/** Orders groups by specificity and finds each one's parent: the most specific one that contains it. */
export function arrange(read: readonly Omit<Group, 'parent'>[]): {
  groups: ReadonlyMap<string, Group>;
  ordered: readonly Group[];
} {
  const general: Group[] = [];
  for (const { pattern, record } of [...read].sort((a, b) => bySpecificity(b.pattern, a.pattern))) {
    const parent = general.findLast((outer) => contains(outer.pattern, pattern));
    general.push({ pattern, record, parent });
  }
  return { groups: new Map(general.map((group) => [group.pattern.text, group])), ordered: general.reverse() };
}

/** The root group exists from the start and allows everything (user guide, package-groups). */
function rootRecord(createdAt: number): GroupRecord {
  return {
    createdAt,
    modes: { PUBLISH: 'ALLOW', EXTERNAL_UPSTREAM: 'ALLOW', INTERNAL_UPSTREAM: 'ALLOW' },
    allowed: noRepositories,
  };
}

export const noRepositories: GroupRecord['allowed'] = { PUBLISH: [], EXTERNAL_UPSTREAM: [], INTERNAL_UPSTREAM: [] };
