// Which addresses are reached without the proxy. Apart from what every start reads of proxies: `node:net` is not needed
// before something is sent.
import { BlockList, isIP } from 'node:net';
import { isLoopback } from '../../core/model/loopback.ts';

/** Where a machine or a container finds its credentials: link-local, of this machine alone. */
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LINK_LOCAL.addAddress('fd00:ec2::23', 'ipv6');

/**
 * Whether NO_PROXY exempts an address. Entries are separated by commas or blanks.
 *
 * | NO_PROXY           | exempts                                                  |
 * | `*`                | everything                                               |
 * | `example.com`      | that host and its subdomains                             |
 * | `.example.com`     | the same                                                 |
 * | `host:8080`        | only that port                                           |
 * | `10.1.2.3`, `::1`  | that address, however it is spelled                      |
 * | `10.0.0.0/8`       | the addresses of that network; names are not looked up   |
 *
 * Loopback is always exempt: a proxy cannot reach the local server. So are the link-local addresses under which a
 * container finds its credentials.
 */
export function bypassesProxy(url: URL, noProxy: string | undefined): boolean {
  const host = url.hostname.toLowerCase().replace(/^\[(.*)\]$|\.$/, '$1');
  if (isLoopback(host) || host.endsWith('.localhost')) return true;
  const family = familyOf(host);
  if (family && LINK_LOCAL.check(host, family)) return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return (noProxy ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const { name, port: only } = partsOf(entry);
      if (only !== undefined && only !== port) return false;
      return family ? holdsAddress(name, host, family) : isOrIsBelow(host, name);
    });
}

type Family = 'ipv4' | 'ipv6';

function familyOf(host: string): Family | undefined {
  const version = isIP(host);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}

/** An entry without its port. The colons of an address are none of a port. */
function partsOf(entry: string): { readonly name: string; readonly port: string | undefined } {
  if (isIP(entry) === 6) return { name: entry, port: undefined };
  const { six, name, port } = /^(?:\[(?<six>[^\]]*)\]|(?<name>.*?))(?::(?<port>\d+))?$/.exec(entry)?.groups ?? {};
  // Of a network (`fd00::/8`) what looks like a port is the end of its address.
  if (entry.includes('/')) return { name: entry, port: undefined };
  return { name: six ?? name ?? '', port };
}

function isOrIsBelow(host: string, name: string): boolean {
  const bare = name.replace(/^\*?\./, '').replace(/\.$/, '');
  return bare !== '' && (host === bare || host.endsWith(`.${bare}`));
}

function holdsAddress(entry: string, address: string, family: Family): boolean {
  const [network = '', bits] = entry.split('/');
  const bare = network.replace(/^\[(.*)\]$/, '$1');
  const ofNetwork = familyOf(bare);
  if (!ofNetwork) return false;
  const list = new BlockList();
  if (bits === undefined) list.addAddress(bare, ofNetwork);
  else {
    if (!/^\d{1,3}$/.test(bits) || Number(bits) > (ofNetwork === 'ipv4' ? 32 : 128)) return false;
    list.addSubnet(bare, Number(bits), ofNetwork);
  }
  return list.check(address, family);
}
