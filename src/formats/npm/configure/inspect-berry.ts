// Yarn 2 and later: .yarnrc.yml of the working directory, its parents and the home, merged key by key; variables first.
import picomatch from 'picomatch';
import { isWithin } from '../../../core/model/endpoint.ts';
import { Secret } from '../../../core/model/secret.ts';
import type {
  InspectRequest,
  ProxySetting,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { shownBriefly } from '../../../core/text/shown-text.ts';
import { isOfCheckout, judgedProxy, type TrustSetting } from '../../shared/checkout-settings.ts';
import { addressParts, ageGateRemark, encodingRemarks, NOTHING, unsetVariable } from '../../shared/inspection.ts';
import { absolute, folderOf, foldersUp, inHome, joinPath, variable } from '../../shared/machine-paths.ts';
import { PROXY_RULES, wayOf, waysAt } from '../../shared/proxy-variables.ts';
import { isCostly } from '../../shared/text/costly-pattern.ts';
import { gateRemarks, gatesScopes, isNoGate } from './age-gates.ts';
import { berryEnvironment, type RcFile, settledFiles, type Table } from './berry-files.ts';
import { BERRY_SETTINGS, ENTRY_SETTINGS, OLDER_SETTINGS } from './berry-settings.ts';
import type { GateExceptions } from './gate-exceptions.ts';
import { offlineRemark } from './network-settings.ts';
import { inAddresses, noCredentials } from './npmrc-findings.ts';
import { majorVersion, yarnrcName } from './npmrc-sources.ts';
import { HOME_RC } from './yarn.ts';

const tableOf = (value: unknown): Table => (typeof value === 'object' && value !== null ? (value as Table) : {});

/** Yarn compares addresses without the last slash. */
const normal = (address: string) => address.replace(/\/$/, '');

/** `${NAME}`, `${NAME-default}`, `${NAME:-default}`. */
function filled(raw: string, env: ToolMachine['env']): { readonly text: string; readonly unset: readonly string[] } {
  const unset: string[] = [];
  const text = raw.replace(
    /\$\{(\w{1,256})(?:(:)?-([^}]{0,1024}))?\}/g,
    (_, name: string, colon?: string, otherwise?: string) => {
      const value = env[name];
      if (value !== undefined && !(value === '' && colon)) return value;
      if (otherwise !== undefined) return otherwise;
      unset.push(name);
      return '';
    },
  );
  return { text, unset };
}

/** Every text of a file: Yarn fills variables everywhere before it looks at what a setting means. */
function* textsOf(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) yield* textsOf(one);
}

async function rcFile(machine: ToolMachine, path: string, source: string, remarks: ToolRemark[]): Promise<RcFile[]> {
  const text = machine.read(path);
  if (text === undefined) return [];
  const reads = { mark: true, utf16: false, otherBytes: true };
  const unread = encodingRemarks(machine, [{ path, source, reads }], 'Yarn does not start');
  remarks.push(...unread);
  if (unread.length > 0) return [];
  const { YamlRefusal, yamlValue } = await import('../../../core/text/yaml-document.ts');
  try {
    return [{ path, source, settings: tableOf(yamlValue(text)) }];
  } catch (cause) {
    if (!(cause instanceof YamlRefusal)) throw cause;
    remarks.push({ name: 'unreadable', found: `${source} is not read: ${cause.message}`, fix: `Correct ${source}.` });
    return [];
  }
}

function unsetIn(source: string, settings: Table, env: ToolMachine['env']): ToolRemark[] {
  const unset = new Set([...textsOf(settings)].flatMap((one) => filled(one, env).unset));
  return [...unset].map((name) => {
    const { found, ...remark } = unsetVariable(source, name);
    return { ...remark, found: `${found}, so that Yarn does not start` };
  });
}

/** In the order in which they count. */
async function rcFiles(machine: ToolMachine, remarks: ToolRemark[]): Promise<RcFile[]> {
  const name = yarnrcName(machine);
  const home = inHome(machine, HOME_RC);
  const files: RcFile[] = [];
  for (const folder of foldersUp(machine)) {
    const path = joinPath(machine, folder, name);
    const source = folder === machine.workingDirectory ? `${name} of the project` : path;
    files.push(...(await rcFile(machine, path, source, remarks)));
  }
  // The home's file comes last, also where the home lies above the project.
  const known = files.some(({ source }) => source === home);
  return known ? files : [...files, ...(await rcFile(machine, home, home, remarks))];
}

