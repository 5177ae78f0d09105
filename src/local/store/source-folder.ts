// A folder of files as a static web server would give it, and nothing outside of it.
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

export interface FolderFile {
  /** Absolute, as asked for: links are not resolved in it. */
  readonly path: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What a folder itself is answered with. */
const INDEXES = ['index.json', 'index.html', 'index'];

/** Whether the folder is there to be asked. */
export async function isFolder(root: string): Promise<boolean> {
  return (await stat(root).catch(() => undefined))?.isDirectory() ?? false;
}

/** A file at an absolute path; undefined when there is none, or when it or a link on the way lies outside of `root`. */
export async function openInside(root: string, path: string): Promise<FolderFile | undefined> {
  const file = await existing(path);
  if (file === undefined) return undefined;
  const [real, realRoot] = await Promise.all([realpath(file), realpath(root)]);
  return real.startsWith(realRoot + sep) ? { path: file, body: createReadStream(real) } : undefined;
}

async function existing(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return path;
  if (!found?.isDirectory()) return undefined;
  for (const name of INDEXES) {
    const inside = join(path, name);
    if ((await stat(inside).catch(() => undefined))?.isFile()) return inside;
  }
  return undefined;
}
