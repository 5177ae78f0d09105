// Cargo: the registry in config.toml, the token in credentials.toml, crates.io replaced by the repository as the
// service recommends. Cargo sends a stored token as it stands, so the scheme is part of it.
import type { ConfigureRequest, Tool, ToolMachine } from '../../core/ports/package-format.ts';
import { absolute, documentedVariable, inHome, joinPath, variable } from '../shared/machine-paths.ts';
import { setToml, type TomlSetting } from '../shared/text/toml-edit.ts';

const indexUrl = (endpoint: string) => `sparse+${endpoint}`;

/** Cargo reads the name without extension, too, and prefers it when both are there. */
function fileIn(machine: ToolMachine, home: string, name: string): string {
  const old = joinPath(machine, home, name);
  return machine.exists(old) ? old : `${old}.toml`;
}

/** `codeartifact`, or the domain and repository when an earlier login calls another repository so. */
async function registryName(
  config: string | undefined,
  { endpoint, domain, repository }: ConfigureRequest,
): Promise<string> {
  if (config === undefined) return 'codeartifact';
  try {
    const { parse } = await import('smol-toml');
    const { registries } = parse(config) as { registries?: Record<string, { index?: string }> };
    const known = registries?.codeartifact?.index;
    return known === undefined || known === indexUrl(endpoint)
      ? 'codeartifact'
      : `${domain}-${repository}`.replace(/[^A-Za-z0-9_-]/g, '-');
  } catch {
    // The edit will say that the file cannot be understood.
    return 'codeartifact';
  }
}

function configSettings(request: ConfigureRequest, name: string): TomlSetting[] {
  const registry = ['registries', name];
  const settings: TomlSetting[] = [
    { path: [...registry, 'index'], value: indexUrl(request.endpoint) },
    // Without a provider Cargo 1.74 and later refuse a registry that asks for a token.
    { path: [...registry, 'credential-provider'], value: 'cargo:token' },
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
  configure: async (request) => {
    const { machine, token } = request;
    const named = variable(machine, 'CARGO_HOME');
    const home = named ? absolute(machine, named) : inHome(machine, '.cargo');
    const config = fileIn(machine, home, 'config');
    const name = await registryName(machine.read(config), request);
    const documented = documentedVariable(request, ['.cargo/config.toml', '.cargo/config']);
    const credentials: TomlSetting[] = [{ path: ['registries', name, 'token'], value: `Bearer ${token.reveal()}` }];
    return {
      files: [
        {
          path: config,
          holdsSecret: false,
          syntax: 'sections',
          edit: (current) => setToml(current ?? '', configSettings(request, name)),
        },
        {
          path: fileIn(machine, home, 'credentials'),
          holdsSecret: true,
          syntax: 'sections',
          edit: (current) => setToml(current ?? '', credentials),
        },
      ],
      variables: documented.variables,
      notes: [`Cargo calls the repository \`${name}\` (1.74 or newer)`, ...documented.notes],
    };
  },
};

export const tools: readonly Tool[] = [cargo];
