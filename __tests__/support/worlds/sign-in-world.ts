// A strict local server with a domain, users and roles, and jobs of GitHub that sign in to it.

import { identityOf, signIn } from '../../../src/aws/sign-in.ts';
import type { RegistryError } from '../../../src/core/errors/registry-error.ts';
import type { InputName } from '../../../src/core/inputs/definitions.ts';
import { readInputs } from '../../../src/core/inputs/read.ts';
import type { Clock } from '../../../src/core/ports/host.ts';
import type { LocalServerOptions } from '../../../src/local/server-options.ts';
import { type RecordingHost, recordingHost } from '../host.ts';
import { type TestServer, testServer } from '../servers/local-server.ts';

export const ACCOUNT = '111122223333';
export const OTHER = '444455556666';
export const SECRET = 'wJalrXUtnFEMI-K7MDENG-an-example';
export const REQUEST_TOKEN = 'the-request-token-of-this-job';
export const ADMIN = { accessKeyId: 'AKIAADMINISTRATOR000', secretAccessKey: SECRET };
export const at = { domain: 'my-org', domainOwner: ACCOUNT };

export const role = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;
export const user = (name: string, policies: readonly unknown[], account = ACCOUNT) => ({
  name,
  account,
  accessKeyId: `AKIA${name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`.padEnd(20, '0'),
  secretAccessKey: SECRET,
  policies,
});
export const allow = (...Action: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

export const trust = (sub: string | readonly string[], account = ACCOUNT, aud = 'sts.amazonaws.com') => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': aud,
          'token.actions.githubusercontent.com:sub': sub,
        },
      },
    },
  ],
});

/** `dev` of `my-org`, nobody in but those of the setup. */
export function strictServer(setup: object, options: LocalServerOptions = {}): Promise<TestServer> {
  return testServer({
    account: ACCOUNT,
    auth: 'strict',
    root: ADMIN,
    oidcRequestToken: REQUEST_TOKEN,
    ...options,
    setup: { domains: [{ name: 'my-org', repositories: ['dev'] }], ...setup },
  });
}

export interface Job {
  readonly inputs?: Readonly<Partial<Record<InputName, string>>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

/** Variables of a GitHub job that may ask for an identity. */
export const permitted = (server: Pick<TestServer, 'url'>): Record<string, string> => ({
  GITHUB_ACTIONS: 'true',
  ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/_local/oidc/token?api-version=2.0`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
});

export async function signInAs(server: Pick<TestServer, 'url'>, folder: string, job: Job) {
  const host = recordingHost({
    folder,
    env: { AWS_ENDPOINT_URL: server.url, AWS_EC2_METADATA_DISABLED: 'true', ...job.env },
    ...(job.clock ? { clock: job.clock } : {}),
  });
  const raw = { 'aws-region': 'us-east-1', 'retry-max-attempts': '3', ...job.inputs } as Record<string, string>;
  const inputs = readInputs(
    'login',
    (name) => raw[name],
    (name) => name,
  );
  return { host, signedIn: await signIn(host, identityOf(inputs, host)) };
}

/** Signs in and asks for a token; the error in which that ends, with everything that was printed. */
export async function refusalOf(
  server: Pick<TestServer, 'url'>,
  folder: string,
  job: Job,
): Promise<{ error: RegistryError; host: RecordingHost | undefined }> {
  let host: RecordingHost | undefined;
  try {
    const found = await signInAs(server, folder, job);
    host = found.host;
    await found.signedIn.client.getAuthorizationToken(at, 3600);
  } catch (error) {
    return { error: error as RegistryError, host };
  } finally {
    host?.close();
  }
  throw new Error('the sign-in was expected to be refused');
}
