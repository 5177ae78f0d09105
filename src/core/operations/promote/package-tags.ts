// The dist-tags of one package in a promotion: looked at right before the copy, put right after it.
//
// The run owns the tags that the plan means to move, and those that its copy takes along although they shall stay: these
// go back to what the plan says, as long as the mark that the run set before the copy stands. Nothing else is touched, and
// what somebody else made of one of its tags meanwhile stays as well. At the end every tag that the plan names is compared
// with it, also those that were to stay.
import { mapConcurrent, settleAll } from '../../calls/concurrency.ts';
import { runTime } from '../../documents/journal.ts';
import type { TagPlan } from '../../documents/plan.ts';
import { packageName, parseCoordinate } from '../../model/coordinates.ts';
import { ownMember } from '../../model/own-member.ts';
import type { PackageReference } from '../../model/package.ts';
import type { Publishing } from '../../ports/package-format.ts';
import { removeMarkCommand } from '../dist-tags/commands.ts';
import {
  awaitedBy,
  countingKeeps,
  counts,
  endOfLife,
  isSpent,
  isYoung,
  keepMark,
  keepsOf,
  type Mark,
  marksOf,
  type Tags,
  tagOfMark,
  valueOfTag,
  withoutMarks,
} from '../dist-tags/marks.ts';
import {
  mayMove,
  moveTags,
  readingOf,
  settledInDoubt,
  settledReading,
  settledTags,
  type TagMove,
  type TagReading,
} from '../dist-tags/move-tags.ts';
import {
  endpointOf,
  leftMarks,
  leftMarkWords,
  proveRemoved,
  type Removals,
  removeMarks,
} from '../dist-tags/remove-marks.ts';
import { returnTagOrSay } from '../dist-tags/return-tag.ts';
import { hiddenWords, standingOf, visibleBelow } from '../dist-tags/standing.ts';
import { type TagPorts, writeTag } from '../dist-tags/write.ts';
import { serviceNow } from '../repository/repository-access.ts';
import type { TriesBefore } from './copy-batches.ts';
import { ownedTags, stayingTags } from './plan-tags.ts';
import {
  hiddenStatus,
  type Marked,
  type ProvenMoves,
  proveMoves,
  stayingMove,
  type TagProblem,
  threatening,
} from './tag-proof.ts';

export interface PackageTagsPorts extends TagPorts {
  /** Tags of the source as they are now; none where nobody knows the package. */
  readonly source: (ref: PackageReference) => Promise<Tags>;
}

export interface PackageTagsEnd {
  readonly problems: readonly TagProblem[];
  /** What package managers see at the end, marks left out. */
  readonly seen: Tags;
  /** Whether the run wrote a tag: then what it points at must be read after that. */
  readonly isWritten: boolean;
  /**
   * It must be read after that: a tag was led to a version that the plan is not about, which may not be installable any
   * more, or one that shall stay is not where the plan leaves it, which may be a late answer.
   */
  readonly isUnproven: boolean;
  readonly warnings: readonly string[];
}

/** A reading of the tags that arrived so many milliseconds ago need not be repeated before a copy is sent at first. */
const JUST_READ_BEFORE_COPY_MS = 100;

/**
 * How often tags are read anew before one try of a copy, where a reading waited for its turn; twice as often while that of
 * the destination is old.
 */
const MOST_READS_BEFORE_COPY = 3;

/** Tags of one package whose versions are looked at at once. */
const TAGS_JUDGED = 8;

/** How often marks that appear in the end proof are removed, each time with another reading. */
const MOST_REMOVALS = 3;

export class PackageTags {
  readonly #plan: TagPlan;
  readonly #wire: NonNullable<Publishing['tags']>;
  readonly #ports: PackageTagsPorts;
  readonly #ref: PackageReference;
  readonly #versions: readonly string[];
  /** Tags of the destination right before the copy, or before the first write where nothing is copied. */
  #before: TagReading | undefined;
  /** Tag -> version that the copy makes it point at. */
  #copied: Tags = {};
  /** Tags that shall stay and could not, with where they went; that was said. */
  readonly #decided = new Map<string, string>();
  /** Versions whose copy was sent, as long as nobody knows what came of it. */
  readonly #sent = new Set<string>();
  /** Versions that this run's own copies brought: only these moved tags in this run's name. */
  readonly #brought = new Set<string>();
  /**
   * Names of marks of other runs that stood when this one began: it finishes what these runs left. One that comes later is
   * of a run at work, which looks after its own.
   */
  #adopted: ReadonlySet<string> = new Set();
  /** Versions that the run means to copy, and those of them that are there. */
  #expected: ReadonlySet<string> = new Set();
  #arrived: ReadonlySet<string> = new Set();
  readonly #marks: string[] = [];
  /** Marks that were to go, of this run and of others. */
  readonly #removed: Removals = new Map();
  readonly #named: ReadonlySet<string>;

