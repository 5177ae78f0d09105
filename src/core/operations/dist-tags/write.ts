// Reads, compares and writes single dist-tags.
import lt from 'semver/functions/lt.js';
import parse from 'semver/functions/parse.js';
import { retrying } from '../../calls/retry.ts';
import { type Journal, UNCLEAR } from '../../documents/journal.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { purl } from '../../model/coordinates.ts';
import type { PackageReference } from '../../model/package.ts';
import type { Secret } from '../../model/secret.ts';
import { MARK_PREFIX } from '../../model/tag-mark.ts';
import type { Host } from '../../ports/host.ts';
import type { Publishing, WireReadTarget } from '../../ports/package-format.ts';
import type { RepositoryWriter } from '../repository/repository-access.ts';

/** Versions that are not semver cannot be ordered, and then nothing is called backwards. */
export function isBackwards(from: string, to: string): boolean {
  const a = parse(from, { loose: true });
  const b = parse(to, { loose: true });
  return a !== null && b !== null && lt(b, a);
}

export interface TagPorts {
  readonly host: Pick<Host, 'clock' | 'log' | 'interrupted'>;
  readonly side: RepositoryWriter;
  readonly target: (ref: PackageReference, refused?: Secret) => Promise<WireReadTarget>;
  readonly journal: Journal;
}

/** Rejects with CA-INPUT-001 what no tag can be called, and what is called like a mark of ours. */
export function requireTagName(tag: string, input: string, tags: NonNullable<Publishing['tags']> | undefined): void {
  const shown = JSON.stringify(tag).slice(0, 100);
  if (tag.startsWith(MARK_PREFIX))
    throw new RegistryError('CA-INPUT-001', `${input}: ${shown} is called like the marks that runs leave`);
  if (tags && !tags.isName(tag))
    throw new RegistryError(
      'CA-INPUT-001',
      `${input}: ${shown} cannot be a dist-tag: it reads as a version range, or is reserved`,
    );
}

export interface TagWrite {
  readonly ref: PackageReference;
  readonly tag: string;
  /** What the tag points at, for the journal. */
  readonly was: string | undefined;
  /** Null: the tag is removed. */
  readonly becomes: string | null;
  /**
   * Asked right before each try, since others may have written while this write waited for its turn or to be tried
   * again. Undefined: nobody else writes this tag.
   */
  readonly look?: (() => Promise<BeforeWrite>) | undefined;
}

/** What a tag is right before a write of it: to be written, as the write would make it, or somebody else's. */
export type BeforeWrite = 'due' | 'done' | 'taken';

/**
 * Points a tag at a version, or removes it. Repeating is harmless. Resolves to whether this write had its effect: a tag
 * that is done after a try that failed was written by that try, whose answer was lost.
 */
export async function writeTag(
  change: TagWrite,
  tags: NonNullable<Publishing['tags']>,
  ports: TagPorts,
): Promise<boolean> {
  const { ref, tag, becomes, look } = change;
  let isSent = false;
  let isUnclear = false;
  const policy = { attempts: ports.side.attempts, label: `dist-tag ${ref.format}` };
  const write = {
    action: 'tag' as const,
    package: purl({ ...ref, version: undefined }),
    tag,
    was: change.was ?? null,
    becomes,
  };
  const send = (target: WireReadTarget) =>
    becomes === null ? tags.remove(ref, tag, target) : tags.set(ref, tag, becomes, target);
  return ports.journal.around(
    write,
    () =>
      retrying(ports.host, policy, async () => {
        const target = await ports.target(ref);
        const found = (await look?.()) ?? 'due';
        // After a try without an answer somebody else may have done the same.
        if (found !== 'due') {
          isUnclear = found === 'done' && isSent;
          return isUnclear;
        }
        isSent = true;
        try {
          await send(target);
        } catch (error) {
          if (!(error instanceof RegistryError) || error.code !== 'CA-AUTH-005') throw error;
          const renewed = await ports.target(ref, target.token);
          // What was refused had no effect, and the new token took its time.
          isSent = false;
          if (((await look?.()) ?? 'due') !== 'due') return false;
          isSent = true;
          await send(renewed);
        }
        return true;
      }),
    (isWritten) => (isUnclear ? UNCLEAR : isWritten ? 'done' : 'left'),
  );
}

/** Tags of the repository as package managers see them; none where nobody knows the package. */
export async function readTags(
  ref: PackageReference,
  { side }: { readonly side: Pick<RepositoryWriter, 'tags' | 'address'> },
): Promise<Readonly<Record<string, string>>> {
  return (await side.tags?.(side.address, ref)) ?? {};
}
