// Plans and manifests of many thousand versions: read, hashed and written in stretches, so that signals, timers and
// sockets are served meanwhile, and in pieces, so that no text as long as the plan is there beside it.
import { inStretches } from '../../calls/stretches.ts';
import { documentBytes } from '../../documents/canonical.ts';
import type { ReleaseManifest } from '../../documents/manifest.ts';
import type { PromotionPlan } from '../../documents/plan.ts';
import { approvalSteps, planHashSteps } from '../../documents/plan-hash.ts';
import { ownHashSteps, readManifestSteps, readPlanSteps } from '../../documents/read.ts';
import type { Host } from '../../ports/host.ts';

type Clocked = Pick<Host, 'clock'>;

/** See `readPlan`. */
export function readLargePlan(text: string, name: string, { clock }: Clocked): Promise<PromotionPlan> {
  return inStretches(readPlanSteps(text, name), clock);
}

/** See `readManifest`. */
export function readLargeManifest(text: string, name: string, { clock }: Clocked): Promise<ReleaseManifest> {
  return inStretches(readManifestSteps(text, name), clock);
}

/** Rejects with CA-INPUT-005 when the plan's hash is not that of its content. */
export function requireOwnHashOf(plan: PromotionPlan, { clock }: Clocked): Promise<void> {
  return inStretches(ownHashSteps(plan), clock);
}

/** See `requireApproved`. */
export function requireApprovedOf(
  approved: string | undefined,
  plan: PromotionPlan,
  { clock }: Clocked,
): Promise<void> {
  return inStretches(approvalSteps(approved, plan), clock);
}

/** See `planHash`. */
export function planHashOf(plan: Omit<PromotionPlan, 'hash'>, { clock }: Clocked): Promise<string> {
  return inStretches(planHashSteps(plan), clock);
}

/** Writes what `documentText` gives. */
export async function writeDocument(path: string, document: object, { files }: Pick<Host, 'files'>): Promise<void> {
  async function* pieces() {
    yield* documentBytes(document as Readonly<Record<string, unknown>>);
  }
  await files.writeStream(path, pieces());
}
