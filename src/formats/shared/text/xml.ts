// Reading and writing the XML of package descriptions (POM, maven-metadata.xml, nuspec). Reading is for documents of
// strangers: no document type, so no entities of their own and no external ones; bounded size and depth.
import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** Why a document is not read, in words for its author. */
export class XmlRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'XmlRefusal';
  }
}

/** An element without its namespace prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, trimmed, entities resolved. */
  readonly text: string;
}

/** The largest POM on Maven Central is under 1 MB; the largest maven-metadata.xml is a few. */
const DEFAULT_LIMIT = 4 * 1024 * 1024;

const CDATA = '#cdata';
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Entities are resolved below: exactly the five of XML and character numbers, once.
  processEntities: false,
  cdataPropName: CDATA,
});

/**
 * The root element of a document.
 * @param limit bytes, after decoding as UTF-8 (a byte order mark is dropped).
 * @throws XmlRefusal when it is larger, not well-formed, nested too deep, or declares a document type.
 */
export function parseXml(document: string | Uint8Array, limit = DEFAULT_LIMIT): XmlElement {
  const size = typeof document === 'string' ? document.length : document.byteLength;
  if (size > limit) throw new XmlRefusal(`the document is larger than ${limit} bytes`);
  const text = decodeText(document);
  if (/<!DOCTYPE/i.test(text)) throw new XmlRefusal('the document declares a document type, which is not read');
  const nodes = parseNodes(text);
  const roots = nodes.flatMap((node) => element(node) ?? []);
  const [root] = roots;
  if (!root || roots.length > 1) throw new XmlRefusal('the document has not exactly one root element');
  return root;
}

function parseNodes(text: string): Node[] {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new XmlRefusal(`not well-formed: ${valid.err.msg} (line ${valid.err.line})`);
  try {
    return parser.parse(text) as Node[];
  } catch (error) {
    throw new XmlRefusal(error instanceof Error ? error.message : 'not readable');
  }
}

/** UTF-8, or UTF-16 when a byte order mark says so (nuspec files of old Windows tools). */
function decodeText(document: string | Uint8Array): string {
  if (typeof document === 'string') return document.replace(/^\uFEFF/, '');
  const [first, second] = document;
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(document);
}

type Node = Record<string, unknown>;

function element(node: Node): XmlElement | undefined {
  const name = Object.keys(node).find((key) => key !== ':@');
  if (name === undefined || name === '#text' || name === CDATA) return undefined;
  const content = Array.isArray(node[name]) ? (node[name] as Node[]) : [];
  return {
    name,
    attributes: decodedAttributes(node[':@']),
    children: content.flatMap((inner) => element(inner) ?? []),
    text: content.map(textOfNode).join('').trim(),
  };
}

function textOfNode(node: Node): string {
  if (typeof node['#text'] === 'string') return decodeEntities(node['#text']);
  const cdata = node[CDATA];
  return Array.isArray(cdata) ? cdata.map((inner: Node) => String(inner['#text'] ?? '')).join('') : '';
}

function decodedAttributes(raw: unknown): Record<string, string> {
  const entries = raw && typeof raw === 'object' ? Object.entries(raw) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, decodeEntities(String(value))]));
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name) return NAMED[name] ?? whole;
    const point = hex ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
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

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for element content and attribute values; characters that XML 1.0 cannot hold are dropped. */
export function escapeXmlLossy(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML 1.0 forbids
  const allowed = text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '');
  return allowed.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
