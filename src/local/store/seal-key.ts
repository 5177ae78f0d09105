// The key that tokens and sessions are signed with, kept beside the metadata so that they outlive a restart.
import { randomBytes } from 'node:crypto';
import { closeSync, readFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { entryAt, kindAt, openFile, TO_READ } from './folder-entries.ts';
import { folderForDamaged, moveFile } from './kept-files.ts';

const BYTES = 32;

/** The name of the key inside of a data folder. */
export const SEAL_KEY = 'seal.key';

export interface SealKeyFindings {
  /** Undefined where there is none, or something else in its place. */
  readonly key: Uint8Array | undefined;
  /** In words; undefined when all is as it should be. */
  readonly problem: string | undefined;
}

/**
 * Looks at the key of a data folder and changes nothing. `isNew` says that nothing was ever acknowledged there: only then
 * none may be missing, since one is made before anything else is.
 */
export function examineSealKey(data: string, isNew: boolean): SealKeyFindings {
  const ends = 'so all tokens that were given are no longer good';
  const wrong = (what: string): SealKeyFindings => ({ key: undefined, problem: `${SEAL_KEY} ${what}, ${ends}` });
  const path = join(data, SEAL_KEY);
  try {
    const stat = entryAt(path);
    if (stat === undefined) return isNew ? { key: undefined, problem: undefined } : wrong('is missing');
    if (!stat.isFile()) return wrong('is not a file');
    if (stat.size !== BYTES)
      return wrong(stat.size === 0 ? 'is empty' : `has ${stat.size} bytes in the place of ${BYTES}`);
    const file = openFile(path, TO_READ);
    try {
      return { key: readFileSync(file), problem: undefined };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return wrong(`cannot be read (${(error as { code?: string }).code})`);
  }
}

/** A key that only its owner can read, in the place of the old one: everything signed with that ends. */
export async function renewSealKey(data: string): Promise<Uint8Array> {
  const key = randomBytes(BYTES);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const path = join(data, SEAL_KEY);
  await rm(`${path}.new`, { force: true });
  const file = await open(`${path}.new`, 'wx', 0o600);
  try {
    await file.writeFile(key);
    await file.sync();
  } finally {
    await file.close();
  }
  // What is no file would not make place.
  if (!['file', 'missing'].includes(kindAt(path))) moveFile(path, join(folderForDamaged(data, new Date()), SEAL_KEY));
  await rename(`${path}.new`, path);
  return key;
}

/** A key for as long as this process lives: for a folder in which nothing is to be changed. */
export function passingSealKey(): Uint8Array {
  return randomBytes(BYTES);
}
