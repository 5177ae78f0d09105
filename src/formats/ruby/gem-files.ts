// The files that gem and Bundler read, in their own order.
import type { ToolMachine } from '../../core/ports/package-format.ts';
import { absolute, configHome, inHome, joinPath, variable } from '../shared/machine-paths.ts';

/** gem takes its own folder in the home first, the XDG one when the first has no such file. */
export function either(machine: ToolMachine, usual: string, other: string): string {
  return !machine.exists(usual) && machine.exists(other) ? other : usual;
}

/** The usual file of the user, which gem reads unless GEMRC names others. */
export function usualGemrc(machine: ToolMachine): string {
  return either(machine, inHome(machine, '.gemrc'), joinPath(machine, configHome(machine), 'gem', 'gemrc'));
}

/** The files that gem reads; what a later one says counts. */
export function gemrcFiles(machine: ToolMachine): string[] {
  const named = variable(machine, 'GEMRC');
  if (named === undefined) return [usualGemrc(machine)];
  const paths = named.split(machine.platform === 'win32' ? ';' : ':').filter((one) => one !== '');
  return paths.map((one) => absolute(machine, one));
}

export function bundleFile(machine: ToolMachine): string {
  const named = variable(machine, 'BUNDLE_USER_CONFIG');
  if (named) return absolute(machine, named);
  const folder = variable(machine, 'BUNDLE_USER_HOME');
  return folder ? joinPath(machine, absolute(machine, folder), 'config') : inHome(machine, '.bundle', 'config');
}

/** The project's settings, which outrank variables and the user's. */
export function bundleProjectFile(machine: ToolMachine): string {
  const named = variable(machine, 'BUNDLE_APP_CONFIG');
  return joinPath(machine, absolute(machine, named ?? '.bundle'), 'config');
}

/** Whether a source in a file, which may hold credentials, is this repository. */
export function isThisRepository(source: string, endpoint: string): boolean {
  if (!URL.canParse(source)) return false;
  const [a, b] = [new URL(source), new URL(endpoint)];
  return a.host === b.host && a.pathname.replace(/\/$/, '') === b.pathname.replace(/\/$/, '');
}
