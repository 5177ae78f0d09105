import type http from 'node:http';
import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { withScheme } from '../../core/model/proxy.ts';
import { decodedUserInfo, passwordIn } from '../../core/model/secret.ts';
import { shownAddress, shownSentence } from '../../core/text/shown-text.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** The passwords of all proxies that are named, as they stand there and as they are sent. */
export function proxyPasswords(env: Environment, given?: string): string[] {
  return [given, ...VARIABLES.map((name) => env[name])].flatMap((address = '') => {
    const password = passwordIn(withScheme(address));
    return password === undefined ? [] : [password, new URL(withScheme(address)).password];
  });
}

/** The address of a proxy as it can be used; throws CA-INPUT-001, which does not repeat it: it may hold a password. */
export function usableProxy(address: string): URL {
  const whole = withScheme(address.trim());
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '') return url;
  throw new RegistryError('CA-INPUT-001', `the proxy is ${shownAddress(address)}: expects an http or https address`, {
    remedy: 'Correct `http-proxy`, HTTPS_PROXY or HTTP_PROXY: `http://HOST:PORT`.',
  });
}

/** `Proxy-Authorization` for the user info of a proxy's address; undefined without any. */
export function proxyAuthorization({ username, password }: URL): string | undefined {
  const auth = userInfo({ username, password });
  return auth === undefined ? undefined : `Basic ${Buffer.from(auth).toString('base64')}`;
}

/** User and password of an address as they are sent; undefined without any. */
export function userInfo({ username, password }: Pick<URL, 'username' | 'password'>): string | undefined {
  if (username === '' && password === '') return undefined;
  return `${decodedUserInfo(username)}:${decodedUserInfo(password)}`;
}

/**
 * Where the host of an address is, in the words of Node.js; without user and password, which Node.js decodes by itself and
 * ends at a `%` that begins no escape.
 */
export function hostOf({ protocol, hostname, port }: URL): http.RequestOptions {
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return { protocol, hostname: host, ...(port === '' ? {} : { port: Number(port) }) };
}

/** The name that a proxy with TLS is asked for: by the header `Host`, Node.js would take the one behind it. */
export function serverName({ hostname }: URL): { readonly servername: string } {
  // An address by number has none.
  return { servername: /\]$|^[\d.]+$/.test(hostname) ? '' : hostname };
}

const CREDENTIALS_REMEDY =
  'Give the proxy its user and password in `http-proxy` or HTTPS_PROXY: `USER:PASSWORD@` before the host.';

/** The error of a 407: only proxies answer with that, whatever address was asked. */
export function proxyWantsCredentials(what: string): RegistryError {
  return new RegistryError('CA-NET-004', `${what} was answered with 407: the proxy wants credentials`, {
    remedy: CREDENTIALS_REMEDY,
  });
}

/**
 * The error of any answer to CONNECT but 200. It is the proxy's, over a connection that nobody vouches for, and never the
 * answer of the service behind it.
 */
export function tunnelRefused(proxy: URL, target: string, status: number, reason: string): RegistryError {
  if (status === 407) return proxyWantsCredentials(`CONNECT ${target} by the proxy ${proxy.host}`);
  const said = shownSentence(`${status} ${reason}`.trim(), 100);
  // What passes by itself, and what somebody decided.
  const code: ErrorCode = status === 429 || status >= 500 ? 'CA-NET-003' : 'CA-NET-004';
  return new RegistryError(code, `the proxy ${proxy.host} refused CONNECT ${target} (${said})`, {
    remedy: `Have the proxy allow ${target}, or name the host in \`no-proxy\` or NO_PROXY where it is reached directly. The service itself was not asked.`,
  });
}

const REACHED_REMEDY =
  'Check `http-proxy`, HTTPS_PROXY or HTTP_PROXY: its host, its port, and whether it is `http://` or `https://`.';

/** The error of a request that a proxy was to pass on, and of which nothing came back. */
export function proxySilent(proxy: URL, what: string, reason: string, cause: unknown): RegistryError {
  return new RegistryError('CA-NET-003', `${what} got no answer from the proxy ${proxy.host} (${reason})`, {
    cause,
    remedy: REACHED_REMEDY,
  });
}

/** The error of a proxy with which there is no connection. */
export function proxyUnreachable(proxy: URL, target: string, reason: string, cause?: unknown): RegistryError {
  return new RegistryError('CA-NET-003', `the proxy ${proxy.host} cannot be reached for ${target} (${reason})`, {
    cause,
    remedy: REACHED_REMEDY,
  });
}
