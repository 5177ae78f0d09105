// What people get who name no version, before and after a promotion, in words: tags are how packages reach their users.
import { type PromotionPlan, type TagPlan, tagsNow } from '../../core/documents/plan.ts';
import { packageName, parseCoordinate } from '../../core/model/coordinates.ts';
import { hiddenWords } from '../../core/operations/dist-tags/standing.ts';
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
  const [tagBefore, tagAfter] = [tagsNow(plan)[DEFAULT_TAG], seenTags(plan)[DEFAULT_TAG]];
  const before = given(plan, tagBefore, 'before');
  const after = given(plan, tagAfter, 'after');
  const upstream = plan.hiddenByUpstream[DEFAULT_TAG]?.repository;
  const who = upstream === undefined ? whyNot(plan, tagAfter) : `, as the upstream ${upstream} decides`;
  if (before === after)
    return after === undefined
      ? `\`${command}\` finds no version, now and afterwards${who}`
      : `\`${command}\` gives ${after}, now and afterwards${who}`;
  return `\`${command}\` gives ${before ?? 'nothing'} now, and ${after ?? 'nothing'} afterwards${who}`;
}

/** npm passes over a tag that leads to no version that it is shown, and takes the newest release. */
function given(
  { hidden = {}, newest }: TagPlan,
  tagged: string | undefined,
  when: 'before' | 'after',
): string | undefined {
  return tagged === undefined || hidden[tagged] !== undefined ? (newest?.[when] ?? undefined) : tagged;
}

function whyNot({ hidden = {} }: TagPlan, tagged: string | undefined): string {
  if (tagged === undefined) return `: nothing is tagged ${DEFAULT_TAG}`;
  const status = hidden[tagged];
  return status === undefined ? '' : `: \`${DEFAULT_TAG}\` is on ${hiddenWords(tagged, status)}`;
}
