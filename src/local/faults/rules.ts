// Reads fault rules from JSON or YAML: everything wrong is said at once.
import type { FaultRule } from './faults.ts';

export const FAULT_KINDS = ['throttle', 'latency', 'error', 'drop', 'truncate', 'lose-response', 'stale'];
export const FAULT_NUMBERS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  count: [1, 1e9],
  skip: [0, 1e9],
  probability: [0, 1],
  seed: [0, 2 ** 32 - 1],
  perSecond: [0, 1e6],
  burst: [1, 1e6],
  retryAfterSeconds: [0, 86_400],
  status: [500, 599],
  // Below the silence after which the connection itself is given up.
  ms: [0, 100_000],
  jitterMs: [0, 10_000],
  afterBytes: [0, 2 ** 40],
};
export const FAULT_TEXTS = ['id', 'operation', 'path', 'method'];

/** Accepts one rule, a list, or `{ faults: [...] }`. Throws RangeError with all problems. */
export function readFaultRules(source: unknown): readonly FaultRule[] {
  const wrapped = isRecord(source) && Array.isArray(source.faults) ? source.faults : source;
  const list = Array.isArray(wrapped) ? wrapped : [wrapped];
  const problems = list.flatMap((rule, index) => problemsOf(rule, `fault ${index + 1}`));
  if (list.length > 1000) problems.push('at most 1000 faults at once');
  if (problems.length > 0) throw new RangeError(problems.join('; '));
  return list as readonly FaultRule[];
}

function problemsOf(rule: unknown, where: string): string[] {
  if (!isRecord(rule)) return [`${where} is not an object`];
  const problems: string[] = [];
  if (typeof rule.kind !== 'string' || !FAULT_KINDS.includes(rule.kind))
    problems.push(`${where}: kind is one of ${FAULT_KINDS.join(', ')}`);
  if (rule.when !== undefined && rule.when !== 'before' && rule.when !== 'after')
    problems.push(`${where}: when is before or after`);
  for (const [name, value] of Object.entries(rule)) {
    const bounds = Object.hasOwn(FAULT_NUMBERS, name) ? FAULT_NUMBERS[name] : undefined;
    if (bounds !== undefined && !(typeof value === 'number' && value >= bounds[0] && value <= bounds[1])) {
      problems.push(`${where}: ${name} is a number from ${bounds[0]} to ${bounds[1]}`);
    } else if (FAULT_TEXTS.includes(name) && !(typeof value === 'string' && value.length <= 1000)) {
      problems.push(`${where}: ${name} is a text`);
    } else if (bounds === undefined && !FAULT_TEXTS.includes(name) && name !== 'kind' && name !== 'when') {
      problems.push(`${where}: there is no ${name}`);
    }
  }
  return problems;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
