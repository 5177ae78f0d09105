// Publishing a release set: gather built files, compare each version with the registry by bytes, upload what is
// missing in dependency order, verify digests, make the set public last, write the manifest.

import type { ReleaseManifest } from '../documents/manifest.ts';
import { RegistryError } from '../errors/registry-error.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Host } from '../ports/host.ts';
import type { FileVerdict, PackageFormat } from '../ports/package-format.ts';
import type { Classification } from './classify.ts';
import type { ExpectedVersion } from './expected-version.ts';
import type { OriginFinding } from './origin-controls.ts';
import type { WriteSide } from './sides.ts';

export interface PublishRequest {
  /** Globs of built files, folders of built files or project directories, relative to `workingDirectory`. */
  readonly packages: readonly string[];
  readonly workingDirectory: string;
  /** What the files are, for formats whose files do not say (generic); a coordinate in either spelling. */
  readonly coordinate?: string | undefined;
  /** Dist-tag that the set gets at the end; undefined: what each package's author means. */
  readonly npmTag?: string | undefined;
  /** `verify`: identical bytes are `unchanged`. `fail`: they are a conflict too. */
  readonly ifExists: 'verify' | 'fail';
  /** Refuse built files of other versions; resolve `tag` with `expectedVersionOfTag` first. */
  readonly expectedVersion?: ExpectedVersion | undefined;
  /** Package versions in flight at once. */
  readonly concurrency: number;
  readonly dryRun: boolean;
  /** Where to write the manifest; undefined writes none. */
  readonly manifestPath?: string | undefined;
  /** Journal file; undefined writes none. */
  readonly journalPath?: string | undefined;
  /** What to do about origin controls that leave a published name open to its public namesake. */
  readonly originControls: 'report' | 'assert';
}

export interface PublishPorts {
  readonly host: Host;
  /** Client halves to look for, already narrowed to the input `format`. */
  readonly formats: readonly PackageFormat[];
  readonly destination: WriteSide;
  /** Called before the first write with what would be done; a dry run ends after it. */
  readonly onPlan?: ((classifications: readonly Classification[]) => void) | undefined;
}

export interface PublishReport {
  readonly classifications: readonly Classification[];
  /** One for each version; empty in a dry run except for what could not be published anyway. */
  readonly outcomes: readonly Outcome[];
  readonly verdicts: readonly FileVerdict[];
  /** Versions that are in the repository with the right bytes; undefined in a dry run. */
  readonly manifest?: ReleaseManifest | undefined;
  readonly originFindings: readonly OriginFinding[];
  readonly warnings: readonly string[];
  readonly runId: string;
}

/**
 * Publishes a set. Everything expected comes back as outcomes; rejects only when going on is pointless: CA-FILE-001
 * and -002 (nothing publishable), CA-CONFLICT-005 (other version built), CA-AUTH and CA-FIND errors, CA-RUN-002.
 */
export async function publish(request: PublishRequest, ports: PublishPorts): Promise<PublishReport> {
  void request;
  void ports;
  throw new RegistryError('CA-RUN-003', 'publish is not built yet');
}
