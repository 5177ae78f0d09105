// Many sequences of one world, each from a seed; the first that fails is made smaller.
import { random } from '../../support/packages/config-samples.ts';
import type { Call } from '../calls.ts';
import { Draw, firstCalls, installCalls, nextCall, type Profile } from './generate.ts';
import { type Calls, describeRun, type OpenServer, type Ran, type Rules, runSequence } from './run-sequence.ts';
import { shrink } from './shrink.ts';
import { drawnSwitches, NO_SWITCHES } from './switches.ts';

export interface Figures {
  sequences: number;
  steps: number;
  comparisons: number;
}

export interface Explored extends Figures {
  /** The smallest sequence and what differed after it; undefined where all was as expected. */
  readonly failure: string | undefined;
}

export interface Exploration {
  readonly profile: Profile;
  readonly rules: Rules;
  readonly seeds: readonly number[];
  /** Calls after the first ones. */
  readonly steps: number;
  /** Installations at the end, at most: each repository with everything that its client can be told. */
  readonly installs?: number;
  /** Runs that making a failure smaller may take. */
  readonly tries?: number;
}

export async function explore(open: OpenServer, exploration: Exploration): Promise<Explored> {
  const { profile, rules, seeds, tries = 400 } = exploration;
  const figures: Figures = { sequences: 0, steps: 0, comparisons: 0 };
  for (const seed of seeds) {
    const chosen = profile.hasSwitches
      ? drawnSwitches(new Draw(random(seed)))
      : { ...NO_SWITCHES, options: rules.options };
    const set = { ...rules, ...chosen };
    const ran = await runSequence(open, { rules: set, profile, next: drawn(exploration, seed) });
    figures.sequences++;
    figures.steps += ran.calls.length;
    figures.comparisons += ran.comparisons;
    if (ran.differences.length > 0)
      return {
        ...figures,
        failure: describeRun(
          await smallest(open, { ...exploration, rules: set }, ran, tries),
          `seed ${seed}${profile.hasSwitches ? ` ${JSON.stringify(chosen.switches)}` : ''}`,
        ),
      };
  }
  return { ...figures, failure: undefined };
}

/** The same calls for the same seed, as long as the rules that the draws look at are the same. */
function drawn({ profile, steps, installs = 0 }: Exploration, seed: number): Calls {
  const draw = new Draw(random(seed * 7919 + 11));
  const first = firstCalls(draw, profile);
  let last: readonly Call[] | undefined;
  return (universe, step) => {
    if (step < first.length) return first[step];
    if (step < first.length + steps) return nextCall(universe, draw, profile);
    last ??= installCalls(universe, draw, profile, installs);
    return last[step - first.length - steps];
  };
}

/** Goes by the kind of the first difference, so that a smaller sequence does not fail for another reason. */
async function smallest(open: OpenServer, { rules, profile }: Exploration, ran: Ran, tries: number): Promise<Ran> {
  let best = ran;
  await shrink(
    ran.calls,
    async (calls) => {
      const again = await replay(open, rules, profile, calls);
      const isSame = kindOf(again) === kindOf(ran);
      if (isSame) best = again;
      return isSame;
    },
    tries,
  );
  return best;
}

export const replay = (open: OpenServer, rules: Rules, profile: Profile, calls: readonly Call[]): Promise<Ran> =>
  runSequence(open, { rules, profile, next: (_, step) => calls[step] });

/** Without the names of repositories, packages and versions. */
const kindOf = ({ differences: [first] }: Ran) =>
  first?.at
    .split(' › ')
    .filter((part, index) => index !== 0 && !/^\d/.test(part))
    .join(' ') ?? 'none';
