// Projects that people named, by their folder or by a file of theirs, packed each into a folder of its own.
import { basename, extname, join } from 'node:path';
import type { Host } from '../../../ports/host.ts';
import type { FileVerdict, Packed, PackOptions } from '../../../ports/package-format.ts';
import type { FormatPublishing } from '../files/projects-below.ts';
import { reproducibly } from './reproducible-builds.ts';

/** Where the projects of one run are packed to. */
export class PackFolder {
  readonly #host: Host;
  #path: string | undefined;
  readonly #projects: string[] = [];

  constructor(host: Host) {
    this.#host = host;
  }

  /** A folder for one project: all that it holds afterwards was built by it. */
  async next(project: string): Promise<string> {
    this.#path ??= await this.#host.files.makeTemporaryDirectory('pack');
    this.#projects.push(project);
    const path = join(this.#path, String(this.#projects.length));
    await this.#host.files.makeDirectory(path);
    return path;
  }

  /** A text in which files that were packed are told by their project: the folder is gone before anybody looks. */
  told(text: string): string {
    const top = this.#path;
    if (top === undefined) return text;
    return text.split(`${top}/`).reduce((before, after) => {
      const [, number = '', name = ''] = /^(\d+)\/(?:[^\s:;,]*\/)?([^/\s:;,]*)/.exec(after) ?? [];
      const project = this.#projects[Number(number) - 1];
      if (project === undefined) return `${before}${top}/${after}`;
      const rest = after.slice(after.indexOf(name, number.length) + name.length);
      return `${before}${name}, packed of ${project}${rest}`;
    });
  }

  async remove(): Promise<void> {
    if (this.#path !== undefined) await this.#host.files.remove(this.#path, { recursive: true });
    this.#path = undefined;
  }
}

/**
 * The format whose tool packs a file, where people named such a file, by itself or by the end of a pattern: what `out/**`
 * finds is built already.
 */
export function namedProjects(
  packages: readonly string[],
  publishable: readonly FormatPublishing[],
): (path: string) => FormatPublishing | undefined {
  const named = packages.filter((text) => !text.startsWith('!')).map((text) => basename(text));
  return (path) => {
    const name = basename(path);
    const ending = extname(name).toLowerCase();
    return publishable.find(
      ({ publishing: { project } }) =>
        project?.isProjectFile?.(name) &&
        named.some((text) => extname(text).toLowerCase() === ending && project.isProjectFile?.(text)),
    );
  };
}

/** Packs the project of a directory, or of a file in it, with the tool of each of these formats. */
export async function packProject(
  { directory, file }: { readonly directory: string; readonly file?: string },
  owners: readonly FormatPublishing[],
  options: PackOptions = { ignoreScripts: false, passEnv: [] },
  host: Host,
  workspace: PackFolder,
): Promise<Packed> {
  const files: string[] = [];
  const verdicts: FileVerdict[] = [];
  const { host: packer, sourceDateEpoch } = await reproducibly(host, directory);
  for (const { publishing } of owners) {
    const into = await workspace.next(file === undefined ? directory : join(directory, file));
    const made = await publishing.project?.pack(directory, into, packer, { ...options, file, sourceDateEpoch });
    if (made === undefined) continue;
    const { files: own, verdicts: about } = 'files' in made ? made : { files: made, verdicts: [] };
    files.push(...own);
    verdicts.push(...about);
  }
  return { files, verdicts };
}
