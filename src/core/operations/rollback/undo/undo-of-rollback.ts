// What a restore gives back: what a rollback is known to have hidden, or moved, last. In the order of the writes themselves,
// since runs may begin long before they write. What nobody knows to be a rollback's is left, with the command that decides.
import type { JournalRun, RecordedWrite } from '../../../documents/journal-runs.ts';
import { parseCoordinate, parseVersionCoordinate, purl } from '../../../model/coordinates.ts';
import type { Status } from '../../../model/package.ts';
import { MARK_PREFIX } from '../../../model/tag-mark.ts';
import { claimedOf, claimsOf, tagsAtEnd } from './claims.ts';
import {
  effectOf,
  endedWell,
  hasSet,
  isInPlaceOf,
  isOver,
  isSetBack,
  isTaking,
  MAKING,
  madeBy,
  purlsOf,
  releaseOf,
  restoredBy,
  rollbacksWith,
} from './release-runs.ts';
import { doneAt, runsInOrder } from './run-order.ts';
import type { Undo, UndoneTag, UndoneVersion, UnmovedTag } from './undo.ts';
import { NO_USES, nobody, placeOfRun, stays, takeVersions, undoOfRelease, valuesByHand } from './undo-of-release.ts';

interface Step {
  readonly run: JournalRun;
  readonly write: RecordedWrite;
  /** Whether it is a write of the rollbacks that are to be reversed. */
  readonly isOurs: boolean;
  /** Or of a restore of one of them. */
  readonly isBack: boolean;
}

/** Of one rollback, or of all that were needed to roll one release back. */
export function undoOfRollback(run: JournalRun, runs: readonly JournalRun[]): Undo {
  const ours = new Set(rollbacksWith(run, runs).map(({ runId }) => runId));
  const steps = runsInOrder(runs)
    .filter((each) => isInPlaceOf(each, run))
    .flatMap((each) => {
      const isBack = each.verb === 'restore' && each.of !== undefined && ours.has(each.of);
      return each.writes.map((write): Step => ({ run: each, write, isOurs: ours.has(each.runId), isBack }));
    })
    .sort((a, b) => doneAt(a.write) - doneAt(b.write));
  const noted = versionsBy(steps);
  const release = runs.find(({ runId }) => runId === run.of);
  return {
    runId: run.runId,
    runIds: new Set(),
    place: placeOfRun(run),
    sourceRepository: run.sourceRepository,
    versions: [...[...noted.values()].reverse(), ...unnotedOf(release, noted, runs, hiddenByOthers(steps))],
    ...tagsBy(steps, release, runs),
    ...{ isWithoutTags: false, claimedSince: nobody, isIncomplete: false },
    claims: release ? claimsOf(claimedOf(release, releaseOf(release, runs), runs), runs) : NO_USES,
    warnings: [...noted.values()].flatMap(({ purl: text, stays: left }) =>
      left?.outcome === 'blocked' ? [`${text} cannot come back`] : [],
    ),
  };
}

/** Versions that these rollbacks wrote, or were about to: as the last write that is known to have had its effect left them. */
function versionsBy(steps: readonly Step[]): ReadonlyMap<string, UndoneVersion> {
  const versions = new Map<string, UndoneVersion>();
  const targets = new Map<string, Status>();
  for (const { run, write, isOurs, isBack } of steps) {
    const { action, purls = [], from = 'Published', to, result, versions: became } = write;
    const isStatus = action === 'status' || action === 'delete' || action === 'dispose';
    if (!isStatus && !MAKING.has(action)) continue;
    for (const text of purls) {
      const told = became?.[text] ?? result;
      const effect = effectOf(told);
      const known = versions.get(text);
      if ((!isOurs && !known) || effect === 'none') continue;
      const unnoted = (why: string) => {
        targets.delete(text);
        versions.set(text, { ...versionOf(text), kind: 'unnoted', isSure: true, why });
      };
      if (effect === 'unclear') {
        // What it was about to hide, or was hiding when it was cut off, may have been hidden by somebody else.
        if (isOurs && isStatus && to !== 'Published' && known?.kind !== 'restored')
          unnoted(`and whether the rollback ${run.runId}${cutOff(write)} or somebody else hid it cannot be told`);
        else if (isBack && to === 'Published' && known?.kind === 'restored') {
          const why = `and whether somebody hid it since the restore ${run.runId}${cutOff(write)} cannot be told`;
          // What it was giving back when it was cut off may have been given back, and hidden again on purpose; what it was
          // only about to give back is the next restore's, unless the registry shows that it had come further.
          if (write.isIntended) versions.set(text, { ...known, listedBefore: why });
          else unnoted(why);
        }
      } else if (!isStatus) {
        if (told !== 'present') unnoted(`and somebody hid it since the run ${run.runId} brought it again`);
      } else if (!isOurs || to === targets.get(text) || to === 'Published') {
        const isHidden = to !== 'Published' && !isOurs;
        unnoted(
          isHidden
            ? `since the ${run.verb} ${run.runId} set it to that`
            : `and somebody hid it since the ${run.verb} ${run.runId} had given it back`,
        );
      } else if (action !== 'status')
        versions.set(text, stays(text, 'blocked', `it was ${action === 'delete' ? 'deleted' : 'disposed'}`));
      else {
        const target = targets.get(text) ?? from;
        targets.set(text, target);
        versions.set(text, { ...versionOf(text), kind: 'restored', left: to ?? 'Unlisted', target });
      }
    }
  }
  return versions;
}

