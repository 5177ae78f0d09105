// From what people wrote in `packages` to publications: globs, folders of built files, project directories.
import { interruption } from '../../calls/waits.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { shortForm } from '../../model/coordinates.ts';
import { versionKey } from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import type {
  FileVerdict,
  GatherReport,
  PackageFormat,
  PackOptions,
  Publication,
  Publishing,
} from '../../ports/package-format.ts';
import { entriesOf, type FileWish } from './find-built-files.ts';
import { composePublication, type NamedFiles, pathsOf } from './named-files.ts';

export interface GatherRequest extends FileWish {
  /** What all of `packages` are together, for formats whose files do not say (generic); in either spelling. */
  readonly coordinate?: string | undefined;
  /** How project directories are packed; without scripts left out and without further variables unless said. */
  readonly packing?: PackOptions | undefined;
  /** Files that are a version of their own beside it; `packages` does not see them. */
  readonly named?: readonly NamedFiles[] | undefined;
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
    const report = await gatherParts(request, formats, endingWithRun(host), workspace);
    for (const { path, verdict, reason } of report.verdicts) host.log.debug(`${verdict}: ${path} (${reason})`);
    requireSound(report, request);
    return { ...report, cleanUp: () => workspace.remove() };
  } catch (error) {
    await workspace.remove();
    throw error;
  }
}

/** A host that reads no file further once the run is interrupted: an archive may take minutes to be read. */
function endingWithRun(host: Host): Host {
  const { files, interrupted } = host;
  async function* open(...[path, range]: Parameters<Host['files']['open']>): AsyncGenerator<Uint8Array> {
    for await (const chunk of files.open(path, range)) {
      if (interrupted.aborted) throw interruption(interrupted, `while ${path} was read`);
      yield chunk;
    }
  }
  return { ...host, files: { ...files, open } };
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

/** Named files first: what a line claims belongs to nobody else, whatever it looks like. */
async function gatherParts(
  request: GatherRequest,
  formats: readonly PackageFormat[],
  host: Host,
  workspace: PackFolder,
): Promise<GatherReport> {
  const { coordinate, named = [], packages, workingDirectory } = request;
  const reports: GatherReport[] = [];
  for (const files of named) {
    const paths = await pathsOf({ packages: files.patterns, workingDirectory }, host);
    reports.push(await composePublication(files.coordinate, paths, formats, host));
  }
  const claimed = new Set(reports.flatMap(({ verdicts }) => verdicts.map(({ path }) => path)));
  if (coordinate !== undefined) {
    const paths = (await pathsOf(request, host)).filter((path) => !claimed.has(path));
    reports.push(await composePublication(coordinate, paths, formats, host));
  } else if (packages.length > 0) reports.push(await gatherAll(request, claimed, formats, host, workspace));
  return {
    publications: reports.flatMap(({ publications }) => publications),
    verdicts: reports.flatMap(({ verdicts }) => verdicts),
  };
}

async function gatherAll(
  request: GatherRequest,
  claimed: ReadonlySet<string>,
  formats: readonly PackageFormat[],
  host: Host,
  workspace: PackFolder,
): Promise<GatherReport> {
  const publishable = formats.flatMap(({ publishing }) => (publishing ? [publishing] : []));
  const paths: string[] = [];
  for (const entry of await entriesOf(request, host)) {
    if (entry.kind === 'file') paths.push(entry.path);
    else paths.push(...(await inDirectory(entry.path, publishable, host, workspace, request.packing)));
  }
  let remaining = [...new Set(paths)].filter((path) => !claimed.has(path));
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

/** A project is packed with its own tool; any other folder is searched for files worth opening. */
async function inDirectory(
  directory: string,
  publishable: readonly Publishing[],
  host: Host,
  workspace: PackFolder,
  packing: PackOptions = { ignoreScripts: false, passEnv: [] },
): Promise<string[]> {
  const entries = await host.files.list(directory);
  const owners = publishable.filter(({ project }) => project?.recognises(entries));
  if (owners.length > 0) {
    const packed: string[] = [];
    for (const { project } of owners)
      packed.push(...((await project?.pack(directory, await workspace.path(), host, packing)) ?? []));
    return packed;
  }
  const patterns = publishable.flatMap((publishing) =>
    publishing.patterns.map((pattern) => `**/${pattern.replace(/^\*\*\//, '')}`),
  );
  return patterns.length === 0 ? [] : host.files.glob([...new Set(patterns)], directory);
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
    const places = [...request.packages, ...(request.named ?? []).flatMap(({ patterns }) => patterns)];
    throw new RegistryError('CA-FILE-002', `nothing to publish in ${places.join(', ')}${looked}`);
  }
  const seen = new Set<string>();
  for (const publication of report.publications) {
    const key = versionKey(publication);
    if (seen.has(key))
      throw new RegistryError('CA-FILE-001', `${shortForm(publication)} was built twice; publish one of the two`);
    seen.add(key);
  }
}
