// One sequence: each call on the world and at a server of its own, and a comparison of everything after each.
import { type Call, writeCalls } from '../calls.ts';
import { apply, type Guards, guardsOf, STALE } from '../rules/apply.ts';
import { expectation } from '../rules/expect.ts';
import { groupExpectation } from '../rules/expect-groups.ts';
import type { Fault, ModelOptions } from '../rules/options.ts';
import { formatOf, newWorld, type World } from '../rules/state.ts';
import { type Compared, compare, type Difference, RevisionBook } from './compare.ts';
import type { Profile } from './generate.ts';
import { observe } from './observe.ts';
import { observeGroups } from './observe-groups.ts';
import { perform, type Server } from './perform.ts';

/** A server with nothing in it but a domain. */
export type OpenServer = () => Promise<Opened>;

export interface Opened {
  readonly server: Omit<Server, 'revisionFor'>;
  close(): Promise<void>;
}

export interface Rules {
  readonly options: ModelOptions;
  readonly tolerated: readonly Fault[];
}

export interface Ran {
  readonly calls: readonly Call[];
  readonly comparisons: number;
  /** Of the last call; empty where all was as expected. */
  readonly differences: readonly Difference[];
}

/** Gives the next call, knowing the world so far; undefined ends the sequence. */
export type Calls = (world: World, step: number) => Call | undefined;

/** Ends at the first call after which something differs. */
export async function runSequence(open: OpenServer, rules: Rules, profile: Profile, next: Calls): Promise<Ran> {
  const opened = await open();
  const book = new RevisionBook();
  const server: Server = { ...opened.server, revisionFor: (content) => book.revisionFor(content) };
  const world = newWorld(rules.options, rules.tolerated);
  const calls: Call[] = [];
  let comparisons = 0;
  try {
    for (let step = 0; ; step++) {
      const call = next(world, step);
      if (call === undefined) return { calls, comparisons, differences: [] };
      calls.push(call);
      const guards = knownGuards(guardsOf(world, call), book);
      const expected = apply(world, call, guards);
      const answer = compare({ answer: expected }, { answer: await perform(server, call, guards) }, book);
      const state = await compareState(world, server, profile, book);
      const groups = await compareGroups(world, server, profile, call, book);
      comparisons += answer.leaves + state.leaves + groups.leaves;
      const differences = [...answer.differences, ...groups.differences, ...state.differences];
      if (differences.length > 0) return { calls, comparisons, differences };
    }
  } finally {
    await opened.close();
  }
}

async function compareState(
  world: World,
  server: Server,
  { packages }: Profile,
  book: RevisionBook,
): Promise<Compared> {
  const pairs = [...world.domain.repositories.values()].flatMap((repository) =>
    packages.map((pkg) => ({ repository, pkg })),
  );
  const found = await Promise.all(pairs.map(({ repository, pkg }) => observe(server, repository.name, pkg)));
  const all = pairs.map(({ repository, pkg }, index) =>
    compare(
      { [`${repository.name} ${pkg}`]: expectation(world, repository, pkg) },
      { [`${repository.name} ${pkg}`]: found[index] },
      book,
    ),
  );
  return {
    leaves: all.reduce((sum, { leaves }) => sum + leaves, 0),
    differences: all.flatMap(({ differences }) => differences),
  };
}

/** After the calls that can change a group or its lists. */
async function compareGroups(
  world: World,
  { wire }: Server,
  { hasGroups, packages }: Profile,
  call: Call,
  book: RevisionBook,
): Promise<Compared> {
  if (!hasGroups || !(call.do.endsWith('-group') || call.do === 'delete-repository'))
    return { leaves: 0, differences: [] };
  const coordinates = packages.flatMap((pkg) => [pkg, ...lookAlikes(pkg)]);
  return compare(groupExpectation(world, coordinates), await observeGroups(wire, coordinates), book);
}

/** Names that a person could take for another: in capitals, with other marks between words, with one word more. */
const lookAlikes = (pkg: string): string[] => {
  const format = formatOf(pkg);
  // Python and NuGet names are normalised, so that these would be the same.
  if (format === 'pypi' || format === 'nuget') return [`${pkg}-more`];
  return [pkg.replace(/[^:/]+$/, (name) => name.toUpperCase()), pkg.replaceAll('-', '_'), `${pkg}-more`, `${pkg}more`];
};

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
