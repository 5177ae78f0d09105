// dist-tags of our own: marks that a run leaves in a package while it works, so that it can be continued, or explained,
// without its journal. Package managers never ask for them.
//
// A mark belongs to one run, and says by its name which tag it is about and what that tag must still point at for the
// mark to count. A mark can outlive its run, and a tag can come back to a version that it was moved away from, by somebody
// who means it. Nothing in the registry tells that from what the copy of the run did, so a mark that is older than a run
// gets makes no run move a tag any more.

import { MOST_SKEW_MS } from '../../calls/skew.ts';
import { sha256Hex } from '../../documents/canonical.ts';
import { runTime } from '../../documents/journal.ts';
import { ownMember } from '../../model/own-member.ts';
import { MARK_PREFIX } from '../../model/tag-mark.ts';

export type Tags = Readonly<Record<string, string>>;

/**
 * - `keep`: a copy takes `tag` along, and the run will set it back to the version that the mark points at. It counts while
 *   `tag` points at the copied version.
 * - `staging`: the version that the mark points at was uploaded and shall get `tag` (or none: `NO_TAG`). It counts while `tag` points at what
 *   it pointed at when the run began.
 */
export type MarkKind = 'keep' | 'staging';

export interface Mark {
  /** The dist-tag itself. */
  readonly name: string;
  readonly kind: MarkKind;
  /** Undefined for a mark of version 0.1, which was one for all runs. */
  readonly run: string | undefined;
  /** Undefined where the name does not tell, and where the version shall get no tag (then `run` is known). */
  readonly tag: string | undefined;
  /** The version it points at. */
  readonly version: string;
  /** Whether the tag is where the mark says, still or again. */
  readonly isInPlace: boolean;
}

/**
 * No run moves a tag by a mark whose run began longer ago. A run ends with its `timeout`, which is two hours unless somebody
 * sets it otherwise, and with the job that it is a part of.
 */
export const MARK_LIFE_MS = 24 * 3_600_000;

/** Whether the run of a mark began so short ago that it may be continued, or be at work. `now`: by the service's clock. */
export function isYoung({ run }: Pick<Mark, 'run'>, now: number): boolean {
  const beganAt = run === undefined ? undefined : runTime(run);
  return beganAt !== undefined && now - beganAt <= MARK_LIFE_MS && beganAt - now <= MOST_SKEW_MS;
}

/** Until when a mark can make a run move a tag, for people; undefined where its name does not tell. */
export function endOfLife({ run }: Pick<Mark, 'run'>): string | undefined {
  const beganAt = run === undefined ? undefined : runTime(run);
  return beganAt === undefined ? undefined : new Date(beganAt + MARK_LIFE_MS).toISOString();
}

/** Whether a run may go by the mark: its tag is where it says, and it is fresh. */
export const counts = (mark: Mark, now: number): boolean => mark.isInPlace && isYoung(mark, now);

/** Whether nobody will ever go by the mark again: its run is over, and its tag was moved away. */
export const isSpent = (mark: Mark, now: number): boolean =>
  mark.run !== undefined && !mark.isInPlace && !isYoung(mark, now);

/** In the name of a `staging` mark, in the place of the tag: the version shall get none. */
export const NO_TAG = '-';

const RUN = '[0-9]{8}t[0-9]{9}z-[0-9a-z]{6}';
const MARK = new RegExp(`^${MARK_PREFIX}(keep|staging)-(${RUN})-([0-9a-f]{8}-)?([0-9a-f]{8}|none)_(.+)$`);

/** The mark of a run that will set `tag` back after a copy made it point at `copied`. */
export function keepMark(run: string, tag: string, copied: string): string {
  return `${MARK_PREFIX}keep-${run}-${fingerprint(copied)}_${tag}`;
}

/** The mark under which a run uploads `version`, which shall get `tag`; `replaced`: where the tag points till then. */
export function stagingMark(run: string, tag: string, version: string, replaced: string | undefined): string {
  const then = replaced === undefined ? 'none' : fingerprint(replaced);
  return `${MARK_PREFIX}staging-${run}-${fingerprint(version)}-${then}_${tag}`;
}

/** The marks among the tags of one package. */
export function marksOf(tags: Tags): Mark[] {
  return Object.entries(tags).flatMap(([name, version]): Mark[] => {
    if (!name.startsWith(MARK_PREFIX)) return [];
    const [, kind, run, , expected, tag] = MARK.exec(name) ?? [];
    if (kind === 'staging' && tag === NO_TAG) return [{ name, kind, run, tag: undefined, version, isInPlace: false }];
    if (kind !== undefined && tag !== undefined) {
      const value = valueOfTag(tags, tag);
      const now = value === undefined ? 'none' : fingerprint(value);
      return [{ name, kind: kind as MarkKind, run, tag, version, isInPlace: now === expected }];
    }
    // Of version 0.1: it does not say what the tag must point at, so nothing follows from it.
    const kept = /^codeartifact-ci-keep-(.+)$/.exec(name)?.[1];
    return [
      { name, kind: kept === undefined ? 'staging' : 'keep', run: undefined, tag: kept, version, isInPlace: false },
    ];
  });
}

/** Marks that say that their runs will set a tag back from where it is now. */
export function countingKeeps(tags: Tags, now: number): Mark[] {
  return marksOf(tags).filter((mark) => {
    const { kind, tag, version } = mark;
    return kind === 'keep' && counts(mark, now) && tag !== undefined && valueOfTag(tags, tag) !== version;
  });
}

/** The tag that a mark is about, by its name. */
export function tagOfMark(name: string): string | undefined {
  return MARK.exec(name)?.[5];
}

/** The run that a mark belongs to, by its name. */
export function runOfMark(name: string): string | undefined {
  return MARK.exec(name)?.[2];
}

/** Where a tag must be for the mark to be in place: one of these versions, null: nowhere; undefined: none of them. */
export function awaitedBy({ name }: Pick<Mark, 'name'>, versions: readonly string[]): string | null | undefined {
  const expected = MARK.exec(name)?.[4];
  if (expected === 'none') return null;
  return versions.find((version) => fingerprint(version) === expected);
}

/** Those of the marks that are `keep` marks of a copy of one of these versions. */
export function keepsOf(marks: readonly Mark[], versions: readonly string[]): Mark[] {
  if (marks.length === 0) return [];
  const fingerprints = new Set(versions.map(fingerprint));
  return marks.filter((mark) => {
    const [, kind, , , copied] = MARK.exec(mark.name) ?? [];
    return kind === 'keep' && copied !== undefined && fingerprints.has(copied);
  });
}

/**
 * Tags that people gave: without the marks. One that is called `__proto__` is none either: no client can set it, and where
 * an answer has it, it must not become the prototype of what is made of the answer.
 */
export function withoutMarks(tags: Tags): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).filter(([tag]) => !tag.startsWith(MARK_PREFIX) && tag !== '__proto__'),
  );
}

/** What a tag points at; undefined: nothing. A tag may be called like a member of every object (`constructor`). */
export const valueOfTag = (tags: Tags, tag: string): string | undefined => ownMember(tags, tag);

/** Versions may be longer than a tag may be, so a name holds eight characters of a digest of them. */
const fingerprint = (version: string) => sha256Hex(version).slice(0, 8);
