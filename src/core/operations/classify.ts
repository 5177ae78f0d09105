// Each built version against the registry, by bytes and not by name.
import type { ArchiveDifference } from '../model/outcome.ts';
import type { Status } from '../model/package.ts';
import type { AssetDescription } from '../ports/code-artifact.ts';
import type { Artifact, Publication } from '../ports/package-format.ts';

/**
 * - absent: nowhere in reach
 * - identical: every artifact is there with the same sha256
 * - partial: some are there with the same sha256, the rest can still be added (or finished)
 * - different: at least one is there with other bytes
 * - upstream: not here, but reachable through an upstream, so the service answers 409
 * - withdrawn: Archived or Disposed
 * - origin-blocked: publish is BLOCK for the package
 */
export type Standing = 'absent' | 'identical' | 'partial' | 'different' | 'upstream' | 'withdrawn' | 'origin-blocked';

export interface Classification {
  readonly publication: Publication;
  readonly standing: Standing;
  /** One sentence for people. */
  readonly reason: string;
  readonly revision?: string | undefined;
  readonly status?: Status | undefined;
  /** What the registry has of this version. */
  readonly present: readonly AssetDescription[];
  /** Artifacts that the registry lacks. */
  readonly missing: readonly Artifact[];
  readonly differences?: readonly ArchiveDifference[] | undefined;
}
