// What uv makes of its files and variables: which indexes it has, in which order it asks them, and by which name each
// takes its credentials.
//
// Variables come first, then the file of the project, then those of the user and of the system; within them, lists stand
// in their order. Of indexes of one name only the first counts; of those that are `default` only the first is asked, and
// last of all; `index-url` is a default that comes after all of `index`; an `explicit` index is asked for nothing that is
// not pinned to it.
import { isWithin } from '../../../core/model/endpoint.ts';
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { absolute, configHome, foldersUp, joinPath, roamingAppData, variable } from '../../shared/machine-paths.ts';
import { isCostly } from '../../shared/text/costly-pattern.ts';
import { type IgnoredFile, ignoredBecause } from './uv-refusals.ts';

export interface UvIndex {
  readonly source: string;
  readonly variable?: string;
  /** As uv calls it: `index`, `index-url`, `extra-index-url`. */
  readonly setting: string;
  readonly name?: string | undefined;
  readonly url: string;
  readonly isDefault: boolean;
  readonly isExplicit: boolean;
  /** `authenticate = "never"`: uv sends no credentials there. */
  readonly isAnonymous?: boolean;
  /** `format = "flat"`: uv takes the page for a list of files, and not for one of packages. */
  readonly isFlat?: boolean;
  /** `exclude-newer` of the index itself, which comes before that for all: a time, or `false`. */
  readonly excludeNewer?: unknown;
  readonly rank: 'variable' | 'project' | 'user' | 'system';
}

