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
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
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
