// Which files and folders people mean by the globs and paths they wrote.
import { relative, resolve } from 'node:path';
import type { Host } from '../../ports/host.ts';
import { type FolderContents, searchFolder } from './files/search-folder.ts';

export interface FileWish {
  /** Globs of built files, folders of built files or project directories, relative to `workingDirectory`. */
  readonly packages: readonly string[];
  readonly workingDirectory: string;
}

export interface FoundEntry {
  readonly kind: 'file' | 'directory';
  readonly path: string;
}

/** As in a shell, `*` is no dot file. */
const AS_SHELL = { dot: false } as const;

/** Directories are taken as they are written; everything else is a glob. `!` excludes from both. */
export async function entriesOf(
  { packages, workingDirectory }: FileWish,
  host: Pick<Host, 'files'>,
): Promise<FoundEntry[]> {
  const patterns: string[] = [];
  const directories: FoundEntry[] = [];
  for (const text of packages) {
    const path = resolve(workingDirectory, text);
    const stat = text.startsWith('!') ? undefined : await host.files.stat(path);
    if (stat?.kind === 'directory') directories.push({ kind: 'directory', path });
    else patterns.push(text.replace(/^\.\//, ''));
  }
  const files = patterns.some((text) => !text.startsWith('!'))
    ? await host.files.glob(patterns, workingDirectory, AS_SHELL)
    : [];
  const entries: FoundEntry[] = files.map((path) => ({ kind: 'file', path }));
  return [
    ...directories,
    ...(entries.length > 0 || patterns.length === 0
      ? entries
      : await globbedDirectories(patterns, workingDirectory, host)),
  ];
}

/** `packages/*` that matches no file may mean the project directories below it. */
async function globbedDirectories(
  patterns: readonly string[],
  cwd: string,
  host: Pick<Host, 'files'>,
): Promise<FoundEntry[]> {
  const inside = await host.files.glob(
    patterns.map((text) => `${text.replace(/(?<!\/)\/+$/, '')}/*`),
    cwd,
    AS_SHELL,
  );
  const parents = new Set(inside.map((path) => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')))));
  return [...parents].sort().map((path) => ({ kind: 'directory', path }));
}

/** All files of a folder that was named, without those that `!` excludes; see `searchFolder`. */
export async function filesBelow(
  directory: string,
  { packages, workingDirectory }: FileWish,
  host: Pick<Host, 'files'>,
  skipsOthers?: boolean,
): Promise<FolderContents> {
  const found = await searchFolder(directory, host.files, skipsOthers);
  const excluding = packages.filter((text) => text.startsWith('!'));
  if (excluding.length === 0 || found.files.length === 0) return found;
  const at = relative(workingDirectory, directory).replaceAll('\\', '/');
  const below = `${at === '' ? '' : `${at.replace(/[\\()[\]{}!*?+@|^$]/g, '\\$&')}/`}**/*`;
  const kept = new Set(await host.files.glob([below, ...excluding], workingDirectory, AS_SHELL));
  return { ...found, files: found.files.filter((path) => kept.has(path)) };
}
