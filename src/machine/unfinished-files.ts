// What a run has made and not yet put away: files that are to take the place of others, locks, and temporary folders, in
// which secrets may stand. A process that ends at once, by a second signal, takes them along; otherwise each is removed
// where it was made.
import { readFileSync, rmSync } from 'node:fs';

/** By path; with the content by which our lock is told from that of somebody who took it for dead. */
const unfinished = new Map<string, string | undefined>();

const folders = new Set<string>();

/** Absolute paths. */
export function isUnfinished(path: string, content?: string): void {
  unfinished.set(path, content);
}

/** A folder that is removed with what is in it. An absolute path. */
export function isTemporary(folder: string): void {
  folders.add(folder);
}

/** It is put away, or gone. */
export function isFinished(path: string): void {
  unfinished.delete(path);
  folders.delete(path);
}

/** The last thing before the process exits. Throws nothing. */
export function removeUnfinished(): void {
  for (const [path, content] of unfinished) {
    try {
      if (content === undefined || readFileSync(path, 'utf8') === content) rmSync(path, { force: true });
    } catch {
      // What cannot be removed stays; nobody is left to be told.
    }
  }
  for (const folder of folders) {
    try {
      rmSync(folder, { force: true, recursive: true });
    } catch {
      // As above.
    }
  }
  unfinished.clear();
  folders.clear();
}
