// What one NuGet.Config says, and what several come to: NuGet's own parser and its own laying of nearer files over farther
// ones. https://learn.microsoft.com/nuget/consume-packages/configuring-nuget-behavior
import { parseXml, type XmlElement, XmlRefusal } from '../../shared/text/xml.ts';
import { decodeName } from './element-names.ts';

/** Where a file stands, from the nearest: a project's own and those above it, the user's, the machine's. */
export type SettingsPlace = 'project' | 'user' | 'user-further' | 'machine' | 'given';

export interface SettingsFile {
  readonly path: string;
  readonly place: SettingsPlace;
  /** Undefined: it is not there, and the client is about to write its default. */
  readonly text: string | undefined;
}

/** Why a client refuses the file, and with it every command that asks for sources; in words that quote no value. */
export class SettingsRefusal extends Error {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(reason);
    this.name = 'SettingsRefusal';
    this.path = path;
  }
}

/** One entry of a section. */
export interface SettingsItem {
  readonly kind: 'add' | 'source' | 'credentials' | 'mapping' | 'clear' | 'other';
  /** Its key; of credentials the name they are for, of others the name of the element. */
  readonly key: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What stands below: of credentials their fields, of a mapping its patterns. */
  readonly children: readonly SettingsItem[];
  readonly file: SettingsFile;
  /** Position of the file, from the nearest. */
  readonly rank: number;
}

export type Sections = ReadonlyMap<string, readonly SettingsItem[]>;

export interface LaidSections {
  /** What counts. */
  readonly sections: Sections;
  /** What each file says by itself, the nearest first. */
  readonly each: readonly Sections[];
}

/** The source that a client writes where the user has no file. */
export const PUBLIC_SOURCE = { name: 'nuget.org', url: 'https://api.nuget.org/v3/index.json' } as const;

/**
 * The sections of all files, the nearest file first.
 *
 * @throws SettingsRefusal for what the clients do not read.
 */
export function laidSections(files: readonly SettingsFile[]): LaidSections {
  const merged = new Map<string, Layers>();
  const each = files.map((file, rank) => sectionsOf(file, rank));
  for (const sections of [...each].reverse())
    for (const [name, items] of sections) {
      const under = merged.get(name);
      // The farthest keeps what it repeats; in a nearer one the last of a name stays.
      if (under === undefined) merged.set(name, new Layers(items));
      else for (const item of items) under.lay(item);
    }
  return { sections: new Map([...merged].map(([name, layers]) => [name, layers.items])), each };
}

/** Entries in their order, and those that are the same to NuGet: hostile files have thousands. */
class Layers {
  readonly #items: Set<SettingsItem>;
  readonly #same = new Map<string, SettingsItem[]>();

  constructor(items: readonly SettingsItem[]) {
    this.#items = new Set(items);
    for (const item of items) this.#know(item);
  }

  get items(): readonly SettingsItem[] {
    return [...this.#items];
  }

  lay(item: SettingsItem): void {
    if (item.kind === 'clear') {
      this.#items.clear();
      this.#same.clear();
    } else {
      const under = this.#same.get(identity(item))?.shift();
      if (under !== undefined) this.#items.delete(under);
    }
    this.#items.add(item);
    this.#know(item);
  }

  #know(item: SettingsItem): void {
    const key = identity(item);
    const known = this.#same.get(key);
    if (known) known.push(item);
    else this.#same.set(key, [item]);
  }
}

/** Keys count with case, but for those of a mapping. */
const identity = ({ kind, key }: SettingsItem) => `${kind} ${kind === 'mapping' ? lower(key) : key}`;

const lower = (text: string) => text.toLowerCase();

/** What a client writes where the user has no file. */
export const DEFAULT_CONFIG = `<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <packageSources>
    <add key="${PUBLIC_SOURCE.name}" value="${PUBLIC_SOURCE.url}" protocolVersion="3" />
  </packageSources>
</configuration>
`;

/** @throws SettingsRefusal */
export function sectionsOf(file: SettingsFile, rank = 0): Map<string, readonly SettingsItem[]> {
  const refuse = (reason: string) => new SettingsRefusal(file.path, reason);
  const root = rootOf(file.text ?? DEFAULT_CONFIG, refuse);
  if (lower(root.name) !== 'configuration') throw refuse('its root element is not <configuration>');
  const reader = { file, rank, refuse };
  const found = new Map<string, readonly SettingsItem[]>();
  const all = new Set<string>();
  for (const section of root.children) {
    const items = itemsOf(section, reader);
    // What an element repeats of another one, but for its content and in whatever case, does not count.
    const identity = identityOf(section.name, section);
    if (all.has(identity)) continue;
    all.add(identity);
    if (found.has(section.name)) throw refuse(`it has two sections <${section.name}> with different attributes`);
    found.set(section.name, items);
  }
  return found;
}

type Refuse = (reason: string) => SettingsRefusal;

