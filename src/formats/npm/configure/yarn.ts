// The .yarnrc.yml that a login writes for Yarn 2 and later.
import { isWithin } from '../../../core/model/endpoint.ts';
import type { ConfigureRequest, ToolConfiguration } from '../../../core/ports/package-format.ts';
import { leftOverVariables } from '../../shared/left-over-variables.ts';
import { inHome, projectFile } from '../../shared/machine-paths.ts';
import { setYaml, type YamlSetting } from '../../shared/text/yaml-edit.ts';
import { gatesScopes, yarnGate } from './age-gates.ts';
import { askedVariables, plainLeftOvers, type VariableUse } from './asked-variables.ts';
import { yarnrcName } from './npmrc-sources.ts';

/** In the home, whatever that variable says. */
export const HOME_RC = '.yarnrc.yml';

/** In the home, never in the project: there it gets committed, token and all. */
export async function berryConfiguration(request: ConfigureRequest): Promise<ToolConfiguration> {
  const { machine, scopes } = request;
  const name = yarnrcName(machine);
  const project = projectFile(machine, name) ?? '';
  const isGating = scopes.length > 0 ? await gatesScopes(machine) : false;
  const gate = isGating ? ((await yarnGate(machine, HOME_RC)) ?? '0') : undefined;
  const asked = askedVariables(request.machine, berryUses(request, project, name));
  const server = scopes.length > 0 ? [] : ['YARN_NPM_REGISTRY_SERVER'];
  const leftOver = leftOverVariables(machine, 'Yarn', plainLeftOvers(request, server));
  return {
    files: [
      {
        path: inHome(machine, HOME_RC),
        holdsSecret: true,
        syntax: 'tree',
        language: 'yaml',
        edit: async (current) => setYaml(current ?? '', await berrySettings(request, current ?? '', gate)),
      },
    ],
    variables: { ...asked.variables, ...leftOver.variables },
    notes: [
      ...asked.notes,
      ...leftOver.notes,
      ...(isGating === undefined
        ? [
            `Yarn 4.17 and later install no version of ${scopes.join(', ')} in the first day after it was published, and earlier ones refuse the setting that says otherwise: nothing tells which Yarn will run. Name it as \`packageManager\` in package.json, and log in again`,
          ]
        : []),
    ],
  };
}

/** Variables in the project's file: those that stand as a token in an entry of our endpoint, by the lines around them. */
function berryUses({ endpoint, token }: ConfigureRequest, text: string, name: string): VariableUse[] {
  const uses: VariableUse[] = [];
  let entry = '';
  for (const line of text.split(/\r?\n/)) {
    const address = /(?:https?:)?\/\/.+/.exec(lastWord(line.trimEnd().replace(/:$/, '').replace(/["']$/, '')))?.[0];
    if (address !== undefined) entry = address;
    else if (/^\S/.test(line)) entry = '';
    const isOurs = entry !== '' && isWithin(entry.startsWith('//') ? `https:${entry}` : entry, endpoint);
    const whole = /npmAuthToken\s*:\s*["']?\$\{(\w{1,256})(?::?-[^}]{0,1024})?\}["']?\s*$/.exec(line)?.[1];
    for (const [, one = ''] of line.matchAll(/\$\{(\w+)/g))
      uses.push({ source: name, name: one, value: isOurs && one === whole ? token.reveal() : undefined });
  }
  return uses;
}

/** What stands at the end of a text without blanks and quotation marks. */
function lastWord(text: string): string {
  let start = text.length;
  while (start > 0 && !/["'\s]/.test(text[start - 1] ?? '')) start--;
  return text.slice(start);
}

interface ScopeSettings {
  readonly npmRegistryServer?: unknown;
  readonly npmMinimalAgeGate?: unknown;
}

interface HomeSettings {
  readonly npmScopes?: Readonly<Record<string, ScopeSettings | null>> | null;
  readonly npmRegistries?: Readonly<Record<string, unknown>> | null;
}

async function berrySettings(
  { endpoint, scopes, token }: ConfigureRequest,
  current: string,
  /** Of our entries, which Yarn would gate at one day otherwise; undefined where it knows no such setting. */
  gate: string | undefined,
): Promise<YamlSetting[]> {
  const { yamlValue } = await import('../../../core/text/yaml-document.ts');
  const settings: YamlSetting[] = [];
  const given = yamlValue(current);
  const present: HomeSettings = typeof given === 'object' && given !== null ? given : {};
  // The key matches with or without scheme and trailing slash; one that is there is used, not doubled.
  const plain = (address: string) => address.replace(/^https?:/, '').replace(/\/$/, '');
  const known = Object.keys(present.npmRegistries ?? {}).filter((address) => plain(address) === plain(endpoint));
  if (scopes.length === 0) settings.push({ path: ['npmRegistryServer'], value: endpoint });
  const names = scopes.map((name) => name.replace(/^@/, ''));
  for (const name of names) settings.push({ path: ['npmScopes', name, 'npmRegistryServer'], value: endpoint });
  if (gate !== undefined)
    for (const name of names.filter((one) => present.npmScopes?.[one]?.npmMinimalAgeGate === undefined))
      settings.push({
        path: ['npmScopes', name, 'npmMinimalAgeGate'],
        value: /^\d+$/.test(gate) ? Number(gate) : gate,
      });
  // A token that stands with the scope outranks the registry's, so scopes that know the endpoint get it as well.
  const others = Object.entries(present.npmScopes ?? {}).filter(([name, scope]) => {
    const server = scope?.npmRegistryServer;
    return !names.includes(name) && typeof server === 'string' && isWithin(server, endpoint);
  });
  for (const name of [...names, ...others.map(([one]) => one)])
    settings.push(
      { path: ['npmScopes', name, 'npmAlwaysAuth'], value: true },
      { path: ['npmScopes', name, 'npmAuthToken'], value: token.reveal() },
    );
  for (const key of known.length > 0 ? known : [endpoint])
    settings.push(
      { path: ['npmRegistries', key, 'npmAlwaysAuth'], value: true },
      { path: ['npmRegistries', key, 'npmAuthToken'], value: token.reveal() },
    );
  const url = new URL(endpoint);
  if (url.protocol === 'http:') settings.push({ path: ['unsafeHttpWhitelist'], item: url.hostname });
  return settings;
}
