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
    const entries = await host.files.list(directory);
    for (const way of ways(entries)) {
      const built: string[] = [];
      let isMissing = false;
      for (const [index, more] of way.targets.entries()) {
        // Two descriptions may be of one package, and neither may take the place of the other.
        const folder = way.targets.length > 1 ? join(into, String(index)) : into;
        await host.files.makeDirectory(folder);
        const args = [...way.args, ...more, ...way.output(folder)];
        const result = await host.run(way.program, args, { cwd: directory, pass: passEnv });
        isMissing = result.status === 127;
        if (isMissing) break;
        if (result.status !== 0) throw await toolFailure({ title: `${way.program} pack`, directory, result }, host.log);
        const made = (await host.files.glob(['*.nupkg'], folder)).sort();
        if (made.length === 0)
          throw new RegistryError(
            'CA-FILE-004',
            `${way.program} pack made no package in ${directory}: ${outputLines(result).slice(-5).join(' | ')}`,
          );
        built.push(...made);
      }
      if (!isMissing) return built;
    }
    throw new RegistryError('CA-FILE-004', `neither dotnet nor nuget was found to pack ${directory}`);
  },
};

interface Way {
  readonly program: string;
  readonly args: readonly string[];
  /** What it is run for, one after the other: the words that name it. */
  readonly targets: readonly (readonly string[])[];
  output(folder: string): readonly string[];
}

function ways(entries: readonly string[]): Way[] {
  const dotnet: Way = {
    program: 'dotnet',
    args: ['pack', '--configuration', 'Release', '--nologo'],
    targets: [[]],
    output: (folder) => ['--output', folder],
  };
  const nuspecs = entries.filter((entry) => NUSPEC.test(entry)).sort();
  const nuget: Way = {
    program: 'nuget',
    args: ['pack', '-NonInteractive'],
    targets: nuspecs.map((nuspec) => [join('.', nuspec)]),
    output: (folder) => ['-OutputDirectory', folder],
  };
  const hasProject = entries.some((entry) => PROJECT.test(entry));
  return [...(hasProject ? [dotnet] : []), ...(nuspecs.length > 0 ? [nuget] : [])];
}
