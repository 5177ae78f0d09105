// Maven's effective settings: those of the user, the project (Maven 4) and the installation in one, the first of an id
// counts; and the repositories they and the POM come to.
import { TOKEN_VARIABLE } from '../../../core/model/token-variable.ts';
import type { ProxySetting, ToolMachine } from '../../../core/ports/package-format.ts';
import { joinPath } from '../../shared/machine-paths.ts';
import { find, findAll, parseXml, textAt, type XmlElement, XmlRefusal } from '../../shared/text/xml.ts';
import { type Expand, expander } from './expand.ts';
import { sparesHost } from './java-options.ts';
import type { MavenRun } from './maven-run.ts';
import { type MirrorRule, mirrorFor } from './mirrors.ts';

/** Profiles that a login of ours adds. */
export const OWN_PROFILE = 'codeartifact-ci.';

export interface Described {
  /** File, for people. */
  readonly source: string;
}

export interface MavenRepository extends Described {
  readonly id: string;
  readonly url: string;
  readonly list: 'repositories' | 'pluginRepositories';
  /** Added by a login of ours. */
  readonly isOwn: boolean;
  /**
   * Asked for a parent POM as well, and before the public repository. Not so where a property of a POM or profile is
   * the address, and with Maven 4 where the profile is active by itself.
   */
  readonly isFirm: boolean;
}

export interface MavenMirror extends Described, MirrorRule {
  readonly url: string;
  readonly isBlocked: boolean;
}

export interface MavenServer extends Described {
  readonly id: string;
  /** As written; undefined where there is none. */
  readonly password: string | undefined;
  /** An `Authorization` of its own, which Maven 3 sends in the place of the password. */
  readonly authorization: string | undefined;
}

/** A file of settings or a POM, or why it is not read. */
export type Document = { readonly root: XmlElement } | { readonly refusal: string };

export interface Settings {
  readonly servers: readonly MavenServer[];
  readonly mirrors: readonly MavenMirror[];
  /** Of active profiles and the POM, in the order in which Maven asks; `central` last. */
  readonly repositories: readonly MavenRepository[];
  /** Of all profiles, and where the POM deploys to: names for addresses. */
  readonly named: readonly (Described & { readonly id: string; readonly url: string })[];
  readonly isOffline: boolean;
  /** Those that are active. */
  readonly proxies: readonly MavenProxy[];
}

export interface MavenProxy extends Described {
  readonly id: string;
  /** Of the addresses that are asked by it: `http`, `https`. */
  readonly protocol: string;
  readonly address: string;
  /** Hosts that are asked without it: patterns with `*`, between bars. */
  readonly spared: string;
}

/** Throws with a reason that says what the file is, for its author. */
export function readSettings(text: string): XmlElement {
  let root: XmlElement;
  try {
    root = parseXml(text);
  } catch (error) {
    if (error instanceof XmlRefusal && error.isDocumentType)
      throw new SyntaxError("the file has a DOCTYPE, which Maven's settings do not need, and which is not read here");
    throw error;
  }
  if (root.name !== 'settings') throw new SyntaxError('the root element is not <settings>');
  const twice = elementTwice(root);
  if (twice !== undefined)
    throw new SyntaxError(
      `<${root.name === twice.parent ? '' : `${twice.parent}> has <`}${twice.name}> twice, with which Maven does not start`,
    );
  return root;
}