export interface UvFile {
  /** Path, or as people call it. */
  readonly source: string;
  readonly rank: 'project' | 'user' | 'system';
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface UvConfiguration {
  readonly files: readonly UvFile[];
  /** Files that uv takes for none, since it cannot read their settings. */
  readonly ignored: readonly IgnoredFile[];
  /** Files that are not TOML: uv refuses to do anything. */
  readonly broken: readonly string[];
  /** All of them, the first of a name before what it shadows. */
  readonly indexes: readonly UvIndex[];
  /** Each file that uv looks into, whatever it says. */
  readonly looked: readonly LookedFile[];
  /** Packages that the project binds to an index by its name. */
  readonly pins: readonly UvPin[];
  /** The folder that a variable names does not exist: uv stops. */
  readonly missingFolder?: { readonly variable: string; readonly folder: string } | undefined;
}

export interface LookedFile {
  readonly path: string;
  /** As people call it. */
  readonly source: string;
}

/** An entry of `[tool.uv.sources]`. */
export interface UvPin {
  readonly source: string;
  readonly package: string;
  readonly index: string;
  /** Only variables and the project's own files give names to pins, not the user's. */
  readonly isDeclared: boolean;
}

/** A switch of uv: a variable that is set counts, else the first file that says anything. */
export interface UvSwitch {
  readonly source: string;
  readonly variable?: string;
}

/** As uv reads switches. */
const isOn = (value: string | undefined) => /^(?:y|yes|t|true|on|1)$/i.test(value ?? '');

export const isWithoutConfig = (machine: ToolMachine) => isOn(variable(machine, 'UV_NO_CONFIG'));

/** The file that takes a login's index: UV_CONFIG_FILE, which stands in for all others, or the user's own. */
export function uvUserFile(machine: ToolMachine): string {
  const named = variable(machine, 'UV_CONFIG_FILE');
  if (named) return absolute(machine, named);
  // On macOS, too, uv follows the XDG folders.
  const folder = machine.platform === 'win32' ? roamingAppData(machine) : configHome(machine);
  return joinPath(machine, folder, 'uv', 'uv.toml');
}

function systemFile(machine: ToolMachine): string | undefined {
  if (machine.platform === 'win32')
    return joinPath(machine, variable(machine, 'SYSTEMDRIVE') ?? 'C:', '\\ProgramData', 'uv', 'uv.toml');
  const folders = (variable(machine, 'XDG_CONFIG_DIRS') ?? '/etc/xdg').split(':').filter((one) => one.startsWith('/'));
  return [...folders, '/etc'].map((folder) => joinPath(machine, folder, 'uv', 'uv.toml')).find(machine.exists);
}

/** Where uv starts: the folder it is told to change to, and from there that of the project. */
function startOf(machine: ToolMachine): { folder: string; missing: UvConfiguration['missingFolder'] } {
  let folder = machine.workingDirectory;
  let missing: UvConfiguration['missingFolder'];
  for (const names of [['UV_WORKING_DIR', 'UV_WORKING_DIRECTORY'], ['UV_PROJECT']]) {
    const name = names.find((one) => variable(machine, one) !== undefined);
    if (name === undefined) continue;
    folder = absolute({ ...machine, workingDirectory: folder }, variable(machine, name) ?? '');
    if (!machine.exists(folder)) missing ??= { variable: name, folder };
  }
  return { folder, missing };
}

type Parse = (text: string) => Record<string, unknown>;
interface ProjectTable {
  readonly project?: unknown;
  readonly tool?: { readonly uv?: Readonly<Record<string, unknown>> };
}

interface UvProject {
  readonly file: UvFile | undefined;
  readonly looked: readonly LookedFile[];
  readonly pins: readonly UvPin[];
}

/** The nearest `uv.toml`, or `pyproject.toml` that has `[tool.uv]`, from the root of the workspace upwards. */
function projectOf(machine: ToolMachine, parse: Parse, broken: string[]): UvProject {
  const folders = foldersUp(machine, startOf(machine).folder).map((folder) => ({
    folder,
    own: machine.read(joinPath(machine, folder, 'uv.toml')),
    project: machine.read(joinPath(machine, folder, 'pyproject.toml')),
  }));
  const named = (folder: string, name: string) =>
    folder === machine.workingDirectory ? name : joinPath(machine, folder, name);
  const looked: LookedFile[] = [];
  const look = (folder: string, name: string) =>
    looked.push({ path: joinPath(machine, folder, name), source: named(folder, name) });
  const tables = folders.map(({ project }): ProjectTable | undefined => {
    if (project === undefined) return undefined;
    try {
      return parse(project) as ProjectTable;
    } catch {
      return {};
    }
  });
  const nearest = tables.findIndex((table) => table !== undefined);
  if (nearest >= 0) look(folders[nearest]?.folder ?? '', 'pyproject.toml');
  let root = 0;
  if (nearest >= 0 && (tables[nearest]?.project !== undefined || tables[nearest]?.tool?.uv?.workspace !== undefined)) {
    root = nearest;
    const member = folders[nearest]?.folder ?? '';
    for (let at = nearest; at < folders.length; at += 1) {
      const workspace = tables[at]?.tool?.uv?.workspace;
      if (workspace === undefined) continue;
      if (at === nearest || isMember(folders[at]?.folder ?? '', member, workspace)) root = at;
      break;
    }
  }
  const projects = [...new Set([nearest, root])].flatMap((at): ProjectSettings[] => {
    const folder = folders[at]?.folder;
    return folder === undefined ? [] : [{ source: named(folder, 'pyproject.toml'), settings: tables[at]?.tool?.uv }];
  });
  const workspace = tables[root]?.tool?.uv?.workspace;
  const members = workspace === undefined ? [] : membersOf(machine, parse, folders[root]?.folder ?? '', workspace);
  const pins = pinsOf(machine, [...projects, ...members]);
  for (let at = root; at < folders.length; at += 1) {
    const { folder, own } = folders[at] ?? { folder: '', own: undefined };
    // It hides `[tool.uv]` of the file beside it.
    if (own !== undefined) {
      look(folder, 'uv.toml');
      const source = named(folder, 'uv.toml');
      try {
        return { file: { source, rank: 'project', settings: parse(own) }, looked, pins };
      } catch {
        broken.push(source);
        return { file: undefined, looked, pins };
      }
    }
    if (tables[at] !== undefined) look(folder, 'pyproject.toml');
    const settings = tables[at]?.tool?.uv;
    if (typeof settings === 'object')
      return { file: { source: named(folder, 'pyproject.toml'), rank: 'project', settings }, looked, pins };
  }
  return { file: undefined, looked, pins };
}

/** Of more members than this nobody waits for what they pin. */
const MOST_MEMBERS = 100;

/** Members of a workspace that lie below the working directory. */
function membersOf(machine: ToolMachine, parse: Parse, root: string, workspace: unknown): ProjectSettings[] {
  return machine
    .find('pyproject.toml')
    .slice(0, MOST_MEMBERS)
    .flatMap((source): ProjectSettings[] => {
      const path = absolute(machine, source);
      if (!isMember(root, joinPath(machine, path, '..'), workspace)) return [];
      try {
        return [{ source, settings: (parse(machine.read(path) ?? '') as ProjectTable).tool?.uv }];
      } catch {
        return [];
      }
    });
}

interface ProjectSettings {
  readonly source: string;
  readonly settings: Readonly<Record<string, unknown>> | undefined;
}

/** What the project and the root of its workspace pin; each may name an index of either, and of variables. */
function pinsOf(machine: ToolMachine, projects: readonly ProjectSettings[]): UvPin[] {
  if (isOn(variable(machine, 'UV_NO_SOURCES')) || projects.some(({ settings }) => settings?.['no-sources'] === true))
    return [];
  const ofVariables = ['UV_DEFAULT_INDEX', 'UV_INDEX'].flatMap((name) => ofVariable(machine, name, false));
  const declared = new Set([
    ...ofVariables.map(({ name }) => name),
    ...projects.flatMap(({ settings }) => listedIn(settings ?? {}).map(({ name }) => name)),
  ]);
  return projects.flatMap(({ source, settings }) => {
    const sources = settings?.sources;
    if (typeof sources !== 'object' || sources === null) return [];
    return Object.entries(sources).flatMap(([name, one]) =>
      (Array.isArray(one) ? one : [one]).flatMap((entry): UvPin[] => {
        const index = asText((entry as { index?: unknown } | null)?.index);
        return index === undefined ? [] : [{ source, package: name, index, isDeclared: declared.has(index) }];
      }),
    );
  });
}

function isMember(root: string, member: string, workspace: unknown): boolean {
  const path = member.slice(root.length).replaceAll('\\', '/').replace(/^\//, '');
  const { members, exclude } = (workspace ?? {}) as { members?: unknown; exclude?: unknown };
  const some = (patterns: unknown, fits: (pattern: string) => boolean) =>
    Array.isArray(patterns) && patterns.some((one) => typeof one === 'string' && fits(one));
  // What is too costly to be tried is taken for a member, since its settings may outrank the login's.
  return (
    some(members, (one) => isCostly(one) || matches(one, path)) &&
    !some(exclude, (one) => !isCostly(one) && matches(one, path))
  );
}

/** As the globs of uv: `?`, `*`, `**` and classes of characters, no braces. */
function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/\/$/, '')
    .replace(/\[(!?)(\]?[^\]]*)\]|\*\*|[*?]|[.+^${}()|[\]\\]/g, (found, not: string, within?: string) => {
      if (within !== undefined) return `[${not ? '^' : ''}${within.replace(/[\\\]^[]/g, '\\$&')}]`;
      return { '**': '.*', '*': '[^/]*', '?': '[^/]' }[found] ?? `\\${found}`;
    });
  try {
    return new RegExp(`^${source}$`).test(path);
  } catch {
    // A class whose range runs backwards; uv refuses it.
    return false;
  }
}

