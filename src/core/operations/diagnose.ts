// The doctor: ordered probes, each with a finding, its cause and the fix. Reads only. A probe that fails ends what
// depends on it, so that people see the first cause and not its echoes.
import { CATALOGUE, type ErrorCode } from '../errors/catalogue.ts';
import { RegistryError } from '../errors/registry-error.ts';
import { packageName } from '../model/coordinates.ts';
import type { Format, PackageReference } from '../model/package.ts';
import type {
  AuthorizationToken,
  CodeArtifactReader,
  RepositoryAddress,
  RepositoryDescription,
  TokenIssuer,
} from '../ports/code-artifact.ts';
import type { Host } from '../ports/host.ts';

export type Health = 'ok' | 'warning' | 'problem';

export interface Finding {
  /** Stable name of the probe: `credentials`, `token`, `repository`, … */
  readonly probe: string;
  readonly health: Health;
  /** What was found, in one sentence. */
  readonly found: string;
  /** A command or policy to paste; absent when there is nothing to do. */
  readonly fix?: string | undefined;
  readonly code?: ErrorCode | undefined;
}

export interface DiagnoseRequest {
  readonly address: RepositoryAddress;
  readonly formats: readonly Format[];
  readonly endpointType: 'ipv4' | 'dualstack';
  readonly durationSeconds: number;
  /** Packages people cannot install or publish; a version may be named. */
  readonly packages: readonly (PackageReference & { readonly version?: string | undefined })[];
}

export interface DiagnosePorts {
  readonly client: CodeArtifactReader & TokenIssuer;
  readonly host: Pick<Host, 'http' | 'clock' | 'env'>;
}

/** Resolves to the findings in the order of the probes; errors of the service become findings and are not thrown. */
export async function diagnose(request: DiagnoseRequest, ports: DiagnosePorts): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const identity = await probe(
    findings,
    'credentials',
    () => ports.client.getCallerIdentity(),
    ({ arn }) => `signed in as ${arn}`,
  );
  if (!identity) return findings;
  const token = await probe(
    findings,
    'token',
    () => ports.client.getAuthorizationToken(request.address, request.durationSeconds),
    ({ expiresAt }) => `an authorization token, good until ${new Date(expiresAt).toISOString()}`,
  );
  const repository = await repositoryProbe(findings, request, ports, identity.account);
  if (!token || !repository) return findings;
  for (const format of request.formats) await endpointProbe(findings, request, ports, format, token);
  upstreamProbe(findings, request.address, repository);
  for (const wanted of request.packages)
    await packageProbe(findings, request.address, repository, ports.client, wanted);
  return findings;
}

/** Exit code of the command line: that of the first problem. */
export function exitOf(findings: readonly Finding[]): number {
  const first = findings.find(({ health }) => health === 'problem');
  return first === undefined ? 0 : first.code ? CATALOGUE[first.code].exit : 1;
}

async function probe<T>(
  findings: Finding[],
  name: string,
  work: () => Promise<T>,
  say: (value: T) => string,
): Promise<T | undefined> {
  try {
    const value = await work();
    findings.push({ probe: name, health: 'ok', found: say(value) });
    return value;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    findings.push({ probe: name, health: 'problem', found: error.message, fix: error.remedy, code: error.code });
    return undefined;
  }
}

async function repositoryProbe(
  findings: Finding[],
  { address }: DiagnoseRequest,
  { client }: DiagnosePorts,
  account: string,
): Promise<RepositoryDescription | undefined> {
  const place = `${address.domain}/${address.repository}`;
  try {
    const found = await client.describeRepository(address);
    if (found) {
      findings.push({ probe: 'repository', health: 'ok', found: `${place} exists, owner ${found.domainOwner}` });
      return found;
    }
    const names = await client.listRepositoriesInDomain(address).catch(() => []);
    findings.push({
      probe: 'repository',
      health: 'problem',
      code: 'CA-FIND-001',
      found: `${place} does not exist`,
      fix:
        names.length > 0
          ? `Repositories of the domain: ${names.slice(0, 20).join(', ')}`
          : `aws codeartifact create-repository --domain ${address.domain} --repository ${address.repository}`,
    });
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const isCrossAccount =
      address.domainOwner !== undefined && address.domainOwner !== account && error.code === 'CA-AUTH-003';
    findings.push({
      probe: 'repository',
      health: 'problem',
      code: error.code,
      found: error.message,
      fix: isCrossAccount ? crossAccountFix(address, account) : error.remedy,
    });
  }
  return undefined;
}

/** Another account needs an allow on both sides (user guide, repo-policies): the part of the owner. */
function crossAccountFix(address: RepositoryAddress, account: string): string {
  const statement = (actions: string[]) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: actions, Resource: '*' },
      ],
    });
  return [
    `In account ${address.domainOwner}: aws codeartifact put-domain-permissions-policy --domain ${address.domain} --policy-document '${statement(['codeartifact:GetAuthorizationToken', 'codeartifact:GetRepositoryEndpoint', 'codeartifact:DescribeRepository', 'codeartifact:ReadFromRepository'])}'`,
    `In account ${account}: allow the same actions and sts:GetServiceBearerToken in the identity policy.`,
  ].join('\n');
}

