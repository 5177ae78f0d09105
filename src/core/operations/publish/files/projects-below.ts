// Projects in a folder that was given: those that nobody packs are named, so that a repository of several languages does not
// lose one of them silently.
import { basename, dirname, relative } from 'node:path';
import { packageName } from '../../../model/coordinates.ts';
import type { Format } from '../../../model/package.ts';
import type { Host } from '../../../ports/host.ts';
import type { FileVerdict, PackageFormat, Publication, Publishing } from '../../../ports/package-format.ts';
import { searchFolder } from './search-folder.ts';

export interface FormatPublishing {
  readonly format: Format;
  readonly publishing: Publishing;
}

/** A format whose tools are configured, and whose packages nobody here can publish yet. */
export type UnpublishedFormat = Pick<PackageFormat, 'name' | 'tools'>;

/** All formats by which a project may be known. */
export interface ProjectFormats {
  readonly publishable: readonly FormatPublishing[];
  readonly unpublished: readonly UnpublishedFormat[];
}

/** A project directory, and the formats whose tools packed it. */
export interface PackedFolder {
  readonly directory: string;
  readonly formats: readonly Format[];
}

/** Folders that builds write into; a project file there is a copy. */
const OUTPUT = /(^|[\\/])(target|build|dist|out|bin|obj)[\\/]/;

/** What only pins versions marks no project. */
const LOCK = /lock|\.resolved$/i;

/** The format of whose projects a file is the mark (`package.json`, `pom.xml`); undefined for other files. */
export function markedProject(
  path: string,
  { publishable, unpublished }: ProjectFormats,
): { readonly path: string; readonly format: Format; readonly isPublishable: boolean } | undefined {
  const name = basename(path);
  const owner = publishable.find(({ publishing }) => publishing.project?.recognises([name]));
  if (owner) return { path, format: owner.format, isPublishable: true };
  const other = LOCK.test(name)
    ? undefined
    : unpublished.find(({ tools }) =>
        tools.some(({ detect }) =>
          detect.some((mark) => mark === name || (mark.startsWith('*.') && name.endsWith(mark.slice(1)))),
        ),
      );
  return other && { path, format: other.name, isPublishable: false };
}

/** That a project is left; `what` tells of one that could be packed. */
export function projectVerdict(
  { path, format, isPublishable }: NonNullable<ReturnType<typeof markedProject>>,
  what: string,
): FileVerdict {
  const reason = isPublishable
    ? `${what}; give its folder to have it packed`
    : `a project of ${format}, whose packages cannot be published yet`;
  return { path, verdict: 'left', known: 'rule', reason };
}

/**
 * Projects below one that was packed and that its build took no notice of. Of the same format those are told whose package
 * has a name and is not among what is published; where the name cannot be read, the build decided what belongs to it.
 */
export async function projectsBelow(
  { directory, formats }: PackedFolder,
  publications: readonly Publication[],
  known: ProjectFormats,
  host: Pick<Host, 'files'>,
): Promise<FileVerdict[]> {
  const published = new Set(
    publications.flatMap((one) => [
      nameKey(one.format, packageName(one)),
      nameKey(one.format, one.displayName ?? one.name),
    ]),
  );
  const { files } = await searchFolder(directory, host.files);
  const verdicts: FileVerdict[] = [];
  for (const path of files) {
    const found = markedProject(path, known);
    const below = relative(directory, path);
    if (found === undefined || OUTPUT.test(below)) continue;
    // In the folder itself: those that can be packed were.
    if (dirname(below) === '.' && found.isPublishable) continue;
    if (!formats.includes(found.format)) {
      verdicts.push(projectVerdict(found, `a project of ${found.format} below one of ${formats.join(' and ')}`));
      continue;
    }
    const owner = known.publishable.find(({ format }) => format === found.format);
    const name = await owner?.publishing.project?.nameIn?.(path, host.files);
    if (name !== undefined && !published.has(nameKey(found.format, name)))
      verdicts.push(projectVerdict(found, `${name}, which the build of the project above does not pack`));
  }
  return verdicts;
}

const nameKey = (format: Format, name: string) => `${format} ${name}`;
