// Who am I, may I have a token, is the repository there and open to me?
import { RegistryError } from '../../errors/registry-error.ts';
import { label } from '../../model/repository.ts';
import type { AuthorizationToken, RepositoryAddress, RepositoryDescription } from '../../ports/code-artifact.ts';
import { type DiagnosePorts, type DiagnoseRequest, type Finding, findingOf, runProbe } from './finding.ts';

export interface GrantedAccess {
  readonly token: AuthorizationToken;
  /** Undefined when it may not be described; reading packages may be allowed all the same. */
  readonly repository: RepositoryDescription | undefined;
}

/** Undefined when nothing further can be found out. */
export async function accessProbes(
  findings: Finding[],
  request: DiagnoseRequest,
  ports: DiagnosePorts,
): Promise<GrantedAccess | undefined> {
  const identity = await runProbe(
    findings,
    'credentials',
    () => ports.client.getCallerIdentity(),
    ({ arn }) => `signed in as ${arn}`,
  );
  if (!identity) return undefined;
  const token = await tokenProbe(findings, request, ports, identity.account);
  // Without the domain's consent every further answer would be the same refusal.
  if (!token && isForeign(request.address, identity.account)) return undefined;
  const repository = await repositoryProbe(findings, request, ports, identity.account);
  if (!token || repository === 'missing') return undefined;
  return { token, repository };
}

const isForeign = (address: RepositoryAddress, account: string) =>
  address.domainOwner !== undefined && address.domainOwner !== account;

async function tokenProbe(
  findings: Finding[],
  { address, durationSeconds }: DiagnoseRequest,
  { client }: DiagnosePorts,
  account: string,
): Promise<AuthorizationToken | undefined> {
  try {
    const token = await client.getAuthorizationToken(address, durationSeconds);
    const end = new Date(token.expiresAt).toISOString();
    findings.push({ probe: 'token', health: 'ok', found: `an authorization token, good until ${end}` });
    return token;
  } catch (error) {
    findings.push(findingOf('token', error, tokenFix(error, address, account)));
    return undefined;
  }
}

function tokenFix(error: unknown, address: RepositoryAddress, account: string): string | undefined {
  if (!(error instanceof RegistryError)) return undefined;
  if (error.code === 'CA-FIND-001' && address.domainOwner === undefined)
    return `The account signed in (${account}) has no domain ${address.domain} in this region: set \`domain-owner\` when it belongs to another account, and check \`aws-region\`.`;
  // The bearer permission is the caller's own affair, also across accounts.
  const isBearer = error.message.includes('sts:GetServiceBearerToken');
  if (error.code === 'CA-AUTH-003' && isForeign(address, account) && !isBearer)
    return crossAccountFix(address, account);
  return undefined;
}

async function repositoryProbe(
  findings: Finding[],
  { address }: DiagnoseRequest,
  { client }: DiagnosePorts,
  account: string,
): Promise<RepositoryDescription | 'missing' | undefined> {
  const probe = 'repository';
  try {
    const found = await client.describeRepository(address);
    if (found) {
      findings.push({ probe, health: 'ok', found: `${label(address)} exists, owner ${found.domainOwner}` });
      return found;
    }
    const names = await client.listRepositoriesInDomain(address).catch(() => []);
    findings.push({
      probe,
      health: 'problem',
      code: 'CA-FIND-001',
      found: `${label(address)} does not exist${address.domainOwner === undefined ? ` in account ${account}` : ''}`,
      fix:
        names.length > 0
          ? `Repositories of the domain: ${names.slice(0, 20).join(', ')}`
          : `aws codeartifact create-repository --domain ${address.domain} --repository ${address.repository}`,
    });
    return 'missing';
  } catch (error) {
    const isDenied = error instanceof RegistryError && error.code === 'CA-AUTH-003';
    const finding = findingOf(
      probe,
      error,
      isDenied && isForeign(address, account) ? crossAccountFix(address, account) : undefined,
    );
    // A job that only installs needs no DescribeRepository; the endpoint will tell whether it can read.
    findings.push(isDenied && !isForeign(address, account) ? { ...finding, health: 'warning' } : finding);
    return isDenied ? undefined : 'missing';
  }
}

const CONSUMER = [
  'codeartifact:GetAuthorizationToken',
  'codeartifact:GetRepositoryEndpoint',
  'codeartifact:DescribeRepository',
  'codeartifact:ReadFromRepository',
];

/** Another account needs an allow on both sides (user guide, repo-policies): the part of each. */
export function crossAccountFix(address: RepositoryAddress, account: string): string {
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: CONSUMER, Resource: '*' },
    ],
  });
  return [
    `In account ${address.domainOwner}: aws codeartifact put-domain-permissions-policy --domain ${address.domain} --policy-document '${policy}' (it replaces the policy that is there: add the statement to that one, see get-domain-permissions-policy)`,
    `In account ${account}, in the identity policy: ${JSON.stringify({ Effect: 'Allow', Action: [...CONSUMER, 'sts:GetServiceBearerToken'], Resource: '*' })}`,
  ].join('\n');
}
