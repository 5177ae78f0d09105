// What is to be undone, as journal, records, plan or manifest tell it.
import type { RepositoryRecord } from '../../../documents/manifest.ts';
import type { Status, VersionReference } from '../../../model/package.ts';

export interface UndoneVersion {
  readonly purl: string;
  readonly ref: VersionReference;
  /**
   * - made: the run put it there
   * - maybe: the run was about to, and did not come to note whether it did
   * - restored: a rollback gave it the status `left`, and it goes back to `target`
   * - unnoted: the release brought it, and no rollback is known to have hidden it last; where it is hidden, a restore says so
   * - left as it is, for the reason that `stays` says
   */
  readonly kind: 'made' | 'maybe' | 'restored' | 'unnoted' | 'stays';
  readonly stays?: { readonly outcome: 'skipped' | 'blocked' | 'unchanged'; readonly reason: string } | undefined;
  /** It is the release's own, and another run counts on it: `stays` says which. */
  readonly isUsed?: boolean | undefined;
  /** The run found it there, so it is not the run's at all. */
  readonly isFound?: boolean | undefined;
  /**
   * When the run began that found it there, in milliseconds since the epoch, where no run is known that put it there and
   * one may have been cut off without a trace.
   */
  readonly untoldAt?: number | undefined;
  /** Whether the release is known to have put it there, of what is `unnoted`. */
  readonly isSure?: boolean | undefined;
  /** Of what is `unnoted`: what is known of who hid it, in words that follow on its status. */
  readonly why?: string | undefined;
  /** Of a build: the one that its snapshot was before, and is to be again; undefined: the snapshot was not there. */
  readonly former?: string | undefined;
  /** Status that the run left it in. */
  readonly left: Status;
  /** Status to go back to; undefined: what the request says. */
  readonly target?: Status | undefined;
  /**
   * Restore: one that was cut off was about to list it, and may have; why nobody knows, in words. It is left where tags show
   * that it had, since those come last.
   */
  readonly listedBefore?: string | undefined;
  /** In the repository, when the run had done with it; undefined: not known. */
  readonly revision?: string | undefined;
  /** When the write began, in milliseconds since the epoch; undefined: not known. */
  readonly at?: number | undefined;
}

export interface UndoneTag {
  /** Purl without version. */
  readonly package: string;
  readonly tag: string;
  /** What the run made it point at, by itself or by its copy; null: no such tag. */
  readonly left: readonly (string | null)[];
  /** What to go back to; null: no such tag. */
  readonly to: string | null;
  /** The last of what it was made to point at, by a write that did not fail. */
  readonly last?: string | null | undefined;
  /** Restore: where rollbacks and restores of other releases led it; from there it goes to `to` where that is higher. */
  readonly ledLower?: readonly (string | null)[] | undefined;
  /**
   * Restore: where a run that is no rollback is known to have led it last. Elsewhere it is by somebody's wish since then, also
   * where a rollback had left it before. Undefined: a rollback led it last.
   */
  readonly ledOnTo?: string | null | undefined;
}

export interface UnmovedTag extends Pick<UndoneTag, 'package' | 'tag'> {
  /** Where the release had left it. */
  readonly last: string;
  /** Why it is left, in words that follow on `it stays`. */
  readonly why: string;
  /** Whether it may be a rollback's, or another run has it, so that the restore is not whole. */
  readonly isDoubtful?: boolean | undefined;
  /** The run that has it by now. */
  readonly by?: string | undefined;
}

/** A move of a tag by a rollback that is known. */
export interface TagStep extends Pick<UndoneTag, 'package' | 'tag'> {
  readonly from: string;
  /** Null: it was removed. */
  readonly to: string | null;
}

/** What other runs count on that ended well, or may have, and are not rolled back. */
export interface Uses {
  /** Versions, by purl -> the last of these runs. */
  readonly uses: ReadonlyMap<string, string>;
  /** Dist-tags at such a version, by `tagKey` -> the last run that left it there or found it there. */
  readonly held: ReadonlyMap<string, string>;
  /** Tags that rollbacks have led elsewhere, oldest first. */
  readonly moved: readonly TagStep[];
}

/** The same as it is asked for anew. */
export interface LaterUses extends Uses {
  /** Whether there are runs, or may be, of which nobody knows what they count on. */
  readonly isUnsure: boolean;
  /** What of them could not be read. */
  readonly warnings: readonly string[];
}

export interface Undo {
  readonly runId: string | undefined;
  /** See `lastKnown`. */
  readonly after?: number | undefined;
  /** The run and those that it continued; their marks have nothing more to say. */
  readonly runIds: ReadonlySet<string>;
  readonly place: RepositoryRecord;
  /** Of the same domain: where the release was copied from, where that is known. */
  readonly sourceRepository?: string | undefined;
  readonly claims: Uses;
  /** What other runs count on by now; asked for anew. `own`: the id of the run that asks. */
  readonly claimedSince: (own: string) => Promise<LaterUses>;
  /** Versions of a package (purl) that other runs put there after this one, and that are not rolled back. */
  readonly broughtSince?: ((name: string) => readonly string[]) | undefined;
  /** Versions at which releases that are live, and were given back since, promised a tag of a package (purl). */
  readonly promisedSince?: ((name: string, tag: string) => readonly string[]) | undefined;
  /** Whether a run is known that put the version (purl) there; undefined where no runs are known. */
  readonly isMade?: ((purl: string) => boolean) | undefined;
  /** When the service took the record of the run, by its own clock; undefined where it has none. */
  readonly storedAt?: (() => Promise<number | undefined>) | undefined;
  /** In the order in which they are to be undone: dependants first. */
  readonly versions: readonly UndoneVersion[];
  readonly tags: readonly UndoneTag[];
  /** Tags that a rollback may have pointed at a version before it was cut off, by `tagKey` -> that rollback. */
  readonly doubtfulTags?: ReadonlyMap<string, string> | undefined;
  /** Restore: the run that has a tag of a package (purl) at a version, by what it did since the rollback. */
  readonly decidedSince?: ((name: string, tag: string, version: string) => string | undefined) | undefined;
  /** Restore: tags that the release moved and no rollback is known to have moved back last, or that another run has by now. */
  readonly unmoved?: readonly UnmovedTag[] | undefined;
  /** Nobody noted which tags the run moved, so every one that points at an undone version goes to the best that is left. */
  readonly isWithoutTags: boolean;
  readonly warnings: readonly string[];
  /** Whether later runs have records that cannot be read: what is undone, or restored, may be theirs. */
  readonly isUnsure?: boolean | undefined;
  /** Whether the run may have written more than is known, which then stays as it is. */
  readonly isIncomplete: boolean;
}
