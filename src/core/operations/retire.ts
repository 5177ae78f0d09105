// Unlists, archives, disposes or deletes versions: named ones, or all that no retention rule keeps.
import { RegistryError } from '../errors/registry-error.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Format, Status, VersionReference } from '../model/package.ts';
import type { Host } from '../ports/host.ts';
import type { PackageFormat } from '../ports/package-format.ts';
import type { WriteSide } from './sides.ts';

export interface RetireRequest {
  /** Coordinates in either spelling; without a version: all versions of the package. */
  readonly coordinates?: readonly string[] | undefined;
  /** Text of the retention rules (YAML); with it, `coordinates` narrows the packages looked at. */
  readonly retention?: string | undefined;
  /** Packages of these formats only; undefined: all. */
  readonly formats?: readonly Format[] | undefined;
  readonly target: 'Unlisted' | 'Archived' | 'Disposed' | 'Deleted' | 'Published';
  readonly concurrency: number;
  readonly dryRun: boolean;
  readonly journalPath?: string | undefined;
}

export interface RetirePorts {
  readonly host: Host;
  readonly formats: readonly PackageFormat[];
  readonly destination: WriteSide;
}

export interface RetirePlanItem {
  readonly ref: VersionReference;
  readonly revision: string;
  readonly from: Status;
  /** Undefined: kept. */
  readonly to?: Status | undefined;
  readonly reason: string;
  /** Bytes of all assets. */
  readonly size: number;
}

export interface RetireReport {
  readonly plan: readonly RetirePlanItem[];
  readonly outcomes: readonly Outcome[];
  /** Bytes that the deletions free (or would). */
  readonly freed: number;
  readonly warnings: readonly string[];
  readonly runId: string;
}

/** Rejects with CA-INPUT-001/-002 for bad rules or coordinates. */
export async function retire(request: RetireRequest, ports: RetirePorts): Promise<RetireReport> {
  void request;
  void ports;
  throw new RegistryError('CA-RUN-003', 'retire is not built yet');
}
