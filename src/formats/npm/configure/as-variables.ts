// npm and its kin where the user's file cannot be written. npm takes a token from no variable that a shell could set
// (`npm_config_//host/:_authToken`), but the user's file from another place: a copy of it, with our lines.
import type {
  ConfigurationFile,
  ToolConfiguration,
  ToolMachine,
  VariablesRequest,
} from '../../../core/ports/package-format.ts';
import { joinPath, variable } from '../../shared/machine-paths.ts';
import { type NpmrcStyle, npmrcFile } from './npmrc.ts';
import { npmUserConfig, pnpmNamedFile, pnpmUserFile, yarn1UserFile } from './npmrc-sources.ts';
import { yarnGenerations } from './yarn-generation.ts';

/** Every spelling that is set already, since a tool may take any of them. */
function namedAs(machine: ToolMachine, name: string, path: string): Record<string, string> {
  const spelled = Object.keys(machine.env).filter((one) => one.toLowerCase() === name.toLowerCase());
  return Object.fromEntries([name, ...spelled].map((one) => [one, path]));
}

/** `path`: the user's file, where this client looks for it. */
function copy(request: VariablesRequest, path: string, style: NpmrcStyle = {}): ConfigurationFile {
  const own = request.machine.read(path);
  const file = npmrcFile(joinPath(request.machine, request.folder, '.npmrc'), request, style);
  return { ...file, edit: (current) => file.edit(current ?? own) };
}

/** npm. */
export async function npmAsVariables(request: VariablesRequest): Promise<ToolConfiguration> {
  const file = copy(request, await npmUserConfig(request.machine));
  return { files: [file], variables: namedAs(request.machine, 'NPM_CONFIG_USERCONFIG', file.path), notes: [] };
}

const AUTH_FILE = 'PNPM_CONFIG_NPMRC_AUTH_FILE';

/** pnpm: 11 has a variable of its own. */
export function pnpmAsVariables(request: VariablesRequest): ToolConfiguration {
  const { machine } = request;
  const file = copy(request, pnpmNamedFile(machine) ?? pnpmUserFile(machine), { explicitPort: true });
  const variables = {
    ...namedAs(request.machine, 'NPM_CONFIG_USERCONFIG', file.path),
    ...namedAs(request.machine, 'PNPM_CONFIG_USERCONFIG', file.path),
    // It comes before that one, where somebody has set it.
    ...(variable(machine, AUTH_FILE, { anyCase: true }) === undefined ? {} : namedAs(machine, AUTH_FILE, file.path)),
  };
  return { files: [file], variables, notes: [] };
}

/** Yarn 1 as npm; Yarn 2 and later by its own variables, which cannot tell a scope. */
export async function yarnAsVariables(request: VariablesRequest): Promise<ToolConfiguration | undefined> {
  const { machine, endpoint, scopes, token } = request;
  const told = await yarnGenerations(machine);
  if (told.berry && scopes.length > 0) return undefined;
  const classic = copy(request, yarn1UserFile(machine), { alwaysAuth: true });
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
