// Where a repository looks for what it lacks: upstreams in list order, each with its own before the next (user guide,
// repo-upstream-search-order), and the public source behind whichever of them has one.
import type { PackageReference } from '../../../core/model/package.ts';
import type { DomainAddress, OwnedRepositoryAddress } from '../addresses.ts';
import { type Context, repositoryOf } from '../context.ts';
import type { GroupIndex } from '../groups/group-index.ts';
import { domainKey, packageRowKey, repositoryKey } from '../records/keys.ts';
import { invalid, quotaExceeded, type ServiceException } from '../service-exception.ts';

/** Refuses more than the quota, repositories that do not exist in the domain, repetitions and cycles. */
export function requireUpstreams(context: Context, at: OwnedRepositoryAddress, upstreams: readonly string[]): void {
  requireUpstreamList(context, at, upstreams);
  const looked = new Set<string>();
  for (const upstream of upstreams)
    if (reaches(context, at, upstream, at.repository, looked)) throw cycle(upstream, at.repository);
}

/** As requireUpstreams, but for cycles: those are looked for where many lists are set, when all of them are. */
export function requireUpstreamList(context: Context, at: OwnedRepositoryAddress, upstreams: readonly string[]): void {
  const limit = context.switches['direct-upstreams'];
  const resource = { resourceType: 'repository', resourceId: at.repository } as const;
  if (upstreams.length > limit)
    throw quotaExceeded(`a repository has at most ${limit} upstream repositories`, resource);
  if (new Set(upstreams).size < upstreams.length) throw invalid('an upstream repository is named twice');
  for (const upstream of upstreams) {
    if (upstream === at.repository) throw invalid('a repository cannot be its own upstream');
    repositoryOf(context, { ...at, repository: upstream });
  }
}

function cycle(upstream: string, repository: string): ServiceException {
  return invalid(`${upstream} has ${repository} among its own upstreams`);
}

function upstreamsOf(context: Context, at: DomainAddress, repository: string): readonly string[] {
  return context.records.repository(`${domainKey(at)}/${repository}`)?.upstreams ?? [];
}

/** Whether `target` is found from `from` on. What was `looked` into before is not again: it led nowhere. */
function reaches(context: Context, at: DomainAddress, from: string, target: string, looked: Set<string>): boolean {
  const ahead = [from];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (next === target) return true;
    if (looked.has(next)) continue;
    looked.add(next);
    ahead.push(...upstreamsOf(context, at, next));
  }
  return false;
}

/** Refuses a cycle behind any of these repositories, each looked into once. `within` runs the refusal of one. */
export function requireNoCycles(
  context: Context,
  at: DomainAddress,
  repositories: Iterable<string>,
  within: (repository: string, work: () => void) => void,
): void {
  const done = new Set<string>();
  const onTheWay = new Set<string>();
  for (const start of repositories) {
    const way: { repository: string; ahead: string[] }[] = [];
    const enter = (repository: string): void => {
      onTheWay.add(repository);
      way.push({ repository, ahead: [...upstreamsOf(context, at, repository)] });
    };
    if (!done.has(start)) enter(start);
    for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
      const { repository, ahead } = here;
      const next = ahead.shift();
      if (next === undefined) {
        way.pop();
        onTheWay.delete(repository);
        done.add(repository);
      } else if (onTheWay.has(next)) {
        within(repository, () => {
          throw cycle(next, repository);
        });
      } else if (!done.has(next)) enter(next);
    }
  }
}

/** A place to look for a package: a repository, or the public source connected to one. */
export interface SearchLocation {
  readonly repository: string;
  /** `owner/domain/repository` */
  readonly key: string;
  /** External connection name; undefined for the repository itself. */
  readonly connection: string | undefined;
  /** Its upstreams that are looked into for this package, in list order; none where a restriction closes them. */
  readonly follows: readonly string[];
}

/**
 * The places in which a repository looks for a package, nearest first; the first is the repository itself. Origin
 * controls of the package and its group cut off what they block, each at the repository that would pull.
 */
export function placesFor(
  context: Context,
  groups: GroupIndex,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
): readonly SearchLocation[] {
  const { records, rules, switches } = context;
  const name = packageRowKey(ref);
  const places: SearchLocation[] = [];
  const seen = new Set<string>();
  const visit = (repository: string): void => {
    if (seen.has(repository) || seen.size > switches['searched-repositories']) return;
    const key = `${domainKey(at)}/${repository}`;
    const record = records.repository(key);
    if (!record) return;
    seen.add(repository);
    const isClosed =
      !rules[ref.format].followsUpstreams || records.package(key, name)?.restrictions.upstream === 'BLOCK';
    const isOpen = !isClosed && record.upstreams.length > 0 && groups.allows(at, repository, ref, 'INTERNAL_UPSTREAM');
    const follows = isOpen ? record.upstreams : [];
    places.push({ repository, key, connection: undefined, follows });
    if (isClosed) return;
    follows.forEach(visit);
    const connection = record.externalConnections.find((known) =>
      rules[ref.format].externalConnections.includes(known),
    );
    if (connection && groups.allows(at, repository, ref, 'EXTERNAL_UPSTREAM'))
      places.push({ repository, key, connection, follows: [] });
  };
  visit(at.repository);
  return places;
}

/** Every repository reachable from one, nearest first, whatever the package: for search. */
export function chainOf(context: Context, at: OwnedRepositoryAddress): readonly SearchLocation[] {
  const chain: SearchLocation[] = [];
  const visit = (repository: string): void => {
    const key = repositoryKey({ ...at, repository });
    const record = context.records.repository(key);
    if (!record || chain.length > context.switches['searched-repositories'] || chain.some((place) => place.key === key))
      return;
    chain.push({ repository, key, connection: undefined, follows: record.upstreams });
    record.upstreams.forEach(visit);
  };
  visit(at.repository);
  return chain;
}
