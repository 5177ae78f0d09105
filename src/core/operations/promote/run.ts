// One run of a promotion: what it is asked for, what it needs, what it comes to.
import type { Journal, JournalWrite } from '../../documents/journal.ts';
import type { PromotionPlan, TagPlan } from '../../documents/plan.ts';
import type { KeptWrite, PromotionRecord } from '../../documents/promotion-record.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import type { RepositoryReader, RepositoryWriter } from '../repository/repository-access.ts';
import type { VerifyBy } from '../repository/verify-download.ts';
import type { RunRecords } from '../rollback/undo/records.ts';

export interface ApplyRequest {
  readonly plan: PromotionPlan;
  /** Hash somebody approved; must equal the plan's. */
  readonly approvedHash?: string | undefined;
  readonly concurrency: number;
  readonly journalPath?: string | undefined;
  /** When a part fails for good: `leave` it for the next run (default), or take back what this run did. */
  readonly onFailure?: 'leave' | 'roll-back' | undefined;
  /** What source and destination are held to, before and after the copy; `listed` unless said. */
  readonly verifyBy?: VerifyBy | undefined;
  /** Bytes that one asset may have in another domain; the quota as it is for everybody unless said. */
  readonly largestAsset?: number | undefined;
  /** When this process began to make the plan, by its monotonic clock; undefined for a plan that was kept somewhere. */
  readonly plannedAt?: number | undefined;
}

export interface ApplyPorts {
  readonly host: Host;
  readonly formats: readonly PackageFormat[];
  readonly source: RepositoryReader;
  readonly destination: RepositoryWriter;
  /** What other runs count on by now, for a roll-back on failure; undefined: only the journal is gone by. */
  readonly records?: RunRecords | undefined;
  /**
   * Stores what the run is about to write, before its first write: should it be cut off, a rollback on another machine
   * knows what may be its work. Resolves to whether it is stored; never rejects.
   */
  readonly announce?: ((record: PromotionRecord) => Promise<boolean>) | undefined;
}

export interface AppliedTags extends TagPlan {
  /** What package managers see at the end. */
  readonly seen: Readonly<Record<string, string>>;
}

export interface PromotionReport {
  readonly plan: PromotionPlan;
  readonly outcomes: readonly Outcome[];
  readonly tags: readonly AppliedTags[];
  /** Revisions in the destination of what was found to hold the planned assets, by purl. */
  readonly revisions: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
  /** Names this run in the journal; `rollback` takes it. */
  readonly runId: string;
  /** What the run ends with where every version went well: its journal could not be written. */
  readonly error?: ErrorCode | undefined;
  /** Milliseconds since the epoch. */
  readonly beganAt: number;
  /** Whether what it was about to write is stored, so that its end has to be told as well. */
  readonly isAnnounced: boolean;
  /** What was sent to the registry, and what was meant to come of it; nothing, where there was nothing to do. */
  readonly writes: Iterable<KeptWrite>;
  readonly notes: readonly JournalWrite[];
}

export interface PromotionRun {
  readonly plan: PromotionPlan;
  /** Purls an earlier run finished. */
  readonly finished: ReadonlySet<string>;
  readonly journal: Journal;
  readonly concurrency: number;
  /** When the state of source and destination was read that the run goes by, by the monotonic clock. */
  readonly surveyedAt: number;
  /** `download`: what was copied is read back; `listed` unless said. */
  readonly verifyBy?: VerifyBy | undefined;
  /** See `ApplyRequest`. */
  readonly largestAsset?: number | undefined;
  /** Filled while the run goes on. */
  readonly warnings: string[];
}

export interface PromotionEnd extends Pick<PromotionReport, 'revisions'> {
  readonly outcomes: readonly Outcome[];
  readonly tags: readonly AppliedTags[];
  readonly warnings: readonly string[];
}
