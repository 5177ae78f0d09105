// Bun: bunfig.toml of project and home before all .npmrc files, variables before both.
import { isWithin } from '../../../core/model/endpoint.ts';
import { decodedUserInfo, Secret } from '../../../core/model/secret.ts';
import type {
  ConfigurationFile,
  ConfigureRequest,
  DirectWay,
  InspectRequest,
  ProxySetting,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { judgedProxy, type TrustSetting } from '../../shared/checkout-settings.ts';
import { ageGateRemark, encodingRemarks, lockedAddresses, plainAddress } from '../../shared/inspection.ts';
import { absolute, inHome, isAbsolute, joinPath, variable } from '../../shared/machine-paths.ts';
import { PROXY_RULES, wayOf, waysAt } from '../../shared/proxy-variables.ts';
import { setToml, type TomlSetting } from '../../shared/text/toml-edit.ts';
import { gateRemarks, isNoGate } from './age-gates.ts';
import type { VariableUse } from './asked-variables.ts';
import { type BunEnvironment, bunEnvironment } from './bun-env.ts';
import { npmrcTrust, offlineRemark } from './network-settings.ts';
import { npmrcPaths, scopeName } from './npmrc.ts';
import { type NpmrcDialect, noCredentials, npmrcFindings, placesUp } from './npmrc-findings.ts';
import {
  blankUserConfig,
  bunProjectFolder,
  bunSources,
  bunUserFile,
  fillAsNpm,
  type NpmSource,
} from './npmrc-sources.ts';

const BUN: NpmrcDialect = { name: 'Bun', fill: fillAsNpm, places: placesUp };
const ANY_QUOTED = /"(https?:\/\/[^"]+\.tgz)"/g;

/** Variables that outrank every file, the first first. Bun compares their names exactly. */
export const BUN_REGISTRY = ['BUN_CONFIG_REGISTRY', 'NPM_CONFIG_REGISTRY', 'npm_config_registry'] as const;
export const BUN_TOKEN = ['BUN_CONFIG_TOKEN', 'NPM_CONFIG_TOKEN', 'npm_config_token'] as const;

/** Bun read only the home's file until 1.3, then npm's variable as well; XDG_CONFIG_HOME hid the home's for a while. */
export function bunNpmrcPaths(machine: ToolMachine): string[] {
  const xdg = variable(machine, 'XDG_CONFIG_HOME');
  return [
    ...new Set([
      ...npmrcPaths(machine, bunUserFile(machine)),
      ...(xdg && isAbsolute(machine, xdg) ? [joinPath(machine, xdg, '.npmrc')] : []),
      inHome(machine, '.npmrc'),
    ]),
  ];
}

interface BunRegistry {
  readonly setting: string;
  readonly scope: string | undefined;
  readonly url: string;
  readonly token: string | undefined;
}

type Toml = Readonly<Record<string, unknown>>;
const tableOf = (value: unknown): Toml => (typeof value === 'object' && value !== null ? (value as Toml) : {});

/** `[install] registry` and `[install.scopes]`, each a text or a table. */
async function bunfigRegistries(text: string): Promise<BunRegistry[]> {
  const { parse } = await import('smol-toml');
  const install = tableOf(tableOf(parse(text)).install);
  const of = (setting: string, scope: string | undefined, value: unknown): BunRegistry[] => {
    const url = typeof value === 'string' ? value : tableOf(value).url;
    const { token, password } = tableOf(value);
    const secret = token ?? password;
    return typeof url === 'string'
      ? [{ setting, scope, url, token: typeof secret === 'string' ? secret : undefined }]
      : [];
  };
  return [
    ...of('install.registry', undefined, install.registry),
    ...Object.entries(tableOf(install.scopes)).flatMap(([name, value]) =>
      of(`install.scopes.${name}`, scopeName(name), value),
    ),
  ];
}

interface BunFindings {
  readonly registries: readonly RegistrySetting[];
  readonly credentials: readonly StoredCredential[];
  readonly remarks: readonly ToolRemark[];
  readonly gates?: readonly ToolRemark[];
  readonly trust?: readonly TrustSetting[];
  /** Names for which no gate holds. */
  readonly exempt?: readonly string[];
}

