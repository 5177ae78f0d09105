// Applies what the tools ask for to the machine, as a polite guest: everything is planned in memory first, then
// written down for undoing, then written. Either all files are changed or none.
import { createHash } from 'node:crypto';
import { dirname, isAbsolute, join } from 'node:path';
import { interruption } from '../../calls/waits.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { isOfBuild, jobIdentity } from '../../model/job.ts';
import type { Secret } from '../../model/secret.ts';
import { tokenVariables } from '../../model/token-variable.ts';
import type { Files, Host } from '../../ports/host.ts';
import type { ToolName } from '../../ports/package-format.ts';
import type { ValueEditors } from '../../text/value-merge.ts';
import { checkoutNotes, otherNameNotes } from './checkout-notes.ts';
import { type CleanUpReport, repairLeftovers, stepOf, undo } from './logout.ts';
import { overwritePreservingMode } from './overwrite-in-place.ts';
import { planFiles } from './plan-files.ts';
import type { PlannedFile } from './planned-edits.ts';
import {
  type FileRecord,
  type KeptRecord,
  LOGIN_SCHEMA,
  type LoginRecord,
  readRecords,
  writeRecord,
} from './records/login-record.ts';
import { isAbandoned } from './records/staleness.ts';
import { withStateLocks } from './records/state-lock.ts';
import { chooseStateFolder, stateFolders } from './records/state-place.ts';
import type { Registration } from './registration.ts';

export interface LoginRequest {
  /** In the order given; where only one can win (a default registry), the last does. */
  readonly registrations: readonly Registration[];
  /** Milliseconds since the epoch: the end of the token that lives longest. */
  readonly expiresAt: number;
  /** The `token-env-var` input: `auto`, `none` or a name. */
  readonly tokenVariable: string;
  /** Absolute; where the tools will run. Default: the host's. */
  readonly workingDirectory?: string | undefined;
  /** Plan and describe, write nothing, not even a lock. */
  readonly dryRun?: boolean | undefined;
  /**
   * Whether the variables of the report reach the tools, so that they may stand for files that cannot be written.
   * Default: they do.
   */
  readonly takesVariables?: boolean | undefined;
  /** As for `cleanUp`. */
  readonly editors?: ValueEditors | undefined;
}

export interface LoginReport {
  /** To give to `cleanUp`; undefined for a dry run and when there was nothing to do. */
  readonly session: string | undefined;
  /** Where its record is kept, to give to `cleanUp`: a later step may have another home. */
  readonly stateFolder: string | undefined;
  readonly tools: readonly ConfiguredTool[];
  readonly files: readonly ChangedFile[];
  /** To export for later steps. A Secret must be masked first. */
  readonly variables: Readonly<Record<string, string | Secret>>;
  /** Tools with a file that cannot be written: the variables stand for it. */
  readonly byVariables: readonly string[];
  readonly notes: readonly string[];
  /** Why a tool will not do what it was configured for, with the fix. */
  readonly warnings: readonly string[];
  /** What a killed job had left in this home and was put right first. */
  readonly repaired: CleanUpReport | undefined;
}

export interface ConfiguredTool {
  readonly tool: ToolName;
  readonly domain: string;
  readonly repository: string;
  readonly files: readonly string[];
}

export interface ChangedFile {
  readonly path: string;
  readonly change: 'created' | 'changed' | 'unchanged';
  /** Lines that are put in, with every token shown as `***`. What was there before is never shown. */
  readonly added: readonly string[];
}

/**
 * Configures the tools. Throws RegistryError CA-FILE-003 when a file cannot be understood or written, CA-FILE-006 when
 * another user's login is in the way; every file is then as it was.
 */