const cutOff = ({ result }: RecordedWrite): string => (result === undefined ? ', which was cut off,' : '');

const versionOf = (text: string) => ({ purl: text, ref: parseVersionCoordinate(text), left: 'Published' as const });

/** What the release brought and no rollback noted: it may be hidden all the same. */
function unnotedOf(
  release: JournalRun | undefined,
  noted: ReadonlyMap<string, UndoneVersion>,
  runs: readonly JournalRun[],
  others: ReadonlyMap<string, string>,
): readonly UndoneVersion[] {
  if (!release) return [];
  const brought = new Map<string, UndoneVersion>();
  const parts = releaseOf(release, runs);
  for (const part of parts) takeVersions(part, runs, brought);
  // What it only found it promised as well.
  for (const text of parts.flatMap((part) => (endedWell(part) ? [...purlsOf(part)] : [])))
    if (others.has(text) && (brought.get(text)?.kind ?? 'stays') === 'stays')
      brought.set(text, { ...versionOf(text), kind: 'maybe' });
  return [...brought.values()].flatMap((version): UndoneVersion[] => {
    if (noted.has(version.purl) || version.kind === 'stays') return [];
    const by = others.get(version.purl);
    const why =
      by === undefined ? {} : { why: `and the rollback ${by} hid it: \`rollback ${by} --restore\` gives it back` };
    return [{ ...version, kind: 'unnoted', isSure: version.kind === 'made', ...why }];
  });
}

/** What another rollback than these is known to have hidden last, by purl -> that rollback: of the same set, by its manifest. */
function hiddenByOthers(steps: readonly Step[]): ReadonlyMap<string, string> {
  const hidden = new Map<string, string>();
  for (const { run, write, isOurs } of steps) {
    const { action, purls = [], to, result, versions: became } = write;
    for (const text of purls) {
      const told = became?.[text] ?? result;
      if (effectOf(told) !== 'done') continue;
      if (action === 'status' && to !== 'Published' && run.verb === 'rollback' && !isOurs) hidden.set(text, run.runId);
      else if (told !== 'present') hidden.delete(text);
    }
  }
  return hidden;
}

interface Moved {
  readonly package: string;
  readonly tag: string;
  readonly to: string | null;
  readonly left: readonly (string | null)[];
  /** See `UndoneTag`. */
  readonly ledLower?: readonly (string | null)[] | undefined;
  /** The same, from where others had it: where that was somebody's wish, it is so again. */
  readonly ledOn?: readonly (string | null)[] | undefined;
  readonly by: JournalRun;
  /** Of the last of its writes. */
  readonly at: number;
}

