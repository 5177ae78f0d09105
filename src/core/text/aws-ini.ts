// The files of the AWS CLI (~/.aws/config, ~/.aws/credentials) as it reads them: by `configparser` of Python, and then
// with groups of settings (botocore, `raw_config_parse`).

/** Settings by name, in small letters; those of a group within them are `GROUP.KEY`. */
export type AwsSettings = ReadonlyMap<string, string>;

/** A file, of which a section is read when it is asked for. */
export interface AwsSections {
  /** In the order in which they come first. */
  readonly headings: readonly string[];
  settingsOf(heading: string): AwsSettings | undefined;
}

/** What each section of a file gives to those beside it (`default_section` of configparser). */
const GIVEN_TO_ALL = 'DEFAULT';

/** A setting as it is read: `rest` holds the lines that stand deeper than its key. */
interface Entry {
  readonly key: string;
  readonly value: string;
  readonly rest: string[];
}

/**
 * Sections by their headings, in the order in which these come first. A line that stands deeper than the key above it
 * belongs to that key: a setting of its group where the key has no value of its own, else more of the value, behind a
 * line end. Of what the AWS CLI refuses as a whole, what can be read is read: a section twice is one, lines that are
 * neither heading nor setting are nothing, and a heading without its `]` begins a section that nobody can name.
 *
 * Differently from the AWS CLI, and as in the SDKs, `;` and `#` behind a blank begin a remark behind a value, too, and
 * blanks within the brackets of a heading do not count.
 */
export function parseAwsIni(text: string): AwsSections {
  const sections = new Map<string, Entry[]>();
  let section: Entry[] | undefined;
  let entry: Entry | undefined;
  let depth = 0;
  for (const whole of text.split(/\r\n|\r|\n/)) {
    const line = whole.trim();
    if (line === '' || /^[#;]/.test(line)) continue;
    const indentation = whole.search(/\S/);
    if (entry && indentation > depth) {
      entry.rest.push(withoutRemark(line));
      continue;
    }
    depth = indentation;
    if (line.startsWith('[')) {
      const heading = headingOf(line);
      section = (heading === undefined ? undefined : sections.get(heading)) ?? [];
      if (heading !== undefined) sections.set(heading, section);
      entry = undefined;
      continue;
    }
    const setting = withoutRemark(line);
    const sign = setting.search(/[=:]/);
    if (section === undefined || sign < 1) continue;
    const key = setting.slice(0, sign).trim().toLowerCase();
    entry = { key, value: setting.slice(sign + 1).trim(), rest: [] };
    section.push(entry);
  }
  const given = sections.get(GIVEN_TO_ALL) ?? [];
  sections.delete(GIVEN_TO_ALL);
  // Only for those that are asked for: what is given to all, times all, can be far more than the file.
  return {
    headings: [...sections.keys()],
    settingsOf(heading) {
      const entries = sections.get(heading);
      return entries && settingsOf([...given, ...entries]);
    },
  };
}

/** Between the first bracket and the last: by index, since an expression that steps back through a long line runs out of stack. */
function headingOf(line: string): string | undefined {
  const end = line.lastIndexOf(']');
  return end > 1 ? line.slice(1, end).trim() : undefined;
}

function withoutRemark(line: string): string {
  const remark = line.search(/\s[;#]/);
  return remark < 0 ? line : line.slice(0, remark).trim();
}

function settingsOf(entries: readonly Entry[]): AwsSettings {
  const settings = new Map<string, string>();
  for (const { key, value, rest } of entries) {
    settings.set(key, value === '' ? '' : [value, ...rest].join('\n'));
    if (value !== '') continue;
    for (const line of rest) {
      const sign = line.indexOf('=');
      if (sign > 0) settings.set(`${key}.${line.slice(0, sign).trim()}`, line.slice(sign + 1).trim());
    }
  }
  return settings;
}

/** The words of a text, as a POSIX shell takes it apart (`shlex.split`); undefined where a quote stays open. */
export function shellWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  // Piece by piece: a pattern that repeats a choice of them runs out of stack in a long word.
  const piece = /[^ \t\r\n"'\\]+|\\.|'[^']*'|"/y;
  let start = -1;
  let at = 0;
  while (at < text.length) {
    if (' \t\r\n'.includes(text.charAt(at))) {
      if (start >= 0) words.push(unquoted(text.slice(start, at)));
      start = -1;
      at++;
      continue;
    }
    if (start < 0) start = at;
    piece.lastIndex = at;
    const found = piece.exec(text)?.[0];
    const end = found === '"' ? quoteEnd(text, at + 1) : found === undefined ? -1 : piece.lastIndex;
    if (end < 0) return undefined;
    at = end;
  }
  if (start >= 0) words.push(unquoted(text.slice(start)));
  return words;
}

/** Behind the double quote that ends what begins at `from`; -1 where there is none. A backslash before a line end is none. */
function quoteEnd(text: string, from: number): number {
  const next = /["\\]/g;
  next.lastIndex = from;
  for (let found = next.exec(text); found; found = next.exec(text)) {
    if (found[0] === '"') return next.lastIndex;
    if (/[\r\n\u2028\u2029]|^$/.test(text.charAt(next.lastIndex))) return -1;
    next.lastIndex++;
  }
  return -1;
}

const unquoted = (word: string) =>
  word.replace(
    /\\(.)|'([^']*)'|"([^"\\]*(?:\\.[^"\\]*)*)"/g,
    (_, escaped?: string, single?: string, double?: string) =>
      escaped ?? single ?? (double ?? '').replace(/\\(["\\])/g, '$1'),
  );
