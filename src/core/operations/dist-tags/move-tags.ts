// Moves the dist-tags of one package. The service has no compare-and-set for them, so each is read right before its
// write: what somebody else made of it meanwhile is left and told. The time between that reading and our write is the
// one in which a move by somebody else can be lost.

import { LATE_MS, OWN_WRITE_MS, settled } from '../../calls/looks.ts';
import type { WaitingHost } from '../../calls/waits.ts';
import { asRegistryError, RegistryError } from '../../errors/registry-error.ts';
import type { PackageReference } from '../../model/package.ts';
import type { Publishing } from '../../ports/package-format.ts';
import { type Tags, valueOfTag } from './marks.ts';
import { type BeforeWrite, readTags, type TagPorts, writeTag } from './write.ts';

export interface TagMove {
  readonly tag: string;
  /** What the tag may point at for the move to be ours to make: what it was, what a copy made of it. Undefined: nothing. */
  readonly from: readonly (string | undefined)[];
  /** Null: the tag is removed. */
  readonly to: string | null;
  /** What the journal notes as its value before, where that is not shown, since the version is Archived. */
  readonly was?: string | undefined;
  /**
   * Value -> what the journal notes in its place: the copy of another run left the tag there, and that run was to set it
   * back. A rollback of this one must not lead it to where nobody wanted it.
   */
  readonly standsFor?: ReadonlyMap<string, string> | undefined;
  /** A copy took the tag elsewhere a moment ago, so a read that finds it at `to` may be of before the copy. */
  readonly isStirred?: boolean | undefined;
  /**
   * Value -> the mark by which a tag at that value is ours to move. Where the mark is gone, another run has decided about
   * the tag, even if it still points at what a copy of ours made of it: that run made the same of it, and counts on it.
   */
  readonly marks?: ReadonlyMap<string, string> | undefined;
}

export type TagEnd = {
  readonly move: TagMove;
} /** `isWritten`: by this run. Whether the version can still be installed must be read after that. */ & (
  | { readonly kind: 'moved'; readonly isWritten: boolean }
  /** It points at neither what it was nor what this run wants, and was left. */
  | { readonly kind: 'taken'; readonly value: string | undefined }
  | { readonly kind: 'failed'; readonly error: RegistryError }
);

export interface MovedTags {
  /** In the order of the moves. */
  readonly ends: readonly TagEnd[];
  /** All tags of the package as they were read last. */
  readonly seen: Tags;
}

/** Tags of a package and when their answer arrived, by the monotonic clock. */
export interface TagReading {
  readonly tags: Tags;
  readonly at: number;
}

type ReadPorts = { readonly host: WaitingHost; readonly side: Pick<TagPorts['side'], 'tags' | 'address'> };

type TagWire = NonNullable<Publishing['tags']>;

/** A reading that arrived so many milliseconds ago need not be repeated before the write. */
const JUST_READ_MS = 20;

/** Reads the tags of a package. */
export async function readingOf(ref: PackageReference, ports: TagPorts): Promise<TagReading> {
  return { tags: await readTags(ref, ports), at: ports.host.clock.monotonic() };
}

/** The same, read again until it is as it should be or the time in which an answer may be late is over. */
export async function settledReading(
  ref: PackageReference,
  isSo: (reading: TagReading) => boolean,
  ports: TagPorts,
): Promise<TagReading> {
  return settledInDoubt(ports.host, () => readingOf(ref, ports), isSo);
}

/** Any reading of tags, taken again until it is as it should be or the time in which an answer may be late is over. */
export async function settledInDoubt(
  host: WaitingHost,
  read: () => Promise<TagReading>,
  isSo: (reading: TagReading) => boolean,
): Promise<TagReading> {
  return settled({ ...IN_DOUBT, host }, read, isSo);
}

/** Tags of a package, read again until they are as they should be or the time in which an answer may be late is over. */
export async function settledTags(
  ref: PackageReference,
  isSo: (tags: Tags) => boolean,
  ports: ReadPorts,
): Promise<Tags> {
  return settled({ ...IN_DOUBT, host: ports.host }, () => readTags(ref, ports), isSo);
}

/** It is believed late that somebody else moved a tag: the answer may be older than what the plan goes by. */
const IN_DOUBT = { waits: LATE_MS, subject: 'the service shows the dist-tags as they are' } as const;
const JUST_WRITTEN = { waits: OWN_WRITE_MS, subject: 'the service shows the dist-tags as they were written' } as const;

