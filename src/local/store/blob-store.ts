// Bytes as files named by digest (`sha256/ab/cdef…`), beside a folder for what is still arriving. A blob appears under
// its name only when it is whole and, in a durable store, on the disk; metadata may refer to it from then on.
import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Digests } from '../../core/model/package.ts';
import type { StoredBlob } from '../../core/ports/format-server.ts';
import { fileInPieces, proven, requireFile } from './digested-file.ts';
import { blobFiles, blobFolders, closeToOthers, entryAt, isFileAt, removePassingFolders } from './folder-entries.ts';
import { folderForDamaged, moveFile } from './kept-files.ts';
import { receiveInto } from './receive.ts';
import { isOutOfRoom, type Room } from './room.ts';

type Named = { readonly digests: Pick<Digests, 'SHA-256'> };

export interface BlobStore {
  /** Streams to disk while digesting. More than `limit` bytes are refused (too-large) and leave nothing. */
  receive(stream: AsyncIterable<Uint8Array>, limit: number): Promise<StoredBlob>;
  path(blob: Named): string;
  has(blob: Named): boolean;
  /** `end` is exclusive. All of them are checked before the last are given (DamagedFile); a part is not. */
  read(blob: Named, range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
  /**
   * Takes blobs away for which `isReferenced` says no, except those received in the last `graceMs`, by this process or
   * by the time of the file: the metadata that refers to them may be on its way. A durable store moves them to the
   * folder `trash`, as they are.
   */
  collect(isReferenced: (sha256: string) => boolean, graceMs: number): Promise<Removed>;
  /** Removes what was collected, for good. */
  emptyTrash(): Promise<Removed>;
  /** Removes everything; where damage was accepted, moves it to the trash. */
  clear(): Promise<void>;
  /** Removes a temporary store's folder. */
  close(): Promise<void>;
}

/** How many files went, and their size. */
export interface Removed {
  readonly removed: number;
  readonly bytes: number;
}

export interface BlobStoreOptions {
  /** Nothing is removed at all, not even what was arriving. */
  readonly isDoubtful?: boolean;
  readonly room?: Room | undefined;
  /** Throws where the folder is not under its name any more: nothing is written there then. */
  readonly requireInPlace?: (() => void) | undefined;
}

/** `directory` undefined: a temporary folder without any syncing, removed on close. */
export async function openBlobStore(directory: string | undefined, options: BlobStoreOptions = {}): Promise<BlobStore> {
  const root = directory ?? (await mkdtemp(join(tmpdir(), 'codeartifact-ci-')));
  const store = new DirectoryBlobStore(root, directory !== undefined, options);
  await store.prepare();
  return store;
}

/** Where the bytes of a digest lie below a data folder. */
export function blobPath(root: string, sha256: string): string {
  return join(root, 'sha256', sha256.slice(0, 2), sha256.slice(2));
}

/** Where collected bytes of a digest lie. */
export function trashPath(root: string, sha256: string): string {
  return join(root, 'trash', sha256);
}

/** Anything but a folder in the place of the trash, in words: behind a link, others' files would be removed with it. */
export function trashProblem(root: string): string | undefined {
  const stat = lstatSync(join(root, 'trash'), { throwIfNoEntry: false });
  return stat === undefined || stat.isDirectory() ? undefined : 'trash is not a folder';
}

/** The digests after which files below a data folder are named, without reading them. */
export function blobNames(root: string): Set<string> {
  const names = new Set<string>();
  for (const { start, kind } of blobFolders(root)) {
    if (kind !== 'folder') continue;
    for (const { rest, kind: found } of blobFiles(root, start)) if (found === 'file') names.add(start + rest);
  }
  return names;
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(String((error as { code?: unknown }).code))) return [];
    throw error;
  }
}

const DIGEST = /^[0-9a-f]{64}$/;
/** How files are called that are still arriving. */
const ARRIVING = /^[0-9a-f]{24}$/;

class DirectoryBlobStore implements BlobStore {
  readonly #root: string;
  readonly #isDurable: boolean;
  readonly #isDoubtful: boolean;
  readonly #room: Room | undefined;
  readonly #requireInPlace: () => void;
  readonly #folders = new Set<string>();
  /** When this process last received a blob, by a clock that nobody moves; oldest first. */
  readonly #received = new Map<string, number>();

  constructor(
    root: string,
    isDurable: boolean,
    { isDoubtful = false, room, requireInPlace = () => {} }: BlobStoreOptions,
  ) {
    this.#root = root;
    this.#isDurable = isDurable;
    this.#isDoubtful = isDoubtful;
    this.#room = room;
    this.#requireInPlace = requireInPlace;
  }

