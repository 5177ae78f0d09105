// The journal: one line appended and synced before and after each remote write. It lets rollback know what to undo and
// tells people what a broken run did; finishing never needs it, the registry alone is enough. What it could not record
// is not begun, so a journal that cannot be written ends the run.
import type { ErrorCode } from '../errors/catalogue.ts';
import { asRegistryError, RegistryError } from '../errors/registry-error.ts';
import { jobIdentity } from '../model/job.ts';
import type { Status } from '../model/package.ts';
import { runOrigin } from '../model/run-origin.ts';
import type { Host } from '../ports/host.ts';
import { sha256Hex } from './canonical.ts';
import type { RepositoryRecord } from './manifest.ts';

export const JOURNAL_SCHEMA = 'codeartifact-ci/journal@1';

/** More may come with a newer version: readers keep such runs and do not undo them. */
export const JOURNAL_VERBS = ['publish', 'promote', 'rollback', 'restore', 'retire'] as const;
export type JournalVerb = (typeof JOURNAL_VERBS)[number];

/** Word for what is as a write was to make it, although no answer told that it was this write which did that. */
export const UNCLEAR = 'unclear';

/** Result of a write that could not be recorded, and so was not begun. */
export const NOT_BEGUN = 'not begun';

export const JOURNAL_ACTIONS = [
  'upload',
  'finish',
  'copy',
  'overwrite',
  'status',
  'dispose',
  'delete',
  'tag',
  'origin',
  // A note: the snapshot of a build was another build, or not there, before this one.
  'replace',
  // Notes: versions that were there already and that the run counts on, and versions as it left them, with revisions.
  'rely',
  'proven',
] as const;

/** One text for one set of versions (purls), so that a run that continues another is known by it. */
export function releaseSet(purls: Iterable<string>): string {
  return sha256Hex([...new Set(purls)].sort().join('\n'));
}

/** First line of a run. */
export interface JournalBegin extends RepositoryRecord {
  readonly verb: JournalVerb;
  readonly planHash?: string | undefined;
  /** Which versions the run is about; see `releaseSet`. */
  readonly set?: string | undefined;
  /** Rollback and restore: the run they are about. */
  readonly of?: string | undefined;
  /** Rollback and restore: only some versions of that run were named. */
  readonly isPartial?: boolean | undefined;
  /** Rollback: only what that run itself had brought, and not what other runs of the same release had. */
  readonly isOfRunAlone?: boolean | undefined;
  /** Rollback: by a plan or a manifest, so that it is one of all runs that made that very `set`, known or not. */
  readonly isOfSet?: boolean | undefined;
  /**
   * Rollback and restore: when the last of the runs that it had read, and is after, had written; milliseconds since the epoch,
   * by their clocks.
   */
  readonly after?: number | undefined;
  /** Where in the same domain a promotion copied from: builds of snapshots are copied from there when they are given back. */
  readonly sourceRepository?: string | undefined;
  /** Runs of one CI job have the same value; `terminal` outside CI. */
  readonly job?: string | undefined;
  readonly startedBy?: Readonly<Record<string, string>> | undefined;
}

/** What a version was before a write. */
export interface VersionBefore {
  readonly status: Status;
  readonly revision: string;
  /** Names of its assets. */
  readonly assets?: readonly string[];
}

/** One remote write. */
export interface JournalWrite {
  readonly action: (typeof JOURNAL_ACTIONS)[number];
  readonly purls?: readonly string[];
  /** Version -> revision. */
  readonly revisions?: Readonly<Record<string, string>>;
  readonly from?: Status;
  readonly to?: Status;
  /** Tags: the package, the tag, and what it pointed at and shall point at. */
  readonly package?: string;
  readonly tag?: string;
  readonly was?: string | null;
  readonly becomes?: string | null;
  /** Uploads: purl of a version -> names of the assets that the write is about to add; the result tells which it added. */
  readonly assets?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Purl of a version -> what it was before the write; null: it was not there. */
  readonly seen?: Readonly<Record<string, VersionBefore | null>>;
}

/** What a write came to, where one word for all its versions does not say enough. */
export interface WriteResult {
  readonly result: string;
  /** Purl of a version -> what became of it (`copied`, `present`, `failed CODE`). */
  readonly versions?: Readonly<Record<string, string>> | undefined;
  /** Purl of a version -> names of the assets that the write added to it. */
  readonly assets?: Readonly<Record<string, readonly string[]>> | undefined;
}

export interface JournalLine
  extends Partial<RepositoryRecord>,
    Partial<Omit<JournalBegin, keyof RepositoryRecord>>,
    Partial<JournalWrite>,
    Partial<WriteResult> {
  readonly schema?: string;
  readonly run: string;
  /** ISO 8601. */
  readonly at: string;
  readonly kind: 'begin' | 'before' | 'after' | 'note' | 'end';
  /** Same number before and after one write. */
  readonly step?: number;
}

