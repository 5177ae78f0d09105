// What is approved when somebody approves the hash of a plan.
//
// The time at which a plan was made is no part of it: a plan that is made again of the same things has the same hash, so
// that one job may show a plan and a later one make it anew and be held to what was approved. Version 0.1.0 took the time
// in; its plans are read as they are.
import { RegistryError } from '../errors/registry-error.ts';
import { documentHashSteps } from './canonical.ts';
import type { PromotionPlan } from './plan.ts';
import { atOnce } from './steps.ts';

/** SHA-256 (hex) over the canonical JSON of everything but `hash` and `createdAt`, members nobody here knows included. */
export function planHash(plan: Omit<PromotionPlan, 'hash'>): string {
  return atOnce(planHashSteps(plan));
}

/** `planHash` in steps. */
export function* planHashSteps(plan: Omit<PromotionPlan, 'hash'>): Generator<void, string, void> {
  const { createdAt: _, ...rest } = plan;
  return yield* documentHashSteps(rest);
}

/** Whether `hash` stands for the content of this plan, by the rule of today or by that of version 0.1.0; in steps. */
export function* isHashOfSteps(hash: string, plan: PromotionPlan): Generator<void, boolean, void> {
  if (hash === (yield* planHashSteps(plan))) return true;
  return hash === (yield* documentHashSteps(plan as unknown as Record<string, unknown>));
}

/** Throws CA-CONFLICT-002 unless the hash that somebody approved is that of this plan. */
export function requireApproved(approved: string | undefined, plan: PromotionPlan): void {
  atOnce(approvalSteps(approved, plan));
}

/** `requireApproved` in steps. */
export function* approvalSteps(approved: string | undefined, plan: PromotionPlan): Generator<void, void, void> {
  // Its own hash was looked at where the plan was read or made; that of a large plan takes a while.
  if (approved === undefined || approved === plan.hash || (yield* isHashOfSteps(approved, plan))) return;
  throw new RegistryError(
    'CA-CONFLICT-002',
    `the approved plan has the hash ${approved}, this one ${yield* planHashSteps(plan)}: it would do something else than what was approved`,
    { remedy: 'Look at this plan and approve its hash, or give the file of the approved plan as `plan`.' },
  );
}
