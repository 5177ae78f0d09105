// Cuts a Gemfile into the words that matter to who looks for addresses in it: names, texts, symbols and marks, without
// comments, documentation and what follows on `__END__`. One step a character; no Ruby is run.

/** A part of a text: as written, or the code of `#{…}`. */
export type TextPart = string | readonly RubyToken[];

export interface RubyToken {
  /** `label`: a name with its colon, as in `source: "…"`. `line`: the end of a statement. `other`: what is not read. */
  readonly kind: 'name' | 'text' | 'symbol' | 'label' | 'mark' | 'line' | 'other';
  /** The name, the mark; nothing for texts. */
  readonly word: string;
  readonly parts?: readonly TextPart[];
  /** 1-based. */
  readonly line: number;
}

/** Longer ones are written by machines. */
const LONGEST = 256 * 1024;
const DEEPEST = 4;

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** Undefined for a text that is too long to be looked through. */
export function rubyTokens(text: string): readonly RubyToken[] | undefined {
  return text.length > LONGEST ? undefined : new Cutter(text, 1, 0).all();
}

class Cutter {
  readonly #text: string;
  readonly #depth: number;
  readonly #tokens: RubyToken[] = [];
  /** Ends of the heredocs that begin in this line. */
  readonly #heredocs: string[] = [];
  #at = 0;
  #line: number;

  constructor(text: string, line: number, depth: number) {
    this.#text = text;
    this.#line = line;
    this.#depth = depth;
  }

  all(): readonly RubyToken[] {
    while (this.#at < this.#text.length && this.#step());
    return this.#tokens;
  }

  #put(kind: RubyToken['kind'], word: string, parts?: readonly TextPart[]): boolean {
    this.#tokens.push({ kind, word, line: this.#line, ...(parts ? { parts } : {}) });
    return true;
  }

