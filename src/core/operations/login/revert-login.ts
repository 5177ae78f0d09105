// One login taken back, file by file, while other logins may stand on the same files.

import { basename, dirname, join } from 'node:path';
import { spellings } from '../../model/secret.ts';
import type { FileStat, Files, Host } from '../../ports/host.ts';
import { decodeText } from '../../text/encoding.ts';
import { type Content, type Undone, type UndoStep, undoStep } from '../../text/revert-file.ts';
import type { ValueEditors } from '../../text/value-merge.ts';
import { overwritePreservingMode } from './overwrite-in-place.ts';
import { type FileRecord, type KeptRecord, writeRecord } from './records/login-record.ts';

export interface UndoneFile {
  readonly path: string;
  /**
   * `restored`: byte-identical to before. `removed`: there was none before. `merged`: others' edits stayed, ours went.
   * `kept`: others changed our lines, so they stayed, without the token. `untouched`: nothing of ours was in it.
   */
  readonly outcome: 'restored' | 'removed' | 'merged' | 'kept' | 'untouched' | 'failed';
}

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
  host: Pick<Host, 'files'>,
): Promise<UndoneRecord> {
  const inUse = new Set(others.flatMap((other) => other.secrets));
  const secrets = record.secrets.filter((secret) => !inUse.has(secret));
  const undone = (step: UndoStep, current: Content) => undoStep(step, current, secrets, editors);
  const done: UndoneFile[] = [];
  const warnings: string[] = [];
  let rest = others;
  for (const file of [...record.files].reverse()) {
    try {
      const { step, later } = await standOn({ record, file, now: await contentNow(file, host.files), undone }, rest);
      const isShared = later.some((other, index) => other !== rest[index]);
      const outcome = await undoFile(isShared ? { ...file, modeBefore: undefined } : file, step, undone, host.files);
      // What a later login of ours put over this one is nobody's interference.
      done.push({ path: file.path, outcome: isShared && outcome === 'kept' ? 'merged' : outcome });
      if (outcome === 'kept' && !isShared)
        warnings.push(`${file.path}: others changed lines of the login since; they stay, without the token`);
      for (const [index, other] of later.entries()) if (other !== rest[index]) await writeRecord(other, host.files);
      rest = later;
    } catch (error) {
      done.push({ path: file.path, outcome: 'failed' });
      warnings.push(`${file.path} was not put back: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { files: done, warnings, others: rest };
}

const bytesOf = (base64: string) => Buffer.from(base64, 'base64');
const contentOf = (base64: string | undefined): Content => (base64 === undefined ? undefined : bytesOf(base64));
const targetOf = (file: FileRecord) => file.realPath ?? file.path;

interface Leaving {
  readonly record: KeptRecord;
  readonly file: FileRecord;
  /** What the file holds now. */
  readonly now: Content;
  readonly undone: Undoing;
}

/** Takes one change out, with the tokens of the login that no other needs. */
type Undoing = (step: UndoStep, current: Content) => Promise<Undone>;

/**
 * Later logins stand on the one that goes. Their snapshots must forget it, or undoing them would bring its lines
 * back; and lines that they need as well must stay, so what is taken out of the file is what they say they can spare.
 */
async function standOn({ record: gone, file, now, undone }: Leaving, others: readonly KeptRecord[]) {
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
    const index =
      other.sequence > gone.sequence ? other.files.findIndex((one) => targetOf(one) === targetOf(file)) : -1;
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
function isWritten({ secrets }: KeptRecord, { before, after }: FileRecord, now: Content): boolean {
  const next = bytesOf(after);
  if (now === undefined || now.equals(next) || isTorn(now, next, contentOf(before))) return true;
  if (contentOf(before)?.equals(now)) return false;
  const planned = decodeText(next).text;
  const { text } = decodeText(now);
  const own = secrets.flatMap(spellings).filter((spelling) => spelling !== '' && planned.includes(spelling));
  return own.length === 0 || own.some((spelling) => text.includes(spelling));
}

/** Where the links lead now, or led when the login was written, and what is there. */
async function findTarget(file: FileRecord, files: Files): Promise<{ target: string; found: FileStat } | undefined> {
  const isLink = file.realPath === undefined && (await files.stat(file.path))?.kind === 'link';
  const target = isLink ? await files.realPath(file.path) : targetOf(file);
  const found = target === undefined ? undefined : await files.stat(target);
  return target === undefined || found === undefined ? undefined : { target, found };
}

async function contentNow(file: FileRecord, files: Files): Promise<Content> {
  const at = await findTarget(file, files);
  return at?.found.kind === 'file' ? files.read(at.target) : undefined;
}

async function undoFile(
  file: FileRecord,
  step: UndoStep,
  undone: Undoing,
  files: Files,
): Promise<UndoneFile['outcome']> {
  const at = await findTarget(file, files);
  await removeUnfinished(at?.target ?? targetOf(file), files);
  if (at?.found.kind !== 'file') {
    await removeFolders(file, files);
    return 'untouched';
  }
  const { target, found } = at;
  const read = (await files.read(target)) ?? Buffer.alloc(0);
  // A write into the file itself that was cut short: what it was to become is known.
  const current = isTorn(read, step.after, step.before) || isTorn(read, step.before, step.after) ? step.after : read;
  const wanted = await undone(step, current);
  if (wanted.content === undefined) {
    await files.remove(target);
    await removeFolders(file, files);
    return 'removed';
  }
  const mode = found.mode === file.modeAfter ? file.modeBefore : undefined;
  if (!read.equals(wanted.content)) await overwritePreservingMode(target, wanted.content, mode, files);
  else if (mode !== undefined && mode !== found.mode) await files.setMode(target, mode);
  return wanted.outcome;
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
