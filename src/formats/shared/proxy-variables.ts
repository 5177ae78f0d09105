// Which proxy each client takes from the usual variables, and when it takes none. As observed with the client itself,
// started with every variable alone, with all of them at once, and with NO_PROXY in each of its spellings.
import type { DirectWay, InspectRequest, ProxySetting, ToolMachine } from '../../core/ports/package-format.ts';

export interface ProxyRules {
  /** Variables for an address of that kind, without regard to case, the first first. */
  readonly http: readonly string[];
  readonly https: readonly string[];
  /** Of these no spelling in capitals is read. */
  readonly lowerOnly?: readonly string[] | undefined;
  /** Of two spellings of a variable: the one that counts, or whichever stands later in the environment. */
  readonly spelling: 'lower' | 'upper' | 'later';
  /** That spelling counts where it is set but empty as well, so that the other one is not looked at. */
  readonly isEmptySet: boolean;
  /** An empty one ends the search, so that the variables behind it are not looked at either. */
  readonly isEmptyLast?: true;
  readonly spared: {
    /** As above, of NO_PROXY. */
    readonly spelling: 'lower' | 'upper' | 'later';
    readonly isEmptySet: boolean;
    /** `*` names every host, as the whole list or as one of it; with `patterns`, `*.example.com` those below as well. */
    readonly stars: 'none' | 'alone' | 'listed' | 'patterns';
    /** What to make of `host:8080`: it names that port, or nothing at all. */
    readonly ports: 'explicit' | 'any' | 'none';
    readonly isByBlanks: boolean;
    readonly isAnyCase: boolean;
    /** What is different where the host is a number: `127.0.0.1`. */
    readonly numbers: {
      /** `127.0.0.0/8`. */
      readonly hasRanges: boolean;
      /** An end of it will do, as of a name: `0.0.1`. */
      readonly isByParts: boolean;
      readonly hasStars?: false;
      readonly hasPorts?: false;
    };
  };
  /** Whether NO_PROXY holds for a proxy of the client's own settings as well. */
  readonly sparesSettings: boolean;
  /** What has the client take a proxy, for whoever wants one. */
  readonly fix: string;
}

const NPM_LIKE = {
  http: ['https_proxy', 'http_proxy', 'proxy'],
  https: ['https_proxy'],
  spelling: 'later',
  isEmptySet: true,
  spared: {
    spelling: 'later',
    isEmptySet: true,
    stars: 'none',
    ports: 'none',
    isByBlanks: false,
    isAnyCase: false,
    numbers: { hasRanges: false, isByParts: true },
  },
  sparesSettings: true,
  fix: 'export HTTPS_PROXY=http://HOST:PORT',
} as const satisfies ProxyRules;

const USUAL = { http: ['http_proxy', 'all_proxy'], https: ['https_proxy', 'all_proxy'] } as const;

/** Java programs read no variable at all; Yarn 2 and later none but their own. */
const NO_VARIABLES = { ...NPM_LIKE, http: [], https: [], sparesSettings: false } as const;

