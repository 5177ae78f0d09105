// Inflates bzip2 members of zips (method 12), which Python writes and pip reads. Whole members only, of a size that was
// checked before; a block takes at most 4 MB beside it.
import { ArchiveRefusal } from './archive-rules.ts';

const damaged = () => new ArchiveRefusal('a bzip2 member is damaged');

class Bits {
  readonly #bytes: Buffer;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  bit(): number {
    if (this.#count === 0) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw damaged();
      this.#held = byte;
      this.#count = 8;
    }
    this.#count--;
    return (this.#held >> this.#count) & 1;
  }

  bits(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left--) value = value * 2 + this.bit();
    return value;
  }
}

const BLOCK = 0x314159265359;
const END = 0x177245385090;
const RUN_A = 0;
const RUN_B = 1;
const GROUP_SIZE = 50;
const LONGEST_CODE = 20;

/** Canonical codes, by their length. */
class Codes {
  readonly #counts = new Uint16Array(LONGEST_CODE + 1);
  readonly #symbols: readonly number[];

  constructor(lengths: readonly number[]) {
    for (const length of lengths) this.#counts[length] = (this.#counts[length] as number) + 1;
    const places = lengths.map((length, symbol) => ({ length, symbol }));
    this.#symbols = places.sort((a, b) => a.length - b.length || a.symbol - b.symbol).map(({ symbol }) => symbol);
  }

  read(bits: Bits): number {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= LONGEST_CODE; length++) {
      code = (code << 1) | bits.bit();
      const count = this.#counts[length] as number;
      if (code - first < count) return this.#symbols[index + code - first] as number;
      index += count;
      first = (first + count) << 1;
    }
    throw damaged();
  }
}

/** @throws ArchiveRefusal */
export function inflateBzip2(bytes: Buffer, size: number): Buffer {
  const bits = new Bits(bytes);
  const out = Buffer.alloc(size);
  let at = 0;
  if (bits.bits(24) !== 0x425a68) throw damaged();
  const level = bits.bits(8) - 0x30;
  if (level < 1 || level > 9) throw damaged();
  for (;;) {
    const mark = bits.bits(48);
    if (mark === END) break;
    if (mark !== BLOCK) throw damaged();
    at = putBlock(readBlock(bits, level * 100_000), out, at);
  }
  if (at !== size) throw damaged();
  return out;
}

interface Block {
  readonly bytes: Uint8Array;
  readonly origin: number;
}

function readBlock(bits: Bits, largest: number): Block {
  bits.bits(32);
  // Randomised blocks are no longer made since 1996.
  if (bits.bit() !== 0) throw damaged();
  const origin = bits.bits(24);
  const used = readUsed(bits);
  const count = bits.bits(3);
  const selectors = readSelectors(bits, count, bits.bits(15));
  const tables = Array.from({ length: count }, () => readTable(bits, used.length + 2));
  const found = new Uint8Array(largest);
  const end = used.length + 1;
  const order = [...used];
  let length = 0;
  let run = 0;
  let place = 0;
  const flush = () => {
    if (length + run > largest) throw damaged();
    found.fill(order[0] as number, length, length + run);
    length += run;
    run = 0;
    place = 0;
  };
  for (let read = 0; ; read++) {
    const symbol = (tables[selectors[Math.floor(read / GROUP_SIZE)] as number] ?? fail()).read(bits);
    if (symbol === RUN_A || symbol === RUN_B) {
      if (place > 20) throw damaged();
      run += (symbol + 1) << place++;
      continue;
    }
    if (run > 0) flush();
    if (symbol === end) break;
    if (length >= largest) throw damaged();
    const [byte] = order.splice(symbol - 1, 1);
    if (byte === undefined) throw damaged();
    order.unshift(byte);
    found[length++] = byte;
  }
  if (origin >= length) throw damaged();
  return { bytes: found.subarray(0, length), origin };
}

function fail(): never {
  throw damaged();
}

/** Which bytes occur, by a map of a map. */
function readUsed(bits: Bits): number[] {
  const rows = bits.bits(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row++) {
    if (((rows >> (15 - row)) & 1) === 0) continue;
    const columns = bits.bits(16);
    for (let column = 0; column < 16; column++) if ((columns >> (15 - column)) & 1) used.push(row * 16 + column);
  }
  if (used.length === 0) throw damaged();
  return used;
}

function readSelectors(bits: Bits, tables: number, count: number): number[] {
  if (tables < 2 || tables > 6 || count < 1) throw damaged();
  const order = Array.from({ length: tables }, (_, index) => index);
  return Array.from({ length: count }, () => {
    let place = 0;
    while (bits.bit() === 1) if (++place >= tables) throw damaged();
    const [table] = order.splice(place, 1);
    order.unshift(table as number);
    return table as number;
  });
}

function readTable(bits: Bits, symbols: number): Codes {
  let length = bits.bits(5);
  const lengths: number[] = [];
  for (let symbol = 0; symbol < symbols; symbol++) {
    while (bits.bit() === 1) length += bits.bit() === 0 ? 1 : -1;
    if (length < 1 || length > LONGEST_CODE) throw damaged();
    lengths.push(length);
  }
  return new Codes(lengths);
}

/** Undoes the Burrows-Wheeler transform and the first run-length code: after four equal bytes a count. */
function putBlock({ bytes, origin }: Block, out: Buffer, from: number): number {
  const starts = new Uint32Array(257);
  for (const byte of bytes) starts[byte + 1] = (starts[byte + 1] as number) + 1;
  for (let byte = 0; byte < 256; byte++) starts[byte + 1] = (starts[byte + 1] as number) + (starts[byte] as number);
  const next = new Uint32Array(bytes.length);
  for (const [index, byte] of bytes.entries()) {
    next[starts[byte] as number] = index;
    starts[byte] = (starts[byte] as number) + 1;
  }
  let at = from;
  let place = next[origin] as number;
  let equal = 0;
  let last = -1;
  for (let count = 0; count < bytes.length; count++) {
    const byte = bytes[place] as number;
    place = next[place] as number;
    if (equal === 4) {
      if (at + byte > out.length) throw damaged();
      out.fill(last, at, at + byte);
      at += byte;
      equal = 0;
      last = -1;
      continue;
    }
    equal = byte === last ? equal + 1 : 1;
    last = byte;
    if (at >= out.length) throw damaged();
    out[at++] = byte;
  }
  return at;
}
