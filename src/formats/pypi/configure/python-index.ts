// What pip, uv and Poetry call the repository, and the addresses by which they know it.
import type { ConfigureRequest } from '../../../core/ports/package-format.ts';

/** The address of the index, which all but uploads ask. */
export const simpleIndex = (endpoint: string) => `${endpoint}simple/`;

/** The input, else the repository's name in letters, digits, `-` and `_`. */
export function indexName({ options, repository }: Pick<ConfigureRequest, 'options' | 'repository'>): string {
  return options['python-index-name'] || repository.replace(/[^A-Za-z0-9_-]/g, '-');
}

/**
 * The address with the credentials in it: for files of the owner alone, on a host that serves a second domain, for which
 * `.netrc` has no place.
 */
export function indexWithToken({ endpoint, token }: Pick<ConfigureRequest, 'endpoint' | 'token'>): string {
  const [scheme, rest] = simpleIndex(endpoint).split('://', 2);
  return `${scheme}://aws:${encodeURIComponent(token.reveal())}@${rest}`;
}
