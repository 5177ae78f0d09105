// Projects below the working directory, as a monorepo has them: whoever starts a tool in one of these gets what stands
// there besides what stands at the top, so that the tool is asked about each of them as if it were started there.
import { join } from 'node:path';
import { sideFolderOf } from '../../model/side-folder.ts';
import type { NestedFile, Tool, ToolInspection } from '../../ports/package-format.ts';
import { inspectTool } from './inspect-tool.ts';
import type { ToolVerdict } from './judge-tool.ts';
import { isNamedBy, isOfTool, ProjectTree } from './project-files.ts';
import type { MachineOptions } from './tool-machine.ts';

/** Projects of one tool that are looked into, those nearest to the top first: each takes a millisecond or two. */
const MOST_PROJECTS = 200;
/** Files that are read to tell whether they say anything about registries. */
const MOST_FILES = 2000;

export interface NestedFolders {
  /** By the name of a tool, the folders of its projects, relative to the working directory, with `/`. */
  readonly byTool: ReadonlyMap<string, readonly string[]>;
  /** By the name of a tool, how many projects were left out since there are too many. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** Folders that nobody looked into, relative to the working directory. */
  readonly passedOver: readonly string[];
  /** By such a folder, where it is, of those that a link leads to. */
  readonly linked: ReadonlyMap<string, string>;
}

/** Which folders say something about one of the tools, by one search for all of them. */
export async function nestedFolders(tools: readonly Tool[], options: MachineOptions): Promise<NestedFolders> {
  const { host, workingDirectory, tree = new ProjectTree(host.files) } = options;
  const machine = { ...host, workingDirectory };
  const asked = tools.flatMap((tool) => {
    const nested = tool.nestedProjects?.(machine);
    return nested === undefined ? [] : [{ name: tool.name, ...nested }];
  });
  const patterns = asked.flatMap(({ marks, settings }) => [...marks, ...settings.map(({ file }) => file)]);
  const byTool = new Map<string, readonly string[]>();
  const leftOut = new Map<string, number>();
  if (patterns.length === 0) return { byTool, leftOut, passedOver: [], linked: new Map() };
  const search = await tree.search([...new Set(patterns)], workingDirectory, { entersBuilt: true });
  const files = search.files.filter(isBelow);
  const telling = new Map<string, boolean>();
  for (const { name, marks, settings } of asked) {
    const folders = new Set<string>();
    const projects = foldersWith(marks, files);
    // What stands above a folder that a link leads to is not what stands above the link.
    for (const folder of search.linked.size > 0 ? projects.keys() : [])
      if (isProject(folder) && realFolder(folder, search) !== undefined) folders.add(folder);
    for (const one of settings)
      for (const [folder, paths] of foldersWith([one.file], files)) {
        if (folders.has(folder) || !isProject(folder) || (marks.length > 0 && !projects.has(folder))) continue;
        for (const path of paths) {
          const key = `${one.contains}\n${path}`;
          const known = telling.get(key);
          if (known === undefined && telling.size >= MOST_FILES) {
            leftOut.set(name, (leftOut.get(name) ?? 0) + 1);
            break;
          }
          const isOne = known ?? (await isTelling(one, path, options));
          telling.set(key, isOne);
          if (isOne) folders.add(folder);
        }
      }
    const inOrder = [...folders].sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
    const more = inOrder.length - MOST_PROJECTS;
    if (more > 0) leftOut.set(name, (leftOut.get(name) ?? 0) + more);
    if (inOrder.length > 0) byTool.set(name, inOrder.slice(0, MOST_PROJECTS).sort());
  }
  return { byTool, leftOut, passedOver: search.passedOver, linked: search.linked };
}

/** What nobody looked into, in a sentence: for whoever takes silence for a yes. */
export function notLookedInto(tool: string, { leftOut }: NestedFolders): string[] {
  const count = leftOut.get(tool);
  if (count === undefined) return [];
  return [
    `${count} more project${count === 1 ? '' : 's'} below with settings of ${tool} ${count === 1 ? 'was' : 'were'} not looked into: the limit is ${MOST_PROJECTS}; \`codeartifact-ci doctor\` in the folder of one tells about it`,
  ];
}