/** A value of a map of maps, with the file it comes from. */
interface Found {
  readonly source: string;
  readonly text: string;
}

export async function inspectBerry(request: InspectRequest): Promise<ToolInspection> {
  const remarks: ToolRemark[] = [];
  const { machine } = request;
  const written = await rcFiles(machine, remarks);
  const files = settledFiles(written);
  const env = berryEnvironment(machine, files, remarks);
  for (const { source, settings } of written) remarks.push(...unsetIn(source, settings, env));
  remarks.push(...unknownSettings(written, machine));
  const found = findings(files, request, env);
  const before = findings(written, request, env);
  return {
    ...NOTHING,
    registries: found.registries,
    credentials: found.credentials,
    way: wayOf({
      client: 'Yarn',
      rules: PROXY_RULES.berry,
      settings: berryProxy(files, request, env),
      ...waysAt(request),
    }),
    remarks: [
      ...remarks,
      ...(remarks.length > 0 ? [] : found.remarks),
      ...resetRemarks(before.registries, found.registries, request.endpoint),
      ...berryOffline(files, request),
      ...missingCertificates(files, request, env),
      ...(await berryGates(files, found.registries, request)),
    ],
  };
}

/** What a farther file says of the repository and a nearer one lets count no more. */
function resetRemarks(
  written: readonly RegistrySetting[],
  counting: readonly RegistrySetting[],
  endpoint: string,
): ToolRemark[] {
  const isOurs = ({ url }: RegistrySetting) => isWithin(url, endpoint);
  const lost = written.find(
    (one) => isOurs(one) && !counting.some((other) => other.source === one.source && other.setting === one.setting),
  );
  if (lost === undefined || counting.some(isOurs)) return [];
  return [
    {
      name: 'reset-setting',
      found: `\`${lost.setting}\` of ${lost.source} counts for nothing, since a file nearer to the project resets it (\`onConflict\`), and nothing else tells Yarn to ask the repository`,
      fix: 'Take `onConflict` out of that file, or name the repository in it.',
    },
  ];
}

/** Yarn 2 and later stop at a setting of the project's files that they do not know; the home's may have any. */
function unknownSettings(files: readonly RcFile[], machine: ToolMachine): ToolRemark[] {
  const home = inHome(machine, HOME_RC);
  const isLax = (value: unknown) => /^(?:0|false)$/.test(String(value));
  if (isLax(variable(machine, 'YARN_ENABLE_STRICT_SETTINGS'))) return [];
  const isOlder = (majorVersion(machine, 'yarn') ?? 3) < 4;
  const isKnown = (key: string) => BERRY_SETTINGS.has(key) || (isOlder && OLDER_SETTINGS.has(key));
  // Plugins bring settings of their own.
  const hasPlugins = files.some(({ settings }) => settings.plugins !== undefined);
  return files
    .filter(({ path }) => path !== home)
    .flatMap(({ source, settings }) => {
      const inEntries = Object.entries(ENTRY_SETTINGS).flatMap(([name, known]) =>
        Object.entries(tableOf(settings[name])).flatMap(([entry, table]) =>
          entry === 'onConflict' || entry === 'value'
            ? []
            : Object.keys(tableOf(table))
                .filter((key) => !known.has(key))
                .map((key) => `${name}.${entry}.${key}`),
        ),
      );
      const unknown = [...Object.keys(settings).filter((key) => !isKnown(key)), ...inEntries];
      if (unknown.length === 0) return [];
      const named = unknown.slice(0, 3).map((key) => `\`${shownBriefly(key, 60)}\``);
      return [
        {
          name: 'unknown-setting',
          ...(hasPlugins ? { health: 'warning' as const, isSaidAtLogin: true } : {}),
          found: `${source} has ${named.join(', ')}, which Yarn 4 does not know${hasPlugins ? ', unless a plugin does' : ''}: it then refuses to do anything`,
          fix: `Take ${named.length === 1 ? 'it' : 'them'} out of ${source}, or correct the spelling.`,
        },
      ];
    });
}

