// The three STS calls we make (query protocol). AssumeRoleWithWebIdentity is unsigned.
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Secret } from '../core/model/secret.ts';
import type { Host } from '../core/ports/host.ts';
import type { AwsCall } from './call.ts';
import { type Credentials, concealCredentials } from './credential-values.ts';
import { type Service, sendText } from './request.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** One element's text out of an STS answer; its elements are flat, unique and without attributes. */
function field(xml: string, name: string): string | undefined {
  const raw = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return raw?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? '');
}

async function ask(host: Host, service: Service, action: string, parameters: Record<string, string>, subject: string) {
  const body = new URLSearchParams({ Action: action, Version: '2011-06-15', ...parameters }).toString();
  const call: AwsCall = {
    operation: `sts:${action}`,
    method: 'POST',
    path: '/',
    subject,
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  };
  return sendText(host, service, call, 256 * 1024);
}

export async function callerIdentity(host: Host, sts: Service): Promise<{ account: string; arn: string }> {
  const xml = await ask(host, sts, 'GetCallerIdentity', {}, 'the caller');
  const account = field(xml, 'Account');
  if (!account) throw new RegistryError('CA-NET-004', 'GetCallerIdentity was answered without an account');
  return { account, arn: field(xml, 'Arn') ?? '' };
}

export interface RoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly externalId?: string | undefined;
}

function credentialsOf(host: Host, xml: string, roleArn: string): Credentials {
  const [accessKeyId, secretAccessKey, sessionToken, expiration] = [
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
    'Expiration',
  ].map((name) => field(xml, name));
  if (!accessKeyId || !secretAccessKey) throw new RegistryError('CA-NET-004', `STS gave no credentials for ${roleArn}`);
  return concealCredentials(
    { accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration ? Date.parse(expiration) : undefined },
    host.mask,
  );
}

export async function assumeRoleWithWebIdentity(
  host: Host,
  sts: Service,
  request: RoleRequest,
  identity: Secret,
): Promise<Credentials> {
  const xml = await ask(
    host,
    { ...sts, credentials: undefined },
    'AssumeRoleWithWebIdentity',
    {
      RoleArn: request.roleArn,
      RoleSessionName: request.sessionName,
      DurationSeconds: String(request.durationSeconds),
      WebIdentityToken: identity.reveal(),
    },
    request.roleArn,
  );
  return credentialsOf(host, xml, request.roleArn);
}

/** Role chaining: signed with the credentials of `sts`. */
export async function assumeRole(host: Host, sts: Service, request: RoleRequest): Promise<Credentials> {
  const xml = await ask(
    host,
    sts,
    'AssumeRole',
    {
      RoleArn: request.roleArn,
      RoleSessionName: request.sessionName,
      DurationSeconds: String(request.durationSeconds),
      ...(request.externalId ? { ExternalId: request.externalId } : {}),
    },
    request.roleArn,
  );
  return credentialsOf(host, xml, request.roleArn);
}