export async function configure(login: LoginRequest, host: Host): Promise<LoginReport> {
  // Tools would look for it wherever they run, and a token would lie in the checkout.
  if (login.registrations.length > 0 && !isAbsolute(host.home))
    throw new RegistryError('CA-FILE-003', `the home directory is \`${host.home}\`, which is no absolute path`, {
      remedy: 'Set HOME to an absolute path.',
    });
  const folders = stateFolders(host);
  const known = login.dryRun ? [] : (await readRecords(folders, host)).records;
  const draft = await plan(login, known, host);
  if (login.dryRun) return describe(login, draft, undefined);
  const leavesOne = draft.files.some(leavesTrace) || Object.keys(draft.variables).length > 0;
  // Nothing is written, not even a lock, where nothing is to be remembered or put right.
  if (!leavesOne && !known.some((record) => isAbandoned(record, host))) return describe(login, draft, undefined);
  const own = leavesOne ? await chooseStateFolder(draft.files.flatMap(pathsOf), host) : undefined;
  const inUse = [...new Set([...(own ? [own] : []), ...known.map(({ folder }) => folder)])];
  return withStateLocks(inUse, host, async () => {
    const left = await repairLeftovers(inUse, login.editors, host);
    const repaired = left.sessions.length + left.warnings.length > 0 ? left : undefined;
    let changed: string | undefined;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { records } = await readRecords(inUse, host);
      // What was planned without the lock still holds where nobody has written since.
      const isSame =
        tries === 0 && left.sessions.length === 0 && (await isAsPlanned(draft, host)) && isSameList(records, known);
      const planned = isSame ? draft : await plan(login, records, host);
      const realHome = await host.files.realPath(host.home);
      const record = own === undefined ? undefined : recordOf(login, planned, { records, folder: own, realHome, host });
      const hasTrace = record !== undefined && record.files.length + record.variables.length > 0;
      changed = hasTrace ? await carryOut(record, planned.files, login.editors, host) : undefined;
      if (changed === undefined) return { ...describe(login, planned, hasTrace ? record : undefined), repaired };
    }
    throw new RegistryError('CA-FILE-003', `${changed} is changed by another program again and again`, {
      remedy: 'Log in when that program has ended; nothing of this login stays.',
    });
  });
}

/** How often a login is planned anew because a file was changed while others were written. */
const MOST_TRIES = 5;

const pathsOf = (file: PlannedFile) =>
  leavesTrace(file) ? [file.path, ...(file.realPath ? [file.realPath] : [])] : [];

const isSameList = (now: readonly KeptRecord[], then: readonly KeptRecord[]) =>
  JSON.stringify(now) === JSON.stringify(then);

async function isAsPlanned({ files: planned }: Planned, { files }: Host): Promise<boolean> {
  for (const file of planned) if (!(await isStill(file, files))) return false;
  return true;
}

async function isStill({ path, realPath, before, modeBefore }: PlannedFile, files: Files): Promise<boolean> {
  if ((await files.realPath(path)) !== realPath) return false;
  const content = realPath === undefined ? undefined : await files.read(realPath);
  if (content === undefined ? before !== undefined : !(before?.equals(content) ?? false)) return false;
  return realPath === undefined || (await files.stat(realPath))?.mode === modeBefore;
}

async function plan(login: LoginRequest, records: readonly LoginRecord[], host: Host) {
  const identity = jobIdentity(host.env);
  const { job } = identity;
  // Another part of the build is taken back by itself, and adds up all the same.
  const mine = records.filter((record) => isOfBuild(record.job, identity));
  const planned = await planFiles({
    registrations: login.registrations,
    earlier: mine.flatMap((record) => record.endpoints),
    earlierSecrets: mine.flatMap((record) => record.secrets),
    parallel: records.filter((record) => record.job !== job),
    workingDirectory: login.workingDirectory ?? host.workingDirectory,
    folderForVariables: async () => join(await chooseStateFolder([], host), 'tools', shortName(job)),
    takesVariables: login.takesVariables ?? true,
    editors: login.editors,
    host,
  });
  const token = tokenVariables(login.tokenVariable, planned.variables, login.registrations[0]?.request.token);
  const notes = [
    ...planned.notes,
    ...token.notes,
    ...(await checkoutNotes(planned.files.filter(hasChanged), host.files)),
    ...otherNameNotes(planned.files.filter(hasChanged)),
  ];
  const parallel = records.filter(
    (record) =>
      !isOfBuild(record.job, identity) &&
      record.files.some((file) => planned.files.some((one) => one.path === file.path)),
  );
  if (parallel.length > 0) {
    notes.push(
      'another job that shares this home is signed in; where both set the same default registry, the last one wins',
    );
  }
  return { ...planned, variables: token.variables, notes: [...new Set(notes)] };
}

const shortName = (job: string) => createHash('sha256').update(job).digest('hex').slice(0, 16);

type Planned = Awaited<ReturnType<typeof plan>>;

interface Keeping {
  readonly records: readonly LoginRecord[];
  readonly folder: string;
  readonly realHome: string | undefined;
  readonly host: Host;
}

