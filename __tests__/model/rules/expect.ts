// What the world says that the server must show, in the form in which the driver reads it there.
import { unstamped } from './publish.ts';
import { type Files, formatOf, packageName, type Repository, type Version, type World } from './state.ts';
import { defaultDisplayVersion, listed, listedFiles, listedTags, registered, shownTags } from './view.ts';

/** One package in one repository. A list is a choice: each of its members is right. */
export function expectation(world: World, repository: Repository, pkg: string): Record<string, unknown> {
  const record = repository.packages.get(pkg);
  const versions = [...(record?.versions ?? [])].map(([number, version]) => [number, expectedVersion(pkg, version)]);
  return {
    record: record ? `${record.publish}/${record.upstream}` : null,
    display: displayed(repository, pkg),
    byTime: newestFirst(record?.versions ?? new Map()),
    versions: Object.fromEntries(versions),
    shown: shown(world, repository, pkg),
  };
}

/** All repositories, with what they look into (DescribeRepository). The connection’s status: evidence E1. */
export function repositoryExpectation(world: World): Record<string, unknown> {
  const connected = world.tolerated.has('E1') ? 'Available' : 'AVAILABLE';
  return Object.fromEntries(
    [...world.domain.repositories.values()].map(({ name, upstreams, connection }) => [
      name,
      { upstreams: upstreams.join(' '), connection: connection === undefined ? '' : `${connection} ${connected}` },
    ]),
  );
}

function displayed(repository: Repository, pkg: string): unknown {
  const choice = defaultDisplayVersion(repository, pkg);
  return choice.length === 0 ? null : choice.length === 1 ? choice[0] : choice;
}

/**
 * The order of PUBLISHED_TIME, newest first (list-packages-versions); every order of those that came by one call.
 */
function newestFirst(versions: ReadonlyMap<string, Version>): readonly string[] {
  const times = [...new Set([...versions.values()].map(({ time }) => time))].sort((a, b) => b - a);
  const together = times.map((time) =>
    [...versions].filter(([, each]) => each.time === time).map(([number]) => number),
  );
  return together
    .map(orders)
    .reduce<string[][]>((before, next) => before.flatMap((left) => next.map((right) => [...left, ...right])), [[]])
    .map((order) => order.join(' '));
}

function orders(items: readonly string[]): string[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

function expectedVersion(pkg: string, { status, origin, files, revision }: Version): unknown {
  const { format, namespace = null, name } = packageName(pkg);
  const from = `${origin.type} ${origin.from}`;
  return {
    status,
    revision,
    origin: from,
    described: { name, namespace, format, status, revision, origin: from },
    files: builds(files),
    inFiles: { revision },
  };
}

const builds = (files: Files) =>
  Object.fromEntries(Object.entries(files).map(([name, build]) => [name, unstamped(build)]));

function shown(world: World, repository: Repository, pkg: string): unknown {
  const format = formatOf(pkg);
  const found = listed(world, repository, pkg);
  if (format === 'npm') {
    // A package without anything to install is not found (fact sheet of the format).
    const tags = Object.fromEntries(shownTags(world, repository, pkg));
    const versions = [...found].map(([version, { files }]) => [version, files['package.tgz']]);
    return {
      page: found.size === 0 ? null : { tags, versions: Object.fromEntries(versions) },
      tagList: isReadableHere(world, repository, pkg) ? Object.fromEntries(listedTags(world, repository, pkg)) : null,
    };
  }
  // Where all versions are hidden, and some can still be downloaded, the page is empty (open).
  if (format === 'pypi')
    return isReadableHere(world, repository, pkg) ? builds(listedFiles(world, repository, pkg)) : null;
  const order = [...found.keys()].sort(byVersion);
  if (format === 'maven') {
    // Written from the Published versions of the chain, in their order (fact sheet of the format).
    if (order.length === 0) return null;
    const newest = order.at(-1);
    return { versions: order.join(' '), latest: newest, release: newest };
  }
  if (format === 'nuget') {
    const all = [...registered(world, repository, pkg)].sort(([a], [b]) => byVersion(a, b));
    return {
      // A restore finds exact and locked versions only there, and Unlisted ones "can still be downloaded as normal".
      flat: all.length === 0 ? null : all.map(([version]) => version).join(' '),
      registration: all.length === 0 ? null : Object.fromEntries(all),
    };
  }
  return null;
}

/** Whether any version can be downloaded, be it in a list or not. */
const isReadableHere = (world: World, repository: Repository, pkg: string) =>
  registered(world, repository, pkg).size > 0;

/** The versions that sequences use have three numbers, and perhaps a label, which makes them older. */
export function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => /^(\d+)\.(\d+)\.(\d+)(.*)$/.exec(text) ?? []);
  for (const index of [1, 2, 3]) {
    const difference = Number(left?.[index]) - Number(right?.[index]);
    if (difference !== 0) return difference;
  }
  return Number(left?.[4] === '') - Number(right?.[4] === '');
}
