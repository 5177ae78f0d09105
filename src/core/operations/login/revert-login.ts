// One login taken back, file by file, while other logins may stand on the same files.

import { basename, dirname, join } from 'node:path';
import { spellings } from '../../model/secret.ts';
import type { Files, Host } from '../../ports/host.ts';
import { decodeText } from '../../text/encoding.ts';
import { type Content, type Undone, type UndoStep, undoStep } from '../../text/revert-file.ts';
import { shownBriefly } from '../../text/shown-text.ts';
import type { ValueEditors } from '../../text/value-merge.ts';
import { overwritePreservingMode } from './overwrite-in-place.ts';
import { type FileRecord, type KeptRecord, writeRecord } from './records/login-record.ts';
import { isBelow } from './records/state-place.ts';
import { addressOf, copiesBeside, placesOf, targetOf, type WrittenPlace } from './written-places.ts';

export interface UndoneFile {
  readonly path: string;
  /**
   * `restored`: byte-identical to before. `removed`: there was none before. `merged`: others' edits stayed, ours went.
   * `kept`: others changed our lines, so they stayed, without the token. `untouched`: nothing of ours was in it.
   */
  readonly outcome: 'restored' | 'removed' | 'merged' | 'kept' | 'untouched' | 'failed';
}

/** Part of every warning of a token that nobody took away. */
export const MAY_STAY = 'may still hold the token';

/** Part of a warning of a file that somebody removed, or moved to where nobody looks. */
export const IS_GONE = 'whoever moved it has the token with it';

export interface UndoneRecord {
  readonly files: readonly UndoneFile[];
  readonly warnings: readonly string[];
  /** The other logins, rewritten where they stood on this one. */
  readonly others: readonly KeptRecord[];
}

