// A data folder that no server has: every byte of it read, and made whole again from what is left. What is taken out of
// it is put aside, never removed.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { blobNames, blobPath, trashPath, trashProblem } from './blob-store.ts';
import { COMMIT_RECORD } from './commit-record.ts';
import { sha256Of } from './digested-file.ts';
import { type DatabaseFindings, examineDatabase } from './examine-database.ts';
import { isFileAt, kindAt, type OddEntry, oddEntries } from './folder-entries.ts';
import { DATABASE_FILES, folderForDamaged, keepDatabase, moveFile, moveOdd } from './kept-files.ts';
import { DATABASE } from './metadata-file.ts';
import type { StoredEntry } from './metadata-store.ts';
import { examineSealKey, renewSealKey, SEAL_KEY } from './seal-key.ts';
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
}

/**
 * Reads everything. Throws CA-INPUT-005 when this is no data folder, CA-LOCAL-004 when a server has it, and
 * CA-LOCAL-002 when this Node.js has no SQLite.
 */
export async function readDataFolder(folder: string): Promise<FolderContent> {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder || ![...DATABASE_FILES, 'sha256'].some((name) => kindAt(join(folder, name)) !== 'missing')) {
    throw new RegistryError('CA-INPUT-005', `${folder} is not a data folder of the local server`);
  }
  const odd = oddEntries(folder);
  const names = blobNames(folder);
  const entries: StoredEntry[] = [];
  const database = examineDatabase(folder, {
    hasBlobs: names.size > 0,
    onEntry: (entry) => void entries.push(entry),
  });
  const whole = new Set<string>();
  const damaged = new Set<string>();
  for (const name of names) ((await isRight(blobPath(folder, name), name)) ? whole : damaged).add(name);
  const isNew = odd.length === 0 && names.size === 0 && entries.length === 0 && database.problems.length === 0;
  const { problem: sealKeyProblem } = examineSealKey(folder, isNew);
  return { database, odd, sealKeyProblem, trashProblem: trashProblem(folder), entries, whole, damaged };
}

/** A file that cannot be read is as good as one with other bytes. */
async function isRight(path: string, sha256: string): Promise<boolean> {
  try {
    return (await sha256Of(path)) === sha256;
  } catch {
    return false;
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
    if (!isFileAt(trashed) || !(await isRight(trashed, name))) continue;
    moveFile(trashed, blobPath(folder, name));
    found.add(name);
  }
  return { kept, found };
}

/** Puts aside what is in the place of the key, and makes a new one. */
export async function replaceSealKey(folder: string, kept: string): Promise<void> {
  const path = join(folder, SEAL_KEY);
  if (kindAt(path) !== 'missing') moveFile(path, join(kept, SEAL_KEY));
  await renewSealKey(folder);
}

/** Replaces the database by a new one with these rows. The old one must have been kept before. */
export async function writeDatabase(folder: string, entries: readonly StoredEntry[]): Promise<void> {
  const beside = join(folder, 'repaired');
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { mode: 0o700 });
  const store = await openSqliteStore(beside);
  try {
    store.transaction(() => {
      for (const { key, value } of entries) store.put(key, value);
    });
  } finally {
    store.close();
  }
  // Killed in between, the folder is still damaged, and what was kept is still there.
  for (const name of readdirSync(folder)) if (name.startsWith(`${DATABASE}-`)) rmSync(join(folder, name));
  renameSync(join(beside, DATABASE), join(folder, DATABASE));
  renameSync(join(beside, COMMIT_RECORD), join(folder, COMMIT_RECORD));
  rmSync(beside, { recursive: true, force: true });
}
