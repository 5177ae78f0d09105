// check: which blocks are not what this command line would write, with a diff for people.

import { SNIPPETS, snippetBody } from '../templates/snippet-catalogue.ts';
import { type Block, type BlockState, findBlocks, stateOf } from './blocks.ts';
import { readEditable } from './spec-text.ts';

export interface BlockReport {
  readonly name: string;
  readonly state: BlockState | 'missing';
  readonly line: number;
  /** Version in the marker; informative, the content hash decides. */
  readonly version?: string;
  /** Lines with `-` (in the file) and `+` (wanted). */
  readonly diff: readonly string[];
}

/** Reports every block of the text, and those of `names` that are missing. */
export function checkBlocks(text: string, names: readonly string[] = []): BlockReport[] {
  const blocks = findBlocks(readEditable(text));
  const found = blocks.map(report);
  const missing = names.filter((name) => !blocks.some((block) => block.name === name));
  return [...found, ...missing.map((name) => ({ name, state: 'missing' as const, line: 0, diff: [] }))];
}

function report(block: Block): BlockReport {
  const state = stateOf(block);
  const isKnown = SNIPPETS.some((snippet) => snippet.name === block.name);
  const diff = state === 'current' || !isKnown ? [] : diffLines(block.body, snippetBody(block.name));
  return { name: block.name, state, line: block.line, version: block.version, diff };
}

/** What differs between a common beginning and a common end. */
function diffLines(is: string, wanted: string): string[] {
  const a = is.split('\n').slice(0, -1);
  const b = wanted.split('\n').slice(0, -1);
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [
    ...a.slice(head, a.length - tail).map((line) => `- ${line}`),
    ...b.slice(head, b.length - tail).map((line) => `+ ${line}`),
  ];
}
