// Projects and workspaces as they stand on disk: which packages a workspace has, in which order they are published, and
// which workspace a package belongs to.
import { posix, win32 } from 'node:path';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Host } from '../../../core/ports/host.ts';
import { workspacePatterns } from '../names/workspace-patterns.ts';
import { isObject } from './manifest.ts';

export interface Project {
  /** Absolute. */
  readonly directory: string;
  readonly manifest: Record<string, unknown>;
  readonly entries: readonly string[];
}

type Place = Pick<Host, 'files' | 'platform' | 'workingDirectory'>;

const pathOf = ({ platform }: Place) => (platform === 'win32' ? win32 : posix);

/** Rejects with CA-FILE-004 where there is no package.json that can be read. */
export async function readProject(directory: string, host: Place): Promise<Project> {
  const path = pathOf(host);
  const absolute = path.resolve(host.workingDirectory, directory);
  const manifest = await manifestIn(absolute, host);
  if (manifest === undefined)
    throw new RegistryError('CA-FILE-004', `${path.join(directory, 'package.json')} cannot be read as a package.json`);
  return { directory: absolute, manifest, entries: await host.files.list(absolute) };
}

async function manifestIn(directory: string, host: Place): Promise<Record<string, unknown> | undefined> {
  try {
    const text = await host.files.readText(pathOf(host).join(directory, 'package.json'));
    const manifest: unknown = JSON.parse((text ?? '').replace(/^\uFEFF/, ''));
    return isObject(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

export const isPrivate = ({ manifest }: Pick<Project, 'manifest'>) => Boolean(manifest.private);

/** Scripts of a package by name. */
export const hasScript = ({ manifest: { scripts } }: Pick<Project, 'manifest'>, name: string) =>
  isObject(scripts) && typeof scripts[name] === 'string';

/** Members of a workspace by the patterns of its package.json, in the order of their folders. */
export async function membersByPatterns(root: Project, host: Place): Promise<Project[]> {
  const path = pathOf(host);
  const files = workspacePatterns(root.manifest).map((pattern) => {
    const not = pattern.startsWith('!') ? '!' : '';
    let end = pattern.length;
    while (end > not.length && pattern[end - 1] === '/') end--;
    return `${not}${pattern.slice(not.length, end).replace(/^\.\//, '')}/package.json`;
  });
  const found = await host.files.glob([...files, '!**/node_modules/**'], root.directory);
  const folders = [...new Set(found.map((file) => path.dirname(path.resolve(root.directory, file))))];
  return Promise.all(folders.filter((folder) => folder !== root.directory).map((folder) => readProject(folder, host)));
}

/** What pnpm-workspace.yaml names; undefined where there is none. One that names nothing is of one package. */
async function pnpmPatterns(file: string, { files }: Place): Promise<readonly string[] | undefined> {
  const text = await files.readText(file);
  if (text === undefined) return undefined;
  const { yamlValue } = await import('../../../core/text/yaml-document.ts');
  try {
    const { packages } = (yamlValue(text) ?? {}) as { packages?: unknown };
    return Array.isArray(packages) ? packages.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

const HIGHEST = 32;

/**
 * The root of the workspace that a package is a member of: its nearest folder above that says so, within the repository.
 * Undefined for the root itself, and for a package on its own.
 */
export async function workspaceAbove({ directory }: Project, host: Place): Promise<Project | undefined> {
  const path = pathOf(host);
  let folder = directory;
  for (let height = 0; height < HIGHEST; height += 1) {
    if ((await host.files.stat(path.join(folder, '.git'))) !== undefined || path.dirname(folder) === folder)
      return undefined;
    folder = path.dirname(folder);
    const manifest = await manifestIn(folder, host);
    const ofPnpm = await pnpmPatterns(path.join(folder, 'pnpm-workspace.yaml'), host);
    const patterns = ofPnpm ?? workspacePatterns(manifest);
    if (patterns.length === 0) continue;
    const { isMember } = await import('../names/workspaces.ts');
    const below = path.relative(folder, directory).replaceAll('\\', '/');
    if (isMember(patterns, below))
      return { directory: folder, manifest: manifest ?? {}, entries: await host.files.list(folder) };
  }
  return undefined;
}

/** What one package takes from another before it is built. */
const NEEDS = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** Each after those that it depends on, else in the order given: as `pnpm -r` goes. */
export function byDependencies(projects: readonly Project[]): Project[] {
  const byName = new Map(projects.map((one) => [one.manifest.name, one]));
  const ordered = new Set<Project>();
  const begun = new Set<Project>();
  const visit = (project: Project) => {
    // A circle has no first one.
    if (begun.has(project)) return;
    begun.add(project);
    for (const field of NEEDS) {
      const group = project.manifest[field];
      for (const name of isObject(group) ? Object.keys(group) : []) {
        const needed = byName.get(name);
        if (needed !== undefined) visit(needed);
      }
    }
    ordered.add(project);
  };
  for (const project of projects) visit(project);
  return [...ordered];
}
