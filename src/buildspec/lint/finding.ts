import { isScalar, isSeq, type Scalar } from 'yaml';
import { PHASES, type Phase, type SpecText } from '../edit/spec-text.ts';

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
  const code = text
    .split('\n')
    .map((line) => (/^\s*#/.test(line) ? '' : line))
    .join('\n');
  return { phase, list, text, code, isFolded: node.type === 'BLOCK_FOLDED', lineAt: (line) => first + line };
}

/** Line of the file where the pattern first matches in the code of a command, or undefined. */
export function lineOfMatch(of: BuildCommand, pattern: RegExp): number | undefined {
  const match = pattern.exec(of.code);
  return match ? of.lineAt(of.code.slice(0, match.index + leadingBreaks(match[0])).split('\n').length - 1) : undefined;
}

function leadingBreaks(text: string): number {
  return /^\s*/.exec(text)?.[0].length ?? 0;
}
