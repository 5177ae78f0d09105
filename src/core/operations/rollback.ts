// Takes a promotion back, and a rollback back again, from the journal or the plan. History is appended, never erased.
import type { PromotionPlan } from '../documents/plan.ts';
import { RegistryError } from '../errors/registry-error.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Host } from '../ports/host.ts';
import type { PackageFormat } from '../ports/package-format.ts';
import type { WriteSide } from './sides.ts';

export interface RollbackRequest {
  /** `restore` reverses an earlier rollback: Published again, tags as promoted. */
  readonly direction: 'rollback' | 'restore';
  readonly journalPath: string;
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

export interface RollbackPorts {
  readonly host: Host;
  readonly formats: readonly PackageFormat[];
  readonly destination: WriteSide;
}

export interface RollbackReport {
  readonly outcomes: readonly Outcome[];
  /** Purl of the package -> tag -> version it points at now (null: removed). */
  readonly tags: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly warnings: readonly string[];
  readonly runId: string;
}

/** Rejects with CA-INPUT-005 when the journal or run is not there. A dry run reports what it would do. */
export async function rollback(request: RollbackRequest, ports: RollbackPorts): Promise<RollbackReport> {
  void request;
  void ports;
  throw new RegistryError('CA-RUN-003', 'rollback is not built yet');
}
