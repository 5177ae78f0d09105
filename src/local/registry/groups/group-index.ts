// The package groups of every domain, read once and kept in step with what is written: effective restrictions, and the
// group of a package.
import type { PackageReference } from '../../../core/model/package.ts';
import type { DomainAddress } from '../addresses.ts';
import { type Context, domainOf } from '../context.ts';
import { domainKey, keys } from '../records/keys.ts';
import { RESTRICTION_TYPES, type RestrictionMode, type RestrictionType } from '../registry.ts';
import { type PatternRules, readPattern, requireNormalNames } from './group-pattern.ts';
import { type Group, type GroupAssociation, type GroupRecord, GroupTree } from './group-tree.ts';

export const ROOT = '/*';

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
  readonly #domains = new Map<string, { stamp: number; tree: GroupTree }>();

  constructor(context: Context) {
    this.#context = context;
  }

  get patternRules(): PatternRules {
    const { rules, switches } = this.#context;
    return { rules, foldsLookAlikes: switches['weak-match-look-alikes'] === 'on' };
  }

  /** Every group of the domain, the root included. */
  groups(at: DomainAddress): GroupTree {
    const { records } = this.#context;
    const domain = domainKey(at);
    const kept = this.#domains.get(domain);
    const stamp = records.groupStamp(domain);
    if (kept?.stamp === stamp) return kept.tree;
    const { createdAt } = domainOf(this.#context, at);
    const tree = new GroupTree(this.patternRules);
    tree.set(ROOT, rootRecord(createdAt));
    const prefix = keys.group(domain, '');
    for (const { key, value } of records.store.list(prefix))
      tree.set(key.slice(prefix.length), JSON.parse(value) as GroupRecord);
    this.#domains.set(domain, { stamp, tree });
    return tree;
  }

  /** Writes a group. What is kept is changed in this one place: reading all anew for each of many takes minutes. */
  put(at: DomainAddress, text: string, record: GroupRecord): void {
    const { records } = this.#context;
    const tree = this.groups(at);
    records.store.put(keys.group(domainKey(at), text), JSON.stringify(record));
    records.touchDomain(domainKey(at));
    tree.set(text, record);
  }

  /** Deletes a group; call it within a transaction. */
  delete(at: DomainAddress, text: string): void {
    const { records } = this.#context;
    const tree = this.groups(at);
    records.store.delete(keys.group(domainKey(at), text));
    records.touchDomain(domainKey(at));
    tree.remove(text);
  }

  /** The groups of the domain as they would be with one more. */
  withPreview(at: DomainAddress, text: string): GroupTree {
    domainOf(this.#context, at);
    readPattern(text, this.patternRules);
    const groups = this.groups(at);
    if (groups.get(text)) return groups;
    requireNormalNames(text, this.patternRules);
    const preview = new GroupTree(this.patternRules);
    for (const { pattern, record } of groups.sorted()) preview.set(pattern.text, record);
    preview.set(text, { createdAt: this.#context.now(), modes: INHERITED, allowed: noRepositories });
    return preview;
  }

  /** The one group a package belongs to. */
  groupOf(at: DomainAddress, ref: PackageReference): GroupAssociation {
    const isLast = this.#context.switches['weak-match-tie'] === 'last';
    const found = this.groups(at).associate(ref, isLast);
    if (found) return found;
    throw new RangeError(`the domain ${at.domain} has no root group`);
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
}

/** The root group exists from the start and allows everything (user guide, package-groups). */
function rootRecord(createdAt: number): GroupRecord {
  return {
    createdAt,
    modes: { PUBLISH: 'ALLOW', EXTERNAL_UPSTREAM: 'ALLOW', INTERNAL_UPSTREAM: 'ALLOW' },
    allowed: noRepositories,
  };
}

/** The mode of a new group is not documented; INHERIT changes nothing until someone sets it. */
export const INHERITED: GroupRecord['modes'] = {
  PUBLISH: 'INHERIT',
  EXTERNAL_UPSTREAM: 'INHERIT',
  INTERNAL_UPSTREAM: 'INHERIT',
};

export const noRepositories: GroupRecord['allowed'] = { PUBLISH: [], EXTERNAL_UPSTREAM: [], INTERNAL_UPSTREAM: [] };
