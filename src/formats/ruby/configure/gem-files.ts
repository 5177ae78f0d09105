// The files that gem reads, in its own order.
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { absolute, inHome, joinPath, variable } from '../../shared/machine-paths.ts';

/** gem takes its own folder in the home first, the XDG one when the first has no such file. */
export function either(machine: ToolMachine, usual: string, other: string): string {
  return !machine.exists(usual) && machine.exists(other) ? other : usual;
}

/** The usual file of the user, which gem reads unless GEMRC names others. */
export function usualGemrc(machine: ToolMachine): string {
  // Ruby takes what is no absolute path as from the working directory.
  const folder = absolute(machine, variable(machine, 'XDG_CONFIG_HOME') ?? inHome(machine, '.config'));
  return either(machine, inHome(machine, '.gemrc'), joinPath(machine, folder, 'gem', 'gemrc'));
}

/** The user's files that gem reads; what a later one says counts. GEMRC that is set to nothing leaves none. */
export function gemrcFiles(machine: ToolMachine): string[] {
  const named = machine.env.GEMRC ?? variable(machine, 'GEMRC');
  if (named === undefined) return [usualGemrc(machine)];
  const paths = named.split(machine.platform === 'win32' ? ';' : ':').filter((one) => one !== '');
  return paths.map((one) => absolute(machine, one));
}

/** Those of the machine, which gem reads before the user's: of Linux distributions, and of a Ruby below /usr/local. */
export function systemGemrcFiles(machine: ToolMachine): string[] {
  if (machine.platform !== 'win32') return ['/usr/local/etc/gemrc', '/etc/gemrc'];
  const folder = variable(machine, 'ProgramData');
  return folder ? [joinPath(machine, folder, 'gemrc')] : [];
}

/** Whether a source in a file, which may hold credentials, is this repository. */
export function isThisRepository(source: string, endpoint: string): boolean {
  if (!URL.canParse(source)) return false;
  const [a, b] = [new URL(source), new URL(endpoint)];
  return a.host === b.host && a.pathname.replace(/\/$/, '') === b.pathname.replace(/\/$/, '');
}

/** What gem and Bundler ask where nothing else is said, and most Gemfiles name. */
export const PUBLIC_GEMS = 'https://rubygems.org/';

export function isPublicGems(address: string): boolean {
  return URL.canParse(address) && /^(?:index\.|www\.)?rubygems\.org$/.test(new URL(address).hostname);
}
