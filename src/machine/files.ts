// The file system behind the port. Calls are made at once and not through Node's thread pool: a round trip there costs
// twenty times the call, and a login makes a hundred. Only what waits for the disk (sync) or is large is left to it.
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  fsync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rm,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { interruption } from '../core/calls/waits.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { FileStat, Files } from '../core/ports/host.ts';
import type { SpecialTarget } from './stream-file.ts';
import { isFinished, isTemporary, isUnfinished } from './unfinished-files.ts';

const missing = (error: unknown) => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
const quiet = { throwIfNoEntry: false } as const;

function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (missing(error)) return undefined;
    throw error;
  }
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (missing(error)) return undefined;
    throw error;
  }
}

/** What is there, links not followed. */
const entryAt = (path: string): Stats | undefined => orUndefined(() => lstatSync(path, quiet));
/** An error that nobody will see costs more than to look first. */
const realPathOf = (path: string): string | undefined =>
  orUndefined(() => (statSync(path, quiet) === undefined ? undefined : realpathSync.native(path)));

const cannotWrite = (path: string, cause: unknown) =>
  new RegistryError(
    'CA-FILE-003',
    `${path} cannot be written (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`,
    { cause },
  );

const cannotRead = (path: string, cause: unknown) =>
  new RegistryError(
    'CA-FILE-005',
    `${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`,
    {
      cause,
    },
  );

/** The work on a path, whose failures become errors of ours. */
async function reading<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RegistryError ? error : cannotRead(path, error);
  }
}

async function writing<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RegistryError ? error : cannotWrite(path, error);
  }
}

/** Where a path leads in the end; a link to nowhere leads to the file it wants, so that writing keeps the link. */
function linkTarget(path: string, depth = 0): string {
  const real = realPathOf(path);
  if (real !== undefined || depth === 10) return real ?? path;
  const next = entryAt(path)?.isSymbolicLink() ? readlinkSync(path) : undefined;
  return next === undefined ? path : linkTarget(resolve(dirname(path), next), depth + 1);
}

/** `/dev/stdout`, `/dev/fd/3`: a handle of this process, which may be a file that others write to as well. */
function ownHandle(path: string): number | undefined {
  const handles = new RegExp(`^/(?:dev/fd|proc/(?:self|thread-self|${process.pid})/fd)/([0-9]{1,6})$`);
  let at = path;
  for (let depth = 0; depth < 10; depth++) {
    const number = handles.exec(at)?.[1];
    if (number !== undefined) return Number(number);
    if (!entryAt(at)?.isSymbolicLink()) return undefined;
    at = resolve(dirname(at), readlinkSync(at));
  }
  return undefined;
}