/** Tags that these rollbacks moved last, and those that are left, with the reason. */
function tagsBy(
  steps: readonly Step[],
  release: JournalRun | undefined,
  runs: readonly JournalRun[],
): Pick<Undo, 'tags' | 'unmoved' | 'decidedSince'> {
  const moved = new Map<string, Moved>();
  const unmoved = new Map<string, UnmovedTag>();
  const parts = release ? releaseOf(release, runs) : [];
  /** Where the rollback of another release led a tag last, that none of these moved. */
  const ledByOthers = new Map<string, Moved>();
  for (const { package: name, tag, to, last } of release ? undoOfRelease(release, runs).tags : [])
    if (last != null && last !== to)
      unmoved.set(`${name}\n${tag}`, { package: name, tag, last, why: 'since no rollback is known that moved it' });
  for (const { run, write, isOurs, isBack } of steps) {
    const { action, package: name, tag, was = null, becomes = null } = write;
    const effect = effectOf(write.result);
    if (action !== 'tag' || !name || !tag || tag.startsWith(MARK_PREFIX) || effect === 'none') continue;
    const key = `${name}\n${tag}`;
    const known = moved.get(key);
    const led = ledByOthers.get(key);
    ledByOthers.delete(key);
    if (!isOurs && !isBack) {
      const by = { package: name, tag, to: was, left: [becomes], by: run, at: ownTime(run, write, runs) };
      if (run.verb === 'rollback' && effect === 'done') ledByOthers.set(key, by);
      // A restore leads a tag forward to what its own release has, which nobody wanted in the place of this one.
      else if (run.verb === 'restore' && effect === 'done' && led?.left.includes(was))
        ledByOthers.set(key, { ...led, left: [...led.left, becomes] });
      if (effect !== 'done' || !known) continue;
      const { left, ledLower = [], ledOn = [] } = known;
      const isOn = left.includes(was) || ledLower.includes(was);
      // Where the rollback of another release led it on from there, nobody wanted it; its restore wants no lower one.
      if (run.verb === 'rollback')
        moved.set(key, isOn ? { ...known, left: [...left, becomes] } : { ...known, ledOn: [...ledOn, becomes] });
      else if (run.verb === 'restore' && isOn) moved.set(key, { ...known, ledLower: [...ledLower, becomes] });
      else if (run.verb === 'restore' && ledOn.includes(was)) moved.set(key, { ...known, ledOn: [...ledOn, becomes] });
      continue;
    }
    const leave = (last: string | null, why: string, isDoubtful = false) => {
      moved.delete(key);
      if (last !== null) unmoved.set(key, { package: name, tag, last, why, isDoubtful });
    };
    if (effect === 'unclear') {
      if (isOurs && !known)
        leave(was, `and whether the rollback ${run.runId}${cutOff(write)} moved it cannot be told`, true);
    } else if (!isOurs || becomes === known?.to)
      leave(becomes, `since somebody moved it when the ${run.verb} ${run.runId} had set it back`);
    else {
      // Between two rollbacks somebody may have moved it.
      const isOthers = known && known.by !== run && was !== null && !known.left.includes(was);
      const to = known && !isOthers ? known.to : was;
      moved.set(key, {
        package: name,
        tag,
        to,
        left: [...(known?.left ?? []), becomes],
        by: run,
        at: ownTime(run, write, runs),
      });
    }
  }
  const all = new Map(moved);
  for (const [key, each] of moved) {
    const by = decidedSince(each, parts, runs);
    if (by === undefined) unmoved.delete(key);
    else if (each.to !== null) {
      const { package: name, tag, to: last } = each;
      unmoved.set(key, { package: name, tag, last, why: `since the run ${by} has it there`, isDoubtful: true, by });
    }
  }
  const byHand = valuesByHand(runs, release);
  const isNobodys = (each: Moved, value: string | null) =>
    !byHand.has(`${each.package}\n${each.tag}\n${value}`) &&
    decidedSince({ ...each, left: [value] }, parts, runs) === undefined;
  const tags = [...moved.values()].map((each) => {
    const { package: name, tag, to, left, ledLower = [], ledOn = [] } = each;
    const lower = [...ledLower, ...ledOn.filter((value) => isNobodys(each, value))];
    const ledOnTo = lastLedTo(each, steps, parts, runs);
    return {
      package: name,
      tag,
      to,
      left: [...new Set(left)].filter((value) => value !== to),
      ledLower: lower,
      ledOnTo,
    };
  });
  const led = [...ledByOthers].flatMap(([key, each]): UndoneTag[] => {
    const known = unmoved.get(key);
    if (!known || known.isDoubtful || moved.has(key) || decidedSince(each, parts, runs) !== undefined) return [];
    return [{ package: each.package, tag: each.tag, to: known.last, left: [], ledLower: each.left }];
  });
  return {
    tags: [
      ...tags.filter(({ package: name, tag, left }) => left.length > 0 && !unmoved.has(`${name}\n${tag}`)),
      ...led,
    ],
    unmoved: [...unmoved.values()],
    decidedSince: (name, tag, version) => {
      const each = all.get(`${name}\n${tag}`);
      return each && (decidedSince({ ...each, left: [version] }, parts, runs) ?? restoredTo(each, version, runs));
    },
  };
}