/** Of one bunfig.toml; Bun reads UTF-16 as Windows writes it, and stops at other bytes that are not UTF-8. */
async function bunfigFindings(
  source: string,
  path: string,
  { machine, endpoint }: InspectRequest,
): Promise<BunFindings> {
  const text = machine.read(path);
  if (text === undefined) return { registries: [], credentials: [], remarks: [] };
  const reads = { mark: true, utf16: 'little-endian', otherBytes: false } as const;
  const unread = encodingRemarks(machine, [{ path, source, reads }], 'Bun does not start');
  if (unread.length > 0) return { registries: [], credentials: [], remarks: unread };
  let found: BunRegistry[];
  let install: Toml;
  try {
    found = await bunfigRegistries(text);
    const { parse } = await import('smol-toml');
    install = tableOf(parse(text).install);
  } catch {
    const remark = { name: 'unreadable', found: `${source} is not TOML`, fix: `Correct ${source}.` };
    return { registries: [], credentials: [], remarks: [remark] };
  }
  const remarks: ToolRemark[] = [];
  if (install.offline === true) remarks.push(offlineRemark('Bun', { source, setting: 'install.offline' }));
  const age = install.minimumReleaseAge;
  const credentials = found.flatMap(({ url, token }) => {
    if (!isWithin(url, endpoint)) return [];
    const { password } = new URL(url);
    const value = token ?? (password === '' ? undefined : decodedUserInfo(password));
    if (value === undefined) return [];
    const name = /^\$(\w+)$/.exec(value)?.[1];
    const braced = /^\$\{(\w+)\}$/.exec(value)?.[1];
    if (braced !== undefined)
      remarks.push({
        name: 'unset-variable',
        found: `${source} has \`\${${braced}}\` as a token, which Bun sends as it stands`,
        fix: `Write \`$${braced}\` in ${source}.`,
      });
    // A variable that is not set is as if there were no token: Bun then takes that of .npmrc.
    const filled = name === undefined ? value : variable(machine, name);
    return filled && braced === undefined ? [{ source, token: new Secret(filled) }] : [];
  });
  const registries = found.map(({ setting, scope, url }) => ({ source, setting, scope, url: plainAddress(url) }));
  const gates = isNoGate(age)
    ? []
    : [ageGateRemark('Bun', { source, setting: 'install.minimumReleaseAge', value: String(age) })];
  const trust = ['ca', 'cafile'].flatMap((setting): TrustSetting[] =>
    install[setting] === undefined ? [] : [{ setting, source, path, value: install[setting], kind: 'authority' }],
  );
  return { registries, credentials, remarks, gates, trust, exempt: textsIn(install.minimumReleaseAgeExcludes) };
}

const textsIn = (value: unknown): string[] => [value].flat().filter((one): one is string => typeof one === 'string');

/** The home's file: where XDG_CONFIG_HOME is set, Bun looks there and not in the home. */
function homeBunfig(machine: ToolMachine): string {
  const xdg = variable(machine, 'XDG_CONFIG_HOME');
  return xdg ? joinPath(machine, absolute(machine, xdg), '.bunfig.toml') : inHome(machine, '.bunfig.toml');
}

/** Whether `env = false` or `[env] file = false` keeps Bun from reading `.env` files. */
async function isEnvSwitchedOff(texts: readonly (string | undefined)[]): Promise<boolean> {
  const { parse } = await import('smol-toml');
  return texts.some((text) => {
    if (!/\benv\b/.test(text ?? '')) return false;
    try {
      const { env } = parse(text ?? '');
      return env === false || tableOf(env).file === false;
    } catch {
      return false;
    }
  });
}

/** What Bun finds in the environment when it is started here. */
export async function bunSees(machine: ToolMachine): Promise<BunEnvironment> {
  const folder = await bunProjectFolder(machine);
  const bunfigs = [joinPath(machine, folder, 'bunfig.toml'), homeBunfig(machine)];
  return bunEnvironment(machine, folder, await isEnvSwitchedOff(bunfigs.map((path) => machine.read(path))));
}

