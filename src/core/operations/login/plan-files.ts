// What the tools want of the files of this machine, worked out in memory: nothing is written here. What would come of it
// is judged by each tool's own model, over the files as they would then be.
import { resolve } from 'node:path';
import { RegistryError } from '../../errors/registry-error.ts';
import { isWithin, parseEndpoint } from '../../model/endpoint.ts';
import { Secret } from '../../model/secret.ts';
import type { Host } from '../../ports/host.ts';
import type { ConfigureRequest, ToolConfiguration, ToolInspection } from '../../ports/package-format.ts';
import type { ValueEditors } from '../../text/value-merge.ts';
import { FilesOnDisk, inspectTool, plannedView } from './inspect-tool.ts';
import { loginNotes, loginVerdicts, scopesElsewhere, type ToolVerdict, winningSetting } from './judge-tool.ts';
import {
  type NestedFolders,
  type NestedVerdict,
  nestedFolders,
  nestedVerdicts,
  notLookedInto,
} from './nested-projects.ts';
import { PlannedEdits, type PlannedFile } from './planned-edits.ts';
import { ProjectTree } from './project-files.ts';
import type { LoginRecord } from './records/login-record.ts';
import type { Registration } from './registration.ts';
import { withMachine } from './tool-machine.ts';

export interface FilePlan {
  readonly files: readonly PlannedFile[];
  /** For each registration, the files it touches. */
  readonly paths: readonly (readonly string[])[];
  readonly variables: Readonly<Record<string, string | Secret>>;
  /** Tools with a file that cannot be written, which are told by variables instead. */
  readonly byVariables: readonly string[];
  readonly notes: readonly string[];
  /** Why a tool will not do what it was configured for, with the fix. */
  readonly warnings: readonly string[];
}

export interface FilePlanRequest {
  readonly registrations: readonly Registration[];
  readonly earlier: readonly { readonly format: string; readonly endpoint: string }[];
  /** Tokens of earlier logins of the job, which may be written once more and are never shown. */
  readonly earlierSecrets?: readonly string[];
  /** Logins of other jobs that share this home. */
  readonly parallel: readonly LoginRecord[];
  readonly workingDirectory: string;
  /** Where tools may keep a file that are told by variables; none are where it is missing. */
  readonly folderForVariables?: () => Promise<string>;
  /** Whether variables reach the tools, so that they may stand for files. Default: they do. */
  readonly takesVariables?: boolean;
  readonly editors?: ValueEditors | undefined;
  readonly host: Pick<Host, 'platform' | 'home' | 'accountHome' | 'env' | 'files' | 'surface'> &
    Partial<Pick<Host, 'run' | 'http' | 'clock' | 'proxyTo'>>;
}

/**
 * Throws CA-FILE-003 when a file is too large or an edit does not understand it, CA-INPUT-001 where a checkout would show
 * the token to somebody.
 */
