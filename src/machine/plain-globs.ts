// The globs that most people write (`dist/*.tgz`), without the library for all others: to load and compile it costs as
// much as publishing three packages. It finds the same, which a test compares.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Names without a meaning of their own in globs, separated by `/`; only the last may hold stars, and not two in a row. */
const PLAIN = /^(?<folder>\/?(?:[\w@ .-]+\/)*)(?<name>[\w@ .-]*(?:\*[\w@ .-]+)*\*?)$/;
/** Folders that the library resolves by rules of its own. */
const RELATIVE = /(^|\/)\.{1,2}(\/|$)/;

/**
 * Files that match the patterns, absolute and sorted, when all of these are plain and of one folder; undefined where
 * the library has to decide. A link is no file, as there when links are not followed.
 */
export function filesOfOneFolder(patterns: readonly string[], cwd: string): string[] | undefined {
  const parts = patterns.map((pattern) => PLAIN.exec(pattern)?.groups as { folder: string; name: string } | undefined);
  const folder = parts[0]?.folder;
  if (folder === undefined || RELATIVE.test(folder)) return undefined;
  const expressions: RegExp[] = [];
  for (const part of parts) {
    if (part?.folder !== folder || part.name === '' || /^\.+$/.test(part.name)) return undefined;
    expressions.push(new RegExp(`^${part.name.replace(/[.]/g, '\\.').replaceAll('*', '.*')}$`, 's'));
  }
  const at = resolve(cwd, folder);
  try {
    return readdirSync(at, { withFileTypes: true })
      .filter((entry) => entry.isFile() && expressions.some((expression) => expression.test(entry.name)))
      .map(({ name }) => join(at, name))
      .sort();
  } catch {
    return undefined;
  }
}
