// nuget.exe and dotnet: the user's NuGet.Config, which the two keep in different folders outside Windows.
import type { ConfigureRequest, Tool, ToolConfiguration, ToolMachine } from '../../../core/ports/package-format.ts';
import {
  absolute,
  configHome,
  documentedVariable,
  joinPath,
  roamingAppData,
  variable,
} from '../../shared/machine-paths.ts';

async function configuration(request: ConfigureRequest, folder: string): Promise<ToolConfiguration> {
  const { configEdit, configIn, EMPTY_CONFIG, projectConfig, sourceUrl } = await import('./source-config.ts');
  const { machine, endpoint, token } = request;
  const name = request.options['nuget-source-name'] || `${request.domain}/${request.repository}`;
  const project = projectConfig(request);
  const path = configIn(machine, folder);
  const documented = documentedVariable(request, [
    'nuget.config',
    'NuGet.Config',
    'NuGet.config',
    'Directory.Build.props',
  ]);
  const setting = { name, url: sourceUrl(endpoint), password: token.reveal(), alsoKnownAs: project.names };
  return {
    files: [
      {
        path,
        holdsSecret: true,
        syntax: 'tree',
        language: 'xml',
        skeleton: EMPTY_CONFIG,
        edit: (current) => configEdit(current, setting),
      },
    ],
    variables: documented.variables,
    notes: [
      ...(project.hides
        ? [
            `the project's NuGet.Config clears inherited sources, so \`${name}\` is not seen there; add ${sourceUrl(endpoint)} to it, its credentials are supplied`,
          ]
        : []),
      ...(machine.exists(path) ? [] : [`${path} is new, so \`${name}\` is its only source`]),
      ...documented.notes,
    ],
  };
}

function dotnetFolder(machine: ToolMachine): string {
  const named = variable(machine, 'DOTNET_CLI_HOME');
  const home = named ? absolute(machine, named) : machine.home;
  return machine.platform === 'win32'
    ? joinPath(machine, roamingAppData(machine), 'NuGet')
    : joinPath(machine, home, '.nuget', 'NuGet');
}

/** On mono the XDG folder holds it. */
function nugetFolder(machine: ToolMachine): string {
  const folder = machine.platform === 'win32' ? roamingAppData(machine) : configHome(machine);
  return joinPath(machine, folder, 'NuGet');
}

const CONFIGS = ['nuget.config', 'NuGet.config', 'NuGet.Config'];
/** It counts for every project below it. */
const nestedProjects = () => ({ marks: [], settings: CONFIGS.map((file) => ({ file })) });

const dotnet: Tool = {
  name: 'dotnet',
  nestedProjects,
  detect: [
    '*.csproj',
    '*.fsproj',
    '*.vbproj',
    '*.sln',
    '*.slnx',
    'global.json',
    'Directory.Packages.props',
    'packages.lock.json',
  ],
  inspect: async (request) => (await import('./inspect.ts')).inspectSources(request, dotnetFolder(request.machine)),
  configure: (request) => configuration(request, dotnetFolder(request.machine)),
};

const nuget: Tool = {
  name: 'nuget',
  nestedProjects,
  detect: ['packages.config', '*.nuspec'],
  detectFallback: CONFIGS,
  inspect: async (request) => (await import('./inspect.ts')).inspectSources(request, nugetFolder(request.machine)),
  configure: (request) => configuration(request, nugetFolder(request.machine)),
};

export const tools: readonly Tool[] = [nuget, dotnet];
