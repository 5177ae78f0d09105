// What Poetry makes of its files and variables: the sources of the project, the repositories for uploads, and the
// credentials that it keeps for each of them by name.
//
// config.toml, auth.toml and poetry.toml beside the project are merged, the later over the earlier; a variable outranks
// all of them, even one that is set to nothing. For a download Poetry takes the credentials of that source or repository
// of the same host whose path fits best, so each name that the repository has needs the token.
import { isWithin } from '../../../core/model/endpoint.ts';
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import type { EncodingsRead } from '../../../core/text/encoding.ts';
import { absolute, configHome, inHome, joinPath, roamingAppData, variable } from '../../shared/machine-paths.ts';
import { PUBLIC_INDEX } from './python-index.ts';

/** Poetry takes no byte order mark. */
export const POETRY_FILE: EncodingsRead = { mark: false, utf16: false, otherBytes: false };

export interface PoetrySource {
  readonly name: string;
  readonly url: string;
  readonly priority: string;
  /** What of it Poetry 2 refuses, for which it does nothing at all. */
  readonly refused?: string;
}

/** Those of Poetry 2. Poetry 1 knew others, and in capitals as well. */
const PRIORITIES = ['primary', 'supplemental', 'explicit'];
const OF_POETRY_1 = ['default', 'secondary'];

function refusedIn(source: Readonly<Record<string, unknown>>): string | undefined {
  const { priority } = source;
  if (priority !== undefined && !PRIORITIES.some((one) => one === priority)) return 'priority';
  return OF_POETRY_1.find((key) => source[key] !== undefined);
}

