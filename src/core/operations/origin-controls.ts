// Origin controls after publishing: a published name must not be answered by its public namesake.
import type { OriginRestrictions, PackageReference } from '../model/package.ts';

export interface OriginFinding {
  readonly ref: PackageReference;
  /** Undefined: the repository has no record of the package yet. */
  readonly found: OriginRestrictions | undefined;
  /**
   * - shut: publish ALLOW, upstream BLOCK, as it should be
   * - open: upstream ALLOW, so a public package of this name can come in
   * - closed: publish BLOCK
   * - corrected: was open, set to publish ALLOW, upstream BLOCK by this run
   * - namesake: not published yet, and the name is already reachable through an upstream or public source
   */
  readonly finding: 'shut' | 'open' | 'closed' | 'corrected' | 'namesake';
  readonly detail: string;
}
