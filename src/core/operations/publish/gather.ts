// From what people wrote in `packages` to publications: globs, folders of built files, project directories.
import { basename, dirname } from 'node:path';
import { interruption } from '../../calls/waits.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { shortForm } from '../../model/coordinates.ts';
import { versionKey } from '../../model/package.ts';
import type { Uninstallable } from '../../model/uninstallable.ts';
import type { Host } from '../../ports/host.ts';
import type {
  FileVerdict,
  GatherReport,
  PackageFormat,
  PackOptions,
  Publication,
  Publishing,
} from '../../ports/package-format.ts';
import { withEvidence } from './evidence.ts';
import { accountsOf, completed, type FileAccount, Verdicts, worthOf } from './files/account-files.ts';
import {
  markedProject,
  type PackedFolder,
  type ProjectFormats,
  projectsBelow,
  projectVerdict,
  type UnpublishedFormat,
} from './files/projects-below.ts';
import { entriesOf, type FileWish, filesBelow } from './find-built-files.ts';
import { composePublication, type NamedFiles, pathsOf } from './named-files.ts';
import { namedProjects, PackFolder, packProject } from './packing/pack-projects.ts';

export interface GatherRequest extends FileWish {
  /** What all of `packages` are together, for formats whose files do not say (generic); in either spelling. */
  readonly coordinate?: string | undefined;
  /** How project directories are packed; without scripts left out and without further variables unless said. */
  readonly packing?: PackOptions | undefined;
  /** See `requireInstallable`. */
  readonly allows?: readonly Uninstallable[] | undefined;
  /** Formats that cannot be published yet, so that their projects are named all the same. */
  readonly unpublished?: readonly UnpublishedFormat[] | undefined;
  /** Files that are a version of their own beside it; `packages` does not see them. */
  readonly named?: readonly NamedFiles[] | undefined;
  /** Whether attachments that a format has no place for are published beside it; needs generic packages among the formats. */
  readonly evidence?: boolean | undefined;
}

export interface Gathered {
  readonly publications: readonly Publication[];
  /** Those of them that were made of attachments of others. */
  readonly evidence: readonly Publication[];
  /** Every file that was looked at, by path. */
  readonly files: readonly FileAccount[];
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
    const found = await gatherParts(request, formats, endingWithRun(host), workspace);
    const completion = await completed(found, formats, host.files);
    const report = await withEvidence(found.publications, completion, request.evidence === true, formats, host);
    for (const { path, verdict, reason } of report.verdicts) host.log.debug(`${verdict}: ${path} (${reason})`);
    requireSound(report, request, workspace);
    const { publications, evidence } = report;
    return { publications, evidence, files: accountsOf(report), cleanUp: () => workspace.remove() };
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
  const publishable = formats.flatMap(({ name, publishing }) => (publishing ? [{ format: name, publishing }] : []));
  const known = { publishable, unpublished: request.unpublished ?? [] };
  const paths: string[] = [];
  const verdicts = new Verdicts();
  const packed: PackedFolder[] = [];
  const namedProject = namedProjects(request.packages, publishable);
  for (const entry of await entriesOf(request, host)) {
    const owner = entry.kind === 'file' ? namedProject(entry.path) : undefined;
    if (owner) {
      const place = { directory: dirname(entry.path), file: basename(entry.path) };
      const found = await packProject(place, [owner], request.packing, host, workspace);
      paths.push(...found.files);
      verdicts.add(found.verdicts);
    } else if (entry.kind === 'file') paths.push(entry.path);
    else {
      const found = await inDirectory(entry.path, known, request, host, workspace);
      paths.push(...found.files);
      verdicts.add(found.verdicts.filter(({ path }) => !claimed.has(path)));
      if (found.packed) packed.push(found.packed);
    }
  }
  const all = [...new Set(paths)].filter((path) => !claimed.has(path));
  const owners = new Map<string, Publishing>();
  for (const { publishing } of publishable)
    for (const path of (await publishing.claims?.(all)) ?? []) owners.set(path, publishing);
  const publications: Publication[] = [];
  for (const { publishing } of publishable) {
    const open = all.filter(
      (path) => !verdicts.isSettled(path) && (owners.get(path) === undefined || owners.get(path) === publishing),
    );
    if (open.length === 0) continue;
    const report = await publishing.gather(open, host, { allows: request.allows });
    publications.push(...report.publications);
    verdicts.add(report.verdicts);
  }
  for (const folder of packed) verdicts.add(await projectsBelow(folder, publications, known, host));
  return { publications, verdicts: verdicts.all() };
}

/** A project is packed with its own tool; any other folder is searched for built files. */
async function inDirectory(
  directory: string,
  known: ProjectFormats,
  request: GatherRequest,
  host: Host,
  workspace: PackFolder,
): Promise<{ files: readonly string[]; verdicts: readonly FileVerdict[]; packed?: PackedFolder }> {
  const entries = await host.files.list(directory);
  const owners = known.publishable.filter(({ publishing: { project } }) => project?.recognises(entries));
  if (owners.length > 0) {
    const made = await packProject({ directory }, owners, request.packing, host, workspace);
    return { ...made, packed: { directory, formats: owners.map(({ format }) => format) } };
  }
  const { files, links } = await filesBelow(directory, request, host);
  const projects = files.flatMap((path) => markedProject(path, known) ?? []);
  const marks = new Set(projects.map(({ path }) => path));
  return {
    files: files.filter((path) => !marks.has(path)),
    verdicts: [
      ...projects.map((project) =>
        projectVerdict(project, `a project of ${project.format}, whose built files are looked at as they are`),
      ),
      ...links.map(linkVerdict),
    ],
  };
}

const linkVerdict = (path: string): FileVerdict => ({
  path,
  verdict: 'left',
  known: 'kind',
  reason: 'a symbolic link, which is not followed',
});

function requireSound(report: GatherReport, request: GatherRequest, workspace: PackFolder): void {
  const refused = report.verdicts.filter(({ verdict }) => verdict === 'refused');
  if (refused.length > 0) {
    const shown = refused.slice(0, 5).map(({ path, reason }) => workspace.told(`${path}: ${reason}`));
    throw new RegistryError('CA-FILE-001', `${refused.length} file(s) cannot be published: ${shown.join('; ')}`);
  }
  if (report.publications.length === 0) {
    const byWorth = [...report.verdicts].sort((a, b) => worthOf(b) - worthOf(a));
    const shown = byWorth.slice(0, 5).map(({ path, reason }) => workspace.told(`${path}: ${reason}`));
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
