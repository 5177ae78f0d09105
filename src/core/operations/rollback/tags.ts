// The dist-tags of a rollback as one record: what is planned, what was moved, what is told. Its steps lie beside it:
// `tags-away` (before versions are hidden), `tags-back` (after they are restored), `tag-marks`, `tags-proof` and
// `left-to-others`.

import type { JournalWrite } from '../../documents/journal.ts';
import type { RepositoryRecord } from '../../documents/manifest.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { parseCoordinate, purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { PackageReference, Status } from '../../model/package.ts';
import type { PackageFormat, Publishing } from '../../ports/package-format.ts';
import type { VersionPorts } from '../dist-tags/best-version.ts';
import { tagCommand } from '../dist-tags/commands.ts';
import { type Tags, valueOfTag } from '../dist-tags/marks.ts';
import type { TagEnd, TagMove } from '../dist-tags/move-tags.ts';
import type { TagPorts } from '../dist-tags/write.ts';
import type { StatusChange } from '../repository/change-status.ts';
import { settledStates, type VersionState } from '../repository/version-states.ts';
import { tagKey } from './undo/claims.ts';
import type { RollbackRequest } from './undo/request.ts';
import type { Undo, UndoneTag, UndoneVersion, Uses } from './undo/undo.ts';

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

export interface TaggedPackage {
  readonly name: string;
  readonly ref: PackageReference;
  readonly wire: NonNullable<Publishing['tags']>;
  readonly format: PackageFormat;
  readonly versions: readonly UndoneVersion[];
  /** The same by version. */
  readonly byVersion: ReadonlyMap<string, UndoneVersion>;
  readonly tags: readonly UndoneTag[];
}

export interface GivenTag {
  readonly each: TaggedPackage;
  readonly tag: string;
  readonly to: string;
  readonly before: string | undefined;
}

export interface MovedTag {
  readonly each: TaggedPackage;
  readonly move: TagMove;
  /** Read at the end, where that is not where it went; null: no such tag. */
  readonly seen?: string | null | undefined;
}

/** Whether the tags are as the run that is undone left them; else the answer may be of before it. */
export const isAsLeft = (now: Tags, tags: readonly UndoneTag[]): boolean =>
  tags.every(({ tag, left }) => left.length === 0 || left.includes(valueOfTag(now, tag) ?? null));

/**
 * The status of a version with which a tag at it went: one that is Archived, or not there any more, shows no tag. Undefined:
 * it shows its tags.
 */
export async function goneWith(
  ref: PackageReference,
  version: string,
  ports: VersionPorts,
): Promise<Status | undefined> {
  const isShown = (_version: string, state: VersionState | undefined) =>
    state?.status === 'Published' || state?.status === 'Unlisted';
  const state = (await settledStates(ref, [version], isShown, ports)).get(version);
  return isShown(version, state) ? undefined : (state?.status ?? 'Deleted');
}

/** What a rollback or a restore knows of dist-tags, and has done to them, from its plan to its proof. */
export class RollbackTags {
  readonly warnings: string[] = [];
  /** What other runs count on, as it was read last. */
  claims: Uses;
  readonly work: RollbackWork;
  readonly ports: RollbackTagPorts;
  readonly packages: readonly TaggedPackage[];
  readonly names: ReadonlySet<string>;
  /** Purls of all versions that the run brought, chosen or not. */
  readonly released: ReadonlySet<string>;
  /** Purls of versions of the run that could not be installed any more when it was begun, whoever had hidden them. */
  readonly hiddenBefore = new Set<string>();
  /** Where tags go before versions are hidden. */
  readonly planned: { readonly each: TaggedPackage; readonly moves: readonly TagMove[] }[] = [];
  /** Tags that this rollback moved away from what it was about to hide. */
  readonly away: { readonly each: TaggedPackage; readonly move: TagMove }[] = [];
  /** Tags that it pointed at something, by package, with what they go back to when that is hidden. */
  readonly given = new Map<string, GivenTag[]>();
  /** Where tags went, by package and tag: the last of our moves, and what was read at the end where that is another value. */
  readonly moved = new Map<string, Map<string, MovedTag>>();
  /** Tags that were where they go already, by package and tag. */
  readonly standing = new Map<string, Map<string, MovedTag>>();
  isTaken = false;

