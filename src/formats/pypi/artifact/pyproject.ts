// pyproject.toml, read as TOML: the same table can be written in several ways.
import { basename, dirname, join } from 'node:path';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Files } from '../../../core/ports/host.ts';
import { shownBriefly } from '../../../core/text/shown-text.ts';
import { normaliseName } from '../names/coordinates.ts';

export type Pyproject = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Pyproject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const tableIn = (table: unknown, name: string): Pyproject => {
  const inner = isTable(table) ? table[name] : undefined;
  return isTable(inner) ? inner : {};
};

/**
 * Undefined where the folder has none.
 * @throws RegistryError CA-FILE-004 where it is no TOML, so that nobody can tell what is to be built.
 */
export async function readPyproject(directory: string, files: Pick<Files, 'read'>): Promise<Pyproject | undefined> {
  const file = join(directory, 'pyproject.toml');
  const text = (await files.read(file))?.toString();
  if (text === undefined) return undefined;
  const { parse } = await import('smol-toml');
  try {
    // Numbers are of no interest here, and one that is too large for this language is valid.
    return parse(text, { integersAsBigInt: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new RegistryError('CA-FILE-004', `${file} cannot be read as TOML: ${shownBriefly(why ?? '', 200)}`);
  }
}

export function isWorkspaceOfUv(pyproject: Pyproject | undefined): boolean {
  return isTable(tableIn(tableIn(pyproject, 'tool'), 'uv').workspace);
}

/** Tools that build a package by their own table alone. */
const BUILDERS = ['poetry', 'flit', 'pdm', 'hatch', 'setuptools'];

/** Whether it says anything of a package: many projects of other languages keep settings of tools in such a file. */
export function isOfPackage(pyproject: Pyproject | undefined): boolean {
  const tools = tableIn(pyproject, 'tool');
  return (
    ['project', 'build-system'].some((name) => pyproject?.[name] !== undefined) ||
    BUILDERS.some((name) => tools[name] !== undefined)
  );
}

const PROJECT_FILE_BYTES = 1024 * 1024;
const DO_NOT_UPLOAD = 'private :: do not upload';

/**
 * See `Publishing.project.nameIn`: the name as the service keeps it. What a `setup.py` says only Python knows, unless it
 * leaves it to `setup.cfg`; a classifier `Private :: Do Not Upload` keeps a package from being published.
 */
export async function nameIn(projectFile: string, files: Pick<Files, 'read' | 'stat'>): Promise<string | undefined> {
  if (((await files.stat(projectFile))?.size ?? 0) > PROJECT_FILE_BYTES) return undefined;
  if (basename(projectFile) === 'setup.py') return nameInSetupCfg(dirname(projectFile), files);
  if (basename(projectFile) !== 'pyproject.toml') return undefined;
  let pyproject: Pyproject | undefined;
  try {
    pyproject = await readPyproject(dirname(projectFile), files);
  } catch {
    // A file of that name that is none (a test's, a template) makes no package.
    return undefined;
  }
  const project = tableIn(pyproject, 'project');
  const name = project.name ?? tableIn(tableIn(pyproject, 'tool'), 'poetry').name;
  const classifiers = Array.isArray(project.classifiers) ? project.classifiers : [];
  if (classifiers.some((one) => String(one).toLowerCase() === DO_NOT_UPLOAD)) return undefined;
  return typeof name === 'string' ? normaliseName(name) : undefined;
}

/**
 * Whether a `setup.cfg` of the folder says anything of a package: most keep settings of tools there. One that cannot be read
 * is for the build to judge.
 */
export async function isSetupCfgOfPackage(folder: string, files: Pick<Files, 'read' | 'stat'>): Promise<boolean> {
  const sections = await setupCfg(folder, files);
  if (sections === 'unreadable') return true;
  return ['metadata', 'options'].some((name) => sections?.has(name) === true);
}

async function nameInSetupCfg(folder: string, files: Pick<Files, 'read' | 'stat'>): Promise<string | undefined> {
  const sections = await setupCfg(folder, files);
  const name = sections === 'unreadable' ? undefined : sections?.get('metadata')?.get('name');
  return name ? normaliseName(name) : undefined;
}

/** Its sections; undefined where there is none. */
async function setupCfg(
  folder: string,
  files: Pick<Files, 'read' | 'stat'>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>> | 'unreadable' | undefined> {
  const file = join(folder, 'setup.cfg');
  const stat = await files.stat(file);
  if (stat === undefined) return undefined;
  if (stat.size > PROJECT_FILE_BYTES) return 'unreadable';
  const { readConfig } = await import('../../shared/text/configparser-edit.ts');
  try {
    return readConfig((await files.read(file))?.toString() ?? '').values;
  } catch {
    return 'unreadable';
  }
}
