// Stand for a star and a question mark that are meant as such, because they came out of a policy variable.
const LITERALS: Readonly<Record<string, string>> = { '\uE000': '*', '\uE001': '?' };

/** Makes a text safe to stand in a pattern as itself. */
export function literally(text: string): string {
  return text.replaceAll('*', '\uE000').replaceAll('?', '\uE001');
}

/**
 * Whether `pattern`, in which `*` stands for any characters and `?` for one, covers the whole of `text`.
 * As IAM does it: no character is special otherwise, and `*` crosses `/` and `:`. Patterns come from policies that
 * anybody may put: what takes more than a few steps a character is left to an automaton, whose time is the product of
 * the lengths by 32, whatever is in them.
 */
export function covers(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  let steps = 4 * (pattern.length + text.length) + 64;
  while (t < text.length) {
    if (steps-- === 0) return coversByStates(pattern, text);
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

const WORD = 32;
const has = (set: Uint32Array, bit: number) => (((set[Math.floor(bit / WORD)] ?? 0) >>> (bit % WORD)) & 1) === 1;
const add = (set: Uint32Array, bit: number) => {
  const word = Math.floor(bit / WORD);
  set[word] = (set[word] ?? 0) | (1 << (bit % WORD));
};

/**
 * The same by the states that a text can have brought the pattern into (Baeza-Yates and Gonnet, shift-and): bit n is
 * set where the first n characters of the pattern, stars left out, cover what was read so far.
 */
function coversByStates(pattern: string, text: string): boolean {
  const characters = pattern.split('').filter((one) => one !== '*');
  // More characters than there are to be covered.
  if (characters.length > text.length) return false;
  const empty = () => new Uint32Array(Math.floor(characters.length / WORD) + 1);
  /** States that a star lets any character stay in. */
  const stays = empty();
  let count = 0;
  for (const one of pattern) {
    if (one === '*') add(stays, count);
    else count += one.length;
  }
  /** By character, the states out of which it leads into the next one. */
  const leads = new Map<string, Uint32Array>();
  const any = empty();
  for (const [index, one] of characters.entries()) if (one === '?') add(any, index);
  for (const one of new Set(text.split(''))) leads.set(one, any.slice());
  for (const [index, one] of characters.entries())
    for (const actual of one in LITERALS ? [one, LITERALS[one] ?? ''] : [one]) {
      const states = leads.get(actual);
      if (states !== undefined) add(states, index);
    }
  const states = empty();
  add(states, 0);
  for (let t = 0; t < text.length; t++) {
    const lead = leads.get(text[t] ?? '') ?? any;
    let carry = 0;
    for (let word = 0; word < states.length; word++) {
      const now = states[word] ?? 0;
      const moved = now & (lead[word] ?? 0);
      states[word] = (moved << 1) | carry | (now & (stays[word] ?? 0));
      carry = moved >>> (WORD - 1);
    }
  }
  return has(states, characters.length);
}
