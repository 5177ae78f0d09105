// From inputs to clients: which credentials, which role, which endpoints. The one place where clients are made.
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Inputs } from '../core/inputs/read.ts';
import type { PackageGroupReader, PermissionProbe } from '../core/ports/code-artifact.ts';
import type { Host } from '../core/ports/host.ts';
import type { CodeArtifactClient } from './code-artifact-client.ts';
import {
  type CredentialSource,
  defaultCredentials,
  type FixedSession,
  fixedSession,
  renewed,
  requireLiveVariables,
} from './credentials.ts';
import { readProfileEndpoints } from './endpoints/profile-endpoints.ts';
import { endpointSettings, partitionOf } from './endpoints/service-endpoint.ts';
import { hasOidc, oidcUnavailable, readClaims, requestIdentity } from './oidc.ts';
import { explainChaining, explainRefusal } from './role-refusal.ts';
import type { Service } from './service-client.ts';

export interface IdentityRequest {
  readonly region: string;
  readonly roleToAssume?: string | undefined;
  readonly roleSessionName?: string | undefined;
  readonly roleDurationSeconds: number;
  readonly roleExternalId?: string | undefined;
  readonly roleChaining: boolean;
  readonly audience: string;
  readonly allowedAccountIds: readonly string[];
  readonly maxAttempts: number;
  readonly endpointUrl?: string | undefined;
  readonly stsEndpointUrl?: string | undefined;
}

export interface SignedIn {
  readonly client: CodeArtifactClient;
  /** The same identity, with waits that end when this host's do. */
  clientFor(host: Host): CodeArtifactClient;
  /** What only the doctor asks. */
  enquiries(): Promise<PackageGroupReader & PermissionProbe>;
  readonly credentials: CredentialSource;
  readonly region: string;
  /** Account signed in; asked for only when somebody needs it. */
  account(): Promise<string>;
  /** The session all of this stands on, when nothing gives another one at its end. */
  fixedSession(): Promise<FixedSession | undefined>;
}

/** The identity inputs as one value; `region` is found where contract §4 says. Throws CA-INPUT-001 without one. */
export function identityOf(inputs: Inputs, host: Pick<Host, 'env'>, fallbackRegion?: string): IdentityRequest {
  const region =
    inputs.text('aws-region') ??
    (host.env.AWS_REGION?.trim() || undefined) ??
    (host.env.AWS_DEFAULT_REGION?.trim() || undefined) ??
    fallbackRegion;
  if (!region) throw new RegistryError('CA-INPUT-001', '`aws-region` (or AWS_REGION) is needed');
  // It becomes a part of host names; the SDK would refuse it with the first call.
  if (!/^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/i.test(region))
    throw new RegistryError(
      'CA-INPUT-001',
      '`aws-region` (or AWS_REGION, AWS_DEFAULT_REGION) is not a region such as `eu-west-1`',
    );
  const request: IdentityRequest = {
    region,
    roleToAssume: inputs.text('role-to-assume'),
    roleSessionName: inputs.text('role-session-name'),
    roleDurationSeconds: inputs.integer('role-duration-seconds'),
    roleExternalId: inputs.text('role-external-id'),
    roleChaining: inputs.flag('role-chaining'),
    // Only what was given: the default is that of the partition, and China's differs.
    audience: (inputs.given('audience') ? inputs.text('audience') : undefined) ?? partitionOf(region).audience,
    allowedAccountIds: inputs.list('allowed-account-ids'),
    maxAttempts: inputs.integer('retry-max-attempts'),
    endpointUrl: inputs.text('endpoint-url'),
    stsEndpointUrl: inputs.text('sts-endpoint-url'),
  };
  if (request.roleExternalId && !request.roleChaining) {
    throw new RegistryError(
      'CA-INPUT-001',
      '`role-external-id` works only with `role-chaining`: AssumeRoleWithWebIdentity has no external id',
    );
  }
  checkRole(request);
  return request;
}

/** What AWS would refuse with less to say: a role that is no ARN, of another partition, or of an account not wanted. */
function checkRole({ roleToAssume, region, allowedAccountIds }: IdentityRequest): void {
  if (roleToAssume === undefined) return;
  const [, partition, account] = /^arn:([^:]+):iam::(\d{12}):role\/\S+$/.exec(roleToAssume) ?? [];
  if (partition === undefined || account === undefined)
    throw new RegistryError(
      'CA-INPUT-001',
      '`role-to-assume` is not the ARN of a role (arn:aws:iam::ACCOUNT:role/NAME)',
    );
  const expected = partitionOf(region).name;
  if (partition !== expected)
    throw new RegistryError(
      'CA-INPUT-001',
      `\`role-to-assume\` is of the partition ${partition}, but \`aws-region\` ${region} belongs to ${expected}`,
    );
  // Found before anything is sent; the account that answers in the end is compared as well.
  if (allowedAccountIds.length > 0 && !allowedAccountIds.includes(account))
    throw notAllowed(account, allowedAccountIds, roleToAssume);
}

