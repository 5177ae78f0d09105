// Reading XML: package descriptions (POM, maven-metadata.xml, nuspec) and configuration (settings.xml, NuGet.Config).
// One parser for both: it refuses what is not well-formed, and says where each element stands, so that an edit can leave
// every other byte alone. Documents may be of strangers: no document type, so no entities of their own and no external
// ones; bounded size and depth.
import { type XmlElement as ParsedElement, parseXml as parseDocument, XmlError } from '@rgrove/parse-xml';

/** Why a document is not read, in words for its author. Never quotes a value: the file may hold a password. */
export class XmlRefusal extends SyntaxError {
  /** It declares a document type, and may be sound otherwise. */
  readonly isDocumentType: boolean;

  constructor(message: string, isDocumentType = false) {
    super(message);
    this.name = 'XmlRefusal';
    this.isDocumentType = isDocumentType;
  }
}

export interface XmlElement {
  /** Without its namespace prefix. */
  readonly name: string;
  readonly writtenName: string;
  /** Entities resolved; without namespace prefixes, and without those that declare a prefix. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, trimmed, entities resolved. */
  readonly text: string;
  /** From `<` of the start tag to after `>` of the end tag, in the decoded text. */
  readonly start: number;
  readonly end: number;
  /** After the start tag, and before the end tag; both after `/>` when the element is self-closing. */
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly isSelfClosing: boolean;
}

/** The largest POM on Maven Central is under 1 MB; the largest maven-metadata.xml is a few. */
const DEFAULT_LIMIT = 4 * 1024 * 1024;
const DEPTH_LIMIT = 200;
/**
 * Elements, comments, attributes and entities. What is parsed stays in memory, a kilobyte and a half for each element, and
 * is parsed in one piece, half a second for as many as these. Maven's own settings have a few dozen.
 */
const PARTS_LIMIT = 100_000;

/**
 * The root element of a document.
 *
 * | in the document                    | read as                                                       |
 * |------------------------------------|---------------------------------------------------------------|
 * | `&lt;` and the four others, `&#9;` | the character, once                                           |
 * | `&oslash;` and other names         | as written: old POMs have them, and Maven alone knows a table |
 * | CDATA                              | its text                                                      |
 * | comment, processing instruction    | nothing                                                       |
 * | CRLF, CR                           | LF                                                            |
 * | document type                      | refused                                                       |
 *
 * @param limit bytes, or characters of a text.
 * @throws XmlRefusal when it is larger, has too many elements, is not well-formed, nested too deep, or declares a document type.
 */
export function parseXml(document: string | Uint8Array, limit = DEFAULT_LIMIT): XmlElement {
  if (typeof document !== 'string' || document.length > Math.min(limit, LARGEST_KEPT)) return parsed(document, limit);
  const root = kept.get(document) ?? parsed(document, limit);
  kept.delete(document);
  kept.set(document, root);
  for (const [oldest] of kept) if (kept.size > MOST_KEPT) kept.delete(oldest);
  return root;
}

/** Roots of the texts parsed last: an edit looks at a file again for each of its steps, and so do the rules of a tool. */
const kept = new Map<string, XmlElement>();
const MOST_KEPT = 4;
/** Characters. A settings.xml has a few thousand. */
const LARGEST_KEPT = 64 * 1024;

function parsed(document: string | Uint8Array, limit: number): XmlElement {
  const size = typeof document === 'string' ? document.length : document.byteLength;
  if (size > limit) throw new XmlRefusal(`the document is larger than ${limit} bytes`);
  const lines = new Lines(typeof document === 'string' ? document : decodeText(document));
  if (hasMoreParts(lines.text, PARTS_LIMIT))
    throw new XmlRefusal(`the document has more than ${PARTS_LIMIT} elements, comments, attributes and entities`);
  const { root, children } = parse(lines.text);
  if (children.some(({ type }) => type === 'doctype'))
    throw new XmlRefusal('the document declares a document type, which is not read', true);
  if (!root) throw new XmlRefusal('the document has no root element');
  return element(root, lines, 1);
}

/** What is read as it is, and where it ends. */
const LITERAL: readonly (readonly [start: string, end: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

/** Whether more than so many parts begin. Of what is not well-formed some number: the parser has the word. */
function hasMoreParts(text: string, limit: number): boolean {
  let count = 0;
  let entity = text.indexOf('&');
  for (let at = 0; at < text.length; ) {
    const tag = text.indexOf('<', at);
    const end = tag === -1 ? text.length : tag;
    for (; entity !== -1 && entity < end; entity = text.indexOf('&', entity + 1)) if (entity >= at) count++;
    if (tag === -1) break;
    if (text.charCodeAt(tag + 1) !== SLASH) count++;
    at = tag + 1;
    const [start, stop] = LITERAL.find(([start]) => text.startsWith(start, tag)) ?? [];
    if (start === undefined || stop === undefined) [at, count] = endOfTag(text, at, count, limit);
    else {
      const stopped = text.indexOf(stop, tag + start.length);
      at = stopped === -1 ? text.length : stopped + stop.length;
    }
    if (count > limit) return true;
  }
  return count > limit;
}

/** Where a tag ends, and the count with its attributes and the entities in them. */
function endOfTag(text: string, start: number, before: number, limit: number): [at: number, count: number] {
  let count = before;
  let quote = 0;
  let at = start;
  for (; at < text.length && count <= limit; at++) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
      else if (code === AMPERSAND) count++;
      // A value has none; so an apostrophe that opens none does not hide what follows.
      else if (code === LESS_THAN) break;
    } else if (code === DOUBLE_QUOTE || code === APOSTROPHE) {
      quote = code;
      count++;
    } else if (code === GREATER_THAN || code === LESS_THAN) break;
  }
  return [at, count];
}

