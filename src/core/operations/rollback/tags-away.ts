// The dist-tags of a rollback before versions are hidden: away from them.
//
// A tag goes back to what it pointed at before the run, as long as that can still be installed; else to the best version
// that can. A version that somebody else points a tag at is somebody else's by now and stays.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { interruption } from '../../calls/waits.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { packageName, purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { bestVisible, isVisible, mayBeMissing } from '../dist-tags/best-version.ts';
import { type Tags, valueOfTag, withoutMarks } from '../dist-tags/marks.ts';
import { moveTags, settledTags, type TagEnd, type TagMove } from '../dist-tags/move-tags.ts';
import { skipped } from './judgement.ts';
import { goneWith, isAsLeft, type RollbackTags, type TaggedPackage } from './tags.ts';
import { tagKey } from './undo/claims.ts';
import type { UndoneTag } from './undo/undo.ts';

/** Looks where the tags are, and decides where they go before versions are hidden. */
export async function planAway(run: RollbackTags, concurrency: number): Promise<void> {
  await mapConcurrent(concurrency, run.packages, (each) =>
    orStays(run, each, async () => {
      const moves = await movesAway(run, each);
      if (moves.length > 0) run.planned.push({ each, moves });
    }),
  );
}

/** Before versions are hidden: what `planAway` decided. */
export async function moveAway(run: RollbackTags, concurrency: number): Promise<void> {
  await mapConcurrent(concurrency, run.planned, ({ each, moves }) =>
    orStays(run, each, () => carryOut(run, each, moves)),
  );
}

/** Tags of versions that were left in the end, because they are somebody else's by now, go back to them. */
export async function giveBack(run: RollbackTags, concurrency: number): Promise<void> {
  const { outcomes } = run.work;
  await mapConcurrent(concurrency, run.away, async ({ each, move }) => {
    const [version] = move.from;
    const of = version === undefined ? undefined : outcomes.get(purl({ ...each.ref, version }));
    // What the run only found is left anyway, and the tag that it moved there is not.
    if (version === undefined || !run.isReleased(each.ref, version)) return;
    if (run.hiddenBefore.has(purl({ ...each.ref, version }))) return;
    if (of === undefined || of.kind === 'changed') return;
    const back: TagMove = { tag: move.tag, from: [move.to ?? undefined], to: version };
    try {
      // What is hidden all the same, whoever did that, gets no tag.
      if (!(await isVisible(each.ref, version, new Set(), run.ports))) return;
      const [end] = (await moveTags(each.ref, [back], each.wire, run.ports)).ends;
      if (end?.kind === 'moved') run.note(each, end.move);
      else if (end?.kind === 'failed') throw end.error;
    } catch (error) {
      run.warnings.push(
        `${packageName(each.ref)}: \`${move.tag}\` was moved to ${move.to ?? 'nothing'} and could not be moved back to ${version}: ${asRegistryError(error).message}`,
      );
    }
  });
}

/** Versions whose tags cannot be moved away stay as they are. */
async function orStays(run: RollbackTags, each: TaggedPackage, work: () => Promise<void>): Promise<void> {
  try {
    if (run.ports.stop.aborted) throw interruption(run.ports.stop, 'before its dist-tags were moved away');
    await work();
  } catch (error) {
    const { code, message, requestId } = asRegistryError(error);
    const reason = `its dist-tags could not be moved away, so it stays: ${message}`;
    for (const { purl: key, ref } of each.versions)
      if (run.work.changes.delete(key)) run.work.outcomes.set(key, { kind: 'failed', ref, code, reason, requestId });
    if (each.versions.length === 0) run.warnings.push(`${packageName(each.ref)}: ${message}`);
  }
}

async function movesAway(run: RollbackTags, each: TaggedPackage): Promise<readonly TagMove[]> {
  const { changes, undo } = run.work;
  const { versions, tags } = each;
  const own = new Map(tags.map((tag) => [tag.tag, tag]));
  const taken = () => new Set(versions.flatMap(({ purl: key, ref }) => (changes.has(key) ? [ref.version] : [])));
  const now = withoutMarks(await settledTags(each.ref, (found) => isAsLeft(withoutMarks(found), tags), run.ports));
  if (!undo.isWithoutTags) leaveTagged(run, each, now, own, taken());
  const hidden = taken();
  const of = { package: each.name };
  const moves: TagMove[] = [];
  for (const [tag, value] of Object.entries(now)) {
    const undone = own.get(tag);
    const isOwn = undone?.left.includes(value) === true;
    if (!isOwn && !undo.isWithoutTags) continue;
    // A tag on a version of this run that stays, stays with it, unless somebody hid that before.
    if (!hidden.has(value) && !(await isToLeave(run, each, value, isOwn))) continue;
    const to = await targetOf(run, each, tag, undone?.to, hidden);
    const holder = hidden.has(value) ? undefined : run.claims.held.get(tagKey({ ...of, tag, version: value }));
    if (holder !== undefined && (await isVisible(each.ref, value, new Set(), run.ports))) {
      keep(run, each, tag, value, holder);
      continue;
    }
    if (to !== null && to === undone?.to) await tellHigher(run, each, tag, to, hidden);
    moves.push({ tag, from: [value], to });
  }
  for (const { tag, left, to } of tags)
    if (valueOfTag(now, tag) === undefined && left.includes(null) && to !== null)
      moves.push({ tag, from: [undefined], to: await targetOf(run, each, tag, to, hidden) });
  for (const { tag, to } of tags) if (to !== null && valueOfTag(now, tag) === to) run.noteStanding(each, tag, to);
  const back = await vanishedMoves(run, each, now, hidden);
  moves.push(...back);
  for (const { tag, left, to } of tags) {
    const value = valueOfTag(now, tag) ?? null;
    const isKnown = [to, ...left, ...run.promised(each, tag)].includes(value);
    if (!isKnown && !back.some((move) => move.tag === tag))
      run.warnings.push(
        `${packageName(each.ref)}: \`${tag}\` points at ${value ?? 'nothing'}, not at ${left.map((version) => version ?? 'nothing').join(' or ')} as that run left it; it stays`,
      );
  }
  return moves;
}

