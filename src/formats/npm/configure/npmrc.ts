// The .npmrc files that npm, pnpm, Yarn 1 and Bun read, and our lines in them. Literal tokens in the user's file:
// pnpm drops `${VAR}` from project files, npm sends an unset one as it stands.
import type { ConfigurationFile, ConfigureRequest, ToolMachine } from '../../../core/ports/package-format.ts';
import { joinPath } from '../../shared/machine-paths.ts';
import { npmrcValues, setNpmrc } from '../../shared/text/npmrc-edit.ts';
import { userConfig } from './npmrc-sources.ts';

/**
 * The user-level file, and the one `setup-node` made with `registry-url`: that action switches npm to it, also when it
 * runs after us, and it would hide ours.
 */
export function npmrcPaths(machine: ToolMachine, user: string = userConfig(machine)): string[] {
  const paths = [user];
  const temporary = machine.env.RUNNER_TEMP;
  const setupNode = temporary ? joinPath(machine, temporary, '.npmrc') : undefined;
  if (setupNode && !paths.includes(setupNode) && machine.exists(setupNode)) paths.push(setupNode);
  return paths;
}

export interface NpmrcStyle {
  /** Yarn 1 sends the token for unscoped packages only then; npm 11 warns about the line. */
  readonly alwaysAuth?: boolean;
  /** pnpm compares with the port that tarball addresses of the service carry. */
  readonly explicitPort?: boolean;
  /** The client finds credentials under an address without its last slash as well. */
  readonly anySlash?: boolean;
  /** Change what is there, and add nothing. */
  readonly onlyKnown?: boolean;
}

export const scopeName = (scope: string) => (scope.startsWith('@') ? scope : `@${scope}`);

export function npmrcFile(path: string, request: ConfigureRequest, style: NpmrcStyle = {}): ConfigurationFile {
  return {
    path,
    holdsSecret: true,
    syntax: 'lines',
    language: 'ini',
    edit: (current) => setNpmrc(current ?? '', npmrcEntries(request, style, npmrcValues(current ?? ''))),
  };
}

/** Whether `//host:443/path` names the same place as `//host/path/`. */
export function isSamePlace(place: string, endpoint: string): boolean {
  const { host, pathname } = new URL(endpoint);
  return `${place.replace(/^(\/\/[^/:]+):443(?=\/|$)/, '$1').replace(/\/$/, '')}/` === `//${host}${pathname}`;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The value that a credential of this kind takes for the token. */
export const credentialValue = (kind: string, token: string) =>
  kind === '_authToken' ? token : kind === '_auth' ? base64(`aws:${token}`) : base64(token);

/** A key that holds a credential for an address, or a list of them, taken apart. */
export function credentialKey(key: string): { readonly place: string; readonly kind: string } | undefined {
  const [, place, kind] = /^(\/\/.+):(_authToken|_auth|_password|username)(?:\[\])?$/.exec(key) ?? [];
  return place === undefined || kind === undefined ? undefined : { place, kind };
}

function npmrcEntries(
  { endpoint, scopes, token }: ConfigureRequest,
  style: NpmrcStyle,
  present: ReadonlyMap<string, string>,
): Record<string, string> {
  const url = new URL(endpoint);
  // The exact path with its slash: two repositories of one host may need different tokens.
  const place = `//${url.host}${url.pathname}`;
  const secret = token.reveal();
  const entries: Record<string, string> = {};
  const add = (key: string, value: string) => {
    if (!style.onlyKnown || present.has(key) || present.has(`${key}[]`)) entries[key] = value;
  };
  if (scopes.length === 0) add('registry', endpoint);
  for (const scope of scopes) add(`${scopeName(scope)}:registry`, endpoint);
  // Every spelling that the file knows the address by, and every kind of credential.
  for (const key of present.keys()) {
    const known = credentialKey(key);
    if (!known || !isSamePlace(known.place, endpoint)) continue;
    const name = `${known.place}:${known.kind}`;
    if (known.kind !== 'username') entries[name] = credentialValue(known.kind, secret);
    else if (present.has(`${known.place}:_password`)) entries[name] = 'aws';
  }
  const isKnown = (at: string) =>
    [['_authToken'], ['_auth'], ['_password', 'username']].some((kinds) =>
      kinds.every((kind) => present.has(`${at}:${kind}`) || present.has(`${at}:${kind}[]`)),
    );
  if (!isKnown(place) && !(style.anySlash && isKnown(place.replace(/\/$/, '')))) add(`${place}:_authToken`, secret);
  if (style.explicitPort && url.protocol === 'https:' && url.port === '') {
    const withPort = `//${url.hostname}:443${url.pathname}`;
    if (!isKnown(withPort)) add(`${withPort}:_authToken`, secret);
  }
  if (style.alwaysAuth) add(`${place}:always-auth`, 'true');
  return entries;
}
