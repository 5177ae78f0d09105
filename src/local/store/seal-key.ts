// The key that tokens and sessions are signed with, kept beside the metadata so that they outlive a restart.
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

const BYTES = 32;

/** Reads the key of a data folder, or makes one that only its owner can read. */
export async function readSealKey(data: string): Promise<Uint8Array> {
  try {
    const key = await readFile(join(data, 'seal.key'));
    if (key.length === BYTES) return key;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
  }
  return renewSealKey(data);
}

/** Replaces the key as a whole: everything signed with the old one ends. */
export async function renewSealKey(data: string): Promise<Uint8Array> {
  const key = randomBytes(BYTES);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const path = join(data, 'seal.key');
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(key);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  return key;
}
