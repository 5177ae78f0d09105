// The way by which a tool asks, where that is another one than this program's: what was reached here says nothing of it.
import { RegistryError } from '../../errors/registry-error.ts';
import { proxyFor, proxyPlace, withScheme } from '../../model/proxy.ts';
import type { Clock, Host } from '../../ports/host.ts';
import type { HttpTransport } from '../../ports/http.ts';
import type { DirectWay, ProxySetting, Tool, ToolInspection } from '../../ports/package-format.ts';
import { statusBy } from './endpoint-status.ts';
import type { ToolVerdict } from './judge-tool.ts';

type Asking = Partial<Pick<Host, 'http' | 'clock' | 'proxyTo'>> & Pick<Host, 'env'>;

/** For all looks of a run together, of which many go on side by side: whoever names a proxy may let it be silent. */
const ALL_LOOKS_MS = 8_000;

/** By transport and way: projects below have the same one. */
const known = new WeakMap<HttpTransport, Looks>();

/** The looks by one transport: each way once, and all of them within the time of `ALL_LOOKS_MS`. */
class Looks {
  readonly #tried = new Map<string, Promise<string | undefined>>();
  readonly #http: HttpTransport;
  readonly #clock: Pick<Clock, 'monotonic' | 'sleep'>;
  #spent = 0;
  #pending = 0;
  #since = 0;

  constructor(http: HttpTransport, clock: Pick<Clock, 'monotonic' | 'sleep'>) {
    this.#http = http;
    this.#clock = clock;
  }

  /** Why the endpoint is not reached that way, without a proxy where that is `false`; undefined where it is. */
  whyNot(endpoint: string, way: string | false): Promise<string | undefined> {
    const key = `${endpoint} ${way}`;
    const trying = this.#tried.get(key) ?? this.#look(endpoint, way);
    this.#tried.set(key, trying);
    return trying;
  }

