// Marked blocks: the part of a buildspec that is ours, between two comment lines with name, version and content hash.
import { createHash } from 'node:crypto';
import { isScalar, visit } from 'yaml';
import { VERSION } from '../../core/model/version.ts';
import { isBootstrap, SNIPPETS, snippetBody } from '../templates/snippet-catalogue.ts';
import { isAbsent, nextLine, readSpecText, refuseSpec, type SpecText } from './spec-text.ts';

export interface Block {
  readonly name: string;
  readonly version: string;
  /** Hash the marker carries: of the body as it was inserted. */
  readonly hash: string;
  readonly indent: string;
  /** Offsets of the first marker line and of the line after the last one. */
  readonly start: number;
  readonly end: number;
  /** What is between the markers, without indentation, LF. */
  readonly body: string;
  readonly line: number;
}

/** `edited`: not what was inserted. `stale`: as inserted, by another version of the template. */
export type BlockState = 'current' | 'stale' | 'edited' | 'unknown';

const opening = /^([ ]*)# >>> codeartifact-ci (\S+) (\S+) sha256:([0-9a-f]+)[ ]*$/;
const closing = /^[ ]*# <<< codeartifact-ci (\S+)[ ]*$/;
const anyMarker = /^[ \t]*# (>>>|<<<) codeartifact-ci\b/;
/** Keys that only exist for a block carry this, so that taking the block out can take them out, too. */
export const ADDED = '# added by codeartifact-ci';

export function contentHash(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 16);
}

/** The lines of a block, LF, ending with a line end. */
export function renderBlock(name: string, indent: string): string {
  const body = snippetBody(name);
  const lines = body.split('\n').slice(0, -1);
  const indented = lines.map((line) => (line === '' ? '' : indent + line));
  const head = `${indent}# >>> codeartifact-ci ${name} ${VERSION} sha256:${contentHash(body)}`;
  return [head, ...indented, `${indent}# <<< codeartifact-ci ${name}`, ''].join('\n');
}

export function stateOf(block: Block): BlockState {
  if (!SNIPPETS.some((snippet) => snippet.name === block.name)) return 'unknown';
  if (contentHash(block.body) !== block.hash) return 'edited';
  return block.body === snippetBody(block.name) ? 'current' : 'stale';
}

/** All blocks in file order. Refuses markers without their partner: what lies between could be anybody's. */
export function findBlocks(spec: SpecText): Block[] {
  const isInScalar = scalarAt(spec);
  const blocks: Block[] = [];
  let open: { at: number; match: RegExpExecArray } | undefined;
  for (let at = 0; at < spec.text.length; at = nextLine(spec.text, at)) {
    const end = nextLine(spec.text, at);
    const line = spec.text.slice(at, end).replace(/\r?\n$/, '');
    // A marker inside a string is text about a block and no block.
    if (!anyMarker.test(line) || isInScalar(at)) continue;
    const begins = opening.exec(line);
    const ends = closing.exec(line);
    if (begins && !open) open = { at, match: begins };
    else if (ends && open && ends[1] === open.match[2]) {
      blocks.push(blockOf(spec, open.at, open.match, { at, end }));
      open = undefined;
    } else refuseSpec(spec.lineAt(at), 'a block marker without its partner; restore it or delete the block by hand');
  }
  if (open)
    refuseSpec(spec.lineAt(open.at), 'a block marker without its partner; restore it or delete the block by hand');
  return blocks;
}

function blockOf(spec: SpecText, start: number, match: RegExpExecArray, close: { at: number; end: number }): Block {
  const [, indent = '', name = '', version = '', hash = ''] = match;
  const inside = spec.text.slice(nextLine(spec.text, start), close.at).replaceAll('\r\n', '\n');
  const body = inside
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))
    .join('\n');
  return { name, version, hash, indent, start, end: close.end, body, line: spec.lineAt(start) };
}

/** Whether an offset is inside of a scalar; to be asked in the order of the text. */
function scalarAt(spec: SpecText): (offset: number) => boolean {
  const ranges: [number, number][] = [];
  visit(spec.document, {
    Scalar(_key, node) {
      if (isScalar(node) && node.range) ranges.push([node.range[0], node.range[1]]);
    },
  });
  let next = 0;
  return (offset) => {
    while (next < ranges.length && (ranges[next]?.[1] ?? 0) <= offset) next++;
    return (ranges[next]?.[0] ?? Number.POSITIVE_INFINITY) <= offset;
  };
}

/** Replaces a block by the current text of its template, at its own indentation. */
export function replaceBlock(spec: SpecText, block: Block): string {
  const fresh = renderBlock(block.name, block.indent).replaceAll('\n', spec.lineEnd);
  const atEnd = block.end === spec.text.length && !spec.text.endsWith('\n');
  return (
    spec.text.slice(0, block.start) +
    (atEnd ? fresh.slice(0, -spec.lineEnd.length) : fresh) +
    spec.text.slice(block.end)
  );
}

/** Cuts whole lines; a file without a final line end keeps being one. */
export function cutLines(text: string, start: number, end: number): string {
  // `end` can lie behind the text: the line end before it went with the block that followed.
  const isLast = end > text.length || (end === text.length && !text.endsWith('\n'));
  if (!isLast) return text.slice(0, start) + text.slice(end);
  return text.slice(0, start).replace(/\r?\n$/, '');
}

/** The text without the named blocks (all when undefined) and without the keys that existed only for them. */
export function withoutBlocks(text: string, isWanted: (block: Block) => boolean = () => true): string {
  let result = text;
  for (const block of findBlocks(readSpecText(text)).reverse()) {
    if (isWanted(block)) result = cutLines(result, block.start, block.end);
  }
  return withoutEmptyKeys(result);
}

/** Keys that are made for a block stand at most so deep: a section, a phase and a list. */
const LEVELS_OF_KEYS = 3;

function withoutEmptyKeys(text: string): string {
  let result = text;
  for (let level = 0; level < LEVELS_OF_KEYS; level++) {
    const spec = readSpecText(result);
    const found: number[] = [];
    visit(spec.document, {
      Pair(_key, pair) {
        const at = (pair.key as { range?: [number, number, number] } | null)?.range?.[0];
        if (at === undefined || !isAbsent(pair.value as null)) return;
        if (spec.text.slice(at, nextLine(spec.text, at)).trimEnd().endsWith(`: ${ADDED}`)) found.push(at);
      },
    });
    if (found.length === 0) return result;
    for (const at of found.reverse()) {
      const start = result.lastIndexOf('\n', at - 1) + 1;
      result = cutLines(result, start, nextLine(result, at));
    }
  }
  return result;
}

/** Whether the user's own commands use the command line that a bootstrap block finds. */
export function usesCommandLine(text: string): boolean {
  return /\$\{?CODEARTIFACT_CLI\b/.test(withoutBlocks(text));
}

export function hasBootstrap(blocks: readonly Block[]): boolean {
  return blocks.some((block) => isBootstrap(block.name));
}