/** A tag that another run left there, or found there, at a version that it counts on, is that run's as well. */
function keep(run: RollbackTags, each: TaggedPackage, tag: string, value: string, holder: string): void {
  const decide = `; \`rollback ${holder}\` takes back what that one did`;
  const why = `its dist-tag \`${tag}\` stays at ${value}, since the run ${holder} counts on that${decide}`;
  const version = each.byVersion.get(value);
  const known = version && run.work.outcomes.get(version.purl);
  if (version && known?.kind === 'unchanged') run.work.outcomes.set(version.purl, skipped(version, why));
  else {
    run.isTaken = true;
    run.warnings.push(`${packageName(each.ref)}: ${why}`);
  }
}

/** Whether a tag must not stay on a version that this rollback does not hide. */
async function isToLeave(run: RollbackTags, { ref }: TaggedPackage, value: string, isOwn: boolean): Promise<boolean> {
  if (!run.isReleased(ref, value)) return isOwn;
  if (await isVisible(ref, value, new Set(), run.ports)) return false;
  run.hiddenBefore.add(purl({ ...ref, version: value }));
  return true;
}

/** A tag on a version that was archived is not shown any more, and nobody can install the package by it. */
async function vanishedMoves(
  run: RollbackTags,
  each: TaggedPackage,
  now: Tags,
  hidden: ReadonlySet<string>,
): Promise<readonly TagMove[]> {
  const { ref } = each;
  const moves: TagMove[] = [];
  for (const { tag, last, to } of each.tags) {
    if (valueOfTag(now, tag) !== undefined || last == null || to === null || last === to) continue;
    const status = await goneWith(ref, last, run.ports);
    if (status === undefined) continue;
    const back = await targetOf(run, each, tag, to, hidden);
    if (back === null) continue;
    moves.push({ tag, from: [undefined], to: back, was: last });
    run.warnings.push(
      `${packageName(ref)}: \`${tag}\` was gone with ${last}, which is ${status}; it goes back to ${back}`,
    );
  }
  return moves;
}

/** Versions that somebody else points a tag at. */
function leaveTagged(
  run: RollbackTags,
  { byVersion, ref, name }: TaggedPackage,
  now: Tags,
  own: ReadonlyMap<string, UndoneTag>,
  taken: ReadonlySet<string>,
): void {
  const { undo, changes, outcomes, used } = run.work;
  for (const [tag, value] of Object.entries(now)) {
    const version = byVersion.get(value);
    if (!version || own.get(tag)?.left.includes(value)) continue;
    // A rollback that was cut off may have hidden it before it saw that.
    const isHidden = outcomes.get(version.purl)?.kind === 'unchanged' && version.kind !== 'stays';
    if (!isHidden && !(taken.has(value) && changes.delete(version.purl))) continue;
    const doubt = undo.doubtfulTags?.get(tagKey({ package: name, tag, version: value }));
    const points = `the dist-tag \`${tag}\` of ${packageName(ref)} points at it`;
    const why =
      doubt === undefined
        ? `somebody else points the dist-tag \`${tag}\` of ${packageName(ref)} at it`
        : `${points}, and whether the rollback ${doubt}, which was cut off, or somebody else set that cannot be told`;
    used.set(version.purl, why);
    outcomes.set(version.purl, skipped(version, why));
  }
}

/**
 * Where a tag goes: to what it was, or to a higher version that a release promised which was given back since; to the best
 * visible version else; null: it is removed.
 */
