// A file system that is a few texts in memory, so that what was changed at random can lead nowhere else.
import type { Files } from '../../../src/core/ports/host.ts';

/** Base64 by path. Paths that are asked for are added to `seen`. */
export function memoryFiles(files: Readonly<Record<string, string>>, seen = new Set<string>()): Files {
  const held = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content, 'base64')]));
  const isFolder = (path: string) => [...held.keys()].some((one) => one.startsWith(`${path}/`));
  const bytes = (path: string) => {
    seen.add(path);
    return held.get(path);
  };
  const disk: Partial<Files> = {
    realPath: async (path) => (bytes(path) === undefined ? undefined : path),
    destination: async (path) => path,
    stat: async (path) => {
      const found = bytes(path);
      if (found) return { kind: 'file', size: found.length, mode: 0o600 };
      return isFolder(path) ? { kind: 'directory', size: 0, mode: 0o700 } : undefined;
    },
    read: async (path) => bytes(path),
    readText: async (path) => bytes(path)?.toString('utf8'),
    async *open(path, range) {
      const found = bytes(path);
      if (found) yield found.subarray(range?.start ?? 0, range?.end);
    },
    list: async (folder) =>
      [...held.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
    // Patterns that end in a name, at any depth.
    glob: async (patterns, folder = '/') => {
      const names = patterns.filter((one) => !one.startsWith('!')).map((one) => one.slice(one.lastIndexOf('/') + 1));
      return [...held.keys()].filter(
        (path) => path.startsWith(`${folder}/`) && names.includes(path.slice(path.lastIndexOf('/') + 1)),
      );
    },
    walk: async (folder, { takes }) => {
      const files = [...held.keys()]
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1));
      const listed = new Map<string, { folders: string[]; files: string[]; links: Map<string, string> }>();
      for (const path of ['', ...files]) {
        const at = path.lastIndexOf('/');
        const name = path.slice(Math.max(at, 0));
        const none = { folders: [] as string[], files: [] as string[], links: new Map<string, string>() };
        const listing = listed.get(path.slice(0, Math.max(at, 0))) ?? none;
        if (name !== '') listing.files.push(name.replace(/^\//, ''));
        listed.set(path.slice(0, Math.max(at, 0)), listing);
      }
      return {
        files: files.filter((path) => takes(path.slice(path.lastIndexOf('/') + 1))),
        listed,
        linked: new Map(),
      };
    },
    write: async (path, data) => void held.set(path, Buffer.from(data as string)),
    create: async (path, data) => {
      if (held.has(path)) return false;
      held.set(path, Buffer.from(data));
      return true;
    },
    append: async (path, data) =>
      void held.set(path, Buffer.concat([held.get(path) ?? Buffer.alloc(0), Buffer.from(data)])),
    remove: async (path) => void held.delete(path),
    overwrite: async (path, data) => void held.set(path, Buffer.from(data)),
    isWritable: async () => true,
    requireOutput: async () => 'file',
    removeEmptyFolder: async () => true,
    makeDirectory: async () => undefined,
    setMode: async () => undefined,
  };
  return disk as Files;
}
