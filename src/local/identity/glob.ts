// Stand for a star and a question mark that are meant as such, because they came out of a policy variable.
const LITERALS: Readonly<Record<string, string>> = { '\uE000': '*', '\uE001': '?' };

/** Makes a text safe to stand in a pattern as itself. */
export function literally(text: string): string {
  return text.replaceAll('*', '\uE000').replaceAll('?', '\uE001');
}

/**
 * Whether `pattern`, in which `*` stands for any characters and `?` for one, covers the whole of `text`.
 * As IAM does it: no character is special otherwise, and `*` crosses `/` and `:`. Linear in practice and never
 * exponential, since patterns come from policies that anybody may put.
 */
export function covers(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || fits(pattern[p] ?? '', text[t] ?? ''))) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

function fits(wanted: string, actual: string): boolean {
  return wanted === actual || LITERALS[wanted] === actual;
}
