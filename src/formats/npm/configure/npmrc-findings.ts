// What settings in the shape of .npmrc come to for one repository: registries, and credentials by address.
import { isWithin } from '../../../core/model/endpoint.ts';
import { Secret } from '../../../core/model/secret.ts';
import type {
  DirectWay,
  InspectRequest,
  ProxySetting,
  RegistrySetting,
  StoredCredential,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { shownBriefly } from '../../../core/text/shown-text.ts';
import { addressParts, unsetVariable } from '../../shared/inspection.ts';
import { credentialKey, isSamePlace } from './npmrc.ts';
import type { Fill, NpmSetting, NpmSource } from './npmrc-sources.ts';

/** What of a client decides which lines count. */
export interface NpmrcDialect {
  /** The client, for people: `npm`, `pnpm 10`. */
  readonly name: string;
  readonly fill: Fill;
  /** Under which addresses it looks for the credentials of one, the first first. */
  readonly places: (endpoint: string) => readonly string[];
  /** It takes no variables in addresses and credentials of a file that comes with a checkout. */
  readonly ignoresProjectVariables?: boolean;
  /** `_authToken` and its kin without an address count for the registry of their file. */
  readonly hasBareCredentials?: boolean;
  /** It knows programs that print a token, which it takes of the user's files before a token that stands there. */
  readonly hasTokenHelper?: boolean;
  /** It runs every program of the user's files when it starts, whatever registry it is for. */
  readonly runsAllHelpers?: boolean;
  /** It ends, or asks elsewhere, where a registry or a credential is written as a list (`registry[]`). */
  readonly stopsAtLists?: boolean;
  /** It does not start where a file of the project names such a program. */
  readonly refusesProjectHelpers?: boolean;
}

export interface NpmrcFindings {
  readonly registries: readonly RegistrySetting[];
  readonly credentials: readonly StoredCredential[];
  /** A credential of another kind: a certificate, a program. */
  readonly hasOther: boolean;
  readonly remarks: readonly ToolRemark[];
  readonly way?: ProxySetting | DirectWay | undefined;
}

const placeOf = (endpoint: string) => {
  const { host, pathname } = new URL(endpoint);
  return `//${host}${pathname}`;
};

/** `//host/a/b/`, `//host/a/b`, `//host/a/`, … as npm looks for them. */
export function placesUp(endpoint: string): string[] {
  const places: string[] = [];
  for (let place = placeOf(endpoint); place.length > 2; place = place.replace(/(?:[^/]+|\/)$/, '')) places.push(place);
  return places;
}

/** The same where only folders count. */
export const foldersOnly = (endpoint: string) => placesUp(endpoint).filter((place) => place.endsWith('/'));

export const exactly = (endpoint: string) => [placeOf(endpoint)];

/** What setup-node exports where nobody gave it a token. */
const NOBODYS_TOKEN = /^X{5}(?:-X{5}){3}$/;

/** Registries and credentials in the client's order. */
export function npmrcFindings(
  written: readonly NpmSource[],
  dialect: NpmrcDialect,
  { machine, endpoint }: InspectRequest,
): NpmrcFindings {
  const sources = written.map((source) => withFilledKeys(source, dialect, machine.env));
  const remarks: ToolRemark[] = [];
  const registries: RegistrySetting[] = [];
  const decided = new Set<string>();
  for (const source of sources)
    for (const [setting, one] of source.settings) {
      const scope = /^(@[^:]+):registry$/.exec(setting)?.[1];
      if (scope === undefined && setting !== 'registry') continue;
      if (isIgnored(source, one, dialect)) continue;
      const { text, unset } = dialect.fill(one.value, machine.env);
      if (!decided.has(setting)) for (const name of unset) remarks.push(unsetVariable(nameOf(source, one), name));
      decided.add(setting);
      registries.push({
        source: nameOf(source, one),
        variable: one.variable,
        setting,
        ...addressParts(text),
        scope,
      });
    }
  const found = findCredentials(sources, dialect, { machine, endpoint });
  remarks.push(...listRemarks(sources, dialect, endpoint));
  remarks.push(...unreadFiles(sources, dialect, { machine, endpoint }), ...missingSlash(sources, dialect, endpoint));
  return { ...found, registries, remarks: [...remarks, ...found.remarks] };
}

/** What is a list to the client that it takes for a text without looking. */
function listRemarks(
  sources: readonly NpmSource[],
  { name, stopsAtLists }: NpmrcDialect,
  endpoint: string,
): ToolRemark[] {
  if (!stopsAtLists) return [];
  return sources.flatMap(({ source, lists }) =>
    [...(lists?.keys() ?? [])]
      .filter((key) => {
        const known = credentialKey(key);
        return known === undefined ? /^(?:@[^:]+:)?registry$/.test(key) : isSamePlace(known.place, endpoint);
      })
      .map((key) => ({
        name: 'list-value',
        found: `${source} has \`${shownBriefly(key.replace(/^.*:(?=_|username)/, '…:'), 60)}[]\`, a list, where ${name} wants one value: it ends with an error or asks elsewhere`,
        fix: `Write it without \`[]\` in ${source}.`,
      })),
  );
}

/** Files in an encoding that the client takes for nothing. Of use to us is only one that says something of the repository. */
function unreadFiles(
  sources: readonly NpmSource[],
  { name }: NpmrcDialect,
  { machine, endpoint }: Pick<InspectRequest, 'machine' | 'endpoint'>,
): ToolRemark[] {
  return sources.flatMap(({ source, path, unread }): ToolRemark[] => {
    if (path === undefined || unread === undefined) return [];
    const isLost = machine.read(path)?.includes(placeOf(endpoint)) === true;
    return [
      {
        name: 'encoding',
        found: `${source} is ${unread}, so that ${name} takes nothing from it`,
        fix: `Save ${source} as UTF-8.`,
        health: isLost ? 'problem' : 'warning',
      },
    ];
  });
}

/** Credentials under an address without its last slash, where this client does not look. */
function missingSlash(sources: readonly NpmSource[], { name, places }: NpmrcDialect, endpoint: string): ToolRemark[] {
  const place = placeOf(endpoint);
  const short = place.replace(/\/$/, '');
  if (places(endpoint).includes(short)) return [];
  const has = (source: NpmSource, at: string) => source.settings.has(`${at}:_authToken`);
  const found = sources.find((source) => has(source, short));
  if (found === undefined || sources.some((source) => has(source, place))) return [];
  return [
    {
      name: 'trailing-slash',
      found: `${found.source} has the token under an address without its last slash, where ${name} does not find it`,
      fix: `Write ${place}:_authToken=…, or take the line away and log in again.`,
    },
  ];
}

/** Addresses in keys may hold variables as well. */
function withFilledKeys(source: NpmSource, { fill }: NpmrcDialect, env: InspectRequest['machine']['env']): NpmSource {
  if (![...source.settings.keys()].some((key) => key.includes('${'))) return source;
  return { ...source, settings: new Map([...source.settings].map(([key, one]) => [fill(key, env).text, one])) };
}

const nameOf = ({ source }: NpmSource, { variable }: NpmSetting) =>
  variable === undefined ? source : `the variable ${variable}`;

const isIgnored = ({ isOfProject }: NpmSource, { value }: NpmSetting, { ignoresProjectVariables }: NpmrcDialect) =>
  isOfProject === true && ignoresProjectVariables === true && /\$\{[^}]{1,1024}\}/.test(value);

