// Are the tools told to ask this repository, with a token that is good? Tokens found in files are tried, never shown.
import { isWithin, parseEndpoint } from '../../model/endpoint.ts';
import { label } from '../../model/repository.ts';
import { conceal, LONGEST_TOKEN } from '../../model/secret.ts';
import { TOKEN_VARIABLE } from '../../model/token-variable.ts';
import type { AuthorizationToken } from '../../ports/code-artifact.ts';
import type { LockedAddress, StoredCredential, Tool, ToolInspection } from '../../ports/package-format.ts';
import { statusOf } from '../login/endpoint-status.ts';
import { FilesOnDisk, inspectTool } from '../login/inspect-tool.ts';
import { registryVerdicts, remarkVerdicts, type ToolVerdict } from '../login/judge-tool.ts';
import { foldersNotLookedInto, nestedFolders, nestedVerdicts, notLookedInto } from '../login/nested-projects.ts';
import { ProjectTree } from '../login/project-files.ts';
import { proxyVerdicts } from '../login/proxied-way.ts';
import { type DiagnosePorts, type DiagnoseRequest, type Endpoint, type Finding, findingOf } from './finding.ts';

interface DoctorContext {
  readonly token: AuthorizationToken;
  readonly endpoints: readonly Endpoint[];
}

export async function toolProbes(
  ground: DoctorContext,
  request: DiagnoseRequest,
  ports: DiagnosePorts,
): Promise<Finding[]> {
  const { host } = ports;
  const findings: Finding[] = [];
  const view = new FilesOnDisk(host.files);
  const chosen = ground.endpoints.flatMap(({ format }) => format.tools);
  const options = { host, workingDirectory: host.workingDirectory, view, tree: new ProjectTree(host.files) };
  const nested = await nestedFolders(
    chosen.filter(({ name }) => request.tools.includes(name)),
    options,
  );
  for (const { format, url } of ground.endpoints) {
    for (const tool of format.tools.filter(({ name }) => request.tools.includes(name))) {
      const inspection = await inspectTool(tool, url, options);
      if (inspection === undefined) continue;
      findings.push(...(await toolFindings(tool, url, inspection, request, ports)));
      const below = await nestedVerdicts(tool, url, { inspection, folders: nested }, options, (one, folder) =>
        placeVerdicts(tool, url, one, { request, ports, top: folder === '' ? undefined : inspection }),
      );
      findings.push(
        ...below.map(
          ({ subject, health, found, fix, folder }): Finding => ({
            probe: `${tool.name} ${subject} in ${folder}`,
            health,
            found,
            ...(fix ? { fix } : {}),
          }),
        ),
        ...notLookedInto(tool.name, nested).map(
          (found): Finding => ({ probe: `${tool.name} projects below`, health: 'warning', found }),
        ),
      );
    }
  }
  const passedOver = findings.length === 0 ? undefined : foldersNotLookedInto(nested);
  if (passedOver !== undefined) findings.push({ probe: 'projects below', health: 'ok', found: passedOver });
  return [...(await variableProbe(ground, ports)), ...findings];
}

async function toolFindings(
  tool: Tool,
  endpoint: string,
  inspection: ToolInspection,
  request: DiagnoseRequest,
  ports: DiagnosePorts,
): Promise<Finding[]> {
  const { name } = tool;
  const place = { endpoint, label: label(request.address), loginCommand: loginCommand(name, request.address) };
  return [
    ...[
      ...registryVerdicts(tool, inspection, place),
      ...remarkVerdicts(inspection),
      ...(await proxyVerdicts(tool, inspection, endpoint, ports.host)),
    ].map(
      ({ subject, health, found, fix }): Finding => ({
        probe: `${name} ${subject}`,
        health,
        found,
        ...(fix ? { fix } : {}),
      }),
    ),
    ...(inspection.notes ?? []).map((found): Finding => ({ probe: `${name} registry`, health: 'ok', found })),
    ...(await credentialFindings(tool, endpoint, inspection.credentials, ports)),
    ...inspection.locked.flatMap((one) => lockFinding(name, endpoint, one)),
  ];
}

interface PlaceJudgement {
  readonly request: DiagnoseRequest;
  readonly ports: DiagnosePorts;
  /** What the top comes to, of a project below; its credentials were tried there. */
  readonly top: ToolInspection | undefined;
}

