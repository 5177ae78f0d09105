import { markdownText, shownWord } from '../../core/text/shown-text.ts';

/** Rows of one table. More is read by nobody, and a log or a summary that is too long is cut off or refused whole. */
const MOST_ROWS = 1000;

/** Those that are shown: all, or where there are too many as many as fit, the important ones first. */
export function shownOf<T>(all: readonly T[], isImportant: (one: T) => boolean = () => false): readonly T[] {
  if (all.length <= MOST_ROWS) return all;
  const important: T[] = [];
  const others: T[] = [];
  for (const one of all) (isImportant(one) ? important : others).push(one);
  return [...important.slice(0, MOST_ROWS), ...others.slice(0, Math.max(0, MOST_ROWS - important.length))];
}

/** What stands below a table that does not show all; nothing where it does. */
export function moreLine(shown: number, all: number): string[] {
  return shown < all ? [`… and ${all - shown} more`] : [];
}

/** Aligned columns for a terminal; empty rows give a sentence instead of a lonely header. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return ['(none)'];
  const all = [head, ...rows].map((row) => row.map(shownWord));
  const widths = head.map((_, column) => all.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0));
  return all.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

export interface MarkdownLimits {
  /** Bytes of the table, at most: a summary is refused as a whole when it is too long. No limit unless given. */
  readonly bytes?: number;
  /** How many there are in all, when `rows` are not all of them. */
  readonly all?: number;
  /** Rows that come first when not all fit, by their place. */
  readonly isImportant?: (place: number) => boolean;
}

/** A Markdown table whose cells cannot break out of it, whatever a package is called. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { bytes = Number.POSITIVE_INFINITY, all = rows.length, isImportant = () => false }: MarkdownLimits = {},
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`;
  const top = [line(head), `|${head.map(() => '---').join('|')}|`];
  const lines = rows.map(line);
  let fitting = fittingOf(lines, bytes - top.join('').length);
  if (fitting.length < lines.length) {
    const first = lines.filter((_, place) => isImportant(place));
    const others = lines.filter((_, place) => !isImportant(place));
    fitting = fittingOf([...first, ...others], bytes - top.join('').length);
  }
  const more = moreLine(fitting.length, all);
  return [...top, ...fitting, ...(more.length > 0 ? ['', ...more] : [])].join('\n');
}

/** The first ones, as many as fit. */
function fittingOf(lines: readonly string[], bytes: number): readonly string[] {
  let left = bytes;
  const tooMany = lines.findIndex((text) => {
    left -= bytesOf(text) + 2;
    return left < 0;
  });
  return tooMany < 0 ? lines : lines.slice(0, tooMany);
}

/** Lines of Markdown as far as they fit, and how many do not. */
export function markdownLines(texts: readonly string[], bytes: number): string[] {
  const fitting = fittingOf(texts, bytes);
  return [...fitting, ...moreLine(fitting.length, texts.length)];
}

/** In UTF-8; of a character outside the basic plane at most two more than it takes. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) bytes += code > 0x7ff ? 2 : 1;
  }
  return bytes;
}
