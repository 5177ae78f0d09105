// Asks a tool's model what its configuration comes to, over files as they are or as a login is about to leave them.
// Nothing is written.
import type { Files } from '../../ports/host.ts';
import type { Tool, ToolInspection } from '../../ports/package-format.ts';
import { decodeText, type TextEncoding } from '../../text/encoding.ts';
import { type FileView, type MachineOptions, withMachine } from './tool-machine.ts';

/** Lock files of large monorepos have tens of megabytes. */
export const LARGEST_READ = 32 * 1024 * 1024;

/** Undefined for tools that cannot be asked. */
export async function inspectTool(
  tool: Tool,
  endpoint: string,
  options: MachineOptions,
): Promise<ToolInspection | undefined> {
  const { inspect } = tool;
  return inspect && withMachine(options, (machine) => inspect({ endpoint, machine }));
}

interface Look {
  readonly exists: boolean;
  readonly text: string | undefined;
  readonly encoding?: TextEncoding | undefined;
}

/** Files as they are; one that we cannot read, the tool cannot read either. */
export class FilesOnDisk implements FileView {
  readonly #seen = new Map<string, Look>();
  readonly #files: Files;

  constructor(files: Files) {
    this.#files = files;
  }

  knows(path: string): boolean {
    return this.#seen.has(path);
  }

  exists(path: string): boolean {
    return this.#seen.get(path)?.exists ?? false;
  }

  read(path: string): string | undefined {
    return this.#seen.get(path)?.text;
  }

  encodingOf(path: string): TextEncoding | undefined {
    return this.#seen.get(path)?.encoding;
  }

  async look(path: string): Promise<void> {
    this.#seen.set(path, await this.#look(path));
  }

  async #look(path: string): Promise<Look> {
    try {
      const entry = await this.#files.stat(path);
      const real = entry?.kind === 'link' ? await this.#files.realPath(path) : path;
      const stat = entry?.kind === 'link' && real !== undefined ? await this.#files.stat(real) : entry;
      if (stat === undefined || real === undefined) return { exists: false, text: undefined };
      if (stat.kind === 'directory' || stat.kind === 'other' || stat.size > LARGEST_READ)
        return { exists: true, text: undefined };
      const bytes = await this.#files.read(real);
      return bytes === undefined ? { exists: false, text: undefined } : { exists: true, ...decodeText(bytes) };
    } catch {
      // In a folder that is closed to us, it is closed to the tool.
      return { exists: false, text: undefined };
    }
  }
}

/** Planned texts where a login changes a file, else the file as it is. */
export function plannedView(planned: FileView, disk: FileView): FileView {
  const of = (path: string) => (planned.knows(path) ? planned : disk);
  return {
    knows: (path) => of(path).knows(path),
    exists: (path) => of(path).exists(path),
    read: (path) => of(path).read(path),
    encodingOf: (path) => of(path).encodingOf(path),
    look: (path) => disk.look(path),
  };
}
