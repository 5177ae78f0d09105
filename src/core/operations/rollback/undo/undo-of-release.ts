// What a release brought, and what of it is to be undone: told by its runs, as journal and records tell them.
import type { JournalWrite, VersionBefore } from '../../../documents/journal.ts';
import type { JournalRun } from '../../../documents/journal-runs.ts';
import type { RepositoryRecord } from '../../../documents/manifest.ts';
import { parseCoordinate, parseVersionCoordinate, purl } from '../../../model/coordinates.ts';
import { ownMember } from '../../../model/own-member.ts';
import type { VersionReference } from '../../../model/package.ts';
import { MARK_PREFIX } from '../../../model/tag-mark.ts';
import { hideCommand } from '../../dist-tags/commands.ts';
import { claimedOf, claimsOf, tagKey } from './claims.ts';
import {
  cutOffMakersOf,
  effectOf,
  endedWell,
  hasSet,
  isInPlaceOf,
  isOfSameRelease,
  isOfSameSet,
  isOver,
  isSetBack,
  isTaking,
  LONGEST_RUN_MS,
  listedAgain,
  madeBy,
  makersOf,
  movedTags,
  purlsOf,
  releaseOf,
  restoredBy,
  takenOverBy,
} from './release-runs.ts';
import { runsInOrder } from './run-order.ts';
import type { LaterUses, Undo, UndoneTag, UndoneVersion, Uses } from './undo.ts';

/** Versions of a package (purl) that these runs put there. */
export function broughtBy(runs: readonly JournalRun[]): (name: string) => readonly string[] {
  const byPackage = new Map<string, string[]>();
  for (const text of madeBy(runs)) {
    const ref = parseVersionCoordinate(text);
    const name = purl({ ...ref, version: undefined });
    byPackage.set(name, [...(byPackage.get(name) ?? []), ref.version]);
  }
  return (name) => byPackage.get(name) ?? [];
}

/**
 * The runs that are undone with one, oldest first. A run that fails takes back its own, and not what users had by then, or
 * another one at work brings. `isOfSet`: by a plan or a manifest all runs that made that set are meant, whatever came
 * between.
 */
export function partsOf(
  run: JournalRun,
  runs: readonly JournalRun[],
  { isOfRunAlone, isOfSet }: Parts = {},
): readonly JournalRun[] {
  if (isOfRunAlone) return [run];
  const release = releaseOf(run, runs);
  if (!isOfSet) return release;
  const parts = new Set(release);
  return runs.filter((each) => parts.has(each) || (isTaking(each) && isOfSameSet(each, run) && !isOver(each, runs)));
}

export interface Parts {
  readonly isOfRunAlone?: boolean | undefined;
  readonly isOfSet?: boolean | undefined;
}

/**
 * A run and those before it that it continued. A write without a result was cut off: it may have had its effect, so it
 * is looked at like the others.
 */
export function undoOfRelease(run: JournalRun, runs: readonly JournalRun[], parts: Parts = {}): Undo {
  const release = partsOf(run, runs, parts);
  const versions = new Map<string, UndoneVersion>();
  for (const part of release) takeVersions(part, runs, versions);
  const claims = claimsOf(claimedOf(run, release, runs), runs);
  if (!parts.isOfRunAlone) takeListedAgain(release, runs, versions, claims.uses);
  takeRelied(release, runs, versions, { hasTags: release.some(movedTags), used: claims.uses });
  for (const part of release) takeProven(part, versions);
  const led = withLed(tagsOf(release, versions), release, runs, versions);
  return {
    runId: run.runId,
    runIds: new Set(release.map(({ runId }) => runId)),
    place: placeOfRun(run),
    sourceRepository: run.sourceRepository,
    versions: withUses([...versions.values()], claims.uses).reverse(),
    ...led,
    claims,
    ...{ isWithoutTags: false, claimedSince: nobody, isIncomplete: false, warnings: [] },
  };
}

/** Why a version is left to another run, and what takes that one back. */
export const countsOn = (runId: string): string =>
  `the run ${runId} counts on it by now (\`rollback ${runId}\` takes back what that one did)`;

