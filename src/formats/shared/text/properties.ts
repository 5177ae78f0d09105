// Java properties (gradle.properties, credentials of sbt and coursier), read by the rules of java.util.Properties and
// edited so that only the values in question change.
//
// A `\` at the end of a line takes the next one to it, whatever stands there: a comment or a key of ours would become
// part of a value. Keys end at `=`, `:` or a blank; both keys and values have escapes; a line ends at `\n`, `\r\n` or `\r`.
import { lineEndOf } from '../../../core/text/three-way-merge.ts';
import type { WrittenValue } from '../../../core/text/value-merge.ts';
import { oneLine } from './npmrc-edit.ts';

interface Entry {
  readonly key: string;
  readonly value: string;
  /** Where the value stands in the text, its escapes and the ends of joined lines included. */
  readonly start: number;
  readonly end: number;
  /** Where its line begins, and the next one does. */
  readonly from: number;
  readonly next: number;
  /** Whether nothing parts the key from a value: the line is the key alone. */
  readonly isBare: boolean;
}

interface Parsed {
  readonly entries: readonly Entry[];
  /** Whether what is put behind the text would be part of its last line. */
  readonly isOpen: boolean;
}

const isBlank = (letter: string | undefined) => letter === ' ' || letter === '\t' || letter === '\f';
const isLineEnd = (letter: string | undefined) => letter === '\n' || letter === '\r';

/** Behind the line end at `at`, of which `\r\n` is one. */
const behindLineEnd = (text: string, at: number) => at + (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1);

function parse(text: string): Parsed {
  const entries: Entry[] = [];
  let at = 0;
  let isOpen = false;
  while (at < text.length) {
    while (isBlank(text[at]) || isLineEnd(text[at])) at += 1;
    if (text[at] === '#' || text[at] === '!') {
      while (at < text.length && !isLineEnd(text[at])) at += 1;
      continue;
    }
    if (at >= text.length) break;
    const line = logicalLine(text, at);
    let from = at;
    while (isBlank(text[from - 1])) from -= 1;
    at = line.next;
    isOpen = line.isOpen;
    if (line.letters !== '') entries.push(entryOf(line, from));
  }
  return { entries, isOpen };
}

interface LogicalLine {
  /** Without the ends of joined lines. */
  readonly letters: string;
  /** Where each of them stands. */
  readonly places: readonly number[];
  /** Where the line is over, its end not counted. */
  readonly end: number;
  readonly next: number;
  readonly isOpen: boolean;
}

function logicalLine(text: string, from: number): LogicalLine {
  const letters: string[] = [];
  const places: number[] = [];
  let at = from;
  for (;;) {
    const letter = text[at];
    if (letter === undefined || isLineEnd(letter)) {
      const next = letter === undefined ? at : behindLineEnd(text, at);
      return { letters: letters.join(''), places, end: at, next, isOpen: false };
    }
    if (letter !== '\\') {
      letters.push(letter);
      places.push(at);
      at += 1;
      continue;
    }
    const following = text[at + 1];
    if (following !== undefined && !isLineEnd(following)) {
      letters.push(letter, following);
      places.push(at, at + 1);
      at += 2;
      continue;
    }
    const joined = following === undefined ? at + 1 : behindLineEnd(text, at + 1);
    if (joined >= text.length) return { letters: letters.join(''), places, end: at, next: joined, isOpen: true };
    let next = joined;
    while (isBlank(text[next])) next += 1;
    if (next >= text.length) return { letters: letters.join(''), places, end: at, next, isOpen: true };
    // To Java, the line has not begun yet, so that here a comment may stand.
    if (letters.length === 0 && (text[next] === '#' || text[next] === '!'))
      return { letters: '', places, end: at, next, isOpen: false };
    at = next;
  }
}

