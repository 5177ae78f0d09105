// Where gem and Bundler take gems from, and with which credentials. gem follows its own sources, Bundler the Gemfile, and
// for Bundler a mirror goes before what the Gemfile says.
import { isWithin } from '../../core/model/endpoint.ts';
import { decodedUserInfo, passwordIn, Secret } from '../../core/model/secret.ts';
import type {
  InspectRequest,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../core/ports/package-format.ts';
import { NOTHING, plainAddress } from '../shared/inspection.ts';
import { projectFile } from '../shared/machine-paths.ts';
import { bundleKey, readBundle } from './bundle-config.ts';
import { bundleFile, bundleProjectFile, gemrcFiles, isThisRepository, usualGemrc } from './gem-files.ts';

export async function inspectGem(request: InspectRequest): Promise<ToolInspection> {
  const [gem, bundler] = [await inspectGemrc(request), inspectBundler(request)];
  return {
    ...NOTHING,
    registries: [...bundler.registries, ...gem.registries],
    credentials: [...bundler.credentials, ...gem.credentials],
    remarks: [...bundler.remarks, ...gem.remarks],
  };
}

interface Found {
  readonly registries: RegistrySetting[];
  readonly credentials: StoredCredential[];
  readonly remarks: ToolRemark[];
}

/** `:sources:` of a gemrc; undefined where it has none. Throws when it is not YAML. */
export async function gemrcSources(text: string | undefined): Promise<readonly string[] | undefined> {
  // Ruby takes a quoted `":sources"` for a text, and gem asks for the symbol.
  if (text === undefined || text.trim() === '' || /["']:sources["']/.test(text)) return undefined;
  const { readYaml, documentValue } = await import('../../core/text/yaml-document.ts');
  let value: unknown;
  try {
    value = documentValue(readYaml(text, { subject: 'the file', longest: 512 * 1024, mostKeys: 30_000 }).document);
  } catch {
    return undefined;
  }
  const sources = (value as Record<string, unknown> | null)?.[':sources'];
  return Array.isArray(sources) ? sources.map(String) : undefined;
}

async function inspectGemrc({ machine, endpoint }: InspectRequest): Promise<Found> {
  const found: Found = { registries: [], credentials: [], remarks: [] };
  const files = gemrcFiles(machine);
  const sources = await Promise.all(files.map((path) => gemrcSources(machine.read(path))));
  const last = sources.findLastIndex((one) => one !== undefined);
  const source = files[last] ?? '';
  const isOurs = (url: string) => isThisRepository(url, endpoint);
  for (const url of sources[last] ?? []) {
    found.registries.push({ source, setting: ':sources:', url: plainAddress(url), isFurther: true });
    if (!isOurs(url)) continue;
    const password = passwordIn(url);
    if (password !== undefined) found.credentials.push({ source, token: new Secret(password) });
    else
      found.remarks.push({
        name: 'no-credentials',
        found: `${source} has the repository without credentials, which gem takes from the address alone`,
        fix: 'codeartifact-ci login --tools gem',
      });
  }
  const usual = usualGemrc(machine);
  if (!files.includes(usual) && !(sources[last] ?? []).some(isOurs)) {
    const hidden = (await gemrcSources(machine.read(usual))) ?? [];
    if (hidden.some(isOurs))
      found.remarks.push({
        name: 'other-sources',
        found: `GEMRC makes gem read ${files.join(' and ')} instead of ${usual}`,
        fix: 'unset GEMRC',
      });
  }
  return found;
}

interface BundleLayer {
  readonly source: string;
  readonly values: ReadonlyMap<string, string>;
  readonly isEnvironment: boolean;
}

/** The project's file, variables, the user's file. */
function bundleLayers(machine: ToolMachine): BundleLayer[] {
  const file = (source: string): BundleLayer => ({
    source,
    values: readBundle(machine.read(source) ?? ''),
    isEnvironment: false,
  });
  const variables = Object.entries(machine.env).filter(([name, value]) => name.startsWith('BUNDLE_') && value);
  const environment = {
    source: 'variables',
    values: new Map(variables as [string, string][]),
    isEnvironment: true,
  };
  if (machine.env.BUNDLE_IGNORE_CONFIG) return [environment];
  return [file(bundleProjectFile(machine)), environment, file(bundleFile(machine))];
}

interface Setting {
  readonly source: string;
  readonly variable?: string;
  readonly value: string;
}

function settingOf(layers: readonly BundleLayer[], key: string): Setting | undefined {
  for (const { source, values, isEnvironment } of layers) {
    const value = values.get(key);
    if (value !== undefined && value !== '')
      return isEnvironment ? { source: `the variable ${key}`, variable: key, value } : { source, value };
  }
  return undefined;
}

const hostKey = (host: string) => `BUNDLE_${host.replaceAll('.', '__').replaceAll('-', '___').toUpperCase()}`;

function inspectBundler({ machine, endpoint }: InspectRequest): Found {
  const found: Found = { registries: [], credentials: [], remarks: [] };
  const file = ['Gemfile', 'gems.rb'].find((name) => projectFile(machine, name) !== undefined);
  if (file === undefined) return found;
  const layers = bundleLayers(machine);
  const sources = [
    ...(projectFile(machine, file) ?? '').matchAll(/^[^#\r\n\u2028\u2029]*?\bsource:?[ \t(]+["'](https?:[^"']+)["']/gm),
  ];
  const everything = settingOf(layers, 'BUNDLE_MIRROR__ALL');
  for (const [, address = ''] of sources) {
    const mirror = everything ?? settingOf(layers, bundleKey(address).replace('BUNDLE_', 'BUNDLE_MIRROR__'));
    const isOurs = isWithin(address, endpoint);
    if (mirror && isOurs && !isWithin(mirror.value, endpoint)) {
      found.remarks.push({
        name: 'mirrored',
        found: `a mirror of Bundler in ${mirror.source} sends what ${file} wants from this repository to ${plainAddress(mirror.value)}`,
        fix: mirror.variable ? `unset ${mirror.variable}` : `Take it out of ${mirror.source}.`,
      });
      continue;
    }
    const url = mirror?.value ?? address;
    found.registries.push({
      source: mirror?.source ?? file,
      setting: mirror ? 'mirror' : 'source',
      url: plainAddress(url),
      isFurther: true,
    });
    if (isWithin(url, endpoint)) judgeCredentials(url, layers, machine, found);
  }
  return found;
}

/** By the whole address in any of the places, then by its host; what stands in the address counts before both. */
function judgeCredentials(address: string, layers: readonly BundleLayer[], machine: ToolMachine, found: Found): void {
  const inAddress = passwordIn(address);
  const { hostname } = new URL(address);
  const setting: Setting | undefined =
    inAddress === undefined
      ? (settingOf(layers, bundleKey(plainAddress(address))) ?? settingOf(layers, hostKey(hostname)))
      : { source: 'the address', value: `aws:${inAddress}` };
  if (setting === undefined) {
    found.remarks.push({
      name: 'no-credentials',
      found: machine.env.BUNDLE_IGNORE_CONFIG
        ? 'BUNDLE_IGNORE_CONFIG makes Bundler ignore its files, so it has no credentials for the repository'
        : `Bundler asks ${plainAddress(address)}, for which it has no credentials`,
      fix: machine.env.BUNDLE_IGNORE_CONFIG ? 'unset BUNDLE_IGNORE_CONFIG' : 'codeartifact-ci login --tools gem',
    });
    return;
  }
  const { source, variable, value } = setting;
  const password = decodedUserInfo(value.slice(value.indexOf(':') + 1));
  if (!found.credentials.some((one) => one.token.reveal() === password))
    found.credentials.push({ source, variable, token: new Secret(password) });
  const stored = settingOf(layers, bundleKey(plainAddress(address)));
  const user = layers.at(-1)?.values.get(bundleKey(plainAddress(address)));
  // What is outranked is told as well, so that the one of the login is seen to be hidden.
  if (stored && user !== undefined && user !== stored.value)
    found.credentials.push({
      source: layers.at(-1)?.source ?? '',
      token: new Secret(decodedUserInfo(user.slice(user.indexOf(':') + 1))),
    });
}
