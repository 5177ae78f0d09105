// Two lanes of one suite: the fast one (`npm test`) takes a sample of what a machine could try for hours, the slow one
// (`npm run test:slow`) takes all of it. A test file that imports this module runs in both; see jest.slow.config.mjs.
import { random } from './packages/config-samples.ts';

/** Whether everything is to be tried, and not a sample of it. */
export const isSlowLane = process.env.CODEARTIFACT_CI_LANE === 'slow';

/** Of two numbers (rounds, kills, timeouts), or two values of any kind, the one that this lane takes. */
export function byLane<T>(fast: T, slow: T): T {
  return isSlowLane ? slow : fast;
}

/**
 * All of them in the slow lane, or `most`; `count` of them in the fast one, in their order. The list is cut into as many
 * stretches of equal length and the seed chooses one of each, so beginning, middle and end are always there, and every run
 * of the same list takes the same ones.
 */
export function sampled<T>(
  all: readonly T[],
  count: number,
  seed: number,
  most = Number.POSITIVE_INFINITY,
): readonly T[] {
  const taken = isSlowLane ? most : count;
  if (taken >= all.length) return all;
  const next = random(seed);
  return Array.from({ length: taken }, (_, stretch) => {
    const from = Math.floor((stretch * all.length) / taken);
    const to = Math.floor(((stretch + 1) * all.length) / taken);
    return all[from + Math.floor(next() * (to - from))] as T;
  });
}
