import { isBootstrap, requireSnippet, SNIPPETS } from '../templates/snippet-catalogue.ts';
import { findBlocks, usesCommandLine, withoutBlocks } from './blocks.ts';
import { readEditable, readSpecText } from './spec-text.ts';

export interface RemoveResult {
  readonly text: string;
  readonly removed: readonly string[];
}

/**
 * Takes blocks out (all of them when `names` is empty). A bootstrap block goes, too, once no block and none of the
 * user's own commands needs it, so that `include` and then `remove` give back the original bytes.
 */
export function removeSnippets(text: string, names: readonly string[]): RemoveResult {
  for (const name of names) requireSnippet(name);
  const before = findBlocks(readEditable(text));
  const isNamed = (name: string) => names.length === 0 || names.includes(name);
  let result = withoutBlocks(text, (block) => isNamed(block.name));
  const left = findBlocks(readSpecText(result));
  const isNeeded =
    left.some((block) => SNIPPETS.some((s) => s.name === block.name && s.needsBootstrap)) || usesCommandLine(result);
  if (!isNeeded && before.length > left.length) result = withoutBlocks(result, (block) => isBootstrap(block.name));
  readEditable(result);
  const kept = new Set(findBlocks(readSpecText(result)).map((block) => block.name));
  return { text: result, removed: before.map((block) => block.name).filter((name) => !kept.has(name)) };
}
