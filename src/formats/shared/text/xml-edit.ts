// Edits of XML configuration (settings.xml, NuGet.Config) by splicing text: comments, spacing, attribute order, line
// ends and encrypted entries stay byte for byte. A second parser has to find somebody's file well-formed before and
// after; it is loaded only when there is such a file, since what is made from nothing is ours from end to end.
import { lineEndOf } from '../../../core/text/three-way-merge.ts';
import { escapeXml, parseWithOffsets, type XmlNode } from './xml-positions.ts';

/** An element to be written. */
export interface NewElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Either text or children. */
  readonly text?: string;
  readonly children?: readonly NewElement[];
}

/** A text being edited; each step finds its element anew, since the one before moved everything. */
export class XmlText {
  #text: string;

  readonly #isOurs: boolean;

  private constructor(text: string, isOurs: boolean) {
    this.#text = text;
    this.#isOurs = isOurs;
  }

  /** The file's text, or `empty` when there is nothing in it. Rejects with SyntaxError when it is not well-formed. */
  static async of(current: string | undefined, empty: string): Promise<XmlText> {
    const isOurs = current === undefined || current.trim() === '' || current === empty;
    const text = isOurs ? empty : current;
    if (!isOurs) await check(text);
    return new XmlText(text, isOurs);
  }

  get root(): XmlNode {
    return parseWithOffsets(this.#text);
  }

  /** The text, after checking it. */
  async finish(): Promise<string> {
    if (this.#isOurs) parseWithOffsets(this.#text);
    else await check(this.#text);
    return this.#text;
  }

  /** Puts an element at the end of the one that `find` names, indented like its neighbours. */
  append(find: (root: XmlNode) => XmlNode | undefined, element: NewElement): void {
    const parent = required(find(this.root));
    const text = this.#text;
    const end = lineEndOf(text);
    const outer = indentOf(text, parent.start) ?? '';
    const sibling = parent.children[0];
    const unit = /\n\t/.test(text) ? '\t' : '  ';
    const inner = (sibling && indentOf(text, sibling.start)) ?? outer + unit;
    const written = print(element, inner, unit, end);
    if (parent.isSelfClosing) {
      const open = `${text.slice(parent.start, parent.end - 2).trimEnd()}>`;
      this.#splice(parent.start, parent.end, `${open}${end}${written}${end}${outer}</${parent.name}>`);
      return;
    }
    const content = text.slice(parent.contentStart, parent.contentEnd);
    const at = parent.contentStart + content.trimEnd().length;
    const closing = text.slice(at, parent.contentEnd).includes('\n') ? '' : end + outer;
    this.#splice(at, closing === '' ? at : parent.contentEnd, end + written + closing);
  }

  /** Replaces what is inside an element by text. */
  setText(find: (root: XmlNode) => XmlNode | undefined, value: string): void {
    const node = required(find(this.root));
    if (node.text === value && node.children.length === 0) return;
    if (node.isSelfClosing) {
      const open = `${this.#text.slice(node.start, node.end - 2).trimEnd()}>`;
      this.#splice(node.start, node.end, `${open}${escapeXml(value)}</${node.name}>`);
    } else this.#splice(node.contentStart, node.contentEnd, escapeXml(value));
  }

  setAttribute(find: (root: XmlNode) => XmlNode | undefined, name: string, value: string): void {
    const node = required(find(this.root));
    const known = node.attributes.find((attribute) => attribute.name === name);
    if (known?.value === value) return;
    if (known) this.#splice(known.start, known.end, escapeXml(value));
    else {
      const last = node.attributes.at(-1);
      const at = last ? last.end + 1 : node.start + 1 + node.name.length;
      this.#splice(at, at, ` ${name}="${escapeXml(value)}"`);
    }
  }

  /** Removes an element, and its line when it stands alone there. */
  remove(find: (root: XmlNode) => XmlNode | undefined): void {
    const node = find(this.root);
    if (!node) return;
    const indent = indentOf(this.#text, node.start);
    const rest = /^[ \t]*\r?\n/.exec(this.#text.slice(node.end))?.[0];
    if (indent !== undefined && rest !== undefined)
      this.#splice(node.start - indent.length, node.end + rest.length, '');
    else this.#splice(node.start, node.end, '');
  }

  #splice(start: number, end: number, text: string): void {
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(end);
  }
}

/** The first child of that name, prefixes aside. */
export function child(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return node?.children.find((one) => localName(one) === name);
}

export function childrenOf(node: XmlNode | undefined, name: string): XmlNode[] {
  return node?.children.filter((one) => localName(one) === name) ?? [];
}

export const localName = (node: XmlNode) => node.name.slice(node.name.indexOf(':') + 1);

export function attribute(node: XmlNode, name: string): string | undefined {
  return node.attributes.find((one) => one.name === name)?.value;
}

function required(node: XmlNode | undefined): XmlNode {
  if (!node) throw new SyntaxError('an element that was to be edited is not there');
  return node;
}

/** The blanks before an offset when nothing else stands before it on its line. */
function indentOf(text: string, offset: number): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*$/.test(line) ? line : undefined;
}

function print(element: NewElement, indent: string, unit: string, end: string): string {
  const attributes = Object.entries(element.attributes ?? {}).map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
  const open = `${indent}<${element.name}${attributes.join('')}`;
  if (element.text !== undefined) return `${open}>${escapeXml(element.text)}</${element.name}>`;
  if (!element.children?.length) return `${open} />`;
  const inside = element.children.map((one) => print(one, indent + unit, unit, end)).join(end);
  return `${open}>${end}${inside}${end}${indent}</${element.name}>`;
}

async function check(text: string): Promise<void> {
  parseWithOffsets(text);
  const { XMLValidator } = await import('fast-xml-parser');
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new SyntaxError(`not well-formed XML: ${valid.err.msg} (line ${valid.err.line})`);
}
