// What pip makes of its files and variables: which files it reads, in which order, and what a setting comes to.
//
// A later file replaces the same key of the same section of an earlier one, even by nothing; then the section of a
// command outranks [global], and a variable outranks both. What is empty in the end counts as not set.
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import type { EncodingsRead } from '../../../core/text/encoding.ts';
import { absolute, configHome, inHome, joinPath, roamingAppData, variable } from '../../shared/machine-paths.ts';
import { type ConfigValues, readConfig } from '../../shared/text/configparser-edit.ts';

/** pip takes `index_url`, `--index-url` and `index-url` for one. */
export const pipName = (key: string) => key.toLowerCase().replaceAll('_', '-').replace(/^--/, '');

/** An option of the command line and its older name. */
const INDEX_URL = ['index-url', 'pypi-url'] as const;
export const isIndexUrl = (name: string) => INDEX_URL.some((one) => one === name);

/** Commands that fetch from an index; a section of each outranks [global]. */
export const FETCHING = ['install', 'download', 'wheel', 'lock'] as const;

export interface PipFile {
  readonly path: string;
  /** Of a rank, the next one wins; `site` belongs to one Python, `named` is PIP_CONFIG_FILE. */
  readonly rank: 'system' | 'user' | 'site' | 'named';
}

const leaf = ({ platform }: ToolMachine) => (platform === 'win32' ? 'pip.ini' : 'pip.conf');

/** The user-level file as pip chooses it. */
export function pipUserFile(machine: ToolMachine): string {
  if (machine.platform === 'win32') return joinPath(machine, roamingAppData(machine), 'pip', 'pip.ini');
  const library = inHome(machine, 'Library', 'Application Support', 'pip');
  if (machine.platform === 'darwin' && machine.exists(library)) return joinPath(machine, library, 'pip.conf');
  return joinPath(machine, configHome(machine), 'pip', 'pip.conf');
}

function systemFiles(machine: ToolMachine): string[] {
  if (machine.platform === 'win32')
    return [joinPath(machine, variable(machine, 'PROGRAMDATA') ?? 'C:\\ProgramData', 'pip', 'pip.ini')];
  if (machine.platform === 'darwin') return ['/Library/Application Support/pip/pip.conf'];
  const folders = (variable(machine, 'XDG_CONFIG_DIRS') ?? '/etc/xdg').split(':').filter((one) => one.startsWith('/'));
  return [...folders.map((folder) => joinPath(machine, folder, 'pip', 'pip.conf')), '/etc/pip.conf'];
}

/** Virtual environments that are activated, or lie beside the project and are used by their path. */
function siteFolders(machine: ToolMachine): string[] {
  const named = ['VIRTUAL_ENV', 'CONDA_PREFIX', 'pythonLocation'].flatMap((name) => {
    const folder = variable(machine, name);
    return folder === undefined ? [] : [absolute(machine, folder)];
  });
  const beside = ['.venv', 'venv', 'env'].map((name) => joinPath(machine, machine.workingDirectory, name));
  return [...new Set([...beside, ...named])];
}

/** Whether PIP_CONFIG_FILE switches all files off. */
export function isWithoutFiles(machine: ToolMachine): boolean {
  const named = variable(machine, 'PIP_CONFIG_FILE');
  return machine.platform === 'win32' ? named?.toLowerCase() === 'nul' : named === '/dev/null';
}

/** Files that pip reads, the one that wins last. Some may not exist. */
export function pipFilesOf(machine: ToolMachine): PipFile[] {
  if (isWithoutFiles(machine)) return [];
  const named = variable(machine, 'PIP_CONFIG_FILE');
  const namedPath = named === undefined ? undefined : absolute(machine, named);
  // A file that is named and exists stands in for the user's; one that does not changes nothing.
  const hasNamed = namedPath !== undefined && machine.exists(namedPath);
  const legacy = inHome(machine, machine.platform === 'win32' ? 'pip' : '.pip', leaf(machine));
  return [
    ...systemFiles(machine).map((path) => ({ path, rank: 'system' as const })),
    ...(hasNamed ? [] : [legacy, pipUserFile(machine)].map((path) => ({ path, rank: 'user' as const }))),
    ...siteFolders(machine).map((folder) => ({
      path: joinPath(machine, folder, leaf(machine)),
      rank: 'site' as const,
    })),
    ...(hasNamed ? [{ path: namedPath, rank: 'named' as const }] : []),
  ];
}

/** pip decodes its files by the locale: UTF-8 but on Windows, and to its parser a byte order mark is text. */
export const pipReads = ({ platform }: Pick<ToolMachine, 'platform'>): EncodingsRead => ({
  mark: false,
  utf16: false,
  otherBytes: platform === 'win32',
});

export interface ReadPipFile extends PipFile {
  /** Undefined where pip refuses the file, and with it to do anything at all. */
  readonly config: ConfigValues | undefined;
  /** Why it is refused. */
  readonly problem?: string;
}

/** The files that exist. */
export function readPipFiles(machine: ToolMachine): ReadPipFile[] {
  return pipFilesOf(machine).flatMap((file): ReadPipFile[] => {
    const text = machine.read(file.path);
    if (text === undefined) return [];
    try {
      return [{ ...file, config: readConfig(text, pipName) }];
    } catch (error) {
      return [{ ...file, config: undefined, problem: error instanceof Error ? error.message : String(error) }];
    }
  });
}

export interface PipValue {
  readonly file: ReadPipFile;
  readonly section: string;
  readonly name: string;
  readonly value: string;
}

/**
 * What is in force of the files, by section and name: the last file counts. Empty values are among them. In the order in
 * which each was first named: of `index-url` and `pypi-url`, pip takes the later of that order.
 */
export function valuesInForce(files: readonly ReadPipFile[]): PipValue[] {
  const found = new Map<string, PipValue>();
  for (const file of files)
    for (const [section, values] of file.config?.values ?? [])
      for (const [name, value] of values) {
        found.set(`${section}\n${name}`, { file, section, name, value });
      }
  return [...found.values()];
}

/** Variables as pip reads them: any spelling behind `PIP_`. */
export function pipVariables({ env, platform }: ToolMachine): { variable: string; name: string; value: string }[] {
  return Object.entries(env).flatMap(([variable, value]) => {
    const isOurs = platform === 'win32' ? /^PIP_/i.test(variable) : variable.startsWith('PIP_');
    return isOurs && value ? [{ variable, name: pipName(variable.slice(4)), value }] : [];
  });
}

/** As pip reads a switch. */
export const isOn = (value: string) => /^(?:y|yes|t|true|on|1)$/i.test(value.trim());

export const wordsOf = (value: string) => value.split(/\s+/).filter((word) => word !== '');
