// Brings the dist-tags of one package to what the plan wants, before and after its copy.
import type { Journal } from '../../documents/journal.ts';
import type { TagPlan } from '../../documents/plan.ts';
import { parseCoordinate } from '../../model/coordinates.ts';
import type { Publishing } from '../../ports/package-format.ts';
import { KEEP_PREFIX, STAGING_TAG, withoutOwnTags } from '../dist-tags/marks.ts';
import { readTags, type TagPorts, writeTag } from '../dist-tags/write.ts';

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
export async function stashTags(plan: TagPlan, tags: Tags, ports: TagPorts): Promise<void> {
  const moving = movedAside(plan);
  if (moving.length === 0) return;
  const ref = parseCoordinate(plan.package);
  const current = await readTags(ref, ports);
  for (const tag of moving) {
    const note = `${KEEP_PREFIX}${tag}`;
    const becomes = plan.before[tag] as string;
    if (current[note] !== becomes) await writeTag({ ref, tag: note, was: current[note], becomes }, tags, ports);
  }
}

/** Tags of the destination that the copy takes along although the plan wants them elsewhere. */
function movedAside({ before, afterCopy, wanted, hiddenByUpstream }: TagPlan): string[] {
  return Object.keys(before).filter(
    (tag) => afterCopy[tag] !== before[tag] && wanted[tag] !== afterCopy[tag] && hiddenByUpstream[tag] === undefined,
  );
}

export interface Arrived {
  readonly versions: ReadonlySet<string>;
  /** This run copied some of them just now, so a read may still be of before the copy. */
  readonly isFresh: boolean;
}

/** After the copy: wanted values first, then our own marks go. Returns what package managers see at the end. */
export async function setTags(
  plan: TagPlan,
  arrived: Arrived,
  tags: Tags,
  ports: TagPorts,
): Promise<Record<string, string>> {
  const ref = parseCoordinate(plan.package);
  const current = await readTags(ref, ports);
  const aside = arrived.isFresh ? movedAside(plan) : [];
  let writes = 0;
  const write = (tag: string, becomes: string | null) => {
    writes++;
    return writeTag({ ref, tag, was: current[tag], becomes }, tags, ports);
  };
  for (const [tag, version] of Object.entries(plan.wanted)) {
    const hidden = plan.hiddenByUpstream[tag];
    // What an upstream hides cannot be read; it is written only when the plan means to change it.
    const isOff = hidden ? version !== hidden.version : current[tag] !== version;
    if (isOff || aside.includes(tag)) await write(tag, version);
  }
  // A tag the source got after the plan was made came along with the copy and is not wanted.
  for (const [tag, version] of Object.entries(withoutOwnTags(current))) {
    const isPlanned = plan.wanted[tag] !== undefined || plan.hiddenByUpstream[tag] !== undefined;
    if (!isPlanned && arrived.versions.has(version)) await write(tag, null);
  }
  const marks = Object.keys(current).filter((tag) => tag === STAGING_TAG || tag.startsWith(KEEP_PREFIX));
  for (const tag of new Set([...marks, ...aside.map((moved) => KEEP_PREFIX + moved)])) await write(tag, null);
  return withoutOwnTags(writes === 0 ? current : await readTags(ref, ports));
}
