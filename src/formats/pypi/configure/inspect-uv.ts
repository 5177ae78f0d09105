// Which indexes uv will ask, and with what token.
import { isWithin, parseEndpoint } from '../../../core/model/endpoint.ts';
import { passwordIn, Secret } from '../../../core/model/secret.ts';
import type {
  DirectWay,
  InspectRequest,
  ProxySetting,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { isOfCheckout, judgedProxy, type TrustSetting } from '../../shared/checkout-settings.ts';
import {
  ageGateRemark,
  encodingRemarks,
  lockedAddresses,
  NOTHING,
  netrcCredentials,
  netrcRemarks,
  plainAddress,
} from '../../shared/inspection.ts';
import { projectFile, variable } from '../../shared/machine-paths.ts';
import { PROXY_RULES, wayOf, waysAt } from '../../shared/proxy-variables.ts';
import { isPublicIndex, isSimple, isTokenInPlace, notSimpleRemark, PUBLIC_INDEX, simpleIndex } from './python-index.ts';
import {
  isWithoutConfig,
  listedIn,
  offlineSwitch,
  pipPart,
  type UvConfiguration,
  type UvFile,
  type UvIndex,
  type UvPin,
  unsafeStrategy,
  uvConfigurationOf,
  variablePrefix,
  withoutShadowed,
} from './uv-model.ts';
import { ignoredRemark, refusedSettings, versionRemarks } from './uv-refusals.ts';

/** uv knows a byte order mark. */
const UV_FILE = { mark: true, utf16: false, otherBytes: false } as const;
const NETRC = { name: 'uv', reader: 'uv', reads: { mark: false, utf16: false, otherBytes: true } } as const;

export async function inspectUv(request: InspectRequest): Promise<ToolInspection> {
  const { machine, endpoint } = request;
  const configuration = await uvConfigurationOf(machine);
  const { files, ignored, broken, indexes, looked, pins } = configuration;
  const { seen, shadowed } = withoutShadowed(indexes);
  const isOurs = ({ url }: UvIndex) => isWithin(url, endpoint);
  const ours = seen.filter(isOurs);
  const setting = (index: UvIndex): RegistrySetting => ({
    source: index.source,
    variable: index.variable,
    setting: index.name === undefined ? index.setting : `${index.setting} ${index.name}`,
    url: plainAddress(index.url),
    isFurther: !index.isDefault,
    wanted: simpleIndex(endpoint),
  });
  const inAddress = ours.flatMap(({ source, variable, url }): StoredCredential[] => {
    const password = passwordIn(url);
    return password === undefined ? [] : [{ source, variable, token: new Secret(password) }];
  });
  const isInNetrc = inAddress.length === 0;
  return {
    ...NOTHING,
    registries: seen.map(setting),
    credentials: [
      ...ours.flatMap((index) => ofVariables(index, machine)),
      ...inAddress,
      ...(isInNetrc ? netrcCredentials(request, NETRC) : []),
    ],
    way: wayOf({
      client: 'uv',
      rules: PROXY_RULES.uv,
      settings: proxyOf(configuration, request),
      ...waysAt(request),
    }),
    locked: lockedAddresses(request, ['uv.lock'], /\b(?:registry|url) = "(https?:\/\/[^"]+)"/g),
    remarks: [
      ...missingFolderRemarks(configuration),
      ...encodingRemarks(
        machine,
        looked.map((file) => ({ ...file, reads: UV_FILE })),
        'uv refuses to do anything',
      ),
      ...(isInNetrc && ours.length > 0 ? netrcRemarks(request, NETRC) : []),
      ...broken.map((source) => ({ name: 'unreadable', found: `${source} is not TOML`, fix: `Correct ${source}.` })),
      ...shadowed.filter(([index, by]) => isOurs(index) && !isOurs(by)).map(([index, by]) => shadowRemark(index, by)),
      ...noIndexRemarks(files),
      ...refusedRemarks(machine),
      ...offlineRemarks(machine, configuration),
      ...excludeNewerRemarks(request, { configuration, ours }),
      ...pins.filter(({ isDeclared }) => !isDeclared).map(undeclaredRemark),
      ...unaskedRemarks(seen, configuration, endpoint),
      ...strategyRemarks(seen, { machine, configuration, endpoint }),
      ...ours.filter(({ isAnonymous }) => isAnonymous).map(anonymousRemark),
      ...ours.filter(({ isFlat }) => isFlat === true).map(flatRemark),
      ...files.flatMap(twoDefaultsRemark),
      ...files.flatMap((file) => refusedSettings(file, machine)),
      ...ignored.map(ignoredRemark),
      ...versionRemarks(files, machine),
      ...ours.flatMap((index) => addressRemark(index, ours, endpoint)),
      ...ours.flatMap((index) => tokenRemark(index, seen)),
      ...seen.flatMap((index) => furtherRemark(index, seen, endpoint)),
      ...ours.flatMap((index) => userRemark(index, machine)),
      ...ours.flatMap((index) => sharedHostRemark(index, seen, machine)),
      ...publishRemarks(machine),
      ...(isWithoutConfig(machine) && ours.length === 0 ? [noConfigRemark] : []),
    ],
    notes: pinnedNotes(seen, configuration, endpoint),
  };
}

