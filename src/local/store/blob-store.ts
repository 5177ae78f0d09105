// Bytes as files named by digest (`sha256/ab/cdef…`), beside a folder for what is still arriving. A blob appears under
// its name only when it is whole and, in a durable store, on the disk; metadata may refer to it from then on.
import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Digests } from '../../core/model/package.ts';
import type { StoredBlob } from '../../core/ports/format-server.ts';
import { receiveInto } from './receive.ts';

type Named = { readonly digests: Pick<Digests, 'SHA-256'> };

export interface BlobStore {
  /** Streams to disk while digesting. More than `limit` bytes are refused (too-large) and leave nothing. */
  receive(stream: AsyncIterable<Uint8Array>, limit: number): Promise<StoredBlob>;
  path(blob: Named): string;
  has(blob: Named): boolean;
  /** `end` is exclusive. */
  read(blob: Named, range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
  /**
   * Removes blobs for which `isReferenced` says no, except those received in the last `graceMs`: the metadata that
   * refers to them may be on its way.
   */
  collect(isReferenced: (sha256: string) => boolean, graceMs: number): Promise<{ removed: number; bytes: number }>;
  /** Removes everything. */
  clear(): Promise<void>;
  /** Removes a temporary store's folder. */
  close(): Promise<void>;
}

/** `directory` undefined: a temporary folder without any syncing, removed on close. */
export async function openBlobStore(directory: string | undefined): Promise<BlobStore> {
  const root = directory ?? (await mkdtemp(join(tmpdir(), 'codeartifact-ci-')));
  const store = new DirectoryBlobStore(root, directory !== undefined);
  await store.prepare();
  return store;
}

class DirectoryBlobStore implements BlobStore {
  readonly #root: string;
  readonly #isDurable: boolean;
  readonly #folders = new Set<string>();
  /** When this process last received a blob, by a clock that nobody moves; oldest first. */
  readonly #received = new Map<string, number>();

  constructor(root: string, isDurable: boolean) {
    this.#root = root;
    this.#isDurable = isDurable;
  }

  /** What was arriving when an earlier process ended was never acknowledged. */
  async prepare(): Promise<void> {
    await rm(join(this.#root, 'incoming'), { recursive: true, force: true });
    await mkdir(join(this.#root, 'incoming'), { recursive: true, mode: 0o700 });
    await mkdir(join(this.#root, 'sha256'), { recursive: true, mode: 0o700 });
    if (this.#isDurable) await syncFolder(this.#root);
  }

  path(blob: Named): string {
    const name = blob.digests['SHA-256'];
    // Names come from our own digests; anything else must not become a path.
    if (!/^[0-9a-f]{64}$/.test(name)) throw new RangeError('not a SHA-256 digest');
    return join(this.#root, 'sha256', name.slice(0, 2), name.slice(2));
  }

  has(blob: Named): boolean {
    return this.#received.has(blob.digests['SHA-256']) || existsSync(this.path(blob));
  }

  read(blob: Named, range?: { start: number; end: number }): AsyncIterable<Uint8Array> {
    return createReadStream(this.path(blob), range && { start: range.start, end: range.end - 1 });
  }

  async receive(stream: AsyncIterable<Uint8Array>, limit: number): Promise<StoredBlob> {
    const arriving = join(this.#root, 'incoming', randomBytes(12).toString('hex'));
    try {
      const blob = await receiveInto(arriving, stream, { limit, sync: this.#isDurable });
      await this.#name(arriving, blob);
      return blob;
    } catch (error) {
      await rm(arriving, { force: true });
      throw error;
    }
  }

  async #name(arriving: string, blob: StoredBlob): Promise<void> {
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

  async collect(
    isReferenced: (sha256: string) => boolean,
    graceMs: number,
  ): Promise<{ removed: number; bytes: number }> {
    const since = performance.now() - graceMs;
    for (const [name, at] of this.#received) {
      if (at > since) break;
      this.#received.delete(name);
    }
    let removed = 0;
    let bytes = 0;
    for (const start of await readdir(join(this.#root, 'sha256'))) {
      const folder = join(this.#root, 'sha256', start);
      for (const rest of await readdir(folder)) {
        const name = start + rest;
        // No pause between check and removal, so that no reference can come in between.
        if (this.#received.has(name) || isReferenced(name)) continue;
        const path = join(folder, rest);
        bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
        rmSync(path, { force: true });
        removed++;
      }
    }
    return { removed, bytes };
  }

  async clear(): Promise<void> {
    this.#folders.clear();
    this.#received.clear();
    await rm(join(this.#root, 'sha256'), { recursive: true, force: true });
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