interface NetworkValue {
  readonly source: string;
  /** Of the file; undefined for a variable. */
  readonly path?: string;
  readonly setting: string;
  readonly variable?: string;
  readonly value: string;
}

/**
 * What is in force for a host: of the patterns of `networkSettings` that name it the longest that says anything, as Yarn
 * sorts them, else the variable, else the setting of that name.
 */
function networkValue(
  files: readonly RcFile[],
  key: string,
  machine: ToolMachine,
  host: string,
): NetworkValue | undefined {
  const found = files
    .flatMap(({ source, path, settings }) =>
      Object.entries(tableOf(settings.networkSettings)).map(([pattern, entry]) => ({
        source,
        path,
        pattern,
        value: tableOf(entry)[key],
      })),
    )
    .filter(({ pattern, value }) => value !== undefined && value !== null && !isCostly(pattern))
    .filter(({ pattern }) => picomatch.isMatch(host, pattern))
    .sort((one, other) => other.pattern.length - one.pattern.length)[0];
  if (found) return { source: found.source, path: found.path, setting: 'networkSettings', value: String(found.value) };
  const name = `YARN_${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
  const given = variable(machine, name);
  if (given !== undefined) return { source: `the variable ${name}`, setting: name, variable: name, value: given };
  const file = files.find(({ settings }) => settings[key] !== undefined && settings[key] !== null);
  return file && { source: file.source, path: file.path, setting: key, value: String(file.settings[key]) };
}

/** `enableNetwork: false`, of all hosts or of the repository's. */
function berryOffline(files: readonly RcFile[], { machine, endpoint }: InspectRequest): ToolRemark[] {
  const found = networkValue(files, 'enableNetwork', machine, new URL(endpoint).hostname);
  return found !== undefined && /^(?:0|false)$/.test(found.value)
    ? [offlineRemark('Yarn', { ...found, source: found.variable ?? found.source })]
    : [];
}

/** Files that Yarn opens before it asks anything, whatever the address is. */
function missingCertificates(
  files: readonly RcFile[],
  { machine, endpoint }: InspectRequest,
  env: ToolMachine['env'],
): ToolRemark[] {
  return ['httpsCaFilePath', 'httpsCertFilePath', 'httpsKeyFilePath'].flatMap((key): ToolRemark[] => {
    const found = networkValue(files, key, machine, new URL(endpoint).hostname);
    const written = found === undefined ? '' : filled(found.value, env).text;
    if (found === undefined || written === '') return [];
    const folder = found.path === undefined ? machine.workingDirectory : folderOf(machine, found.path);
    const path = absolute({ ...machine, workingDirectory: folder }, written);
    if (machine.exists(path)) return [];
    return [
      {
        name: 'missing-file',
        found: `\`${key}\` in ${found.source} names ${path}, which does not exist: Yarn installs nothing`,
        fix: found.variable ? `unset ${found.variable}` : `Make it, or take \`${key}\` out of ${found.source}.`,
      },
    ];
  });
}

/** Yarn takes a proxy from its own settings alone, and by no variable but its own. */
function berryProxy(
  files: readonly RcFile[],
  { machine, endpoint }: InspectRequest,
  env: ToolMachine['env'],
): ProxySetting | undefined {
  const { protocol, hostname } = new URL(endpoint);
  const key = protocol === 'https:' ? 'httpsProxy' : 'httpProxy';
  const found = networkValue(files, key, machine, hostname);
  const address = found === undefined ? '' : filled(found.value, env).text;
  if (found === undefined || address === '') return undefined;
  const { path, source, setting, variable: name } = found;
  const way = { source, setting, variable: name, address, client: 'Yarn' };
  return judgedProxy(machine, way, {
    path,
    name: setting === 'networkSettings' ? key : setting,
    trust: () => berryTrust(files, { machine, endpoint }, env),
    named: () =>
      files.flatMap((file) => {
        const own = networkValue([file], key, machine, hostname);
        return own === undefined ? [] : [{ path: own.path, address: filled(own.value, env).text }];
      }),
  });
}

/** `caFilePath` is what Yarn 2 calls `httpsCaFilePath`. */
const TRUST = { enableStrictSsl: 'switch', httpsCaFilePath: 'authority', caFilePath: 'authority' } as const;

