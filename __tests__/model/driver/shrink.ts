// The smallest sequence that still fails: calls are left out, first many at once, then one by one, then parts of calls.
import type { Call } from '../calls.ts';

export type Fails = (calls: readonly Call[]) => Promise<boolean>;

export async function shrink(calls: readonly Call[], fails: Fails, tries: number): Promise<readonly Call[]> {
  let left = tries;
  const attempt = async (candidate: readonly Call[]) => left-- > 0 && (await fails(candidate));
  let best = calls;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = Math.max(0, best.length - size); from >= 0; from -= size) {
      const candidate = [...best.slice(0, from), ...best.slice(from + size)];
      if (candidate.length > 0 && (await attempt(candidate))) best = candidate;
    }
  }
  let isSmaller = true;
  while (isSmaller && left > 0) {
    isSmaller = false;
    for (const candidate of [...without(best), ...simpler(best)]) {
      if (!(await attempt(candidate))) continue;
      best = candidate;
      isSmaller = true;
      break;
    }
  }
  return best;
}

const without = (calls: readonly Call[]) =>
  calls.map((_, index) => calls.filter((__, other) => other !== index)).reverse();

/** Each call with one member less, or one entry of a list less. */
function* simpler(calls: readonly Call[]): Iterable<readonly Call[]> {
  for (const [index, call] of calls.entries()) {
    for (const smaller of simplerCalls(call)) yield [...calls.slice(0, index), smaller, ...calls.slice(index + 1)];
  }
}

const OPTIONAL = [
  'guard',
  'expected',
  'overwrite',
  'fromUpstream',
  'unfinished',
  'upstreams',
  'modes',
  'add',
  'remove',
];

function* simplerCalls(call: Call): Iterable<Call> {
  for (const [name, value] of Object.entries(call)) {
    const isNeeded = name === 'upstreams' && call.do === 'set-upstreams';
    if (OPTIONAL.includes(name) && !isNeeded) {
      const { [name]: _, ...rest } = call as unknown as Record<string, unknown>;
      yield rest as unknown as Call;
    }
    if (!Array.isArray(value) || (value.length < 2 && !isNeeded)) continue;
    for (const index of value.keys())
      yield { ...call, [name]: value.filter((_, other) => other !== index) } as unknown as Call;
  }
}
