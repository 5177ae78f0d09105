import { isScalar, isSeq, type Scalar } from 'yaml';
import { PHASES, type Phase, type SpecText } from '../edit/spec-text.ts';
import type { LineSearch } from './line-search.ts';

/** Characters of a command that is looked at. */
export const LONGEST_COMMAND = 16 * 1024;

export interface LintFinding {
  readonly rule: string;
  /** 1-based line of the file. */
  readonly line: number;
  readonly message: string;
  readonly fix: string;
}

/** One command with its place in the file and in the run. */
export interface BuildCommand {
  readonly phase: Phase;
  readonly list: 'commands' | 'finally';
  readonly text: string;
  /** The text without whole-line comments, line for line. */
  readonly code: string;
  readonly isFolded: boolean;
  /** So long that it counts as empty code. */
  readonly isTooLong: boolean;
  /** Line of the file that holds this line of the text (0-based). */
  lineAt(textLine: number): number;
}

/** Every string command in the order in which it runs. */
export function commandsOf(spec: SpecText): BuildCommand[] {
  return PHASES.flatMap((phase) =>
    (['commands', 'finally'] as const).flatMap((list) => {
      const node = spec.document.getIn(['phases', phase, list], true);
      if (!isSeq(node)) return [];
      return node.items.flatMap((item) =>
        isScalar(item) && typeof item.value === 'string' ? [command(spec, item, phase, list)] : [],
      );
    }),
  );
}

function command(spec: SpecText, node: Scalar, phase: Phase, list: BuildCommand['list']): BuildCommand {
  const text = String(node.value);
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  const first = spec.lineAt(node.range?.[0] ?? 0) + (isBlock ? 1 : 0);
  const isTooLong = text.length > LONGEST_COMMAND;
  const code = (isTooLong ? '' : text)
    .split('\n')
    .map((line) => (/^\s*#/.test(line) ? '' : line))
    .join('\n');
  return { phase, list, text, code, isFolded: node.type === 'BLOCK_FOLDED', isTooLong, lineAt: (line) => first + line };
}

/** Line of the file where the search first finds something in the code of a command, or undefined. */
export function lineOfSearch(of: BuildCommand, search: LineSearch): number | undefined {
  const line = of.code.split('\n').findIndex((text) => search(text) !== undefined);
  return line < 0 ? undefined : of.lineAt(line);
}
