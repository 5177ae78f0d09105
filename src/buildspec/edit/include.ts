// include: puts blocks where they belong, brings stale ones up to date and proves that nothing else of the file changed.
import { isSeq } from 'yaml';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { isBootstrap, requireSnippet, type Snippet, snippetBody } from '../templates/snippet-catalogue.ts';
import { type Block, findBlocks, replaceBlock, stateOf, withoutBlocks } from './blocks.ts';
import { type InsertionPoint, insertBlock, type Position, placeOf } from './insertion.ts';
import { PHASES, type Phase, plainValue, readEditable, readSpecText, refuseSpec, type SpecText } from './spec-text.ts';

export interface IncludeOptions {
  readonly phase?: Phase | undefined;
  readonly position?: Position | undefined;
  /** Replace blocks that were edited by hand. */
  readonly force?: boolean | undefined;
}

export interface IncludeChange {
  readonly name: string;
  /** `edited`: changed by hand and left alone. */
  readonly action: 'added' | 'moved' | 'updated' | 'unchanged' | 'edited';
  /** Line in the resulting text. */
  readonly line: number;
}

export interface IncludeResult {
  readonly text: string;
  readonly changes: readonly IncludeChange[];
}

/** Throws CA-SPEC-001 for what cannot be edited safely; the input is never half-changed. */
export function includeSnippets(text: string, names: readonly string[], options: IncludeOptions = {}): IncludeResult {
  readEditable(text);
  const bootstrap = names.find(isBootstrap) ?? 'bootstrap';
  const actions = new Map<string, IncludeChange['action']>();
  let result = text;
  const take = (name: string, step: Step | undefined) => {
    if (!step) return;
    result = step.text;
    actions.set(name, step.action);
  };
  // By rank: where cleanup goes depends on what else is there.
  const snippets = [...new Set(names)].map(requireSnippet).sort((a, b) => a.rank - b.rank);
  for (const snippet of snippets) {
    if (snippet.needsBootstrap) take(presentBootstrap(result) ?? bootstrap, ensureBootstrap(result, bootstrap));
    take(snippet.name, includeOne(result, snippet, options));
    if (snippet.needsBootstrap) take(presentBootstrap(result) ?? bootstrap, bootstrapAhead(result, snippet));
  }
  take('cleanup', cleanupLast(result));
  verify(text, result, [...actions.keys()]);
  const blocks = findBlocks(readSpecText(result));
  const lineFor = (name: string) => blocks.find((block) => block.name === name)?.line ?? 0;
  return { text: result, changes: [...actions].map(([name, action]) => ({ name, action, line: lineFor(name) })) };
}

interface Step {
  readonly text: string;
  readonly action: IncludeChange['action'];
}

function includeOne(text: string, snippet: Snippet, options: IncludeOptions): Step {
  const spec = readEditable(text);
  const blocks = findBlocks(spec);
  const same = blocks.filter((block) => block.name === snippet.name);
  if (same.length > 1) refuseSpec(same[1]?.line ?? 0, `block \`${snippet.name}\` is there twice`);
  const [existing] = same;
  if (!existing) return { text: insertAt(spec, blocks, snippet, options), action: 'added' };
  if (stateOf(existing) === 'edited' && !options.force) return { text, action: 'edited' };
  if (options.phase !== undefined && phaseOf(spec, existing) !== options.phase) return move(text, snippet, options);
  if (stateOf(existing) === 'current') return { text, action: 'unchanged' };
  return { text: replaceBlock(spec, existing), action: 'updated' };
}

function insertAt(spec: SpecText, blocks: readonly Block[], snippet: Snippet, options: IncludeOptions): string {
  const usual = placeOf(spec, snippet);
  const place: InsertionPoint = {
    path:
      options.phase === undefined || usual.path[0] !== 'phases'
        ? usual.path
        : ['phases', options.phase, usual.path[2] ?? 'commands'],
    position: options.position ?? usual.position,
  };
  return insertBlock(spec, blocks, snippet, place);
}