  /** `versions`: all of the package that the plan is about. `named`: tags that somebody named, and so decided about. */
  constructor(
    plan: TagPlan,
    { versions, named }: { readonly versions: readonly string[]; readonly named: ReadonlySet<string> },
    wire: NonNullable<Publishing['tags']>,
    ports: PackageTagsPorts,
  ) {
    this.#plan = plan;
    this.#versions = versions;
    this.#named = named;
    this.#wire = wire;
    this.#ports = ports;
    this.#ref = parseCoordinate(plan.package);
  }

  /**
   * Looks right before `versions` are copied, and notes what the copy will take along. Resolves to the tags that somebody
   * moved since the plan was made: with any, nothing must be copied, since the copy would overwrite them.
   */
  async begin(versions: ReadonlySet<string>): Promise<TagProblem[]> {
    const [before, source] = await settleAll([readingOf(this.#ref, this.#ports), this.#sourceBefore(versions)]);
    this.#expected = versions;
    this.#copied = this.#carriedBy(versions, source.tags);
    const reading = await this.#settledBefore(before, ({ tags }) => this.#adopt(tags));
    const now = reading.tags;
    // Both count from here: one of them may have waited for its turn.
    this.#before = { tags: now, at: Math.min(reading.at, source.at) };
    const problems = [...this.#takenIn(now), ...this.#unplannedLatest(this.#copied)];
    if (problems.length > 0) return problems;
    await this.#noteCarried(this.#copied, now);
    await this.#writeMarks();
    return [];
  }

  /** Tags that a copy of these versions takes along, by where they are in the source. */
  #carriedBy(versions: ReadonlySet<string>, source: Tags): Tags {
    return Object.fromEntries(
      Object.entries(withoutMarks(source)).filter(([tag, version]) => versions.has(version) && !this.#isHidden(tag)),
    );
  }

  /** What a rollback needs to know of a copy that moves tags. */
  async #noteCarried(carried: Tags, now: Tags): Promise<void> {
    const { journal } = this.#ports;
    for (const [tag, version] of Object.entries(carried))
      if (valueOfTag(now, tag) !== version)
        await journal.note({
          action: 'tag',
          package: this.#plan.package,
          tag,
          was: this.#was(tag, now) ?? null,
          becomes: version,
        });
  }

  /** Whether a copy of ours may have moved tags to this version, or will not any more. */
  #isNoted(version: string): boolean {
    return this.#sent.has(version) || this.#brought.has(version);
  }

  /** What a copy of `versions` takes along by this reading of the source, as far as none of them was copied yet. */
  #foundIn(source: Tags, versions: ReadonlySet<string>): Tags {
    return this.#carriedBy(new Set([...versions].filter((version) => !this.#brought.has(version))), source);
  }

  /** Tags of the source; read again until they are as they were, or no answer can be late any more. */
  async #sourceBefore(versions: ReadonlySet<string>): Promise<TagReading> {
    const { clock } = this.#ports.host;
    const read = async () => {
      const tags = await this.#ports.source(this.#ref);
      return { tags, at: clock.monotonic() };
    };
    // At first the plan tells what is to be expected, but for tags that the destination had there without the source.
    const { before, afterCopy } = this.#plan;
    const brought = Object.entries(afterCopy).filter(([tag, version]) => valueOfTag(before, tag) !== version);
    const known = this.#before === undefined ? this.#carriedBy(versions, Object.fromEntries(brought)) : this.#copied;
    const isSo = ({ tags }: TagReading) => {
      const found = this.#foundIn(tags, versions);
      const isMoved = Object.entries(found).some(([tag, version]) => (valueOfTag(known, tag) ?? version) !== version);
      const isGone = Object.entries(known).some(
        ([tag, version]) => versions.has(version) && !this.#isNoted(version) && !Object.hasOwn(found, tag),
      );
      return !isMoved && !isGone && this.#unplannedLatest(found).length === 0;
    };
    const first = await read();
    return isSo(first) ? first : settledInDoubt(this.#ports.host, read, isSo);
  }

  /**
   * Goes by the source as it is now for what a copy of `versions` takes along. Resolves to what that is besides, to tags
   * that such a copy would take further than one of ours may have taken them already, and to marks of what it takes along
   * no more.
   */
  #carryAnew(
    versions: ReadonlySet<string>,
    source: Tags,
  ): { readonly besides: Tags; readonly moving: readonly TagProblem[]; readonly spent: readonly string[] } {
    const known = this.#copied;
    const found = this.#foundIn(source, versions);
    const isKept = ([tag, version]: [string, string]) =>
      this.#isNoted(version) || !(versions.has(version) || Object.hasOwn(found, tag));
    const spent = Object.entries(known).flatMap(([tag, version]) =>
      isKept([tag, version]) || valueOfTag(found, tag) === version ? [] : (this.#keepMark(tag) ?? []),
    );
    this.#copied = { ...found, ...Object.fromEntries(Object.entries(known).filter(isKept)) };
    const besides = Object.entries(this.#copied).filter(([tag, version]) => valueOfTag(known, tag) !== version);
    const moving = Object.entries(found).flatMap(([tag, version]): TagProblem[] => {
      if (valueOfTag(this.#copied, tag) === version) return [];
      const to = valueOfTag(this.#plan.wanted, tag) ?? null;
      return [this.#moving({ tag, from: [], to }, version)];
    });
    return { besides: Object.fromEntries(besides), moving: [...moving, ...this.#unplannedLatest(found)], spent };
  }

  /** Marks that stand in the first reading are of runs that this one continues. */
  #adopt(now: Tags): void {
    const { runId } = this.#ports.journal;
    this.#adopted = new Set(marksOf(now).flatMap(({ name, run }) => (run === runId ? [] : [name])));
  }

  /**
   * Whether a copy may still take the tag along: none of ours brought its version, and by this reading of the destination
   * none did whose answer was lost.
   */
  #isAhead(tag: string, now: Tags): boolean {
    const version = valueOfTag(this.#copied, tag);
    if (version === undefined || this.#brought.has(version)) return false;
    return !this.#sent.has(version) || valueOfTag(now, tag) !== version;
  }

  /** Marks of what a copy is still to take along. One that was taken away from what a copy did stays away. */
  async #writeMarks(now: Tags = this.#before?.tags ?? {}): Promise<void> {
    for (const { tag, to } of [...this.#kept(), ...this.#ledElsewhere()]) {
      const mark = this.#keepMark(tag);
      if (to === null || mark === undefined || !this.#isAhead(tag, now)) continue;
      await writeTag({ ref: this.#ref, tag: mark, was: undefined, becomes: to }, this.#wire, this.#ports);
      if (!this.#marks.includes(mark)) this.#marks.push(mark);
      this.#removed.delete(mark);
    }
    // What was read before a mark stood tells nothing of what others did before they could see it.
    if (this.#marks.length > 0 && this.#before) this.#before = { ...this.#before, at: Number.NEGATIVE_INFINITY };
  }

  /**
   * Looks once more right before a try of the copy of `versions`, if it was tried before, or the last reading is no longer
   * of this moment: storing what the run is about to do, marks, other batches and a turn that was waited for lie between.
   * Tags move in the source as well meanwhile. Resolves as `begin`.
   */
  async lookAgain(versions: ReadonlySet<string>, { isRepeated, isInDoubt }: TriesBefore): Promise<TagProblem[]> {
    const before = this.#before;
    if (before === undefined) return [];
    // What was refused each time moved nothing.
    if (!isInDoubt) for (const version of versions) this.#sent.delete(version);
    const { clock } = this.#ports.host;
    const isFresh = (at: number) => clock.monotonic() - at <= JUST_READ_BEFORE_COPY_MS;
    const carries = () => Object.values(this.#copied).some((version) => versions.has(version));
    let isToRead = isRepeated || !isFresh(before.at);
    for (let reads = 1; isToRead; reads++) {
      const [source, known] = await settleAll([
        this.#sourceBefore(versions),
        // Later the destination is read after the source, so that its reading is of this moment.
        carries() && reads === 1 ? readingOf(this.#ref, this.#ports) : undefined,
      ]);
      const { besides, moving, spent } = this.#carryAnew(versions, source.tags);
      if (moving.length > 0) return [...moving];
      const idle = spent.filter((mark) => this.#marks.includes(mark));
      if (idle.length > 0) await this.#giveUpMarks(idle);
      if (!carries()) break;
      const first = known ?? (await readingOf(this.#ref, this.#ports));
      const { problems, at } = await this.#lookBeforeCopy(first, { before, besides, versions });
      if (problems.length > 0) return [...problems];
      // Marks that were written, an answer that contradicted the plan and a turn that was waited for take their time.
      const isOver = reads >= MOST_READS_BEFORE_COPY && (isFresh(at) || reads >= 2 * MOST_READS_BEFORE_COPY);
      isToRead = !isOver && !isFresh(Math.min(source.at, at));
    }
    for (const version of versions) this.#sent.add(version);
    return [];
  }

  /**
   * `first`: the tags as they are now; `besides`: those that the copy takes along and that no mark tells of yet. Resolves
   * to the tags that keep the copy from being made, and to when the last reading arrived.
   */
  async #lookBeforeCopy(
    first: TagReading,
    {
      before,
      besides,
      versions,
    }: { readonly before: TagReading; readonly besides: Tags; readonly versions: ReadonlySet<string> },
  ): Promise<{ readonly problems: readonly TagProblem[]; readonly at: number }> {
    const marksOfCopy = (isWanted: (tag: string, version: string) => boolean) =>
      Object.entries(this.#copied).flatMap(([tag, version]) => {
        const mark = versions.has(version) && isWanted(tag, version) ? this.#keepMark(tag) : undefined;
        return mark !== undefined && this.#marks.includes(mark) ? [mark] : [];
      });
    // Of what somebody else moved before our copy, our marks would say that the copy did.
    const unsent = marksOfCopy((_, version) => !this.#isNoted(version));
    const taken = this.#takenIn(first.tags).flatMap(({ tag }) => this.#keepMark(tag) ?? []);
    const isUnmarked = taken.some((mark) => unsent.includes(mark));
    if (isUnmarked) await this.#giveUpMarks(unsent);
    const { tags, at } = await this.#settledBefore(first);
    const problems = this.#takenIn(tags);
    if (problems.length > 0) return { problems, at };
    // What they were is what was noted: what a copy of ours made of them since is no news.
    this.#before = { tags: before.tags, at };
    await this.#noteCarried(besides, tags);
    // Who named a tag removes marks about it. What this copy takes along afterwards is to be set back all the same.
    const isBare = marksOfCopy((tag) => this.#isAhead(tag, tags)).some((mark) => !Object.hasOwn(tags, mark));
    if (!isUnmarked && !isBare && Object.keys(besides).length === 0) return { problems, at };
    await this.#writeMarks(tags);
    const last = await readingOf(this.#ref, this.#ports);
    return { problems: this.#takenIn(last.tags), at: last.at };
  }

  /** What came of a copy of `versions`; `brought`: those that it put there, which others had not. */
  copied(versions: ReadonlySet<string>, brought: readonly string[]): void {
    for (const version of versions) this.#sent.delete(version);
    for (const version of brought) this.#brought.add(version);
  }

  /** A reading that contradicts the plan may be a late answer, and is taken again before anything follows from it. */
  async #settledBefore(reading: TagReading, seen: (reading: TagReading) => void = () => {}): Promise<TagReading> {
    const isSo = (read: TagReading) => {
      seen(read);
      return this.#takenIn(read.tags).length === 0;
    };
    return isSo(reading) ? reading : settledReading(this.#ref, isSo, this.#ports);
  }

  /** Tags that the copy would take along, or that the plan moves, and that are not where the plan saw or wants them. */
  #takenIn(now: Tags): TagProblem[] {
    const { before, wanted } = this.#plan;
    const owned = this.#owned(now);
    const names = new Set(owned.map(({ tag }) => tag));
    const taken = owned.flatMap((move): TagProblem[] => {
      if (this.#isHidden(move.tag) || mayMove(move, now)) return [];
      return [this.#problem({ move, kind: 'taken', value: valueOfTag(now, move.tag) })];
    });
    const stirred = Object.entries(this.#copied).flatMap(([tag, version]): TagProblem[] => {
      const [value, was] = [valueOfTag(now, tag), valueOfTag(before, tag)];
      const isOfOurs = value === version && this.#isOurs(tag, now);
      if (names.has(tag) || this.#was(tag, now) === was || isOfOurs) return [];
      const move = { tag, from: [was], to: valueOfTag(wanted, tag) ?? null };
      return [{ ...this.#problem({ move, kind: 'taken', value }), isStaying: true }];
    });
    return [...taken, ...stirred];
  }

  /**
   * Whether the tag is where a copy of this run took it, as far as anybody can tell: the copy was sent, and not answered
   * with that the version was there; and the mark that was set before stands, since who means the tag to be there removes it.
   */
  #isOurs(tag: string, now: Tags | undefined): boolean {
    const version = valueOfTag(this.#copied, tag);
    const mark = this.#keepMark(tag);
    if (version === undefined || mark === undefined) return false;
    if (!this.#sent.has(version) && !this.#brought.has(version)) return false;
    return now === undefined || !this.#marks.includes(mark) || Object.hasOwn(now, mark);
  }

  #keepMark(tag: string): string | undefined {
    const copied = valueOfTag(this.#copied, tag);
    return copied === undefined ? undefined : keepMark(this.#ports.journal.runId, tag, copied);
  }

  /**
   * After the copy: wanted values, then what was taken along goes back, then our marks go. `arrived`: the versions of
   * `begin` that are there; tags that wait for another one are left as they were.
   */
  async finish(arrived: ReadonlySet<string>): Promise<PackageTagsEnd> {
    this.#arrived = arrived;
    const isCopied = this.#before !== undefined;
    if (this.#before === undefined) {
      this.#before = await readingOf(this.#ref, this.#ports);
      this.#adopt(this.#before.tags);
    }
    const returns = await this.#judgedReturns();
    const moves = [...this.#owned(), ...returns.moves];
    const hidden = moves.filter(({ tag }) => this.#isHidden(tag));
    const moved = await moveTags(
      this.#ref,
      moves.filter(({ tag }) => !this.#isHidden(tag)),
      this.#wire,
      this.#ports,
      isCopied ? undefined : this.#before,
    );
    // What an upstream hides cannot be read, so it is written and not compared.
    for (const { tag, to } of hidden)
      await writeTag({ ref: this.#ref, tag, was: this.#valueBefore(tag), becomes: to }, this.#wire, this.#ports);
    // A mark of a tag that could not be set back stays: it tells the next run what to do.
    const open = new Set(moved.ends.flatMap((each) => (each.kind === 'failed' ? [each.move.tag] : [])));
    const own = this.#doneMarks().filter((name) => !open.has(tagOfMark(name) ?? ''));
    const ofOthers = this.#settledMarks(moved.seen, open);
    await this.#removeMarks([...own, ...ofOthers, ...(await this.#endedMarks(moved.seen, ofOthers))]);
    const end = this.#endOf(moved);
    const isWritten = end.isWritten || hidden.length > 0;
    const owned = new Set(ownedTags(this.#plan));
    const isLedElsewhere = moved.ends.some(
      ({ kind, move: { tag, to } }) =>
        kind === 'moved' && owned.has(tag) && to !== null && !this.#versions.includes(to),
    );
    // Before its mark was gone another run may have set the tag back.
    const isUnsettled = countingKeeps(moved.seen, this.#now()).some(({ name }) => ofOthers.includes(name));
    const isUnproven =
      isUnsettled ||
      this.#removed.size > 0 ||
      isLedElsewhere ||
      this.#staying().some(({ tag, to }) => (valueOfTag(moved.seen, tag) ?? null) !== to);
    const warnings = [...returns.warnings, ...this.#newsWords(moved.seen), ...(await this.#dormantWords(moved.seen))];
    return { ...end, isWritten, isUnproven, warnings };
  }

  /** When nothing was copied after all: our marks go. */
  async giveUp(): Promise<void> {
    await this.#giveUpMarks(this.#doneMarks());
  }

  async #giveUpMarks(done: readonly string[]): Promise<void> {
    await this.#removeMarks(done);
    const open = this.#marks.filter((name) => !done.includes(name) || this.#removed.get(name) !== undefined);
    this.#marks.splice(0, this.#marks.length, ...open);
  }

  /** Our marks but those of a copy of which nobody can tell yet whether it has its effect: these say what goes back then. */
  #doneMarks(): string[] {
    const open = Object.entries(this.#copied).flatMap(([tag, version]) =>
      this.#sent.has(version) ? [this.#keepMark(tag)] : [],
    );
    return this.#marks.filter((name) => !open.includes(name));
  }

  /**
   * Tags that this run pointed at versions that somebody hid meanwhile go back to what they were. Resolves to what could not,
   * in words.
   */
  async takeBack(hidden: ReadonlySet<string>): Promise<readonly string[]> {
    const told: string[] = [];
    for (const { tag, to } of this.#owned()) {
      const before = this.#valueBefore(tag);
      const was = before === to ? valueOfTag(this.#plan.before, tag) : before;
      // A tag that was there before is not this run's to move.
      if (to === null || !hidden.has(to) || this.#isHidden(tag) || was === to) continue;
      const returning = { tag, hidden, from: to, before: was };
      const words = await returnTagOrSay(this.#ref, returning, this.#wire, this.#ports);
      if (words !== undefined) told.push(words);
    }
    return told;
  }

  /**
   * Compares once more what `finish` found in order. A mark by which another run would take away what this plan has is
   * removed, as `finish` does, and what that run did till then is read after that.
   */
  async prove(): Promise<Pick<PackageTagsEnd, 'problems' | 'seen'>> {
    const moves = () => [...this.#owned(), ...this.#staying()];
    const now = this.#now();
    let proven = await proveMoves(this.#plan, moves(), this.#versions, this.#ports);
    for (let removals = 0; removals < MOST_REMOVALS; removals++) {
      const marks = threatening(proven, now).flatMap(({ mark }) => mark.name);
      if (marks.length === 0 || !(await this.#removeMarks(marks))) break;
      proven = await proveMoves(this.#plan, moves(), this.#versions, this.#ports);
    }
    const { problems, seen } = this.#endOf(proven);
    const bad = [...threatening(proven, now), ...(await this.#proveRemoved(proven.seen))];
    return { problems: [...problems, ...bad.map((end) => this.#problem(end))], seen };
  }

  /** Marks of this run that stand although they were removed. */
  async #proveRemoved(seen: Tags): Promise<Marked[]> {
    const left = await proveRemoved(this.#ref, this.#removed, seen, this.#wire, this.#ports);
    const own = left.filter(({ name }) => this.#marks.includes(name));
    // These are outcomes; of the others `leftMarks` tells.
    for (const { name } of own) this.#removed.delete(name);
    return own.map((mark): Marked => {
      const tag = tagOfMark(mark.name) ?? '';
      return { kind: 'marked', move: { tag, from: [], to: valueOfTag(this.#plan.wanted, tag) ?? null }, mark };
    });
  }

  /** Marks that could not be removed and that no outcome tells of, in words. */
  async leftMarks(): Promise<readonly string[]> {
    const names = [...this.#removed].flatMap(([name, error]) => (error === undefined ? [] : [name]));
    const left = await leftMarks(this.#ref, names, this.#removed, this.#ports);
    return left.map((mark) => leftMarkWords(this.#ref, mark));
  }

  /** Marks of other runs that say nothing of where their tag is now, and that may again. */
  #dormant(seen: Tags): Mark[] {
    const now = this.#now();
    const { runId } = this.#ports.journal;
    return marksOf(seen).filter(
      (mark) => mark.kind === 'keep' && mark.run !== runId && !mark.isInPlace && isYoung(mark, now),
    );
  }

  /**
   * Those of them whose copy is done: what they speak of came after their run began, so that this copy takes no tag along any
   * more, and the tag is not where it took it. At work or not, such a run has nothing more to do by its mark.
   */
  async #endedMarks(seen: Tags, removed: readonly string[]): Promise<string[]> {
    const dormant = this.#dormant(seen).filter(({ name }) => !removed.includes(name));
    if (dormant.length === 0) return [];
    const { reader, address } = this.#ports.side;
    const ended: string[] = [];
    try {
      const versions: string[] = [];
      for await (const { version } of reader.listPackageVersions(address, this.#ref)) versions.push(version);
      for (const mark of dormant) {
        const version = awaitedBy(mark, versions);
        const beganAt = runTime(mark.run ?? '');
        if (version == null || beganAt === undefined) continue;
        const cameAt = (await reader.describePackageVersion(address, { ...this.#ref, version }))?.publishedAt;
        if (cameAt !== undefined && cameAt >= beganAt) ended.push(mark.name);
      }
      if (ended.length === 0) return [];
      // Tags that were read late show where they were before that copy.
      const open = (tags: Tags) => this.#dormant(tags).filter(({ name }) => ended.includes(name));
      const now = await settledTags(this.#ref, (tags) => open(tags).length === 0, this.#ports);
      return open(now).map(({ name }) => name);
    } catch {
      // They stay, and are told of.
      return [];
    }
  }

  /** Those that are left are told of: their runs may be at work. */
  async #dormantWords(seen: Tags): Promise<string[]> {
    const dormant = this.#dormant(seen).filter(({ name }) => !this.#removed.has(name));
    const endpoint = dormant.length > 0 ? await endpointOf(this.#ref, this.#ports) : undefined;
    return dormant.map(
      (mark) =>
        `${packageName(this.#ref)}: the run ${mark.run}, which may be at work, left a mark by which, until ${endOfLife(mark)}, a promotion sets \`${mark.tag}\` to ${mark.version} where it points at what that run copied; if that run is over, \`${removeMarkCommand(this.#ref, mark.name, endpoint)}\` removes it`,
    );
  }

  #now(): number {
    return serviceNow(this.#ports.host, this.#ports.side.reader);
  }

  /** Where tags that shall stay must be at the end. */
  #staying(): TagMove[] {
    const { wanted } = this.#plan;
    const ends = new Map(stayingTags(this.#plan, this.#versions).map((tag) => [tag, valueOfTag(wanted, tag)]));
    for (const { tag = '', version } of this.#unfinishedKeeps()) ends.set(tag, version);
    for (const { tag, to } of this.#kept()) ends.set(tag, to ?? undefined);
    return [...ends].map(([tag, to]) => stayingMove(this.#plan, tag, this.#decided.get(tag) ?? to));
  }

  #endOf({ ends, seen }: ProvenMoves): Omit<PackageTagsEnd, 'warnings' | 'isUnproven'> {
    const owned = new Set(this.#owned().map(({ tag }) => tag));
    const problems = ends.flatMap((end): TagProblem[] =>
      end.kind === 'moved' ? [] : [{ ...this.#problem(end), isStaying: !owned.has(end.move.tag) }],
    );
    const isWritten = ends.some((end) => end.kind === 'moved' && end.isWritten);
    return { problems, seen: withoutMarks(seen), isWritten };
  }

  #problem(end: TagProblem['end']): TagProblem {
    const { tag, to } = end.move;
    const isThere = to !== null && (!this.#expected.has(to) || this.#arrived.has(to));
    const hidden = hiddenStatus(this.#plan, to);
    return { tag, wanted: to, copied: valueOfTag(this.#copied, tag), isThere, hidden, end };
  }

  #valueBefore(tag: string): string | undefined {
    return valueOfTag(this.#before?.tags ?? {}, tag);
  }

  /** Tags that the plan means to move, as far as what they shall point at is there. `now`: what was read last. */
  #owned(now: Tags = this.#before?.tags ?? {}): TagMove[] {
    const { before, wanted, afterCopy } = this.#plan;
    return ownedTags(this.#plan).flatMap((tag): TagMove[] => {
      const to = valueOfTag(wanted, tag) as string;
      if (this.#expected.has(to) && !this.#arrived.has(to) && this.#arrived.size > 0) return [];
      const was = valueOfTag(before, tag);
      const left = valueOfTag(afterCopy, tag);
      // Where an earlier run of this plan left it, if no mark could tell that.
      const isUntold = was === undefined && valueOfTag(this.#copied, tag) === undefined;
      const ways = this.#ways(tag, now);
      const from = [was, ...(isUntold ? [left] : []), ...ways.from];
      return [{ ...ways, tag, from, to, isStirred: this.#isStirred(tag, to) }];
    });
  }

  /** From where else than from what it was this run may move a tag, and the marks by which it may. */
  #ways(tag: string, now: Tags): Pick<TagMove, 'marks' | 'standsFor'> & { readonly from: string[] } {
    const copied = valueOfTag(this.#copied, tag);
    const open = this.#openKeeps(now).find((mark) => mark.tag === tag);
    const value = valueOfTag(now, tag);
    const marks = new Map<string, string>();
    if (open && value !== undefined) marks.set(value, open.name);
    const isOurs = copied !== undefined && this.#isOurs(tag, undefined);
    const mark = this.#keepMark(tag);
    // By the mark alone it can be told that no other run has made of the tag what our copy made of it.
    if (isOurs && mark !== undefined && this.#marks.includes(mark)) marks.set(copied, mark);
    const from = [...(open && value !== undefined ? [value] : []), ...(isOurs ? [copied] : [])];
    return { from, marks, ...(open && value !== undefined ? { standsFor: new Map([[value, open.version]]) } : {}) };
  }

  /** Whether this run's copy took the tag from where it goes, so that a reading that finds it there may be of before it. */
  #isStirred(tag: string, to: string | undefined): boolean {
    const copied = valueOfTag(this.#copied, tag);
    return copied !== undefined && copied !== to && this.#brought.has(copied);
  }

  /**
   * Whether a tag came to the source after the plan was made, and the destination has none of that name. A copy brings it, as
   * a plan of now would say. It is not removed: nothing could mark it as this run's, and another run may count on it.
   */
  #isNews(tag: string): boolean {
    return valueOfTag(this.#plan.wanted, tag) === undefined && this.#was(tag) === undefined;
  }

  /** Where nothing is `latest`, the plan says what people get instead: a copy that brings one would make it untrue. */
  #unplannedLatest(carried: Tags): TagProblem[] {
    const version = valueOfTag(carried, 'latest');
    if (version === undefined || this.#isNoted(version) || !this.#isNews('latest')) return [];
    if (!stayingTags(this.#plan, this.#versions).includes('latest')) return [];
    return [this.#moving({ tag: 'latest', from: [], to: null }, version)];
  }

  /** Told of the version that is not copied because of it. */
  #moving(move: TagMove, version: string): TagProblem {
    return { ...this.#problem({ move, kind: 'moving', version }), wanted: null, copied: version };
  }

  #newsWords(seen: Tags): string[] {
    return Object.entries(this.#copied).flatMap(([tag, version]) =>
      this.#brought.has(version) && this.#isNews(tag) && valueOfTag(seen, tag) === version
        ? [
            `${packageName(this.#ref)}: \`${tag}\` was pointed at ${version} in the source after the plan was made, and came along`,
          ]
        : [],
    );
  }

  /** Tags that the copy takes along and that shall stay, or whose own version did not come. */
  #kept(): TagMove[] {
    const owned = new Set(this.#owned().map(({ tag }) => tag));
    return Object.entries(this.#copied).flatMap(([tag, version]): TagMove[] => {
      const was = this.#was(tag);
      if (owned.has(tag) || was === version || this.#isNews(tag)) return [];
      const ways = this.#ways(tag, this.#before?.tags ?? {});
      const from = [was, ...ways.from];
      return [{ ...ways, tag, from, to: was ?? null, isStirred: this.#isStirred(tag, was) }];
    });
  }

  /**
   * Tags that the copy takes along and that the plan moves elsewhere, with what their mark points at: what they were, and
   * where that is hidden, where they go, if that is there already.
   */
  #ledElsewhere(): { readonly tag: string; readonly to: string | null }[] {
    const { hidden = {} } = this.#plan;
    return this.#owned().flatMap(({ tag, to }) => {
      const copied = valueOfTag(this.#copied, tag);
      const was = this.#was(tag);
      if (copied === undefined || copied === to || was === copied) return [];
      if (was !== undefined && !Object.hasOwn(hidden, was)) return [{ tag, to: was }];
      return to !== null && !this.#versions.includes(to) ? [{ tag, to }] : [];
    });
  }

  /**
   * Tags that go back to what they were: those that a copy took along, ours or one of a run that did not come to it. What
   * somebody hid meanwhile gets no tag back: the tag goes to the best below that can be installed, or stays.
   */
  async #judgedReturns(): Promise<{ readonly moves: readonly TagMove[]; readonly warnings: readonly string[] }> {
    const warnings: string[] = [];
    const returns = [
      ...this.#kept().map((move) => ({ move, isDue: move.isStirred || (move.marks?.size ?? 0) > 0 })),
      ...this.#unfinishedKeeps().map((mark) => ({ move: this.#moveBack(mark), isDue: true })),
    ];
    const moves = await mapConcurrent(TAGS_JUDGED, returns, async ({ move, isDue }): Promise<TagMove> => {
      const { tag, to } = move;
      if (to === null || !isDue) return move;
      const { hidden, visible } = await standingOf(this.#ref, [to], { ...this.#ports, isAlone: false });
      const status = ownMember(hidden, to);
      if (status === undefined) return move;
      const best = visibleBelow(tag, to, { visible });
      const goes = best ?? valueOfTag(this.#copied, tag) ?? this.#valueBefore(tag) ?? to;
      this.#decided.set(tag, goes);
      const name = packageName(this.#ref);
      warnings.push(`${name}: \`${tag}\` was to stay on ${hiddenWords(to, status)} by now; it goes to ${goes}`);
      return { ...move, to: goes };
    });
    return { moves, warnings };
  }

  /** Marks of runs that this one continues: a tag was not set back yet, and the plan goes by what it was. */
  #openKeeps(now: Tags = this.#before?.tags ?? {}): Mark[] {
    const { before, wanted } = this.#plan;
    const at = this.#now();
    return marksOf(now).filter((mark) => {
      const { name, kind, tag, version } = mark;
      return (
        this.#adopted.has(name) &&
        kind === 'keep' &&
        counts(mark, at) &&
        tag !== undefined &&
        (version === valueOfTag(before, tag) || version === valueOfTag(wanted, tag))
      );
    });
  }

  /** Those of them whose tag shall stay, and that no copy of ours takes along. */
  #unfinishedKeeps(): Mark[] {
    const owned = new Set(ownedTags(this.#plan));
    const { wanted } = this.#plan;
    return this.#openKeeps().filter(
      ({ tag = '', version }) =>
        version === valueOfTag(wanted, tag) && !owned.has(tag) && !Object.hasOwn(this.#copied, tag),
    );
  }

  /** What a tag pointed at right before the copy, had every run before set back what it took along. */
  #was(tag: string, now: Tags = this.#before?.tags ?? {}): string | undefined {
    return this.#openKeeps(now).find((mark) => mark.tag === tag)?.version ?? valueOfTag(now, tag);
  }

  /**
   * Marks of other runs about copies of what is there now, and of those that this run continues. Whether these runs are over
   * or not, a copy of it takes no tag along any more. One that says where a tag goes back to stays until the tag is where
   * this plan has it. `open`: tags that could not be set.
   */
  #settledMarks(seen: Tags, open: ReadonlySet<string>): string[] {
    const marks = new Map([...marksOf(this.#before?.tags ?? {}), ...marksOf(seen)].map((mark) => [mark.name, mark]));
    const left = [...marks.values()].filter(({ name }) => Object.hasOwn(seen, name) && !this.#marks.includes(name));
    if (left.length === 0) return [];
    const there = this.#versions.filter((version) => !this.#expected.has(version) || this.#arrived.has(version));
    const { wanted } = this.#plan;
    const goes = new Map(this.#staying().map(({ tag, to }) => [tag, to ?? undefined]));
    const isPlaced = (tag: string) =>
      valueOfTag(seen, tag) === (goes.has(tag) ? goes.get(tag) : valueOfTag(wanted, tag));
    const isDone = ({ tag }: Mark) => tag === undefined || (isPlaced(tag) && !open.has(tag));
    const kept = [...keepsOf(left, there), ...this.#openKeeps().filter(({ name }) => Object.hasOwn(seen, name))];
    // A run that uploaded a version, and was to point a tag at it, has nothing more to say where the tag is, or where this
    // plan, which has the version, leaves it elsewhere.
    const isSettled = ({ tag, version }: Mark) =>
      tag === undefined || valueOfTag(seen, tag) === version || valueOfTag(wanted, tag) !== version;
    const staged = left.filter((mark) => mark.kind === 'staging' && there.includes(mark.version) && isSettled(mark));
    const now = this.#now();
    const stood = new Set(
      marksOf(this.#before?.tags ?? {}).flatMap(({ name, isInPlace }) => (isInPlace ? [name] : [])),
    );
    // Who names a tag decides about it. A run whose copy is still to come needs the mark that leads to the very same.
    const decided = left.filter(
      (mark) =>
        mark.kind === 'keep' &&
        mark.tag !== undefined &&
        this.#named.has(mark.tag) &&
        (mark.version !== valueOfTag(wanted, mark.tag) || stood.has(mark.name) || !isYoung(mark, now)) &&
        isDone(mark),
    );
    const spent = left.filter((mark) => isSpent(marksOf(seen).find(({ name }) => name === mark.name) ?? mark, now));
    return [...new Set([...kept.filter(isDone), ...staged, ...decided, ...spent].map(({ name }) => name))];
  }

  #moveBack({ tag = '', version, name }: Mark): TagMove {
    const value = this.#valueBefore(tag);
    if (value === undefined) return { tag, from: [value], to: version };
    return {
      tag,
      from: [value],
      to: version,
      marks: new Map([[value, name]]),
      standsFor: new Map([[value, version]]),
    };
  }

  #isHidden(tag: string): boolean {
    return Object.hasOwn(this.#plan.hiddenByUpstream, tag);
  }

  /** Whether all of it was accepted. What became of the marks is read at the end: see `#proveRemoved`. */
  #removeMarks(marks: readonly string[]): Promise<boolean> {
    return removeMarks(this.#ref, marks, this.#removed, this.#wire, this.#ports);
  }
}
