// One change to one file, taken back out of whatever the file is now. Pure: bytes in, bytes out.
import { spellings } from '../model/secret.ts';
import { decodeText, encodeText } from './encoding.ts';
import { linesOf, revertEdit, type Syntax } from './three-way-merge.ts';

/** Bytes of a file; undefined when there is none. */
export type Content = Buffer | undefined;

export interface UndoStep {
  readonly before: Content;
  readonly after: Buffer;
  readonly syntax: Syntax;
  /** Stands for `before` when there was no file but others have written into ours. */
  readonly skeleton?: string | undefined;
}

export interface Undone {
  readonly content: Content;
  readonly outcome: 'restored' | 'removed' | 'merged' | 'kept' | 'untouched';
}

/** Takes `before` -> `after` out of `current`; no spelling of `secrets` is left in what comes back. */
export function undoStep(step: UndoStep, current: Content, secrets: readonly string[]): Undone {
  const { before, after } = step;
  if (current === undefined) return { content: undefined, outcome: 'untouched' };
  if (current.equals(after))
    return before ? { content: before, outcome: 'restored' } : { content: undefined, outcome: 'removed' };
  if (before && current.equals(before)) return { content: before, outcome: 'untouched' };
  const { text, encoding } = decodeText(current);
  const ours = decodeText(after).text;
  const base = before ? decodeText(before).text : (step.skeleton ?? '');
  const back = revertEdit(base, ours, text, step.syntax);
  const clean = scrub(back.text, secrets, step.syntax === 'tree' ? '' : ours);
  if (!before && (clean.trim() === '' || clean === base)) return { content: undefined, outcome: 'removed' };
  const outcome = back.isPartial || clean !== back.text ? 'kept' : text === clean ? 'untouched' : 'merged';
  return { content: encodeText(clean, encoding), outcome };
}

/** Where a token is left, lines that we wrote go whole, elsewhere the token alone. */
function scrub(text: string, secrets: readonly string[], ours: string): string {
  const found = secrets.flatMap(spellings).filter((spelling) => spelling !== '' && text.includes(spelling));
  if (found.length === 0) return text;
  const written = new Set(linesOf(ours).map((line) => line.trim()));
  return linesOf(text)
    .filter((line) => !(written.has(line.trim()) && found.some((spelling) => line.includes(spelling))))
    .map((line) => found.reduce((rest, spelling) => rest.replaceAll(spelling, ''), line))
    .join('');
}