const MOST_NAMED = 3;

/** The same of folders. */
export function foldersNotLookedInto({ passedOver }: NestedFolders): string | undefined {
  if (passedOver.length === 0) return undefined;
  const named = passedOver.slice(0, MOST_NAMED).join(', ');
  const more = passedOver.length > MOST_NAMED ? ` and ${passedOver.length - MOST_NAMED} more folders` : '';
  return `nobody looked for projects in ${named}${more}, for their depth or their number; \`codeartifact-ci doctor\` in the folder of a project tells about it`;
}

/** Where a folder is that lies behind a link: tools that are started in it look above it there. */
function realFolder(folder: string, { linked }: Pick<NestedFolders, 'linked'>): string | undefined {
  const names = folder.split('/');
  for (let count = linked.size === 0 ? 0 : names.length; count > 0; count -= 1) {
    const real = linked.get(names.slice(0, count).join('/'));
    if (real !== undefined) return join(real, ...names.slice(count));
  }
  return undefined;
}

const depthOf = (folder: string) => folder.split('/').length;
const isBelow = (path: string) => path.includes('/');
/** Actions and scripts of CI systems lie in hidden folders as well. */
const isProject = (folder: string) => folder !== '' && !isOfTool(folder);

/** The folders in which one of the patterns names files, and those files. */
function foldersWith(patterns: readonly string[], files: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const pattern of patterns) {
    const depth = pattern.split('/').length;
    for (const path of files)
      if (isNamedBy(pattern, path)) {
        const folder = path.split('/').slice(0, -depth).join('/');
        const paths = found.get(folder);
        if (paths) paths.push(path);
        else found.set(folder, [path]);
      }
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

/**
 * What is to be said about the tool's projects below, without what is said about the top in the same words. What may be
 * meant so is `ok`, as is all that is said of a project that is none of the user's own.
 */
export async function nestedVerdicts(
  tool: Tool,
  endpoint: string,
  top: { readonly inspection: ToolInspection; readonly folders: NestedFolders },
  options: MachineOptions,
  judge: Judge,
): Promise<NestedVerdict[]> {
  const folders = top.folders.byTool.get(tool.name) ?? [];
  if (folders.length === 0) return [];
  const { workingDirectory } = options;
  const plain = (text: string, folder: string) =>
    text
      .replaceAll(`${workingDirectory}/`, '')
      .replaceAll(`${workingDirectory}\\`, '')
      .replace(/(?<![^\s`])([^\s`]+) of the project\b(?!')/g, folder === '' ? '$1' : `${folder}/$1`);
  const said = new Set((await judge(top.inspection, '')).map(({ found }) => plain(found, '')));
  const verdicts: NestedVerdict[] = [];
  const inspections: { readonly folder: string; readonly inspection: ToolInspection }[] = [];
  for (const folder of folders) {
    const real = realFolder(folder, top.folders);
    const at = { ...options, workingDirectory: real ?? join(workingDirectory, ...folder.split('/')) };
    const inspection = await inspectTool(tool, endpoint, at);
    if (inspection !== undefined) inspections.push({ folder, inspection });
  }
  // Some ask somebody, who may be silent: side by side that is one wait.
  const all = await Promise.all(
    inspections.map(async ({ folder, inspection }) => ({ folder, judged: await judge(inspection, folder) })),
  );
  for (const { folder, judged } of all) {
    const side = sideFolderOf(folder);
    for (const one of judged) {
      const found = plain(one.found, folder);
      if ((one.health === 'ok' && !one.isNote) || said.has(found)) continue;
      if (side !== undefined)
        verdicts.push({
          ...one,
          health: 'ok',
          isNote: true,
          isRefused: false,
          fix: undefined,
          found: `${found} (in a folder named ${side})`,
          folder,
        });
      else verdicts.push({ ...one, found, ...(one.fix ? { fix: plain(one.fix, folder) } : {}), folder });
    }
  }
  return verdicts;
}
