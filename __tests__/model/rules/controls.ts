// Who may bring versions in: the two switches of a package record, and the three restrictions of its package group.
import { associatedGroup, effective } from './groups.ts';
import type { Control, Origin, PackageRecord, Repository, Restriction, Version, World } from './state.ts';
import { RESTRICTIONS } from './state.ts';

/** "BLOCK beats ALLOW": group and record both have to let pass (package-group-origin-controls). */
export function mayPublish(world: World, repository: Repository, pkg: string): boolean {
  return groupLets(world, repository, pkg, 'PUBLISH') && repository.packages.get(pkg)?.publish !== 'BLOCK';
}

/** Whether a search for a package goes on from a repository to its upstreams (package-origin-controls). */
export function mayPull(world: World, repository: Repository, pkg: string): boolean {
  return groupLets(world, repository, pkg, 'INTERNAL_UPSTREAM') && repository.packages.get(pkg)?.upstream !== 'BLOCK';
}

/** Whether it goes on to the public source of the repository’s external connection. */
export function mayIngest(world: World, repository: Repository, pkg: string): boolean {
  return groupLets(world, repository, pkg, 'EXTERNAL_UPSTREAM') && repository.packages.get(pkg)?.upstream !== 'BLOCK';
}

/** A weak match blocks whatever the group says (package-group-definition-syntax-matching-behavior). */
function groupLets(world: World, repository: Repository, pkg: string, restriction: Restriction): boolean {
  const { group, association } = associatedGroup(world.domain, pkg);
  if (association === 'WEAK') return false;
  const { mode, setBy } = effective(world.domain, group, restriction);
  if (mode === 'ALLOW_SPECIFIC_REPOSITORIES') return setBy.allowed[restriction].has(repository.name);
  return mode === 'ALLOW';
}

/** Whether any restriction of the package’s group is effectively something else than ALLOW, or the match is weak. */
export function isRestricted(world: World, pkg: string): boolean {
  const { group, association } = associatedGroup(world.domain, pkg);
  return (
    association === 'WEAK' ||
    RESTRICTIONS.some((restriction) => effective(world.domain, group, restriction).mode !== 'ALLOW')
  );
}

/** The record of a package, made where there is none with the controls that its first arrival gives it. */
export function recordFor(repository: Repository, pkg: string, first: () => Controls): PackageRecord {
  const found = repository.packages.get(pkg);
  if (found) return found;
  const made = { ...first(), versions: new Map(), tags: new Map() };
  repository.packages.set(pkg, made);
  return made;
}

export interface Controls {
  publish: Control;
  upstream: Control;
}

const OPEN: Controls = { publish: 'ALLOW', upstream: 'ALLOW' };

/** Published first: ALLOW/BLOCK, where the group restricts ALLOW/ALLOW (package-origin-controls, "default values"). */
export const controlsOfPublished = (world: World, pkg: string): Controls =>
  isRestricted(world, pkg) ? OPEN : { publish: 'ALLOW', upstream: 'BLOCK' };

/** Ingested first: BLOCK/ALLOW. Retained from an upstream that published it: open, switch `retained-origin-record`. */
export function controlsOfRetained(
  world: World,
  pkg: string,
  origin: Origin,
  source: PackageRecord | undefined,
): Controls {
  if (isRestricted(world, pkg)) return OPEN;
  if (origin.type === 'EXTERNAL') return { publish: 'BLOCK', upstream: 'ALLOW' };
  const { retainedRecord } = world.options;
  if (retainedRecord === 'mirror' && source) return { publish: source.publish, upstream: source.upstream };
  return retainedRecord === 'block-publish' ? { publish: 'BLOCK', upstream: 'ALLOW' } : OPEN;
}

/** Copied first: those of the source’s record; under a restricted group ALLOW/ALLOW (open: O10, `copy-origin-record`). */
export function controlsOfCopied(
  world: World,
  pkg: string,
  source: PackageRecord | undefined,
  version: Version,
): Controls {
  const { copyIntoRestricted, copyRecord } = world.options;
  if (copyRecord === 'allow' || (isRestricted(world, pkg) && copyIntoRestricted === 'allow')) return OPEN;
  if (source) return { publish: source.publish, upstream: source.upstream };
  return controlsOfRetained(world, pkg, version.origin, source);
}
