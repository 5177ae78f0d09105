// pnpm 11 and later: YAML files of its own beside .npmrc, and auth.ini.
import { isWithin } from '../../../core/model/endpoint.ts';
import type {
  ConfigurationFile,
  ConfigureRequest,
  DirectWay,
  InspectRequest,
  ProxySetting,
  RegistrySetting,
  ToolConfiguration,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { judgedProxy, type TrustSetting } from '../../shared/checkout-settings.ts';
import { addressParts, ageGateRemark, encodingRemarks } from '../../shared/inspection.ts';
import { joinPath } from '../../shared/machine-paths.ts';
import { PROXY_RULES, wayOf, waysAt } from '../../shared/proxy-variables.ts';
import { npmrcValues } from '../../shared/text/npmrc-edit.ts';
import { setYaml, type YamlSetting } from '../../shared/text/yaml-edit.ts';
import { gateRemarks, isNoGate, npmrcGate } from './age-gates.ts';
import { namesHostIn, npmrcProxy, npmrcTrust, offlineRemark, saysWhomToSpare } from './network-settings.ts';
import { credentialKey, isSamePlace, type NpmrcStyle, npmrcFile, scopeName } from './npmrc.ts';
import { type NpmrcDialect, type NpmrcFindings, npmrcFindings, placesUp } from './npmrc-findings.ts';
import {
  fillAsPnpm,
  fillAsPnpm10,
  majorVersion,
  type NpmSource,
  pnpmConfigFolder,
  pnpmNamedFile,
  pnpmSources,
  pnpmUserConfig,
  pnpmWorkspaceFolder,
} from './npmrc-sources.ts';

const PNPM: NpmrcDialect = {
  name: 'pnpm',
  fill: fillAsPnpm,
  places: placesUp,
  ignoresProjectVariables: true,
  hasBareCredentials: true,
  hasTokenHelper: true,
  refusesProjectHelpers: true,
};

interface YamlSettings {
  readonly registry?: unknown;
  readonly registries?: Readonly<Record<string, unknown>> | null;
  readonly npmrcAuthFile?: unknown;
  readonly offline?: unknown;
  readonly httpsProxy?: unknown;
  readonly httpProxy?: unknown;
  readonly proxy?: unknown;
  readonly noProxy?: unknown;
  readonly strictSsl?: unknown;
  readonly cafile?: unknown;
  readonly ca?: unknown;
  readonly minimumReleaseAge?: unknown;
  readonly minimumReleaseAgeExclude?: unknown;
  readonly minimumReleaseAgeStrict?: unknown;
}

type Table = Readonly<Record<string, unknown>>;
const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** pnpm's reader is one of YAML 1.1, to which `<<` takes in the entries of other mappings. */
function yamlSettings(value: unknown): YamlSettings {
  const known = new Map<Table, Table>();
  const whole = (table: Table): Table => {
    const { '<<': given, ...own } = table;
    if (given === undefined) return table;
    const done = known.get(table);
    if (done !== undefined) return done;
    known.set(table, own);
    const sources = (Array.isArray(given) ? given : [given]).filter(isTable).map(whole);
    const merged = Object.assign({}, ...sources.reverse(), own);
    known.set(table, merged);
    return merged;
  };
  if (!isTable(value)) return {};
  const { registries, ...rest } = whole(value);
  return { ...rest, ...(isTable(registries) ? { registries: whole(registries) } : {}) };
}

interface YamlFile {
  readonly source: string;
  /** Absolute. */
  readonly path: string;
  readonly settings: YamlSettings;
}

async function yamlFile(machine: ToolMachine, path: string, source: string, remarks: ToolRemark[]): Promise<YamlFile> {
  const text = machine.read(path);
  if (text === undefined) return { source, path, settings: {} };
  const otherBytes = (majorVersion(machine, 'pnpm') ?? 11) < 12;
  const unread = encodingRemarks(
    machine,
    [{ path, source, reads: { mark: true, utf16: false, otherBytes } }],
    'pnpm does not start',
  );
  remarks.push(...unread);
  if (unread.length > 0) return { source, path, settings: {} };
  const { YamlRefusal, yamlValue } = await import('../../../core/text/yaml-document.ts');
  try {
    return { source, path, settings: yamlSettings(yamlValue(text)) };
  } catch (cause) {
    if (!(cause instanceof YamlRefusal)) throw cause;
    remarks.push({ name: 'unreadable', found: `${source} is not read: ${cause.message}`, fix: `Correct ${source}.` });
    return { source, path, settings: {} };
  }
}

/** pnpm-workspace.yaml, where there is one. */
async function workspaceFile(machine: ToolMachine, remarks: ToolRemark[]): Promise<YamlFile | undefined> {
  const folder = pnpmWorkspaceFolder(machine);
  if (folder === undefined) return undefined;
  const path = joinPath(machine, folder, 'pnpm-workspace.yaml');
  return yamlFile(machine, path, folder === machine.workingDirectory ? 'pnpm-workspace.yaml' : path, remarks);
}

/** `offline: true` of pnpm-workspace.yaml. */
export async function workspaceOffline(machine: ToolMachine, client: string): Promise<ToolRemark[]> {
  const file = await workspaceFile(machine, []);
  return file && /^true$/.test(String(file.settings.offline))
    ? [offlineRemark(client, { source: file.source, setting: 'offline' })]
    : [];
}

const YAML_PROXIES = ['httpsProxy', 'httpProxy', 'proxy'] as const;
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** pnpm fills in variables of the user's file; a setting of a project that names one is to it as if it were not there. */
const proxyText = ({ settings, path }: YamlFile, name: (typeof YAML_PROXIES)[number], machine: ToolMachine) => {
  const text = textOf(settings[name]);
  if (!/\$\{[^}]+\}/.test(text)) return text;
  return path === joinPath(machine, pnpmConfigFolder(machine), 'config.yaml') ? fillAsPnpm(text, machine.env).text : '';
};

