// One .gemrc as gem reads it: with Ruby's YAML (libyaml), which takes less than the reader of our own, and goes on without
// a file that it cannot read, or ends the program at one that holds what it does not allow. As in RubyGems 3.3,
// `Gem::ConfigFile#load_file`.
import type { Document, Node } from 'yaml';
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { encodingUnreadBy, type TextEncoding } from '../../../core/text/encoding.ts';
import type { YamlRefusal } from '../../../core/text/yaml-document.ts';

export interface Gemrc {
  readonly source: string;
  /** By symbols, without the colon: `sources`. */
  readonly settings: ReadonlyMap<string, unknown>;
  /** Arguments of commands, by texts: `gem` for all of them, `install`. */
  readonly commands: ReadonlyMap<string, unknown>;
  /** Why gem does not take the file as it stands there. */
  readonly fault?: GemrcFault | undefined;
}

export interface GemrcFault {
  /** What follows on the name of the file, in words. */
  readonly found: string;
  /** What follows on `fix`. */
  readonly fix: string;
  /** gem ends, whatever it is asked for; else it goes on without the file. */
  readonly isFatal: boolean;
}

/** Undefined where there is no such file. */
export async function readGemrc(machine: ToolMachine, path: string): Promise<Gemrc | undefined> {
  const text = machine.read(path);
  return text === undefined ? undefined : gemrcOf(path, text, machine.encodingOf(path));
}

const PLAIN_TEXT = { mark: false, utf16: false, otherBytes: false } as const;
const NOTHING_SAID = { settings: new Map(), commands: new Map() };

async function gemrcOf(source: string, text: string, encoding: TextEncoding | undefined): Promise<Gemrc> {
  const dropped = (found: string, fix: string): Gemrc => ({
    source,
    ...NOTHING_SAID,
    fault: { found, fix, isFatal: false },
  });
  const encoded = encoding && encodingUnreadBy(PLAIN_TEXT, encoding);
  // The mark moves the first line by a column. That is nothing to a comment, and the end of the file to a setting.
  if (encoded !== undefined && !(encoding?.charset === 'utf8' && /^[ \t]*(?:#|\r?\n|$)/.test(text)))
    return dropped(`is ${encoded}`, 'save it as UTF-8 without a byte order mark');
  if (text.trim() === '') return { source, ...NOTHING_SAID };
  if (hasControlCharacter(text)) return dropped('holds a control character', 'take it out');
  const { readYaml, documentValue } = await import('../../../core/text/yaml-document.ts');
  try {
    const { document } = readYaml(text, { subject: 'the file', longest: 512 * 1024, mostKeys: 30_000 });
    const fault = await faultOf(document);
    if (fault) return { source, ...NOTHING_SAID, fault };
    return { source, ...(await saidIn(document, documentValue(document))) };
  } catch (cause) {
    const reason = (cause as YamlRefusal).message;
    return dropped(`is not YAML that can be read: ${reason}`, 'correct it');
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const hasControlCharacter = (text: string) => /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/.test(text);

const DATE = /^\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)$/;
const TIME = /^-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d/;
const OBJECT = /^!ruby\/(?!(?:array|hash|object:Hash|sym|symbol)$)/;

/** What our reader takes and Ruby's does not. */
async function faultOf(document: Document.Parsed): Promise<GemrcFault | undefined> {
  const { isAlias, isMap, isScalar, isSeq } = await import('yaml');
  if (!isMap(document.contents))
    return { found: 'is not a list of settings', fix: 'write one `key: value` a line', isFatal: false };
  const fatal = (what: string): GemrcFault => ({ found: `holds ${what}`, fix: 'write the value out', isFatal: true });
  const left: { readonly node: unknown; readonly isInFlow: boolean }[] = [{ node: document.contents, isInFlow: false }];
  let found: GemrcFault | undefined;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node } = next;
    if (isAlias(node)) found ??= fatal('an alias');
    else if (OBJECT.test((node as Node | null)?.tag ?? '')) found ??= fatal(`a \`${(node as Node).tag}\``);
    else if (isScalar(node) && node.type === 'PLAIN') {
      const word = node.source ?? '';
      // Nothing but a file that is not read at all keeps what is fatal from being so.
      if (next.isInFlow && word.startsWith(':'))
        return {
          found: `has \`${word}\` between braces or brackets, where Ruby's YAML knows no symbols`,
          fix: 'write it with one key a line',
          isFatal: false,
        };
      if (DATE.test(word) || TIME.test(word)) found ??= fatal('a date without quotes');
    }
    const isInFlow = next.isInFlow || ((isMap(node) || isSeq(node)) && node.flow === true);
    if (isMap(node))
      for (const { key, value } of node.items) left.push({ node: key, isInFlow }, { node: value, isInFlow });
    else if (isSeq(node)) for (const item of node.items) left.push({ node: item, isInFlow });
  }
  return found;
}

async function saidIn(document: Document.Parsed, value: unknown): Promise<Pick<Gemrc, 'settings' | 'commands'>> {
  const { isMap, isScalar } = await import('yaml');
  const [settings, commands] = [new Map<string, unknown>(), new Map<string, unknown>()];
  const values = value as Readonly<Record<string, unknown>>;
  for (const { key } of isMap(document.contents) ? document.contents.items : []) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    // In quotes it is a text: gem asks for the symbol.
    const isSymbol = key.type === 'PLAIN' && /^:./.test(name);
    (isSymbol ? settings : commands).set(isSymbol ? name.slice(1) : name, values[name]);
  }
  return { settings, commands };
}