/** The release's own that others count on stays. */
export const withUses = (versions: readonly UndoneVersion[], uses: ReadonlyMap<string, string>): UndoneVersion[] =>
  versions.map((version) => {
    const by = uses.get(version.purl);
    if (by === undefined || version.kind === 'stays') return version;
    const stays = { outcome: 'skipped', reason: countsOn(by) } as const;
    return { ...version, kind: 'stays', isUsed: true, stays };
  });

/** Nothing that others count on; of what nobody is asked. */
export const NO_USES: Uses = { uses: new Map(), held: new Map(), moved: [] };

export const nobody = async (): Promise<LaterUses> => ({ ...NO_USES, isUnsure: false, warnings: [] });

export function takeVersions(run: JournalRun, runs: readonly JournalRun[], versions: Map<string, UndoneVersion>): void {
  let makers: ReadonlyMap<string, string> | undefined;
  const whoHas = (text: string) => {
    makers ??= makersOf(runs);
    const maker = makers.get(text);
    return maker === undefined ? 'somebody else' : `the run ${maker}`;
  };
  for (const { action, purls = [], result, versions: became, seen, at: begunAt } of run.writes) {
    // Nobody knows when it came to it.
    const at = run.isBegun ? begunAt + LONGEST_RUN_MS : begunAt;
    if (action === 'finish') for (const text of purls) takeFinished(text, result, at, versions);
    if (action !== 'copy' && action !== 'upload' && action !== 'overwrite') continue;
    for (const text of purls) {
      const kind = resultFor(became?.[text], result);
      const known = versions.get(text);
      if (kind === 'none') continue;
      const base = { purl: text, ref: parseVersionCoordinate(text), left: 'Published' as const, at };
      const before = seen?.[text];
      if (kind === 'present' || (action === 'upload' && before && isPublic(before))) {
        // What an earlier part of the same release made stays its own.
        if (known) {
          if (kind === 'present') versions.set(text, foundBy(known, run));
          continue;
        }
        const reason =
          kind === 'present'
            ? `it was there when this run came to it: ${whoHas(text)} has it`
            : 'this run only added files to it, and the service cannot remove single files';
        versions.set(text, {
          ...base,
          kind: 'stays',
          isFound: kind === 'present',
          stays: { outcome: 'skipped', reason },
        });
      } else if (action === 'overwrite') {
        const reason = 'it replaced other bytes, and those are gone; publish the old version under a new number';
        versions.set(text, { ...base, kind: 'stays', stays: { outcome: 'blocked', reason } });
      } else versions.set(text, { ...base, kind });
    }
  }
  for (const { action, purls = [], was } of run.notes) {
    if (action !== 'replace') continue;
    for (const text of purls) {
      const known = versions.get(text);
      if (known) versions.set(text, { ...known, former: formerOf(known.ref, was, runs) });
    }
  }
}

/** The build before that was not rolled back itself. */
function formerOf(
  ref: VersionReference,
  was: string | null | undefined,
  runs: readonly JournalRun[],
): string | undefined {
  const makers = makersOf(runs);
  let former = was ?? undefined;
  for (let steps = 0; former !== undefined && steps < runs.length; steps++) {
    const text = purl({ ...ref, version: former });
    const maker = runs.find(({ runId }) => runId === makers.get(text));
    if (!maker || !isOver(maker, runs)) break;
    former = maker.notes.find(({ action, purls }) => action === 'replace' && purls?.includes(text))?.was ?? undefined;
  }
  return former;
}

/** Revisions as the run saw them at its end. */
function takeProven(run: JournalRun, versions: Map<string, UndoneVersion>): void {
  for (const { action, purls = [], revisions = {} } of run.notes) {
    if (action !== 'proven') continue;
    for (const purl of purls) {
      const known = versions.get(purl);
      const revision = known && ownMember(revisions, known.ref.version);
      if (known && revision !== undefined) versions.set(purl, { ...known, revision });
    }
  }
}

/** Files that were added to it can be installed. What was Unfinished nobody had, and the run made it public. */
const isPublic = ({ status, assets = [] }: VersionBefore): boolean => assets.length > 0 && status !== 'Unfinished';

