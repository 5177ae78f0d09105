// What a logout takes out of a NuGet.Config that others wrote into: the source of the login, its credentials, its mapping
// and what disables it, each of them whole and by its name. Half of one would end every command that reads sources.
import { parseEndpoint } from '../../../core/model/endpoint.ts';
import {
  isMapping,
  isSame,
  revertValues,
  type Said,
  type TakenOut,
  type ThreeTexts,
  type ValueEditor,
} from '../../../core/text/value-merge.ts';
import { find, parseXml } from '../../shared/text/xml.ts';
import { xmlValues } from '../../shared/values/xml-values.ts';
import { decodeName } from './element-names.ts';

type Entry = Readonly<Record<string, Said>>;
type Entries = Map<string, Entry>;

const ROOT = '<configuration>';
const SOURCES = 'packageSources';
const CREDENTIALS = 'packageSourceCredentials';
/** Credentials first: whose they are is told by the source. */
const SECTIONS = [CREDENTIALS, 'packageSourceMapping', 'disabledPackageSources', SOURCES] as const;

const elementOf = (name: string) => name.slice(1, name.indexOf('>'));
const withoutNumber = (name: string) => name.replace(/ #\d+$/, '');
const textOf = (entry: Entry | undefined, name: string) => {
  const value = entry?.[name];
  return typeof value === 'string' ? value : undefined;
};

/** The source that an entry is for: names count with case for credentials alone. */
const sourceOf = (section: string, name: string, entry: Entry) =>
  section === CREDENTIALS
    ? decodeName(withoutNumber(elementOf(name)))
    : (textOf(entry, '@key') ?? withoutNumber(name)).toLowerCase();

function rootOf(said: Said): Entry {
  const root = isMapping(said) ? said[ROOT] : undefined;
  if (!isMapping(root)) throw new SyntaxError('the root element is not <configuration>');
  return root;
}

function entriesOf(root: Entry, section: string): Entries {
  const found: Entries = new Map();
  const all = root[`<${section}>`];
  if (isMapping(all)) for (const [name, entry] of Object.entries(all)) if (isMapping(entry)) found.set(name, entry);
  return found;
}

/** A value of the credentials, whose names count without case. */
function fieldOf(credentials: Entry, wanted: string): string | undefined {
  for (const entry of Object.values(credentials))
    if (isMapping(entry) && textOf(entry, '@key')?.toLowerCase() === wanted) return textOf(entry, '@value');
  return undefined;
}

/** Credentials that NuGet refuses, and with them the file. */
const isHalf = (credentials: Entry) =>
  !fieldOf(credentials, 'username') ||
  !(fieldOf(credentials, 'cleartextpassword') ?? fieldOf(credentials, 'password')) ||
  fieldOf(credentials, 'cleartextpassword') === '';

const isRepository = (address: string | undefined) =>
  address !== undefined && URL.canParse(address) && parseEndpoint(address)?.format === 'nuget';

const holds = (said: Said, marks: readonly string[]): boolean =>
  typeof said === 'string'
    ? marks.some((mark) => said.includes(mark))
    : isMapping(said) && Object.values(said).some((one) => holds(one, marks));

/** By the name of a source, as its section compares it. */
function byName(section: string, entries: Entries): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const [name, entry] of entries) {
    const source = sourceOf(section, name, entry);
    if (!found.has(source)) found.set(source, entry);
  }
  return found;
}

interface Three {
  readonly before: Entry;
  readonly ours: Entry;
  readonly now: Entry;
}

class TakingOut {
  isPartial = false;
  readonly #three: Three;
  readonly #marks: readonly string[];
  /** In lower case: sources that only the login made, and that nobody has given to another place since. */
  readonly #own = new Set<string>();
  /** The same, given to another place by others. */
  readonly #taken = new Set<string>();

