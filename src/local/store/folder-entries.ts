// What a data folder is made of, and the one way in which it is opened. Anybody may have put anything in the place of a
// file: a pipe is waited for, for ever, a device has no end, and what is written through a link is written elsewhere.
import { chmodSync, constants, lstatSync, mkdirSync, openSync, readdirSync, rmSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { RegistryError } from '../../core/errors/registry-error.ts';

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

/** Makes a folder, and those that lead to it. Throws what the operating system says of the first that cannot be made. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    // Node.js says that it is missing also where the file system is only to be read.
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    let first = resolve(path);
    while (kindAt(dirname(first)) === 'missing') first = dirname(first);
    mkdirSync(first, { mode: 0o700 });
    throw error;
  }
}

/** Opens a file with one of the flags above. Throws where something else is in its place. */
export function openFile(path: string, flags: number): number {
  const kind = kindAt(path);
  if (kind !== 'file' && kind !== 'missing') throw new Error(`${path} is not a file`);
  return openSync(path, flags, 0o600);
}

/** Nobody but the owner is to read what is here, whoever made it; file systems without owners leave it as it is. */
export function closeToOthers(path: string): void {
  const found = entryAt(path);
  if (found === undefined || !(found.isFile() || found.isDirectory()) || (found.mode & 0o077) === 0) return;
  try {
    chmodSync(path, found.mode & 0o700);
  } catch {
    // Of another owner, who alone can change it.
  }
}

/** Whether an error says that something could not be read, and nothing of what it is: that is no damage. */
export function isHindered(error: unknown): boolean {
  const codes = ['EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM', 'EBUSY', 'ESTALE', 'EAGAIN'];
  return codes.includes(String((error as { code?: unknown }).code));
}

/** A file of the folder that cannot be read. */
export function cannotRead(path: string, error: unknown): RegistryError {
  const code = (error as { code?: string }).code;
  return new RegistryError('CA-LOCAL-001', `${path} cannot be read (${code})`, {
    remedy:
      'Make the files of the folder readable and writable for the user who runs this command. Nothing was changed.',
    cause: error,
  });
}

/** The name of the file whose lock says who uses the folder. There is never anything in it. */
export const LOCK = 'metadata.lock';

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
  LOCK,
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
  if (isFileAt(join(folder, LOCK)) && entryAt(join(folder, LOCK))?.size !== 0)
    odd.push({ name: LOCK, problem: `${LOCK} is not empty` });
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
    const link = OWN_FOLDER.test(name) ? entryAt(join(folder, name, file)) : undefined;
    return link?.ino === ino && link.dev === dev;
  }).length;
}

/** How folders are called that are there for as long as something takes, and what may be in one. */
const OWN_FOLDER = /^codeartifact-ci-(?:examined|repaired)-\d+$/;
const OWN_FILES: readonly string[] = [...FILES, 'seal.key'];

/** A folder of that kind, which was not there before. */
export function passingFolder(folder: string, kind: 'examined' | 'repaired'): string {
  for (let number = process.pid; ; number++) {
    const path = join(folder, `codeartifact-ci-${kind}-${number}`);
    if (kindAt(path) !== 'missing') continue;
    mkdirSync(path, { mode: 0o700 });
    return path;
  }
}

/** Removes folders of that kind that a process left behind when it was killed, and none that anybody else made. */
export function removePassingFolders(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!OWN_FOLDER.test(name) || kindAt(path) !== 'folder') continue;
    const inside = readdirSync(path, { withFileTypes: true });
    if (inside.every((one) => one.isFile() && OWN_FILES.includes(one.name)))
      rmSync(path, { recursive: true, force: true });
  }
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
