// Keys in order, for the memory store: chunks of a bounded size, so that adding one key costs the same among a
// hundred thousand as among a hundred.
const CHUNK = 512;

// UTF-16 order and code point order differ only where one side is a surrogate and the other lies above them.
const needsCodePoints = /[\ud800-\uffff]/;

export class SortedKeys {
  #chunks: string[][] = [[]];
  #compare: (a: string, b: string) => number = byUnit;

  add(key: string): void {
    if (this.#compare === byUnit && needsCodePoints.test(key)) this.#reorder();
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at] as string[];
    const index = this.#indexIn(chunk, key);
    if (chunk[index] === key) return;
    chunk.splice(index, 0, key);
    if (chunk.length > CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK / 2));
  }

  remove(key: string): void {
    const at = this.#chunkOf(key);
    const chunk = this.#chunks[at] as string[];
    const index = this.#indexIn(chunk, key);
    if (chunk[index] !== key) return;
    chunk.splice(index, 1);
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(at, 1);
  }

  /** Keys from `from` on (included), in order. */
  *from(from: string): Generator<string> {
    let at = this.#chunkOf(from);
    let index = this.#indexIn(this.#chunks[at] as string[], from);
    for (; at < this.#chunks.length; at++, index = 0) {
      const chunk = this.#chunks[at] as string[];
      for (; index < chunk.length; index++) yield chunk[index] as string;
    }
  }

  /** The chunk that holds the key or would. */
  #chunkOf(key: string): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#compare(this.#chunks[middle]?.[0] ?? '', key) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #indexIn(chunk: readonly string[], key: string): number {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(chunk[middle] as string, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #reorder(): void {
    this.#compare = byPoint;
    const all = this.#chunks.flat().sort(byPoint);
    this.#chunks = [];
    for (let start = 0; start < all.length; start += CHUNK) this.#chunks.push(all.slice(start, start + CHUNK));
    if (this.#chunks.length === 0) this.#chunks.push([]);
  }
}

function byUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byPoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) return rank(x) - rank(y);
    return x - y;
  }
  return a.length - b.length;
}

/** Surrogates stand for U+10000 and above, so they come after U+E000 to U+FFFF. */
function rank(unit: number): number {
  return unit <= 0xdfff ? unit + 0x10000 : unit;
}
