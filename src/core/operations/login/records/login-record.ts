// The write-ahead record of one login: everything needed to take it back, synced before the first file is touched.
// Owner-only; `state-place.ts` says where.
import { join } from 'node:path';
import { asRegistryError, RegistryError } from '../../../errors/registry-error.ts';
import type { Files, JobHolder, MachineIdentity } from '../../../ports/host.ts';
import { LANGUAGES, type Language } from '../../../text/languages.ts';
import type { Syntax } from '../../../text/three-way-merge.ts';
import { inThisHome } from './moved-home.ts';
import { requireOwn, type StateHost } from './state-place.ts';

export const LOGIN_SCHEMA = 'codeartifact-ci/login@1';

export interface LoginRecord {
  readonly schema: typeof LOGIN_SCHEMA;
  readonly id: string;
  /** Counts up over all logins of this home; clocks jump, this does not. */
  readonly sequence: number;
  /** The home of that time, and where it was without links if that was elsewhere: it may lie at another path by now. */
  readonly home?: string | undefined;
  readonly realHome?: string | undefined;
  readonly job: string;
  readonly runner?: string | undefined;
  /** The step of a job of GitHub, so that its post step finds what a killed main step could not tell it of. */
  readonly step?: string | undefined;
  /** Where it was written, and the process that its job stands and falls with. */
  readonly machine?: MachineIdentity | undefined;
  readonly holder?: JobHolder | undefined;
  /** Milliseconds since the epoch: the end of the token that lives longest. */
  readonly expiresAt: number;
  /** The tokens, to find leftovers of them in files that others rewrote. */
  readonly secrets: readonly string[];
  readonly endpoints: readonly { readonly format: string; readonly endpoint: string }[];
  /** Names of variables handed to later steps. */
  readonly variables: readonly string[];
  readonly files: readonly FileRecord[];
}

export interface FileRecord {
  readonly path: string;
  /** For people. */
  readonly tools?: readonly string[] | undefined;
  /** Where the links led; undefined while a dangling link or a new file has no target yet. */
  readonly realPath?: string | undefined;
  /** Base64 of the bytes before; undefined when there was no file. */
  readonly before?: string | undefined;
  readonly after: string;
  /** Permission bits before and as we set them; undefined for a new file. */
  readonly modeBefore?: number | undefined;
  readonly modeAfter?: number | undefined;
  readonly syntax: Syntax;
  /** Absent for scripts, and in records of earlier versions: then lines alone are compared. */
  readonly language?: Language | undefined;
  /** Text that a new file was grown from; others' additions stand in it when ours go. */
  readonly skeleton?: string | undefined;
  /**
   * What the file would be if one earlier login of another job had not been, by its id (base64). Only in homes that
   * parallel jobs share: lines both logins need go with the last of them.
   */
  readonly without?: Readonly<Record<string, string>> | undefined;
  /** Folders that did not exist, deepest first. */
  readonly folders: readonly string[];
}

/** A record, and the state folder it was read from or is to stand in. */
export interface KeptRecord extends LoginRecord {
  readonly folder: string;
}

const recordFolder = (folder: string) => join(folder, 'logins');
const pathOf = ({ folder, id }: Pick<KeptRecord, 'folder' | 'id'>) => join(recordFolder(folder), `${id}.json`);

/** Bytes of a record: it holds files of a home twice, and parsing what is no record takes a multiple of its size. */
const LARGEST = 6 * 1024 * 1024;

/** Throws CA-FILE-003, before anything is written, for what could not be read again. */
export async function writeRecord(kept: KeptRecord, files: Files): Promise<void> {
  const { folder: _, ...record } = kept;
  const text = JSON.stringify(record);
  if (Buffer.byteLength(text) > LARGEST)
    throw new RegistryError(
      'CA-FILE-003',
      `the files that login would change are too large to be remembered for logout (more than ${LARGEST} bytes together)`,
    );
  await files.write(pathOf(kept), text, { mode: 0o600 });
}

export interface FoundRecords {
  /** Oldest first. */
  readonly records: readonly KeptRecord[];
  /** What is to be said of those that cannot be read. */
  readonly broken: readonly string[];
  /** Folders and records of other users, which are not read. */
  readonly refused: readonly RegistryError[];
}

/** The records of all these state folders. */
export async function readRecords(folders: readonly string[], host: RecordHost): Promise<FoundRecords> {
  const found = [];
  for (const folder of folders) found.push(await readFolder(folder, host));
  const records = found.flatMap((one) => one.records);
  return {
    records: records.sort((a, b) => a.sequence - b.sequence),
    broken: found.flatMap(({ broken }) => broken),
    refused: found.flatMap(({ refused }) => refused),
  };
}

export type RecordHost = Pick<StateHost, 'files' | 'processes' | 'home'>;

