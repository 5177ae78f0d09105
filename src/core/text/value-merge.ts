// Taking one's own change back out of what a file says, whatever form another program has given it since. Lines say where
// something stood; programs that write a file whole (`npm config set`, `pip config set`, `yarn config set`) keep what it
// says and nothing else.
import type { Language } from './languages.ts';

/** What a file says: mappings by names, lists, and values. A mapping that is empty is there all the same. */
export type Said = unknown;
type Mapping = Readonly<Record<string, Said>>;

/** One value as the text spells it, and the names that lead to it; an entry of a list has the name `-`. */
export interface WrittenValue {
  readonly path: readonly string[];
  readonly text: string;
}

export const LIST_ENTRY = '-';

/** Reads what a text of one language says, and makes a text say something else. */
export interface ValueEditor {
  /** Throws where the client would refuse the text. */
  read(text: string): Said;
  /** The text, changed so that it says `wanted`; what comes back takes the spelling that it has in `spelled`. */
  edit(text: string, wanted: Said, spelled: string): string;
  /** Whether a text is a list of words, of which single ones may be ours. */
  readonly hasWords?: boolean;
  /** Characters up to which a text is read. Default: a tenth of what takes a second. */
  readonly longest?: number;
  /** Where what stands behind the end of a text belongs to its last header: which part of `now` that is. */
  behind?(texts: ThreeTexts): string;
  /** Every value as it is written, equal names as often as they are there. Without it, `read` tells all there is to tell. */
  written?(text: string): readonly WrittenValue[];
  /** In the place of `edit`, where entries have no names of their own. `marks` are the spellings of our secrets. */
  takeOut?(texts: ThreeTexts, marks: readonly string[]): TakenOut;
  /** Whether each client that read one text reads the other. */
  isStillRead?(from: string, to: string): boolean;
  /** The text without `marks`, as clients can read it. Without it, a mark leaves nothing in its place. */
  scrub?(text: string, marks: readonly string[]): string;
  /** The text without what an earlier version left half taken out. */
  mend?(text: string): string;
}

/** A text before our change, after it, and as it is. */
export interface ThreeTexts {
  readonly base: string;
  readonly ours: string;
  readonly now: string;
}

export interface TakenOut {
  readonly text: string;
  /** What it has to say. */
  readonly said: Said;
  readonly isPartial: boolean;
}

/** A value that is no text, and that another spelling would change for some reader: a date, a number of many digits. */
export class Literal {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** A number as every reader takes it, else as it is written. */
export const numberOrLiteral = (source: string): number | Literal =>
  String(Number(source)) === source && Number.isFinite(Number(source)) ? Number(source) : new Literal(source);

export type ValueEditors = (language: Language) => Promise<ValueEditor>;

/** What a file said before our change, after it, and says now. */
interface Three {
  readonly before: Said;
  readonly ours: Said;
  readonly now: Said;
}

export interface RevertedValues {
  readonly said: Said;
  /** Whether others have changed a value that we had changed: theirs stays. */
  readonly isPartial: boolean;
  /** What others wrote into an entry of a list that was ours alone, and that means nothing without it. */
  readonly stray: Mapping;
}

/** Takes `before` -> `ours` out of `now`: every value that others have not changed since is what it was. */
export function revertValues(three: Three, hasWords = false): RevertedValues {
  const work = new Reverting(hasWords);
  const said = work.value(three);
  return { said, isPartial: work.isPartial, stray: work.stray };
}

class Reverting {
  isPartial = false;
  stray: Record<string, Said> = {};
  readonly #hasWords: boolean;

  constructor(hasWords: boolean) {
    this.#hasWords = hasWords;
  }

