// What became of each package version. Expected results, returned and never thrown; a whole batch always finishes.
import type { ErrorCode } from '../errors/catalogue.ts';
import type { Status, VersionReference } from './package.ts';

/** One file inside two archives of the same name whose bytes differ. */
export interface ArchiveDifference {
  /** Name of the asset (`package.tgz`, `acme-1.0.jar`). */
  readonly asset: string;
  readonly localSha256: string;
  readonly registrySha256: string;
  /** Members in words (`dist/index.js differs`, `LICENSE only in the registry`); empty when they cannot be read. */
  readonly members: readonly string[];
  /** More members differ than are listed. */
  readonly truncated: boolean;
  /** Every member has the same content: only times, order, owners or compression differ. */
  readonly onlyMetadata: boolean;
}

interface Of {
  readonly ref: VersionReference;
  /** One sentence; always there when the kind is not self-explaining. */
  readonly reason?: string | undefined;
}

export interface Published extends Of {
  readonly kind: 'published';
  readonly revision: string;
}

/** Present with identical bytes; nothing was written. */
export interface Unchanged extends Of {
  readonly kind: 'unchanged';
  readonly revision: string;
}

export interface Promoted extends Of {
  readonly kind: 'promoted';
  readonly revision: string;
}

/** Rollback, restore and retire: the version now has this status. */
export interface Changed extends Of {
  readonly kind: 'changed';
  readonly from: Status;
  readonly to: Status;
}

/** Left as it is on purpose: with other bytes (`if-exists: skip`), or because it belongs to somebody else by now. */
export interface Skipped extends Of {
  readonly kind: 'skipped';
  /** There where it keeps the run from being done. */
  readonly code?: ErrorCode | undefined;
  readonly reason: string;
  readonly differences?: readonly ArchiveDifference[] | undefined;
}

/** Present with different bytes, or the registry changed under us. */
export interface Conflict extends Of {
  readonly kind: 'conflict';
  readonly code: ErrorCode;
  readonly reason: string;
  readonly differences?: readonly ArchiveDifference[] | undefined;
}

/** Origin control, status, policy, or a sibling of the set that cannot go. */
export interface Blocked extends Of {
  readonly kind: 'blocked';
  readonly code: ErrorCode;
  readonly reason: string;
}

export interface Failed extends Of {
  readonly kind: 'failed';
  readonly code: ErrorCode;
  readonly reason: string;
  readonly requestId?: string | undefined;
}

export type Outcome = Published | Unchanged | Promoted | Changed | Skipped | Conflict | Blocked | Failed;
export type OutcomeKind = Outcome['kind'];

/** Whether nothing is a conflict, blocked or failed; what makes a run green. */
export function isGreen(outcomes: readonly Outcome[]): boolean {
  return outcomes.every(({ kind }) => kind !== 'conflict' && kind !== 'blocked' && kind !== 'failed');
}

/** Codes that only say that something else went wrong first. */
const CONSEQUENCES: readonly ErrorCode[] = ['CA-RUN-001', 'CA-RUN-002', 'CA-NET-006'];

/**
 * The code a run as a whole ends with; undefined when it is green. Conflicts first, since a buildspec branches on them;
 * then causes before their consequences.
 */
export function codeOf(outcomes: readonly Outcome[]): ErrorCode | undefined {
  const bad = outcomes.flatMap((outcome) =>
    'code' in outcome && outcome.code !== undefined ? [{ kind: outcome.kind, code: outcome.code }] : [],
  );
  const first = bad.find(({ kind }) => kind === 'conflict') ?? bad.find(({ code }) => !CONSEQUENCES.includes(code));
  return (first ?? bad.find(({ code }) => code !== 'CA-RUN-001') ?? bad[0])?.code;
}

/** How many of each kind, in the order people read them. */
export function countOutcomes(outcomes: readonly Outcome[]): Partial<Record<OutcomeKind, number>> {
  const counts: Partial<Record<OutcomeKind, number>> = {};
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