function rootOf(text: string, refuse: Refuse): XmlElement {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof XmlRefusal && error.isDocumentType)
      throw refuse('it declares a document type, which NuGet does not read');
    throw refuse('it is not well-formed XML');
  }
}

interface Reader {
  readonly file: SettingsFile;
  readonly rank: number;
  readonly refuse: Refuse;
}

const identityOf = (name: string, { attributes }: XmlElement) => lower(name + Object.values(attributes).join(''));

function itemsOf(section: XmlElement, reader: Reader): SettingsItem[] {
  const isMapping = lower(section.name) === 'packagesourcemapping';
  const items: SettingsItem[] = [];
  const all = new Set<string>();
  for (const element of section.children) {
    const item = itemOf(element, section.name, reader);
    const identity = identityOf(item.kind === 'credentials' ? item.key : element.name, element);
    if (all.has(identity)) {
      if (isMapping) throw reader.refuse(`its package source mapping names ${item.key} twice`);
      continue;
    }
    all.add(identity);
    if (item.kind === 'clear') items.splice(0);
    items.push(item);
  }
  return items;
}

/** Names of elements count without case, those of attributes with it. */
function itemOf(element: XmlElement, parent: string, reader: Reader): SettingsItem {
  const { refuse, file, rank } = reader;
  const { attributes } = element;
  const base = { attributes, file, rank };
  const [name, above] = [lower(element.name), lower(parent)];
  if (hasTwice(attributes)) throw refuse(`an element <${element.name}> has an attribute twice, in different case`);
  if (above === 'packagesourcecredentials') return credentialsItem(element, reader);
  if (above === 'packagesourcemapping' && name === 'packagesource') {
    if (attributes.key === undefined) throw refuse('an element <packageSource> has no `key`');
    const children = element.children.map((one) => itemOf(one, element.name, reader));
    if (!children.some(({ kind }) => kind === 'other'))
      throw refuse(`its package source mapping has no pattern for ${attributes.key}`);
    return { kind: 'mapping', key: attributes.key, children, ...base };
  }
  if (above === 'packagesource' && name === 'package') {
    if (attributes.pattern === undefined) throw refuse('an element <package> has no `pattern`');
    return leaf('other', attributes.pattern, element, reader);
  }
  if (name === 'add') {
    if (attributes.key === undefined || attributes.value === undefined)
      throw refuse(`an element <add> has no \`${attributes.key === undefined ? 'key' : 'value'}\``);
    if (attributes.key.trim() === '') throw refuse('the `key` of an element <add> is empty');
    const isSource = above === 'packagesources' || above === 'auditsources';
    return leaf(isSource ? 'source' : 'add', attributes.key, element, reader);
  }
  if (name === 'clear') return leaf('clear', '', element, reader);
  // Signers have elements of their own, which say nothing of sources.
  const children = above === 'trustedsigners' ? [] : element.children.map((one) => itemOf(one, element.name, reader));
  return { kind: 'other', key: element.name, children, ...base };
}

function leaf(kind: SettingsItem['kind'], key: string, element: XmlElement, { refuse, file, rank }: Reader) {
  if (element.children.length > 0) throw refuse(`an element <${element.name}> holds others`);
  return { kind, key, attributes: element.attributes, children: [], file, rank };
}

const hasTwice = (attributes: Readonly<Record<string, string>>) => {
  const names = Object.keys(attributes).map(lower);
  return new Set(names).size < names.length;
};

const FIELDS = ['username', 'password', 'validauthenticationtypes'] as const;

/** Anything in that section is taken for the credentials of a source, `<clear />` too. */
function credentialsItem(element: XmlElement, reader: Reader): SettingsItem {
  const { refuse, file, rank } = reader;
  const children = element.children.map((one) => itemOf(one, element.name, reader));
  const counts = new Map<string, number>();
  for (const { kind, key } of children) {
    const field = lower(key) === 'cleartextpassword' ? 'password' : lower(key);
    if (kind === 'add') counts.set(field, (counts.get(field) ?? 0) + 1);
  }
  const repeated = FIELDS.find((field) => (counts.get(field) ?? 0) > 1);
  if (repeated !== undefined) throw refuse(`credentials have more than one ${repeated}`);
  if (!counts.has('username') || !counts.has('password'))
    throw refuse(`an element <${element.name}> of the credentials has no user name and password`);
  return { kind: 'credentials', key: decodeName(element.name), attributes: element.attributes, children, file, rank };
}

/** A field of credentials, and an attribute of an entry: their names count without case. */
export function fieldOf({ children }: SettingsItem, name: string): string | undefined {
  return children.find(({ kind, key }) => kind === 'add' && lower(key) === lower(name))?.attributes.value;
}

export function attributeOf({ attributes }: SettingsItem, name: string): string | undefined {
  return Object.entries(attributes).find(([key]) => lower(key) === lower(name))?.[1];
}
