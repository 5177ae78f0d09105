// How deep a YAML text goes, told before it is parsed: parsers call themselves for each level, and what ends them takes
// the memory of the process with it.

/** Levels that no document of people has. */
const DEEPEST = 200;

/** `- - - …`: each sign begins a level on the same line, whatever tag or anchor stands between (`? !!map ? !!map …`). */
const COMPACT = new RegExp(`(?:(?:[-?:]|[&!]\\S{0,100})[ \\t]+){${DEEPEST}}`);
/** Each level of a block is further in than the one around it. */
const INDENTED = new RegExp(`^[ \\t]{${2 * DEEPEST}}`, 'm');

/** The parser takes the square of a run of blank lines behind a value; nobody writes so many. */
const MOST_BLANK_LINES = 2000;

/**
 * Whether it may go deeper than 200 levels; brackets in texts count as well, where that many are left open. Or has so many
 * blank lines in a row that a parser would not come to its end.
 */
export function nestsTooDeep(text: string): boolean {
  if (COMPACT.test(text) || INDENTED.test(text)) return true;
  let depth = 0;
  let blankLines = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) {
      if (++blankLines > MOST_BLANK_LINES) return true;
    } else if (code !== 0x20 && code !== 0x09) blankLines = 0;
    if (code === 0x5b || code === 0x7b) {
      if (++depth > DEEPEST) return true;
    } else if ((code === 0x5d || code === 0x7d) && depth > 0) depth--;
  }
  return false;
}
