// Versions whose files do not say what they are: people name the coordinate and the files that belong to it.

import { RegistryError } from '../../errors/registry-error.ts';
import { parseVersionCoordinate, shortForm } from '../../model/coordinates.ts';
import type { Host } from '../../ports/host.ts';
import type { GatherReport, PackageFormat } from '../../ports/package-format.ts';
import { shownBriefly } from '../../text/shown-text.ts';
import { entriesOf, type FileWish, filesBelow } from './find-built-files.ts';

/** One line `COORDINATE=GLOB[,GLOB…]`. */
export interface NamedFiles {
  /** In either spelling. */
  readonly coordinate: string;
  /** Globs and folders, as in `packages`; `!` excludes. */
  readonly patterns: readonly string[];
}

export interface VersionLines {
  /** The line without globs: what all of `packages` are. */
  readonly coordinate: string | undefined;
  readonly named: readonly NamedFiles[];
}

/**
 * Reads the lines of `versions` as publish takes them. The first `=` ends the coordinate: a version that has one of its
 * own is written as a package URL, with `%3D`. Rejects with CA-INPUT-001 naming every bad line.
 */
export function readVersionLines(lines: readonly string[]): VersionLines {
  const bare: string[] = [];
  const named: NamedFiles[] = [];
  const problems: string[] = [];
  for (const line of lines) {
    const at = line.indexOf('=');
    const coordinate = at < 0 ? line : line.slice(0, at).trim();
    const patterns = line
      .slice(at + 1)
      .split(',')
      .map((text) => text.trim())
      .filter((text) => text !== '');
    const shown = `\`${shownBriefly(line, 80)}\``;
    if (at < 0) bare.push(coordinate);
    else if (coordinate === '') problems.push(`${shown} names no coordinate before \`=\``);
    else if (patterns.length === 0) problems.push(`${shown} names no files after \`=\``);
    else named.push({ coordinate, patterns });
  }
  if (bare.length > 1)
    problems.push(`${bare.length} lines without files; only one version can be made of all of \`packages\``);
  if (problems.length > 0) throw new RegistryError('CA-INPUT-001', `versions: ${problems.join('; ')}`);
  return { coordinate: bare[0], named };
}

/** Files that the wish names, folders searched to the bottom, each once; no dot files, unless they are named. */
export async function pathsOf(wish: FileWish, host: Pick<Host, 'files'>): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await entriesOf(wish, host)) {
    // The version is what they say it is, installed packages of others included.
    paths.push(...(entry.kind === 'file' ? [entry.path] : (await filesBelow(entry.path, wish, host, false)).files));
  }
  return [...new Set(paths)];
}

/** Rejects with CA-FILE-002 when there are no files, CA-INPUT-002 and -003 for the coordinate. */
export async function composePublication(
  coordinate: string,
  paths: readonly string[],
  formats: readonly PackageFormat[],
  host: Host,
): Promise<GatherReport> {
  const reference = parseVersionCoordinate(coordinate);
  const format = formats.find(({ name }) => name === reference.format);
  if (!format?.publishing?.compose) {
    throw new RegistryError(
      'CA-INPUT-003',
      `files of format \`${reference.format}\` name themselves; leave out the coordinate ${shortForm(reference)}`,
    );
  }
  const problems = format.coordinates.problems(reference);
  if (problems.length > 0) throw new RegistryError('CA-INPUT-002', `${shortForm(reference)}: ${problems.join('; ')}`);
  if (paths.length === 0) throw new RegistryError('CA-FILE-002', `no file matches for ${shortForm(reference)}`);
  return format.publishing.compose(reference, paths, host);
}
