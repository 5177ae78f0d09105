// npm and its kin where the user's file cannot be written. npm takes a token from no variable that a shell could set
// (`npm_config_//host/:_authToken`), but the user's file from another place: a copy of it, with our lines.
import type {
  ConfigurationFile,
  ToolConfiguration,
  ToolMachine,
  VariablesRequest,
} from '../../../core/ports/package-format.ts';
import { joinPath } from '../../shared/machine-paths.ts';
import { type NpmrcStyle, npmrcFile } from './npmrc.ts';
import { userConfig } from './npmrc-sources.ts';
import { yarnGenerations } from './yarn-generation.ts';

/** Every spelling that is set already, since a tool may take any of them. */
function namedAs(machine: ToolMachine, name: string, path: string): Record<string, string> {
  const spelled = Object.keys(machine.env).filter((one) => one.toLowerCase() === name.toLowerCase());
  return Object.fromEntries([name, ...spelled].map((one) => [one, path]));
}

function copy(request: VariablesRequest, style: NpmrcStyle = {}): ConfigurationFile {
  const own = request.machine.read(userConfig(request.machine));
  const file = npmrcFile(joinPath(request.machine, request.folder, '.npmrc'), request, style);
  return { ...file, edit: (current) => file.edit(current ?? own) };
}

/** npm. */
export function npmAsVariables(request: VariablesRequest): ToolConfiguration {
  const file = copy(request);
  return { files: [file], variables: namedAs(request.machine, 'NPM_CONFIG_USERCONFIG', file.path), notes: [] };
}

/** pnpm: 11 has a variable of its own. */
export function pnpmAsVariables(request: VariablesRequest): ToolConfiguration {
  const file = copy(request, { explicitPort: true });
  const variables = {
    ...namedAs(request.machine, 'NPM_CONFIG_USERCONFIG', file.path),
    ...namedAs(request.machine, 'PNPM_CONFIG_USERCONFIG', file.path),
  };
  return { files: [file], variables, notes: [] };
}

/** Yarn 1 as npm; Yarn 2 and later by its own variables, which cannot tell a scope. */
export function yarnAsVariables(request: VariablesRequest): ToolConfiguration | undefined {
  const { machine, endpoint, scopes, token } = request;
  const told = yarnGenerations(machine);
  if (told.berry && scopes.length > 0) return undefined;
  const classic = copy(request, { alwaysAuth: true });
  const url = new URL(endpoint);
  return {
    files: told.classic ? [classic] : [],
    variables: {
      ...(told.classic ? namedAs(machine, 'NPM_CONFIG_USERCONFIG', classic.path) : {}),
      ...(told.berry
        ? {
            YARN_NPM_REGISTRY_SERVER: endpoint,
            YARN_NPM_AUTH_TOKEN: token,
            YARN_NPM_ALWAYS_AUTH: 'true',
            ...(url.protocol === 'http:' ? { YARN_UNSAFE_HTTP_WHITELIST: url.hostname } : {}),
          }
        : {}),
    },
    notes: [],
  };
}

/** Bun reads no other file of the user; its variables cannot tell a scope. */
export function bunAsVariables({ endpoint, scopes, token }: VariablesRequest): ToolConfiguration | undefined {
  if (scopes.length > 0) return undefined;
  return { files: [], variables: { BUN_CONFIG_REGISTRY: endpoint, BUN_CONFIG_TOKEN: token }, notes: [] };
}
