// SwiftPM: the registry and how it authenticates in registries.json of the user, the token in .netrc. Written
// directly: `swift package-registry login` prompts, demands https and works in a package folder only.
import type { ConfigurationFile, ConfigureRequest, ToolConfiguration } from '../../core/ports/package-format.ts';
import { documentedVariable, hostName, netrcFile } from '../shared/machine-paths.ts';
import { setYaml, type YamlSetting } from '../shared/text/yaml-edit.ts';
import { userRegistries } from './inspect.ts';
import { isScope } from './scope.ts';

const EMPTY = '{\n  "authentication": {\n  },\n  "registries": {\n  },\n  "version": 1\n}\n';

function registriesFile(request: ConfigureRequest, scopes: readonly string[]): ConfigurationFile {
  const { machine, endpoint } = request;
  const login = `${new URL(endpoint).pathname}login`;
  const settings: YamlSetting[] = [
    ...(scopes.length > 0 ? scopes : ['[default]']).flatMap((scope): YamlSetting[] => [
      { path: ['registries', scope, 'supportsAvailability'], value: false },
      { path: ['registries', scope, 'url'], value: endpoint },
    ]),
    { path: ['authentication', hostName(endpoint), 'type'], value: 'token' },
    { path: ['authentication', hostName(endpoint), 'loginAPIPath'], value: login },
  ];
  return {
    path: userRegistries(machine),
    holdsSecret: false,
    syntax: 'tree',
    language: 'json',
    skeleton: EMPTY,
    edit: async (current) => {
      const text = await setYaml(current === undefined || current.trim() === '' ? EMPTY : current, settings);
      // JSON is YAML, but the other way round it is not.
      JSON.parse(text);
      return text;
    },
  };
}

/** What SwiftPM is to be told. */
export function swiftConfiguration(request: ConfigureRequest): ToolConfiguration {
  const given = request.scopes.map((scope) => scope.replace(/^@/, ''));
  const scopes = given.filter(isScope);
  const documented = documentedVariable(request, ['Package.swift']);
  const isMac = request.machine.platform === 'darwin';
  const isInsecure = request.endpoint.startsWith('http:');
  return {
    files:
      given.length > 0 && scopes.length === 0 ? [] : [registriesFile(request, scopes), netrcFile(request, 'token')],
    variables: documented.variables,
    notes: [
      ...given
        .filter((scope) => !isScope(scope))
        .map((scope) => `\`${scope}\` cannot be a Swift scope and was left out`),
      ...(isMac ? ['on macOS an entry of this host in the Keychain outranks .netrc'] : []),
      ...(isInsecure ? ['SwiftPM takes a registry over plain http only with --allow-insecure-http'] : []),
      ...documented.notes,
    ],
  };
}