async function readFolder(folder: string, host: RecordHost): Promise<FoundRecords> {
  const { files } = host;
  const records: KeptRecord[] = [];
  const broken: string[] = [];
  const refused: RegistryError[] = [];
  try {
    await requireOwn(folder, host);
    await requireOwn(recordFolder(folder), host);
    for (const name of await files.list(recordFolder(folder))) {
      if (!name.endsWith('.json')) continue;
      const path = join(recordFolder(folder), name);
      await requireOwn(path, host);
      // Something else than a file, such as a pipe, may have no end.
      const stat = await files.stat(path);
      const isReadable = stat?.kind === 'file' && stat.size <= LARGEST;
      const text = isReadable ? ((await files.readText(path)) ?? '') : '';
      const record = parseRecord(text, name.slice(0, -5));
      if (record) records.push(await inThisHome({ ...record, folder }, host));
      else if (isOfNewerVersion(text))
        broken.push(
          `${path} cannot be read; the login it speaks of was not taken back: a newer version of codeartifact-ci wrote it. Update codeartifact-ci and log out again`,
        );
      else broken.push(`${path} cannot be read; the login it speaks of was not taken back`);
    }
  } catch (error) {
    refused.push(asRegistryError(error));
  }
  return { records, broken, refused };
}

/** Forgets a login. */
export const removeRecord = (kept: KeptRecord, files: Files) => files.remove(pathOf(kept));

/**
 * Takes away what a killed process left beside its records. Only under the lock of the folder: nobody else writes then.
 * The folders themselves go with the last record and the lock; see `state-lock.ts`.
 */
export async function tidyRecords(folder: string, files: Files): Promise<void> {
  for (const name of await unfinishedRecords(folder, files)) await files.remove(join(recordFolder(folder), name));
  await files.removeEmptyFolder(recordFolder(folder));
}

/** Records that were being written when their process was killed; they hold tokens. */
export async function unfinishedRecords(folder: string, files: Files): Promise<string[]> {
  return (await files.list(recordFolder(folder))).filter((name) => /^\..*\.json\.[0-9a-f]{12}\.tmp$/.test(name));
}

const isOfNewerVersion = (text: string) => {
  const [, number = '0'] = /"schema":\s*"codeartifact-ci\/login@([1-9][0-9]{0,5})"/.exec(text) ?? [];
  return Number(number) > Number(LOGIN_SCHEMA.split('@')[1]);
};

function parseRecord(text: string, id: string): LoginRecord | undefined {
  let value: Partial<LoginRecord> | null;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isObject(value) && value.id === id && isRecord(value) ? value : undefined;
}

// Whole or not at all: taking back half of a login would leave the other half with nobody to speak of it.

function isRecord(value: Partial<Record<keyof LoginRecord, unknown>>): value is LoginRecord {
  const { schema, sequence, job, runner, step, expiresAt, secrets, endpoints, variables, files } = value;
  return (
    schema === LOGIN_SCHEMA &&
    Number.isSafeInteger(sequence) &&
    [value.home, value.realHome].every(isTextOrNothing) &&
    typeof job === 'string' &&
    isTextOrNothing(runner) &&
    isTextOrNothing(step) &&
    isMachineOrNothing(value.machine) &&
    isHolderOrNothing(value.holder) &&
    Number.isFinite(expiresAt) &&
    isListOf(secrets, isText) &&
    isListOf(endpoints, (each) => isObject(each) && isText(each.format) && isText(each.endpoint)) &&
    isListOf(variables, isText) &&
    isListOf(files, isFileRecord)
  );
}

/** What cannot be understood of it would be taken for a process that has ended. */
const isMachineOrNothing = (value: unknown) =>
  value === undefined ||
  (isObject(value) && isText(value.name) && [value.id, value.boot, value.processSpace].every(isTextOrNothing));

const isHolderOrNothing = (value: unknown) =>
  value === undefined ||
  (isObject(value) &&
    Number.isSafeInteger(value.pid) &&
    Number(value.pid) > 0 &&
    [value.started, value.name].every(isTextOrNothing) &&
    typeof value.isWorker === 'boolean');

function isFileRecord(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { path, tools, realPath, before, after, modeBefore, modeAfter, syntax, language, skeleton, without, folders } =
    value;
  return (
    isText(path) &&
    path !== '' &&
    isText(after) &&
    (tools === undefined || isListOf(tools, isText)) &&
    [realPath, before, skeleton].every(isTextOrNothing) &&
    [modeBefore, modeAfter].every((mode) => mode === undefined || Number.isSafeInteger(mode)) &&
    SYNTAXES.some((known) => known === syntax) &&
    (language === undefined || LANGUAGES.some((known) => known === language)) &&
    (without === undefined || (isObject(without) && Object.values(without).every(isText))) &&
    isListOf(folders, isText)
  );
}

const SYNTAXES: readonly Syntax[] = ['lines', 'sections', 'tree'];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNothing = (value: unknown) => value === undefined || isText(value);
const isListOf = (value: unknown, isMember: (each: unknown) => boolean) =>
  Array.isArray(value) && value.every(isMember);