/** Files that uv reads, those that win first. */
function filesOf(machine: ToolMachine, parse: Parse, broken: string[]): Omit<UvProject, 'file'> & { files: UvFile[] } {
  const project = projectOf(machine, parse, broken);
  const looked = [...project.looked];
  const { pins } = project;
  if (isWithoutConfig(machine)) return { files: [], looked: looked.filter(isProjectItself), pins };
  const read = (path: string | undefined, rank: UvFile['rank']): UvFile[] => {
    const text = path === undefined ? undefined : machine.read(path);
    if (path === undefined || text === undefined) return [];
    looked.push({ path, source: path });
    try {
      return [{ source: path, rank, settings: parse(text) }];
    } catch {
      broken.push(path);
      return [];
    }
  };
  if (variable(machine, 'UV_CONFIG_FILE'))
    return { files: read(uvUserFile(machine), 'user'), looked: looked.filter(isProjectItself), pins };
  const files = [
    ...(project.file ? [project.file] : []),
    ...read(uvUserFile(machine), 'user'),
    ...read(systemFile(machine), 'system'),
  ];
  return { files, looked, pins };
}

/** What uv reads for what the project is, whatever its settings come from. */
const isProjectItself = ({ path }: LookedFile) => /[\\/]pyproject\.toml$/.test(path);

const asText = (value: unknown) => (typeof value === 'string' ? value : undefined);

interface Listed {
  readonly name?: unknown;
  readonly url?: unknown;
  readonly default?: unknown;
  readonly explicit?: unknown;
  readonly authenticate?: unknown;
  readonly format?: unknown;
  readonly 'exclude-newer'?: unknown;
}

/** `index` of a table of settings. */
export const listedIn = (settings: Readonly<Record<string, unknown>>): Listed[] =>
  Array.isArray(settings.index)
    ? settings.index.map((one) => (typeof one === 'string' ? { url: one } : typeof one === 'object' && one ? one : {}))
    : [];

function indexesOf({ source, rank, settings }: UvFile): UvIndex[] {
  return listedIn(settings).flatMap((one): UvIndex[] => {
    const { name, url, default: isDefault, explicit, authenticate, format, 'exclude-newer': excludeNewer } = one;
    const address = asText(url);
    if (address === undefined) return [];
    return [
      {
        source,
        rank,
        setting: 'index',
        name: asText(name),
        url: address,
        isDefault: isDefault === true,
        isExplicit: explicit === true,
        isAnonymous: authenticate === 'never',
        isFlat: format === 'flat',
        ...(excludeNewer === undefined ? {} : { excludeNewer }),
      },
    ];
  });
}

function ofVariable(machine: ToolMachine, name: string, isDefault: boolean, setting = 'index'): UvIndex[] {
  return (variable(machine, name) ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [, called, url] = /^([A-Za-z0-9_.-]+)=(.+)$/.exec(word) ?? [];
      return {
        source: `the variable ${name}`,
        variable: name,
        rank: 'variable' as const,
        setting,
        name: called,
        url: url ?? word,
        isDefault,
        isExplicit: false,
      };
    });
}

