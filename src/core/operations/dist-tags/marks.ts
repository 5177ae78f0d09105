// dist-tags of our own: marks that a run leaves in a package while it works, so that it can be continued, or explained,
// without its journal. Package managers never ask for them.
//
// A mark belongs to one run, and says by its name which tag it is about and what that tag must still point at for the
// mark to count: once somebody moved the tag, the mark is history.

import { sha256Hex } from '../../documents/canonical.ts';
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
  /** Whether the tag is still where the mark says. */
  readonly counts: boolean;
}

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
    if (kind === 'staging' && tag === NO_TAG) return [{ name, kind, run, tag: undefined, version, counts: false }];
    if (kind !== undefined && tag !== undefined) {
      const value = valueOfTag(tags, tag);
      const now = value === undefined ? 'none' : fingerprint(value);
      return [{ name, kind: kind as MarkKind, run, tag, version, counts: now === expected }];
    }
    // Of version 0.1: it does not say what the tag must point at, so nothing follows from it.
    const kept = /^codeartifact-ci-keep-(.+)$/.exec(name)?.[1];
    return [{ name, kind: kept === undefined ? 'staging' : 'keep', run: undefined, tag: kept, version, counts: false }];
  });
}

/** Marks that say that their runs will set a tag back from where it is now. */
export function countingKeeps(tags: Tags): Mark[] {
  return marksOf(tags).filter(
    ({ kind, tag, version, counts }) =>
      kind === 'keep' && counts && tag !== undefined && valueOfTag(tags, tag) !== version,
  );
}

/** The tag that a mark is about, by its name. */
export function tagOfMark(name: string): string | undefined {
  return MARK.exec(name)?.[5];
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
