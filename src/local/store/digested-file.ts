// Bytes of the store are never believed: what is read is digested on the way, and the last piece is given only when
// all of them are what the name of the file says.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { kindAt, TO_READ } from './folder-entries.ts';

/** The bytes of a file are not those it was named after. */
export class DamagedFile extends Error {
  readonly file: string;

  constructor(file: string, what = 'has other bytes than were stored') {
    super(`${file} ${what}; \`codeartifact-ci local check\` tells what else is damaged`);
    this.name = 'DamagedFile';
    this.file = file;
  }
}

/** Throws DamagedFile where there is something else than a file. */
export function requireFile(file: string): void {
  if (!['file', 'missing'].includes(kindAt(file))) throw new DamagedFile(file, 'is not a file');
}

/** The bytes of a file; `end` is exclusive. Throws DamagedFile where there is something else than a file. */
export async function* fileInPieces(file: string, range?: { start: number; end: number }): AsyncGenerator<Uint8Array> {
  requireFile(file);
  const handle = await open(file, TO_READ);
  try {
    const part = range === undefined ? {} : { start: range.start, end: range.end - 1 };
    yield* handle.createReadStream({ ...part, highWaterMark: 256 * 1024, autoClose: false });
  } finally {
    await handle.close();
  }
}

/** Gives the pieces on, the last of them only once the digest is right; throws DamagedFile. */
export async function* proven(
  pieces: AsyncIterable<Uint8Array>,
  { file, sha256 }: { readonly file: string; readonly sha256: string },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let held: Uint8Array | undefined;
  for await (const piece of pieces) {
    hash.update(piece);
    if (held !== undefined) yield held;
    held = piece;
  }
  if (hash.digest('hex') !== sha256) throw new DamagedFile(file);
  if (held !== undefined) yield held;
}

/** So much of a file is proven at a time once all of it was, to give parts of it. */
const BLOCK = 256 * 1024;
/** Bytes that the digest of a block has. */
const DIGEST = 32;
/** Digests of blocks that are kept, of all files together: 16 MiB of them. */
const KEPT_BLOCKS = 512 * 1024;

/**
 * Parts of large files. The whole is read once, which proves each block of it; from then on a part is proven by itself,
 * every time it is given: bytes rot on the disk without anybody writing them.
 */
export class ProvenParts {
  /** By path and digest, those asked for last at the end; the digests of all blocks of a file one behind the other. */
  readonly #blocks = new Map<string, Buffer>();
  #kept = 0;

  /**
   * The bytes of a part of a file, the whole of which is `sha256`; `end` is exclusive. Throws DamagedFile before it gives
   * wrong ones.
   */
  async *part(
    handle: FileHandle,
    { file, sha256 }: { readonly file: string; readonly sha256: string },
    { start, end }: { readonly start: number; readonly end: number },
  ): AsyncGenerator<Uint8Array> {
    const name = `${sha256} ${file}`;
    const digests = this.#blocks.get(name) ?? (await digestsOf(handle, file, sha256));
    this.#keep(name, digests);
    let number = Math.floor(start / BLOCK);
    for await (const block of blocksOf(handle, number * BLOCK)) {
      const at = number * BLOCK;
      if (at >= end) return;
      if (!digests.subarray(number * DIGEST, (number + 1) * DIGEST).equals(digest(block))) {
        this.#forget(name);
        throw new DamagedFile(file);
      }
      yield block.subarray(Math.max(0, start - at), end - at);
      number++;
    }
  }

  #keep(name: string, digests: Buffer): void {
    this.#forget(name);
    this.#blocks.set(name, digests);
    this.#kept += digests.length / DIGEST;
    for (const oldest of this.#blocks.keys()) {
      if (this.#kept <= KEPT_BLOCKS || oldest === name) return;
      this.#forget(oldest);
    }
  }

  #forget(name: string): void {
    this.#kept -= (this.#blocks.get(name)?.length ?? 0) / DIGEST;
    this.#blocks.delete(name);
  }
}

/** The digests of all blocks, once the whole is what it should be. */
async function digestsOf(handle: FileHandle, file: string, sha256: string): Promise<Buffer> {
  const whole = createHash('sha256');
  const digests: Buffer[] = [];
  for await (const block of blocksOf(handle, 0)) {
    whole.update(block);
    digests.push(digest(block));
  }
  if (whole.digest('hex') !== sha256) throw new DamagedFile(file);
  return Buffer.concat(digests);
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Whole blocks from a place on, and what is left at the end. */
async function* blocksOf(handle: FileHandle, start: number): AsyncGenerator<Buffer> {
  for (let at = start; ; at += BLOCK) {
    const block = Buffer.allocUnsafe(BLOCK);
    let read = 0;
    while (read < BLOCK) {
      const { bytesRead } = await handle.read(block, read, BLOCK - read, at + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    if (read > 0) yield block.subarray(0, read);
    if (read < BLOCK) return;
  }
}

/** The SHA-256 of a file that is read from its beginning to its end. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of fileInPieces(file)) hash.update(piece);
  return hash.digest('hex');
}