/** What another part of the release had put there when `run` came to it was put there before that. */
const foundBy = (version: UndoneVersion, { beganAt }: JournalRun): UndoneVersion =>
  version.at === undefined ? version : { ...version, at: Math.min(version.at, beganAt) };

/**
 * What an earlier rollback of this very release had hidden, and this release found in place, is its own again; and so is
 * what the rollback of another one had left because this one counts on it.
 */
function takeListedAgain(
  release: readonly JournalRun[],
  runs: readonly JournalRun[],
  versions: Map<string, UndoneVersion>,
  /** What others count on, by purl. */
  used: ReadonlyMap<string, string>,
): void {
  const makers = makersOf(runs);
  for (const part of release) {
    const again = listedAgain(part, runs);
    const take = (text: string) => {
      if (versions.has(text)) return;
      const ref = parseVersionCoordinate(text);
      versions.set(text, { purl: text, ref, left: 'Published', kind: 'maybe', at: part.beganAt });
    };
    for (const [text, before] of again) if (isOfSameRelease(before, part, runs)) take(text);
    for (const { action, purls = [] } of part.notes) {
      if (action !== 'rely') continue;
      for (const text of purls) {
        const maker = runs.find(({ runId }) => runId === makers.get(text));
        if (maker && !release.includes(maker) && isOver(maker, runs) && !again.has(text) && !used.has(text)) take(text);
      }
    }
  }
}

/** Versions that the run found there: they stay, and where it moved no tags either, nothing of it can be rolled back. */
function takeRelied(
  release: readonly JournalRun[],
  runs: readonly JournalRun[],
  versions: Map<string, UndoneVersion>,
  { hasTags, used }: { readonly hasTags: boolean /** See `Uses`. */; readonly used: ReadonlyMap<string, string> },
): void {
  const hasOwn = hasTags || [...versions.values()].some(({ kind }) => kind !== 'stays');
  const finds = findsOf(runs.filter((run) => !release.includes(run)));
  for (const part of release) {
    const again = listedAgain(part, runs);
    for (const { action, purls = [] } of part.notes) {
      if (action !== 'rely') continue;
      for (const text of purls) {
        const known = versions.get(text);
        if (known) {
          if (known.kind === 'maybe') versions.set(text, foundBy(known, part));
          continue;
        }
        const before = again.get(text);
        if (before) {
          const why = `it was there before this run, since somebody listed it again when the run ${before.runId} had been rolled back`;
          const by = used.get(text);
          const hide = hideCommand(parseVersionCoordinate(text), placeOfRun(part));
          const way = by === undefined ? `; \`${hide}\` hides it` : `, and the run ${by} counts on it`;
          versions.set(text, { ...stays(text, 'skipped', `${why}${way}`), isFound: true });
          continue;
        }
        const { outcome = hasOwn ? 'unchanged' : 'skipped', who, maker, isUntold } = finds(text, part);
        const way = outcome === 'skipped' && maker ? `; \`rollback ${maker}\` takes back what that one brought` : '';
        const found = stays(text, outcome, `it was there before this run, ${who}${way}`);
        // Whoever put it there, what another run counts on is nobody's to hide.
        const isOpen = isUntold && !used.has(text);
        versions.set(text, { ...found, isFound: true, ...(isOpen ? { untoldAt: part.beganAt } : {}) });
      }
    }
  }
}

interface Find {
  /** Of what may be a part of this release, whatever else it brought. */
  readonly outcome?: 'skipped' | undefined;
  /** Where it came from, in words. */
  readonly who: string;
  /** The run that put it there. */
  readonly maker?: string | undefined;
  readonly isUntold?: true | undefined;
}

