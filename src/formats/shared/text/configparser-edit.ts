// Files that Python's configparser reads: pip.conf, pip.ini, .pypirc. Read by its rules (Python 3.8 to 3.14, strict, no
// interpolation), and edited so that only the setting in question changes.
//
// A line that is indented deeper than the key before it continues that key's value; headers and keys may be indented;
// comments and blank lines may stand inside a value; `=` or `:`, whichever comes first, ends a key; what stands in
// [DEFAULT] counts in every section. A section or key given twice, a line without `=` or `:` and one above the first
// section make Python refuse the file, and so does this reader.
import { lineEndOf } from '../../../core/text/three-way-merge.ts';
import { oneLine } from './npmrc-edit.ts';

/** What two spellings of a name have in common. */
export type NameRule = (name: string) => string;

/** configparser itself compares names without case. */
export const withoutCase: NameRule = (name) => name.toLowerCase();

export const DEFAULT_SECTION = 'DEFAULT';

interface Entry {
  /** As the file spells it. */
  readonly key: string;
  readonly name: string;
  /** Blanks before the key. */
  readonly indent: string;
  /** Key, delimiter and the blanks around it. */
  readonly prefix: string;
  /** Indexes of the lines that make the value: the first, and those that continue it. */
  readonly lines: readonly number[];
  readonly value: string;
}

interface Section {
  readonly name: string;
  /** Index of the line after the last line that is not blank or a comment. */
  contentEnd: number;
  /** Blanks before the header. */
  readonly indent: string;
  readonly entries: Entry[];
  readonly byName: Map<string, Entry[]>;
}

interface ParsedFile {
  readonly lines: string[];
  /** In order; [DEFAULT] may be there more than once. */
  readonly sections: readonly Section[];
}

/** What Python's `str.strip` takes off; JavaScript has a byte order mark more and six control characters fewer. */
const BLANK = new Set(
  [9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000].concat(
    Array.from({ length: 11 }, (_, at) => 0x2000 + at),
  ),
);

const isBlankAt = (text: string, at: number) => BLANK.has(text.charCodeAt(at));

/** Positions of the first character that is no blank and of the one behind the last, in a part of a text. */
function trimmed(text: string, from = 0, to = text.length): [number, number] {
  let start = from;
  let end = to;
  while (start < end && isBlankAt(text, start)) start += 1;
  while (end > start && isBlankAt(text, end - 1)) end -= 1;
  return [start, end];
}

/** Without the blanks at the end. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlankAt(text, end - 1)) end -= 1;
  return text.slice(0, end);
}

const stripped = (text: string, from = 0, to = text.length) => text.slice(...trimmed(text, from, to));

/** Python ends lines at `\n`, `\r\n` and `\r`. */
const linesIn = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g) ?? [];

function parse(text: string, nameOf: NameRule): ParsedFile {
  const lines = linesIn(text);
  const sections: Section[] = [];
  const headers = new Set<string>();
  const seen = new Map<string, Set<string>>();
  let section: Section | undefined;
  let open: { values: string[]; lines: number[]; entry: Entry } | undefined;
  let level = 0;
  const close = () => {
    if (!open || !section) return;
    const { values, entry } = open;
    const done = { ...entry, value: withoutEnd(values.join('\n')) };
    section.entries.push(done);
    const same = section.byName.get(done.name);
    if (same) same.push(done);
    else section.byName.set(done.name, [done]);
    open = undefined;
  };
  for (const [index, line] of lines.entries()) {
    const [start, end] = trimmed(line);
    if (start === end) {
      open?.values.push('');
      continue;
    }
    if (line[start] === '#' || line[start] === ';') continue;
    if (open && section && start > level) {
      open.values.push(line.slice(start, end));
      open.lines.push(index);
      section.contentEnd = index + 1;
      continue;
    }
    level = start;
    const closing = line[start] === '[' ? line.lastIndexOf(']', end - 1) : -1;
    if (closing > start + 1) {
      close();
      const name = line.slice(start + 1, closing);
      if (name !== DEFAULT_SECTION && headers.has(name))
        throw new SyntaxError(`line ${index + 1} begins the section [${name}] a second time`);
      headers.add(name);
      section = { name, contentEnd: index + 1, indent: line.slice(0, start), entries: [], byName: new Map() };
      sections.push(section);
      continue;
    }
    if (!section) throw new SyntaxError(`line ${index + 1} stands before any [section]`);
    const sign = delimiterIn(line, start, end);
    if (sign <= start) throw new SyntaxError(`line ${index + 1} is neither a [section] nor a setting`);
    close();
    const key = stripped(line, start, sign);
    const known = seen.get(section.name) ?? new Set();
    seen.set(section.name, known);
    if (known.has(withoutCase(key)))
      throw new SyntaxError(`line ${index + 1} sets ${key} of [${section.name}] a second time`);
    known.add(withoutCase(key));
    const [valueStart] = trimmed(line, sign + 1, end);
    const own = [index];
    open = {
      values: [line.slice(valueStart, end)],
      lines: own,
      entry: {
        key,
        name: nameOf(key),
        indent: line.slice(0, start),
        prefix: line.slice(start, valueStart),
        lines: own,
        value: '',
      },
    };
    section.contentEnd = index + 1;
  }
  close();
  return { lines, sections };
}

function delimiterIn(line: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) if (line[at] === '=' || line[at] === ':') return at;
  return -1;
}

/** A file as Python sees it. */
export interface ConfigValues {
  /** In the order of the file, without [DEFAULT]. */
  readonly sections: readonly string[];
  /** By section, then by name; what [DEFAULT] says counts in each section that does not say otherwise. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What stands in the section itself; for [DEFAULT], too. */
  readonly own: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Names that one section has in several spellings, which the rule says are one. */
  readonly ambiguous: readonly string[];
}