export async function inspectBun(asked: InspectRequest): Promise<ToolInspection> {
  const { machine, fileOf } = await bunSees(asked.machine);
  const folder = await bunProjectFolder(machine);
  const { endpoint } = asked;
  const request = { ...asked, machine };
  // What stands in a file is taken out there; what stands in the environment is unset.
  const named = (name: string) => {
    const file = fileOf(name);
    return file === undefined ? { source: `the variable ${name}`, variable: name } : { source: file };
  };
  const first = (names: readonly string[]) => names.find((name) => machine.env[name]);
  const registryName = first(BUN_REGISTRY);
  const tokenName = first(BUN_TOKEN);
  const project = await bunfigFindings('bunfig.toml of the project', joinPath(machine, folder, 'bunfig.toml'), request);
  const homePath = homeBunfig(machine);
  const home = await bunfigFindings(homePath, homePath, request);
  const sources = await bunSources(machine, bunNpmrcPaths(machine));
  const npmrc = npmrcFindings(sources, BUN, request);
  const registries: RegistrySetting[] = [
    ...(registryName
      ? [
          {
            ...named(registryName),
            setting: fileOf(registryName) === undefined ? 'registry' : registryName,
            url: plainAddress(machine.env[registryName] ?? ''),
          },
        ]
      : []),
    ...project.registries,
    ...home.registries,
    ...npmrc.registries,
  ];
  const credentials = [
    ...(tokenName ? [{ ...named(tokenName), token: new Secret(machine.env[tokenName] ?? '') }] : []),
    ...project.credentials,
    ...home.credentials,
    ...npmrc.credentials,
  ];
  const found = {
    ...npmrc,
    registries,
    credentials,
    // What a bunfig.toml says comes first, so that a placeholder of .npmrc is never looked at.
    remarks: [
      ...project.remarks,
      ...home.remarks,
      ...(credentials.length > npmrc.credentials.length ? [] : npmrc.remarks),
    ],
  };
  return {
    registries,
    credentials,
    way: ofEnvFile(wayOf({ client: 'Bun', rules: PROXY_RULES.bun, settings: undefined, ...waysAt(request) }), {
      machine,
      folder,
      endpoint,
      fileOf,
      sources,
      trust: [...(project.trust ?? []), ...(home.trust ?? [])],
    }),
    locked: lockedAddresses(request, ['bun.lock'], ANY_QUOTED),
    remarks: [
      ...found.remarks,
      ...noCredentials(found, endpoint),
      ...(await gateRemarks(
        (project.gates?.length ? project.gates : home.gates) ?? [],
        {
          setting: 'install.minimumReleaseAgeExcludes',
          patterns: project.exempt?.length ? project.exempt : (home.exempt ?? []),
          reads: 'names',
        },
        request,
        registries,
      )),
      ...blankUserConfig(machine, 'Bun'),
      ...missingCertificates(machine, sources),
    ],
  };
}

/** What of a checkout names a proxy, and whose certificates Bun believes: `.env` files are to it what the user says. */
interface BunGround extends BunEnvironment {
  readonly folder: string;
  readonly endpoint: string;
  readonly sources: readonly NpmSource[];
  /** Of the project's bunfig.toml. */
  readonly trust: readonly TrustSetting[];
}

/** A proxy of a variable, with the `.env` file that sets it. */
function ofEnvFile(way: ProxySetting | DirectWay, seen: BunGround): ProxySetting | DirectWay {
  const { machine, fileOf, folder, sources, endpoint, trust } = seen;
  const file = way.address === undefined ? undefined : fileOf(way.setting);
  if (way.address === undefined || file === undefined) return way;
  const { variable: _, ...found } = way;
  return judgedProxy(
    machine,
    { ...found, source: file },
    {
      path: joinPath(machine, folder, file),
      trust: () => [
        ...TRUST_VARIABLES.flatMap(([setting, kind]): TrustSetting[] => {
          const source = fileOf(setting);
          return source === undefined
            ? []
            : [{ setting, source, path: joinPath(machine, folder, source), value: machine.env[setting], kind }];
        }),
        ...trust,
        ...npmrcTrust(sources, { fill: fillAsNpm, machine, endpoint }),
      ],
      named: () => [],
    },
  );
}