/** `http-proxy` and `https-proxy`, by what is asked, but for the hosts of `no-proxy`. */
function proxyOf(
  { files, looked }: Pick<UvConfiguration, 'files' | 'looked'>,
  { machine, endpoint }: InspectRequest,
): ProxySetting | DirectWay | undefined {
  const { protocol, hostname, host } = new URL(endpoint);
  const setting = protocol === 'https:' ? 'https-proxy' : 'http-proxy';
  const having = files.filter(({ settings }) => typeof settings[setting] === 'string' && settings[setting] !== '');
  const [file] = having;
  if (file === undefined) return undefined;
  const sparing = files.find(({ settings }) => Array.isArray(settings['no-proxy']));
  const isSpared = [sparing?.settings['no-proxy']].flat().some((one) => {
    const name = typeof one === 'string' ? one.trim().replace(/^\./, '') : '';
    return name === '*' || (name !== '' && (hostname === name || hostname.endsWith(`.${name}`)));
  });
  if (sparing !== undefined && isSpared)
    return {
      client: 'uv',
      because: `\`no-proxy\` in ${sparing.source} names the host`,
      fix: `Take the host out of \`no-proxy\` in ${sparing.source}.`,
    };
  const pathOf = ({ source }: UvFile) => looked.find((one) => one.source === source)?.path ?? source;
  const isNamed = (one: unknown) => [hostname, host, '*'].includes(String(one).replace(/^https?:\/\//, ''));
  const insecure = variable(machine, 'UV_INSECURE_HOST') ?? '';
  const way = { source: file.source, setting, address: String(file.settings[setting]) };
  return judgedProxy(machine, way, {
    path: pathOf(file),
    trust: () => [
      ...files.map((one): TrustSetting => {
        const path = pathOf(one);
        const hosts = [one.settings['allow-insecure-host'] ?? []].flat();
        // Patterns and ports may name the host as well.
        const value = hosts.filter((each) => isNamed(each) || isOfCheckout(machine, path));
        return { setting: 'allow-insecure-host', source: one.source, path, value, kind: 'hosts' };
      }),
      {
        setting: 'UV_INSECURE_HOST',
        source: 'the variable UV_INSECURE_HOST',
        variable: 'UV_INSECURE_HOST',
        value: insecure.split(/[\s,]+/).filter(isNamed),
        kind: 'hosts',
      },
    ],
    named: () => having.map((one) => ({ path: pathOf(one), address: String(one.settings[setting]) })),
  });
}

/** Variables named after an index come before what its address and .netrc say. */
function ofVariables({ name }: UvIndex, { env }: ToolMachine): StoredCredential[] {
  if (name === undefined) return [];
  const variable = `${variablePrefix(name)}PASSWORD`;
  const password = env[variable];
  return password === undefined ? [] : [{ source: `the variable ${variable}`, variable, token: new Secret(password) }];
}

function userRemark({ name }: UvIndex, { env }: ToolMachine): ToolRemark[] {
  const variable = name === undefined ? '' : `${variablePrefix(name)}USERNAME`;
  const user = env[variable];
  if (user === undefined || user === 'aws') return [];
  return [
    { name: 'username', found: `the variable ${variable} holds another user than \`aws\``, fix: `unset ${variable}` },
  ];
}

/** uv shows a host what it finds in the address of an index of it before it looks into .netrc. */
function sharedHostRemark(index: UvIndex, all: readonly UvIndex[], machine: ToolMachine): ToolRemark[] {
  if (passwordIn(index.url) !== undefined || ofVariables(index, machine).length > 0) return [];
  const { host } = new URL(index.url);
  const other = all.find(
    ({ url }) =>
      URL.canParse(url) &&
      new URL(url).host === host &&
      passwordIn(url) !== undefined &&
      isTokenInPlace(url, [index.url]),
  );
  if (other === undefined || all.some(({ url }) => passwordIn(url) !== undefined && isWithin(url, simpleOf(index.url))))
    return [];
  return [
    {
      name: 'shared-host',
      found: `${index.source} has no token in the address ${plainAddress(index.url)}, and uv sends that of ${plainAddress(other.url)} (${other.source}) to the whole host, before what .netrc says: 401`,
      fix: 'codeartifact-ci login with both repositories at once (`registries`).',
    },
  ];
}

/** An address of an index as what others are compared with. */
const simpleOf = (url: string) => `${plainAddress(url).replace(/\/$/, '')}/`;

const shadowRemark = (index: UvIndex, by: UvIndex): ToolRemark => ({
  name: 'shadowed-index',
  found: `${by.source} gives the name ${index.name} to ${plainAddress(by.url)}, so that uv does not see the index of that name in ${index.source}`,
  fix: 'codeartifact-ci login with another `python-index-name`, or rename the index.',
});

function noIndexRemarks(files: readonly UvFile[]): ToolRemark[] {
  const remark = (all: readonly UvFile[], setting: string, isPipAlone: boolean): ToolRemark[] => {
    const file = all.find(({ settings }) => typeof settings['no-index'] === 'boolean');
    if (file?.settings['no-index'] !== true) return [];
    return [
      {
        name: 'no-index',
        ...(isPipAlone ? { health: 'warning', isSaidAtLogin: true } : {}),
        found: `\`${setting}\` in ${file.source} lets ${isPipAlone ? '`uv pip`' : 'uv'} ask no index at all`,
        fix: `Take \`${setting}\` out of ${file.source}.`,
      },
    ];
  };
  return [...remark(files, 'no-index', false), ...remark(files.map(pipPart), 'pip.no-index', true)];
}

function missingFolderRemarks({ missingFolder }: UvConfiguration): ToolRemark[] {
  if (missingFolder === undefined) return [];
  const { variable, folder } = missingFolder;
  return [
    {
      name: 'no-folder',
      found: `the variable ${variable} names ${folder}, which does not exist: uv stops`,
      fix: `unset ${variable}`,
    },
  ];
}

function offlineRemarks(machine: ToolMachine, configuration: UvConfiguration): ToolRemark[] {
  const found = offlineSwitch(machine, configuration);
  if (found === undefined) return [];
  return [
    {
      name: 'offline',
      found: `${found.variable ? found.source : `\`offline\` in ${found.source}`} keeps uv off the network, so that it asks no index`,
      fix: found.variable ? `unset ${found.variable}` : `Take \`offline\` out of ${found.source}.`,
    },
  ];
}

/** Times that let every version through: none at all, or the moment. */
const isNoTime = (value: unknown) =>
  value === false || /^(?:p(?:t?0+[a-z])+|0+\s*[a-z]+|)$/i.test(String(value ?? '').trim());

interface NewerRules {
  readonly configuration: UvConfiguration;
  readonly ours: readonly UvIndex[];
}

/**
 * `exclude-newer`: what an index says of itself comes before what stands for all, and what is said of a package before
 * both. Of lists of packages, those count that are pinned to the repository, or that the project needs.
 */
function excludeNewerRemarks(request: InspectRequest, { configuration, ours }: NewerRules): ToolRemark[] {
  const { machine } = request;
  const { files, pins } = configuration;
  const name = 'UV_EXCLUDE_NEWER';
  const setting = 'exclude-newer';
  const value = variable(machine, name);
  const file = files.find(({ settings }) => settings[setting] !== undefined);
  const general =
    value !== undefined
      ? { source: `the variable ${name}`, setting, value, variable: name }
      : file && { source: file.source, setting, value: String(file.settings[setting]) };
  const packages = packageTimes(machine, files);
  const pinned = pins
    .filter(({ index }) => ours.some((one) => one.name === index))
    .map((pin) => plainName(pin.package));
  const isPinnedAlone = ours.length > 0 && ours.every(({ isExplicit }) => isExplicit);
  const needed = isPinnedAlone ? pinned : [...pinned, ...neededNames(machine)];
  const own = ours.find(({ excludeNewer }) => excludeNewer !== undefined);
  const gate =
    own === undefined
      ? general
      : {
          source: own.source,
          setting: `${setting} of the index ${own.name ?? plainAddress(own.url)}`,
          value: String(own.excludeNewer),
        };
  const gated = [...packages].filter(
    ([one, { value: time }]) => !isNoTime(time) && !isLater(time, gate?.value) && needed.includes(one),
  );
  const remarks = gated.map(([one, { source, value: time, variable: of }]) =>
    ageGateRemark('uv', { source, setting: `exclude-newer-package.${one}`, value: String(time), variable: of }),
  );
  if (gate === undefined || isNoTime(gate.value === 'false' ? false : gate.value)) return remarks;
  // A later date than that of all others is how packages were let through before `false` was known.
  const isLifted = (one: string) => {
    const time = packages.get(one)?.value;
    return packages.has(one) && (isNoTime(time) || isLater(time, gate.value));
  };
  if (needed.length > 0 && needed.every((one) => packages.has(one))) return remarks;
  const remark = ageGateRemark('uv', gate);
  // Where the project says nothing of what it needs, nobody can tell whether the list has it.
  const lifted = (needed.length === 0 ? [...packages.keys()] : [...new Set(needed)]).filter(isLifted);
  if (lifted.length === 0) return [remark, ...remarks];
  const { isSaidAtLogin: _, ...rest } = remark;
  const found = `${remark.found}, but for ${lifted.slice(0, MOST_SHOWN).join(', ')}`;
  return [{ ...rest, isNotedAtLogin: true, found }, ...remarks];
}

const isLater = (one: unknown, other: unknown) => {
  const [a, b] = [one, other].map((time) => Date.parse(String(time)));
  return a !== undefined && b !== undefined && a > b;
};

const plainName = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-');

interface PackageTime {
  readonly source: string;
  readonly value: unknown;
  readonly variable?: string;
}

/** `exclude-newer-package` by the names of packages: the nearest file that says anything of one counts. */
function packageTimes(machine: ToolMachine, files: readonly UvFile[]): Map<string, PackageTime> {
  const found = new Map<string, PackageTime>();
  for (const { source, settings } of [...files].reverse())
    for (const [name, value] of Object.entries((settings['exclude-newer-package'] as object | undefined) ?? {}))
      found.set(plainName(name), { source, value });
  const variableName = 'UV_EXCLUDE_NEWER_PACKAGE';
  for (const one of (variable(machine, variableName) ?? '').split(/[\s,]+/)) {
    const [, name, time = ''] = /^([^=]+)=(.*)$/.exec(one) ?? [];
    if (name !== undefined)
      found.set(plainName(name), {
        source: `the variable ${variableName}`,
        variable: variableName,
        value: time === 'false' ? false : time,
      });
  }
  return found;
}

/** What the project of the working directory says that it needs. */
function neededNames(machine: ToolMachine): string[] {
  const text = projectFile(machine, 'pyproject.toml') ?? '';
  const [, list = ''] = /^[ \t]*dependencies[ \t]*=[ \t]*\[((?:[^\]"']|"[^"]*"|'[^']*')*)\]/m.exec(text) ?? [];
  return [...list.matchAll(/["']\s*([A-Za-z0-9][\w.-]*)/g)].map(([, name = '']) => plainName(name));
}

const undeclaredRemark = ({ source, package: name, index }: UvPin): ToolRemark => ({
  name: 'undeclared-index',
  found: `${source} pins ${name} to the index ${index}, which the project does not declare: uv stops, and does not look into the user's files for it`,
  fix: `Declare it in ${source}: a \`[[tool.uv.index]]\` with \`name = "${index}"\`.`,
});

/** Values that uv's command line refuses, whatever it is asked to do. An empty switch is one. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  UV_OFFLINE: /^(?:y|yes|t|true|on|1|n|no|f|false|off|0)$/i,
  UV_INDEX_STRATEGY: /^(?:first-index|unsafe-first-match|unsafe-best-match)$/,
  ...Object.fromEntries(
    'UV_HTTP_TIMEOUT UV_REQUEST_TIMEOUT UV_HTTP_RETRIES UV_CONCURRENT_DOWNLOADS UV_CONCURRENT_BUILDS UV_CONCURRENT_INSTALLS'
      .split(' ')
      .map((name) => [name, /^\d*$/]),
  ),
};

function refusedRemarks({ env }: ToolMachine): ToolRemark[] {
  return Object.entries(REFUSED).flatMap(([name, pattern]) => {
    const value = env[name];
    if (value === undefined || pattern.test(value)) return [];
    const found = `uv does not start, since the variable ${name} holds what it does not know`;
    return [{ name: 'invalid-variable', found, fix: `unset ${name}` }];
  });
}

/** An explicit index is asked for what is pinned to it, and for nothing else. */
function unaskedRemarks(seen: readonly UvIndex[], { pins }: UvConfiguration, endpoint: string): ToolRemark[] {
  const ours = seen.filter(({ url }) => isWithin(url, endpoint));
  // Of the defaults uv knows the first alone, be it explicit: another one behind it is asked for nothing.
  const first = seen.find(({ isDefault }) => isDefault);
  const isAsked = (one: UvIndex) =>
    (!one.isExplicit && (!one.isDefault || one === first)) || pins.some(({ index }) => index === one.name);
  if (ours.length === 0 || ours.some(isAsked)) return [];
  return ours.slice(0, 1).map(({ source, name, url }) => ({
    name: 'explicit-index',
    found: `the index ${name ?? plainAddress(url)} in ${source} is \`explicit\` and no package is pinned to it, so that uv asks it for nothing, and the public index for every name (dependency confusion)`,
    fix: `Take \`explicit\` out of it in ${source}, or pin packages to it in \`[tool.uv.sources]\`.`,
  }));
}

/** uv's own guide pins what is private so, and whoever adds a private package has to pin it as well. */
function pinnedNotes(seen: readonly UvIndex[], { pins }: UvConfiguration, endpoint: string): string[] {
  const ours = seen.filter(({ url }) => isWithin(url, endpoint));
  if (ours.length === 0 || ours.some(({ isExplicit }) => !isExplicit)) return [];
  return ours.flatMap(({ source, name }) => {
    const packages = [...new Set(pins.filter(({ index }) => index === name).map((pin) => pin.package))];
    if (packages.length === 0) return [];
    const shown = `${packages.slice(0, MOST_SHOWN).join(', ')}${packages.length > MOST_SHOWN ? ` and ${packages.length - MOST_SHOWN} more` : ''}`;
    return [
      `the index ${name} in ${source} is \`explicit\`: uv asks it for ${shown}, which ${packages.length === 1 ? 'is' : 'are'} pinned to it, and other indexes for every other name`,
    ];
  });
}

const MOST_SHOWN = 5;

interface StrategyPlace {
  readonly machine: ToolMachine;
  readonly configuration: UvConfiguration;
  readonly endpoint: string;
}

/** The public index is the default where nothing else is. */
function strategyRemarks(seen: readonly UvIndex[], { machine, configuration, endpoint }: StrategyPlace): ToolRemark[] {
  const found = unsafeStrategy(machine, configuration);
  const asked = seen.filter(({ isExplicit }) => !isExplicit);
  if (found === undefined || !asked.some(({ url }) => isWithin(url, endpoint))) return [];
  const first = asked.find(({ isDefault }) => isDefault);
  const isStrange = ({ url }: UvIndex) => !isWithin(url, endpoint) && parseEndpoint(url) === undefined;
  const strange = asked.find((one) => (!one.isDefault || one === first) && isStrange(one));
  if (first !== undefined && strange === undefined) return [];
  const { variable, source, setting, value } = found;
  return [
    {
      name: 'unsafe-strategy',
      health: 'warning',
      isSaidAtLogin: true,
      found: `${variable ? source : `\`${setting}\` in ${source}`} is ${value}: uv asks ${plainAddress(strange?.url ?? PUBLIC_INDEX)} for every name as well (dependency confusion)`,
      fix: variable ? `unset ${variable}` : `Take \`${setting}\` out of ${source}.`,
    },
  ];
}

const anonymousRemark = ({ source, name, url }: UvIndex): ToolRemark => ({
  name: 'no-authentication',
  found: `the index ${name ?? plainAddress(url)} in ${source} has \`authenticate = "never"\`: uv sends it no token, and gets 401`,
  fix: `Take \`authenticate\` out of it in ${source}.`,
});

const flatRemark = ({ source, name, url }: UvIndex): ToolRemark => ({
  name: 'flat-index',
  found: `the index ${name ?? plainAddress(url)} in ${source} has \`format = "flat"\`: uv takes its page for a list of files, and finds no package`,
  fix: `Take \`format\` out of it in ${source}.`,
});

function twoDefaultsRemark({ source, settings }: UvFile): ToolRemark[] {
  const defaults = listedIn(settings).filter((one) => one.default === true);
  if (defaults.length < 2) return [];
  return [
    {
      name: 'two-defaults',
      found: `${source} has more than one index with \`default = true\`: uv refuses to do anything`,
      fix: `Leave \`default\` to one of them in ${source}.`,
    },
  ];
}

/** Of further indexes, one that is right is enough. */
function addressRemark(index: UvIndex, ours: readonly UvIndex[], endpoint: string): ToolRemark[] {
  const { source, name, url, isDefault } = index;
  if (!isDefault && ours.some((one) => !one.isExplicit && isSimple(one.url))) return [];
  return notSimpleRemark('uv', { source, setting: `index ${name ?? index.setting}`, url }, endpoint);
}

function tokenRemark({ source, rank, url }: UvIndex, seen: readonly UvIndex[]): ToolRemark[] {
  if (passwordIn(url) === undefined) return [];
  const all = seen.map((one) => one.url);
  if (rank === 'user' && isTokenInPlace(url, all)) return [];
  return [
    {
      name: 'token-in-address',
      ...(rank === 'user' ? { health: 'warning' as const } : {}),
      found: `${source} has the token inside an address, from where it gets into logs and lock files`,
      fix: 'codeartifact-ci login --tools uv keeps it in .netrc instead, where the host serves one domain; take the address with the token out.',
    },
  ];
}

/** What is not a repository of the service and is asked before the default index. */
function furtherRemark(index: UvIndex, seen: readonly UvIndex[], endpoint: string): ToolRemark[] {
  const isRepository = isWithin(index.url, endpoint) || parseEndpoint(index.url) !== undefined;
  if (index.isDefault || index.isExplicit || isRepository) return [];
  const first = seen.findIndex((one) => !one.isDefault && !one.isExplicit && isWithin(one.url, endpoint));
  if (first >= 0 && first < seen.indexOf(index)) return [];
  if (!seen.some((one) => isWithin(one.url, endpoint))) return [];
  return [
    {
      name: 'further-index',
      // Of a private server, it may be meant; of the public index, anybody can take the name.
      health: isPublicIndex(index.url) ? 'problem' : 'warning',
      isSaidAtLogin: index.rank !== 'user',
      found: `${index.source} lets uv ask ${plainAddress(index.url)} for every name before this repository (dependency confusion)`,
      fix: index.variable
        ? `unset ${index.variable}`
        : `Set \`explicit = true\` for it in ${index.source}, and pin to it what comes from there.`,
    },
  ];
}

function publishRemarks({ env }: ToolMachine): ToolRemark[] {
  const remark = (name: string, what: string): ToolRemark => ({
    name: 'publish-variable',
    health: 'warning',
    found: `the variable ${name} ${what}`,
    fix: `unset ${name}`,
  });
  return [
    ...(env.UV_PUBLISH_TOKEN === undefined
      ? []
      : [remark('UV_PUBLISH_TOKEN', 'makes `uv publish` send it as the user `__token__`, which this service refuses')]),
    ...(env.UV_PUBLISH_PASSWORD === undefined
      ? []
      : [remark('UV_PUBLISH_PASSWORD', 'is what `uv publish` sends, whatever the files say')]),
  ];
}

const noConfigRemark: ToolRemark = {
  name: 'no-config',
  found: 'the variable UV_NO_CONFIG lets uv read none of its files',
  fix: 'unset UV_NO_CONFIG',
};
