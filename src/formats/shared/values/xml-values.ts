// What XML configuration says: each element is a mapping of its attributes (`@name`), its text (`=`), and its children,
// which are told apart as the clients do it: by a key, an id, or the text of one in a list.
import { isMapping, isSame, type Said, uniqueNames, type ValueEditor } from '../../../core/text/value-merge.ts';
import { parseXml, type XmlElement } from '../text/xml.ts';
import { type NewElement, XmlText } from '../text/xml-edit.ts';

type Described = Readonly<Record<string, Said>>;

/** Names of the children, each of them once. */
function childrenOf(parent: XmlElement): Map<string, XmlElement> {
  const found = new Map<string, XmlElement>();
  const unique = uniqueNames();
  for (const child of parent.children) {
    const { key, pattern, id } = child.attributes;
    const inner = child.children.find(({ name }) => name === 'id')?.text;
    const isItem = parent.name === `${child.name}s` && child.children.length === 0;
    const mark = key ?? pattern ?? id ?? inner ?? (isItem ? child.text : undefined);
    const name = mark === undefined ? `<${child.name}>` : `<${child.name}> ${mark}`;
    found.set(unique(name), child);
  }
  return found;
}

function described(element: XmlElement): Described {
  const said: Record<string, Said> = Object.create(null);
  for (const [name, value] of Object.entries(element.attributes)) said[`@${name}`] = value;
  if (element.text !== '') said['='] = element.text;
  for (const [name, child] of childrenOf(element)) said[name] = described(child);
  return said;
}

const elementName = (name: string) => name.slice(1, name.indexOf('>'));
const isChild = (name: string) => name.startsWith('<');

function written(name: string, said: Described): NewElement {
  const attributes = Object.entries(said).flatMap(([one, value]) =>
    one.startsWith('@') ? [[one.slice(1), String(value)] as const] : [],
  );
  const children = Object.entries(said).flatMap(([one, value]) =>
    isChild(one) ? [written(one, value as Described)] : [],
  );
  const text = children.length === 0 && said['='] !== undefined ? { text: String(said['=']) } : {};
  return { name: elementName(name), attributes: Object.fromEntries(attributes), children, ...text };
}

type Path = readonly string[];

const at =
  (path: Path) =>
  (root: XmlElement): XmlElement | undefined =>
    path.reduce<XmlElement | undefined>((node, name) => node && childrenOf(node).get(name), root);

function change(xml: XmlText, path: Path, now: Described, wanted: Described): void {
  // From behind, since names of equal elements count up.
  for (const name of Object.keys(now).reverse()) {
    if (Object.hasOwn(wanted, name)) continue;
    if (isChild(name)) xml.remove(at([...path, name]));
    else if (name !== '=') xml.removeAttribute(at(path), name.slice(1));
    else xml.setText(at(path), '');
  }
  for (const [name, value] of Object.entries(wanted)) {
    const old = now[name];
    if (isSame(old, value)) continue;
    if (isMapping(value)) {
      if (isMapping(old)) change(xml, [...path, name], old, value);
      else xml.append(at(path), written(name, value));
    } else if (name === '=') xml.setText(at(path), String(value));
    else xml.setAttribute(at(path), name.slice(1), String(value));
  }
}

export const xmlValues: ValueEditor = {
  read: (text) => {
    if (text.trim() === '') return {};
    const root = parseXml(text);
    return { [`<${root.name}>`]: described(root) };
  },
  edit: (text, wanted) => {
    const xml = XmlText.of(text, text);
    const name = `<${xml.root.name}>`;
    const said = (wanted as Described)[name];
    if (!isMapping(said)) throw new SyntaxError('the root element would go');
    change(xml, [], described(xml.root), said);
    return xml.finish();
  },
};
