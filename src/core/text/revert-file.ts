// One change to one file, taken back out of whatever the file is now. Nothing is read or written here: bytes in, bytes out.
import { spellings } from '../model/secret.ts';
import { decodeText, encodeText } from './encoding.ts';
import { lineEndOf, linesOf, revertEdit, type Syntax, type TakenBack } from './three-way-merge.ts';
import { isSame, type Language, revertValues, saysBoth, type ValueEditor, type ValueEditors } from './value-merge.ts';

/** Bytes of a file; undefined when there is none. */
export type Content = Buffer | undefined;

export interface UndoStep {
  readonly before: Content;
  readonly after: Buffer;
  readonly syntax: Syntax;
  /** Undefined where only its lines are known. */
  readonly language?: Language | undefined;
  /** Stands for `before` when there was no file but others have written into ours. */
  readonly skeleton?: string | undefined;
}

export interface Undone {
  readonly content: Content;
  readonly outcome: 'restored' | 'removed' | 'merged' | 'kept' | 'untouched';
}

/**
 * Takes `before` -> `after` out of `current`; no spelling of `secrets` is left in what comes back. By lines, where what
 * comes of it says what it should; else by values, as `editors` read and write them.
 */
export async function undoStep(
  step: UndoStep,
  current: Content,
  secrets: readonly string[],
  editors?: ValueEditors,
): Promise<Undone> {
  const { before, after } = step;
  if (current === undefined) return { content: undefined, outcome: 'untouched' };
  if (current.equals(after))
    return before ? { content: before, outcome: 'restored' } : { content: undefined, outcome: 'removed' };
  if (before && current.equals(before)) return { content: before, outcome: 'untouched' };
  const { text, encoding } = decodeText(current);
  const given = { base: before ? decodeText(before).text : (step.skeleton ?? ''), ours: decodeText(after).text };
  // An editor may have written other line ends: that is no change of any line.
  const end = lineEndOf(text);
  const isOther = lineEndOf(given.ours) !== end && given.ours.includes('\n');
  const inLineEnds = (one: string) => (isOther ? one.replace(/\r?\n/g, end) : one);
  const texts = { base: inLineEnds(given.base), ours: inLineEnds(given.ours), now: inLineEnds(text) };
  const back = await takenBack(step, texts, editors);
  const clean = scrub(back.text, secrets, step.syntax === 'tree' ? '' : texts.ours);
  if (!before && (clean.trim() === '' || clean === texts.base || back.isEmpty))
    return { content: undefined, outcome: 'removed' };
  const outcome = back.isPartial || clean !== back.text ? 'kept' : text === clean ? 'untouched' : 'merged';
  return { content: encodeText(clean, encoding), outcome };
}

interface Texts {
  readonly base: string;
  readonly ours: string;
  readonly now: string;
}

async function takenBack(
  { syntax, language }: UndoStep,
  texts: Texts,
  editors: ValueEditors | undefined,
): Promise<TakenBack & { readonly isEmpty?: boolean }> {
  const lines = revertEdit(texts.base, texts.ours, texts.now, syntax);
  if (language === undefined || editors === undefined || isLong(texts)) return lines;
  return byValues(texts, lines, await editors(language)) ?? lines;
}

/** Each text is read several times. The largest that people write have a tenth of it. */
const LONGEST = 128 * 1024;
const isLong = ({ base, ours, now }: Texts) => Math.max(base.length, ours.length, now.length) > LONGEST;

/** Undefined where one of the texts cannot be read, so that nobody can tell what it says. */
function byValues(
  { base, ours, now }: Texts,
  lines: TakenBack,
  editor: ValueEditor,
): (TakenBack & { readonly isEmpty?: boolean }) | undefined {
  const [before, after, current] = [base, ours, now].map((text) => readable(editor, text));
  if (before === undefined || after === undefined || current === undefined) return undefined;
  const three = { before: before.said, ours: after.said, now: current.said };
  const { said, stray, ...reverted } = revertValues(three, editor.hasWords);
  const says = (text: string, wanted: unknown) => {
    const found = readable(editor, text);
    return found !== undefined && isSame(found.said, wanted);
  };
  let wanted = said;
  const hasStray = Object.keys(stray).length > 0;
  const isBehind = hasStray && now.startsWith(ours);
  // Elsewhere it was meant for our entry, and goes with it.
  const isPartial = reverted.isPartial || (hasStray && !isBehind);
  if (isBehind) {
    // What was put behind the file belongs to what the file ended with before.
    const { text } = revertEdit(base, ours, now, 'lines');
    const found = readable(editor, text);
    if (found !== undefined && saysBoth(found.said, said, stray)) return { text, isPartial };
    wanted = { ...stray, ...(said as Record<string, unknown>) };
  }
  if (says(lines.text, wanted)) return { text: lines.text, isPartial };
  let text: string;
  try {
    text = editor.edit(now, wanted, base);
  } catch {
    return undefined;
  }
  if (!says(text, wanted)) return undefined;
  return { text, isPartial, isEmpty: isSame(wanted, before.said) && !/^[ \t]*(?:[#;!]|<!--)/m.test(text) };
}

function readable(editor: ValueEditor, text: string): { readonly said: unknown } | undefined {
  try {
    return { said: editor.read(text) };
  } catch {
    return undefined;
  }
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
