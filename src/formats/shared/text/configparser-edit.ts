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
      const match = /^([^=:\r\n]+?)([ \t]*[=:][ \t]*)([^\r\n]*)/.exec(line) ?? [line, line.trim(), '', ''];
      const [, key = '', delimiter = '', value = ''] = match;
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
  const end = lineEndOf(text);
  const lines = linesOf(text);
  const values = (typeof value === 'string' ? [value] : value).map(oneLine);
  if (oneLine(sectionName).includes(']')) throw new RangeError('a section name contains `]`');
  const section = scan(lines).find((one) => one.name === sectionName);
  const print = (prefix: string) =>
    (values.length === 1 ? prefix + values[0] : prefix.trimEnd() + values.map((one) => `${end}    ${one}`).join('')) +
    end;
  if (!section) {
    const gap = text === '' || text.endsWith('\n') ? '' : end;
    const blank = text.trim() === '' ? '' : end;
    return `${text}${gap}${blank}[${sectionName}]${end}${print(`${key} = `)}`;
  }
  const entry = section.entries.find((one) => one.key === key);
  if (entry) {
    if (
      entry.value
        .split(/\s+/)
        .filter((one) => one !== '')
        .join(' ') === values.join(' ')
    )
      return text;
    lines.splice(entry.start, entry.end - entry.start, print(entry.prefix === entry.key ? `${key} = ` : entry.prefix));
  } else {
    const before = lines[section.contentEnd - 1] ?? '';
    if (!before.endsWith('\n')) lines[section.contentEnd - 1] = before + end;
    lines.splice(section.contentEnd, 0, print(`${key} = `));
  }
  return lines.join('');
}
