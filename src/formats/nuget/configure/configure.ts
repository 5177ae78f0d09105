// nuget.exe and dotnet: one tool with two homes, since they keep the user's NuGet.Config in different folders outside Windows.
import type { Tool } from '../../../core/ports/package-format.ts';
import type { NugetClient } from './settings-files.ts';

const PROJECT_CONFIGS = ['nuget.config', 'NuGet.config', 'NuGet.Config'];
/** The properties of restore-settings.ts, which is loaded with the first login. */
const TELLING = /\bRestore(?:AdditionalProject)?Sources\b|\bRestoreConfigFile\b/i;

/** Each of these counts for every project below it. */
const nestedProjects = (client: NugetClient) => () => ({
  marks: [],
  settings: [
    ...PROJECT_CONFIGS.map((file) => ({ file })),
    ...(client === 'dotnet'
      ? ['Directory.Build.props', '*.csproj', '*.fsproj', '*.vbproj'].map((file) => ({ file, contains: TELLING }))
      : []),
  ],
});

const rules = (client: NugetClient): Pick<Tool, 'nestedProjects' | 'inspect' | 'configure'> => ({
  nestedProjects: nestedProjects(client),
  inspect: async (request) => (await import('./inspect.ts')).inspectNuget(request, client),
  configure: async (request) => (await import('./login-plan.ts')).nugetConfiguration(request, client),
});

const dotnet: Tool = {
  name: 'dotnet',
  programs: ['dotnet'],
  twin: 'nuget',
  detect: [
    '*.csproj',
    '*.fsproj',
    '*.vbproj',
    '*.proj',
    '*.sln',
    '*.slnf',
    '*.slnx',
    'global.json',
    'Directory.Build.props',
    'Directory.Packages.props',
    'packages.lock.json',
    'dotnet-tools.json',
    '.config/dotnet-tools.json',
  ],
  // One file is a project of its own: an app with its packages named in comments, a script with references.
  detectInside: [
    { file: '*.cs', contains: /^#:(?:package|sdk|project)\b/m },
    { file: '*.fsx', contains: /^[ \t]*#r\s+"nuget\s*:/m },
  ],
  detectFallback: PROJECT_CONFIGS,
  ...rules('dotnet'),
};

const nuget: Tool = {
  name: 'nuget',
  programs: ['nuget', 'nuget.exe'],
  twin: 'dotnet',
  detect: ['packages.config', '*.nuspec'],
  ...rules('nuget'),
};

export const tools: readonly Tool[] = [nuget, dotnet];
