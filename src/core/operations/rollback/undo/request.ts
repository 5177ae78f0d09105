// What a rollback is asked to do.
import type { ReleaseManifest, RepositoryRecord } from '../../../documents/manifest.ts';
import type { PromotionPlan } from '../../../documents/plan.ts';

export interface RollbackRequest {
  /** `restore` reverses an earlier rollback: Published again, tags as promoted. */
  readonly direction: 'rollback' | 'restore';
  /** Without it nothing is noted, and `plan` or `manifest` must say what to undo. */
  readonly journalPath?: string | undefined;
  /** Run to undo; undefined: the last promotion of the journal that was not rolled back. */
  readonly runId?: string | undefined;
  /** The run that asks is the one that is undone: its journal has no end yet, and tells all that it wrote. */
  readonly isUnderWay?: boolean | undefined;
  /** Only what that run itself brought, and not what another run of the same release had: the run takes it back by itself. */
  readonly isOfRunAlone?: boolean | undefined;
  /** The newest promotion that was not rolled back, by the journal and by the records in the repository. */
  readonly isLatest?: boolean | undefined;
  /** Instead of the journal, when that is lost. */
  readonly plan?: PromotionPlan | undefined;
  /** Instead of the journal: its versions, wherever they were published, in the repository that is rolled back. */
  readonly manifest?: ReleaseManifest | undefined;
  /** Only runs that wrote there; undefined: of any repository. Needed with `manifest`. */
  readonly place?: RepositoryRecord | undefined;
  /** Only these (coordinates in either spelling); undefined: all of the run. */
  readonly coordinates?: readonly string[] | undefined;
  /** What becomes of versions that were not there before. Nothing is deleted or disposed unless named here. */
  readonly target: 'Unlisted' | 'Archived' | 'Deleted';
  readonly concurrency: number;
  readonly dryRun: boolean;
}
