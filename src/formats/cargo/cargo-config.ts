// Cargo's configuration as it reads it: the working directory, its parents, then the user's; the nearest value counts, and
// a variable before every file.
import { isWithin } from '../../core/model/endpoint.ts';
import type { ToolMachine } from '../../core/ports/package-format.ts';
import { absolute, inHome, joinPath, variable } from '../shared/machine-paths.ts';

export interface CargoRegistry {
  readonly index?: string;
  readonly token?: string;
  readonly 'credential-provider'?: string | readonly string[];
}

export interface CargoDocument {
  readonly include?: unknown;
  readonly net?: { readonly offline?: unknown };
  readonly http?: { readonly proxy?: unknown; readonly cainfo?: unknown; readonly 'proxy-cainfo'?: unknown };
  readonly registries?: Readonly<Record<string, CargoRegistry>>;
  readonly registry?: { readonly default?: string };
  readonly source?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface CargoLayer {
  readonly source: string;
  readonly document: CargoDocument;
  /** Why the file says nothing: Cargo does not start with it. */
  readonly refusal?: string;
}

export const indexUrl = (endpoint: string) => `sparse+${endpoint}`;

/** Whether an index is that of the repository, `sparse+` or not. */
export const isOurIndex = (index: unknown, endpoint: string) =>
  typeof index === 'string' && isWithin(index.replace(/^(?:sparse|registry)\+/, ''), endpoint);

/** The variable that stands for a key of a registry. */
export const registryVariable = (name: string, key: string) =>
  `CARGO_REGISTRIES_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_${key}`;

/** Cargo reads the name without extension, too, and prefers it when both are there. */
function fileIn(machine: ToolMachine, folder: string, name: string): string {
  const old = joinPath(machine, folder, name);
  return machine.exists(old) ? old : `${old}.toml`;
}

export function cargoHomeFile(machine: ToolMachine, name: 'config' | 'credentials'): string {
  const named = variable(machine, 'CARGO_HOME');
  return fileIn(machine, named ? absolute(machine, named) : inHome(machine, '.cargo'), name);
}

/** All files of configuration, with those that they include, the one that counts most first. */
export async function cargoFiles(machine: ToolMachine): Promise<CargoLayer[]> {
  const paths: string[] = [];
  for (let folder = machine.workingDirectory; ; folder = joinPath(machine, folder, '..')) {
    paths.push(fileIn(machine, joinPath(machine, folder, '.cargo'), 'config'));
    if (joinPath(machine, folder, '..') === folder) break;
  }
  const user = cargoHomeFile(machine, 'config');
  const all = [...paths.filter((path) => path !== user), user];
  const layers = await Promise.all(all.map((path) => cargoFile(machine, path)));
  return layers.flat();
}

/** Files that include two each would be read without end. */
const MOST_FILES = 200;

/** A file and what it includes: it counts more than that, of which the last counts most. None where it is missing. */
export async function cargoFile(
  machine: ToolMachine,
  path: string,
  within: { readonly chain: readonly string[]; readonly read: { count: number } } = { chain: [], read: { count: 0 } },
): Promise<CargoLayer[]> {
  const text = machine.read(path);
  if (text === undefined) return [];
  within.read.count += 1;
  if (within.read.count > MOST_FILES) return [{ source: path, document: {}, refusal: 'too many files are included' }];
  const { parse } = await import('smol-toml');
  let document: CargoDocument;
  try {
    document = parse(text) as CargoDocument;
  } catch {
    return [{ source: path, document: {}, refusal: 'it is not TOML' }];
  }
  const included = includedFiles(machine, path, document.include);
  if (typeof included === 'string') return [{ source: path, document, refusal: included }];
  const chain = [...within.chain, path];
  const layers: CargoLayer[] = [];
  for (const one of included.reverse()) {
    if (chain.includes(one.path))
      return [{ source: path, document, refusal: `it includes ${one.path}, which leads back to it` }];
    const found = await cargoFile(machine, one.path, { chain, read: within.read });
    if (found.length === 0 && !one.isOptional)
      return [{ source: path, document, refusal: `it includes ${one.path}, which is not there` }];
    layers.push(...found);
  }
  return [{ source: path, document }, ...layers];
}

/** What `include` names (Cargo 1.94; an older one passes over it), or why Cargo does not take it. */
function includedFiles(
  machine: ToolMachine,
  path: string,
  include: unknown,
): { readonly path: string; readonly isOptional: boolean }[] | string {
  if (include === undefined) return [];
  const items = Array.isArray(include) ? include : [undefined];
  const files: { path: string; isOptional: boolean }[] = [];
  for (const item of items) {
    const named: unknown = typeof item === 'object' && item !== null ? item.path : item;
    if (typeof named !== 'string') return 'its `include` is no list of files';
    if (!named.endsWith('.toml') || /[{}]/.test(named))
      return `its \`include\` names ${named}, which Cargo does not take`;
    const folder = joinPath(machine, path, '..');
    files.push({
      path: absolute({ ...machine, workingDirectory: folder }, named),
      isOptional: typeof item === 'object' && item.optional === true,
    });
  }
  return files;
}

/** The first key that two files have as values of two kinds, with which Cargo does not start: a text and a list, say. */
export function unmergeable(
  layers: readonly CargoLayer[],
): { readonly key: string; readonly sources: readonly [string, string] } | undefined {
  const known = new Map<string, { readonly kind: string; readonly source: string }>();
  const walk = (source: string, table: object, path: readonly string[]): string | undefined => {
    for (const [name, value] of Object.entries(table)) {
      if (path.length === 0 && name === 'include') continue;
      const all = [...path, name];
      const key = JSON.stringify(all);
      const isTable = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
      const kind = Array.isArray(value) ? 'list' : isTable ? 'table' : 'value';
      const other = known.get(key);
      if (other && other.kind !== kind) return key;
      known.set(key, other ?? { kind, source });
      const found = isTable ? walk(source, value as object, all) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const { source, document } of [...layers].reverse()) {
    const key = walk(source, document, []);
    if (key !== undefined)
      return { key: (JSON.parse(key) as string[]).join('.'), sources: [source, known.get(key)?.source ?? source] };
  }
  return undefined;
}

/** The names under which files and variables already know the repository; the nearest file counts for each name. */
export function registryNamesOf(
  layers: readonly CargoLayer[],
  endpoint: string,
  { env }: Pick<ToolMachine, 'env'>,
): string[] {
  const names = new Set(layers.flatMap(({ document }) => Object.keys(document.registries ?? {})));
  const inFiles = [...names].filter((name) => isOurIndex(nearest(layers, name, 'index')?.value, endpoint));
  const inVariables = Object.keys(env)
    .filter((key) => isOurIndex(env[key], endpoint))
    .flatMap((key) => /^CARGO_REGISTRIES_(\w+)_INDEX$/.exec(key)?.[1] ?? [])
    .filter((key) => ![...names].some((name) => registryVariable(name, 'INDEX') === `CARGO_REGISTRIES_${key}_INDEX`));
  return [...inFiles, ...inVariables.map((key) => key.toLowerCase().replaceAll('_', '-'))];
}

export function nearest<Key extends keyof CargoRegistry>(
  layers: readonly CargoLayer[],
  name: string,
  key: Key,
): { readonly source: string; readonly value: CargoRegistry[Key] } | undefined {
  for (const { source, document } of layers) {
    const value = document.registries?.[name]?.[key];
    if (value !== undefined) return { source, value };
  }
  return undefined;
}
