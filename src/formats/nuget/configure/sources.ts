// What all settings together come to: the sources in NuGet's order, what each is sent, and which of them is asked for a
// package.
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { absolute, folderOf } from '../../shared/machine-paths.ts';
import type { SettingsFile } from './settings.ts';
import { attributeOf, fieldOf, laidSections, type Sections, type SettingsItem, SettingsRefusal } from './settings.ts';
import { type SettingsQuery, settingsFiles } from './settings-files.ts';

/** What a source is sent. */
export interface SourceCredentials {
  /** File or variable. */
  readonly source: string;
  readonly variable?: string | undefined;
  readonly file?: SettingsFile | undefined;
  readonly user: string;
  /** As it is sent. */
  readonly password: string;
  /** As it is written. */
  readonly writtenPassword: string;
  /** `Password`: only Windows can read it, and only for the user who wrote it. */
  readonly isEncrypted: boolean;
  /** Empty: all of them. */
  readonly types: readonly string[];
}

export interface PackageSource {
  readonly name: string;
  /** Absolute, variables put in. */
  readonly address: string;
  readonly writtenAddress: string;
  readonly isEnabled: boolean;
  readonly allowsInsecure: boolean;
  readonly protocolVersion: number;
  readonly file: SettingsFile;
  /** In the order of their rank: the first is sent. */
  readonly credentials: readonly SourceCredentials[];
}

export interface NugetSettings {
  readonly files: readonly SettingsFile[];
  readonly sections: Sections;
  readonly sources: readonly PackageSource[];
  readonly auditSources: readonly PackageSource[];
  readonly mapping: PackageMapping;
}

/** @throws SettingsRefusal where the client refuses one of the files. */
export function nugetSettings(machine: ToolMachine, query: SettingsQuery): NugetSettings {
  const files = settingsFiles(machine, query);
  const { sections, each } = laidSections(files);
  const credentials = (sections.get('packageSourceCredentials') ?? []).filter(({ kind }) => kind === 'credentials');
  for (const one of credentials) {
    const empty = ['Username', 'Password'].find((field) =>
      [field, ...(field === 'Password' ? ['ClearTextPassword'] : [])].some(
        (name) => expandedByNuget(fieldOf(one, name) ?? '%', machine) === '',
      ),
    );
    if (empty !== undefined)
      throw new SettingsRefusal(one.file.path, `the credentials of ${one.key} have an empty ${empty}`);
  }
  const byName = new Map<string, SettingsItem[]>();
  const counted = new Set(credentials);
  // Those that a nearer file hides come behind the ones that count: they are told of.
  const hidden = each.flatMap((one) => one.get('packageSourceCredentials') ?? []).filter((one) => !counted.has(one));
  for (const one of [...credentials, ...hidden]) {
    const known = byName.get(one.key);
    if (known) known.push(one);
    else byName.set(one.key, [one]);
  }
  const context = { machine, sections, credentials: byName };
  return {
    files,
    sections,
    sources: sourcesIn('packageSources', context),
    auditSources: sourcesIn('auditSources', context),
    mapping: new PackageMapping(sections.get('packageSourceMapping') ?? []),
  };
}

interface Context {
  readonly machine: ToolMachine;
  readonly sections: Sections;
  /** By the name they are for, those that count before others. */
  readonly credentials: ReadonlyMap<string, readonly SettingsItem[]>;
}

/** The newest version of the protocol that clients know. */
const NEWEST_PROTOCOL = 3;
const DEFAULT_PROTOCOL = 2;

/** Sources of nearer files first; of one name (whatever its case) the first counts, unless a later one has a newer protocol. */
function sourcesIn(section: string, context: Context): PackageSource[] {
  const items = (context.sections.get(section) ?? []).filter(({ kind }) => kind === 'source');
  // Whatever the value is, and by the exact name.
  const off = new Set(
    (context.sections.get('disabledPackageSources') ?? []).flatMap(({ kind, key }) => (kind === 'add' ? [key] : [])),
  );
  const found = new Map<string, PackageSource>();
  for (const item of [...items].sort((a, b) => a.rank - b.rank)) {
    const source = sourceOf(item, !off.has(item.key), context);
    const name = source.name.toLowerCase();
    const known = found.get(name);
    const isNewer = known !== undefined && known.protocolVersion < source.protocolVersion;
    if (known === undefined || (isNewer && source.protocolVersion <= NEWEST_PROTOCOL)) found.set(name, source);
  }
  return [...found.values()];
}

function sourceOf(item: SettingsItem, isEnabled: boolean, context: Context): PackageSource {
  const { machine } = context;
  const written = attributeOf(item, 'value') ?? '';
  const attribute = (name: string) => expandedByNuget(attributeOf(item, name) ?? '', machine).trim();
  const protocol = attribute('protocolVersion');
  return {
    name: item.key,
    address: pathOrAddress(machine, item.file.path, expandedByNuget(written, machine)),
    writtenAddress: written,
    isEnabled,
    allowsInsecure: attribute('allowInsecureConnections').toLowerCase() === 'true',
    protocolVersion: /^[+-]?\d+$/.test(protocol) ? Number(protocol) : DEFAULT_PROTOCOL,
    file: item.file,
    credentials: credentialsOf(item.key, context),
  };
}