/** Where versions came from that a run found there, by all other runs that are known. */
function findsOf(others: readonly JournalRun[]): (text: string, part: JournalRun) => Find {
  const makers = makersOf(others);
  const cutOffs = cutOffMakersOf(others);
  const successors = new Map([...new Set(cutOffs.values())].map((run) => [run, takenOverBy(run, others)]));
  const users = others.filter(endedWell).map((run) => ({ run, purls: purlsOf(run) }));
  return (text, part) => {
    const maker = makers.get(text);
    if (maker !== undefined) return { who: `the run ${maker} put it there`, maker };
    const cutOff = cutOffs.get(text);
    const later = cutOff && successors.get(cutOff);
    if (cutOff && !later) {
      const { runId } = cutOff;
      const who = `and the run ${runId}, which was cut off, may have put it there; \`rollback ${runId}\` takes that back`;
      return { outcome: 'skipped', who };
    }
    const user = later ?? users.find(({ run, purls }) => run.runId < part.runId && purls.has(text))?.run;
    if (user) return { who: `the run ${user.runId} counts on it as well` };
    return { who: 'and no run is known that put it there', isUntold: true };
  };
}

/** A version that an earlier run uploaded, and that this one made visible. */
function takeFinished(
  text: string,
  result: string | undefined,
  at: number,
  versions: Map<string, UndoneVersion>,
): void {
  const kind = resultFor(undefined, result);
  if (versions.has(text) || (kind !== 'made' && kind !== 'maybe')) return;
  versions.set(text, { purl: text, ref: parseVersionCoordinate(text), kind, left: 'Published', at });
}

/** Whether a run put a version there, by what it noted of the version, else by the result of the whole write. */
function resultFor(became: string | undefined, result: string | undefined): 'made' | 'maybe' | 'present' | 'none' {
  if (became === 'copied' || became === 'uploaded') return 'made';
  if (became === 'present') return 'present';
  if (became !== undefined) return 'none';
  if (result === undefined || result.startsWith('error')) return 'maybe';
  return result.startsWith('failed') || result === 'refused' ? 'none' : 'made';
}

export const stays = (purl: string, outcome: 'skipped' | 'blocked' | 'unchanged', reason: string): UndoneVersion => ({
  purl,
  ref: parseVersionCoordinate(purl),
  kind: 'stays',
  left: 'Published',
  stays: { outcome, reason },
});

/** First value before, and all values that the runs left, for each tag that they moved. */
function tagsOf(runs: readonly JournalRun[], versions: ReadonlyMap<string, UndoneVersion>): UndoneTag[] {
  const tags = new Map<
    string,
    {
      package: string;
      tag: string;
      to: string | null;
      left: (string | null)[];
      last: string | null;
      from: JournalRun;
    }
  >();
  const take = (
    run: JournalRun,
    { package: name = '', tag = '', was = null, becomes = null }: JournalWrite,
    isDone = true,
  ) => {
    const key = `${name}\n${tag}`;
    const known = tags.get(key) ?? { package: name, tag, to: was, left: [], last: was, from: run };
    // Between two runs of the release somebody may have moved it; and what was to be moved need not have been.
    if (known.from !== run && was !== null && !known.left.includes(was)) known.to = was;
    known.from = run;
    known.left.push(becomes);
    if (isDone) known.last = becomes;
    tags.set(key, known);
  };
  for (const run of runs) {
    // A note tells what a copy does to a tag, so it comes before what the run wrote afterwards.
    for (const { action, package: name, tag, was = null, becomes = null } of run.notes) {
      if (action !== 'tag' || name === undefined || tag === undefined || tag.startsWith(MARK_PREFIX)) continue;
      if (becomes === null || !isMade(name, becomes, versions)) continue;
      take(run, { action, package: name, tag, was, becomes });
    }
    for (const { action, package: name, tag, was = null, becomes = null, result } of run.writes) {
      if (
        action !== 'tag' ||
        name === undefined ||
        tag === undefined ||
        tag.startsWith(MARK_PREFIX) ||
        result === 'left'
      )
        continue;
      take(run, { action, package: name, tag, was, becomes }, result === undefined || !/^(error|failed)/.test(result));
    }
  }
  return [...tags.values()]
    .map(({ from: _, ...each }) => ({ ...each, left: [...new Set(each.left)].filter((value) => value !== each.to) }))
    .filter(({ left }) => left.length > 0);
}

/**
 * And tags that another release, rolled back since, its rollback, or the restore before that, has led to a version of this
 * one, where nobody is known to have set them since.
 */
