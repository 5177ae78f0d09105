// Which names and addresses mean this machine. Here once: it decides where a token may go unencrypted, what a proxy is
// not asked for, and whom the local server lets in. Without `node:net`, since the core does no IO.

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
/** The whole of an address: `127.example.com` is a name like any other, and somebody else's. */
const LOOPBACK = new RegExp(`^127(?:\\.${OCTET}){3}$`);

/**
 * Whether a host is this machine: `localhost`, `::1` (with brackets as in a URL, or without) or an address in 127.0.0.0/8,
 * in lower case.
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || LOOPBACK.test(host);
}
