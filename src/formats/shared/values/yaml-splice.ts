// Changes of YAML where its nodes stand in the text: lines of entries that go, and values that are replaced. Whatever has no
// lines of its own (between braces, behind a dash, with an anchor) is refused, and printed anew by the caller.
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { lineEndOf } from '../../../core/text/three-way-merge.ts';
import { isMapping, isSame, type Said } from '../../../core/text/value-merge.ts';

type Entry = Pair<Node, Node | null>;
type Yaml = Pick<typeof import('yaml'), 'isMap' | 'isSeq' | 'isScalar' | 'isAlias'>;

/** A text and its document. */
export interface YamlSource {
  readonly text: string;
  readonly document: Document.Parsed;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const keyTextOf = ({ key }: Entry) => String((key as { value?: unknown } | null)?.value);

/** Throws SyntaxError where the change cannot be made in that way. */
export function spliceYaml(yaml: Yaml, now: YamlSource, wanted: Said, old: YamlSource): string {
  const work = new Splice(yaml, now, old);
  work.map(now.document.contents as Node | null, old.document.contents as Node | null, wanted);
  return work.result();
}

const refusal = () => new SyntaxError('the value has no lines of its own');

class Splice {
  readonly #yaml: Yaml;
  readonly #now: YamlSource;
  readonly #old: YamlSource;
  readonly #changes: Change[] = [];

  constructor(yaml: Yaml, now: YamlSource, old: YamlSource) {
    this.#yaml = yaml;
    this.#now = now;
    this.#old = old;
  }

  result(): string {
    const { text } = this.#now;
    let result = '';
    let done = 0;
    for (const { start, end, text: put } of this.#changes.sort((a, b) => a.start - b.start || a.end - b.end)) {
      // Of entries that go one after the other, each may take the blank line between them along.
      if (start < done && put !== '') throw refusal();
      result += text.slice(done, Math.max(start, done)) + put;
      done = Math.max(end, done);
    }
    return result + text.slice(done);
  }

