/** Where packages live: a repository of a domain. `domainOwner` is a 12-digit account id kept as a string. */
export interface RepositoryReference {
  readonly domain: string;
  readonly domainOwner?: string | undefined;
  readonly repository: string;
  readonly region: string;
}

/** Patterns and lengths from the service model 2018-09-22; all are whole-string, and lengths count characters. */
export const PATTERNS = {
  domain: /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/,
  repository: /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/,
  account: /^[0-9]{12}$/,
  // Package name, namespace and version share one pattern and the length 1 to 255.
  packagePart: /^[^#/\s]{1,255}$/u,
  region: /^[a-z0-9-]{1,64}$/,
  externalConnection: /^[A-Za-z0-9][A-Za-z0-9._\-:]{1,99}$/,
  revision: /^\S{1,50}$/u,
} as const;

/** Control, format, surrogate and unassigned characters are refused in asset names. */
export const ASSET_NAME = /^\P{C}{1,255}$/u;

/** `domain/repository` as people write and read it. */
export function label(repository: Pick<RepositoryReference, 'domain' | 'repository'>): string {
  return `${repository.domain}/${repository.repository}`;
}