/** What is no address is a folder, seen from the file. */
function pathOrAddress(machine: ToolMachine, file: string, value: string): string {
  if (value === '' || isAddress(value)) return value;
  const path = absolute({ ...machine, workingDirectory: folderOf(machine, file) }, value);
  return /[^/\\][/\\]$/.test(value) ? path + value.slice(-1) : path;
}

export const isAddress = (value: string) => /^[A-Za-z][A-Za-z0-9+.-]+:/.test(value);
export const isHttp = (value: string) => /^https?:\/\//i.test(value);
/** Such an address is asked for the index of protocol 3; any other one is spoken to in protocol 2. */
export const isServiceIndex = ({ address, protocolVersion }: Pick<PackageSource, 'address' | 'protocolVersion'>) =>
  isHttp(address) && (protocolVersion === NEWEST_PROTOCOL || /\.json$/i.test(address));

export const CREDENTIALS_VARIABLE = 'NuGetPackageSourceCredentials_';

/** A variable comes before all files; its name and that of the element count with case. */
function credentialsOf(name: string, { machine, credentials }: Context): SourceCredentials[] {
  const found: SourceCredentials[] = [];
  const variable = `${CREDENTIALS_VARIABLE}${name}`;
  const value = environmentValue(machine, variable)?.trim() ?? '';
  const [, user = '', password = '', types = ''] =
    /^Username=(.*?);\s*Password=(.*?)(?:;ValidAuthenticationTypes=(.*?))?$/i.exec(value) ?? [];
  if (user !== '' || password !== '')
    found.push({
      source: `the variable ${variable}`,
      variable,
      user,
      password,
      writtenPassword: password,
      isEncrypted: false,
      types: typesIn(types),
    });
  for (const item of credentials.get(name) ?? []) {
    const clear = fieldOf(item, 'ClearTextPassword');
    const written = clear ?? fieldOf(item, 'Password') ?? '';
    found.push({
      source: item.file.path,
      file: item.file,
      user: expandedByNuget(fieldOf(item, 'Username') ?? '', machine),
      password: expandedByNuget(written, machine),
      writtenPassword: written,
      isEncrypted: clear === undefined,
      types: typesIn(expandedByNuget(fieldOf(item, 'ValidAuthenticationTypes') ?? '', machine)),
    });
  }
  return found;
}

const typesIn = (text: string) =>
  text
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '');

export const sendsBasic = ({ types }: SourceCredentials) => types.length === 0 || types.includes('basic');

/** `%NAME%` as .NET puts it in: a name that is not set stays, and its last `%` may begin another one. */
export function expandedByNuget(
  text: string,
  machine: Pick<ToolMachine, 'env' | 'platform'>,
  unset?: (name: string) => void,
): string {
  let done = '';
  let rest = text;
  for (;;) {
    const start = rest.indexOf('%');
    const end = start < 0 ? -1 : rest.indexOf('%', start + 1);
    if (end < 0) return done + rest;
    const name = rest.slice(start + 1, end);
    const value = name === '' ? undefined : environmentValue(machine, name);
    if (value === undefined) {
      if (name !== '') unset?.(name);
      done += rest.slice(0, end);
      rest = rest.slice(end);
    } else {
      done += rest.slice(0, start) + value;
      rest = rest.slice(end + 1);
    }
  }
}

function environmentValue({ env, platform }: Pick<ToolMachine, 'env' | 'platform'>, name: string): string | undefined {
  if (env[name] !== undefined || platform !== 'win32') return env[name];
  const key = Object.keys(env).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : env[key];
}

/** Which sources are asked for a package: those with the longest pattern that fits it. */
export class PackageMapping {
  /** By pattern in lower case (`acme.*`, `*`, `acme.utils`), names of sources in lower case. */
  readonly #sources = new Map<string, string[]>();
  readonly isEnabled: boolean;

  constructor(items: readonly SettingsItem[]) {
    const mappings = items.filter(({ kind }) => kind === 'mapping');
    this.isEnabled = mappings.length > 0;
    for (const { key, children } of mappings)
      for (const { attributes } of children) {
        const written = (attributes.pattern ?? '').trim().toLowerCase();
        // What follows the first star says nothing.
        const pattern = written.replace(/\*.*$/s, '*');
        const known = this.#sources.get(pattern);
        if (known) known.push(key.trim().toLowerCase());
        else this.#sources.set(pattern, [key.trim().toLowerCase()]);
      }
  }

  /** Undefined where nothing is mapped, so that all are asked. */
  sourcesFor(packageName: string): readonly string[] | undefined {
    if (!this.isEnabled) return undefined;
    const name = packageName.trim().toLowerCase();
    const exact = this.#sources.get(name);
    if (exact) return exact;
    for (let length = name.length; length >= 0; length -= 1) {
      const found = this.#sources.get(`${name.slice(0, length)}*`);
      if (found) return found;
    }
    return [];
  }

  /** Patterns of a source, in lower case. */
  patternsOf(source: string): string[] {
    return [...this.#sources].flatMap(([pattern, names]) =>
      names.includes(source.trim().toLowerCase()) ? [pattern] : [],
    );
  }

  get patterns(): readonly string[] {
    return [...this.#sources.keys()];
  }
}