/** `httpsProxy` and its kin of a file in YAML, the first of which is for every address, and `noProxy`. */
function yamlProxy(
  file: YamlFile,
  { machine, endpoint }: InspectRequest,
  client: string,
  /** What else pnpm reads. */
  sources: readonly NpmSource[] = [],
  others: readonly YamlFile[] = [],
): ProxySetting | DirectWay | undefined {
  const { source, path, settings } = file;
  const spared = [settings.noProxy].flat().map(textOf).join(',');
  if (namesHostIn(spared, new URL(endpoint).hostname)) {
    const named = `\`noProxy\` in ${source}`;
    return { client, because: `${named} names the host`, fix: `Take the host out of ${named}.` };
  }
  const setting = YAML_PROXIES.find((name) => proxyText(file, name, machine) !== '');
  if (setting === undefined) return undefined;
  const way = { source, setting, address: proxyText(file, setting, machine), client };
  return judgedProxy(machine, way, {
    path,
    trust: () => [
      ...Object.entries(settings).flatMap(([name, value]): TrustSetting[] => {
        const key = name.replaceAll('-', '').toLowerCase();
        const kind = key === 'strictssl' ? 'switch' : /^ca(?:file)?$/.test(key) ? 'authority' : undefined;
        return kind === undefined ? [] : [{ setting: name, source, path, value, kind }];
      }),
      ...npmrcTrust(sources, { fill: fillAsPnpm, machine, endpoint }),
    ],
    named: () => [
      ...others.flatMap((one) =>
        YAML_PROXIES.map((name) => ({ path: one.path, address: proxyText(one, name, machine) })),
      ),
      ...sources.flatMap((one) =>
        [...one.settings]
          .filter(([name]) => /^(?:https?-)?proxy$/.test(name))
          .map(([, { value }]) => ({ path: one.path, address: fillAsPnpm(value, machine.env).text })),
      ),
    ],
  });
}

export async function workspaceProxy(
  request: InspectRequest,
  client: string,
  sources: readonly NpmSource[],
  /** The user's own file of that kind. */
  own: readonly YamlFile[] = [],
): Promise<ProxySetting | DirectWay | undefined> {
  const file = await workspaceFile(request.machine, []);
  return file && yamlProxy(file, request, client, sources, own);
}

const spares = ({ settings }: YamlFile) => [settings.noProxy].flat().map(textOf).join('') !== '';

/** Whether pnpm-workspace.yaml has a list of hosts that are asked without a proxy, which takes the place of NO_PROXY. */
export async function workspaceSpares({ machine }: InspectRequest): Promise<boolean> {
  const file = await workspaceFile(machine, []);
  return file !== undefined && spares(file);
}

