// What the tools want of the files of this machine, worked out in memory: nothing is written here. What would come of it
// is judged by each tool's own model, over the files as they would then be.
import { isWithin, parseEndpoint } from '../../model/endpoint.ts';
import { Secret } from '../../model/secret.ts';
import type { Host } from '../../ports/host.ts';
import { FilesOnDisk, inspectTool, plannedView } from './inspect-tool.ts';
import { loginVerdicts, type ToolVerdict } from './judge-tool.ts';
import type { LoginRecord } from './login-record.ts';
import { PlannedEdits, type PlannedFile } from './planned-edits.ts';
import type { Registration } from './registration.ts';
import { withMachine } from './tool-machine.ts';

export interface FilePlan {
  readonly files: readonly PlannedFile[];
  /** For each registration, the files it touches. */
  readonly paths: readonly (readonly string[])[];
  readonly variables: Readonly<Record<string, string | Secret>>;
  readonly notes: readonly string[];
  /** Why a tool will not do what it was configured for, with the fix. */
  readonly warnings: readonly string[];
}

export interface FilePlanRequest {
  readonly registrations: readonly Registration[];
  readonly earlier: readonly { readonly format: string; readonly endpoint: string }[];
  /** Logins of other jobs that share this home. */
  readonly parallel: readonly LoginRecord[];
  readonly workingDirectory: string;
  readonly host: Pick<Host, 'platform' | 'home' | 'accountHome' | 'env' | 'files' | 'surface'>;
}

/** Throws CA-FILE-003 when a file is too large or an edit does not understand it. */
export async function planFiles(request: FilePlanRequest): Promise<FilePlan> {
  const { workingDirectory, host } = request;
  const drafts = new PlannedEdits(request);
  const variables: Record<string, string | Secret> = {};
  const notes: string[] = [];
  const warnings: string[] = [];
  const paths: string[][] = [];
  const earlier = [...request.earlier];
  const all = [...earlier.map(({ endpoint }) => endpoint), ...request.registrations.map((one) => one.request.endpoint)];
  for (const { tool, format, request: wanted } of request.registrations) {
    const known = earlier.filter((one) => one.format === format && one.endpoint !== wanted.endpoint);
    const asked = {
      ...wanted,
      earlierEndpoints: known.map((one) => one.endpoint),
      sharesHost: all.some((other) => isOtherDomainOfHost(other, wanted.endpoint)),
    };
    const configuration = await withMachine({ host, workingDirectory, view: drafts }, (machine) =>
      tool.configure({ ...asked, machine }),
    );
    paths.push(configuration.files.map((file) => file.path));
    for (const file of configuration.files) await drafts.edit(file, tool.name);
    for (const [name, value] of Object.entries(configuration.variables)) {
      if (name in variables && plain(variables[name]) !== plain(value))
        notes.push(`${name} is set for more than one repository; the last one counts`);
      variables[name] = value;
    }
    notes.push(...configuration.notes);
    warnings.push(...(configuration.warnings ?? []));
    earlier.push({ format, endpoint: wanted.endpoint });
  }
  const secrets = request.registrations.map((one) => one.request.token.reveal());
  const files = drafts.finish(secrets);
  const view = plannedView(drafts, new FilesOnDisk(host.files));
  for (const one of request.registrations) {
    const found = await verdictsOf(one, earlier, { host, workingDirectory, view, variables });
    warnings.push(...found.map(({ found, fix }) => `${one.tool.name}: ${found}${fix ? `. ${fix}` : ''}`));
  }
  return { files, paths, variables, notes, warnings: [...new Set(warnings)] };
}

const plain = (value: string | Secret | undefined) => (value instanceof Secret ? value.reveal() : value);

/** `.netrc` and its like know one token for a host, whatever its ports. */
function isOtherDomainOfHost(address: string, endpoint: string): boolean {
  const [a, b] = [parseEndpoint(address), parseEndpoint(endpoint)];
  if (a === undefined || b === undefined || new URL(address).hostname !== new URL(endpoint).hostname) return false;
  return a.domain !== b.domain || a.domainOwner !== b.domainOwner;
}

interface Outcome {
  readonly host: FilePlanRequest['host'];
  readonly workingDirectory: string;
  readonly view: ReturnType<typeof plannedView>;
  readonly variables: Readonly<Record<string, string | Secret>>;
}

/** Variables of the login count as the tool will see them: on GitHub in later steps, elsewhere when people export them. */
async function verdictsOf(
  { tool, format, request }: Registration,
  all: FilePlanRequest['earlier'],
  { host, workingDirectory, view, variables }: Outcome,
): Promise<ToolVerdict[]> {
  const later = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, plain(value) ?? '']));
  const inspection = await inspectTool(tool, request.endpoint, { host, workingDirectory, view, variables: later });
  if (!inspection) return [];
  const label = `${request.domain}/${request.repository}`;
  return loginVerdicts(tool, inspection, {
    scopes: request.scopes,
    others: all
      .filter((one) => one.format === format && !isWithin(one.endpoint, request.endpoint))
      .map((one) => one.endpoint),
    place: { endpoint: request.endpoint, label, loginCommand: 'codeartifact-ci login' },
    token: request.token.reveal(),
  });
}
