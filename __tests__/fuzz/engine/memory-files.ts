// A file system that is a few texts in memory: what planning reads, and nothing else.
import type { Files } from '../../../src/core/ports/host.ts';

/** Base64 by path. Paths that are asked for are added to `seen`. */
export function memoryFiles(files: Readonly<Record<string, string>>, seen = new Set<string>()): Files {
  const bytes = (path: string) => {
    seen.add(path);
    const held = Object.hasOwn(files, path) ? files[path] : undefined;
    return held === undefined ? undefined : Buffer.from(held, 'base64');
  };
  const reading: Partial<Files> = {
    realPath: async (path) => (bytes(path) === undefined ? undefined : path),
    stat: async (path) => {
      const found = bytes(path);
      return found && { kind: 'file', size: found.length, mode: 0o644 };
    },
    read: async (path) => bytes(path),
    readText: async (path) => bytes(path)?.toString('utf8'),
    list: async (folder) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
  };
  return reading as Files;
}
