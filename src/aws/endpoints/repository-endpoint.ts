// The answer of GetRepositoryEndpoint: addresses of repositories are never made, but asked for, and not believed.
import { partition } from '@aws-sdk/core/client';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { isLoopback } from '../../core/model/loopback.ts';
import type { Format } from '../../core/model/package.ts';
import type { RepositoryAddress } from '../../core/ports/code-artifact.ts';
import { shownAddress } from '../../core/text/shown-text.ts';
import { subjectOf } from '../references.ts';

/** For which repository an endpoint was asked for, and of whom. */
export interface AskedEndpoint {
  readonly at: RepositoryAddress;
  /**
   * Whose domain is meant where `at` does not say: the account signed in, as far as it is known without a call of its own,
   * else the owner that earlier answers named. Undefined where nobody knows: then any account's domain of that name is
   * believed.
   */
  readonly owner?: string | undefined;
  readonly format: Format;
  readonly region: string;
  /** Where the service was called, when somebody said so; undefined where the SDK's rules decided. */
  readonly serviceAddress: string | undefined;
}

/**
 * All that an address of a repository may consist of. No user info, query, fragment, control character, `$`, `%`, quote
 * or backslash, and nothing that any file format of a tool reads as something else than itself.
 */
const ADDRESS = /^https?:\/\/[A-Za-z0-9._-]+(?::\d{1,5})?(?:\/[\w.~-]+)*\/?$/;
const ADDRESS_BY_NUMBER = /^https?:\/\/\[[0-9a-f:.]+\](?::\d{1,5})?(?:\/[\w.~-]+)*\/?$/i;

/**
 * The answer of GetRepositoryEndpoint, looked at before anybody uses it: the token goes there, and it is written into the
 * files of tools that expand variables (npm), run as scripts (Gradle) or are read by shells.
 *
 * It is the endpoint with a trailing slash, when it is one of
 *
 * | address                                                                             | whose                          |
 * | https://DOMAIN-OWNER.d.codeartifact.REGION.SUFFIX/FORMAT/REPOSITORY/                | the domain's own               |
 * | https://DOMAIN-OWNER.codeartifact.REGION.DUALSTACK-SUFFIX/FORMAT/REPOSITORY/        | the same, dual-stack           |
 * | https://vpce-….d.codeartifact.REGION.vpce.SUFFIX/FORMAT/d/DOMAIN-OWNER/REPOSITORY/  | a VPC endpoint's, for it       |
 * | on the very host of `serviceAddress`, with any path                                 | whoever speaks for the service |
 *
 * Plain http is for this machine, and for that very host where it was called so itself. Throws CA-NET-007 for everything else.
 */
export function checkedEndpoint(answer: unknown, asked: AskedEndpoint): string {
  const what = `GetRepositoryEndpoint for ${subjectOf(asked.at)}`;
  if (typeof answer !== 'string' || !URL.canParse(answer))
    throw new RegistryError('CA-NET-004', `${what} gave no address`);
  const reason = reasonAgainst(answer, asked);
  if (reason !== undefined)
    throw new RegistryError('CA-NET-007', `${what} was answered with ${shownAddress(answer)}, ${reason}`);
  return answer.endsWith('/') ? answer : `${answer}/`;
}

function reasonAgainst(answer: string, asked: AskedEndpoint): string | undefined {
  const url = new URL(answer);
  const isPlain = ADDRESS.test(answer) || ADDRESS_BY_NUMBER.test(answer);
  // What is read as another path than it says (`/../`) is no plain address, either.
  const written = answer.replace(/^https?:\/\/[^/]*/, '') || '/';
  if (!isPlain || written !== url.pathname) return 'which is more than a plain address';
  const service = asked.serviceAddress === undefined ? undefined : new URL(asked.serviceAddress);
  const isNamed = service !== undefined && isSameHost(url, service);
  const path = isNamed ? undefined : pathOnHostOf(url, asked);
  if (!isNamed && path === undefined) return 'which is not a host of this domain, nor that of `endpoint-url`';
  // Nobody says whether the service keeps the case in which somebody wrote the name.
  if (path !== undefined && url.pathname.toLowerCase().replace(/\/$/, '') !== path.toLowerCase())
    return `which is not the place of ${asked.format} packages of this repository`;
  // Only on the host that was itself called so: there nothing is lost. On the domain's own, packages would be as well.
  const isCalledSo = isNamed && service.protocol === 'http:';
  const isEncryptedEnough = url.protocol === 'https:' || isCalledSo || isHere(url);
  return isEncryptedEnough ? undefined : 'which is not encrypted';
}

/** Names below `localhost` are this machine's as well (RFC 6761); the local server has one for each domain. */
const isHere = ({ hostname }: URL) => isLoopback(hostname) || hostname.endsWith('.localhost');

/** The port counts, but where only the encryption differs; this machine has several names. */
function isSameHost(a: URL, b: URL): boolean {
  if (isHere(a) && isHere(b)) return a.port === b.port;
  return a.hostname === b.hostname && a.port === b.port;
}

const literal = (text: string) => text.replace(/[^\w-]/g, '\\$&');

/** The path that the repository has there, when it is a host of the service that serves the domain. */
function pathOnHostOf({ hostname, port, pathname }: URL, asked: AskedEndpoint): string | undefined {
  const { at, format, region, owner: assumed } = asked;
  const owner = at.domainOwner ?? assumed;
  if (port !== '') return undefined;
  const { dnsSuffix = '', dualStackDnsSuffix = '' } = partition(region);
  const domain = `${literal(at.domain.toLowerCase())}-${owner === undefined ? '\\d{12}' : literal(owner)}`;
  const place = `codeartifact\\.${literal(region.toLowerCase())}`;
  // Services that are called at `api.aws` serve their customers at `on.aws`; so in the other partitions.
  const served = dualStackDnsSuffix.replace(/^api\./, 'on.');
  const suffixes = [dnsSuffix, dualStackDnsSuffix, served].filter((suffix) => suffix !== '').map(literal);
  if (new RegExp(`^${domain}\\.(?:d\\.)?${place}\\.(?:${suffixes.join('|')})$`).test(hostname))
    return `/${format}/${at.repository}`;
  // The host of a VPC endpoint serves every domain: which one, the path says.
  const isOfVpc = new RegExp(`^vpce-[a-z0-9-]+\\.d\\.${place}\\.vpce\\.${literal(dnsSuffix)}$`).test(hostname);
  const scope = new RegExp(`^/[^/]+/d/(${domain})/`).exec(pathname)?.[1];
  return isOfVpc && scope !== undefined ? `/${format}/d/${scope}/${at.repository}` : undefined;
}