function notAllowed(account: string, allowed: readonly string[], who: string): RegistryError {
  return new RegistryError('CA-AUTH-006', `the account of ${who} is ${account}, allowed are ${allowed.join(', ')}`, {
    remedy: `Use a role of an allowed account, or add ${account} to \`allowed-account-ids\`.`,
  });
}

async function services(
  host: Host,
  { region, maxAttempts, endpointUrl, stsEndpointUrl }: IdentityRequest,
): Promise<{ codeartifact: Omit<Service, 'credentials'>; sts: Omit<Service, 'credentials'> }> {
  const shared = { region, maxAttempts };
  const { env } = host;
  const isSaid = endpointUrl !== undefined && stsEndpointUrl !== undefined;
  const profile = isSaid ? undefined : await readProfileEndpoints(host);
  return {
    codeartifact: { ...shared, ...endpointSettings('codeartifact', { env, given: endpointUrl, profile }) },
    sts: { ...shared, ...endpointSettings('sts', { env, given: stsEndpointUrl, profile }) },
  };
}

function sessionName(host: Host, request: IdentityRequest): string {
  const run = host.env.GITHUB_RUN_ID ?? host.env.CODEBUILD_BUILD_NUMBER ?? 'local';
  return request.roleSessionName ?? `codeartifact-${run}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}

interface CredentialOrigin {
  readonly credentials: CredentialSource;
  /** The credentials that were there, with which others are asked for or not; undefined where the job's identity is. */
  readonly present: CredentialSource | undefined;
}

function credentialOrigin(host: Host, request: IdentityRequest, sts: Omit<Service, 'credentials'>): CredentialOrigin {
  const { roleToAssume, roleChaining, maxAttempts } = request;
  if (!roleToAssume || roleChaining) requireLiveVariables(host);
  if (!roleToAssume) {
    const present = defaultCredentials(host, maxAttempts);
    return { present, credentials: present };
  }
  const role = {
    roleArn: roleToAssume,
    sessionName: sessionName(host, request),
    durationSeconds: request.roleDurationSeconds,
    externalId: request.roleExternalId,
  };
  if (roleChaining) {
    // AWS answers more than an hour with an error, not with a shorter session; the default input is within it.
    if (role.durationSeconds > 3600)
      throw new RegistryError('CA-INPUT-001', '`role-duration-seconds` is at most 3600 with `role-chaining`');
    const present = defaultCredentials(host, maxAttempts);
    const service = { ...sts, credentials: present };
    const credentials = renewed(host, async () => {
      const { assumeRole } = await import('./sts.ts');
      try {
        return await assumeRole(host, service, role);
      } catch (error) {
        throw explainChaining(error, role.roleArn, role.externalId);
      }
    });
    return { present, credentials };
  }
  const service = { ...sts, credentials: undefined };
  const credentials = renewed(host, async () => {
    if (!hasOidc(host)) throw await oidcUnavailable(host, role.roleArn);
    const identity = await requestIdentity(host, request.audience, maxAttempts);
    const { assumeRoleWithWebIdentity } = await import('./sts.ts');
    try {
      return await assumeRoleWithWebIdentity(host, service, role, identity);
    } catch (error) {
      throw explainRefusal(error, role.roleArn, await readClaims(identity));
    }
  });
  return { present: undefined, credentials };
}

/**
 * Makes the clients. Nothing is sent before the first call, except to check `allowed-account-ids`. The SDK is loaded
 * here and no sooner: by now the inputs are known to be good.
 */
export async function signIn(host: Host, request: IdentityRequest): Promise<SignedIn> {
  const { codeartifact, sts } = await services(host, request);
  const { credentials, present } = credentialOrigin(host, request, sts);
  let signedInAs: string | undefined;
  const service = { ...codeartifact, credentials, askedAccount: () => signedInAs };
  const signedSts = { ...sts, credentials };
  const { createCodeArtifactClient } = await import('./code-artifact-client.ts');
  const clientFor = (bound: Host) =>
    createCodeArtifactClient(bound, service, () =>
      import('./sts.ts').then(({ callerIdentity }) => callerIdentity(bound, signedSts)),
    );
  const client = clientFor(host);
  let asked: Promise<{ account: string; arn: string }> | undefined;
  const identity = () => {
    asked ??= client.getCallerIdentity().then((found) => {
      signedInAs = found.account;
      return found;
    });
    return asked;
  };
  const account = async () => (await identity()).account;
  if (request.allowedAccountIds.length > 0) {
    const found = await identity();
    if (!request.allowedAccountIds.includes(found.account))
      throw notAllowed(found.account, request.allowedAccountIds, found.arn);
  }
  const enquiries = () => import('./enquiries.ts').then(({ createEnquiries }) => createEnquiries(host, service));
  return {
    client,
    clientFor,
    credentials,
    region: request.region,
    account,
    enquiries,
    fixedSession: async () => present && fixedSession(host, present),
  };
}
