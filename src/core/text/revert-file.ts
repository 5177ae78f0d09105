// One change to one file, taken back out of whatever the file is now. Nothing is read or written here: bytes in, bytes out.
import { spellings } from '../model/secret.ts';
import { decodeText, encodeText } from './encoding.ts';
import { type Language, MENDED } from './languages.ts';
import { lineEndOf, linesOf, revertEdit, type Syntax, type TakenBack } from './three-way-merge.ts';
import {
  isSame,
  renumbered,
  revertValues,
  saysBoth,
  type ThreeTexts,
  type ValueEditor,
  type ValueEditors,
} from './value-merge.ts';
import { harmsNobody, missingNames, othersStay } from './written-values.ts';

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
  /** Of what is `kept`: names of settings that the login had changed and that are not again what they were. */
  readonly lost?: readonly string[];
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
  const undone = await undoneStep(step, current, secrets, editors);
  if (undone.content === undefined || step.language === undefined || !MENDED.includes(step.language)) return undone;
  const editor = await editors?.(step.language);
  const { text, encoding } = decodeText(undone.content);
  const mended = editor?.mend?.(text) ?? text;
  return mended === text ? undone : { ...undone, content: encodeText(mended, encoding), outcome: 'merged' };
}

async function undoneStep(
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
  const editor = step.language === undefined ? undefined : await editors?.(step.language);
  const marks = secrets.flatMap(spellings).filter((spelling) => spelling !== '');
  const back = takenBack(step.syntax, texts, marks, editor);
  const clean = scrub(back.text, marks, step.syntax === 'tree' ? '' : texts.ours, editor);
  if (!before && (clean.trim() === '' || clean === texts.base || back.isEmpty))
    return { content: undefined, outcome: 'removed' };
  const outcome = back.isPartial || clean !== back.text ? 'kept' : text === clean ? 'untouched' : 'merged';
  const lost = outcome === 'kept' && editor && !isLong(texts, editor) ? lostNames(texts, clean, editor) : [];
  return { content: encodeText(clean, encoding), outcome, ...(lost.length > 0 ? { lost } : {}) };
}

/** Names alone: a value may be a secret of theirs. */
function lostNames({ base, ours }: ThreeTexts, left: string, editor: ValueEditor): string[] {
  const [before, after, now] = [base, ours, left].map((text) => readable(editor, text)?.said);
  return before === undefined || now === undefined ? [] : missingNames(before, after, now);
}

interface Reverted extends TakenBack {
  /** Whether nothing but what the login began with is left. */
  readonly isEmpty?: boolean;
}

function takenBack(
  syntax: Syntax,
  texts: ThreeTexts,
  marks: readonly string[],
  editor: ValueEditor | undefined,
): Reverted {
  const lines = revertEdit(texts.base, texts.ours, texts.now, syntax);
  if (editor === undefined || isLong(texts, editor)) return lines;
  return byValues(texts, lines, marks, editor) ?? lines;
}

/** Each text is read several times. The largest that people write have a tenth of it. */
const LONGEST = 128 * 1024;
const isLong = (texts: ThreeTexts, { longest = LONGEST }: ValueEditor) =>
  Object.values(texts).some((text) => text.length > longest);

