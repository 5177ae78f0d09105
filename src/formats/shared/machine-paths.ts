// Where tools keep their files, in the manner of the machine's platform.
import { posix, win32 } from 'node:path';
import type { Secret } from '../../core/model/secret.ts';
import { TOKEN_VARIABLE } from '../../core/model/token-variable.ts';
import type {
  ConfigurationFile,
  ConfigureRequest,
  StoreMachine,
  ToolMachine,
} from '../../core/ports/package-format.ts';
import { setNetrc } from './text/netrc.ts';

export function joinPath(machine: Pick<ToolMachine, 'platform'>, ...parts: string[]): string {
  return (machine.platform === 'win32' ? win32 : posix).join(...parts);
}

/** The folder that holds a file. */
export function folderOf(machine: Pick<ToolMachine, 'platform'>, path: string): string {
  return (machine.platform === 'win32' ? win32 : posix).dirname(path);
}

export function inHome(machine: StoreMachine, ...parts: string[]): string {
  return joinPath(machine, machine.home, ...parts);
}

/** A path given by a variable, which tools resolve against the working directory. */
export function absolute(machine: StoreMachine, path: string): string {
  return (machine.platform === 'win32' ? win32 : posix).resolve(machine.workingDirectory, path);
}

/** A path of which the tool itself puts the home in the place of `~`, as Python does; the rest as above. */
export function homePath(machine: StoreMachine, path: string): string {
  const rest = (machine.platform === 'win32' ? /^~(?=[\\/]|$)(.*)$/s : /^~(?=\/|$)(.*)$/s).exec(path)?.[1];
  return rest === undefined ? absolute(machine, path) : inHome(machine, rest);
}

/** A variable whose name Windows, and npm everywhere, compare without case; empty counts as unset. */
export function variable(machine: StoreMachine, name: string, options: { anyCase?: boolean } = {}): string | undefined {
  const exact = machine.env[name];
  if (exact) return exact;
  if (!options.anyCase && machine.platform !== 'win32') return undefined;
  const key = Object.keys(machine.env).find((one) => one.toLowerCase() === name.toLowerCase() && machine.env[one]);
  return key === undefined ? undefined : machine.env[key];
}

/**
 * `~/.config` or what XDG_CONFIG_HOME says. By its specification, which all follow that ask here, what is no absolute path
 * there says nothing.
 */
export function configHome(machine: StoreMachine): string {
  const named = variable(machine, 'XDG_CONFIG_HOME');
  return named !== undefined && isAbsolute(machine, named) ? named : inHome(machine, '.config');
}

export const isAbsolute = (machine: Pick<ToolMachine, 'platform'>, path: string): boolean =>
  (machine.platform === 'win32' ? win32 : posix).isAbsolute(path);

export function roamingAppData(machine: StoreMachine): string {
  return variable(machine, 'APPDATA') ?? inHome(machine, 'AppData', 'Roaming');
}

export function localAppData(machine: StoreMachine): string {
  return variable(machine, 'LOCALAPPDATA') ?? inHome(machine, 'AppData', 'Local');
}

/** Where programs keep what they could fetch again: `~/.cache`, `~/Library/Caches` or the local application data. */
export function cacheHome(machine: StoreMachine): string {
  if (machine.platform === 'win32') return localAppData(machine);
  if (machine.platform === 'darwin') return inHome(machine, 'Library', 'Caches');
  return xdgCacheHome(machine);
}

/** `~/.cache` or what XDG_CACHE_HOME says, for programs that look there on macOS as well. */
export function xdgCacheHome(machine: StoreMachine): string {
  return variable(machine, 'XDG_CACHE_HOME') ?? inHome(machine, '.cache');
}

/** The folder a variable names, else the usual one. */
export function folderOr(machine: StoreMachine, name: string, usual: string): string {
  const named = variable(machine, name);
  return named ? absolute(machine, named) : usual;
}

/** A folder and all above it; a relative one is below the working directory. */
export function foldersUp(machine: ToolMachine, from: string = machine.workingDirectory): string[] {
  let at = isAbsolute(machine, from) ? from : absolute(machine, from);
  const folders = [at];
  for (;;) {
    const parent = joinPath(machine, at, '..');
    if (parent === at) return folders;
    folders.push(parent);
    at = parent;
  }
}

/** Whether a path is that of a folder, or of something in it. */
export const liesIn = (machine: ToolMachine, path: string, folder: string) =>
  foldersUp(machine, absolute(machine, path)).includes(absolute(machine, folder));

/** Text of a file of the project, looked for in the working directory. */
export function projectFile(machine: ToolMachine, ...parts: string[]): string | undefined {
  return machine.read(joinPath(machine, machine.workingDirectory, ...parts));
}

export const hostName = (endpoint: string) => new URL(endpoint).hostname;

/** Python and uv on Windows read `_netrc`, but `.netrc` first if it is there. Both put the home in the place of `~`. */
export function netrcPath(machine: ToolMachine): string {
  const named = variable(machine, 'NETRC');
  const usual = inHome(machine, '.netrc');
  if (named) return homePath(machine, named);
  return machine.platform === 'win32' && !machine.exists(usual) ? inHome(machine, '_netrc') : usual;
}

/** The netrc entry of the endpoint's host. */
export function netrcFile(request: ConfigureRequest, login: 'aws' | 'token'): ConfigurationFile {
  const { machine, endpoint, token } = request;
  return {
    path: netrcPath(machine),
    holdsSecret: true,
    syntax: 'lines',
    language: 'netrc',
    edit: (current) => setNetrc(current ?? '', hostName(endpoint), login, token.reveal()),
  };
}

/**
 * The variable AWS documents, when a file of the project reads it: such a project can take the token no other way.
 * `files` are absolute, or relative to the working directory.
 */
export function documentedVariable(
  request: ConfigureRequest,
  files: readonly string[],
): { variables: Record<string, Secret>; notes: string[] } {
  const reader = files.find((file) => request.machine.read(absolute(request.machine, file))?.includes(TOKEN_VARIABLE));
  if (reader === undefined) return { variables: {}, notes: [] };
  return {
    variables: { [TOKEN_VARIABLE]: request.token },
    notes: [handedOver(request.machine, TOKEN_VARIABLE, reader)],
  };
}

/** What a login says of a variable that it has for a file, which only some surfaces can export. */
export const handedOver = (
  { exportsVariables }: Pick<ToolMachine, 'exportsVariables'>,
  name: string,
  reader: string,
) =>
  exportsVariables
    ? `${name} is exported because ${reader} reads it`
    : `${name} is needed because ${reader} reads it, and no login can export it to your shell: \`--print-env\` and \`--results-file\` hand it over`;