/** Elements of which each holds a list, or what everybody names as they like. */
const LISTS: Readonly<Record<string, string>> = {
  servers: 'server',
  mirrors: 'mirror',
  proxies: 'proxy',
  profiles: 'profile',
  repositories: 'repository',
  pluginRepositories: 'pluginRepository',
  activeProfiles: 'activeProfile',
  pluginGroups: 'pluginGroup',
};
const FREE = new Set(['properties', 'configuration']);
/** Of those elsewhere Maven 3 says only that it does not know them. */
const ONCE: Readonly<Record<string, readonly string[]>> = {
  settings: [...Object.keys(LISTS), 'localRepository', 'interactiveMode', 'offline', 'usePluginRegistry'],
  server: ['id', 'username', 'password', 'privateKey', 'passphrase', 'filePermissions', 'configuration'],
  mirror: ['id', 'name', 'url', 'mirrorOf', 'layout', 'mirrorOfLayouts', 'blocked'],
  proxy: ['id', 'active', 'protocol', 'host', 'port', 'username', 'password', 'nonProxyHosts'],
  profile: ['id', 'activation', 'properties', 'repositories', 'pluginRepositories'],
  repository: ['id', 'name', 'url', 'layout', 'releases', 'snapshots'],
  pluginRepository: ['id', 'name', 'url', 'layout', 'releases', 'snapshots'],
};

/** The first element that stands twice where Maven takes one. */
function elementTwice(node: XmlElement): { readonly parent: string; readonly name: string } | undefined {
  const seen = new Set<string>();
  for (const child of node.children) {
    if (seen.has(child.name) && ONCE[node.name]?.includes(child.name)) return { parent: node.name, name: child.name };
    seen.add(child.name);
    const found = FREE.has(child.name) ? undefined : elementTwice(child);
    if (found) return found;
  }
  return undefined;
}

/** Undefined for a file that is not there, or has nothing in it. */
export function settingsDocument(text: string | undefined): Document | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  try {
    return { root: readSettings(text) };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) };
  }
}

/** The variable that a value is, and nothing but it: `${env.NAME}`. */
export function variableIn(value: string | undefined): string | undefined {
  return /^\$\{env\.([^${}:]+)\}$/.exec(value?.trim() ?? '')?.[1];
}

/**
 * Whether a token may be exported under a name that a file chose, which may come with a stranger's pull request: only
 * one that holds secrets, and none of the runner's.
 */
export function isTokenName(name: string): boolean {
  if (name === TOKEN_VARIABLE) return true;
  return (
    /^[A-Za-z_]\w*$/.test(name) &&
    /TOKEN|PASS|PWD|SECRET|AUTH|KEY|CRED/i.test(name) &&
    !/^(?:GITHUB|RUNNER|ACTIONS|INPUT|STATE|AWS|SSH|GPG)_/i.test(name)
  );
}

interface Layer {
  readonly source: string;
  readonly root: XmlElement;
}

export interface SettingsSources {
  /** In Maven's order of precedence: the user's, the project's, the installation's. */
  readonly layers: readonly Layer[];
  readonly machine: ToolMachine;
  readonly run: MavenRun;
}

export function effectiveSettings({ layers, machine, run }: SettingsSources): Settings {
  const expand = expander(machine, run.property);
  const value = (from: XmlElement | undefined, ...path: string[]) => expand(textAt(from, ...path) ?? '');
  const chosen = new Set(layers.flatMap(({ root }) => findAll(root, 'activeProfiles', 'activeProfile').map(textOf)));
  const profiles = firstOfId(layers, 'profiles', 'profile');
  const isActive = ({ node }: Entry) => isActiveProfile(node, chosen, run, machine);
  const properties = new Map<string, string>();
  for (const { node } of profiles.filter(isActive).reverse())
    for (const one of find(node, 'properties')?.children ?? []) properties.set(one.name, expand(one.text));
  const within = expander(machine, (name) => run.property(name) ?? properties.get(name));
  // Of active profiles the last one counts most, and each more than the POM.
  const all = [...profiles].reverse().flatMap((entry) => {
    const isOwn = (textAt(entry.node, 'id') ?? '').startsWith(OWN_PROFILE);
    const isChosen = chosen.has(textAt(entry.node, 'id') ?? '');
    return repositoriesIn(entry, within, expand).map((one) => ({
      ...one,
      isFirm: one.isFirm && isChosen,
      isOwn,
      isActive: isActive(entry),
    }));
  });
  const pom = pomOf(machine, (name) => run.property(name) ?? properties.get(name));
  const mirrors = firstOfId(layers, 'mirrors', 'mirror').map(({ source, node }) => ({
    source,
    id: value(node, 'id') || 'default',
    mirrorOf: value(node, 'mirrorOf'),
    layouts: value(node, 'mirrorOfLayouts'),
    url: value(node, 'url'),
    isBlocked: value(node, 'blocked') === 'true',
  }));
  // Maven 4 takes no servers of the project's settings.
  const trusted = layers.filter(({ source }) => source !== run.projectSettings);
  const active = all.filter((one) => one.isActive);
  // A POM's repository with the id of one in the settings is merged into that one before anybody looks for mirrors.
  const isNamed = ({ list, id }: MavenRepository) => active.some((one) => one.list === list && one.id === id);
  const repositories = [...active, ...pom.repositories.filter((one) => !isNamed(one))];
  return {
    servers: firstOfId(trusted, 'servers', 'server').map(({ source, node }) => ({
      source,
      id: value(node, 'id'),
      password: textAt(node, 'password'),
      authorization: findAll(node, 'configuration', 'httpHeaders', 'property')
        .filter((one) => textAt(one, 'name')?.toLowerCase() === 'authorization')
        .map((one) => value(one, 'value'))
        .at(-1),
    })),
    mirrors,
    repositories: [...repositories, ...centralUnless(repositories)],
    named: [...all.filter(({ isOwn }) => !isOwn), ...pom.repositories, ...pom.targets],
    proxies: proxiesOf(layers, value, run.version === 3),
    isOffline: run.isOffline || layers.slice(0, 1).some(({ root }) => textAt(root, 'offline') === 'true'),
  };
}