function recordOf(login: LoginRequest, planned: Planned, { records, folder, realHome, host }: Keeping): KeptRecord {
  const { job, runner } = jobIdentity(host.env);
  const sequence = (records.at(-1)?.sequence ?? 0) + 1;
  const unique = Math.floor(host.clock.random() * 2 ** 40).toString(36);
  const endpoints = login.registrations.map(({ format, request }) => ({ format, endpoint: request.endpoint }));
  return {
    folder,
    schema: LOGIN_SCHEMA,
    id: `${String(sequence).padStart(6, '0')}-${unique}`,
    sequence,
    home: host.home,
    ...(realHome === undefined || realHome === host.home ? {} : { realHome }),
    job,
    ...(runner === undefined ? {} : { runner }),
    step: stepOf(host),
    machine: host.processes.machine(),
    holder: host.processes.holder(),
    expiresAt: login.expiresAt,
    secrets: [...new Set(login.registrations.map(({ request }) => request.token.reveal()))],
    endpoints: [...new Map(endpoints.map((one) => [`${one.format} ${one.endpoint}`, one])).values()],
    variables: Object.keys(planned.variables),
    files: planned.files.filter(leavesTrace).map(fileRecordOf),
  };
}

const hasChanged = (file: PlannedFile) => file.before === undefined || !file.before.equals(file.after);
/** An unchanged file is ours as well when a parallel job's login wrote what we need. */
const leavesTrace = (file: PlannedFile) =>
  hasChanged(file) || Object.keys(file.without).length > 0 || file.modeAfter !== file.modeBefore;

function fileRecordOf(file: PlannedFile): FileRecord {
  const base64 = (bytes: Buffer) => bytes.toString('base64');
  return {
    path: file.path,
    tools: file.tools,
    realPath: file.realPath,
    before: file.before && base64(file.before),
    after: base64(file.after),
    modeBefore: file.modeBefore,
    modeAfter: file.modeAfter,
    syntax: file.syntax,
    language: file.language,
    skeleton: file.before === undefined ? file.skeleton : undefined,
    folders: file.folders,
    without: Object.fromEntries(Object.entries(file.without).map(([id, bytes]) => [id, base64(bytes)])),
  };
}

/**
 * Resolves to the path of a file that somebody changed since it was planned: then nothing of this login is left. The time
 * from this look to the write is what remains for somebody's change to be lost in.
 */
async function carryOut(
  record: KeptRecord,
  planned: readonly PlannedFile[],
  editors: ValueEditors | undefined,
  host: Host,
): Promise<string | undefined> {
  const takeBack = () => undo({ isWanted: (one) => one.id === record.id, folders: [record.folder], editors }, host);
  await writeRecord(record, host.files);
  try {
    for (const file of planned.filter(leavesTrace)) {
      requireUninterrupted(host);
      if (!(await isStill(file, host.files))) {
        await takeBack();
        return file.path;
      }
      const target = file.realPath ?? file.path;
      if (file.folders.length > 0)
        await host.files.makeDirectory(dirname(target), file.holdsSecret ? { mode: 0o700 } : {});
      if (hasChanged(file)) await overwritePreservingMode(target, file.after, file.modeAfter, host.files);
      else if (file.modeAfter !== undefined) await host.files.setMode(target, file.modeAfter);
    }
    requireUninterrupted(host);
    return undefined;
  } catch (error) {
    const undone = await takeBack();
    if (error instanceof RegistryError && undone.warnings.length === 0) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw new RegistryError('CA-FILE-003', [text, ...undone.warnings].join('; '), { cause: error });
  }
}

/** A cancelled step leaves no token behind: what was written until then is undone. */
function requireUninterrupted({ interrupted }: Host): void {
  if (interrupted.aborted) throw interruption(interrupted, 'before every file was written');
}

function describe(login: LoginRequest, planned: Planned, record: KeptRecord | undefined): LoginReport {
  return {
    session: record?.id,
    stateFolder: record?.folder,
    tools: login.registrations.map(({ tool, request }, index) => ({
      tool: tool.name,
      domain: request.domain,
      repository: request.repository,
      files: planned.paths[index] ?? [],
    })),
    files: planned.files.map((file) => ({
      path: file.path,
      change: file.before === undefined ? 'created' : hasChanged(file) ? 'changed' : 'unchanged',
      added: file.added,
    })),
    variables: planned.variables,
    byVariables: planned.byVariables,
    notes: planned.notes,
    warnings: planned.warnings,
    repaired: undefined,
  };
}
