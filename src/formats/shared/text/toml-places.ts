// Where the values of a TOML text stand, and how they are written. Only for texts that a parser has accepted: what TOML
// forbids is not looked for. Numbers and dates stay the text that they are.
import { LIST_ENTRY, type Literal, numberOrLiteral, type WrittenValue } from '../../../core/text/value-merge.ts';

type Path = readonly string[];
type Table = Record<string, unknown>;

interface PlacedValue extends WrittenValue {
  /** Where the line of its key begins. */
  readonly from: number;
}

export interface TomlReading {
  /** Tables, lists, texts, booleans, numbers and literals. */
  readonly said: Table;
  readonly written: readonly PlacedValue[];
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\u001b' };

/** The text of a basic string without its quotes. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|[ \t]*\r?\n\s*|([\s\S]))/g,
    (_, four?: string, eight?: string, two?: string, letter?: string) => {
      const code = four ?? eight ?? two;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      return letter === undefined ? '' : (ESCAPES[letter] ?? letter);
    },
  );
}

/** Date and time may be parted by a blank. */
const BARE = /\d{4}-\d{2}-\d{2} \d{2}:[^\s,\]}#]+|[^\s,\]}#]+/y;
const BARE_KEY = /[A-Za-z0-9_-]+/y;
const STRINGS = [
  { open: '"""', pattern: /"""(?:[^\\"]|\\[\s\S]|"(?!""))*"{3,5}/y, isBasic: true },
  { open: "'''", pattern: /'''(?:[^']|'(?!''))*'{3,5}/y, isBasic: false },
  { open: '"', pattern: /"(?:[^\\"]|\\[\s\S])*"/y, isBasic: true },
  { open: "'", pattern: /'[^']*'/y, isBasic: false },
] as const;

class Reader {
  readonly #text: string;
  readonly #written: PlacedValue[] = [];
  #from = 0;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): TomlReading {
    const said: Table = Object.create(null);
    let table = said;
    let path: Path = [];
    for (;;) {
      this.#skipBlanks();
      if (this.#at >= this.#text.length) return { said, written: this.#written };
      if (this.#text[this.#at] !== '[') {
        this.#from = this.#text.lastIndexOf('\n', this.#at - 1) + 1;
        this.#pair(table, path);
        continue;
      }
      const isElement = this.#text.startsWith('[[', this.#at);
      this.#at += isElement ? 2 : 1;
      const names = this.#key();
      this.#at = this.#text.indexOf(']', this.#at) + (isElement ? 2 : 1);
      [table, path] = isElement ? newElement(said, names) : tableAt(said, [], names);
    }
  }

  #skipBlanks(): void {
    const text = this.#text;
    for (;;) {
      while (/[ \t\r\n]/.test(text[this.#at] ?? '')) this.#at += 1;
      if (text[this.#at] !== '#') return;
      const end = text.indexOf('\n', this.#at);
      this.#at = end === -1 ? text.length : end;
    }
  }

  #key(): string[] {
    const names: string[] = [];
    for (;;) {
      this.#skipBlanks();
      names.push(/["']/.test(this.#text[this.#at] ?? '') ? this.#string() : this.#match(BARE_KEY));
      this.#skipBlanks();
      if (this.#text[this.#at] !== '.') return names;
      this.#at += 1;
    }
  }

  #pair(table: Table, path: Path): void {
    const names = this.#key();
    this.#expect('=');
    const [inner, at] = tableAt(table, path, names.slice(0, -1));
    const name = names.at(-1) ?? '';
    inner[name] = this.#value([...at, name]);
  }

  #value(path: Path): unknown {
    this.#skipBlanks();
    const start = this.#at;
    const first = this.#text[start];
    if (first === '[' || first === '{') {
      this.#at += 1;
      const result = first === '[' ? this.#list(path) : this.#inline(path);
      return result;
    }
    const value = first === '"' || first === "'" ? this.#string() : scalar(this.#match(BARE));
    this.#written.push({ path, text: this.#text.slice(start, this.#at), from: this.#from });
    return value;
  }

  #list(path: Path): unknown[] {
    const list: unknown[] = [];
    while (!this.#ends(']')) list.push(this.#value([...path, LIST_ENTRY]));
    return list;
  }

  #inline(path: Path): Table {
    const table: Table = Object.create(null);
    while (!this.#ends('}')) this.#pair(table, path);
    return table;
  }

  /** Passes over a comma, or the sign that ends a list or an inline table. */
  #ends(sign: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] === ',') this.#at += 1;
    this.#skipBlanks();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #string(): string {
    const { open, pattern, isBasic } = STRINGS.find((one) => this.#text.startsWith(one.open, this.#at)) ?? STRINGS[2];
    const raw = this.#match(pattern).slice(open.length, -open.length);
    const inner = (open.length === 3 ? raw.replace(/^\r?\n/, '') : raw).replaceAll('\r\n', '\n');
    return isBasic ? unescaped(inner) : inner;
  }

  #expect(sign: string): void {
    this.#skipBlanks();
    if (this.#text[this.#at] !== sign) throw new SyntaxError(`\`${sign}\` is missing`);
    this.#at += 1;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) throw new SyntaxError('a value or key is missing');
    this.#at += found.length;
    return found;
  }
}

const scalar = (source: string): boolean | number | Literal =>
  source === 'true' || source === 'false' ? source === 'true' : numberOrLiteral(source);

function tableAt(from: Table, path: Path, names: Path): [Table, Path] {
  let table = from;
  const way = [...path];
  for (const name of names) {
    const next = table[name] ?? Object.create(null);
    table[name] = next;
    way.push(name);
    if (Array.isArray(next)) way.push(LIST_ENTRY);
    table = (Array.isArray(next) ? next.at(-1) : next) as Table;
  }
  return [table, way];
}

function newElement(root: Table, names: Path): [Table, Path] {
  const [parent, path] = tableAt(root, [], names.slice(0, -1));
  const name = names.at(-1) ?? '';
  const element: Table = Object.create(null);
  const list = (parent[name] ?? []) as unknown[];
  parent[name] = [...list, element];
  return [element, [...path, name, LIST_ENTRY]];
}

/** Throws SyntaxError where it cannot tell where a value ends. */
export const readToml = (text: string): TomlReading => new Reader(text).read();

/**
 * What somebody put behind the last table that `ours` made, without a header of its own. Empty where there is nothing, or
 * where the text did not end in another table before.
 */
export function behindTables(base: string, ours: string, now: string): string {
  const [before, after, found] = [base, ours, now].map((text) => readToml(text).written);
  const last = after?.at(-1);
  const name = (value: WrittenValue | undefined) => JSON.stringify([value?.path, value?.text]);
  if (!after || !found || !last || last.path.length < 2 || name(before?.at(-1)) === name(last)) return '';
  const table = JSON.stringify(last.path.slice(0, -1));
  const known = new Set(after.map(({ path }) => JSON.stringify(path)));
  let first: PlacedValue | undefined;
  for (const value of [...found].reverse()) {
    if (known.has(JSON.stringify(value.path))) break;
    if (JSON.stringify(value.path.slice(0, -1)) === table) first = value;
  }
  return first ? now.slice(first.from) : '';
}