const TRUST_VARIABLES = [
  ['NODE_TLS_REJECT_UNAUTHORIZED', 'switch'],
  ['NODE_EXTRA_CA_CERTS', 'authority'],
  ['SSL_CERT_FILE', 'authority'],
  ['SSL_CERT_DIR', 'authority'],
] as const;

/** `cafile` of .npmrc files: without the file Bun ends, where the other clients go on. */
function missingCertificates(machine: ToolMachine, sources: readonly NpmSource[]): ToolRemark[] {
  const found = sources.find(({ settings }) => (settings.get('cafile')?.value ?? '') !== '');
  const path = fillAsNpm(found?.settings.get('cafile')?.value ?? '', machine.env).text;
  if (found === undefined || machine.exists(absolute(machine, path))) return [];
  return [
    {
      name: 'missing-file',
      found: `\`cafile\` in ${found.source} names ${path}, which does not exist: Bun installs nothing`,
      fix: `Make it, or take \`cafile\` out of ${found.source}.`,
    },
  ];
}

/** The home's bunfig.toml, where it would outrank the .npmrc files: its settings give way until the logout. */
export function homeBunfigFile(request: ConfigureRequest): ConfigurationFile[] {
  const { machine } = request;
  const path = homeBunfig(machine);
  if (!/\b(?:registry|url|scopes)\b/.test(machine.read(path) ?? '')) return [];
  return [
    {
      path,
      holdsSecret: true,
      syntax: 'tree',
      language: 'toml',
      edit: async (current) => setToml(current ?? '', await bunfigSettings(current ?? '', request)),
    },
  ];
}

async function bunfigSettings(text: string, { endpoint, scopes, token }: ConfigureRequest): Promise<TomlSetting[]> {
  const { parse } = await import('smol-toml');
  const install = tableOf(tableOf(parse(text)).install);
  const wanted = new Set(scopes.map(scopeName));
  const settings: TomlSetting[] = [];
  const set = (path: readonly string[], value: unknown, isWanted: boolean) => {
    const isText = typeof value === 'string';
    const url = isText ? value : tableOf(value).url;
    if (typeof url !== 'string' || (!isWanted && !isWithin(url, endpoint))) return;
    if (isText && !/\/\/[^/]*@/.test(value)) {
      if (!isWithin(value, endpoint)) settings.push({ path, value: endpoint });
      return;
    }
    const { token: _, url: __, ...others } = isText ? {} : tableOf(value);
    if (isText) settings.push({ path, value: endpoint });
    else {
      if (!isWithin(url, endpoint)) settings.push({ path: [...path, 'url'], value: endpoint });
      if ('username' in others) settings.push({ path: [...path, 'username'], value: 'aws' });
      settings.push({ path: [...path, 'username' in others ? 'password' : 'token'], value: token.reveal() });
    }
  };
  set(['install', 'registry'], install.registry, scopes.length === 0);
  for (const [name, value] of Object.entries(tableOf(install.scopes)))
    set(['install', 'scopes', name], value, wanted.has(scopeName(name)));
  return settings;
}

/** Variables from which the project's bunfig.toml takes tokens. One that is not set is no harm: see `bunfigFindings`. */
export async function bunfigUses({ machine, endpoint, token }: ConfigureRequest): Promise<VariableUse[]> {
  const text = machine.read(joinPath(machine, machine.workingDirectory, 'bunfig.toml'));
  const found = await bunfigRegistries(text ?? '').catch(() => []);
  return found.flatMap(({ url, token: raw }) => {
    const name = /^\$(\w+)$/.exec(raw ?? '')?.[1];
    if (name === undefined || !variable(machine, name)) return [];
    return [{ source: 'bunfig.toml', name, value: isWithin(url, endpoint) ? token.reveal() : undefined }];
  });
}
