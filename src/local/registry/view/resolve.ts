// Who decides about a version. Every reader of more than one repository asks here: what package managers are shown, what
// is downloaded, what counts as reachable when something is published, and what a copy with its upstreams finds.
import type { PackageReference } from '../../../core/model/package.ts';
import type { ExternalVersion } from '../../../core/ports/format-server.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import type { Context } from '../context.ts';
import { packageRowKey } from '../records/keys.ts';
import { sameOrigin } from '../records/origin.ts';
import type { VersionRecord } from '../records/records.ts';
import type { Shared } from '../records/writes.ts';
import { placesFor, type SearchLocation } from '../upstream/upstreams.ts';

/** A repository of the chain that has the version. */
export interface Holder {
  readonly place: SearchLocation;
  readonly record: VersionRecord;
}

/** A public source of the chain that may have the version. */
export interface Offer {
  readonly place: SearchLocation;
  readonly record?: undefined;
  /** What it said of the version; undefined where it has not been asked. */
  readonly described?: ExternalVersion | undefined;
}

export type Candidate = Holder | Offer;

/** What a resolution is made for. */
export interface Question {
  readonly at: OwnedRepositoryAddress;
  readonly ref: PackageReference;
  readonly version: string;
}

/**
 * Those that count for a version, the one that decides first: the first holder in search order (user guide,
 * repo-upstream-search-order). A version that is Unfinished is not there for anybody else, and hides nothing that is
 * finished further away. Of versions whose upstream hides them (Maven snapshots), the repository's own comes last.
 */
export function resolve(context: Context, { at, ref, version }: Question, found: readonly Candidate[]): Candidate[] {
  const isOwn = ({ place }: Candidate) => place.repository === at.repository && !place.connection;
  const counted = found.filter((one) => one.record?.status !== 'Unfinished' || isOwn(one));
  const hides = context.switches['unfinished-hides-upstream'] === 'yes';
  const isLast = (one: Candidate): boolean => {
    if (!isOwn(one) || one.record === undefined) return false;
    if (one.record.status === 'Unfinished') return !hides;
    return context.servers[ref.format]?.upstreamHides?.(version) === true;
  };
  const [first, ...others] = counted;
  if (first === undefined || !isLast(first)) return counted;
  // Only what can be had hides a snapshot: one that is archived upstream leaves the repository's own.
  const isHidden = others.some(
    ({ record }) => record === undefined || isDownloadable(record) || first.record?.status === 'Unfinished',
  );
  return isHidden ? [...others, first] : counted;
}

/**
 * Who has the version or may have it, the deciding one first. Public sources are not asked: each stands where it has its
 * turn.
 */
export function candidatesFor({ context, groups }: Shared, question: Question): readonly Candidate[] {
  const { at, ref, version } = question;
  const name = packageRowKey(ref);
  const found = placesFor(context, groups, at, ref).flatMap((place): Candidate[] => {
    if (place.connection) return [{ place }];
    return context.records.spellings(place.key, name, version).map((record) => ({ place, record }));
  });
  return resolve(context, question, found);
}

/** Package managers may download it. Archived and Disposed ones hide what lies further away under the same number. */
export function isDownloadable({ status }: Pick<VersionRecord, 'status'>): boolean {
  return status === 'Published' || status === 'Unlisted';
}

/**
 * Of the candidates behind the deciding one, in their order, those that add the assets which it lacks: where the format's
 * versions grow later, those of the same origin do. What is Archived or Disposed on the way hides what lies behind it here
 * as everywhere: "the same package version present in an upstream repository with a status that is not Published or
 * Unlisted" ends the propagation (user guide, python-upstream-external-connections-request).
 */
export function lendersOf(
  { rules }: Context,
  { ref }: Pick<Question, 'ref'>,
  deciding: Pick<VersionRecord, 'origin'>,
  others: readonly Candidate[],
): readonly Candidate[] {
  const lenders: Candidate[] = [];
  for (const other of others) {
    if (other.record === undefined) {
      if (deciding.origin.externalConnection === other.place.connection) lenders.push(other);
      continue;
    }
    // The repository's own, which is passed over while it is sent: it neither lends nor hides.
    if (other.record.status === 'Unfinished') continue;
    if (!isDownloadable(other.record)) break;
    if (rules[ref.format].late !== 'nothing' && sameOrigin(deciding, other.record)) lenders.push(other);
  }
  return lenders;
}