  constructor(three: Three, marks: readonly string[]) {
    this.#three = three;
    this.#marks = marks;
    const [before, ours, now] = [three.before, three.ours, three.now].map((root) =>
      byName(SOURCES, entriesOf(root, SOURCES)),
    );
    for (const [name, entry] of ours ?? []) {
      if (before?.has(name)) continue;
      const address = textOf(now?.get(name), '@value');
      const isTheirs = address !== undefined && address !== textOf(entry, '@value') && !isRepository(address);
      (isTheirs ? this.#taken : this.#own).add(name);
    }
  }

  section(section: string): Entry {
    const [before, ours, now] = [this.#three.before, this.#three.ours, this.#three.now].map((root) =>
      entriesOf(root, section),
    ) as [Entries, Entries, Entries];
    const [old, made] = [byName(section, before), byName(section, ours)];
    const all = this.#three.now[`<${section}>`];
    const result: Record<string, Said> = Object.create(null);
    const present = new Set<string>();
    // Attributes of the section stay.
    for (const [name, said] of Object.entries(isMapping(all) ? all : {})) {
      const entry = now.get(name);
      const source = entry && sourceOf(section, name, entry);
      if (entry === undefined || source === undefined) {
        result[name] = said;
        continue;
      }
      const kept = this.#entry(section, source, { before: old.get(source), ours: made.get(source), now: entry });
      if (kept === undefined) continue;
      present.add(source);
      result[name] = kept;
    }
    for (const [name, entry] of before) {
      const source = sourceOf(section, name, entry);
      const isOther = made.has(source) || present.has(source) || result[name] !== undefined;
      if (isOther || (section === SOURCES && this.#hasAddress(textOf(entry, '@value'), result))) continue;
      result[name] = entry;
    }
    return result;
  }

  #hasAddress(address: string | undefined, entries: Entry): boolean {
    return Object.values(entries).some((one) => isMapping(one) && textOf(one, '@value') === address);
  }

  #entry(
    section: string,
    source: string,
    {
      before,
      ours,
      now,
    }: { readonly before?: Entry | undefined; readonly ours?: Entry | undefined; readonly now: Entry },
  ): Entry | undefined {
    const name = source.toLowerCase();
    if (before === undefined) {
      if (this.#own.has(name)) return undefined;
      if (ours === undefined) return now;
      if (isSame(ours, now)) return undefined;
      // Of a name that the login only supplied, or that means another place by now.
      if (section === CREDENTIALS && (holds(now, this.#marks) || isHalf(now))) return undefined;
      if (section === SOURCES && !this.#taken.has(name)) return undefined;
      this.isPartial = true;
      return now;
    }
    if (ours === undefined || isSame(ours, before)) return isSame(ours, before) ? now : before;
    if (isSame(ours, now)) return before;
    const back = revertValues({ before, ours, now });
    const said = isMapping(back.said) ? back.said : before;
    if (section === CREDENTIALS && (holds(said, this.#marks) || isHalf(said) || isMixed(said, now, before)))
      return holds(now, this.#marks) || isHalf(now) ? before : this.#theirs(now);
    this.isPartial ||= back.isPartial;
    return said;
  }

  #theirs(now: Entry): Entry {
    this.isPartial = true;
    return now;
  }
}

/** A user of one and a password of the other. */
const isMixed = (said: Entry, now: Entry, before: Entry) => {
  const pair = (one: Entry) => [
    fieldOf(one, 'username'),
    fieldOf(one, 'cleartextpassword') ?? fieldOf(one, 'password'),
  ];
  return !isSame(pair(said), pair(now)) && !isSame(pair(said), pair(before));
};

/** Whether nothing stands in a section, not even a comment. */
function isBare(text: string, section: string, said: Entry): boolean {
  const element = find(parseXml(text), section);
  const inside = element === undefined ? '' : text.slice(element.contentStart, element.contentEnd);
  return Object.keys(said).length === 0 && !inside.includes('<!--');
}

function takeOut({ base, ours, now }: ThreeTexts, marks: readonly string[]): TakenOut {
  const three = {
    before: base.trim() === '' ? {} : rootOf(xmlValues.read(base)),
    ours: rootOf(xmlValues.read(ours)),
    now: rootOf(xmlValues.read(now)),
  };
  const work = new TakingOut(three, marks);
  const wanted: Record<string, Said> = { ...three.now };
  for (const section of SECTIONS) {
    const name = `<${section}>`;
    if (![three.before, three.ours, three.now].some((root) => root[name] !== undefined)) continue;
    const said = work.section(section);
    const found = three.now[name];
    // An empty one of theirs stays, and one in which a comment stands.
    const stays = isMapping(three.before[name]) || isSame(found, said) || !isBare(now, section, said);
    if (Object.keys(said).length > 0 || (found !== undefined && stays)) wanted[name] = said;
    else delete wanted[name];
  }
  return written(now, wanted, work.isPartial);
}

function written(now: string, wanted: Entry, isPartial: boolean): TakenOut {
  const said = { ...(xmlValues.read(now) as Entry), [ROOT]: wanted };
  return { text: xmlValues.edit(now, said, now), said, isPartial };
}

/** Takes out credentials, and what else there is of their source where that is a repository of the service. */
function without(text: string, isGone: (credentials: Entry) => boolean, { withSource }: { withSource: boolean }) {
  const root = rootOf(xmlValues.read(text));
  const wanted: Record<string, Said> = { ...root };
  const names = new Set<string>();
  const kept: Record<string, Said> = {};
  for (const [name, said] of Object.entries(
    isMapping(root[`<${CREDENTIALS}>`]) ? (root[`<${CREDENTIALS}>`] as Entry) : {},
  )) {
    if (name.startsWith('<') && isMapping(said) && isGone(said))
      names.add(sourceOf(CREDENTIALS, name, said).toLowerCase());
    else kept[name] = said;
  }
  if (names.size === 0) return text;
  wanted[`<${CREDENTIALS}>`] = kept;
  if (withSource) {
    const sources = byName(SOURCES, entriesOf(root, SOURCES));
    for (const name of names) if (!isRepository(textOf(sources.get(name), '@value'))) names.delete(name);
    for (const section of SECTIONS.filter((one) => one !== CREDENTIALS)) {
      const all = root[`<${section}>`];
      if (!isMapping(all)) continue;
      const rest = Object.entries(all).filter(
        ([name, one]) => !isMapping(one) || !names.has(sourceOf(section, name, one)),
      );
      wanted[`<${section}>`] = Object.fromEntries(rest);
    }
  }
  for (const section of SECTIONS) {
    const [was, is] = [root[`<${section}>`], wanted[`<${section}>`]];
    if (isMapping(is) && Object.keys(is).length === 0 && isMapping(was) && Object.keys(was).length > 0)
      if (section !== SOURCES && isBare(text, section, is)) delete wanted[`<${section}>`];
  }
  return written(text, wanted, false).text;
}

const attempt = (work: () => string, otherwise: string): string => {
  try {
    return work();
  } catch {
    return otherwise;
  }
};

/** The text without the halves of entries that a logout of an earlier version left, with which no client reads the file. */
export const withoutHalves = (text: string): string =>
  /(?:value|key)\s*=/.test(text) && /<packageSourceCredentials\b/.test(text)
    ? attempt(
        () =>
          without(text, (one) => fieldOf(one, 'username') === 'aws' && fieldOf(one, 'cleartextpassword') === '', {
            withSource: true,
          }),
        text,
      )
    : text;

export const nugetValues: ValueEditor = {
  read: xmlValues.read,
  edit: xmlValues.edit,
  takeOut,
  scrub: (text, marks) => attempt(() => without(text, (one) => holds(one, marks), { withSource: false }), text),
  mend: withoutHalves,
};
