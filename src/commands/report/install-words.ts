// What people get who name no version, before and after a promotion, in words: tags are how packages reach their users.
import type { PromotionPlan, TagPlan } from '../../core/documents/plan.ts';
import { packageName, parseCoordinate } from '../../core/model/coordinates.ts';
import { seenTags } from '../../core/operations/promote/plan-tags.ts';

/** The tag that a package manager asks for when nobody names one. */
const DEFAULT_TAG = 'latest';

/** Lines shown; the table of tags has them all. */
const MOST_LINES = 20;

/** One line for each package with dist-tags. */
export function installLines({ tags }: Pick<PromotionPlan, 'tags'>): string[] {
  const lines = tags.slice(0, MOST_LINES).map(installLine);
  return tags.length > MOST_LINES ? [...lines, `… and ${tags.length - MOST_LINES} more packages`] : lines;
}

function installLine(plan: TagPlan): string {
  const command = `npm install ${packageName(parseCoordinate(plan.package))}`;
  const before = plan.before[DEFAULT_TAG];
  const after = seenTags(plan)[DEFAULT_TAG];
  const upstream = plan.hiddenByUpstream[DEFAULT_TAG]?.repository;
  const who = upstream === undefined ? '' : `, as the upstream ${upstream} decides`;
  if (before === after)
    return after === undefined
      ? `\`${command}\` finds no version, now and afterwards: nothing is tagged ${DEFAULT_TAG}`
      : `\`${command}\` gives ${after}, now and afterwards${who}`;
  return `\`${command}\` gives ${before ?? 'nothing'} now, and ${after ?? 'nothing'} afterwards${who}`;
}
