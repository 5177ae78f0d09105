// Where what a login wrote is now. Links come and go between a login and its logout: `sed -i` and editors put a file in the
// place of a link, `stow --adopt` a link in the place of a file, and a linked folder becomes a copy.
import { basename, dirname, join } from 'node:path';
import { spellings } from '../../model/secret.ts';
import type { FileStat, Files } from '../../ports/host.ts';
import { decodeText } from '../../text/encoding.ts';
import type { FileRecord, KeptRecord } from './records/login-record.ts';

/** The file that the login wrote, by the links of that time. */
export const targetOf = (file: FileRecord) => file.realPath ?? file.path;

/** An endpoint as files name it, whatever stands before and behind. */
export const addressOf = ({ endpoint }: { readonly endpoint: string }) =>
  endpoint.replace(/^[^/]*\/\//, '').replace(/(?<!\/)\/+$/, '');

export interface WrittenPlace {
  /** Without links. */
  readonly target: string;
  /** As people know it. */
  readonly path: string;
  readonly found: FileStat | undefined;
}

/** Files larger than any that a client reads are not looked through. */
const LARGEST = 6 * 1024 * 1024;

/**
 * The file that was written, and the one to which its path leads now, where that is another one with something of this
 * login in it: nothing is taken out of a file that somebody else put there.
 */
export async function placesOf(file: FileRecord, record: KeptRecord, files: Files): Promise<WrittenPlace[]> {
  const written = targetOf(file);
  const now = await files.realPath(file.path);
  const found = await files.stat(written);
  const others = new Set([now, found?.kind === 'link' ? await files.realPath(written) : undefined]);
  others.delete(undefined);
  others.delete(written);
  const named = (target: string) => (now === undefined || target === now ? file.path : target);
  const places: WrittenPlace[] = [];
  // A link to nowhere was written through: what is at its end was made by us.
  const isNew = file.realPath === undefined && found?.kind === 'link';
  for (const target of others as Set<string>) {
    const stat = await files.stat(target);
    if (
      stat !== undefined &&
      (isNew || (stat.kind === 'file' && (await holdsLogin(target, stat, file, record, files))))
    )
      places.push({ target, path: named(target), found: stat });
  }
  if (found !== undefined && found.kind !== 'link') places.unshift({ target: written, path: named(written), found });
  return places.length > 0 ? places : [{ target: written, path: file.path, found: undefined }];
}

async function holdsLogin(
  target: string,
  { size }: FileStat,
  file: FileRecord,
  { secrets, endpoints }: KeptRecord,
  files: Files,
): Promise<boolean> {
  const bytes = size > LARGEST ? undefined : await files.read(target);
  if (bytes === undefined) return false;
  if (bytes.equals(Buffer.from(file.after, 'base64'))) return true;
  const { text } = decodeText(bytes);
  return [...secrets.flatMap(spellings), ...endpoints.map(addressOf)].some(
    (mark) => mark !== '' && text.includes(mark),
  );
}

/**
 * Copies beside the file that hold one of the secrets: what `sed -i.bak`, editors and `mv` leave. They are nobody's
 * configuration, so they are told of and not changed.
 */
export async function copiesBeside(
  paths: readonly string[],
  own: ReadonlySet<string>,
  secrets: readonly string[],
  files: Files,
): Promise<string[]> {
  const marks = secrets.flatMap(spellings).filter((mark) => mark !== '');
  const found = new Set<string>();
  for (const path of marks.length === 0 ? [] : paths) {
    const name = basename(path).replace(/^\.+/, '');
    for (const other of await files.list(dirname(path)).catch((): string[] => [])) {
      const beside = join(dirname(path), other);
      if (name === '' || !other.includes(name) || own.has(beside) || found.has(beside)) continue;
      const stat = await files.stat(beside);
      if (stat?.kind !== 'file' || stat.size > LARGEST) continue;
      const bytes = await files.read(beside).catch(() => undefined);
      const text = bytes ? decodeText(bytes).text : '';
      if (marks.some((mark) => text.includes(mark))) found.add(beside);
    }
  }
  return [...found];
}
