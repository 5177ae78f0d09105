// Edits of .netrc, which pip, uv, curl, git and SwiftPM read: `machine HOST login NAME password SECRET`, over one or
// several lines; `default` must come last; `macdef` runs to the next blank line.
import { lineEndOf } from '../../../core/text/three-way-merge.ts';
import { oneLine } from './npmrc-edit.ts';

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Entry {
  readonly host: Token | undefined;
  readonly start: number;
  /** Name -> value token. */
  readonly fields: Map<string, Token>;
  readonly end: number;
}

/** The login and password of a host are the same for all its paths and ports; netrc knows no more. */
export function setNetrc(text: string, host: string, login: string, password: string): string {
  const edited = withEntry(text, host, login, password);
  // Behind a keyword without its value, what is written would be read as that value.
  if (readNetrc(edited, host) !== password) throw new RangeError('an entry ends in the middle');
  return edited;
}

function withEntry(text: string, host: string, login: string, password: string): string {
  for (const value of [host, login, password]) {
    if (/[\s"#\\]/.test(oneLine(value))) throw new RangeError('a value does not fit into .netrc');
  }
  const entries = scan(text);
  const known = entries.filter((entry) => entry.host?.text === host);
  const end = lineEndOf(text);
  // A macro runs to a blank line, so one is put behind it; Python gives up a file that ends in one.
  const whole = endsInMacro(text) ? `${text}${text.endsWith('\n') ? '' : end}${end}` : text;
  // Of several, which `echo >> ~/.netrc` leaves, Python and uv take the last one, curl and Git the first.
  if (known.length > 0) return replaced(whole, known, login, password);
  const line = `machine ${host} login ${login} password ${password}${end}`;
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

/**
 * The password of a host, of several entries the last one's, as Python and uv take it; that of `default` does not count,
 * it is meant for others.
 */
export function readNetrc(text: string, host: string): string | undefined {
  return scan(text)
    .findLast((entry) => entry.host?.text === host)
    ?.fields.get('password')?.text;
}

function replaced(text: string, entries: readonly Entry[], login: string, password: string): string {
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

function scan(text: string): Entry[] {
  const entries: Entry[] = [];
  const tokens = tokensOf(text);
  let current: { host: Token | undefined; start: number; fields: Map<string, Token>; end: number } | undefined;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as Token;
    const next = tokens[index + 1];
    if (token.text === 'machine' && next) {
      current = { host: next, start: token.start, fields: new Map(), end: next.end };
      entries.push(current);
      index += 1;
    } else if (token.text === 'default') {
      current = { host: undefined, start: token.start, fields: new Map(), end: token.end };
      entries.push(current);
    } else if (['login', 'user', 'password', 'account'].includes(token.text) && next && current) {
      current.fields.set(token.text === 'user' ? 'login' : token.text, next);
      current.end = next.end;
      index += 1;
    }
  }
  return entries;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /macdef[\s\S]*?(?:\n[ \t]*\r?\n|$)|#[^\n]*|"(?:[^"\\]|\\.)*"|[^\s]+/g;
  for (const match of text.matchAll(pattern)) {
    const isComment = match[0].startsWith('#') && (match.index === 0 || /\s/.test(text[match.index - 1] ?? ''));
    if (isComment || /^macdef\s/.test(match[0])) continue;
    tokens.push({ text: match[0].replace(/^"(.*)"$/, '$1'), start: match.index, end: match.index + match[0].length });
  }
  return tokens;
}
