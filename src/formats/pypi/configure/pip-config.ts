// Which files pip will read, what it must find there, and what would hide it.
import type { ConfigurationFile, ConfigureRequest, ToolMachine } from '../../../core/ports/package-format.ts';
import { absolute, configHome, inHome, joinPath, roamingAppData, variable } from '../../shared/machine-paths.ts';
import { readSections, setInSections } from '../../shared/text/configparser-edit.ts';

export interface PipSituation {
  readonly paths: readonly string[];
  readonly key: 'index-url' | 'extra-index-url';
  readonly variables: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

export const simpleIndex = (endpoint: string) => `${endpoint}simple/`;

/** The user-level file as pip chooses it. */
export function pipUserFile(machine: ToolMachine): string {
  if (machine.platform === 'win32') return joinPath(machine, roamingAppData(machine), 'pip', 'pip.ini');
  const library = inHome(machine, 'Library', 'Application Support', 'pip');
  if (machine.platform === 'darwin' && machine.exists(library)) return joinPath(machine, library, 'pip.conf');
  return joinPath(machine, configHome(machine), 'pip', 'pip.conf');
}

export function pipSituation(request: ConfigureRequest): PipSituation {
  const { machine, endpoint } = request;
  const notes: string[] = [];
  const variables: Record<string, string> = {};
  const named = variable(machine, 'PIP_CONFIG_FILE');
  const isOff = named === '/dev/null' || named?.toLowerCase() === 'nul';
  // An existing PIP_CONFIG_FILE suppresses the user's file; one that does not exist changes nothing.
  const chosen =
    named && !isOff && machine.exists(absolute(machine, named)) ? absolute(machine, named) : pipUserFile(machine);
  const site = variable(machine, 'VIRTUAL_ENV');
  const siteFile = site ? joinPath(machine, site, machine.platform === 'win32' ? 'pip.ini' : 'pip.conf') : undefined;
  const hasSite = siteFile !== undefined && indexOf(machine, siteFile) !== undefined;

  const key = wantedKey(request, indexOf(machine, hasSite ? (siteFile as string) : chosen), notes);
  const name = key === 'index-url' ? 'PIP_INDEX_URL' : 'PIP_EXTRA_INDEX_URL';
  if (isOff) {
    variables[name] = simpleIndex(endpoint);
    notes.push('PIP_CONFIG_FILE switches pip’s files off, so the address is exported as a variable');
    return { paths: [], key, variables, notes };
  }
  const set = variable(machine, name);
  if (set && set !== simpleIndex(endpoint))
    notes.push(`the variable ${name} outranks pip’s files and points elsewhere`);
  return { paths: hasSite ? [chosen, siteFile as string] : [chosen], key, variables, notes };
}

function indexOf(machine: ToolMachine, path: string): string | undefined {
  const text = machine.read(path);
  if (text === undefined) return undefined;
  try {
    return readSections(text, 'index-url').get('global');
  } catch {
    return undefined;
  }
}

/** `replace` puts the repository in the place of the index, but a second login of ours stands beside the first. */
function wantedKey(request: ConfigureRequest, current: string | undefined, notes: string[]): PipSituation['key'] {
  if (request.options['pip-index-mode'] === 'extra') {
    notes.push(
      'pip asks the public index as well as this repository and takes the higher version of either (dependency confusion)',
    );
    return 'extra-index-url';
  }
  const others = request.earlierEndpoints.map(simpleIndex);
  if (current !== undefined && others.includes(current)) {
    notes.push(`${request.repository} was added as a further index: pip takes the higher version of either repository`);
    return 'extra-index-url';
  }
  return 'index-url';
}

export function pipFiles(request: ConfigureRequest, { paths, key }: PipSituation): ConfigurationFile[] {
  const index = simpleIndex(request.endpoint);
  return paths.map((path) => ({
    path,
    holdsSecret: false,
    syntax: 'sections',
    edit: (current) => (key === 'index-url' ? replaceIndex(current ?? '', index) : addIndex(current ?? '', index)),
  }));
}

function replaceIndex(text: string, index: string): string {
  // A section of one command outranks [global].
  const sections = ['global', ...readSections(text, 'index-url').keys()];
  return setInSections(text, 'index-url', new Map(sections.map((section) => [section, index])));
}

function addIndex(text: string, index: string): string {
  const known = readSections(text, 'extra-index-url');
  const wanted = new Map<string, readonly string[]>();
  for (const section of ['global', ...known.keys()]) {
    const values = (known.get(section) ?? '').split(/\s+/).filter((value) => value !== '');
    if (!values.includes(index)) wanted.set(section, [...values, index]);
  }
  return setInSections(text, 'extra-index-url', wanted);
}
