// Credentials of a container: CodeBuild, ECS and EKS Pod Identity. The SDK does the same, but is much to load for every
// step of a CodeBuild build.
import { retrying } from '../core/calls/retry.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { isLoopback } from '../core/model/loopback.ts';
import { conceal, LONGEST_TOKEN } from '../core/model/secret.ts';
import type { Host } from '../core/ports/host.ts';
import { readBody, retryAfter } from '../core/ports/http.ts';
import { accountOfRole, type Credentials, concealCredentials } from './credential-values.ts';

const ECS = 'http://169.254.170.2';
/** Hosts to which credentials' tokens may go over plain http, besides loopback (SDK reference guide, container credentials). */
const PLAIN_HOSTS = new Set(['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]']);
/** The endpoint is on this machine: where four tries do not help, more will not. */
const ATTEMPTS = 4;
const ENDPOINT = "the container's credential endpoint";

/** Whether variables name the endpoint of a container. */
export const isContainer = (env: Host['env']): boolean =>
  Boolean(env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI);

/** Asks the container endpoint; rejects with CA-AUTH-001 when it gives no credentials. */
export async function containerCredentials(host: Host, maxAttempts: number): Promise<Credentials> {
  const url = endpoint(host.env);
  const authorization = await authorizationOf(host);
  return retrying(host, { attempts: Math.min(ATTEMPTS, maxAttempts), label: 'container credentials' }, async () => {
    const response = await host.http({
      method: 'GET',
      url,
      headers: { accept: 'application/json', ...(authorization ? { authorization: authorization.reveal() } : {}) },
      idleTimeoutMs: 5000,
      what: ENDPOINT,
    });
    const text = (await readBody(response, 64 * 1024, ENDPOINT)).toString('utf8');
    if (response.status !== 200) {
      const { status } = response;
      const code = status === 429 ? 'CA-NET-001' : status >= 500 ? 'CA-NET-002' : 'CA-AUTH-001';
      const retryAfterMs = retryAfter(response);
      throw new RegistryError(code, `the container's credential endpoint answered ${status}`, { retryAfterMs });
    }
    return read(text, host);
  });
}

function endpoint(env: Host['env']): string {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const address = relative ? `${ECS}${relative}` : (env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isAllowed =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && (PLAIN_HOSTS.has(url.hostname) || isLoopback(url.hostname)));
  if (!isAllowed) {
    throw new RegistryError(
      'CA-AUTH-001',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of the container host',
    );
  }
  return address;
}

/** EKS writes the token to a file and renews it there, so the file wins and is read each time. */
async function authorizationOf(host: Host) {
  const { env, files } = host;
  const path = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const value = path ? await files.readText(path) : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  if (path && value === undefined)
    throw new RegistryError('CA-AUTH-001', `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names ${path}, which is missing`);
  if (!value) return undefined;
  if (value.length > LONGEST_TOKEN)
    throw new RegistryError(
      'CA-AUTH-001',
      `the container's authorization token has ${value.length} characters, more than a header holds`,
    );
  if (/[\r\n]/.test(value.trim()))
    throw new RegistryError('CA-AUTH-001', "the container's authorization token has a line end");
  return conceal(value.trim(), host.mask);
}

function read(text: string, host: Host): Credentials {
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Said below, without the text.
  }
  const { AccessKeyId, SecretAccessKey, Token, Expiration, AccountId, RoleArn } = body ?? {};
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string')
    throw new RegistryError('CA-AUTH-001', "the container's credential endpoint answered without credentials");
  const expiresAt = typeof Expiration === 'string' ? Date.parse(Expiration) : Number.NaN;
  // Taken for keys that never end, they would be used until a call fails.
  if (Expiration !== undefined && Expiration !== null && Number.isNaN(expiresAt))
    throw new RegistryError(
      'CA-AUTH-001',
      "the container's credential endpoint answered with an Expiration that is no time",
    );
  return concealCredentials(
    {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      accountId: typeof AccountId === 'string' ? AccountId : accountOfRole(RoleArn),
      sessionToken: typeof Token === 'string' ? Token : undefined,
      expiresAt: Number.isNaN(expiresAt) ? undefined : expiresAt,
    },
    host.mask,
  );
}