  constructor(work: RollbackWork, ports: RollbackTagPorts) {
    this.work = work;
    this.ports = ports;
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
    this.packages = [...groups].flatMap(([name, group]) => {
      const ref = parseCoordinate(name);
      const format = ports.formats.find((each) => each.name === ref.format);
      const wire = format?.publishing?.tags;
      if (!format || !wire) return [];
      const byVersion = new Map(group.versions.map((version) => [version.ref.version, version]));
      return [{ name, ref, wire, format, byVersion, ...group }];
    });
    this.names = new Set(this.packages.map(({ name }) => name));
    this.released = new Set(work.undo.versions.flatMap(({ purl: key, isFound }) => (isFound ? [] : [key])));
  }

  isReleased(ref: PackageReference, version: string): boolean {
    return this.released.has(purl({ ...ref, version }));
  }

  /** Purl of the package -> tag -> version; null: no such tag. */
  table(): Record<string, Record<string, string | null>> {
    const valuesOf = (moved: ReadonlyMap<string, MovedTag>) =>
      Object.fromEntries([...moved].map(([tag, { move, seen }]) => [tag, seen === undefined ? move.to : seen]));
    return Object.fromEntries([...this.moved].map(([name, moved]) => [name, valuesOf(moved)]));
  }

  /** What the run ends with where a tag is not where it went, and no version tells that. */
  get error(): ErrorCode | undefined {
    return this.isTaken ? 'CA-CONFLICT-002' : undefined;
  }

  /** The tag writes that `moveAway` is about to begin, or that a restore may. */
  intended(): readonly JournalWrite[] {
    if (this.work.direction === 'restore')
      return this.packages.flatMap(({ name, tags }) =>
        tags.map(({ tag, left, ledLower = [], to }) => ({
          action: 'tag' as const,
          ...{ package: name, tag, was: [...ledLower, ...left].at(-1) ?? null, becomes: to },
        })),
      );
    return this.planned.flatMap(({ each, moves }) =>
      moves.map(({ tag, from, to, was }) => ({
        action: 'tag' as const,
        package: each.name,
        tag,
        was: from[0] ?? was ?? null,
        becomes: to,
      })),
    );
  }

  promised({ name }: TaggedPackage, tag: string): readonly string[] {
    return this.work.undo.promisedSince?.(name, tag) ?? [];
  }

  /** A tag that vanishes right after it was written points at what somebody archived. */
  keepGiven(each: TaggedPackage, end: TagEnd, before: string | undefined): void {
    const { tag, to } = end.move;
    const isOurs = (end.kind === 'moved' && end.isWritten) || (end.kind === 'taken' && end.value === undefined);
    if (isOurs && to !== null)
      this.given.set(each.name, [...(this.given.get(each.name) ?? []), { each, tag, to, before }]);
  }

  noteStanding(each: TaggedPackage, tag: string, to: string): void {
    const standing = this.standing.get(each.name) ?? new Map<string, MovedTag>();
    standing.set(tag, { each, move: { tag, from: [], to } });
    this.standing.set(each.name, standing);
  }

  note(each: TaggedPackage, move: TagMove): void {
    const moved = this.moved.get(each.name) ?? new Map<string, MovedTag>();
    moved.set(move.tag, { each, move });
    this.moved.set(each.name, moved);
  }

  /**
   * The command that points a tag at a version, in words; none where a run that is not rolled back has the tag at a higher
   * version. `by`: the run that has the tag where it is now, where that is known.
   */
  commandFor(
    { name, ref, format }: TaggedPackage,
    tag: string,
    to: string,
    { now, by }: { readonly now: string | undefined; readonly by?: string | undefined },
  ): string {
    const { place } = this.ports;
    const key = now === undefined ? undefined : tagKey({ package: name, tag, version: now });
    const holder = by ?? (key === undefined ? undefined : this.claims.held.get(key));
    const { compareVersions: compare } = format.coordinates;
    if (holder !== undefined && now !== undefined && (!compare || compare(now, to) > 0)) return '';
    const takes = holder === undefined ? '' : `, and takes it from the run ${holder}`;
    return `\`${tagCommand(ref, tag, to, { source: place, destination: place })}\` points it at ${to}${takes}`;
  }

  conflict(version: UndoneVersion, reason: string, isUsed = false): void {
    if (isUsed) this.work.used.set(version.purl, reason);
    this.work.outcomes.set(version.purl, { kind: 'conflict', ref: version.ref, code: 'CA-CONFLICT-002', reason });
  }
}
