import { type SignedIn, signIn } from '../aws/sign-in.ts';
import { interruption } from '../core/calls/waits.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { OutputName } from '../core/inputs/definitions.ts';
import type { Format } from '../core/model/package.ts';
import type { Secret } from '../core/model/secret.ts';
import { type Authorized, authorize } from '../core/operations/login/authorize.ts';
import { configure, type LoginReport } from '../core/operations/login/configure.ts';
import type { ToolFinding } from '../core/operations/login/detect-tools.ts';
import { unservedWarnings } from '../core/operations/login/endpoint-status.ts';
import { cleanUp } from '../core/operations/login/logout.ts';
import type { Registration } from '../core/operations/login/registration.ts';
import type { AuthorizationToken } from '../core/ports/code-artifact.ts';
import type { Host } from '../core/ports/host.ts';
import { markdownText, shownWord } from '../core/text/shown-text.ts';
import { toolSets } from '../formats/tools.ts';
import { valueEditors } from '../formats/value-editors.ts';
import type { Command } from './definition/command.ts';
import type { CommandResult } from './definition/result.ts';
import { cachePlanner } from './registry/caches.ts';
import { chosenTools, detectedTools } from './registry/chosen-tools.ts';
import { type RegistryEntry, registryEntries } from './registry/registries.ts';
import { markdownTable, textTable } from './report/tables.ts';

/** `login`: one token a domain, one endpoint a format, every tool configured; undone by `logout` or the post step. */
export const loginCommand: Command = async ({ inputs, host, extra, isStep }) => {
  const entries = await registryEntries(inputs, host);
  const { found, announce } = await toolsOf(entries, host);
  const signedIn = await Promise.all(entries.map((entry) => signInOnce(entry, host)));
  const tokens = new Map<string, Promise<AuthorizationToken>>();
  const asked = entries.map((entry, index) =>
    authorizeEntry(entry, found[index] ?? [], signedIn[index] as SignedIn, tokens),
  );
  // Names of files of strangers are printed when all secrets there will be have been masked, or never will be.
  const authorized = await Promise.all(asked).finally(announce);

  const registrations = entries.flatMap((entry, index) =>
    registrationsOf(entry, found[index] ?? [], authorized[index] as Authorized),
  );
  // Asked beside the work, so that nothing waits for it.
  const unserved = unservedWarnings(registrations, CONFIGURED_ONLY, host);
  const expiresAt = Math.max(...authorized.map(({ token }) => token.expiresAt));
  const report = await configure(
    {
      registrations,
      expiresAt,
      tokenVariable: inputs.text('token-env-var') ?? 'auto',
      workingDirectory: host.workingDirectory,
      editors: valueEditors,
      dryRun: inputs.flag('dry-run'),
      takesVariables: isStep === true || extra['print-env'] === 'true' || extra['results-file'] !== undefined,
    },
    host,
  );
  for (const note of report.notes) host.log.info(note);
  for (const warning of report.warnings) host.log.warning(shownWord(warning));
  for (const warning of report.repaired?.warnings ?? []) host.log.warning(warning);
  const exported = await keptOnlyWhole(report, host, async () => {
    for (const warning of await unserved) host.log.warning(warning);
    return inputs.flag('export-aws-credentials')
      ? exportedCredentials(signedIn[0] as SignedIn, entries[0]?.identity.region ?? '')
      : {};
  });
  const first = authorized[0] as Authorized;
  const expiration = new Date(Math.min(...authorized.map(({ token }) => token.expiresAt))).toISOString();
  const endpoints = endpointsOf(entries, authorized);
  const account = accountOf(entries[0], first);
  const outputs: Partial<Record<OutputName, string | Secret>> = {
    'registry-url': Object.values(endpoints)[0] ?? '',
    'repository-endpoints': JSON.stringify(endpoints),
    'token-expiration': expiration,
    'configured-tools': JSON.stringify([...new Set(report.tools.map(({ tool }) => tool))]),
    'config-files': JSON.stringify(Object.fromEntries(report.tools.map(({ tool, files }) => [tool, files]))),
    ...(account ? { 'aws-account-id': account } : {}),
    ...(inputs.flag('output-token') ? { token: first.token.token } : {}),
  };
  const { stateFolder, ...shown } = report;
  const result: CommandResult = {
    exit: 0,
    outputs,
    variables: { ...report.variables, ...exported },
    json: { ...shown, variables: Object.keys(report.variables), endpoints, tokenExpiration: expiration },
    lines: linesOf(report, expiration, inputs.flag('dry-run')),
    summary: summaryOf(entries, report, expiration),
    planCaches: cachePlanner(
      inputs,
      entries.map(({ address }, index) => ({
        place: `${address.domain}/${address.repository}`,
        findings: found[index] ?? [],
        authorized: authorized[index] as Authorized,
      })),
      host,
    ),
    state: {
      sessions: report.session ? [report.session] : [],
      ...(stateFolder ? { folders: [stateFolder] } : {}),
      tokenExpiresAt: Date.parse(expiration),
      cleanup: inputs.flag('cleanup'),
    },
  };
  return result;
};

/** Formats whose packages we do not publish yet: a server that stands in for the service may not serve them either. */
const CONFIGURED_ONLY = toolSets.filter(({ isPublished }) => !isPublished).map(({ name }) => name);

interface ChosenTools {
  /** For each registry. */
  readonly found: readonly (readonly ToolFinding[])[];
  /** Prints what was detected, so that nobody has to guess what `auto` saw. */
  announce(): void;
}

