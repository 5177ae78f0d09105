// Pulls values out of a JSON text while it streams in, so that a document of any size costs only the values that are
// wanted: an npm publish document carries a whole tarball, a public packument hundreds of versions.

/** The text is not JSON, or a value in it is larger than its reader allows. */
export class JsonRefusal extends Error {
  readonly kind: 'malformed' | 'too-large';

  constructor(kind: JsonRefusal['kind'], message: string) {
    super(message);
    this.name = 'JsonRefusal';
    this.kind = kind;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const MAX_KEY_BYTES = 4096;
/** Deeper than any package document; `JSON.stringify` of a value nested without end would exhaust the stack. */
const MAX_DEPTH = 200;

export class JsonReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /**
   * Enters the object that comes next and gives its keys in order, repeated ones included. For each key, exactly one
   * of `members`, `value`, `text` or `skip` must be read to its end before the next key is asked for.
   */
  async *members(): AsyncGenerator<string> {
    await this.#expect(OPEN_BRACE, 'an object');
    if ((await this.#peek()) === CLOSE_BRACE) {
      this.#at += 1;
      return;
    }
    while (true) {
      if ((await this.#peek()) !== QUOTE) throw malformed('a key is missing');
      const key = await this.value(MAX_KEY_BYTES);
      await this.#expect(COLON, 'a colon');
      yield String(key);
      const next = await this.#peek();
      this.#at += 1;
      if (next === CLOSE_BRACE) return;
      if (next !== COMMA) throw malformed('a comma is missing');
    }
  }

  /** The value that comes next, parsed; refused when its text is longer than `limit` bytes. */
  async value(limit: number): Promise<unknown> {
    const parts: Uint8Array[] = [];
    let size = 0;
    await this.#scan((part) => {
      size += part.length;
      if (size > limit) throw new JsonRefusal('too-large', `a value is larger than ${limit} bytes`);
      // A copy, as the source may use its chunk again.
      parts.push(Uint8Array.prototype.slice.call(part));
    });
    try {
      return JSON.parse(Buffer.concat(parts).toString('utf8'));
    } catch {
      throw malformed('a value is not JSON');
    }
  }

  async skip(): Promise<void> {
    await this.#scan(() => undefined);
  }

  /** Whether the value that comes next is an object; others make `members` throw. */
  async isObject(): Promise<boolean> {
    return (await this.#peek()) === OPEN_BRACE;
  }

  async isString(): Promise<boolean> {
    return (await this.#peek()) === QUOTE;
  }

  /** The bytes of the string that comes next, between its quotes, with its escapes as written. */
  async *text(): AsyncGenerator<Uint8Array> {
    await this.#expect(QUOTE, 'a string');
    let isEscaped = false;
    while (true) {
      const chunk = await this.#rest();
      // The first byte belongs to an escape that the last chunk began: it ends nothing and begins nothing.
      const from: number = isEscaped ? 1 : 0;
      const end = endOfString(chunk, from);
      if (end >= 0) {
        this.#at += end + 1;
        if (end > 0) yield chunk.subarray(0, end);
        return;
      }
      isEscaped = backslashesBefore(chunk, chunk.length, from) % 2 === 1;
      this.#at += chunk.length;
      yield chunk;
    }
  }

  /** Refuses anything but white space after the last value, and so a document that was cut off or has a tail. */
  async end(): Promise<void> {
    if ((await this.#peekOrEnd()) !== undefined) throw malformed('something follows the document');
  }

  /** Ends the source early, for readers that have seen enough or refused it. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  /**
   * Hands the bytes of one value to `take`, following strings and nesting only as far as finding its end needs. Each chunk
   * is gone through at once: to wait for each string of a document that has a million of them costs seconds.
   */
  async #scan(take: (part: Uint8Array) => void): Promise<void> {
    const first = await this.#peek();
    if (first !== QUOTE && first !== OPEN_BRACE && first !== OPEN_BRACKET) return this.#scanLiteral(take);
    let [depth, isInString, isEscaped, isDone] = [0, false, false, false];
    while (!isDone) {
      const chunk = await this.#rest();
      let at = 0;
      while (at < chunk.length && !isDone) {
        if (isInString) {
          // The first byte belongs to an escape that the last chunk began: it ends nothing and begins nothing.
          const from: number = at + (isEscaped ? 1 : 0);
          const end = endOfString(chunk, from);
          isInString = end < 0;
          isEscaped = isInString && backslashesBefore(chunk, chunk.length, from) % 2 === 1;
          at = isInString ? chunk.length : end + 1;
          isDone = !isInString && depth === 0;
          continue;
        }
        const byte = chunk[at];
        at += 1;
        if (byte === QUOTE) isInString = true;
        else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
          depth += 1;
          if (depth > MAX_DEPTH) throw malformed(`values are nested deeper than ${MAX_DEPTH}`);
        } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
          depth -= 1;
          isDone = depth === 0;
        }
      }
      take(chunk.subarray(0, at));
      this.#at += at;
    }
  }

  /** Numbers, `true`, `false`, `null`: everything up to what can end a value. */
  async #scanLiteral(take: (part: Uint8Array) => void): Promise<void> {
    while (await this.#fill()) {
      const chunk = this.#chunk;
      const from = this.#at;
      while (this.#at < chunk.length && !isDelimiter(chunk[this.#at])) this.#at += 1;
      if (this.#at > from) take(chunk.subarray(from, this.#at));
      if (this.#at < chunk.length) return;
    }
  }

  async #expect(byte: number, what: string): Promise<void> {
    if ((await this.#peek()) !== byte) throw malformed(`${what} is missing`);
    this.#at += 1;
  }

  async #peek(): Promise<number> {
    const byte = await this.#peekOrEnd();
    if (byte === undefined) throw malformed('it ends too early');
    return byte;
  }

  async #peekOrEnd(): Promise<number | undefined> {
    while (await this.#fill()) {
      const chunk = this.#chunk;
      while (this.#at < chunk.length && isWhiteSpace(chunk[this.#at])) this.#at += 1;
      if (this.#at < chunk.length) return chunk[this.#at];
    }
    return undefined;
  }

  async #rest(): Promise<Uint8Array> {
    if (!(await this.#fill())) throw malformed('it ends too early');
    return this.#at === 0 ? this.#chunk : this.#chunk.subarray(this.#at);
  }

  async #fill(): Promise<boolean> {
    while (this.#at >= this.#chunk.length) {
      const next = await this.#source.next();
      if (next.done) return false;
      this.#chunk = next.value;
      this.#at = 0;
    }
    return true;
  }
}

function malformed(why: string): JsonRefusal {
  return new JsonRefusal('malformed', `the document is not valid JSON: ${why}`);
}

function isWhiteSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDelimiter(byte: number | undefined): boolean {
  return (
    byte === COMMA ||
    byte === CLOSE_BRACE ||
    byte === CLOSE_BRACKET ||
    byte === 0x20 ||
    (byte !== undefined && byte >= 0x09 && byte <= 0x0d)
  );
}

/** Index of the first quote at or after `from` that no backslash escapes, or -1. */
function endOfString(chunk: Uint8Array, from: number): number {
  let at = chunk.indexOf(QUOTE, from);
  while (at >= 0 && backslashesBefore(chunk, at, from) % 2 === 1) at = chunk.indexOf(QUOTE, at + 1);
  return at;
}

function backslashesBefore(chunk: Uint8Array, end: number, from: number): number {
  let count = 0;
  while (end - 1 - count >= from && chunk[end - 1 - count] === BACKSLASH) count += 1;
  return count;
}
