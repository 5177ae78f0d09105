import type { TextCleaning } from '../core/text/streamed-text.ts';

/** Masked texts and a function that takes them out of everything printed. */
export interface Redaction extends TextCleaning {
  /** Masks each line of the text that is long enough; returns those that were not masked before. */
  add(text: string): readonly string[];
  /** The text without them, and without longer parts of them: whoever quotes a secret may have cut it off. */
  clean(text: string): string;
}

/** As much of a secret is recognised wherever it stands; it is more than chance or a name explains. */
const FRAGMENT = 16;
/** How much is looked up at a time, and how far apart: every fragment has one such piece whole. */
const PIECE = 8;
const STEP = FRAGMENT - PIECE + 1;
/** What a text that is shown in part ends with (`shownBriefly`), and how much of a secret before it is taken for one. */
const CUT = '…';
const BEGINNING = 6;
/** Places of one piece that are kept; a secret that repeats itself has no more to tell. */
const MOST_PLACES = 8;
/**
 * Characters that are searched before all pieces of the secrets are put in a table. It costs a login of a few lines more
 * than it spares, and is what makes megabytes cheap.
 */
const BEFORE_TABLE = 16 * 1024;

interface Place {
  readonly secret: string;
  readonly at: number;
}

export function createRedaction(): Redaction {
  const secrets = new Set<string>();
  const places = new Map<string, Place[]>();
  /** Those that have fragments and whose pieces are not in the table, and all of them in one text. */
  const untabled: string[] = [];
  let joined = '';
  let searched = 0;

  const remember = (secret: string) => {
    secrets.add(secret);
    if (secret.length <= FRAGMENT) return;
    untabled.push(secret);
    joined += `${secret}\n`;
  };

  const tabulate = () => {
    for (const secret of untabled) place(secret);
    untabled.length = 0;
    joined = '';
  };

  const place = (secret: string) => {
    for (let at = 0; at + PIECE <= secret.length; at++) {
      const piece = secret.slice(at, at + PIECE);
      const known = places.get(piece);
      if (known === undefined) places.set(piece, [{ secret, at }]);
      else if (known.length < MOST_PLACES) known.push({ secret, at });
    }
  };

  /** Whether a piece that would be looked up is one of a secret that is not in the table. */
  const hasUntabled = (text: string): boolean => {
    for (let at = 0; at + PIECE <= text.length; at += STEP)
      if (joined.includes(text.slice(at, at + PIECE))) return true;
    return false;
  };

  const withoutFragments = (text: string): string => {
    searched += text.length;
    if (untabled.length > 0 && (searched > BEFORE_TABLE || hasUntabled(text))) tabulate();
    let result = '';
    let done = 0;
    for (let at = 0; at + PIECE <= text.length; at += STEP) {
      const found = places.get(text.slice(at, at + PIECE));
      if (found === undefined) continue;
      const [from, to] = longest(found.map((place) => shared(text, done, at, place)));
      if (to - from < FRAGMENT) continue;
      result += `${text.slice(done, from)}***`;
      done = to;
      at = to - STEP;
    }
    return done === 0 ? text : result + text.slice(done);
  };

  /** What is left of a secret where somebody cut the text: too short to be recognised anywhere else. */
  const withoutBeginnings = (text: string): string => {
    let result = '';
    let done = 0;
    for (let at = text.indexOf(CUT); at >= 0; at = text.indexOf(CUT, at + 1)) {
      const length = beginningBefore(text, at, secrets);
      if (length === 0 || at - length < done) continue;
      result += `${text.slice(done, at - length)}***`;
      done = at;
    }
    return done === 0 ? text : result + text.slice(done);
  };

  return {
    add(text) {
      // Short texts are dummies (`local`, `test`) that would blank half the log; real secrets are long.
      const lines = new Set(text.split(/\r?\n/).filter((line) => line.length >= 8 && !secrets.has(line)));
      for (const line of lines) remember(line);
      return [...lines];
    },
    clean(text) {
      let result = text;
      for (const secret of secrets) if (result.includes(secret)) result = result.replaceAll(secret, '***');
      return withoutBeginnings(withoutFragments(result));
    },
    openEnd: (text) => Math.max(0, ...[...secrets].map((secret) => lengthAtEnd(text, secret))),
  };
}

/** How much of the end of the text is a part of the secret. */
function lengthAtEnd(text: string, secret: string): number {
  const most = Math.min(text.length, secret.length);
  let length = 0;
  while (length < most && secret.includes(text.slice(text.length - length - 1))) length++;
  return length;
}

/** How much of the beginning of a secret the text has right before `end`; 0 for less than counts. */
function beginningBefore(text: string, end: number, secrets: Iterable<string>): number {
  let most = 0;
  for (const secret of secrets) {
    const whole = Math.min(secret.length - 1, FRAGMENT - 1, end);
    for (let length = whole; length >= BEGINNING && length > most; length--)
      if (text.startsWith(secret.slice(0, length), end - length)) most = length;
  }
  return most;
}

/** The part of the text around `at`, not before `first`, that is a part of the secret around the place. */
function shared(text: string, first: number, at: number, place: Place): readonly [number, number] {
  const { secret } = place;
  const shift = place.at - at;
  let from = at;
  while (from > first && from + shift > 0 && text[from - 1] === secret[from - 1 + shift]) from--;
  let to = at + PIECE;
  while (to < text.length && to + shift < secret.length && text[to] === secret[to + shift]) to++;
  return [from, to];
}

const longest = (parts: readonly (readonly [number, number])[]): readonly [number, number] =>
  parts.reduce((best, part) => (part[1] - part[0] > best[1] - best[0] ? part : best), [0, 0] as const);

/**
 * The line that has one line masked by GitHub's runner, for streams other than standard output, where @actions/core
 * cannot write. The runner reads commands from both streams of a step.
 */
export function maskCommand(line: string): string {
  return `::add-mask::${line.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}`;
}
