// Which repository a data-plane address means. Three spellings, all anchored at the start: a Maven path contains
// `/maven/` again (`org/apache/maven/plugins`), so a searching match would route half of Maven's requests wrongly.
import { FORMATS, type Format, isFormat } from '../../core/model/package.ts';

/** Where a data-plane request goes. */
export interface RepositoryRoute {
  readonly format: Format;
  readonly domain: string;
  /** 12 digits; undefined in the short spelling, where the default domain's owner is meant. */
  readonly domainOwner: string | undefined;
  readonly repository: string;
  /** Path up to and including the slash after the repository, as this client spelt it. */
  readonly prefix: string;
  /** The rest, still percent-encoded, without leading slash. */
  readonly path: string;
}

const formats = FORMATS.join('|');
const PATH_STYLE = new RegExp(`^/(?<format>${formats})/d/(?<scope>[^/]+)/(?<repository>[^/]+)(?:/(?<path>.*))?$`, 's');
const PLAIN_STYLE = new RegExp(`^/(?<format>${formats})/(?<repository>[^/]+)(?:/(?<path>.*))?$`, 's');
// The owner is the last 12 digits before the first dot: a domain may contain hyphens.
const SCOPE = /^(?<domain>.+)-(?<owner>\d{12})$/;
const REPOSITORY_HOST =
  /^(?<scope>[a-z0-9-]+-\d{12})\.(?:d\.)?codeartifact\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.com|on\.aws|localhost)$/;
const SERVICE_HOST =
  /^(?:codeartifact(?:-fips)?|sts)(?:\.[a-z0-9-]+)?\.(?:amazonaws\.com|on\.aws|localhost)$|^[a-z0-9-]+\.(?:d|api)\.codeartifact\.[a-z0-9-]+\.vpce\.amazonaws\.com$/;

/** Host names by which the true service is reached; a proxy or an /etc/hosts entry may bring such requests here. */
export function isServiceHost(hostname: string): boolean {
  return REPOSITORY_HOST.test(hostname) || SERVICE_HOST.test(hostname);
}

/**
 * The repository a path means, or undefined when it is not a data-plane path.
 * `hostname` is the Host header without port, in lower case; `fallback` serves the short spelling `/format/repository/`.
 */
export function routeRepository(
  path: string,
  hostname: string,
  fallback: { readonly domain: string; readonly domainOwner: string } | undefined,
): RepositoryRoute | undefined {
  const byPath = PATH_STYLE.exec(path)?.groups;
  if (byPath !== undefined) {
    const scope = splitScope(decodeSegment(byPath.scope ?? '') ?? '');
    return scope === undefined ? undefined : route(path, byPath, scope);
  }
  const short = PLAIN_STYLE.exec(path)?.groups;
  if (short === undefined) return undefined;
  const byHost = splitScope(REPOSITORY_HOST.exec(hostname)?.groups?.scope ?? '');
  const scope = byHost ?? fallback;
  return scope === undefined ? undefined : route(path, short, scope);
}

function route(
  path: string,
  groups: Readonly<Record<string, string | undefined>>,
  scope: { readonly domain: string; readonly domainOwner: string },
): RepositoryRoute | undefined {
  const repository = decodeSegment(groups.repository ?? '');
  if (repository === undefined || groups.format === undefined || !isFormat(groups.format)) return undefined;
  const rest = groups.path ?? '';
  const prefix = groups.path === undefined ? `${path}/` : path.slice(0, path.length - rest.length);
  return { format: groups.format, ...scope, repository, prefix, path: rest };
}

function splitScope(scope: string): { domain: string; domainOwner: string } | undefined {
  const groups = SCOPE.exec(scope)?.groups;
  if (groups?.domain === undefined || groups.owner === undefined) return undefined;
  return { domain: groups.domain, domainOwner: groups.owner };
}

/** One percent-decoded segment, or undefined when it is not valid UTF-8. */
export function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Path and query of a request target. */
export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  return { path, query };
}
