import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { type BlobStore, blobNames, openBlobStore, trashProblem } from './blob-store.ts';
import { writeDatabase } from './data-folder.ts';
import { type DatabaseFindings, examineDatabase } from './examination/examine-database.ts';
import { closeToOthers, makeFolder, type OddEntry, oddEntries } from './folder-entries.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { folderForDamaged, keepDatabase, moveOdd } from './kept-files.ts';
import { openMemoryStore } from './memory-store.ts';
import { cannotUseFolder, DATABASE } from './metadata-file.ts';
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
  /** Throws ServedRefusal (unavailable) where the folder is not under its name any more. */
  requireInPlace(): void;
  /** What whoever started the server should know. */
  readonly notices: readonly string[];
  /** Closes all of it, and gives the folder free. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Start with what is left of a damaged folder, and remove nothing from it. */
  readonly acceptDamage?: boolean | undefined;
  readonly rows: RowRules;
}

/** What rows mean, which is not the store's to know. */
export interface RowRules {
  /** The digest that a row says is stored; undefined for rows that speak of none. */
  digestOf(key: string): string | undefined;
  /** Is shown all rows, in any order, and then says which are missing without which others are of no use. */
  looking(): { see(entry: StoredEntry): void; problems(): readonly string[] };
  /** Rows that can be gone on with, made of those that are left, and in words what is lost and what was made anew. */
  rebuild(
    entries: readonly StoredEntry[],
    database: DatabaseFindings,
  ): { readonly entries: readonly StoredEntry[]; readonly lines: readonly string[] };
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
  return {
    metadata: openMemoryStore(),
    blobs,
    ...passing,
    isWhole: true,
    wasClosed: true,
    notices: [],
    requireInPlace() {},
    close,
  };
}

/** What can be told without reading the bytes of packages. */
interface Examined {
  readonly problems: readonly string[];
  readonly findings: DatabaseFindings;
  readonly seal: SealKeyFindings;
  readonly odd: readonly OddEntry[];
  /** Where damage is accepted: the rows that are left. */
  readonly entries: readonly StoredEntry[];
  /** Whether the database cannot be gone on with as it is: for SQLite, or for want of rows that others hang on. */
  readonly needsRebuilding: boolean;
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
      makeFolder(this.#data);
      this.#room.beforeStart();
      this.#lock = lockFolder(this.#data);
      const examined = this.#examine();
      const isWhole = examined.problems.length === 0;
      if (!isWhole && this.#options.acceptDamage !== true) throw damaged(this.#data, examined.problems);
      return await this.#begin(examined);
    } catch (error) {
      this.#metadata?.close();
      this.#lock?.release();
      throw cannotUseFolder(this.#data, error);
    }
  }

  async #begin(examined: Examined): Promise<Store> {
    const { problems, findings, seal, needsRebuilding } = examined;
    const [data, room] = [this.#data, this.#room];
    let isStarting = true;
    const isWhole = problems.length === 0;
    const notices = await this.#makePlace(examined);
    if (!room.isFull) room.look();
    if (room.isFull) notices.push(room.notice);
    const metadata = await openSqliteStore(data, {
      isDoubtful: findings.problems.length > 0 || needsRebuilding,
      // Else it is what was made of it.
      examined: needsRebuilding ? undefined : findings.state,
      beforeCommit: () => this.#lock?.requireInPlace(),
      onFull: () => {
        const refusal = room.giveWay();
        // Until it has started, nobody can make room through it.
        return isStarting ? undefined : refusal;
      },
    });
    this.#metadata = metadata;
    const sealKey = await this.#sealKey(metadata, seal);
    const lock = this.#lock;
    const requireInPlace = () => lock?.requireInPlace();
    const blobs = await openBlobStore(data, { isDoubtful: !isWhole, room, requireInPlace });
    isStarting = false;
    return {
      ...{ metadata, blobs, sealKey, isWhole, wasClosed: findings.isClosed, notices },
      requireInPlace,
      async renewSealKey() {
        requireInPlace();
        return renewSealKey(data, metadata);
      },
      async close() {
        metadata.close();
        await blobs.close();
        lock?.release();
      },
    };
  }

  /** Of accepted damage: keeps what will be written over, and says what whoever started the server should know. */
  async #makePlace({ problems, findings, seal, odd, entries, needsRebuilding }: Examined): Promise<string[]> {
    const data = this.#data;
    if (problems.length === 0) return [];
    const notices = [`started although ${summary(data, problems)}; nothing is removed from the folder`];
    if (odd.length > 0) notices.push(moveAside(data, odd));
    this.#lock ??= lockFolder(data);
    if (needsRebuilding || (findings.problems.length > 0 && !findings.isAccepted)) {
      const kept = folderForDamaged(data, new Date());
      keepDatabase(data, kept);
      notices.push(`the database as it was is kept in ${kept}`);
      rmSync(join(data, `${DATABASE}-journal`), { force: true });
      if (needsRebuilding) {
        const rebuilt = this.#options.rows.rebuild(entries, findings);
        await writeDatabase(data, rebuilt.entries, { isDoubtful: true, seal: findings.state?.seal ?? '' });
        notices.push(...named(rebuilt.lines));
      }
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
    const { rows, acceptDamage } = this.#options;
    const data = this.#data;
    const odd = oddEntries(data);
    const names = blobNames(data);
    let [missing, entries, isNew]: [Set<string>, StoredEntry[], boolean] = [new Set(), [], names.size === 0];
    let looking = rows.looking();
    const findings = examineDatabase(data, {
      hasBlobs: names.size > 0,
      onEntry(entry) {
        isNew = false;
        // A whole database is not gathered in memory.
        if (acceptDamage === true) entries.push(entry);
        looking.see(entry);
        const digest = rows.digestOf(entry.key);
        if (digest !== undefined && !names.has(digest)) missing.add(digest);
      },
      onPages: acceptDamage === true ? restart : undefined,
    });
    function restart(): void {
      [missing, entries, looking] = [new Set(), [], rows.looking()];
    }
    const lost = [...missing].map((digest) => `the file of sha256 ${digest} is missing`);
    const isEmpty = isNew && odd.length === 0 && findings.problems.length === 0;
    const seal = examineSealKey(data, isEmpty, findings.state?.seal);
    const others = [seal.problem, trashProblem(data)].filter((problem) => problem !== undefined);
    // Of rows that SQLite could not read to the end, the reason is told already.
    const gone = findings.isSound ? looking.problems() : [];
    const problems = [...odd.map(({ problem }) => problem), ...findings.problems, ...gone, ...lost, ...others];
    return { problems, findings, seal, odd, entries, needsRebuilding: !findings.isSound || gone.length > 0 };
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

/** The first of many lines, and how many more there are. */
function named(lines: readonly string[]): readonly string[] {
  const rest = lines.length - NAMED;
  return rest > 0
    ? [...lines.slice(0, NAMED), `${rest} more lines of what is lost are told by \`local check\``]
    : lines;
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
