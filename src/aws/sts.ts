// The calls of STS, over the SDK's client: exchanging an identity for credentials, and who one is.
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
  type Credentials as WireCredentials,
} from '@aws-sdk/client-sts';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Secret } from '../core/model/secret.ts';
import type { Host } from '../core/ports/host.ts';
import { type AwsCall, maybeInstant, maybeText, promisedText, record } from './call.ts';
import { accountOfRole, type Credentials, concealCredentials } from './credential-values.ts';
import { type Caller, createCaller, type Service } from './service-client.ts';

export interface RoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly externalId?: string | undefined;
}

const callers = new WeakMap<Service, Caller>();

function callerOf(host: Host, service: Service): Caller {
  const known = callers.get(service) ?? createCaller(host, service, (config) => new STSClient(config));
  callers.set(service, known);
  return known;
}

export async function callerIdentity(host: Host, service: Service): Promise<{ account: string; arn: string }> {
  const call = callerOf(host, service);
  const about = { operation: 'sts:GetCallerIdentity', subject: 'the caller' };
  const { Account: account, Arn: arn } = await call(about, new GetCallerIdentityCommand({}));
  if (!account) throw new RegistryError('CA-NET-004', 'GetCallerIdentity was answered without an account');
  return { account: promisedText(account, about), arn: maybeText(arn, about) ?? '' };
}

/** `about.subject` is the ARN of the role. */
function credentialsOf(host: Host, wire: WireCredentials | undefined, about: AwsCall): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = record<Partial<WireCredentials>>(wire, about);
  if (!AccessKeyId || !SecretAccessKey)
    throw new RegistryError('CA-NET-004', `STS gave no credentials for ${about.subject}`);
  return concealCredentials(
    {
      accessKeyId: promisedText(AccessKeyId, about),
      secretAccessKey: promisedText(SecretAccessKey, about),
      accountId: accountOfRole(about.subject),
      sessionToken: maybeText(SessionToken, about),
      expiresAt: maybeInstant(Expiration, about),
    },
    host.mask,
  );
}

/** Unsigned: the identity is the only proof. */
export async function assumeRoleWithWebIdentity(
  host: Host,
  service: Service,
  request: RoleRequest,
  identity: Secret,
): Promise<Credentials> {
  const call = callerOf(host, service);
  const about = { operation: 'sts:AssumeRoleWithWebIdentity', subject: request.roleArn };
  const { Credentials: wire } = await call(
    about,
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: request.roleArn,
      RoleSessionName: request.sessionName,
      DurationSeconds: request.durationSeconds,
      WebIdentityToken: identity.reveal(),
    }),
  );
  return credentialsOf(host, wire, about);
}

/** Role chaining: signed with the credentials of `service`. */
export async function assumeRole(host: Host, service: Service, request: RoleRequest): Promise<Credentials> {
  const call = callerOf(host, service);
  const about = { operation: 'sts:AssumeRole', subject: request.roleArn };
  const { Credentials: wire } = await call(
    about,
    new AssumeRoleCommand({
      RoleArn: request.roleArn,
      RoleSessionName: request.sessionName,
      DurationSeconds: request.durationSeconds,
      ExternalId: request.externalId,
    }),
  );
  return credentialsOf(host, wire, about);
}