function berryTrust(
  files: readonly RcFile[],
  { machine, endpoint }: InspectRequest,
  env: ToolMachine['env'],
): TrustSetting[] {
  return Object.entries(TRUST).flatMap(([key, kind]) => {
    // The variables first, then each file by itself, since what one says may be merged into another.
    const seen = [[], ...files.map((file) => [file])].flatMap(
      (some) => networkValue(some, key, machine, new URL(endpoint).hostname) ?? [],
    );
    return seen.map(({ source, path, setting, variable: name, value }): TrustSetting => {
      const isOfProject = path !== undefined && isOfCheckout(machine, path);
      return { setting, source, path, variable: name, value: isOfProject ? value : filled(value, env).text, kind };
    });
  });
}

/**
 * `npmMinimalAgeGate`, of all packages or of an entry of `npmScopes` that names the repository. The one day that Yarn
 * knows by itself is meant for such entries alone to whoever has not set anything.
 */
async function berryGates(
  files: readonly RcFile[],
  registries: readonly RegistrySetting[],
  request: InspectRequest,
): Promise<readonly ToolRemark[]> {
  const { machine, endpoint } = request;
  const setting = 'npmMinimalAgeGate';
  const isGating = (await gatesScopes(machine)) === true;
  const ours = new Set(registries.filter(({ url }) => isWithin(url, endpoint)).map(({ scope }) => scope));
  const remarks: ToolRemark[] = [];
  const name = 'YARN_NPM_MINIMAL_AGE_GATE';
  const given = variable(machine, name);
  const file = files.find(({ settings }) => settings[setting] !== undefined);
  const value = String(given ?? file?.settings[setting] ?? '');
  if (ours.has(undefined) && !isNoGate(value))
    remarks.push(
      ageGateRemark('Yarn', {
        source: given === undefined ? (file?.source ?? '') : `the variable ${name}`,
        setting,
        value,
        variable: given === undefined ? undefined : name,
      }),
    );
  for (const scope of ours) {
    if (scope === undefined || !isGating) continue;
    const entry = scope.slice(1);
    const gated = files.flatMap(({ source, settings }) => {
      const own = tableOf(tableOf(settings.npmScopes)[entry])[setting];
      return own === undefined ? [] : [{ source, value: String(own) }];
    })[0];
    const named = files.find(({ settings }) => tableOf(settings.npmScopes)[entry] !== undefined);
    if (gated === undefined)
      remarks.push({
        ...ageGateRemark('Yarn', {
          source: named?.source ?? '',
          setting: `npmScopes.${entry}`,
          value: 'gated at one day',
        }),
        fix: `Set \`npmMinimalAgeGate: 0\` in \`npmScopes.${entry}\` of ${named?.source}.`,
      });
    else if (!isNoGate(gated.value))
      remarks.push(ageGateRemark('Yarn', { ...gated, setting: `npmScopes.${entry}.${setting}` }));
  }
  return gateRemarks(remarks, preapproved(files, machine), request, registries);
}

/** `npmPreapprovedPackages`: the variable alone, else the lists of all files. */
function preapproved(files: readonly RcFile[], machine: ToolMachine): GateExceptions {
  const setting = 'npmPreapprovedPackages';
  const given = variable(machine, 'YARN_NPM_PREAPPROVED_PACKAGES');
  const written = given === undefined ? files.flatMap(({ settings }) => settings[setting] ?? []) : given.split(',');
  const patterns = written
    .flat()
    .map(String)
    .map((one) => one.trim());
  return { setting, patterns: patterns.filter((one) => one !== ''), reads: 'yarn' };
}

interface BerryFindings {
  readonly registries: readonly RegistrySetting[];
  readonly credentials: readonly StoredCredential[];
  readonly remarks: readonly ToolRemark[];
}

