// Packs a project directory with dotnet, or a .nuspec with nuget.exe where there is one.
import { join } from 'node:path';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Publishing } from '../../../core/ports/package-format.ts';
import { outputLines, toolFailure } from '../../shared/failed-tool.ts';

const PROJECT = /\.(csproj|fsproj|vbproj|sln|slnx)$/i;
const NUSPEC = /\.nuspec$/i;

export const project: NonNullable<Publishing['project']> = {
  recognises: (entries) => entries.some((entry) => PROJECT.test(entry) || NUSPEC.test(entry)),

  async pack(directory, into, host, { passEnv }) {
    await host.files.makeDirectory(into);
    const entries = await host.files.list(directory);
    for (const way of ways(entries, into)) {
      const result = await host.run(way.program, way.args, { cwd: directory, pass: passEnv });
      if (result.status === 127) continue;
      if (result.status !== 0) throw await toolFailure({ title: `${way.program} pack`, directory, result }, host.log);
      const built = (await host.files.glob(['*.nupkg'], into)).sort();
      if (built.length === 0)
        throw new RegistryError(
          'CA-FILE-004',
          `${way.program} pack made no package in ${directory}: ${outputLines(result).slice(-5).join(' | ')}`,
        );
      return built;
    }
    throw new RegistryError('CA-FILE-004', `neither dotnet nor nuget was found to pack ${directory}`);
  },
};

interface Way {
  readonly program: string;
  readonly args: readonly string[];
}

function ways(entries: readonly string[], into: string): Way[] {
  const hasProject = entries.some((entry) => PROJECT.test(entry));
  const nuspec = entries.filter((entry) => NUSPEC.test(entry)).sort()[0];
  return [
    ...(hasProject
      ? [{ program: 'dotnet', args: ['pack', '--configuration', 'Release', '--output', into, '--nologo'] }]
      : []),
    ...(nuspec === undefined
      ? []
      : [{ program: 'nuget', args: ['pack', join('.', nuspec), '-OutputDirectory', into, '-NonInteractive'] }]),
  ];
}
