// The promotion plan: what would happen to each version and why, with everything pinned. People approve its hash.
import type { ErrorCode } from '../errors/catalogue.ts';
import { parseVersionCoordinate } from '../model/coordinates.ts';
import type { Status, VersionReference } from '../model/package.ts';
import type { AssetRecord, RepositoryRecord } from './manifest.ts';

export const PLAN_SCHEMA = 'codeartifact-ci/promotion-plan@1';

export type PlannedAction = 'copy' | 'unchanged' | 'conflict' | 'blocked';

/** State of the version in the destination when the plan was made. */
export interface DestinationState {
  readonly revision: string;
  readonly status: Status;
  readonly assets: readonly AssetRecord[];
}

export interface PlanItem {
  readonly purl: string;
  readonly action: PlannedAction;
  /** Why, in one sentence; always there for conflict and blocked. */
  readonly reason?: string;
  readonly code?: ErrorCode;
  /** Of the source; the copy is pinned to it. */
  readonly revision: string;
  /** Of the source; `Deleted` when it has no such version. */
  readonly status: Status;
  readonly assets: readonly AssetRecord[];
  /** Repository that holds it, when that is an upstream of the source. */
  readonly heldBy?: string;
  /** Purl of the version that needs it, when it was added by `include-dependencies`. */
  readonly neededBy?: string;
  /** Packages of this plan (purls without version) that must be there before. */
  readonly needs?: readonly string[];
  /** Null: the destination has no such version. */
  readonly before: DestinationState | null;
  /** Replaces other bytes in the destination (`allow-overwrite`). */
  readonly overwrites?: boolean;
  /** Of a build: the one that its snapshot is in the destination, and is no longer after the copy. */
  readonly replaces?: string;
}

const references = new WeakMap<PlanItem, VersionReference>();

/** What an item is about. Its purl is read once: a large plan is gone through many times. */
export function versionOf(item: PlanItem): VersionReference {
  const known = references.get(item) ?? parseVersionCoordinate(item.purl);
  references.set(item, known);
  return known;
}

/** Tells what an item is about where that is known already, so that its purl need not be read. Gives the item. */
export function about(item: PlanItem, ref: VersionReference): PlanItem {
  references.set(item, ref);
  return item;
}

/** Tags of one package in the destination: before, as the copy alone would leave them, as they shall be. */
export interface TagPlan {
  /** Purl without a version. */
  readonly package: string;
  readonly before: Readonly<Record<string, string>>;
  readonly afterCopy: Readonly<Record<string, string>>;
  readonly wanted: Readonly<Record<string, string>>;
  /** Tags whose value an upstream of the destination decides, so that package managers see another version. */
  readonly hiddenByUpstream: Readonly<Record<string, { readonly repository: string; readonly version: string }>>;
  /** Versions that tags lead to, `before` or `wanted`, and that nobody can install unasked, with their statuses. */
  readonly hidden?: Readonly<Record<string, Status>>;
  /**
   * Tags that the copy of an earlier run took along, and that it did not set back: where they are now. `before` has what
   * they go back to.
   */
  readonly unfinished?: Readonly<Record<string, string>>;
  /**
   * What `npm install` gives who name no version where `latest` gives nothing, before and after: the newest release that
   * is Published; null where there is none. Only told where `latest` is nowhere or on what is hidden.
   */
  readonly newest?: { readonly before: string | null; readonly after: string | null };
}

/** Tags as package managers are shown them when the plan is made. */
export const tagsNow = ({
  before,
  unfinished,
}: Pick<TagPlan, 'before' | 'unfinished'>): Readonly<Record<string, string>> => ({
  ...before,
  ...unfinished,
});

export interface PromotionPlan {
  readonly schema: typeof PLAN_SCHEMA;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly source: RepositoryRecord;
  readonly destination: RepositoryRecord;
  /** `copy`: within one domain, by CopyPackageVersions. `republish`: downloaded, verified and published again. */
  readonly mode: 'copy' | 'republish';
  /** What the plan was asked for, and what an input beside it is compared with; version 0.1.0 did not write these two. */
  readonly includeDependencies?: boolean;
  /** Sorted. */
  readonly distTags?: readonly string[];
  readonly includeFromUpstream: boolean;
  readonly allowOverwrite: boolean;
  /** Dependencies before dependants. */
  readonly items: readonly PlanItem[];
  readonly tags: readonly TagPlan[];
  /** What a republish cannot keep; empty for a copy. */
  readonly losses: readonly string[];
  readonly warnings: readonly string[];
  /** Names of what a reader must know to carry this out as it is meant; see `refuseUnknownMeanings`. */
  readonly requires?: readonly string[];
  /** SHA-256 (hex) over the canonical JSON of all the rest but `createdAt`; see plan-hash.ts. */
  readonly hash: string;
}
