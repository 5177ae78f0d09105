// Everything that a domain shows, against what the world says that it must show.
import type { Call } from '../calls.ts';
import { expectation, repositoryExpectation } from '../rules/expect.ts';
import { groupExpectation } from '../rules/expect-groups.ts';
import { formatOf, type World } from '../rules/state.ts';
import { type Compared, compare, type RevisionBook } from './compare.ts';
import type { Profile } from './generate.ts';
import { observe, observeRepositories } from './observe.ts';
import { observeGroups } from './observe-groups.ts';
import type { Server } from './perform.ts';

/** Every package in every repository; repositories and groups after the calls that can change them. */
export async function compareState(
  world: World,
  server: Server,
  profile: Profile,
  call: Call,
  book: RevisionBook,
): Promise<Compared> {
  const { packages } = profile;
  const pairs = [...world.domain.repositories.values()].flatMap((repository) =>
    packages.map((pkg) => ({ repository, pkg })),
  );
  const found = await Promise.all(pairs.map(({ repository, pkg }) => observe(server, repository.name, pkg)));
  const all = pairs.map(({ repository, pkg }, index) => {
    const at = `${repository.name} ${pkg}`;
    return compare({ [at]: expectation(world, repository, pkg) }, { [at]: found[index] }, book);
  });
  all.push(
    await compareRepositories(world, server, call, book),
    await compareGroups(world, server, profile, call, book),
  );
  return {
    leaves: all.reduce((sum, { leaves }) => sum + leaves, 0),
    differences: all.flatMap(({ differences }) => differences),
  };
}

const NOTHING: Compared = { leaves: 0, differences: [] };

async function compareRepositories(world: World, { wire }: Server, call: Call, book: RevisionBook): Promise<Compared> {
  if (!/repository|upstreams|connect|domain/.test(call.do)) return NOTHING;
  return compare(
    { repositories: repositoryExpectation(world) },
    { repositories: await observeRepositories(wire) },
    book,
  );
}

async function compareGroups(
  world: World,
  { wire }: Server,
  { hasGroups, packages }: Profile,
  call: Call,
  book: RevisionBook,
): Promise<Compared> {
  if (!hasGroups || !/group|delete-repository|domain/.test(call.do)) return NOTHING;
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
