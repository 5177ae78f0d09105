// From inputs to clients: which credentials, which role, which endpoints. The one place where clients are made.
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Inputs } from '../core/inputs/read.ts';
import type { Host } from '../core/ports/host.ts';
import { type CodeArtifactClient, createCodeArtifactClient } from './code-artifact-client.ts';
import { type CredentialSource, defaultCredentials, renewed } from './credentials.ts';
import { explainRefusal, hasOidc, oidcUnavailable, readClaims, requestIdentity } from './oidc.ts';
import type { Service } from './request.ts';
import { assumeRole, assumeRoleWithWebIdentity } from './sts.ts';

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
  readonly credentials: CredentialSource;
  readonly region: string;
  /** Account signed in; asked for only when somebody needs it. */
  account(): Promise<string>;
}

/** The identity inputs as one value; `region` is found where contract §4 says. Throws CA-INPUT-001 without one. */
export function identityOf(inputs: Inputs, host: Pick<Host, 'env'>, fallbackRegion?: string): IdentityRequest {
  const region =
    inputs.text('aws-region') ??
    (host.env.AWS_REGION || undefined) ??
    (host.env.AWS_DEFAULT_REGION || undefined) ??
    fallbackRegion;
  if (!region) throw new RegistryError('CA-INPUT-001', '`aws-region` (or AWS_REGION) is needed');
  const request: IdentityRequest = {
    region,
    roleToAssume: inputs.text('role-to-assume'),
    roleSessionName: inputs.text('role-session-name'),
    roleDurationSeconds: inputs.integer('role-duration-seconds'),
    roleExternalId: inputs.text('role-external-id'),
    roleChaining: inputs.flag('role-chaining'),
    audience: inputs.text('audience') ?? 'sts.amazonaws.com',
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
  return request;
}

// The partition's DNS suffix; China is the only one in which CodeArtifact's API name would differ by region prefix.
const suffix = (region: string) => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');

function services(
  host: Host,
  request: IdentityRequest,
): { codeartifact: Omit<Service, 'credentials'>; sts: Omit<Service, 'credentials'> } {
  const { env } = host;
  const shared = { region: request.region, maxAttempts: request.maxAttempts };
  const everywhere = env.AWS_ENDPOINT_URL || undefined;
  return {
    codeartifact: {
      ...shared,
      name: 'codeartifact',
      endpoint:
        request.endpointUrl ??
        (env.AWS_ENDPOINT_URL_CODEARTIFACT || undefined) ??
        everywhere ??
        `https://codeartifact.${request.region}.${suffix(request.region)}`,
    },
    sts: {
      ...shared,
      name: 'sts',
      // The regional endpoint: nearer, and valid tokens everywhere (IAM user guide, temporary credentials).
      endpoint:
        request.stsEndpointUrl ??
        (env.AWS_ENDPOINT_URL_STS || undefined) ??
        everywhere ??
        `https://sts.${request.region}.${suffix(request.region)}`,
    },
  };
}

function sessionName(host: Host, request: IdentityRequest): string {
  const run = host.env.GITHUB_RUN_ID ?? host.env.CODEBUILD_BUILD_NUMBER ?? 'local';
  return request.roleSessionName ?? `codeartifact-${run}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}

function credentialSource(host: Host, request: IdentityRequest, sts: Omit<Service, 'credentials'>): CredentialSource {
  if (!request.roleToAssume) return defaultCredentials(host);
  const role = {
    roleArn: request.roleToAssume,
    sessionName: sessionName(host, request),
    durationSeconds: request.roleDurationSeconds,
    externalId: request.roleExternalId,
  };
  if (request.roleChaining) {
    // AWS answers more than an hour with an error, not with a shorter session; the default input is within it.
    if (role.durationSeconds > 3600)
      throw new RegistryError('CA-INPUT-001', '`role-duration-seconds` is at most 3600 with `role-chaining`');
    const own = defaultCredentials(host);
    return renewed(host, () => assumeRole(host, { ...sts, credentials: own }, role));
  }
  return renewed(host, async () => {
    if (!hasOidc(host)) throw await oidcUnavailable(host, role.roleArn);
    const identity = await requestIdentity(host, request.audience, request.maxAttempts);
    try {
      return await assumeRoleWithWebIdentity(host, { ...sts, credentials: undefined }, role, identity);
    } catch (error) {
      throw explainRefusal(error, role.roleArn, await readClaims(identity));
    }
  });
}

/** Makes the clients. Nothing is sent before the first call, except to check `allowed-account-ids`. */
export async function signIn(host: Host, request: IdentityRequest): Promise<SignedIn> {
  const { codeartifact, sts } = services(host, request);
  const credentials = credentialSource(host, request, sts);
  const client = createCodeArtifactClient(host, { ...codeartifact, credentials }, { ...sts, credentials });
  let asked: Promise<string> | undefined;
  const account = () => {
    asked ??= client.getCallerIdentity().then((identity) => identity.account);
    return asked;
  };
  if (request.allowedAccountIds.length > 0) {
    const found = await account();
    if (!request.allowedAccountIds.includes(found)) {
      throw new RegistryError(
        'CA-AUTH-006',
        `the account signed in is ${found}, allowed are ${request.allowedAccountIds.join(', ')}`,
      );
    }
  }
  return { client, credentials, region: request.region, account };
}
