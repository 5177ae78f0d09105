// The dist-tags of one package in a promotion: looked at right before the copy, put right after it.
//
// The run owns the tags that the plan means to move, and those that its copy takes along although they shall stay: these
// go back to what they pointed at right before the copy. Nothing else is touched, and what somebody else made of one of
// its tags meanwhile stays as well.
import { mapConcurrent, settleAll } from '../../calls/concurrency.ts';
import type { TagPlan } from '../../documents/plan.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { packageName, parseCoordinate } from '../../model/coordinates.ts';
import type { PackageReference } from '../../model/package.ts';
import type { Publishing } from '../../ports/package-format.ts';
import { isVisible } from '../dist-tags/best-version.ts';
import { keepMark, keepsOf, type Mark, marksOf, movableTags, type Tags, tagOfMark } from '../dist-tags/marks.ts';
import {
  type MovedTags,
  moveTags,
  proveTagsAgain,
  readingOf,
  type TagEnd,
  type TagMove,
  type TagReading,
} from '../dist-tags/move-tags.ts';
import { returnTag } from '../dist-tags/return-tag.ts';
import { hiddenWords, standingOf, visibleBelow } from '../dist-tags/standing.ts';
import { type TagPorts, writeTag } from '../dist-tags/write.ts';
import { ownedTags } from './plan-tags.ts';

export interface PackageTagsPorts extends TagPorts {
  /** Tags of the source as they are now; none where nobody knows the package. */
  readonly source: (ref: PackageReference) => Promise<Tags>;
}

/** A tag that did not end where the plan says. */
export interface TagProblem {
  readonly tag: string;
  /** What the plan wants; null: no such tag. */
  readonly wanted: string | null;
  /** Version that the copy made it point at, if it did. */
  readonly copied: string | undefined;
  /** The destination has what the tag shall point at, so that a tag is all that must be moved. */
  readonly isThere: boolean;
  readonly end: Exclude<TagEnd, { kind: 'moved' }>;
}

export interface PackageTagsEnd {
  readonly problems: readonly TagProblem[];
  /** What package managers see at the end, marks left out. */
  readonly seen: Tags;
  /** Whether the run wrote a tag: then what it points at must be read after that. */
  readonly isWritten: boolean;
  /** A tag was led to a version that the plan is not about: that it can still be installed must be read after that. */
  readonly isLedElsewhere: boolean;
  readonly warnings: readonly string[];
}

/** Tags of one package whose versions are looked at at once. */
const TAGS_JUDGED = 8;

/**
 * Compares the tags that a plan moves with what is there after the run. `versions`: those of the package that the plan is
 * about, whose status is proven with them.
 */
export async function proveWanted(
  plan: TagPlan,
  versions: readonly string[],
  ports: ReadPorts,
): Promise<Pick<PackageTagsEnd, 'problems' | 'seen'>> {
  const moves = ownedTags(plan).map((tag): TagMove => {
    const to = plan.wanted[tag] as string;
    return { tag, from: [plan.before[tag], plan.afterCopy[tag]], to };
  });
  const { ends, seen } = await proveMoves(plan, moves, versions, ports);
  const problems = ends.flatMap((end): TagProblem[] =>
    end.kind === 'moved'
      ? []
      : [{ tag: end.move.tag, wanted: end.move.to, copied: undefined, isThere: end.move.to !== null, end }],
  );
  return { problems, seen: movableTags(seen) };
}

type ReadPorts = {
  readonly host: TagPorts['host'];
  readonly side: Pick<TagPorts['side'], 'reader' | 'address' | 'tags'>;
};

