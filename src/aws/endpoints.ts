// Which address of an AWS service was given, and what the partition of a region decides. Where nothing was given, the
// endpoint rules of the SDK decide. Repository endpoints are never made: they are asked for, and not believed.
import { partition } from '@aws-sdk/core/client';
import { RegistryError } from '../core/errors/registry-error.ts';
import { isLoopback } from '../core/model/loopback.ts';
import type { Format } from '../core/model/package.ts';
import type { RepositoryAddress } from '../core/ports/code-artifact.ts';
import { shownAddress } from '../core/text/shown-text.ts';
import { subjectOf } from './references.ts';

export type ServiceName = 'codeartifact' | 'sts';

export interface Partition {
  /** As ARNs spell it. */
  readonly name: string;
  /** Audience that IAM's identity provider for GitHub is made with. */
  readonly audience: string;
}

export function partitionOf(region: string): Partition {
  const { name } = partition(region);
  // The other partitions know the service by its global name (IAM user guide, "Creating an OIDC provider").
  return { name, audience: name === 'aws-cn' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com' };
}

type Environment = Readonly<Record<string, string | undefined>>;

const isOn = (value: string | undefined) => value?.toLowerCase() === 'true';

export interface EndpointSettings {
  /** Undefined where the SDK's rules decide. */
  readonly endpoint: string | undefined;
  readonly useDualstackEndpoint: boolean;
  readonly useFipsEndpoint: boolean;
}

/**
 * Where a service is called: the input, AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, else the regional endpoint, with
 * AWS_USE_DUALSTACK_ENDPOINT and AWS_USE_FIPS_ENDPOINT as in every SDK. Variables are passed over when
 * AWS_IGNORE_CONFIGURED_ENDPOINT_URLS says so.
 */
export function endpointSettings(service: ServiceName, env: Environment, given?: string): EndpointSettings {
  const isIgnored = isOn(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS);
  const configured = isIgnored
    ? undefined
    : env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL || undefined;
  const named = given ?? configured;
  return {
    endpoint: named === undefined ? undefined : checked(service, named),
    // An address that was given is complete; the SDK refuses both together.
    useDualstackEndpoint: named === undefined && isOn(env.AWS_USE_DUALSTACK_ENDPOINT),
    useFipsEndpoint: named === undefined && isOn(env.AWS_USE_FIPS_ENDPOINT),
  };
}

function checked(service: ServiceName, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '')
    // The SDK puts its paths behind the address as it stands.
    return address.replace(/[/]+$/, '');
  throw new RegistryError(
    'CA-INPUT-001',
    `the endpoint given for ${service} is not an http or https address without credentials and query`,
    {
      remedy: `Correct \`${service === 'sts' ? 'sts-endpoint-url' : 'endpoint-url'}\` or AWS_ENDPOINT_URL_${service.toUpperCase()}.`,
    },
  );
}

/** For which repository an endpoint was asked for, and of whom. */
export interface AskedEndpoint {
  readonly at: RepositoryAddress;
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
 * | address                                                                        | whose                          |
 * | https://DOMAIN-OWNER.d.codeartifact.REGION.SUFFIX/…                            | the domain's own               |
 * | https://DOMAIN-OWNER.codeartifact.REGION.DUALSTACK-SUFFIX/…                    | the same, dual-stack           |
 * | https://vpce-….d.codeartifact.REGION.vpce.SUFFIX/FORMAT/d/DOMAIN-OWNER/…       | a VPC endpoint's, for it       |
 * | on the very host of `serviceAddress`                                           | whoever speaks for the service |
 *
 * Plain http is for this machine, and where the service itself was called so. Throws CA-NET-007 for everything else.
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
  const path = answer.replace(/^https?:\/\/[^/]*/, '') || '/';
  if (!isPlain || path !== url.pathname) return 'which is more than a plain address';
  const service = asked.serviceAddress === undefined ? undefined : new URL(asked.serviceAddress);
  const isKnown = (service !== undefined && isSameHost(url, service)) || isOfService(url, asked);
  if (!isKnown) return 'which is not a host of this domain, nor that of `endpoint-url`';
  // A token that came over plain http has nothing to lose.
  const isEncryptedEnough = url.protocol === 'https:' || service?.protocol === 'http:' || isHere(url);
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

function isOfService({ hostname, port, pathname }: URL, { at, format, region }: AskedEndpoint): boolean {
  if (port !== '') return false;
  const { dnsSuffix = '', dualStackDnsSuffix = '' } = partition(region);
  const domain = `${literal(at.domain.toLowerCase())}-${at.domainOwner === undefined ? '\\d{12}' : literal(at.domainOwner)}`;
  const place = `codeartifact\\.${literal(region.toLowerCase())}`;
  // Services that are called at `api.aws` serve their customers at `on.aws`; so in the other partitions.
  const served = dualStackDnsSuffix.replace(/^api\./, 'on.');
  const suffixes = [dnsSuffix, dualStackDnsSuffix, served].filter((suffix) => suffix !== '').map(literal);
  if (new RegExp(`^${domain}\\.(?:d\\.)?${place}\\.(?:${suffixes.join('|')})$`).test(hostname)) return true;
  // The host of a VPC endpoint serves every domain: which one, the path says.
  return (
    new RegExp(`^vpce-[a-z0-9-]+\\.d\\.${place}\\.vpce\\.${literal(dnsSuffix)}$`).test(hostname) &&
    new RegExp(`^/${format}/d/${domain}/`).test(pathname)
  );
}