/** Ways to say a credential, in npm's order, and where in the value the token is. */
const KINDS = [
  { keys: ['_authToken'], tokenOf: (value: string) => value },
  { keys: ['_auth'], tokenOf: (value: string) => afterColon(decoded(value)) },
  { keys: ['_password', 'username'], tokenOf: (value: string) => decoded(value) },
] as const;

const decoded = (value: string) => Buffer.from(value, 'base64').toString();
const afterColon = (value: string) => value.slice(value.indexOf(':') + 1);

function findCredentials(
  sources: readonly NpmSource[],
  dialect: NpmrcDialect,
  { machine, endpoint }: InspectRequest,
): Omit<NpmrcFindings, 'registries'> {
  const remarks: ToolRemark[] = [];
  const credentials: StoredCredential[] = [];
  let isDecided = false;
  const take = (source: NpmSource, one: NpmSetting, tokenOf: (value: string) => string) => {
    if (isIgnored(source, one, dialect)) return;
    const { text, unset } = dialect.fill(one.value, machine.env);
    const name = nameOf(source, one);
    if (unset.length > 0) {
      if (!isDecided) for (const variable of unset) remarks.push(unsetVariable(name, variable));
    } else if (NOBODYS_TOKEN.test(text)) {
      if (!isDecided) remarks.push(nobodysToken(name, one, endpoint));
    } else if (text === '') {
      if (!isDecided) remarks.push(emptyToken(name, endpoint));
    } else {
      credentials.push({ source: name, token: new Secret(tokenOf(text)), variable: one.variable });
    }
    isDecided = true;
  };
  const own = (source: NpmSource) =>
    dialect.hasBareCredentials === true && isWithin(source.settings.get('registry')?.value ?? '', endpoint);
  for (const place of dialect.places(endpoint))
    for (const { keys, tokenOf } of KINDS)
      for (const source of sources) {
        const of = (key: string) =>
          source.settings.get(`${place}:${key}`) ?? (own(source) ? source.settings.get(key) : undefined);
        const one = of(keys[0]);
        const isWhole = keys.every((key) => sources.some((other) => other.settings.get(`${place}:${key}`)) || of(key));
        if (one && isWhole) take(source, one, tokenOf);
      }
  const others = [['certfile', 'keyfile'], ...(dialect.hasTokenHelper ? [['tokenHelper']] : [])];
  const hasOther = dialect
    .places(endpoint)
    .some((place) =>
      others.some((keys) => keys.every((key) => sources.some(({ settings }) => settings.has(`${place}:${key}`)))),
    );
  const before = helperBefore(sources, dialect, credentials, endpoint);
  remarks.push(
    ...projectHelpers(sources, dialect),
    ...(before.length > 0
      ? before
      : helpersAtStart(sources, dialect, { machine, own: credentials.length > 0 ? [] : dialect.places(endpoint) })),
  );
  return { credentials: distinct(credentials), hasOther, remarks };
}

