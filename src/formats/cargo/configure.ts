// Cargo: the registry in config.toml, the token in credentials.toml, crates.io replaced by the repository as the
// service recommends. Cargo sends a stored token as it stands, so the scheme is part of it.
import { Secret } from '../../core/model/secret.ts';
import type { ConfigureRequest, Tool } from '../../core/ports/package-format.ts';
import { leftOverVariables } from '../shared/left-over-variables.ts';
import { documentedVariable } from '../shared/machine-paths.ts';
import { setToml, type TomlSetting } from '../shared/text/toml-edit.ts';
import { cargoFiles, cargoHomeFile, indexUrl, registryNamesOf, registryVariable } from './cargo-config.ts';

/** What Cargo already calls the repository, else `codeartifact`, or the domain and repository when that is another one. */
async function registryNames(request: ConfigureRequest): Promise<readonly string[]> {
  const { machine, endpoint, domain, repository } = request;
  const layers = await cargoFiles(machine);
  const known = registryNamesOf(layers, endpoint, machine);
  if (known.length > 0) return known;
  const isTaken = layers.some(({ document }) => document.registries?.codeartifact?.index !== undefined);
  return [isTaken ? `${domain}-${repository}`.replace(/[^A-Za-z0-9_-]/g, '-') : 'codeartifact'];
}

function configSettings(request: ConfigureRequest, names: readonly string[]): TomlSetting[] {
  const [name = ''] = names;
  const settings: TomlSetting[] = [
    { path: ['registries', name, 'index'], value: indexUrl(request.endpoint) },
    // Without a provider Cargo 1.74 and later refuse a registry that asks for a token.
    ...names.map((one) => ({ path: ['registries', one, 'credential-provider'], value: 'cargo:token' })),
  ];
  if (request.earlierEndpoints.length > 0) return settings;
  return [
    ...settings,
    { path: ['registry', 'default'], value: name },
    { path: ['source', 'crates-io', 'replace-with'], value: name },
  ];
}

const cargo: Tool = {
  name: 'cargo',
  detect: ['Cargo.toml', 'Cargo.lock'],
  inspect: async (request) => (await import('./inspect.ts')).inspectCargo(request),
  configure: async (request) => {
    const { machine, token } = request;
    const names = await registryNames(request);
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
          path: cargoHomeFile(machine, 'config'),
          holdsSecret: false,
          syntax: 'sections',
          edit: (current) => setToml(current ?? '', configSettings(request, names)),
        },
        {
          path: cargoHomeFile(machine, 'credentials'),
          holdsSecret: true,
          syntax: 'sections',
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
  },
};

export const tools: readonly Tool[] = [cargo];
