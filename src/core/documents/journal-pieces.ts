// One line of a journal file as the pieces it consists of: mostly one whole object; after a crash half of one, two that
// were glued together, zero bytes, or what another program wrote.

export type JournalPiece =
  /** A JSON value that stands there whole. */
  | { readonly kind: 'value'; readonly value: unknown; readonly text: string }
  /** What is no whole value: the begin, the middle or the end of a line, or no line of ours at all. */
  | { readonly kind: 'rest'; readonly text: string }
  | { readonly kind: 'zeros'; readonly count: number };

/** Characters that may be looked at in search of whole objects in broken lines: bounds what a hostile file costs. */
export class ScanBudget {
  #left = 64 * 1024 * 1024;

  spend(characters: number): void {
    this.#left -= characters;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }
}

/** In their order. Line ends of Windows and a byte order mark are nothing; an empty line has no pieces. */
export function* piecesOf(raw: string, budget: ScanBudget): Generator<JournalPiece> {
  if (!raw.includes('\0')) {
    yield* piecesOfText(raw, budget);
    return;
  }
  // A file system that loses power may give back zeros for what was not synced. JSON has none, so they part pieces.
  for (const part of raw.match(/\0+|[^\0]+/g) ?? []) {
    if (part.startsWith('\0')) yield { kind: 'zeros', count: part.length };
    else yield* piecesOfText(part, budget);
  }
}

function* piecesOfText(raw: string, budget: ScanBudget): Generator<JournalPiece> {
  const text = raw.replace(/^\uFEFF/, '').trim();
  if (text === '') return;
  const whole = parsed(text);
  if (whole) {
    yield { kind: 'value', value: whole.value, text };
    return;
  }
  let taken = 0;
  let from = text.indexOf('{"');
  while (from >= 0 && !budget.isSpent) {
    const end = endOfObject(text, from);
    budget.spend((end < 0 ? text.length : end) - from);
    const found = end < 0 ? undefined : lineAt(text.slice(from, end));
    if (found) {
      if (from > taken) yield { kind: 'rest', text: text.slice(taken, from) };
      yield found;
      taken = end;
    }
    from = text.indexOf('{"', found ? end : from + 1);
  }
  if (taken < text.length) yield { kind: 'rest', text: text.slice(taken) };
}

/** Objects inside broken lines count only when they have what every journal line has: a line holds smaller ones, too. */
function lineAt(text: string): JournalPiece | undefined {
  if (!text.includes('"run"') || !text.includes('"kind"')) return undefined;
  const value = parsed(text)?.value as { run?: unknown; at?: unknown; kind?: unknown } | undefined;
  const isLine = [value?.run, value?.at, value?.kind].every((member) => typeof member === 'string');
  return isLine ? { kind: 'value', value, text } : undefined;
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Index behind the brace that closes the one at `from`, or -1. Whether it is JSON is for the parser to say. */
function endOfObject(text: string, from: number): number {
  let depth = 0;
  let isString = false;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) isString = false;
    } else if (code === QUOTE) isString = true;
    else if (code === OPEN) depth++;
    else if (code === CLOSE && --depth === 0) return at + 1;
  }
  return -1;
}

const [BACKSLASH, QUOTE, OPEN, CLOSE] = [0x5c, 0x22, 0x7b, 0x7d];