  value({ before, ours, now }: Three): Said {
    // Their entries are compared one by one.
    if (isMapping(before) && isMapping(ours) && isMapping(now)) return this.#mapping({ before, ours, now });
    if (isSame(now, ours) || isSame(now, before)) return before;
    if (isSame(before, ours)) return now;
    // Some programs leave out what is empty when they write a file.
    if (now === undefined && isNothing(ours)) return before;
    if (isMapping(ours) && isMapping(now)) {
      const rest = this.#mapping({ before: isMapping(before) ? before : undefined, ours, now });
      return isMapping(before) || Object.keys(rest).length > 0 ? rest : before;
    }
    if ((Array.isArray(ours) || (ours === undefined && Array.isArray(before))) && Array.isArray(now)) {
      const rest = this.#list({ before: Array.isArray(before) ? before : [], ours: ours ?? [], now });
      return Array.isArray(before) || rest.length > 0 ? rest : before;
    }
    if (this.#hasWords && [ours, now].every(isText) && (before === undefined || isText(before)))
      return this.#words(before as string | undefined, ours as string, now as string);
    // What others took away and what was not there before is nobody's loss.
    if (now !== undefined || before !== undefined) this.isPartial = true;
    return now;
  }

  #mapping({ before, ours, now }: { before: Mapping | undefined; ours: Mapping; now: Mapping }): Mapping {
    const result: Record<string, Said> = Object.create(null);
    const names = namesOfEqual(now, ours);
    const known = new Set<string>();
    for (const key of Object.keys(now)) {
      const name = names.has(key) ? names.get(key) : key;
      if (name !== undefined) known.add(name);
      const kept =
        name === undefined ? now[key] : this.value({ before: own(before, name), ours: own(ours, name), now: now[key] });
      if (kept !== undefined) result[key] = kept;
    }
    for (const key of Object.keys(before ?? {})) {
      if (known.has(key)) continue;
      const kept = this.value({ before: own(before, key), ours: own(ours, key), now: undefined });
      if (kept !== undefined) result[nextName(key, result, now)] = kept;
    }
    // What others changed in an entry of ours stays under its name.
    if (before === undefined && Object.keys(result).length > 0)
      for (const name of XML_NAMES)
        if (result[name] === undefined && own(now, name) !== undefined) result[name] = now[name];
    return result;
  }

  #list({ before, ours, now }: { before: unknown[]; ours: unknown[]; now: unknown[] }): unknown[] {
    const [old, own] = [keyed(before), keyed(ours)];
    const found = byOtherNames(keyed(now), own, old);
    const result: { key: string; item: Said }[] = [];
    let place: number | undefined;
    for (const [key, item] of found) {
      const three = { before: old.get(key), ours: own.get(key), now: item };
      const kept = this.value(three);
      if (
        kept !== undefined &&
        old.get(key) === undefined &&
        isMapping(three.ours) &&
        isMapping(kept) &&
        !isNamed(kept)
      )
        Object.assign(this.stray, kept);
      else if (kept !== undefined) {
        result.push({ key, item: kept });
        continue;
      }
      place ??= result.length;
    }
    const order = new Map([...old.keys()].map((key, index) => [key, index]));
    for (const [key, index] of order) {
      if (own.has(key) || found.has(key)) continue;
      const behind = result.findIndex((one) => order.get(one.key) === index - 1);
      const next = result.findIndex((one) => (order.get(one.key) ?? -1) > index);
      const at = behind !== -1 ? behind + 1 : (place ?? (next === -1 ? result.length : next));
      result.splice(at, 0, { key, item: old.get(key) });
    }
    return result.map(({ item }) => item);
  }

  /** Words of ours go, and those that stood in their place come back; without any of ours it is another value. */
  #words(before: string | undefined, ours: string, now: string): string | undefined {
    const found = separateWords(now);
    const [old, own, present] = [new Set(separateWords(before ?? '')), new Set(separateWords(ours)), new Set(found)];
    const added = new Set([...own].filter((word) => !old.has(word)));
    const place = found.findIndex((word) => added.has(word));
    if (place === -1) {
      this.isPartial = true;
      return now;
    }
    const gone = [...old].filter((word) => !own.has(word) && !present.has(word));
    const rest = [...found.slice(0, place), ...gone, ...found.slice(place)].filter((word) => !added.has(word));
    return rest.length === 0 ? before : rest.join('\n');
  }
}

const own = (mapping: Mapping | undefined, key: string) =>
  mapping !== undefined && Object.hasOwn(mapping, key) ? mapping[key] : undefined;

export const separateWords = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

const isText = (value: Said) => typeof value === 'string';
export const isMapping = (value: Said): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Literal);
const isNothing = (value: Said) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** The same in XML, as its reader writes them: attributes, and the text of a child. */
const XML_NAMES = ['@key', '@id', '<id>'];

/** By what people tell the entries of a list apart. */
const NAMES = ['name', 'id', 'url'];
const isNamed = (entry: Mapping) => NAMES.some((name) => isText(own(entry, name)));

function keyed(list: readonly unknown[]): Map<string, Said> {
  const found = new Map<string, Said>();
  const unique = uniqueNames();
  for (const item of list) {
    const name = isMapping(item) ? NAMES.find((one) => isText(own(item, one))) : undefined;
    const key = isMapping(item) && name !== undefined ? `${name} ${item[name]}` : written(item);
    found.set(unique(key), item);
  }
  return found;
}

/** Entries of ours or from before that somebody gave another name: they have the names that they had. */
function byOtherNames(
  found: ReadonlyMap<string, Said>,
  ours: ReadonlyMap<string, Said>,
  before: ReadonlyMap<string, Said>,
): Map<string, Said> {
  const left = [...ours].filter(([key]) => !found.has(key));
  const renamed = new Map<string, Said>();
  for (const [key, item] of found) {
    const isKnown = ours.has(key) || before.has(key) || !isMapping(item);
    const at = isKnown ? -1 : left.findIndex(([, one]) => isMapping(one) && isSameByName(one, item));
    renamed.set(at === -1 ? key : (left.splice(at, 1)[0]?.[0] ?? key), item);
  }
  return renamed;
}

