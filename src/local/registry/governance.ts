// The part of a registry's interface that governs what may come in and who may act: package groups, resource policies
// and resource tags. Exported with the rest from registry.ts.
import type { PackageReference } from '../../core/model/package.ts';
import type { DomainAddress, OwnedRepositoryAddress, Page, PageRequest, Tag } from './addresses.ts';

// ---- package groups ---------------------------------------------------------------------------------------------

export const RESTRICTION_TYPES = ['PUBLISH', 'EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM'] as const;
export type RestrictionType = (typeof RESTRICTION_TYPES)[number];
export const RESTRICTION_MODES = ['ALLOW', 'ALLOW_SPECIFIC_REPOSITORIES', 'BLOCK', 'INHERIT'] as const;
export type RestrictionMode = (typeof RESTRICTION_MODES)[number];

export interface GroupReference {
  readonly arn: string;
  readonly pattern: string;
}

export interface RestrictionView {
  readonly mode: RestrictionMode;
  readonly effectiveMode: RestrictionMode;
  readonly inheritedFrom: GroupReference | undefined;
  /** Only with ALLOW_SPECIFIC_REPOSITORIES. */
  readonly repositoriesCount: number | undefined;
}

export interface GroupView extends GroupReference, DomainAddress {
  readonly createdAt: number;
  readonly contactInfo: string | undefined;
  readonly description: string | undefined;
  readonly restrictions: Readonly<Record<RestrictionType, RestrictionView>>;
  /** Undefined for the root group. */
  readonly parent: GroupReference | undefined;
}

export interface AllowedRepository {
  readonly type: RestrictionType;
  readonly repository: string;
}

export type AssociationType = 'STRONG' | 'WEAK';

export interface AssociatedPackageView extends PackageReference {
  readonly association: AssociationType;
}

export interface GroupOriginChange {
  readonly restrictions?: Readonly<Partial<Record<RestrictionType, RestrictionMode>>> | undefined;
  readonly add?: readonly AllowedRepository[] | undefined;
  readonly remove?: readonly AllowedRepository[] | undefined;
}

export interface GroupDetails {
  readonly contactInfo?: string | undefined;
  readonly description?: string | undefined;
}

export interface PackageGroups {
  create(at: DomainAddress, pattern: string, options?: GroupDetails & { readonly tags?: readonly Tag[] }): GroupView;
  describe(at: DomainAddress, pattern: string): GroupView;
  update(at: DomainAddress, pattern: string, change: GroupDetails): GroupView;
  /** Makes the group or changes what differs, in one write. */
  declare(
    at: DomainAddress,
    pattern: string,
    change: GroupDetails & GroupOriginChange & { readonly tags?: readonly Tag[] },
  ): void;
  delete(at: DomainAddress, pattern: string): GroupView;
  list(at: DomainAddress, filter?: { prefix?: string | undefined }, page?: PageRequest): Page<GroupView>;
  /** Direct children only. */
  listSubGroups(at: DomainAddress, pattern: string, page?: PageRequest): Page<GroupView>;
  /** `preview` answers for a pattern that need not exist. */
  listAssociatedPackages(
    at: DomainAddress,
    pattern: string,
    preview?: boolean,
    page?: PageRequest,
  ): Page<AssociatedPackageView>;
  /** Works for packages that do not exist. */
  associatedGroup(at: DomainAddress, ref: PackageReference): { group: GroupView; association: AssociationType };
  listAllowedRepositories(at: DomainAddress, pattern: string, type: RestrictionType, page?: PageRequest): Page<string>;
  updateOriginConfiguration(
    at: DomainAddress,
    pattern: string,
    change: GroupOriginChange,
  ): {
    group: GroupView;
    updates: Readonly<Partial<Record<RestrictionType, { ADDED: readonly string[]; REMOVED: readonly string[] }>>>;
  };
}

// ---- policies and resource tags ---------------------------------------------------------------------------------

export interface PolicyView {
  readonly resourceArn: string;
  readonly revision: string;
  /** The JSON document as it was put. */
  readonly document: string;
}

/** Resource policies are stored here and evaluated by whoever authorizes. A repository makes it the repository's. */
export interface Policies {
  put(at: DomainAddress | OwnedRepositoryAddress, document: string, revision?: string): PolicyView;
  get(at: DomainAddress | OwnedRepositoryAddress): PolicyView;
  /** As `get`, undefined when there is none: for evaluation. */
  find(at: DomainAddress | OwnedRepositoryAddress): PolicyView | undefined;
  delete(at: DomainAddress | OwnedRepositoryAddress, revision?: string): PolicyView;
}

/** Domains, repositories and package groups, by ARN. */
export interface ResourceTags {
  tag(arn: string, tags: readonly Tag[]): void;
  untag(arn: string, keys: readonly string[]): void;
  list(arn: string): readonly Tag[];
}
