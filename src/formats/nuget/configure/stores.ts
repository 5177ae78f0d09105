// Where nuget.exe and dotnet keep what they fetched: one folder for both, outside of the one with the configuration.
import type { PackageStore, ToolName } from '../../../core/ports/package-format.ts';
import { absolute, folderOr, joinPath, variable } from '../../shared/machine-paths.ts';

const store: PackageStore = {
  paths: (machine) => {
    // Everywhere but on Windows dotnet takes another home when it is given one.
    const named = machine.platform === 'win32' ? undefined : variable(machine, 'DOTNET_CLI_HOME');
    const home = named ? absolute(machine, named) : machine.home;
    return [folderOr(machine, 'NUGET_PACKAGES', joinPath(machine, home, '.nuget', 'packages'))];
  },
  lockFiles: ['packages.lock.json', 'packages.config', 'Directory.Packages.props', '*.csproj', '*.fsproj', '*.vbproj'],
};

export const stores: Partial<Record<ToolName, PackageStore>> = { nuget: store, dotnet: store };