/** Which tools each registry gets. */
async function toolsOf(entries: readonly RegistryEntry[], host: Host): Promise<ChosenTools> {
  const asked = entries.map(({ tools }) => tools);
  const detected = await detectedTools(asked, host);
  const announce = () => {
    for (const finding of detected) host.log.info(`${finding.tool.name}: ${shownWord(finding.reason)}`);
    if (asked.some((tools) => tools.includes('auto')) && detected.length === 0)
      host.log.warning(
        '`tools` is `auto`, and no lock or build file of a known tool was found: only the token and endpoints are available',
      );
  };
  const found = asked.map((tools) => chosenTools(tools, detected));
  return { found, announce };
}

const clients = new WeakMap<Host, Map<string, Promise<SignedIn>>>();

/** Registries with the same identity share its credentials and its calls. */
function signInOnce(entry: RegistryEntry, host: Host): Promise<SignedIn> {
  const known = clients.get(host) ?? new Map<string, Promise<SignedIn>>();
  clients.set(host, known);
  const key = JSON.stringify(entry.identity);
  const asked = known.get(key) ?? signIn(host, entry.identity);
  known.set(key, asked);
  return asked;
}

function authorizeEntry(
  entry: RegistryEntry,
  findings: readonly ToolFinding[],
  signedIn: SignedIn,
  tokens: Map<string, Promise<AuthorizationToken>>,
): Promise<Authorized> {
  const { address, durationSeconds } = entry;
  const key = JSON.stringify([entry.identity, address.domain, address.domainOwner, durationSeconds]);
  const token = tokens.get(key) ?? signedIn.client.getAuthorizationToken(address, durationSeconds);
  tokens.set(key, token);
  const formats: Format[] =
    findings.length > 0
      ? findings.map(({ format }) => format)
      : toolSets.filter(({ isPublished }) => isPublished).map(({ name }) => name);
  // The token and the endpoints are asked for at the same time: nothing waits for anything.
  const pending = {
    getAuthorizationToken: () => token,
    getCallerIdentity: () => signedIn.client.getCallerIdentity(),
    getRepositoryEndpoint: signedIn.client.getRepositoryEndpoint,
  };
  return authorize(pending, { address, formats, endpointType: entry.endpointType, durationSeconds });
}

function registrationsOf(
  entry: RegistryEntry,
  findings: readonly ToolFinding[],
  { token, endpoints, domainOwner }: Authorized,
): Registration[] {
  return findings.map(({ tool, format }) => ({
    tool,
    format,
    request: {
      domain: entry.address.domain,
      domainOwner,
      repository: entry.address.repository,
      region: entry.identity.region,
      endpoint: endpoints.get(format) ?? '',
      token: token.token,
      scopes: entry.scopes,
      options: entry.options,
    },
  }));
}

function endpointsOf(entries: readonly RegistryEntry[], authorized: readonly Authorized[]): Record<string, string> {
  const isOne = entries.length === 1;
  const all = entries.flatMap((entry, index) =>
    [...(authorized[index]?.endpoints ?? [])].map(
      ([format, endpoint]) =>
        [isOne ? format : `${entry.address.domain}/${entry.address.repository}/${format}`, endpoint] as const,
    ),
  );
  return Object.fromEntries(all);
}

/** Known without another call: from the role, or because a domain without a named owner is the caller's own. */
function accountOf(entry: RegistryEntry | undefined, authorized: Authorized): string | undefined {
  const role = /^arn:[^:]+:iam::(\d{12}):/.exec(entry?.identity.roleToAssume ?? '')?.[1];
  return role ?? (entry?.address.domainOwner === undefined ? authorized.domainOwner : undefined);
}

/**
 * Does what is left after the files were written. A step that ends without success leaves no token behind, whether it
 * was cancelled meanwhile or failed: nobody who sees it red looks for a login.
 */
async function keptOnlyWhole<T>(report: LoginReport, host: Host, rest: () => Promise<T>): Promise<T> {
  try {
    const result = await rest();
    if (host.interrupted.aborted) throw interruption(host.interrupted, 'before the login had ended');
    return result;
  } catch (error) {
    if (report.session === undefined) throw error;
    const folders = report.stateFolder === undefined ? [] : [report.stateFolder];
    const { warnings } = await cleanUp({ sessions: [report.session], folders, editors: valueEditors }, host);
    for (const warning of warnings) host.log.warning(warning);
    throw error;
  }
}

async function exportedCredentials(signedIn: SignedIn, region: string): Promise<Record<string, string | Secret>> {
  const { accessKeyId, secretAccessKey, sessionToken } = await signedIn.credentials();
  if (!accessKeyId) throw new RegistryError('CA-AUTH-001', 'there are no AWS credentials to export');
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken ?? '',
  };
}

function linesOf(report: LoginReport, expiration: string, dryRun: boolean): string[] {
  const rows = report.tools.map(({ tool, domain, repository, files }) => [
    tool,
    `${domain}/${repository}`,
    files.join(', '),
  ]);
  const preview = dryRun
    ? report.files.flatMap(({ path, change, added }) => [`${change} ${path}`, ...added.map((line) => `  + ${line}`)])
    : [];
  return [
    ...(dryRun ? ['nothing was written; this is what would be done:', ...preview] : []),
    ...(rows.length > 0 ? textTable(['tool', 'repository', 'files'], rows) : []),
    `the token is good until ${expiration}`,
  ];
}

function summaryOf(entries: readonly RegistryEntry[], report: LoginReport, expiration: string): string {
  const place = entries.map(({ address }) => `${address.domain}/${address.repository}`).join(', ');
  const rows = report.tools.map(({ tool, domain, repository, files }) => [
    tool,
    `${domain}/${repository}`,
    files.join(', '),
  ]);
  return [
    `### Signed in to ${markdownText(place)}`,
    ...(rows.length > 0 ? [markdownTable(['tool', 'repository', 'files'], rows)] : []),
    `The token is good until ${expiration}.`,
  ].join('\n\n');
}
