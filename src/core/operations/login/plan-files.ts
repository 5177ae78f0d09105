// What the tools want of the files of this machine, worked out in memory: nothing is written here.

import { RegistryError } from '../../errors/registry-error.ts';
import { Secret } from '../../model/secret.ts';
import type { Host } from '../../ports/host.ts';
import type { ConfigureRequest, ToolConfiguration, ToolMachine } from '../../ports/package-format.ts';
import type { LoginRecord } from './login-record.ts';
import { PlannedEdits, type PlannedFile } from './planned-edits.ts';
import type { Registration } from './registration.ts';

export interface FilePlan {
  readonly files: readonly PlannedFile[];
  /** For each registration, the files it touches. */
  readonly paths: readonly (readonly string[])[];
  readonly variables: Readonly<Record<string, string | Secret>>;
  readonly notes: readonly string[];
}

export interface FilePlanRequest {
  readonly registrations: readonly Registration[];
  readonly earlier: readonly { readonly format: string; readonly endpoint: string }[];
  /** Logins of other jobs that share this home. */
  readonly parallel: readonly LoginRecord[];
  readonly workingDirectory: string;
  readonly host: Pick<Host, 'platform' | 'home' | 'env' | 'files'>;
}

/** Throws CA-FILE-003 when a file is too large or an edit does not understand it. */
export async function planFiles(request: FilePlanRequest): Promise<FilePlan> {
  const drafts = new PlannedEdits(request);
  const variables: Record<string, string | Secret> = {};
  const notes: string[] = [];
  const paths: string[][] = [];
  const earlier = [...request.earlier];
  for (const { tool, format, request: wanted } of request.registrations) {
    const known = earlier.filter((one) => one.format === format && one.endpoint !== wanted.endpoint);
    const configuration = await settle(
      tool.configure,
      { ...wanted, earlierEndpoints: known.map((one) => one.endpoint) },
      drafts,
      request,
    );
    paths.push(configuration.files.map((file) => file.path));
    for (const file of configuration.files) await drafts.edit(file, tool.name);
    for (const [name, value] of Object.entries(configuration.variables)) {
      if (name in variables && plain(variables[name]) !== plain(value))
        notes.push(`${name} is set for more than one repository; the last one counts`);
      variables[name] = value;
    }
    notes.push(...configuration.notes);
    earlier.push({ format, endpoint: wanted.endpoint });
  }
  const secrets = request.registrations.map((one) => one.request.token.reveal());
  return { files: drafts.finish(secrets), paths, variables, notes };
}

const plain = (value: string | Secret | undefined) => (value instanceof Secret ? value.reveal() : value);

/** Asks again until the tool has seen every file it asked for. */
async function settle(
  configureTool: Registration['tool']['configure'],
  wanted: Omit<ConfigureRequest, 'machine'>,
  drafts: PlannedEdits,
  { workingDirectory, host }: FilePlanRequest,
): Promise<ToolConfiguration> {
  for (let round = 0; round < 20; round += 1) {
    const unknown = new Set<string>();
    const ask = <T>(path: string, answer: (path: string) => T, otherwise: T) => {
      if (drafts.knows(path)) return answer(path);
      unknown.add(path);
      return otherwise;
    };
    const machine: ToolMachine = {
      platform: host.platform,
      home: host.home,
      env: host.env,
      workingDirectory,
      exists: (path) => ask(path, (known) => drafts.exists(known), false),
      read: (path) => ask(path, (known) => drafts.read(known), undefined),
    };
    const configuration = await configureTool({ ...wanted, machine });
    if (unknown.size === 0) return configuration;
    // One after the other: two paths may lead to one file.
    for (const path of unknown) await drafts.look(path);
  }
  throw new RegistryError('CA-RUN-003', 'a tool asks for ever more files');
}
