// One sequence: each call on the world and at a server of its own, and a comparison of everything after each.
import { type Call, writeCalls } from '../calls.ts';
import { type Guards, STALE } from '../rules/apply.ts';
import type { Fault, ModelOptions } from '../rules/options.ts';
import { applyTo, domainOf, guardsIn, newUniverse, type Universe } from '../rules/universe.ts';
import type { Artifacts } from './artifacts.ts';
import { compare, type Difference, RevisionBook } from './compare.ts';
import { compareState } from './compare-state.ts';
import type { Profile } from './generate.ts';
import { perform, type Server } from './perform.ts';
import type { PublicSource } from './public-source.ts';
import type { Wire } from './wire.ts';

/** A server with nothing in it but the first domain. */
export type OpenServer = (switches: Switches) => Promise<Opened>;

export type Switches = Readonly<Record<string, string | number>>;

export interface Opened {
  readonly artifacts: Artifacts;
  readonly publicSource: PublicSource | undefined;
  readonly install: Server['install'];
  /** Only where there is a data folder. */
  restart(): Promise<void>;
  /** To one domain of the server. */
  wire(domain: string): Wire;
  close(): Promise<void>;
}

export interface Rules {
  readonly options: ModelOptions;
  readonly tolerated: readonly Fault[];
  /** Of the server, where it is not to answer as the options say by themselves. */
  readonly switches?: Switches;
}

export interface Ran {
  readonly calls: readonly Call[];
  readonly comparisons: number;
  /** Of the last call; empty where all was as expected. */
  readonly differences: readonly Difference[];
}

/** Gives the next call, knowing all that there is; undefined ends the sequence. */
export type Calls = (universe: Universe, step: number) => Call | undefined;

export interface Sequence {
  readonly rules: Rules;
  readonly profile: Profile;
  readonly next: Calls;
  /** How many calls are made before anything is compared; none unless given. */
  readonly unwatched?: number;
}

/** Ends at the first call after which something differs. */
export async function runSequence(open: OpenServer, { rules, profile, next, unwatched = 0 }: Sequence): Promise<Ran> {
  const opened = await open(rules.switches ?? {});
  const { artifacts, publicSource, install } = opened;
  const book = new RevisionBook();
  const wires = new Map<string, Wire>();
  const restart = async () => {
    for (const wire of wires.values()) wire.close();
    wires.clear();
    await opened.restart();
  };
  const serverOf = (domain: string): Server => {
    const wire = wires.get(domain) ?? opened.wire(domain);
    wires.set(domain, wire);
    return { wire, artifacts, publicSource, install, restart, revisionFor: (content) => book.revisionFor(content) };
  };
  const universe = newUniverse(rules.options, rules.tolerated);
  const calls: Call[] = [];
  let comparisons = 0;
  try {
    for (let step = 0; ; step++) {
      const call = next(universe, step);
      if (call === undefined) return { calls, comparisons, differences: [] };
      calls.push(call);
      const guards = knownGuards(guardsIn(universe, call), book);
      const expected = applyTo(universe, call, guards);
      const answer = await perform(serverOf(domainOf(call)), call, guards);
      const all = [compare({ answer: expected }, { answer }, book)];
      if (step >= unwatched)
        for (const [domain, world] of universe.worlds)
          all.push(await compareState(world, serverOf(domain), profile, call, book));
      comparisons += all.reduce((sum, { leaves }) => sum + leaves, 0);
      const differences = all.flatMap((each) => each.differences);
      if (differences.length > 0) return { calls, comparisons, differences };
    }
  } finally {
    for (const wire of wires.values()) wire.close();
    await opened.close();
  }
}

/** A revision that the server never showed cannot be sent. */
function knownGuards(guards: Guards, book: RevisionBook): Guards {
  const known = (content: string) => (book.revisionFor(content) === undefined ? STALE : content);
  return new Map([...guards].map(([version, content]) => [version, content && known(content)]));
}

/** A failed run in words: the differences, and the calls to paste. */
export function describeRun({ calls, differences }: Ran, origin: string): string {
  const lines = differences.slice(0, 12).map(({ at, expected, found }) => {
    return `  ${at}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`;
  });
  const more = differences.length > 12 ? [`  and ${differences.length - 12} more`] : [];
  return [`${origin}, after call ${calls.length}:`, ...lines, ...more, writeCalls(calls)].join('\n');
}
