// Projects in a folder that was given: those that nobody packs are named, so that a repository of several languages does not
// lose one of them silently.
import { basename, dirname, relative } from 'node:path';
import { packageName } from '../../../model/coordinates.ts';
import type { Format } from '../../../model/package.ts';
import type { Host } from '../../../ports/host.ts';
import type { FileVerdict, Publication, Publishing } from '../../../ports/package-format.ts';
import { searchFolder } from './search-folder.ts';

export interface FormatPublishing {
  readonly format: Format;
  readonly publishing: Publishing;
}

/** A project directory, and the formats whose tools packed it. */
export interface PackedFolder {
  readonly directory: string;
  readonly formats: readonly Format[];
}

/** Folders that builds write into; a project file there is a copy. */
const OUTPUT = /(^|[\\/])(target|build|dist|out|bin|obj)[\\/]/;

/** The format of whose projects a file is the mark (`package.json`, `pom.xml`); undefined for other files. */
export function markedProject(
  path: string,
  publishable: readonly FormatPublishing[],
): { readonly path: string; readonly format: Format } | undefined {
  const name = basename(path);
  const owner = publishable.find(({ publishing }) => publishing.project?.recognises([name]));
  return owner && { path, format: owner.format };
}

export const aProject = (path: string, what: string): FileVerdict => ({
  path,
  verdict: 'left',
  known: 'rule',
  reason: `${what}; give its folder to have it packed`,
});

/**
 * Projects below one that was packed and that its build took no notice of. Of the same format those are told whose package
 * has a name and is not among what is published; where the name cannot be read, the build decided what belongs to it.
 */
export async function projectsBelow(
  { directory, formats }: PackedFolder,
  publications: readonly Publication[],
  publishable: readonly FormatPublishing[],
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
    const found = markedProject(path, publishable);
    const below = relative(directory, path);
    if (found === undefined || dirname(below) === '.' || OUTPUT.test(below)) continue;
    if (!formats.includes(found.format)) {
      verdicts.push(aProject(path, `a project of ${found.format} below one of ${formats.join(' and ')}`));
      continue;
    }
    const { publishing } = publishable.find(({ format }) => format === found.format) as FormatPublishing;
    const name = await publishing.project?.nameIn?.(path, host.files);
    if (name !== undefined && !published.has(nameKey(found.format, name)))
      verdicts.push(aProject(path, `${name}, which the build of the project above does not pack`));
  }
  return verdicts;
}

const nameKey = (format: Format, name: string) => `${format} ${name}`;
