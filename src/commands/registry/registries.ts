// The registry inputs of login: one registry from the single inputs, or several from the YAML list `registries`.

import { type IdentityRequest, identityOf } from '../../aws/sign-in.ts';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { INPUTS, type InputDefinition, type InputName, RETIRED_INPUTS } from '../../core/inputs/definitions.ts';
import { type Inputs, type Retirement, readInputs, retiredInputsOf } from '../../core/inputs/read.ts';
import { VERSION } from '../../core/model/version.ts';
import type { RepositoryAddress } from '../../core/ports/code-artifact.ts';
import type { Host } from '../../core/ports/host.ts';
import { shownWord } from '../../core/text/shown-text.ts';
import { registryUrl, repositoryAddress } from './address.ts';

export interface RegistryEntry {
  readonly identity: IdentityRequest;
  readonly address: RepositoryAddress;
  readonly endpointType: 'ipv4' | 'dualstack';
  readonly durationSeconds: number;
  readonly tools: readonly string[];
  readonly scopes: readonly string[];
  /** Values of the tool inputs, for the tools that read them. */
  readonly options: Readonly<Record<string, string>>;
}

const RETIREMENT: Retirement = { inputs: RETIRED_INPUTS, version: VERSION };

const definitions = INPUTS as readonly InputDefinition[];
/** Said once for one registry; with a list they stand in its items. */
const single: readonly InputName[] = ['domain', 'domain-owner', 'repository', 'registry-url', 'scope'];
/** About the job and not about a registry. */
const jobWide: readonly string[] = [
  'registries',
  'working-directory',
  'dry-run',
  'summary',
  'cleanup',
  'cache',
  'cache-dependency-path',
  'output-token',
  'token-env-var',
  'export-aws-credentials',
  'http-proxy',
  'no-proxy',
];

export async function registryEntries(
  inputs: Inputs,
  host: Pick<Host, 'env' | 'log'>,
): Promise<readonly RegistryEntry[]> {
  const list = inputs.text('registries');
  if (list === undefined) return [entryOf(inputs, host)];
  const clash = single.filter((name) => inputs.given(name));
  if (clash.length > 0)
    throw new RegistryError(
      'CA-INPUT-001',
      `with \`registries\` leave out ${clash.map((name) => `\`${name}\``).join(', ')}: they stand in its items`,
    );
  return (await itemsOf(list)).map((item, index) => {
    const own = itemInputs(item, index, inputs);
    for (const warning of own.warnings) host.log.warning(warning);
    return entryOf(own, host);
  });
}

/** Every scalar stays the text it was written as: an account that begins with 0 must not become a number. */
async function itemsOf(text: string): Promise<Readonly<Record<string, unknown>>[]> {
  const { yamlValue } = await import('../../core/text/yaml-document.ts');
  let value: unknown;
  try {
    value = yamlValue(text, { schema: 'failsafe', mostCopies: 20 });
  } catch (error) {
    throw new RegistryError('CA-INPUT-001', `\`registries\` is not YAML: ${(error as Error).message}`);
  }
  const isList =
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
  if (!isList)
    throw new RegistryError(
      'CA-INPUT-001',
      '`registries` expects a YAML list of items with `domain`, `repository` and other inputs',
    );
  return value as Readonly<Record<string, unknown>>[];
}

function itemInputs(item: Readonly<Record<string, unknown>>, index: number, shared: Inputs): Inputs {
  const allowed = definitions
    .filter(({ name, commands }) => commands.includes('login') && !jobWide.includes(name))
    .map(({ name }) => name);
  const retired = retiredInputsOf('login', RETIREMENT).map(({ name }) => name);
  const strange = Object.keys(item).filter((key) => !allowed.includes(key) && !retired.includes(key));
  if (strange.length > 0) {
    const shown = strange.map((key) => `\`${shownWord(key)}\``).join(', ');
    throw new RegistryError(
      'CA-INPUT-001',
      `item ${index + 1} of \`registries\` has ${shown}; expects any of ${allowed.join(', ')}`,
    );
  }
  const own = (name: string) => {
    const value = item[name];
    return Array.isArray(value)
      ? value.map(String).join('\n')
      : value === undefined || value === null
        ? undefined
        : String(value);
  };
  const raw = (name: InputName) =>
    own(name) ??
    (single.includes(name) || !shared.given(name) || jobWide.includes(name) ? undefined : shared.text(name));
  return readInputs('login', raw, (name) => `registries[${index}].${name}`, RETIREMENT);
}

function entryOf(inputs: Inputs, host: Pick<Host, 'env'>): RegistryEntry {
  const address = repositoryAddress(inputs);
  const pasted = registryUrl(inputs);
  const own: Record<string, string> = {
    'python-index-name': address.repository,
    'nuget-source-name': `${address.domain}/${address.repository}`,
  };
  const options = definitions
    .filter(({ group }) => group === 'Tools')
    .flatMap(({ name }) => {
      const value = inputs.text(name as InputName) ?? own[name];
      return value === undefined ? [] : [[name, value] as const];
    });
  return {
    identity: identityOf(inputs, host, pasted?.region),
    address,
    endpointType: pasted?.endpointType ?? (inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4'),
    durationSeconds: inputs.integer('duration-seconds'),
    tools: inputs.list('tools'),
    scopes: inputs.list('scope').map((scope) => (scope.startsWith('@') ? scope : `@${scope}`)),
    options: Object.fromEntries(options),
  };
}
