// The records that runs leave in the repository itself, as runs: what a journal of another machine would tell.

import { mapConcurrent } from '../../../calls/concurrency.ts';
import { LATE_MS, settled } from '../../../calls/looks.ts';
import { type WaitingHost, waitFor } from '../../../calls/waits.ts';
import { idAt, runTime } from '../../../documents/journal.ts';
import type { JournalRun } from '../../../documents/journal-runs.ts';
import { BEGUN_SUFFIX, RECORD_FILE, runOfVersion } from '../../../documents/promotion-record.ts';
import { readPromotionRecord } from '../../../documents/read.ts';
import { runOfRecord } from '../../../documents/run-of-record.ts';
import { asRegistryError, type RegistryError } from '../../../errors/registry-error.ts';
import { shortForm } from '../../../model/coordinates.ts';
import type { PackageReference, Status, VersionReference } from '../../../model/package.ts';
import type { VersionDescription } from '../../../ports/code-artifact.ts';
import type { Host } from '../../../ports/host.ts';
import { publishAgainCommand } from '../../dist-tags/commands.ts';
import type { RepositoryReader, RepositoryWriter } from '../../repository/repository-access.ts';
import { LONGEST_RUN_MS } from './release-runs.ts';

/** Runs as their records tell of them; what cannot be read is a warning. */
export interface RecordedRuns {
  readonly runs: readonly JournalRun[];
  readonly warnings: readonly string[];
  /** Ids of those that cannot be read. */
  readonly unread: readonly string[];
  /** The warnings that say why, by these ids. */
  readonly why?: ReadonlyMap<string, string> | undefined;
  /** Of these, what is known of some: what they were about to write when they began. */
  readonly begun?: ReadonlyMap<string, JournalRun> | undefined;
  /** Ids of those that were not looked at, since there are too many. */
  readonly beyond: readonly string[];
  /** Whether not even a list of them could be had. */
  readonly isUnlisted?: true | undefined;
  /** Why, in that case. */
  readonly cause?: RegistryError | undefined;
}

/** Clocks of two machines may differ by so much. */
const SKEW_MS = 15 * 60_000;

/** What a list shows of a run: its record, only what it had begun, or it was not asked for one. */
type Listed = 'whole' | 'begun' | 'unlisted';

/** RunRecords read at most; the newest of them. */
const MOST_RECORDS = 500;
const MOST_BYTES = 64 * 1024 * 1024;
const READS = 16;

/** When the records are listed, each time with what the lists before showed. */
const LISTS_MS = [0, 250, 750];

export class RunRecords {
  readonly #host: WaitingHost & Partial<Pick<Host, 'cutOff'>>;
  readonly #side: RepositoryReader & Pick<RepositoryWriter, 'finishing'>;
  readonly #package: PackageReference;
  readonly #read: Map<string, JournalRun>;
  /** Ids of runs of which only their begin was found. */
  readonly #begun: Set<string>;

  /** `records`: the generic package that holds them. `read`, `begun`: what was read before. */
  constructor(
    host: WaitingHost & Partial<Pick<Host, 'cutOff'>>,
    side: RepositoryReader & Pick<RepositoryWriter, 'finishing'>,
    records: PackageReference,
    read = new Map<string, JournalRun>(),
    begun = new Set<string>(),
  ) {
    this.#host = host;
    this.#side = side;
    this.#package = records;
    this.#read = read;
    this.#begun = begun;
  }

