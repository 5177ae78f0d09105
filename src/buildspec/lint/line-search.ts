// Searches in one line of a command that take time in proportion to its length. An expression of the form `A.*B` does not:
// where B is missing it is tried again behind every A, and a pull request can bring a line that is all A.

/** Where something begins in a line; undefined when it is not there. */
export type LineSearch = (line: string) => number | undefined;

/** Something and, anywhere behind it, something else; between them none of the characters of `apart`. */
export function pair(first: RegExp, then: RegExp, apart?: RegExp): LineSearch {
  return (line) => {
    if (!first.test(line)) return undefined;
    for (const { text, at } of partsOf(line, apart)) {
      const found = first.exec(text);
      if (found && then.test(text.slice(found.index + found[0].length))) return at + found.index;
    }
    return undefined;
  };
}

/** Something that has nothing of `unwanted` behind it: the first one behind the last of those. */
export function without(first: RegExp, unwanted: (line: string) => number): LineSearch {
  const everywhere = new RegExp(first.source, `g${first.flags}`);
  return (line) => {
    if (!first.test(line)) return undefined;
    const last = unwanted(line);
    for (const found of line.matchAll(everywhere)) if (found.index + found[0].length > last) return found.index;
    return undefined;
  };
}

/** The beginning of the last match, or -1. */
export function lastOf(pattern: RegExp): (line: string) => number {
  const everywhere = new RegExp(pattern.source, `g${pattern.flags}`);
  return (line) => {
    let last = -1;
    for (const { index } of line.matchAll(everywhere)) last = index;
    return last;
  };
}

/** One expression, which must not be of the form `A.*B`. */
export function one(pattern: RegExp): LineSearch {
  return (line) => pattern.exec(line)?.index;
}

/** The first of several. */
export function anyOf(...searches: readonly LineSearch[]): LineSearch {
  return (line) => {
    let first: number | undefined;
    for (const search of searches) {
      const at = search(line);
      if (at !== undefined && (first === undefined || at < first)) first = at;
    }
    return first;
  };
}

function* partsOf(line: string, apart: RegExp | undefined): Generator<{ text: string; at: number }> {
  let at = 0;
  for (const text of apart ? line.split(apart) : [line]) {
    yield { text, at };
    at += text.length + 1;
  }
}
