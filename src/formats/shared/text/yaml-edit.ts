// Edits of YAML (and so of JSON) files by splicing text at the places the parser names: everything else stays byte
// for byte, which printing the parsed document again would not do. The result is parsed and compared in the end.
import type { Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { lineEndOf } from '../../../core/text/three-way-merge.ts';

export type YamlPath = readonly string[];

export type YamlSetting =
  | { readonly path: YamlPath; readonly value: string | boolean | number }
  /** Adds to a list unless it is there; in the place of the first item that `instead` names. */
  | { readonly path: YamlPath; readonly item: string; readonly instead?: (item: string) => boolean };

type Yaml = typeof import('yaml');
type Reader = typeof import('../../../core/text/yaml-document.ts');

/** What an edit needs of the parser; loaded when the first file is edited. */
interface Editor extends Pick<Yaml, 'isMap' | 'isScalar' | 'isSeq'> {
  readonly readYaml: Reader['readYaml'];
  readonly documentValue: Reader['documentValue'];
}

/** Throws SyntaxError when the text is not a YAML mapping, holds more than is read (`readYaml`), or cannot be edited safely. */
export async function setYaml(text: string, settings: readonly YamlSetting[]): Promise<string> {
  const { isMap, isScalar, isSeq } = await import('yaml');
  const { readYaml, documentValue } = await import('../../../core/text/yaml-document.ts');
  const yaml: Editor = { isMap, isScalar, isSeq, readYaml, documentValue };
  let current: Edited = { text, document: read(yaml, text) };
  for (const setting of settings) current = setOne(yaml, current, setting);
  return current.text;
}

/** A text and what it says: each is read once. */
interface Edited {
  readonly text: string;
  readonly document: Document.Parsed;
}

function setOne(yaml: Editor, { text, document }: Edited, setting: YamlSetting): Edited {
  const found = locate(yaml, document, setting.path);
  const value = 'value' in setting ? setting.value : setting.item;
  let result: string;
  if (found.rest.length > 0) result = insert(yaml, text, found, 'value' in setting ? value : [value]);
  else if ('item' in setting) result = addItem(yaml, text, found.node, setting);
  else result = replace(yaml, text, found.node, value);
  return { text: result, document: verified(yaml, document, result, setting) };
}

/** An edit reads the file once for each setting. The largest that people write have some hundred keys. */
const LARGEST = 512 * 1024;
const MOST_KEYS = 30_000;

function read(yaml: Editor, text: string): Document.Parsed {
  const { document } = yaml.readYaml(text, { subject: 'the file', longest: LARGEST, mostKeys: MOST_KEYS });
  const root = document.contents as Node | null;
  if (root !== null && !yaml.isMap(root) && !isNull(yaml, root)) throw new SyntaxError('the file is not a mapping');
  return document;
}

interface Place {
  /** The deepest node of the path that exists: a map, a null, or the value itself. Null for an empty document. */
  readonly node: Node | null;
  /** The key under which `node` stands. */
  readonly key: Node | null;
  readonly rest: YamlPath;
}

const isNull = (yaml: Editor, node: unknown) => node === null || (yaml.isScalar(node) && node.value === null);

function locate(yaml: Editor, document: Document.Parsed, path: YamlPath): Place {
  let node = document.contents as Node | null;
  let key: Node | null = null;
  for (const [depth, name] of path.entries()) {
    if (isNull(yaml, node)) return { node, key, rest: path.slice(depth) };
    if (!yaml.isMap(node)) throw new SyntaxError(`\`${path.slice(0, depth).join('.')}\` is not a mapping`);
    const pair = (node as YAMLMap).items.find((item) => yaml.isScalar(item.key) && String(item.key.value) === name) as
      | Pair<Node, Node | null>
      | undefined;
    if (!pair) return { node, key, rest: path.slice(depth) };
    node = pair.value;
    key = pair.key;
  }
  return { node, key, rest: [] };
}

const rangeOf = (node: Node): readonly [number, number, number] => {
  if (!node.range) throw new SyntaxError('the parser did not say where a value stands');
  return node.range;
};

/** Where the text of a node ends, trailing comments and blank lines not counted. */
function endOf(yaml: Editor, node: Node): number {
  const last = yaml.isMap(node) && !node.flow ? node.items.at(-1) : undefined;
  if (last) return endOf(yaml, (isNull(yaml, last.value) && !last.value ? last.key : (last.value ?? last.key)) as Node);
  const item = yaml.isSeq(node) && !node.flow ? node.items.at(-1) : undefined;
  return item ? endOf(yaml, item as Node) : rangeOf(node)[1];
}

const columnOf = (text: string, offset: number) => offset - (text.lastIndexOf('\n', offset - 1) + 1);

function insert(yaml: Editor, text: string, place: Place, value: unknown): string {
  const { node, key, rest } = place;
  if (yaml.isMap(node) && (node as YAMLMap).flow && rest[0]?.startsWith(':'))
    return insertSymbol(text, rangeOf(node), (node as YAMLMap).items.length, block(rest, value, 0));
  if (yaml.isMap(node) && (node as YAMLMap).flow) return insertFlow(text, rangeOf(node)[1] - 1, flow(rest, value));
  const end = lineEndOf(text);
  if (yaml.isMap(node) && (node as YAMLMap).items.length > 0) {
    const first = (node as YAMLMap).items[0]?.key as Node;
    return insertLines(text, endOf(yaml, node as Node), block(rest, value, columnOf(text, rangeOf(first)[0])), end);
  }
  if (key) return insertLines(text, rangeOf(key)[1], block(rest, value, columnOf(text, rangeOf(key)[0]) + 2), end);
  return insertLines(text, text.length, block(rest, value, 0), end);
}

/** In flow style Ruby's YAML knows no symbols: a plain `:sources` ends in an error there, and a quoted one is a text. */
function insertSymbol(text: string, [start, end]: readonly number[], items: number, lines: readonly string[]): string {
  if (items > 0)
    throw new SyntaxError(`\`${lines[0]?.trim()}\` cannot stand between braces: write the file with one key a line`);
  const lineEnd = lineEndOf(text);
  const before = text.slice(0, start);
  const gap = before === '' || before.endsWith('\n') ? '' : lineEnd;
  return before + gap + lines.join(lineEnd) + text.slice(end);
}

/** Puts whole lines after the line in which `offset` stands. */
function insertLines(text: string, offset: number, lines: readonly string[], end: string): string {
  const isLineStart = offset === 0 || text[offset - 1] === '\n';
  const newline = text.indexOf('\n', offset);
  const at = isLineStart ? offset : newline === -1 ? text.length : newline + 1;
  const gap = at === 0 || text[at - 1] === '\n' ? '' : end;
  return text.slice(0, at) + gap + lines.map((line) => line + end).join('') + text.slice(at);
}

function insertFlow(text: string, close: number, entry: string): string {
  const head = text.slice(0, close).trimEnd();
  const tail = text.slice(head.length, close);
  const comma = head.endsWith('{') || head.endsWith('[') || head.endsWith(',') ? '' : ',';
  // One entry a line where the others have their own lines: JSON files.
  const indent = /\n([ \t]*)\S[^\n]*$/.exec(head)?.[1];
  if (tail.includes('\n')) {
    const own = head.endsWith('{') || head.endsWith('[') ? `${indent ?? ''}  ` : (indent ?? '  ');
    return `${head}${comma}${lineEndOf(text)}${own}${entry}${tail}${text.slice(close)}`;
  }
  return `${head}${comma}${comma === '' ? '' : ' '}${entry}${tail}${text.slice(close)}`;
}

const plainKey = /^:?[A-Za-z_][A-Za-z0-9_-]*$/;
const printKey = (key: string) =>
  plainKey.test(key) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(key) ? key : JSON.stringify(key);

function block(path: YamlPath, value: unknown, indent: number): string[] {
  const lines = path.map((key, depth) => `${' '.repeat(indent + depth * 2)}${printKey(key)}:`);
  if (Array.isArray(value))
    return [...lines, ...value.map((item) => `${' '.repeat(indent + path.length * 2)}- ${JSON.stringify(item)}`)];
  lines[lines.length - 1] += ` ${JSON.stringify(value)}`;
  return lines;
}

function flow(path: YamlPath, value: unknown): string {
  return path.reduceRight(
    (inner, key, depth) => (depth === 0 ? `${JSON.stringify(key)}: ${inner}` : `{ ${JSON.stringify(key)}: ${inner} }`),
    JSON.stringify(value),
  );
}

function replace(yaml: Editor, text: string, node: Node | null, value: unknown): string {
  if (yaml.isScalar(node)) {
    const [start, end] = rangeOf(node);
    if (node.value === value) return text;
    const isFolded = (node as Scalar).type === 'BLOCK_FOLDED' || (node as Scalar).type === 'BLOCK_LITERAL';
    const gap = start === end && text[start - 1] === ':' ? ' ' : '';
    return text.slice(0, start) + gap + JSON.stringify(value) + (isFolded ? lineEndOf(text) : '') + text.slice(end);
  }
  throw new SyntaxError('a mapping or list stands where a value is expected');
}

function addItem(
  yaml: Editor,
  text: string,
  node: Node | null,
  { item, instead, path }: Extract<YamlSetting, { item: string }>,
): string {
  if (!yaml.isSeq(node)) throw new SyntaxError(`\`${path.join('.')}\` is not a list`);
  const sequence = node as YAMLSeq;
  const values = sequence.items.map((one) => (yaml.isScalar(one) ? String(one.value) : ''));
  if (values.includes(item)) return text;
  const replaced = instead ? values.findIndex(instead) : -1;
  if (replaced !== -1) return replace(yaml, text, sequence.items[replaced] as Node, item);
  if (sequence.flow) return insertFlow(text, rangeOf(sequence)[1] - 1, JSON.stringify(item));
  const dash = text.lastIndexOf('-', rangeOf(sequence.items[0] as Node)[0]);
  return insertLines(
    text,
    endOf(yaml, sequence),
    [`${' '.repeat(columnOf(text, dash))}- ${JSON.stringify(item)}`],
    lineEndOf(text),
  );
}

/** The document after the edit; nothing but the wanted value may differ. */
function verified(yaml: Editor, before: Document.Parsed, text: string, setting: YamlSetting): Document.Parsed {
  const expected = (yaml.documentValue(before) ?? {}) as Record<string, unknown>;
  const document = read(yaml, text);
  put(expected, setting);
  if (JSON.stringify(sorted(expected)) !== JSON.stringify(sorted(yaml.documentValue(document)))) {
    throw new SyntaxError('the file cannot be edited without changing its meaning');
  }
  return document;
}

function put(root: Record<string, unknown>, setting: YamlSetting): void {
  const parent = setting.path.slice(0, -1).reduce<Record<string, unknown>>((node, key) => {
    node[key] = node[key] ?? {};
    return node[key] as Record<string, unknown>;
  }, root);
  const last = setting.path.at(-1) ?? '';
  if ('value' in setting) {
    parent[last] = setting.value;
    return;
  }
  const items = ((parent[last] as unknown[] | null | undefined) ?? []).map(String);
  const at = setting.instead ? items.findIndex(setting.instead) : -1;
  if (items.includes(setting.item)) return;
  if (at === -1) items.push(setting.item);
  else items[at] = setting.item;
  parent[last] = items;
}

/** Order of keys means nothing in YAML. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
