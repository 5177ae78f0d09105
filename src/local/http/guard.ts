// Keeps web pages out. A page in the developer's browser can send requests to 127.0.0.1, and with a name of its own
// that resolves to 127.0.0.1 (rebinding) it could even read the answers. So every request must name this server in
// its Host header, and one that a browser sends for another site is refused. A request that is a whole address
// (`GET http://host/path`) must name the same server twice.
import { isLoopback } from '../../core/model/loopback.ts';
import { plain, type WireRequest, type WireResponse } from './messages.ts';
import { isServiceHost } from './routes.ts';

export interface GuardOptions {
  /** The address the server was told to bind to. */
  readonly boundHost: string;
  /** Further names people reach it by: a container's name, a proxy's. Lower case. */
  readonly hostNames: readonly string[];
}

/** Host header without port, in lower case and without the brackets of IPv6. */
export function hostnameOf(host: string | undefined): string | undefined {
  const found = /^(?:\[(?<six>[0-9a-f:.]+)\]|(?<name>[a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host?.trim() ?? '')?.groups;
  return (found?.six ?? found?.name)?.toLowerCase().replace(/\.$/, '');
}

/** A refusal, or undefined when the request may pass. */
export function guard(request: WireRequest, options: GuardOptions): WireResponse | undefined {
  const hostname = hostnameOf(request.headers.host);
  if (hostname === undefined) return plain(400, 'the Host header is missing or malformed');
  if (!namesThisServer(hostname, request, options)) {
    return plain(421, 'the Host header does not name this server; start it with --host-name for another name');
  }
  if (request.authority !== undefined && !isSameAuthority(request.authority, request.headers.host)) {
    return plain(421, 'the address of the request names another server than its Host header');
  }
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return plain(403, 'requests from another site are refused');
  const origin = request.headers.origin;
  if (
    origin !== undefined &&
    origin.replace(/^https?:\/\//i, '').toLowerCase() !== request.headers.host?.toLowerCase()
  ) {
    return plain(403, 'requests from another site are refused');
  }
  return undefined;
}

/** Name and port; that of plain http may be left out. Whatever else stands there (a user) makes it another one. */
function isSameAuthority(authority: string, host: string | undefined): boolean {
  const plainly = (text: string) => text.trim().toLowerCase().replace(/:80$/, '');
  return plainly(authority) === plainly(host ?? '');
}

function namesThisServer(hostname: string, request: WireRequest, options: GuardOptions): boolean {
  if (isLoopback(hostname)) return true;
  if (hostname === options.boundHost.toLowerCase() || options.hostNames.includes(hostname)) return true;
  // Bound to every address: the one this connection came in on is ours.
  const local = request.localAddress?.replace(/^::ffff:/, '').toLowerCase();
  return hostname === local || isServiceHost(hostname);
}
