// Bytes on their way in: digested once, written once. Small ones, most packages, cost one write; large ones are
// written while the next digest is computed, and never held.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ServedRefusal, type StoredBlob } from '../../core/ports/format-server.ts';
import { type SecondDigests, SecondThread } from './digest-worker.ts';

export interface ReceiveOptions {
  /** Bytes; one more is refused. */
  readonly limit: number;
  /** Whether the bytes must be on the disk before the promise resolves. */
  readonly sync: boolean;
}

/** Bodies up to this size are gathered before anything is written. */
const SMALL = 128 * 1024;
/** From here on a second thread is worth its start. */
const LARGE = 8 * 1024 * 1024;

/** Writes a new file of owner-only mode. Rejects with what the stream throws, or ServedRefusal (too-large). */
export async function receiveInto(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  { limit, sync }: ReceiveOptions,
): Promise<StoredBlob> {
  const first = { md5: createHash('md5'), sha256: createHash('sha256') };
  const second = { sha1: createHash('sha1'), sha512: createHash('sha512') };
  let gathered: Uint8Array[] = [];
  let file: FileHandle | undefined;
  let thread: SecondThread | undefined;
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > limit) throw new ServedRefusal('too-large', `the asset is larger than ${limit} bytes`);
      const isSmall = file === undefined && size <= SMALL;
      let written: Promise<void> | undefined;
      if (isSmall) gathered.push(chunk);
      else {
        file ??= await open(path, 'wx', 0o600);
        if (thread === undefined && size - chunk.length >= LARGE) thread = SecondThread.start(path);
        // The write runs on another thread while this one digests.
        written = writeAll(file, [...gathered, chunk]);
        gathered = [];
      }
      first.md5.update(chunk);
      first.sha256.update(chunk);
      if (thread === undefined) {
        second.sha1.update(chunk);
        second.sha512.update(chunk);
      }
      await written;
      thread?.written(size);
    }
    if (file === undefined && !sync) writeFileSync(path, Buffer.concat(gathered), { flag: 'wx', mode: 0o600 });
    else {
      file ??= await open(path, 'wx', 0o600);
      await writeAll(file, gathered);
      if (sync) await file.sync();
    }
  } catch (error) {
    thread?.abandon();
    throw error;
  } finally {
    await file?.close();
  }
  const more: SecondDigests = thread
    ? await thread.finish(size)
    : { 'SHA-1': second.sha1.digest('hex'), 'SHA-512': second.sha512.digest('hex') };
  return { size, digests: { MD5: first.md5.digest('hex'), 'SHA-256': first.sha256.digest('hex'), ...more } };
}

async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  for (const chunk of chunks) {
    for (let start = 0; start < chunk.length; ) {
      start += (await file.write(chunk, start, chunk.length - start)).bytesWritten;
    }
  }
}
