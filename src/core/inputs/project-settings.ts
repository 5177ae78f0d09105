// What a project remembers for laptop and pipeline alike: `codeartifact-ci.yml`, or the key `codeartifact-ci` in
// package.json, or `[tool.codeartifact-ci]` in pyproject.toml. The file comes with a checkout, perhaps a stranger's pull
// request, so it may say what is worked on and how tools are configured, and nothing of who signs in, where requests go,
// what is handed on and what was agreed.
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { RegistryError } from '../errors/registry-error.ts';
import type { Host } from '../ports/host.ts';
import { shownBriefly, shownWord } from '../text/shown-text.ts';
import { INPUTS, type InputDefinition, type InputName } from './definitions.ts';
import { problemOf } from './read.ts';

const definitions = INPUTS as readonly InputDefinition[];

export const PROJECT_FILE = 'codeartifact-ci.yml';
const KEY = 'codeartifact-ci';

/** Inputs that a project may remember. */
export const PROJECT_SETTINGS: readonly InputDefinition[] = definitions.filter(
  ({ isProjectSetting }) => isProjectSetting === true,
);

/** What was found, by the name of the input. */
export interface ProjectSettings {
  /** The file, for messages. */
  readonly source: string;
  readonly values: ReadonlyMap<string, string>;
}

/** Bytes of a file of a project that is looked into; one that people write has a thousandth of it. */
const LARGEST = 1024 * 1024;
/** Folders above the working directory that are looked at. */
const HIGHEST = 32;

type Place = Pick<Host, 'files' | 'workingDirectory'>;

/**
 * The settings of the project that the working directory lies in: those of the nearest folder that has any, up to the
 * one with `.git`. Rejects with CA-INPUT-001 for what is not known, not allowed or not valid there, with every problem.
 */
export async function readProjectSettings(host: Place): Promise<ProjectSettings | undefined> {
  let folder = host.workingDirectory;
  for (let height = 0; height < HIGHEST; height += 1) {
    const found = await settingsIn(folder, host);
    if (found) return found;
    if ((await host.files.stat(join(folder, '.git'))) !== undefined || dirname(folder) === folder) return undefined;
    folder = dirname(folder);
  }
  return undefined;
}

async function settingsIn(folder: string, host: Place): Promise<ProjectSettings | undefined> {
  const found: { source: string; value: unknown }[] = [];
  for (const [name, read] of Object.entries(READERS)) {
    const source = join(folder, name);
    const text = await textOf(source, folder, host);
    if (text === undefined) continue;
    const value = await read(text, source);
    if (value !== undefined) found.push({ source, value });
  }
  const [first, second] = found;
  if (first && second)
    throw new RegistryError(
      'CA-INPUT-001',
      `settings of the project stand in ${first.source} and in ${second.source}: keep one of them`,
    );
  return first && { source: first.source, values: valuesOf(first.value, first.source) };
}

/**
 * Undefined where there is no such file. A link in a checkout, perhaps a stranger's, may lead to any file of the machine,
 * and what is wrong with a file is quoted from it: a link out of the project is not followed.
 */
async function textOf(path: string, folder: string, { files }: Place): Promise<string | undefined> {
  const real = await files.realPath(path);
  const stat = real === undefined ? undefined : await files.stat(real);
  if (real === undefined || stat?.kind !== 'file') return undefined;
  const way = relative((await files.realPath(folder)) ?? folder, real);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    if (path.endsWith(PROJECT_FILE)) throw refused(path, 'a link that leads out of the project is not followed');
    return undefined;
  }
  // package.json and pyproject.toml of this size are others' business.
  if (stat.size > LARGEST && path.endsWith(PROJECT_FILE))
    throw new RegistryError('CA-INPUT-001', `${path} is larger than ${LARGEST} bytes`);
  return stat.size > LARGEST ? undefined : files.readText(real);
}

const refused = (source: string, why: string) => new RegistryError('CA-INPUT-001', `${source}: ${why}`);

/** What each file says of us; undefined where it says nothing. One that others own and cannot be read says nothing. */
const READERS: Readonly<Record<string, (text: string, source: string) => Promise<unknown>>> = {
  [PROJECT_FILE]: async (text, source) => {
    const { yamlValue } = await import('../text/yaml-document.ts');
    try {
      return yamlValue(text, { schema: 'failsafe', mostCopies: 0 }) ?? {};
    } catch (error) {
      throw refused(source, error instanceof Error ? error.message : String(error));
    }
  },
  'package.json': async (text) => {
    if (!text.includes(`"${KEY}"`)) return undefined;
    try {
      // npm reads one that begins with a byte order mark, too.
      return (JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown> | null)?.[KEY];
    } catch {
      return undefined;
    }
  },
  'pyproject.toml': async (text) => {
    if (!text.includes(KEY)) return undefined;
    const { parse } = await import('smol-toml');
    try {
      return (parse(text).tool as Record<string, unknown> | undefined)?.[KEY];
    } catch {
      return undefined;
    }
  },
};

function valuesOf(value: unknown, source: string): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused(source, `expects names of inputs with their values, such as \`domain: my-org\``);
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const [name, given] of Object.entries(value)) {
    if (name === '$schema' || name === 'schema') continue;
    const definition = PROJECT_SETTINGS.find((one) => one.name === name);
    const text = textIn(given);
    if (!definition)
      problems.push(
        definitions.some((one) => one.name === name)
          ? `\`${name}\` is not taken from a file of the checkout, which may be a stranger's: give it as an input, a flag or a variable`
          : `\`${shownWord(shownBriefly(name, 60))}\` is not known; expects any of ${PROJECT_SETTINGS.map((one) => one.name).join(', ')}`,
      );
    else if (text === undefined) problems.push(`\`${name}\` expects a text or a list of texts`);
    else {
      const problem = problemOf(definition.type, text);
      if (problem) problems.push(`\`${name}\`${definition.type.kind === 'list' ? ' ' : ': '}${problem}`);
      else if (text !== '') values.set(name, text);
    }
  }
  if (problems.length > 0) throw refused(source, problems.join('; '));
  return values;
}

/** A list is the same as one with line ends; numbers of JSON and TOML would have lost the zero that an account begins with. */
function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join('\n');
  return undefined;
}

/** Names of the address of a registry, which belong together: an owner in a file is that of the domain beside it. */
const ADDRESS: readonly InputName[] = ['domain', 'domain-owner', 'repository', 'aws-region'];

/**
 * The settings that count for a run for which `isGiven` inputs stand elsewhere. Who names a registry whole
 * (`registry-url`, `registries`), or a domain, does not get its other parts from a file of the checkout: an owner of a
 * stranger would make it another domain.
 */
export function settingsFor(
  settings: ProjectSettings | undefined,
  isGiven: (name: InputName) => boolean,
): ReadonlyMap<string, string> {
  if (settings === undefined) return new Map();
  const isWhole = isGiven('registry-url') || isGiven('registries');
  return new Map(
    [...settings.values].filter(([name]) => {
      // Each item of a list says its own scopes.
      if (name === 'scope' && isGiven('registries')) return false;
      if (isWhole) return !ADDRESS.includes(name as InputName);
      if (isGiven('domain')) return name !== 'domain-owner';
      return true;
    }),
  );
}

/** One line that says what came from the project's file. */
export function settingsLine(source: string, settings: ReadonlyMap<string, string>): string {
  return `from ${source}: ${[...settings].map(([name, value]) => `${name} ${shownBriefly(value.replaceAll('\n', ', '), 60)}`).join('; ')}`;
}
