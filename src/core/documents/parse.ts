// JSON.parse in steps, for documents that are an object with long lists in it. Each piece is read by JSON.parse itself;
// here is only found where the members of those lists begin and end. Whatever is not as expected is left to one
// JSON.parse over the whole text, so that there is one opinion of what JSON is, and one wording of its errors.
import { STEP_CHARACTERS } from './steps.ts';

/** Gives and throws what JSON.parse does. */
export function* parseSteps(text: string): Generator<void, unknown, void> {
  return (yield* new Pieces(text).read()) ?? JSON.parse(text);
}

const CHARACTER = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

class Pieces {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Undefined where only JSON.parse over the whole can tell. */
  *read(): Generator<void, Record<string, unknown> | undefined, void> {
    const found: Record<string, unknown> = {};
    try {
      if (!this.#takes(CHARACTER.openObject)) return undefined;
      do {
        const name = this.#name();
        // As a member of its own only JSON.parse makes it.
        if (name === undefined || name === '__proto__' || !this.#takes(CHARACTER.colon)) return undefined;
        const isList = this.#takes(CHARACTER.openList);
        const value = isList ? yield* this.#list() : this.#value();
        if (value === undefined) return undefined;
        found[name] = value;
      } while (this.#takes(CHARACTER.comma));
      return this.#takes(CHARACTER.closeObject) && this.#isAtEnd() ? found : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** What follows `[`, with its `]`. */
  *#list(): Generator<void, unknown[] | undefined, void> {
    const members: unknown[] = [];
    for (let isFirst = true; ; isFirst = false) {
      const begin = this.#at;
      // As many members as make a step: up to a comma between two of them, or the end of the list.
      do this.#passMember();
      while (this.#is(CHARACTER.comma) && this.#at - begin < STEP_CHARACTERS && this.#pass());
      const read = JSON.parse(`[${this.#text.slice(begin, this.#at)}]`) as unknown[];
      // Only a list without any member may have nothing in it.
      if (read.length === 0 && !isFirst) return undefined;
      for (const member of read) members.push(member);
      if (this.#takes(CHARACTER.closeList)) return members;
      if (!this.#takes(CHARACTER.comma)) return undefined;
      yield;
    }
  }

  #value(): unknown {
    const begin = this.#at;
    this.#passMember();
    return JSON.parse(this.#text.slice(begin, this.#at));
  }

  #name(): string | undefined {
    if (!this.#isNext(CHARACTER.quote)) return undefined;
    const begin = this.#at;
    this.#at = endOfString(this.#text, begin);
    return JSON.parse(this.#text.slice(begin, this.#at)) as string;
  }

  /** Up to the comma or bracket that ends a member, or the end of the text. */
  #passMember(): void {
    const text = this.#text;
    let depth = 0;
    let at = this.#at;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === CHARACTER.quote) at = endOfString(text, at) - 1;
      else if (code === CHARACTER.openList || code === CHARACTER.openObject) depth++;
      else if (code === CHARACTER.comma && depth === 0) break;
      else if (code === CHARACTER.closeList || code === CHARACTER.closeObject) {
        if (depth === 0) break;
        depth--;
      }
    }
    this.#at = at;
  }

  #is(code: number): boolean {
    return this.#text.charCodeAt(this.#at) === code;
  }

  #pass(): boolean {
    this.#at++;
    return true;
  }

  /** Passes white space as JSON has it. */
  #isNext(code: number): boolean {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'end')) this.#at++;
    return this.#is(code);
  }

  #takes(code: number): boolean {
    return this.#isNext(code) && this.#pass();
  }

  #isAtEnd(): boolean {
    this.#isNext(0);
    return this.#at >= this.#text.length;
  }
}

/** Behind the quote that ends the string which begins at `begin`: the next one that is not escaped. */
function endOfString(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === CHARACTER.backslash) escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
  return text.length;
}
