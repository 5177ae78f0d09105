// Edits of .npmrc, a file of `key = value` lines. Only the lines in question change; comments, order, spacing, doubled
// keys and line ends stay as they are.
import { lineEndOf } from '../../../core/text/three-way-merge.ts';
import type { WrittenValue } from '../../../core/text/value-merge.ts';

/** Appends whole lines, in the line ends of the file; a missing last line end is added first. */
export function appendLines(text: string, lines: readonly string[]): string {
  if (lines.length === 0) return text;
  const end = lineEndOf(text);
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  return text + gap + lines.map((line) => line + end).join('');
}

/** Names and values become part of one line; anything that would begin another one is refused. */
export function oneLine(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f\u2028\u2029]/.test(value)) throw new RangeError('a value contains a control character');
  return value;
}

/** A line taken apart. */
interface LineEntry {
  /** Everything before the value. */
  readonly head: string;
  readonly key: string;
  /** `\n`, `\r\n`, `\r`, or nothing in the last line. */
  readonly end: string;
}

const INI_SECTION = /^\[[^\]]*\]\s*$/;
const INI_COMMENT = /^\s*[;#]/;

/** npm's ini ends a line at `\r` as well: what stands behind one is a setting of its own. */
const iniLines = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g) ?? [];

/**
 * A key runs to the first `=`. Cut by positions: an expression with a blank on both sides of the key takes a line of
 * blanks by the cube of its length.
 */
function entryIn(line: string): LineEntry | undefined {
  if (INI_COMMENT.test(line)) return undefined;
  const delimiter = line.indexOf('=');
  const end = /(?<![\r\n])[\r\n]*$/.exec(line.slice(-2))?.[0] ?? '';
  if (delimiter === -1) {
    // A key without a value is `true`.
    const key = iniText(line);
    return { head: `${key}=`, key, end };
  }
  let start = delimiter + 1;
  while (line[start] === ' ' || line[start] === '\t') start += 1;
  return { head: line.slice(0, start), key: iniText(line.slice(0, delimiter)), end };
}

/**
 * Sets keys above the first `[section]` of an npmrc; every occurrence, since clients differ in which one counts, and the
 * entries of a list of that name (`registry[]`), which no client takes for a text.
 */