export async function planFiles(request: FilePlanRequest): Promise<FilePlan> {
  const { workingDirectory, host } = request;
  const tree = new ProjectTree(host.files);
  const drafts = new PlannedEdits(request);
  const variables: Record<string, string | Secret> = {};
  const notes: string[] = [];
  const warnings: string[] = [];
  const paths: string[][] = [];
  const byVariables: string[] = [];
  const earlier = [...request.earlier];
  const all = [...earlier.map(({ endpoint }) => endpoint), ...request.registrations.map((one) => one.request.endpoint)];
  for (const { tool, format, request: wanted } of request.registrations) {
    const known = earlier.filter((one) => one.format === format && one.endpoint !== wanted.endpoint);
    const asked = {
      ...wanted,
      earlierEndpoints: known.map((one) => one.endpoint),
      sharesHost: all.some((other) => isOtherDomainOfHost(other, wanted.endpoint)),
    };
    const on = { host, workingDirectory, view: drafts, tree };
    const usual = await withMachine(on, (machine) => tool.configure({ ...asked, machine }));
    const refused = await firstUnwritable(usual, request);
    const configuration =
      refused === undefined
        ? usual
        : await withMachine(on, (machine) => instead(refused, { ...asked, machine }, { tool, request }));
    if (refused !== undefined) byVariables.push(tool.name);
    paths.push(configuration.files.map((file) => file.path));
    warnings.push(...inFolderNamedAsHome(tool.name, configuration));
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
  warnings.push(...hiddenByLater(request.registrations));
  const secrets = request.registrations.map((one) => one.request.token.reveal());
  const files = drafts.finish([...secrets, ...(request.earlierSecrets ?? [])]);
  const view = plannedView(drafts, new FilesOnDisk(host.files));
  const tools = [...new Set(request.registrations.map(({ tool }) => tool))];
  const nested = await nestedFolders(tools, { host, workingDirectory, view, tree });
  for (const one of request.registrations) {
    const outlook = await verdictsOf(one, earlier, { host, workingDirectory, view, tree, variables, nested });
    const { verdicts, elsewhere } = outlook;
    if (verdicts.some(({ isRefused }) => isRefused))
      (await import('./proxied-way.ts')).refuseForeign(one.tool, verdicts);
    warnings.push(...hiddenByOtherTool(one, request.registrations, outlook));
    warnings.push(
      ...verdicts.filter(({ health }) => health !== 'ok').map((verdict) => sentenceOf(one.tool.name, verdict)),
    );
    notes.push(
      ...verdicts.filter(({ health }) => health === 'ok').map((verdict) => sentenceOf(one.tool.name, verdict)),
      ...notLookedInto(one.tool.name, nested).map((text) => `${one.tool.name}: ${text}`),
    );
    notes.push(...elsewhere.map((text) => `${one.tool.name}: ${text}`));
  }
  return { files, paths, variables, byVariables, notes: [...new Set(notes)], warnings: [...new Set(warnings)] };
}

/** A path of a variable that no shell has worked on, which the tool takes for one from where it is started. */
function inFolderNamedAsHome(tool: string, { files }: ToolConfiguration): string[] {
  return files
    .filter(({ path, holdsSecret }) => holdsSecret && path.split(/[/\\]/).includes('~'))
    .map(
      ({ path }) =>
        `${tool}: ${path} holds the token until logout, in a folder called \`~\`: that is what ${tool} makes of a variable in which nobody put the home in the place of \`~\`. Write the whole path into that variable`,
    );
}

const sentenceOf = (tool: string, { found, fix, folder }: LoginOutlook['verdicts'][number]) =>
  `${tool}${folder === undefined ? '' : ` in ${folder}`}: ${found}${fix ? `. ${fix}` : ''}`;

const labelOf = ({ request }: Registration) => `${request.domain}/${request.repository}`;
const hasOneDefault = (tool: Registration['tool'], request: Registration['request']) =>
  tool.hasScopes === true && request.scopes.length === 0;

const hidden = (one: Registration, by: Registration, why: string) =>
  `${one.tool.name} asks ${labelOf(by)} and not ${labelOf(one)}, since ${why}. Give \`scope\` to one of the two`;

/** Tools that know one default registry, of which a list names several without scopes: the last one counts. */
function hiddenByLater(registrations: readonly Registration[]): string[] {
  return registrations.flatMap((one, index) => {
    const isDefault = ({ tool, request }: Registration) => tool.name === one.tool.name && hasOneDefault(tool, request);
    const later = isDefault(one) ? registrations.slice(index + 1).findLast(isDefault) : undefined;
    if (later === undefined || later.request.endpoint === one.request.endpoint) return [];
    return [hidden(one, later, 'it knows one registry for packages without a scope')];
  });
}

/** The same for tools that read a file of each other, as npm and pnpm do. */
function hiddenByOtherTool(
  one: Registration,
  registrations: readonly Registration[],
  { asksInstead }: LoginOutlook,
): string[] {
  if (asksInstead === undefined || isWithin(asksInstead, one.request.endpoint)) return [];
  const isAsked = ({ request }: Registration) => isWithin(asksInstead, request.endpoint);
  const by = registrations.findLast((other) => isAsked(other) && other.tool.name !== one.tool.name);
  if (by === undefined || registrations.some((other) => isAsked(other) && other.tool.name === one.tool.name)) return [];
  return [hidden(one, by, `it reads the file in which that is set for ${by.tool.name}`)];
}

/** The first file of a tool that this user cannot write. */
async function firstUnwritable(
  { files }: ToolConfiguration,
  { host, workingDirectory }: FilePlanRequest,
): Promise<string | undefined> {
  for (const file of files) {
    const path = resolve(workingDirectory, file.path);
    const found = await host.files.stat(path);
    // What is no file there is told by what opens it.
    const isFile = found === undefined || found.kind === 'file' || found.kind === 'link';
    if (isFile && !(await host.files.isWritable(path))) return path;
  }
  return undefined;
}

/** Variables in the place of files. Throws CA-FILE-003 where the tool has none, or they would reach nobody. */
async function instead(
  path: string,
  asked: ConfigureRequest,
  { tool, request }: { tool: Registration['tool']; request: FilePlanRequest },
): Promise<ToolConfiguration> {
  const folder = tool.asVariables && (await request.folderForVariables?.());
  const found = folder === undefined ? undefined : await tool.asVariables?.({ ...asked, folder });
  const refusal = `${path} cannot be written, so ${tool.name} cannot be configured`;
  if (found === undefined)
    throw new RegistryError('CA-FILE-003', `${refusal}, and it has no variables that would do`, {
      remedy: 'Make the file writable, or set HOME to a folder that is.',
    });
  if (request.takesVariables === false)
    throw new RegistryError('CA-FILE-003', `${refusal} by files; variables would do`, {
      remedy:
        'Let the shell set them: `eval "$(codeartifact-ci login … --print-env)"`; or set HOME to a folder that can be written.',
    });
  return { ...found, notes: [...found.notes, `${tool.name} is told by variables, since ${path} cannot be written`] };
}

const plain = (value: string | Secret | undefined) => (value instanceof Secret ? value.reveal() : value);

/** `.netrc` and its like know one token for a host, whatever its ports. */
function isOtherDomainOfHost(address: string, endpoint: string): boolean {
  const [a, b] = [parseEndpoint(address), parseEndpoint(endpoint)];
  if (a === undefined || b === undefined || new URL(address).hostname !== new URL(endpoint).hostname) return false;
  return a.domain !== b.domain || a.domainOwner !== b.domainOwner;
}

interface LoginOutlook {
  readonly verdicts: readonly (ToolVerdict & Partial<NestedVerdict>)[];
  readonly elsewhere: readonly string[];
  /** What the tool asks for packages without a scope, where it knows one registry for them and this login named one. */
  readonly asksInstead: string | undefined;
}

interface Outcome {
  readonly host: FilePlanRequest['host'];
  readonly workingDirectory: string;
  readonly view: ReturnType<typeof plannedView>;
  readonly tree: ProjectTree;
  readonly variables: Readonly<Record<string, string | Secret>>;
  readonly nested: NestedFolders;
}

/** Variables of the login count as the tool will see them: on GitHub in later steps, elsewhere when people export them. */
async function verdictsOf(
  { tool, format, request }: Registration,
  all: FilePlanRequest['earlier'],
  { host, workingDirectory, view, tree, variables, nested }: Outcome,
): Promise<LoginOutlook> {
  const later = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, plain(value) ?? '']));
  const options = { host, workingDirectory, view, tree, variables: later };
  const inspection = await inspectTool(tool, request.endpoint, options);
  if (!inspection) return { verdicts: [], elsewhere: [], asksInstead: undefined };
  const label = `${request.domain}/${request.repository}`;
  const judged = {
    scopes: request.scopes,
    others: all
      .filter((one) => one.format === format && !isWithin(one.endpoint, request.endpoint))
      .map((one) => one.endpoint),
    place: { endpoint: request.endpoint, label },
    token: request.token.reveal(),
  };
  // Loaded where one is in play, which is seldom so: each kilobyte is parsed by every login.
  const byProxy = async (one: ToolInspection): Promise<readonly ToolVerdict[]> =>
    one.way === undefined || (one.way.address === undefined && (await host.proxyTo?.(request.endpoint)) === undefined)
      ? []
      : (await import('./proxied-way.ts')).proxyVerdicts(tool, one, request.endpoint, host);
  const top = { inspection, folders: nested };
  const below = await nestedVerdicts(tool, request.endpoint, top, options, async (one) => [
    ...loginVerdicts(tool, one, judged),
    ...(await byProxy(one)),
    ...scopesElsewhere(tool, one, judged).map((found) => ({
      subject: 'registry',
      health: 'ok' as const,
      isNote: true,
      found,
    })),
  ]);
  return {
    verdicts: [...loginVerdicts(tool, inspection, judged), ...(await byProxy(inspection)), ...below],
    elsewhere: [...scopesElsewhere(tool, inspection, judged), ...loginNotes(inspection)],
    asksInstead: hasOneDefault(tool, request) ? winningSetting(inspection.registries ?? [], undefined)?.url : undefined,
  };
}