function entryOf({ letters, places, end, next }: LogicalLine, from: number): Entry {
  let keyEnd = 0;
  while (keyEnd < letters.length && !isBlank(letters[keyEnd]) && letters[keyEnd] !== '=' && letters[keyEnd] !== ':')
    keyEnd += letters[keyEnd] === '\\' ? 2 : 1;
  let value = keyEnd;
  let hasSign = false;
  while (value < letters.length) {
    const letter = letters[value];
    if (!hasSign && (letter === '=' || letter === ':')) hasSign = true;
    else if (!isBlank(letter)) break;
    value += 1;
  }
  const last = places[value - 1];
  return {
    key: unescaped(letters.slice(0, keyEnd)),
    value: unescaped(letters.slice(value)),
    start: places[value] ?? (last === undefined ? end : last + 1),
    end,
    from,
    next,
    isBare: value === keyEnd,
  };
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n', f: '\f' };

/** Java refuses `\u` without four digits; here it stands for itself. */
const unescaped = (text: string) =>
  text.replace(/\\(?:u([0-9A-Fa-f]{4})|([\s\S]))/g, (_, code: string | undefined, letter: string) =>
    code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );

/** Programs decode these files as Latin-1 or as UTF-8, so what is not ASCII is written as an escape. */
const escaped = (text: string, special: RegExp) =>
  oneLine(text)
    .replace(special, '\\$&')
    .replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

const escapedValue = (value: string) => escaped(value, /\\|^ /g);

/** What Java properties say; the last value of a key counts. */
export function propertiesValues(text: string): Map<string, string> {
  return new Map(parse(text).entries.map(({ key, value }) => [key, value]));
}

/** Takes keys out, with their lines. */
export function removeProperties(text: string, keys: ReadonlySet<string>): string {
  let result = '';
  let done = 0;
  for (const { key, from, next } of parse(text).entries) {
    if (!keys.has(key)) continue;
    result += text.slice(done, from);
    done = next;
  }
  return result + text.slice(done);
}

/** Every setting, its value as it is written. */
export const propertiesLines = (text: string): WrittenValue[] =>
  parse(text).entries.map(({ key, start, end }) => ({ path: [key], text: text.slice(start, end) }));

/** Sets every occurrence of a key, and puts what is not there yet behind the last line. */
export const setProperties = (text: string, wanted: Readonly<Record<string, string>>): string =>
  put(text, new Map(Object.entries(wanted).map(([key, value]) => [key, { value, written: escapedValue(value) }])));

/** Sets keys to what `other` has for them, in its spelling: Java reads Latin-1 where others read UTF-8. */
export function copyProperties(text: string, other: string, keys: ReadonlySet<string>): string {
  const wanted = new Map<string, Wanted>();
  for (const { key, value, start, end } of parse(other).entries)
    if (keys.has(key)) wanted.set(key, { value, written: other.slice(start, end) });
  return put(text, wanted);
}

interface Wanted {
  readonly value: string;
  readonly written: string;
}

function put(text: string, wanted: ReadonlyMap<string, Wanted>): string {
  const { entries, isOpen } = parse(text);
  const pieces: string[] = [];
  let done = 0;
  for (const { key, value, start, end, isBare } of entries) {
    const other = wanted.get(key);
    if (other === undefined || other.value === value) continue;
    pieces.push(text.slice(done, start), isBare ? '=' : '', other.written);
    done = end;
  }
  const known = new Set(entries.map(({ key }) => key));
  const missing = [...wanted]
    .filter(([key]) => !known.has(key))
    .map(([key, { written }]) => `${escaped(key, /[\\ =:#!]/g)}=${written}`);
  const edited = pieces.join('') + text.slice(done);
  if (missing.length === 0) return edited;
  const lineEnd = lineEndOf(text);
  const gap = edited === '' || edited.endsWith('\n') || (edited.endsWith('\r') && !isOpen) ? '' : lineEnd;
  // An empty line ends one that goes on.
  return edited + gap + (isOpen ? lineEnd : '') + missing.map((line) => line + lineEnd).join('');
}
