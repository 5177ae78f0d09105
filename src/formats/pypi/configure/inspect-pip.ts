// Where pip will look for packages, and with what token.
import { isWithin, parseEndpoint } from '../../../core/model/endpoint.ts';
import { passwordIn, Secret } from '../../../core/model/secret.ts';
import type {
  InspectRequest,
  ProxySetting,
  StoredCredential,
  ToolInspection,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { isOfCheckout, judgedProxy, type TrustSetting } from '../../shared/checkout-settings.ts';
import {
  encodingRemarks,
  NOTHING,
  netrcCredentials,
  netrcRemarks,
  PYTHON_NETRC,
  plainAddress,
  unsetVariable,
} from '../../shared/inspection.ts';
import { absolute, homePath } from '../../shared/machine-paths.ts';
import {
  FETCHING,
  isIndexUrl,
  isOn,
  type PipValue,
  pipFilesOf,
  pipReads,
  pipVariables,
  type ReadPipFile,
  readPipFiles,
  valuesInForce,
  wordsOf,
} from './pip-model.ts';
import { refusedOptions } from './pip-refusals.ts';
import { isSimple, isTokenInPlace, notSimpleRemark, simpleIndex } from './python-index.ts';
import { type RequirementsOption, requirementsEncodings, requirementsOptions } from './requirements.ts';

/** A setting with where it comes from; those that win come first. */
interface PipSetting {
  readonly source: string;
  readonly variable?: string;
  readonly setting: string;
  readonly name: string;
  readonly value: string;
  /** The user's own file, which nobody commits. */
  readonly isOwn?: boolean;
  /** It stands in a requirements file. */
  readonly isOfRequirements?: boolean;
  /** Nobody can tell whether pip is ever given that file. */
  readonly isDoubtful?: boolean;
  readonly unset?: string;
}

interface PipAddress extends PipSetting {
  readonly url: string;
}

const NETRC = {
  ...PYTHON_NETRC,
  name: 'pip',
} as const;

export async function inspectPip(request: InspectRequest): Promise<ToolInspection> {
  // A chunk of its own, which the tools of a login share.
  const { PROXY_RULES, wayOf, waysAt } = await import('../../shared/proxy-variables.ts');
  const { machine, endpoint } = request;
  const files = readPipFiles(machine);
  const all = settingsOf(request, files);
  const settings = all.filter(({ isDoubtful }) => !isDoubtful);
  const addresses = settings
    .filter(({ name }) => isIndexUrl(name) || name === 'extra-index-url')
    .flatMap((one) => (isIndexUrl(one.name) ? [one.value] : wordsOf(one.value)).map((url) => ({ ...one, url })));
  const ours = addresses.filter(({ url }) => isWithin(url, endpoint));
  const inAddress = ours.flatMap(({ source, variable, url, unset }): StoredCredential[] => {
    const password = unset === undefined ? passwordIn(url) : undefined;
    return password === undefined ? [] : [{ source, variable, token: new Secret(password) }];
  });
  // What stands in the address comes before .netrc.
  const isInNetrc = ours.length === 0 || ours.some(({ url }) => passwordIn(url) === undefined);
  return {
    ...NOTHING,
    registries: addresses.map(({ source, variable, setting, name, url }) => ({
      source,
      variable,
      setting,
      url: plainAddress(url),
      isFurther: !isIndexUrl(name),
      wanted: simpleIndex(endpoint),
    })),
    credentials: [...inAddress, ...(isInNetrc ? netrcCredentials(request, NETRC) : [])],
    way: wayOf({ client: 'pip', rules: PROXY_RULES.pip, settings: proxyOf(settings, request), ...waysAt(request) }),
    remarks: [
      ...missingCertificates(settings, request),
      ...encodingRemarks(
        machine,
        pipFilesOf(machine).map(({ path }) => ({ path, reads: pipReads(machine) })),
        'pip refuses every command',
      ),
      ...encodingRemarks(machine, requirementsEncodings(machine), 'pip ends with an error when it is given the file'),
      ...(isInNetrc && ours.length > 0 ? netrcRemarks(request, NETRC) : []),
      ...files.flatMap(fileRemarks),
      ...settings.flatMap(({ source, unset }) => (unset === undefined ? [] : [unsetVariable(source, unset)])),
      ...noIndexRemarks(settings),
      ...refusedOptions(settings, machine),
      ...ours.flatMap((one) => tokenRemark(one, addresses)),
      ...ours.flatMap((one) => addressRemark(one, ours, endpoint)),
      ...addresses.flatMap((one) => furtherRemark(one, endpoint)),
      ...trustRemarks(settings, ours, endpoint),
    ],
    notes: doubtfulNotes(
      all.filter(({ isDoubtful }) => isDoubtful),
      endpoint,
    ),
  };
}

/** pip takes the first, and no notice of NO_PROXY then. */
function proxyOf(settings: readonly PipSetting[], { machine, endpoint }: InspectRequest): ProxySetting | undefined {
  const named = settings.filter(({ name, isOfRequirements }) => name === 'proxy' && !isOfRequirements);
  const [found] = named;
  // An empty one is none.
  if (!found?.value) return undefined;
  const { source, variable, setting, value: address } = found;
  const pathOf = (one: PipSetting) => {
    const path = one.variable === undefined ? absolute(machine, one.source) : undefined;
    return path !== undefined && isOfCheckout(machine, path) ? path : undefined;
  };
  // A virtual environment that lies in the checkout may have come with it.
  return judgedProxy(
    machine,
    { source, variable, setting, address },
    {
      path: pathOf(found),
      name: found.name,
      trust: () => settings.flatMap((one) => trustOf({ ...one, path: pathOf(one) }, { endpoint })),
      named: () => named.map((one) => ({ path: pathOf(one), address: one.value })),
    },
  );
}

function trustOf(
  { name, value, path, source, setting, variable }: PipSetting & { readonly path: string | undefined },
  { endpoint }: Pick<InspectRequest, 'endpoint'>,
): TrustSetting[] {
  const place = { source, setting, path, variable };
  if (name === 'cert') return [{ ...place, value, kind: 'authority' }];
  if (name !== 'trusted-host') return [];
  const { host, hostname } = new URL(endpoint);
  const hosts = wordsOf(value).filter((one) => path !== undefined || [host, hostname].includes(one));
  return [{ ...place, value: hosts, kind: 'hosts' }];
}

/** Files that pip wants before it asks: that of the user always, that of the authorities for https alone. */
function missingCertificates(settings: readonly PipSetting[], { machine, endpoint }: InspectRequest): ToolRemark[] {
  const wanted = endpoint.startsWith('https:') ? ['cert', 'client-cert'] : ['client-cert'];
  return wanted.flatMap((option): ToolRemark[] => {
    const found = settings.find(({ name, isOfRequirements }) => name === option && !isOfRequirements);
    const path = found === undefined ? '' : homePath(machine, found.value);
    if (found === undefined || path === '' || machine.exists(path)) return [];
    const { source, setting, variable } = found;
    return [
      {
        name: 'missing-file',
        found: `\`${setting}\` in ${source} names ${path}, which does not exist: pip installs nothing`,
        fix: variable ? `unset ${variable}` : `Make it, or take \`${setting}\` out of ${source}.`,
      },
    ];
  });
}

/** For each Python beside the project: requirements files, variables, sections of commands, [global]. */
function settingsOf({ machine, endpoint }: InspectRequest, files: readonly ReadPipFile[]): PipSetting[] {
  const sites = files.filter(({ rank }) => rank === 'site');
  const ofFiles = [...sites, undefined].flatMap((site) =>
    ofSections(valuesInForce(files.filter((file) => file.rank !== 'site' || file === site))),
  );
  const ofVariables = pipVariables(machine).map(
    ({ variable, name, value }): PipSetting => ({
      source: `the variable ${variable}`,
      variable,
      setting: name,
      name,
      value,
    }),
  );
  const known = new Set<string>();
  const configured = ofFiles.filter(({ name }) => name === 'constraint' || name === 'requirement');
  const options = requirementsOptions(
    machine,
    configured.map(({ value }) => value),
  );
  return [...ofRequirements(options, endpoint), ...ofVariables.reverse(), ...ofFiles].filter((one) => {
    const key = JSON.stringify([one.source, one.setting, one.value]);
    return !known.has(key) && known.add(key);
  });
}

function ofSections(values: readonly PipValue[]): PipSetting[] {
  const of = (section: string) =>
    values
      .filter((one) => one.section === section && one.value !== '')
      .map(
        ({ file, name, value }): PipSetting => ({
          source: file.path,
          setting: section === 'global' ? name : `[${section}] ${name}`,
          name,
          value,
          isOwn: file.rank === 'user',
        }),
      )
      .reverse();
  return [...FETCHING.flatMap(of), ...of('global')];
}

/** Of each file that pip is given, the last index counts; nobody knows which file it will be, so the worst is first. */
function ofRequirements(options: readonly RequirementsOption[], endpoint: string): PipSetting[] {
  const last = new Map(options.filter(({ name }) => name === 'index-url').map((one) => [one.root, one]));
  const isElsewhere = ({ name, value }: RequirementsOption) => name === 'index-url' && !isWithin(value, endpoint);
  return options
    .filter((one) => one.name !== 'index-url' || last.get(one.root) === one)
    .sort((a, b) => Number(isElsewhere(b)) - Number(isElsewhere(a)))
    .map(({ source, name, value, unset, isDoubtful }) => ({
      source,
      setting: name,
      name,
      value,
      isOfRequirements: true,
      ...(isDoubtful ? { isDoubtful } : {}),
      ...(unset === undefined ? {} : { unset }),
    }));
}

/** Files of examples and documents, and of constraints that nothing names. */
function doubtfulNotes(settings: readonly PipSetting[], endpoint: string): string[] {
  const notes = settings
    .filter(({ name, value }) => isIndexUrl(name) && !isWithin(value, endpoint))
    .map(
      ({ source, setting, value }) =>
        `where pip is given ${source}, it asks ${plainAddress(value)}, since \`${setting}\` stands there`,
    );
  return [...new Set(notes)];
}

function fileRemarks({ path, problem, config }: ReadPipFile): ToolRemark[] {
  if (problem !== undefined)
    return [
      {
        name: 'unreadable',
        found: `pip refuses ${path}, and with it every command: ${problem}`,
        fix: `Correct ${path}.`,
      },
    ];
  return (config?.ambiguous ?? []).map((name) => ({
    name: 'set-twice',
    health: 'warning' as const,
    found: `${path} sets \`${name}\` in two spellings, for which pip 26 and newer refuse the file`,
    fix: `Take one of them out of ${path}.`,
  }));
}

/** The first that says anything counts, as with an index; a requirements file can only switch indexes off. */
function noIndexRemarks(settings: readonly PipSetting[]): ToolRemark[] {
  const all = settings.filter(({ name }) => name === 'no-index');
  const first = all.find(({ isOfRequirements }) => !isOfRequirements);
  const found =
    all.find(({ isOfRequirements }) => isOfRequirements) ?? (first && isOn(first.value) ? first : undefined);
  if (found === undefined) return [];
  const { source, setting, variable } = found;
  return [
    {
      name: 'no-index',
      found: `\`${setting}\` in ${source} lets pip ask no index at all`,
      fix: variable ? `unset ${variable}` : `Take \`${setting}\` out of ${source}.`,
    },
  ];
}

/** Of further indexes, one that is right is enough. */
function addressRemark(one: PipAddress, ours: readonly PipAddress[], endpoint: string): ToolRemark[] {
  const isEnough = !isIndexUrl(one.name) && ours.some(({ url }) => isSimple(url));
  return isEnough ? [] : notSimpleRemark('pip', one, endpoint);
}

function tokenRemark({ source, isOwn, unset, url }: PipAddress, all: readonly PipAddress[]): ToolRemark[] {
  if (unset !== undefined || passwordIn(url) === undefined) return [];
  const beside = all.filter((one) => one.source === source).map((one) => one.url);
  if (isOwn && isTokenInPlace(url, beside)) return [];
  return [
    {
      name: 'token-in-address',
      ...(isOwn ? { health: 'warning' as const } : {}),
      found: `${source} has the token inside an address, from where it gets into logs and lock files`,
      fix: 'codeartifact-ci login --tools pip keeps it in .netrc instead, where the host serves one domain; take the address with the token out.',
    },
  ];
}

/** Other repositories of the service are somebody's decision; any other index answers for every name, too. */
function furtherRemark({ source, name, setting, url, variable }: PipAddress, endpoint: string): ToolRemark[] {
  if (isIndexUrl(name) || isWithin(url, endpoint) || parseEndpoint(url) !== undefined) return [];
  return [
    {
      name: 'further-index',
      health: 'warning',
      found: `\`${setting}\` in ${source} lets pip ask ${plainAddress(url)} for every name as well, and take the higher version of either (dependency confusion)`,
      fix: variable ? `unset ${variable}` : `Take it out of ${source}.`,
    },
  ];
}

/** pip ignores an index on plain http, except on this machine and on hosts it was told to trust. */
function trustRemarks(settings: readonly PipSetting[], ours: readonly object[], endpoint: string): ToolRemark[] {
  const { protocol, hostname, host } = new URL(endpoint);
  const trusted = settings.filter(({ name }) => name === 'trusted-host');
  const naming = trusted.find(({ value }) => wordsOf(value).some((one) => one === hostname || one === host));
  if (protocol === 'https:')
    return naming === undefined
      ? []
      : [
          {
            name: 'trusted-host',
            health: 'warning',
            found: `\`${naming.setting}\` in ${naming.source} names ${hostname}, so that pip sends the token there without looking at the certificate`,
            fix: naming.variable ? `unset ${naming.variable}` : `Take it out of ${naming.source}.`,
          },
        ];
  const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  return isHere || naming !== undefined || ours.length === 0
    ? []
    : [
        {
          name: 'trusted-host',
          found: `pip ignores ${endpoint}, since it is no https address`,
          fix: `pip config set global.trusted-host ${host}`,
        },
      ];
}
