// The dist-tags of a rollback: away from what is about to be hidden, and back to it when that is restored.
//
// A tag goes back to what it pointed at before the run, as long as that can still be installed; else to the best version
// that can. A version that somebody else points a tag at is somebody else's by now and stays.

import { mapConcurrent, settleAll } from '../../calls/concurrency.ts';
import { readUntilFresh } from '../../calls/fresh.ts';
import { interruption } from '../../calls/waits.ts';
import type { JournalWrite } from '../../documents/journal.ts';
import type { RepositoryRecord } from '../../documents/manifest.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { packageName, parseCoordinate, purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { PackageReference, Status, VersionReference } from '../../model/package.ts';
import type { PackageFormat, Publishing } from '../../ports/package-format.ts';
import { bestVisible, isVisible, mayBeMissing } from '../dist-tags/best-version.ts';
import { publishAgainCommand, tagCommand } from '../dist-tags/commands.ts';
import { isSpent, marksOf, type Tags, valueOfTag, withoutMarks } from '../dist-tags/marks.ts';
import { moveTags, proveTagsAgain, settledTags, type TagEnd, type TagMove } from '../dist-tags/move-tags.ts';
import { type LeftMark, leftMarkWords, proveRemoved, type Removals, removeMarks } from '../dist-tags/remove-marks.ts';
import { returnTag } from '../dist-tags/return-tag.ts';
import { readTags, type TagPorts } from '../dist-tags/write.ts';
import type { StatusChange } from '../repository/change-status.ts';
import { serviceNow } from '../repository/repository-access.ts';
import { settledStates, type VersionState } from '../repository/version-states.ts';
import { tagKey } from './claims.ts';
import { skipped } from './judgement.ts';
import type { RollbackRequest } from './request.ts';
import type { Undo, UndoneTag, UndoneVersion, Uses } from './undo.ts';

export interface RollbackWork {
  readonly undo: Undo;
  readonly chosen: readonly UndoneVersion[];
  /** By purl; what its tags forbid is taken out of it and gets an outcome. */
  readonly changes: Map<string, StatusChange>;
  readonly outcomes: Map<string, Outcome>;
  /** Statuses of versions that are as they should be already, by purl, as they were read. */
  readonly found: ReadonlyMap<string, Status>;
  /** Why versions are left to others, by purl, in words: what is told of them is told at the end (`tellUsed`). */
  readonly used: Map<string, string>;
  readonly direction: RollbackRequest['direction'];
  readonly dryRun: boolean;
}

export interface RollbackTagPorts extends TagPorts {
  readonly formats: readonly PackageFormat[];
  readonly place: RepositoryRecord;
  /** Once it is aborted, no package is begun any more; what was begun is finished. */
  readonly stop: AbortSignal;
}

interface TaggedPackage {
  readonly name: string;
  readonly ref: PackageReference;
  readonly wire: NonNullable<Publishing['tags']>;
  readonly format: PackageFormat;
  readonly versions: readonly UndoneVersion[];
  /** The same by version. */
  readonly byVersion: ReadonlyMap<string, UndoneVersion>;
  readonly tags: readonly UndoneTag[];
}

interface GivenTag {
  readonly each: TaggedPackage;
  readonly tag: string;
  readonly to: string;
  readonly before: string | undefined;
}

interface MovedTag {
  readonly each: TaggedPackage;
  readonly move: TagMove;
  /** Read at the end, where that is not where it went; null: no such tag. */
  readonly seen?: string | null | undefined;
}

/** Why no tag goes to a version that a restore leaves. */
const unrestored = (version: UndoneVersion | undefined): string =>
  version?.target !== undefined && version.target !== 'Published'
    ? `is ${version.target}, as it was before the rollback`
    : 'was not restored';

/** Tags looked at once more side by side. */
const GIVEN_AT_ONCE = 16;

/** Whether the tags are as the run that is undone left them; else the answer may be of before it. */
const isAsLeft = (now: Tags, tags: readonly UndoneTag[]): boolean =>
  tags.every(({ tag, left }) => left.length === 0 || left.includes(valueOfTag(now, tag) ?? null));

const isHigher = ({ format }: TaggedPackage, to: string | null, value: string | null): boolean =>
  to !== null && value !== null && (format.coordinates.compareVersions?.(to, value) ?? 0) > 0;

export class RollbackTags {
  readonly warnings: string[] = [];
  /** What other runs count on, as it was read last. */
  claims: Uses;
  readonly #work: RollbackWork;
  readonly #ports: RollbackTagPorts;
  readonly #packages: readonly TaggedPackage[];
  readonly #names: ReadonlySet<string>;
  /** Purls of all versions that the run brought, chosen or not. */
  readonly #released: ReadonlySet<string>;
  /** Purls of versions of the run that could not be installed any more when it was begun, whoever had hidden them. */
  readonly #hiddenBefore = new Set<string>();
  /** Where tags go before versions are hidden. */
  readonly #planned: { readonly each: TaggedPackage; readonly moves: readonly TagMove[] }[] = [];
  /** Tags that this rollback moved away from what it was about to hide. */
  readonly #away: { readonly each: TaggedPackage; readonly move: TagMove }[] = [];
  /** Tags that it pointed at something, by package, with what they go back to when that is hidden. */
  readonly #given = new Map<string, GivenTag[]>();
  /** Where tags went, by package and tag: the last of our moves, and what was read at the end where that is another value. */
  readonly #moved = new Map<string, Map<string, MovedTag>>();
  /** Tags that were where they go already, by package and tag. */
  readonly #standing = new Map<string, Map<string, MovedTag>>();
  #isTaken = false;

