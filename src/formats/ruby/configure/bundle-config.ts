// Bundler's own file: looks like YAML, is read line by line with patterns of its own (`Bundler::YAMLSerializer`).
import { linesOf } from '../../../core/text/three-way-merge.ts';
import { appendLines, oneLine } from '../../shared/text/npmrc-edit.ts';

/** The setting's name in the file: the address in upper case, `.` as `__`, `-` as `___`. */
export function bundleKey(address: string): string {
  return `BUNDLE_${spelled(address.replace(/\/?$/, '/'))}`;
}

/** The name of the setting that is for whatever comes from this host. */
export const bundleHostKey = (host: string) => `BUNDLE_${spelled(host)}`;

const spelled = (name: string) => name.replaceAll('.', '__').replaceAll('-', '___').toUpperCase();

interface BundleEntry {
  readonly key: string;
  /** Undefined where a list or a mapping follows. */
  readonly value: string | undefined;
}

/** A setting of the file's own level. The key ends at the last colon before a blank, or at the end of the line. */
function entryOf(line: string): BundleEntry | undefined {
  const text = line.replace(/\r?\n$/, '');
  const indent = /^ */.exec(text)?.[0].length ?? 0;
  if (indent >= 2) return undefined;
  let colon = text.length - 1;
  while (colon > indent && !(text[colon] === ':' && /^(?:[ \t\f\v\r]|$)/.test(text.slice(colon + 1, colon + 2))))
    colon -= 1;
  if (colon <= indent) return undefined;
  const value = text.slice(colon + 1).replace(/^ /, '');
  const [, , inside] = /^(["'])(.*)\1$/s.exec(value) ?? [];
  return { key: nameOf(text.slice(indent, colon)), value: inside ?? (value === '' ? undefined : value) };
}

/** Addresses of old files have no slash at the end, and dots and dashes as they are. */
const nameOf = (key: string) =>
  (/https?:/i.test(key) ? key.replace(/\/?$/, '/') : key).replaceAll('.', '__').replaceAll('-', '___');

/** Writes the credentials for an address into whatever lines Bundler takes for it. */
export function setBundle(text: string, address: string, credentials: string): string {
  const key = oneLine(bundleKey(address));
  const entry = `${key}: ${JSON.stringify(oneLine(credentials))}`;
  const lines = linesOf(text);
  const isOurs = (line: string) => entryOf(line)?.key === key;
  if (!lines.some(isOurs)) return appendLines(text, text.trim() === '' ? ['---', entry] : [entry]);
  return lines.map((line) => (isOurs(line) ? entry + (/\r?\n$/.exec(line)?.[0] ?? '') : line)).join('');
}

/** What the file says, by name of the setting; of two spellings of one name the one that comes up last counts. */
export function readBundle(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const { key, value } = entryOf(line) ?? {};
    if (key !== undefined && value !== undefined) values.set(key, value);
  }
  return values;
}

/** Settings that are lists of names in one text, and that the file has as a list: Bundler stops at them. */
export function listsIn(text: string): string[] {
  const lines = linesOf(text);
  return lines.flatMap((line, at) => {
    const { key, value } = entryOf(line) ?? {};
    const isList = value === undefined && /^ *- /.test(lines[at + 1] ?? '');
    return isList && key !== undefined && /^BUNDLE_(?:WITH|WITHOUT|ONLY)$/.test(key) ? [key] : [];
  });
}