/** What is to be said about a project below: a token of its own is tried where it is the one that is sent. */
async function placeVerdicts(
  tool: Tool,
  endpoint: string,
  inspection: ToolInspection,
  { request, ports, top }: PlaceJudgement,
): Promise<ToolVerdict[]> {
  const { address } = request;
  const place = { endpoint, label: label(address), loginCommand: loginCommand(tool.name, address) };
  const known = top?.credentials ?? [];
  const isToldAbove = top !== undefined && registryVerdicts(tool, top, place).some(isReached);
  const own = inspection.credentials.slice(0, 1).filter((one) => !known.some((other) => isSame(one, other)));
  const tried = known.length === 0 ? [] : await credentialFindings(tool, endpoint, own, ports);
  return [
    // What is told at the top and not here is not for want of a login.
    ...registryVerdicts(tool, inspection, place).map((one) =>
      isToldAbove && one.health === 'warning' ? { ...one, health: 'problem' as const } : one,
    ),
    ...remarkVerdicts(inspection),
    ...(await proxyVerdicts(tool, inspection, endpoint, ports.host)),
    ...tried.map(({ health, found, fix }) => ({ subject: 'token', health, found, fix })),
  ];
}

const isReached = ({ health, isNote }: ToolVerdict) => health === 'ok' && !isNote;

const isSame = (one: StoredCredential, other: StoredCredential) => one.token.reveal() === other.token.reveal();

const loginCommand = (tools: string, { domain, domainOwner, repository }: DiagnoseRequest['address']) =>
  `codeartifact-ci login --tools ${tools} --domain ${domain}${domainOwner ? ` --domain-owner ${domainOwner}` : ''} --repository ${repository}`;

async function credentialFindings(
  { name }: Tool,
  endpoint: string,
  credentials: readonly StoredCredential[],
  { host }: DiagnosePorts,
): Promise<Finding[]> {
  const probe = `${name} token`;
  const findings: Finding[] = [];
  const tried = new Map<string, Promise<number>>();
  for (const one of credentials) {
    const { source, token, client, fix } = one;
    const first = credentials.find((other) => other.client === client);
    // What is too long to be one is not masked either.
    const isLong = token.reveal().length > LONGEST_TOKEN;
    const value = isLong ? '' : conceal(token.reveal(), host.mask).reveal();
    if (/[\r\n]/.test(value) || value === '') {
      findings.push({
        probe,
        health: 'problem',
        code: 'CA-AUTH-005',
        found: `the token in ${source} is not one`,
        fix: fix ?? again(name),
      });
      continue;
    }
    const asked = tried.get(value) ?? statusOf(endpoint, value, host).then(({ status }) => status);
    tried.set(value, asked);
    try {
      const status = await asked;
      findings.push(
        (status === 401 || status === 403) && one !== first
          ? {
              probe,
              health: 'warning',
              code: 'CA-AUTH-005',
              found: `the token in ${source} is refused with ${status}; ${client ?? name} takes that of ${first?.source} before it`,
              fix: again(name),
            }
          : status === 401 || status === 403
            ? {
                probe,
                health: 'problem',
                code: 'CA-AUTH-005',
                found: `the token in ${source} is refused with ${status}: it has expired (12 hours at most), or is for another domain`,
                fix: fix ?? again(name),
              }
            : { probe, health: 'ok', found: `the token in ${source} is good` },
      );
    } catch (error) {
      findings.push(findingOf(probe, error));
    }
  }
  return findings;
}

const again = (tools: string) =>
  `codeartifact-ci login --tools ${tools} again; in long jobs repeat it before publishing, or set a longer \`duration-seconds\``;

/** A variable that other ways of signing in leave behind. */
async function variableProbe({ token, endpoints }: DoctorContext, { host }: DiagnosePorts): Promise<Finding[]> {
  const value = host.env[TOKEN_VARIABLE];
  const [first] = endpoints;
  if (!value || !first || value === token.token.reveal()) return [];
  const probe = `variable ${TOKEN_VARIABLE}`;
  try {
    const { status } = await statusOf(first.url, conceal(value, host.mask).reveal().trim(), host);
    if (status !== 401 && status !== 403) return [{ probe, health: 'ok', found: 'holds a token that is good' }];
    return [
      {
        probe,
        health: 'problem',
        code: 'CA-AUTH-005',
        found: `${TOKEN_VARIABLE} holds a token that is refused with ${status}: it has expired, or is for another domain`,
        fix: `export ${TOKEN_VARIABLE}="$(codeartifact-ci token)"`,
      },
    ];
  } catch (error) {
    return [findingOf(probe, error)];
  }
}

/** A lock file that names a registry sends the tool there, whatever the login says. */
function lockFinding(name: string, endpoint: string, { source, url, count, isReplaced }: LockedAddress): Finding[] {
  if (isReplaced || isWithin(url, endpoint)) return [];
  const theirs = parseEndpoint(url);
  const isRepository = theirs !== undefined || /\.codeartifact\./.test(url);
  return [
    {
      probe: `${name} lock file`,
      health: isRepository ? 'problem' : 'warning',
      found: `${source} pins ${count} package${count === 1 ? '' : 's'} to ${url}${isRepository ? ', another repository, for which there is no token: 401' : ', which is asked instead of this repository'}`,
      fix: `Make the lock file anew while signed in, without addresses where the tool can (see docs/recipes/lock-files.md), or replace ${url} by ${endpoint} in it.`,
    },
  ];
}
