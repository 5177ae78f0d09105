// `tools: auto`: which package managers a project uses, judged by its lock and build files, and why.
import { join } from 'node:path';
import type { Format } from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat, Tool } from '../../ports/package-format.ts';
import { isNamedBy, projectFiles } from './project-files.ts';

type WithTools = Pick<PackageFormat, 'name' | 'tools'>;

export interface ToolFinding {
  readonly tool: Tool;
  readonly format: Format;
  /** The file that gave it away, relative to the working directory. */
  readonly reason: string;
}

/** A file worth looking into is small, */
const LARGEST_LOOKED_INTO = 1024 * 1024;
/** and near the top: of a pattern, so many are looked into. */
const MOST_LOOKED_INTO = 100;

type Place = Pick<Host, 'files' | 'workingDirectory'> & Partial<Pick<Host, 'env' | 'platform'>>;

/** In the order of the formats and their tools. Files at the top are named as the reason before those below. */
export async function detectTools(formats: readonly WithTools[], host: Place): Promise<ToolFinding[]> {
  const all = formats.flatMap((format) => format.tools.flatMap(patternsOf));
  const files = all.length === 0 ? [] : await projectFiles([...new Set(all)], host);
  const texts = new Map<string, string>();
  for (const file of filesToRead(formats, files)) texts.set(file, await textOf(file, host));
  const found: ToolFinding[] = [];
  for (const format of formats) {
    const certain = format.tools.flatMap((tool) => finding(format, tool, reasonIn(tool, files, texts)));
    const likely = format.tools.flatMap((tool) => finding(format, tool, firstMatch(tool.detectFallback ?? [], files)));
    found.push(...(await thoseThere(format, certain.length > 0 ? certain : likely, host)));
  }
  return found;
}

/** Of tools that do the same work, the one that is there; where neither is, it may come later in the job. */
async function thoseThere(format: WithTools, findings: readonly ToolFinding[], host: Place): Promise<ToolFinding[]> {
  const chosen = new Map<string, ToolFinding>();
  for (const one of findings) {
    const twin = format.tools.find(({ name }) => name === one.tool.twin);
    const isReplaced = twin !== undefined && !(await isThere(one.tool, host)) && (await isThere(twin, host));
    const { tool, reason } = isReplaced
      ? { tool: twin, reason: `${one.reason}, and ${one.tool.name} is not here` }
      : one;
    if (!isReplaced || !chosen.has(tool.name)) chosen.set(tool.name, { ...one, tool, reason });
  }
  return [...chosen.values()];
}

async function isThere({ programs = [] }: Tool, { files, env = {}, platform = 'linux' }: Place): Promise<boolean> {
  const isWindows = platform === 'win32';
  const path = env.PATH ?? (isWindows ? env.Path : undefined) ?? '';
  const endings = isWindows ? ['', ...(env.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';')] : [''];
  for (const folder of path.split(isWindows ? ';' : ':').filter((one) => one !== ''))
    for (const name of programs.flatMap((program) => endings.map((ending) => program + ending)))
      if ((await files.stat(join(folder, name)).catch(() => undefined)) !== undefined) return true;
  return false;
}

const patternsOf = (tool: Tool) => [
  ...tool.detect,
  ...(tool.detectInside ?? []).map(({ file }) => file),
  ...(tool.detectFallback ?? []),
];

function finding(format: WithTools, tool: Tool, reason: string | undefined): ToolFinding[] {
  return reason === undefined ? [] : [{ tool, format: format.name, reason }];
}

/** Those by which a tool may be found that nothing else tells of. */
function filesToRead(formats: readonly WithTools[], files: readonly string[]): Set<string> {
  const tools = formats
    .flatMap((format) => format.tools)
    .filter(({ detect }) => firstMatch(detect, files) === undefined);
  const patterns = new Set(tools.flatMap(({ detectInside = [] }) => detectInside.map(({ file }) => file)));
  return new Set(
    [...patterns].flatMap((pattern) => files.filter((file) => isNamedBy(pattern, file)).slice(0, MOST_LOOKED_INTO)),
  );
}

async function textOf(path: string, { files, workingDirectory }: Place): Promise<string> {
  const absolute = join(workingDirectory, path);
  const stat = await files.stat(absolute);
  return stat && stat.size <= LARGEST_LOOKED_INTO ? ((await files.readText(absolute)) ?? '') : '';
}

function reasonIn(tool: Tool, files: readonly string[], texts: ReadonlyMap<string, string>): string | undefined {
  const byName = firstMatch(tool.detect, files);
  if (byName !== undefined) return byName;
  for (const { file, contains } of tool.detectInside ?? []) {
    const path = files.find((one) => isNamedBy(file, one) && contains.test(texts.get(one) ?? ''));
    if (path !== undefined) return `${path} names it`;
  }
  return undefined;
}

function firstMatch(patterns: readonly string[], files: readonly string[]): string | undefined {
  return files.find((file) => patterns.some((pattern) => isNamedBy(pattern, file)));
}
