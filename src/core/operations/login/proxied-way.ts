// The way of a tool that has a proxy in its own configuration: this program took another one, so that what it reached
// says nothing of it.
import { proxyFor, proxyPlace } from '../../model/proxy.ts';
import type { Host } from '../../ports/host.ts';
import type { HttpTransport } from '../../ports/http.ts';
import type { ProxySetting, Tool, ToolInspection } from '../../ports/package-format.ts';
import { statusBy } from './endpoint-status.ts';
import type { ToolVerdict } from './judge-tool.ts';

type Asking = Partial<Pick<Host, 'http'>> & Pick<Host, 'env'>;

/** By transport and proxy: projects below have the same one. */
const known = new WeakMap<HttpTransport, Map<string, Promise<string | undefined>>>();

/** Whether the endpoint is reached by that proxy, which sees no token. Nothing is asked where it is the usual one. */
export async function proxyVerdicts(
  { name }: Pick<Tool, 'name'>,
  { proxy }: Pick<ToolInspection, 'proxy'>,
  endpoint: string,
  { http, env }: Asking,
): Promise<ToolVerdict[]> {
  if (proxy === undefined || http === undefined || isUsual(proxy, endpoint, env)) return [];
  const tried = known.get(http) ?? new Map<string, Promise<string | undefined>>();
  known.set(http, tried);
  const key = `${endpoint} ${proxy.address}`;
  const trying = tried.get(key) ?? whyNot(endpoint, proxy.address, http);
  tried.set(key, trying);
  const why = await trying;
  const { source, setting, variable, client = name, address } = proxy;
  const shown = proxyPlace(address) ?? 'that is no address';
  const said = variable === undefined ? `\`${setting}\` in ${source}` : source;
  const { host } = new URL(endpoint);
  return why === undefined
    ? [{ subject: 'proxy', health: 'ok', found: `${client} reaches ${host} by the proxy ${shown} (${said})` }]
    : [
        {
          subject: 'proxy',
          health: 'problem',
          found: `${said} has ${client} ask by the proxy ${shown}, which does not lead to ${host}: ${why}`,
          fix:
            variable === undefined
              ? `Take \`${setting}\` out of ${source}, or name a proxy there that leads to ${host}.`
              : `unset ${variable}`,
        },
      ];
}

const isUsual = ({ address }: ProxySetting, endpoint: string, env: Host['env']) => {
  const usual = proxyFor(new URL(endpoint), env);
  return usual !== undefined && proxyPlace(usual) === proxyPlace(address);
};

/** What only somebody on the way answers: the endpoint asks for a token first. */
const NOT_OF_THE_ENDPOINT = [403, 407, 500, 502, 503, 504];

async function whyNot(endpoint: string, proxy: string, http: HttpTransport): Promise<string | undefined> {
  try {
    const status = await statusBy(proxy, endpoint, http);
    // Without TLS, nobody but the endpoint asks for a token either.
    const isThere = endpoint.startsWith('https:') ? !NOT_OF_THE_ENDPOINT.includes(status) : status === 401;
    return isThere ? undefined : `it answers with ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