  /** Matches at this very place; nothing before it is looked at. */
  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at += found[0].length;
    return found ?? undefined;
  }

  /** False at the end of the program. */
  #step(): boolean {
    if (this.#take(/\\\r?\n/y)) {
      this.#line += 1;
      return true;
    }
    if (this.#take(/[ \t\f\v\r]+/y)) return true;
    const char = this.#text[this.#at] ?? '';
    if (char === '\n') return this.#endLine();
    if (char === '#') return this.#take(/[^\n]*/y) !== undefined;
    if (this.#isLineStart()) {
      if (this.#take(/__END__(?=\r?\n|$)/y)) return false;
      if (this.#take(/=begin(?=\s)/y)) return this.#skipDocument();
    }
    if (char === '"' || char === "'" || char === '`') {
      this.#at += 1;
      return this.#finishText(char, char, char === '"', char === '`' ? 'other' : 'text');
    }
    return this.#percent() || this.#heredoc() || this.#expression() || this.#word() || this.#mark(char);
  }

  #isLineStart = () => this.#at === 0 || this.#text[this.#at - 1] === '\n';

  #endLine(): boolean {
    this.#put('line', '\n');
    this.#at += 1;
    this.#line += 1;
    for (const end of this.#heredocs.splice(0)) {
      while (this.#at < this.#text.length) {
        const [whole = ''] = this.#take(/[^\n]*(?:\n|$)/y) ?? [];
        this.#line += 1;
        if (whole.trim() === end) break;
      }
    }
    return true;
  }

  #skipDocument(): boolean {
    while (this.#at < this.#text.length) {
      const [whole = ''] = this.#take(/[^\n]*(?:\n|$)/y) ?? [];
      this.#line += 1;
      if (/^=end(?:\s|$)/.test(whole)) return true;
    }
    return false;
  }

  /** Whether a value could begin here, so that `%`, `/` and `<<` are no operators. */
  #isBeginning(): boolean {
    const last = this.#tokens.at(-1);
    if (last === undefined || last.kind === 'line' || last.kind === 'label') return true;
    if (last.kind === 'mark') return !/[)\]}]/.test(last.word);
    return (
      last.kind === 'name' && /\s/.test(this.#text[this.#at - 1] ?? '') && !/\s/.test(this.#text[this.#at + 1] ?? ' ')
    );
  }

  #percent(): boolean {
    if (this.#text[this.#at] !== '%' || !this.#isBeginning()) return false;
    const [, kind = '', open = ''] = this.#take(/%([qQwWiIrsx]?)([^\w\s])/y) ?? [];
    if (open === '') return false;
    return this.#finishText(
      open,
      CLOSING[open] ?? open,
      kind === '' || kind === 'Q',
      /^[qQ]?$/.test(kind) ? 'text' : 'other',
    );
  }

  #heredoc(): boolean {
    if (this.#text[this.#at] !== '<' || !this.#isBeginning()) return false;
    const [, , name] = this.#take(/<<[~-]?(["'`]?)([A-Za-z_]\w*)\1/y) ?? [];
    if (name === undefined) return false;
    this.#heredocs.push(name);
    return this.#put('other', '');
  }

  /** A regular expression, which may hold quotes. */
  #expression(): boolean {
    if (this.#text[this.#at] !== '/' || !this.#isBeginning()) return false;
    return this.#take(/\/(?:[^/\\\n]|\\.){0,300}\/[a-z]*/y) !== undefined && this.#put('other', '');
  }

  #word(): boolean {
    const [label] = this.#take(/[A-Za-z_]\w{0,200}:(?!:)/y) ?? [];
    if (label !== undefined) return this.#put('label', label.slice(0, -1));
    const [symbol] = this.#take(/:[A-Za-z_]\w*[?!]?/y) ?? [];
    if (symbol !== undefined && this.#tokens.at(-1)?.word !== ':') return this.#put('symbol', symbol.slice(1));
    const [name] = this.#take(/[A-Za-z_]\w*[?!]?/y) ?? [];
    return name !== undefined && this.#put('name', name);
  }

  #mark(char: string): boolean {
    const [mark = char] = this.#take(/=>|==|=~|\|\|=|\|\||&&|::|&\.|!=|<=|>=|<<|[0-9][\w.]*/y) ?? [char];
    if (mark === char && this.#text[this.#at] === char) this.#at += 1;
    return this.#put(/^[0-9]/.test(mark) ? 'other' : 'mark', mark);
  }

  /** From behind the opening quote up to the closing one; brackets of a kind may stand in each other. */
  #finishText(open: string, close: string, isDouble: boolean, kind: 'text' | 'other'): boolean {
    const parts: TextPart[] = [];
    const line = this.#line;
    let plain = '';
    let level = 0;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] as string;
      if (char === '\n') this.#line += 1;
      if (char === '\\') {
        plain += this.#text.slice(this.#at + 1, this.#at + 2);
        this.#at += 2;
        continue;
      }
      if (isDouble && char === '#' && this.#text[this.#at + 1] === '{') {
        parts.push(plain, this.#code());
        plain = '';
        continue;
      }
      this.#at += 1;
      if (char === close && level === 0) break;
      if (open !== close && char === open) level += 1;
      if (open !== close && char === close) level -= 1;
      plain += char;
    }
    this.#tokens.push({ kind, word: '', parts: [...parts, plain], line });
    return true;
  }

  /** The code of `#{…}`, up to the brace that closes it. */
  #code(): readonly RubyToken[] {
    const from = this.#at + 2;
    let level = 0;
    for (let at = from; at < this.#text.length; at += 1) {
      const char = this.#text[at];
      if (char === '{') level += 1;
      if (char !== '}') continue;
      if (level > 0) level -= 1;
      else {
        this.#at = at + 1;
        if (this.#depth >= DEEPEST) return [];
        return new Cutter(this.#text.slice(from, at), this.#line, this.#depth + 1).all();
      }
    }
    this.#at = this.#text.length;
    return [];
  }
}