  /** What was arriving when an earlier process ended was never acknowledged. */
  async prepare(): Promise<void> {
    const incoming = join(this.#root, 'incoming');
    if (!this.#isDoubtful)
      for (const name of entriesOf(incoming))
        if (ARRIVING.test(name) && isFileAt(join(incoming, name))) rmSync(join(incoming, name), { force: true });
    removePassingFolders(this.#root);
    for (const name of ['incoming', 'sha256', 'trash']) {
      const folder = join(this.#root, name);
      if (name !== 'trash') await mkdir(folder, { recursive: true, mode: 0o700 });
      closeToOthers(folder);
    }
    if (this.#isDurable) await syncFolder(this.#root);
  }

  path(blob: Named): string {
    const name = blob.digests['SHA-256'];
    // Names come from our own digests; anything else must not become a path.
    if (!DIGEST.test(name)) throw new RangeError('not a SHA-256 digest');
    return blobPath(this.#root, name);
  }

  has(blob: Named): boolean {
    return this.#received.has(blob.digests['SHA-256']) || isFileAt(this.path(blob));
  }

  read(blob: Named, range?: { start: number; end: number }): AsyncIterable<Uint8Array> {
    this.#requireInPlace();
    const file = this.path(blob);
    requireFile(file);
    if (range) return fileInPieces(file, range);
    return proven(fileInPieces(file), { file, sha256: blob.digests['SHA-256'] });
  }

  async receive(stream: AsyncIterable<Uint8Array>, limit: number): Promise<StoredBlob> {
    this.#requireInPlace();
    this.#room?.require();
    const arriving = join(this.#root, 'incoming', randomBytes(12).toString('hex'));
    try {
      const blob = await receiveInto(arriving, stream, { limit, sync: this.#isDurable });
      await this.#name(arriving, blob);
      return blob;
    } catch (error) {
      this.#requireInPlace();
      await rm(arriving, { force: true });
      throw this.#room && isOutOfRoom(error) ? this.#room.exhausted() : error;
    }
  }

  async #name(arriving: string, blob: StoredBlob): Promise<void> {
    this.#requireInPlace();
    const path = this.path(blob);
    const folder = dirname(path);
    const name = blob.digests['SHA-256'];
    if (!this.#folders.has(folder)) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (this.#isDurable) await syncFolder(dirname(folder));
      this.#folders.add(folder);
    }
    // From here on a collection must spare it. Renaming over an equal blob is harmless: same bytes, and readers keep
    // the file they opened.
    this.#received.delete(name);
    this.#received.set(name, performance.now());
    if (!this.#isDurable) return renameSync(arriving, path);
    await rename(arriving, path);
    await syncFolder(folder);
  }

  async collect(isReferenced: (sha256: string) => boolean, graceMs: number): Promise<Removed> {
    this.#requireInPlace();
    const since = performance.now() - graceMs;
    for (const [name, at] of this.#received) {
      if (at > since) break;
      this.#received.delete(name);
    }
    let removed = 0;
    let bytes = 0;
    for (const name of blobNames(this.#root)) {
      // No pause between check and removal, so that no reference can come in between.
      if (this.#received.has(name) || isReferenced(name)) continue;
      const path = blobPath(this.#root, name);
      const file = entryAt(path);
      if (file === undefined || (this.#isDurable && file.mtimeMs > Date.now() - graceMs && graceMs > 0)) continue;
      if (this.#isDurable) this.#discard(name);
      else rmSync(path, { force: true });
      bytes += file.size;
      removed++;
    }
    return { removed, bytes };
  }

  /** What is in the place of the trash and is no folder makes place: it is kept, as all that is damaged. */
  #discard(name: string): void {
    if (trashProblem(this.#root) !== undefined)
      moveFile(join(this.#root, 'trash'), join(folderForDamaged(this.#root, new Date()), 'trash'));
    moveFile(blobPath(this.#root, name), trashPath(this.#root, name));
  }

  async emptyTrash(): Promise<Removed> {
    this.#requireInPlace();
    if (trashProblem(this.#root) !== undefined) throw new RangeError('trash is not a folder of this data folder');
    const trash = join(this.#root, 'trash');
    let bytes = 0;
    // What else anybody has put there is theirs.
    const names = entriesOf(trash).filter((name) => DIGEST.test(name) && isFileAt(join(trash, name)));
    for (const name of names) {
      bytes += lstatSync(join(trash, name), { throwIfNoEntry: false })?.size ?? 0;
      await rm(join(trash, name), { force: true });
    }
    this.#room?.look();
    return { removed: names.length, bytes };
  }

  async clear(): Promise<void> {
    this.#requireInPlace();
    this.#folders.clear();
    this.#received.clear();
    for (const name of blobNames(this.#root)) {
      if (this.#isDoubtful) this.#discard(name);
      else rmSync(blobPath(this.#root, name), { force: true });
    }
    await this.prepare();
  }

  async close(): Promise<void> {
    if (!this.#isDurable) await rm(this.#root, { recursive: true, force: true });
  }
}

/** Makes names in a folder survive a loss of power. Windows has no such call and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
