// Where Cargo takes crates from, and with which token.
import { Secret } from '../../core/model/secret.ts';
import type {
  InspectRequest,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../core/ports/package-format.ts';
import { NOTHING, plainAddress } from '../shared/inspection.ts';
import { projectFile, variable } from '../shared/machine-paths.ts';
import {
  type CargoLayer,
  cargoFile,
  cargoFiles,
  cargoHomeFile,
  indexUrl,
  isOurIndex,
  nearest,
  registryNamesOf,
  registryVariable,
} from './cargo-config.ts';

export async function inspectCargo(request: InspectRequest): Promise<ToolInspection> {
  const { machine, endpoint } = request;
  const layers = await cargoFiles(machine);
  const secrets = await cargoFile(machine, cargoHomeFile(machine, 'credentials'));
  const broken = [...layers, ...(secrets ? [secrets] : [])].filter(({ refusal }) => refusal !== undefined);
  if (broken.length > 0)
    return {
      ...NOTHING,
      registries: undefined,
      remarks: broken.map(({ source, refusal }) => ({
        name: 'unreadable',
        found: `${source} is not read by Cargo: ${refusal}`,
        fix: `Correct ${source}.`,
      })),
    };
  const registries: RegistrySetting[] = [];
  const remarks: ToolRemark[] = [];
  const credentials: StoredCredential[] = [];
  const wanted = indexUrl(endpoint);
  const chain = cratesIo(layers, machine);
  const names = registryNamesOf(layers, endpoint, machine);
  const isNamed = names.some((name) => namesRegistry(projectFile(machine, 'Cargo.toml') ?? '', name));
  // A project that names the registry for its crates does not ask the one in the place of crates.io for them.
  for (const one of chain) registries.push({ ...one, isFurther: isNamed, wanted });
  for (const name of names) {
    const index = nearest(layers, name, 'index');
    const named = registryVariable(name, 'INDEX');
    const other = variable(machine, named);
    if (other !== undefined && !isOurIndex(other, endpoint)) {
      remarks.push({
        name: 'other-index',
        found: `the variable ${named} makes ${name} another registry: ${plainAddress(other.replace(/^sparse\+/, ''))}`,
        fix: `unset ${named}`,
      });
      continue;
    }
    registries.push({
      source: index?.source ?? named,
      setting: `registries.${name}`,
      url: endpoint,
      isFurther: true,
      // A registry with a name is asked only for crates that name it.
      ...(isNamed ? {} : { scope: name }),
    });
    judgeToken(name, { machine, layers, secrets, remarks, credentials });
  }
  const chosen = variable(machine, 'CARGO_REGISTRY_DEFAULT');
  if (chosen !== undefined && names.length > 0 && !names.includes(chosen))
    remarks.push({
      name: 'other-default',
      found: `the variable CARGO_REGISTRY_DEFAULT sends \`cargo publish\` to ${chosen}`,
      fix: 'unset CARGO_REGISTRY_DEFAULT, or publish with --registry',
      health: 'warning',
    });
  if (names.length > 1)
    remarks.push({
      name: 'two-names',
      found: `${names.join(' and ')} are registries with one index, which Cargo refuses`,
      fix: `Take one of them out of its file.`,
    });
  return { ...NOTHING, registries, credentials, remarks };
}

const namesRegistry = (manifest: string, name: string) =>
  new RegExp(`registry\\s*=\\s*["']${name.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&')}["']`).test(manifest);

interface Ground {
  readonly machine: ToolMachine;
  readonly layers: readonly CargoLayer[];
  readonly secrets: CargoLayer | undefined;
  readonly remarks: ToolRemark[];
  readonly credentials: StoredCredential[];
}

function judgeToken(name: string, { machine, layers, secrets, remarks, credentials }: Ground): void {
  const providerOf = registryVariable(name, 'CREDENTIAL_PROVIDER');
  const stored = nearest(layers, name, 'credential-provider');
  const provider = variable(machine, providerOf) ?? stored?.value;
  // Another provider has a token of its own.
  if (
    provider !== undefined &&
    provider !== 'cargo:token' &&
    !(Array.isArray(provider) && provider.includes('cargo:token'))
  )
    return;
  const named = registryVariable(name, 'TOKEN');
  const found: readonly (readonly [source: string, variable: string | undefined, value: string | undefined])[] = [
    [`the variable ${named}`, named, variable(machine, named)],
    ...(secrets ? [[secrets.source, undefined, secrets.document.registries?.[name]?.token] as const] : []),
    ...layers.map(({ source, document }) => [source, undefined, document.registries?.[name]?.token] as const),
  ];
  const tokens = found.flatMap(([source, variable, value]) =>
    typeof value === 'string' ? [{ source, variable, token: new Secret(value.replace(/^Bearer /, '')) }] : [],
  );
  credentials.push(...tokens);
  if (tokens.length === 0)
    remarks.push({
      name: 'no-credentials',
      found: `Cargo knows the repository as ${name}, for which there is no token`,
      fix: `codeartifact-ci login --tools cargo, or set ${named} to "Bearer TOKEN"`,
    });
  const isGlobal = variable(machine, 'CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS') !== undefined;
  if (tokens.length > 0 && provider === undefined && !isGlobal)
    remarks.push({
      name: 'no-credential-provider',
      found: `${name} has no credential-provider, without which Cargo takes no stored token`,
      fix: `Set registries.${name}.credential-provider = "cargo:token" (codeartifact-ci login --tools cargo does).`,
    });
}

/** What stands in the place of crates.io, for each file that says so; the nearest counts. */
function cratesIo(
  layers: readonly CargoLayer[],
  machine: ToolMachine,
): { source: string; setting: string; url: string }[] {
  return layers.flatMap(({ source, document }) => {
    const first = document.source?.['crates-io']?.['replace-with'];
    if (typeof first !== 'string') return [];
    return [{ source, setting: 'source.crates-io.replace-with', url: addressOf(first, layers, machine) }];
  });
}

/** Follows the names of sources to an address; a folder stays what it is. */
function addressOf(first: string, layers: readonly CargoLayer[], machine: ToolMachine): string {
  let name = first;
  for (let step = 0; step < 10; step += 1) {
    const source = layers.map(({ document }) => document.source?.[name]).find((one) => one !== undefined);
    const next = source?.['replace-with'];
    if (typeof next === 'string') {
      name = next;
      continue;
    }
    const written =
      source?.registry ??
      source?.directory ??
      source?.['local-registry'] ??
      variable(machine, registryVariable(name, 'INDEX')) ??
      nearest(layers, name, 'index')?.value;
    return typeof written === 'string' ? plainAddress(written.replace(/^(?:sparse|registry)\+/, '')) : name;
  }
  return name;
}
