// Projects below the working directory, as a monorepo has them: whoever starts a tool in one of these gets what stands
// there besides what stands at the top, so that the tool is asked about each of them as if it were started there.
import { join } from 'node:path';
import type { NestedFile, Tool, ToolInspection } from '../../ports/package-format.ts';
import { inspectTool } from './inspect-tool.ts';
import type { ToolVerdict } from './judge-tool.ts';
import { isNamedBy, projectFiles } from './project-files.ts';
import type { MachineOptions } from './tool-machine.ts';

/** Projects of one tool that are looked into, those nearest to the top first: each takes a few milliseconds. */
const MOST_PROJECTS = 40;

/** By the name of a tool, the folders of its projects, relative to the working directory, with `/`. */
export type NestedFolders = ReadonlyMap<string, readonly string[]>;

/** Which folders say something about one of the tools, by one search for all of them. */
export async function nestedFolders(tools: readonly Tool[], options: MachineOptions): Promise<NestedFolders> {
  const { host, workingDirectory } = options;
  const machine = { ...host, workingDirectory };
  const asked = tools.flatMap((tool) => {
    const nested = tool.nestedProjects?.(machine);
    return nested === undefined ? [] : [{ name: tool.name, ...nested }];
  });
  const patterns = asked.flatMap(({ marks, settings }) => [...marks, ...settings.map(({ file }) => file)]);
  if (patterns.length === 0) return new Map();
  const files = (await projectFiles([...new Set(patterns)], { files: host.files, workingDirectory })).filter(isBelow);
  const found = new Map<string, readonly string[]>();
  for (const { name, marks, settings } of asked) {
    const folders = new Set<string>();
    const projects = foldersWith(marks, files);
    for (const one of settings)
      for (const [folder, path] of foldersWith([one.file], files))
        if (
          folders.size < MOST_PROJECTS &&
          isVisible(folder) &&
          (marks.length === 0 || projects.has(folder)) &&
          (await isTelling(one, path, options))
        )
          folders.add(folder);
    if (folders.size > 0) found.set(name, [...folders].sort());
  }
  return found;
}

const isBelow = (path: string) => path.includes('/');
const isVisible = (folder: string) => folder !== '' && !folder.split('/').some((part) => part.startsWith('.'));

/** The folders in which one of the patterns names a file, and that file. */
function foldersWith(patterns: readonly string[], files: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const pattern of patterns) {
    const depth = pattern.split('/').length;
    for (const path of files) if (isNamedBy(pattern, path)) found.set(path.split('/').slice(0, -depth).join('/'), path);
  }
  return found;
}

async function isTelling({ contains }: NestedFile, path: string, { view, workingDirectory }: MachineOptions) {
  if (contains === undefined) return true;
  const absolute = join(workingDirectory, ...path.split('/'));
  if (!view.knows(absolute)) await view.look(absolute);
  return contains.test(view.read(absolute) ?? '');
}

export interface NestedVerdict extends ToolVerdict {
  /** Relative to the working directory, with `/`. */
  readonly folder: string;
}

/** How verdicts about one inspection come about. */
type Judge = (inspection: ToolInspection, folder: string) => readonly ToolVerdict[] | Promise<readonly ToolVerdict[]>;

/** What is to be said about the tool's projects below, without what is said about the top in the same words. */
export async function nestedVerdicts(
  tool: Tool,
  endpoint: string,
  top: { readonly inspection: ToolInspection; readonly folders: NestedFolders },
  options: MachineOptions,
  judge: Judge,
): Promise<NestedVerdict[]> {
  const folders = top.folders.get(tool.name) ?? [];
  if (folders.length === 0) return [];
  const { workingDirectory } = options;
  const plain = (text: string, folder: string) =>
    text
      .replaceAll(`${workingDirectory}/`, '')
      .replaceAll(`${workingDirectory}\\`, '')
      .replace(/(?<![^\s`])([^\s`]+) of the project\b(?!')/g, folder === '' ? '$1' : `${folder}/$1`);
  const said = new Set((await judge(top.inspection, '')).map(({ found }) => plain(found, '')));
  const verdicts: NestedVerdict[] = [];
  for (const folder of folders) {
    const at = { ...options, workingDirectory: join(workingDirectory, ...folder.split('/')) };
    const inspection = await inspectTool(tool, endpoint, at);
    for (const one of inspection ? await judge(inspection, folder) : []) {
      const found = plain(one.found, folder);
      if (one.health === 'ok' || said.has(found)) continue;
      verdicts.push({ ...one, found, ...(one.fix ? { fix: plain(one.fix, folder) } : {}), folder });
    }
  }
  return verdicts;
}
