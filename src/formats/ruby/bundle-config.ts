// Bundler's own file: looks like YAML, is read line by line with patterns of its own.
import { linesOf } from '../../core/text/three-way-merge.ts';
import { appendLines, oneLine } from '../shared/text/npmrc-edit.ts';

/** The setting's name in the file: the address in upper case, `.` as `__`, `-` as `___`. */
export function bundleKey(address: string): string {
  return `BUNDLE_${address.replace(/\/?$/, '/').replaceAll('.', '__').replaceAll('-', '___').toUpperCase()}`;
}

export function setBundle(text: string, address: string, credentials: string): string {
  const key = oneLine(bundleKey(address));
  const entry = `${key}: ${JSON.stringify(oneLine(credentials))}`;
  const lines = linesOf(text);
  const known = lines.findIndex((line) => line.trimStart().startsWith(`${key}:`));
  if (known === -1) return appendLines(text, text.trim() === '' ? ['---', entry] : [entry]);
  const ending = /\r?\n$/.exec(lines[known] ?? '')?.[0] ?? '';
  lines[known] = entry + ending;
  return lines.join('');
}

/** What the file says, by name of the setting; a value may go on in indented lines. */
export function readBundle(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const [, key, value = ''] = /^(BUNDLE_\S+?):[ \t]+(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined) values.set(key, value.replace(/^(["'])(.*)\1$/, '$2'));
  }
  return values;
}
