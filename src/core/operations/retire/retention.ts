// Which versions a repository keeps, by rules. Pure: everything the rules ask about is given.
import { RegistryError } from '../../errors/registry-error.ts';
import type { Status, VersionReference } from '../../model/package.ts';

export interface RetentionRules {
  /** Of each package, by version order. */
  readonly keepNewest?: number | undefined;
  /** Milliseconds. */
  readonly keepYoungerThan?: number | undefined;
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
  const { parse } = await import('yaml');
  const problems: string[] = [];
  let value: unknown;
  try {
    // No aliases and merge keys: a few lines of rules need none, and they are how YAML grows out of bounds.
    value = parse(text, { maxAliasCount: 0, version: '1.2', schema: 'core' });
  } catch (cause) {
    throw new RegistryError('CA-INPUT-001', `retention is not YAML: ${(cause as Error).message.split('\n')[0]}`, {
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RegistryError('CA-INPUT-001', 'retention: a mapping of rules is needed');
  const given = value as Record<string, unknown>;
  for (const key of Object.keys(given)) {
    if (!(KEYS as readonly string[]).includes(key))
      problems.push(`\`${key.replace(/\p{C}/gu, '?').slice(0, 60)}\` is not a rule (${KEYS.join(', ')})`);
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
  if (value !== undefined && typeof value !== 'boolean') problems.push(`\`${key}\` is true or false`);
  return value === true;
}

function names(given: Record<string, unknown>, key: string, problems: string[]): readonly string[] {
  const value = given[key];
  const list = value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (list.every((name) => typeof name === 'string' && name !== '')) return list as string[];
  problems.push(`\`${key}\` is a repository or a list of repositories`);
  return [];
}

/** What the rules need to know of one version. */
export interface RetentionFacts {
  readonly ref: VersionReference;
  readonly status: Status;
  readonly revision: string;
  /** Milliseconds since the epoch; undefined when the service does not say. */
  readonly publishedAt: number | undefined;
  /** Place among the versions of its package, newest 0. */
  readonly rank: number;
  /** Tags that point at it, here or in a repository it was promoted to. */
  readonly tags: readonly string[];
  /** Repositories of `keep-promoted-to` that have it. */
  readonly promotedTo: readonly string[];
  /** Latest promotion or rollback of it, by journal or by what those repositories say. */
  readonly movedAt: number | undefined;
  /** When a journal of ours says it was hidden; undefined: not known. */
  readonly hiddenAt: number | undefined;
}

export type RetentionTarget = 'Unlisted' | 'Archived' | 'Disposed' | 'Deleted' | 'Published';

export interface RetentionDecision {
  /** Undefined: stays as it is. */
  readonly to?: Status | undefined;
  readonly reason: string;
}

/** First rule that keeps wins; what nothing keeps goes one step: visible versions are unlisted before they are erased. */
export function decide(
  facts: RetentionFacts,
  rules: RetentionRules,
  target: RetentionTarget,
  now: number,
): RetentionDecision {
  const kept = keptBecause(facts, rules, now);
  if (kept !== undefined) return { reason: kept };
  const { status, hiddenAt } = facts;
  if (status === 'Unfinished' || status === 'Disposed') return { reason: `it is ${status}; name it to retire it` };
  const erases = target === 'Deleted' || target === 'Disposed';
  if (!erases)
    return status === target ? { reason: `it is ${status} already` } : { to: target, reason: 'no rule keeps it' };
  if (status === 'Published')
    return { to: 'Unlisted', reason: `no rule keeps it; to be ${target.toLowerCase()} after the grace period` };
  if (rules.gracePeriod === 0) return { to: target, reason: 'no rule keeps it' };
  if (hiddenAt === undefined)
    return {
      reason: `it is ${status}, and the journal does not say since when, so the grace period cannot be counted`,
    };
  if (now - hiddenAt < rules.gracePeriod) return { reason: `it is ${status} and in its grace period` };
  return { to: target, reason: 'no rule keeps it, and the grace period is over' };
}

function keptBecause(facts: RetentionFacts, rules: RetentionRules, now: number): string | undefined {
  const { keepNewest = 0, keepYoungerThan, rollbackWindow } = rules;
  if (rules.keepTagged && facts.tags.length > 0) return `tagged ${facts.tags.join(', ')}`;
  if (facts.promotedTo.length > 0) return `promoted to ${facts.promotedTo.join(', ')}`;
  if (facts.rank < keepNewest) return `one of the newest ${keepNewest}`;
  if (rollbackWindow !== undefined && facts.movedAt !== undefined && now - facts.movedAt < rollbackWindow)
    return 'inside the rollback window';
  if (keepYoungerThan !== undefined && facts.publishedAt === undefined) return 'its age is not known';
  if (keepYoungerThan !== undefined && now - (facts.publishedAt ?? 0) < keepYoungerThan) return 'young';
  return undefined;
}
