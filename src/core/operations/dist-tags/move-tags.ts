// Moves the dist-tags of one package. The service has no compare-and-set for them, so each is read right before its
// write: what somebody else made of it meanwhile is left and told. The time between that reading and our write is the
// one in which a move by somebody else can be lost.

import { LATE_MS, OWN_WRITE_MS, settled } from '../../calls/looks.ts';
import type { WaitingHost } from '../../calls/waits.ts';
import { asRegistryError, RegistryError } from '../../errors/registry-error.ts';
import type { PackageReference } from '../../model/package.ts';
import type { Publishing } from '../../ports/package-format.ts';
import type { Tags } from './marks.ts';
import { type BeforeWrite, readTags, type TagPorts, writeTag } from './write.ts';

export interface TagMove {
  readonly tag: string;
  /** What the tag may point at for the move to be ours to make: what it was, what a copy made of it. Undefined: nothing. */
  readonly from: readonly (string | undefined)[];
  /** Null: the tag is removed. */
  readonly to: string | null;
  /** What the journal notes as its value before, where that is not shown, since the version is Archived. */
  readonly was?: string | undefined;
  /** A copy took the tag elsewhere a moment ago, so a read that finds it at `to` may be of before the copy. */
  readonly isStirred?: boolean | undefined;
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
    const value = () => pointedAt(last.tags, tag);
    const isDone = () => value() === (to ?? undefined) && !move.isStirred;
    if (isDone()) {
      ends.push({ move, kind: 'moved', isWritten: false });
      continue;
    }
    let isTaken = false;
    const look = async (): Promise<BeforeWrite> => {
      const isFree = ({ tags }: TagReading) => [to ?? undefined, ...move.from].includes(pointedAt(tags, tag));
      const isJustRead = clock.monotonic() - last.at <= JUST_READ_MS && isFree(last);
      if (!isJustRead) last = await settled({ ...IN_DOUBT, host: ports.host }, read, isFree);
      isTaken = !isFree(last);
      return isTaken ? 'taken' : isDone() ? 'done' : 'due';
    };
    try {
      const isOurs = await writeTag({ ref, tag, was: value() ?? move.was, becomes: to, look }, wire, ports);
      isWritten ||= isOurs;
      ends.push(isTaken ? { move, kind: 'taken', value: value() } : { move, kind: 'moved', isWritten: isOurs });
    } catch (error) {
      isWritten = true;
      ends.push({ move, kind: 'failed', error: asRegistryError(error) });
    }
    // What was read before it tells nothing any more.
    last = { ...last, at: Number.NEGATIVE_INFINITY };
  }
  return isWritten ? proveTags(ref, ends, ports) : { ends, seen: last.tags };
}

/** Reads until every tag that was moved is where it should be, somebody else moved it, or patience is over. */
async function proveTags(ref: PackageReference, ends: readonly TagEnd[], ports: ReadPorts): Promise<MovedTags> {
  const judged = (seen: Tags) => ends.map((end) => (end.kind === 'moved' ? judge(end, seen) : end));
  const given = new Set(ends);
  const isSo = (seen: Tags) => judged(seen).every((end) => end.kind !== 'failed' || given.has(end));
  try {
    const seen = await settled({ ...JUST_WRITTEN, host: ports.host }, () => readTags(ref, ports), isSo);
    return { ends: judged(seen), seen };
  } catch (cause) {
    const error = asRegistryError(cause);
    return {
      ends: ends.map((end) => (end.kind === 'moved' ? { move: end.move, kind: 'failed', error } : end)),
      seen: {},
    };
  }
}

/**
 * Reads again tags that were found where they should be. What then stands where it was before the move may be a late
 * answer and is read once more, and again, before it is believed. Rejects when they cannot be read.
 */
export async function proveTagsAgain(
  ref: PackageReference,
  moves: readonly TagMove[],
  ports: ReadPorts,
): Promise<MovedTags> {
  const isWhereItWas = (seen: Tags, { tag, from, to }: TagMove) => {
    const value = pointedAt(seen, tag);
    return value !== (to ?? undefined) && from.includes(value);
  };
  const isSo = (seen: Tags) => !moves.some((move) => isWhereItWas(seen, move));
  const seen = await settled({ ...JUST_WRITTEN, host: ports.host }, () => readTags(ref, ports), isSo);
  const ends = moves.map((move): TagEnd => {
    const value = pointedAt(seen, move.tag);
    return value === (move.to ?? undefined)
      ? { move, kind: 'moved', isWritten: false }
      : { move, kind: 'taken', value };
  });
  return { ends, seen };
}

function judge(end: TagEnd, seen: Tags): TagEnd {
  const { move } = end;
  const value = pointedAt(seen, move.tag);
  if (value === (move.to ?? undefined)) return end;
  if (!move.from.includes(value)) return { move, kind: 'taken', value };
  const words = `it was set to ${move.to ?? 'nothing'} and still points at ${value ?? 'nothing'}`;
  return { move, kind: 'failed', error: new RegistryError('CA-CONFLICT-002', words) };
}

const pointedAt = (tags: Tags, tag: string): string | undefined => (Object.hasOwn(tags, tag) ? tags[tag] : undefined);