async function endpointProbe(
  findings: Finding[],
  request: DiagnoseRequest,
  { client, host }: DiagnosePorts,
  format: Format,
  token: AuthorizationToken,
): Promise<void> {
  const endpoint = await probe(
    findings,
    `endpoint ${format}`,
    () => client.getRepositoryEndpoint(request.address, format, request.endpointType),
    (url) => url,
  );
  if (!endpoint) return;
  const name = `read ${format}`;
  try {
    // No package has this name; what counts is whether the answer is about the package or about us.
    const response = await host.http({
      method: 'GET',
      url: `${endpoint}codeartifact-ci-doctor-probe`,
      headers: { authorization: `Bearer ${token.token.reveal()}` },
    });
    await response.discard();
    if (response.status === 401)
      findings.push({
        probe: name,
        health: 'problem',
        code: 'CA-AUTH-005',
        found: 'a fresh token was refused with 401',
        fix: 'Check the clock of this machine and whether `endpoint-url` belongs to the same account and region.',
      });
    else if (response.status === 403)
      findings.push({
        probe: name,
        health: 'problem',
        code: 'CA-AUTH-003',
        found: 'reading is denied (403)',
        fix: `Allow codeartifact:ReadFromRepository on the repository ARN (package ARNs do not work for it): {"Effect":"Allow","Action":"codeartifact:ReadFromRepository","Resource":"arn:aws:codeartifact:*:${request.address.domainOwner ?? '*'}:repository/${request.address.domain}/${request.address.repository}"}`,
      });
    else if (response.status >= 500)
      findings.push({
        probe: name,
        health: 'problem',
        code: 'CA-NET-002',
        found: `the endpoint answers ${response.status}`,
      });
    else findings.push({ probe: name, health: 'ok', found: 'package managers can read' });
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    findings.push({ probe: name, health: 'problem', code: error.code, found: error.message, fix: error.remedy });
  }
}

function upstreamProbe(findings: Finding[], address: RepositoryAddress, repository: RepositoryDescription): void {
  if (repository.externalConnections.length > 0)
    findings.push({
      probe: 'upstream',
      health: 'ok',
      found: `connected to ${repository.externalConnections.join(', ')}`,
    });
  else if (repository.upstreams.length > 0)
    findings.push({ probe: 'upstream', health: 'ok', found: `upstreams ${repository.upstreams.join(', ')}` });
  else {
    findings.push({
      probe: 'upstream',
      health: 'warning',
      found: 'no upstream and no external connection: only packages published here can be installed',
      fix: `aws codeartifact update-repository --domain ${address.domain} --repository ${address.repository} --upstreams repositoryName=<repository with the external connection>`,
    });
  }
}

async function packageProbe(
  findings: Finding[],
  address: RepositoryAddress,
  repository: RepositoryDescription,
  client: CodeArtifactReader,
  wanted: DiagnoseRequest['packages'][number],
): Promise<void> {
  const label = packageName(wanted);
  const name = `package ${label}`;
  const found = await client.describePackage(address, wanted);
  if (!found) {
    const hasUpstream = repository.upstreams.length + repository.externalConnections.length > 0;
    findings.push(
      hasUpstream
        ? {
            probe: name,
            health: 'ok',
            found: `${label} is not held yet: the first request fetches it from upstream and is slow, later ones are served from the repository`,
          }
        : {
            probe: name,
            health: 'problem',
            code: 'CA-FIND-002',
            found: `${label} is not in the repository, and there is no upstream to get it from`,
            fix: `aws codeartifact associate-external-connection --domain ${address.domain} --repository <store repository> --external-connection public:<source>, then make that repository an upstream`,
          },
    );
    return;
  }
  const { publish, upstream } = found.restrictions ?? { publish: 'ALLOW', upstream: 'ALLOW' };
  if (publish === 'BLOCK') {
    findings.push({
      probe: name,
      health: 'warning',
      code: 'CA-CONFLICT-003',
      found: `${label} cannot be published here: its origin controls say publish BLOCK (it was first seen from a public source)`,
      fix: `aws codeartifact put-package-origin-configuration --domain ${address.domain} --repository ${address.repository} --format ${wanted.format} ${wanted.namespace ? `--namespace ${wanted.namespace} ` : ''}--package ${wanted.name} --restrictions publish=ALLOW,upstream=BLOCK`,
    });
  } else if (upstream === 'ALLOW' && repository.upstreams.length > 0) {
    findings.push({
      probe: name,
      health: 'warning',
      found: `${label} may be published here and taken from upstream: a public package of this name could take its place`,
      fix: `aws codeartifact put-package-origin-configuration … --restrictions publish=ALLOW,upstream=BLOCK`,
    });
  } else
    findings.push({ probe: name, health: 'ok', found: `${label} is here; publish ${publish}, upstream ${upstream}` });
  if (wanted.version === undefined) return;
  const version = await client.describePackageVersion(address, { ...wanted, version: wanted.version });
  const exact = `${label}@${wanted.version}`;
  if (!version)
    findings.push({
      probe: `version ${exact}`,
      health: 'problem',
      code: 'CA-FIND-002',
      found: `${exact} is not in the repository`,
    });
  else if (version.status === 'Published')
    findings.push({ probe: `version ${exact}`, health: 'ok', found: `${exact} is Published` });
  else {
    const fix =
      version.status === 'Disposed'
        ? 'Its files are gone; delete the version and publish a new one.'
        : `aws codeartifact update-package-versions-status --domain ${address.domain} --repository ${address.repository} --format ${wanted.format} ${wanted.namespace ? `--namespace ${wanted.namespace} ` : ''}--package ${wanted.name} --versions ${wanted.version} --target-status Published`;
    findings.push({
      probe: `version ${exact}`,
      health: 'problem',
      code: 'CA-CONFLICT-003',
      found: `${exact} is ${version.status}, so package managers ${version.status === 'Unlisted' ? 'do not list it' : 'cannot download it'}`,
      fix,
    });
  }
}