const SLASH = 0x2f;
const AMPERSAND = 0x26;
const DOUBLE_QUOTE = 0x22;
const APOSTROPHE = 0x27;
const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;

function parse(text: string) {
  try {
    return parseDocument(text, {
      includeOffsets: true,
      // Without them it would not be known where the content of an element begins.
      preserveComments: true,
      preserveDocumentType: true,
      resolveUndefinedEntity: (reference) => (/^&[\p{L}_:]/u.test(reference) ? reference : undefined),
    });
  } catch (error) {
    // Its further lines quote the document.
    if (error instanceof XmlError) throw new XmlRefusal(`not well-formed: ${error.message.split('\n', 1)[0]}`);
    // The parser calls itself for each level, without a limit of its own.
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

const tooDeep = () => new XmlRefusal(`the elements are nested more than ${DEPTH_LIMIT} deep`);

/** UTF-8, or UTF-16 when a byte order mark says so (nuspec files of old Windows tools). */
function decodeText(document: Uint8Array): string {
  const [first, second] = document;
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(document);
}

function element(parsed: ParsedElement, lines: Lines, depth: number): XmlElement {
  if (depth > DEPTH_LIMIT) throw tooDeep();
  const children: XmlElement[] = [];
  let inside = '';
  for (const node of parsed.children) {
    if (node.type === 'element') children.push(element(node as ParsedElement, lines, depth + 1));
    else if (node.type === 'text') inside += (node as { text?: string }).text ?? '';
  }
  const { text } = lines;
  // Where the root ends with the text, and the text holds a character of two code units, the parser says Infinity.
  const end = Math.min(parsed.end, text.length);
  const isSelfClosing = text.startsWith('/>', end - 2);
  const contentEnd = isSelfClosing ? end : text.lastIndexOf('</', end - 1);
  return {
    name: withoutPrefix(parsed.name),
    writtenName: parsed.name,
    attributes: attributes(parsed),
    children,
    text: inside.trim(),
    start: lines.origin(parsed.start),
    end: lines.origin(end),
    contentStart: lines.origin(isSelfClosing ? end : (parsed.children[0]?.start ?? contentEnd)),
    contentEnd: lines.origin(contentEnd),
    isSelfClosing,
  };
}

/**
 * A text with LF for every line end, as XML 1.0 wants it before anything is parsed (2.11). The parser would do it
 * itself, but in quadratic time: 17 s for 160 kB of CRLF in one element.
 */
class Lines {
  readonly text: string;

  /** Offsets in the text of each LF that was a CRLF, ascending. */
  readonly #shortened: number[] = [];

  constructor(given: string) {
    for (let at = given.indexOf('\r\n'); at !== -1; at = given.indexOf('\r\n', at + 2))
      this.#shortened.push(at - this.#shortened.length);
    this.text = given.replace(/\r\n?/g, '\n');
  }

  /** The offset in the given text. */
  origin(offset: number): number {
    let [low, high] = [0, this.#shortened.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#shortened[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return offset + low;
  }
}

const withoutPrefix = (name: string) => name.slice(name.indexOf(':') + 1);

/** Without a prototype, so that nothing is found that the document does not hold. */
function attributes(parsed: ParsedElement): Readonly<Record<string, string>> {
  const found: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(parsed.attributes))
    if (!name.startsWith('xmlns:')) found[withoutPrefix(name)] = value;
  return found;
}

/** The first element at the end of `path` below `from`. */
export function find(from: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let at = from;
  for (const name of path) at = at?.children.find((inner) => inner.name === name);
  return at;
}

/** The text at the end of `path`, undefined when there is no such element or it is empty. */
export function textAt(from: XmlElement | undefined, ...path: string[]): string | undefined {
  return find(from, ...path)?.text || undefined;
}

/** All elements called `name` directly below the element at the end of `path`. */
export function findAll(from: XmlElement | undefined, ...path: string[]): readonly XmlElement[] {
  const name = path.at(-1);
  return find(from, ...path.slice(0, -1))?.children.filter((inner) => inner.name === name) ?? [];
}
