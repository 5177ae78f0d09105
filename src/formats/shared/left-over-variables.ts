// Variables of an earlier, hand-made sign-in, which outrank files: `PIP_INDEX_URL`, `TWINE_PASSWORD`, `UV_INDEX_…`.
import type { Secret } from '../../core/model/secret.ts';
import type { ToolConfiguration, ToolMachine } from '../../core/ports/package-format.ts';
import { variable } from './machine-paths.ts';

export interface LeftOver {
  readonly name: string;
  /** What it has to be for the tool to reach the repository; empty where it must not be set. */
  readonly wanted: string | Secret;
  /** npm and its kin compare names without case. */
  readonly anyCase?: boolean;
  /** The tool takes a variable that is set to nothing for a value (twine, Poetry, names of uv's indexes). */
  readonly emptyCounts?: boolean;
}

/**
 * Sets right those of them that hold something else, where variables reach later steps. Elsewhere nothing can be done
 * about them from here: `inspect` finds what they outrank, and says how to remove them.
 */
export function leftOverVariables(
  machine: ToolMachine,
  tool: string,
  leftOvers: readonly LeftOver[],
): Pick<ToolConfiguration, 'variables' | 'notes'> {
  if (!machine.exportsVariables) return { variables: {}, notes: [] };
  const wrong = leftOvers.flatMap(({ name, wanted, anyCase = false, emptyCounts = false }) => {
    const value = emptyCounts ? machine.env[name] : variable(machine, name, { anyCase });
    const right = typeof wanted === 'string' ? wanted : wanted.reveal();
    if (value === undefined || value === right) return [];
    return [[anyCase ? (spelling(machine, name) ?? name) : name, wanted] as const];
  });
  const names = wrong.map(([name]) => name).join(', ');
  const notes = wrong.length === 0 ? [] : [`${names}: set anew for later steps, since ${tool} prefers it to its files`];
  return { variables: Object.fromEntries(wrong), notes };
}

function spelling({ env }: ToolMachine, name: string): string | undefined {
  return Object.keys(env).find((one) => one.toLowerCase() === name.toLowerCase() && env[one]);
}
