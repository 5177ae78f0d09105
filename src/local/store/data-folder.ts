// A data folder that no server has: every byte of it read, and made whole again from what is left. What is taken out of
// it is put aside, never removed.
import { renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { blobNames, blobPath, trashPath, trashProblem } from './blob-store.ts';
import { COMMIT_RECORD } from './commit-record.ts';
import { sha256Of } from './digested-file.ts';
import { type DatabaseFindings, examineDatabase } from './examination/examine-database.ts';
import {
  isFileAt,
  isHindered,
  kindAt,
  type OddEntry,
  oddEntries,
  passingFolder,
  removePassingFolders,
} from './folder-entries.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { DATABASE_FILES, folderForDamaged, keepDatabase, moveFile, moveOdd } from './kept-files.ts';
import { DATABASE } from './metadata-file.ts';
import type { StoredEntry } from './metadata-store.ts';
import { examineSealKey, mendedSealKey, renewSealKey, SEAL_KEY, sealOf, writeSealKey } from './seal-key.ts';
import { openSqliteStore } from './sqlite-store.ts';

/** What a data folder holds. */
export interface FolderContent {
  readonly database: DatabaseFindings;
  /** What is no file or no folder where one belongs. */
  readonly odd: readonly OddEntry[];
  /** What is wrong with the key that tokens are signed with. */
  readonly sealKeyProblem: string | undefined;
  /** What is in the place of the trash. */
  readonly trashProblem: string | undefined;
  /** Every row that is what was written. */
  readonly entries: readonly StoredEntry[];
  /** Digests of files whose bytes are right. */
  readonly whole: ReadonlySet<string>;
  /** Digests after which files are named that have other bytes. */
  readonly damaged: ReadonlySet<string>;
  /** Digests of files that cannot be read, and why: nobody knows what is in them. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/**
 * Takes the folder for as long as it is read and repaired. Throws CA-INPUT-005 when this is no data folder, CA-LOCAL-004
 * when a server has it, and CA-LOCAL-002 when this Node.js has no SQLite. Undefined where there can be no lock.
 */
export function takeDataFolder(folder: string): FolderLock | undefined {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder || ![...DATABASE_FILES, 'sha256'].some((name) => kindAt(join(folder, name)) !== 'missing')) {
    throw new RegistryError('CA-INPUT-005', `${folder} is not a data folder of the local server`);
  }
  return lockFolder(folder);
}

/** Reads everything. Throws CA-LOCAL-004 when a server has it, and CA-LOCAL-001 when it is not to be read. */
export async function readDataFolder(folder: string): Promise<FolderContent> {
  const odd = oddEntries(folder);
  const names = blobNames(folder);
  const entries: StoredEntry[] = [];
  const database = examineDatabase(folder, {
    hasBlobs: names.size > 0,
    onEntry: (entry) => void entries.push(entry),
    onPages: () => void entries.splice(0),
  });
  const isNew = odd.length === 0 && names.size === 0 && entries.length === 0 && database.problems.length === 0;
  const { problem: sealKeyProblem } = examineSealKey(folder, isNew, database.state?.seal);
  return {
    database,
    odd,
    sealKeyProblem,
    trashProblem: trashProblem(folder),
    entries,
    ...(await judged(folder, names)),
  };
}

async function judged(
  folder: string,
  names: Iterable<string>,
): Promise<Pick<FolderContent, 'whole' | 'damaged' | 'unreadable'>> {
  const found = { whole: new Set<string>(), damaged: new Set<string>(), unreadable: new Map<string, string>() };
  for (const name of names) {
    const state = await stateOf(blobPath(folder, name), name);
    if (state === 'whole' || state === 'damaged') found[state].add(name);
    else found.unreadable.set(name, state.reason);
  }
  return found;
}

/** Who may not read a file, or has a disk that does not answer, knows nothing of its bytes. */
async function stateOf(path: string, sha256: string): Promise<'whole' | 'damaged' | { readonly reason: string }> {
  try {
    return (await sha256Of(path)) === sha256 ? 'whole' : 'damaged';
  } catch (error) {
    return isHindered(error) ? { reason: String((error as { code?: unknown }).code) } : 'damaged';
  }
}

/**
 * Puts damaged files aside, together with the database as it is, and takes out of the trash what is missing. Gives the
 * folder they went to, and the digests that are there again.
 */
export async function setAside(
  folder: string,
  content: FolderContent,
  missing: ReadonlySet<string>,
): Promise<{ kept: string; found: ReadonlySet<string> }> {
  const kept = folderForDamaged(folder, new Date());
  moveOdd(folder, content.odd, kept);
  keepDatabase(folder, kept);
  if (content.trashProblem !== undefined) moveFile(join(folder, 'trash'), join(kept, 'trash'));
  for (const name of content.damaged) moveFile(blobPath(folder, name), blobPath(kept, name));
  const found = new Set<string>();
  for (const name of missing) {
    const trashed = trashPath(folder, name);
    if (!isFileAt(trashed) || (await stateOf(trashed, name)) !== 'whole') continue;
    moveFile(trashed, blobPath(folder, name));
    found.add(name);
  }
  return { kept, found };
}

/**
 * Puts aside what is in the place of the key, and in its place the same key, if one bit was all that had changed, or a
 * new one.
 */
export async function replaceSealKey(folder: string, kept: string, seal = ''): Promise<'mended' | 'new'> {
  const mended = mendedSealKey(folder, seal);
  const path = join(folder, SEAL_KEY);
  if (kindAt(path) !== 'missing') moveFile(path, join(kept, SEAL_KEY));
  if (mended === undefined) await renewSealKey(folder);
  else await writeSealKey(folder, mended);
  return mended === undefined ? 'new' : 'mended';
}

/** Replaces the database by a new one with these rows. The old one must have been kept before, and the folder locked. */
export async function writeDatabase(
  folder: string,
  entries: readonly StoredEntry[],
  { isDoubtful, seal }: { readonly isDoubtful: boolean; readonly seal: string },
): Promise<void> {
  removePassingFolders(folder);
  const beside = passingFolder(folder, 'repaired');
  const store = await openSqliteStore(beside, { isDoubtful });
  try {
    store.transaction(() => {
      for (const { key, value } of entries) store.put(key, value);
    });
    if (seal !== '') store.writeSeal(seal);
  } finally {
    store.close();
  }
  // Killed in between, the folder is still damaged, and what was kept is still there.
  for (const end of ['-wal', '-shm', '-journal']) rmSync(join(folder, DATABASE + end), { force: true });
  renameSync(join(beside, DATABASE), join(folder, DATABASE));
  renameSync(join(beside, COMMIT_RECORD), join(folder, COMMIT_RECORD));
  rmSync(beside, { recursive: true, force: true });
}

/** What the key that is in its place now is known by. */
export function presentSeal(folder: string): string {
  const { key } = examineSealKey(folder, false);
  return key === undefined ? '' : sealOf(key);
}
