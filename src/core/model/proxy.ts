// Which proxy the usual variables name, and what of its address may be shown.

/** The proxy for an address, by the usual variables: HTTPS_PROXY, else HTTP_PROXY, for both kinds of address. */
export function proxyFor(url: URL, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const https = env.HTTPS_PROXY || env.https_proxy;
  const http = env.HTTP_PROXY || env.http_proxy;
  return (url.protocol === 'https:' ? https || http : http) || undefined;
}

/** A proxy without a scheme is spoken to over http, as curl and the AWS CLI have it: `proxy.example:3128`. */
export function withScheme(address: string): string {
  return address.includes('://') || address.startsWith('/') ? address : `http://${address}`;
}

/** Scheme, host and port: the rest may hold a password. Undefined for what is no address. */
export function proxyPlace(address: string): string | undefined {
  const whole = withScheme(address.trim());
  if (!URL.canParse(whole)) return undefined;
  const { protocol, host } = new URL(whole);
  return host === '' ? undefined : `${protocol}//${host}`;
}
