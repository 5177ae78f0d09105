// A disk that is full must not lock its owner out. Nothing more is received while there is still a little room, and a
// file that is good for nothing holds some of it: when not even what deleting needs can be written, the file goes.

import { randomBytes } from 'node:crypto';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServedRefusal } from '../../core/ports/format-server.ts';
import { entryAt, isFileAt, TO_MAKE } from './folder-entries.ts';

/** What deleting may need: pages of the write-ahead log, and names in folders. */
const RESERVE = 1024 * 1024;
/** With less than this nothing is received. */
const LEAST = 4 * 1024 * 1024;

/** With less than this a server may not even start. */
const LITTLE = 256 * 1024;

/** The name of the reserve inside of a data folder. */
const RESERVE_FILE = 'reserve';

/** The room that a data folder has. */
export class Room {
  readonly #folder: string;
  #isFull = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether nothing is to be received. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Before a server starts: whoever starts one on a full disk is there to make room. */
  beforeStart(): void {
    if (this.#free() < LITTLE) this.#giveUp();
  }

  /** Looks how much there is, and whether there can be a reserve. */
  look(): void {
    const free = this.#free();
    if (free < LEAST) this.#isFull = true;
    else if (this.#hasReserve()) this.#isFull = false;
    else if (free >= LEAST + RESERVE) this.#reserve();
  }

  /** Throws ServedRefusal (unavailable) as long as there is no room for more bytes. */
  require(): void {
    this.look();
    if (this.#isFull) throw this.#refusal();
  }

  /** Bytes could not be received: what to throw instead. */
  exhausted(): ServedRefusal {
    this.#isFull = true;
    return this.#refusal();
  }

  /** Metadata could not be written, which deleting needs as well. It can at the next try; what to throw at this one. */
  giveWay(): ServedRefusal {
    this.#giveUp();
    return this.#refusal();
  }

  /** In words, for whoever started the server. */
  get notice(): string {
    return (
      `there is no room left in ${this.#folder}: nothing can be published until there is. Delete versions, then ` +
      '`POST /_local/collect-garbage` and `POST /_local/empty-trash`.'
    );
  }

  #refusal(): ServedRefusal {
    return new ServedRefusal('unavailable', this.notice);
  }

  #giveUp(): void {
    this.#isFull = true;
    const path = join(this.#folder, RESERVE_FILE);
    // Anything else holds no room, and is not ours to remove.
    if (isFileAt(path)) rmSync(path, { force: true });
  }

  #reserve(): void {
    const path = join(this.#folder, RESERVE_FILE);
    try {
      if (isFileAt(path)) rmSync(path, { force: true });
      // Random, because some file systems give no room to what can be compressed.
      writeFileSync(path, randomBytes(RESERVE), { mode: 0o600, flag: TO_MAKE as unknown as string });
      this.#isFull = false;
    } catch {
      this.#giveUp();
    }
  }

  #hasReserve(): boolean {
    const found = entryAt(join(this.#folder, RESERVE_FILE));
    return found?.isFile() === true && found.size === RESERVE;
  }

  #free(): number {
    try {
      const { bavail, bsize } = statfsSync(this.#folder);
      return bavail * bsize;
    } catch {
      // Some file systems do not say; then only a failing write does.
      return Number.POSITIVE_INFINITY;
    }
  }
}

/** Whether the operating system has refused a write for want of room. */
export function isOutOfRoom(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String((error as { code?: unknown }).code));
}
