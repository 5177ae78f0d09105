// What uv makes of its files and variables: which indexes it has, in which order it asks them, and by which name each
// takes its credentials.
//
// Variables come first, then the file of the project, then those of the user and of the system; within them, lists stand
// in their order. Of indexes of one name only the first counts; of those that are `default` only the first is asked, and
// last of all; `index-url` is a default that comes after all of `index`; an `explicit` index is asked for nothing that is
// not pinned to it.
import { isWithin } from '../../../core/model/endpoint.ts';
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { absolute, configHome, joinPath, roamingAppData, variable } from '../../shared/machine-paths.ts';

export interface UvIndex {
  readonly source: string;
  readonly variable?: string;
  /** As uv calls it: `index`, `index-url`, `extra-index-url`. */
  readonly setting: string;
  readonly name?: string | undefined;
  readonly url: string;
  readonly isDefault: boolean;
  readonly isExplicit: boolean;
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
  /** Files that are not TOML: uv refuses to do anything. */
  readonly broken: readonly string[];
  /** All of them, the first of a name before what it shadows. */
  readonly indexes: readonly UvIndex[];
}

/** UV_NO_CONFIG, as uv reads switches. */
export const isWithoutConfig = (machine: ToolMachine) =>
  /^(?:y|yes|t|true|on|1)$/i.test(variable(machine, 'UV_NO_CONFIG') ?? '');

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

/** The working directory and the folders above it. */
function foldersUp(machine: ToolMachine): string[] {
  const folders = [machine.workingDirectory];
  for (;;) {
    const last = folders.at(-1) ?? '';
    const above = joinPath(machine, last, '..');
    if (above === last || folders.length > 64) return folders;
    folders.push(above);
  }
}

type Parse = (text: string) => Record<string, unknown>;
interface ProjectTable {
  readonly project?: unknown;
  readonly tool?: { readonly uv?: Readonly<Record<string, unknown>> };
}

/** The nearest `uv.toml`, or `pyproject.toml` that has `[tool.uv]`, from the root of the workspace upwards. */
function projectFileOf(machine: ToolMachine, parse: Parse, broken: string[]): UvFile | undefined {
  const folders = foldersUp(machine).map((folder) => ({
    folder,
    own: machine.read(joinPath(machine, folder, 'uv.toml')),
    project: machine.read(joinPath(machine, folder, 'pyproject.toml')),
  }));
  const tables = folders.map(({ project }): ProjectTable | undefined => {
    if (project === undefined) return undefined;
    try {
      return parse(project) as ProjectTable;
    } catch {
      return {};
    }
  });
  const nearest = tables.findIndex((table) => table !== undefined);
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
  for (let at = root; at < folders.length; at += 1) {
    const { folder, own } = folders[at] ?? { folder: '', own: undefined };
    const isHere = folder === machine.workingDirectory;
    const named = (name: string) => (isHere ? name : joinPath(machine, folder, name));
    // It hides `[tool.uv]` of the file beside it.
    if (own !== undefined) {
      try {
        return { source: named('uv.toml'), rank: 'project', settings: parse(own) };
      } catch {
        broken.push(named('uv.toml'));
        return undefined;
      }
    }
    const settings = tables[at]?.tool?.uv;
    if (typeof settings === 'object') return { source: named('pyproject.toml'), rank: 'project', settings };
  }
  return undefined;
}

function isMember(root: string, member: string, workspace: unknown): boolean {
  const path = member.slice(root.length).replaceAll('\\', '/').replace(/^\//, '');
  const { members, exclude } = (workspace ?? {}) as { members?: unknown; exclude?: unknown };
  const fits = (patterns: unknown) =>
    Array.isArray(patterns) && patterns.some((one) => typeof one === 'string' && matches(one, path));
  return fits(members) && !fits(exclude);
}

function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/\/$/, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\0', '.*');
  return new RegExp(`^${source}$`).test(path);
}

/** Files that uv reads, those that win first. */
function filesOf(machine: ToolMachine, parse: Parse, broken: string[]): UvFile[] {
  if (isWithoutConfig(machine)) return [];
  const read = (path: string | undefined, rank: UvFile['rank']): UvFile[] => {
    const text = path === undefined ? undefined : machine.read(path);
    if (path === undefined || text === undefined) return [];
    try {
      return [{ source: path, rank, settings: parse(text) }];
    } catch {
      broken.push(path);
      return [];
    }
  };
  if (variable(machine, 'UV_CONFIG_FILE')) return read(uvUserFile(machine), 'user');
  const project = projectFileOf(machine, parse, broken);
  return [...(project ? [project] : []), ...read(uvUserFile(machine), 'user'), ...read(systemFile(machine), 'system')];
}

const asText = (value: unknown) => (typeof value === 'string' ? value : undefined);

interface Listed {
  readonly name?: unknown;
  readonly url?: unknown;
  readonly default?: unknown;
  readonly explicit?: unknown;
}

/** `index` of a table of settings. */
export const listedIn = (settings: Readonly<Record<string, unknown>>): Listed[] =>
  Array.isArray(settings.index)
    ? settings.index.map((one) => (typeof one === 'string' ? { url: one } : typeof one === 'object' && one ? one : {}))
    : [];

function indexesOf({ source, rank, settings }: UvFile): UvIndex[] {
  return listedIn(settings).flatMap(({ name, url, default: isDefault, explicit }): UvIndex[] => {
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
const pipPart = (file: UvFile): UvFile => ({
  ...file,
  settings: typeof file.settings.pip === 'object' && file.settings.pip ? (file.settings.pip as UvFile['settings']) : {},
});

export async function uvConfigurationOf(machine: ToolMachine): Promise<UvConfiguration> {
  const { parse } = await import('smol-toml');
  const broken: string[] = [];
  const files = filesOf(machine, parse, broken);
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
  return { files, broken, indexes };
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
