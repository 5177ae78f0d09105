// What a rollback is asked to do.
import type { PromotionPlan } from '../../documents/plan.ts';

export interface RollbackRequest {
  /** `restore` reverses an earlier rollback: Published again, tags as promoted. */
  readonly direction: 'rollback' | 'restore';
  /** Without it nothing is noted, and `plan` must say what to take back. */
  readonly journalPath?: string | undefined;
  /** Run to take back; undefined: the last promotion of the journal. */
  readonly runId?: string | undefined;
  /** Instead of the journal, when that is lost. */
  readonly plan?: PromotionPlan | undefined;
  /** Only these (coordinates in either spelling); undefined: all of the run. */
  readonly coordinates?: readonly string[] | undefined;
  /** What becomes of versions that were not there before. Nothing is deleted or disposed unless named here. */
  readonly target: 'Unlisted' | 'Archived' | 'Deleted';
  readonly concurrency: number;
  readonly dryRun: boolean;
}
