// .netrc as curl, Git and SwiftPM read it, who pass over what they do not know: `machine HOST login NAME password SECRET`,
// over one or several lines; `default` must come last; `macdef` runs to the next blank line.

export interface NetrcToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface NetrcField extends NetrcToken {
  /** Where its name begins. */
  readonly from: number;
}

export interface NetrcEntry {
  /** Undefined for `default`. */
  readonly host: NetrcToken | undefined;
  readonly start: number;
  /** Name -> value token. */
  readonly fields: Map<string, NetrcField>;
  readonly end: number;
}

/**
 * The password of a host, of several entries the last one's, as Python and uv take it; that of `default` does not count,
 * it is meant for others.
 */
export function readNetrc(text: string, host: string): string | undefined {
  return netrcEntries(text)
    .findLast((entry) => entry.host?.text === host)
    ?.fields.get('password')?.text;
}

/** In the order of the file. */
export function netrcEntries(text: string): NetrcEntry[] {
  const entries: NetrcEntry[] = [];
  const tokens = tokensOf(text);
  let current:
    | { host: NetrcToken | undefined; start: number; fields: Map<string, NetrcField>; end: number }
    | undefined;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as NetrcToken;
    const next = tokens[index + 1];
    if (token.text === 'machine' && next) {
      current = { host: next, start: token.start, fields: new Map(), end: next.end };
      entries.push(current);
      index += 1;
    } else if (token.text === 'default') {
      current = { host: undefined, start: token.start, fields: new Map(), end: token.end };
      entries.push(current);
    } else if (['login', 'user', 'password', 'account'].includes(token.text) && next && current) {
      current.fields.set(token.text === 'user' ? 'login' : token.text, { ...next, from: token.start });
      current.end = next.end;
      index += 1;
    }
  }
  return entries;
}

/** Every word as it is written, with where it stands; a macro is one word. Comments are none. */
export function netrcWords(text: string): NetrcToken[] {
  return piecesOf(text).flatMap(({ isComment, start, end }) =>
    isComment ? [] : [{ text: text.slice(start, end), start, end }],
  );
}

/** Comments, with their sign. */
export const netrcComments = (text: string): string[] =>
  piecesOf(text).flatMap(({ isComment, text: comment }) => (isComment ? [comment.trimEnd()] : []));

interface Piece extends NetrcToken {
  readonly isComment: boolean;
  readonly isMacro: boolean;
}

const tokensOf = (text: string): NetrcToken[] =>
  piecesOf(text).filter(({ isComment, isMacro }) => !isComment && !isMacro);

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  const pattern = /macdef[\s\S]*?(?:\n[ \t]*\r?\n|$)|#[^\n]*|"(?:[^"\\]|\\.)*"|[^\s]+/g;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [word] = match;
    const { index: start } = match;
    const first = word[0];
    const isComment = first === '#' && (start === 0 || /\s/.test(text[start - 1] ?? ''));
    const isMacro = first === 'm' && /^macdef\s/.test(word);
    const isQuoted = first === '"' && word.length > 1 && word.endsWith('"') && !/[\n\r\u2028\u2029]/.test(word);
    pieces.push({ text: isQuoted ? word.slice(1, -1) : word, start, end: start + word.length, isComment, isMacro });
  }
  return pieces;
}
