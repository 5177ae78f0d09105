// The `tools` input: what it chooses for one registry. `login` configures these, and `doctor` looks at the same.
import { detectTools, type ToolFinding } from '../../core/operations/login/detect-tools.ts';
import type { Host } from '../../core/ports/host.ts';
import { toolSets } from '../../formats/tools.ts';

/** What `auto` finds by the project's files; nothing is looked for where no registry asks for it. */
export async function detectedTools(
  inputs: readonly (readonly string[])[],
  host: Pick<Host, 'files' | 'workingDirectory' | 'env' | 'platform'>,
): Promise<readonly ToolFinding[]> {
  return inputs.some((tools) => tools.includes('auto')) ? await detectTools(toolSets, host) : [];
}

/** The tools that are named, and those that were detected where `auto` is among the names. */
export function chosenTools(tools: readonly string[], detected: readonly ToolFinding[]): readonly ToolFinding[] {
  if (tools.includes('none')) return [];
  const named = toolSets.flatMap((format) =>
    format.tools
      .filter(({ name }) => tools.includes(name))
      .map((tool) => ({ tool, format: format.name, reason: 'named' })),
  );
  const automatic = tools.includes('auto')
    ? detected.filter(({ tool }) => !named.some((one) => one.tool.name === tool.name))
    : [];
  return [...named, ...automatic];
}
