// The records that runs leave in the repository itself, as runs: what a journal of another machine would tell.

import { mapConcurrent } from '../../calls/concurrency.ts';
import type { JournalRun } from '../../documents/journal-runs.ts';
import { RECORD_FILE } from '../../documents/promotion-record.ts';
import { readPromotionRecord } from '../../documents/read.ts';
import { runOfRecord } from '../../documents/run-of-record.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { shortForm } from '../../model/coordinates.ts';
import type { PackageReference } from '../../model/package.ts';
import type { RepositoryReader } from '../repository/repository-access.ts';

/** Runs as their records tell of them; what cannot be read is a warning. */
export interface RecordedRuns {
  readonly runs: readonly JournalRun[];
  readonly warnings: readonly string[];
}

/** Ids of runs sort by their time, which is that of the machines they ran on. */
const RUN_ID = /^[0-9]{8}t[0-9]{9}z-[0-9a-z]{6}$/;

/** Clocks of two machines may differ by so much. */
const SKEW_MS = 15 * 60_000;

/** RunRecords read at most; the newest of them. */
const MOST_RECORDS = 200;
const MOST_BYTES = 64 * 1024 * 1024;
const READS = 16;

export class RunRecords {
  readonly #side: RepositoryReader;
  readonly #package: PackageReference;
  readonly #read = new Map<string, Promise<JournalRun | string | undefined>>();

  /** `records`: the generic package that holds them. */
  constructor(side: RepositoryReader, records: PackageReference) {
    this.#side = side;
    this.#package = records;
  }

  /** The run of this id; none where it left no record. */
  async of(runId: string): Promise<RecordedRuns> {
    return RUN_ID.test(runId) ? this.#all([runId]) : { runs: [], warnings: [] };
  }

  /** Runs that began after this one, as far as clocks can tell, oldest first; without one, the newest. */
  async since(runId: string | undefined): Promise<RecordedRuns> {
    const from = runId === undefined ? '' : earlier(runId);
    const ids: string[] = [];
    const { reader, address } = this.#side;
    try {
      for await (const { version, status } of reader.listPackageVersions(address, this.#package))
        if (RUN_ID.test(version) && version > from && status === 'Published') ids.push(version);
    } catch (error) {
      const { message } = asRegistryError(error);
      return {
        runs: [],
        warnings: [`the records of other runs cannot be read, so nobody knows what they count on: ${message}`],
      };
    }
    const newest = ids.sort().slice(-MOST_RECORDS);
    const { runs, warnings } = await this.#all(newest);
    const more =
      newest.length < ids.length
        ? [`${ids.length} runs have records since; only the newest ${MOST_RECORDS} were looked at`]
        : [];
    return { runs, warnings: [...warnings, ...more] };
  }

  async #all(ids: readonly string[]): Promise<RecordedRuns> {
    const found = await mapConcurrent(READS, ids, (id) => this.#one(id));
    return {
      runs: found.flatMap((one) => (typeof one === 'object' ? [one] : [])),
      warnings: found.flatMap((one) => (typeof one === 'string' ? [one] : [])),
    };
  }

  /** A record does not change, so it is read once. */
  #one(id: string): Promise<JournalRun | string | undefined> {
    const known = this.#read.get(id) ?? this.#fetch(id);
    this.#read.set(id, known);
    return known;
  }

  async #fetch(id: string): Promise<JournalRun | string | undefined> {
    const { reader, address } = this.#side;
    const ref = { ...this.#package, version: id };
    const name = shortForm(ref);
    try {
      const found = await reader.getPackageVersionAsset(address, ref, RECORD_FILE);
      if (!found) return undefined;
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of found.body) {
        size += chunk.length;
        if (size > MOST_BYTES) return `the record ${name} is larger than ${MOST_BYTES} bytes and is not read`;
        chunks.push(chunk);
      }
      const record = readPromotionRecord(Buffer.concat(chunks).toString('utf8'), `the record ${name}`);
      return runOfRecord(record);
    } catch (error) {
      return `the record ${name} cannot be read: ${asRegistryError(error).message}`;
    }
  }
}

/** The least id that a run may have that began after this one, by a clock that is behind. */
function earlier(runId: string): string {
  const [, y, mo, d, h, mi, s, ms] = /^(\d{4})(\d{2})(\d{2})t(\d{2})(\d{2})(\d{2})(\d{3})z/.exec(runId) ?? [];
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}.${ms}Z`);
  if (Number.isNaN(at)) return '';
  return new Date(at - SKEW_MS).toISOString().replace(/[-:.]/g, '').toLowerCase();
}
