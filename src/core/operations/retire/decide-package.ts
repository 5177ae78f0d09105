// Which versions of a package a repository keeps, by rules. Pure: everything the rules ask about is given. Whatever is
// in doubt is kept.
import type { Status, VersionReference } from '../../model/package.ts';
import type { CoordinateRules } from '../../ports/package-format.ts';
import type { RetentionRules } from './retention.ts';

/** What the rules need to know of one version. */
export interface RetentionFacts {
  readonly ref: VersionReference;
  readonly status: Status;
  readonly revision: string;
  /** Milliseconds by the service's clock; undefined when it was not asked for or the service does not say. */
  readonly publishedAt: number | undefined;
  /** Why it does not count as published here, in words; undefined: it does. */
  readonly foreign: string | undefined;
  /** Dist-tags that point at it, here or where `keep-tagged` looks. */
  readonly tags: readonly string[];
  /** Marks of our own that point at it. */
  readonly marks: readonly string[];
  /** It came from another repository, so that its time is that of its promotion; or may have. */
  readonly isCopied: boolean;
  /** Repositories of `keep-promoted-to` that have it Published. */
  readonly promotedTo: readonly string[];
  /** Latest promotion or rollback of it, by journal and records, in the time of the machine that wrote them. */
  readonly movedAt: number | undefined;
  /** When a repository of `keep-promoted-to` that hides it got it, by the service's clock. */
  readonly arrivedThereAt: number | undefined;
  /** Since when it is hidden, by the journal, in the time of the machine that wrote it; undefined: not known. */
  readonly hiddenAt: number | undefined;
}

export interface PackageFacts {
  readonly versions: readonly RetentionFacts[];
  /** Why nothing is known of the package's dist-tags; undefined: all of them are known. */
  readonly tagProblem: string | undefined;
  /** `npm`, for messages. */
  readonly format: string;
  readonly hasTags: boolean;
  /** Why nobody knows all promotions and rollbacks inside the rollback window; undefined: all are known. */
  readonly unknownMoves?: string | undefined;
  /** Undefined for a format whose rules are not known here. */
  readonly coordinates: Pick<CoordinateRules, 'compareVersions' | 'isPrerelease'> | undefined;
}

/** Both clocks now, in milliseconds since the epoch. */
export interface Clocks {
  readonly service: number;
  readonly machine: number;
}

export type RetentionTarget = 'Unlisted' | 'Archived' | 'Disposed' | 'Deleted';

export interface RetentionDecision {
  readonly facts: RetentionFacts;
  /** Undefined: stays as it is. */
  readonly to?: Status | undefined;
  readonly reason: string;
  /** It waits for the end of a grace period whose beginning nobody noted. */
  readonly needsSighting?: true;
}

/**
 * A decision for each version, in the given order. The first rule that keeps wins. What nothing keeps goes one step:
 * visible versions are unlisted before they are erased, and the last one that can be installed stays.
 */
export function decidePackage(
  facts: PackageFacts,
  rules: RetentionRules,
  target: RetentionTarget,
  clocks: Clocks,
): RetentionDecision[] {
  const ofAll = keptAsAWhole(facts, rules);
  if (ofAll !== undefined) return facts.versions.map((version) => ({ facts: version, reason: ofAll }));
  const newest = newestVersions(facts, rules.keepNewest ?? 0);
  const decisions = facts.versions.map((version): RetentionDecision => {
    const kept = keptBecause(version, newest.get(version), rules, clocks);
    return { facts: version, ...(kept === undefined ? step(version, rules, target, clocks) : { reason: kept }) };
  });
  return withLastVisible(decisions, facts);
}

/** Every rule of a run must have a meaning for the package: one that has none would keep nothing of it. */
function keptAsAWhole(facts: PackageFacts, rules: RetentionRules): string | undefined {
  const { format, tagProblem, coordinates, hasTags, unknownMoves } = facts;
  if (rules.keepTagged && !hasTags)
    return `\`keep-tagged\` does not apply to ${format} packages, which have no tags: all versions are kept`;
  if (rules.keepNewest && !(coordinates?.compareVersions && coordinates.isPrerelease))
    return `\`keep-newest\` does not apply to ${format} packages, whose versions have no order: all are kept`;
  if (rules.rollbackWindow !== undefined && unknownMoves !== undefined) return `${unknownMoves}: all versions are kept`;
  if (tagProblem !== undefined) return `its dist-tags are not known (${tagProblem}): all versions are kept`;
  return undefined;
}

/** What a tag points at stays by the rule that asks for it, and where nobody asked because nothing else keeps it. */
function keptBecause(
  version: RetentionFacts,
  newest: string | undefined,
  rules: RetentionRules,
  clocks: Clocks,
): string | undefined {
  const { keepYoungerThan, rollbackWindow } = rules;
  const { tags, marks, foreign, promotedTo, publishedAt } = version;
  const tagged = tags.length > 0 ? `tagged ${tags.join(', ')}` : undefined;
  if (rules.keepTagged && tagged !== undefined) return tagged;
  if (promotedTo.length > 0) return `promoted to ${promotedTo.join(', ')}`;
  if (newest !== undefined) return newest;
  if (rollbackWindow !== undefined && sinceMoved(version, clocks) < rollbackWindow) return 'inside the rollback window';
  if (keepYoungerThan !== undefined && publishedAt === undefined) return 'its age is not known';
  if (keepYoungerThan !== undefined && clocks.service - (publishedAt ?? 0) < keepYoungerThan) return 'young';
  if (tagged !== undefined) return tagged;
  if (marks.length > 0) return `marked by a run of ours (${marks.join(', ')})`;
  return foreign;
}

