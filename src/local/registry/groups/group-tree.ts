// The package groups of one domain, found by the beginnings of what they match: adding one and asking for a package's
// group cost the same among thousands as among a few.
import type { PackageReference } from '../../../core/model/package.ts';
import type { AssociationType, RestrictionMode, RestrictionType } from '../registry.ts';
import {
  bySpecificity,
  contains,
  type GroupPattern,
  match,
  type PatternRules,
  patternPath,
  readPattern,
} from './group-pattern.ts';

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
  /** The most specific group that contains it; undefined for the root. */
  readonly parent: Group | undefined;
}

export interface GroupAssociation {
  readonly group: Group;
  readonly association: AssociationType;
}

export class GroupTree {
  readonly #rules: PatternRules;
  readonly #groups = new Map<string, Member>();
  readonly #byBody = new ByBeginning();
  readonly #byFolded = new ByBeginning();
  /** Parents that were found since a group last came or went. */
  readonly #parents = new Map<Member, Member | undefined>();
  #sorted: readonly Group[] | undefined;

  constructor(rules: PatternRules) {
    this.#rules = rules;
  }

  get(text: string): Group | undefined {
    return this.#groups.get(text);
  }

  /** In the order of their patterns. */
  sorted(): readonly Group[] {
    this.#sorted ??= [...this.#groups.values()].sort(byText);
    return this.#sorted;
  }

  /** Adds a group, or changes the record of one. */
  set(text: string, record: GroupRecord): void {
    const there = this.#groups.get(text);
    if (there) {
      there.record = record;
      return;
    }
    const member = new Member(readPattern(text, this.#rules), record, (of) => this.#parentOf(of));
    this.#groups.set(text, member);
    this.#byBody.add(member.pattern.body, member);
    this.#byFolded.add(member.pattern.folded, member);
    this.#reshaped();
  }

  remove(text: string): void {
    const member = this.#groups.get(text);
    if (!member) return;
    this.#groups.delete(text);
    this.#byBody.remove(member.pattern.body, member);
    this.#byFolded.remove(member.pattern.folded, member);
    this.#reshaped();
  }

  /**
   * The group of a package: the most specific one. Of equally specific groups the one that matches strongly wins: it was
   * made to except that very spelling. Which of several weak ones does is a switch.
   */
  associate(ref: PackageReference, isLastOfWeak: boolean): GroupAssociation | undefined {
    const path = patternPath(ref, this.#rules);
    const fitting = new Set([...this.#byBody.beginning(path.path), ...this.#byFolded.beginning(path.folded)]);
    let tier: GroupAssociation[] = [];
    for (const group of fitting) {
      const association = match(group.pattern, path);
      if (association === undefined) continue;
      const order = tier[0] === undefined ? -1 : bySpecificity(group.pattern, tier[0].group.pattern);
      if (order < 0) tier = [];
      if (order <= 0) tier.push({ group, association });
    }
    tier.sort((a, b) => firstOf(a.group, b.group));
    return tier.find(({ association }) => association === 'STRONG') ?? (isLastOfWeak ? tier.at(-1) : tier[0]);
  }

  #reshaped(): void {
    this.#parents.clear();
    this.#sorted = undefined;
  }

  #parentOf(inner: Member): Member | undefined {
    if (this.#parents.has(inner)) return this.#parents.get(inner);
    let parent: Member | undefined;
    for (const outer of this.#byBody.beginning(inner.pattern.body)) {
      const isOuter = firstOf(inner, outer) < 0 && contains(outer.pattern, inner.pattern);
      if (isOuter && (parent === undefined || firstOf(outer, parent) < 0)) parent = outer;
    }
    this.#parents.set(inner, parent);
    return parent;
  }
}

class Member implements Group {
  readonly pattern: GroupPattern;
  record: GroupRecord;
  readonly #parentOf: (of: Member) => Member | undefined;

  constructor(pattern: GroupPattern, record: GroupRecord, parentOf: (of: Member) => Member | undefined) {
    this.pattern = pattern;
    this.record = record;
    this.#parentOf = parentOf;
  }

  get parent(): Group | undefined {
    return this.#parentOf(this);
  }
}

/** Groups by a text that what they match begins with. */
class ByBeginning {
  readonly #groups = new Map<string, Set<Member>>();
  /** How many of the texts have a length: only those lengths of a longer text are looked for. */
  readonly #lengths = new Map<number, number>();

  add(text: string, group: Member): void {
    const there = this.#groups.get(text);
    if (there) there.add(group);
    else {
      this.#groups.set(text, new Set([group]));
      this.#lengths.set(text.length, (this.#lengths.get(text.length) ?? 0) + 1);
    }
  }

  remove(text: string, group: Member): void {
    const there = this.#groups.get(text);
    if (!there?.delete(group) || there.size > 0) return;
    this.#groups.delete(text);
    const left = (this.#lengths.get(text.length) ?? 0) - 1;
    if (left > 0) this.#lengths.set(text.length, left);
    else this.#lengths.delete(text.length);
  }

  /** Those whose text the given one begins with. */
  *beginning(text: string): Generator<Member> {
    for (const length of this.#lengths.keys())
      if (length <= text.length) yield* this.#groups.get(text.slice(0, length)) ?? [];
  }
}

/** The more specific one first; two that are equally specific have an order as well, which two formats' names need. */
function firstOf(a: Group, b: Group): number {
  return bySpecificity(a.pattern, b.pattern) || byText(b, a);
}

function byText(a: Group, b: Group): number {
  return a.pattern.text < b.pattern.text ? -1 : a.pattern.text > b.pattern.text ? 1 : 0;
}
