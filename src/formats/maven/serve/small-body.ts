// Bodies of uploads that are small documents, read whole within a limit.
import { ServedRefusal } from '../../../core/ports/format-server.ts';

export type Body = AsyncIterable<Uint8Array>;

/** The digest in a checksum file; some tools write the file name after it. */
export async function readChecksum(body: Body): Promise<string> {
  return (await readAll(body, 4096)).toString('latin1').trim().split(/\s+/)[0] ?? '';
}

export async function readAll(body: Body, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new ServedRefusal('too-large', `more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
