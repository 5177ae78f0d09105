// Which generation of Yarn will run: 1 reads .npmrc, 2 and later read .yarnrc.yml, and neither reads the other's.
import type { ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { absolute, folderOf, foldersUp, joinPath, variable } from '../../shared/machine-paths.ts';
import { installedRelease, installedVersion, namedRelease, namedVersion } from './npmrc-sources.ts';
import { argumentFiles, yarnrcLines } from './yarn-classic.ts';

export type YarnGeneration = 'classic' | 'berry' | 'unknown';

/**
 * The one that runs here: the program that Yarn hands over to, else what `packageManager` names, else what is on PATH;
 * where none of them can be told, what the rc file and the lock file of the project speak for, which may stand above the
 * working directory.
 */
export async function yarnGeneration(machine: ToolMachine): Promise<YarnGeneration> {
  const decided = await decidedBy(machine);
  if (decided !== undefined) return decided;
  const installed = installedGeneration(machine);
  if (installed !== undefined) return installed;
  const { berry, classic } = marksOf(machine);
  return berry ? 'berry' : classic ? 'classic' : 'unknown';
}

/**
 * Those that a login tells. No file of the project decides which program runs but the two that name one: a PATH of later
 * steps may have another one, so that what the files speak for is told as well as what is there.
 */
export async function yarnGenerations(
  machine: ToolMachine,
): Promise<{ readonly classic: boolean; readonly berry: boolean }> {
  const decided = await decidedBy(machine);
  if (decided === 'unknown') return { classic: true, berry: true };
  if (decided !== undefined) return { classic: decided === 'classic', berry: decided === 'berry' };
  const installed = installedGeneration(machine);
  const { berry, classic } = marksOf(machine);
  return {
    berry: berry || installed === 'berry' || !classic,
    classic: classic || installed !== 'berry',
  };
}

/** What starts whatever is on PATH: a program in its own place, or a version that Yarn 1 and Corepack hold to. */
async function decidedBy(machine: ToolMachine): Promise<YarnGeneration | undefined> {
  const handedOver = await handedOverTo(machine);
  if (handedOver !== undefined) return generationOf(machine, handedOver.program);
  const named = namedVersion(machine, 'yarn');
  return named === undefined ? undefined : named < 2 ? 'classic' : 'berry';
}

function installedGeneration(machine: ToolMachine): YarnGeneration | undefined {
  const version = installedVersion(machine, 'yarn', PACKAGES);
  return version === undefined ? undefined : version < 2 ? 'classic' : 'berry';
}

/** What the nearest folder that says anything speaks for: both, where a lock file of Yarn 1 lies beside `.yarnrc.yml`. */
function marksOf(machine: ToolMachine): { berry: boolean; classic: boolean } {
  for (const folder of foldersUp(machine)) {
    const read = (name: string) => machine.read(joinPath(machine, folder, name));
    const isHere = folder === machine.workingDirectory;
    const lock = read('yarn.lock') ?? '';
    // In the home above a project, a login may have written it.
    const hasRc = (isHere || folder !== machine.home) && read('.yarnrc.yml') !== undefined;
    const berry = hasRc || /^__metadata:/m.test(lock);
    const classic = lock.includes('# yarn lockfile v1') || (!berry && isHere && read('.yarnrc') !== undefined);
    if (berry || classic) return { berry, classic };
  }
  return { berry: false, classic: false };
}

const PACKAGES = ['yarn', '@yarnpkg/cli-dist'];

/** The release that runs here (`4.18.1`), by what decides; undefined where nothing says it. */
export async function yarnRelease(machine: ToolMachine): Promise<string | undefined> {
  const handedOver = await handedOverTo(machine);
  if (handedOver !== undefined) return /yarn-(\d+\.\d+(?:\.\d+)?)[^/\\]*$/.exec(handedOver.program)?.[1];
  return namedRelease(machine, 'yarn') ?? installedRelease(machine, 'yarn', PACKAGES);
}

/** A program that a file names in Yarn's place and that is not there: Yarn does not start. */
export async function missingYarn(machine: ToolMachine): Promise<ToolRemark[]> {
  const handedOver = await handedOverTo(machine);
  if (handedOver === undefined || machine.exists(handedOver.program)) return [];
  return [
    {
      name: 'missing-file',
      found: `${handedOver.source} names ${handedOver.program} as the Yarn to start, which does not exist`,
      fix: `Make it (\`yarn set version\`), or take it out of ${handedOver.source}.`,
    },
  ];
}

/**
 * The program that Yarn starts in its own place. Yarn 1 takes `yarn-path` of its files and `yarnPath` of those that
 * Yarn 2 and later have beside them, in the order of its own; Yarn 2 and later know only the latter.
 */
async function handedOverTo(
  machine: ToolMachine,
): Promise<{ readonly program: string; readonly source: string } | undefined> {
  if (!/^(?:0|false)?$/i.test(variable(machine, 'YARN_IGNORE_PATH') ?? '')) return undefined;
  for (const path of argumentFiles(machine)) {
    const folder = folderOf(machine, path);
    const isRc = path === joinPath(machine, folder, '.yarnrc');
    const fromYaml = isRc ? await yamlPath(machine.read(`${path}.yml`)) : undefined;
    const own = yarnrcLines(machine, path).findLast(({ name, value }) => name === 'yarn-path' && value !== '');
    const named = fromYaml ?? own?.value;
    if (named !== undefined)
      return {
        program: absolute({ ...machine, workingDirectory: folder }, named),
        source: fromYaml === undefined ? path : `${path}.yml`,
      };
  }
  return undefined;
}

/** `yarnPath` of a file in YAML, which may fold it over lines; undefined where the file has none, or is not read. */
async function yamlPath(text: string | undefined): Promise<string | undefined> {
  if (!text?.includes('yarnPath')) return undefined;
  const { YamlRefusal, yamlValue } = await import('../../../core/text/yaml-document.ts');
  try {
    const value = (yamlValue(text) as { yarnPath?: unknown } | null)?.yarnPath;
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  } catch (cause) {
    if (!(cause instanceof YamlRefusal)) throw cause;
    return undefined;
  }
}

/** By its name (`yarn-4.6.0.cjs`), else by what only programs of Yarn 2 and later contain. */
function generationOf(machine: ToolMachine, program: string): YarnGeneration {
  const version = /yarn-(\d+)\.\d[^/\\]*$/.exec(program);
  if (version) return Number(version[1]) < 2 ? 'classic' : 'berry';
  const text = machine.read(program);
  if (text === undefined) return 'unknown';
  return text.includes('@yarnpkg/core') ? 'berry' : 'classic';
}
