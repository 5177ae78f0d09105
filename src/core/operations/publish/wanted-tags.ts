import { shortForm } from '../../model/coordinates.ts';
import { ownMember } from '../../model/own-member.ts';
import type { Publishing } from '../../ports/package-format.ts';
import { isYoung, type Mark, marksOf, type Tags, valueOfTag } from '../dist-tags/marks.ts';
import { hiddenWords, type TagStanding, visibleBelow, WELL_STANDING } from '../dist-tags/standing.ts';
import { isBackwards } from '../dist-tags/write.ts';
import type { Classification } from './classify.ts';

export interface TagWish {
  readonly classification: Classification;
  readonly publishing: Publishing;
  /** Tags as seen before anything was uploaded. */
  readonly before: Tags;
  /** The tag that the caller named, or that its author means; `NO_TAG` where a plan gives the version none. */
  readonly tag: string;
  /** The caller named it, so that it may also move back. */
  readonly isNamed: boolean;
  /** Nobody published the package yet, as far as can be seen. */
  readonly isNew: boolean;
  /** An upstream has the tag, so that package managers see its value and not ours. */
  readonly isHidden: boolean;
  /** Marks of runs that uploaded the version and did not come to its tag. */
  readonly marks: readonly Mark[];
  /** Tag to end with; undefined: none, because it would go backwards or points there already. */
  readonly wanted: string | undefined;
  readonly warning?: string | undefined;
}

/** Marks that earlier runs left on this version. */
export function unfinishedStaging({ publication }: Pick<Classification, 'publication'>, before: Tags): Mark[] {
  return marksOf(before).filter(({ kind, version }) => kind === 'staging' && version === publication.version);
}

/**
 * What to do about the tag of one version.
 * - never backwards unless the tag was named by the caller; a tag on what nobody can install unasked counts as on the
 *   highest version below that can be installed
 * - a version that is there already keeps its tags, unless an interrupted run left its mark on it, or it has no tag and
 *   the tag is nowhere
 */
export function wantedTag(
  classification: Classification,
  before: Tags,
  tag: string,
  options: {
    readonly isNamed: boolean;
    readonly isOwn: boolean;
    readonly standing?: TagStanding;
    /** By the service's clock: which marks may be gone by. */
    readonly now: number;
  },
): Pick<TagWish, 'wanted' | 'warning'> {
  const { version } = classification.publication;
  const { standing = WELL_STANDING } = options;
  const current = valueOfTag(before, tag);
  if (current === version) return { wanted: undefined };
  // A mark that says that the version gets no tag asks for none here either.
  const wasInterrupted = unfinishedStaging(classification, before).some(
    (mark) => mark.tag !== undefined && isYoung(mark, options.now),
  );
  if (classification.standing === 'identical' && !wasInterrupted && current !== undefined) return { wanted: undefined };
  // Nobody gets what the tag is on, so it gives way to what is newer than all below that can be installed.
  const now = current ?? (tag === 'latest' ? standing.stowed : undefined);
  const status = now === undefined ? undefined : ownMember(standing.hidden, now);
  if (now !== undefined && status !== undefined && !options.isNamed) {
    const best = visibleBelow(tag, now, standing);
    const name = shortForm(classification.publication);
    if (best !== null && isBackwards(best, version))
      return {
        wanted: undefined,
        warning: `${name}: \`${tag}\` stays where it is, since ${best} is newer; name the tag to move it back`,
      };
    return { wanted: tag, warning: `${name}: \`${tag}\` was on ${hiddenWords(now, status)}; it goes to ${version}` };
  }
  if (current !== undefined && options.isOwn && !options.isNamed && isBackwards(current, version)) {
    const name = shortForm(classification.publication);
    return {
      wanted: undefined,
      warning: `${name}: \`${tag}\` stays at ${current}, which is newer; name the tag to move it back`,
    };
  }
  if (current !== undefined && !options.isOwn) {
    const name = shortForm(classification.publication);
    return {
      wanted: tag,
      warning: `${name}: an upstream has \`${tag}\` at ${current}, and the upstream's tag wins for package managers`,
    };
  }
  return { wanted: tag };
}
