// All files of a folder that people named: whether one is worth anything is for formats to say, not for its name.
import type { Files } from '../../../ports/host.ts';

/**
 * Folders of installed packages, of version control and of caches: what is in them was made by others, and is never what
 * somebody built to publish. Version control that hides itself behind a dot is skipped with all that begins with one.
 */
const OTHERS = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  '__pycache__',
  'site-packages',
  'CVS',
  '_darcs',
]);
/** What makes a folder a virtual environment of Python, whatever it is called. */
const ENVIRONMENT = 'pyvenv.cfg';

export interface FolderContents {
  /** Below the folder, sorted. */
  readonly files: readonly string[];
  /** Symbolic links, which are not followed: where they lead may be anywhere. */
  readonly links: readonly string[];
}

/** As a shell would: nothing that begins with a dot (`._x`, which macOS leaves in archives, among it). */
export async function searchFolder(
  directory: string,
  files: Pick<Files, 'list' | 'stat'>,
  skipsOthers = true,
): Promise<FolderContents> {
  const found: string[] = [];
  const links: string[] = [];
  const search = async (folder: string, isTop: boolean): Promise<void> => {
    const names = (await files.list(folder)).sort();
    if (skipsOthers && !isTop && names.includes(ENVIRONMENT)) return;
    for (const name of names) {
      if (name.startsWith('.')) continue;
      const path = `${folder.replace(/(?<![\\/])[\\/]+$/, '')}/${name}`;
      const kind = (await files.stat(path))?.kind;
      if (kind === 'file') found.push(path);
      else if (kind === 'link') links.push(path);
      else if (kind === 'directory' && !(skipsOthers && OTHERS.has(name))) await search(path, false);
    }
  };
  await search(directory, true);
  return { files: found, links };
}
