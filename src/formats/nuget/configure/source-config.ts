// The user's NuGet.Config: a source, its credentials under the XML-encoded name of the source, a mapping where packages are
// mapped.
import { find, findAll, type XmlElement } from '../../shared/text/xml.ts';
import { XmlText } from '../../shared/text/xml-edit.ts';
import { decodeName, encodeName } from './element-names.ts';
import { withoutHalves } from './own-entries.ts';

export const EMPTY_CONFIG = '<?xml version="1.0" encoding="utf-8"?>\n<configuration>\n</configuration>\n';

type Find = (root: XmlElement) => XmlElement | undefined;

const section =
  (name: string): Find =>
  (root) =>
    find(root, name);
// NuGet compares names of sources without case.
const sameText = (a: string | undefined, b: string) => a?.toLowerCase() === b.toLowerCase();
const entry =
  (sectionName: string, key: string): Find =>
  (root) =>
    findAll(find(root, sectionName), 'add').find((node) => sameText(node.attributes.key, key));

export interface SourceSetting {
  /** What the file calls the repository, or is to call it. */
  readonly name: string;
  readonly url: string;
  readonly password: string;
  /** Names that other files give to the address, or to another repository of the domain: credentials are looked up under those. */
  readonly alsoKnownAs: readonly string[];
  /** Names of sources, as they are spelled where anybody names one. */
  readonly inUse: readonly string[];
  /** What a mapping gives to the repository. */
  readonly patterns: readonly string[];
  /** Names of it to which packages have to be mapped, since some file maps them. */
  readonly unmapped: readonly string[];
  /** Names that are asked for every package as before, where there has to be a mapping and is none. */
  readonly mappedWhole?: readonly string[];
}

/** An entry of that name, whatever its case, is pointed to the repository, as the AWS CLI does. */
export function configEdit(current: string | undefined, setting: SourceSetting): string {
  const { name, url, password, alsoKnownAs, inUse, patterns, unmapped, mappedWhole = [] } = setting;
  const xml = XmlText.of(current && withoutHalves(current), EMPTY_CONFIG);
  if (xml.root.name.toLowerCase() !== 'configuration') throw new SyntaxError('the root element is not <configuration>');
  const source = entry('packageSources', name);
  const key = source(xml.root)?.attributes.key ?? name;
  ensure(xml, 'packageSources');
  const isInsecure = url.startsWith('http:');
  if (source(xml.root)) {
    xml.setAttribute(source, 'value', url);
    xml.setAttribute(source, 'protocolVersion', '3');
    // An error for http since .NET 9, also on the loopback address.
    if (isInsecure) xml.setAttribute(source, 'allowInsecureConnections', 'true');
  } else {
    const attributes = {
      key,
      value: url,
      protocolVersion: '3',
      ...(isInsecure ? { allowInsecureConnections: 'true' } : {}),
    };
    xml.append(section('packageSources'), { name: 'add', attributes });
  }
  // Any entry disables, whatever its value.
  const disabled = entry('disabledPackageSources', key);
  while (disabled(xml.root)) xml.remove(disabled);
  const names = new Set([key, ...alsoKnownAs]);
  for (const one of names) setCredentials(xml, one, { password, inUse: [...names, ...inUse] });
  if (section('packageSourceMapping')(xml.root)) addMapping(xml, key, patterns);
  for (const one of unmapped) addMapping(xml, one, patterns);
  for (const one of mappedWhole) addMapping(xml, one, ['*']);
  return xml.finish();
}

function ensure(xml: XmlText, name: string): void {
  if (!section(name)(xml.root)) xml.append((root) => root, { name });
}

interface Credentials extends Pick<SourceSetting, 'password' | 'inUse'> {}

function setCredentials(xml: XmlText, source: string, { password, inUse }: Credentials): void {
  ensure(xml, 'packageSourceCredentials');
  // Elements count with case, and stand for what they spell when decoded.
  const all = (root: XmlElement) => find(root, 'packageSourceCredentials')?.children ?? [];
  const found: Find = (root) => all(root).find((node) => decodeName(node.name) === source);
  const isVariant = (node: XmlElement) => decodeName(node.name) !== source && sameText(decodeName(node.name), source);
  const unused: Find = (root) => all(root).find((node) => isVariant(node) && !inUse.includes(decodeName(node.name)));
  while (unused(xml.root)) xml.remove(unused);
  if (!found(xml.root)) {
    // Of two that differ in case alone NuGet drops the second, but not where they have different attributes.
    const attributes = all(xml.root).some(isVariant) ? { source } : undefined;
    xml.append(section('packageSourceCredentials'), {
      name: encodeName(source),
      ...(attributes ? { attributes } : {}),
    });
  }
  // An encrypted `Password` is for Windows and its user only; one beside a clear one would be an error.
  const values = { Username: 'aws', ClearTextPassword: password, ValidAuthenticationTypes: 'basic' };
  const field =
    (key: string): Find =>
    (root) =>
      findAll(found(root), 'add').find((node) => sameText(node.attributes.key, key));
  if (field('ClearTextPassword')(xml.root)) xml.remove(field('Password'));
  else if (field('Password')(xml.root)) xml.setAttribute(field('Password'), 'key', 'ClearTextPassword');
  for (const [key, value] of Object.entries(values)) {
    if (field(key)(xml.root)) xml.setAttribute(field(key), 'value', value);
    else xml.append(found, { name: 'add', attributes: { key, value } });
  }
}

/** With a mapping anywhere, a source without one serves nothing. */
function addMapping(xml: XmlText, key: string, patterns: readonly string[]): void {
  ensure(xml, 'packageSourceMapping');
  const mapping = section('packageSourceMapping');
  const found: Find = (root) =>
    findAll(mapping(root), 'packageSource').find((node) => sameText(node.attributes.key, key));
  if (found(xml.root)) return;
  xml.append(mapping, {
    name: 'packageSource',
    attributes: { key },
    children: patterns.map((pattern) => ({ name: 'package', attributes: { pattern } })),
  });
}