/** Files that resist are `failed` with a warning; the rest is done all the same. */
export async function undoRecord(
  record: KeptRecord,
  others: readonly KeptRecord[],
  editors: ValueEditors | undefined,
  host: Pick<Host, 'files' | 'clock'>,
): Promise<UndoneRecord> {
  const inUse = new Set(others.flatMap((other) => other.secrets));
  const secrets = record.secrets.filter((secret) => !inUse.has(secret));
  const undone = (step: UndoStep, current: Content) => undoStep(step, current, secrets, editors);
  const done: UndoneFile[] = [];
  const warnings: string[] = [];
  let rest = others;
  for (const file of [...record.files].reverse()) {
    let path = file.path;
    try {
      for (const place of await placesOf(file, record, host.files)) {
        path = place.path;
        if (place.found === undefined) {
          if (await isAway(file, record, host))
            throw new Error(
              `the home ${record.home} is not there. It ${MAY_STAY} where it is now: log out with HOME set to that folder`,
            );
          // One that the login was to make may never have been made.
          if (file.before !== undefined)
            warnings.push(`${path} is not there any more, so that nothing was put back: ${IS_GONE}`);
        }
        const now = place.found?.kind === 'file' ? await host.files.read(place.target) : undefined;
        const standing = await standingOn(place.target, rest, host.files);
        const { step, later } = await standOn({ record, file, now, undone, standing }, rest);
        const isShared = later.some((other, index) => other !== rest[index]);
        const { outcome, lost = [] } = await undoFile(
          isShared ? { ...file, modeBefore: undefined } : file,
          place,
          step,
          undone,
          host,
        );
        // What a later login of ours put over this one is nobody's interference.
        done.push({ path, outcome: isShared && outcome === 'kept' ? 'merged' : outcome });
        if (outcome === 'kept' && !isShared)
          warnings.push(
            `${path}: others changed lines of the login since; they stay, without the token${lost.length > 0 ? `. Not put back: ${shownBriefly(lost.join(', '), 300)}` : ''}`,
          );
        if (place.found !== undefined && place.found.kind !== 'file')
          warnings.push(`${path} is no file any more: what was there was moved and ${MAY_STAY}`);
        for (const [index, other] of later.entries()) if (other !== rest[index]) await writeRecord(other, host.files);
        rest = later;
      }
    } catch (error) {
      done.push({ path, outcome: 'failed' });
      warnings.push(`${path} was not put back: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const paths = [...new Set(record.files.flatMap((file) => [file.path, targetOf(file)]))];
  const kept = new Set([
    ...paths,
    ...rest.flatMap(({ files }) => files.flatMap((file) => [file.path, targetOf(file)])),
  ]);
  for (const copy of await copiesBeside(paths, kept, secrets, host.files))
    warnings.push(`${copy} is a copy that somebody made of a file of the login: it ${MAY_STAY}. Remove it`);
  return { files: done, warnings, others: rest };
}

/** Whether a file is not where it was since the whole home is not: with a token that may still be good. */
async function isAway(
  { path }: FileRecord,
  { home, expiresAt }: KeptRecord,
  { files, clock }: Pick<Host, 'files' | 'clock'>,
): Promise<boolean> {
  return (
    home !== undefined && isBelow(path, home) && expiresAt > clock.now() && (await files.realPath(home)) === undefined
  );
}

const bytesOf = (base64: string) => Buffer.from(base64, 'base64');
const contentOf = (base64: string | undefined): Content => (base64 === undefined ? undefined : bytesOf(base64));

interface Leaving {
  readonly record: KeptRecord;
  readonly file: FileRecord;
  /** What the file holds now. */
  readonly now: Content;
  readonly undone: Undoing;
  readonly standing: ReadonlySet<FileRecord>;
}

/** Takes one change out, with the tokens of the login that no other needs. */
type Undoing = (step: UndoStep, current: Content) => Promise<Undone>;

/**
 * Later logins stand on the one that goes. Their snapshots must forget it, or undoing them would bring its lines
 * back; and lines that they need as well must stay, so what is taken out of the file is what they say they can spare.
 */
async function standOn({ record: gone, file, now, undone, standing }: Leaving, others: readonly KeptRecord[]) {
  let step: UndoStep = {
    before: contentOf(file.before),
    after: bytesOf(file.after),
    syntax: file.syntax,
    language: file.language,
    skeleton: file.skeleton,
  };
  // What the file was when a later login began is what an earlier one made of it, and now that is something else.
  const chain = [{ was: step.after, is: step.before }];
  const later: KeptRecord[] = [];
  for (const other of others) {
    const index = other.sequence > gone.sequence ? other.files.findIndex((one) => standing.has(one)) : -1;
    const theirs = other.files[index];
    if (!theirs) {
      later.push(other);
      continue;
    }
    const below = step;
    const forget = async (content: Content) => (await undone(below, content)).content;
    const { [gone.id]: spared, ...without } = theirs.without ?? {};
    if (spared !== undefined && isWritten(other, theirs, now))
      step = { before: bytesOf(spared), after: bytesOf(theirs.after), syntax: file.syntax, language: file.language };
    const before = contentOf(theirs.before);
    // Lines may have another order in what is worked out anew, which then would not be known again.
    const known = before && chain.find(({ was }) => was.equals(before));
    const after = spared === undefined ? ((await forget(bytesOf(theirs.after))) ?? Buffer.alloc(0)) : bytesOf(spared);
    chain.push({ was: bytesOf(theirs.after), is: after });
    const kept: Record<string, string> = {};
    for (const [id, content] of Object.entries(without))
      kept[id] = ((await forget(bytesOf(content))) ?? Buffer.alloc(0)).toString('base64');
    const next: FileRecord = {
      ...theirs,
      before: (known ? known.is : await forget(before))?.toString('base64'),
      after: after.toString('base64'),
      modeBefore: file.modeBefore ?? theirs.modeBefore,
      skeleton: theirs.skeleton ?? file.skeleton,
      folders: theirs.folders.length > 0 ? theirs.folders : file.folders,
      without: kept,
    };
    later.push({ ...other, files: other.files.map((one, at) => (at === index ? next : one)) });
  }
  return { step, later };
}

/**
 * Whether the file was changed as the record says: a process that was killed after its record was stored has changed
 * nothing yet, and what it wanted to spare is not in the file.
 */
function isWritten({ secrets, endpoints }: KeptRecord, { before, after }: FileRecord, now: Content): boolean {
  const next = bytesOf(after);
  const last = contentOf(before);
  if (now === undefined || now.equals(next) || isTorn(now, next, last)) return true;
  if (last?.equals(now)) return false;
  const [planned, old, text] = [next, last ?? Buffer.alloc(0), now].map((bytes) => decodeText(bytes).text);
  const marks = [...secrets.flatMap(spellings), ...endpoints.map(addressOf)].filter(
    (mark) => mark !== '' && planned?.includes(mark) && !old?.includes(mark),
  );
  if (marks.length > 0) return marks.some((mark) => text?.includes(mark));
  // A file that names neither: by its lines, however another program puts blanks and quotes.
  const [to, from, found] = [planned, old, text].map((one = '') => new Set(one.split(/[\r\n]+/).map(bare)));
  const added = [...(to ?? [])].filter((line) => line !== '' && !from?.has(line));
  const gone = [...(from ?? [])].filter((line) => line !== '' && !to?.has(line));
  return added.length > 0 ? added.some((line) => found?.has(line)) : !gone.every((line) => found?.has(line));
}

const bare = (line: string) => line.replace(/[\s"']/g, '');

/** What other logins wrote into the same file, by whatever links. */
async function standingOn(target: string, others: readonly KeptRecord[], files: Files): Promise<Set<FileRecord>> {
  const found = new Set<FileRecord>();
  for (const file of others.flatMap((other) => other.files)) {
    const written = targetOf(file);
    if (written === target || (await files.realPath(written)) === target) found.add(file);
  }
  return found;
}

async function undoFile(
  file: FileRecord,
  { target, found }: WrittenPlace,
  step: UndoStep,
  undone: Undoing,
  { files }: Pick<Host, 'files'>,
): Promise<Pick<UndoneFile, 'outcome'> & { readonly lost?: readonly string[] }> {
  await removeUnfinished(target, files);
  if (found?.kind !== 'file') {
    await removeFolders(file, files);
    return { outcome: 'untouched' };
  }
  const read = (await files.read(target)) ?? Buffer.alloc(0);
  // A write into the file itself that was cut short: what it was to become is known.
  const current = isTorn(read, step.after, step.before) || isTorn(read, step.before, step.after) ? step.after : read;
  const wanted = await undone(step, current);
  if (wanted.content === undefined) {
    await files.remove(target);
    await removeFolders(file, files);
    return { outcome: 'removed' };
  }
  const isOpened = found.mode === file.modeAfter && !hasGrownSecret(wanted.content, step.before);
  const mode = isOpened ? file.modeBefore : undefined;
  if (!read.equals(wanted.content)) await overwritePreservingMode(target, wanted.content, mode, files);
  else if (mode !== undefined && mode !== found.mode) await files.setMode(target, mode);
  return wanted;
}

/** What names a password or a token, or is one, in the languages of the clients. */
const SECRETIVE =
  /passw|token|secret|_auth\b|credential|\beyJ[\w-]{10}|:\/\/[^\s/@"']+@|^\s*(?:-\s*)?"?BUNDLE_\w*__\w+"?\s*:/i;

/** Whether others put a secret into the file while it was closed: it stays closed. */
function hasGrownSecret(content: Buffer, before: Content): boolean {
  if (before?.equals(content)) return false;
  const [text, old] = [content, before ?? Buffer.alloc(0)].map((bytes) => decodeText(bytes).text);
  const lines = new Set((old ?? '').split(/[\r\n]+/).map(bare));
  // However they were broken.
  const whole = bare(old ?? '');
  return (text ?? '')
    .split(/[\r\n]+/)
    .some((line) => SECRETIVE.test(line) && !lines.has(bare(line)) && !whole.includes(bare(line)));
}

async function removeFolders(file: FileRecord, files: Files): Promise<void> {
  for (const folder of file.folders) if (!(await files.removeEmptyFolder(folder))) return;
}

/** What a killed process was about to put in the place of the file; it may hold the token. Only under the lock. */
async function removeUnfinished(path: string, files: Files): Promise<void> {
  const beginning = `.${basename(path)}.`;
  // A folder that cannot be read hides nothing that we could have put there.
  for (const name of await files.list(dirname(path)).catch((): string[] => []))
    if (name.startsWith(beginning) && /^[0-9a-f]{12}\.tmp$/.test(name.slice(beginning.length)))
      await files.remove(join(dirname(path), name));
}

/** A beginning of the new content, and the rest of the old one behind it. */
function isTorn(found: Buffer, next: Content, old: Content): boolean {
  if (next === undefined || old === undefined || found.equals(old) || found.equals(next)) return false;
  let same = 0;
  while (same < found.length && same < next.length && found[same] === next[same]) same++;
  const isCovering = found.length === old.length || (same === next.length && found.length > next.length);
  if (isCovering) return same > 0 && found.subarray(same).equals(old.subarray(same));
  return same === found.length && found.length > old.length;
}