/** Throws SyntaxError when Python would refuse the file. Of several spellings of one name the last counts. */
export function readConfig(text: string, nameOf: NameRule = withoutCase): ConfigValues {
  const { sections } = parse(text, nameOf);
  const own = new Map<string, Map<string, string>>();
  const ambiguous = new Set<string>();
  for (const { name: section, entries } of sections) {
    const values = own.get(section) ?? new Map<string, string>();
    own.set(section, values);
    for (const { name, value } of entries) {
      if (values.has(name)) ambiguous.add(name);
      values.set(name, value);
    }
  }
  const defaults = own.get(DEFAULT_SECTION) ?? new Map<string, string>();
  const names = [...own.keys()].filter((name) => name !== DEFAULT_SECTION);
  const values = new Map(
    names.map((name) => [
      name,
      defaults.size === 0 ? (own.get(name) ?? defaults) : new Map([...defaults, ...(own.get(name) ?? [])]),
    ]),
  );
  return { sections: names, values, own, ambiguous: [...ambiguous] };
}

export interface ConfigEdit {
  readonly section: string;
  readonly key: string;
  /** Several values are written on lines of their own; undefined takes the key out. */
  readonly value: string | readonly string[] | undefined;
}

/**
 * Sets and removes keys, where they stand and in their own spelling; what is not there yet is put at the end of its
 * section, and a section that is not there at the end of the file. Throws SyntaxError when Python would refuse the file.
 * It is read once: it may have ten thousand sections.
 */
export function editConfig(text: string, edits: readonly ConfigEdit[], nameOf: NameRule = withoutCase): string {
  const end = lineEndOf(text);
  const { lines, sections } = parse(text, nameOf);
  const places = new Map<string, number[]>();
  for (const [index, { name }] of sections.entries()) {
    const known = places.get(name);
    if (known) known.push(index);
    else places.set(name, [index]);
  }
  /** What is put behind a line; the lines themselves may be changed or taken out by another edit. */
  const behind = new Map<number, string>();
  const added = new Map<string, string[]>();
  for (const { section: name, key, value } of edits) {
    if (oneLine(name).includes(']') || name === '') throw new RangeError('a section name is empty or contains `]`');
    if (stripped(oneLine(key)) !== key || /^[#;[]|[=:]|^$/.test(key))
      throw new RangeError('a key cannot be written so');
    const values = value === undefined ? undefined : (typeof value === 'string' ? [value] : value).map(checkedValue);
    const at = places.get(name) ?? [];
    const known = at.flatMap((index) => sections[index]?.byName.get(nameOf(key)) ?? []);
    if (values === undefined) for (const entry of known) for (const line of entry.lines) lines[line] = '';
    else if (known.length > 0) for (const entry of known) replaceValue(lines, entry, values, end);
    else if (at.length > 0) {
      const [line, indent] = endOf(sections, at.at(-1) ?? 0);
      behind.set(line, (behind.get(line) ?? '') + printed(`${indent}${key} = `, values, indent, end));
    } else added.set(name, [...(added.get(name) ?? []), printed(`${key} = `, values, '', end)]);
  }
  let result = lines
    .map((line, index) => {
      const more = behind.get(index);
      return more === undefined ? line : line + (line === '' || isLineEnd(line.slice(-1)) ? '' : end) + more;
    })
    .join('');
  for (const [name, entries] of added) {
    const gap = result === '' || isLineEnd(result.slice(-1)) ? '' : end;
    result += `${gap}${stripped(result) === '' ? '' : end}[${name}]${end}${entries.join('')}`;
  }
  return result;
}

/** What would be cut off, or read as a comment on a line of its own, cannot be written. */
function checkedValue(value: string): string {
  if (stripped(oneLine(value)) !== value) throw new RangeError('a value begins or ends with a blank');
  return value;
}

const isLineEnd = (character: string) => character === '\n' || character === '\r';

function printed(prefix: string, values: readonly string[], indent: string, end: string): string {
  if (values.length > 1 && values.some((one) => one === '' || /^[#;]/.test(one)))
    throw new RangeError('a value would be read as a comment');
  const bare = withoutEnd(prefix);
  if (values.length < 2) return (values[0] ? prefix + values[0] : bare) + end;
  return bare + values.map((one) => `${end}${indent}    ${one}`).join('') + end;
}

/** Comments inside the old value stay. */
function replaceValue(lines: string[], entry: Entry, values: readonly string[], end: string): void {
  const present = entry.value.split(/\s+/).filter((one) => one !== '');
  if (present.join(' ') === values.filter((one) => one !== '').join(' ')) return;
  const [first = 0, ...rest] = entry.lines;
  const last = (lines[first] ?? '').slice(-2);
  const lineEnd = last === '\r\n' ? last : isLineEnd(last.slice(-1)) ? last.slice(-1) : end;
  lines[first] = entry.indent + printed(spaced(entry.prefix), values, entry.indent, lineEnd);
  for (const line of rest) lines[line] = '';
}

/** `key =` without a value lacks the blank that its sign has before it. */
function spaced(prefix: string): string {
  return isBlankAt(prefix, prefix.length - 2) && !isBlankAt(prefix, prefix.length - 1) ? `${prefix} ` : prefix;
}

/** The last line of a section, and the indentation in which nothing that follows continues what is put behind it. */
function endOf(sections: readonly Section[], at: number): [line: number, indent: string] {
  const section = sections[at];
  return [(section?.contentEnd ?? 1) - 1, section?.entries.at(-1)?.indent ?? sections[at + 1]?.indent ?? ''];
}
