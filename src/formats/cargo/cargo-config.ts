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

/** All files of configuration, the one that counts most first. */
export async function cargoFiles(machine: ToolMachine): Promise<CargoLayer[]> {
  const paths: string[] = [];
  for (let folder = machine.workingDirectory; ; folder = joinPath(machine, folder, '..')) {
    paths.push(fileIn(machine, joinPath(machine, folder, '.cargo'), 'config'));
    if (joinPath(machine, folder, '..') === folder) break;
  }
  const user = cargoHomeFile(machine, 'config');
  const all = [...paths.filter((path) => path !== user), user];
  const layers = await Promise.all(all.map((path) => cargoFile(machine, path)));
  return layers.filter((one) => one !== undefined);
}

export async function cargoFile(machine: ToolMachine, path: string): Promise<CargoLayer | undefined> {
  const text = machine.read(path);
  if (text === undefined) return undefined;
  const { parse } = await import('smol-toml');
  try {
    return { source: path, document: parse(text) as CargoDocument };
  } catch {
    return { source: path, document: {}, refusal: 'it is not TOML' };
  }
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
