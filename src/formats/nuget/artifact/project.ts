// Packs a project directory, or a file of it that was named, with dotnet; a .nuspec with nuget.exe where there is one, else
// with dotnet, which takes one since .NET 10.
import { join } from 'node:path';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Host, ProgramResult } from '../../../core/ports/host.ts';
import type { FileVerdict, Packed, PackOptions, Publishing } from '../../../core/ports/package-format.ts';
import { outputLines, toolFailure } from '../../shared/failed-tool.ts';

const PROJECT = /\.(csproj|fsproj|vbproj|sln|slnx)$/i;
const NUSPEC = /\.nuspec$/i;
/** What dotnet packs besides where it is named: filters of a solution, files of MSBuild, and a single file of C#. */
const NAMED = /\.(proj|slnf|cs)$/i;
/** Every file of C# of a project would be one. */
const PATTERN = /[*?[\]{}()]/;

export const project = {
  recognises: (entries) => entries.some((entry) => PROJECT.test(entry) || NUSPEC.test(entry)),

  isProjectFile: (name) =>
    PROJECT.test(name) || NUSPEC.test(name) || (NAMED.test(name) && !(/\.cs$/i.test(name) && PATTERN.test(name))),

  async pack(directory: string, into: string, host: Host, options: PackOptions): Promise<Packed> {
    requirePlaceOfOurs(options.args ?? []);
    const entries = await host.files.list(directory);
    for (const way of ways(entries, options)) {
      const files: string[] = [];
      const verdicts: FileVerdict[] = [];
      let isMissing = false;
      for (const [index, target] of way.targets.entries()) {
        // Two descriptions may be of one package, and neither may take the place of the other.
        const folder = way.targets.length > 1 ? join(into, String(index)) : into;
        await host.files.makeDirectory(folder);
        const args = way.command(target, folder);
        const result = await host.run(way.program, args, { cwd: directory, pass: options.passEnv, env: ENVIRONMENT });
        isMissing = result.status === 127;
        if (isMissing) break;
        if (result.status !== 0) throw await packFailure(way, { directory, entries, result }, host);
        const { left } = await import('./left-projects.ts');
        const made = (await host.files.list(folder)).filter((name) => /\.s?nupkg$/i.test(name)).sort();
        files.push(...made.map((name) => join(folder, name)));
        verdicts.push(...(await left({ directory, entries, target, made, result }, host)));
      }
      if (!isMissing) return { files, verdicts };
    }
    const target = options.file ?? 'a project';
    const isProject = options.file === undefined ? entries.some((name) => PROJECT.test(name)) : !NUSPEC.test(target);
    throw new RegistryError(
      'CA-FILE-004',
      isProject
        ? `dotnet was not found to pack ${directory}`
        : `neither nuget nor dotnet was found to pack ${directory}`,
      {
        remedy: `Install ${isProject ? 'the .NET SDK' : 'the .NET SDK 10 or nuget.exe'}, or give built packages instead.`,
      },
    );
  },
} satisfies NonNullable<Publishing['project']>;

/** Its words are read: which error came first, and which package was made twice. */
const ENVIRONMENT = { DOTNET_CLI_UI_LANGUAGE: 'en', DOTNET_NOLOGO: '1' };

interface Way {
  readonly program: string;
  /** Files that it is run for, one after the other; undefined: the folder. */
  readonly targets: readonly (string | undefined)[];
  command(target: string | undefined, folder: string): readonly string[];
}

function ways(entries: readonly string[], { args = [], file }: PackOptions): Way[] {
  const configuration = args.some((arg) => CONFIGURATION.test(arg)) ? [] : ['--configuration', 'Release'];
  const dotnet = (targets: Way['targets']): Way => ({
    program: 'dotnet',
    targets,
    command: (target, folder) => [
      'pack',
      ...(target === undefined ? [] : [target]),
      ...configuration,
      // A project that packs when it is built looks for what is not built yet, since it is not built then.
      ...(target !== undefined && NUSPEC.test(target) ? [] : ['--nologo', '-p:GeneratePackageOnBuild=false']),
      ...args,
      ...['--output', folder],
    ],
  });
  const nuget = (targets: Way['targets']): Way => ({
    program: 'nuget',
    targets,
    command: (target = '', folder) => [
      ...['pack', '-NonInteractive', join('.', target)],
      ...args,
      ...['-OutputDirectory', folder],
    ],
  });
  const nuspecs = (file === undefined ? [...entries] : [file]).filter((entry) => NUSPEC.test(entry)).sort();
  if (file !== undefined && nuspecs.length === 0) return [dotnet([file])];
  const hasProject = file === undefined && entries.some((entry) => PROJECT.test(entry));
  if (hasProject) return [dotnet([undefined]), ...(nuspecs.length > 0 ? [nuget(nuspecs)] : [])];
  return [nuget(nuspecs), dotnet(nuspecs)];
}

const CONFIGURATION = /^(-c|--configuration|[-/]+p(roperty)?:Configuration=.*|-c[=:].*|--configuration[=:].*)$/i;
const PLACE =
  /^(-o|--output|-o[=:].*|--output[=:].*|--artifacts-path([=:].*)?|-OutputDirectory|[-/]+p(roperty)?:PackageOutputPath=.*)$/i;

function requirePlaceOfOurs(args: readonly string[]): void {
  const place = args.find((arg) => PLACE.test(arg));
  if (place !== undefined)
    throw new RegistryError(
      'CA-INPUT-001',
      `pack-args: \`${place}\` says where packages are put, which is a folder of ours for each project`,
    );
}

interface Failure {
  readonly directory: string;
  readonly entries: readonly string[];
  readonly result: ProgramResult;
}

/** With the errors first: of a solution dotnet goes on with the other projects, and prints these below them. */
function packFailure({ program }: Way, { directory, entries, result }: Failure, { log }: Host): Promise<RegistryError> {
  const marked = /(?:^|:)[ \t]{0,8}(?:error\b[^:]{0,200}:|\S{0,200}[ \t]{0,8}error [A-Z]{1,8}\d{1,8})/i;
  return toolFailure({ title: `${program} pack`, directory, result, marked, remedy: remedyFor(result, entries) }, log);
}

function remedyFor(result: ProgramResult, entries: readonly string[]): string {
  const text = outputLines(result).join('\n');
  const has = (pattern: RegExp) => pattern.test(text);
  if (has(/error (CS|FS|BC)\d+/)) return 'The project does not compile: mend what the compiler names.';
  if (has(/error MSB1011/)) {
    const files = entries.filter((name) => PROJECT.test(name)).join(', ');
    return `Name the one to pack in \`packages\`: the folder has ${files}.`;
  }
  if (has(/error MSB1003/)) return 'Name the project or solution in `packages`.';
  if (has(/error MSB4025/) && entries.some((name) => NUSPEC.test(name)))
    return 'A .nuspec is packed by the .NET SDK from 10 on, or by nuget.exe: install one of the two.';
  if (has(/compatible \.NET SDK was not found/i))
    return 'Install the .NET SDK that global.json asks for, or change what it asks for.';
  if (has(/error NU1\d+/))
    return 'What the project needs cannot be restored: run `login` in a step before, and `doctor` to find out why.';
  return 'What dotnet printed says what is wrong in the project, or in how it is packed.';
}
