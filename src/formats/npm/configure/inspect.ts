// What npm, pnpm, Yarn and Bun are told about registries: variables, the project's file, the user's files, in that order.

import { isWithin } from '../../../core/model/endpoint.ts';
import { Secret } from '../../../core/model/secret.ts';
import type {
  InspectRequest,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { expanded, lockedAddresses, NOTHING, plainAddress, unsetVariable } from '../../shared/inspection.ts';
import { inHome, joinPath, projectFile, variable } from '../../shared/machine-paths.ts';
import { npmrcValues } from '../../shared/text/npmrc-edit.ts';
import { npmrcPaths } from './npmrc.ts';
import { yarnGeneration } from './yarn.ts';

const RESOLVED = /"resolved"\s*:\s*"(https?:\/\/[^"]+)"/g;
const YARN_RESOLVED = /^[ \t]+resolved "(https?:\/\/[^"#\r\n]+)/gm;
const TARBALL = /\btarball:\s*["']?(https?:\/\/[^\s"',}]+)/g;
const ANY_QUOTED = /"(https?:\/\/[^"]+\.tgz)"/g;

interface NpmrcSource {
  readonly source: string;
  readonly values: ReadonlyMap<string, string>;
}

/** In the order of precedence. */
function sources({ machine }: InspectRequest, more: readonly string[] = []): NpmrcSource[] {
  const project = projectFile(machine, '.npmrc');
  const paths = [...new Set([...npmrcPaths(machine), ...more])];
  const registry = variable(machine, 'npm_config_registry', { anyCase: true });
  return [
    ...(registry ? [{ source: 'the variable npm_config_registry', values: new Map([['registry', registry]]) }] : []),
    ...(project === undefined ? [] : [{ source: '.npmrc of the project', values: npmrcValues(project) }]),
    ...paths.flatMap((path) => {
      const text = machine.read(path);
      return text === undefined ? [] : [{ source: path, values: npmrcValues(text) }];
    }),
  ];
}

interface NpmrcFindings extends ToolInspection {
  readonly sources: readonly NpmrcSource[];
}

function npmrcFindings(request: InspectRequest, more: readonly string[] = []): NpmrcFindings {
  const { machine, endpoint } = request;
  const found = sources(request, more);
  const remarks: ToolRemark[] = [];
  const registries: RegistrySetting[] = [];
  const credentials: StoredCredential[] = [];
  const { host, pathname } = new URL(endpoint);
  for (const { source, values } of found) {
    const value = (raw: string) => expanded(raw, machine, (name) => remarks.push(unsetVariable(source, name)));
    for (const [setting, raw] of values) {
      const scope = /^(@[^:]+):registry$/.exec(setting)?.[1];
      if (scope !== undefined || setting === 'registry')
        registries.push({ source, setting, url: plainAddress(value(raw)), scope });
      if (!setting.endsWith(':_authToken')) continue;
      const place = setting.slice(0, -':_authToken'.length).replace(':443/', '/');
      if (place === `//${host}${pathname.replace(/\/$/, '')}`)
        remarks.push({
          name: 'trailing-slash',
          found: `${source} has the token under an address without its last slash, where it is not found`,
          fix: `Write //${host}${pathname}:_authToken=…, or take the line away and log in again.`,
        });
      if (place === `//${host}${pathname}`) {
        const token = value(raw);
        if (!token.includes('${')) credentials.push({ source, token: new Secret(token) });
      }
    }
  }
  return { ...NOTHING, registries, credentials, remarks, sources: found };
}

const has = ({ sources: found }: NpmrcFindings, key: string) => found.some(({ values }) => values.has(key));

export function inspectNpm(request: InspectRequest): ToolInspection {
  const found = npmrcFindings(request);
  const rule = found.sources.map(({ values }) => values.get('replace-registry-host')).find((one) => one !== undefined);
  // npm's own default replaces its public host alone.
  const isReplaced = (host: string) =>
    rule === 'always' || (rule === undefined || rule === 'npmjs' ? /(^|\.)npmjs\.org$/.test(host) : rule === host);
  return {
    ...found,
    locked: lockedAddresses(request, ['package-lock.json', 'npm-shrinkwrap.json'], RESOLVED, isReplaced),
  };
}