function withLed(
  tags: readonly UndoneTag[],
  release: readonly JournalRun[],
  runs: readonly JournalRun[],
  versions: ReadonlyMap<string, UndoneVersion>,
): Pick<Undo, 'tags' | 'doubtfulTags'> {
  const doubtful = new Map<string, string>();
  const last = new Map<string, { readonly name: string; readonly tag: string; readonly led: string | undefined }>();
  const [run] = release;
  const byHand = valuesByHand(runs, run);
  const isGoneAgain = (target: JournalRun) => release.includes(target) || isOver(target, runs);
  for (const other of runsInOrder(runs)) {
    if (!run || !isInPlaceOf(other, run)) continue;
    const restored = other.verb === 'restore' ? restoredBy(other, runs) : undefined;
    const isGone = restored ? isGoneAgain(restored) : isOver(other, runs);
    for (const write of tagMovesOf(other)) {
      const { name, tag, becomes, result, isNote } = write;
      const key = `${name}\n${tag}`;
      // Whether it did, or somebody else since, cannot be told.
      if (effectOf(result) === 'unclear' && other.verb === 'rollback' && becomes !== null)
        doubtful.set(tagKey({ package: name, tag, version: becomes }), other.runId);
      if (!isGone && (isNote || isSetBack(other, write))) continue;
      const isLed = (isGone || other.verb === 'rollback') && result === 'done' && becomes !== null;
      last.set(key, { name, tag, led: isLed ? becomes : undefined });
    }
  }
  const all = [...tags];
  for (const { name, tag, led } of last.values()) {
    if (led === undefined || byHand.has(`${name}\n${tag}\n${led}`) || !isMade(name, led, versions)) continue;
    const at = all.findIndex((each) => each.package === name && each.tag === tag);
    const known = all[at];
    if (known === undefined) all.push({ package: name, tag, left: [led], to: null, last: led });
    else if (!known.left.includes(led)) all[at] = { ...known, left: [...known.left, led] };
  }
  return { tags: all, doubtfulTags: doubtful };
}

/** What a run did to dist-tags, marks apart; what a copy took along is a note, and comes before what was written. */
function tagMovesOf({ notes, writes }: JournalRun) {
  const all = [
    ...notes.map((note) => ({ ...note, isNote: true, result: 'done' as string | undefined })),
    ...writes.map((write) => ({ ...write, isNote: false })),
  ];
  return all.flatMap((write) => {
    const { action, package: name, tag, was = null, becomes = null } = write;
    if (action !== 'tag' || name === undefined || tag === undefined || tag.startsWith(MARK_PREFIX)) return [];
    return [{ ...write, name, tag, was, becomes }];
  });
}

const foundByHand = new WeakMap<
  readonly JournalRun[],
  { readonly place: RepositoryRecord; readonly byHand: Set<string> }
>();

/** Tags at versions (package, tag and version, by lines) to which somebody had pointed them of whom no run tells. */
export function valuesByHand(runs: readonly JournalRun[], place: RepositoryRecord | undefined): ReadonlySet<string> {
  const known = foundByHand.get(runs);
  if (!place) return new Set();
  if (known && isInPlaceOf(known.place, place)) return known.byHand;
  const values = new Map<string, string | null>();
  const byHand = new Set<string>();
  foundByHand.set(runs, { place, byHand });
  for (const run of runsInOrder(runs)) {
    if (!isInPlaceOf(run, place)) continue;
    for (const { name, tag, was, becomes, result } of tagMovesOf(run)) {
      const key = `${name}\n${tag}`;
      if (was !== null && values.get(key) !== was) byHand.add(`${key}\n${was}`);
      if (hasSet(result)) values.set(key, becomes);
    }
  }
  return byHand;
}

/** A copy that did not come about moved no tag either. */
function isMade(name: string, version: string, versions: ReadonlyMap<string, UndoneVersion>): boolean {
  const known = versions.get(purl({ ...parseCoordinate(name), version }));
  return known !== undefined && (known.kind === 'made' || known.kind === 'maybe');
}

export function placeOfRun({ domain, domainOwner, region, repository }: JournalRun): RepositoryRecord {
  return { domain, domainOwner, region, repository };
}
