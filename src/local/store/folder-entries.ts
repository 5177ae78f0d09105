// What a data folder is made of, and the one way in which it is opened. Anybody may have put anything in the place of a
// file: a pipe is waited for, for ever, a device has no end, and what is written through a link is written elsewhere.
import { constants, lstatSync, openSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** What is at a place of a data folder; links are never followed. */
export type EntryKind = 'file' | 'folder' | 'missing' | 'other';

// Windows has neither, and no links without a privilege.
const SAFELY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Flags for reading a file that is there: through no link, and without waiting for anybody. */
export const TO_READ = constants.O_RDONLY | SAFELY;
/** Flags for writing into a file that is there. */
export const TO_CHANGE = constants.O_RDWR | SAFELY;
/** Flags for a file that must not be there. */
export const TO_MAKE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | SAFELY;

/** The entry itself; undefined where there is none. */
export function entryAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Of which kind the entry itself is. */
export function kindAt(path: string): EntryKind {
  const found = entryAt(path);
  if (found === undefined) return 'missing';
  if (found.isFile()) return 'file';
  return found.isDirectory() ? 'folder' : 'other';
}

/** Whether there is a file, of its own and not behind a link. */
export function isFileAt(path: string): boolean {
  return kindAt(path) === 'file';
}

/** Opens a file with one of the flags above. Throws where something else is in its place. */
export function openFile(path: string, flags: number): number {
  const kind = kindAt(path);
  if (kind !== 'file' && kind !== 'missing') throw new Error(`${path} is not a file`);
  return openSync(path, flags, 0o600);
}

/** What a server or an examination opens by itself, beside the bytes of packages. */
const FILES = [
  'metadata.sqlite',
  'metadata.sqlite-wal',
  'metadata.sqlite-shm',
  'metadata.sqlite-journal',
  'metadata.commits',
  'metadata.commits.new',
  'reserve',
  'seal.key.new',
] as const;
const FOLDERS = ['incoming', 'sha256'] as const;
const WRITTEN_IN_PLACE = ['metadata.sqlite', 'metadata.sqlite-wal'] as const;

/** An entry that is not what belongs in its place. */
export interface OddEntry {
  /** Below the data folder, with `/`. */
  readonly name: string;
  /** In words. */
  readonly problem: string;
}

/**
 * Everything of a data folder that is no file or no folder where one belongs, without opening any of it. `seal.key` and
 * `trash` have findings of their own: a server can do without them.
 */
export function oddEntries(folder: string): OddEntry[] {
  const odd: OddEntry[] = [];
  const require = (name: string, wanted: 'file' | 'folder', kind = kindAt(join(folder, name))) => {
    if (kind !== wanted && kind !== 'missing') odd.push({ name, problem: `${name} is not a ${wanted}` });
    return kind === 'folder';
  };
  for (const name of FILES) require(name, 'file');
  for (const name of FOLDERS) require(name, 'folder');
  // What is written into a file of two names is in both of them.
  for (const name of WRITTEN_IN_PLACE) {
    const links = isFileAt(join(folder, name)) ? (entryAt(join(folder, name))?.nlink ?? 1) : 1;
    if (links > 1 && links > 1 + ownLinks(folder, name))
      odd.push({ name, problem: `${name} is also a file outside of the folder (hard link)` });
  }
  for (const { start, kind } of blobFolders(folder)) {
    const name = `sha256/${start}`;
    if (!require(name, 'folder', kind)) continue;
    for (const { rest, kind: found } of blobFiles(folder, start)) require(`${name}/${rest}`, 'file', found);
  }
  return odd;
}

/** How many names an examination that is running, or was killed, has given the database inside of the folder. */
function ownLinks(folder: string, file: string): number {
  const { ino, dev } = lstatSync(join(folder, file));
  return readdirSync(folder).filter((name) => {
    const link = name.startsWith('examined-') ? entryAt(join(folder, name, file)) : undefined;
    return link?.ino === ino && link.dev === dev;
  }).length;
}

/** The folders that the bytes of packages lie in, and what is in the place of one. */
export function blobFolders(root: string): { start: string; kind: EntryKind }[] {
  if (kindAt(join(root, 'sha256')) !== 'folder') return [];
  return kindsIn(join(root, 'sha256'))
    .filter(({ name }) => /^[0-9a-f]{2}$/.test(name))
    .map(({ name, kind }) => ({ start: name, kind }));
}

/** The files of one of those folders, and what is in the place of one. */
export function blobFiles(root: string, start: string): { rest: string; kind: EntryKind }[] {
  return kindsIn(join(root, 'sha256', start))
    .filter(({ name }) => /^[0-9a-f]{62}$/.test(name))
    .map(({ name, kind }) => ({ rest: name, kind }));
}

function kindsIn(folder: string): { name: string; kind: EntryKind }[] {
  return readdirSync(folder, { withFileTypes: true }).map((one) => ({
    name: one.name,
    kind: one.isFile() ? 'file' : one.isDirectory() ? 'folder' : 'other',
  }));
}