  constructor(work: RollbackWork, ports: RollbackTagPorts) {
    this.#work = work;
    this.#ports = ports;
    this.claims = work.undo.claims;
    const groups = new Map<string, { versions: UndoneVersion[]; tags: UndoneTag[] }>();
    const groupOf = (name: string) => {
      const group = groups.get(name) ?? { versions: [], tags: [] };
      groups.set(name, group);
      return group;
    };
    for (const version of work.chosen) groupOf(purl({ ...version.ref, version: undefined })).versions.push(version);
    const isWhole = work.chosen.length === work.undo.versions.length;
    // Of a run that only moved tags there are no versions; of some versions of a run, only their packages.
    for (const tag of work.undo.tags) if (isWhole || groups.has(tag.package)) groupOf(tag.package).tags.push(tag);
    this.#packages = [...groups].flatMap(([name, group]) => {
      const ref = parseCoordinate(name);
      const format = ports.formats.find((each) => each.name === ref.format);
      const wire = format?.publishing?.tags;
      if (!format || !wire) return [];
      const byVersion = new Map(group.versions.map((version) => [version.ref.version, version]));
      return [{ name, ref, wire, format, byVersion, ...group }];
    });
    this.#names = new Set(this.#packages.map(({ name }) => name));
    this.#released = new Set(work.undo.versions.flatMap(({ purl: key, isFound }) => (isFound ? [] : [key])));
  }

  #isReleased(ref: PackageReference, version: string): boolean {
    return this.#released.has(purl({ ...ref, version }));
  }

  /** Purl of the package -> tag -> version; null: no such tag. */
  table(): Record<string, Record<string, string | null>> {
    const valuesOf = (moved: ReadonlyMap<string, MovedTag>) =>
      Object.fromEntries([...moved].map(([tag, { move, seen }]) => [tag, seen === undefined ? move.to : seen]));
    return Object.fromEntries([...this.#moved].map(([name, moved]) => [name, valuesOf(moved)]));
  }

  /** What the run ends with where a tag is not where it went, and no version tells that. */
  get error(): ErrorCode | undefined {
    return this.#isTaken ? 'CA-CONFLICT-002' : undefined;
  }

  /** Looks where the tags are, and decides where they go before versions are hidden. */
  async planAway(concurrency: number): Promise<void> {
    await mapConcurrent(concurrency, this.#packages, (each) =>
      this.#orStays(each, async () => {
        const moves = await this.#movesAway(each);
        if (moves.length > 0) this.#planned.push({ each, moves });
      }),
    );
  }

  /** Whether a tag is back already that a restore sets back, of a package that the rollback led elsewhere. */
  async isAnyBack(concurrency: number): Promise<boolean> {
    const found = await mapConcurrent(concurrency, this.#packages, async ({ ref, tags }) => {
      const now = withoutMarks(await readTags(ref, this.#ports));
      return tags.some(({ tag, to }) => to !== null && valueOfTag(now, tag) === to);
    });
    return found.includes(true);
  }

  /** The tag writes that `moveAway` is about to begin, or that a restore may. */
  intended(): readonly JournalWrite[] {
    if (this.#work.direction === 'restore')
      return this.#packages.flatMap(({ name, tags }) =>
        tags.map(({ tag, left, ledLower = [], to }) => ({
          action: 'tag' as const,
          ...{ package: name, tag, was: [...ledLower, ...left].at(-1) ?? null, becomes: to },
        })),
      );
    return this.#planned.flatMap(({ each, moves }) =>
      moves.map(({ tag, from, to, was }) => ({
        action: 'tag' as const,
        package: each.name,
        tag,
        was: from[0] ?? was ?? null,
        becomes: to,
      })),
    );
  }

  /** Before versions are hidden: what `planAway` decided. */
  async moveAway(concurrency: number): Promise<void> {
    await mapConcurrent(concurrency, this.#planned, ({ each, moves }) =>
      this.#orStays(each, () => this.#carryOut(each, moves)),
    );
  }

  /** Versions whose tags cannot be moved away stay as they are. */
  async #orStays(each: TaggedPackage, work: () => Promise<void>): Promise<void> {
    try {
      if (this.#ports.stop.aborted) throw interruption(this.#ports.stop, 'before its dist-tags were moved away');
      await work();
    } catch (error) {
      const { code, message, requestId } = asRegistryError(error);
      const reason = `its dist-tags could not be moved away, so it stays: ${message}`;
      for (const { purl: key, ref } of each.versions)
        if (this.#work.changes.delete(key))
          this.#work.outcomes.set(key, { kind: 'failed', ref, code, reason, requestId });
      if (each.versions.length === 0) this.warnings.push(`${packageName(each.ref)}: ${message}`);
    }
  }

  async #movesAway(each: TaggedPackage): Promise<readonly TagMove[]> {
    const { changes, undo } = this.#work;
    const { versions, tags } = each;
    const own = new Map(tags.map((tag) => [tag.tag, tag]));
    const taken = () => new Set(versions.flatMap(({ purl: key, ref }) => (changes.has(key) ? [ref.version] : [])));
    const now = withoutMarks(await settledTags(each.ref, (found) => isAsLeft(withoutMarks(found), tags), this.#ports));
    if (!undo.isWithoutTags) this.#leaveTagged(each, now, own, taken());
    const hidden = taken();
    const of = { package: each.name };
    const moves: TagMove[] = [];
    for (const [tag, value] of Object.entries(now)) {
      const undone = own.get(tag);
      const isOwn = undone?.left.includes(value) === true;
      if (!isOwn && !undo.isWithoutTags) continue;
      // A tag on a version of this run that stays, stays with it, unless somebody hid that before.
      if (!hidden.has(value) && !(await this.#isToLeave(each, value, isOwn))) continue;
      const to = await this.#targetOf(each, tag, undone?.to, hidden);
      const holder = hidden.has(value) ? undefined : this.claims.held.get(tagKey({ ...of, tag, version: value }));
      if (holder !== undefined && (await isVisible(each.ref, value, new Set(), this.#ports))) {
        this.#keep(each, tag, value, holder);
        continue;
      }
      if (to !== null && to === undone?.to) await this.#tellHigher(each, tag, to, hidden);
      moves.push({ tag, from: [value], to });
    }
    for (const { tag, left, to } of tags)
      if (valueOfTag(now, tag) === undefined && left.includes(null) && to !== null)
        moves.push({ tag, from: [undefined], to: await this.#targetOf(each, tag, to, hidden) });
    for (const { tag, to } of tags) if (to !== null && valueOfTag(now, tag) === to) this.#noteStanding(each, tag, to);
    const back = await this.#vanishedMoves(each, now, hidden);
    moves.push(...back);
    for (const { tag, left, to } of tags) {
      const value = valueOfTag(now, tag) ?? null;
      const isKnown = [to, ...left, ...this.#promised(each, tag)].includes(value);
      if (!isKnown && !back.some((move) => move.tag === tag))
        this.warnings.push(
          `${packageName(each.ref)}: \`${tag}\` points at ${value ?? 'nothing'}, not at ${left.map((version) => version ?? 'nothing').join(' or ')} as that run left it; it stays`,
        );
    }
    return moves;
  }

  /** A tag that another run left there, or found there, at a version that it counts on, is that run's as well. */
  #keep(each: TaggedPackage, tag: string, value: string, holder: string): void {
    const decide = `; \`rollback ${holder}\` takes back what that one did`;
    const why = `its dist-tag \`${tag}\` stays at ${value}, since the run ${holder} counts on that${decide}`;
    const version = each.byVersion.get(value);
    const known = version && this.#work.outcomes.get(version.purl);
    if (version && known?.kind === 'unchanged') this.#work.outcomes.set(version.purl, skipped(version, why));
    else {
      this.#isTaken = true;
      this.warnings.push(`${packageName(each.ref)}: ${why}`);
    }
  }

  /** Whether a tag must not stay on a version that this rollback does not hide. */
  async #isToLeave({ ref }: TaggedPackage, value: string, isOwn: boolean): Promise<boolean> {
    if (!this.#isReleased(ref, value)) return isOwn;
    if (await isVisible(ref, value, new Set(), this.#ports)) return false;
    this.#hiddenBefore.add(purl({ ...ref, version: value }));
    return true;
  }

  /** A tag on a version that was archived is not shown any more, and nobody can install the package by it. */
  async #vanishedMoves(each: TaggedPackage, now: Tags, hidden: ReadonlySet<string>): Promise<readonly TagMove[]> {
    const { ref } = each;
    const moves: TagMove[] = [];
    for (const { tag, last, to } of each.tags) {
      if (valueOfTag(now, tag) !== undefined || last == null || to === null || last === to) continue;
      const isShown = (_version: string, state: VersionState | undefined) =>
        state?.status === 'Published' || state?.status === 'Unlisted';
      const state = (await settledStates(ref, [last], isShown, this.#ports)).get(last);
      if (isShown(last, state)) continue;
      const back = await this.#targetOf(each, tag, to, hidden);
      if (back === null) continue;
      moves.push({ tag, from: [undefined], to: back, was: last });
      this.warnings.push(
        `${packageName(ref)}: \`${tag}\` was gone with ${last}, which is ${state?.status ?? 'Deleted'}; it goes back to ${back}`,
      );
    }
    return moves;
  }

  /** Versions that somebody else points a tag at. */
  #leaveTagged(
    { byVersion, ref, name }: TaggedPackage,
    now: Tags,
    own: ReadonlyMap<string, UndoneTag>,
    taken: ReadonlySet<string>,
  ): void {
    const { undo, changes, outcomes, used } = this.#work;
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

  #promised({ name }: TaggedPackage, tag: string): readonly string[] {
    return this.#work.undo.promisedSince?.(name, tag) ?? [];
  }

  /**
   * Where a tag goes: to what it was, or to a higher version that a release promised which was given back since; to the best
   * visible version else; null: it is removed.
   */
  async #targetOf(
    each: TaggedPackage,
    tag: string,
    to: string | null | undefined,
    hidden: ReadonlySet<string>,
  ): Promise<string | null> {
    const { ref, format } = each;
    const { compareVersions } = format.coordinates;
    if (to !== undefined && compareVersions) {
      const higher = this.#promised(each, tag).filter((version) => to === null || compareVersions(version, to) > 0);
      for (const version of [...new Set(higher)].sort((a, b) => compareVersions(b, a)))
        if (await isVisible(ref, version, hidden, this.#ports)) return version;
    }
    if (to === null && mayBeMissing(tag)) return null;
    if (typeof to === 'string' && (await isVisible(ref, to, hidden, this.#ports))) return to;
    const best = await bestVisible(ref, { tag, hidden, compare: format.coordinates.compareVersions }, this.#ports);
    if (typeof to === 'string')
      this.warnings.push(
        `${packageName(ref)}: \`${tag}\` pointed at ${to} before, which cannot be installed any more; it goes to ${best ?? 'nothing'}`,
      );
    return best;
  }

  /**
   * A hotfix that came while the release stood above it did not take the tag, and users get what it mends when the tag goes
   * back: nobody asked for that to move, so it is said.
   */
  async #tellHigher(each: TaggedPackage, tag: string, to: string, hidden: ReadonlySet<string>): Promise<void> {
    const { ref, format, name } = each;
    const { compareVersions: compare, isPrerelease } = format.coordinates;
    if (!compare || tag !== 'latest') return;
    const higher = (this.#work.undo.broughtSince?.(name) ?? [])
      .filter((version) => compare(version, to) > 0 && !isPrerelease?.(version))
      .sort((a, b) => compare(b, a));
    for (const version of higher) {
      if (!(await isVisible(ref, version, hidden, this.#ports))) continue;
      const command = this.#commandFor(each, tag, version, { now: to });
      this.warnings.push(
        `${packageName(ref)}: \`${tag}\` goes back to ${to}, where it was before; ${version}, which came since, is higher: ${command}`,
      );
      return;
    }
  }

  async #carryOut(each: TaggedPackage, moves: readonly TagMove[]): Promise<void> {
    if (moves.length === 0) return;
    if (this.#work.dryRun) {
      for (const move of moves) this.#note(each, move);
      return;
    }
    const { ends } = await moveTags(each.ref, moves, each.wire, this.#ports);
    for (const end of ends) {
      this.#judge(each, end);
      if (end.kind === 'moved' && end.isWritten) this.#away.push({ each, move: end.move });
      this.#keepGiven(each, end, undefined);
    }
  }

  /**
   * A tag that did not move keeps the version that it points at from being hidden. One that somebody else moved meanwhile
   * is read, and told, at the end.
   */
  #judge(each: TaggedPackage, end: TagEnd): void {
    const { ref, byVersion } = each;
    const { tag, to, from } = end.move;
    if (end.kind === 'moved') {
      this.#note(each, end.move);
      return;
    }
    const value = end.kind === 'taken' ? end.value : from[0];
    const version = value === undefined ? undefined : byVersion.get(value);
    const isHidden = version !== undefined && this.#hiddenBefore.has(version.purl);
    const why =
      end.kind === 'taken'
        ? `somebody else moved the dist-tag \`${tag}\` to ${value ?? 'nothing'} meanwhile`
        : `its dist-tag \`${tag}\` could not be set to ${to ?? 'nothing'}: ${end.error.message}`;
    if (version && (this.#work.changes.delete(version.purl) || (isHidden && end.kind === 'failed'))) {
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
      this.#work.outcomes.set(version.purl, outcome);
    } else if (end.kind === 'taken') this.#note(each, end.move);
    else this.warnings.push(`${packageName(ref)}: ${why}; it stays`);
  }

  /** A tag that vanishes right after it was written points at what somebody archived. */
  #keepGiven(each: TaggedPackage, end: TagEnd, before: string | undefined): void {
    const { tag, to } = end.move;
    const isOurs = (end.kind === 'moved' && end.isWritten) || (end.kind === 'taken' && end.value === undefined);
    if (isOurs && to !== null)
      this.#given.set(each.name, [...(this.#given.get(each.name) ?? []), { each, tag, to, before }]);
  }

  /** What this run pointed a tag at may be hidden by now; then the tag goes back, or to the best that is left. */
  async #proveGiven(name: string): Promise<void> {
    await mapConcurrent(GIVEN_AT_ONCE, this.#given.get(name) ?? [], async ({ each, tag, to: first, before }) => {
      // Where it went by now, if somebody hid what it was given first.
      const to = this.#moved.get(name)?.get(tag)?.move.to ?? first;
      const { ref, wire, format } = each;
      try {
        if (await isVisible(ref, to, new Set(), this.#ports)) return;
        const search = { tag, hidden: new Set<string>(), compare: format.coordinates.compareVersions };
        // Without a version before, anything that can be installed will do.
        const end = await returnTag(ref, { ...search, from: to, before: before ?? to }, wire, this.#ports);
        if (end?.kind === 'failed') throw end.error;
        if (end?.kind !== 'moved') return;
        this.#note(each, end.move);
        this.warnings.push(
          `${packageName(ref)}: somebody hid ${to} when \`${tag}\` had gone there; it goes to ${end.move.to ?? 'nothing'}`,
        );
      } catch (error) {
        this.warnings.push(
          `${packageName(ref)}: \`${tag}\` points at ${to}, which somebody hid, and could not be moved: ${asRegistryError(error).message}`,
        );
      }
    });
  }

  #noteStanding(each: TaggedPackage, tag: string, to: string): void {
    const standing = this.#standing.get(each.name) ?? new Map<string, MovedTag>();
    standing.set(tag, { each, move: { tag, from: [], to } });
    this.#standing.set(each.name, standing);
  }

  #note(each: TaggedPackage, move: TagMove): void {
    const moved = this.#moved.get(each.name) ?? new Map<string, MovedTag>();
    moved.set(move.tag, { each, move });
    this.#moved.set(each.name, moved);
  }

  /** Reads every tag again that was moved, or was found where it goes: what is told of it is what was read at the end. */
  async #proveMoved(name: string): Promise<void> {
    const moved = this.#moved.get(name);
    const standing = this.#standing.get(name);
    const each = [...(moved?.values() ?? []), ...(standing?.values() ?? [])][0]?.each;
    if (!each) return;
    // Of one that somebody else has by now nothing more is asked.
    const open = [...(moved?.values() ?? [])].filter(({ seen }) => seen === undefined);
    const stays = [...(standing ?? [])].flatMap(([tag, found]) => (moved?.has(tag) ? [] : [found]));
    const moves = [...open, ...stays].map(({ move }) => move);
    try {
      for (const end of (await proveTagsAgain(each.ref, moves, this.#ports)).ends)
        if (end.kind === 'taken') {
          if (moved?.has(end.move.tag)) moved.set(end.move.tag, { each, move: end.move, seen: end.value ?? null });
          else standing?.delete(end.move.tag);
          this.#tellTaken(each, end.move, end.value);
        }
    } catch (error) {
      const { code, message, requestId } = asRegistryError(error);
      for (const move of moves) {
        const why = `its dist-tag \`${move.tag}\` could not be read again at the end: ${message}`;
        this.#tellMoved(each, move, why, (ref, reason) => ({ kind: 'failed', ref, code, reason, requestId }));
      }
    }
  }

  /**
   * The command that points a tag at a version, in words; none where a run that is not rolled back has the tag at a higher
   * version. `by`: the run that has the tag where it is now, where that is known.
   */
  #commandFor(
    { name, ref, format }: TaggedPackage,
    tag: string,
    to: string,
    { now, by }: { readonly now: string | undefined; readonly by?: string | undefined },
  ): string {
    const { place } = this.#ports;
    const key = now === undefined ? undefined : tagKey({ package: name, tag, version: now });
    const holder = by ?? (key === undefined ? undefined : this.claims.held.get(key));
    const { compareVersions: compare } = format.coordinates;
    if (holder !== undefined && now !== undefined && (!compare || compare(now, to) > 0)) return '';
    const takes = holder === undefined ? '' : `, and takes it from the run ${holder}`;
    return `\`${tagCommand(ref, tag, to, { source: place, destination: place })}\` points it at ${to}${takes}`;
  }

  #tellTaken(each: TaggedPackage, move: TagMove, value: string | undefined): void {
    const { tag, to } = move;
    const became = value === undefined ? 'removed by somebody else' : `moved by somebody else to ${value}`;
    const wanted = to === null ? 'removes it' : `sets it to ${to}`;
    const command = to === null ? '' : this.#commandFor(each, tag, to, { now: value });
    const decide = command === '' ? '' : `; to decide otherwise: ${command}`;
    const why = `its dist-tag \`${tag}\` was ${became} and was left, where this run ${wanted}${decide}`;
    this.#tellMoved(each, move, why, (ref, reason) => ({ kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason }));
  }

  /** A tag that is wrong is told of a version that it is about; where there is none, the run is red by itself. */
  #tellMoved(
    { ref, byVersion, versions }: TaggedPackage,
    { from, to }: TagMove,
    why: string,
    outcomeOf: (ref: VersionReference, reason: string) => Outcome,
  ): void {
    const { outcomes } = this.#work;
    const about = [to, ...from].flatMap((value) => (value == null ? [] : (byVersion.get(value) ?? [])));
    const version = [...about, ...versions].find(({ purl: key }) => outcomes.has(key));
    if (version === undefined) {
      this.#isTaken = true;
      this.warnings.push(`${packageName(ref)}: ${why}`);
      return;
    }
    const known = outcomes.get(version.purl);
    // What is red already says why, and the tag is the news besides.
    if (known?.kind !== 'changed' && known?.kind !== 'unchanged') this.warnings.push(`${packageName(ref)}: ${why}`);
    else {
      const reason = known.kind === 'changed' ? `it is ${known.to} now, but ${why}` : why;
      outcomes.set(version.purl, outcomeOf(version.ref, reason));
    }
  }

  /** After versions were restored: tags as the rollback found them, unless somebody moved them since. */
  async moveBack(concurrency: number): Promise<void> {
    const { outcomes } = this.#work;
    await mapConcurrent(concurrency, this.#packages, async (each) => {
      const isBack = (value: string | null) => {
        const version = value === null ? undefined : each.byVersion.get(value);
        if (version === undefined) return true;
        const kind = outcomes.get(version.purl)?.kind;
        // Of what no rollback hid there is nothing to say while it can be installed.
        if (version.kind === 'unnoted') return kind === undefined || kind === 'unchanged';
        // What was hidden when the rollback came to it is so again.
        if (version.target !== undefined && version.target !== 'Published') return false;
        return kind === 'changed' || kind === 'unchanged';
      };
      try {
        const isSo = (found: Tags) => isAsLeft(withoutMarks(found), each.tags);
        const now = withoutMarks(await settledTags(each.ref, isSo, this.#ports));
        const moves: TagMove[] = [];
        for (const { tag, left, ledLower, to } of each.tags) {
          const value = valueOfTag(now, tag) ?? null;
          const isLower = ledLower?.includes(value) === true && isHigher(each, to, value);
          // Only where it stands lower it is a part of this.
          if (left.length === 0 && !isLower && value !== to) continue;
          if (value === to) {
            if (to !== null) this.#noteStanding(each, tag, to);
            continue;
          }
          if (!isBack(to)) {
            const version = to === null ? undefined : each.byVersion.get(to);
            const command = to === null ? '' : this.#commandFor(each, tag, to, { now: value ?? undefined });
            // What is left with the command that lists it has one for its tag as well.
            const isListable = version?.kind === 'unnoted' || version?.listedBefore !== undefined;
            const then = isListable && command !== '' ? `; once it is listed, ${command}` : '';
            this.warnings.push(
              `${packageName(each.ref)}: \`${tag}\` stays at ${value ?? 'nothing'}: ${to} ${unrestored(version)}${then}`,
            );
          } else if (isLower || left.includes(value)) moves.push({ tag, from: [value ?? undefined], to });
          else await this.#leaveMoved(each, tag, value, to);
        }
        this.#tellUnmoved(each, now, isBack, new Set(moves.map(({ tag }) => tag)));
        await this.#carryOutBack(each, moves);
      } catch (error) {
        this.#failAll(each, asRegistryError(error));
      }
    });
  }

  /** A tag that went on from where the rollback had led it is right where another run has it by now; else somebody decides. */
  async #leaveMoved(each: TaggedPackage, tag: string, value: string | null, to: string | null): Promise<void> {
    const { name, ref } = each;
    const by = value === null ? undefined : this.#work.undo.decidedSince?.(name, tag, value);
    const stays = `${packageName(ref)}: \`${tag}\` stays at ${value ?? 'nothing'}`;
    if (value !== null && by !== undefined && (await isVisible(ref, value, new Set(), this.#ports))) {
      this.warnings.push(`${stays}, since the run ${by} has it there by now`);
      return;
    }
    this.#isTaken = true;
    const command = to === null ? '' : this.#commandFor(each, tag, to, { now: value ?? undefined, by });
    this.warnings.push(`${stays}, where somebody else moved it since${command === '' ? '' : `; ${command}`}`);
  }

  /** Nothing tells that a rollback moved them, so they are left to whoever reads this. */
  #tellUnmoved(
    each: TaggedPackage,
    now: Tags,
    isBack: (value: string | null) => boolean,
    moved: ReadonlySet<string>,
  ): void {
    const { name, ref, byVersion } = each;
    for (const { package: of, tag, last, why, isDoubtful, by } of this.#work.undo.unmoved ?? []) {
      const isLeft = byVersion.get(last)?.kind === 'unnoted';
      if (of !== name || moved.has(tag) || valueOfTag(now, tag) === last || (!isBack(last) && !isLeft)) continue;
      if (isDoubtful) this.#isTaken = true;
      const value = valueOfTag(now, tag);
      const command = this.#commandFor(each, tag, last, { now: value, by });
      // Where another run has it higher up, nobody misses it.
      if (command === '' && !isDoubtful) continue;
      this.warnings.push(
        `${packageName(ref)}: \`${tag}\` points at ${value ?? 'nothing'} and stays there, ${why}${command === '' ? '' : `; ${command}`}`,
      );
    }
  }

  async #carryOutBack(each: TaggedPackage, moves: readonly TagMove[]): Promise<void> {
    if (moves.length === 0) return;
    if (this.#work.dryRun) {
      for (const move of moves) this.#note(each, move);
      return;
    }
    const { ends } = await moveTags(each.ref, moves, each.wire, this.#ports);
    for (const end of ends) {
      this.#keepGiven(each, end, end.move.from[0]);
      // What somebody else made of it meanwhile is read, and told, at the end.
      if (end.kind === 'failed') this.#failAll(each, end.error, end.move.to);
      else this.#note(each, end.move);
    }
  }

  #failAll(
    { versions, byVersion, ref }: TaggedPackage,
    error: ReturnType<typeof asRegistryError>,
    about?: string | null,
  ): void {
    const { code, message, requestId } = error;
    const own = about == null ? undefined : byVersion.get(about);
    const told = own ? [own] : versions;
    for (const { purl: key, ref: of } of told) {
      const known = this.#work.outcomes.get(key);
      const isThere = known === undefined || known.kind === 'changed' || known.kind === 'unchanged';
      // What did not come back is told for what it is.
      if (!isThere) continue;
      const reason = `${known?.kind === 'changed' ? 'it is restored, but ' : ''}its dist-tags could not be set: ${message}`;
      this.#work.outcomes.set(key, { kind: 'failed', ref: of, code, reason, requestId });
    }
    if (told.length === 0) this.warnings.push(`${packageName(ref)}: ${message}`);
  }

  /** Tags of versions that were left in the end, because they are somebody else's by now, go back to them. */
  async giveBack(concurrency: number): Promise<void> {
    const { outcomes } = this.#work;
    await mapConcurrent(concurrency, this.#away, async ({ each, move }) => {
      const [version] = move.from;
      const of = version === undefined ? undefined : outcomes.get(purl({ ...each.ref, version }));
      // What the run only found is left anyway, and the tag that it moved there is not.
      if (version === undefined || !this.#isReleased(each.ref, version)) return;
      if (this.#hiddenBefore.has(purl({ ...each.ref, version }))) return;
      if (of === undefined || of.kind === 'changed') return;
      const back: TagMove = { tag: move.tag, from: [move.to ?? undefined], to: version };
      try {
        // What is hidden all the same, whoever did that, gets no tag.
        if (!(await isVisible(each.ref, version, new Set(), this.#ports))) return;
        const [end] = (await moveTags(each.ref, [back], each.wire, this.#ports)).ends;
        if (end?.kind === 'moved') this.#note(each, end.move);
        else if (end?.kind === 'failed') throw end.error;
      } catch (error) {
        this.warnings.push(
          `${packageName(each.ref)}: \`${move.tag}\` was moved to ${move.to ?? 'nothing'} and could not be moved back to ${version}: ${asRegistryError(error).message}`,
        );
      }
    });
  }

  /** Marks of the runs that were rolled back have nothing more to say. */
  async removeMarks(concurrency: number): Promise<void> {
    const { runIds } = this.#work.undo;
    if (runIds.size === 0) return;
    await mapConcurrent(concurrency, this.#packages, async ({ ref, wire, versions }) => {
      try {
        const now = serviceNow(this.#ports.host, this.#ports.side.reader);
        const names = marksOf(await readTags(ref, this.#ports)).flatMap((mark) =>
          (mark.run !== undefined && runIds.has(mark.run)) || isSpent(mark, now) ? [mark.name] : [],
        );
        if (names.length === 0) return;
        const removals: Removals = new Map();
        await removeMarks(ref, names, removals, wire, this.#ports);
        const left = await proveRemoved(ref, removals, await readTags(ref, this.#ports), wire, this.#ports);
        for (const mark of left) this.#markStays(ref, versions, mark);
      } catch (error) {
        this.warnings.push(`${packageName(ref)}: a mark of that run stays: ${asRegistryError(error).message}`);
      }
    });
  }

  /** By it a later run would move a tag away from where somebody puts it. */
  #markStays(ref: PackageReference, versions: readonly UndoneVersion[], mark: LeftMark): void {
    const reason = `it is taken back, and ${leftMarkWords(ref, mark)}`;
    const well = versions.filter(({ purl: key }) => {
      const kind = this.#work.outcomes.get(key)?.kind;
      return kind === 'changed' || kind === 'unchanged';
    });
    const { code = 'CA-CONFLICT-002' as const, requestId } = mark.error ?? {};
    for (const { purl: key, ref: of } of well)
      this.#work.outcomes.set(key, { kind: 'failed', ref: of, code, reason, requestId });
    if (well.length === 0) this.warnings.push(leftMarkWords(ref, mark));
  }

  /** Versions that this run hid and that a tag points at all the same, by purl -> the tag: somebody was as quick. */
  async pointedAt(concurrency: number): Promise<ReadonlyMap<string, string>> {
    const { outcomes } = this.#work;
    const found = new Map<string, string>();
    await mapConcurrent(concurrency, this.#packages, async ({ ref, versions }) => {
      const hidden = versions.filter((version) => outcomes.get(version.purl)?.kind === 'changed');
      if (hidden.length === 0) return;
      try {
        const pointers = await this.#pointers(ref, hidden);
        for (const { purl: key, ref: of } of hidden) {
          const tag = pointers.get(of.version);
          if (tag !== undefined) found.set(key, tag);
        }
      } catch (error) {
        // The rest is done all the same, and the proof at the end asks once more.
        this.warnings.push(
          `${packageName(ref)}: whether somebody pointed a dist-tag at what was hidden could not be read: ${asRegistryError(error).message}`,
        );
      }
    });
    return found;
  }

  /** Reads what was changed: versions have their status, tags are where they went, and none points at a hidden version. */
  async prove(concurrency: number): Promise<void> {
    const { chosen } = this.#work;
    const packages = new Map<string, UndoneVersion[]>([...this.#moved.keys()].map((name) => [name, []]));
    for (const name of this.#standing.keys()) packages.set(name, []);
    for (const version of chosen) {
      if (!this.#isProven(version)) continue;
      const name = purl({ ...version.ref, version: undefined });
      const versions = packages.get(name);
      if (versions) versions.push(version);
      else packages.set(name, [version]);
    }
    // One after another for a package, since a tag that leaves what somebody hid is compared after that.
    await readUntilFresh(concurrency, [...packages], {
      host: this.#ports.host,
      readAt: () => undefined,
      read: async ([name, versions]) => {
        await this.#proveGiven(name);
        await this.#proveVersions(name, versions);
        await this.#proveMoved(name);
      },
    });
  }

  /** Whether it is as it should be, as far as was read. */
  #isProven(version: UndoneVersion): boolean {
    return this.#statusOf(version) !== undefined;
  }

  /** Of what this run changed, or found as it should be. */
  #statusOf({ purl: key }: UndoneVersion): Status | undefined {
    const { outcomes, found, changes } = this.#work;
    const outcome = outcomes.get(key);
    if (outcome?.kind === 'changed') return outcome.to;
    // What somebody else was as quick to change was found so by the write.
    return outcome?.kind === 'unchanged' ? (changes.get(key)?.to ?? found.get(key)) : undefined;
  }

  async #proveVersions(name: string, all: readonly UndoneVersion[]): Promise<void> {
    const versions = all.filter((version) => this.#isProven(version));
    const [first] = versions;
    if (!first) return;
    const { host, side } = this.#ports;
    const wanted = new Map(versions.map((version) => [version.ref.version, this.#statusOf(version)]));
    const isSo = (version: string, state: VersionState | undefined) =>
      (state?.status ?? 'Deleted') === wanted.get(version);
    const isRollback = this.#work.direction === 'rollback';
    const hidden = versions.filter(
      (version) =>
        this.#statusOf(version) !== 'Published' &&
        (isRollback || this.#work.outcomes.get(version.purl)?.kind === 'changed'),
    );
    try {
      const { version: _, ...ref } = first.ref;
      const [states, pointers] = await settleAll([
        settledStates(ref, [...wanted.keys()], isSo, { host, side }),
        this.#names.has(name) && hidden.length > 0 ? this.#pointers(ref, hidden) : new Map<string, string>(),
      ]);
      for (const version of versions) {
        const { version: value } = version.ref;
        const tag = pointers.get(value);
        const status = states.get(value)?.status ?? 'Deleted';
        if (!isSo(value, states.get(value)))
          this.#conflict(version, `somebody made it ${status} while this run went on`);
        else if (tag !== undefined)
          this.#conflict(version, `somebody pointed the dist-tag \`${tag}\` at it while it was hidden`, true);
      }
    } catch (error) {
      const { code, message, requestId } = asRegistryError(error);
      const reason = `it could not be read again at the end: ${message}`;
      for (const { purl: key, ref } of versions)
        this.#work.outcomes.set(key, { kind: 'failed', ref, code, reason, requestId });
    }
  }

  /** Version -> a tag that points at it, of these versions; a late answer shows a tag that this run moved away. */
  async #pointers(ref: PackageReference, versions: readonly UndoneVersion[]): Promise<ReadonlyMap<string, string>> {
    const among = new Set(versions.map(({ ref: { version } }) => version));
    const pointing = (tags: Tags) => Object.entries(withoutMarks(tags)).filter(([, version]) => among.has(version));
    const tags = await settledTags(ref, (found) => pointing(found).length === 0, this.#ports);
    return new Map(pointing(tags).map(([tag, version]) => [version, tag]));
  }

  /**
   * The release's own that is left to others, as the registry shows it at the end: where it is hidden, whoever did that, or
   * where a rollback led a tag away from it, with the commands that bring it to whom it was promised.
   */
  async tellUsed(concurrency: number): Promise<void> {
    const { used, undo, changes } = this.#work;
    const groups = new Map<string, UndoneVersion[]>();
    for (const version of undo.versions) {
      if (!used.has(version.purl)) continue;
      const name = purl({ ...version.ref, version: undefined });
      groups.set(name, [...(groups.get(name) ?? []), version]);
    }
    await mapConcurrent(concurrency, [...groups], async ([name, versions]) => {
      const ref = parseCoordinate(name);
      try {
        const { host, side, place } = this.#ports;
        // What this run listed again may be answered late; of the rest nobody knows what there is to wait for.
        const again = new Set(versions.flatMap(({ purl: key, ref: of }) => (changes.has(key) ? [of.version] : [])));
        const isShown = (version: string, state: VersionState | undefined) =>
          !again.has(version) || state?.status === 'Published';
        const moved = [...(this.#moved.get(name)?.values() ?? [])];
        const isMoved = (now: Tags) => moved.every(({ move: { tag, to } }) => (valueOfTag(now, tag) ?? null) === to);
        const [states, tags] = await settleAll([
          settledStates(
            ref,
            versions.map((version) => version.ref.version),
            isShown,
            { host, side },
          ),
          this.#names.has(name) ? settledTags(ref, isMoved, this.#ports) : {},
        ]);
        for (const version of versions) {
          const status = states.get(version.ref.version)?.status ?? 'Deleted';
          const isGone = status === 'Deleted' || status === 'Disposed';
          const listed = isGone ? '' : `; \`${publishAgainCommand(version.ref, place)}\` lists it again`;
          const words = status === 'Published' || status === 'Unfinished' ? [] : [`it is ${status}${listed}`];
          if (!isGone) words.push(...this.#ledAway(version, status !== 'Published', withoutMarks(tags)));
          this.#tell(version, words);
        }
      } catch (error) {
        this.warnings.push(
          `${packageName(ref)}: whether what others count on can be installed could not be read: ${asRegistryError(error).message}`,
        );
      }
    });
  }

  /** Tags that a rollback led away from a version, each with the command that leads it there again. */
  #ledAway({ ref: { version, ...ref } }: UndoneVersion, isHidden: boolean, now: Tags): readonly string[] {
    const name = purl({ ...ref, version: undefined });
    const own = this.#work.undo.tags.filter((each) => each.package === name && each.left.includes(version));
    const steps = this.claims.moved.filter((step) => step.package === name && step.from === version);
    const isLedBy = (tag: string, value: string | null) =>
      (isHidden && own.some((each) => each.tag === tag && each.to === value)) ||
      steps.some((step) => step.tag === tag && step.to === value) ||
      this.#away.some(({ each, move }) => each.name === name && move.tag === tag && move.from[0] === version);
    const away = this.#away.flatMap(({ each, move }) => (each.name === name ? [move.tag] : []));
    const tags = new Set([...own, ...steps].map(({ tag }) => tag));
    return [...new Set([...tags, ...away])].flatMap((tag) => {
      const value = valueOfTag(now, tag) ?? null;
      const each = this.#packages.find((one) => one.name === name);
      if (!each || value === version || !isLedBy(tag, value)) return [];
      const command = this.#commandFor(each, tag, version, { now: value ?? undefined });
      return [`its dist-tag \`${tag}\` points at ${value ?? 'nothing'} by now${command === '' ? '' : `; ${command}`}`];
    });
  }

  #tell(version: UndoneVersion, words: readonly string[]): void {
    const { outcomes, used } = this.#work;
    const known = outcomes.get(version.purl);
    const why = used.get(version.purl);
    if (known === undefined || why === undefined) return;
    const reason = 'reason' in known && known.kind !== 'unchanged' ? (known.reason ?? why) : why;
    const told = [reason, ...words].join(', and ');
    if (known.kind === 'unchanged') outcomes.set(version.purl, skipped(version, told));
    else if (known.kind !== 'changed') outcomes.set(version.purl, { ...known, reason: told } as Outcome);
  }

  #conflict(version: UndoneVersion, reason: string, isUsed = false): void {
    if (isUsed) this.#work.used.set(version.purl, reason);
    this.#work.outcomes.set(version.purl, { kind: 'conflict', ref: version.ref, code: 'CA-CONFLICT-002', reason });
  }
}