function sinceMoved({ movedAt, arrivedThereAt, isCopied, publishedAt }: RetentionFacts, clocks: Clocks): number {
  const byJournal = movedAt === undefined ? Number.POSITIVE_INFINITY : journalAge(movedAt, clocks);
  const byService = (at: number | undefined) => (at === undefined ? Number.POSITIVE_INFINITY : clocks.service - at);
  return Math.min(byJournal, byService(arrivedThereAt), byService(isCopied ? publishedAt : undefined));
}

/** The machine that wrote the journal may have been as wrong then as this one is now, or right: the shorter time counts. */
const journalAge = (at: number, { service, machine }: Clocks) => Math.min(service, machine) - at;

// ---- the newest -------------------------------------------------------------------------------------------------

/** The versions that `keep-newest` keeps, with the reason. Only those count that are Published, and were so here. */
function newestVersions({ versions, format, coordinates }: PackageFacts, count: number): Map<RetentionFacts, string> {
  const kept = new Map<RetentionFacts, string>();
  const compare = coordinates?.compareVersions;
  if (count === 0 || !compare) return kept;
  const candidates = versions.filter(({ status, foreign }) => status === 'Published' && foreign === undefined);
  const releases: RetentionFacts[] = [];
  const prereleases: RetentionFacts[] = [];
  for (const version of candidates) {
    const isPrerelease = coordinates.isPrerelease?.(version.ref.version);
    if (isPrerelease === undefined) kept.set(version, `not a version that ${format} could order, so it stays`);
    else (isPrerelease ? prereleases : releases).push(version);
  }
  const order = (a: RetentionFacts, b: RetentionFacts) => compare(b.ref.version, a.ref.version);
  releases.sort(order);
  prereleases.sort(order);
  const reason = `one of the newest ${count}`;
  for (const version of first(releases, count, order)) kept.set(version, reason);
  for (const version of first(prereleases, count - releases.length, order)) kept.set(version, reason);
  const [newest] = releases;
  for (const version of newest ? prereleases : [])
    if (newest && order(version, newest) < 0 && !kept.has(version))
      kept.set(version, `a prerelease newer than ${newest.ref.version}`);
  return kept;
}

/** The first `count` of a sorted list, and those that are equal to the last of them. */
function first<T>(sorted: readonly T[], count: number, order: (a: T, b: T) => number): T[] {
  const last = sorted[Math.min(count, sorted.length) - 1];
  return last === undefined ? [] : sorted.filter((one) => order(one, last) <= 0);
}

// ---- the step ---------------------------------------------------------------------------------------------------

/** Rules go one way only: what is hidden deeper than the target stays there. */
const DEPTH: readonly Status[] = ['Published', 'Unlisted', 'Archived', 'Disposed', 'Deleted'];

function step(
  { status, hiddenAt, publishedAt }: RetentionFacts,
  { gracePeriod }: RetentionRules,
  target: RetentionTarget,
  clocks: Clocks,
): Omit<RetentionDecision, 'facts'> {
  if (status === 'Unfinished' || status === 'Disposed') return { reason: `it is ${status}; name it to retire it` };
  if (DEPTH.indexOf(status) >= DEPTH.indexOf(target)) return { reason: `it is ${status} already` };
  const erases = target === 'Deleted' || target === 'Disposed';
  if (!erases) return { to: target, reason: 'no rule keeps it' };
  if (status === 'Published')
    return { to: 'Unlisted', reason: `no rule keeps it; to be ${target.toLowerCase()} after the grace period` };
  if (gracePeriod === 0) return { to: target, reason: 'no rule keeps it' };
  if (hiddenAt === undefined)
    return {
      reason: `it is ${status}, and the journal does not say since when: its grace period counts from the first run that sees it`,
      needsSighting: true,
    };
  // The service notes the last change of a version, too, as far as is known: nothing was hidden before it was there.
  const sinceChange = publishedAt === undefined ? Number.POSITIVE_INFINITY : clocks.service - publishedAt;
  if (Math.min(journalAge(hiddenAt, clocks), sinceChange) < gracePeriod)
    return { reason: `it is ${status} and in its grace period` };
  return { to: target, reason: 'no rule keeps it, and the grace period is over' };
}

// ---- the last one -----------------------------------------------------------------------------------------------

function withLastVisible(decisions: RetentionDecision[], { coordinates }: PackageFacts): RetentionDecision[] {
  const visible = decisions.filter(({ facts }) => facts.status === 'Published');
  if (visible.length === 0 || visible.some(({ to }) => to === undefined)) return decisions;
  const last = new Set(lastOf(visible, coordinates));
  return decisions.map((decision) =>
    last.has(decision) ? { facts: decision.facts, reason: 'the last version that can be installed' } : decision,
  );
}

/** The newest release, else the newest prerelease; by time where versions have no order. All that are equal. */
function lastOf(
  visible: readonly RetentionDecision[],
  coordinates: PackageFacts['coordinates'],
): readonly RetentionDecision[] {
  const compare = coordinates?.compareVersions;
  if (!compare || !coordinates.isPrerelease) {
    const times = visible.map(({ facts }) => facts.publishedAt ?? Number.POSITIVE_INFINITY);
    const newest = times.reduce((a, b) => Math.max(a, b));
    return visible.filter((_, index) => times[index] === newest);
  }
  const rank = ({ facts }: RetentionDecision) => {
    const isPrerelease = coordinates.isPrerelease?.(facts.ref.version);
    return isPrerelease === undefined ? 2 : isPrerelease ? 1 : 0;
  };
  const order = (a: RetentionDecision, b: RetentionDecision) =>
    rank(a) - rank(b) || compare(b.facts.ref.version, a.facts.ref.version);
  return first([...visible].sort(order), 1, order);
}
