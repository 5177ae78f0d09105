// How far the metadata had come, in a file of its own beside the database. SQLite takes a write-ahead log that is
// missing or damaged for one that was never written, so the database alone cannot tell that a part of it is gone. This
// record is written after each commit, hence never ahead of what was committed: a database that is behind it has lost
// something.
import { closeSync, fdatasyncSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  cannotRead,
  closeToOthers,
  entryAt,
  isHindered,
  kindAt,
  openFile,
  TO_CHANGE,
  TO_MAKE,
  TO_READ,
} from './folder-entries.ts';

export interface CommitRecord {
  /** Name of the database it belongs to; another one has no part in it. */
  readonly store: string;
  readonly commits: number;
  /** Whether the server that wrote it closed the database. */
  readonly isClosed: boolean;
  /** Damage was accepted and not repaired since: nothing is to be taken for garbage. */
  readonly isDoubtful: boolean;
}

/** The name of the record inside of a data folder. */
export const COMMIT_RECORD = 'metadata.commits';

// Of one length, so that writing over the old one takes no room, and shorter than a sector, so that it is whole.
const FORM = /^codeartifact-ci commits ([0-9a-f]{32}) (\d{16}) (open {2}|closed) (sure {4}|doubtful)\n$/;

/** Commits after which the record is synced, so that a loss of power does not make a much older one of it. */
const SYNCED_EVERY = 32;

/** So many commits an open record may be behind its database: those not synced, and the one that was not yet written. */
export const MAY_LAG = SYNCED_EVERY + 1;

/** Bytes; a record has fewer. */
const LONGEST = 128;

function textOf({ store, commits, isClosed, isDoubtful }: CommitRecord): string {
  const count = String(commits).padStart(16, '0');
  return `codeartifact-ci commits ${store} ${count} ${isClosed ? 'closed' : 'open  '} ${isDoubtful ? 'doubtful' : 'sure    '}\n`;
}

/** `missing` where there is none, `damaged` where it is not one. Throws CA-LOCAL-001 where nobody may read it. */
export function readCommitRecord(folder: string): CommitRecord | 'missing' | 'damaged' {
  const path = join(folder, COMMIT_RECORD);
  if (kindAt(path) === 'missing') return 'missing';
  let text: string;
  try {
    const file = openFile(path, TO_READ);
    try {
      // One character more than a record has: what is longer is none, however long it is.
      const bytes = Buffer.alloc(LONGEST + 1);
      text = bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (isHindered(error)) throw cannotRead(path, error);
    return 'damaged';
  }
  const [, store, commits, state, trust] = FORM.exec(text) ?? [];
  if (store === undefined) return 'damaged';
  return { store, commits: Number(commits), isClosed: state === 'closed', isDoubtful: trust === 'doubtful' };
}

/** The record of a database that is open: kept up while it is, and closed with it. */
export class CommitWriter {
  readonly #file: number;
  #record: CommitRecord;
  /** Commits since it was synced. */
  #unsynced = 0;

  /** Writes the record before anything is committed. */
  constructor(folder: string, record: Omit<CommitRecord, 'isClosed'>) {
    const path = join(folder, COMMIT_RECORD);
    this.#record = { ...record, isClosed: false };
    // Written over in its place, for which a full disk has room; a file that has another name elsewhere is left alone.
    const isOwn = typeof readCommitRecord(folder) === 'object' && entryAt(path)?.nlink === 1;
    if (isOwn) closeToOthers(path);
    const place = isOwn ? path : `${path}.new`;
    if (!isOwn) rmSync(place, { force: true });
    this.#file = openSync(place, isOwn ? TO_CHANGE : TO_MAKE, 0o600);
    this.#write();
    fsyncSync(this.#file);
    if (!isOwn) renameSync(place, path);
  }

  /** So many commits are on the disk. */
  committed(commits: number): void {
    this.#record = { ...this.#record, commits };
    try {
      // Seldom synced: killing the process loses nothing of it, and after a loss of power it may only be a little behind.
      this.#write();
      if (++this.#unsynced < SYNCED_EVERY) return;
      fdatasyncSync(this.#file);
      this.#unsynced = 0;
    } catch {
      // A record that is behind proves less, and is no reason to refuse what is committed.
    }
  }

  /** The database is closed and whole in its one file. */
  close(isWhole: boolean): void {
    try {
      this.#record = { ...this.#record, isClosed: isWhole };
      this.#write();
      fsyncSync(this.#file);
    } catch {
      // It stays `open`: then nothing is collected at the next start.
    } finally {
      closeSync(this.#file);
    }
  }

  #write(): void {
    const bytes = Buffer.from(textOf(this.#record), 'latin1');
    writeSync(this.#file, bytes, 0, bytes.length, 0);
  }
}