  map(node: Node | null, old: Node | null, wanted: Said): void {
    if (!this.#yaml.isMap(node) || !isMapping(wanted) || (node as YAMLMap).flow) throw refusal();
    const items = (node as YAMLMap).items as Entry[];
    const before = new Map(
      (this.#yaml.isMap(old) ? ((old as YAMLMap).items as Entry[]) : []).map((entry) => [keyTextOf(entry), entry]),
    );
    const kept = items.filter((entry) => Object.hasOwn(wanted, keyTextOf(entry)));
    const isRoot = node === this.#now.document.contents;
    if (kept.length === 0 && !(isRoot && Object.keys(wanted).length === 0)) throw refusal();
    for (const entry of items) {
      const name = keyTextOf(entry);
      if (!Object.hasOwn(wanted, name)) this.#removeLines(startOf(entry.key), this.#endOf(entry.value ?? entry.key));
      else this.#value(entry, before.get(name), wanted[name]);
    }
    const present = new Set(items.map(keyTextOf));
    const missing = Object.entries(wanted).filter(([name]) => !present.has(name));
    if (missing.length === 0) return;
    const column = this.#columnOf(startOf(items[0]?.key));
    const last = items.at(-1) as Entry;
    const at = this.#lineEnd(this.#endOf(last.value ?? last.key));
    this.#insert(
      at,
      missing.map(([name, value]) => this.#oldEntry(before.get(name), value, column)),
    );
  }

  #value(entry: Entry, old: Entry | undefined, wanted: Said): void {
    const { value } = entry;
    if (isSame(this.#said(this.#now, value), wanted)) return;
    const before = old?.value ?? null;
    if (this.#yaml.isMap(value) && isMapping(wanted)) this.map(value, before, wanted);
    else if (this.#yaml.isSeq(value) && Array.isArray(wanted)) this.#list(value, before, wanted);
    else this.#replace(value, before, wanted);
  }

  #replace(value: Node | null, old: Node | null, wanted: Said): void {
    const spelled = this.#oldValue(old, wanted);
    if (value === null || !this.#isPlainScalar(value)) throw refusal();
    const [start, end] = rangeOf(value);
    this.#changes.push({ start, end, text: (start === end ? ' ' : '') + spelled });
  }

  #list(list: YAMLSeq, old: Node | null, wanted: readonly unknown[]): void {
    if (list.flow || wanted.length === 0) throw refusal();
    const items = list.items as Node[];
    const left = [...wanted];
    const added: { at: number; value: unknown }[] = [];
    let dash = -1;
    let column = 0;
    for (const item of items) {
      const value = this.#said(this.#now, item);
      dash = this.#now.text.lastIndexOf('-', startOf(item) - 1);
      if (this.#now.text.slice(dash + 1, startOf(item)).trim() !== '') throw refusal();
      column = this.#columnOf(dash);
      const place = left.findIndex((one) => isSame(one, value));
      if (place === -1) {
        this.#removeLines(dash, this.#endOf(item));
        continue;
      }
      for (const one of left.splice(0, place)) added.push({ at: this.#lineStart(dash), value: one });
      left.shift();
    }
    const end = this.#lineEnd(this.#endOf(items.at(-1) as Node));
    for (const one of left) added.push({ at: end, value: one });
    const known = this.#yaml.isSeq(old) ? ((old as YAMLSeq).items as Node[]) : [];
    for (const { at, value } of added) {
      const node = known.find((one) => isSame(this.#said(this.#old, one), value));
      this.#insert(at, [`${' '.repeat(column)}- ${this.#oldValue(node, value)}`]);
    }
  }

  #said(source: YamlSource, node: Node | null): unknown {
    return node ? node.toJS(source.document) : '';
  }

  /** A value on one line, as it was spelled before. */
  #oldValue(node: Node | null | undefined, wanted: Said): string {
    if (!node || !isSame(this.#said(this.#old, node), wanted)) throw refusal();
    if (!this.#isPlainScalar(node) && !(node as YAMLMap).flow) throw refusal();
    const [start, end] = rangeOf(node);
    const text = this.#old.text.slice(start, end);
    if (text.includes('\n') || text === '') throw refusal();
    return text;
  }

  #isPlainScalar(node: Node): boolean {
    if (!this.#yaml.isScalar(node) || node.anchor || node.tag) return false;
    return node.type !== 'BLOCK_FOLDED' && node.type !== 'BLOCK_LITERAL';
  }

  /** An entry with the lines that it had; they stand where they stood, or are one. */
  #oldEntry(entry: Entry | undefined, wanted: Said, column: number): string {
    if (!entry || !isSame(this.#said(this.#old, entry.value), wanted)) throw refusal();
    const { text } = this.#old;
    const start = startOf(entry.key);
    const written = text.slice(start, endIn(this.#yaml, entry.value ?? entry.key)).trimEnd();
    const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
    const isMoved = before.trim() !== '' || before.length !== column;
    if (isMoved && written.includes('\n')) throw refusal();
    if (this.#yaml.isAlias(entry.value) || /[&*!]/.test(written.replace(/"[^"]*"|'[^']*'/g, ''))) throw refusal();
    return ' '.repeat(column) + written;
  }

  #insert(at: number, lines: readonly string[]): void {
    const { text } = this.#now;
    const end = lineEndOf(text);
    const gap = at === 0 || text[at - 1] === '\n' ? '' : end;
    const inLineEnds = lines.map((line) => line.replace(/\r?\n/g, end) + end);
    this.#changes.push({ start: at, end: at, text: gap + inLineEnds.join('') });
  }

  #removeLines(start: number, end: number): void {
    const { text } = this.#now;
    const from = this.#lineStart(start);
    const to = this.#lineEnd(end);
    if (text.slice(from, start).trim() !== '' || !/^[ \t]*(?:#.*)?\r?\n?$/.test(text.slice(end, to))) throw refusal();
    const isBlank = (line: string) => line.trim() === '';
    const next = this.#lineEnd(to + 1);
    const previous = from === 0 ? 0 : this.#lineStart(from - 1);
    const isAlone = isBlank(text.slice(previous, from));
    if (isAlone && to < text.length && isBlank(text.slice(to, next)))
      this.#changes.push({ start: from, end: next, text: '' });
    else if (isAlone && to === text.length) this.#changes.push({ start: previous, end: to, text: '' });
    else this.#changes.push({ start: from, end: to, text: '' });
  }

  #endOf(node: Node): number {
    return endIn(this.#yaml, node);
  }

  #lineStart(at: number): number {
    return this.#now.text.lastIndexOf('\n', at - 1) + 1;
  }

  #lineEnd(at: number): number {
    const { text } = this.#now;
    // A text over several lines ends behind its last line end.
    if (at > 0 && text[at - 1] === '\n') return at;
    const end = text.indexOf('\n', at);
    return end === -1 ? text.length : end + 1;
  }

  #columnOf(at: number): number {
    const before = this.#now.text.slice(this.#lineStart(at), at);
    if (before.trim() !== '') throw refusal();
    return before.length;
  }
}

function rangeOf(node: Node): readonly [number, number, number] {
  if (!node.range) throw refusal();
  return node.range;
}

function startOf(node: Node | null | undefined): number {
  if (!node) throw refusal();
  return rangeOf(node)[0];
}

/** Where the text of a node ends, comments and blank lines behind it not counted. */
function endIn(yaml: Yaml, node: Node): number {
  if (yaml.isMap(node) && !(node as YAMLMap).flow) {
    const last = (node as YAMLMap).items.at(-1) as Entry | undefined;
    if (last) return endIn(yaml, last.value && rangeOf(last.value)[1] > startOf(last.key) ? last.value : last.key);
  }
  if (yaml.isSeq(node) && !(node as YAMLSeq).flow) {
    const last = (node as YAMLSeq).items.at(-1) as Node | undefined;
    if (last) return endIn(yaml, last);
  }
  return rangeOf(node)[1];
}
