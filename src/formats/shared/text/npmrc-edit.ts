// Edits of files made of `key = value` lines: .npmrc, pip.conf, .pypirc, Java properties. Only the lines in question
// change; comments, order, spacing, doubled keys and line ends stay as they are.
import { lineEndOf, linesOf } from '../../../core/text/three-way-merge.ts';

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
  readonly value: string;
}

interface LineRule {
  readonly comment: RegExp;
  /** What begins a part of the file in which keys mean something else. */
  readonly section?: RegExp;
  readonly entry: (line: string) => LineEntry | undefined;
  /** A line end that belongs to the value: the next line goes on with it. */
  readonly joined?: RegExp;
}

const INI_SECTION = /^\[[^\]]*\]\s*$/;

// npm's ini: `;` and `#` begin comments, a key runs to the first `=`.
const NPMRC: LineRule = {
  comment: /^\s*[;#]/,
  section: INI_SECTION,
  entry: (line) => {
    const found = entryAt(line, line.indexOf('='), /[\r\n]/);
    return found && { ...found, key: iniText(found.key) };
  },
};
// Java properties: also `:`; keys with escapes are left alone.
const PROPERTIES: LineRule = {
  comment: /^\s*[#!]/,
  entry: (line) => entryAt(line, line.search(/[=:]/), /\s|^$/),
  joined: /(?<!\\)(?:\\\\)*\\\r?\n$/,
};

/**
 * Cut by positions: an expression with a blank on both sides of the key takes a line of blanks by the cube of its length.
 * `never`: what no key holds.
 */
function entryAt(line: string, delimiter: number, never: RegExp): LineEntry | undefined {
  if (delimiter === -1) return undefined;
  const key = line.slice(0, delimiter).trim();
  if (never.test(key)) return undefined;
  let start = delimiter + 1;
  while (line[start] === ' ' || line[start] === '\t') start += 1;
  const value = /^[^\r\n]*/.exec(line.slice(start))?.[0] ?? '';
  return { head: line.slice(0, start), key, value };
}

/** Sets keys above the first `[section]` of an npmrc; every occurrence, since clients differ in which one counts. */
export function setNpmrc(text: string, entries: Readonly<Record<string, string>>): string {
  // `;` and `#` would begin a comment inside a value.
  const escaped = Object.entries(entries).map(([key, value]) => [key, value.replace(/[;#\\]/g, '\\$&')]);
  return setTopLevel(text, Object.fromEntries(escaped), NPMRC);
}

export function setProperties(text: string, entries: Readonly<Record<string, string>>): string {
  const escaped = Object.entries(entries).map(([key, value]) => [key, value.replaceAll('\\', '\\\\')]);
  return setTopLevel(text, Object.fromEntries(escaped), PROPERTIES);
}

/**
 * Everything an npmrc sets above its first section, as npm's own reader (the package `ini`) takes it: the last value of
 * a key counts, quotes come off, `;` and `#` begin a comment anywhere, a key without a value is `true`. Of a list
 * (`ca[]`) it says the last value under that name: what names registries and credentials is none.
 */
export function npmrcValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const lists = new Set<string>();
  for (const line of text.split(/[\r\n]+/)) {
    if (/^\s*(?:[;#]|$)/.test(line)) continue;
    if (INI_SECTION.test(line)) break;
    const [, head, equals, rest] = /^([^=]+)(=(.*))?$/.exec(line) ?? [];
    if (head === undefined) continue;
    const key = iniText(head);
    const isList = key.length > 2 && key.endsWith('[]');
    const name = isList ? key.slice(0, -2) : key;
    if (name === '__proto__') continue;
    if (isList) lists.add(name);
    const value = equals === undefined ? 'true' : iniText(rest ?? '');
    if (lists.has(name)) {
      values.delete(name);
      values.set(`${name}[]`, value);
    } else values.set(name, value);
  }
  return values;
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

/** What Java properties say; the last value of a key counts. Lines that go on in the next one are joined. */
export function propertiesValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const joined = text.replace(/(?<!\\)((?:\\\\)*)\\\r?\n[ \t]*/g, '$1');
  for (const line of linesOf(joined)) {
    const entry = PROPERTIES.comment.test(line) ? undefined : PROPERTIES.entry(line);
    if (entry?.key) values.set(entry.key, entry.value.replace(/\\(.)/g, '$1'));
  }
  return values;
}

function setTopLevel(text: string, entries: Readonly<Record<string, string>>, rule: LineRule): string {
  const lines = linesOf(text);
  const { section: begin } = rule;
  const section = begin ? lines.findIndex((line) => begin.test(line)) : -1;
  const top = section === -1 ? lines : lines.slice(0, section);
  const missing: string[] = [];
  for (const [key, value] of Object.entries(entries)) {
    oneLine(key);
    oneLine(value);
    let isFound = false;
    for (const [index, line] of top.entries()) {
      const entry = rule.comment.test(line) ? undefined : rule.entry(line);
      if (entry?.key !== key) continue;
      isFound = true;
      let last = index;
      while (rule.joined?.test(top[last] ?? '')) last += 1;
      for (let at = index + 1; at <= last && at < top.length; at += 1) top[at] = '';
      top[index] = `${entry.head}${value}${/\r?\n$/.exec(line)?.[0] ?? ''}`;
    }
    if (!isFound) missing.push(`${key}=${value}`);
  }
  const rest = section === -1 ? '' : lines.slice(section).join('');
  const head = top.join('');
  if (rest === '') return appendLines(head, missing);
  return (head === '' ? missing.map((line) => line + lineEndOf(text)).join('') : appendLines(head, missing)) + rest;
}
