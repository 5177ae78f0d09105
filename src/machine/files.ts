import { createReadStream, promises as fs } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { FileStat, Files } from '../core/ports/host.ts';

const missing = (error: unknown) => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (missing(error)) return undefined;
    throw error;
  }
}

const cannotWrite = (path: string, cause: unknown) =>
  new RegistryError(
    'CA-FILE-003',
    `${path} cannot be written (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`,
    { cause },
  );

/** Where a path leads in the end; a link to nowhere leads to the file it wants, so that writing keeps the link. */
async function linkTarget(path: string, depth = 0): Promise<string> {
  const real = await orUndefined(fs.realpath(path));
  if (real !== undefined || depth === 10) return real ?? path;
  const next = (await orUndefined(fs.lstat(path)))?.isSymbolicLink() ? await fs.readlink(path) : undefined;
  return next === undefined ? path : linkTarget(resolve(dirname(path), next), depth + 1);
}

/** The real file system. `temporaryDirectory` is where makeTemporaryDirectory works. */
export function createFiles(workingDirectory: string, temporaryDirectory: string): Files {
  const at = (path: string) => resolve(workingDirectory, path);

  const makeDirectory = async (path: string, mode?: number) => {
    await fs.mkdir(at(path), { recursive: true, ...(mode === undefined ? {} : { mode }) });
  };

  /** Writes beside the target, syncs, renames: old or new, never half. */
  const replace = async (
    path: string,
    mode: number | undefined,
    fill: (temporary: string, mode: number) => Promise<void>,
  ) => {
    const target = await linkTarget(at(path));
    const before = await orUndefined(fs.stat(target));
    const wanted = mode ?? (before ? before.mode & 0o777 : 0o644);
    // Loaded here: a run that writes nothing must not wait for it.
    const { randomBytes } = await import('node:crypto');
    const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      await makeDirectory(dirname(target), (wanted & 0o077) === 0 ? 0o700 : undefined);
      await fill(temporary, wanted);
      await fs.chmod(temporary, wanted);
      // Root in a container edits files of the runner's user: they stay that user's. Others cannot give files away.
      if (before && process.getuid?.() === 0) await fs.chown(temporary, before.uid, before.gid);
      await fs.rename(temporary, target);
    } catch (error) {
      await fs.rm(temporary, { force: true }).catch(() => undefined);
      throw error instanceof RegistryError ? error : cannotWrite(path, error);
    }
  };

  return {
    read: (path) => orUndefined(fs.readFile(at(path))),
    readText: (path) => orUndefined(fs.readFile(at(path), 'utf8')),
    open: (path, range) =>
      createReadStream(at(path), {
        highWaterMark: 256 * 1024,
        ...(range ? { start: range.start, end: range.end - 1 } : {}),
      }),
    write: (path, data, options) =>
      replace(path, options?.mode, async (temporary, mode) => {
        const handle = await fs.open(temporary, 'wx', mode);
        try {
          await handle.writeFile(data);
          await handle.sync();
        } finally {
          await handle.close();
        }
      }),
    writeStream: async (path, data, options) => {
      let size = 0;
      await replace(path, options?.mode, async (temporary, mode) => {
        const { streamIntoFile } = await import('./stream-file.ts');
        size = await streamIntoFile(temporary, mode, data);
      });
      return size;
    },
    create: async (path, data) => {
      try {
        await makeDirectory(dirname(at(path)), 0o700);
        await fs.writeFile(at(path), data, { flag: 'wx', mode: 0o600 });
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw cannotWrite(path, error);
      }
    },
    append: async (path, data, options) => {
      const mode = options?.mode ?? 0o600;
      try {
        await makeDirectory(dirname(at(path)), (mode & 0o077) === 0 ? 0o700 : undefined);
        const handle = await fs.open(at(path), 'a', mode);
        try {
          await handle.appendFile(data);
          await handle.sync();
        } finally {
          await handle.close();
        }
      } catch (error) {
        throw cannotWrite(path, error);
      }
    },
    stat: async (path): Promise<FileStat | undefined> => {
      const found = await orUndefined(fs.lstat(at(path)));
      if (!found) return undefined;
      const kind = found.isFile()
        ? 'file'
        : found.isDirectory()
          ? 'directory'
          : found.isSymbolicLink()
            ? 'link'
            : 'other';
      return { kind, size: found.size, mode: found.mode & 0o777 };
    },
    realPath: (path) => orUndefined(fs.realpath(at(path))),
    list: async (directory) => ((await orUndefined(fs.readdir(at(directory)))) ?? []).sort(),
    remove: (path, options) => fs.rm(at(path), { force: true, recursive: options?.recursive ?? false }),
    makeDirectory: (path, options) => makeDirectory(path, options?.mode),
    makeTemporaryDirectory: (prefix) => fs.mkdtemp(join(temporaryDirectory, `${prefix}-`)),
    setMode: (path, mode) => fs.chmod(at(path), mode),
    glob: async (patterns, cwd) => {
      const { glob } = await import('tinyglobby');
      const found = await glob([...patterns], {
        cwd: at(cwd),
        absolute: true,
        dot: true,
        followSymbolicLinks: false,
        onlyFiles: true,
        expandDirectories: false,
      });
      return found.map((path) => resolve(path)).sort();
    },
  };
}
