// Documents from text, checked: they come from artifacts, caches and other jobs, so nothing in them is trusted.
import { RegistryError } from '../errors/registry-error.ts';
import { parseVersionCoordinate } from '../model/coordinates.ts';
import { documentHashSteps } from './canonical.ts';
import type { ReleaseManifest } from './manifest.ts';
import { parseSteps } from './parse.ts';
import type { PromotionPlan } from './plan.ts';
import { refuseNewer } from './schema-version.ts';
import { PROMOTION_PLAN, RELEASE_MANIFEST } from './schemas.ts';
import { atOnce, STEP_MEMBERS } from './steps.ts';
import { type JsonSchema, problemSteps } from './validate.ts';

/** Bytes, and so characters, of a document. Enough for a plan of 200,000 versions with ten assets each. */
export const LARGEST_DOCUMENT = 400 * 1024 * 1024;

/** Rejects with CA-INPUT-005; `name` (a path) goes into the message. */
export function readManifest(text: string, name: string): ReleaseManifest {
  return atOnce(readManifestSteps(text, name));
}

/** `readManifest` in steps. */
export function* readManifestSteps(text: string, name: string): Generator<void, ReleaseManifest, void> {
  const manifest = (yield* read(text, name, 'release manifest', RELEASE_MANIFEST)) as ReleaseManifest;
  yield* requireCoordinates(manifest.versions);
  return manifest;
}

/** Rejects with CA-INPUT-005, also when the hash is not that of the content: somebody changed the plan. */
export function readPlan(text: string, name: string): PromotionPlan {
  return atOnce(readPlanSteps(text, name));
}

/** `readPlan` in steps. */
export function* readPlanSteps(text: string, name: string): Generator<void, PromotionPlan, void> {
  const plan = (yield* read(text, name, 'promotion plan', PROMOTION_PLAN)) as PromotionPlan;
  yield* requireCoordinates(plan.items);
  yield* ownHashSteps(plan, name);
  return plan;
}

function* requireCoordinates(list: readonly { readonly purl: string }[]): Generator<void, void, void> {
  for (const [index, { purl }] of list.entries()) {
    parseVersionCoordinate(purl);
    if (index % STEP_MEMBERS === 0) yield;
  }
}

export function requireOwnHash(plan: PromotionPlan, name?: string): void {
  atOnce(ownHashSteps(plan, name));
}

/** `requireOwnHash` in steps. */
export function* ownHashSteps(plan: PromotionPlan, name = 'the plan'): Generator<void, void, void> {
  const actual = yield* documentHashSteps(plan as unknown as Record<string, unknown>);
  if (actual === plan.hash) return;
  throw new RegistryError(
    'CA-INPUT-005',
    `${name} was changed after it was made: its hash says ${plan.hash}, its content ${actual}`,
    {
      remedy: 'Make a new plan; a plan cannot be edited.',
    },
  );
}

function* read(text: string, name: string, what: string, schema: JsonSchema): Generator<void, unknown, void> {
  if (text.length > LARGEST_DOCUMENT) throw new RegistryError('CA-INPUT-005', `${name} is too large for a ${what}`);
  let value: unknown;
  try {
    value = yield* parseSteps(text);
  } catch (cause) {
    throw new RegistryError(
      'CA-INPUT-005',
      `${name} is not JSON: ${(cause as Error).message.replace(/\p{C}/gu, '?').slice(0, 200)}`,
      { cause },
    );
  }
  const expected = schema.properties?.schema?.const;
  const found = typeof value === 'object' && value !== null ? (value as { schema?: unknown }).schema : undefined;
  if (typeof found === 'string') refuseNewer(found, String(expected), name);
  if (typeof found === 'string' && found !== expected) {
    const shown = found.replace(/\p{C}/gu, '?').slice(0, 80);
    throw new RegistryError('CA-INPUT-005', `${name} is a \`${shown}\`, and a \`${String(expected)}\` is needed here`);
  }
  const problems = yield* problemSteps(value, schema);
  if (problems.length > 0) throw new RegistryError('CA-INPUT-005', `${name} is not a ${what}: ${problems.join('; ')}`);
  return value;
}
