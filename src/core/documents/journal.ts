// The journal: one line appended and synced before and after each remote write. It lets rollback know what to undo and
// tells people what a broken run did; finishing never needs it, the registry alone is enough.
import { RegistryError } from '../errors/registry-error.ts';
import { jobIdentity, type Starter, startedBy } from '../model/job.ts';
import type { Status } from '../model/package.ts';
import type { Host } from '../ports/host.ts';
import type { RepositoryRecord } from './manifest.ts';

export const JOURNAL_SCHEMA = 'codeartifact-ci/journal@1';

export type JournalVerb = 'publish' | 'promote' | 'rollback' | 'restore' | 'retire';

/** First line of a run. */
export interface JournalBegin extends RepositoryRecord {
  readonly verb: JournalVerb;
  readonly planHash?: string | undefined;
  /** Rollback and restore: the run they are about. */
  readonly of?: string | undefined;
  /** Runs of one CI job have the same value; `terminal` outside CI. */
  readonly job?: string | undefined;
  readonly startedBy?: Starter | undefined;
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
  readonly action:
    | 'upload'
    | 'finish'
    | 'copy'
    | 'overwrite'
    | 'status'
    | 'dispose'
    | 'delete'
    | 'tag'
    | 'origin'
    /** A note: versions that were there already and that the run counts on. */
    | 'rely'
    /** A note: versions as the run left them, with their revisions in the repository. */
    | 'proven';
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
  /** Notes the write durably, does it, notes the result. Writes run side by side; lines that meet are synced together. */
  around<T>(write: JournalWrite, work: () => Promise<T>, resultOf?: (value: T) => string | WriteResult): Promise<T>;
  /** Notes what is intended where no single write of ours does it. */
  note(write: JournalWrite): Promise<void>;
  end(result: string): Promise<void>;
}

/** Begins a run. Without a path nothing is written and everything else is the same. */
export async function openJournal(
  host: Pick<Host, 'clock' | 'env' | 'files'>,
  path: string | undefined,
  begin: JournalBegin,
): Promise<Journal> {
  const runId = newRunId(host.clock);
  const append = appender(host, path);
  const line = (rest: Omit<JournalLine, 'run' | 'at'>) =>
    append({ run: runId, at: new Date(host.clock.now()).toISOString(), ...rest });
  const { job } = jobIdentity(host.env);
  await line({ schema: JOURNAL_SCHEMA, kind: 'begin', ...begin, job, startedBy: startedBy(host.env) });
  let step = 0;
  return {
    runId,
    async around(write, work, resultOf) {
      const number = ++step;
      await line({ kind: 'before', step: number, ...write });
      try {
        const value = await work();
        const told = resultOf?.(value) ?? 'done';
        const result = typeof told === 'string' ? { result: told } : told;
        await line({ kind: 'after', step: number, action: write.action, ...result });
        return value;
      } catch (error) {
        const code = error instanceof RegistryError ? error.code : 'CA-RUN-003';
        await line({ kind: 'after', step: number, action: write.action, result: `error ${code}` });
        throw error;
      }
    },
    note: (write) => line({ kind: 'note', ...write }),
    end: (result) => line({ kind: 'end', result }),
  };
}

/** Sorted by time and unlikely to meet another; not a secret. */
function newRunId(clock: Host['clock']): string {
  const stamp = new Date(clock.now()).toISOString().replace(/[-:.]/g, '').toLowerCase();
  const tail = Math.floor(clock.random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0');
  return `${stamp}-${tail}`;
}

// Lines that arrive while a sync is under way go out with the next one: two writers cost one sync, not two.
function appender(host: Pick<Host, 'files'>, path: string | undefined): (line: JournalLine) => Promise<void> {
  if (path === undefined) return async () => {};
  let pending: string[] = [];
  let next: Promise<void> | undefined;
  let current: Promise<void> = Promise.resolve();
  let isFirst = true;
  const flush = async () => {
    await current.catch(() => {});
    next = undefined;
    const text = pending.join('');
    pending = [];
    // A crash may have left half a line; a line end makes it a line of its own, which reading skips.
    const start = isFirst && (await endsInTheMiddle(host, path)) ? '\n' : '';
    isFirst = false;
    await host.files.append(path, start + text);
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

async function endsInTheMiddle(host: Pick<Host, 'files'>, path: string): Promise<boolean> {
  const stat = await host.files.stat(path);
  if (!stat || stat.size === 0) return false;
  let last = 10;
  for await (const chunk of host.files.open(path, { start: stat.size - 1, end: stat.size }))
    last = chunk.at(-1) ?? last;
  return last !== 10;
}