export function inspectPnpm(request: InspectRequest): ToolInspection {
  const { machine, endpoint } = request;
  const own = variable(machine, 'pnpm_config_userconfig', { anyCase: true });
  const found = npmrcFindings(request, own ? [own] : []);
  const url = new URL(endpoint);
  const needsPort = url.protocol === 'https:' && url.port === '' && found.credentials.length > 0;
  const hasPort = has(found, `//${url.hostname}:443${url.pathname}:_authToken`);
  return {
    ...found,
    locked: lockedAddresses(request, ['pnpm-lock.yaml'], TARBALL),
    remarks: [
      ...found.remarks,
      ...(needsPort && !hasPort
        ? [
            {
              name: 'explicit-port',
              found: 'the service names tarballs with :443 in their address, and there is no token for that spelling',
              fix: `codeartifact-ci login writes it; by hand: //${url.hostname}:443${url.pathname}:_authToken=… beside the other line`,
            },
          ]
        : []),
    ],
  };
}

export function inspectBun(request: InspectRequest): ToolInspection {
  const found = npmrcFindings(request, [inHome(request.machine, '.npmrc')]);
  return { ...found, locked: lockedAddresses(request, ['bun.lock'], ANY_QUOTED) };
}

export async function inspectYarn(request: InspectRequest): Promise<ToolInspection> {
  if (yarnGeneration(request.machine) === 'berry') return inspectBerry(request);
  const found = npmrcFindings(request);
  const { host, pathname } = new URL(request.endpoint);
  const isAlways = (key: string) => found.sources.some(({ values }) => values.get(key) === 'true');
  const isMissing =
    found.credentials.length > 0 && !isAlways('always-auth') && !isAlways(`//${host}${pathname}:always-auth`);
  return {
    ...found,
    locked: lockedAddresses(request, ['yarn.lock'], YARN_RESOLVED),
    remarks: [
      ...found.remarks,
      ...(isMissing
        ? [
            {
              name: 'always-auth',
              found:
                'Yarn 1 sends the token for packages without a scope only with always-auth=true, which is missing: 401',
              fix: `codeartifact-ci login --tools yarn writes it; by hand: //${host}${pathname}:always-auth=true`,
            },
          ]
        : []),
    ],
  };
}

interface BerrySettings {
  readonly npmRegistryServer?: unknown;
  readonly npmAuthToken?: unknown;
  readonly npmScopes?: Record<string, { npmRegistryServer?: unknown; npmAuthToken?: unknown } | null> | null;
  readonly npmRegistries?: Record<string, { npmAuthToken?: unknown } | null> | null;
}

async function inspectBerry(request: InspectRequest): Promise<ToolInspection> {
  const { machine, endpoint } = request;
  const { YamlRefusal, yamlValue } = await import('../../../core/text/yaml-document.ts');
  const name = variable(machine, 'YARN_RC_FILENAME') ?? '.yarnrc.yml';
  const registries: RegistrySetting[] = [];
  const credentials: StoredCredential[] = [];
  const remarks: ToolRemark[] = [];
  const server = variable(machine, 'YARN_NPM_REGISTRY_SERVER');
  if (server)
    registries.push({
      source: 'the variable YARN_NPM_REGISTRY_SERVER',
      setting: 'npmRegistryServer',
      url: plainAddress(server),
    });
  for (const [source, path] of [
    [`${name} of the project`, joinPath(machine, machine.workingDirectory, name)],
    [inHome(machine, name), inHome(machine, name)],
  ] as const) {
    let settings: BerrySettings = {};
    try {
      settings = (yamlValue(machine.read(path) ?? '') as BerrySettings | null) ?? {};
    } catch (cause) {
      if (!(cause instanceof YamlRefusal)) throw cause;
      remarks.push({ name: 'unreadable', found: `${source} is not read: ${cause.message}`, fix: `Correct ${source}.` });
      continue;
    }
    const value = (raw: unknown) =>
      typeof raw === 'string' ? expanded(raw, machine, (one) => remarks.push(unsetVariable(source, one))) : undefined;
    const address = value(settings.npmRegistryServer);
    if (address) registries.push({ source, setting: 'npmRegistryServer', url: plainAddress(address) });
    const keep = (token: string | undefined) => {
      if (token && !token.includes('${')) credentials.push({ source, token: new Secret(token) });
    };
    for (const [scope, of] of Object.entries(settings.npmScopes ?? {})) {
      const url = value(of?.npmRegistryServer);
      if (url === undefined) continue;
      registries.push({ source, setting: `npmScopes.${scope}`, url: plainAddress(url), scope: `@${scope}` });
      if (isWithin(url, endpoint)) keep(value(of?.npmAuthToken));
    }
    for (const [key, of] of Object.entries(settings.npmRegistries ?? {}))
      if (isWithin(key.startsWith('//') ? `https:${key}` : key, endpoint)) keep(value(of?.npmAuthToken));
    if (address && isWithin(address, endpoint)) keep(value(settings.npmAuthToken));
  }
  return { ...NOTHING, registries, credentials, remarks };
}
