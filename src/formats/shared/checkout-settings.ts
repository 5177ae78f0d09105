// What a checkout, perhaps a stranger's, says to a client, and where it says it.
import type { ToolMachine } from '../../core/ports/package-format.ts';
import { folderOf, foldersUp, joinPath } from './machine-paths.ts';

/** Whether a file comes with the checkout that is worked in: beside the project or above it, up to the one with `.git`. */
export function isOfCheckout(machine: ToolMachine, path: string): boolean {
  const above = foldersUp(machine);
  const top = checkoutOf(machine);
  const within = top === undefined ? above : above.slice(0, above.indexOf(top) + 1);
  const isOne = (folder: string) =>
    folder !== machine.home && folderOf(machine, folder) !== folder && within.includes(folder);
  const folder = folderOf(machine, path);
  if (folder === machine.home) return false;
  // A folder of a client beside the project, as `.cargo`.
  return isOne(folder) || (/[\\/]\.[^\\/]+$/.test(folder) && isOne(folderOf(machine, folder)));
}

const checkoutOf = (machine: ToolMachine) =>
  foldersUp(machine).find((folder) => machine.exists(joinPath(machine, folder, '.git')));

/** Whether a path leads into the checkout, or below the working directory where there is none. */
export function isInCheckout(machine: ToolMachine, path: string): boolean {
  const top = checkoutOf(machine) ?? machine.workingDirectory;
  return top !== machine.home && foldersUp(machine, folderOf(machine, path)).includes(top);
}

/** The number of the line on which a setting stands, the last one where there are several. */
export function settingLine(text: string | undefined, setting: string): number | undefined {
  const name = setting.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^\\s*(?:export\\s+)?["']?${name}["']?(?:\\[\\])?(?:\\s*[:=]|\\s+\\S)`, 'i');
  const lines = (text ?? '').split(/\r\n|[\r\n]/);
  const at = lines.findLastIndex((line) => pattern.test(line));
  return at < 0 ? undefined : at + 1;
}

/** A setting with its place, for people. */
export function settingAt(machine: ToolMachine, source: string, path: string | undefined, setting: string): string {
  const line = path === undefined ? undefined : settingLine(machine.read(path), setting.replace(/=.*$/s, ''));
  return `\`${setting}\` in ${source}${line === undefined ? '' : `, line ${line}`}`;
}

/** The variable by which Node.js and Bun believe every certificate. */
export function unverifiedByVariable({ env }: Pick<ToolMachine, 'env'>): string | undefined {
  return env.NODE_TLS_REJECT_UNAUTHORIZED === '0' ? 'NODE_TLS_REJECT_UNAUTHORIZED is 0' : undefined;
}
