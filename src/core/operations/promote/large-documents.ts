// Plans and manifests of many thousand versions: read, hashed and written in stretches, so that signals, timers and
// sockets are served meanwhile, and in pieces, so that no text as long as the plan is there beside it.
import { inStretches, stretches } from '../../calls/stretches.ts';
import { documentBytes, documentDigestSteps } from '../../documents/canonical.ts';
import type { ReleaseManifest } from '../../documents/manifest.ts';
import type { PromotionPlan } from '../../documents/plan.ts';
import { approvalSteps, planHashSteps } from '../../documents/plan-hash.ts';
import { ownHashSteps, readManifestSteps, readPlanSteps } from '../../documents/read.ts';
import type { CodeArtifactWriter } from '../../ports/code-artifact.ts';
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

/** A document as an asset with the bytes of `documentText`, which are made anew each time they are asked for. */
export async function assetOf(
  name: string,
  document: object,
  { clock }: Clocked,
): Promise<Parameters<CodeArtifactWriter['publishPackageVersion']>[2]> {
  const members = document as Readonly<Record<string, unknown>>;
  const digest = await inStretches(documentDigestSteps(members), clock);
  const open = async function* () {
    const rest = stretches(clock);
    for (const piece of documentBytes(members)) {
      yield piece;
      await rest();
    }
  };
  return { name, ...digest, open };
}

/** Writes what `documentText` gives. */
export async function writeDocument(path: string, document: object, { files }: Pick<Host, 'files'>): Promise<void> {
  async function* pieces() {
    yield* documentBytes(document as Readonly<Record<string, unknown>>);
  }
  await files.writeStream(path, pieces());
}
