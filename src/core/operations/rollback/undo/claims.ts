// What other runs count on: versions that they brought or found there, and dist-tags that lead to these. Who hid what, and
// when, does not matter for that.
import { MOST_SKEW_MS } from '../../../calls/skew.ts';
import { releaseSet } from '../../../documents/journal.ts';
import type { JournalRun } from '../../../documents/journal-runs.ts';
import type { RepositoryRecord } from '../../../documents/manifest.ts';
import { parseCoordinate, purl } from '../../../model/coordinates.ts';
import { MARK_PREFIX } from '../../../model/tag-mark.ts';
import {
  endedWell,
  hasSet,
  isInPlaceOf,
  isOver,
  isRepeated,
  isSetBack,
  isTaking,
  madeBy,
  purlsOf,
  releaseOf,
  restoredBy,
} from './release-runs.ts';
import { doneAt, runsInOrder, writtenAt } from './run-order.ts';
import type { TagStep, Uses } from './undo.ts';

/** What of a run alone, of a plan or of a manifest other runs count on by now. */
export interface Claimed {
  readonly place: RepositoryRecord;
  /** The runs that are undone. */
  readonly release: readonly JournalRun[];
  /** Their versions, by purl. */
  readonly purls: ReadonlySet<string>;
  /** Whether a run counts on what it has in common with these. */
  readonly isOther: (other: JournalRun) => boolean;
}

/** What others count on, of the release of this run. `release`: oldest first. */
export function claimedOf(run: JournalRun, release: readonly JournalRun[], runs: readonly JournalRun[]): Claimed {
  // What is known of a run may have been completed since.
  const ids = new Set(release.map(({ runId }) => runId));
  const own = runs.findIndex(({ runId }) => runId === run.runId);
  const earlier = new Set(runs.slice(0, Math.max(own, 0)));
  // One that began earlier may have ended later, and have found there what this one had brought. Who runs the job again
  // means the release that it finds there.
  const isOther = (other: JournalRun) =>
    !ids.has(other.runId) && (!earlier.has(other) || endedWell(other)) && !isRepeated(other, run);
  return { place: run, release, purls: new Set(release.flatMap((part) => [...purlsOf(part)])), isOther };
}

/** The same of a document: runs of that very set are taken for the release itself. */
export function claimedOfSet(purls: readonly string[], place: RepositoryRecord): Claimed {
  const set = releaseSet(purls);
  return { place, release: [], purls: new Set(purls), isOther: (other) => other.set !== set };
}

/** By all runs that are known; without those that were rolled back. */
export function claimsOf({ place, release, purls, isOther }: Claimed, runs: readonly JournalRun[]): Uses {
  const uses = new Map<string, string>();
  const held = new Map<string, string>();
  const moved: TagStep[] = [];
  const restored: (TagAt & { readonly by: string; readonly at: number })[] = [];
  const written = lastWrites(release);
  // Where this release set it after that, the other has nothing of it any more; in doubt it has.
  const isBefore = (each: TagAt, at: number, doubt = MOST_SKEW_MS) => at + doubt < (written.get(tagKey(each)) ?? 0);
  // Who brings a release back makes its tags those of that release, and not of anybody else.
  const isOthersRestore = (restore: JournalRun) => {
    const target = restoredBy(restore, runs);
    if (target) return isOther(target) && !isOver(target, runs);
    const hidden = runs.filter(({ runId }) => runId === restore.of).flatMap(({ writes }) => writes.flatMap(purlsIn));
    return hidden.length === 0 || !hidden.every((text) => purls.has(text));
  };
  for (const other of runsInOrder(runs)) {
    if (!isInPlaceOf(other, place)) continue;
    if (other.verb === 'rollback') moved.push(...stepsOf(other));
    // Where a restore set a tag, the release that it brought back has it again.
    if (other.verb === 'restore' && isOthersRestore(other))
      for (const each of tagsAtEnd(other)) restored.push({ ...each, by: other.runId, at: writtenAt(other) });
    if (!isTaking(other) || isOver(other, runs) || !isOther(other)) continue;
    const counted = countedOn(other);
    for (const text of counted) uses.set(text, other.runId);
    if (!endedWell(other)) continue;
    const made = madeBy(releaseOf(other, runs));
    for (const each of tagsAtEnd(other)) {
      const text = purl({ ...parseCoordinate(each.package), version: each.version });
      // Whose release brought the version was there before whoever only found it.
      const isEarlier = isBefore(each, other.endedAt ?? other.beganAt, made.has(text) ? 0 : undefined);
      if (!isEarlier && counted.has(text)) held.set(tagKey(each), other.runId);
    }
  }
  for (const { by, at, ...each } of restored) {
    if (!isBefore(each, at) && uses.has(purl({ ...parseCoordinate(each.package), version: each.version })))
      held.set(tagKey(each), by);
  }
  return { uses, held, moved };
}

