// What a promotion would do, found out by reading only: the types leave no way to write.
import type { ReleaseManifest } from '../documents/manifest.ts';
import type { PromotionPlan } from '../documents/plan.ts';
import { RegistryError } from '../errors/registry-error.ts';
import type { Host } from '../ports/host.ts';
import type { PackageFormat } from '../ports/package-format.ts';
import type { ReadSide } from './sides.ts';

export interface PromotionRequest {
  /** Exactly the versions of a manifest with its revisions and digests, and/or coordinates in either spelling. */
  readonly manifest?: ReleaseManifest | undefined;
  readonly coordinates?: readonly string[] | undefined;
  readonly includeDependencies: boolean;
  readonly includeFromUpstream: boolean;
  readonly allowOverwrite: boolean;
  /** `keep`, `copy`, or lines `tag=version` and `@acme/utils:tag=version`. */
  readonly distTags: readonly string[];
  /** Package versions looked at at once. */
  readonly concurrency: number;
}

export interface PlanPorts {
  readonly host: Pick<Host, 'log' | 'clock' | 'interrupted'>;
  readonly formats: readonly PackageFormat[];
  readonly source: ReadSide;
  readonly destination: ReadSide;
}

/** Rejects with CA-INPUT-001/-002/-003, CA-FIND-001; everything about single versions stands in the plan. */
export async function planPromotion(request: PromotionRequest, ports: PlanPorts): Promise<PromotionPlan> {
  void request;
  void ports;
  throw new RegistryError('CA-RUN-003', 'planPromotion is not built yet');
}

/** Whether every item can go; `applyPromotion` copies nothing otherwise. */
export function isApplicable(plan: PromotionPlan): boolean {
  return plan.items.every(({ action }) => action === 'copy' || action === 'unchanged');
}