function projectHelpers(sources: readonly NpmSource[], { name, refusesProjectHelpers }: NpmrcDialect): ToolRemark[] {
  if (!refusesProjectHelpers) return [];
  return sources.flatMap(({ source, isOfProject, settings }) =>
    [...settings.keys()]
      .filter((key) => isOfProject === true && /(?:^|:)tokenHelper$/.test(key))
      .map((key) => ({
        name: 'token-helper',
        found: `${source} names a program that prints a token (\`${plainKey(key)}\`), at which ${name} stops: it takes these of the user's files alone`,
        fix: `Take it out of ${source}.`,
      })),
  );
}

const plainKey = (key: string) => key.replace(/^.*:(?=tokenHelper$)/, '…:');

/** Programs of the user's files that are run at the start: one that fails ends the client. */
function helpersAtStart(
  sources: readonly NpmSource[],
  { name, runsAllHelpers, fill }: NpmrcDialect,
  { machine, own }: { readonly machine: InspectRequest['machine']; readonly own: readonly string[] },
): ToolRemark[] {
  if (!runsAllHelpers) return [];
  return sources.flatMap(({ source, isOfProject, settings }): ToolRemark[] =>
    [...settings].flatMap(([key, { value }]): ToolRemark[] => {
      if (isOfProject || value === '' || !/(?:^|:)tokenHelper$/.test(key)) return [];
      const program = fill(value, machine.env).text;
      const isThere = machine.exists(program);
      // Who has one for the repository itself, wants it.
      if (isThere && own.some((place) => key === `${place}:tokenHelper`)) return [];
      return [
        {
          name: 'token-helper',
          ...(isThere ? { health: 'warning' as const, isSaidAtLogin: true } : {}),
          found: `${source} names a program that prints a token (\`${plainKey(key)}\`), which ${name} runs whenever it starts: ${isThere ? 'where it fails, nothing is installed' : 'it does not exist, so that nothing is installed'}`,
          fix: `Take \`tokenHelper\` out of ${source}${isThere ? ', if it is not needed' : ''}.`,
        },
      ];
    }),
  );
}

/** A program that is asked in the place of a token that stands in a file. */
function helperBefore(
  sources: readonly NpmSource[],
  { name, places, hasTokenHelper }: NpmrcDialect,
  credentials: readonly StoredCredential[],
  endpoint: string,
): ToolRemark[] {
  if (!hasTokenHelper || credentials.length === 0) return [];
  const kinds = ['_authToken', '_auth', '_password'];
  for (const place of places(endpoint)) {
    const named = sources.find(
      ({ isOfProject, settings }) => !isOfProject && settings.get(`${place}:tokenHelper`)?.value,
    );
    if (named !== undefined)
      return [
        {
          name: 'token-helper',
          found: `${named.source} names a program that prints a token for ${endpoint} (\`…:tokenHelper\`), and ${name} takes that instead of the token of ${credentials[0]?.source}`,
          fix: `Take \`tokenHelper\` out of ${named.source}, or do not log in for ${name}.`,
        },
      ];
    if (sources.some(({ settings }) => kinds.some((kind) => settings.has(`${place}:${kind}`)))) return [];
  }
  return [];
}

