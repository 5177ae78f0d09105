// A login taken out of .netrc whoever wrote the file anew. A host may have several entries, macros and comments stand
// between them, and one word too few makes a client take the next entry for a password: what a file says is all its words
// in their order, and only those of entries that the login changed are touched.
import type { TakenOut, ThreeTexts, ValueEditor } from '../../../core/text/value-merge.ts';
import { type NetrcEntry, type NetrcField, netrcComments, netrcEntries, netrcWords } from '../text/netrc-entries.ts';
import { netrcPasswords } from '../text/netrc-reading.ts';

/** Replace [start, end) by `text`. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const FIELDS = ['login', 'account', 'password'] as const;

const hostOf = ({ host }: NetrcEntry) => host?.text;
const rawOf = (text: string, field: NetrcField | undefined) => field && text.slice(field.start, field.end);
const spelled = (text: string, { fields }: NetrcEntry) =>
  JSON.stringify(FIELDS.map((name) => rawOf(text, fields.get(name)) ?? null));

/** An entry as the login left it, and as it was before; undefined where there was none. */
interface Made {
  readonly entry: NetrcEntry;
  readonly before: NetrcEntry | undefined;
}

/** The entries that the login made or changed. */
function madeBy(base: string, ours: string): Made[] {
  const left = netrcEntries(base);
  const changed: NetrcEntry[] = [];
  for (const entry of netrcEntries(ours)) {
    const same = left.findIndex((one) => hostOf(one) === hostOf(entry) && spelled(base, one) === spelled(ours, entry));
    if (same === -1) changed.push(entry);
    else left.splice(same, 1);
  }
  return changed.map((entry) => {
    const at = left.findIndex((one) => hostOf(one) === hostOf(entry));
    return { entry, before: at === -1 ? undefined : left.splice(at, 1)[0] };
  });
}

/** What is to be done to the entries that stand there now. */
function changesIn(
  { base, ours, now }: ThreeTexts,
  marks: readonly string[],
): { changes: Change[]; isPartial: boolean } {
  const changes: Change[] = [];
  let isPartial = false;
  const made = madeBy(base, ours);
  const entries = netrcEntries(now);
  const take = (isIt: (entry: NetrcEntry) => boolean) => {
    const at = entries.findIndex(isIt);
    return at === -1 ? undefined : entries.splice(at, 1)[0];
  };
  const isOurWord = (field: NetrcField | undefined, our: NetrcField | undefined) =>
    field !== undefined && (field.text === our?.text || marks.some((mark) => field.text.includes(mark)));
  const isFound = new Set<Made>();
  const undo = (one: Made, entry: NetrcEntry) => {
    isFound.add(one);
    if (one.before === undefined) changes.push(wholeEntry(now, entry));
    else if (!restore({ base, ours, now }, one, one.before, entry, isOurWord, changes)) isPartial = true;
  };
  // Those that nobody changed come first; a login name that was changed makes an entry nobody else's.
  for (const one of made) {
    const entry = take(
      (found) => hostOf(found) === hostOf(one.entry) && spelled(now, found) === spelled(ours, one.entry),
    );
    if (entry) undo(one, entry);
  }
  for (const one of made) {
    if (isFound.has(one)) continue;
    const password = one.entry.fields.get('password');
    const entry = take(
      (found) => hostOf(found) === hostOf(one.entry) && isOurWord(found.fields.get('password'), password),
    );
    if (entry) undo(one, entry);
    // A password of their own in our entry stays.
    else if (entries.some((found) => hostOf(found) === hostOf(one.entry))) isPartial = true;
  }
  return { changes: changes.sort((a, b) => a.start - b.start), isPartial };
}

