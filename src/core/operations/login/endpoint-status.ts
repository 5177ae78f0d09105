// What the endpoint of a repository answers to a package manager, told by the status alone.
import { isLoopback } from '../../model/loopback.ts';
import type { Format } from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import type { Registration } from './registration.ts';

/** No package has this name; what counts is whether the answer is about the package or about us. */
const NO_PACKAGE = 'codeartifact-ci-doctor-probe';
/** Status of a server that knows the format and does not serve it (RFC 9110, 501 Not Implemented). */
export const NOT_SERVED = 501;

/** A warning is not worth a longer wait. */
const SILENCE_MS = 5_000;

/** Asks with a token and reads no more than the status. Rejects with CA-NET-003 when no answer comes. */
export async function statusOf(
  url: string,
  token: string,
  { http }: Pick<Host, 'http'>,
  idleTimeoutMs?: number,
): Promise<{ status: number; date: string | undefined }> {
  const response = await http({
    method: 'GET',
    url: `${url}${NO_PACKAGE}`,
    headers: { authorization: `Bearer ${token}` },
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
  });
  await response.discard();
  return { status: response.status, date: response.headers.date };
}

/** The same by another way, without a token: whoever stands on it learns nothing. No proxy at all is `false`. */
export async function statusBy(
  proxy: string | false,
  url: string,
  http: Host['http'],
  signal: AbortSignal,
): Promise<number> {
  const response = await http({ method: 'GET', url: `${url}${NO_PACKAGE}`, proxy, signal, idleTimeoutMs: SILENCE_MS });
  await response.discard();
  return response.status;
}

/**
 * A sentence for each endpoint that does not serve the tools that are configured for it. Only servers that stand in for
 * the service are asked (on this machine, or over plain http, which the service does not speak), only about the formats
 * in `doubtful`, and once each. A server that gives no answer is no reason to warn: never rejects.
 */
export async function unservedWarnings(
  registrations: readonly Registration[],
  doubtful: readonly Format[],
  host: Pick<Host, 'http'>,
): Promise<readonly string[]> {
  const byEndpoint = new Map<string, Registration[]>();
  for (const registration of registrations) {
    const { endpoint } = registration.request;
    if (!doubtful.includes(registration.format) || !standsIn(endpoint)) continue;
    byEndpoint.set(endpoint, [...(byEndpoint.get(endpoint) ?? []), registration]);
  }
  const warnings = [...byEndpoint].map(async ([endpoint, together]) => {
    const [first] = together as [Registration, ...Registration[]];
    const answer = await statusOf(endpoint, first.request.token.reveal(), host, SILENCE_MS).catch(() => undefined);
    if (answer?.status !== NOT_SERVED) return [];
    const tools = [...new Set(together.map(({ tool }) => `\`${tool.name}\``))].join(', ');
    return [
      `${tools}: the server at ${new URL(endpoint).host} does not serve ${first.format} packages, so nothing can be installed from it or published to it`,
    ];
  });
  return (await Promise.all(warnings)).flat();
}

function standsIn(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'http:' || isLoopback(hostname);
}