/** Undefined where one of the texts cannot be read, so that nobody can tell what it says. */
function byValues(
  texts: ThreeTexts,
  lines: TakenBack,
  marks: readonly string[],
  editor: ValueEditor,
): Reverted | undefined {
  const { base, ours, now } = texts;
  const [before, after, current] = [base, ours, now].map((text) => readable(editor, text));
  if (before === undefined || after === undefined || current === undefined) return undefined;
  const three = { before: before.said, ours: after.said, now: current.said };
  const written = attempt(() => editor.written?.(now));
  let changed = three;
  /** What a text says, where nothing of others is changed in it. */
  const soundly = (text: string): { readonly said: unknown } | undefined => {
    const found = readable(editor, text);
    if (found === undefined || editor.isStillRead?.(now, text) === false) return undefined;
    if (written === undefined) return found;
    const values = attempt(() => editor.written?.(text));
    return values !== undefined && othersStay(changed, written, values) ? found : undefined;
  };
  const says = (text: string, wanted: unknown) => {
    const found = soundly(text);
    return found !== undefined && (isSame(found.said, wanted) || isSame(found.said, renumbered(wanted)));
  };
  const isEmpty = (text: string, said: unknown) => isSame(said, before.said) && !/^[ \t]*(?:[#;!]|<!--)/m.test(text);
  if (editor.takeOut) {
    const { takeOut } = editor;
    const out = attempt(() => takeOut(texts, marks));
    if (out && says(lines.text, out.said)) return { text: lines.text, isPartial: out.isPartial };
    if (out && says(out.text, out.said)) return { ...out, isEmpty: isEmpty(out.text, out.said) };
    return { text: now, isPartial: true };
  }
  const tail = attempt(() => editor.behind?.(texts)) ?? '';
  if (tail !== '') {
    const moved = attempt(() => withTail(texts, tail, three, editor));
    if (moved) return moved;
  }
  const { said, stray, ...reverted } = revertValues(three, editor.hasWords);
  let wanted = said;
  changed = { ...three, before: { ...stray, ...(three.before as Record<string, unknown>) } };
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
  const text = attempt(() => editor.edit(now, wanted, base));
  if (text !== undefined && says(text, wanted)) return { text, isPartial, isEmpty: isEmpty(text, wanted) };
  // Less than was wanted is taken out by lines, unless a value of others would go with it.
  const rest = soundly(lines.text);
  const isHarmless = rest !== undefined && harmsNobody(three.before, three.ours, three.now, rest.said);
  return { text: isHarmless ? lines.text : now, isPartial: true };
}

/**
 * What somebody put behind the end of the file belongs to what the file ended with before. Undefined where it cannot be
 * put there.
 */
function withTail(
  { base, ours, now }: ThreeTexts,
  tail: string,
  { before, ours: after }: { readonly before: unknown; readonly ours: unknown },
  editor: ValueEditor,
): Reverted | undefined {
  const body = now.slice(0, now.length - tail.length);
  const grown = base + (base === '' || base.endsWith('\n') ? '' : lineEndOf(base)) + tail;
  const { said, isPartial, stray } = revertValues({ before, ours: after, now: editor.read(body) }, editor.hasWords);
  if (Object.keys(stray).length > 0) return undefined;
  const whole = editor.read(grown);
  const wanted = revertValues({ before: whole, ours: before, now: said }, editor.hasWords).said;
  const written = editor.written?.(body);
  const isRight = (text: string | undefined): text is string => {
    if (text === undefined) return false;
    const found = readable(editor, text);
    if (found === undefined || !isSame(found.said, wanted)) return false;
    return written === undefined || othersStay({ before: whole, ours: after }, written, editor.written?.(text) ?? []);
  };
  for (const make of [() => revertEdit(base, ours, now, 'lines').text, () => editor.edit(body, wanted, grown)]) {
    const text = attempt(make);
    if (isRight(text)) return { text, isPartial };
  }
  return undefined;
}

const readable = (editor: ValueEditor, text: string): { readonly said: unknown } | undefined =>
  attempt(() => ({ said: editor.read(text) }));

/** Undefined where a text is refused. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Where a token is left, lines that we wrote go whole, elsewhere the token alone. */
function scrub(text: string, marks: readonly string[], ours: string, editor: ValueEditor | undefined): string {
  const found = marks.filter((mark) => text.includes(mark));
  if (found.length === 0) return text;
  const without = (one: string) => found.reduce((rest, mark) => rest.replaceAll(mark, ''), one);
  if (editor?.scrub) return without(editor.scrub(text, found));
  const written = new Set(linesOf(ours).map((line) => line.trim()));
  const byLines = linesOf(text)
    .filter((line) => !(written.has(line.trim()) && found.some((mark) => line.includes(mark))))
    .map(without)
    .join('');
  const isHarmed =
    editor !== undefined && readable(editor, text) !== undefined && readable(editor, byLines) === undefined;
  return isHarmed ? without(text) : byLines;
}
