// Apart from the other files: node's streams are loaded only by those who stream into a file.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Streams into a new file, synced at the end; resolves to the bytes written. */
export async function streamIntoFile(path: string, mode: number, data: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  const counted = async function* () {
    for await (const chunk of data) {
      size += chunk.length;
      yield chunk;
    }
  };
  await pipeline(
    Readable.from(counted(), { objectMode: false }),
    createWriteStream(path, { flags: 'wx', mode, flush: true }),
  );
  return size;
}
