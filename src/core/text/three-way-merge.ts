// Differences between texts, and taking one's own change back out of a text that others have changed since.

/** Replace [start, end) of the base text by `text`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * How a text hangs together. `lines`: each line stands alone, so single lines of ours can be taken out of a block that
 * others changed. `sections`: so they do, but under a `[header]`. `tree` (XML, YAML, scripts): half a block would break
 * the file, so a block that others changed stays whole.
 */
export type Syntax = 'lines' | 'sections' | 'tree';

/** Lines with their line ends; the last may lack one. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * The changes that make `to` out of `from`, in order and apart from each other. Found line by line, then narrowed
 * within replaced lines to the characters that differ, so that two edits in one line can be told apart.
 */
export function changesBetween(from: string, to: string): TextChange[] {
  const a = linesOf(from);
  const b = linesOf(to);
  const starts = offsetsOf(a);
  return hunksBetween(a, b)
    .map((hunk) => {
      const text = b.slice(hunk.toStart, hunk.toEnd).join('');
      return narrow(from, { start: starts[hunk.fromStart] ?? 0, end: starts[hunk.fromEnd] ?? from.length, text });
    })
    .filter((change) => change.start !== change.end || change.text !== '');
}

export function applyChanges(base: string, changes: readonly TextChange[]): string {
  let result = '';
  let at = 0;
  for (const change of changes) {
    result += base.slice(at, change.start) + change.text;
    at = change.end;
  }
  return result + base.slice(at);
}

export interface TakenBack {
  readonly text: string;
  /** Whether some of our text stayed because others had changed it. */
  readonly isPartial: boolean;
}

/**
 * Takes the change `before` -> `after` out of `current`, which is `after` with others' edits on top.
 * Where both touched the same place, theirs stays; but for a `tree`, whole lines that only we wrote still go.
 */
export function revertEdit(before: string, after: string, current: string, syntax: Syntax): TakenBack {
  if (current === after) return { text: before, isPartial: false };
  if (current === before) return { text: current, isPartial: false };
  const theirs = changesBetween(after, current);
  const ours: TextChange[] = [];
  let isPartial = false;
  for (const wanted of changesBetween(after, before)) {
    const change = wanted.end === after.length ? keepLastLineEnd(after, wanted, theirs) : wanted;
    const clashes = theirs.filter((other) => overlaps(change, other));
    if (clashes.length === 0) ours.push(change);
    else {
      isPartial = true;
      if (syntax !== 'tree') ours.push(...untouchedLines(after, change, clashes));
    }
  }
  const kept = syntax === 'sections' ? ours.flatMap((change) => spareHeaders(after, change, theirs)) : ours;
  const all = [...theirs, ...kept].sort((x, y) => x.start - y.start || x.end - y.end);
  return { text: applyChanges(after, all), isPartial };
}

/** The line end most of the text uses. */
export function lineEndOf(text: string): '\r\n' | '\n' {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  return windows * 2 > all ? '\r\n' : '\n';
}

/** Somebody wrote behind our last line: the line end that we had to add is needed by theirs now. */
function keepLastLineEnd(base: string, change: TextChange, theirs: readonly TextChange[]): TextChange {
  const hasGrown = theirs.some((other) => other.end === base.length && other.text !== '');
  const rest = base.slice(0, change.start) + change.text;
  return hasGrown && rest !== '' && !rest.endsWith('\n') ? { ...change, text: change.text + lineEndOf(base) } : change;
}

function overlaps(a: TextChange, b: TextChange): boolean {
  if (b.start === b.end) return a.start < b.start && b.start < a.end;
  if (a.start === a.end) return b.start < a.start && a.start < b.end;
  return a.start < b.end && b.start < a.end;
}

const isHeader = (line: string) => /^[ \t]*\[/.test(line);

/** Leaves out of a deletion the headers under which others have written: their lines would fall to the section above. */
function spareHeaders(base: string, change: TextChange, theirs: readonly TextChange[]): TextChange[] {
  if (change.text.trim() !== '') return [change];
  const parts: TextChange[] = [];
  let from = change.start;
  let at = change.start;
  for (const line of linesOf(base.slice(change.start, change.end))) {
    const [start, end] = [at, at + line.length];
    at = end;
    if (!isHeader(line)) continue;
    const next = /^[ \t]*\[/m.exec(base.slice(end));
    const sectionEnd = next ? end + next.index : base.length;
    const isUsed = theirs.some(
      (other) => other.start >= end && other.start <= sectionEnd && startsInSection(other.text),
    );
    if (!isUsed) continue;
    parts.push({ start: from, end: start, text: '' });
    from = end;
  }
  return [...parts, { start: from, end: change.end, text: change.text }];
}

function startsInSection(text: string): boolean {
  const first = linesOf(text).find((line) => !/^\s*([#;]|$)/.test(line));
  return first !== undefined && !isHeader(first);
}

/** Deletions of the whole lines within `change` that no clash touches. */
function untouchedLines(base: string, change: TextChange, clashes: readonly TextChange[]): TextChange[] {
  const found: TextChange[] = [];
  let at = change.start;
  for (const line of linesOf(base.slice(change.start, change.end))) {
    const whole = { start: at, end: at + line.length, text: '' };
    at = whole.end;
    const isWhole = (whole.start === 0 || base[whole.start - 1] === '\n') && line.endsWith('\n');
    if (isWhole && !clashes.some((other) => overlaps(whole, other))) found.push(whole);
  }
  return found;
}

function narrow(base: string, change: TextChange): TextChange {
  const { start, end, text } = change;
  const most = Math.min(end - start, text.length);
  let head = 0;
  while (head < most && base[start + head] === text[head]) head += 1;
  let tail = 0;
  while (tail < most - head && base[end - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
  return { start: start + head, end: end - tail, text: text.slice(head, text.length - tail) };
}

function offsetsOf(lines: readonly string[]): number[] {
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  return starts;
}

interface Hunk {
  readonly fromStart: number;
  readonly fromEnd: number;
  readonly toStart: number;
  readonly toEnd: number;
}

/** Beyond this many differing lines the middle counts as one change; configuration files never come near it. */
const MOST_DIFFERENCES = 1500;

function hunksBetween(a: readonly string[], b: readonly string[]): Hunk[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail])
    tail += 1;
  const kept = keptPairs(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const hunks: Hunk[] = [];
  let x = head;
  let y = head;
  for (const [i, j] of [
    ...kept.map(([p, q]) => [p + head, q + head] as const),
    [a.length - tail, b.length - tail] as const,
  ]) {
    if (i > x || j > y) hunks.push({ fromStart: x, fromEnd: i, toStart: y, toEnd: j });
    x = i + 1;
    y = j + 1;
  }
  return hunks;
}

/** Pairs of equal lines of a longest common subsequence: Myers' greedy algorithm. */
function keptPairs(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const most = Math.min(a.length + b.length, MOST_DIFFERENCES);
  const trace: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= most; d += 1) {
    trace.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trace);
    }
    reach = new Map(reach);
  }
  return [];
}

function walkBack(
  a: readonly string[],
  b: readonly string[],
  trace: readonly Map<number, number>[],
): (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  let x = a.length;
  let y = b.length;
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const reach = trace[d] as Map<number, number>;
    const k = x - y;
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const startX = reach.get(down ? k + 1 : k - 1) ?? 0;
    const startY = startX - (down ? k + 1 : k - 1);
    while (x > startX && y > startY) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    x = startX;
    y = startY;
  }
  return pairs.reverse();
}