/** What is written into and never replaced; undefined for a file, or where nothing is. Throws EISDIR for a folder. */
function specialTarget(path: string): SpecialTarget | undefined {
  const found = orUndefined(() => statSync(path, quiet));
  if (found === undefined) return undefined;
  if (found.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
  const handle = ownHandle(path);
  return found.isFile() && handle === undefined ? undefined : { path, handle, isSocket: found.isSocket() };
}

/** The nearest folder above a path that is there: the one in which something will be made. */
function existingFolder(path: string): string {
  let at = dirname(path);
  while (statSync(at, quiet) === undefined && dirname(at) !== at) at = dirname(at);
  return at;
}

/** Throws the error with which writing there would end, as far as it can be told. */
function requireWritable(path: string, isNamedAsFolder: boolean): 'file' | 'stream' {
  if (isNamedAsFolder) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
  if (specialTarget(path)) {
    accessSync(path, constants.W_OK);
    return 'stream';
  }
  // A file is replaced, which asks its folder alone.
  const folder = existingFolder(linkTarget(path));
  if (!statSync(folder).isDirectory()) throw Object.assign(new Error('is no folder'), { code: 'ENOTDIR' });
  accessSync(folder, constants.W_OK | constants.X_OK);
  return 'file';
}

const sync = promisify(fsync);

async function overwriteFile(path: string, data: Uint8Array): Promise<void> {
  const handle = openSync(path, 'r+');
  try {
    for (let written = 0; written < data.length; )
      written += writeSync(handle, data, written, data.length - written, written);
    ftruncateSync(handle, data.length);
    await sync(handle);
  } finally {
    closeSync(handle);
  }
}

function isWritable(path: string): boolean {
  const mayAll = (place: string, mode: number) => {
    try {
      accessSync(place, mode);
      return true;
    } catch {
      return false;
    }
  };
  try {
    const target = linkTarget(path);
    // A file is replaced where its folder allows it, else written into.
    if (mayAll(target, constants.W_OK)) return true;
    const folder = existingFolder(target);
    return statSync(folder).isDirectory() && mayAll(folder, constants.W_OK | constants.X_OK);
  } catch {
    // Whatever is wrong with the path, who opens it says what.
    return true;
  }
}

/** Opens, fills and syncs; the handle is closed whatever happens. */
async function withHandle(path: string, mode: number, fill: (handle: number) => void) {
  const handle = openSync(path, 'wx', mode);
  try {
    fill(handle);
    await sync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What is at most this long is read at once: as a stream, a small file costs twenty times as much. */
const CHUNK = 256 * 1024;

async function* contentOf(path: string, range?: { readonly start: number; readonly end: number }) {
  const handle = await reading(path, () => openSync(path, 'r'));
  let isOurs = true;
  try {
    const found = fstatSync(handle);
    const { start, end } = range ?? { start: 0, end: found.size };
    if (found.isFile() && end - start <= CHUNK) {
      const content = range ? readRange(handle, start, Math.min(end, found.size)) : readFileSync(handle);
      if (content.length > 0) yield content;
      return;
    }
    isOurs = false;
    yield* createReadStream(path, { fd: handle, highWaterMark: CHUNK, ...(range ? { start, end: end - 1 } : {}) });
  } finally {
    if (isOurs) closeSync(handle);
  }
}

/** Shorter when the file ends before. */
function readRange(handle: number, start: number, end: number): Buffer {
  const content = Buffer.allocUnsafe(Math.max(end - start, 0));
  let filled = 0;
  while (filled < content.length) {
    const count = readSync(handle, content, filled, content.length - filled, start + filled);
    if (count === 0) break;
    filled += count;
  }
  return content.subarray(0, filled);
}

/** Bytes. What is no file may go on for ever, and everything that is read whole is a document. */
const LONGEST_DOCUMENT = 64 * 1024 * 1024;

/**
 * The whole of a file. A named pipe (`--manifest <(command)`) is awaited without blocking, so that signals are heard
 * meanwhile: opened in the usual way it would hold the process until something writes to it.
 */
async function contentAt(path: string, interrupted: AbortSignal | undefined): Promise<Buffer> {
  const handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  let isOurs = true;
  try {
    const found = fstatSync(handle);
    if (found.isFIFO() || found.isSocket()) {
      isOurs = false;
      return await contentOfPipe(handle, path, interrupted);
    }
    if (found.isCharacterDevice()) return contentOfDevice(handle, path);
    if (found.size > LONGEST_DOCUMENT)
      throw new RegistryError('CA-INPUT-005', `${path} is larger than ${LONGEST_DOCUMENT} bytes, and is not read`);
    return readFileSync(handle);
  } finally {
    if (isOurs) closeSync(handle);
  }
}

function contentOfDevice(handle: number, path: string): Buffer {
  const chunks: Buffer[] = [];
  for (let size = 0; ; ) {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    const count = readSync(handle, chunk);
    if (count === 0) return Buffer.concat(chunks);
    size += count;
    if (size > LONGEST_DOCUMENT) throw new RegistryError('CA-INPUT-005', `${path} is no file and does not end`);
    chunks.push(chunk.subarray(0, count));
  }
}

async function contentOfPipe(handle: number, path: string, interrupted: AbortSignal | undefined): Promise<Buffer> {
  const { Socket } = await import('node:net');
  const pipe = new Socket({ fd: handle, readable: true, writable: false });
  const stop = () => pipe.destroy(interruption(interrupted as AbortSignal, `before ${path} was read`));
  interrupted?.addEventListener('abort', stop, { once: true });
  if (interrupted?.aborted) stop();
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of pipe as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LONGEST_DOCUMENT) throw new RegistryError('CA-INPUT-005', `${path} is no file and does not end`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    interrupted?.removeEventListener('abort', stop);
    pipe.destroy();
  }
}

async function* oneChunk(data: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof data === 'string' ? Buffer.from(data) : data;
}

/** The real file system. `temporaryDirectory` is where makeTemporaryDirectory works; `interrupted` ends waits for pipes. */
export function createFiles(workingDirectory: string, temporaryDirectory: string, interrupted?: AbortSignal): Files {
  const at = (path: string) => resolve(workingDirectory, path);

  const makeDirectory = (path: string, mode?: number) => {
    mkdirSync(at(path), { recursive: true, ...(mode === undefined ? {} : { mode }) });
  };

  /** Writes beside the target, syncs, renames: old or new, never half. */
  const replace = async (
    path: string,
    mode: number | undefined,
    fill: (temporary: string, mode: number) => Promise<void>,
    content: () => AsyncIterable<Uint8Array>,
  ): Promise<void> => {
    const special = await writing(path, () => specialTarget(at(path)));
    if (special) {
      await writing(path, async () => {
        const { writeIntoSpecial } = await import('./stream-file.ts');
        await writeIntoSpecial(special, content(), interrupted);
      });
      return;
    }
    const { target, before } = await writing(path, () => {
      const end = linkTarget(at(path));
      return { target: end, before: orUndefined(() => statSync(end, quiet)) };
    });
    const wanted = mode ?? (before ? before.mode & 0o777 : 0o644);
    // Loaded here: a run that writes nothing must not wait for it.
    const { randomBytes } = await import('node:crypto');
    const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
    isUnfinished(temporary);
    try {
      makeDirectory(dirname(target), (wanted & 0o077) === 0 ? 0o700 : undefined);
      await fill(temporary, wanted);
      chmodSync(temporary, wanted);
      // Root in a container edits files of the runner's user: they stay that user's. Others cannot give files away.
      if (before && process.getuid?.() === 0) chownSync(temporary, before.uid, before.gid);
      renameSync(temporary, target);
    } catch (error) {
      try {
        rmSync(temporary, { force: true });
      } catch {
        // The first error is the one to tell.
      }
      throw error instanceof RegistryError ? error : cannotWrite(path, error);
    } finally {
      isFinished(temporary);
    }
  };

  return {
    read: (path) => reading(path, () => unlessMissing(contentAt(at(path), interrupted))),
    readText: (path) =>
      reading(path, async () => (await unlessMissing(contentAt(at(path), interrupted)))?.toString('utf8')),
    open: (path, range) => contentOf(at(path), range),
    write: (path, data, options) =>
      replace(
        path,
        options?.mode,
        (temporary, mode) => withHandle(temporary, mode, (handle) => writeFileSync(handle, data)),
        () => oneChunk(data),
      ),
    writeStream: async (path, data, options) => {
      let size = 0;
      const counted = async function* () {
        for await (const chunk of data) {
          size += chunk.length;
          yield chunk;
        }
      };
      await replace(
        path,
        options?.mode,
        async (temporary, mode) => {
          const { streamIntoFile } = await import('./stream-file.ts');
          await streamIntoFile(temporary, mode, counted());
        },
        counted,
      );
      return size;
    },
    requireOutput: (path) => writing(path, () => requireWritable(at(path), /[/\\]$/.test(path))),
    overwrite: (path, data) => writing(path, () => overwriteFile(linkTarget(at(path)), data)),
    isWritable: async (path) => isWritable(at(path)),
    create: async (path, data) => {
      // Apart: where a file stands in the place of the folder, that is EEXIST as well.
      await writing(path, () => makeDirectory(dirname(at(path)), 0o700));
      try {
        writeFileSync(at(path), data, { flag: 'wx', mode: 0o600 });
        isUnfinished(at(path), data);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw cannotWrite(path, error);
      }
    },
    append: async (path, data, options) => {
      try {
        const { appendToFile } = await import('./append-file.ts');
        await appendToFile(at(path), data, options?.mode ?? 0o600);
      } catch (error) {
        throw cannotWrite(path, error);
      }
    },
    stat: async (path): Promise<FileStat | undefined> => {
      const found = await reading(path, () => entryAt(at(path)));
      if (!found) return undefined;
      const kind = found.isFile()
        ? 'file'
        : found.isDirectory()
          ? 'directory'
          : found.isSymbolicLink()
            ? 'link'
            : 'other';
      const owner = process.platform === 'win32' ? undefined : found.uid;
      return { kind, size: found.size, mode: found.mode & 0o777, owner, names: found.nlink };
    },
    realPath: (path) => reading(path, () => realPathOf(at(path))),
    destination: (path) => reading(path, () => linkTarget(at(path))),
    list: (directory) => reading(directory, () => (orUndefined(() => readdirSync(at(directory))) ?? []).sort()),
    // A folder may hold thousands of files.
    remove: (path, options) =>
      writing(path, async () => {
        if (options?.recursive) await promisify(rm)(at(path), { force: true, recursive: true });
        else rmSync(at(path), { force: true });
        isFinished(at(path));
      }),
    removeEmptyFolder: (path) =>
      writing(path, () => {
        try {
          rmdirSync(at(path));
          return true;
        } catch (error) {
          if (missing(error) || ['ENOTEMPTY', 'EEXIST', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? ''))
            return false;
          throw error;
        }
      }),
    makeDirectory: (path, options) => writing(path, () => makeDirectory(path, options?.mode)),
    makeTemporaryDirectory: (prefix, { isKept = false } = {}) =>
      writing(temporaryDirectory, () => {
        const folder = mkdtempSync(join(temporaryDirectory, `${prefix}-`));
        if (!isKept) isTemporary(at(folder));
        return folder;
      }),
    setMode: (path, mode) => writing(path, () => chmodSync(at(path), mode)),
    walk: async (directory, choice) => {
      const { walkFolders } = await import('./plain-globs.ts');
      return walkFolders(at(directory), choice);
    },
    glob: async (patterns, cwd, { dot = true } = {}) => {
      const { filesOfFewLevels, filesOfOneFolder } = await import('./plain-globs.ts');
      const listed = filesOfOneFolder(patterns, at(cwd), dot) ?? filesOfFewLevels(patterns, at(cwd), dot);
      if (listed) return listed;
      const { glob } = await import('tinyglobby');
      const found = await glob([...patterns], {
        cwd: at(cwd),
        absolute: true,
        dot,
        followSymbolicLinks: false,
        onlyFiles: true,
        expandDirectories: false,
      });
      return found.map((path) => resolve(path)).sort();
    },
  };
}
