// The retention rules as people write them. What they come to for a package is decided in decide-package.ts.

import { RegistryError } from '../../errors/registry-error.ts';
import { shownBriefly } from '../../text/shown-text.ts';

export interface RetentionRules {
  /** Of each package, so many that can be installed, by version order; releases before prereleases. */
  readonly keepNewest?: number | undefined;
  /** Milliseconds. */
  readonly keepYoungerThan?: number | undefined;
  /** What a dist-tag of the repository points at is kept without being asked for; with it, tags of `keepPromotedTo` too. */
  readonly keepTagged: boolean;
  /** Repositories of the same domain: what is Published there is kept here. */
  readonly keepPromotedTo: readonly string[];
  /** Milliseconds: what was promoted or rolled back within it may be wanted back. */
  readonly rollbackWindow?: number | undefined;
  /** Milliseconds between unlisting and deleting. */
  readonly gracePeriod: number;
}

const KEYS = [
  'keep-newest',
  'keep-younger-than',
  'keep-tagged',
  'keep-promoted-to',
  'rollback-window',
  'grace-period',
] as const;
const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Reads the YAML. Rejects with CA-INPUT-001 naming every problem; rules that keep nothing at all are one. */
export async function readRetention(text: string): Promise<RetentionRules> {
  const { yamlValue } = await import('../../text/yaml-document.ts');
  const problems: string[] = [];
  let value: unknown;
  try {
    // No aliases: a few lines of rules need none, and they are how YAML grows out of bounds.
    value = yamlValue(text, { mostCopies: 0 });
  } catch (cause) {
    throw new RegistryError('CA-INPUT-001', `retention is not YAML: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RegistryError('CA-INPUT-001', 'retention: a mapping of rules is needed');
  const given = value as Record<string, unknown>;
  for (const key of Object.keys(given)) {
    if (!(KEYS as readonly string[]).includes(key))
      problems.push(`\`${shownBriefly(key, 60)}\` is not a rule (${KEYS.join(', ')})`);
  }
  const rules: RetentionRules = {
    keepNewest: count(given, 'keep-newest', problems),
    keepYoungerThan: duration(given, 'keep-younger-than', problems),
    keepTagged: flag(given, 'keep-tagged', problems),
    keepPromotedTo: names(given, 'keep-promoted-to', problems),
    rollbackWindow: duration(given, 'rollback-window', problems),
    gracePeriod: duration(given, 'grace-period', problems) ?? 0,
  };
  const keepsSomething =
    rules.keepNewest || rules.keepYoungerThan || rules.keepTagged || rules.keepPromotedTo.length > 0;
  if (problems.length === 0 && !keepsSomething)
    problems.push('at least one `keep-` rule is needed, or everything would go');
  if (problems.length > 0) throw new RegistryError('CA-INPUT-001', `retention: ${problems.join('; ')}`);
  return rules;
}

function count(given: Record<string, unknown>, key: string, problems: string[]): number | undefined {
  const value = given[key];
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0))
    return value as number | undefined;
  problems.push(`\`${key}\` is a whole number`);
  return undefined;
}

function duration(given: Record<string, unknown>, key: string, problems: string[]): number | undefined {
  const value = given[key];
  if (value === undefined) return undefined;
  const match = /^([0-9]{1,5})([hdw])$/.exec(String(value));
  if (match) return Number(match[1]) * (UNITS[match[2] as string] as number);
  problems.push(`\`${key}\` is a duration such as \`12h\`, \`30d\` or \`2w\``);
  return undefined;
}

function flag(given: Record<string, unknown>, key: string, problems: string[]): boolean {
  const value = given[key];
  if (value === false) problems.push(`\`${key}: false\` cannot be had: what a dist-tag points at is always kept`);
  else if (value !== undefined && value !== true) problems.push(`\`${key}\` is \`true\` or left out`);
  return value === true;
}

function names(given: Record<string, unknown>, key: string, problems: string[]): readonly string[] {
  const value = given[key];
  const list = value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (list.every((name) => typeof name === 'string' && name !== '')) return list as string[];
  problems.push(`\`${key}\` is a repository or a list of repositories`);
  return [];
}