const isSameByName = (a: Mapping, b: Mapping) =>
  NAMES.some((name) => isText(own(a, name)) && own(a, name) === own(b, name));

/** The name without the number that tells equal ones apart. */
const plainName = (name: string) => name.replace(/ #\d+$/, '');

/**
 * Of entries with equal names, each of which has a number: which of ours each is. One that somebody put before ours moves
 * the numbers on; undefined stands for one that is none of ours.
 */
function namesOfEqual(now: Mapping, ours: Mapping): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  const doubled = new Set(
    Object.keys({ ...now, ...ours }).flatMap((name) => (/ #\d+$/.test(name) ? [plainName(name)] : [])),
  );
  if (doubled.size === 0) return found;
  const group = (mapping: Mapping, name: string) => Object.keys(mapping).filter((key) => plainName(key) === name);
  for (const name of doubled) {
    const [present, left] = [group(now, name), group(ours, name)];
    if (present.length === left.length) continue;
    const take = (key: string, isIt: (other: string) => boolean) => {
      const at = found.has(key) ? -1 : left.findIndex(isIt);
      if (at !== -1) found.set(key, left.splice(at, 1)[0]);
    };
    for (const key of present) take(key, (other) => isSame(now[key], ours[other]));
    for (const key of present) take(key, (other) => isSharing(now[key], ours[other]));
    for (const key of present) if (!found.has(key)) found.set(key, undefined);
  }
  return found;
}

/** Whether most of what one says the other says as well. */
function isSharing(a: Said, b: Said): boolean {
  const [some, others] = [leavesOf(a), new Set(leavesOf(b))];
  return some.filter((leaf) => others.has(leaf)).length * 2 > others.size;
}

/** The same with numbers as a text says them in which some of the equal entries are gone. */
export function renumbered(said: Said): Said {
  if (Array.isArray(said)) return said.map(renumbered);
  if (!isMapping(said)) return said;
  const isNumbered = Object.keys(said).some((name) => / #\d+$/.test(name));
  const unique = uniqueNames();
  const result: Record<string, Said> = Object.create(null);
  for (const [name, value] of Object.entries(said))
    result[isNumbered ? unique(plainName(name)) : name] = renumbered(value);
  return result;
}

/** What comes back takes a number that is free. */
function nextName(key: string, result: Mapping, now: Mapping): string {
  let name = key;
  for (let count = 2; Object.hasOwn(result, name) || (name !== key && Object.hasOwn(now, name)); count += 1)
    name = `${plainName(key)} #${count}`;
  return name;
}

/** Numbers the names that come again. */
export function uniqueNames(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} #${count}`;
  };
}

/** Whether two texts say the same; the order of names means nothing. */
export function isSame(a: Said, b: Said): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => isSame(one, b[at]));
  if (!isMapping(a) || !isMapping(b))
    return Object.is(a, b) || (a instanceof Literal && b instanceof Literal && a.source === b.source);
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(own(a, name), own(b, name)))
  );
}

function written(value: Said): string {
  return (
    JSON.stringify(value, (_, one) =>
      one instanceof Literal
        ? { literal: one.source }
        : isMapping(one)
          ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
          : one,
    ) ?? ''
  );
}

/** The values that a text says, each with the names that lead to it. */
function leavesOf(said: Said): string[] {
  const found: string[] = [];
  const walk = (value: Said, path: string) => {
    if (isMapping(value)) for (const [key, one] of Object.entries(value)) walk(one, `${path}/${JSON.stringify(key)}`);
    else if (Array.isArray(value)) for (const one of value) walk(one, `${path}/-`);
    else found.push(`${path}=${written(value)}`);
  };
  walk(said, '');
  return found;
}

/** Whether a text says all of that, and of the rest as many values as there are in `stray`. */
export function saysBoth(said: Said, wanted: Said, stray: Mapping): boolean {
  const counts = new Map<string, number>();
  for (const leaf of leavesOf(said)) counts.set(leaf, (counts.get(leaf) ?? 0) + 1);
  for (const leaf of leavesOf(wanted)) {
    const count = counts.get(leaf) ?? 0;
    if (count === 0) return false;
    counts.set(leaf, count - 1);
  }
  const left = [...counts].flatMap(([leaf, count]) => Array<string>(count).fill(leaf));
  const ends = Object.entries(stray).map(([key, value]) => `/${JSON.stringify(key)}=${written(value)}`);
  return left.length === ends.length && ends.every((end) => left.some((leaf) => leaf.endsWith(end)));
}
