// Which files and folders people mean by the globs and paths they wrote.
import type { Host } from '../../ports/host.ts';

export interface FileWish {
  /** Globs of built files, folders of built files or project directories, relative to `workingDirectory`. */
  readonly packages: readonly string[];
  readonly workingDirectory: string;
}

export interface FoundEntry {
  readonly kind: 'file' | 'directory';
  readonly path: string;
}

/** Directories are taken as they are written; everything else is a glob. `!` excludes from the globs. */
export async function entriesOf(
  { packages, workingDirectory }: FileWish,
  host: Pick<Host, 'files'>,
): Promise<FoundEntry[]> {
  const patterns: string[] = [];
  const directories: FoundEntry[] = [];
  for (const text of packages) {
    const stat = text.startsWith('!') ? undefined : await host.files.stat(joined(workingDirectory, text));
    if (stat?.kind === 'directory') directories.push({ kind: 'directory', path: joined(workingDirectory, text) });
    else patterns.push(text.replace(/^\.\//, ''));
  }
  const files = patterns.some((text) => !text.startsWith('!')) ? await host.files.glob(patterns, workingDirectory) : [];
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
  );
  const parents = new Set(inside.map((path) => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')))));
  return [...parents].sort().map((path) => ({ kind: 'directory', path }));
}

function joined(directory: string, path: string): string {
  const isAbsolute = path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:[\\/]/.test(path);
  return isAbsolute ? path : `${directory.replace(/(?<![\\/])[\\/]+$/, '')}/${path}`;
}
