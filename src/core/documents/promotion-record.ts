// The record of a promotion: who promoted what from where to where, with whose approval, and what the run wrote. It is
// stored in the destination itself, so that history and rollback need no journal of a machine that is long gone.
import type { ErrorCode } from '../errors/catalogue.ts';
import type { OutcomeKind } from '../model/outcome.ts';
import { MARK_PREFIX } from '../model/tag-mark.ts';
import type { JournalWrite, WriteResult } from './journal.ts';
import type { RepositoryRecord } from './manifest.ts';
import type { DestinationState, PromotionPlan, TagPlan } from './plan.ts';

export const PROMOTION_RECORD_SCHEMA = 'codeartifact-ci/promotion-record@1';

/** Names of the two files of a record. */
export const RECORD_FILE = 'promotion.json';
export const RECORD_PLAN_FILE = 'plan.json';

/**
 * A promotion, a rollback and a restore store what they are about to write as a version of its own, `RUN-begun`, before
 * their first write. It has the form of a record, its writes have no results, and it counts for nothing once there is a record of the
 * run itself.
 */
export const BEGUN_SUFFIX = '-begun';

/** Ids of runs sort by their time, which is that of the machines they ran on. */
const RUN_ID = /^[0-9]{8}t[0-9]{9}z-[0-9a-z]{6}$/;

/** Of a version of the records, the run that it is of; undefined for anything else. */
export function runOfVersion(version: string): string | undefined {
  const id = version.endsWith(BEGUN_SUFFIX) ? version.slice(0, -BEGUN_SUFFIX.length) : version;
  return RUN_ID.test(id) ? id : undefined;
}

/** What became of one version. */
export interface RecordedOutcome {
  readonly kind: OutcomeKind;
  /** Purl. */
  readonly ref: string;
  /** In the destination. */
  readonly revision?: string | undefined;
  readonly code?: ErrorCode | undefined;
  readonly reason?: string | undefined;
  /** What the plan had said. Version 0.1.0 wrote neither this nor `before`. */
  readonly planned?: PromotionPlan['items'][number]['action'] | undefined;
  /** The version in the destination when the plan was made; null: there was none. */
  readonly before?: DestinationState | null | undefined;
}

/** One write of the run, as in the journal; without `result` nobody knows whether it had its effect. */
export interface KeptWrite extends JournalWrite, Partial<WriteResult> {
  /** When it was begun, in milliseconds since the epoch. */
  readonly at: number;
  /** When its answer was there; earlier versions did not write it. */
  readonly doneAt?: number | undefined;
}

export interface PromotionRecord {
  readonly schema: typeof PROMOTION_RECORD_SCHEMA;
  /** Id of the run, and the version of the record. */
  readonly run: string;
  /** ISO 8601; version 0.1.0 wrote only when it was stored. */
  readonly beganAt?: string | undefined;
  readonly storedAt: string;
  /** Who ran it, as far as the environment says: system, job, run, actor, commit. */
  readonly startedBy: Readonly<Record<string, string>>;
  /** What the run did; `promote` where nothing is said. */
  readonly verb?: 'promote' | 'rollback' | 'restore' | undefined;
  /** Rollback and restore: the run they are about. */
  readonly of?: string | undefined;
  /** Rollback and restore: only some versions of that run were named. */
  readonly isPartial?: boolean | undefined;
  /** Rollback: only what that run itself had brought, and not what other runs of the same release had. */
  readonly isOfRunAlone?: boolean | undefined;
  /** Rollback: by a plan or a manifest, so that it is one of all runs that made that very `set`, known or not. */
  readonly isOfSet?: boolean | undefined;
  /** Rollback: the versions of that plan or manifest; see `releaseSet`. */
  readonly set?: string | undefined;
  /**
   * Rollback and restore: when the last of the runs that it had read, and is after, had written; milliseconds since the epoch,
   * by their clocks.
   */
  readonly after?: number | undefined;
  /** Rollback and restore: runs could not be read that may count on what was hidden, so that it is not over. */
  readonly isUnsure?: boolean | undefined;
  /** Rollback and restore: where the promotion that they are about copied from. The hash of the plan promotions have only. */
  readonly source?: RepositoryRecord | undefined;
  readonly destination: RepositoryRecord;
  readonly mode?: PromotionPlan['mode'] | undefined;
  readonly planHash?: string | undefined;
  /** The hash that was given as approved, and who approved it where somebody said so. */
  readonly approval?: { readonly planHash: string; readonly by?: string | undefined } | undefined;
  readonly outcomes: readonly RecordedOutcome[];
  /** `seen`: at the end; missing where the run did not get so far. */
  readonly tags: readonly (TagPlan & {
    readonly seen?: Readonly<Record<string, string>> | undefined;
    /** Tags of `wanted` that the run found there and nobody asked it for (`keep`), so that it does not count on them. */
    readonly unasked?: readonly string[] | undefined;
  })[];
  readonly writes?: readonly KeptWrite[] | undefined;
  /** What no single write tells: dist-tags that a copy moves, versions that the run counts on. */
  readonly notes?: readonly JournalWrite[] | undefined;
  readonly warnings?: readonly string[] | undefined;
  /**
   * The outcomes are those of before the last look, which a promotion takes when its record is stored: what that look found
   * is told by the run alone, and by the record of the rollback, where one followed.
   */
  readonly isBeforeLastLook?: boolean | undefined;
  readonly requires?: readonly string[] | undefined;
}

/** Errors after which nobody knows whether the service did what it was asked for. */
const UNCERTAIN = /^error CA-(NET-00[236]|RUN-)/;

/** Words for versions, and results, of what a write did not change. */
const NOT_OURS = /^(present|absent|refused|left|unchanged|failed |error )/;

/**
 * Whether the run may have changed anything: of what was refused as a whole, or was there already, there is nothing to
 * keep. What is told of each version says more than the result of the whole write; marks are the run's own affair.
 */
export function hasWritten(writes: Iterable<KeptWrite>): boolean {
  for (const { tag, result, versions } of writes) {
    if (tag?.startsWith(MARK_PREFIX)) continue;
    const words = Object.values(versions ?? {});
    const told = words.length > 0 ? words : [result];
    if (told.some((word) => word === undefined || !NOT_OURS.test(word) || UNCERTAIN.test(word))) return true;
  }
  return false;
}
