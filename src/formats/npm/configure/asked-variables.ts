// Variables that decide what npm and its kin do: those that files of a project read for our endpoint, and those that an
// earlier sign-in left behind.
import { isWithin } from '../../../core/model/endpoint.ts';
import { Secret } from '../../../core/model/secret.ts';
import { TOKEN_VARIABLE } from '../../../core/model/token-variable.ts';
import type { ConfigureRequest, ToolConfiguration, ToolMachine } from '../../../core/ports/package-format.ts';
import type { LeftOver } from '../../shared/left-over-variables.ts';
import { handedOver, joinPath } from '../../shared/machine-paths.ts';
import { npmrcValues } from '../../shared/text/npmrc-edit.ts';
import { credentialKey, credentialValue, isSamePlace, scopeName } from './npmrc.ts';

type Asked = Pick<ToolConfiguration, 'variables' | 'notes'>;

/** Names that mean something to the system or to AWS; a project that reads its token from one is not served. */
const RESERVED = /^(?:GITHUB|ACTIONS|RUNNER|AWS|CODEBUILD|CODEARTIFACT_CI|INPUT|NODE_OPTIONS$|PATH$|HOME$|LD_)/i;

/** One use of a variable in a file. */
export interface VariableUse {
  readonly source: string;
  readonly name: string;
  /** What the variable has to hold there; undefined where the use is for something else than our endpoint. */
  readonly value: string | undefined;
}

/**
 * Variables from which a project takes the token for our endpoint: it can take it no other way where that file outranks
 * the user's. One that serves another address as well is left alone, or that one would be sent our token.
 */
export function askedVariables(machine: Pick<ToolMachine, 'exportsVariables'>, uses: readonly VariableUse[]): Asked {
  const variables: Record<string, Secret> = {};
  const notes: string[] = [];
  for (const { source, name, value } of uses) {
    if (value === undefined || name in variables || name === TOKEN_VARIABLE || RESERVED.test(name)) continue;
    const other = uses.find((one) => one.name === name && one.value !== value);
    if (other) {
      notes.push(
        `${name} is not exported for ${source}, since ${other.source} uses it for something else than this repository`,
      );
      continue;
    }
    variables[name] = new Secret(value);
    notes.push(handedOver(machine, name, source));
  }
  return { variables, notes };
}

/** Uses in the .npmrc files of the project and of what lies below it. */
export function npmrcUses({ machine, endpoint, token }: ConfigureRequest, paths: readonly string[]): VariableUse[] {
  const nested = machine
    .find('.npmrc')
    .filter((path) => path.includes('/'))
    .map((path) => joinPath(machine, machine.workingDirectory, ...path.split('/')));
  const shown = (path: string) =>
    path.startsWith(machine.workingDirectory) ? path.slice(machine.workingDirectory.length + 1) : path;
  return [...new Set([...paths, ...nested])].flatMap((path) =>
    [...npmrcValues(machine.read(path) ?? '')].flatMap(([key, raw]) => {
      const known = credentialKey(key);
      const isOurs = known !== undefined && isSamePlace(known.place, endpoint);
      const whole = /^\$\{(\w+)(?:\?|:?-[^{}]*)?\}$/.exec(raw.trim())?.[1];
      return [...raw.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => ({
        source: shown(path),
        name,
        value: isOurs && name === whole ? credentialValue(known.kind, token.reveal()) : undefined,
      }));
    }),
  );
}

const named = (machine: ToolMachine, pattern: RegExp) => Object.keys(machine.env).filter((name) => pattern.test(name));

/** Variables that npm and its kin read as settings: registries of what the login configures, tokens of the endpoint. */
export function settingLeftOvers(
  { machine, endpoint, scopes, token }: ConfigureRequest,
  prefixes: readonly ('npm_config_' | 'pnpm_config_')[],
): LeftOver[] {
  const keys = scopes.length === 0 ? ['registry'] : scopes.map((scope) => `${scopeName(scope)}:registry`);
  const wanted = prefixes.flatMap((prefix) => keys.map((key) => `${prefix}${key}`.toLowerCase()));
  return [
    ...named(machine, /^p?npm_config_(?:@|registry$)/i)
      .filter((name) => wanted.includes(name.toLowerCase()))
      .map((name) => ({ name, wanted: keepIfWithin(machine.env[name], endpoint) })),
    ...named(machine, /^p?npm_config_\/\//i).flatMap((name) => {
      const known = credentialKey(name.replace(/^p?npm_config_/i, ''));
      if (!known || known.kind === 'username' || !isSamePlace(known.place, endpoint)) return [];
      return [{ name, wanted: new Secret(credentialValue(known.kind, token.reveal())) }];
    }),
  ];
}

/** An address of ours in another spelling stays. */
function keepIfWithin(value: string | undefined, endpoint: string): string {
  return value !== undefined && isWithin(value, endpoint) ? value : endpoint;
}

/** Variables by their exact names. */
export function plainLeftOvers(
  { machine, endpoint }: Pick<ConfigureRequest, 'machine' | 'endpoint'>,
  names: readonly string[],
): LeftOver[] {
  return names.map((name) => ({ name, wanted: keepIfWithin(machine.env[name], endpoint) }));
}