/** Of `index-url` and its like, which are lists and single values. */
function olderIn({ source, rank, settings }: UvFile, setting: string, isDefault: boolean, prefix = ''): UvIndex[] {
  const value = settings[setting];
  return (Array.isArray(value) ? value : [value]).flatMap((one) => {
    const url = asText(one);
    return url === undefined
      ? []
      : [{ source, rank, setting: `${prefix}${setting}`, url, isDefault, isExplicit: false } as const];
  });
}

/** `[pip]`, which counts for `uv pip` alone. */
export const pipPart = (file: UvFile): UvFile => ({
  ...file,
  settings: typeof file.settings.pip === 'object' && file.settings.pip ? (file.settings.pip as UvFile['settings']) : {},
});

export async function uvConfigurationOf(machine: ToolMachine): Promise<UvConfiguration> {
  const { parse } = await import('smol-toml');
  const broken: string[] = [];
  const { files: all, looked, pins } = filesOf(machine, parse, broken);
  const ignored = all.flatMap((file): IgnoredFile[] => {
    const reason = ignoredBecause(file, machine);
    return reason === undefined ? [] : [{ source: file.source, reason }];
  });
  const files = all.filter(({ source }) => !ignored.some((one) => one.source === source));
  const indexes = [
    ...ofVariable(machine, 'UV_DEFAULT_INDEX', true),
    ...ofVariable(machine, 'UV_INDEX', false),
    ...files.flatMap(indexesOf),
    ...ofVariable(machine, 'UV_EXTRA_INDEX_URL', false, 'extra-index-url'),
    ...files.flatMap((file) => olderIn(file, 'extra-index-url', false)),
    ...files.flatMap((file) => olderIn(pipPart(file), 'extra-index-url', false, 'pip.')),
    ...ofVariable(machine, 'UV_INDEX_URL', true, 'index-url'),
    ...files.flatMap((file) => olderIn(file, 'index-url', true)),
    ...files.flatMap((file) => olderIn(pipPart(file), 'index-url', true, 'pip.')),
  ];
  const { missing: missingFolder } = startOf(machine);
  return { files, ignored, broken, indexes, looked, pins, missingFolder };
}

/** What switches the network off, if anything does. */
export function offlineSwitch(machine: ToolMachine, { files }: UvConfiguration): UvSwitch | undefined {
  const given = variable(machine, 'UV_OFFLINE');
  if (given !== undefined)
    return isOn(given) ? { source: 'the variable UV_OFFLINE', variable: 'UV_OFFLINE' } : undefined;
  const file = files.find(({ settings }) => typeof settings.offline === 'boolean');
  return file?.settings.offline === true ? { source: file.source } : undefined;
}

/** What lets uv ask all indexes for every name, if anything does. `[pip]` counts for `uv pip` alone. */
export function unsafeStrategy(
  machine: ToolMachine,
  { files }: UvConfiguration,
): (UvSwitch & { readonly setting: string; readonly value: string }) | undefined {
  const isUnsafe = (value: unknown): value is string => typeof value === 'string' && value.startsWith('unsafe-');
  const given = variable(machine, 'UV_INDEX_STRATEGY');
  const name = 'UV_INDEX_STRATEGY';
  if (given !== undefined)
    return isUnsafe(given)
      ? { source: `the variable ${name}`, variable: name, setting: 'index-strategy', value: given }
      : undefined;
  for (const [prefix, all] of [
    ['', files],
    ['pip.', files.map(pipPart)],
  ] as const) {
    const file = all.find(({ settings }) => settings['index-strategy'] !== undefined);
    const value = file?.settings['index-strategy'];
    if (file && isUnsafe(value)) return { source: file.source, setting: `${prefix}index-strategy`, value };
  }
  return undefined;
}

/** Without those that an index of the same name hides. */
export function withoutShadowed(indexes: readonly UvIndex[]): { seen: UvIndex[]; shadowed: [UvIndex, UvIndex][] } {
  const first = new Map<string, UvIndex>();
  const seen: UvIndex[] = [];
  const shadowed: [UvIndex, UvIndex][] = [];
  for (const index of indexes) {
    const by = index.name === undefined ? undefined : first.get(index.name);
    if (by !== undefined) shadowed.push([index, by]);
    else {
      if (index.name !== undefined) first.set(index.name, index);
      seen.push(index);
    }
  }
  return { seen, shadowed };
}

/** Beginning of the names of the variables that hold an index's credentials. */
export const variablePrefix = (name: string) => `UV_INDEX_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_`;

export const ourIndexes = (indexes: readonly UvIndex[], endpoint: string) =>
  indexes.filter(({ url }) => isWithin(url, endpoint));
