// Carries out a plan: refuses when the registry drifted, copies pinned revisions in batches, verifies digests,
// re-asserts dist-tags, journals before and after each write.
import type { PromotionPlan, TagPlan } from '../documents/plan.ts';
import { RegistryError } from '../errors/registry-error.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Host } from '../ports/host.ts';
import type { PackageFormat } from '../ports/package-format.ts';
import type { ReadSide, WriteSide } from './sides.ts';

export interface ApplyRequest {
  readonly plan: PromotionPlan;
  /** Hash somebody approved; must equal the plan's. */
  readonly approvedHash?: string | undefined;
  readonly concurrency: number;
  readonly journalPath?: string | undefined;
  /** When a part fails for good: `leave` it for the next run (default), or take back what this run did. */
  readonly onFailure?: 'leave' | 'roll-back' | undefined;
}

export interface ApplyPorts {
  readonly host: Host;
  readonly formats: readonly PackageFormat[];
  readonly source: ReadSide;
  readonly destination: WriteSide;
}

export interface AppliedTags extends TagPlan {
  /** What package managers see at the end. */
  readonly seen: Readonly<Record<string, string>>;
}

export interface PromotionReport {
  readonly plan: PromotionPlan;
  readonly outcomes: readonly Outcome[];
  readonly tags: readonly AppliedTags[];
  readonly warnings: readonly string[];
  /** Names this run in the journal; `rollback` takes it. */
  readonly runId: string;
}

/**
 * Rejects with CA-CONFLICT-002 when source, destination or tags are neither as planned nor as this plan leaves them,
 * CA-INPUT-005 when the plan's hash is wrong. Nothing was written in either case.
 */
export async function applyPromotion(request: ApplyRequest, ports: ApplyPorts): Promise<PromotionReport> {
  void request;
  void ports;
  throw new RegistryError('CA-RUN-003', 'applyPromotion is not built yet');
}
