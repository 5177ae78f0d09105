// Asks tools what their configuration says, over a picture of the machine that is read as they ask. Nothing is written.
import { RegistryError } from '../../errors/registry-error.ts';
import type { Host } from '../../ports/host.ts';
import type { Tool, ToolInspection, ToolMachine } from '../../ports/package-format.ts';
import { decodeText } from '../../text/encoding.ts';

/** Lock files of large monorepos have tens of megabytes. */
const LARGEST = 32 * 1024 * 1024;
const ROUNDS = 20;

type Place = Pick<Host, 'platform' | 'home' | 'env' | 'files' | 'workingDirectory'>;

/** Undefined for tools that cannot be asked. */
export async function inspectTool(tool: Tool, endpoint: string, host: Place): Promise<ToolInspection | undefined> {
  if (!tool.inspect) return undefined;
  const seen = new Map<string, { exists: boolean; text: string | undefined }>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const unknown = new Set<string>();
    const ask = (path: string) => {
      if (!seen.has(path)) unknown.add(path);
      return seen.get(path);
    };
    const machine: ToolMachine = {
      platform: host.platform,
      home: host.home,
      env: host.env,
      workingDirectory: host.workingDirectory,
      exists: (path) => ask(path)?.exists ?? false,
      read: (path) => ask(path)?.text,
    };
    const inspection = await tool.inspect({ endpoint, machine });
    if (unknown.size === 0) return inspection;
    await Promise.all([...unknown].map(async (path) => seen.set(path, await look(path, host))));
  }
  throw new RegistryError('CA-RUN-003', `${tool.name} asks for ever more files`);
}

async function look(path: string, { files }: Place): Promise<{ exists: boolean; text: string | undefined }> {
  const stat = await files.stat(path);
  if (stat === undefined) return { exists: false, text: undefined };
  if (stat.kind === 'directory' || stat.kind === 'other' || stat.size > LARGEST)
    return { exists: true, text: undefined };
  try {
    const bytes = await files.read(path);
    return { exists: bytes !== undefined, text: bytes && decodeText(bytes).text };
  } catch {
    // Not readable for us, so not for the tool either.
    return { exists: true, text: undefined };
  }
}
