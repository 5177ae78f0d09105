// Documents from text, checked: they come from artifacts, caches and other jobs, so nothing in them is trusted.
import { RegistryError } from '../errors/registry-error.ts';
import { parseVersionCoordinate } from '../model/coordinates.ts';
import { documentHash } from './canonical.ts';
import type { ReleaseManifest } from './manifest.ts';
import type { PromotionPlan } from './plan.ts';
import { refuseNewer } from './schema-version.ts';
import { PROMOTION_PLAN, RELEASE_MANIFEST } from './schemas.ts';
import { type JsonSchema, problemsOf } from './validate.ts';

const LARGEST = 64 * 1024 * 1024;

/** Rejects with CA-INPUT-005; `name` (a path) goes into the message. */
export function readManifest(text: string, name: string): ReleaseManifest {
  const manifest = read(text, name, 'release manifest', RELEASE_MANIFEST) as ReleaseManifest;
  for (const { purl } of manifest.versions) parseVersionCoordinate(purl);
  return manifest;
}

/** Rejects with CA-INPUT-005, also when the hash is not that of the content: somebody changed the plan. */
export function readPlan(text: string, name: string): PromotionPlan {
  const plan = read(text, name, 'promotion plan', PROMOTION_PLAN) as PromotionPlan;
  for (const { purl } of plan.items) parseVersionCoordinate(purl);
  requireOwnHash(plan, name);
  return plan;
}

export function requireOwnHash(plan: PromotionPlan, name = 'the plan'): void {
  const actual = documentHash(plan as unknown as Record<string, unknown>);
  if (actual === plan.hash) return;
  throw new RegistryError(
    'CA-INPUT-005',
    `${name} was changed after it was made: its hash says ${plan.hash}, its content ${actual}`,
    {
      remedy: 'Make a new plan; a plan cannot be edited.',
    },
  );
}

function read(text: string, name: string, what: string, schema: JsonSchema): unknown {
  if (text.length > LARGEST) throw new RegistryError('CA-INPUT-005', `${name} is too large for a ${what}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
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
  const problems = problemsOf(value, schema);
  if (problems.length > 0) throw new RegistryError('CA-INPUT-005', `${name} is not a ${what}: ${problems.join('; ')}`);
  return value;
}