/** `minimumReleaseAge`, in minutes, beside what is exempt. The gate that pnpm has by itself lets these through. */
export async function workspaceGate(
  request: InspectRequest,
  registries: readonly RegistrySetting[],
  /** What pnpm to 10 reads of other files. */
  sources: readonly NpmSource[] = [],
): Promise<readonly ToolRemark[]> {
  const { machine } = request;
  const name = Object.keys(machine.env).find((one) => /^(?:pnpm|npm)_config_minimum_release_age$/i.test(one));
  const given = name === undefined ? undefined : machine.env[name];
  const workspace = await workspaceFile(machine, []);
  // pnpm 12 takes what the workspace does not say from the user's file.
  const isNewest = majorVersion(machine, 'pnpm') === 12;
  const globalPath = joinPath(machine, pnpmConfigFolder(machine), 'config.yaml');
  const user = isNewest ? await yamlFile(machine, globalPath, globalPath, []) : undefined;
  const file = workspace?.settings.minimumReleaseAge === undefined && user !== undefined ? user : workspace;
  const { minimumReleaseAge, minimumReleaseAgeStrict } = file?.settings ?? {};
  const minimumReleaseAgeExclude =
    workspace?.settings.minimumReleaseAgeExclude ?? user?.settings.minimumReleaseAgeExclude;
  // pnpm 11 takes a newer one where there is no older, unless it is told to be strict; 10 and 12 never do.
  if (majorVersion(machine, 'pnpm') === 11 && String(minimumReleaseAgeStrict) !== 'true') return [];
  const setting = 'minimumReleaseAge';
  const isVariable = name !== undefined && Boolean(given);
  const value = isVariable ? given : minimumReleaseAge;
  if (!isVariable && value === undefined) return npmrcGate('pnpm 10', sources, ['minimum-release-age']);
  if (isNoGate(value)) return [];
  const place = isVariable ? { source: `the variable ${name}`, variable: name } : { source: file?.source ?? '' };
  // pnpm 12 wants a list.
  const isList = Array.isArray(minimumReleaseAgeExclude) || !isNewest;
  const listed = isList ? [minimumReleaseAgeExclude].flat() : [];
  const patterns = listed.filter((one): one is string => typeof one === 'string');
  return gateRemarks(
    [ageGateRemark('pnpm', { ...place, setting, value: String(value) })],
    { setting: 'minimumReleaseAgeExclude', patterns, reads: 'pnpm' },
    request,
    registries,
  );
}

/** `registries` of pnpm-workspace.yaml, which pnpm 10 takes instead of those of all .npmrc files. */
export async function workspaceRegistries(
  { machine }: Pick<InspectRequest, 'machine'>,
  remarks: ToolRemark[],
  isModern: boolean,
): Promise<RegistrySetting[]> {
  const file = await workspaceFile(machine, remarks);
  if (file === undefined) return [];
  const { settings } = file;
  return registriesOf({ ...file, settings: isModern ? settings : { registries: settings.registries ?? {} } });
}

function registriesOf({ source, settings }: YamlFile): RegistrySetting[] {
  const named = Object.entries(settings.registries ?? {}).flatMap(([name, url]) =>
    typeof url === 'string'
      ? [
          {
            source,
            setting: `registries.${name}`,
            ...addressParts(url),
            scope: name === 'default' ? undefined : name,
          },
        ]
      : [],
  );
  const { registry } = settings;
  return typeof registry === 'string' ? [{ source, setting: 'registry', ...addressParts(registry) }, ...named] : named;
}

export async function pnpmModernFindings(request: InspectRequest): Promise<NpmrcFindings> {
  const { machine } = request;
  const remarks: ToolRemark[] = [];
  const globalPath = joinPath(machine, pnpmConfigFolder(machine), 'config.yaml');
  const config = await yamlFile(machine, globalPath, globalPath, remarks);
  const { npmrcAuthFile } = config.settings;
  const userPath = pnpmUserConfig(machine, typeof npmrcAuthFile === 'string' ? npmrcAuthFile : undefined);
  // pnpm 12 asks the programs of those registries alone that it comes to.
  const isOlder = (majorVersion(machine, 'pnpm') ?? 11) < 12;
  const dialect = { ...PNPM, runsAllHelpers: isOlder, stopsAtLists: isOlder };
  const sources = pnpmSources(machine, userPath);
  const found = npmrcFindings(sources, dialect, request);
  const isVariable = ({ variable }: RegistrySetting) => variable !== undefined;
  const name = Object.keys(machine.env).find((one) => one.toLowerCase() === 'pnpm_config_offline');
  if (name && machine.env[name] === 'true')
    remarks.push(offlineRemark('pnpm', { source: name, setting: 'offline', variable: name }));
  else remarks.push(...(await workspaceOffline(machine, 'pnpm')));
  const registries = [
    ...found.registries.filter(isVariable),
    ...(await workspaceRegistries(request, remarks, true)),
    ...registriesOf(config),
    ...found.registries.filter((one) => !isVariable(one)),
  ];
  remarks.push(...(await workspaceGate(request, registries)));
  const rules = {
    client: 'pnpm',
    fill: fillAsPnpm,
    ignoresProjectVariables: true,
    names: ['https-proxy', 'http-proxy', 'proxy'],
    spared: isOlder ? ['no-proxy'] : ['no-proxy', 'noproxy'],
  };
  const [ofVariables, ofFiles] = [true, false].map((isFirst) =>
    npmrcProxy(
      sources.filter(({ path }) => (path === undefined) === isFirst),
      rules,
      request,
    ),
  );
  return {
    ...found,
    registries,
    way: wayOf({
      client: 'pnpm',
      rules: isOlder ? PROXY_RULES.pnpm : PROXY_RULES.pnpm12,
      settings:
        ofVariables ??
        (await workspaceProxy(request, 'pnpm', sources, [config])) ??
        yamlProxy(config, request, 'pnpm', sources) ??
        ofFiles,
      hidesNoProxy: saysWhomToSpare(sources, rules) || spares(config) || (await workspaceSpares(request)),
      ...waysAt(request),
    }),
    remarks: [...remarks, ...found.remarks],
  };
}

