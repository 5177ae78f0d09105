// How clients read .netrc. Python (pip, Poetry) and uv are strict: one word that is out of place, and they take nothing
// from the whole file; curl, Git and SwiftPM pass over what they do not know.
import { netrcEntries, readNetrc } from './netrc-entries.ts';

/** Clients of one lexer, whose rules differ in comments and macros. */
export type NetrcReader = 'python' | 'uv' | 'lenient';

export interface NetrcReading {
  /** Of the host, where the client comes to see it. Of several entries the last one counts. */
  readonly password: string | undefined;
  /** The line, counted from 1, for which the client gives up the whole file. */
  readonly refusedAt: number | undefined;
}

const WHITESPACE = ' \t\r\n';

/** Tokens of a text as Python's lexer takes them: quotes at the beginning of a word, `\` before any character. */
class Lexer {
  readonly #text: string;
  #at = 0;
  #from = 0;
  #start = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Of the last token. */
  line(): number {
    return this.#text.slice(0, this.#start).split('\n').length;
  }

  /** Whether the last token, with what stands before it and the character behind it, lies in one line. */
  isInLine(): boolean {
    return !this.#text.slice(this.#from, this.#at).includes('\n');
  }

  /** Empty at the end. The character behind a word is taken with it. */
  next(): string {
    const text = this.#text;
    this.#from = this.#at;
    while (this.#at < text.length && WHITESPACE.includes(text[this.#at] ?? '')) this.#at += 1;
    this.#start = this.#at;
    const isQuoted = text[this.#at] === '"';
    if (isQuoted) this.#at += 1;
    let token = '';
    while (this.#at < text.length) {
      let letter = text[this.#at] ?? '';
      this.#at += 1;
      if (isQuoted ? letter === '"' : WHITESPACE.includes(letter)) return token;
      if (letter === '\\') {
        letter = text[this.#at] ?? '';
        this.#at += 1;
      }
      token += letter;
    }
    return token;
  }

  /** The rest of the line, with its end. */
  readLine(): string {
    const end = this.#text.indexOf('\n', this.#at);
    const line = this.#text.slice(this.#at, end < 0 ? undefined : end + 1);
    this.#at += line.length;
    return line;
  }
}

/** What the client takes from the file for a host; `default` is meant for others. */
export function readNetrcAs(reader: NetrcReader, text: string, host: string): NetrcReading {
  if (reader === 'lenient') return { password: readNetrc(text, host), refusedAt: undefined };
  const { passwords, refusedAt } = readStrictly(reader, text);
  return { password: refusedAt === undefined ? passwords.get(host) : undefined, refusedAt };
}

/** What the client takes from the file, by hosts; that of `default` has no name. Undefined where it gives the file up. */
export function netrcPasswords(reader: NetrcReader, text: string): ReadonlyMap<string, string> | undefined {
  if (reader === 'lenient')
    return new Map(
      netrcEntries(text).map(({ host, fields }) => [host?.text ?? '', fields.get('password')?.text ?? '']),
    );
  const { passwords, refusedAt } = readStrictly(reader, text);
  return refusedAt === undefined ? passwords : undefined;
}

interface StrictReading {
  readonly passwords: ReadonlyMap<string, string>;
  readonly refusedAt: number | undefined;
}

function readStrictly(reader: Exclude<NetrcReader, 'lenient'>, text: string): StrictReading {
  const lexer = new Lexer(text.replace(/\r\n?/g, '\n'));
  const passwords = new Map<string, string>();
  const refused = () => ({ passwords, refusedAt: lexer.line() });
  let waiting: string | undefined;
  for (;;) {
    const word = waiting ?? lexer.next();
    waiting = undefined;
    if (word === '') return { passwords, refusedAt: undefined };
    if (word.startsWith('#')) {
      // To Python, `#words` that touch the sign are the whole comment.
      if (reader === 'uv' || word.length === 1) skipComment(lexer);
      continue;
    }
    if (word === 'macdef') {
      lexer.next();
      if (!isMacroRead(lexer, reader)) return refused();
      continue;
    }
    if (word !== 'machine' && word !== 'default') return refused();
    const name = word === 'machine' ? lexer.next() : undefined;
    if (name === '') return refused();
    const entry = readEntry(lexer);
    if (entry === undefined) return refused();
    passwords.set(name ?? '', entry.password);
    waiting = entry.next;
    if (waiting === '') return { passwords, refusedAt: undefined };
  }
}

/** Both take a comment that has a line end before it for one word, and what follows for words of the file. */
function skipComment(lexer: Lexer): void {
  if (lexer.isInLine()) lexer.readLine();
}

/** Up to an empty line. To Python it must be there, and one of blanks is none. */
function isMacroRead(lexer: Lexer, reader: NetrcReader): boolean {
  for (;;) {
    const line = lexer.readLine();
    if (line === '') return reader === 'uv';
    if (line === '\n' || (reader === 'uv' && line.trim() === '')) return true;
  }
}

const FOLLOWERS = ['login', 'user', 'account', 'password'];

/** What follows a name, and the word that ends it; undefined where a word has no place there. */
function readEntry(lexer: Lexer): { readonly password: string; readonly next: string } | undefined {
  let password = '';
  for (;;) {
    const word = lexer.next();
    if (word.startsWith('#')) skipComment(lexer);
    else if (['', 'machine', 'default', 'macdef'].includes(word)) return { password, next: word };
    else if (!FOLLOWERS.includes(word)) return undefined;
    else {
      const value = lexer.next();
      if (word === 'password') password = value;
    }
  }
}
