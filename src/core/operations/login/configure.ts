// Applies what the tools ask for to the machine, as a polite guest: everything is planned in memory first, then
// written down for undoing, then written. Either all files are changed or none.
import { dirname } from 'node:path';
import { interruption } from '../../calls/waits.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { jobIdentity } from '../../model/job.ts';
import type { Secret } from '../../model/secret.ts';
import { tokenVariables } from '../../model/token-variable.ts';
import type { Host } from '../../ports/host.ts';
import type { ToolName } from '../../ports/package-format.ts';
import { withHomeLock } from './home-lock.ts';
import { type FileRecord, LOGIN_SCHEMA, type LoginRecord, readRecords, writeRecord } from './login-record.ts';
import { type CleanUpReport, repairLeftovers, undo } from './logout.ts';
import { overwritePreservingMode } from './overwrite-in-place.ts';
import { planFiles } from './plan-files.ts';
import type { PlannedFile } from './planned-edits.ts';
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
}

export interface LoginReport {
  /** To give to `cleanUp`; undefined for a dry run and when there was nothing to do. */
  readonly session: string | undefined;
  readonly tools: readonly ConfiguredTool[];
  readonly files: readonly ChangedFile[];
  /** To export for later steps. A Secret must be masked first. */
  readonly variables: Readonly<Record<string, string | Secret>>;
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
 * Configures the tools. Throws RegistryError CA-FILE-003 when a file cannot be understood or written; every file is
 * then as it was.
 */
export async function configure(login: LoginRequest, host: Host): Promise<LoginReport> {
  if (login.dryRun) return describe(login, await plan(login, [], host), undefined);
  return withHomeLock(host, async () => {
    const left = await repairLeftovers(host);
    const { records } = await readRecords(host);
    const planned = await plan(login, records, host);
    const record = recordOf(login, planned, records, host);
    const hasTrace = record.files.length > 0 || record.variables.length > 0;
    if (hasTrace) await carryOut(record, planned.files, host);
    const repaired = left.sessions.length + left.warnings.length > 0 ? left : undefined;
    return { ...describe(login, planned, hasTrace ? record.id : undefined), repaired };
  });
}

async function plan(login: LoginRequest, records: readonly LoginRecord[], host: Host) {
  const { job } = jobIdentity(host.env);
  const mine = records.filter((record) => record.job === job);
  const planned = await planFiles({
    registrations: login.registrations,
    earlier: mine.flatMap((record) => record.endpoints),
    parallel: records.filter((record) => record.job !== job),
    workingDirectory: login.workingDirectory ?? host.workingDirectory,
    host,
  });
  const token = tokenVariables(login.tokenVariable, planned.variables, login.registrations[0]?.request.token);
  const notes = [...planned.notes, ...token.notes];
  const parallel = records.filter(
    (record) => record.job !== job && record.files.some((file) => planned.files.some((one) => one.path === file.path)),
  );
  if (parallel.length > 0) {
    notes.push(
      'another job that shares this home is signed in; where both set the same default registry, the last one wins',
    );
  }
  return { ...planned, variables: token.variables, notes: [...new Set(notes)] };
}

type Planned = Awaited<ReturnType<typeof plan>>;

function recordOf(login: LoginRequest, planned: Planned, records: readonly LoginRecord[], host: Host): LoginRecord {
  const sequence = (records.at(-1)?.sequence ?? 0) + 1;
  const unique = Math.floor(host.clock.random() * 2 ** 40).toString(36);
  const endpoints = login.registrations.map(({ format, request }) => ({ format, endpoint: request.endpoint }));
  return {
    schema: LOGIN_SCHEMA,
    id: `${String(sequence).padStart(6, '0')}-${unique}`,
    sequence,
    ...jobIdentity(host.env),
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
    realPath: file.realPath,
    before: file.before && base64(file.before),
    after: base64(file.after),
    modeBefore: file.modeBefore,
    modeAfter: file.modeAfter,
    syntax: file.syntax,
    skeleton: file.before === undefined ? file.skeleton : undefined,
    folders: file.folders,
    without: Object.fromEntries(Object.entries(file.without).map(([id, bytes]) => [id, base64(bytes)])),
  };
}

async function carryOut(record: LoginRecord, planned: readonly PlannedFile[], host: Host): Promise<void> {
  await writeRecord(record, host);
  try {
    for (const file of planned.filter(leavesTrace)) {
      requireUninterrupted(host);
      const target = file.realPath ?? file.path;
      if (file.folders.length > 0)
        await host.files.makeDirectory(dirname(target), file.holdsSecret ? { mode: 0o700 } : {});
      if (hasChanged(file)) await overwritePreservingMode(target, file.after, file.modeAfter, host.files);
      else if (file.modeAfter !== undefined) await host.files.setMode(target, file.modeAfter);
    }
    requireUninterrupted(host);
  } catch (error) {
    const undone = await undo((one) => one.id === record.id, host);
    if (error instanceof RegistryError && undone.warnings.length === 0) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw new RegistryError('CA-FILE-003', [text, ...undone.warnings].join('; '), { cause: error });
  }
}

/** A cancelled step leaves no token behind: what was written until then is undone. */
function requireUninterrupted({ interrupted }: Host): void {
  if (interrupted.aborted) throw interruption(interrupted, 'before every file was written');
}

function describe(login: LoginRequest, planned: Planned, session: string | undefined): LoginReport {
  return {
    session,
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
    notes: planned.notes,
    warnings: planned.warnings,
    repaired: undefined,
  };
}
