// Which NuGet.Config files a client reads, the nearest first, by the folder of a project. dotnet and nuget.exe keep the
// user's file in different folders outside Windows.
import type { StoreMachine, ToolMachine } from '../../../core/ports/package-format.ts';
import {
  absolute,
  configHome,
  foldersUp,
  isAbsolute,
  joinPath,
  roamingAppData,
  variable,
} from '../../shared/machine-paths.ts';
import type { SettingsFile } from './settings.ts';

export type NugetClient = 'dotnet' | 'nuget';

/** The one name that counts in the user's folder, and everywhere on file systems that compare without case. */
export const USER_FILE = 'NuGet.Config';

/** In the order in which a folder of a project is searched. */
export const PROJECT_FILES: readonly string[] = ['nuget.config', 'NuGet.config', USER_FILE];

/** dotnet takes an empty DOTNET_CLI_HOME for one, and with it the folder in which it runs. */
export function clientHome(machine: StoreMachine): string {
  const named = machine.env.DOTNET_CLI_HOME;
  return named === undefined ? machine.home : named === '' ? machine.workingDirectory : absolute(machine, named);
}

/** Where a client keeps the user's file. On mono the XDG folder holds it. */
export function userFolder(machine: StoreMachine, client: NugetClient): string {
  if (machine.platform === 'win32') return joinPath(machine, roamingAppData(machine), 'NuGet');
  if (client === 'nuget') return joinPath(machine, configHome(machine), 'NuGet');
  return joinPath(machine, clientHome(machine), '.nuget', 'NuGet');
}

export const userFile = (machine: StoreMachine, client: NugetClient) =>
  joinPath(machine, userFolder(machine, client), USER_FILE);

function machineFolder(machine: ToolMachine, client: NugetClient): string {
  if (machine.platform === 'win32') {
    const programs = variable(machine, 'PROGRAMFILES(X86)') ?? variable(machine, 'PROGRAMFILES');
    return joinPath(machine, programs ?? 'C:\\Program Files (x86)', 'NuGet', 'Config');
  }
  if (client === 'nuget') return '/usr/share/NuGet/Config';
  const named = variable(machine, 'NUGET_COMMON_APPLICATION_DATA');
  if (named !== undefined && machine.platform === 'linux') return joinPath(machine, named, 'NuGet', 'Config');
  return machine.platform === 'darwin' ? '/Library/Application Support/NuGet/Config' : '/etc/opt/NuGet/Config';
}

export interface SettingsQuery {
  readonly client: NugetClient;
  /** Where the project's file lies; files are looked for from there up. */
  readonly folder: string;
  /** One file in the place of all others (`--configfile`, `RestoreConfigFile`). */
  readonly onlyFile?: string | undefined;
}

/** The nearest first. The user's own is among them whether it is there or not, since the client makes it. */
export function settingsFiles(machine: ToolMachine, { client, folder, onlyFile }: SettingsQuery): SettingsFile[] {
  if (onlyFile !== undefined) {
    const path = isAbsolute(machine, onlyFile) ? onlyFile : joinPath(machine, folder, onlyFile);
    return [{ path, place: 'given', text: machine.read(path) ?? '' }];
  }
  const user = userFile(machine, client);
  const files: SettingsFile[] = [];
  for (const up of foldersUp(machine, folder)) {
    const path = projectFileIn(machine, up);
    // Whoever works in the user's own folder has it once.
    if (path !== undefined && path !== user) files.push({ path, place: 'project', text: machine.read(path) ?? '' });
  }
  files.push({ path: user, place: 'user', text: machine.exists(user) ? (machine.read(user) ?? '') : undefined });
  for (const [place, at] of [
    ['user-further', joinPath(machine, userFolder(machine, client), 'config')],
    ['machine', machineFolder(machine, client)],
  ] as const)
    for (const name of configsIn(machine, at)) {
      const path = joinPath(machine, at, name);
      files.push({ path, place, text: machine.read(path) ?? '' });
    }
  return files;
}

/** The file of a folder of a project, in the spelling that counts. */
export function projectFileIn(machine: ToolMachine, folder: string): string | undefined {
  const names = machine.platform === 'win32' ? [USER_FILE] : PROJECT_FILES;
  return names.map((name) => joinPath(machine, folder, name)).find((path) => machine.exists(path));
}

function configsIn(machine: ToolMachine, folder: string): string[] {
  const isOne = machine.platform === 'win32' ? /\.config$/i : /\.[Cc]onfig$/;
  return [...(machine.list?.(folder) ?? [])].filter((name) => isOne.test(name)).sort();
}

/** The user's file in a spelling that no client reads there. */
export function misspelledUserFile(machine: ToolMachine, client: NugetClient): string | undefined {
  if (machine.platform === 'win32') return undefined;
  return PROJECT_FILES.filter((name) => name !== USER_FILE)
    .map((name) => joinPath(machine, userFolder(machine, client), name))
    .find((path) => machine.exists(path) && !machine.exists(userFile(machine, client)));
}
