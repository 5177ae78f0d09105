// Repositories, their upstreams and connections (repo-upstream-behavior, external-connection, evidence of the second
// collection: E1 to E9). A refusal is the name of the exception.
import type { Repository, World } from './state.ts';

export type Refusal =
  | 'ConflictException'
  | 'ResourceNotFoundException'
  | 'ServiceQuotaExceededException'
  | 'ValidationException';

type Verdict = Refusal | undefined;

export function createRepository(world: World, name: string, upstreams: readonly string[]): Verdict {
  const { repositories } = world.domain;
  if (repositories.has(name)) return 'ConflictException';
  const refused = upstreamRefusal(world, name, upstreams);
  if (refused) return refused;
  repositories.set(name, { name, upstreams, connection: undefined, packages: new Map() });
  return undefined;
}

/**
 * "Deleting a repository is final" and takes its packages along (delete-repo); what others retained stays
 * (repo-upstream-behavior). A missing one is no failure (E4).
 */
export function deleteRepository(world: World, name: string): Verdict {
  const { repositories, groups } = world.domain;
  if (!repositories.delete(name)) return world.tolerated.has('E4') ? 'ResourceNotFoundException' : undefined;
  for (const repository of repositories.values())
    repository.upstreams = repository.upstreams.filter((upstream) => upstream !== name);
  // Open: O7.
  if (!world.options.deletedRepositoryStaysAllowed)
    for (const { allowed } of groups.values()) for (const list of Object.values(allowed)) list.delete(name);
  return undefined;
}

/** The list replaces the one before; none beside an external connection, not even an empty one (E2). */
export function setUpstreams(world: World, repository: Repository, upstreams: readonly string[]): Verdict {
  const isFree = world.options.upstreamsBesideConnection === 'allow';
  if (repository.connection !== undefined && !isFree && !world.tolerated.has('E2')) return 'ValidationException';
  const refused = upstreamRefusal(world, repository.name, upstreams);
  if (refused) return refused;
  if (repository.connection !== undefined && !isFree && upstreams.length > 0) return 'ConflictException';
  repository.upstreams = upstreams;
  return undefined;
}

/** Same domain, at most 10, no circle (repo-upstream-behavior; circles: inferred). */
function upstreamRefusal(world: World, name: string, upstreams: readonly string[]): Verdict {
  const { repositories } = world.domain;
  if (upstreams.length > world.options.directUpstreams) return 'ServiceQuotaExceededException';
  if (new Set(upstreams).size < upstreams.length) return 'ValidationException';
  for (const upstream of upstreams) {
    if (!repositories.has(upstream)) return 'ResourceNotFoundException';
    if (leadsTo(world, upstream, name)) return 'ValidationException';
  }
  return undefined;
}

const leadsTo = (world: World, from: string, to: string): boolean =>
  from === to || (world.domain.repositories.get(from)?.upstreams ?? []).some((next) => leadsTo(world, next, to));

/** One at most, and none beside upstreams (external-connection; exceptions: E2, E3). */
export function connect(world: World, repository: Repository, connection: string): Verdict {
  if (repository.connection !== undefined)
    return world.tolerated.has('E3') ? 'ConflictException' : world.options.secondConnection;
  const isFree = world.options.upstreamsBesideConnection === 'allow';
  if (repository.upstreams.length > 0 && !isFree)
    return world.tolerated.has('E2') ? 'ConflictException' : 'ValidationException';
  repository.connection = connection;
  return undefined;
}

/** What was ingested stays (external-connection). A connection that is not there: E9. */
export function disconnect(repository: Repository, connection: string): Verdict {
  if (repository.connection !== connection) return 'ResourceNotFoundException';
  repository.connection = undefined;
  return undefined;
}
