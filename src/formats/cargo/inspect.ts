// Where Cargo takes crates from, and with which token.
import { Secret } from '../../core/model/secret.ts';
import type {
  DirectWay,
  InspectRequest,
  ProxySetting,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../core/ports/package-format.ts';
import type { EncodingsRead } from '../../core/text/encoding.ts';
import { shownBriefly } from '../../core/text/shown-text.ts';
import { judgedProxy, type TrustSetting } from '../shared/checkout-settings.ts';
import { encodingRemarks, NOTHING, plainAddress } from '../shared/inspection.ts';
import { configHome, folderOf, homePath, inHome, joinPath, projectFile, variable } from '../shared/machine-paths.ts';
import { PROXY_RULES, wayOf, waysAt } from '../shared/proxy-variables.ts';
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
  unmergeable,
} from './cargo-config.ts';

export async function inspectCargo(request: InspectRequest): Promise<ToolInspection> {
  const { machine, endpoint } = request;
  const layers = await cargoFiles(machine);
  const secrets = await cargoFile(machine, cargoHomeFile(machine, 'credentials'));
  const broken = brokenFiles(machine, [...secrets, ...layers]);
  if (broken.length > 0) return { ...NOTHING, registries: undefined, remarks: broken };
  const registries: RegistrySetting[] = [];
  const remarks: ToolRemark[] = [];
  const credentials: StoredCredential[] = [];
  const notes: string[] = [];
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
    remarks.push(
      ...indexRemark(
        other ?? index?.value,
        other === undefined ? `registries.${name}.index in ${index?.source}` : named,
        {
          endpoint,
          wanted,
        },
      ),
    );
    judgeToken(name, { machine, layers, secrets, remarks, credentials, notes });
  }
  for (const { source, document } of layers)
    for (const [name, { registry }] of Object.entries(document.source ?? {}))
      remarks.push(...indexRemark(registry, `source.${name}.registry in ${source}`, { endpoint, wanted }));
  remarks.push(...offlineRemark(machine, layers));
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
  const way = wayOf({
    client: 'Cargo',
    rules: PROXY_RULES.cargo,
    settings: proxyOf(machine, layers),
    ...waysAt({ machine, endpoint }),
  });
  return { ...NOTHING, registries, credentials, way, remarks, notes };
}

/** Files with which Cargo does not start. */
function brokenFiles(machine: ToolMachine, layers: readonly CargoLayer[]): ToolRemark[] {
  const encoded = encodingRemarks(
    machine,
    layers.map(({ source }) => ({ path: source, reads: CARGO_READS })),
    'Cargo does not start',
  );
  if (encoded.length > 0) return encoded;
  const refused = layers.flatMap(({ source, refusal }) =>
    refusal === undefined
      ? []
      : [{ name: 'unreadable', found: `${source} is not read by Cargo: ${refusal}`, fix: `Correct ${source}.` }],
  );
  const clash = unmergeable(layers);
  if (refused.length > 0 || clash === undefined) return refused;
  const { key, sources } = clash;
  return [
    {
      name: 'unmergeable',
      found: `${sources.join(' and ')} have values of two kinds for ${key}, with which Cargo does not start`,
      fix: `Write ${key} in both as a list or in both as a text, or take it out of one of them.`,
    },
  ];
}

const CARGO_READS: EncodingsRead = { mark: true, utf16: false, otherBytes: false };

/** An index that is ours, in a spelling that Cargo does not take for it. */
function indexRemark(
  written: unknown,
  where: string,
  { endpoint, wanted }: { readonly endpoint: string; readonly wanted: string },
): ToolRemark[] {
  if (typeof written !== 'string' || !isOurIndex(written, endpoint)) return [];
  const isSparse = written.startsWith('sparse+');
  if (isSparse && written.endsWith('/')) return [];
  return [
    {
      name: 'index-address',
      found: isSparse
        ? `${where} has no \`/\` at its end, without which Cargo refuses a sparse index`
        : `${where} does not begin with \`sparse+\`, so Cargo takes it for a Git repository`,
      fix: `Write ${wanted} there.`,
    },
  ];
}

/** `http.proxy`, by the same order, and behind it that of Git, of which Cargo reads no file of the repository. */
function proxyOf(machine: ToolMachine, layers: readonly CargoLayer[]): ProxySetting | DirectWay | undefined {
  const name = 'CARGO_HTTP_PROXY';
  const given = machine.env[name];
  if (given === '') return emptied(`the variable ${name}`, `unset ${name}`);
  if (given !== undefined) return { source: `the variable ${name}`, variable: name, setting: name, address: given };
  const having = layers.filter(({ document }) => typeof document.http?.proxy === 'string');
  const [file] = having;
  if (file === undefined) return proxyOfGit(machine);
  const address = String(file.document.http?.proxy);
  if (address === '') return emptiedIn(file.source);
  const found = { source: file.source, setting: 'http.proxy', address };
  return judgedProxy(machine, found, {
    path: file.source,
    name: 'proxy',
    trust: () =>
      layers.flatMap(({ source, document }) =>
        (['cainfo', 'proxy-cainfo'] as const).map(
          (setting): TrustSetting => ({
            setting,
            source,
            path: source,
            value: document.http?.[setting],
            kind: 'authority',
          }),
        ),
      ),
    named: () => having.map(({ source, document }) => ({ path: source, address: String(document.http?.proxy) })),
  });
}

