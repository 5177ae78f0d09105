// What the bundler puts in the place of `https-proxy-agent` and `tunnel` (scripts/bundling/tsconfig.json), through which
// the libraries of the cache service ask a proxy for tunnels: with their names, and with our agent. The first takes what a
// proxy answers to CONNECT for the answer of the service behind it, so that whoever sits on the way to the proxy could
// hand any archive to `tar`; the second compares the certificate of a proxy with the name behind it.
import type http from 'node:http';
import { VERSION } from '../../core/model/version.ts';
import { LIMITS } from '../exchanges.ts';
import { TunnelAgent } from './proxy-tunnel.ts';

const USER_AGENT = `codeartifact-ci/${VERSION}`;

/** `HttpsProxyAgent` of `https-proxy-agent`, as @typespec/ts-http-runtime makes one. */
export class HttpsProxyAgent extends TunnelAgent {
  constructor(proxy: string | URL) {
    super({
      proxy: new URL(proxy),
      userAgent: USER_AGENT,
      limitMs: LIMITS.idleMs,
      // These libraries trust what Node.js trusts.
      secureContext: undefined,
      keepAlive: false,
    });
  }
}

/** Options of `tunnel`, as far as @actions/http-client gives them. */
export interface TunnelingOptions {
  readonly maxSockets?: number;
  readonly keepAlive?: boolean;
  readonly proxy: {
    /** As in an address: with brackets where it is one of IPv6. */
    readonly host: string;
    /** Empty for the one of the protocol. */
    readonly port: string | number;
    /** `USER:PASSWORD`, decoded. */
    readonly proxyAuth?: string;
  };
}

/** Makes agents for addresses and proxies that have TLS or not. */
const over =
  (isSecure: boolean, protocol: 'http' | 'https') =>
  ({ proxy, keepAlive = false, maxSockets }: TunnelingOptions): http.Agent => {
    const url = new URL(`${protocol}://${proxy.host}`);
    url.port = String(proxy.port);
    const [, username = '', password = ''] = /^([^:]*):?(.*)$/s.exec(proxy.proxyAuth ?? '') ?? [];
    url.username = encodeURIComponent(username);
    url.password = encodeURIComponent(password);
    const limitMs = LIMITS.idleMs;
    const options = { proxy: url, userAgent: USER_AGENT, limitMs, secureContext: undefined };
    return new TunnelAgent({ ...options, keepAlive, isSecure, maxSockets }) as http.Agent;
  };

/** Of `tunnel`: the first protocol is that of the addresses, the second that of the proxy. */
export const httpsOverHttp = over(true, 'http');

/** As `httpsOverHttp`. */
export const httpsOverHttps = over(true, 'https');

/** As `httpsOverHttp`. */
export const httpOverHttp = over(false, 'http');

/** As `httpsOverHttp`. */
export const httpOverHttps = over(false, 'https');
