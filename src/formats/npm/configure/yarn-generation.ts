// Which generation of Yarn will run: 1 reads .npmrc, 2 and later read .yarnrc.yml, and neither reads the other's.
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { absolute, folderOf, foldersUp, joinPath, variable } from '../../shared/machine-paths.ts';
import { argumentFiles, yarnrcLines } from './yarn-classic.ts';

export type YarnGeneration = 'classic' | 'berry' | 'unknown';

/**
 * By the program that Yarn hands over to, else by `packageManager`, the rc file and the lock file of the project, which
 * may stand above the working directory.
 */
export function yarnGeneration(machine: ToolMachine): YarnGeneration {
  const handedOver = handedOverTo(machine);
  if (handedOver !== undefined) return generationOf(machine, handedOver);
  for (const folder of foldersUp(machine)) {
    const told = toldBy(machine, folder);
    if (told !== undefined) return told;
  }
  return 'unknown';
}

function toldBy(machine: ToolMachine, folder: string): YarnGeneration | undefined {
  const read = (name: string) => machine.read(joinPath(machine, folder, name));
  const named = /"packageManager"\s*:\s*"yarn@(\d+)/.exec(read('package.json') ?? '');
  if (named) return Number(named[1]) < 2 ? 'classic' : 'berry';
  const isHere = folder === machine.workingDirectory;
  // In the home above a project, a login may have written it.
  if ((isHere || folder !== machine.home) && read('.yarnrc.yml') !== undefined) return 'berry';
  const lock = read('yarn.lock') ?? '';
  if (/^__metadata:/m.test(lock)) return 'berry';
  return lock.includes('# yarn lockfile v1') || (isHere && read('.yarnrc') !== undefined) ? 'classic' : undefined;
}

/**
 * The program that Yarn starts in its own place. Yarn 1 takes `yarn-path` of its files and `yarnPath` of those that
 * Yarn 2 and later have beside them, in the order of its own; Yarn 2 and later know only the latter.
 */
function handedOverTo(machine: ToolMachine): string | undefined {
  if (!/^(?:0|false)?$/i.test(variable(machine, 'YARN_IGNORE_PATH') ?? '')) return undefined;
  for (const path of argumentFiles(machine)) {
    const folder = folderOf(machine, path);
    const isRc = path === joinPath(machine, folder, '.yarnrc');
    const [, quoted, word] =
      /^yarnPath[ \t]*:[ \t]*(?:["']([^"'\r\n]+)["']|([^\s"'#][^\r\n#]*))/m.exec(
        (isRc ? machine.read(`${path}.yml`) : undefined) ?? '',
      ) ?? [];
    const own = yarnrcLines(machine, path).findLast(({ name }) => name === 'yarn-path');
    const named = quoted ?? word?.trim() ?? own?.value;
    if (named !== undefined) return absolute({ ...machine, workingDirectory: folder }, named);
  }
  return undefined;
}

/** By its name (`yarn-4.6.0.cjs`), else by what only programs of Yarn 2 and later contain. */
function generationOf(machine: ToolMachine, program: string): YarnGeneration {
  const version = /yarn-(\d+)\.\d[^/\\]*$/.exec(program);
  if (version) return Number(version[1]) < 2 ? 'classic' : 'berry';
  const text = machine.read(program);
  if (text === undefined) return 'unknown';
  return text.includes('@yarnpkg/core') ? 'berry' : 'classic';
}
