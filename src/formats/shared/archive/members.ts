// What an archive holds, as digests: enough to say in what two builds of one file differ.
import { createHash } from 'node:crypto';
import type { Files } from '../../../core/ports/host.ts';
import { ArchiveRefusal, type ArchiveVisit, readTarGz, readZip } from './archive.ts';

/** Beyond this a comparison would cost more than it tells. */
const MEMBERS = 20_000;
const INFLATED_BYTES = 2 * 1024 ** 3;

/** Member path -> sha256 of its content; links and folders by their kind. Undefined for what is no sound archive. */
export async function members(path: string, files: Files): Promise<ReadonlyMap<string, string> | undefined> {
  const size = (await files.stat(path))?.size ?? 0;
  const kind = await kindOf(path, files);
  if (kind === undefined) return undefined;
  const found = new Map<string, string>();
  const visit: ArchiveVisit = async (member) => {
    found.set(member.path, member.kind === 'file' ? await digestOf(member.stream()) : member.kind);
    return undefined;
  };
  const limits = { entries: MEMBERS, totalBytes: INFLATED_BYTES };
  try {
    if (kind === 'zip') await readZip({ files, path, size }, visit, limits);
    else await readTarGz(files.open(path), visit, limits);
    return found;
  } catch (error) {
    if (error instanceof ArchiveRefusal) return undefined;
    throw error;
  }
}

async function kindOf(path: string, files: Files): Promise<'zip' | 'tar.gz' | undefined> {
  for await (const chunk of files.open(path, { start: 0, end: 4 })) {
    if (chunk[0] === 0x50 && chunk[1] === 0x4b) return 'zip';
    if (chunk[0] === 0x1f && chunk[1] === 0x8b) return 'tar.gz';
    return undefined;
  }
  return undefined;
}

async function digestOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}
