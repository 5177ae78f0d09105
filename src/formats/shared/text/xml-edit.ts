// Edits of XML configuration (settings.xml, NuGet.Config) by splicing text: comments, spacing, attribute order, line
// ends and encrypted entries stay byte for byte. The file has to be well-formed before and after.

import { lineEndOf } from '../../../core/text/three-way-merge.ts';
import { escapeXml } from '../../../core/text/xml-escape.ts';
import { parseXml, type XmlElement } from './xml.ts';

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

  private constructor(text: string) {
    this.#text = text;
  }

  /** The file's text, or `empty` when there is nothing in it. Throws XmlRefusal when it is not well-formed. */
  static of(current: string | undefined, empty: string): XmlText {
    const text = current === undefined || current.trim() === '' ? empty : current;
    parseXml(text);
    return new XmlText(text);
  }

  get root(): XmlElement {
    return parseXml(this.#text);
  }

  /** The text, after checking it. */
  finish(): string {
    parseXml(this.#text);
    return this.#text;
  }

  /** Puts an element at the end of the one that `locate` names, indented like its neighbours. */
  append(locate: (root: XmlElement) => XmlElement | undefined, element: NewElement): void {
    const parent = required(locate(this.root));
    const text = this.#text;
    const end = lineEndOf(text);
    const outer = indentOf(text, parent.start) ?? '';
    const sibling = parent.children[0];
    const unit = /\n\t/.test(text) ? '\t' : '  ';
    const inner = (sibling && indentOf(text, sibling.start)) ?? outer + unit;
    const written = print(element, { indent: inner, unit, end, prefix: prefixOf(parent) });
    if (parent.isSelfClosing) {
      const open = `${text.slice(parent.start, parent.end - 2).trimEnd()}>`;
      this.#splice(parent.start, parent.end, `${open}${end}${written}${end}${outer}</${parent.writtenName}>`);
      return;
    }
    const content = text.slice(parent.contentStart, parent.contentEnd);
    const at = parent.contentStart + content.trimEnd().length;
    const closing = text.slice(at, parent.contentEnd).includes('\n') ? '' : end + outer;
    this.#splice(at, closing === '' ? at : parent.contentEnd, end + written + closing);
  }

  /** Replaces what is inside an element by text. */
  setText(locate: (root: XmlElement) => XmlElement | undefined, value: string): void {
    const node = required(locate(this.root));
    if (node.text === value && node.children.length === 0) return;
    if (node.isSelfClosing) {
      const open = `${this.#text.slice(node.start, node.end - 2).trimEnd()}>`;
      this.#splice(node.start, node.end, `${open}${escapeXml(value)}</${node.writtenName}>`);
    } else this.#splice(node.contentStart, node.contentEnd, escapeXml(value));
  }

  setAttribute(locate: (root: XmlElement) => XmlElement | undefined, name: string, value: string): void {
    const node = required(locate(this.root));
    const places = attributePlaces(this.#text, node);
    const known = places.find((place) => place.name === name);
    if (known && node.attributes[name] === value) return;
    if (known) this.#splice(known.start, known.end, escapeXml(value));
    else {
      const last = places.at(-1);
      const at = last ? last.end + 1 : node.start + 1 + node.writtenName.length;
      this.#splice(at, at, ` ${name}="${escapeXml(value)}"`);
    }
  }

  removeAttribute(locate: (root: XmlElement) => XmlElement | undefined, name: string): void {
    const node = required(locate(this.root));
    const place = attributePlaces(this.#text, node).find((one) => one.name === name);
    if (place) this.#splice(place.from, place.end + 1, '');
  }

  /** Removes an element, and its line when it stands alone there. */
  remove(locate: (root: XmlElement) => XmlElement | undefined): void {
    const node = locate(this.root);
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

/** Where the attributes begin, blanks before them included, and their raw values stand, by names as written. */
function attributePlaces(text: string, node: XmlElement): { name: string; from: number; start: number; end: number }[] {
  const tag = text.slice(node.start, node.contentStart);
  return [...tag.matchAll(/(?<=\s)([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g)].map(
    ({ 0: whole, 1: name = '', 2: quoted = '', index }) => {
      const end = node.start + index + whole.length - 1;
      let from = node.start + index;
      while (/\s/.test(text[from - 1] ?? '')) from--;
      return { name, from, start: end - (quoted.length - 2), end };
    },
  );
}

function required(node: XmlElement | undefined): XmlElement {
  if (!node) throw new SyntaxError('an element that was to be edited is not there');
  return node;
}

/** The blanks before an offset when nothing else stands before it on its line. */
function indentOf(text: string, offset: number): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*$/.test(line) ? line : undefined;
}

/** A new element stands in the namespace of the one around it, however that is spelled there. */
const prefixOf = ({ writtenName, name }: XmlElement) => writtenName.slice(0, writtenName.length - name.length);

interface Style {
  readonly indent: string;
  readonly unit: string;
  readonly end: string;
  readonly prefix: string;
}

function print(element: NewElement, style: Style): string {
  const { indent, unit, end, prefix } = style;
  const name = prefix + element.name;
  const attributes = Object.entries(element.attributes ?? {}).map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
  const open = `${indent}<${name}${attributes.join('')}`;
  if (element.text !== undefined) return `${open}>${escapeXml(element.text)}</${name}>`;
  if (!element.children?.length) return `${open} />`;
  const inside = element.children.map((one) => print(one, { ...style, indent: indent + unit })).join(end);
  return `${open}>${end}${inside}${end}${indent}</${name}>`;
}
