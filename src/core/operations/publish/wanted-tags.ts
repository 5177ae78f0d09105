import { shortForm } from '../../model/coordinates.ts';
import type { Publishing } from '../../ports/package-format.ts';
import { STAGING_TAG } from '../dist-tags/marks.ts';
import { isBackwards } from '../dist-tags/write.ts';
import type { Classification } from './classify.ts';

export interface TagWish {
  readonly classification: Classification;
  readonly publishing: Publishing;
  /** Tags as seen before anything was uploaded. */
  readonly before: Readonly<Record<string, string>>;
  /** Tag to end with; undefined: none, because it would go backwards or points there already. */
  readonly wanted: string | undefined;
  readonly warning?: string | undefined;
}

/**
 * What to do about the tag of one version.
 * - never backwards unless the tag was named by the caller
 * - a version that is there already keeps its tags, unless an interrupted run left it under the staging tag, or it has
 *   no tag and the tag is nowhere
 */
export function wantedTag(
  classification: Classification,
  before: Readonly<Record<string, string>>,
  tag: string,
  options: { readonly isNamed: boolean; readonly isOwn: boolean },
): Pick<TagWish, 'wanted' | 'warning'> {
  const { version } = classification.publication;
  const current = before[tag];
  if (current === version) return { wanted: undefined };
  const wasInterrupted = before[STAGING_TAG] === version;
  if (classification.standing === 'identical' && !wasInterrupted && current !== undefined) return { wanted: undefined };
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