/** What an upstream decides is not compared. */
async function proveMoves(
  { package: name, hiddenByUpstream, hidden = {} }: TagPlan,
  moves: readonly TagMove[],
  versions: readonly string[],
  ports: ReadPorts,
): Promise<MovedTags> {
  const ref = parseCoordinate(name);
  const read = moves.filter(({ tag }) => hiddenByUpstream[tag] === undefined);
  const { ends, seen } = await proveTagsAgain(ref, read, ports);
  const judged = await mapConcurrent(ends.length, ends, async (end): Promise<TagEnd> => {
    const { to } = end.move;
    // Somebody may have hidden what the plan is not about, and only leads a tag back to.
    const isElsewhere = end.kind === 'moved' && to !== null && !versions.includes(to) && hidden[to] === undefined;
    if (!isElsewhere || (await isVisible(ref, to, new Set(), ports))) return end;
    const error = new RegistryError('CA-CONFLICT-002', `somebody hid ${to} while this run went on`);
    return { move: end.move, kind: 'failed', error };
  });
  return { ends: judged, seen };
}

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
  /** Versions that the run means to copy, and those of them that are there. */
  #expected: ReadonlySet<string> = new Set();
  #arrived: ReadonlySet<string> = new Set();
  readonly #marks: string[] = [];

  /** `versions`: all of the package that the plan is about. */
  constructor(
    plan: TagPlan,
    versions: readonly string[],
    wire: NonNullable<Publishing['tags']>,
    ports: PackageTagsPorts,
  ) {
    this.#plan = plan;
    this.#versions = versions;
    this.#wire = wire;
    this.#ports = ports;
    this.#ref = parseCoordinate(plan.package);
  }

  /**
   * Looks right before `versions` are copied, and notes what the copy will take along. Resolves to the tags that somebody
   * moved since the plan was made: with any, nothing must be copied, since the copy would overwrite them.
   */
  async begin(versions: ReadonlySet<string>): Promise<TagProblem[]> {
    const [before, source] = await settleAll([readingOf(this.#ref, this.#ports), this.#ports.source(this.#ref)]);
    const now = before.tags;
    this.#before = before;
    this.#expected = versions;
    this.#copied = Object.fromEntries(
      Object.entries(movableTags(source)).filter(
        ([tag, version]) => versions.has(version) && this.#plan.hiddenByUpstream[tag] === undefined,
      ),
    );
    const problems = this.#owned().flatMap((move): TagProblem[] => {
      const value = now[move.tag];
      if (this.#isHidden(move.tag) || value === move.to || move.from.includes(value)) return [];
      return [this.#problem({ move, kind: 'taken', value })];
    });
    if (problems.length > 0) return problems;
    const { journal } = this.#ports;
    for (const [tag, version] of Object.entries(this.#copied))
      if (now[tag] !== version)
        await journal.note({
          action: 'tag',
          package: this.#plan.package,
          tag,
          was: now[tag] ?? null,
          becomes: version,
        });
    for (const { tag, to } of [...this.#kept(), ...this.#ledBack()]) {
      if (to === null) continue;
      const mark = keepMark(journal.runId, tag, this.#copied[tag] as string);
      await writeTag({ ref: this.#ref, tag: mark, was: undefined, becomes: to }, this.#wire, this.#ports);
      this.#marks.push(mark);
    }
    return [];
  }

  /**
   * After the copy: wanted values, then what was taken along goes back, then our marks go. `arrived`: the versions of
   * `begin` that are there; tags that wait for another one are left as they were.
   */
  async finish(arrived: ReadonlySet<string>): Promise<PackageTagsEnd> {
    this.#arrived = arrived;
    const isCopied = this.#before !== undefined;
    this.#before ??= await readingOf(this.#ref, this.#ports);
    const unfinished = await this.#judgedKeeps();
    const kept = await this.#judgedKept();
    const moves = [...this.#owned(), ...kept.moves, ...unfinished.moves];
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
      await writeTag({ ref: this.#ref, tag, was: this.#before.tags[tag], becomes: to }, this.#wire, this.#ports);
    // A mark of a tag that could not be set back stays: it tells the next run what to do.
    const open = new Set(moved.ends.flatMap((each) => (each.kind === 'failed' ? [each.move.tag] : [])));
    const done = [...this.#marks, ...this.#settledMarks(moved.seen), ...this.#openKeeps().map(({ name }) => name)];
    const warnings = await this.#removeMarks(new Set(done.filter((name) => !open.has(tagOfMark(name) ?? ''))));
    const end = this.#endOf({ ...moved, ends: [...moved.ends, ...unfinished.ends] });
    const isWritten = end.isWritten || hidden.length > 0;
    const owned = new Set(ownedTags(this.#plan));
    const isLedElsewhere = moved.ends.some(
      ({ kind, move: { tag, to } }) =>
        kind === 'moved' && owned.has(tag) && to !== null && !this.#versions.includes(to),
    );
    return { ...end, isWritten, isLedElsewhere, warnings: [...kept.warnings, ...warnings] };
  }

  /** When nothing was copied after all: our marks go. */
  async giveUp(): Promise<readonly string[]> {
    return this.#removeMarks(this.#marks);
  }

  /** Tags that this run pointed at versions that somebody hid meanwhile go back to what they were. */
  async takeBack(hidden: ReadonlySet<string>): Promise<void> {
    const before = this.#before?.tags ?? {};
    for (const { tag, to } of this.#owned()) {
      const was = before[tag] === to ? this.#plan.before[tag] : before[tag];
      // A tag that was there before is not this run's to move.
      if (to === null || !hidden.has(to) || this.#isHidden(tag) || was === to) continue;
      await returnTag(this.#ref, { tag, hidden, from: to, before: was }, this.#wire, this.#ports);
    }
  }

  /** Compares once more what `finish` found in order. */
  async prove(): Promise<Pick<PackageTagsEnd, 'problems' | 'seen'>> {
    const moves = [...this.#owned(), ...this.#unfinishedKeeps().map((mark) => this.#moveBack(mark))];
    return this.#endOf(await proveMoves(this.#plan, moves, this.#versions, this.#ports));
  }

  #endOf({ ends, seen }: MovedTags): Omit<PackageTagsEnd, 'warnings' | 'isLedElsewhere'> {
    const kept = new Set(this.#kept().map(({ tag }) => tag));
    const problems = ends.flatMap((end): TagProblem[] => {
      // A tag that shall stay, and that somebody moved since, is no longer ours.
      if (end.kind === 'moved' || (end.kind === 'taken' && kept.has(end.move.tag))) return [];
      return [this.#problem(end)];
    });
    const isWritten = ends.some((end) => end.kind === 'moved' && end.isWritten);
    return { problems, seen: movableTags(seen), isWritten };
  }

  #problem(end: TagProblem['end']): TagProblem {
    const { tag, to } = end.move;
    const isThere = to !== null && (!this.#expected.has(to) || this.#arrived.has(to));
    return { tag, wanted: to, copied: this.#copied[tag], isThere, end };
  }

  /** Tags that the plan means to move, as far as what they shall point at is there. */
  #owned(): TagMove[] {
    const { before, wanted, afterCopy } = this.#plan;
    return ownedTags(this.#plan).flatMap((tag): TagMove[] => {
      const to = wanted[tag] as string;
      const copied = this.#copied[tag];
      const isOpen = this.#openKeeps().some((mark) => mark.tag === tag);
      const from = [
        before[tag],
        afterCopy[tag],
        ...(copied === undefined ? [] : [copied]),
        ...(isOpen ? [this.#before?.tags[tag]] : []),
      ];
      if (!this.#expected.has(to) || this.#arrived.has(to) || this.#arrived.size === 0)
        return [{ tag, from, to, isStirred: copied !== undefined && copied !== to && this.#arrived.has(copied) }];
      return [];
    });
  }

  /** Tags that the copy takes along and that shall stay, or whose own version did not come. */
  #kept(): TagMove[] {
    const owned = new Set(this.#owned().map(({ tag }) => tag));
    const before = this.#before?.tags ?? {};
    return Object.entries(this.#copied).flatMap(([tag, version]): TagMove[] => {
      const was = this.#was(tag);
      if (owned.has(tag) || was === version) return [];
      return [{ tag, from: [version, was, before[tag]], to: was ?? null, isStirred: this.#arrived.has(version) }];
    });
  }

  /** Tags that the copy takes along from what is hidden, and that go to a version which the plan is not about. */
  #ledBack(): TagMove[] {
    const { before, hidden = {} } = this.#plan;
    return this.#owned().filter(({ tag, to }) => {
      const copied = this.#copied[tag];
      const isElsewhere = to !== null && copied !== undefined && copied !== to && !this.#versions.includes(to);
      return isElsewhere && hidden[before[tag] ?? ''] !== undefined;
    });
  }

  /** What somebody hid since the plan was made gets no tag back: it goes to the best below that can be installed. */
  async #judgedKept(): Promise<{ readonly moves: readonly TagMove[]; readonly warnings: readonly string[] }> {
    const warnings: string[] = [];
    const moves = await mapConcurrent(TAGS_JUDGED, this.#kept(), async (move): Promise<TagMove> => {
      const { tag, to } = move;
      if (to === null || !move.isStirred) return move;
      const { hidden, visible } = await standingOf(this.#ref, [to], { ...this.#ports, isAlone: false });
      const status = hidden[to];
      if (status === undefined) return move;
      const best = visibleBelow(tag, to, { visible });
      const goes = best ?? (this.#copied[tag] as string);
      const name = packageName(this.#ref);
      warnings.push(`${name}: \`${tag}\` was to stay on ${hiddenWords(to, status)} by now; it goes to ${goes}`);
      return { ...move, to: goes };
    });
    return { moves, warnings };
  }

  /** Marks of runs that have not set a tag back yet, and which the plan took for what the tag was. */
  #openKeeps(): Mark[] {
    const { before } = this.#plan;
    return marksOf(this.#before?.tags ?? {}).filter(
      ({ kind, tag, version, counts }) => kind === 'keep' && counts && tag !== undefined && version === before[tag],
    );
  }

  /** Those of them whose tag shall stay, and that no copy of ours takes along. */
  #unfinishedKeeps(): Mark[] {
    const { wanted } = this.#plan;
    return this.#openKeeps().filter(
      ({ tag = '', version }) => version === wanted[tag] && !Object.hasOwn(this.#copied, tag),
    );
  }

  /** What an unfinished run would set back may be hidden by now, and then no tag goes there. */
  async #judgedKeeps(): Promise<{ readonly moves: readonly TagMove[]; readonly ends: readonly TagEnd[] }> {
    const moves: TagMove[] = [];
    const ends: TagEnd[] = [];
    for (const mark of this.#unfinishedKeeps()) {
      const move = this.#moveBack(mark);
      const { reader, address } = this.#ports.side;
      const found = await reader.describePackageVersion(address, { ...this.#ref, version: mark.version });
      if (found?.status === 'Published') moves.push(move);
      else {
        const words = `${mark.version}, to which the run ${mark.run} had to set it back, is ${found?.status ?? 'gone'}`;
        ends.push({ move, kind: 'failed', error: new RegistryError('CA-CONFLICT-003', words) });
      }
    }
    return { moves, ends };
  }

  /** What a tag pointed at right before the copy, had every run before set back what it took along. */
  #was(tag: string): string | undefined {
    return this.#openKeeps().find((mark) => mark.tag === tag)?.version ?? this.#before?.tags[tag];
  }

  /**
   * Marks of copies of what is there now. Whether their runs are over or not, a copy of it takes no tag along any more,
   * and what an earlier one took along is as this plan wants it.
   */
  #settledMarks(seen: Tags): string[] {
    const marks = new Map([...marksOf(this.#before?.tags ?? {}), ...marksOf(seen)].map((mark) => [mark.name, mark]));
    const left = [...marks.values()].filter(({ name }) => Object.hasOwn(seen, name));
    if (left.length === 0) return [];
    const there = this.#versions.filter((version) => !this.#expected.has(version) || this.#arrived.has(version));
    // A run that uploaded a version, and was to point a tag at it, has nothing more to say where the tag is, or where this
    // plan, which has the version, leaves it elsewhere.
    const { wanted } = this.#plan;
    const isSettled = ({ tag, version }: Mark) => tag === undefined || seen[tag] === version || wanted[tag] !== version;
    const staged = left.filter((mark) => mark.kind === 'staging' && there.includes(mark.version) && isSettled(mark));
    return [...keepsOf(left, there), ...staged].map(({ name }) => name);
  }

  #moveBack({ tag = '', version }: Mark): TagMove {
    return { tag, from: [this.#before?.tags[tag]], to: version };
  }

  #isHidden(tag: string): boolean {
    return this.#plan.hiddenByUpstream[tag] !== undefined;
  }

  /** A mark that stays says nothing any more once its tag is set, so it is no failure. */
  async #removeMarks(marks: Iterable<string>): Promise<string[]> {
    const warnings: string[] = [];
    for (const mark of marks) {
      try {
        await writeTag({ ref: this.#ref, tag: mark, was: undefined, becomes: null }, this.#wire, this.#ports);
      } catch (error) {
        warnings.push(
          `${this.#plan.package}: the dist-tag ${mark}, a mark of this run, stays: ${(error as Error).message}`,
        );
      }
    }
    return warnings;
  }
}