/** pnpm's own files of the user that outrank .npmrc or are another one: what they say of us gives way until the logout. */
export function ownPnpmFiles(request: ConfigureRequest): {
  readonly npmrcPaths: readonly string[];
  readonly files: readonly ConfigurationFile[];
} {
  const { machine, endpoint, scopes } = request;
  const folder = pnpmConfigFolder(machine);
  const named = pnpmNamedFile(machine);
  const files: ConfigurationFile[] = [];
  const keys = scopes.length === 0 ? ['registry'] : scopes.map((scope) => `${scopeName(scope)}:registry`);
  const authIni = joinPath(machine, folder, 'auth.ini');
  const known = [...npmrcValues(machine.read(authIni) ?? '').keys()];
  if (known.some((key) => keys.includes(key) || isSamePlace(credentialKey(key)?.place ?? '', endpoint)))
    files.push(npmrcFile(authIni, request, { onlyKnown: true }));
  const config = joinPath(machine, folder, 'config.yaml');
  if (/\bregistr(?:y|ies)\b/.test(machine.read(config) ?? ''))
    files.push({
      path: config,
      holdsSecret: false,
      syntax: 'tree',
      language: 'yaml',
      edit: async (current) => setYaml(current ?? '', await configSettings(current ?? '', request)),
    });
  return { npmrcPaths: named === undefined ? [] : [named], files };
}

async function configSettings(text: string, { endpoint, scopes }: ConfigureRequest): Promise<YamlSetting[]> {
  const { yamlValue } = await import('../../../core/text/yaml-document.ts');
  const { registry, registries } = yamlSettings(yamlValue(text));
  const settings: YamlSetting[] = [];
  const isElsewhere = (value: unknown) => typeof value === 'string' && !isWithin(value, endpoint);
  if (scopes.length === 0 && isElsewhere(registry)) settings.push({ path: ['registry'], value: endpoint });
  for (const name of scopes.length === 0 ? ['default'] : scopes.map(scopeName))
    if (isElsewhere(registries?.[name])) settings.push({ path: ['registries', name], value: endpoint });
  return settings;
}

/**
 * pnpm 10 and older read nothing of a file in which a variable is not set, and then ask the public registry for private
 * names. Their own file, which ranks below the user's, still counts.
 */
export function pnpm10Fallback(
  request: ConfigureRequest,
  userPath: string,
  style: NpmrcStyle,
): Pick<ToolConfiguration, 'files' | 'notes'> {
  const { machine, endpoint } = request;
  const isOurs = (key: string) => isSamePlace(credentialKey(key)?.place ?? '', endpoint);
  const missing = [...npmrcValues(machine.read(userPath) ?? '')].flatMap(([key, value]) =>
    // What the login itself writes over is no longer there.
    isOurs(key) ? [] : [...fillAsPnpm10(key, machine.env).unset, ...fillAsPnpm10(value, machine.env).unset],
  );
  if (missing.length === 0) return { files: [], notes: [] };
  const path = joinPath(machine, pnpmConfigFolder(machine), 'rc');
  return {
    files: [npmrcFile(path, request, style)],
    notes: [
      `${[...new Set(missing)].join(', ')} in ${userPath} is not set, so that pnpm 10 reads nothing of that file: ${path} has the login as well`,
    ],
  };
}