/**
 * Where a promotion, a publication or a restore of another release had the tag since these rollbacks moved it, when no rollback
 * moved it after that.
 */
function lastLedTo(
  { package: name, tag, left, at, by }: Moved,
  steps: readonly Step[],
  release: readonly JournalRun[],
  runs: readonly JournalRun[],
): string | null | undefined {
  let last: { readonly at: number; readonly to: string | null | undefined } = { at, to: undefined };
  /** What a rollback is known to have moved it away from, by whichever clock. */
  const leftAgain = new Set<string | null>();
  for (const { run, write } of steps) {
    const effect = effectOf(write.result);
    const isOf = write.action === 'tag' && write.package === name && write.tag === tag && effect !== 'none';
    if (!isOf || doneAt(write) < at || (run.verb !== 'rollback' && run.verb !== 'restore')) continue;
    const { was = null, becomes = null } = write;
    leftAgain.add(was);
    const isOn = run.verb === 'restore' && effect === 'done' && !left.includes(becomes);
    if (doneAt(write) >= last.at) last = { at: doneAt(write), to: isOn ? becomes : undefined };
  }
  for (const run of runs) {
    if (!isTaking(run) || !isInPlaceOf(run, by) || release.includes(run) || !endedWell(run)) continue;
    // It was read there at the end.
    const endedAt = run.endedAt ?? run.beganAt;
    if (endedAt <= last.at) continue;
    const end = tagsAtEnd(run).find((each) => each.package === name && each.tag === tag);
    if (end && !left.includes(end.version) && !leftAgain.has(end.version)) last = { at: endedAt, to: end.version };
  }
  return last.to;
}

/** The restore of another release that set the tag there since the rollback. */
function restoredTo(
  { package: name, tag, at, by }: Moved,
  version: string,
  runs: readonly JournalRun[],
): string | undefined {
  const isIt = (write: RecordedWrite) =>
    write.action === 'tag' && write.package === name && write.tag === tag && write.becomes === version;
  return runs.findLast((run) => {
    if (run.verb !== 'restore' || !isInPlaceOf(run, by)) return false;
    const target = restoredBy(run, runs);
    const isLive = target !== undefined && !isOver(target, runs);
    return isLive && run.writes.some((write) => isIt(write) && hasSet(write.result) && doneAt(write) > at);
  })?.runId;
}

/** By the clock of the machine itself, which is what runs that read no others have. */
function ownTime({ runId }: JournalRun, write: RecordedWrite, runs: readonly JournalRun[]): number {
  const own = runs.find((run) => run.runId === runId)?.writes.find(({ step }) => step === write.step);
  return doneAt(own ?? write);
}

/**
 * The run that set the tag, or wanted it, where the rollback had put it, since then: since the release had led it away from
 * there, as far as clocks tell. Who brought that version was there before.
 */
function decidedSince(
  { package: name, tag, left, at, by }: Moved,
  release: readonly JournalRun[],
  runs: readonly JournalRun[],
): string | undefined {
  const isIt = (of: string | undefined, its: string | undefined) => of === name && its === tag;
  const led = release.flatMap(({ writes, notes, beganAt }) =>
    // What a copy took along is a note.
    [...writes, ...notes.map((note) => ({ ...note, at: beganAt }))].filter((each) => isIt(each.package, each.tag)),
  );
  const since = Math.min(at, ...led.map(doneAt));
  const found = new Set(led.map(({ was }) => was));
  const text = (version: string) => purl({ ...parseCoordinate(name), version });
  return runs.findLast((run) => {
    if (!isTaking(run) || !isInPlaceOf(run, by) || release.includes(run)) return false;
    const made = madeBy([run]);
    const isTo = (version: string | null) =>
      left.includes(version) && !(version !== null && found.has(version) && made.has(text(version)));
    const isWritten = run.writes.some(
      (write) =>
        isIt(write.package, write.tag) &&
        doneAt(write) > since &&
        hasSet(write.result) &&
        !isSetBack(run, write) &&
        isTo(write.becomes ?? null),
    );
    if (isWritten) return true;
    const isThere = endedWell(run) && (run.endedAt ?? run.beganAt) > since && !isOver(run, runs);
    const counted = isThere ? purlsOf(run) : new Set();
    const isOn = (version: string) => isTo(version) && counted.has(text(version));
    return isThere && tagsAtEnd(run).some((each) => isIt(each.package, each.tag) && isOn(each.version));
  })?.runId;
}
