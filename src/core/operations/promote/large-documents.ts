// Plans and manifests of many thousand versions: read, hashed and written in stretches, so that signals, timers and
// sockets are served meanwhile, and in pieces, so that no text as long as the plan is there beside it.
import { inStretches } from '../../calls/stretches.ts';
import { documentBytes, documentHashSteps } from '../../documents/canonical.ts';
import type { ReleaseManifest } from '../../documents/manifest.ts';
import type { PromotionPlan } from '../../documents/plan.ts';
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

/** See `requireOwnHash`. */
export function requireOwnHashOf(plan: PromotionPlan, { clock }: Clocked): Promise<void> {
  return inStretches(ownHashSteps(plan), clock);
}

/** See `documentHash`. */
export function hashOf(document: Readonly<Record<string, unknown>>, { clock }: Clocked): Promise<string> {
  return inStretches(documentHashSteps(document), clock);
}

/** Writes what `documentText` gives. */
export async function writeDocument(path: string, document: object, { files }: Pick<Host, 'files'>): Promise<void> {
  async function* pieces() {
    yield* documentBytes(document as Readonly<Record<string, unknown>>);
  }
  await files.writeStream(path, pieces());
}
