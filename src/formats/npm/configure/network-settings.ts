// Settings that keep a client from asking any registry, or send it there by a proxy. Which client reads which was observed
// with npm 10 and 11, pnpm 10 to 12, Yarn 1 and 4, Bun 1.4.
import type {
  DirectWay,
  InspectRequest,
  ProxySetting,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { shownBriefly } from '../../../core/text/shown-text.ts';
import { isOfCheckout, judgedProxy, type TrustSetting } from '../../shared/checkout-settings.ts';
import type { Fill, NpmSource } from './npmrc-sources.ts';

/** `setting` is as written; a variable is unset, a line taken out. */
export function offlineRemark(
  client: string,
  place: { source: string; setting: string; variable?: string },
): ToolRemark {
  const { source, setting, variable } = place;
  return {
    name: 'offline',
    found:
      variable === undefined
        ? `${source} sets \`${setting}\`, so that ${client} asks no registry`
        : `the variable ${variable} keeps ${client} from asking any registry`,
    fix: variable === undefined ? `Take \`${setting}\` out of ${source}.` : `unset ${variable}`,
  };
}

/** As npm understands a switch in a file: everything but these turns it on, nothing included. */
const OFF = ['false', 'null', '0'];

/** `offline` of .npmrc files and of `npm_config_offline`: the first one counts. */
export function npmrcOffline(client: string, sources: readonly NpmSource[]): ToolRemark[] {
  for (const { source, settings } of sources) {
    const setting = ['offline', 'offline[]'].find((name) => settings.get(name) !== undefined);
    const one = setting === undefined ? undefined : settings.get(setting);
    if (setting === undefined || one === undefined) continue;
    const place = { source, setting, ...(one.variable ? { variable: one.variable } : {}) };
    // To npm a list is no `false`, whatever is in it.
    return setting === 'offline' && OFF.includes(one.value.trim()) ? [] : [offlineRemark(client, place)];
  }
  return [];
}

interface ProxyRules {
  readonly client: string;
  readonly fill: Fill;
  /** A setting of a project that names a variable is to it as if it were not there. */
  readonly ignoresProjectVariables?: boolean;
  /** Settings that name the proxy, the first first. */
  readonly names: readonly string[];
  /** Settings that name the hosts which are asked without it. */
  readonly spared: readonly string[];
}

/** Values by which a client takes no proxy. */
const NO_PROXY = ['', 'false', 'null'];

/** The proxy that .npmrc files or variables name, the first of each setting that is set; a way without one where they say so. */
export function npmrcProxy(
  sources: readonly NpmSource[],
  { client, fill, names, spared, ignoresProjectVariables = false }: ProxyRules,
  { machine, endpoint }: InspectRequest,
): ProxySetting | DirectWay | undefined {
  const valueIn = ({ settings, lists }: NpmSource, name: string) => {
    const one = settings.get(name);
    const values = lists?.get(name) ?? (one === undefined ? [] : [one.value]);
    return { variable: one?.variable, text: values.map((value) => fill(value, machine.env).text.trim()).join(',') };
  };
  const of = (name: string) => {
    const found = sources.find((one) => {
      const { settings, lists, isOfProject } = one;
      const isIgnored = ignoresProjectVariables && isOfProject === true;
      const written = settings.get(name)?.value ?? lists?.get(name)?.join();
      return written !== undefined && !(isIgnored && /\$\{[^}]+\}/.test(written));
    });
    return found === undefined ? { found, variable: undefined, text: '' } : { found, ...valueIn(found, name) };
  };
  for (const name of spared) {
    const { found, variable, text } = of(name);
    if (found === undefined || !namesHostIn(text, new URL(endpoint).hostname)) continue;
    const source = variable === undefined ? `\`${name}\` in ${found.source}` : variable;
    return { client, because: `${source} names the host`, fix: `Take the host out of ${source}.` };
  }
  for (const name of names) {
    const { found, variable, text } = of(name);
    if (found === undefined || NO_PROXY.includes(text)) continue;
    if (variable !== undefined)
      return { source: `the variable ${variable}`, variable, setting: name, address: text, client };
    const way = { source: found.source, setting: name, address: text, client };
    return judgedProxy(machine, way, {
      path: pathInCheckout(machine, found),
      trust: () => npmrcTrust(sources, { fill, machine, endpoint }),
      named: () =>
        sources.flatMap((one) =>
          names.map((each) => ({ path: pathInCheckout(machine, one), address: valueIn(one, each).text })),
        ),
    });
  }
  return undefined;
}

/** Whether a file or variable of pnpm's has a list of hosts that are asked without a proxy: it takes the place of NO_PROXY. */
export const saysWhomToSpare = (sources: readonly NpmSource[], { spared }: { readonly spared: readonly string[] }) =>
  sources.some(({ settings, lists }) => spared.some((name) => settings.get(name)?.value || lists?.get(name)?.length));

/** Of a file that comes with the checkout: found from the project, or named by whomever and lying there. */
export const pathInCheckout = (machine: ToolMachine, { path }: Pick<NpmSource, 'path'>) =>
  path !== undefined && isOfCheckout(machine, path) ? path : undefined;

/** Whose certificates .npmrc files and variables have a client believe; pnpm knows authorities of one address as well. */
export function npmrcTrust(
  sources: readonly NpmSource[],
  { fill, machine, endpoint }: { readonly fill: Fill } & InspectRequest,
): TrustSetting[] {
  const { env } = machine;
  return sources.flatMap((one) => {
    const { source, settings, lists } = one;
    const path = pathInCheckout(machine, one);
    const all: (readonly [key: string, value: unknown, variable?: string | undefined])[] = [
      ...[...settings].map(([key, { value, variable }]) => [key, value, variable] as const),
      ...(lists ?? []),
    ];
    return all.flatMap(([written, raw, variable]): TrustSetting[] => {
      const key = fill(written, env).text.replace(/\[\]$/, '');
      const [, host, name] = /^(?:\/\/([^/:]*).*?:)?(strict-ssl|cafile|ca)$/s.exec(key) ?? [];
      if (name === undefined || (host !== undefined && host !== new URL(endpoint).hostname)) return [];
      const isSwitch = name === 'strict-ssl';
      // What a user's placeholder comes to is the user's choice.
      const value = path !== undefined ? raw : [raw].flat().map((one) => fill(String(one), env).text);
      const setting = isSwitch ? `${written}=${shownBriefly(String(raw), 40)}` : written;
      return [{ setting, source, path, variable, value, kind: isSwitch ? 'switch' : 'authority' }];
    });
  });
}

/** Whether a list of hosts names one, or a domain above it. To these clients `*` is no pattern. */
export function namesHostIn(list: string, host: string): boolean {
  const names = list.split(/[,\s]+/).map((one) => one.replace(/^\./, '').toLowerCase());
  return names.some((name) => name !== '' && (host === name || host.endsWith(`.${name}`)));
}

/** npm makes nothing of an address without its scheme. */
export function schemelessProxy({ source, setting, variable, address }: ProxySetting): ToolRemark[] {
  // Those of the usual variables npm tells of by itself.
  if (setting === variable) return [];
  if (/^[a-z][a-z0-9+]*:\/\//i.test(address)) return [];
  return [
    {
      name: 'proxy',
      found: `\`${setting}\` in ${source} is ${shownBriefly(address.replace(/^.*@/, ''), 60)}, no address with a scheme: npm stops at it`,
      fix: variable === undefined ? `Write it as http://… in ${source}.` : `unset ${variable}`,
    },
  ];
}