/** Of an id, those of the first file that has it. `canHide`: also where they are not active, which Maven 4 leaves out first. */
function proxiesOf(
  layers: readonly Layer[],
  value: (from: XmlElement | undefined, ...path: string[]) => string,
  canHide: boolean,
): MavenProxy[] {
  const known = new Set<string>();
  return layers.flatMap(({ source, root }) => {
    const isActive = ({ node }: { readonly node: XmlElement }) => (value(node, 'active') || 'true') === 'true';
    const all = findAll(root, 'proxies', 'proxy')
      .map((node) => ({ node, id: value(node, 'id') || 'default' }))
      .filter(({ id }) => !known.has(id));
    for (const one of all) if (canHide || isActive(one)) known.add(one.id);
    return all.filter(isActive).map(({ node, id }) => ({
      source,
      id,
      protocol: (value(node, 'protocol') || 'http').toLowerCase(),
      address: `http://${value(node, 'host')}:${value(node, 'port') || '8080'}`,
      spared: value(node, 'nonProxyHosts'),
    }));
  });
}

/**
 * The proxy that Maven Resolver takes for an address: the first of its kind, and for https one for http where there is no
 * other (`DefaultProxySelector`).
 */
export function proxyOf({ proxies }: Pick<Settings, 'proxies'>, address: string): ProxySetting | undefined {
  const { protocol, hostname } = new URL(address);
  const asking = proxies.filter(({ spared }) => !sparesHost(spared, hostname));
  const of = (kind: string) => asking.find((one) => one.protocol === kind);
  const found = of(protocol.slice(0, -1)) ?? (protocol === 'https:' ? of('http') : undefined);
  return found && { source: found.source, setting: `proxy ${found.id}`, address: found.address, client: 'Maven' };
}

/** A repository that Maven asks, or the mirror that it asks in its place. */
export interface AskedRepository {
  readonly repository: MavenRepository;
  readonly mirror: MavenMirror | undefined;
}

/**
 * What Maven comes to ask. It looks for mirrors first and goes by ids then, so that a repository with the id of one
 * before it, or of a mirror that took one before it, is not asked (`DefaultRemoteRepositoryManager` of Maven Resolver).
 */