/** Set but empty, it keeps Cargo from what weaker files and the usual variables say. */
const emptied = (what: string, fix: string): DirectWay => ({ client: 'Cargo', because: `${what} is empty`, fix });
const emptiedIn = (source: string) =>
  emptied(`\`http.proxy\` in ${source}`, `Take \`http.proxy\` out of ${source}, or name a proxy there.`);

function proxyOfGit(machine: ToolMachine): ProxySetting | DirectWay | undefined {
  const paths = [
    inHome(machine, '.gitconfig'),
    joinPath(machine, configHome(machine), 'git', 'config'),
    '/etc/gitconfig',
  ];
  for (const path of paths) {
    const found = gitProxy(machine, path);
    if (found !== undefined)
      return found.address === '' ? emptiedIn(found.source) : { ...found, setting: 'http.proxy' };
  }
  return undefined;
}

/** As deep as Git itself follows files that name each other. */
const MOST_INCLUDED = 10;

/** The last one of a file, and of those that it takes in where it names them: `[include] path`. */
function gitProxy(
  machine: ToolMachine,
  path: string,
  depth = 0,
): { readonly source: string; readonly address: string } | undefined {
  let section = '';
  let found: { source: string; address: string } | undefined;
  // A backslash at the end of a line goes on in the next one.
  for (const line of (machine.read(path) ?? '').replace(/\\\r?\n/g, '').split(/\r?\n/)) {
    section = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1]?.toLowerCase() ?? section;
    const [, name, value] = /^\s*(?:\[[^\]]*\]\s*)?(proxy|path)\s*=\s*"?([^"#;]*?)"?\s*(?:[#;].*)?$/i.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (section === 'http' && name.toLowerCase() === 'proxy') found = { source: path, address: value };
    if (section === 'include' && name.toLowerCase() === 'path' && value !== '' && depth < MOST_INCLUDED)
      found = gitProxy(machine, includedPath(machine, path, value), depth + 1) ?? found;
  }
  return found;
}

/** From the folder of the file that names it; `~/` is the home. */
const includedPath = (machine: ToolMachine, from: string, value: string) =>
  homePath({ ...machine, workingDirectory: folderOf(machine, from) }, value);

/** A variable goes before every file; the nearest file counts. */
function offlineRemark(machine: ToolMachine, layers: readonly CargoLayer[]): ToolRemark[] {
  const name = 'CARGO_NET_OFFLINE';
  const variableValue = variable(machine, name);
  const file = layers.find(({ document }) => document.net?.offline !== undefined);
  const isOffline = variableValue === undefined ? file?.document.net?.offline === true : variableValue === 'true';
  if (!isOffline) return [];
  return [
    {
      name: 'offline',
      found: `${variableValue === undefined ? `net.offline in ${file?.source}` : `the variable ${name}`} is true, so Cargo asks no registry`,
      fix: variableValue === undefined ? `Take net.offline out of ${file?.source}.` : `unset ${name}`,
    },
  ];
}

const namesRegistry = (manifest: string, name: string) =>
  new RegExp(`registry\\s*=\\s*["']${name.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&')}["']`).test(manifest);

interface Ground {
  readonly machine: ToolMachine;
  readonly layers: readonly CargoLayer[];
  readonly secrets: readonly CargoLayer[];
  readonly remarks: ToolRemark[];
  readonly credentials: StoredCredential[];
  readonly notes: string[];
}

function judgeToken(name: string, { machine, layers, secrets, remarks, credentials, notes }: Ground): void {
  const providerOf = registryVariable(name, 'CREDENTIAL_PROVIDER');
  const stored = nearest(layers, name, 'credential-provider');
  const provider = variable(machine, providerOf) ?? stored?.value;
  // Another provider has a token of its own.
  if (
    provider !== undefined &&
    provider !== 'cargo:token' &&
    !(Array.isArray(provider) && provider.includes('cargo:token'))
  ) {
    // What follows may hold a token.
    const [program = ''] = Array.isArray(provider) ? provider : String(provider).split(' ');
    const from = variable(machine, providerOf) === undefined ? (stored?.source ?? '') : `the variable ${providerOf}`;
    notes.push(
      `Cargo takes the token for ${name} from \`${shownBriefly(String(program), 200)}\` (credential-provider in ${from}), not from what a login stores`,
    );
    return;
  }
  const named = registryVariable(name, 'TOKEN');
  const found: readonly (readonly [source: string, variable: string | undefined, value: string | undefined])[] = [
    [`the variable ${named}`, named, variable(machine, named)],
    ...[...secrets, ...layers].map(
      ({ source, document }) => [source, undefined, document.registries?.[name]?.token] as const,
    ),
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
