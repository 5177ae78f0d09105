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

/** Folders of other people's packages and of tools' own files: nobody keeps a project of theirs there. */
const NEVER_ENTERED = new Set(['node_modules', '.git', '.venv', 'venv', '.tox', '__pycache__']);
/** Folders of these names are looked into so far: what a build made is large, and seldom a project. */
const BUILT = new Set(LEFT_OUT.filter((name) => !NEVER_ENTERED.has(name)));
const BUILT_DEPTH = 2;
/** Folders this far below the working directory are looked into, */
const FAR = 6;
/** and below the depth in which lock files count, so many of them: to read one takes some hundredths of a millisecond. */
const MOST_FAR_FOLDERS = 200;

export interface ProjectSearch {
  /** Relative to the working directory, with `/`; those at the top come first. */
  readonly files: readonly string[];
  /** Folders that were not looked into for their depth or their number. Other people's packages are not among them. */
  readonly passedOver: readonly string[];
}

/**
 * What lies below the working directory by patterns of names and `*`, farther down than lock files are looked for:
 * whoever starts a tool there gets the settings that stand there. `entersBuilt`: what a build made as well.
 */
export async function searchProject(
  patterns: readonly string[],
  { files, workingDirectory }: Pick<Host, 'files' | 'workingDirectory'>,
  { entersBuilt = false }: { readonly entersBuilt?: boolean } = {},
): Promise<ProjectSearch> {
  const parts = patterns.map((pattern) => pattern.split('/').map(nameMatcher));
  const hidden = parts.flatMap((names) => names.slice(0, -1));
  const lasts = [...new Set(patterns.map((pattern) => pattern.slice(pattern.lastIndexOf('/') + 1)))];
  const literal = new Set(lasts.filter((name) => !name.includes('*')));
  const others = lasts.filter((name) => name.includes('*')).map(nameMatcher);
  const passedOver: string[] = [];
  let far = 0;
  const found = await files.walk(workingDirectory, {
    takes: (name) => literal.has(name) || others.some((matches) => matches(name)),
    enters: (folder) => {
      const names = folder.split('/');
      const name = names.at(-1) ?? '';
      if (NEVER_ENTERED.has(name)) return false;
      const isHidden = names.some((one) => one.startsWith('.'));
      if (isHidden && names.length > DEPTH && !hidden.some((matches) => matches(name))) return false;
      const built = names.findIndex((one) => BUILT.has(one));
      if (built >= 0 && !entersBuilt) return false;
      const isTooDeep = names.length > FAR || (built >= 0 && names.length - built > BUILT_DEPTH);
      if (!isTooDeep && (names.length <= DEPTH || far < MOST_FAR_FOLDERS)) {
        if (names.length > DEPTH) far += 1;
        return true;
      }
      passedOver.push(folder);
      return false;
    },
  });
  const isWanted = (path: string) => {
    const names = path.split('/');
    return parts.some((one) => one.every((matches, at) => matches(names[names.length - one.length + at] ?? '')));
  };
  return { files: found.filter(isWanted), passedOver };
}

/** Whether the end of a path fits a pattern of names and `*`; the globbing has decided about the folders above. */
export function isNamedBy(pattern: string, path: string): boolean {
  const depth = pattern.split('/').length;
  return nameMatcher(pattern)(path.split('/').slice(-depth).join('/'));
}

function nameMatcher(pattern: string): (name: string) => boolean {
  if (!pattern.includes('*')) return (name) => name === pattern;
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  const expression = new RegExp(`^${source}$`);
  return (name) => expression.test(name);
}