function move(text: string, snippet: Snippet, options: IncludeOptions): Step {
  const cut = withoutBlocks(text, (block) => block.name === snippet.name);
  const spec = readEditable(cut);
  return { text: insertAt(spec, findBlocks(spec), snippet, options), action: 'moved' };
}

function presentBootstrap(text: string): string | undefined {
  return findBlocks(readEditable(text)).find((block) => isBootstrap(block.name))?.name;
}

function ensureBootstrap(text: string, name: string): Step | undefined {
  if (presentBootstrap(text) !== undefined) return undefined;
  const spec = readEditable(text);
  return { text: insertAt(spec, findBlocks(spec), requireSnippet(name), {}), action: 'added' };
}

/** Moves the bootstrap block when the block that needs it would run before it, as a login new in `install` does. */
function bootstrapAhead(text: string, needer: Snippet): Step | undefined {
  const spec = readEditable(text);
  const blocks = findBlocks(spec);
  const present = blocks.find((block) => isBootstrap(block.name));
  const self = blocks.find((block) => block.name === needer.name);
  if (!present || !self || runOrder(spec, present) < runOrder(spec, self)) return undefined;
  const cut = withoutBlocks(text, (block) => block.name === present.name);
  const again = readEditable(cut);
  const path = ['phases', phaseOf(spec, self) ?? 'pre_build', 'commands'];
  return {
    text: insertBlock(again, findBlocks(again), requireSnippet(present.name), { path, position: 'first' }),
    action: 'moved',
  };
}

/** Moves the cleanup block behind the last block that signs in; elsewhere it would take the login from it. */
function cleanupLast(text: string): Step | undefined {
  const spec = readEditable(text);
  const blocks = findBlocks(spec);
  const cleanup = blocks.find((block) => block.name === 'cleanup');
  const isLater = (block: Block) => cleanup !== undefined && runOrder(spec, block) > runOrder(spec, cleanup);
  if (!cleanup || stateOf(cleanup) === 'edited') return undefined;
  const snippet = requireSnippet('cleanup');
  if (
    !blocks.some((block) => isLater(block) && stateOf(block) !== 'unknown' && requireSnippet(block.name).needsBootstrap)
  )
    return undefined;
  return move(text, snippet, {});
}

/** Phase whose lines hold the block. */
export function phaseOf(spec: SpecText, block: Block): Phase | undefined {
  return PHASES.find((phase) => {
    const items = listsOf(spec, phase);
    return items.some(([from, to]) => block.end > from && block.start < to);
  });
}

function listsOf(spec: SpecText, phase: Phase): [number, number][] {
  return ['commands', 'finally'].flatMap((key) => {
    const list = spec.document.getIn(['phases', phase, key], true);
    return isSeq(list) && list.range ? [[list.range[0], list.range[1]] as [number, number]] : [];
  });
}

/** A number that grows with the time at which the block runs. */
export function runOrder(spec: SpecText, block: Block): number {
  const phase = phaseOf(spec, block);
  return (phase === undefined ? PHASES.length : PHASES.indexOf(phase)) * 1e9 + block.start;
}

/** The edit is right when taking every block out again gives the user's own bytes, and each block parses to its items. */
function verify(before: string, after: string, names: readonly string[]): void {
  const result = readEditable(after);
  if (withoutBlocks(before) !== withoutBlocks(after))
    refuseSpec(0, 'the blocks cannot be put in without touching other lines');
  const values = new Set<unknown>();
  collect(plainValue(result), values);
  for (const block of findBlocks(result)) {
    if (!names.includes(block.name) || stateOf(block) !== 'current') continue;
    const items = plainValue(readSpecText(snippetBody(block.name))) as unknown[];
    if (!items.every((item) => values.has(item)))
      throw new RegistryError(
        'CA-SPEC-001',
        `line ${block.line}: the block \`${block.name}\` would not be read as a list item here`,
      );
  }
}

function collect(value: unknown, into: Set<unknown>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (value !== null && typeof value === 'object') for (const item of Object.values(value)) collect(item, into);
  else into.add(value);
}
