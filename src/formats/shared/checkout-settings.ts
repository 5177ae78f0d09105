// What a checkout, perhaps a stranger's, says to a client, and where it says it.
import type { ToolMachine } from '../../core/ports/package-format.ts';
import { folderOf, foldersUp, joinPath } from './machine-paths.ts';

/** Whether a file comes with the checkout that is worked in: beside the project or above it, up to the one with `.git`. */
export function isOfCheckout(machine: ToolMachine, path: string): boolean {
  const above = foldersUp(machine);
  const top = above.find((folder) => machine.exists(joinPath(machine, folder, '.git')));
  const within = top === undefined ? above : above.slice(0, above.indexOf(top) + 1);
  const isRoot = (folder: string) => folderOf(machine, folder) === folder;
  const folders = within.filter((folder) => folder !== machine.home && !isRoot(folder));
  // A folder of a client beside the project, as `.cargo`.
  const folder = folderOf(machine, path);
  return folders.includes(folder) || (!isRoot(folder) && folders.includes(folderOf(machine, folder)));
}

/** The number of the line on which a setting stands, the last one where there are several. */
export function lineOf(text: string | undefined, setting: string): number | undefined {
  const name = setting.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^\\s*(?:export\\s+)?["']?${name}["']?(?:\\[\\])?(?:\\s*[:=]|\\s+\\S)`, 'i');
  const lines = (text ?? '').split(/\r\n|[\r\n]/);
  const at = lines.findLastIndex((line) => pattern.test(line));
  return at < 0 ? undefined : at + 1;
}

/** A setting with its place, for people. */
export function settingAt(machine: ToolMachine, source: string, path: string | undefined, setting: string): string {
  const line = path === undefined ? undefined : lineOf(machine.read(path), setting.replace(/=.*$/s, ''));
  return `\`${setting}\` in ${source}${line === undefined ? '' : `, line ${line}`}`;
}

/** The variable by which Node.js and Bun believe every certificate. */
export function unverifiedByVariable({ env }: Pick<ToolMachine, 'env'>): string | undefined {
  return env.NODE_TLS_REJECT_UNAUTHORIZED === '0' ? 'NODE_TLS_REJECT_UNAUTHORIZED is 0' : undefined;
}
