// How an address is reached: directly, through a tunnel of a proxy, or by a proxy that passes requests on.
import http from 'node:http';
import type { SecureContext } from 'node:tls';
import { proxyFor } from '../../core/model/proxy.ts';
import { bypassesProxy } from './no-proxy.ts';
import { hostOf, proxyAuthorization, serverName, usableProxy, userInfo } from './proxy.ts';

export interface WayOptions {
  /** Environment that names the proxy (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, either case). */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Proxy given as an input; wins over the environment. */
  readonly proxy?: string | undefined;
  readonly noProxy?: string | undefined;
  readonly userAgent: string;
  /** What TLS trusts; asked once, before the first address that needs it. Undefined for what Node.js trusts. */
  readonly trusted?: (() => Promise<SecureContext | undefined>) | undefined;
  /** For a proxy to open a tunnel, in milliseconds. */
  readonly tunnelLimitMs: number;
}

/** One way to one origin. */
export interface Way {
  /** The proxy that passes requests on, which is who is connected with; tunnels say for themselves what is wrong. */
  readonly proxy?: URL;
  begin(url: URL, options: WayRequest): http.ClientRequest;
}

export type WayRequest = Pick<http.RequestOptions, 'method' | 'signal'> & {
  readonly headers: Readonly<Record<string, string | number>>;
};

/** The ways of a transport; connections are kept for later requests until `close`. */
export interface Ways {
  /** The same for all of an origin; through `by`, where a proxy is named, or directly, whatever NO_PROXY says. */
  to(url: URL, by?: string | false): Promise<Way>;
  /** The proxy by which an address is reached. Throws as `to` rejects. */
  usualProxy(url: URL): URL | undefined;
  close(): void;
}

const KEPT = { keepAlive: true, maxSockets: 64 } as const;

export function createWays(options: WayOptions): Ways {
  const agents: http.Agent[] = [];
  const kept = <Agent extends http.Agent>(agent: Agent): Agent => {
    agents.push(agent);
    return agent;
  };
  const plain = kept(new http.Agent(KEPT));
  const secureContext = once(async () => options.trusted?.());
  /** TLS is loaded with the first address that needs it. */
  const overTls = once(async () => {
    const [{ default: https }, context] = await Promise.all([import('node:https'), secureContext()]);
    const agent = kept(new https.Agent({ ...KEPT, ...(context ? { secureContext: context } : {}) }));
    return { agent, request: https.request };
  });

  const tunnels = new Map<string, Promise<http.Agent>>();
  const tunnelBy = (proxy: URL) => {
    const known = tunnels.get(proxy.href) ?? makeTunnel(proxy);
    tunnels.set(proxy.href, known);
    return known;
  };
  const makeTunnel = async (proxy: URL) => {
    const [{ TunnelAgent }, context] = await Promise.all([import('./proxy-tunnel.ts'), secureContext()]);
    const { userAgent, tunnelLimitMs: limitMs } = options;
    return kept(new TunnelAgent({ proxy, userAgent, limitMs, secureContext: context }) as http.Agent);
  };

  const usualProxy = (url: URL) => {
    const named = options.proxy ?? proxyFor(url, options.env);
    const noProxy = options.noProxy ?? (options.env.NO_PROXY || options.env.no_proxy);
    return named && !bypassesProxy(url, noProxy) ? usableProxy(named) : undefined;
  };
  const wayTo = async (url: URL, by: string | false | undefined): Promise<Way> => {
    const proxy = by === undefined ? usualProxy(url) : by === false ? undefined : usableProxy(by);
    if (url.protocol === 'https:') {
      const { agent, request } = await overTls();
      const used = proxy ? await tunnelBy(proxy) : agent;
      return { begin: (at, how) => request({ ...direct(at, how), agent: used }) };
    }
    if (!proxy) return { begin: (at, how) => http.request({ ...direct(at, how), agent: plain }) };
    if (proxy.protocol === 'http:') {
      return { proxy, begin: (at, how) => http.request({ ...passedOn(at, proxy, how), agent: plain }) };
    }
    const { agent, request } = await overTls();
    return { proxy, begin: (at, how) => request({ ...passedOn(at, proxy, how), ...serverName(proxy), agent }) };
  };

  const ways = new Map<string, Promise<Way>>();
  return {
    to(url, by) {
      const key = by === undefined ? url.origin : `${url.origin} ${by}`;
      const known = ways.get(key) ?? wayTo(url, by);
      ways.set(key, known);
      return known;
    },
    usualProxy,
    close() {
      for (const agent of agents) agent.destroy();
    },
  };
}

/** A request to whoever the address names. */
function direct(url: URL, how: WayRequest): http.RequestOptions {
  const auth = userInfo(url);
  return { ...hostOf(url), path: `${url.pathname}${url.search}`, ...how, ...(auth === undefined ? {} : { auth }) };
}

/**
 * A request whose whole address the proxy reads (RFC 9112, absolute-form). Proxies commonly open tunnels to port 443
 * alone, and a tunnel would hide nothing of what goes unencrypted.
 */
function passedOn(url: URL, proxy: URL, { method, headers, signal }: WayRequest): http.RequestOptions {
  const authorization = proxyAuthorization(proxy);
  const auth = userInfo(url);
  return {
    method,
    ...hostOf(proxy),
    path: `${url.origin}${url.pathname}${url.search}`,
    headers: {
      host: url.host,
      ...headers,
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    },
    ...(auth ? { auth } : {}),
    ...(signal ? { signal } : {}),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