const purlsIn = ({ purls = [] }: { readonly purls?: readonly string[] }) => purls;

/** What a run counts on: of one that failed only what it brought, since it promises nobody what it found. */
const countedOn = (run: JournalRun): ReadonlySet<string> =>
  run.result === undefined || endedWell(run) ? purlsOf(run) : madeBy([run]);

interface TagAt {
  readonly package: string;
  readonly tag: string;
  readonly version: string;
}

/** One text for a tag at a version. */
export const tagKey = ({ package: name, tag, version }: TagAt): string => `${name}\n${tag}\n${version}`;

/** Where a run that ended well left tags, or found them, as its plan says; else by what it wrote. */
export function tagsAtEnd(run: JournalRun): readonly TagAt[] {
  const { verb, writes, leads } = run;
  if (leads && verb === 'promote')
    return leads.flatMap(({ package: name, tags }) =>
      Object.entries(tags).map(([tag, version]) => ({ package: name, tag, version })),
    );
  return writes.flatMap((write) => {
    const { action, package: name, tag, becomes, result } = write;
    const isSet = action === 'tag' && hasSet(result) && !isSetBack(run, write);
    return isSet && name && tag && !tag.startsWith(MARK_PREFIX) && becomes
      ? [{ package: name, tag, version: becomes }]
      : [];
  });
}

/**
 * Versions at which releases promised a tag (of a package, by purl) that a restore has given back since these runs began, and
 * that are live: a tag that leaves these runs' versions does not fall below them.
 */
export function promisedSince(
  release: readonly JournalRun[],
  runs: readonly JournalRun[],
): (name: string, tag: string) => readonly string[] {
  const [first] = release;
  const promised = new Map<string, string[]>();
  for (const restore of first ? runsInOrder(runs) : []) {
    if (!first || restore.verb !== 'restore' || !isInPlaceOf(restore, first)) continue;
    const target = writtenAt(restore) > first.beganAt ? restoredBy(restore, runs) : undefined;
    if (!target || release.includes(target) || isOver(target, runs)) continue;
    for (const part of releaseOf(target, runs)) {
      const counted = endedWell(part) ? purlsOf(part) : new Set<string>();
      for (const { package: name, tag, version } of tagsAtEnd(part)) {
        if (!counted.has(purl({ ...parseCoordinate(name), version }))) continue;
        promised.set(`${name}\n${tag}`, [...(promised.get(`${name}\n${tag}`) ?? []), version]);
      }
    }
  }
  return (name, tag) => promised.get(`${name}\n${tag}`) ?? [];
}

/** When these runs last pointed a tag at a version. */
function lastWrites(runs: readonly JournalRun[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const write of runs.flatMap(({ writes }) => writes)) {
    const { action, package: name, tag, becomes } = write;
    if (action === 'tag' && name && tag && becomes)
      last.set(tagKey({ package: name, tag, version: becomes }), doneAt(write));
  }
  return last;
}

/** Tags that a rollback moved, or was about to move when it was cut off. */
function stepsOf({ writes }: JournalRun): readonly TagStep[] {
  return writes.flatMap(({ action, package: name, tag, was, becomes = null, result = 'done' }) =>
    action === 'tag' && name && tag && !tag.startsWith(MARK_PREFIX) && was && hasSet(result)
      ? [{ package: name, tag, from: was, to: becomes }]
      : [],
  );
}