export const PROXY_RULES = {
  /** npm 10.9 and 11.17. */
  npm: NPM_LIKE,
  /** pnpm 10 and 11. */
  pnpm: { ...NPM_LIKE, spelling: 'lower', isEmptyLast: true, spared: { ...NPM_LIKE.spared, spelling: 'lower' } },
  /** pnpm 12. */
  pnpm12: { ...NPM_LIKE, spelling: 'upper', isEmptyLast: true, spared: { ...NPM_LIKE.spared, spelling: 'upper' } },
  /** Yarn 1.22. */
  yarn1: {
    http: ['http_proxy'],
    https: ['https_proxy', 'http_proxy'],
    spelling: 'upper',
    isEmptySet: false,
    spared: {
      spelling: 'upper',
      isEmptySet: false,
      stars: 'alone',
      ports: 'any',
      isByBlanks: false,
      isAnyCase: true,
      numbers: { hasRanges: false, isByParts: true },
    },
    sparesSettings: false,
    fix: NPM_LIKE.fix,
  },
  /** Yarn 4. */
  berry: {
    ...NO_VARIABLES,
    fix: 'export YARN_HTTPS_PROXY=http://HOST:PORT (YARN_HTTP_PROXY for http), or set `httpsProxy` in .yarnrc.yml.',
  },
  /** Bun 1.4, which reads `.env` files first. */
  bun: {
    ...USUAL,
    spelling: 'lower',
    isEmptySet: false,
    spared: {
      spelling: 'lower',
      isEmptySet: false,
      stars: 'patterns',
      ports: 'any',
      isByBlanks: true,
      isAnyCase: true,
      numbers: { hasRanges: true, isByParts: false },
    },
    sparesSettings: true,
    fix: NPM_LIKE.fix,
  },
  /** pip 23 and 26, by `urllib` of Python. */
  pip: {
    ...USUAL,
    spelling: 'lower',
    isEmptySet: true,
    spared: {
      spelling: 'lower',
      isEmptySet: false,
      stars: 'alone',
      ports: 'explicit',
      isByBlanks: false,
      isAnyCase: true,
      numbers: { hasRanges: true, isByParts: true, hasPorts: false },
    },
    sparesSettings: false,
    fix: NPM_LIKE.fix,
  },
  /** uv 0.13. */
  uv: {
    ...USUAL,
    spelling: 'upper',
    isEmptySet: true,
    spared: {
      spelling: 'upper',
      isEmptySet: true,
      stars: 'listed',
      ports: 'none',
      isByBlanks: false,
      isAnyCase: true,
      numbers: { hasRanges: true, isByParts: false, hasStars: false },
    },
    sparesSettings: false,
    fix: NPM_LIKE.fix,
  },
  /** Cargo 1.9x, by curl. */
  cargo: {
    ...USUAL,
    lowerOnly: ['http_proxy'],
    spelling: 'lower',
    isEmptySet: false,
    spared: {
      spelling: 'lower',
      isEmptySet: false,
      stars: 'alone',
      ports: 'none',
      isByBlanks: false,
      isAnyCase: true,
      numbers: { hasRanges: true, isByParts: false },
    },
    sparesSettings: true,
    fix: NPM_LIKE.fix,
  },
  /** Bundler 2, to which http_proxy is for https as well, and HTTPS_PROXY nothing. */
  bundler: {
    http: ['http_proxy'],
    https: ['http_proxy'],
    spelling: 'lower',
    isEmptySet: true,
    spared: {
      spelling: 'lower',
      isEmptySet: true,
      stars: 'alone',
      ports: 'explicit',
      isByBlanks: false,
      isAnyCase: true,
      numbers: { hasRanges: false, isByParts: true },
    },
    sparesSettings: false,
    fix: 'export HTTP_PROXY=http://HOST:PORT',
  },
  /** Maven 3.9 and 4. */
  maven: { ...NO_VARIABLES, fix: 'Name the proxy in <proxies> of ~/.m2/settings.xml.' },
  /** Gradle 8 and 9. */
  gradle: {
    ...NO_VARIABLES,
    fix: 'Set `systemProp.https.proxyHost` and `systemProp.https.proxyPort` in ~/.gradle/gradle.properties.',
  },
} as const satisfies Record<string, ProxyRules>;

export interface WayQuestion {
  /** For people. */
  readonly client: string;
  readonly rules: ProxyRules;
  readonly endpoint: string;
  readonly env: ToolMachine['env'];
  /** The proxy that the client's own settings name, or why these have it take none. */
  readonly settings: ProxySetting | DirectWay | undefined;
  /** Whether a setting of its own takes the place of NO_PROXY. */
  readonly hidesNoProxy?: boolean;
}

/** What a request of an inspection says of that. */
export const waysAt = ({ endpoint, machine }: InspectRequest) => ({ endpoint, env: machine.env });

