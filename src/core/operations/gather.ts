// From what people wrote in `packages` to publications: globs, folders of built files, project directories.
import { RegistryError } from '../errors/registry-error.ts';
import { parseVersionCoordinate, shortForm } from '../model/coordinates.ts';
import { versionKey } from '../model/package.ts';
import type { Host } from '../ports/host.ts';
import type { FileVerdict, GatherReport, PackageFormat, Publication, Publishing } from '../ports/package-format.ts';

export interface GatherRequest {
  readonly packages: readonly string[];
  readonly workingDirectory: string;
  readonly coordinate?: string | undefined;
}

export interface Gathered extends GatherReport {
  /** Removes the folder that project directories were packed into; call it when the upload is over. */
  cleanUp(): Promise<void>;
}

/**
 * Rejects with CA-FILE-001 when a named file is refused (hostile or broken), CA-FILE-002 when nothing is left to
 * publish, CA-FILE-004 when a project cannot be packed, CA-INPUT-002/-003 for the coordinate.
 */
export async function gatherPublications(
  request: GatherRequest,
  formats: readonly PackageFormat[],
  host: Host,
): Promise<Gathered> {
  const workspace = new PackFolder(host);
  try {
    const report =
      request.coordinate === undefined
        ? await gatherAll(request, formats, host, workspace)
        : await compose(request, request.coordinate, formats, host);
    for (const { path, verdict, reason } of report.verdicts) host.log.debug(`${verdict}: ${path} (${reason})`);
    requireSound(report, request);
    return { ...report, cleanUp: () => workspace.remove() };
  } catch (error) {
    await workspace.remove();
    throw error;
  }
}

class PackFolder {
  readonly #host: Host;
  #path: string | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  async path(): Promise<string> {
    this.#path ??= await this.#host.files.makeTemporaryDirectory('pack');
    return this.#path;
  }

  async remove(): Promise<void> {
    if (this.#path !== undefined) await this.#host.files.remove(this.#path, { recursive: true });
    this.#path = undefined;
  }
}

async function compose(
  request: GatherRequest,
  coordinate: string,
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
  const paths: string[] = [];
  for (const entry of await entriesOf(request, host)) {
    paths.push(...(entry.kind === 'file' ? [entry.path] : await host.files.glob(['**/*'], entry.path)));
  }
  return format.publishing.compose(reference, [...new Set(paths)], host);
}

async function gatherAll(
  request: GatherRequest,
  formats: readonly PackageFormat[],
  host: Host,
  workspace: PackFolder,
): Promise<GatherReport> {
  const publishable = formats.flatMap(({ publishing }) => (publishing ? [publishing] : []));
  const paths: string[] = [];
  for (const entry of await entriesOf(request, host)) {
    if (entry.kind === 'file') paths.push(entry.path);
    else paths.push(...(await inDirectory(entry.path, publishable, host, workspace)));
  }
  let remaining = [...new Set(paths)];
  const publications: Publication[] = [];
  const verdicts = new Map<string, FileVerdict>();
  for (const publishing of publishable) {
    if (remaining.length === 0) break;
    const report = await publishing.gather(remaining, host);
    publications.push(...report.publications);
    for (const verdict of report.verdicts) {
      const known = verdicts.get(verdict.path);
      if (!known || rank[verdict.verdict] > rank[known.verdict]) verdicts.set(verdict.path, verdict);
    }
    remaining = remaining.filter((path) => verdicts.get(path)?.verdict !== 'taken');
  }
  return { publications, verdicts: [...verdicts.values()] };
}

const rank = { left: 0, refused: 1, taken: 2 } as const;

interface Entry {
  readonly kind: 'file' | 'directory';
  readonly path: string;
}

/** Directories are taken as they are written; everything else is a glob. `!` excludes from the globs. */
async function entriesOf({ packages, workingDirectory }: GatherRequest, host: Host): Promise<Entry[]> {
  const patterns: string[] = [];
  const directories: Entry[] = [];
  for (const text of packages) {
    const stat = text.startsWith('!') ? undefined : await host.files.stat(joined(workingDirectory, text));
    if (stat?.kind === 'directory') directories.push({ kind: 'directory', path: joined(workingDirectory, text) });
    else patterns.push(text.replace(/^\.\//, ''));
  }
  const files = patterns.some((text) => !text.startsWith('!')) ? await host.files.glob(patterns, workingDirectory) : [];
  const entries: Entry[] = files.map((path) => ({ kind: 'file', path }));
  return [
    ...directories,
    ...(entries.length > 0 || patterns.length === 0
      ? entries
      : await globbedDirectories(patterns, workingDirectory, host)),
  ];
}

/** `packages/*` that matches no file may mean the project directories below it. */
async function globbedDirectories(patterns: readonly string[], cwd: string, host: Host): Promise<Entry[]> {
  const inside = await host.files.glob(
    patterns.map((text) => `${text.replace(/\/+$/, '')}/*`),
    cwd,
  );
  const parents = new Set(inside.map((path) => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')))));
  return [...parents].sort().map((path) => ({ kind: 'directory', path }));
}

/** A project is packed with its own tool; any other folder is searched for files worth opening. */
async function inDirectory(
  directory: string,
  publishable: readonly Publishing[],
  host: Host,
  workspace: PackFolder,
): Promise<string[]> {
  const entries = await host.files.list(directory);
  const owners = publishable.filter(({ project }) => project?.recognises(entries));
  if (owners.length > 0) {
    const packed: string[] = [];
    for (const { project } of owners)
      packed.push(...((await project?.pack(directory, await workspace.path(), host)) ?? []));
    return packed;
  }
  const patterns = publishable.flatMap((publishing) =>
    publishing.patterns.map((pattern) => `**/${pattern.replace(/^\*\*\//, '')}`),
  );
  return patterns.length === 0 ? [] : host.files.glob([...new Set(patterns)], directory);
}

function joined(directory: string, path: string): string {
  const isAbsolute = path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:[\\/]/.test(path);
  return isAbsolute ? path : `${directory.replace(/[\\/]+$/, '')}/${path}`;
}

function requireSound(report: GatherReport, request: GatherRequest): void {
  const refused = report.verdicts.filter(({ verdict }) => verdict === 'refused');
  if (refused.length > 0) {
    const shown = refused.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
    throw new RegistryError('CA-FILE-001', `${refused.length} file(s) cannot be published: ${shown.join('; ')}`);
  }
  if (report.publications.length === 0) {
    const shown = report.verdicts.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
    const looked = shown.length > 0 ? ` (${shown.join('; ')})` : '; no file matches';
    throw new RegistryError('CA-FILE-002', `nothing to publish in ${request.packages.join(', ')}${looked}`);
  }
  const seen = new Set<string>();
  for (const publication of report.publications) {
    const key = versionKey(publication);
    if (seen.has(key))
      throw new RegistryError('CA-FILE-001', `${shortForm(publication)} was built twice; publish one of the two`);
    seen.add(key);
  }
}
