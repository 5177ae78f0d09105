// Can package managers reach the repository and read from it, on this machine, with this clock?
import { RegistryError } from '../../errors/registry-error.ts';
import { label } from '../../model/repository.ts';
import type { AuthorizationToken } from '../../ports/code-artifact.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { NOT_SERVED, statusOf } from '../login/endpoint-status.ts';
import {
  type DiagnosePorts,
  type DiagnoseRequest,
  type Endpoint,
  type Finding,
  findingOf,
  runProbe,
} from './finding.ts';

/** Signatures are refused beyond five minutes. */
const TOLERANCE_MS = 4 * 60_000;

export async function endpointProbe(
  findings: Finding[],
  { format, token, isFirst }: { format: PackageFormat; token: AuthorizationToken; isFirst: boolean },
  request: DiagnoseRequest,
  { client, host }: DiagnosePorts,
): Promise<Endpoint | undefined> {
  const { address, endpointType } = request;
  const url = await runProbe(
    findings,
    `endpoint ${format.name}`,
    () => client.getRepositoryEndpoint(address, format.name, endpointType),
    (found) => found,
  );
  if (!url) return undefined;
  const probe = `read ${format.name}`;
  try {
    const { status, date } = await statusOf(url, token.token.reveal(), host);
    if (isFirst) findings.push(...clockProbe(date, host.clock.now()));
    findings.push(readFinding(probe, status, format, request));
  } catch (error) {
    const isSilent = error instanceof RegistryError && error.code === 'CA-NET-003';
    findings.push(findingOf(probe, error, isSilent ? reachFix(url, host.env) : undefined));
  }
  return { format, url };
}

function readFinding(probe: string, status: number, { name }: PackageFormat, { address }: DiagnoseRequest): Finding {
  if (status === 401)
    return {
      probe,
      health: 'problem',
      code: 'CA-AUTH-005',
      found: 'a fresh token was refused with 401',
      fix: 'Check the clock of this machine and whether `endpoint-url` belongs to the same account and region.',
    };
  if (status === 403)
    return {
      probe,
      health: 'problem',
      code: 'CA-AUTH-003',
      found: `reading from ${label(address)} is denied (403)`,
      fix: `Allow reading on the ARN of the repository (ARNs of packages do not work for it): {"Effect":"Allow","Action":"codeartifact:ReadFromRepository","Resource":"arn:aws:codeartifact:*:${address.domainOwner ?? '*'}:repository/${address.domain}/${address.repository}"}`,
    };
  if (status === NOT_SERVED)
    return {
      probe,
      health: 'problem',
      code: 'CA-INPUT-003',
      found: `this server does not serve ${name} packages (501): nothing can be installed from it or published to it`,
      fix: `Use CodeArtifact itself for ${name}, or leave its tools out of \`tools\` here.`,
    };
  if (status >= 500) return { probe, health: 'problem', code: 'CA-NET-002', found: `the endpoint answers ${status}` };
  return { probe, health: 'ok', found: 'package managers can read' };
}

/** By the date of an answer: a wrong clock makes signatures and tokens look wrong. */
function clockProbe(date: string | undefined, now: number): Finding[] {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return [];
  const skew = now - theirs;
  if (Math.abs(skew) <= TOLERANCE_MS) return [{ probe: 'clock', health: 'ok', found: 'agrees with the service' }];
  return [
    {
      probe: 'clock',
      health: 'problem',
      code: 'CA-AUTH-008',
      found: `the clock of this machine is ${Math.round(Math.abs(skew) / 60_000)} minutes ${skew < 0 ? 'behind' : 'ahead'}: signatures are refused beyond five minutes`,
      fix: 'Set it: `sudo chronyc makestep` (Linux), `sudo sntp -sS time.apple.com` (macOS), `w32tm /resync` (Windows).',
    },
  ];
}

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** Which proxy the tools are told of; its user and password stay unsaid. */
export function proxyProbe(env: Host['env']): Finding[] {
  const name = PROXIES.find((one) => env[one]);
  if (name === undefined) return [];
  const value = env[name] ?? '';
  const probe = 'proxy';
  const noProxy = env.NO_PROXY || env.no_proxy;
  if (!URL.canParse(value))
    return [
      {
        probe,
        health: 'problem',
        code: 'CA-INPUT-001',
        found: `${name} is not an address`,
        fix: `Write it with scheme and port: ${name}=http://proxy.example.com:3128`,
      },
    ];
  const { protocol, host } = new URL(value);
  return [{ probe, health: 'ok', found: `${name} is ${protocol}//${host}${noProxy ? `, except for ${noProxy}` : ''}` }];
}

/** What must be reachable: the repository, and for downloads the storage behind it (user guide, VPC endpoints). */
function reachFix(url: string, env: Host['env']): string {
  const { hostname } = new URL(url);
  const region = /\.codeartifact\.([a-z0-9-]+)\./.exec(hostname)?.[1];
  const storage = region ? ` and, for downloads, assets-*-${region}.s3.${region}.amazonaws.com` : '';
  const isProxied = PROXIES.some((name) => env[name]);
  return `Let this machine reach ${hostname}${storage}${isProxied ? ' through the proxy, or name them in NO_PROXY' : ', directly, by a VPC endpoint or with HTTPS_PROXY'}.`;
}
