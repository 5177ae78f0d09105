// Brings the dist-tags of one package to what the plan wants, before and after its copy.
import type { Journal } from '../documents/journal.ts';
import type { TagPlan } from '../documents/plan.ts';
import { parseCoordinate } from '../model/coordinates.ts';
import type { Publishing } from '../ports/package-format.ts';
import { KEEP_PREFIX, withoutOwnTags } from './promotion-tags.ts';
import { readTags, STAGING_TAG, type TagPorts, writeTag } from './set-tags.ts';

/** Notes what the tags were and shall be; the copy itself moves some of them, so the single writes do not tell. */
export async function journalTags(plan: TagPlan, journal: Journal): Promise<void> {
  for (const tag of new Set([...Object.keys(plan.before), ...Object.keys(plan.wanted)])) {
    const was = plan.before[tag] ?? null;
    const becomes = plan.wanted[tag] ?? null;
    if (was !== becomes) await journal.note({ action: 'tag', package: plan.package, tag, was, becomes });
  }
}

type Tags = NonNullable<Publishing['tags']>;

/** Tags that the copy will move and that must not stay moved: noted in the destination, so that no journal is needed. */
export async function noteTags(plan: TagPlan, tags: Tags, ports: TagPorts): Promise<void> {
  const ref = parseCoordinate(plan.package);
  const current = await readTags(ref, ports);
  for (const [tag, version] of Object.entries(plan.before)) {
    const willMove =
      plan.afterCopy[tag] !== version &&
      plan.wanted[tag] !== plan.afterCopy[tag] &&
      plan.hiddenByUpstream[tag] === undefined;
    const note = `${KEEP_PREFIX}${tag}`;
    if (willMove && current[note] !== version)
      await writeTag({ ref, tag: note, was: current[note], becomes: version }, tags, ports);
  }
}

/** After the copy of `versions`: wanted values first, then our own marks go. Returns what package managers see at the end. */
export async function assertTags(
  plan: TagPlan,
  versions: ReadonlySet<string>,
  tags: Tags,
  ports: TagPorts,
): Promise<Record<string, string>> {
  const ref = parseCoordinate(plan.package);
  const current = await readTags(ref, ports);
  for (const [tag, version] of Object.entries(plan.wanted)) {
    const hidden = plan.hiddenByUpstream[tag];
    // What an upstream hides cannot be read; it is written only when the plan means to change it.
    const isWanted = hidden ? version !== hidden.version : current[tag] !== version;
    if (isWanted) await writeTag({ ref, tag, was: current[tag], becomes: version }, tags, ports);
  }
  // A tag the source got after the plan was made came along with the copy and is not wanted.
  for (const [tag, version] of Object.entries(withoutOwnTags(current))) {
    const isUnplanned =
      plan.wanted[tag] === undefined && plan.hiddenByUpstream[tag] === undefined && versions.has(version);
    if (isUnplanned) await writeTag({ ref, tag, was: version, becomes: null }, tags, ports);
  }
  const marks = Object.keys(current).filter((tag) => tag === STAGING_TAG || tag.startsWith(KEEP_PREFIX));
  for (const tag of marks) await writeTag({ ref, tag, was: current[tag], becomes: null }, tags, ports);
  return withoutOwnTags(await readTags(ref, ports));
}
