// Whether a version may be undone: it is the run's, nobody has it besides, and it is as the run left it.
import type { RepositoryRecord } from '../../documents/manifest.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Status } from '../../model/package.ts';
import { hideCommand, publishAgainCommand } from '../dist-tags/commands.ts';
import type { StatusChange } from '../repository/change-status.ts';
import type { RepositoryReader } from '../repository/repository-access.ts';
import type { RollbackRequest } from './undo/request.ts';
import type { UndoneVersion } from './undo/undo.ts';

/** A write that was cut off has had its effect by then, or never; the clocks of machine and service may differ. */
const EFFECT_MS = 10 * 60_000;

/** A run that was cut off is begun again within a day, or is another release by then. */
const RECENT_MS = 24 * 3_600_000;

export interface JudgementPorts {
  readonly side: RepositoryReader;
  readonly place: RepositoryRecord;
  /** Gets the status of what is as it should be already, by purl: it is compared at the end. */
  readonly found: Map<string, Status>;
}

/** The change to make, or the outcome of a version that stays as it is; undefined: there is nothing to say of it. */
export async function judgeVersion(
  version: UndoneVersion,
  request: Pick<RollbackRequest, 'direction' | 'target'>,
  { side, place, found: states }: JudgementPorts,
): Promise<Outcome | StatusChange | undefined> {
  const { ref, stays } = version;
  // Whether it is hidden is told at the end.
  if (stays && version.isUsed) return skipped(version, stays.reason);
  if (stays?.outcome === 'blocked') return { kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason: stays.reason };
  if (stays?.outcome === 'unchanged')
    return (await judgeUntold(version, side, place)) ?? { kind: 'unchanged', ref, revision: '', reason: stays.reason };
  const found = await side.reader.describePackageVersion(side.address, ref);
  const status = found?.status ?? 'Deleted';
  if (stays) {
    const isGone = request.direction === 'rollback' && status !== 'Published' && status !== 'Unfinished';
    if (!isGone) return skipped(version, stays.reason);
    // Whoever has it, nobody gets it unasked.
    return { kind: 'unchanged', ref, revision: found?.revision ?? '', reason: `it is ${status} already` };
  }
  if (version.kind === 'unnoted') {
    const { why = 'and no rollback is known that hid it' } = version;
    if (status === 'Published')
      return version.why === undefined
        ? undefined
        : { kind: 'unchanged', ref, revision: found?.revision ?? '', reason: 'it is Published already' };
    if (status === 'Deleted' || status === 'Disposed') return judgeGone(version, status);
    if (status === 'Unfinished') return skipped(version, `it is Unfinished, ${why}`);
    return leftHidden(version, status, why, place);
  }
  states.set(version.purl, status);
  if (request.direction === 'restore') return judgeRestored(version, status, found?.revision ?? '');
  const unchanged = (reason: string): Outcome => ({ kind: 'unchanged', ref, revision: found?.revision ?? '', reason });
  if (!found || status === 'Disposed') return unchanged(`it is ${status} already`);
  if (status === request.target) return unchanged(`it is ${status} already`);
  if (status === 'Unfinished' && request.target === 'Unlisted')
    return unchanged('it is Unfinished, so nobody can install it');
  // Somebody withdrew it on purpose, which is more than hiding it.
  if (status === 'Archived' && request.target === 'Unlisted')
    return skipped(version, 'somebody archived it since, and it stays Archived');
  if (version.revision !== undefined && version.revision !== found.revision)
    return skipped(version, 'somebody changed it since: it has another revision than the run left');
  if (version.kind === 'maybe' && isLater(found.publishedAt, version.at))
    return skipped(version, `it was put there at ${timeOf(found.publishedAt)}, after this run, so another run has it`);
  return { ref, from: status, to: request.target, revision: found.revision };
}

/**
 * What came shortly before the run that found it, from nobody knows where, may be of the same release: of a run that was
 * cut off, and whose journal is gone. Then somebody has to decide.
 */
async function judgeUntold(
  version: UndoneVersion,
  side: RepositoryReader,
  place: RepositoryRecord,
): Promise<Outcome | undefined> {
  const { ref, untoldAt } = version;
  if (untoldAt === undefined) return undefined;
  const found = await side.reader.describePackageVersion(side.address, ref);
  const at = found?.publishedAt;
  if (found?.status !== 'Published' || at === undefined || at < untoldAt - RECENT_MS) return undefined;
  return skipped(
    version,
    `it was there when this run came to it, since ${timeOf(at)}, and no run is known that put it there: where that was this release, cut off, \`${hideCommand(ref, place)}\` hides it`,
  );
}

function judgeRestored(version: UndoneVersion, status: Status, revision: string): Outcome | StatusChange {
  const { ref, left, target = 'Published' } = version;
  if (status === target) return { kind: 'unchanged', ref, revision, reason: `it is ${status} already` };
  if (status !== left) return skipped(version, `it is ${status} by now, and the rollback left it ${left}, so it stays`);
  return { ref, from: status, to: target, revision };
}

/** What cannot come back is told where it had surely been there. */
function judgeGone({ ref, isSure }: UndoneVersion, status: 'Deleted' | 'Disposed'): Outcome {
  if (!isSure) return { kind: 'unchanged', ref, revision: '', reason: 'it is not there, and may never have been' };
  const reason = `it was ${status.toLowerCase()}, and by no rollback that is known`;
  return { kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason };
}

/** What a restore leaves, with the command that decides. */
export const leftHidden = (
  version: Pick<UndoneVersion, 'ref'>,
  status: Status,
  why: string,
  place: RepositoryRecord,
): Outcome =>
  skipped(
    version,
    `it is ${status}, ${why}, so it stays; \`${publishAgainCommand(version.ref, place)}\` lists it again`,
  );

export const skipped = ({ ref }: Pick<UndoneVersion, 'ref'>, reason: string): Outcome => ({
  kind: 'skipped',
  ref,
  code: 'CA-CONFLICT-002',
  reason,
});

const isLater = (publishedAt: number | undefined, at: number | undefined): boolean =>
  publishedAt !== undefined && at !== undefined && publishedAt > at + EFFECT_MS;

const timeOf = (at: number | undefined) => new Date(at ?? 0).toISOString();
