// NuGet.Config: a source, its credentials under the XML-encoded name of the source, a mapping where the file maps.
import type { ConfigureRequest, ToolMachine } from '../../../core/ports/package-format.ts';
import { joinPath } from '../../shared/machine-paths.ts';
import { find, findAll, parseXml, type XmlElement } from '../../shared/text/xml.ts';
import { XmlText } from '../../shared/text/xml-edit.ts';

export const sourceUrl = (endpoint: string) => `${endpoint}v3/index.json`;

export const EMPTY_CONFIG = '<?xml version="1.0" encoding="utf-8"?>\n<configuration>\n</configuration>\n';

type Find = (root: XmlElement) => XmlElement | undefined;

const section =
  (name: string): Find =>
  (root) =>
    find(root, name);
// NuGet compares names and addresses without case.
const sameText = (a: string | undefined, b: string) => a?.toLowerCase() === b.toLowerCase();
const entry =
  (sectionName: string, key: string): Find =>
  (root) =>
    findAll(find(root, sectionName), 'add').find((node) => sameText(node.attributes.key, key));

/** What this file calls the address; undefined when it does not know it. */
export function nameOf(text: string | undefined, url: string): string | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const sources = findAll(find(parseXml(text), 'packageSources'), 'add');
  const known = sources.find((node) => sameText(node.attributes.value?.replace(/\/$/, ''), url));
  return known?.attributes.key;
}

export interface SourceSetting {
  readonly name: string;
  readonly url: string;
  readonly password: string;
  /** Names other files of the project give to the address: their credentials are looked up under those. */
  readonly alsoKnownAs: readonly string[];
}

/** Matched by address, then by name, as the AWS CLI does. */
export function configEdit(current: string | undefined, { name, url, password, alsoKnownAs }: SourceSetting): string {
  const xml = XmlText.of(current, EMPTY_CONFIG);
  if (xml.root.writtenName !== 'configuration') throw new SyntaxError('the root element is not <configuration>');
  const key = nameOf(current, url) ?? name;
  ensure(xml, 'packageSources');
  const source = entry('packageSources', key);
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
  const disabled = entry('disabledPackageSources', key);
  if (disabled(xml.root)) xml.setAttribute(disabled, 'value', 'false');
  for (const one of new Set([key, ...alsoKnownAs])) setCredentials(xml, one, password);
  addMapping(xml, key);
  return xml.finish();
}

function ensure(xml: XmlText, name: string): void {
  if (!section(name)(xml.root)) xml.append((root) => root, { name });
}

function setCredentials(xml: XmlText, source: string, password: string): void {
  const element = encodeName(source);
  ensure(xml, 'packageSourceCredentials');
  const found: Find = (root) =>
    find(root, 'packageSourceCredentials')?.children.find((node) => sameText(node.writtenName, element));
  if (!found(xml.root)) xml.append(section('packageSourceCredentials'), { name: element });
  // An encrypted `Password` is for Windows and its user only; one beside a clear one would be tried as well.
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

/** With a mapping anywhere in the file, a source without one serves nothing. */
function addMapping(xml: XmlText, key: string): void {
  const mapping = section('packageSourceMapping');
  if (!mapping(xml.root)) return;
  const found: Find = (root) =>
    findAll(mapping(root), 'packageSource').find((node) => sameText(node.attributes.key, key));
  if (found(xml.root)) return;
  xml.append(mapping, {
    name: 'packageSource',
    attributes: { key },
    children: [{ name: 'package', attributes: { pattern: '*' } }],
  });
}

/** XmlConvert.EncodeLocalName of .NET: what is no name character becomes `_xHHHH_`, and what looks like that, too. */
export function encodeName(name: string): string {
  return name.replace(/_(?=x[0-9a-f]{4}_)|^[^\p{L}_]|[^\p{L}\p{N}\p{M}._\u00b7-]/giu, (found) =>
    [...Array(found.length).keys()]
      .map((index) => `_x${found.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')}_`)
      .join(''),
  );
}

const SPELLINGS = ['NuGet.Config', 'nuget.config', 'NuGet.config'];

/** A NuGet.Config in a folder, in whatever case it has. */
export function configIn(machine: ToolMachine, ...folder: string[]): string {
  const paths = SPELLINGS.map((name) => joinPath(machine, ...folder, name));
  return paths.find((path) => machine.exists(path)) ?? (paths[0] as string);
}

/** What the project's own file calls the address, and whether it hides the sources of the user. */
export function projectConfig({ machine, endpoint }: ConfigureRequest): { names: string[]; hides: boolean } {
  const text = machine.read(configIn(machine, machine.workingDirectory));
  if (text === undefined) return { names: [], hides: false };
  try {
    const name = nameOf(text, sourceUrl(endpoint));
    const clears = find(find(parseXml(text), 'packageSources'), 'clear') !== undefined;
    return { names: name === undefined ? [] : [name], hides: clears && name === undefined };
  } catch {
    // NuGet will tell its author.
    return { names: [], hides: false };
  }
}