/** Rejects only when the tags cannot be read before anything was written. `known`: a reading to begin with. */
export async function moveTags(
  ref: PackageReference,
  moves: readonly TagMove[],
  wire: TagWire,
  ports: TagPorts,
  known?: TagReading,
): Promise<MovedTags> {
  const { clock } = ports.host;
  const read = () => readingOf(ref, ports);
  let last = known ?? (await read());
  let isWritten = false;
  const ends: TagEnd[] = [];
  for (const move of moves) {
    const { tag, to } = move;
    const value = () => valueOfTag(last.tags, tag);
    const isDone = () => value() === (to ?? undefined) && !move.isStirred;
    if (isDone()) {
      ends.push({ move, kind: 'moved', isWritten: false });
      continue;
    }
    let isTaken = false;
    let isFirst = true;
    const look = async (): Promise<BeforeWrite> => {
      // One that is not stirred yet is shown by a late answer, at which nothing can be told from its mark.
      const isUnstirred = move.isStirred === true && isFirst;
      // A try whose answer was lost may have had its effect, of which what was read before it tells nothing.
      const isBeforeAll = isFirst;
      isFirst = false;
      const isClear = ({ tags }: TagReading) =>
        mayMove(move, tags) && !(isUnstirred && valueOfTag(tags, tag) === (to ?? undefined));
      const isJustRead = isBeforeAll && clock.monotonic() - last.at <= JUST_READ_MS && isClear(last);
      if (!isJustRead) last = await settledReading(ref, isClear, ports);
      isTaken = !mayMove(move, last.tags);
      return isTaken ? 'taken' : isDone() ? 'done' : 'due';
    };
    try {
      const found = value();
      const was = found === undefined ? move.was : (move.standsFor?.get(found) ?? found);
      const isWrittenNow = await writeTag({ ref, tag, was, becomes: to, look }, wire, ports);
      isWritten ||= isWrittenNow;
      ends.push(isTaken ? { move, kind: 'taken', value: value() } : { move, kind: 'moved', isWritten: isWrittenNow });
    } catch (error) {
      isWritten = true;
      ends.push({ move, kind: 'failed', error: asRegistryError(error) });
    }
    // What was read before it tells nothing any more.
    last = { ...last, at: Number.NEGATIVE_INFINITY };
  }
  return isWritten ? proveTags(ref, ends, ports) : { ends, seen: last.tags };
}

/** Whether the tag is where the move may take it from, or where it shall go. */
export function mayMove({ tag, from, to, marks }: TagMove, tags: Tags): boolean {
  const value = valueOfTag(tags, tag);
  if (value === (to ?? undefined)) return true;
  const mark = value === undefined ? undefined : marks?.get(value);
  return from.includes(value) && (mark === undefined || Object.hasOwn(tags, mark));
}

/**
 * Reads until every tag that was moved is where it should be, or patience is over. What stands where it was may be of
 * before our write, and is waited for longest; that somebody else moved it is believed when no answer can be late.
 */
async function proveTags(ref: PackageReference, ends: readonly TagEnd[], ports: ReadPorts): Promise<MovedTags> {
  const moves = ends.flatMap(({ kind, move }) => (kind === 'moved' ? [move] : []));
  try {
    const seen = await settledMoves(ref, moves, ports);
    return { ends: ends.map((end) => (end.kind === 'moved' ? judge(end, seen) : end)), seen };
  } catch (cause) {
    const error = asRegistryError(cause);
    return {
      ends: ends.map((end) => (end.kind === 'moved' ? { move: end.move, kind: 'failed', error } : end)),
      seen: {},
    };
  }
}

/** Reads until all are where they go; see `proveTags`. */
function settledMoves(ref: PackageReference, moves: readonly TagMove[], ports: ReadPorts): Promise<Tags> {
  const isThere = (seen: Tags) => moves.every(({ tag, to }) => valueOfTag(seen, tag) === (to ?? undefined));
  return settledAfter(moves, ref, isThere, ports);
}

/**
 * Reads the tags of a package after these moves of this run until they are as they should be. A tag that stands where one of
 * the moves took it from may be of before that, and is waited for longest.
 */
export function settledAfter(
  moves: readonly TagMove[],
  ref: PackageReference,
  isSo: (tags: Tags) => boolean,
  ports: ReadPorts,
): Promise<Tags> {
  let looks = 0;
  const look = () => {
    looks++;
    return readTags(ref, ports);
  };
  const isLate = (seen: Tags) =>
    moves.some(({ tag, from, to }) => {
      const value = valueOfTag(seen, tag);
      return value !== (to ?? undefined) && from.includes(value);
    });
  const isEnd = (seen: Tags) => isSo(seen) || (looks > LATE_MS.length && !isLate(seen));
  return settled({ ...JUST_WRITTEN, host: ports.host }, look, isEnd);
}

/**
 * Reads again tags that were found where they should be, or that shall stay where they are. What then stands elsewhere may
 * be a late answer and is read once more, and again, before it is believed. Rejects when they cannot be read.
 */
export async function proveTagsAgain(
  ref: PackageReference,
  moves: readonly TagMove[],
  ports: ReadPorts,
): Promise<MovedTags> {
  const seen = await settledMoves(ref, moves, ports);
  const ends = moves.map((move): TagEnd => {
    const value = valueOfTag(seen, move.tag);
    return value === (move.to ?? undefined)
      ? { move, kind: 'moved', isWritten: false }
      : { move, kind: 'taken', value };
  });
  return { ends, seen };
}

function judge(end: TagEnd, seen: Tags): TagEnd {
  const { move } = end;
  const value = valueOfTag(seen, move.tag);
  if (value === (move.to ?? undefined)) return end;
  // Where it came from it may have gone again, by a run that means it to be there.
  if (!mayMove(move, seen)) return { move, kind: 'taken', value };
  const words = `it was set to ${move.to ?? 'nothing'} and still points at ${value ?? 'nothing'}`;
  return { move, kind: 'failed', error: new RegistryError('CA-CONFLICT-002', words) };
}
