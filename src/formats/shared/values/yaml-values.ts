import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { lineEndOf } from '../../../core/text/three-way-merge.ts';
import { isMapping, isSame, LIST_ENTRY, type ValueEditor, type WrittenValue } from '../../../core/text/value-merge.ts';
import { keyTextOf, spliceYaml } from './yaml-splice.ts';

type Entry = Pair<Node, Node | null>;

/**
 * YAML, by changing the lines that differ, else the nodes of the document: the rest keeps its comments. Every value is the
 * text that it is written as, since Yarn and Ruby's tools read numbers, dates and `yes` in ways of their own.
 */
export async function openYaml(): Promise<ValueEditor> {
  const { isMap, isSeq, isScalar, isAlias } = await import('yaml');
  const { readYaml, documentValue } = await import('../../../core/text/yaml-document.ts');
  const open = (text: string) =>
    readYaml(text, { subject: 'the file', longest: 512 * 1024, mostKeys: 30_000, schema: 'failsafe' }).document;
  const read = (text: string) => documentValue(open(text)) || {};
  const entriesOf = (node: unknown): Entry[] => (isMap(node) ? ((node as YAMLMap).items as Entry[]) : []);

  interface Editing {
    readonly document: Document;
    readonly spelled: Document;
  }
  const valueIn = (document: Document, node: Node | null | undefined) => (node ? node.toJS(document) : '');

  /** The node that says so in the text before, else a new one. */
  const made = ({ document, spelled }: Editing, old: Entry | undefined, wanted: unknown): Node => {
    if (old?.value && isSame(valueIn(spelled, old.value), wanted)) return old.value.clone() as Node;
    return document.createNode(wanted) as Node;
  };
  const changeList = (at: Editing, list: YAMLSeq, old: Entry | undefined, wanted: readonly unknown[]) => {
    const known = [
      ...(list.items as Node[]).map((node) => ({ node, value: valueIn(at.document, node) })),
      ...(isSeq(old?.value) ? (old.value.items as Node[]) : []).map((node) => ({
        node: node.clone() as Node,
        value: valueIn(at.spelled, node),
      })),
    ];
    list.items = wanted.map(
      (value) => known.find((one) => isSame(one.value, value))?.node ?? (at.document.createNode(value) as Node),
    );
  };
  const changeMap = (at: Editing, map: YAMLMap, old: unknown, wanted: Readonly<Record<string, unknown>>): void => {
    map.items = entriesOf(map).filter((entry) => Object.hasOwn(wanted, keyTextOf(entry)));
    const before = new Map(entriesOf(old).map((entry) => [keyTextOf(entry), entry]));
    const present = new Set<string>();
    for (const entry of entriesOf(map)) {
      const name = keyTextOf(entry);
      present.add(name);
      const value = wanted[name];
      if (isSame(valueIn(at.document, entry.value), value)) continue;
      if (isMap(entry.value) && isMapping(value)) changeMap(at, entry.value, before.get(name)?.value, value);
      else if (isSeq(entry.value) && Array.isArray(value)) changeList(at, entry.value, before.get(name), value);
      else entry.value = made(at, before.get(name), value);
    }
    for (const [name, value] of Object.entries(wanted)) {
      if (present.has(name)) continue;
      const pair = before.get(name)?.clone() ?? at.document.createPair(name, value);
      pair.value = made(at, before.get(name), value);
      map.items.push(pair as Entry);
    }
  };
  const writtenIn = (node: unknown, path: readonly string[]): WrittenValue[] => {
    if (isMap(node)) return entriesOf(node).flatMap((entry) => writtenIn(entry.value, [...path, keyTextOf(entry)]));
    if (isSeq(node)) return node.items.flatMap((item) => writtenIn(item, [...path, LIST_ENTRY]));
    if (isAlias(node)) return [{ path, text: `*${node.source}` }];
    if (!isScalar(node)) return [{ path, text: '' }];
    // What has quotes is a text to every reader; how many lines it takes says nothing.
    const kind = node.type === 'PLAIN' ? 'plain' : 'text';
    return [{ path, text: `${kind} ${node.tag ?? ''} ${node.value}` }];
  };
  const spliced = (text: string, wanted: unknown, spelled: string) => {
    try {
      const [now, old] = [text, spelled].map((one) => ({ text: one, document: open(one) }));
      const result = now && old ? spliceYaml({ isMap, isSeq, isScalar, isAlias }, now, wanted, old) : undefined;
      return result !== undefined && isSame(read(result), wanted) ? result : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    read,
    written: (text) => {
      const { contents } = open(text);
      // A document of nothing but its marker (`---`) holds an empty scalar, which is no value.
      const isNothing = contents === null || (isScalar(contents) && (contents.source ?? '') === '');
      return isNothing ? [] : writtenIn(contents, []);
    },
    edit: (text, wanted, spelled) => {
      const inPlace = spliced(text, wanted, spelled);
      if (inPlace !== undefined) return inPlace;
      const document = open(text) as unknown as Document;
      const at = { document, spelled: open(spelled) as unknown as Document };
      if (isMap(document.contents))
        changeMap(at, document.contents, at.spelled.contents, wanted as Record<string, unknown>);
      else document.contents = document.createNode(wanted) as never;
      const printed = document.toString({ lineWidth: 0, indentSeq: !/:\r?\n- /.test(text) });
      const end = lineEndOf(text);
      return end === '\n' ? printed : printed.replaceAll('\n', end);
    },
  };
}
