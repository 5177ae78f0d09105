// The globs that most people write (`dist/*.tgz`), without the library for all others: to load and compile it costs as
// much as publishing three packages. It finds the same, which a test compares.
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FolderListing, FolderListings, Walk, WalkChoice } from '../core/ports/host.ts';

/** Names without a meaning of their own in globs, separated by `/`; only the last may hold stars, and not two in a row. */
const PLAIN = /^(?<folder>\/?(?:[\w@ .-]+\/)*)(?<name>[\w@ .-]*(?:\*[\w@ .-]+)*\*?)$/;
/** Folders that the library resolves by rules of its own. */
const RELATIVE = /(^|\/)\.{1,2}(\/|$)/;

/**
 * Files that match the patterns, absolute and sorted, when all of these are plain and of one folder; undefined where
 * the library has to decide. A link is no file, as there when links are not followed.
 */
export function filesOfOneFolder(patterns: readonly string[], cwd: string, dot = true): string[] | undefined {
  const parts = patterns.map((pattern) => PLAIN.exec(pattern)?.groups as { folder: string; name: string } | undefined);
  const folder = parts[0]?.folder;
  if (folder === undefined || RELATIVE.test(folder)) return undefined;
  const matchers: ((name: string) => boolean)[] = [];
  for (const part of parts) {
    if (part?.folder !== folder || part.name === '' || /^\.+$/.test(part.name)) return undefined;
    matchers.push(matcherOf(part.name, dot));
  }
  const at = resolve(cwd, folder);
  try {
    return readdirSync(at, { withFileTypes: true })
      .filter((entry) => entry.isFile() && matchers.some((matches) => matches(entry.name)))
      .map(({ name }) => join(at, name))
      .sort();
  } catch {
    return undefined;
  }
}

/** A name between two `/`, of which stars stand for a part: not two in a row. */
const PLAIN_NAME = /^[\w@ .-]*(?:\*[\w@ .-]+)*\*?$/;
/** What leaves out a folder of a name, at the top or so many folders below. */
const LEFT_OUT = /^!(?<above>(?:\*\/)*)(?<name>[\w@ .-]+)\/\*\*$/;

/**
 * Files that match patterns of several folders whose depth is known (`*.csproj`, `lib/*.csproj`, `!node_modules/**`),
 * absolute and sorted; undefined where the library has to decide. Only folders in which something may match are read.
 */
export function filesOfFewLevels(patterns: readonly string[], cwd: string, dot = true): string[] | undefined {
  const wanted: ((name: string) => boolean)[][] = [];
  const leftOut = new Set<string>();
  for (const pattern of patterns) {
    const except = LEFT_OUT.exec(pattern)?.groups;
    const names = except === undefined ? pattern.split('/') : [except.name as string];
    if (!names.every((name) => name !== '' && PLAIN_NAME.test(name) && !/^\.+$/.test(name))) return undefined;
    if (except === undefined) wanted.push(names.map((name) => matcherOf(name, dot)));
    else leftOut.add(`${(except.above as string).length / 2} ${except.name}`);
  }
  // With a pattern for the top the library starts there as well, and follows no link on its way down.
  if (!wanted.some(({ length }) => length === 1)) return undefined;
  const found: string[] = [];
  const search = (folder: string, depth: number, open: readonly ((name: string) => boolean)[][]) => {
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      const { name } = entry;
      const fitting = open.filter((names) => names[depth]?.(name) && !leftOut.has(`${depth} ${name}`));
      if (entry.isFile() && fitting.some(({ length }) => length === depth + 1)) found.push(join(folder, name));
      const below = entry.isDirectory() ? fitting.filter(({ length }) => length > depth + 1) : [];
      if (below.length > 0) search(join(folder, name), depth + 1, below);
    }
  };
  search(resolve(cwd), 0, wanted);
  return found.sort();
}

/** Most names are plain, and are compared with every file of a project: that costs a tenth of an expression. */
function matcherOf(pattern: string, dot: boolean): (name: string) => boolean {
  if (!pattern.includes('*')) return (name) => name === pattern;
  if (!dot && !pattern.startsWith('.')) {
    const matches = matcherOf(pattern, true);
    return (name) => !name.startsWith('.') && matches(name);
  }
  if (pattern === '*') return () => true;
  const expression = new RegExp(`^${pattern.replace(/[.]/g, '\\.').replaceAll('*', '.*')}$`, 's');
  return (name) => expression.test(name);
}

/** As `Files.walk` says. */
export function walkFolders(directory: string, { enters, takes, listings = new Map() }: WalkChoice): Walk {
  const files: string[] = [];
  const listed = new Map<string, FolderListing>();
  const linked = new Map<string, string>();
  const links: { readonly path: string; readonly real: string }[] = [];
  let known: Set<string> | undefined;
  /** By what they are called here, folders that were entered, and where those that a link leads to are. */
  const descend = (from: string, realFrom?: string): string[] => {
    const entered: string[] = [];
    const realOf = (path: string) => (realFrom === undefined ? undefined : join(realFrom, path.slice(from.length)));
    for (let level = [from]; level.length > 0; ) {
      const next: string[] = [];
      for (const folder of level) {
        entered.push(folder);
        const above = folder === '' ? '' : `${folder}/`;
        const listing = listingOf(folder === '' ? directory : join(directory, folder), listings);
        listed.set(folder, listing);
        for (const name of listing.folders) {
          const real = realOf(above + name);
          if (!(real && known?.has(real)) && enters(above + name, real)) next.push(above + name);
        }
        for (const [name, real] of listing.links) links.push({ path: above + name, real });
        for (const name of listing.files) if (takes(name)) files.push(above + name);
      }
      level = next;
    }
    return entered;
  };
  const entered = descend('');
  // What lies here by itself comes first: a link to it adds nothing, and one to a folder above it would never end.
  if (links.length > 0) known = realPathsOf(directory, entered);
  for (const { path, real } of links) {
    if (known === undefined || known.has(real) || !enters(path, real)) continue;
    linked.set(path, real);
    known.add(real);
    for (const folder of descend(path, real)) known.add(join(real, folder.slice(path.length)));
  }
  const depthOf = (path: string) => path.split('/').length;
  return { files: linked.size === 0 ? files : files.sort((a, b) => depthOf(a) - depthOf(b)), listed, linked };
}

/** Where folders below one are that no link leads to; undefined where nobody can tell. */
function realPathsOf(directory: string, below: readonly string[]): Set<string> | undefined {
  try {
    const real = realpathSync.native(directory);
    return new Set(below.map((folder) => join(real, folder)));
  } catch {
    return undefined;
  }
}

function listingOf(folder: string, listings: FolderListings): FolderListing {
  const known = listings.get(folder);
  if (known) return known;
  const folders: string[] = [];
  const files: string[] = [];
  const links = new Map<string, string>();
  for (const entry of entriesOf(folder)) {
    if (entry.isDirectory()) folders.push(entry.name);
    else if (entry.isFile()) files.push(entry.name);
    else if (entry.isSymbolicLink()) {
      const target = targetOf(join(folder, entry.name));
      if (target === 'file') files.push(entry.name);
      else if (target !== undefined) links.set(entry.name, target.folder);
    }
  }
  const listing = { folders: folders.sort(), files: files.sort(), links };
  listings.set(folder, listing);
  return listing;
}

/** What a link leads to; undefined for nothing, and for what is closed to us. */
function targetOf(link: string): 'file' | { readonly folder: string } | undefined {
  try {
    const found = statSync(link);
    if (found.isDirectory()) return { folder: realpathSync.native(link) };
    return found.isFile() ? 'file' : undefined;
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
