// Inflates LZMA members of zips (method 14), which Python writes and pip reads. Whole members only, of a size that was
// checked before; the output is the window, so that no distance can lead out of it.
import { ArchiveRefusal } from './archive-rules.ts';

const damaged = () => new ArchiveRefusal('an LZMA member is damaged');

const BIT_MODEL_TOTAL = 1 << 11;
const MOVE_BITS = 5;
const TOP = 1 << 24;

const probabilities = (count: number) => new Uint16Array(count).fill(BIT_MODEL_TOTAL >> 1);

class RangeDecoder {
  readonly #bytes: Buffer;
  #at: number;
  #range = 0xffffffff;
  #code = 0;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    if (bytes[at] !== 0) throw damaged();
    this.#at = at + 1;
    for (let count = 0; count < 4; count++) this.#code = ((this.#code << 8) | this.#next()) >>> 0;
  }

  #next(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw damaged();
    return byte;
  }

  #normalise(): void {
    if (this.#range >= TOP) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#next()) >>> 0;
  }

  bit(model: Uint16Array, index: number): number {
    const probability = model[index] as number;
    const bound = Math.floor(this.#range / BIT_MODEL_TOTAL) * probability;
    let bit = 0;
    if (this.#code < bound) {
      this.#range = bound;
      model[index] = probability + ((BIT_MODEL_TOTAL - probability) >> MOVE_BITS);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      model[index] = probability - (probability >> MOVE_BITS);
      bit = 1;
    }
    this.#normalise();
    return bit;
  }

  /** `count` bits, the highest first, by a tree of models. */
  tree(model: Uint16Array, from: number, count: number): number {
    let symbol = 1;
    for (let left = count; left > 0; left--) symbol = (symbol << 1) | this.bit(model, from + symbol);
    return symbol - (1 << count);
  }

  /** The same, the lowest first. */
  reverseTree(model: Uint16Array, from: number, count: number): number {
    let symbol = 1;
    let value = 0;
    for (let place = 0; place < count; place++) {
      const bit = this.bit(model, from + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << place;
    }
    return value;
  }

  direct(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left--) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit) this.#code -= this.#range;
      value = value * 2 + bit;
      this.#normalise();
    }
    return value;
  }
}

class Lengths {
  readonly #choice = probabilities(2);
  readonly #low = probabilities(16 << 3);
  readonly #mid = probabilities(16 << 3);
  readonly #high = probabilities(256);

  read(decoder: RangeDecoder, position: number): number {
    if (decoder.bit(this.#choice, 0) === 0) return 2 + decoder.tree(this.#low, position << 3, 3);
    if (decoder.bit(this.#choice, 1) === 0) return 10 + decoder.tree(this.#mid, position << 3, 3);
    return 18 + decoder.tree(this.#high, 0, 8);
  }
}

/** What follows the header of the member: version (2), size of the properties (2), `lc lp pb` (1), size of the window (4). */
const HEADER = 9;
const STATES = 12;
const END_MARKER = 0xffffffff;

/** @throws ArchiveRefusal */
export function inflateLzma(bytes: Buffer, size: number): Buffer {
  if (bytes.length < HEADER || bytes.readUInt16LE(2) !== 5) throw damaged();
  const properties = bytes[4] as number;
  if (properties >= 9 * 5 * 5) throw damaged();
  const lc = properties % 9;
  const lp = Math.floor(properties / 9) % 5;
  const pb = Math.floor(properties / 45);
  const decoder = new RangeDecoder(bytes, HEADER);
  const out = Buffer.alloc(size);
  const literals = probabilities(0x300 << (lc + lp));
  const isMatch = probabilities(STATES << 4);
  const isRep = probabilities(STATES);
  const isRepG0 = probabilities(STATES);
  const isRepG1 = probabilities(STATES);
  const isRepG2 = probabilities(STATES);
  const isRep0Long = probabilities(STATES << 4);
  const slots = probabilities(4 << 6);
  const special = probabilities(128);
  const align = probabilities(16);
  const lengths = new Lengths();
  const repLengths = new Lengths();
  let [at, state] = [0, 0];
  let [rep0, rep1, rep2, rep3] = [0, 0, 0, 0];

  const literal = () => {
    const before = at > 0 ? (out[at - 1] as number) : 0;
    const from = 0x300 * (((at & ((1 << lp) - 1)) << lc) + (before >> (8 - lc)));
    let symbol = 1;
    if (state >= 7) {
      let match = out[at - rep0 - 1] as number;
      while (symbol < 0x100) {
        const wanted = (match >> 7) & 1;
        match <<= 1;
        const bit = decoder.bit(literals, from + ((1 + wanted) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== wanted) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | decoder.bit(literals, from + symbol);
    return symbol & 0xff;
  };

  const distance = (length: number) => {
    const slot = decoder.tree(slots, Math.min(length - 2, 3) << 6, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return base + decoder.reverseTree(special, base - slot, bits);
    return base + decoder.direct(bits - 4) * 16 + decoder.reverseTree(align, 0, 4);
  };

  while (at < size) {
    const position = at & ((1 << pb) - 1);
    if (decoder.bit(isMatch, (state << 4) + position) === 0) {
      out[at] = literal();
      at++;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let length: number;
    if (decoder.bit(isRep, state) === 0) {
      [rep3, rep2, rep1] = [rep2, rep1, rep0];
      length = lengths.read(decoder, position);
      state = state < 7 ? 7 : 10;
      rep0 = distance(length);
      if (rep0 === END_MARKER) throw damaged();
    } else {
      if (at === 0) throw damaged();
      if (decoder.bit(isRepG0, state) === 0) {
        if (decoder.bit(isRep0Long, (state << 4) + position) === 0) {
          state = state < 7 ? 9 : 11;
          if (rep0 >= at) throw damaged();
          out[at] = out[at - rep0 - 1] as number;
          at++;
          continue;
        }
      } else if (decoder.bit(isRepG1, state) === 0) [rep0, rep1] = [rep1, rep0];
      else if (decoder.bit(isRepG2, state) === 0) [rep0, rep1, rep2] = [rep2, rep0, rep1];
      else [rep0, rep1, rep2, rep3] = [rep3, rep0, rep1, rep2];
      length = repLengths.read(decoder, position);
      state = state < 7 ? 8 : 11;
    }
    if (rep0 >= at || at + length > size) throw damaged();
    for (; length > 0; length--, at++) out[at] = out[at - rep0 - 1] as number;
  }
  return out;
}
