// Who may put versions of a package into a repository: the package's own record and its group, BLOCK winning (user
// guide, package-origin-controls and package-group-origin-controls).
import type { OriginRestrictions, PackageReference } from '../../../core/model/package.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import type { Context } from '../context.ts';
import type { GroupIndex } from '../groups/group-index.ts';
import { ServiceException } from '../service-exception.ts';
import { packageRowKey, repositoryKey } from './keys.ts';
import type { PackageRecord } from './records.ts';

/** How the first version of a package came into a repository. */
export type Arrival =
  | { readonly by: 'publish' }
  | { readonly by: 'ingestion' }
  | { readonly by: 'copy'; readonly source: OriginRestrictions }
  | { readonly by: 'retention'; readonly source: OriginRestrictions; readonly isExternal: boolean };

const OPEN: OriginRestrictions = { publish: 'ALLOW', upstream: 'ALLOW' };
const PUBLISHED: OriginRestrictions = { publish: 'ALLOW', upstream: 'BLOCK' };
const INGESTED: OriginRestrictions = { publish: 'BLOCK', upstream: 'ALLOW' };

/** Origin controls of a package record made by this arrival. */
export function firstRestrictions(
  { context, groups }: { context: Context; groups: GroupIndex },
  at: OwnedRepositoryAddress,
  ref: PackageReference,
  arrival: Arrival,
): OriginRestrictions {
  // Where the group restricts anything, the package leaves the decision to it.
  if (!groups.allowsEverything(at, ref)) return OPEN;
  if (arrival.by === 'publish') return PUBLISHED;
  if (arrival.by === 'ingestion') return INGESTED;
  if (arrival.by === 'copy') return context.switches['copy-origin-record'] === 'mirror' ? arrival.source : OPEN;
  if (arrival.isExternal) return INGESTED;
  // ALLOW/BLOCK, mirrored, would cut the package off from the very upstream it was just retained from.
  const choice = context.switches['retained-origin-record'];
  if (choice === 'mirror') return arrival.source;
  return choice === 'block-publish' ? INGESTED : OPEN;
}

export function newPackage(
  ref: PackageReference,
  restrictions: OriginRestrictions,
  displayName?: string,
): PackageRecord {
  return { displayName: displayName ?? ref.name, restrictions, tags: {}, attributes: null, nextSequence: 1 };
}

/** Why publishing is blocked, in words; undefined when it is not. */
export function publishBlock(
  { context, groups }: { context: Context; groups: GroupIndex },
  at: OwnedRepositoryAddress,
  ref: PackageReference,
): string | undefined {
  const record = context.records.package(repositoryKey(at), packageRowKey(ref));
  if (record?.restrictions.publish === 'BLOCK')
    return 'the origin controls of the package block publishing (publish=BLOCK)';
  if (groups.allows(at, at.repository, ref, 'PUBLISH')) return undefined;
  const { group, association } = groups.groupOf(at, ref);
  const how = association === 'WEAK' ? 'only weakly matches' : 'belongs to';
  return `the package ${how} the package group ${group.pattern.text}, which blocks publishing to this repository`;
}

/** The refusal of a blocked publish; its status is not documented and so a switch. */
export function blockedPublish(context: Context, reason: string): ServiceException {
  if (context.switches['blocked-publish-status'] === '409') return new ServiceException('ConflictException', reason);
  return new ServiceException('AccessDeniedException', reason);
}
