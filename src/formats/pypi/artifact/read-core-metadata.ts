// METADATA out of a stored wheel, for PEP 658.
import { createHash } from 'node:crypto';
import { ArchiveRefusal, readZip } from '../../shared/archive/archive.ts';

const LIMIT = 8 * 1024 * 1024;

/** The bytes as they are in the wheel at `path`; undefined when there are none or the file is no sound wheel. */
export async function readCoreMetadata(path: string): Promise<{ bytes: Buffer; sha256: string } | undefined> {
  let bytes: Buffer | undefined;
  try {
    await readZip(path, async (member) => {
      if (!/^[^/]+\.dist-info\/METADATA$/.test(member.path)) return undefined;
      bytes = await member.read(LIMIT);
      return 'stop';
    });
  } catch (error) {
    if (error instanceof ArchiveRefusal) return undefined;
    throw error;
  }
  return bytes && { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
