// Edits of .netrc, which pip, uv, curl, git and SwiftPM read.
import { lineEndOf } from '../../../core/text/three-way-merge.ts';
import { type NetrcEntry, netrcEntries, readNetrc } from './netrc-entries.ts';
import { netrcPasswords } from './netrc-reading.ts';
import { oneLine } from './npmrc-edit.ts';

/** The login and password of a host are the same for all its paths and ports; netrc knows no more. */
export function setNetrc(text: string, host: string, login: string, password: string): string {
  for (const value of [host, login, password]) {
    if (/[\s"#\\]/.test(oneLine(value))) throw new RangeError('a value does not fit into .netrc');
  }
  const line = `machine ${host} login ${login} password ${password}${lineEndOf(text)}`;
  const edited = withEntry(text, host, login, password, line);
  // Behind a keyword without its value, what is written would be read as that value.
  if (readNetrc(edited, host) !== password) throw new RangeError('an entry ends in the middle');
  const first = line + text;
  const before = CLIENTS.map((reader) => [reader, netrcPasswords(reader, text)] as const);
  const isRight = (one: string) => leavesOthers(before, one, host, password);
  // To Python and uv a quotation or a `\` that nobody ends goes on behind the file: what is written first is no part of it.
  if (!isRight(edited) && isRight(first)) return first;
  return edited;
}

const CLIENTS = ['python', 'uv', 'lenient'] as const;

type Passwords = ReturnType<typeof netrcPasswords>;

/** Whether each client that read the file before sees the new entry, and of every other host what it saw before. */
function leavesOthers(
  before: readonly (readonly [(typeof CLIENTS)[number], Passwords])[],
  after: string,
  host: string,
  password: string,
): boolean {
  return before.every(([reader, old]) => {
    if (old === undefined) return true;
    const expected = new Map([...old, [host, password]]);
    const found = netrcPasswords(reader, after);
    return found?.size === expected.size && [...expected].every(([name, value]) => found.get(name) === value);
  });
}

function withEntry(text: string, host: string, login: string, password: string, line: string): string {
  const entries = netrcEntries(text);
  const known = entries.filter((entry) => entry.host?.text === host);
  const end = lineEndOf(text);
  // A macro runs to a blank line, so one is put behind it; Python gives up a file that ends in one.
  const whole = endsInMacro(text) ? `${text}${text.endsWith('\n') ? '' : end}${end}` : text;
  // Of several, which `echo >> ~/.netrc` leaves, Python and uv take the last one, curl and Git the first.
  if (known.length > 0) return replaced(whole, known, login, password);
  const fallback = entries.find((entry) => entry.host === undefined);
  if (fallback) return whole.slice(0, fallback.start) + line + whole.slice(fallback.start);
  return whole + (whole === '' || whole.endsWith('\n') ? '' : end) + line;
}

/** Whether no empty line ends the last macro; to Python, one of blanks does not. */
function endsInMacro(text: string): boolean {
  const lines = text.split('\n');
  let isInMacro = false;
  // What stands behind the last line end is no line yet.
  for (const [index, line] of lines.entries()) {
    if (!isInMacro && /^[ \t]*macdef\b/.test(line)) isInMacro = true;
    else if (index < lines.length - 1 && /^\r?$/.test(line)) isInMacro = false;
  }
  return isInMacro;
}

function replaced(text: string, entries: readonly NetrcEntry[], login: string, password: string): string {
  const pieces: string[] = [];
  let done = 0;
  const put = (start: number, end: number, value: string) => {
    pieces.push(text.slice(done, start), value);
    done = end;
  };
  for (const { fields, end } of entries) {
    // SwiftPM looks at the password only; an entry it shares with pip keeps pip's user name.
    const old = fields.get('login');
    const wanted = old && login === 'token' && old.text === 'aws' ? 'aws' : login;
    const values = [
      { name: 'login', value: wanted, at: old },
      { name: 'password', value: password, at: fields.get('password') },
    ];
    const present = values.flatMap(({ at, value }) => (at ? [{ at, value }] : []));
    for (const { at, value } of present.sort((a, b) => a.at.start - b.at.start)) put(at.start, at.end, value);
    for (const { name, value, at } of values) if (!at) put(end, end, ` ${name} ${value}`);
  }
  return pieces.join('') + text.slice(done);
}