/** False where others have changed what we had changed. */
function restore(
  { base, ours, now }: ThreeTexts,
  { entry: made }: Made,
  before: NetrcEntry,
  entry: NetrcEntry,
  isOurWord: (field: NetrcField | undefined, our: NetrcField | undefined) => boolean,
  changes: Change[],
): boolean {
  let isWhole = true;
  for (const name of FIELDS) {
    const [old, our, field] = [before, made, entry].map(({ fields }) => fields.get(name));
    const was = rawOf(base, old);
    if (was === rawOf(ours, our) || field === undefined) continue;
    if (!isOurWord(field, our)) isWhole = isWhole && rawOf(now, field) === was;
    else if (was !== undefined) changes.push({ start: field.start, end: field.end, text: was });
    else changes.push({ start: blanksBefore(now, field.from), end: field.end, text: '' });
  }
  return isWhole;
}

function blanksBefore(text: string, at: number): number {
  let from = at;
  while (from > 0 && /\s/.test(text[from - 1] ?? '')) from -= 1;
  return from;
}

/** An entry with its line, where it has one of its own. Comments within it are somebody's. */
function wholeEntry(text: string, { start, end }: NetrcEntry): Change {
  let from = start;
  while (text[from - 1] === ' ' || text[from - 1] === '\t') from -= 1;
  const isLine = from === 0 || text[from - 1] === '\n';
  const rest = isLine ? (/^[ \t]*(?:\r?\n|$)/.exec(text.slice(end))?.[0].length ?? 0) : 0;
  const lineEnd = text.slice(start, end).includes('\r\n') ? '\r\n' : '\n';
  const comments = netrcComments(text.slice(start, end)).map((comment) => comment + lineEnd);
  return { start: isLine ? from : start, end: end + rest, text: comments.join('') };
}

function applied(text: string, changes: readonly Change[]): string {
  let result = '';
  let done = 0;
  for (const { start, end, text: put } of changes) {
    result += text.slice(done, start) + put;
    done = end;
  }
  return result + text.slice(done);
}

/** The words that stay, worked out from their places and not from the text that comes of it. */
function wordsAfter(text: string, changes: readonly Change[]): string[] {
  const words: string[] = [];
  let next = 0;
  for (const { text: word, start, end } of netrcWords(text)) {
    while ((changes[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next += 1;
    const change = changes[next];
    if (change === undefined || change.start >= end) words.push(word);
    else if (change.start === start && change.end === end) words.push(change.text);
  }
  return words;
}

const STRICT = ['python', 'uv'] as const;

/** Whether clients that give up a whole file for one word read `to`, where they read `from`. */
function isStillRead(from: string, to: string): boolean {
  return STRICT.every(
    (reader) => netrcPasswords(reader, from) === undefined || netrcPasswords(reader, to) !== undefined,
  );
}

/** The word for nothing: a name without a value would take the next word for it. */
const NOTHING = '""';

export const netrcValues: ValueEditor = {
  read: (text) => netrcWords(text).map(({ text: word }) => word.trimEnd()),
  edit: () => {
    throw new SyntaxError('entries have no names of their own');
  },
  takeOut: (texts, marks): TakenOut => {
    const { changes, isPartial } = changesIn(texts, marks);
    const said = wordsAfter(texts.now, changes).map((word) => word.trimEnd());
    const text = applied(texts.now, changes);
    if (isStillRead(texts.now, text)) return { text, said, isPartial };
    // Python reads a comment between two lines as words, where nothing stands before it.
    const bare = changes.map((change) => (change.text.trimStart().startsWith('#') ? { ...change, text: '' } : change));
    return { text: applied(texts.now, bare), said, isPartial };
  },
  isStillRead,
  scrub: (text, marks) => {
    const changes: Change[] = [];
    for (const { text: word, start, end } of netrcWords(text)) {
      if (!marks.some((mark) => word.includes(mark))) continue;
      const rest = marks.reduce((left, mark) => left.replaceAll(mark, ''), word);
      changes.push({ start, end, text: rest === '' ? NOTHING : rest });
    }
    return applied(text, changes);
  },
};