/**
 * What a client sends in the place of its token, since it stands in the address that it asks. `isNeverRight`: it is
 * refused with that, whatever it is.
 */
export function inAddresses(
  { registries }: Pick<NpmrcFindings, 'registries'>,
  { client, isNeverRight = false }: { readonly client: string; readonly isNeverRight?: boolean },
  endpoint: string,
): { readonly credentials: readonly StoredCredential[]; readonly remarks: readonly ToolRemark[] } {
  const scopes = [...new Set(registries.map(({ scope }) => scope))];
  const asked = scopes
    .flatMap((scope) => registries.find((one) => one.scope === scope) ?? [])
    .filter(({ url, userInfo }) => userInfo !== undefined && isWithin(url, endpoint));
  const isRight = ({ userInfo }: RegistrySetting) =>
    !isNeverRight && userInfo?.user === 'aws' && userInfo.password !== undefined;
  return {
    credentials: asked
      .filter(isRight)
      .flatMap(({ source, variable, userInfo }) =>
        userInfo?.password === undefined
          ? []
          : [{ source: `an address in ${source}`, variable, token: userInfo.password }],
      ),
    remarks: asked
      .filter((one) => !isRight(one))
      .map(({ source, setting, variable, userInfo, url }) => ({
        name: 'user-in-address',
        found: `\`${setting}\` in ${source} has the user \`${shownBriefly(userInfo?.user ?? '', 40)}\` in the address${userInfo?.password === undefined ? ' and no password' : ''}, which ${client} sends in the place of the token: 401`,
        fix: variable ? `unset ${variable}` : `Write it as ${url} in ${source}.`,
      })),
  };
}

/** A bare credential is found once for each address that is looked under. */
function distinct(credentials: readonly StoredCredential[]): StoredCredential[] {
  const seen = new Set<string>();
  return credentials.filter(({ source, token }) => {
    const key = `${source}\n${token.reveal()}`;
    return !seen.has(key) && seen.add(key);
  });
}

function emptyToken(source: string, endpoint: string): ToolRemark {
  return {
    name: 'no-credentials',
    found: `${source} leaves the token for ${endpoint} empty, and outranks every other one`,
    fix: `Set the variable that it takes, or take the line out of ${source}.`,
  };
}

function nobodysToken(source: string, { value }: NpmSetting, endpoint: string): ToolRemark {
  const variable = /\$\{(\w+)\}/.exec(value)?.[1];
  return {
    name: 'placeholder-token',
    found: `${source} takes the token for ${endpoint} from ${variable ?? 'a line'} that holds a placeholder of setup-node, no token`,
    fix: `Run setup-node before codeartifact-ci login${variable ? `, or set ${variable} to a token: export ${variable}="$(codeartifact-ci token)"` : ''}.`,
  };
}

/**
 * Where the client asks the repository and there is nothing to show it. `scopes` without a registry of their own go
 * where the default goes.
 */
export function noCredentials(
  found: Pick<NpmrcFindings, 'registries' | 'credentials' | 'hasOther' | 'remarks'>,
  endpoint: string,
): ToolRemark[] {
  if (found.credentials.length > 0 || found.hasOther) return [];
  if (
    found.remarks.some(({ name }) =>
      ['unset-variable', 'placeholder-token', 'no-credentials', 'trailing-slash'].includes(name),
    )
  )
    return [];
  const scopes = new Set(found.registries.map(({ scope }) => scope));
  const asking = [...scopes]
    .map((scope) => found.registries.find((one) => one.scope === scope))
    .find((one) => one && isWithin(one.url, endpoint));
  if (!asking) return [];
  return [
    {
      name: 'no-credentials',
      found: `${asking.source} sends \`${asking.setting}\` to ${endpoint}, and there is no token for it: 401`,
      fix: 'codeartifact-ci login writes one.',
    },
  ];
}
