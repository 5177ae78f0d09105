// Yarn: which generation a project uses, and the .yarnrc.yml of Yarn 2 and later.
import type { ConfigureRequest, ToolConfiguration, ToolMachine } from '../../../core/ports/package-format.ts';
import { inHome, projectFile, variable } from '../../shared/machine-paths.ts';
import { setYaml, type YamlSetting } from '../../shared/text/yaml-edit.ts';

export type YarnGeneration = 'classic' | 'berry' | 'unknown';

/** By `packageManager`, the rc file and the lock file of the project. */
export function yarnGeneration(machine: ToolMachine): YarnGeneration {
  const named = /"packageManager"\s*:\s*"yarn@(\d+)/.exec(projectFile(machine, 'package.json') ?? '');
  if (named) return Number(named[1]) < 2 ? 'classic' : 'berry';
  if (projectFile(machine, '.yarnrc.yml') !== undefined) return 'berry';
  const lock = projectFile(machine, 'yarn.lock') ?? '';
  if (/^__metadata:/m.test(lock)) return 'berry';
  if (lock.includes('# yarn lockfile v1') || projectFile(machine, '.yarnrc') !== undefined) return 'classic';
  return 'unknown';
}

/** In the home, never in the project: there it gets committed, token and all. */
export function berryConfiguration(request: ConfigureRequest): ToolConfiguration {
  const { machine, endpoint } = request;
  const name = variable(machine, 'YARN_RC_FILENAME') ?? '.yarnrc.yml';
  const project = projectFile(machine, name) ?? '';
  const hides =
    request.scopes.length === 0 &&
    /^npmRegistryServer\s*:/m.test(project) &&
    !project.includes(endpoint.replace(/\/$/, ''));
  return {
    files: [
      {
        path: inHome(machine, name),
        holdsSecret: true,
        syntax: 'tree',
        edit: (current) => setYaml(current ?? '', berrySettings(request, current ?? '')),
      },
    ],
    variables: {},
    notes: [
      ...(hides ? [`the project's ${name} sets npmRegistryServer to another registry and outranks the login`] : []),
      // yarnpkg/berry#7192: an entry in npmScopes has a gate of its own, one day, whatever the setting above it says.
      ...(request.scopes.length > 0 &&
      (/^npmMinimalAgeGate\s*:/m.test(project) || machine.env.YARN_NPM_MINIMAL_AGE_GATE)
        ? ['Yarn 4 gates scopes with a registry of their own at one day: set npmMinimalAgeGate in npmScopes as well']
        : []),
    ],
  };
}

function berrySettings({ endpoint, scopes, token }: ConfigureRequest, current: string): YamlSetting[] {
  const settings: YamlSetting[] = [];
  // The key matches with or without scheme and trailing slash; one that is there is used, not doubled.
  const plain = (address: string) => address.replace(/^https?:/, '').replace(/\/$/, '');
  const known = [...current.matchAll(/^[ \t]+["']?((?:https?:)?\/\/[^"'\s]+?)["']?[ \t]*:[ \t]*$/gm)].map(
    (match) => match[1] ?? '',
  );
  const key = known.find((address) => plain(address) === plain(endpoint)) ?? endpoint;
  if (scopes.length === 0) settings.push({ path: ['npmRegistryServer'], value: endpoint });
  for (const name of scopes) {
    const scope = ['npmScopes', name.replace(/^@/, '')];
    settings.push({ path: [...scope, 'npmRegistryServer'], value: endpoint });
    // A token that stands with the scope outranks the registry's.
    settings.push(
      { path: [...scope, 'npmAlwaysAuth'], value: true },
      { path: [...scope, 'npmAuthToken'], value: token.reveal() },
    );
  }
  settings.push({ path: ['npmRegistries', key, 'npmAlwaysAuth'], value: true });
  settings.push({ path: ['npmRegistries', key, 'npmAuthToken'], value: token.reveal() });
  const url = new URL(endpoint);
  if (url.protocol === 'http:') settings.push({ path: ['unsafeHttpWhitelist'], item: url.hostname });
  return settings;
}
