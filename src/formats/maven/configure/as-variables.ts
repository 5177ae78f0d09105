// Maven where its settings cannot be written: a copy of them with our lines, named by MAVEN_ARGS.
import type { ToolConfiguration, VariablesRequest } from '../../../core/ports/package-format.ts';
import { joinPath, variable } from '../../shared/machine-paths.ts';

/** `usual`: what Maven is given where its settings can be written. */
export function mavenAsVariables(request: VariablesRequest, usual: ToolConfiguration): ToolConfiguration | undefined {
  const { machine, folder } = request;
  const [settings, ...others] = usual.files;
  // More than settings cannot be told this way.
  if (settings === undefined || others.length > 0) return undefined;
  const own = machine.read(settings.path);
  const path = joinPath(machine, folder, 'settings.xml');
  // Arguments are parted at blanks, and there is no way around that.
  if (/\s/.test(path)) return undefined;
  const given = variable(machine, 'MAVEN_ARGS');
  return {
    ...usual,
    files: [{ ...settings, path, edit: (current) => settings.edit(current ?? own ?? settings.skeleton) }],
    variables: { ...usual.variables, MAVEN_ARGS: [given, `--settings ${path}`].filter(Boolean).join(' ') },
    // An older one would ask public repositories for private names, and nothing tells its version here.
    warnings: [
      ...(usual.warnings ?? []),
      `maven: reads MAVEN_ARGS since 3.9; an older one must be given \`--settings ${path}\` on its command line`,
    ],
  };
}
