import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { type BlobStore, blobNames, openBlobStore, trashProblem } from './blob-store.ts';
import { writeDatabase } from './data-folder.ts';
import { type DatabaseFindings, examineDatabase } from './examination/examine-database.ts';
import { closeToOthers, type OddEntry, oddEntries } from './folder-entries.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { folderForDamaged, keepDatabase, moveOdd } from './kept-files.ts';
import { openMemoryStore } from './memory-store.ts';
import { DATABASE } from './metadata-file.ts';
import type { MetadataStore, StoredEntry } from './metadata-store.ts';
import { Room } from './room.ts';
import { examineSealKey, passingSealKey, renewSealKey, SEAL_KEY, type SealKeyFindings, sealOf } from './seal-key.ts';
import { openSqliteStore, type SqliteMetadata } from './sqlite-store.ts';

export interface Store {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  /** What tokens are signed with; undefined in memory, where none outlives the process. */
  readonly sealKey: Uint8Array | undefined;
  /** Ends all that was signed with the key, for good. */
  renewSealKey(): Promise<Uint8Array | undefined>;
  /** Whether all is there that was ever acknowledged. */
  readonly isWhole: boolean;
  /** Whether the last server closed it, too: only then what nothing refers to was left behind and is no evidence. */
  readonly wasClosed: boolean;
  /** What whoever started the server should know. */
  readonly notices: readonly string[];
  /** Closes all of it, and gives the folder free. */
  close(): Promise<void>;
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
 * Metadata and bytes in one folder, made if it is missing; or in memory and a temporary folder. The folder is locked
 * first: nobody else changes what is looked at. Rejects with CA-LOCAL-003, and changes nothing, when the folder has lost
 * something and that is not accepted.
 */
export async function openStore(data: string | undefined, options: StoreOptions): Promise<Store> {
  return data === undefined ? inMemory() : new FolderOpening(data, options).open();
}

async function inMemory(): Promise<Store> {
  const blobs = await openBlobStore(undefined);
  const close = () => blobs.close();
  const passing = { sealKey: undefined, renewSealKey: async () => undefined };
  return { metadata: openMemoryStore(), blobs, ...passing, isWhole: true, wasClosed: true, notices: [], close };
}

/** What can be told without reading the bytes of packages. */
interface Examined {
  readonly problems: readonly string[];
  readonly findings: DatabaseFindings;
  readonly seal: SealKeyFindings;
  readonly odd: readonly OddEntry[];
  /** Where damage is accepted and SQLite cannot go on: the rows to begin anew with. */
  readonly entries: readonly StoredEntry[];
}

class FolderOpening {
  readonly #data: string;
  readonly #options: StoreOptions;
  readonly #room: Room;
  #lock: FolderLock | undefined;
  #metadata: SqliteMetadata | undefined;

  constructor(data: string, options: StoreOptions) {
    this.#data = data;
    this.#options = options;
    this.#room = new Room(data);
  }

  async open(): Promise<Store> {
    try {
      await mkdir(this.#data, { recursive: true, mode: 0o700 });
      this.#room.beforeStart();
      this.#lock = lockFolder(this.#data);
      const examined = this.#examine();
      const isWhole = examined.problems.length === 0;
      if (!isWhole && this.#options.acceptDamage !== true) throw damaged(this.#data, examined.problems);
      return await this.#begin(examined);
    } catch (error) {
      this.#metadata?.close();
      this.#lock?.release();
      if (error instanceof RegistryError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new RegistryError('CA-LOCAL-001', `cannot use the folder ${this.#data}: ${reason}`, { cause: error });
    }
  }

  async #begin(examined: Examined): Promise<Store> {
    const { problems, findings, seal } = examined;
    const [data, room] = [this.#data, this.#room];
    const isWhole = problems.length === 0;
    const notices = await this.#makePlace(examined);
    if (!room.isFull) room.look();
    if (room.isFull) notices.push(room.notice);
    const metadata = await openSqliteStore(data, {
      isDoubtful: findings.problems.length > 0,
      // With doubts, it is what was made of it.
      examined: findings.isSound ? findings.state : undefined,
      onFull: () => room.giveWay(),
    });
    this.#metadata = metadata;
    const sealKey = await this.#sealKey(metadata, seal);
    const blobs = await openBlobStore(data, { isDoubtful: !isWhole, room });
    const lock = this.#lock;
    return {
      ...{ metadata, blobs, sealKey, isWhole, wasClosed: findings.isClosed, notices },
      renewSealKey: () => renewSealKey(data, metadata),
      async close() {
        metadata.close();
        await blobs.close();
        lock?.release();
      },
    };
  }

  /** Of accepted damage: keeps what will be written over, and says what whoever started the server should know. */
  async #makePlace({ problems, findings, seal, odd, entries }: Examined): Promise<string[]> {
    const data = this.#data;
    if (problems.length === 0) return [];
    const notices = [`started although ${summary(data, problems)}; nothing is removed from the folder`];
    if (odd.length > 0) notices.push(moveAside(data, odd));
    this.#lock ??= lockFolder(data);
    if (findings.problems.length > 0 && !findings.isAccepted) {
      const kept = folderForDamaged(data, new Date());
      keepDatabase(data, kept);
      notices.push(`the database as it was is kept in ${kept}`);
      rmSync(join(data, `${DATABASE}-journal`), { force: true });
      if (!findings.isSound) await writeDatabase(data, entries, { isDoubtful: true, seal: findings.state?.seal ?? '' });
    }
    if (seal.problem !== undefined) notices.push('tokens that are given now are good until the server ends');
    return notices;
  }

  /** With the lock, and before there is a row: a folder in which something was acknowledged has a key. */
  async #sealKey(metadata: SqliteMetadata, { key, problem }: SealKeyFindings): Promise<Uint8Array> {
    if (problem !== undefined) return passingSealKey();
    if (key === undefined) return renewSealKey(this.#data, metadata);
    closeToOthers(join(this.#data, SEAL_KEY));
    try {
      // Of an earlier layout, or a renewal that was cut off.
      if (metadata.seal !== sealOf(key)) metadata.writeSeal(sealOf(key));
    } catch {
      // For want of room, which whoever starts the server is there to make.
    }
    return key;
  }

  #examine(): Examined {
    const { digestOf, acceptDamage } = this.#options;
    const data = this.#data;
    const odd = oddEntries(data);
    const names = blobNames(data);
    let [missing, entries, isNew]: [Set<string>, StoredEntry[], boolean] = [new Set(), [], names.size === 0];
    const findings = examineDatabase(data, {
      hasBlobs: names.size > 0,
      onEntry(entry) {
        isNew = false;
        // A whole database is not gathered in memory.
        if (acceptDamage === true) entries.push(entry);
        const digest = digestOf(entry.key);
        if (digest !== undefined && !names.has(digest)) missing.add(digest);
      },
      onPages: acceptDamage === true ? restart : undefined,
    });
    function restart(): void {
      [missing, entries] = [new Set(), []];
    }
    const lost = [...missing].map((digest) => `the file of sha256 ${digest} is missing`);
    const isEmpty = isNew && odd.length === 0 && findings.problems.length === 0;
    const seal = examineSealKey(data, isEmpty, findings.state?.seal);
    const others = [seal.problem, trashProblem(data)].filter((problem) => problem !== undefined);
    const problems = [...odd.map(({ problem }) => problem), ...findings.problems, ...lost, ...others];
    return { problems, findings, seal, odd, entries };
  }
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
