// Apart from the other files: loaded only by those who stream into a file.
import { open } from 'node:fs/promises';

/**
 * Streams into a new file, synced at the end; resolves to the bytes written. The file is there before the first byte is
 * asked for and closed when this ends: a write stream that fails early would make it after its owner had removed it.
 */
export async function streamIntoFile(path: string, mode: number, data: AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(path, 'wx', mode);
  let size = 0;
  try {
    for await (const chunk of data) {
      await handle.writeFile(chunk);
      size += chunk.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return size;
}
