// What `dotnet pack` made no package of, and says nothing of; and packages that two projects made over each other.
import { basename, dirname, join } from 'node:path';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Host, ProgramResult } from '../../../core/ports/host.ts';
import type { FileVerdict } from '../../../core/ports/package-format.ts';
import { outputLines } from '../../shared/failed-tool.ts';
import { findAll, parseXml, textAt, type XmlElement } from '../../shared/text/xml.ts';

const PROJECT = /\.(cs|fs|vb)proj$/i;
const SOLUTION = /\.slnx?$/i;
const NUSPEC = /\.nuspec$/i;
const LARGEST = 2 * 1024 * 1024;

export interface PackedOnce {
  readonly directory: string;
  readonly entries: readonly string[];
  /** What the tool was run for; undefined: the directory. */
  readonly target: string | undefined;
  /** Names of the files in the folder that it packed to. */
  readonly made: readonly string[];
  readonly result: ProgramResult;
}

/**
 * Verdicts on projects, and on a .nuspec beside one, of which nothing was made.
 * @throws RegistryError CA-FILE-001 where two projects made packages of one name and version.
 */
export async function left(packed: PackedOnce, host: Pick<Host, 'files'>): Promise<FileVerdict[]> {
  const { directory, entries, target } = packed;
  const projects = await projectsOf(packed, host);
  requireApart(packed, projects);
  const packages = packed.made.filter((name) => /\.nupkg$/i.test(name) && !/\.symbols\.nupkg$/i.test(name));
  const verdicts: FileVerdict[] = projects.flatMap(({ path, why }) =>
    why === undefined
      ? []
      : [{ path, verdict: 'left', known: 'rule', reason: `${why}, so dotnet pack makes no package of it` }],
  );
  if (packages.length === 0 && verdicts.length === 0) {
    const name =
      target ?? entries.find((entry) => SOLUTION.test(entry)) ?? entries.find((entry) => PROJECT.test(entry)) ?? '';
    verdicts.push({
      path: join(directory, name),
      verdict: 'left',
      known: 'rule',
      reason:
        'dotnet pack made no package of it, as where `IsPackable` is false: projects of tests and of the web are so unless they say otherwise',
    });
  } else if (packages.length < projects.length - verdicts.length && projects.length > 1) {
    const silent = projects.filter(({ why, id }) => why === undefined && !isMade(id, packages));
    for (const { path } of silent.slice(0, projects.length - verdicts.length - packages.length))
      verdicts.push({
        path,
        verdict: 'left',
        known: 'rule',
        reason: 'dotnet pack made no package that is called after it, as where `IsPackable` is false',
      });
  }
  if (packed.target === undefined) verdicts.push(...(await descriptions(packed, packages, host)));
  return verdicts;
}

const isMade = (id: string, packages: readonly string[]): boolean =>
  packages.some(
    (name) => name.toLowerCase().startsWith(`${id.toLowerCase()}.`) && /^\d/.test(name.slice(id.length + 1)),
  );

interface FoundProject {
  readonly path: string;
  /** Of its package, as far as the file says. */
  readonly id: string;
  /** Why no package is made, where the file says so. */
  readonly why: string | undefined;
}

async function projectsOf(
  { directory, entries, target }: PackedOnce,
  { files }: Pick<Host, 'files'>,
): Promise<FoundProject[]> {
  const first = target ?? entries.find((name) => SOLUTION.test(name)) ?? entries.find((name) => PROJECT.test(name));
  if (first === undefined) return [];
  const paths = SOLUTION.test(first)
    ? listed((await textOf(join(directory, first), files)) ?? '').map((path) => join(directory, dirname(first), path))
    : [join(directory, first)];
  const found: FoundProject[] = [];
  for (const path of paths) {
    const text = PROJECT.test(path) ? await textOf(path, files) : undefined;
    if (text === undefined) continue;
    const xml = xmlOf(text);
    const says = (name: string) => findAll(xml, 'PropertyGroup', name).at(-1)?.text.trim().toLowerCase();
    const id = findAll(xml, 'PropertyGroup', 'PackageId').at(-1)?.text.trim();
    found.push({
      path,
      id: id || basename(path).replace(PROJECT, ''),
      why:
        says('IsPackable') === 'false'
          ? '`IsPackable` is false'
          : says('IsPackable') === undefined && says('IsTestProject') === 'true'
            ? 'it is a project of tests'
            : undefined,
    });
  }
  return found;
}

/** Paths of the projects in a solution, of either form. */
function listed(text: string): string[] {
  const quoted = [...text.matchAll(/"([^"<>|\r\n]+\.(?:cs|fs|vb)proj)"/gi)].map(([, path = '']) => path);
  return [...new Set(quoted.map((path) => path.replaceAll('\\', '/')))];
}

async function textOf(path: string, files: Host['files']): Promise<string | undefined> {
  const stat = await files.stat(path);
  return stat?.kind === 'file' && stat.size <= LARGEST ? files.readText(path) : undefined;
}

/** Of what is no XML nothing is told: dotnet took it. */
function xmlOf(text: string): XmlElement | undefined {
  try {
    return parseXml(text.replace(/^\uFEFF/, ''), LARGEST);
  } catch {
    return undefined;
  }
}

/** dotnet names each file that it makes in a line of its own, also one that takes the place of another. */
function requireApart({ made, result, directory }: PackedOnce, projects: readonly FoundProject[]): void {
  const lines = outputLines(result);
  for (const name of made) {
    const count = lines.filter((line) => /['"]/.test(line) && line.split(/[\\/'"]/).includes(name)).length;
    if (count < 2) continue;
    const owners = projects.filter(({ id }) => isMade(id, [name])).map(({ path }) => path);
    const who = owners.length > 1 ? owners.join(' and ') : `${count} projects of ${directory}`;
    throw new RegistryError(
      'CA-FILE-001',
      `${who} make packages of one id and version, ${name}, of which one took the place of the other`,
      {
        remedy:
          'Give each project a `PackageId` of its own, or have only one of them packed (`IsPackable` false in the others).',
      },
    );
  }
}

/** A .nuspec beside a project is packed with it only where the project names it. */
async function descriptions(
  { directory, entries }: PackedOnce,
  packages: readonly string[],
  { files }: Pick<Host, 'files'>,
): Promise<FileVerdict[]> {
  const verdicts: FileVerdict[] = [];
  for (const name of entries.filter((entry) => NUSPEC.test(entry)).sort()) {
    const path = join(directory, name);
    const id = textAt(xmlOf((await textOf(path, files)) ?? ''), 'metadata', 'id');
    // `$id$` is for a project to fill in.
    if (id === undefined || id.includes('$') || isMade(id, packages)) continue;
    const reason = `a description of ${id} beside a project, which dotnet pack does not take; name the file in \`packages\` to have it packed`;
    verdicts.push({ path, verdict: 'left', known: 'rule', reason });
  }
  return verdicts;
}