/** How the client asks the endpoint. */
export function wayOf({
  client,
  rules,
  endpoint,
  env,
  settings,
  hidesNoProxy = false,
}: WayQuestion): ProxySetting | DirectWay {
  if (settings !== undefined && settings.address === undefined) return settings;
  const direct = (because: string, fix: string = rules.fix): DirectWay => ({ client, because, fix });
  const { spared, sparesSettings } = rules;
  const isAsked = !hidesNoProxy && (sparesSettings || settings === undefined);
  const exempt = isAsked ? variableOf(['no_proxy'], spared, env) : undefined;
  const isSpared = exempt !== undefined && sparesHost(exempt.value, new URL(endpoint), spared);
  if (settings !== undefined) return isSpared ? direct(`${exempt.name} names the host`) : { client, ...settings };
  const found = variableOf(endpoint.startsWith('https:') ? rules.https : rules.http, rules, env);
  if (found === undefined)
    return direct(
      rules.http.length === 0 ? 'it takes none from variables' : 'no setting and no variable that it reads names one',
    );
  if (isSpared) return direct(`${exempt.name} names the host`, `Take the host out of ${exempt.name}.`);
  const { name, value } = found;
  return { client, source: `the variable ${name}`, variable: name, setting: name, address: value };
}

interface Found {
  readonly name: string;
  readonly value: string;
}

/** The first variable that says something, each in the spelling that counts. */
function variableOf(
  names: readonly string[],
  {
    spelling,
    isEmptySet,
    isEmptyLast,
    lowerOnly = [],
  }: Pick<ProxyRules, 'spelling' | 'isEmptySet' | 'isEmptyLast' | 'lowerOnly'>,
  env: ToolMachine['env'],
): Found | undefined {
  for (const lower of names) {
    const spellings = (lowerOnly.includes(lower) ? [lower] : [lower, lower.toUpperCase()]).flatMap((name): Found[] => {
      const value = env[name];
      return value === undefined || (value === '' && !isEmptySet) ? [] : [{ name, value }];
    });
    const found = chosenOf(spellings, spelling, env);
    if (found !== undefined && found.value !== '') return found;
    if (found !== undefined && isEmptyLast) return undefined;
  }
  return undefined;
}

function chosenOf(found: readonly Found[], spelling: ProxyRules['spelling'], env: ToolMachine['env']) {
  if (found.length < 2) return found[0];
  if (spelling !== 'later') return found[spelling === 'lower' ? 0 : 1];
  const order = Object.keys(env);
  return [...found].sort((one, other) => order.indexOf(other.name) - order.indexOf(one.name))[0];
}

function sparesHost(
  list: string,
  url: URL,
  { stars, ports, isByBlanks, isAnyCase, numbers }: ProxyRules['spared'],
): boolean {
  const host = url.hostname;
  const isNumber = NUMBER.test(host);
  const port = url.port || (ports === 'any' ? (url.protocol === 'https:' ? '443' : '80') : '');
  if (list.trim() === '*' && stars === 'alone') return true;
  return (isAnyCase ? list.toLowerCase() : list).split(isByBlanks ? /[,\s]+/ : ',').some((entry) => {
    const whole = entry.trim();
    if (whole === '*') return (stars === 'listed' || stars === 'patterns') && !(isNumber && numbers.hasStars === false);
    if (isNumber && numbers.hasRanges && whole.includes('/')) return isInRange(host, whole);
    const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(whole) ?? [];
    const knowsPorts = ports !== 'none' && !(isNumber && numbers.hasPorts === false);
    if (only !== undefined && (!knowsPorts || only !== port)) return false;
    if (isNumber && !numbers.isByParts) return name === host;
    const bare = name.replace(stars === 'patterns' ? /^\*?\./ : /^\./, '');
    return bare !== '' && (host === bare || host.endsWith(`.${bare}`));
  });
}

const NUMBER = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** Whether `10.0.0.0/8` has a number. */
function isInRange(host: string, range: string): boolean {
  const [, address = '', written = ''] = /^([^/]*)\/(\d{1,2})$/.exec(range) ?? [];
  const size = Number(written);
  if (!NUMBER.test(address) || written === '' || size > 32) return false;
  const net = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const step = 2 ** (32 - size);
  return Math.floor(net(host) / step) === Math.floor(net(address) / step);
}
