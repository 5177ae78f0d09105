// What npm, pnpm, Yarn and Bun will do: their files and variables in their own order, by their own rules.
import { isWithin } from '../../../core/model/endpoint.ts';
import type { InspectRequest, ToolInspection, ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { lockedAddresses } from '../../shared/inspection.ts';
import { foldersUp, joinPath } from '../../shared/machine-paths.ts';
import { areWorkspaces } from '../names/workspace-patterns.ts';
import { gateRemarks, npmrcGate } from './age-gates.ts';
import type { GateExceptions } from './gate-exceptions.ts';
import { npmrcOffline, npmrcProxy, saysWhomToSpare, schemelessProxy } from './network-settings.ts';
import {
  exactly,
  foldersOnly,
  inAddresses,
  type NpmrcDialect,
  type NpmrcFindings,
  noCredentials,
  npmrcFindings,
  placesUp,
} from './npmrc-findings.ts';
import {
  blankUserConfig,
  fillAsNpm,
  fillAsPnpm10,
  fillAsYarn1,
  majorVersion,
  type NpmSource,
  npmSources,
  pnpm10Sources,
  untrustedUserConfig,
  yarn1Sources,
} from './npmrc-sources.ts';

const RESOLVED = /"resolved"\s*:\s*"(https?:\/\/[^"]+)"/g;
const YARN_RESOLVED = /^[ \t]+resolved "(https?:\/\/[^"#\r\n]+)/gm;
const TARBALL = /\btarball:\s*["']?(https?:\/\/[^\s"',}]+)/g;

const NPM: NpmrcDialect = { name: 'npm', fill: fillAsNpm, places: placesUp, stopsAtLists: true };

/** To npm and pnpm 10, the one of `https-proxy` is for every address. */
const NPM_PROXY = { names: ['https-proxy', 'proxy'], spared: ['noproxy'] };

const firstValue = (sources: readonly NpmSource[], key: string) =>
  sources.map(({ settings }) => settings.get(key)?.value).find((one) => one !== undefined);

export async function inspectNpm(request: InspectRequest): Promise<ToolInspection> {
  const sources = await npmSources(request.machine);
  const found = npmrcFindings(sources, NPM, request);
  const rule = firstValue(sources, 'replace-registry-host');
  // npm's own default replaces its public host alone.
  const isReplaced = (host: string) =>
    rule === 'always' || (rule === undefined || rule === 'npmjs' ? /(^|\.)npmjs\.org$/.test(host) : rule === host);
  const { PROXY_RULES, wayOf, waysAt } = await import('../../shared/proxy-variables.ts');
  const settings = npmrcProxy(sources, { client: 'npm', fill: fillAsNpm, ...NPM_PROXY }, request);
  const way = wayOf({ client: 'npm', rules: PROXY_RULES.npm, settings, ...waysAt(request) });
  return {
    registries: found.registries,
    credentials: found.credentials,
    way,
    locked: lockedAddresses(request, ['package-lock.json', 'npm-shrinkwrap.json'], RESOLVED, isReplaced),
    remarks: [
      ...sources.flatMap((source) => bareCredentials(source)),
      ...[await untrustedUserConfig(request.machine)].filter((one) => one !== undefined),
      ...refusedWorkspaces(request.machine),
      ...npmrcOffline('npm', sources),
      ...(way.address === undefined ? [] : schemelessProxy(way)),
      ...(await gateRemarks(
        npmrcGate('npm', sources, ['before', 'min-release-age']),
        npmExceptions(sources),
        request,
        found.registries,
      )),
      ...blankUserConfig(request.machine, 'npm'),
      ...found.remarks,
      ...noCredentials(found, request.endpoint),
    ],
  };
}

/** npm stops where it looks for the root of a workspace and finds something else than a list of its members. */
function refusedWorkspaces(machine: ToolMachine): ToolRemark[] {
  return foldersUp(machine).flatMap((folder): ToolRemark[] => {
    const path = joinPath(machine, folder, 'package.json');
    const text = machine.read(path);
    if (!text?.includes('"workspaces"') || areWorkspaces(text)) return [];
    return [
      {
        name: 'workspaces',
        found: `\`workspaces\` in ${path} is no list of members, at which npm stops`,
        fix: `Write a list there, or \`{"packages": […]}\`.`,
      },
    ];
  });
}

/** The first file or variable that has a list of exceptions counts alone. */
function npmExceptions(sources: readonly NpmSource[]): GateExceptions | undefined {
  const setting = 'min-release-age-exclude';
  for (const { path, settings, lists } of sources) {
    const listed = lists?.get(setting);
    const one = settings.get(setting)?.value;
    // In a variable, entries are apart by empty lines.
    const values = listed ?? (one === undefined ? undefined : path === undefined ? one.split(/\n\n/) : [one]);
    if (values === undefined) continue;
    const patterns = values.flatMap((value) => value.split(',')).map((value) => value.trim());
    return { setting, patterns: patterns.filter((pattern) => pattern !== ''), reads: 'globs' };
  }
  return undefined;
}

/** npm 9 and later refuse to run with credentials that name no registry. */
function bareCredentials({ path, source, settings }: NpmSource): ToolRemark[] {
  if (path === undefined) return [];
  const has = (key: string) => (settings.get(key)?.value ?? '') !== '';
  const keys = ['_auth', '_authToken', ...(has('username') || has('_password') ? ['username', '_password'] : [])];
  const bad = keys.filter(has);
  if (bad.length === 0) return [];
  const names = bad.map((key) => `\`${key}\``).join(' and ');
  return [
    {
      name: 'invalid-auth',
      found: `${source} has ${names} without the address of a registry: npm 9 and later stop at that, whatever they are asked to do`,
      fix: `Write in ${source} whose credential it is, as in //registry.example/:${bad[0]}=…, or take it out.`,
    },
  ];
}

// ---- pnpm -------------------------------------------------------------------------------------------------------

const PNPM10: NpmrcDialect = {
  name: 'pnpm 10',
  fill: fillAsPnpm10,
  places: foldersOnly,
  ignoresProjectVariables: true,
  hasBareCredentials: true,
  hasTokenHelper: true,
  runsAllHelpers: true,
  stopsAtLists: true,
};

/** pnpm to 10 drops a file in which a variable is not set. */
export function droppedByPnpm10(source: NpmSource, request: Pick<InspectRequest, 'machine'>): string[] {
  if (source.path === undefined) return [];
  const { env } = request.machine;
  return [...source.settings].flatMap(([key, { value }]) => [
    ...fillAsPnpm10(key, env).unset,
    ...fillAsPnpm10(value, env).unset,
  ]);
}

async function pnpm10Findings(request: InspectRequest): Promise<NpmrcFindings> {
  const sources = pnpm10Sources(request.machine);
  const isRead = (source: NpmSource) => droppedByPnpm10(source, request).length === 0;
  const found = npmrcFindings(sources.filter(isRead), PNPM10, request);
  const kept = new Set(found.registries.filter(({ url }) => isWithin(url, request.endpoint)).map(({ scope }) => scope));
  const remarks = sources
    .filter((source) => !isRead(source))
    .map((source): ToolRemark => {
      const names = [...new Set(droppedByPnpm10(source, request))];
      // Of use to us is only a file that says something of this repository.
      const lost = [...source.settings].some(
        ([key, { value }]) => /(^|:)registry$/.test(key) && isWithin(value, request.endpoint),
      );
      return {
        name: 'dropped-file',
        found: `pnpm 10 and older read nothing of ${source.source}, since ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not set`,
        fix: `Set ${names.join(', ')} for this step (${names.map((name) => `export ${name}=…`).join('; ')}), or take the lines out of ${source.source}.`,
        health: lost && kept.size === 0 ? 'problem' : 'warning',
      };
    });
  const { workspaceGate, workspaceOffline, workspaceProxy, workspaceRegistries, workspaceSpares } = await import(
    './pnpm.ts'
  );
  const named = await workspaceRegistries(request, remarks, false);
  remarks.push(
    ...(await workspaceOffline(request.machine, 'pnpm 10')),
    ...npmrcOffline('pnpm 10', sources.filter(isRead)),
    ...(await workspaceGate(request, [...named, ...found.registries], sources.filter(isRead))),
  );
  if (named.length > 0 && !named.some(({ scope }) => scope === undefined))
    remarks.push({
      name: 'no-default-registry',
      found: `pnpm 10 takes \`registries\` of ${named[0]?.source} instead of all others, and stops without a \`default\` among them`,
      fix: `Add \`default: ${request.endpoint}\` to \`registries\`, or name the scopes in .npmrc.`,
    });
  const registries = [...named, ...found.registries];
  const rules = {
    client: 'pnpm 10',
    fill: fillAsPnpm10,
    ignoresProjectVariables: true,
    names: NPM_PROXY.names,
    spared: ['noproxy', 'no-proxy'],
  };
  const { PROXY_RULES, wayOf, waysAt } = await import('../../shared/proxy-variables.ts');
  const settings = npmrcProxy(sources.filter(isRead), rules, request);
  const way = wayOf({
    client: 'pnpm 10',
    rules: PROXY_RULES.pnpm,
    settings: (await workspaceProxy(request, 'pnpm 10', sources)) ?? settings,
    hidesNoProxy: saysWhomToSpare(sources.filter(isRead), rules) || (await workspaceSpares(request)),
    ...waysAt(request),
  });
  return { ...found, registries, way, remarks: [...remarks, ...found.remarks] };
}

/**
 * The versions of pnpm that may run here: the one that is known, else both families, of which the worse one counts for
 * each scope.
 */
export async function inspectPnpm(request: InspectRequest): Promise<ToolInspection> {
  const major = majorVersion(request.machine, 'pnpm');
  const families: NpmrcFindings[] = [];
  if (major === undefined || major < 11) families.push(await pnpm10Findings(request));
  if (major === undefined || major >= 11) families.push(await (await import('./pnpm.ts')).pnpmModernFindings(request));
  const found = worseOf(families, request.endpoint);
  return {
    registries: found.registries,
    credentials: found.credentials,
    way: families.map((one) => one.way).sort((one, other) => Number(!one?.address) - Number(!other?.address))[0],
    locked: lockedAddresses(request, ['pnpm-lock.yaml'], TARBALL),
    remarks: [...found.remarks, ...explicitPort(found, request), ...blankUserConfig(request.machine, 'pnpm')],
  };
}

function worseOf(families: readonly NpmrcFindings[], endpoint: string): NpmrcFindings {
  const [first, second] = families.map((one) => ({
    ...withAddresses(one, endpoint),
  }));
  if (first === undefined || second === undefined) return first ?? EMPTY;
  const isOurs = (found: NpmrcFindings, scope: string | undefined) => {
    const winner = found.registries.find((one) => one.scope === scope);
    return winner !== undefined && isWithin(winner.url, endpoint);
  };
  const scopes = [...new Set(families.flatMap(({ registries }) => registries.map(({ scope }) => scope)))];
  const registries = scopes.flatMap((scope) => {
    const inOrder = isOurs(first, scope) && !isOurs(second, scope) ? [second, first] : [first, second];
    return inOrder.flatMap((one) => one.registries.filter((setting) => setting.scope === scope));
  });
  const key = ({ source, setting, url }: (typeof registries)[number]) => `${source}\n${setting}\n${url}`;
  // A family that knows no registry for a scope at all falls back to the public one.
  const missing = [first, second].some((one) => !one.registries.some(({ scope }) => scope === undefined));
  const worse = first.credentials.length <= second.credentials.length ? first : second;
  const remarks = [...first.remarks, ...second.remarks];
  return {
    registries: missing ? registries : [...new Map(registries.map((one) => [key(one), one])).values()],
    credentials: worse.credentials,
    hasOther: families.every(({ hasOther }) => hasOther),
    remarks: [...new Map(remarks.map((one) => [`${one.name}\n${one.found}`, one])).values()],
  };
}

/** pnpm shows the address's own credentials to whatever lists versions, and those of the files to what holds tarballs. */
function withAddresses(one: NpmrcFindings, endpoint: string): NpmrcFindings {
  const own = inAddresses(one, { client: 'pnpm' }, endpoint);
  return {
    ...one,
    credentials: [...own.credentials, ...one.credentials],
    remarks: [...one.remarks, ...noCredentials(one, endpoint), ...own.remarks],
  };
}

const EMPTY: NpmrcFindings = { registries: [], credentials: [], hasOther: false, remarks: [] };

function explicitPort(found: NpmrcFindings, { machine, endpoint }: InspectRequest): ToolRemark[] {
  const url = new URL(endpoint);
  if (url.protocol !== 'https:' || url.port !== '' || found.credentials.length === 0) return [];
  const key = `//${url.hostname}:443${url.pathname}:_authToken`;
  if (pnpm10Sources(machine).some(({ settings }) => settings.has(key))) return [];
  return [
    {
      name: 'explicit-port',
      found: 'the service names tarballs with :443 in their address, and there is no token for that spelling',
      fix: `codeartifact-ci login writes it; by hand: ${key}=… beside the other line`,
    },
  ];
}

// ---- Yarn -------------------------------------------------------------------------------------------------------

const YARN1: NpmrcDialect = {
  name: 'Yarn 1',
  fill: fillAsYarn1,
  places: exactly,
  hasBareCredentials: true,
  stopsAtLists: true,
};

export async function inspectYarn(request: InspectRequest): Promise<ToolInspection> {
  const { machine } = request;
  const { missingYarn, yarnGeneration } = await import('./yarn-generation.ts');
  const found =
    (await yarnGeneration(machine)) === 'berry'
      ? await (await import('./inspect-berry.ts')).inspectBerry(request)
      : await inspectYarn1(request);
  return { ...found, remarks: [...(await missingYarn(machine)), ...found.remarks] };
}

async function inspectYarn1(request: InspectRequest): Promise<ToolInspection> {
  const { PROXY_RULES, wayOf, waysAt } = await import('../../shared/proxy-variables.ts');
  const { unreadYarnrc, yarnrcOffline, yarnrcProxy, yarnrcRegistries } = await import('./yarn-classic.ts');
  const { machine, endpoint } = request;
  const sources = yarn1Sources(machine);
  const npmrc = npmrcFindings(sources, YARN1, request);
  const own = yarnrcRegistries(machine);
  const registries = [...own.first, ...npmrc.registries, ...own.last];
  const inAddress = inAddresses({ registries }, { client: 'Yarn 1' }, endpoint);
  const found = { ...npmrc, registries, credentials: [...inAddress.credentials, ...npmrc.credentials] };
  const { host, pathname } = new URL(endpoint);
  const always = firstValue(sources, `//${host}${pathname}:always-auth`) ?? firstValue(sources, 'always-auth');
  const isMissing = npmrc.credentials.length > 0 && inAddress.credentials.length === 0 && always !== 'true';
  const stops = sources.flatMap(({ source, path, settings }) =>
    path === undefined
      ? []
      : [...settings.values()].flatMap(({ value }) =>
          fillAsYarn1(value, machine.env).unset.map((name) => ({ source, name })),
        ),
  );
  const stopped = [...new Map(stops.map((one) => [`${one.source}\n${one.name}`, one])).values()];
  return {
    registries: found.registries,
    credentials: found.credentials,
    way: wayOf({
      client: 'Yarn 1',
      rules: PROXY_RULES.yarn1,
      settings: yarnrcProxy(sources, request),
      ...waysAt(request),
    }),
    locked: lockedAddresses(request, ['yarn.lock'], YARN_RESOLVED),
    remarks: [
      ...stopped.map(({ source, name }) => ({
        name: 'unset-variable',
        found: `Yarn 1 does not start, since ${source} takes a value from ${name}, which is not set`,
        fix: `Set ${name} for this step, be it empty (export ${name}=), or take the line out of ${source}.`,
      })),
      ...found.remarks.filter(({ name }) => name !== 'unset-variable'),
      ...inAddress.remarks,
      ...unreadYarnrc(machine),
      ...blankUserConfig(machine, 'Yarn 1'),
      ...yarnrcOffline(machine),
      ...(stopped.length > 0 ? [] : noCredentials(found, endpoint)),
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