export function askedRepositories({ repositories, mirrors }: Pick<Settings, 'repositories' | 'mirrors'>) {
  const seen = new Set<string>();
  const asked: AskedRepository[] = [];
  for (const repository of repositories) {
    const mirror = mirrorFor(mirrors, repository);
    const key = `${repository.list} ${(mirror ?? repository).id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    asked.push({ repository, mirror });
  }
  return asked;
}

const textOf = ({ text }: XmlElement) => text;

interface Entry extends Described {
  readonly node: XmlElement;
}

/** Elements by id: the first counts, of files and within a file. */
function firstOfId(layers: readonly Layer[], list: string, item: string): Entry[] {
  const seen = new Map<string, Entry>();
  for (const { source, root } of layers)
    for (const node of findAll(root, list, item)) {
      const id = textAt(node, 'id') ?? '';
      if (!seen.has(id)) seen.set(id, { source, node });
    }
  return [...seen.values()];
}

/** Profiles that `activeProfiles` names cannot be switched off for their repositories, as Maven 3.9 and 4 were seen to do. */
function isActiveProfile(node: XmlElement, active: ReadonlySet<string>, run: MavenRun, machine: ToolMachine): boolean {
  const id = textAt(node, 'id') ?? '';
  if (active.has(id)) return true;
  if (run.profilesOff.includes(id)) return false;
  if (run.profilesOn.includes(id)) return true;
  const activation = find(node, 'activation');
  if (textAt(activation, 'activeByDefault') === 'true') return true;
  const name = textAt(activation, 'property', 'name');
  if (name === undefined) return false;
  const wanted = textAt(activation, 'property', 'value');
  const plain = name.replace(/^!/, '');
  const value = plain.startsWith('env.') ? machine.env[plain.slice(4)] : run.property(plain);
  if (name.startsWith('!')) return value === undefined || value === '';
  if (wanted === undefined) return value !== undefined && value !== '';
  return wanted.startsWith('!') ? value !== wanted.slice(1) : value === wanted;
}

function repositoriesIn({ source, node }: Entry, expand: Expand, outside: Expand): Omit<MavenRepository, 'isOwn'>[] {
  const lists = [
    ['repositories', 'repository'],
    ['pluginRepositories', 'pluginRepository'],
  ] as const;
  return lists.flatMap(([list, item]) =>
    findAll(node, list, item)
      .filter((one) => !['releases', 'snapshots'].every((kind) => textAt(one, kind, 'enabled') === 'false'))
      .map((one) => {
        const written = textAt(one, 'url') ?? '';
        const url = expand(written);
        return { source, list, id: expand(textAt(one, 'id') ?? ''), url, isFirm: outside(written) === url };
      }),
  );
}

function pomOf(machine: ToolMachine, property: (name: string) => string | undefined) {
  const source = 'pom.xml';
  const nothing = { repositories: [] as MavenRepository[], targets: [] as Settings['named'] };
  const text = machine.read(joinPath(machine, machine.workingDirectory, source));
  if (text === undefined) return nothing;
  let root: XmlElement;
  try {
    root = parseXml(text);
  } catch {
    return nothing;
  }
  const own = new Map((find(root, 'properties')?.children ?? []).map((one) => [one.name, one.text]));
  const expand = expander(machine, (name) => property(name) ?? own.get(name));
  const targets = ['repository', 'snapshotRepository'].flatMap((name) => {
    const node = find(root, 'distributionManagement', name);
    return node ? [{ source, id: expand(textAt(node, 'id') ?? ''), url: expand(textAt(node, 'url') ?? '') }] : [];
  });
  return {
    repositories: repositoriesIn({ source, node: root }, expand, expander(machine, property)).map((one) => ({
      ...one,
      isOwn: false,
    })),
    targets,
  };
}

/** The repository that Maven asks in any case, for packages and for plugins. Only its name counts here. */
function centralUnless(repositories: readonly MavenRepository[]): MavenRepository[] {
  return (['repositories', 'pluginRepositories'] as const)
    .filter((list) => !repositories.some((one) => one.list === list && one.id === 'central'))
    .map((list) => ({ source: 'Maven itself', list, id: 'central', url: CENTRAL, isOwn: false, isFirm: true }));
}

/** Stands for the public repository: a mirror is chosen by its scheme and that it is far away. */
const CENTRAL = 'https://central.invalid/';
