// Documents from text, checked: they come from artifacts, caches and other jobs, so nothing in them is trusted.

import { RegistryError } from '../errors/registry-error.ts';
import { parseVersionCoordinate } from '../model/coordinates.ts';
import { shownBriefly } from '../text/shown-text.ts';
import type { ReleaseManifest } from './manifest.ts';
import { parseSteps } from './parse.ts';
import type { PromotionPlan } from './plan.ts';
import { isHashOfSteps, planHashSteps } from './plan-hash.ts';
import type { PromotionRecord } from './promotion-record.ts';
import { NEWER_REMEDY, refuseNewer } from './schema-version.ts';
import { PROMOTION_PLAN, PROMOTION_RECORD, RELEASE_MANIFEST } from './schemas.ts';
import { atOnce, STEP_MEMBERS } from './steps.ts';
import { type JsonSchema, problemSteps, unknownTextSteps } from './validate.ts';

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

/** Rejects with CA-INPUT-005. */
export function readPromotionRecord(text: string, name: string): PromotionRecord {
  const record = atOnce(read(text, name, 'promotion record', PROMOTION_RECORD)) as PromotionRecord;
  for (const { ref } of record.outcomes) parseVersionCoordinate(ref);
  return record;
}

function* requireCoordinates(list: readonly { readonly purl: string }[]): Generator<void, void, void> {
  for (const [index, { purl }] of list.entries()) {
    parseVersionCoordinate(purl);
    if (index % STEP_MEMBERS === 0) yield;
  }
}

/** Rejects with CA-INPUT-005 when the hash is not that of the content: somebody changed the plan. */
export function* ownHashSteps(plan: PromotionPlan, name = 'the plan'): Generator<void, void, void> {
  let actual: string;
  try {
    if (yield* isHashOfSteps(plan.hash, plan)) return;
    actual = yield* planHashSteps(plan);
  } catch (cause) {
    // Canonical JSON knows whole numbers only; a member nobody here knows may hold any.
    if (!(cause instanceof TypeError)) throw cause;
    throw new RegistryError('CA-INPUT-005', `${name} has a number that is not whole, so it has no hash`, { cause });
  }
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
    throw new RegistryError('CA-INPUT-005', `${name} is not JSON: ${shownBriefly((cause as Error).message, 200)}`, {
      cause,
    });
  }
  const expected = schema.properties?.schema?.const;
  const found = typeof value === 'object' && value !== null ? (value as { schema?: unknown }).schema : undefined;
  if (typeof found === 'string') refuseNewer(found, String(expected), name);
  if (typeof found === 'string' && found !== expected) {
    const shown = shownBriefly(found, 80);
    throw new RegistryError('CA-INPUT-005', `${name} is a \`${shown}\`, and a \`${String(expected)}\` is needed here`);
  }
  yield* refuseUnknownMeanings(value, schema, name);
  const problems = yield* problemSteps(value, schema);
  if (problems.length > 0) throw new RegistryError('CA-INPUT-005', `${name} is not a ${what}: ${problems.join('; ')}`);
  return value;
}

/** What `requires` of a document may name here; nothing yet. */
const KNOWN_MEANINGS: ReadonlySet<string> = new Set();

/**
 * Members nobody here knows are no hindrance: a newer version may add some. Refused is what would be carried out other
 * than it is meant: a text that a list of ours lacks (an action, a mode, an outcome), and a name in `requires` that is
 * not known here.
 */
function* refuseUnknownMeanings(value: unknown, schema: JsonSchema, name: string): Generator<void, void, void> {
  const { requires } = (value ?? {}) as { requires?: unknown };
  const strange = Array.isArray(requires) ? requires.filter((each) => !KNOWN_MEANINGS.has(String(each))) : [];
  const unknown = [
    ...(yield* unknownTextSteps(value, schema)),
    ...strange.map((each) => `requires: ${shownBriefly(String(each), 60)}`),
  ];
  if (unknown.length === 0) return;
  throw new RegistryError(
    'CA-INPUT-005',
    `${name} was written by a newer version of codeartifact-ci: this one does not know what it says (${unknown.slice(0, 5).join('; ')})`,
    { remedy: NEWER_REMEDY },
  );
}