export interface PoetryCredential {
  readonly source: string;
  readonly variable?: string;
  readonly name: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export interface PoetryConfiguration {
  readonly projectFile: string | undefined;
  readonly sources: readonly PoetrySource[];
  /** Address by name, of files and variables. */
  readonly repositories: ReadonlyMap<string, string>;
  /** What files say, those that win first. */
  readonly stored: readonly PoetryCredential[];
  readonly broken: readonly string[];
  /** Each file that Poetry reads, whatever it says. */
  readonly looked: readonly { readonly path: string; readonly source: string }[];
  /** Names of the sources that dependencies of the project are bound to. */
  readonly pinned: ReadonlySet<string>;
}

export function poetryFolder(machine: ToolMachine): string {
  const named = variable(machine, 'POETRY_CONFIG_DIR');
  if (named) return absolute(machine, named);
  if (machine.platform === 'win32') return joinPath(machine, roamingAppData(machine), 'pypoetry');
  if (machine.platform === 'darwin') return inHome(machine, 'Library', 'Application Support', 'pypoetry');
  return joinPath(machine, configHome(machine), 'pypoetry');
}

type Table = Readonly<Record<string, unknown>>;
const tableOf = (value: unknown): Table => (typeof value === 'object' && value !== null ? (value as Table) : {});
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** The project is in the working directory or above it. */
function projectFolder(machine: ToolMachine): string | undefined {
  let folder = machine.workingDirectory;
  for (let depth = 0; depth < 64; depth += 1) {
    if (machine.read(joinPath(machine, folder, 'pyproject.toml')) !== undefined) return folder;
    const above = joinPath(machine, folder, '..');
    if (above === folder) break;
    folder = above;
  }
  return undefined;
}

export async function poetryConfigurationOf(machine: ToolMachine): Promise<PoetryConfiguration> {
  const { parse } = await import('smol-toml');
  const broken: string[] = [];
  const read = (path: string): Table => {
    const text = machine.read(path);
    if (text === undefined) return {};
    try {
      return parse(text);
    } catch {
      broken.push(path);
      return {};
    }
  };
  const folder = projectFolder(machine);
  const inProject = (name: string) => (folder === undefined ? undefined : joinPath(machine, folder, name));
  const shown = (path: string) =>
    folder === machine.workingDirectory && path.startsWith(folder)
      ? path.slice(folder.length).replace(/^[\\/]/, '')
      : path;
  const own = poetryFolder(machine);
  const local = inProject('poetry.toml');
  const paths = [joinPath(machine, own, 'config.toml'), joinPath(machine, own, 'auth.toml'), ...(local ? [local] : [])];
  const files = paths.map((path) => ({ source: shown(path), settings: read(path) })).reverse();
  const project = inProject('pyproject.toml');
  const settings = project === undefined ? {} : tableOf(tableOf(read(project).tool).poetry);
  const listed = settings.source;
  const repositories = new Map<string, string>();
  for (const file of [...files].reverse())
    for (const [name, one] of Object.entries(tableOf(file.settings.repositories))) {
      const url = textOf(tableOf(one).url);
      if (url !== undefined) repositories.set(name, url);
    }
  for (const [variableName, url] of Object.entries(machine.env)) {
    const [, name] = /^POETRY_REPOSITORIES_([A-Z_]+)_URL$/.exec(variableName) ?? [];
    if (name && url) repositories.set(name.toLowerCase().replaceAll('_', '-'), url);
  }
  return {
    projectFile: project === undefined ? undefined : shown(project),
    sources: (Array.isArray(listed) ? listed : []).flatMap((one): PoetrySource[] => {
      const table = tableOf(one);
      const { name, url, priority } = table;
      const refused = refusedIn(table);
      // The public index has its address by its name.
      const address = textOf(name)?.toLowerCase() === 'pypi' ? PUBLIC_INDEX : url;
      return typeof name === 'string' && typeof address === 'string'
        ? [
            {
              name,
              url: address,
              priority: textOf(priority)?.toLowerCase() ?? 'primary',
              ...(refused ? { refused } : {}),
            },
          ]
        : [];
    }),
    repositories,
    stored: files.flatMap(({ source, settings }) =>
      Object.entries(tableOf(settings['http-basic'])).map(([name, one]) => ({
        source,
        name,
        username: textOf(tableOf(one).username),
        password: textOf(tableOf(one).password),
      })),
    ),
    broken,
    looked: [...paths, ...(project === undefined ? [] : [project])].map((path) => ({ path, source: shown(path) })),
    pinned: new Set(pinsIn(settings)),
  };
}

/** Of `[tool.poetry.dependencies]` and those of its groups. */
function pinsIn(settings: Table): string[] {
  const groups = Object.values(tableOf(settings.group)).map((group) => tableOf(group).dependencies);
  return [settings.dependencies, settings['dev-dependencies'], ...groups].flatMap((dependencies) =>
    Object.values(tableOf(dependencies)).flatMap((one) =>
      (Array.isArray(one) ? one : [one]).flatMap((constraint) => textOf(tableOf(constraint).source) ?? []),
    ),
  );
}

/**
 * What Poetry asks for a name that is bound to no source, in its order. The public index is among the first unless a
 * primary source stands in its place, or the project says something else of it; a supplemental source is asked for what
 * none of the others has.
 */
export function askedSources({ sources }: Pick<PoetryConfiguration, 'sources'>): {
  readonly first: readonly PoetrySource[];
  readonly then: readonly PoetrySource[];
} {
  const then = sources.filter(({ priority }) => priority === 'supplemental');
  const first = sources.filter(({ priority }) => priority !== 'supplemental' && priority !== 'explicit');
  const isSaid = sources.some(({ name }) => name.toLowerCase() === 'pypi');
  const implicit = { name: 'PyPI', url: PUBLIC_INDEX, priority: 'primary' };
  return { first: first.length === 0 && !isSaid ? [implicit] : first, then };
}

/** Every name under which the project or the user knows the repository. */
export function namesOf({ sources, repositories }: PoetryConfiguration, endpoint: string): string[] {
  const all: [string, string][] = [...sources.map(({ name, url }): [string, string] => [name, url]), ...repositories];
  return [...new Set(all.filter(([, url]) => isWithin(url, endpoint)).map(([name]) => name))];
}

/** Beginning of the names of the variables that hold a source's credentials. */
export const credentialPrefix = (name: string) => `POETRY_HTTP_BASIC_${name.toUpperCase().replaceAll('-', '_')}_`;
