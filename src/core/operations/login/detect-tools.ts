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

/** A file worth looking into is small. */
const LARGEST_LOOKED_INTO = 1024 * 1024;

type Place = Pick<Host, 'files' | 'workingDirectory'>;

/** In the order of the formats and their tools. Files at the top are named as the reason before those below. */
export async function detectTools(formats: readonly WithTools[], host: Place): Promise<ToolFinding[]> {
  const all = formats.flatMap((format) => format.tools.flatMap(patternsOf));
  const files = all.length === 0 ? [] : await projectFiles([...new Set(all)], host);
  const texts = new Map<string, string>();
  for (const file of files.filter((one) => isLookedInto(formats, one))) texts.set(file, await textOf(file, host));
  return formats.flatMap((format) => {
    const certain = format.tools.flatMap((tool) => finding(format, tool, reasonIn(tool, files, texts)));
    const likely = format.tools.flatMap((tool) => finding(format, tool, firstMatch(tool.detectFallback ?? [], files)));
    return certain.length > 0 ? certain : likely;
  });
}

const patternsOf = (tool: Tool) => [
  ...tool.detect,
  ...(tool.detectInside ?? []).map(({ file }) => file),
  ...(tool.detectFallback ?? []),
];

function finding(format: WithTools, tool: Tool, reason: string | undefined): ToolFinding[] {
  return reason === undefined ? [] : [{ tool, format: format.name, reason }];
}

const isLookedInto = (formats: readonly WithTools[], path: string) =>
  formats.some((format) =>
    format.tools.some((tool) => (tool.detectInside ?? []).some(({ file }) => isNamedBy(file, path))),
  );

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
