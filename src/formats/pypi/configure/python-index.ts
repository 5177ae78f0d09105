// What pip, uv and Poetry call the repository, and the addresses by which they know it.
import { isWithin, parseEndpoint } from '../../../core/model/endpoint.ts';
import type { ConfigureRequest, ToolRemark } from '../../../core/ports/package-format.ts';
import { plainAddress } from '../../shared/inspection.ts';

/** The address of the index, which all but uploads ask. */
export const simpleIndex = (endpoint: string) => `${endpoint}simple/`;

/** Whether an address of a repository is that of its index: at any other, clients find no package. */
export const isSimple = (address: string) => /\/simple\/?$/.test(new URL(address).pathname);

/** Whether packages can be uploaded to an address; to that of the index they cannot. */
export const isUploadAddress = (address: string, endpoint: string) =>
  isWithin(address, endpoint) && isWithin(endpoint, `${address.replace(/\/$/, '')}/`);

/** Whether an address is that of the index of everybody, where strangers can take any name that is free. */
export const isPublicIndex = (address: string) =>
  URL.canParse(address) && /^(?:[a-z-]+\.)?pypi\.(?:org|python\.org)$/.test(new URL(address).hostname);

export const PUBLIC_INDEX = 'https://pypi.org/simple/';

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

/** For an address of the repository at which there is no index. */
export function notSimpleRemark(
  tool: string,
  { source, setting, url }: { readonly source: string; readonly setting: string; readonly url: string },
  endpoint: string,
): ToolRemark[] {
  if (!isWithin(url, endpoint) || isSimple(url)) return [];
  return [
    {
      name: 'no-index-there',
      found: `\`${setting}\` in ${source} is ${plainAddress(url)}, where ${tool} finds no package: the index is at \`simple/\``,
      fix: `Set \`${setting}\` in ${source} to ${simpleIndex(endpoint)}.`,
    },
  ];
}

/** Whether the token has to stand in the address: of two domains of one host, `.netrc` can hold one. */
export function isTokenInPlace(address: string, others: readonly string[]): boolean {
  const own = parseEndpoint(address);
  return others.some((other) => {
    const one = parseEndpoint(other);
    return (
      own !== undefined &&
      one !== undefined &&
      new URL(other).hostname === new URL(address).hostname &&
      (one.domain !== own.domain || one.domainOwner !== own.domainOwner)
    );
  });
}
