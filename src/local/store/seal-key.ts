// The key that tokens and sessions are signed with, kept beside the metadata so that they outlive a restart.
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, readFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cannotRead, entryAt, kindAt, openFile, TO_READ } from './folder-entries.ts';
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

/** Where it is written down what the key is known by: two while a new one takes the place of the old one. */
export interface SealRecord {
  readonly seal: string;
  writeSeal(seal: string): void;
}

/** What a key is known by, which tells nothing of it. */
export function sealOf(key: Uint8Array): string {
  return createHash('sha256').update('codeartifact-ci seal key\0').update(key).digest('hex').slice(0, 32);
}

/**
 * Looks at the key of a data folder and changes nothing. `isNew` says that nothing was ever acknowledged there: only then
 * none may be missing, since one is made before anything else is. `seal` is what it is known by, empty where nobody knows.
 * Throws CA-LOCAL-001 when it cannot be read, which says nothing of what it is.
 */
export function examineSealKey(data: string, isNew: boolean, seal = ''): SealKeyFindings {
  const ends = 'so all tokens that were given are no longer good';
  const wrong = (what: string): SealKeyFindings => ({ key: undefined, problem: `${SEAL_KEY} ${what}, ${ends}` });
  const path = join(data, SEAL_KEY);
  const stat = entryAt(path);
  if (stat === undefined) return isNew ? { key: undefined, problem: undefined } : wrong('is missing');
  if (!stat.isFile()) return wrong('is not a file');
  if (stat.size !== BYTES)
    return wrong(stat.size === 0 ? 'is empty' : `has ${stat.size} bytes in the place of ${BYTES}`);
  const key = readKey(path);
  const isKnown = seal === '' || seal.split(' ').includes(sealOf(key));
  return isKnown ? { key, problem: undefined } : wrong('is another key than the one that was used last');
}

function readKey(path: string): Uint8Array {
  try {
    const file = openFile(path, TO_READ);
    try {
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/** The key that differs in one bit from what is in its place, if that is known. */
export function mendedSealKey(data: string, seal: string): Uint8Array | undefined {
  const path = join(data, SEAL_KEY);
  if (seal === '' || entryAt(path)?.isFile() !== true || entryAt(path)?.size !== BYTES) return undefined;
  const found = readKey(path);
  for (let bit = 0; bit < 8 * BYTES; bit++) {
    const key = Uint8Array.from(found);
    key[bit >> 3] = (key[bit >> 3] as number) ^ (1 << (bit & 7));
    if (seal.split(' ').includes(sealOf(key))) return key;
  }
  return undefined;
}

/** A key that only its owner can read, in the place of the old one: everything signed with that ends. */
export async function renewSealKey(data: string, record?: SealRecord): Promise<Uint8Array> {
  const key = randomBytes(BYTES);
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeSealKey(data, key, () => record?.writeSeal(`${record.seal} ${sealOf(key)}`.trim()));
  record?.writeSeal(sealOf(key));
  return key;
}

/** Puts a key in its place, once it is on the disk and `before` is done. */
export async function writeSealKey(data: string, key: Uint8Array, before = (): void => undefined): Promise<void> {
  const path = join(data, SEAL_KEY);
  await rm(`${path}.new`, { force: true });
  const file = await open(`${path}.new`, 'wx', 0o600);
  try {
    await file.writeFile(key);
    await file.sync();
  } finally {
    await file.close();
  }
  before();
  // What is no file would not make place.
  if (!['file', 'missing'].includes(kindAt(path))) moveFile(path, join(folderForDamaged(data, new Date()), SEAL_KEY));
  await rename(`${path}.new`, path);
}

/** A key for as long as this process lives: for a folder in which nothing is to be changed. */
export function passingSealKey(): Uint8Array {
  return randomBytes(BYTES);
}
