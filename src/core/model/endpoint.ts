// The one parser of repository endpoints. Endpoints are asked for (GetRepositoryEndpoint), never assembled; they are
// read only where a person pastes one (`registry-url`) and to learn the owner the service filled in.
import { type Format, isFormat } from './package.ts';

export interface EndpointParts {
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository: string;
  readonly format: Format;
  /** Absent in path-style addresses that do not carry it (VPC endpoint without private DNS on an own name). */
  readonly region?: string | undefined;
  readonly endpointType: 'ipv4' | 'dualstack';
}

// The domain may contain hyphens, so the owner is the last 12 digits before the first dot.
const label = /^([a-z][a-z0-9-]{0,48}[a-z0-9])-(\d{12})$/;

/** A segment whose escapes are no text stands for itself. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * | address                                                                   | kind       |
 * | https://DOM-OWNER.d.codeartifact.REGION.amazonaws.com/npm/REPO/           | ipv4       |
 * | https://DOM-OWNER.codeartifact.REGION.on.aws/npm/REPO/                    | dual-stack |
 * | https://VPCE.d.codeartifact.REGION.vpce.amazonaws.com/npm/d/DOM-OWNER/REPO/ | path style |
 * | http://127.0.0.1:PORT/npm/d/DOM-OWNER/REPO/                               | path style |
 *
 * Undefined for anything else. Query and fragment are ignored, a missing trailing slash is fine, and what clients
 * append (`simple/`, `v3/index.json`) is cut off.
 */
export function parseEndpoint(address: string): EndpointParts | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const region = /\.codeartifact\.([a-z0-9-]+)\./.exec(url.hostname)?.[1];
  const segments = url.pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decoded);
  const [format = '', second = '', third = '', fourth = ''] = segments;
  if (!isFormat(format)) return undefined;
  const isPathStyle = second === 'd' && label.test(third);
  const [, domain, domainOwner] = label.exec(isPathStyle ? third : (url.hostname.split('.')[0] ?? '')) ?? [];
  const repository = isPathStyle ? fourth : second;
  if (!domain || !domainOwner || !/^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/.test(repository)) return undefined;
  if (!isPathStyle && !region) return undefined;
  return {
    domain,
    domainOwner,
    repository,
    format,
    region,
    endpointType: url.hostname.endsWith('.on.aws') ? 'dualstack' : 'ipv4',
  };
}

/**
 * Whether an address lies in the repository, with or without `:443`, user info, the last slash and what tools append.
 * `endpoint` is one that the service gave.
 */
export function isWithin(address: string, endpoint: string): boolean {
  if (!URL.canParse(address)) return false;
  const [a, b] = [new URL(address), new URL(endpoint)];
  return a.host === b.host && `${a.pathname.replace(/\/$/, '')}/`.startsWith(b.pathname);
}