export function setNpmrc(text: string, entries: Readonly<Record<string, string>>): string {
  // `;` and `#` would begin a comment inside a value.
  const escaped = Object.entries(entries).map(([key, value]) => [key, value.replace(/[;#\\]/g, '\\$&')]);
  return setTopLevel(text, Object.fromEntries(escaped));
}

/** Keys and values above the first section, as npm's own reader (the package `ini`) takes them apart. */
function* topEntries(text: string): Iterable<readonly [key: string, value: string]> {
  for (const line of text.split(/[\r\n]+/)) {
    if (/^\s*(?:[;#]|$)/.test(line)) continue;
    if (INI_SECTION.test(line)) break;
    const [, head, equals, rest] = /^([^=]+)(=(.*))?$/.exec(line) ?? [];
    if (head !== undefined) yield [iniText(head), equals === undefined ? 'true' : iniText(rest ?? '')];
  }
}

/** The name of a list whose entry this key is (`ca[]`). */
const listName = (key: string) => (key.length > 2 && key.endsWith('[]') ? key.slice(0, -2) : undefined);

/**
 * Everything an npmrc sets above its first section, as npm's own reader takes it: the last value of a key counts, quotes
 * come off, `;` and `#` begin a comment anywhere, a key without a value is `true`. Of a list (`ca[]`) it says the last
 * value under that name, and none under the plain one. `knowsLists`: to some, `ca[]` is a key like any other.
 */
export function npmrcValues(text: string, { knowsLists = true } = {}): Map<string, string> {
  const values = new Map<string, string>();
  const lists = new Set<string>();
  for (const [key, value] of topEntries(text)) {
    const list = knowsLists ? listName(key) : undefined;
    const name = list ?? key;
    if (name === '__proto__') continue;
    if (list !== undefined) lists.add(name);
    if (lists.has(name)) {
      values.delete(name);
      values.set(`${name}[]`, value);
    } else values.set(name, value);
  }
  return values;
}

/** The lists of an npmrc: a plain line of the same name adds to one. */
export function npmrcLists(text: string): Map<string, readonly string[]> {
  const all = new Map<string, string[]>();
  const lists = new Set<string>();
  for (const [key, value] of text.includes('[]') ? topEntries(text) : []) {
    const list = listName(key);
    if (list !== undefined) lists.add(list);
    const name = list ?? key;
    const isMore = lists.has(name);
    all.set(name, isMore ? [...(all.get(name) ?? []), value] : [value]);
  }
  return new Map([...all].filter(([name]) => lists.has(name)));
}

/** Every setting as it is written, those of sections with the header of theirs. */
export function npmrcLines(text: string): WrittenValue[] {
  const found: WrittenValue[] = [];
  let section: string[] = [];
  for (const line of iniLines(text)) {
    if (INI_SECTION.test(line)) section = [line.trim()];
    const entry = INI_SECTION.test(line) || line.trim() === '' ? undefined : entryIn(line);
    if (!entry) continue;
    const isWithoutValue = !line.includes('=');
    const value = isWithoutValue ? '' : line.slice(entry.head.length, line.length - entry.end.length).trim();
    found.push({ path: [...section, entry.key], text: value });
  }
  return found;
}

/** Takes keys above the first section out, with their lines. */
export function removeNpmrc(text: string, keys: ReadonlySet<string>): string {
  const lines = iniLines(text);
  const section = lines.findIndex((line) => INI_SECTION.test(line));
  const isTop = (index: number) => section === -1 || index < section;
  return lines.filter((line, index) => !(isTop(index) && keys.has(entryIn(line)?.key ?? ''))).join('');
}

/** Sets keys above the first section to what `other` has for them, in its spelling. */
export function copyNpmrc(text: string, other: string, keys: ReadonlySet<string>): string {
  const raw: Record<string, string> = {};
  for (const line of iniLines(other)) {
    if (INI_SECTION.test(line)) break;
    const entry = entryIn(line);
    if (entry && keys.has(entry.key))
      raw[entry.key] =
        line.slice(entry.head.length, line.length - entry.end.length) || (line.includes('=') ? '' : 'true');
  }
  return setTopLevel(text, raw);
}

/** One key or value of an ini file: quotes taken off, else cut at a comment and freed of escapes. */
function iniText(raw: string): string {
  const text = raw.trim();
  const quoted = [`"`, `'`].some((quote) => text.startsWith(quote) && text.endsWith(quote));
  if (quoted) {
    const inner = text.startsWith("'") ? text.slice(1, -1) : text;
    try {
      return String(JSON.parse(inner));
    } catch {
      return inner;
    }
  }
  const cut = /^(?:[^\\;#]|\\[\s\S])*\\?/.exec(text)?.[0] ?? '';
  return cut.replace(/\\([\\;#])/g, '$1').trim();
}

function setTopLevel(text: string, entries: Readonly<Record<string, string>>): string {
  const lines = iniLines(text);
  const section = lines.findIndex((line) => INI_SECTION.test(line));
  const top = section === -1 ? lines : lines.slice(0, section);
  const missing: string[] = [];
  for (const [key, value] of Object.entries(entries)) {
    oneLine(key);
    oneLine(value);
    let isFound = false;
    for (const [index, line] of top.entries()) {
      const entry = entryIn(line);
      const isEntry = entry !== undefined && listName(entry.key) === key;
      if (entry === undefined || (entry.key !== key && !isEntry)) continue;
      isFound = true;
      top[index] = `${isEntry ? `${key}=` : entry.head}${value}${entry.end}`;
    }
    if (!isFound) missing.push(`${key}=${value}`);
  }
  const rest = section === -1 ? '' : lines.slice(section).join('');
  const head = top.join('');
  if (rest === '') return appendLines(head, missing);
  return (head === '' ? missing.map((line) => line + lineEndOf(text)).join('') : appendLines(head, missing)) + rest;
}