  async #look(endpoint: string, way: string | false): Promise<string | undefined> {
    const now = this.#clock.monotonic();
    if (this.#pending === 0) this.#since = now;
    const left = ALL_LOOKS_MS - this.#spent - (now - this.#since);
    if (left <= 0) return LATE;
    this.#pending += 1;
    const [over, answered] = [new AbortController(), new AbortController()];
    const late = this.#clock.sleep(left, answered.signal).then(
      () => {
        over.abort();
        return LATE;
      },
      () => LATE,
    );
    try {
      return await Promise.race([late, answerBy(endpoint, way, this.#http, over.signal)]);
    } finally {
      answered.abort();
      this.#pending -= 1;
      if (this.#pending === 0) this.#spent += this.#clock.monotonic() - this.#since;
    }
  }
}

const LATE = `no answer in the ${ALL_LOOKS_MS / 1000} s that are waited for all proxies together`;

/** What only somebody on the way answers: the endpoint asks for a token first. */
const NOT_OF_THE_ENDPOINT = [403, 407, 500, 502, 503, 504];

async function answerBy(
  endpoint: string,
  way: string | false,
  http: HttpTransport,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const status = await statusBy(way, endpoint, http, signal);
    // Without TLS, nobody but the endpoint asks for a token either.
    const isThere = endpoint.startsWith('https:') ? !NOT_OF_THE_ENDPOINT.includes(status) : status === 401;
    return isThere ? undefined : `it answers with ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Whether the endpoint is reached by the tool's way, on which no token is shown. Nothing is asked where it is the way of
 * this program, nor by a proxy that a checkout alone names.
 */
export async function proxyVerdicts(
  { name }: Pick<Tool, 'name'>,
  { way }: Pick<ToolInspection, 'way'>,
  endpoint: string,
  asking: Asking,
): Promise<ToolVerdict[]> {
  const { http, clock } = asking;
  if (way === undefined || http === undefined || clock === undefined) return [];
  const client = way.client ?? name;
  const own = await ownWay(endpoint, asking);
  if (way.address !== undefined) {
    const foreign = foreignVerdict(way, { client, endpoint, own, env: asking.env });
    if (foreign !== undefined) return [foreign];
  }
  if (isSameWay(own, way.address) || (way.address !== undefined && SOCKS.test(way.address))) return [];
  const looks = known.get(http) ?? new Looks(http, clock);
  known.set(http, looks);
  const why = await looks.whyNot(endpoint, way.address ?? false);
  const place = { client, host: new URL(endpoint).host };
  return way.address === undefined ? directVerdicts(way, { ...place, own, why }) : viaVerdicts(way, { ...place, why });
}

/** The proxy of this program; `proxyTo` knows its options and exceptions as well. */
const ownWay = (endpoint: string, { proxyTo, env }: Asking): Promise<string | undefined> | string | undefined =>
  proxyTo === undefined ? proxyFor(new URL(endpoint), env) : proxyTo(endpoint);

/** This program speaks to no proxy of that kind, so that it cannot tell where one leads. */
const SOCKS = /^socks/i;

/** User and password included, without which a proxy may refuse. */
const isSameWay = (one: string | undefined, other: string | undefined) =>
  one === undefined || other === undefined ? one === other : wholeOf(one) === wholeOf(other);
const wholeOf = (address: string) => {
  const whole = withScheme(address.trim());
  return URL.canParse(whole) ? new URL(whole).href : whole;
};

const isSamePlace = (one: string, other: string | undefined) =>
  other !== undefined && proxyPlace(one) === proxyPlace(other);

const saidBy = ({ source, setting, variable, line }: ProxySetting) =>
  variable === undefined ? `\`${setting}\` in ${source}${line === undefined ? '' : `, line ${line},`}` : source;
const takenOut = ({ source, setting, variable }: ProxySetting) =>
  variable === undefined ? `Take \`${setting}\` out of ${source}` : `unset ${variable}`;
const shownProxy = (address: string) => proxyPlace(address) ?? 'that is no address';

function viaVerdicts(
  way: ProxySetting,
  { client, host, why }: { readonly client: string; readonly host: string; readonly why: string | undefined },
): ToolVerdict[] {
  const shown = shownProxy(way.address);
  if (why === undefined)
    return [
      { subject: 'proxy', health: 'ok', found: `${client} reaches ${host} by the proxy ${shown} (${saidBy(way)})` },
    ];
  return [
    {
      subject: 'proxy',
      health: 'problem',
      found: `${saidBy(way)} has ${client} ask by the proxy ${shown}, which does not lead to ${host}: ${why}`,
      fix:
        way.variable === undefined ? `${takenOut(way)}, or name a proxy there that leads to ${host}.` : takenOut(way),
    },
  ];
}

function directVerdicts(
  { because, fix }: DirectWay,
  { client, host, own, why }: { client: string; host: string; own: string | undefined; why: string | undefined },
): ToolVerdict[] {
  if (why === undefined) return [];
  return [
    {
      subject: 'proxy',
      health: 'problem',
      found: `${client} asks ${host} without a proxy, since ${because}, and gets nowhere: ${why}. This program reached it by the proxy ${proxyPlace(own ?? '')}`,
      fix,
    },
  ];
}

/** A proxy that comes with a checkout, perhaps a stranger's, and that nothing of the user's names. */
function foreignVerdict(
  way: ProxySetting,
  { client, endpoint, own, env }: { client: string; endpoint: string; own: string | undefined; env: Host['env'] },
): ToolVerdict | undefined {
  if (!way.isOfProject || proxyPlace(way.address) === undefined) return undefined;
  const named = [own, ...(way.ownAddresses ?? []), ...USUAL.map((name) => env[name])];
  if (named.some((one) => one !== undefined && isSamePlace(one, way.address))) return undefined;
  const isSecure = endpoint.startsWith('https:');
  const { unverified } = way;
  const seen = !isSecure
    ? 'which sees the token, since the address is not https'
    : unverified !== undefined
      ? `which may read the token: ${unverified}, so that ${client} believes whoever answers in the place of ${new URL(endpoint).host}`
      : 'which sees what is asked for';
  return {
    subject: 'foreign-proxy',
    // By a proxy that sees no token a team may well send its requests; a stranger's would only stop them.
    health: isSecure && unverified === undefined ? 'warning' : 'problem',
    isRefused: isSecure && unverified !== undefined,
    found: `${saidBy(way)} of a checkout sends the requests of ${client} by the proxy ${shownProxy(way.address)}, ${seen}; nothing of the user's own names that proxy`,
    fix: `${takenOut(way)}, or name the proxy yourself where you trust it: HTTPS_PROXY.`,
  };
}

/** Variables by which users name proxies; which of them a tool follows does not matter to whether it is theirs. */
const USUAL = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** Throws CA-INPUT-001 for a checkout whose settings would show the token to somebody. */
export function refuseForeign(tool: Pick<Tool, 'name'>, verdicts: readonly ToolVerdict[]): void {
  const refused = verdicts.find(({ isRefused }) => isRefused === true);
  if (refused === undefined) return;
  throw new RegistryError('CA-INPUT-001', `${tool.name}: ${refused.found}`, { remedy: refused.fix });
}