function findings(
  files: readonly RcFile[],
  { machine, endpoint }: InspectRequest,
  env: ToolMachine['env'],
): BerryFindings {
  const texts = (...path: readonly string[]): Found[] =>
    files.flatMap(({ source, settings }) => {
      const value = path.reduce<unknown>((node, key) => tableOf(node)[key], settings);
      return typeof value === 'string' || typeof value === 'boolean'
        ? [{ source, text: filled(String(value), env).text }]
        : [];
    });
  const keysOf = (name: string) => [...new Set(files.flatMap(({ settings }) => Object.keys(tableOf(settings[name]))))];
  const registries: RegistrySetting[] = [];
  const server = variable(machine, 'YARN_NPM_REGISTRY_SERVER');
  const name = 'YARN_NPM_REGISTRY_SERVER';
  if (server)
    registries.push({
      source: `the variable ${name}`,
      variable: name,
      setting: 'npmRegistryServer',
      ...addressParts(server),
    });
  const add = (setting: string, found: readonly Found[], scope?: string) => {
    for (const { source, text } of found) registries.push({ source, setting, ...addressParts(text), scope });
  };
  add('npmRegistryServer', texts('npmRegistryServer'));
  for (const scope of keysOf('npmScopes')) {
    const path = ['npmScopes', scope, 'npmRegistryServer'];
    add(`npmScopes.${scope}`, texts(...path), `@${scope}`);
  }

  // The token of a scope, else that of the address with its scheme, else without; else the one for all registries.
  const credentials: StoredCredential[] = [];
  const keep = (found: readonly Found[], tokenOf: (text: string) => string = (text) => text) => {
    for (const { source, text } of found)
      if (text !== '') credentials.push({ source, token: new Secret(tokenOf(text)) });
  };
  const at = (path: readonly string[]) => {
    const token = texts(...path, 'npmAuthToken');
    const ident = texts(...path, 'npmAuthIdent');
    keep(token);
    // Either `user:password`, or the base64 of it.
    if ((token[0]?.text ?? '') === '')
      keep(ident, (text) =>
        (text.includes(':') ? text : Buffer.from(text, 'base64').toString()).replace(/^[^:]*:/, ''),
      );
    return token.length + ident.length > 0;
  };
  const defaultServer = registries.find(({ scope }) => scope === undefined)?.url ?? '';
  for (const scope of keysOf('npmScopes')) {
    const own = texts('npmScopes', scope, 'npmRegistryServer')[0]?.text ?? defaultServer;
    if (isWithin(own, endpoint)) at(['npmScopes', scope]);
  }
  const byKey = keysOf('npmRegistries');
  const plain = normal(endpoint);
  const places = [plain, plain.replace(/^https?:/, '')].map((place) => byKey.filter((key) => normal(key) === place));
  const entry = places.find((keys) => keys.length > 0) ?? [];
  for (const key of entry) at(['npmRegistries', key]);
  if (entry.length === 0 && isWithin(defaultServer, endpoint)) {
    const token = variable(machine, 'YARN_NPM_AUTH_TOKEN');
    const source = 'the variable YARN_NPM_AUTH_TOKEN';
    if (token) credentials.push({ source, variable: 'YARN_NPM_AUTH_TOKEN', token: new Secret(token) });
    at([]);
  }
  const inAddress = inAddresses({ registries }, { client: 'Yarn', isNeverRight: true }, endpoint);
  return {
    registries,
    credentials: [...inAddress.credentials, ...credentials],
    remarks: [...authRemarks(), ...inAddress.remarks],
  };

  function authRemarks(): ToolRemark[] {
    const missing = noCredentials({ registries, credentials, hasOther: false, remarks: [] }, endpoint);
    const [emptied] = entry.map((key) => texts('npmRegistries', key, 'npmAuthToken')[0]);
    if (emptied && emptied.text === '')
      return [
        {
          name: 'no-credentials',
          found: `${emptied.source} leaves the token for ${endpoint} empty, and outranks every other one`,
          fix: `Set the variable that it takes, or take the line out of ${emptied.source}.`,
        },
      ];
    const isDefault = isWithin(defaultServer, endpoint);
    const always =
      (entry.length > 0
        ? entry.map((key) => texts('npmRegistries', key, 'npmAlwaysAuth')[0]?.text).find((one) => one !== undefined)
        : (variable(machine, 'YARN_NPM_ALWAYS_AUTH') ?? texts('npmAlwaysAuth')[0]?.text)) === 'true';
    return [
      ...missing,
      ...(isDefault && missing.length === 0 && !always
        ? [
            {
              name: 'always-auth',
              found:
                'Yarn sends the token for packages without a scope only with npmAlwaysAuth: true, which is missing: 401',
              fix: 'codeartifact-ci login --tools yarn writes it; by hand: npmAlwaysAuth: true beside the token',
            },
          ]
        : []),
    ];
  }
}
