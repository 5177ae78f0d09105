import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { type BlobStore, blobNames, openBlobStore, trashProblem } from './blob-store.ts';
import { type DatabaseFindings, examineDatabase } from './examine-database.ts';
import { type OddEntry, oddEntries } from './folder-entries.ts';
import { DATABASE_FILES, folderForDamaged, keepDatabase, moveOdd } from './kept-files.ts';
import { openMemoryStore } from './memory-store.ts';
import type { MetadataStore } from './metadata-store.ts';
import { Room } from './room.ts';
import { examineSealKey, passingSealKey, renewSealKey, type SealKeyFindings } from './seal-key.ts';
import { openSqliteStore } from './sqlite-store.ts';

export interface Store {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  /** What tokens are signed with; undefined in memory, where none outlives the process. */
  readonly sealKey: Uint8Array | undefined;
  /** Whether all is there that was ever acknowledged. */
  readonly isWhole: boolean;
  /** Whether the last server closed it, too: only then what nothing refers to was left behind and is no evidence. */
  readonly wasClosed: boolean;
  /** What whoever started the server should know. */
  readonly notices: readonly string[];
}

export interface StoreOptions {
  /** Start with what is left of a damaged folder, and remove nothing from it. */
  readonly acceptDamage?: boolean | undefined;
  /** The digest that a row says is stored; undefined for rows that speak of none. */
  readonly digestOf: (key: string) => string | undefined;
}

/** So many problems are named; `local check` names all. */
const NAMED = 5;

/**
 * Metadata and bytes in one folder, made if it is missing; or in memory and a temporary folder. Metadata is opened
 * first: it holds the lock that keeps a second server from sweeping away what this one is receiving. Rejects with
 * CA-LOCAL-003, and changes nothing, when the folder has lost something and that is not accepted.
 */
export async function openStore(data: string | undefined, options: StoreOptions): Promise<Store> {
  if (data === undefined) {
    const blobs = await openBlobStore(undefined);
    return { metadata: openMemoryStore(), blobs, sealKey: undefined, isWhole: true, wasClosed: true, notices: [] };
  }
  let metadata: MetadataStore | undefined;
  try {
    await mkdir(data, { recursive: true, mode: 0o700 });
    const room = new Room(data);
    room.beforeStart();
    const { problems, findings, seal, odd } = examine(data, options);
    const isWhole = problems.length === 0;
    if (!isWhole && options.acceptDamage !== true) throw damaged(data, problems);
    const notices = isWhole ? [] : [`started although ${summary(data, problems)}; nothing is removed from the folder`];
    if (odd.length > 0) notices.push(moveAside(data, odd));
    if (findings.problems.length > 0 && !(findings.isAccepted && findings.isReadable))
      notices.push(keepAsItIs(data, findings));
    if (seal.problem !== undefined) notices.push('tokens that are given now are good until the server ends');
    if (!room.isFull) room.look();
    if (room.isFull) notices.push(room.notice);
    const isDoubtful = !isWhole;
    metadata = await openSqliteStore(data, {
      isDoubtful: findings.problems.length > 0,
      onFull: () => room.giveWay(),
    });
    // With the lock, and before there is a row: a folder in which something was acknowledged has a key.
    const sealKey = seal.key ?? (seal.problem === undefined ? await renewSealKey(data) : passingSealKey());
    const blobs = await openBlobStore(data, { isDoubtful, room });
    return { metadata, blobs, sealKey, isWhole, wasClosed: findings.isClosed, notices };
  } catch (error) {
    metadata?.close();
    if (error instanceof RegistryError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new RegistryError('CA-LOCAL-001', `cannot use the folder ${data}: ${reason}`, { cause: error });
  }
}

/** What can be told without reading the bytes of packages. */
function examine(
  data: string,
  { digestOf }: StoreOptions,
): { problems: readonly string[]; findings: DatabaseFindings; seal: SealKeyFindings; odd: readonly OddEntry[] } {
  const odd = oddEntries(data);
  const names = blobNames(data);
  const missing = new Set<string>();
  let isNew = names.size === 0;
  const findings = examineDatabase(data, {
    hasBlobs: names.size > 0,
    onEntry({ key }) {
      isNew = false;
      const digest = digestOf(key);
      if (digest !== undefined && !names.has(digest)) missing.add(digest);
    },
  });
  const lost = [...missing].map((digest) => `the file of sha256 ${digest} is missing`);
  const seal = examineSealKey(data, isNew && odd.length === 0 && findings.problems.length === 0);
  const others = [seal.problem, trashProblem(data)].filter((problem) => problem !== undefined);
  return {
    problems: [...odd.map(({ problem }) => problem), ...findings.problems, ...lost, ...others],
    findings,
    seal,
    odd,
  };
}

function damaged(data: string, problems: readonly string[]): RegistryError {
  return new RegistryError('CA-LOCAL-003', summary(data, problems));
}

function summary(data: string, problems: readonly string[]): string {
  const rest = problems.length - NAMED;
  const more = rest > 0 ? `; and ${rest} more` : '';
  return `the data folder ${data} is damaged: ${problems.slice(0, NAMED).join('; ')}${more}`;
}

/** What is no file would be waited for or written through, and nothing can be begun in its place. */
function moveAside(data: string, odd: readonly OddEntry[]): string {
  const kept = folderForDamaged(data, new Date());
  moveOdd(data, odd, kept);
  return `what was in the place of ${odd
    .map(({ name }) => name)
    .slice(0, NAMED)
    .join(', ')} is kept in ${kept}`;
}

/** The database will be written to, so what it is now is kept; one that cannot be read makes place for a new one. */
function keepAsItIs(data: string, findings: DatabaseFindings): string {
  const kept = folderForDamaged(data, new Date());
  keepDatabase(data, kept);
  if (!findings.isReadable) for (const name of DATABASE_FILES) rmSync(join(data, name), { force: true });
  return `the database as it was is kept in ${kept}`;
}
