// Where in the text a block goes, and how to put it there by splicing lines. Nothing else of the file moves.
import { isAlias, isMap, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { SNIPPETS, type Snippet } from '../templates/snippet-catalogue.ts';
import { ADDED, type Block, renderBlock } from './blocks.ts';
import {
  columnOf,
  isAbsent,
  lineAfter,
  lineOf,
  nextLine,
  PHASES,
  type Phase,
  pairOf,
  refuseSpec,
  SECTIONS,
  type SpecText,
} from './spec-text.ts';

/** A list in the buildspec and a place in it. */
export interface InsertionPoint {
  readonly path: readonly string[];
  readonly position: Position;
}

export type Position = 'first' | 'last' | { readonly before: string } | { readonly after: string };

const phaseKeys = ['run-as', 'on-failure', 'runtime-versions', 'commands', 'finally'];
const listKeys = new Set(['commands', 'finally', 'exported-variables', 'paths']);

/** Where the snippet belongs in this buildspec. */
export function placeOf(spec: SpecText, snippet: Snippet): InsertionPoint {
  const { placement } = snippet;
  switch (placement.kind) {
    case 'ahead-of-installs':
      return {
        path: ['phases', hasCommands(spec, 'install') ? 'install' : 'pre_build', 'commands'],
        position: 'first',
      };
    case 'phase':
      return { path: ['phases', placement.phase, 'commands'], position: placement.end };
    case 'last-finally':
      return { path: ['phases', lastPhase(spec), 'finally'], position: 'last' };
    case 'list':
      return { path: placement.path, position: 'last' };
  }
}

export function hasCommands(spec: SpecText, phase: Phase): boolean {
  const commands = spec.document.getIn(['phases', phase, 'commands'], true);
  return (isSeq(commands) && commands.items.length > 0) || isAlias(commands);
}

function lastPhase(spec: SpecText): Phase {
  return [...PHASES].reverse().find((phase) => hasCommands(spec, phase)) ?? 'build';
}

/** Puts the block into the list, making the keys on the way to it where they are missing. */
export function insertBlock(spec: SpecText, blocks: readonly Block[], snippet: Snippet, place: InsertionPoint): string {
  const { at, lines } = plan(spec, blocks, snippet, place);
  // The closing marker is a comment and so belongs to no item: the end of a list may lie inside its last block.
  const around = blocks.find((block) => at > block.start && at < block.end);
  return splice(spec, around ? around.end : at, lines);
}

interface Insertion {
  readonly at: number;
  readonly lines: string;
}

function plan(spec: SpecText, blocks: readonly Block[], snippet: Snippet, place: InsertionPoint): Insertion {
  let map = editableMap(spec, spec.document.contents, '');
  for (const [depth, key] of place.path.entries()) {
    const pair = pairOf(map, key);
    if (!pair) return insertKeys(spec, map, place.path.slice(depth), snippet);
    refuseOddPair(spec, pair, place.path.slice(0, depth + 1));
    if (isAbsent(pair.value)) return fillKey(spec, pair, place.path.slice(depth + 1), snippet);
    if (depth === place.path.length - 1) return insertItem(spec, blocks, pair, snippet, place.position);
    map = editableMap(spec, pair.value, place.path.slice(0, depth + 1).join('.'));
  }
  return refuseSpec(0, 'there is nothing to insert into');
}

function editableMap(spec: SpecText, node: Node | null | undefined, path: string): YAMLMap<Node, Node | null> {
  if (isAlias(node))
    refuseSpec(lineOf(spec, node), `\`${path}\` is an alias; an edit here would change what it stands for`);
  if (!isMap(node)) refuseSpec(lineOf(spec, node), `\`${path}\` is not a map`);
  if (node.flow) refuseSpec(lineOf(spec, node), `\`${path}\` is in flow style; write it as indented lines`);
  if (node.anchor !== undefined)
    refuseSpec(lineOf(spec, node), `\`${path}\` has the anchor &${node.anchor}; an edit here would reach its aliases`);
  if (pairOf(node, '<<'))
    refuseSpec(lineOf(spec, node), `\`${path}\` merges another map; what it holds cannot be seen here`);
  if (pairOf(node, 'steps'))
    refuseSpec(lineOf(spec, node), `\`${path}\` has \`steps\`, which cannot stand beside commands`);
  return node as YAMLMap<Node, Node | null>;
}

function refuseOddPair(spec: SpecText, pair: Pair<Node, Node | null>, path: readonly string[]): void {
  const start = pair.key.range?.[0] ?? 0;
  const before = spec.text.slice(spec.text.lastIndexOf('\n', start - 1) + 1, start);
  if (before.trim() !== '') refuseSpec(lineOf(spec, pair), `\`${path.join('.')}\` does not begin its line`);
  const value = pair.value;
  const own = value && 'anchor' in value ? value.anchor : undefined;
  if (own !== undefined)
    refuseSpec(
      lineOf(spec, pair),
      `\`${path.join('.')}\` has the anchor &${own}; an edit here would reach its aliases`,
    );
}

/** Number of columns a child stands to the right of its parent, as this file has it. */
function step(spec: SpecText): number {
  const phases = spec.document.get('phases', true);
  const first = isMap(phases) && !phases.flow ? (phases.items[0] as Pair<Node>).key.range?.[0] : undefined;
  const column = first === undefined ? 2 : columnOf(spec.text, first);
  return column > 0 ? column : 2;
}

/** Columns between a key and the dashes of its list, as this file has it. */
function listStep(spec: SpecText): number {
  const phases = spec.document.get('phases', true);
  for (const phase of isMap(phases) ? phases.items : []) {
    const commands = pairOf((phase as Pair<Node, Node | null>).value, 'commands');
    if (!isSeq(commands?.value) || commands.value.flow) continue;
    return columnOf(spec.text, commands.value.range?.[0] ?? 0) - columnOf(spec.text, commands.key.range?.[0] ?? 0);
  }
  return step(spec);
}

/** The missing keys with the block below them, from column `column` on. */
function nested(spec: SpecText, keys: readonly string[], column: number, snippet: Snippet): string {
  let text = '';
  let at = column;
  for (const key of keys) {
    text += `${' '.repeat(at)}${key}: ${ADDED}\n`;
    at += listKeys.has(key) ? listStep(spec) : step(spec);
  }
  return text + renderBlock(snippet.name, ' '.repeat(at));
}

function insertKeys(
  spec: SpecText,
  map: YAMLMap<Node, Node | null>,
  keys: readonly string[],
  snippet: Snippet,
): Insertion {
  const first = map.items[0];
  if (first === undefined) refuseSpec(lineOf(spec, map), 'an empty map');
  const column = columnOf(spec.text, first.key.range?.[0] ?? 0);
  const predecessor = predecessorOf(map, keys[0] ?? '');
  const at = predecessor ? lineAfter(spec.text, predecessor) : startOfLine(spec.text, first.key.range?.[0] ?? 0);
  return { at, lines: nested(spec, keys, column, snippet) };
}

/** The last pair of the file that comes before `key` in canonical order. */
function predecessorOf(map: YAMLMap<Node, Node | null>, key: string): Pair<Node, Node | null> | undefined {
  const orders: readonly (readonly string[])[] = [SECTIONS, PHASES, phaseKeys];
  const order = orders.find((candidate) => candidate.includes(key));
  if (!order) return map.items.at(-1);
  const before = order.slice(0, order.indexOf(key));
  const nearest = [...before].reverse().find((name) => pairOf(map, name));
  // Behind all keys that belong before it when the file keeps the order; else behind the nearest of them.
  return nearest === undefined ? undefined : pairOf(map, nearest);
}

function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function fillKey(spec: SpecText, pair: Pair<Node, Node | null>, keys: readonly string[], snippet: Snippet): Insertion {
  const key = pair.key.range?.[0] ?? 0;
  const name = String((pair.key as { value?: unknown }).value);
  const column = columnOf(spec.text, key) + (listKeys.has(name) ? listStep(spec) : step(spec));
  return { at: nextLine(spec.text, key), lines: nested(spec, keys, column, snippet) };
}

function insertItem(
  spec: SpecText,
  blocks: readonly Block[],
  pair: Pair<Node, Node | null>,
  snippet: Snippet,
  position: Position,
): Insertion {
  const list = pair.value;
  const name = String((pair.key as { value?: unknown }).value);
  if (isAlias(list))
    refuseSpec(lineOf(spec, pair), `\`${name}\` is an alias; an edit here would change what it stands for`);
  if (!isSeq(list)) refuseSpec(lineOf(spec, pair), `\`${name}\` is not a list`);
  if (list.flow) refuseSpec(lineOf(spec, pair), `\`${name}\` is in flow style; write one item a line`);
  const indent = ' '.repeat(columnOf(spec.text, list.range?.[0] ?? 0));
  const at = itemOffset(spec, blocksIn(spec, blocks, list), { pair, list }, snippet, position);
  return { at, lines: renderBlock(snippet.name, indent) };
}

function blocksIn(spec: SpecText, blocks: readonly Block[], list: YAMLSeq): Block[] {
  const from = list.range?.[0] ?? 0;
  const to = lineAfter(spec.text, list);
  // The first block's opening marker stands before the first dash.
  return blocks.filter((block) => block.end > from && block.start < to);
}

function itemOffset(
  spec: SpecText,
  own: readonly Block[],
  target: { pair: Pair<Node, Node | null>; list: YAMLSeq },
  snippet: Snippet,
  position: Position,
): number {
  if (typeof position === 'object') {
    const name = 'before' in position ? position.before : position.after;
    const block = own.find((candidate) => candidate.name === name);
    if (!block) refuseSpec(lineOf(spec, target.pair), `there is no block \`${name}\` in this list`);
    return 'before' in position ? block.start : block.end;
  }
  const rankOf = (block: Block) => SNIPPETS.find((candidate) => candidate.name === block.name)?.rank ?? 0;
  if (position === 'first') {
    const ahead = leading(spec, own, target.pair)
      .filter((block) => rankOf(block) <= snippet.rank)
      .at(-1);
    // Behind the key and before the user's comments: those belong to the user's first command.
    return ahead ? ahead.end : nextLine(spec.text, target.pair.key.range?.[0] ?? 0);
  }
  const after = own.find((block) => rankOf(block) > snippet.rank && !isLeading(spec, own, target.pair, block));
  if (after) return after.start;
  const end = lineAfter(spec.text, target.list);
  return own.reduce((far, block) => (block.start < end && block.end > far ? block.end : far), end);
}

/** Blocks at the head of the list with nothing of the user's before or between them. */
function leading(spec: SpecText, own: readonly Block[], pair: Pair<Node, Node | null>): Block[] {
  const result: Block[] = [];
  let at = nextLine(spec.text, pair.key.range?.[0] ?? 0);
  for (const block of own) {
    if (block.start !== at) break;
    result.push(block);
    at = block.end;
  }
  return result;
}

function isLeading(spec: SpecText, own: readonly Block[], pair: Pair<Node, Node | null>, block: Block): boolean {
  const head = leading(spec, own, pair);
  return head.length < own.length && head.includes(block);
}

/** Inserts whole lines, in the file's own line endings. */
function splice(spec: SpecText, at: number, lines: string): string {
  const fresh = lines.replaceAll('\n', spec.lineEnd);
  const isOpenEnd = at === spec.text.length && spec.text !== '' && !spec.text.endsWith('\n');
  if (!isOpenEnd) return spec.text.slice(0, at) + fresh + spec.text.slice(at);
  return spec.text + spec.lineEnd + fresh.slice(0, -spec.lineEnd.length);
}
