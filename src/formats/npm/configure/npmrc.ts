// The .npmrc files that npm, pnpm, Yarn 1 and Bun read, and our lines in them. Literal tokens in the user's file:
// pnpm drops `${VAR}` from project files, npm sends an unset one as it stands.
import type { ConfigurationFile, ConfigureRequest, ToolMachine } from '../../../core/ports/package-format.ts';
import { absolute, inHome, joinPath, projectFile, variable } from '../../shared/machine-paths.ts';
import { readNpmrc, setNpmrc } from '../../shared/text/npmrc-edit.ts';

/** The user-level file: NPM_CONFIG_USERCONFIG in any case, else `~/.npmrc`. */
export function userConfig(machine: ToolMachine): string {
  const named = variable(machine, 'npm_config_userconfig', { anyCase: true });
  return named ? absolute(machine, named) : inHome(machine, '.npmrc');
}

/**
 * The user-level file, and the one `setup-node` made with `registry-url`: that action switches npm to it, also when it
 * runs after us, and it would hide ours.
 */
export function npmrcPaths(machine: ToolMachine): string[] {
  const paths = [userConfig(machine)];
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
}

export const scopeName = (scope: string) => (scope.startsWith('@') ? scope : `@${scope}`);

export function npmrcFile(path: string, request: ConfigureRequest, style: NpmrcStyle = {}): ConfigurationFile {
  return {
    path,
    holdsSecret: true,
    syntax: 'lines',
    edit: (current) => setNpmrc(current ?? '', npmrcEntries(request, style)),
  };
}

function npmrcEntries({ endpoint, scopes, token }: ConfigureRequest, style: NpmrcStyle): Record<string, string> {
  const url = new URL(endpoint);
  // The exact path with its slash: two repositories of one host may need different tokens.
  const key = `//${url.host}${url.pathname}`;
  const entries: Record<string, string> = {};
  if (scopes.length === 0) entries.registry = endpoint;
  for (const scope of scopes) entries[`${scopeName(scope)}:registry`] = endpoint;
  entries[`${key}:_authToken`] = token.reveal();
  if (style.explicitPort && url.protocol === 'https:' && url.port === '') {
    entries[`//${url.hostname}:443${url.pathname}:_authToken`] = token.reveal();
  }
  if (style.alwaysAuth) entries[`${key}:always-auth`] = 'true';
  return entries;
}

/** What outranks the user's file and points elsewhere. */
export function npmrcNotes({ endpoint, scopes, machine }: ConfigureRequest): string[] {
  const notes: string[] = [];
  const project = projectFile(machine, '.npmrc');
  const isElsewhere = (value: string | undefined): value is string =>
    value !== undefined && value !== '' && value.replace(/\/?$/, '/') !== endpoint;
  const keys = scopes.length === 0 ? ['registry'] : scopes.map((scope) => `${scopeName(scope)}:registry`);
  for (const key of project === undefined ? [] : keys) {
    if (isElsewhere(readNpmrc(project ?? '', key)))
      notes.push(`the project's .npmrc sets \`${key}\` to another registry and outranks the login`);
  }
  if (scopes.length === 0 && isElsewhere(variable(machine, 'npm_config_registry', { anyCase: true }))) {
    notes.push('the variable npm_config_registry points to another registry and outranks the login');
  }
  return notes;
}
