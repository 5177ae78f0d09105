// Files of a project by globs, where a monorepo keeps them, without what a build made or strangers brought.
import { relative } from 'node:path';
import type { Host } from '../../ports/host.ts';

/** Folders that hold other people's projects, or what a build made. */
const LEFT_OUT = ['node_modules', '.git', '.venv', 'venv', 'vendor', 'target', 'build', 'dist', '.tox', 'third_party'];

/** A lock file in this depth below the working directory still counts: monorepos keep their projects there. */
const DEPTH = 3;

/** Relative to the working directory, with `/`; those at the top come first. */
export async function projectFiles(
  patterns: readonly string[],
  { files, workingDirectory }: Pick<Host, 'files' | 'workingDirectory'>,
): Promise<string[]> {
  const depths = Array.from({ length: DEPTH + 1 }, (_, depth) => '*/'.repeat(depth));
  const found = await files.glob(
    [
      ...depths.flatMap((prefix) => patterns.map((pattern) => prefix + pattern)),
      ...LEFT_OUT.flatMap((folder) => [`!${folder}/**`, `!*/${folder}/**`, `!*/*/${folder}/**`]),
    ],
    workingDirectory,
  );
  const depthOf = (path: string) => path.split('/').length;
  return found
    .map((path) => relative(workingDirectory, path).replaceAll('\\', '/'))
    .sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
}

/** Whether the end of a path fits a pattern of names and `*`; the globbing has decided about the folders above. */
export function isNamedBy(pattern: string, path: string): boolean {
  const depth = pattern.split('/').length;
  const tail = path.split('/').slice(-depth).join('/');
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${source}$`).test(tail);
}
