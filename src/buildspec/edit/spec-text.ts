// A buildspec as text with positions: everything that edits or judges one starts here and never re-serializes it.
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { readYaml, YamlRefusal } from '../../core/text/yaml-document.ts';

export const PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;
export type Phase = (typeof PHASES)[number];

/** Order in which people write the top level; new sections are put there. */
export const SECTIONS = [
  'version',
  'run-as',
  'env',
  'proxy',
  'batch',
  'phases',
  'reports',
  'artifacts',
  'cache',
] as const;

export interface SpecText {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly lineEnd: '\n' | '\r\n';
  /** 1-based line of an offset. */
  lineAt(offset: number): number;
  /** The document as plain values. Throws YamlRefusal. */
  value(): unknown;
}

/** Characters; what CodeBuild takes inline is a fifth of it. An edit reads the text a dozen times. */
const LONGEST = 128 * 1024;

/** Stops with CA-SPEC-001, naming line and reason; `line` 0 means the file as a whole. */
export function refuseSpec(line: number, reason: string): never {
  throw new RegistryError('CA-SPEC-001', line > 0 ? `line ${line}: ${reason}` : reason);
}

/** Reads the text as YAML without judging what it says. Throws YamlRefusal. */
export function parseSpec(text: string): SpecText {
  const { document, lineAt, value } = readYaml(text, { longest: LONGEST, stringKeys: true });
  return { text, document, lineEnd: text.includes('\r\n') ? '\r\n' : '\n', lineAt, value };
}

/** As `parseSpec`; throws CA-SPEC-001. */
export function readSpecText(text: string): SpecText {
  return refusing(() => parseSpec(text));
}

/** What the text says, as plain values; CA-SPEC-001 for an alias to nothing, and for aliases that grow without end. */
export function plainValue(spec: SpecText): unknown {
  return refusing(() => spec.value());
}

function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof YamlRefusal)
      return refuseSpec(cause.line, cause.line > 0 ? `not valid YAML: ${cause.reason}` : cause.reason);
    throw cause;
  }
}

/**
 * Reads a buildspec that is to be edited. Refuses what no edit could be proven right for: broken YAML, several
 * documents, mixed line endings, version 0.1, Windows shells, JSON and flow style at the top.
 */
export function readEditable(text: string): SpecText {
  if (text.startsWith('\uFEFF')) refuseSpec(1, 'the file begins with a byte order mark');
  if (text.includes('\r\n') && /(^|[^\r])\n/.test(text))
    refuseSpec(mixedLine(text), 'LF and CRLF line endings are mixed');
  const spec = readSpecText(text);
  const root = spec.document.contents;
  if (!isMap(root)) refuseSpec(1, 'a buildspec is a map with `version` and `phases`');
  if (root.flow) refuseSpec(lineOf(spec, root), 'the whole buildspec is in flow style (JSON)');
  const version = String(root.get('version') ?? '');
  if (version === '0.1')
    refuseSpec(lineOf(spec, root), 'version 0.1 runs each command without the variables of the one before; use 0.2');
  if (version !== '0.2') refuseSpec(lineOf(spec, root), '`version: 0.2` is missing');
  const shell = spec.document.getIn(['env', 'shell']);
  if (shell === 'powershell.exe' || shell === 'cmd.exe')
    refuseSpec(lineOf(spec, root), `the blocks are for POSIX shells, not ${shell}`);
  return spec;
}

function mixedLine(text: string): number {
  const lines = text.split('\n');
  const first = lines[0]?.endsWith('\r') ?? false;
  return lines.findIndex((line, i) => i < lines.length - 1 && line.endsWith('\r') !== first) + 1;
}

export function lineOf(spec: SpecText, node: Node | Pair | null | undefined): number {
  const start = offsetOf(node);
  return start === undefined ? 0 : spec.lineAt(start);
}

function offsetOf(node: unknown): number | undefined {
  if (node === null || typeof node !== 'object') return undefined;
  if ('range' in node) return (node as Node).range?.[0];
  return 'key' in node ? offsetOf((node as Pair).key) : undefined;
}

/** The pair of a map by key, or undefined. */
export function pairOf(map: Node | null | undefined, key: string): Pair<Node, Node | null> | undefined {
  if (!isMap(map)) return undefined;
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) as Pair<Node, Node | null> | undefined;
}

/** Whether a value is simply not there: `commands:` and then nothing. */
export function isAbsent(node: Node | null | undefined): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null && node.source === '');
}

export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Start of the line after the one that holds `offset`; the end of the text when there is none. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** Start of the line that follows the last line of a node or pair, a comment at its end included. */
export function lineAfter(text: string, node: Node | Pair): number {
  const end = contentEnd(node);
  return text[end - 1] === '\n' ? end : nextLine(text, end);
}

function contentEnd(node: Node | Pair): number {
  if (isMap(node) || isSeq(node)) {
    const last = node.items.at(-1) as Node | Pair | undefined;
    return node.flow || last === undefined ? (node.range?.[1] ?? 0) : contentEnd(last);
  }
  if (isScalar(node) || isAlias(node)) return node.range?.[1] ?? 0;
  const pair = node as Pair<Node, Node | null>;
  return pair.value ? contentEnd(pair.value) : (pair.key.range?.[1] ?? 0);
}
