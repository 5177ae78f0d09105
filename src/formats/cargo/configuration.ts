// Cargo: the registry in config.toml, the token in credentials.toml, crates.io replaced by the repository as the
// service recommends. Cargo sends a stored token as it stands, so the scheme is part of it.
import { Secret } from '../../core/model/secret.ts';
import type { ConfigureRequest, ToolConfiguration } from '../../core/ports/package-format.ts';
import { leftOverVariables } from '../shared/left-over-variables.ts';
import { documentedVariable } from '../shared/machine-paths.ts';
import { setToml, type TomlSetting } from '../shared/text/toml-edit.ts';
import {
  type CargoLayer,
  cargoFiles,
  cargoHomeFile,
  indexUrl,
  registryNamesOf,
  registryVariable,
} from './cargo-config.ts';

/** What Cargo already calls the repository, else `codeartifact`, or the domain and repository when that is another one. */
function registryNames(request: ConfigureRequest, layers: readonly CargoLayer[]): readonly string[] {
  const { machine, endpoint, domain, repository } = request;
  const known = registryNamesOf(layers, endpoint, machine);
  if (known.length > 0) return known;
  const isTaken = layers.some(({ document }) => document.registries?.codeartifact?.index !== undefined);
  return [isTaken ? `${domain}-${repository}`.replace(/[^A-Za-z0-9_-]/g, '-') : 'codeartifact'];
}

/** Cargo does not start where one file has a text for a key and another one a list. */
function hasListElsewhere(layers: readonly CargoLayer[], own: string, name: string): boolean {
  return layers.some(
    ({ source, document }) => source !== own && Array.isArray(document.registries?.[name]?.['credential-provider']),
  );
}

/** `provided`: names for which another file says where the token comes from, in a way that does not go with ours. */
function configSettings(
  request: ConfigureRequest,
  names: readonly string[],
  provided: readonly string[],
): TomlSetting[] {
  const [name = ''] = names;
  const settings: TomlSetting[] = [
    { path: ['registries', name, 'index'], value: indexUrl(request.endpoint) },
    // Without a provider Cargo 1.74 and later refuse a registry that asks for a token.
    ...names
      .filter((one) => !provided.includes(one))
      .map((one) => ({ path: ['registries', one, 'credential-provider'], value: 'cargo:token' })),
  ];
  if (request.earlierEndpoints.length > 0) return settings;
  return [
    ...settings,
    { path: ['registry', 'default'], value: name },
    { path: ['source', 'crates-io', 'replace-with'], value: name },
  ];
}

/** What Cargo is to be told. */
export async function cargoConfiguration(request: ConfigureRequest): Promise<ToolConfiguration> {
  const { machine, token } = request;
  const layers = await cargoFiles(machine);
  const names = registryNames(request, layers);
  const config = cargoHomeFile(machine, 'config');
  const provided = names.filter((one) => hasListElsewhere(layers, config, one));
  const [name = ''] = names;
  const documented = documentedVariable(request, ['.cargo/config.toml', '.cargo/config']);
  const bearer = `Bearer ${token.reveal()}`;
  const credentials: TomlSetting[] = names.map((one) => ({ path: ['registries', one, 'token'], value: bearer }));
  const leftOver = leftOverVariables(machine, 'Cargo', [
    ...names.flatMap((one) => [
      { name: registryVariable(one, 'INDEX'), wanted: indexUrl(request.endpoint) },
      { name: registryVariable(one, 'TOKEN'), wanted: new Secret(bearer) },
      { name: registryVariable(one, 'CREDENTIAL_PROVIDER'), wanted: 'cargo:token' },
    ]),
    ...(request.earlierEndpoints.length > 0 ? [] : [{ name: 'CARGO_REGISTRY_DEFAULT', wanted: name }]),
  ]);
  return {
    files: [
      {
        path: config,
        holdsSecret: false,
        syntax: 'sections',
        language: 'toml',
        edit: (current) => setToml(current ?? '', configSettings(request, names, provided)),
      },
      {
        path: cargoHomeFile(machine, 'credentials'),
        holdsSecret: true,
        syntax: 'sections',
        language: 'toml',
        edit: (current) => setToml(current ?? '', credentials),
      },
    ],
    variables: { ...documented.variables, ...leftOver.variables },
    notes: [
      `Cargo calls the repository ${names.map((one) => `\`${one}\``).join(', ')} (1.74 or newer)`,
      ...leftOver.notes,
      ...documented.notes,
    ],
  };
}