export interface Journal {
  readonly runId: string;
  /**
   * Why the journal could not be written, from the first line that failed on. No write is begun any more; those that
   * were under way end as they do. A run that has it ends with its code, however well its versions went.
   */
  readonly problem: RegistryError | undefined;
  /**
   * Notes the write durably, does it, notes the result. Writes run side by side; lines that meet are synced together.
   * Rejects with `problem`, and without having called `work`, when there is one; a result that cannot be noted rejects
   * nothing, since the write was done.
   */
  around<T>(write: JournalWrite, work: () => Promise<T>, resultOf?: (value: T) => string | WriteResult): Promise<T>;
  /** Notes what is intended where no single write of ours does it. Rejects like `around`. */
  note(write: JournalWrite): Promise<void>;
  /** Never rejects; see `problem`. */
  end(result: string): Promise<void>;
}

/** What a report of the run says of its journal; nothing when all of it could be written. */
export function journalProblem({ problem }: Journal): { readonly warnings: string[]; readonly error?: ErrorCode } {
  if (!problem) return { warnings: [] };
  const { code, message, remedy } = problem;
  return { warnings: [`${code}: ${message}. ${remedy}`], error: code };
}

/** Begins a run. Without a path nothing is written and everything else is the same. Rejects with CA-FILE-003. */
export async function openJournal(
  host: Pick<Host, 'clock' | 'env' | 'files'>,
  path: string | undefined,
  begin: JournalBegin,
): Promise<Journal> {
  const runId = newRunId(host.clock);
  const append = appender(host, path);
  let problem: RegistryError | undefined;
  const line = async (rest: Omit<JournalLine, 'run' | 'at'>) => {
    try {
      await append({ run: runId, at: new Date(host.clock.now()).toISOString(), ...rest });
    } catch (error) {
      problem ??= asProblem(error);
      throw problem;
    }
  };
  /** What was done is done, whether or not it can be noted; `problem` tells. */
  const tell = (rest: Omit<JournalLine, 'run' | 'at'>) => line(rest).catch(() => {});
  const identity = jobIdentity(host.env);
  const job = identity.build ?? identity.job;
  await line({ schema: JOURNAL_SCHEMA, kind: 'begin', ...begin, job, startedBy: runOrigin(host.env) });
  let step = 0;
  return {
    runId,
    get problem() {
      return problem;
    },
    async around(write, work, resultOf) {
      if (problem) throw problem;
      const number = ++step;
      const after = (result: WriteResult) => tell({ kind: 'after', step: number, action: write.action, ...result });
      try {
        await line({ kind: 'before', step: number, ...write });
        // Another line may have failed while this one was written.
        if (problem) throw problem;
      } catch (error) {
        // Where there is room again, this tells the number that is missing from a write that nobody knows.
        await after({ result: NOT_BEGUN });
        throw error;
      }
      let value: Awaited<ReturnType<typeof work>>;
      try {
        value = await work();
      } catch (error) {
        const code = error instanceof RegistryError ? error.code : 'CA-RUN-003';
        await after({ result: `error ${code}` });
        throw error;
      }
      const told = resultOf?.(value) ?? 'done';
      await after(typeof told === 'string' ? { result: told } : told);
      return value;
    },
    async note(write) {
      if (problem) throw problem;
      await line({ kind: 'note', ...write });
    },
    end: (result) => tell({ kind: 'end', result }),
  };
}

function asProblem(error: unknown): RegistryError {
  const known = asRegistryError(error);
  if (known.code !== 'CA-FILE-003') return known;
  return new RegistryError(
    known.code,
    `${known.message}; the journal records each write before it is done, so no further one was begun`,
    {
      cause: error,
      remedy:
        'Make room for the journal, or name another place with `journal`; then run the same command again, which recognises finished work and does not repeat it.',
    },
  );
}

/** Sorted by time and unlikely to meet another; not a secret. */
function newRunId(clock: Host['clock']): string {
  const tail = Math.floor(clock.random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0');
  return `${idAt(clock.now())}-${tail}`;
}

/** The least id of a run that begins then; milliseconds since the epoch. */
export function idAt(time: number): string {
  return new Date(time).toISOString().replace(/[-:.]/g, '').toLowerCase();
}

/** When the run of this id began, by the clock of its machine; undefined when it is no id of a run. */
export function runTime(runId: string): number | undefined {
  const [, y, mo, d, h, mi, s, ms] = /^(\d{4})(\d{2})(\d{2})t(\d{2})(\d{2})(\d{2})(\d{3})z/.exec(runId) ?? [];
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}.${ms}Z`);
  return Number.isNaN(at) ? undefined : at;
}

// Lines that arrive while a sync is under way go out with the next one: two writers cost one sync, not two.
function appender(host: Pick<Host, 'files'>, path: string | undefined): (line: JournalLine) => Promise<void> {
  if (path === undefined) return async () => {};
  let pending: string[] = [];
  let next: Promise<void> | undefined;
  let current: Promise<void> = Promise.resolve();
  const flush = async () => {
    await current.catch(() => {});
    next = undefined;
    const text = pending.join('');
    pending = [];
    await host.files.append(path, text);
  };
  return (line) => {
    pending.push(`${JSON.stringify(line)}\n`);
    if (!next) {
      next = flush();
      current = next;
    }
    return next;
  };
}