  /** The same through calls that an interrupt of the run does not end: for what follows a write. */
  get unbroken(): RunRecords {
    const { cutOff = this.#host.interrupted } = this.#host;
    const { finishing = this.#side } = this.#side;
    return new RunRecords({ ...this.#host, interrupted: cutOff }, finishing, this.#package, this.#read, this.#begun);
  }

  /** The run of this id; none where it left no record. */
  async of(runId: string): Promise<RecordedRuns> {
    return runOfVersion(runId) === runId
      ? this.#all([runId], () => 'unlisted')
      : { runs: [], warnings: [], unread: [], beyond: [] };
  }

  /**
   * Runs that may have been at work when this one was, or after it, oldest first; without one, the newest. Without `own`,
   * the run that asks: it stores its record when it ends.
   */
  async since(runId: string | undefined, own?: string): Promise<RecordedRuns> {
    const from = runId === undefined ? '' : earliestBeside(runId);
    const found = new Set<string>();
    const begun = new Set<string>();
    const hidden = new Map<string, Status>();
    const { reader, address } = this.#side;
    try {
      // A late list lacks the latest run, which is the one that matters. What others did since a run is asked for twice.
      for (const wait of runId === undefined ? LISTS_MS : [0]) {
        if (wait > 0) await waitFor(this.#host, wait, 'the service lists the records of all runs');
        for await (const { version, status } of reader.listPackageVersions(address, this.#package)) {
          const id = runOfVersion(version);
          if (id === undefined || id <= from || id === own) continue;
          if (status === 'Published' || status === 'Unlisted') (id === version ? found : begun).add(id);
          // What was begun is told by the record of the run itself, hidden or not.
          else if (id === version && (status === 'Archived' || status === 'Disposed')) hidden.set(id, status);
        }
      }
    } catch (error) {
      const cause = asRegistryError(error);
      const { message } = cause;
      return {
        cause,
        runs: [],
        unread: [],
        beyond: [],
        isUnlisted: true,
        warnings: [`the records of other runs cannot be read, so nobody knows what they count on: ${message}`],
      };
    }
    // Of a run whose own record is hidden, what it had begun is not enough to go by.
    for (const id of found) hidden.delete(id);
    const ids = [...new Set([...found, ...[...begun].filter((id) => !hidden.has(id))])].sort();
    const newest = ids.slice(-MOST_RECORDS);
    const { runs, warnings, unread, why } = await this.#all(newest, (id) => (found.has(id) ? 'whole' : 'begun'));
    const known = await mapConcurrent(READS, [...hidden.keys(), ...unread], async (id) => {
      const one = begun.has(id) ? await this.#fetch(`${id}${BEGUN_SUFFIX}`) : undefined;
      return typeof one === 'object' ? [[id, one] as const] : [];
    });
    const more =
      newest.length < ids.length
        ? [`${ids.length} runs have records since; only the newest ${MOST_RECORDS} were looked at`]
        : [];
    const unreadable = [...hidden].map(([id, status]) => [id, this.#unreadable(id, status)] as const);
    return {
      runs,
      why: new Map([...(why ?? []), ...unreadable]),
      warnings: [...warnings, ...unreadable.map(([, words]) => words), ...more],
      unread: [...unread, ...hidden.keys()],
      begun: new Map(known.flat()),
      beyond: ids.slice(0, ids.length - newest.length),
    };
  }

  /** When the service took the record, by its own clock; undefined where it has none. */
  async storedAt(runId: string): Promise<number | undefined> {
    const { reader, address } = this.#side;
    return (await reader.describePackageVersion(address, { ...this.#package, version: runId }))?.publishedAt;
  }

  /** When the service took what the run was about to write, by its own clock; undefined where it has none. */
  async begunAt(runId: string): Promise<number | undefined> {
    return this.storedAt(`${runId}${BEGUN_SUFFIX}`);
  }

  /** A version as the repository has it; undefined where it is not there. */
  async versionOf(ref: VersionReference): Promise<VersionDescription | undefined> {
    return this.#side.reader.describePackageVersion(this.#side.address, ref);
  }

  async #all(ids: readonly string[], listed: (id: string) => Listed): Promise<RecordedRuns> {
    const found = await mapConcurrent(READS, ids, async (id) => [id, await this.#one(id, listed(id))] as const);
    return {
      runs: found.flatMap(([, one]) => (typeof one === 'object' ? [one] : [])),
      warnings: found.flatMap(([, one]) => (typeof one === 'string' ? [one] : [])),
      unread: found.flatMap(([id, one]) => (typeof one === 'string' ? [id] : [])),
      why: new Map(found.flatMap(([id, one]) => (typeof one === 'string' ? [[id, one] as const] : []))),
      beyond: [],
    };
  }

  #unreadable(id: string, status: Status): string {
    const ref = { ...this.#package, version: id };
    const name = shortForm(ref);
    const again = status === 'Archived' ? `; \`${publishAgainCommand(ref, this.#side.address)}\` lists it again` : '';
    return `the record ${name} is ${status}, so it cannot be read${again}`;
  }

  /** A record does not change, so it is read once; what is not there yet is asked for again. */
  async #one(id: string, listed: Listed): Promise<JournalRun | string | undefined> {
    const known = this.#read.get(id);
    if (known) return known;
    // What was waited for once in vain is late no more.
    const waits = listed !== 'unlisted' && !this.#begun.has(id) ? LATE_MS : [];
    const found = await settled(
      { host: this.#host, waits, subject: 'the service has the record that it lists' },
      () => this.#fetch(id),
      (seen) => seen !== undefined,
    );
    // Of a run that has ended, what it had begun is not enough to go by.
    if (found === undefined && listed !== 'whole') {
      // It may end yet, so it is read anew each time.
      const begun = await this.#fetch(`${id}${BEGUN_SUFFIX}`);
      if (begun !== undefined) {
        this.#begun.add(id);
        return begun;
      }
    }
    if (typeof found === 'object') this.#read.set(id, found);
    if (found !== undefined || listed === 'unlisted') return found;
    return `the record ${shortForm({ ...this.#package, version: id })} is listed and not there`;
  }

  async #fetch(id: string): Promise<JournalRun | string | undefined> {
    const { reader, address } = this.#side;
    const ref = { ...this.#package, version: id };
    const name = shortForm(ref);
    try {
      const found = await reader.getPackageVersionAsset(address, ref, RECORD_FILE);
      if (!found) {
        const status = (await reader.describePackageVersion(address, ref))?.status;
        return status === 'Archived' || status === 'Disposed' ? this.#unreadable(id, status) : undefined;
      }
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of found.body) {
        size += chunk.length;
        if (size > MOST_BYTES) return `the record ${name} is larger than ${MOST_BYTES} bytes and is not read`;
        chunks.push(chunk);
      }
      const record = readPromotionRecord(Buffer.concat(chunks).toString('utf8'), `the record ${name}`);
      return runOfRecord(record, id.endsWith(BEGUN_SUFFIX));
    } catch (error) {
      return `the record ${name} cannot be read: ${asRegistryError(error).message}`;
    }
  }
}

/** The least id of a run that may have ended after this one began. */
export function earliestBeside(runId: string): string {
  const at = runTime(runId);
  return at === undefined ? '' : idAt(at - SKEW_MS - LONGEST_RUN_MS);
}

/** The least id that a run may have that began after this one, by a clock that is behind. */
export function earlier(runId: string): string {
  const at = runTime(runId);
  if (at === undefined) return '';
  return idAt(at - SKEW_MS);
}
