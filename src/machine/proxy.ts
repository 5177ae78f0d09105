import { RegistryError } from '../core/errors/registry-error.ts';
import { passwordIn } from '../core/model/secret.ts';
import { shownAddress } from '../core/text/shown-text.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy for an address, by the usual variables: HTTPS_PROXY, else HTTP_PROXY, for both kinds of address. */
export function proxyFor(url: URL, env: Environment): string | undefined {
  const https = env.HTTPS_PROXY || env.https_proxy;
  const http = env.HTTP_PROXY || env.http_proxy;
  return (url.protocol === 'https:' ? https || http : http) || undefined;
}

const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** The passwords of all proxies that are named, as they stand there and as they are sent. */
export function proxyPasswords(env: Environment, given?: string): string[] {
  return [given, ...VARIABLES.map((name) => env[name])].flatMap((address = '') => {
    const password = passwordIn(address);
    return password === undefined ? [] : [password, new URL(address).password];
  });
}

/** The address of a proxy as it can be used; throws CA-INPUT-001, which does not repeat it: it may hold a password. */
export function usableProxy(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new RegistryError('CA-INPUT-001', `the proxy is ${shownAddress(address)}: expects an http or https address`, {
    remedy: 'Correct `http-proxy`, HTTPS_PROXY or HTTP_PROXY: `http://HOST:PORT`.',
  });
}

/**
 * Whether NO_PROXY exempts an address.
 *
 * | NO_PROXY        | exempts                              |
 * | `*`             | everything                           |
 * | `example.com`   | that host and its subdomains         |
 * | `.example.com`  | the same                             |
 * | `host:8080`     | only that port                       |
 *
 * Loopback is always exempt: a proxy cannot reach the local server. So are the link-local addresses under which a
 * container finds its credentials.
 */
export function bypassesProxy(url: URL, noProxy: string | undefined): boolean {
  const host = url.hostname.toLowerCase();
  if (host === 'localhost' || host === '[::1]' || host.startsWith('127.')) return true;
  if (host.startsWith('169.254.') || host === '[fd00:ec2::23]') return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return (noProxy ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const bare = name.replace(/^\*?\./, '');
      return (only === undefined || only === port) && (host === bare || host.endsWith(`.${bare}`));
    });
}