async function targetOf(
  run: RollbackTags,
  each: TaggedPackage,
  tag: string,
  to: string | null | undefined,
  hidden: ReadonlySet<string>,
): Promise<string | null> {
  const { ref, format } = each;
  const { compareVersions } = format.coordinates;
  if (to !== undefined && compareVersions) {
    const higher = run.promised(each, tag).filter((version) => to === null || compareVersions(version, to) > 0);
    for (const version of [...new Set(higher)].sort((a, b) => compareVersions(b, a)))
      if (await isVisible(ref, version, hidden, run.ports)) return version;
  }
  if (to === null && mayBeMissing(tag)) return null;
  if (typeof to === 'string' && (await isVisible(ref, to, hidden, run.ports))) return to;
  const best = await bestVisible(ref, { tag, hidden, compare: format.coordinates.compareVersions }, run.ports);
  if (typeof to === 'string')
    run.warnings.push(
      `${packageName(ref)}: \`${tag}\` pointed at ${to} before, which cannot be installed any more; it goes to ${best ?? 'nothing'}`,
    );
  return best;
}

/**
 * A hotfix that came while the release stood above it did not take the tag, and users get what it mends when the tag goes
 * back: nobody asked for that to move, so it is said.
 */
async function tellHigher(
  run: RollbackTags,
  each: TaggedPackage,
  tag: string,
  to: string,
  hidden: ReadonlySet<string>,
): Promise<void> {
  const { ref, format, name } = each;
  const { compareVersions: compare, isPrerelease } = format.coordinates;
  if (!compare || tag !== 'latest') return;
  const higher = (run.work.undo.broughtSince?.(name) ?? [])
    .filter((version) => compare(version, to) > 0 && !isPrerelease?.(version))
    .sort((a, b) => compare(b, a));
  for (const version of higher) {
    if (!(await isVisible(ref, version, hidden, run.ports))) continue;
    const command = run.commandFor(each, tag, version, { now: to });
    run.warnings.push(
      `${packageName(ref)}: \`${tag}\` goes back to ${to}, where it was before; ${version}, which came since, is higher: ${command}`,
    );
    return;
  }
}

async function carryOut(run: RollbackTags, each: TaggedPackage, moves: readonly TagMove[]): Promise<void> {
  if (moves.length === 0) return;
  if (run.work.dryRun) {
    for (const move of moves) run.note(each, move);
    return;
  }
  const { ends } = await moveTags(each.ref, moves, each.wire, run.ports);
  for (const first of ends) {
    const end = await followed(run, each, first);
    judge(run, each, end);
    if (end.kind === 'moved' && end.isWritten) run.away.push({ each, move: end.move });
    run.keepGiven(each, end, undefined);
  }
}

/** What somebody hides while a tag goes there is followed so often. */
const MOST_MOVES = 5;

/** Where a tag was to go somebody may have taken away right before its write: then it goes on to the best that is left. */
async function followed(run: RollbackTags, each: TaggedPackage, first: TagEnd): Promise<TagEnd> {
  const { changes } = run.work;
  const hidden = new Set(each.versions.flatMap(({ purl: key, ref }) => (changes.has(key) ? [ref.version] : [])));
  let end = first;
  for (let moves = 0; moves < MOST_MOVES; moves++) {
    const { tag, to } = end.move;
    if (end.kind !== 'failed' || to === null || (await isVisible(each.ref, to, new Set(), run.ports))) return end;
    hidden.add(to);
    const before = each.tags.find((undone) => undone.tag === tag)?.to;
    const next = await targetOf(run, each, tag, before, hidden);
    const [again] = (await moveTags(each.ref, [{ ...end.move, to: next }], each.wire, run.ports)).ends;
    end = again ?? end;
  }
  return end;
}

/**
 * A tag that did not move keeps the version that it points at from being hidden. One that somebody else moved meanwhile
 * is read, and told, at the end.
 */
function judge(run: RollbackTags, each: TaggedPackage, end: TagEnd): void {
  const { ref, byVersion } = each;
  const { tag, to, from } = end.move;
  if (end.kind === 'moved') {
    run.note(each, end.move);
    return;
  }
  const value = end.kind === 'taken' ? end.value : from[0];
  const version = value === undefined ? undefined : byVersion.get(value);
  const isHidden = version !== undefined && run.hiddenBefore.has(version.purl);
  const why =
    end.kind === 'taken'
      ? `somebody else moved the dist-tag \`${tag}\` to ${value ?? 'nothing'} meanwhile`
      : `its dist-tag \`${tag}\` could not be set to ${to ?? 'nothing'}: ${end.error.message}`;
  if (version && (run.work.changes.delete(version.purl) || (isHidden && end.kind === 'failed'))) {
    const outcome: Outcome =
      end.kind === 'taken'
        ? skipped(version, why)
        : {
            kind: 'failed',
            ref: version.ref,
            code: end.error.code,
            reason: isHidden ? `${why}, and it cannot be installed` : `${why}; it stays Published`,
            requestId: end.error.requestId,
          };
    run.work.outcomes.set(version.purl, outcome);
  } else if (end.kind === 'taken') run.note(each, end.move);
  else run.warnings.push(`${packageName(ref)}: ${why}; it stays`);
}
