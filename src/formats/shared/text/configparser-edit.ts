// Edits of files that Python's configparser reads: pip.conf, pip.ini, .pypirc. `[section]`, then `key = value` or
// `key: value`; indented lines continue a value; keys are compared without case, `_` is not `-`.
import { lineEndOf, linesOf } from '../../../core/text/three-way-merge.ts';
import { oneLine } from './npmrc-edit.ts';

interface Entry {
  readonly key: string;
  /** Index of the first line and of the line after the last. */
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly prefix: string;
}

interface Section {
  readonly name: string;
  readonly header: number;
  /** Index of the line after the last line that is not blank or a comment. */
  readonly contentEnd: number;
  readonly entries: readonly Entry[];
}

const isBlankOrComment = (line: string) => /^\s*([#;]|$)/.test(line);

function scan(lines: readonly string[]): Section[] {
  const sections: { name: string; header: number; contentEnd: number; entries: Entry[] }[] = [];
  for (const [index, line] of lines.entries()) {
    if (isBlankOrComment(line)) continue;
    const section = sections.at(-1);
    const last = section?.entries.at(-1);
    const header = /^\[([^\]\r\n]+)\]/.exec(line);
    if (header) sections.push({ name: header[1] ?? '', header: index, contentEnd: index + 1, entries: [] });
    else if (section && last && /^[ \t]/.test(line)) {
      section.entries[section.entries.length - 1] = { ...last, end: index + 1, value: `${last.value}\n${line.trim()}` };
      section.contentEnd = index + 1;
    } else if (section) {
      const { key, delimiter, value } = entryIn(line) ?? { key: line.trim(), delimiter: '', value: '' };
      section.entries.push({
        key: key.toLowerCase(),
        start: index,
        end: index + 1,
        value: value.trim(),
        prefix: key + delimiter,
      });
      section.contentEnd = index + 1;
    } else throw new SyntaxError(`line ${index + 1} stands before any [section]`);
  }
  return sections;
}

/** Cut by positions: an expression that looks for blanks behind a key takes a line of them by the square of its length. */
function entryIn(line: string): { key: string; delimiter: string; value: string } | undefined {
  const sign = line.search(/[=:]/);
  if (sign < 1 || /[\r\n]/.test(line.slice(0, sign))) return undefined;
  const isBlank = (at: number) => line[at] === ' ' || line[at] === '\t';
  let keyEnd = sign;
  while (keyEnd > 1 && isBlank(keyEnd - 1)) keyEnd -= 1;
  let start = sign + 1;
  while (isBlank(start)) start += 1;
  const value = /^[^\r\n]*/.exec(line.slice(start))?.[0] ?? '';
  return { key: line.slice(0, keyEnd), delimiter: line.slice(keyEnd, start), value };
}

/** The values of a key, by section name; continued values have their lines joined by `\n`. */
export function readSections(text: string, key: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const section of scan(linesOf(text))) {
    for (const entry of section.entries) if (entry.key === key) found.set(section.name, entry.value);
  }
  return found;
}

/**
 * Sets one key of one section; several values are written as continuation lines. Throws when the file is not one that
 * configparser reads.
 */
export function setInSection(
  text: string,
  sectionName: string,
  key: string,
  value: string | readonly string[],
): string {
  return setInSections(text, key, new Map([[sectionName, value]]));
}

/** Sets one key of several sections, for which the file is read once: a file may have ten thousands of them. */
export function setInSections(
  text: string,
  key: string,
  wanted: ReadonlyMap<string, string | readonly string[]>,
): string {
  const end = lineEndOf(text);
  const lines = linesOf(text);
  const known = new Map<string, Section>();
  for (const section of scan(lines)) if (!known.has(section.name)) known.set(section.name, section);
  const added: string[] = [];
  for (const [name, value] of wanted) {
    if (oneLine(name).includes(']')) throw new RangeError('a section name contains `]`');
    const values = (typeof value === 'string' ? [value] : value).map(oneLine);
    const print = (prefix: string) =>
      (values.length === 1 ? prefix + values[0] : prefix.trimEnd() + values.map((one) => `${end}    ${one}`).join('')) +
      end;
    const section = known.get(name);
    if (section) setEntry(lines, section, { key, values, print, end });
    else added.push(`[${name}]${end}${print(`${key} = `)}`);
  }
  return added.reduce((current, section) => {
    const gap = current === '' || current.endsWith('\n') ? '' : end;
    const blank = current.trim() === '' ? '' : end;
    return `${current}${gap}${blank}${section}`;
  }, lines.join(''));
}

interface EntryEdit {
  readonly key: string;
  readonly values: readonly string[];
  readonly print: (prefix: string) => string;
  readonly end: string;
}

/** The number of lines stays, so that the places of other sections do. */
function setEntry(lines: string[], section: Section, { key, values, print, end }: EntryEdit): void {
  const entry = section.entries.find((one) => one.key === key);
  if (!entry) {
    const before = lines[section.contentEnd - 1] ?? '';
    lines[section.contentEnd - 1] = before + (before.endsWith('\n') ? '' : end) + print(`${key} = `);
    return;
  }
  const present = entry.value.split(/\s+/).filter((one) => one !== '');
  if (present.join(' ') === values.join(' ')) return;
  lines[entry.start] = print(entry.prefix === entry.key ? `${key} = ` : entry.prefix);
  lines.fill('', entry.start + 1, entry.end);
}
