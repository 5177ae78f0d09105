// Compares the dist-tags of one package with what a plan says of them.
import { mapConcurrent } from '../../calls/concurrency.ts';
import type { TagPlan } from '../../documents/plan.ts';
import { parseCoordinate } from '../../model/coordinates.ts';
import { ownMember } from '../../model/own-member.ts';
import type { Status } from '../../model/package.ts';
import { isVisible } from '../dist-tags/best-version.ts';
import { countingKeeps, type Mark, type Tags, valueOfTag, withoutMarks } from '../dist-tags/marks.ts';
import { type MovedTags, proveTagsAgain, settledTags, type TagEnd, type TagMove } from '../dist-tags/move-tags.ts';
import type { LeftMark } from '../dist-tags/remove-marks.ts';
import type { TagPorts } from '../dist-tags/write.ts';
import { serviceNow } from '../repository/repository-access.ts';
import { ownedTags, stayingTags } from './plan-tags.ts';
import type { AppliedTags } from './run.ts';

/** A tag that did not end where the plan says. */
export interface TagProblem {
  readonly tag: string;
  /** What the plan wants; null: no such tag. */
  readonly wanted: string | null;
  /** Version that the copy made it point at, if it did. */
  readonly copied: string | undefined;
  /** The destination has what the tag shall point at, so that a tag is all that must be moved. */
  readonly isThere: boolean;
  /** The plan leaves it where it is; else it moves it. */
  readonly isStaying?: boolean | undefined;
  /** Status of what it shall point at, where nobody can install that unasked. */
  readonly hidden?: Status | undefined;
  readonly end: Exclude<ProvenEnd, { kind: 'moved' }> | Threatened | Marked | Moving;
}

/** How a tag was found; `hidden`: where it shall be, and somebody hid that version since. */
type ProvenEnd = TagEnd | { readonly kind: 'hidden'; readonly move: TagMove; readonly status: Status };

export interface ProvenMoves extends Pick<MovedTags, 'seen'> {
  readonly ends: readonly ProvenEnd[];
}

/** The tag is where it shall be, and a mark of another run says that this one sets it back from there. */
export interface Threatened {
  readonly kind: 'threatened';
  readonly move: TagMove;
  readonly mark: Mark;
}

/** The source has the tag elsewhere by now, and a copy would take it to where nothing could set it back from. */
interface Moving {
  readonly kind: 'moving';
  readonly move: TagMove;
  readonly version: string;
}

/** A mark of this run could not be removed, by which a later one would move the tag again. */
export interface Marked {
  readonly kind: 'marked';
  readonly move: TagMove;
  readonly mark: LeftMark;
}

/** Tags that are where they shall be, and which a mark that counts would take away from there. */
export function threatening({ ends, seen }: ProvenMoves, now: number): Threatened[] {
  const marks = countingKeeps(seen, now);
  if (marks.length === 0) return [];
  return ends.flatMap(({ kind, move }) => {
    const mark = kind === 'moved' ? marks.find(({ tag }) => tag === move.tag) : undefined;
    return mark ? [{ kind: 'threatened' as const, move, mark }] : [];
  });
}

/**
 * Compares every tag that a plan names with what is there after the run. `versions`: those of the package that the plan is
 * about, whose status is proven with them.
 */
export async function proveWanted(
  plan: AppliedTags,
  versions: readonly string[],
  ports: ReadPorts,
): Promise<{ readonly problems: readonly TagProblem[]; readonly seen: Tags }> {
  const { before, wanted, afterCopy } = plan;
  const owned = ownedTags(plan).map((tag): TagMove => {
    const from = [valueOfTag(before, tag), valueOfTag(afterCopy, tag)];
    return { tag, from, to: valueOfTag(wanted, tag) ?? null };
  });
  // Where the run could not leave one there it said so, and its own proof found it where it is seen.
  const staying = stayingTags(plan, versions).map((tag) => stayingMove(plan, tag, valueOfTag(plan.seen, tag)));
  const moves = [...owned, ...staying];
  const now = serviceNow(ports.host, ports.side.reader);
  let proven = await proveMoves(plan, moves, versions, ports);
  if (threatening(proven, now).length > 0) {
    // A run that finds the tag there removes its mark, and one that sets it back has done so by then.
    await settledTags(parseCoordinate(plan.package), (tags) => countingKeeps(tags, now).length === 0, ports);
    proven = await proveMoves(plan, moves, versions, ports);
  }
  const bad = [...proven.ends.filter((end) => end.kind !== 'moved'), ...threatening(proven, now)];
  const problems = bad.map((end): TagProblem => {
    const { tag, to } = end.move;
    const isStaying = staying.includes(end.move);
    return { tag, wanted: to, copied: undefined, isThere: to !== null, isStaying, hidden: hiddenStatus(plan, to), end };
  });
  return { problems, seen: withoutMarks(proven.seen) };
}

export const hiddenStatus = ({ hidden = {} }: TagPlan, version: string | null): Status | undefined =>
  version === null ? undefined : ownMember(hidden, version);

/** A tag that is to be at `to`, although a copy may have taken it along. */
export function stayingMove({ afterCopy }: TagPlan, tag: string, to: string | undefined): TagMove {
  const copied = valueOfTag(afterCopy, tag);
  return { tag, from: copied === to ? [] : [copied], to: to ?? null };
}

type ReadPorts = {
  readonly host: TagPorts['host'];
  readonly side: Pick<TagPorts['side'], 'reader' | 'address' | 'tags'>;
};

/** What an upstream decides is not compared. */
export async function proveMoves(
  plan: TagPlan,
  moves: readonly TagMove[],
  versions: readonly string[],
  ports: ReadPorts,
): Promise<ProvenMoves> {
  const { package: name, hiddenByUpstream, hidden = {} } = plan;
  const ref = parseCoordinate(name);
  const read = moves.filter(({ tag }) => !Object.hasOwn(hiddenByUpstream, tag));
  const { ends, seen } = await proveTagsAgain(ref, read, ports);
  const owned = new Set(ownedTags(plan));
  const judged = await mapConcurrent(ends.length, ends, async (end): Promise<ProvenEnd> => {
    const { tag, to } = end.move;
    if (end.kind !== 'moved' || to === null || !owned.has(tag)) return end;
    // Somebody may have hidden what the plan is not about, and only leads a tag back to.
    const isElsewhere = !versions.includes(to) && !Object.hasOwn(hidden, to);
    if (!isElsewhere || (await isVisible(ref, to, new Set(), ports))) return end;
    const { reader, address } = ports.side;
    const status = (await reader.describePackageVersion(address, { ...ref, version: to }))?.status ?? 'Deleted';
    return { move: end.move, kind: 'hidden', status };
  });
  return { ends: judged, seen };
}
