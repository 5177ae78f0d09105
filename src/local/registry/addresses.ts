// Addresses, pages and tags: what every part of the registry's interface speaks of.

export interface DomainAddress {
  readonly domain: string;
  /** 12-digit account id. */
  readonly domainOwner: string;
}

export interface OwnedRepositoryAddress extends DomainAddress {
  readonly repository: string;
}

/** One page of a list. `nextToken` is opaque, undefined on the last page; a token of another list is refused. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

export interface PageRequest {
  /** 1 to 1000; the operation's default when undefined. */
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}
