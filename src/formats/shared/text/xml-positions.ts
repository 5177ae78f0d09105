// Where the elements of an XML file stand. Parsers that build a document lose what people wrote between the tags;
// this one keeps nothing but positions, so that an edit can leave every other byte alone.

export interface XmlNode {
  /** As written, prefix included. */
  readonly name: string;
  /** From `<` of the start tag to after `>` of the end tag. */
  readonly start: number;
  readonly end: number;
  /** After the start tag, and before the end tag; both after `/>` when the element is self-closing. */
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly isSelfClosing: boolean;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
  /** Text directly inside, comments left out, the five entities and character numbers resolved, trimmed. */
  readonly text: string;
}

export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
  /** Of the raw value, without its quotes. */
  readonly start: number;
  readonly end: number;
}

interface OpenNode {
  name: string;
  start: number;
  contentStart: number;
  attributes: XmlAttribute[];
  children: XmlNode[];
  text: string;
}

const DEPTH_LIMIT = 200;
const NAME = /^[^\s<>/=&'"!?]+$/;

/** The root element. Throws SyntaxError when the text is not one well-formed element with comments around it. */
export function parseWithOffsets(text: string): XmlNode {
  const open: OpenNode[] = [];
  let root: XmlNode | undefined;
  let at = 0;
  const finish = (node: OpenNode, contentEnd: number, end: number, isSelfClosing: boolean) => {
    const done: XmlNode = { ...node, contentEnd, end, isSelfClosing, text: unescapeXml(node.text).trim() };
    const parent = open.at(-1);
    if (parent) parent.children.push(done);
    else if (root) throw new SyntaxError('there is more than one root element');
    else root = done;
  };
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const run = text.slice(at, next === -1 ? text.length : next);
    const parent = open.at(-1);
    if (parent) parent.text += run;
    else if (run.trim() !== '') throw new SyntaxError('there is text outside the root element');
    if (next === -1) break;
    const special = skipSpecial(text, next);
    if (special !== undefined) {
      if (parent && text.startsWith('<![CDATA[', next)) parent.text += escapeXml(text.slice(next + 9, special - 3));
      at = special;
    } else if (text.startsWith('</', next)) {
      const close = text.indexOf('>', next);
      const name = text.slice(next + 2, close).trim();
      const node = open.pop();
      if (close === -1 || !node || node.name !== name) throw new SyntaxError(`</${name.slice(0, 40)}> closes nothing`);
      at = close + 1;
      finish(node, next, at, false);
    } else {
      const tag = readTag(text, next);
      at = tag.contentStart;
      if (tag.isSelfClosing) finish(tag.node, at, at, true);
      else open.push(tag.node);
      if (open.length > DEPTH_LIMIT) throw new SyntaxError('the elements are nested too deep');
    }
  }
  if (open.length > 0) throw new SyntaxError(`<${open.at(-1)?.name}> is not closed`);
  if (!root) throw new SyntaxError('there is no root element');
  return root;
}

/** The offset after a comment, CDATA section, processing instruction or document type that begins here. */
function skipSpecial(text: string, at: number): number | undefined {
  const after = (open: string, close: string) => {
    if (!text.startsWith(open, at)) return undefined;
    const end = text.indexOf(close, at + open.length);
    if (end === -1) throw new SyntaxError(`${open} is not closed`);
    return end + close.length;
  };
  if (/^<!DOCTYPE/i.test(text.slice(at, at + 9))) throw new SyntaxError('a document type is declared');
  return after('<!--', '-->') ?? after('<![CDATA[', ']]>') ?? after('<?', '?>');
}

function readTag(text: string, start: number): { node: OpenNode; contentStart: number; isSelfClosing: boolean } {
  const pattern = /[^\s<>/=]+|\s+|=|\/>|>|"[^"<]*"|'[^'<]*'/y;
  pattern.lastIndex = start + 1;
  const pieces: { text: string; start: number }[] = [];
  for (;;) {
    const from = pattern.lastIndex;
    const wantsValue = pieces.filter((piece) => piece.text.trim() !== '').at(-1)?.text === '=';
    const quote = wantsValue ? /\s*("[^"<]*"|'[^'<]*')/y : pattern;
    quote.lastIndex = from;
    const match = quote.exec(text);
    if (!match) throw new SyntaxError(`a tag is not well-formed (offset ${start})`);
    pattern.lastIndex = quote.lastIndex;
    const value = match[1] ?? match[0];
    if (value.trim() !== '') pieces.push({ text: value, start: quote.lastIndex - value.length });
    if (value === '>' || value === '/>') break;
  }
  const name = pieces[0]?.text ?? '';
  if (!NAME.test(name)) throw new SyntaxError(`a tag has no name (offset ${start})`);
  const attributes: XmlAttribute[] = [];
  for (let index = 1; index < pieces.length - 1; index += 3) {
    const [key, equals, value] = pieces.slice(index, index + 3);
    if (!key || equals?.text !== '=' || !value || !NAME.test(key.text))
      throw new SyntaxError(`an attribute of <${name}> is not well-formed`);
    const from = value.start + 1;
    attributes.push({
      name: key.text,
      value: unescapeXml(value.text.slice(1, -1)),
      start: from,
      end: from + value.text.length - 2,
    });
  }
  const contentStart = pattern.lastIndex;
  const isSelfClosing = pieces.at(-1)?.text === '/>';
  return { node: { name, start, contentStart, attributes, children: [], text: '' }, contentStart, isSelfClosing };
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** For text and for attribute values in either quote. Throws RangeError for characters XML cannot hold. */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 has no spelling for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new RangeError('a value contains a control character');
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
    '\n': '&#10;',
    '\r': '&#13;',
    '\t': '&#9;',
  };
  return text.replace(/[&<>"'\n\r\t]/g, (character) => names[character] ?? character);
}
