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
  readonly spared: {
    /** As above, of NO_PROXY. */
    readonly spelling: 'lower' | 'upper' | 'later';
    /** `*` alone names every host; with `patterns`, `*.example.com` names those below as well. */
    readonly stars: 'none' | 'alone' | 'patterns';
    /** What to make of `host:8080`: it names that port, or nothing at all. */
    readonly ports: 'explicit' | 'any' | 'none';
    readonly isByBlanks: boolean;
    readonly isAnyCase: boolean;
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
  spared: { spelling: 'later', stars: 'none', ports: 'none', isByBlanks: false, isAnyCase: false },
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
  pnpm: { ...NPM_LIKE, spelling: 'lower', spared: { ...NPM_LIKE.spared, spelling: 'lower' } },
  /** pnpm 12. */
  pnpm12: { ...NPM_LIKE, spelling: 'upper', spared: { ...NPM_LIKE.spared, spelling: 'upper' } },
  /** Yarn 1.22. */
  yarn1: {
    http: ['http_proxy'],
    https: ['https_proxy', 'http_proxy'],
    spelling: 'upper',
    spared: { spelling: 'upper', stars: 'alone', ports: 'any', isByBlanks: false, isAnyCase: true },
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
    spared: { spelling: 'lower', stars: 'patterns', ports: 'any', isByBlanks: true, isAnyCase: true },
    sparesSettings: true,
    fix: NPM_LIKE.fix,
  },
  /** pip 23 and 26, by `urllib` of Python. */
  pip: {
    ...USUAL,
    spelling: 'lower',
    spared: { spelling: 'lower', stars: 'alone', ports: 'explicit', isByBlanks: false, isAnyCase: true },
    sparesSettings: false,
    fix: NPM_LIKE.fix,
  },
  /** uv 0.13. */
  uv: {
    ...USUAL,
    spelling: 'upper',
    spared: { spelling: 'upper', stars: 'alone', ports: 'none', isByBlanks: false, isAnyCase: true },
    sparesSettings: false,
    fix: NPM_LIKE.fix,
  },
  /** Cargo 1.9x, by curl. */
  cargo: {
    ...USUAL,
    lowerOnly: ['http_proxy'],
    spelling: 'lower',
    spared: { spelling: 'lower', stars: 'alone', ports: 'none', isByBlanks: false, isAnyCase: true },
    sparesSettings: true,
    fix: NPM_LIKE.fix,
  },
  /** Bundler 2, to which http_proxy is for https as well, and HTTPS_PROXY nothing. */
  bundler: {
    http: ['http_proxy'],
    https: ['http_proxy'],
    spelling: 'lower',
    spared: { spelling: 'lower', stars: 'alone', ports: 'explicit', isByBlanks: false, isAnyCase: true },
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
  /** The file that sets a variable, where the client has those of files. */
  readonly fileOf?:
    | ((name: string) => Pick<ProxySetting, 'source' | 'line' | 'isOfProject' | 'unverified'> | undefined)
    | undefined;
}

/** What a request of an inspection says of that. */
export const waysAt = ({ endpoint, machine }: InspectRequest) => ({ endpoint, env: machine.env });

/** How the client asks the endpoint. */
export function wayOf({ client, rules, endpoint, env, settings, fileOf }: WayQuestion): ProxySetting | DirectWay {
  if (settings !== undefined && settings.address === undefined) return settings;
  const direct = (because: string, fix: string = rules.fix): DirectWay => ({ client, because, fix });
  const { spared, sparesSettings } = rules;
  const exempt = sparesSettings || settings === undefined ? variableOf(['no_proxy'], spared, env) : undefined;
  const isSpared = exempt !== undefined && sparesHost(exempt.value, new URL(endpoint), spared);
  if (settings !== undefined) return isSpared ? direct(`${exempt.name} names the host`) : { client, ...settings };
  const found = variableOf(endpoint.startsWith('https:') ? rules.https : rules.http, rules, env);
  if (found === undefined)
    return direct(
      rules.http.length === 0 ? 'it takes none from variables' : 'no setting and no variable that it reads names one',
    );
  if (isSpared) return direct(`${exempt.name} names the host`, `Take the host out of ${exempt.name}.`);
  const { name, value } = found;
  const file = fileOf?.(name);
  return file === undefined
    ? { client, source: `the variable ${name}`, variable: name, setting: name, address: value }
    : { client, setting: name, address: value, ...file };
}

interface Found {
  readonly name: string;
  readonly value: string;
}

function variableOf(
  names: readonly string[],
  { spelling, lowerOnly = [] }: Pick<ProxyRules, 'spelling' | 'lowerOnly'>,
  env: ToolMachine['env'],
): Found | undefined {
  for (const lower of names) {
    const spellings = (lowerOnly.includes(lower) ? [lower] : [lower, lower.toUpperCase()]).flatMap((name): Found[] => {
      const value = env[name];
      return value === undefined || value === '' ? [] : [{ name, value }];
    });
    if (spellings.length < 2) {
      if (spellings[0] !== undefined) return spellings[0];
      continue;
    }
    if (spelling !== 'later') return spellings[spelling === 'lower' ? 0 : 1];
    const order = Object.keys(env);
    return spellings.sort((one, other) => order.indexOf(other.name) - order.indexOf(one.name))[0];
  }
  return undefined;
}

function sparesHost(list: string, url: URL, { stars, ports, isByBlanks, isAnyCase }: ProxyRules['spared']): boolean {
  const host = url.hostname;
  const port = url.port || (ports === 'any' ? (url.protocol === 'https:' ? '443' : '80') : '');
  return (isAnyCase ? list.toLowerCase() : list).split(isByBlanks ? /[,\s]+/ : ',').some((entry) => {
    const whole = entry.trim();
    if (whole === '*') return stars !== 'none';
    const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(whole) ?? [];
    if (only !== undefined && (ports === 'none' || only !== port)) return false;
    const bare = name.replace(stars === 'patterns' ? /^\*?\./ : /^\./, '');
    return bare !== '' && (host === bare || host.endsWith(`.${bare}`));
  });
}
