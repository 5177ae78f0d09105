// The write-ahead record of one login: everything needed to take it back, synced before the first file is touched.
// Owner-only, in the home whose files it speaks of, so that whoever logs in there next finds what a killed job left.
import { join } from 'node:path';
import { RegistryError } from '../../errors/registry-error.ts';
import type { Files, Host } from '../../ports/host.ts';
import type { Syntax } from '../../text/three-way-merge.ts';

export const LOGIN_SCHEMA = 'codeartifact-ci/login@1';

export interface LoginRecord {
  readonly schema: typeof LOGIN_SCHEMA;
  readonly id: string;
  /** Counts up over all logins of this home; clocks jump, this does not. */
  readonly sequence: number;
  readonly job: string;
  readonly runner?: string | undefined;
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
  /** Where the links led; undefined while a dangling link or a new file has no target yet. */
  readonly realPath?: string | undefined;
  /** Base64 of the bytes before; undefined when there was no file. */
  readonly before?: string | undefined;
  readonly after: string;
  /** Permission bits before and as we set them; undefined for a new file. */
  readonly modeBefore?: number | undefined;
  readonly modeAfter?: number | undefined;
  readonly syntax: Syntax;
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

type Place = Pick<Host, 'home' | 'files'>;

export const stateFolder = (home: string) => join(home, '.codeartifact-ci');
const recordFolder = (home: string) => join(stateFolder(home), 'logins');
const pathOf = (home: string, id: string) => join(recordFolder(home), `${id}.json`);

/** Bytes of a record: it holds files of a home twice, and parsing what is no record takes a multiple of its size. */
const LARGEST = 6 * 1024 * 1024;

/** Throws CA-FILE-003, before anything is written, for what could not be read again. */
export async function writeRecord(record: LoginRecord, { home, files }: Place): Promise<void> {
  const text = JSON.stringify(record);
  if (Buffer.byteLength(text) > LARGEST)
    throw new RegistryError(
      'CA-FILE-003',
      `the files that login would change are too large to be remembered for logout (more than ${LARGEST} bytes together)`,
    );
  await files.write(pathOf(home, record.id), text, { mode: 0o600 });
}

/** All records of this home, oldest first, and what is to be said of those that cannot be read. */
export async function readRecords({ home, files }: Place): Promise<{ records: LoginRecord[]; broken: string[] }> {
  const records: LoginRecord[] = [];
  const broken: string[] = [];
  for (const name of await files.list(recordFolder(home))) {
    if (!name.endsWith('.json')) continue;
    const path = join(recordFolder(home), name);
    // Something else than a file, such as a pipe, may have no end.
    const stat = await files.stat(path);
    const isReadable = stat?.kind === 'file' && stat.size <= LARGEST;
    const text = isReadable ? ((await files.readText(path)) ?? '') : '';
    const record = parseRecord(text, name.slice(0, -5));
    if (record) records.push(record);
    else if (isOfNewerVersion(text))
      broken.push(
        `${path} cannot be read; the login it speaks of was not taken back: a newer version of codeartifact-ci wrote it. Update codeartifact-ci and log out again`,
      );
    else broken.push(`${path} cannot be read; the login it speaks of was not taken back`);
  }
  records.sort((a, b) => a.sequence - b.sequence);
  return { records, broken };
}

/** Forgets a login; the folders go with the last one. */
export async function removeRecord(id: string, { home, files }: Place): Promise<void> {
  await files.remove(pathOf(home, id));
  for (const folder of [recordFolder(home), stateFolder(home)]) await removeIfEmpty(folder, files);
}

/** Whether the folder is gone now. */
export async function removeIfEmpty(folder: string, files: Files): Promise<boolean> {
  if ((await files.stat(folder))?.kind !== 'directory' || (await files.list(folder)).length > 0) return false;
  await files.remove(folder, { recursive: true });
  return true;
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
  const { schema, sequence, job, runner, expiresAt, secrets, endpoints, variables, files } = value;
  return (
    schema === LOGIN_SCHEMA &&
    Number.isSafeInteger(sequence) &&
    typeof job === 'string' &&
    isTextOrNothing(runner) &&
    Number.isFinite(expiresAt) &&
    isListOf(secrets, isText) &&
    isListOf(endpoints, (each) => isObject(each) && isText(each.format) && isText(each.endpoint)) &&
    isListOf(variables, isText) &&
    isListOf(files, isFileRecord)
  );
}

function isFileRecord(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { path, realPath, before, after, modeBefore, modeAfter, syntax, skeleton, without, folders } = value;
  return (
    isText(path) &&
    path !== '' &&
    isText(after) &&
    [realPath, before, skeleton].every(isTextOrNothing) &&
    [modeBefore, modeAfter].every((mode) => mode === undefined || Number.isSafeInteger(mode)) &&
    SYNTAXES.some((known) => known === syntax) &&
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
