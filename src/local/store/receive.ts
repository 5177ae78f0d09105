// Bytes on their way in: digested once, written once. Small ones, most packages, cost one write; large ones are
// written while the next digest is computed, and never held.
import { createHash, type Hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Digests } from '../../core/model/package.ts';
import { ServedRefusal, type StoredBlob } from '../../core/ports/format-server.ts';

export interface ReceiveOptions {
  /** Bytes; one more is refused. */
  readonly limit: number;
  /** Whether the bytes must be on the disk before the promise resolves. */
  readonly sync: boolean;
}

/** Bodies up to this size are gathered before anything is written. */
const SMALL = 128 * 1024;

/** Writes a new file of owner-only mode. Rejects with what the stream throws, or ServedRefusal (too-large). */
export async function receiveInto(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  { limit, sync }: ReceiveOptions,
): Promise<StoredBlob> {
  const digests = new RunningDigests();
  let gathered: Uint8Array[] = [];
  let file: FileHandle | undefined;
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > limit) throw new ServedRefusal('too-large', `the asset is larger than ${limit} bytes`);
      if (file === undefined && size <= SMALL) {
        gathered.push(chunk);
        digests.update(chunk);
        continue;
      }
      file ??= await open(path, 'wx', 0o600);
      const first = gathered;
      gathered = [];
      // The write runs on another thread while this one digests.
      const written = writeAll(file, [...first, chunk]);
      digests.update(chunk);
      await written;
    }
    if (file === undefined && !sync) writeFileSync(path, Buffer.concat(gathered), { flag: 'wx', mode: 0o600 });
    else {
      file ??= await open(path, 'wx', 0o600);
      await writeAll(file, gathered);
      if (sync) await file.sync();
    }
  } finally {
    await file?.close();
  }
  return { size, digests: digests.end() };
}

async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  for (const chunk of chunks) {
    for (let start = 0; start < chunk.length; ) {
      start += (await file.write(chunk, start, chunk.length - start)).bytesWritten;
    }
  }
}

class RunningDigests {
  readonly #hashes: readonly Hash[] = ['md5', 'sha1', 'sha256', 'sha512'].map((name) => createHash(name));

  update(chunk: Uint8Array): void {
    for (const hash of this.#hashes) hash.update(chunk);
  }

  end(): Digests {
    const [md5 = '', sha1 = '', sha256 = '', sha512 = ''] = this.#hashes.map((hash) => hash.digest('hex'));
    return { MD5: md5, 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-512': sha512 };
  }
}
